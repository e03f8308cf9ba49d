"""What can go wrong, in four words a planner understands."""

from collections.abc import Sequence
from typing import Any


class GeoplanError(Exception):
    """Anything geoplan reports in plain words instead of a traceback."""


class ConfigError(GeoplanError, ValueError):
    """``county.toml`` says something that cannot be meant."""


class LayerError(GeoplanError, ValueError):
    """A layer cannot be read, or its rows are not what they should be.

    Attributes
    ----------
    faults
        What the message says, one ``schema.Finding`` each, where it is about rows of a layer.
    """

    def __init__(self, message: str, faults: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class InfeasibleError(GeoplanError, ValueError):
    """No plan satisfies the rules; the message says which limit is in the way."""
