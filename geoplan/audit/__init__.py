"""What is wrong with a county's data, where, how to mend it, and whether it can change the plan.

``roads``, ``people`` and ``dangers`` look for what passes the door and is still unlikely; the door's
own faults and notes (``readers``) come first. Each finding names file, sheet and row.
"""

import logging
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geoplan.audit import dangers, people, roads
from geoplan.audit.advice import surveyed_notes
from geoplan.audit.bearing import Bearing, bearing, weighed
from geoplan.errors import ConfigError, LayerError
from geoplan.pipeline.situation import survey
from geoplan.readers import County, read_county
from geoplan.readers.origins import located
from geoplan.schema import EFFECTS, Finding, Place, fault

__all__ = ["audit"]

log = logging.getLogger(__name__)
COLUMNS = [
    "check", "effect", "layer", "file", "sheet", "row", "id", "name", "what", "remedy", "why",
]  # fmt: skip


def audit(path: Path | str) -> pd.DataFrame:
    """Everything that is wrong or doubtful about a county's files, what matters most first.

    Parameters
    ----------
    path
        The ``county.toml``.

    Returns
    -------
    DataFrame
        One row per place: check (code of ``labels.CHECKS``, or the column concerned), effect
        ("stops", "changes", "may", "none": whether mending it can change the plan), layer, file,
        sheet, row (Int64), id, name (of a road, village or group), what, remedy, why ("" or a code of ``labels.WHY``). Nothing is
        written or changed.

    Raises
    ------
    ConfigError
        There is no such file.
    """
    try:
        county = read_county(path)
    except (ConfigError, LayerError) as error:
        if not Path(path).is_file():
            raise
        return _table(list(getattr(error, "faults", ())) or [_unplaced(error)])
    found = list(county.findings)
    known, more = _surveyed(county)
    named = {name: getattr(county, name) for name in county.origins}
    names = {name: layer["name"].to_dict() for name, layer in named.items() if "name" in layer}
    return _table([*weighed(found, known), *located(more, county.origins)], names)


def _surveyed(county: County) -> tuple[Bearing, list[Finding]]:
    """What can matter to the plan, and what the checks find."""
    try:
        situation = survey(county)
    except LayerError as error:
        return bearing(county, None), [_unplaced(error)]
    known = bearing(county, situation)
    log.info("检查道路 roads")
    found = surveyed_notes(county, situation)
    found += roads.findings(county, situation, known)
    log.info("检查人口 people")
    found += people.findings(county, situation, known)
    log.info("检查灾害 hazards")
    found += dangers.findings(county, situation)
    return known, found


def _unplaced(error: Exception) -> Finding:
    """A fault that is about no row: of the settings, or of all layers together."""
    return fault("county.toml", str(error), (), 0)._replace(places=(Place("county.toml"),))


def _table(
    findings: Sequence[Finding], names: Mapping[str, Mapping[Hashable, str]] = MappingProxyType({})
) -> pd.DataFrame:
    """Findings as a table, one row per place, by effect; ``names`` by layer and id."""
    rows = [
        {
            "check": one.column, "effect": one.effect, "layer": one.layer, "file": file, "sheet": sheet,
            "row": row or pd.NA, "id": one_id, "name": names.get(one.layer, {}).get(one_id), "what": one.what, "remedy": one.remedy, "why": one.why,
        }
        for one in findings
        for (file, sheet, row), one_id in _named_places(one)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"row": "Int64", "name": "str"})
    order = table["effect"].map({effect: rank for rank, effect in enumerate(EFFECTS)})
    return table.assign(order=order).sort_values("order", kind="stable", ignore_index=True)[COLUMNS]


def _named_places(finding: Finding) -> list[tuple[tuple[str, str, int], str]]:
    """Place and id of each row of a finding; one of each at least."""
    if finding.ids and len(finding.places) == len(finding.ids):
        return list(zip(finding.places, finding.ids, strict=True))
    place = finding.places[0] if finding.places else ("", "", 0)
    return [(place, one) for one in finding.ids or ("",)]
