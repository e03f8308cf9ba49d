"""What else may be done to roads: candidates, what they would save whom, and the choice."""

import logging
import os
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.ground import SEASONS, Season, minutes_of_season
from geoplan.pipeline.money import fund_tables
from geoplan.pipeline.move_options import FARTHEST_MINUTES
from geoplan.pipeline.places import in_village_of
from geoplan.pipeline.situation import Situation
from geoplan.programme.explain import unpayable
from geoplan.programme.foreseen import DAILY
from geoplan.programme.outcome import PAVED_CODE, home_after, paved_links
from geoplan.programme.sequence import Decision
from geoplan.programme.treatments import Trips, most_worth_yuan, work_items
from geoplan.programme.worth import choose_by_worth
from geoplan.readers import County
from geoplan.routing.doorsteps import doorsteps
from geoplan.routing.listed_ways import ListedWays, Treated, listed_ways
from geoplan.routing.projects import along
from geoplan.routing.surfaces import Surface, at_doors, surface_then
from geoplan.routing.treatments import (
    exposed_m,
    guardrails,
    hard_km,
    improvements,
    wider_surfaces,
)
from geoplan.solver import why_stopped

log = logging.getLogger(__name__)
Floats = NDArray[np.float64]
NOTHING = pd.Series(pd.NA, index=pd.Index([], dtype="str"), dtype="Int64")
"""Nothing is chosen."""


class Candidates(NamedTuple):
    """Works, and what of them each link would get.

    ``works`` as ``Plan.treatments``, nothing decided; ``exposed``: guardrail of each exposed link.
    """

    works: gpd.GeoDataFrame
    exposed: "pd.Series[str]"


def with_treatments(
    county: County, situation: Situation, decision: Decision
) -> tuple[Situation, Decision, gpd.GeoDataFrame]:
    """What is decided once minutes and safety count, too: who moves and who gets a road stays so.

    Nothing else is done where there is neither school nor clinic, or the search was stopped.

    Returns
    -------
    Situation
        Its projects as wide, and as dear, as they are built.
    Decision
        With the roads chosen once more, and who pays the works.
    GeoDataFrame
        As ``Plan.treatments``.
    """
    found = candidate_works(county, situation)
    places = _where_people_live(situation, decision)
    nowhere = places.empty or not set(situation.services["kind"]) & set(DAILY)
    if nowhere or why_stopped() is not None:
        return (
            situation,
            decision,
            _decided(found.works.assign(worth_yuan=np.nan), NOTHING, unpaved=()),
        )
    log.info("路上省下的时间 minutes that better roads save")
    trips = trips_on_listed_ways(county, situation, decision, found, places)
    works = found.works.assign(worth_yuan=most_worth_yuan(found.works.index, trips))
    decision, year = choose_by_worth(decision, works[works["rule"].isna()], trips)
    works = _decided(works, year, unpaved=decision.surface_year.index[decision.surface_year.isna()])
    return _as_built(situation, works), decision, works


def candidate_works(county: County, situation: Situation) -> Candidates:
    """What could be done beside paving in the usual width, and the rule that keeps it out."""
    rules, links = county.settings.treatments, situation.network.links
    eligible = situation.projects[situation.projects["eligible"]]
    of = pd.concat([situation.stretch, situation.project[situation.project.isin(eligible.index)]])
    exposed = exposed_m(links, exposed_deg=rules.exposed_deg)
    table = _offered(county, situation, eligible, exposed, of)
    usual_yuan = table["of"].map(eligible["cost_yuan"]).where(table["treatment"] == "wider", 0.0)
    table["more_yuan"] = table["cost_yuan"] - usual_yuan.astype(float)
    works = _placed(county, situation, table, of)
    barred = unpayable(work_items(works), *fund_tables(county.settings))
    rule = pd.Series(works.index, index=works.index).map(barred).astype("str")
    works["rule"] = rule.mask(works["consent"] == "no", "refused")
    secured = of[exposed[of.index] > 0] + "@guardrail"
    return Candidates(works, secured[secured.isin(works.index)])


