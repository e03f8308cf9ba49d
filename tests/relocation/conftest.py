"""What tests of the large search share."""

import pytest

from geoplan.relocation import assignment, site_search


@pytest.fixture
def search_everything(monkeypatch):
    """Small problems are searched like large ones, with less work."""
    monkeypatch.setattr(assignment, "SMALL", 0)
    monkeypatch.setattr(site_search, "MORE_STEPS", 60)
    monkeypatch.setattr(site_search, "FIRST_STEPS", 40)
