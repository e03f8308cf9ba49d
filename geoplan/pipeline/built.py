"""What of a batch was really built, put on the county: better roads, groups that live elsewhere or are safe.

Four plain tables (``Built``) tell it, so that a plan can keep them and the batch after the next
puts the same on the county again.
"""

from collections.abc import Collection
from dataclasses import replace
from itertools import count, pairwise
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from geoplan.pipeline.moved_in import with_moves
from geoplan.pipeline.threats import threatened
from geoplan.programme.outcome import PAVED_CODE
from geoplan.programme.plan import Plan
from geoplan.programme.progress import MADE_SAFE, Progress
from geoplan.programme.treatments import IMPROVEMENTS
from geoplan.readers import County

SNAP_M = 1.0
"""A stretch that ends so near to the end of its road goes to the end [m]."""
STRETCHES = ["road_id", "from_m", "to_m", "stage", "width_m"]
MOVES = ["group_id", "part_of", "site_id", "households", "people", "members"]
SITES = ["site_id", "name", "capacity_households", "building_mode", "shape"]
HAZARDS = ["hazard_id"]
"""Columns of the tables of ``Built``."""


class Built(NamedTuple):
    """What of one batch is finished.

    Attributes
    ----------
    stretches
        road_id, from_m, to_m (along the road's line), stage ("subgrade", "surface", or an improvement:
        "widening", "passing_bays", "guardrail"), width_m of the surface.
    moves
        group_id (of the plan), part_of (the county's group), site_id (missing: builds by itself, or is
        safe where it is), households, people, members (ids of households; none where only counts
        are known).
    sites
        site_id, name, capacity_households, building_mode, shape (text): those to which somebody has
        moved, and all that the plan has found.
    hazards
        hazard_id of those that are made safe.
    """

    stretches: pd.DataFrame
    moves: pd.DataFrame
    sites: pd.DataFrame
    hazards: pd.DataFrame

    def record(self) -> dict[str, list[dict[str, Any]]]:
        """The tables as lists that JSON can hold; ``Built.of`` reads them."""
        return {
            name: table.astype(object).where(table.notna(), None).to_dict("records")
            for name, table in self._asdict().items()
        }

    @classmethod
    def of(cls, record: dict[str, list[dict[str, Any]]]) -> "Built":
        """What ``record`` has written."""
        return cls(
            pd.DataFrame(record["stretches"], columns=STRETCHES).astype({"width_m": float}),
            pd.DataFrame(record["moves"], columns=MOVES),
            pd.DataFrame(record["sites"], columns=SITES),
            pd.DataFrame(record["hazards"], columns=HAZARDS),
        )


def finished_stretches(
    plan: Plan, stages: pd.DataFrame, *, improved: Collection[str] = ()
) -> pd.DataFrame:
    """Stretches of roads that finished works have paved, or whose subgrade they have built.

    Parameters
    ----------
    plan
        Plan of the batch.
    stages
        Index project_id, stage; status (``programme.progress.Progress``).
    improved
        Ids of the treatments of hardened roads, and guardrails, that are done.

    Returns
    -------
    DataFrame
        ``Built.stretches``: stretches of one road that follow each other and are alike are one.
    """
    done = stages.index[stages["status"] == "finished"]
    links, project = plan.roads, plan.roads["project_id"]
    paved, graded = (
        project.isin([one for one, which in done if which == stage])
        for stage in ("surface", "subgrade")
    )
    stage = np.select([paved, graded], ["surface", "subgrade"], default="")
    works = [_runs(links, stage, project.map(plan.projects["width_m"]).astype(float))]
    for row in plan.treatments.loc[list(improved)].to_dict("records"):
        on_it = (links["stretch_id"] == row["of"]) | (project == row["of"])
        stage = np.where(on_it, row["treatment"], "")
        works.append(_runs(links, stage, pd.Series(float(row["width_m"]), links.index)))
    return pd.concat(works, ignore_index=True)


def _runs(
    links: pd.DataFrame, stage: NDArray[np.str_], width_m: "pd.Series[float]"
) -> pd.DataFrame:
    """Stretches of roads with one stage and width; those without a stage are left out."""
    to_m = links["length_m"].groupby(links["road_id"], sort=False).cumsum()
    table = pd.DataFrame(
        {
            "road_id": links["road_id"],
            "from_m": to_m - links["length_m"],
            "to_m": to_m,
            "stage": stage,
            "width_m": width_m,
        }
    ).sort_values(["road_id", "from_m"])
    alike = ["road_id", "stage", "width_m"]
    run = (table[alike].fillna(0) != table[alike].fillna(0).shift()).any(axis=1).cumsum()
    ends = {name: "last" if name == "to_m" else "first" for name in STRETCHES}
    merged = table.groupby(run).agg(ends)
    return merged.loc[merged["stage"] != "", STRETCHES].reset_index(drop=True)