def _offered(
    county: County,
    situation: Situation,
    eligible: gpd.GeoDataFrame,
    exposed: "pd.Series[float]",
    of: "pd.Series[str]",
) -> pd.DataFrame:
    """Every work with its cost, of eligible projects and stretches of hardened roads."""
    costs, rules = county.settings.costs, county.settings.treatments
    links, stretch = situation.network.links, situation.stretch
    long_km = hard_km(
        links, of, terrain_limits_deg=costs.terrain_limits_deg,
        terrain_factors=costs.terrain_factors,
    )  # fmt: skip
    wider = wider_surfaces(
        eligible, long_km, widths_m=rules.wider_m,
        surface_yuan_per_km_and_m=costs.wider_surface_wan_per_km_and_m * WAN,
        subgrade_share_per_m=costs.wider_subgrade_share_per_m,
    )  # fmt: skip
    improved = improvements(
        links, stretch, long_km, widths_m=rules.widen_to_m, wide_m=county.settings.travel.wide_m,
        widening_yuan_per_km_and_m=costs.widening_wan_per_km_and_m * WAN,
        bay_yuan=costs.passing_bay_wan * WAN, bay_spacing_m=rules.bay_spacing_m,
    )  # fmt: skip
    rails = guardrails(
        exposed, of[exposed[of.index] > 0], yuan_per_km=costs.guardrail_wan_per_km * WAN,
        shortest_m=rules.shortest_exposed_m,
    )  # fmt: skip
    return pd.concat([wider, improved, rails])


def _placed(
    county: County, situation: Situation, table: pd.DataFrame, of: "pd.Series[str]"
) -> gpd.GeoDataFrame:
    """Works with road, stakes, place and shape."""
    road = along(situation.network.links, of).rename(columns={"surface_width_m": "width_now_m"})
    works = table.join(road, on="of")
    return in_village_of(gpd.GeoDataFrame(works, crs=county.crs), county.villages)


def _where_people_live(situation: Situation, decision: Decision) -> gpd.GeoDataFrame:
    """Groups where they live after the plan: households, points."""
    groups = situation.groups
    place = decision.assigned.reindex(groups.index)
    year = decision.group_year.reindex(groups.index).where(place.isin(situation.sites.index))
    points = home_after(groups.assign(site_id=place, year=year), situation.sites)
    return gpd.GeoDataFrame(groups[["households"]], geometry=points, crs=groups.crs)


def trips_on_listed_ways(
    county: County,
    situation: Situation,
    decision: Decision,
    found: Candidates,
    places: gpd.GeoDataFrame,
) -> Trips:
    """Trips of everybody to school and clinic in both seasons, and what works save on them (V5)."""
    services, rules = situation.services, county.settings.relocation
    goals = [own.geometry for _, own in services[services["kind"].isin(DAILY)].groupby("kind")]
    doors = doorsteps(situation.hybrid, places.geometry)
    better = _better_links(county, situation, decision, found)
    vehicle = county.settings.treatments.vehicle
    arcs = {
        (season, name): minutes_of_season(county, situation.hybrid, links, season, vehicle)
        for season in SEASONS
        for name, links in better.links.items()
    }

    def ways(job: tuple[gpd.GeoSeries, Season]) -> ListedWays:
        """Ways of everybody to some goals in one season."""
        goal, season = job
        surfaces: list[Surface] = []
        homes = []
        for name in ("now", "best", "after"):
            surfaces.append(
                surface_then(
                    situation.hybrid, surfaces[0] if surfaces else None, arcs[season, name], goal,
                    until=doors,
                )
            )  # fmt: skip
            homes.append(at_doors(surfaces[-1], doors, places.index))
        treated = [
            Treated(arcs[season, without][0], arcs[season, name][0], work)
            for name, (without, work) in better.works.items()
        ]
        return listed_ways(
            situation.hybrid, surfaces, homes, treated, better.exposed,
            farthest_minutes=FARTHEST_MINUTES,
        )  # fmt: skip

    jobs = [(goal, season) for goal in goals for season in SEASONS]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        told = list(threads.map(ways, jobs))
    daily = places["households"].to_numpy(dtype=float) / len(jobs)
    days = rules.service_days_per_year * rules.years_counted
    return _together(
        told, daily, minute_yuan=rules.yuan_per_service_minute * days,
        km_yuan=county.settings.treatments.yuan_per_exposed_km * days, years=rules.years_counted,
    )  # fmt: skip


class Better(NamedTuple):
    """States of the links by name, and of each treatment the state without it and the work of each link.

    ``works`` is by the name of the state with the treatment; works are on the links' positions.
    """

    links: dict[str, gpd.GeoDataFrame]
    works: dict[str, tuple[str, "pd.Series[str]"]]
    exposed: "pd.Series[str]"


