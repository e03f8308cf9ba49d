"""What people look at: maps, lists, notices. Nothing is computed here."""