def finished_moves(
    county: County, plan: Plan, moves: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Groups that have moved, with their households; and those whose households have changed.

    Parameters
    ----------
    county
        As the batch found it.
    plan
        Plan of the batch.
    moves
        Index group_id; status (``programme.progress.Progress``).

    Returns
    -------
    DataFrame, list of str
        ``Built.moves``; ids of groups that have no longer as many households as when the plan was
        made, so that nobody knows who of them has moved: they are not in the table.
    """
    done = moves.index[moves["status"] == "finished"]
    if done.empty:
        return pd.DataFrame(columns=MOVES), []
    homes, groups = threatened(county)
    own = plan.groups.loc[done]
    same = groups["households"].reindex(done) == own["households"]
    surveyed = homes["group_id"].reindex(county.households.index)
    members = surveyed.index.to_series().groupby(surveyed).agg(list)
    table = pd.DataFrame(
        {
            "group_id": done,
            "part_of": own["part_of"].to_numpy(),
            "site_id": own["site_id"].to_numpy(),
            "households": own["households"].to_numpy(),
            "people": own["people"].to_numpy(),
            "members": [members.get(one, []) for one in done],
        }
    )
    return table[same.to_numpy()].reset_index(drop=True), list(done[~same])


def built_of(county: County, plan: Plan, progress: Progress) -> tuple[Built, list[str]]:
    """All that is finished of a plan; and the groups that moved, of which households have changed.

    Parameters
    ----------
    county
        As the batch found it.
    plan
        Plan of the batch.
    progress
        What was reported of it.
    """
    moves, changed = finished_moves(county, plan, progress.moves)
    improved, safe = finished_works(progress.works)
    staying = safe_groups(county, plan, safe, gone=moves["group_id"])
    built = Built(
        finished_stretches(plan, progress.stages, improved=improved),
        pd.concat([one for one in (moves, staying) if len(one)] or [moves], ignore_index=True),
        used_sites(plan, moves),
        pd.DataFrame({"hazard_id": safe}, dtype="str"),
    )
    return built, changed


def finished_works(works: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Improvements of roads that are done, and hazards that are made safe: their ids.

    Parameters
    ----------
    works
        Index work_id; status, kind (``programme.progress.Progress``).
    """
    done = works[works["status"] == "finished"]
    improved = done.index[done["kind"].isin(IMPROVEMENTS)]
    safe = done.index[~done["kind"].isin(IMPROVEMENTS)]
    return list(improved), list(safe.str.removeprefix(MADE_SAFE))


def safe_groups(
    county: County, plan: Plan, hazards: Collection[str], *, gone: Collection[str]
) -> pd.DataFrame:
    """``Built.moves`` of groups that nothing threatens once some hazards are made safe: nobody moves.

    Parameters
    ----------
    county
        As the batch found it.
    plan
        Plan of the batch.
    hazards
        Ids of hazards that are made safe.
    gone
        Groups that have moved away.
    """
    if not hazards:
        return pd.DataFrame(columns=MOVES)
    homes, groups = threatened(county)
    own = groups[groups["only_hazard"].isin(list(hazards)) & ~groups.index.isin(list(gone))]
    surveyed = homes["group_id"].reindex(county.households.index)
    members = surveyed.index.to_series().groupby(surveyed).agg(list)
    table = own.rename_axis("group_id").reset_index().assign(site_id=None)
    table["members"] = [members.get(one, []) for one in own.index]
    return table[MOVES]


def used_sites(plan: Plan, moves: pd.DataFrame) -> pd.DataFrame:
    """``Built.sites``: none where nobody has moved to a site."""
    used = moves["site_id"].dropna()
    if used.empty:
        return pd.DataFrame(columns=SITES)
    kept = plan.sites[plan.sites["found"] | plan.sites.index.isin(used)]
    shape = kept["land"].where(kept["land"].notna(), kept.geometry)
    text = [shapely.to_wkt(one, rounding_precision=3) for one in shape]
    columns = ["name", "capacity_households", "building_mode"]
    return kept[columns].assign(shape=text).rename_axis("site_id").reset_index()[SITES]


def put_on(county: County, built: Built) -> County:
    """The county once what is built stands.

    Parameters
    ----------
    county
        As the batch found it; not changed.
    built
        What of the batch is finished.

    Returns
    -------
    County
        Paved stretches are hardened, others have their subgrade; a road that is built in part is
        cut, its parts are called "<id>#1" and so on. Who has moved lives at the site, in a village of
        its own ("安置-<site>", of the township that is nearest); of a group of which some have
        moved these are a group of their own. Nobody of them is threatened or asks to move.
        Sites in use cost nothing to open and have as much less room. Found sites stay where they are.
        Hazards that are made safe are of a class that threatens no home, and are offered for no works.
    """
    roads = _with_works(county.roads, built.stretches, county.settings.network.hardened_codes)
    county = replace(county, roads=roads, hazards=_made_safe(county, built.hazards))
    return county if built.moves.empty else with_moves(county, built.moves, built.sites)


def _made_safe(county: County, safe: pd.DataFrame) -> gpd.GeoDataFrame:
    """Hazards of which those made safe are just below the class from which homes are threatened."""
    done = county.hazards.index.isin(safe["hazard_id"])
    below = max(1, county.settings.hazards.threatened_from_class - 1)
    rank, cost_wan = county.hazards["hazard_class"], county.hazards["protection_cost_wan"]
    return county.hazards.assign(
        hazard_class=rank.mask(done, rank.clip(upper=below)),
        protection_cost_wan=cost_wan.mask(done),
    )


def _with_works(
    roads: gpd.GeoDataFrame, stretches: pd.DataFrame, hardened_codes: tuple[str, ...]
) -> gpd.GeoDataFrame:
    """Roads with what is built on them; those that are hardened already stay as they are."""
    hard = roads.index[roads["surface_code"].str.startswith(hardened_codes, na=False)]
    again = stretches["road_id"].isin(hard) & stretches["stage"].isin(["surface", "subgrade"])
    stretches = stretches[~again]
    own = roads[roads.index.isin(stretches["road_id"])]
    if own.empty:
        return roads
    parts = _parts(roads, own, stretches)
    paved, graded, wider, bays, rail = (
        parts["stages"].map(lambda stages, one=one: one in stages)
        for one in ("surface", "subgrade", "widening", "passing_bays", "guardrail")
    )
    parts = parts.assign(
        surface_code=parts["surface_code"].mask(paved, PAVED_CODE),
        surface_assumed=parts["surface_assumed"].mask(paved, False),
        surface_width_m=parts["surface_width_m"].mask(paved | wider, parts["width_m"]),
        ford=parts["ford"].mask(paved, False),
        subgrade_accepted=parts["subgrade_accepted"].mask(paved | graded, True),
        passing_bays=parts["passing_bays"].mask(bays, True),
        guardrail=parts["guardrail"].mask(rail, True),
    )
    others = roads.drop(index=own.index)
    return gpd.GeoDataFrame(pd.concat([others, parts[roads.columns]]).sort_index(), crs=roads.crs)


def _parts(
    roads: gpd.GeoDataFrame, own: gpd.GeoDataFrame, stretches: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Some roads, cut where what is built on them begins and ends, with stages and width_m."""
    built: dict[Any, list[Any]] = {
        road: list(some.itertuples()) for road, some in stretches.groupby("road_id")
    }
    lines: dict[Any, Any] = dict(own.geometry.items())
    rows = []
    for at, (road, line) in enumerate(lines.items()):
        spans = _spans(line.length, built[road])
        for part, (begin, end) in zip(_part_ids(roads, str(road), len(spans)), spans, strict=True):
            on_it = [one for one in built[road] if one.from_m < (begin + end) / 2 < one.to_m]
            stages = tuple(one.stage for one in on_it)
            width_m = max((one.width_m for one in on_it if one.width_m > 0), default=np.nan)
            shape = line if len(spans) == 1 else substring(line, begin, end)
            rows.append((at, part, begin / line.length, end / line.length, stages, width_m, shape))
    told = pd.DataFrame(rows, columns=["at", "part", "begin", "end", "stages", "width_m", "shape"])
    parts = own.iloc[told["at"]].set_axis(pd.Index(told["part"], name=own.index.name, dtype="str"))
    km = parts["end_km"] - parts["start_km"]
    return parts.assign(
        start_km=parts["start_km"] + km * told["begin"].to_numpy(),
        end_km=parts["start_km"] + km * told["end"].to_numpy(),
        stages=told["stages"].to_numpy(),
        width_m=told["width_m"].to_numpy(),
        geometry=told["shape"].to_numpy(),
    )


def _spans(length_m: float, built: list[Any]) -> list[tuple[float, float]]:
    """From where to where each part of a road goes that is cut at the ends of what is built [m]."""
    ends_m = {round(end, 3) for one in built for end in (one.from_m, one.to_m)}
    inner_m = sorted(end for end in ends_m if SNAP_M < end < length_m - SNAP_M)
    return list(pairwise([0.0, *inner_m, length_m]))


def _part_ids(roads: gpd.GeoDataFrame, road_id: str, number: int) -> list[str]:
    """Ids of the parts of a road; its own where it is whole."""
    if number == 1:
        return [road_id]
    marks = ("#" * n for n in count(1))
    named = ([f"{road_id}{mark}{k}" for k in range(1, number + 1)] for mark in marks)
    return next(ids for ids in named if not roads.index.isin(ids).any())
