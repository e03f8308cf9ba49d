"""Two plans of one county side by side: what differs, who gains, who loses.

"A" is the plan that is there, "B" the other one. People are counted where they live today: a group
that moves has a paved road when its site has one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from geoplan.errors import ConfigError
from geoplan.programme.plan import STAGES, Plan
from geoplan.relocation.needs import whole_group

SAME_LAYERS = ("villages", "groups", "roads")
"""Layers that must be the same files in both plans."""
STAGE_YEARS = [f"{stage}_year" for stage in STAGES]


@dataclass(frozen=True)
class Comparison:
    """What differs between two plans of one county; equal rows are left out but for totals.

    Attributes
    ----------
    name
        County.
    settings
        Index setting ("funds.county.ceiling_wan", "file hazards.gpkg"); a, b: values as JSON,
        missing where a plan has no such setting.
    locks
        What the meetings asked for, all of it: kind (road, site, group), id, village (name, "" but
        for groups), name ("": none), and decision ("in", "out") and year in each plan (``_a``, ``_b``), missing
        where it did not ask.
    indicators
        Index indicator, in the plan's order; now_a, now_b, a, b, unit.
    projects
        Index project_id; name, change ("only_a", "only_b", "years"), subgrade_year and
        surface_year of each plan (``_a``, ``_b``), cost_yuan (of what is built, per plan).
    villages
        Index village_id; name, township_name, and people who gain or lose the paved road in B, or
        have it earlier or later there: people_gaining, people_losing, people_earlier,
        people_later.
    moves
        Index group_id; village (name), group (name), people, households, change ("only_a",
        "only_b", "site", "year"), site (name) and year of each plan.
    money
        fund_id, name, year, and per plan ceiling_yuan, used_yuan.
    objectives
        Index objective; per plan value, bound, status; unit.
    """

    name: str
    settings: pd.DataFrame
    locks: pd.DataFrame
    indicators: pd.DataFrame
    projects: pd.DataFrame
    villages: pd.DataFrame
    moves: pd.DataFrame
    money: pd.DataFrame
    objectives: pd.DataFrame


def compare(a: Plan, b: Plan) -> Comparison:
    """What differs between two plans of one county.

    Parameters
    ----------
    a, b
        Plans made from the same files of villages, groups and roads; settings, locks and other
        files may differ and are then listed.

    Returns
    -------
    Comparison
        Differences from ``a`` to ``b``.

    Raises
    ------
    ConfigError
        The plans are of different counties, or cut the roads into different projects.
    """
    refuse_other_county(a, b)
    return Comparison(
        name=a.name,
        settings=changed_settings(a, b),
        locks=_locks(a, b),
        indicators=_side_by_side(a.indicators, b.indicators, ["now", "after"], ["unit"]).rename(
            columns={"after_a": "a", "after_b": "b"}
        ),
        projects=changed_projects(a, b),
        villages=changed_villages(a, b),
        moves=_changed_moves(a, b),
        money=_money(a, b),
        objectives=_side_by_side(
            a.objectives, b.objectives, ["value", "bound", "status"], ["unit"]
        ),
    )


def changed_settings(a: Plan, b: Plan) -> pd.DataFrame:
    """Settings and input files that differ, as in ``Comparison.settings``."""
    one, other = (dict(_flat_settings(plan)) for plan in (a, b))
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    rows = {"a": [one.get(name) for name in names], "b": [other.get(name) for name in names]}
    return pd.DataFrame(rows, index=pd.Index(names, name="setting", dtype="str"), dtype="str")


def _locks(a: Plan, b: Plan) -> pd.DataFrame:
    """What each meeting asked for, side by side; a thing that both lock stands once."""
    keys = ["kind", "id", "village", "name"]
    one, other = (_named_locks(plan).set_index(keys) for plan in (a, b))
    return _side_by_side(one, other, ["decision", "year"], []).reset_index()


def _named_locks(plan: Plan) -> pd.DataFrame:
    """Locks of a plan with the names of what they lock."""
    locks = plan.locks.loc[plan.locks["kind"] != "all", ["kind", "id", "decision", "year"]]
    layers = {"road": plan.projects, "site": plan.sites, "group": plan.groups}
    village = plan.groups["village_id"].map(plan.villages["name"])
    things = list(zip(locks["kind"], locks["id"], strict=True))
    names = pd.Series([layers[kind]["name"].get(one) for kind, one in things], dtype="str")
    homes = pd.Series([village.get(one) if kind == "group" else None for kind, one in things],
                      dtype="str")  # fmt: skip
    return locks.assign(name=names.fillna("").array, village=homes.fillna("").array)


def changed_projects(a: Plan, b: Plan) -> pd.DataFrame:
    """Projects that only one plan builds, or in other years, as in ``Comparison.projects``."""
    one, other = (_with_cost(plan) for plan in (a, b))
    both = one.add_suffix("_a").join(other.add_suffix("_b"), how="outer")
    in_a, in_b = (both[f"cost_yuan_{plan}"].notna() for plan in "ab")
    same = pd.Series(True, index=both.index)
    for column in STAGE_YEARS:
        same &= both[f"{column}_a"].fillna(0) == both[f"{column}_b"].fillna(0)
    change = np.select([~in_b, ~in_a], ["only_a", "only_b"], "years")
    names = pd.concat(
        [plan.projects["name"].fillna(plan.projects["route_code"]) for plan in (a, b)]
    )
    both.insert(0, "name", names[~names.index.duplicated()])
    both.insert(1, "change", pd.Series(change, both.index, dtype="str"))
    return both[~(same & in_a & in_b)]


def changed_villages(a: Plan, b: Plan) -> pd.DataFrame:
    """Villages whose people gain or lose the paved road, as in ``Comparison.villages``."""
    ids = a.groups.index.union(b.groups.index)
    one, other = (_groups(plan, ids) for plan in (a, b))
    people = _fewer(one, other, "people")
    both = one["connected_after"] & other["connected_after"]
    stays = one["year"].isna() & other["year"].isna()
    early, late = (plan["connected_year"].astype("Float64").fillna(0) for plan in (one, other))
    who = {
        "people_gaining": other["connected_after"] & ~one["connected_after"],
        "people_losing": one["connected_after"] & ~other["connected_after"],
        "people_earlier": both & stays & (late < early),
        "people_later": both & stays & (late > early),
    }
    counts = pd.DataFrame({name: people.where(mask, 0.0) for name, mask in who.items()})
    totals = counts.groupby(one["village_id"]).sum()
    changed = totals[totals.gt(0).any(axis=1)]
    return a.villages.loc[changed.index, ["name", "township_name"]].join(changed)


def _changed_moves(a: Plan, b: Plan) -> pd.DataFrame:
    """Groups that move in one plan only, elsewhere, or in another year."""
    ids = a.groups.index.union(b.groups.index)
    one, other = (_groups(plan, ids) for plan in (a, b))
    moves_a, moves_b = one["site_id"].notna(), other["site_id"].notna()
    elsewhere = moves_a & moves_b & (one["site_id"] != other["site_id"])
    later = moves_a & moves_b & (one["year"].fillna(0) != other["year"].fillna(0))
    change = np.select(
        [moves_a & ~moves_b, moves_b & ~moves_a, elsewhere, later],
        ["only_a", "only_b", "site", "year"], "",
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "village": one["village_id"].map(a.villages["name"]),
            "group": one["name"],
            "people": _fewer(one, other, "people"),
            "households": _fewer(one, other, "households"),
            "change": pd.array(change, dtype="str"),
            "site_a": one["site_id"].map(a.sites["name"]),
            "year_a": one["year"],
            "site_b": other["site_id"].map(b.sites["name"]),
            "year_b": other["year"],
        },
        index=ids,
    )
    return table[table["change"] != ""]


def _money(a: Plan, b: Plan) -> pd.DataFrame:
    """Ceiling and use of each fund and year; 0 where a plan has no such fund."""
    keys, columns = ["fund_id", "year"], ["ceiling_yuan", "used_yuan"]
    money = _side_by_side(a.funds.set_index(keys), b.funds.set_index(keys), columns, ["name"])
    amounts = [f"{column}_{plan}" for column in columns for plan in "ab"]
    return money.fillna(dict.fromkeys(amounts, 0.0)).reset_index()


def _side_by_side(
    a: pd.DataFrame, b: pd.DataFrame, columns: list[str], shared: list[str]
) -> pd.DataFrame:
    """Columns of both tables beside each other, in the order of their rows; shared ones once."""
    rows = a.index.union(b.index[~b.index.isin(a.index)], sort=False)
    once = a[shared].reindex(rows).fillna(b[shared].reindex(rows))
    pairs = {
        f"{column}_{plan}": table[column].reindex(rows).infer_objects()
        for column in columns
        for plan, table in (("a", a), ("b", b))
    }
    return once.assign(**pairs)


def _with_cost(plan: Plan) -> pd.DataFrame:
    """Years of the projects a plan builds, and what it builds of them costs."""
    projects = plan.projects
    cost = sum(
        projects[f"{stage}_cost_yuan"].where(projects[f"{stage}_year"].notna(), 0.0)
        for stage in STAGES
    )
    built = projects[STAGE_YEARS].notna().any(axis=1)
    return pd.DataFrame(projects[STAGE_YEARS]).assign(cost_yuan=cost)[built]


def _groups(plan: Plan, ids: "pd.Index[str]") -> pd.DataFrame:
    """Groups of a plan by these ids; parts that are no group of their own are of their group."""
    known = ids.where(ids.isin(plan.groups.index), whole_group(ids))
    columns = ["village_id", "name", "people", "households", "connected_after", "connected_year",
               "site_id", "year"]  # fmt: skip
    return pd.DataFrame(plan.groups[columns]).loc[known].set_axis(ids)


def _fewer(one: pd.DataFrame, other: pd.DataFrame, column: str) -> "pd.Series[float]":
    """The smaller count: of a group that is split in one plan, those who stay together."""
    return one[column].where(one[column] <= other[column], other[column])


def refuse_other_county(a: Plan, b: Plan) -> None:
    """Say which layers are other files, or that the same id means other roads.

    Raises
    ------
    ConfigError
        The plans are of different counties, or cut the roads into different projects.
    """
    other = [layer for layer in SAME_LAYERS if _hashes(a, layer) != _hashes(b, layer)]
    if other:
        raise ConfigError(
            f"不能对比：{a.name} 与 {b.name} 的数据不同 cannot be compared, made from other files: "
            f"{', '.join(other)}. 请用同样的数据重新编制其中一个方案 Make one of the plans again "
            "from the same files."
        )
    common = a.projects.index.intersection(b.projects.index)
    here, there = (plan.projects.loc[common].geometry for plan in (a, b))
    changed = common[~here.geom_equals(there, align=False)]
    if not changed.empty:
        raise ConfigError(
            "不能对比：同一编号的项目指不同的路 cannot be compared, the same project id stands for "
            f"other roads: {', '.join(changed[:5])}. 请核对设置 Check the settings network and "
            "projects of the two plans."
        )


def _hashes(plan: Plan, layer: str) -> list[str]:
    """Hashes of the files of a layer (shapefiles and geodatabases have several parts)."""
    paths = [entry["path"] for entry in plan.about["settings"]["layers"][layer] or ()]
    hashes = plan.about["input_hashes"]
    return sorted(hashes[name] for name in hashes if any(_is_part(name, path) for path in paths))


def _is_part(name: str, path: str) -> bool:
    """True when an input file is what the settings call ``path``, or a part of it."""
    same_stem = PurePath(name).with_suffix("") == PurePath(path).with_suffix("")
    return same_stem or fnmatchcase(name, path) or name.startswith(f"{path}/")


def _flat_settings(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every setting and input file by its dotted name, as JSON."""
    settings = plan.about["settings"]
    funds = {fund["id"]: fund for fund in settings["funds"]}
    files = {name: digest[:8] for name, digest in plan.about["input_hashes"].items()
             if not name.endswith(".toml")}  # fmt: skip
    everything = {"": settings | {"funds": funds}, "file ": files}
    for prefix, tree in everything.items():
        for name, value in _leaves(tree):
            yield prefix + name, json.dumps(value, ensure_ascii=False)


def _leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Values of nested settings with their dotted names."""
    for name, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
