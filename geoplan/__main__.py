"""Lets ``python -m geoplan`` do what ``geoplan`` does."""

from geoplan.cli import main

main()
