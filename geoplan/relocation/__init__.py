"""Moves: where one could build safely, and which group goes where."""
