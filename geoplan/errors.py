"""What can go wrong, in four words a planner understands."""


class GeoplanError(Exception):
    """Anything geoplan reports in plain words instead of a traceback."""


class ConfigError(GeoplanError, ValueError):
    """``county.toml`` says something that cannot be meant."""


class LayerError(GeoplanError, ValueError):
    """A layer cannot be read, or its rows are not what they should be."""


class InfeasibleError(GeoplanError, ValueError):
    """No plan satisfies the rules; the message says which limit is in the way."""
