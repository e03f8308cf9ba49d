"""Planning software for mountain counties: roads to pave, households to move, in one plan.

>>> county = geoplan.read_county("county.toml")  # doctest: +SKIP
>>> plan = geoplan.make_plan(county)  # doctest: +SKIP
>>> geoplan.write_plan(plan, "out")  # doctest: +SKIP
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geoplan.pipeline import make_plan
    from geoplan.pipeline.access import measure_access
    from geoplan.pipeline.outputs import read_plan, write_access, write_plan
    from geoplan.readers import read_county

__all__ = [
    "__version__",
    "make_plan",
    "measure_access",
    "read_county",
    "read_plan",
    "write_access",
    "write_plan",
]
__version__ = version("geoplan")

_HOMES = {
    "make_plan": "geoplan.pipeline",
    "measure_access": "geoplan.pipeline.access",
    "read_county": "geoplan.readers",
    "read_plan": "geoplan.pipeline.outputs",
    "write_access": "geoplan.pipeline.outputs",
    "write_plan": "geoplan.pipeline.outputs",
}


def __getattr__(name: str) -> Any:
    """The public verbs, loaded when first used: ``geoplan --help`` stays fast."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'geoplan' has no attribute {name!r}")