def _better_links(
    county: County, situation: Situation, decision: Decision, found: Candidates
) -> Better:
    """Links as they are, as decided, with each treatment everywhere, and with the best of all."""
    links, settings = situation.network.links, county.settings
    project = situation.project[situation.project.map(situation.projects["eligible"])]
    position = pd.Series(np.arange(len(links)), index=links.index)
    usual_m, rules = settings.projects.width_m, settings.treatments

    def paved(some: "pd.Index[str]", width_m: float) -> gpd.GeoDataFrame:
        """Links with some paved."""
        year = pd.Series(1, index=some, dtype="Int64").reindex(links.index)
        return paved_links(links, year, surface_code=PAVED_CODE, width_m=width_m)

    def at(work: "pd.Series[str]") -> "pd.Series[str]":
        """Works that are candidates, on the positions of their links."""
        known = work[work.isin(found.works.index) | work.isin(project)]
        return known.set_axis(position[known.index])

    widest = max([usual_m, *rules.wider_m])
    built = project.index[project.map(decision.surface_year.notna())]
    states = {
        "now": links,
        "after": paved(built, usual_m),
        "paved": paved(project.index, usual_m),
        "bays": links.assign(passing_bays=links["passing_bays"].fillna(False) | links["hardened"]),
    }
    works = {"paved": ("now", at(project)), "bays": ("now", at(situation.stretch + "@bays"))}
    for width_m in rules.wider_m:
        states[f"wider{width_m:g}"] = paved(project.index, width_m)
        works[f"wider{width_m:g}"] = "paved", at(project + f"@{width_m:g}m")
    for width_m in rules.widen_to_m:
        states[f"widened{width_m:g}"] = _widened(links, width_m)
        works[f"widened{width_m:g}"] = "now", at(situation.stretch + f"@{width_m:g}m")
    best = paved(project.index, widest)
    bays = best["passing_bays"].fillna(False) | links["hardened"]
    states["best"] = _widened(best, max([0.0, *rules.widen_to_m])).assign(passing_bays=bays)
    return Better(states, works, at(found.exposed))


def _widened(links: gpd.GeoDataFrame, width_m: float) -> gpd.GeoDataFrame:
    """Links of which the hardened ones of known width are at least so wide."""
    wider = links["hardened"] & (links["surface_width_m"] < width_m)
    return links.assign(surface_width_m=links["surface_width_m"].mask(wider, width_m))


def _together(
    told: list[ListedWays], daily: Floats, *, minute_yuan: float, km_yuan: float, years: float
) -> Trips:
    """Trips of all errands and seasons, each with its own number.

    ``daily``: households times the share of each errand and season, by home.
    """
    ways, saved, secured, first_way = [], [], [], 0
    for n, one in enumerate(told):
        ways.append(
            one.ways.assign(trip=one.ways["trip"] + n * len(daily)).set_axis(
                one.ways.index + first_way
            )
        )
        saved.append(one.saved.assign(way=one.saved["way"] + first_way))
        km = one.passed["km"] * daily[one.passed["trip"].to_numpy(dtype=np.int64)]
        secured.append(km.groupby(one.passed["work"]).sum())
        first_way += len(one.ways)
    yuan = pd.Series(np.tile(daily, len(told)) * minute_yuan)
    exposed = pd.concat(secured).groupby(level=0).sum() * km_yuan
    return Trips(yuan, pd.concat(ways), pd.concat(saved, ignore_index=True), exposed, years)


def _as_built(situation: Situation, works: gpd.GeoDataFrame) -> Situation:
    """Situation whose projects have the width that was chosen, and its costs."""
    chosen = works[(works["treatment"] == "wider") & works["year"].notna()].set_index("of")
    projects = situation.projects.copy()
    for column in ("width_m", "subgrade_cost_yuan", "surface_cost_yuan", "cost_yuan"):
        own = chosen[column].reindex(projects.index).astype(float)
        projects[column] = projects[column].mask(own.notna(), own)
    return replace(situation, projects=projects)


def _decided(
    works: gpd.GeoDataFrame, year: "pd.Series[int]", *, unpaved: Collection[str]
) -> gpd.GeoDataFrame:
    """Works with what was decided, and why; ``unpaved`` are the projects that get no surface."""
    year = year.reindex(works.index).astype("Int64")
    chosen = year.notna()
    elsewhere = works["of"].isin(works["of"][chosen & (works["treatment"] != "guardrail")])
    reason = np.select(
        [
            chosen,
            works["rule"].notna(),
            works["worth_yuan"].isna(),
            works["worth_yuan"] <= works["more_yuan"],
            elsewhere & (works["treatment"] != "guardrail"),
            works["of"].isin(list(unpaved)),
        ],
        [
            "selected",
            works["rule"].fillna(""),
            "not_weighed",
            "not_worth",
            "other_treatment",
            "not_paved",
        ],
        "money",
    )
    return works.assign(
        year=year, selected=chosen, reason=pd.Series(reason, works.index, dtype="str")
    )
