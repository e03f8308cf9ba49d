"""Several plans of one county in one page: the first whole, of the others only what differs.

Relief, shapes, hazards and words are the same in all of them and stand in the page once. The page
puts a plan together again when it is chosen (``viewer/scenarios.js``).
"""

import json
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from geoplan.errors import ConfigError
from geoplan.programme.compare import refuse_other_county
from geoplan.programme.plan import Plan
from geoplan.publish.disclosure import FEWEST_HOUSEHOLDS, told_parts
from geoplan.publish.mapdata import map_data
from geoplan.publish.maps import write_page
from geoplan.publish.township import find_township

Tree = dict[str, Any]


def write_scenarios(
    plans: Mapping[str, Plan], path: Path, *, public: bool, township: str | None = None
) -> None:
    """Write one page in which people choose between plans.

    Parameters
    ----------
    plans
        Name of each plan -> whole plan; the first is shown first.
    path
        The HTML file to write.
    public
        As ``mapdata.map_data``.
    township
        Name or id of the township whose map it is; None for the county.

    Raises
    ------
    ConfigError
        Plans of different data, an unknown township, or groups whose small differences would tell
        the public of how few households the plans think otherwise.
    """
    write_page(scenario_data(plans, public=public, township=township), path)


def scenario_data(plans: Mapping[str, Plan], *, public: bool, township: str | None = None) -> Tree:
    """Everything that a page of several plans knows, ready for JSON.

    Parameters
    ----------
    plans, public, township
        As ``write_scenarios``.

    Returns
    -------
    dict
        ``mapdata.map_data`` of the first plan; of several plans also ``scenarios``: name, hash and
        ``gone`` of each, and by number ``changed`` (see ``difference``) against the first.
    """
    first, *others = plans.values()
    for other in others:
        refuse_other_county(first, other)
    if public:
        for one, other in combinations(plans.values(), 2):
            _refuse_small_differences(one, other)
    told = _told(list(plans.values()), public=public, township=township)
    _refuse_other_roads(told)
    if not others:
        return told[0]
    differences = [difference(told[0], data) for data in told]
    return told[0] | {
        "scenarios": {
            "name": list(plans),
            "hash": [data["hash"] for data in told],
            "gone": [one["gone"] for one in differences],
            "changed": {str(number): one["changed"] for number, one in enumerate(differences)},
        }
    }


def difference(first: Tree, other: Tree) -> Tree:
    """What must change in nested data so that it becomes other data.

    Parameters
    ----------
    first, other
        Dictionaries in dictionaries; all else (lists, texts, numbers, None) is a leaf.

    Returns
    -------
    dict
        ``changed``: leaves and tables that are new or differ, nested as in ``other``; ``gone``:
        the keys, from the top, that lead to what ``other`` does not have.
    """
    return {"changed": _changed(first, other), "gone": list(_gone(first, other))}


def _changed(first: Tree, other: Tree) -> Tree:
    """Leaves of ``other`` that ``first`` does not have so."""
    changed: Tree = {}
    for key, value in other.items():
        before = first.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            inner = _changed(before, value)
            if inner:
                changed[key] = inner
        elif key not in first or json.dumps(before) != json.dumps(value):
            changed[key] = value
    return changed


def _gone(first: Tree, other: Tree) -> list[list[str]]:
    """Keys that lead to what ``other`` does not have."""
    gone: list[list[str]] = []
    for key, before in first.items():
        if key not in other:
            gone.append([key])
        elif isinstance(before, dict) and isinstance(other[key], dict):
            gone += [[key, *path] for path in _gone(before, other[key])]
    return gone


def _told(plans: list[Plan], *, public: bool, township: str | None) -> list[Tree]:
    """Data of each plan, or of the township's part of it."""
    if township is None:
        return [map_data(plan, public=public) for plan in plans]
    one = find_township(plans[0], township)
    return [map_data(plan, public=public, township=one, among=plans) for plan in plans]


def _refuse_other_roads(told: list[Tree]) -> None:
    """The page compares the plans road by road and village by village."""
    columns = (("villages", "name"), ("villages", "lon"), ("villages", "lat"), ("roads", "shape"))
    for one, other in pairwise(told):
        for layer, column in columns:
            if one[layer][column] != other[layer][column]:
                raise ConfigError(
                    f"{one['county'][0]}: 方案的路网不同，不能放在一张图里 the plans cut the {layer} "
                    "differently and cannot share a map. 请核对设置 Check their settings network."
                )


def _refuse_small_differences(one: Plan, other: Plan) -> None:
    """Counts of a group that differ by one or two households would tell how few they are."""
    told = told_parts(one.groups), told_parts(other.groups)
    telling = sorted({*_barely_differing(*told, ""), *_barely_differing(*told, "threatened_")})
    if telling:
        raise ConfigError(
            "两个方案的小组相差不足 3 户，公开图会泄露 the plans count groups differently by fewer "
            f"than {FEWEST_HOUSEHOLDS} households, which a public map would tell: "
            f"{', '.join(telling[:5])}. 请用 --internal Draw it with --internal."
        )


def _barely_differing(one: pd.DataFrame, other: pd.DataFrame, part: str) -> list[str]:
    """Groups of both plans in which a part differs, but by fewer than three households."""
    households, people = (
        (one[f"{part}{what}"].astype(float) - other[f"{part}{what}"].astype(float)).abs()
        for what in ("households", "people")
    )
    barely = (households < FEWEST_HOUSEHOLDS) & ((households > 0) | (people > 0))
    return [str(group) for group in barely.index[barely]]
