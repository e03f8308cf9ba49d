"""The programme: roads and moves in one plan over years and funds, and an independent check of it."""
