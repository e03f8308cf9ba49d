"""The plan: which road, which site, who moves where, when, paid by whom.

Decided in ``programme.decide``, written up in ``pipeline.results``, tested by ``programme.check``.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

STAGES = ("subgrade", "surface")
"""Of a project, in the order of building."""


NO_OUTLOOK = pd.DataFrame(
    {
        "kind": pd.Series(dtype="str"),
        "id": pd.Series(dtype="str"),
        "name": pd.Series(dtype="str"),
        "township_name": pd.Series(dtype="str"),
        "stage": pd.Series(dtype="str"),
        "year": pd.Series(dtype="int64"),
        "length_m": pd.Series(dtype="float"),
        "cost_yuan": pd.Series(dtype="float"),
        "people": pd.Series(dtype="float"),
        "households": pd.Series(dtype="float"),
    }
)
"""``Plan.outlook`` of a county that asks for none."""


NO_RIVALS = pd.DataFrame(
    {
        name: pd.Series(dtype="float")
        for name in (
            "people_connected", "people_out_of_danger", "danger_left", "farm_minutes",
            "households_moved", "roads_yuan", "for_leavers_yuan",
        )
    },
    index=pd.Index([], name="way", dtype="str"),
)  # fmt: skip
"""``Plan.rivals`` where nothing was compared."""


NO_FLOOR_TABLE = pd.DataFrame(
    {
        "level": pd.Series(dtype="str"),
        "place_id": pd.Series(dtype="str"),
        "name": pd.Series(dtype="str"),
        "people_waiting": pd.Series(dtype="float"),
        "people_wanted": pd.Series(dtype="float"),
        "people_connected": pd.Series(dtype="float"),
        "people_missing": pd.Series(dtype="float"),
        "people_without": pd.Series(dtype="float"),
    }
)
"""``Plan.floors`` of a county that promises nobody anything."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a map or a list needs; publishing computes nothing.

    All layers share one metric CRS and are indexed by their stable id. Money is in yuan and a
    multiple of 100 (two decimals of 万元). Years are ``Int64``, missing where nothing happens.
    Ids in one cell are joined by ";". ``reason`` holds a code whose words are in
    ``publish.labels``.

    Attributes
    ----------
    name, name_en
        County.
    years
        Binding batch, in order.
    villages
        name, admin_village_id, admin_village_name, township_id, township_name, consent, people,
        households, building_year (missing: none), node, road_distance_m, on_network, connected_now, connected_after (bools:
        at least half of the people have an all-weather road), connected_year, people_connected_now,
        people_connected_after (of those who live there then), staying_people, moving_households,
        way_projects (ids on the cheapest way to the paved network; over what is built where that
        connects it newly), hazard_class (0-4), hazard_id (worst), reason,
        and per service kind k and season s ``minutes_{k}_{s}_now`` and ``minutes_{k}_{s}_after``
        (inf: cannot be reached), and what of them is ridden, ``ridden_{k}_{s}_now`` and ``_after``;
        ``way_{k}_{s}_now`` and ``_after`` (ids in ``ways``); ``farm_minutes_{s}_now`` and ``_after``
        to the land of its groups (of those who stay; NaN without farmland).
        Point.
    groups
        village_id, name, people, households, consent, unasked_households, hazard_class, hazard_id, hazard_kind,
        threatened_people, threatened_households, danger, must_move, may_move, locked_out,
        part_of (the whole group), dispersed (builds by itself), need (a ``config.Need`` or
        ""), wish, only_hazard (that alone threatens it), labour, uncleared_people (of
        households that say that their old house stays), vehicle, land_income_share,
        admin_village_id, node, road_distance_m, on_network, connected_now, connected_year (by its
        own road),
        connected_after (where it lives then), cut_off_wet_now, cut_off_wet_after, way_projects (as
        of villages), site_id and year (of who moves to a site), mode ("near", "town", "dispersed",
        "protected", "" stays), safe_year (it moves, or all that threatens it is made safe, whether
        it agreed to anything or not), cost_yuan, distance_m,
        minutes and ways as for villages (after: from where it lives then), walk_minutes (to its
        node), foot_minutes (to ``about["trips_to"]``), farmland_mu, of movers land_far_mu_{now,
        after} and foot_farm_minutes_{now, after} (``pipeline.arrivals``), only_way_out (links without which no vehicle comes out
        today, ids from home on), reason. Households that refuse while their group
        moves are a group of their own, "<id>-no". Point of today.
    roads
        One row per link: u, v (nodes), road_id, name, route_code, surface_code, surface_assumed,
        surface_width_m, grade, hardened, flooded (paved or not, closed when wet), passable_wet
        (today), length_m, project_id, stretch_id (of hardened ones: what treatments are of), year, and minutes of a trip in the wet season: forth_minutes
        (u to v), back_minutes, paved_minutes (the slower way, once its project is built; NaN
        without a project), to 0.01 minute; hazard_class (0-4) and hazard_id (worst on it). LineString.
    projects
        name, route_code, start_km, end_km, length_m, township_id, township_name,
        admin_village_id, grade, manager, district, surface_code, surface_assumed, width_m,
        subgrade_accepted, subgrade_cost_yuan, surface_cost_yuan, cost_yuan (what is still to pay), consent,
        eligible, rule (code of what keeps it out), users (ids of the groups that would come to the
        paved network over it), households, people (of these), selected, subgrade_year,
        surface_year, people_connected, villages_connected (ids newly
        connected whose way uses it), sites_served, building_villages (ids of those that stay, build in a
        year of the batch and have no other way out), funds, reason, and what hangs on it alone:
        depends_on (other projects without which it is worthless: of the plan where it is in, of
        those still to be built where it is not), blocked_by (where no way leads on: projects on
        the cheapest one that a rule keeps out), groups_depending, villages_depending,
        sites_depending (who loses the paved road without it; who gets it by it once those
        projects are built), people_depending, saved_person_minutes (of one trip of everybody to
        ``about["trips_to"]`` in the wet season); hazard_class, hazard_id (worst on it), hazard_ids
        (all that threaten it). MultiLineString.
    treatments
        What may be done besides paving in the usual width: of (project, or stretch of hardened
        road), treatment ("wider", "widening", "passing_bays", "guardrail"), width_m (after; missing
        where it stays), width_now_m, length_m (of guardrails: exposed), subgrade_cost_yuan and
        surface_cost_yuan (of wider ones, all of it), cost_yuan, name, route_code, start_km, end_km, grade, manager,
        district, surface_code, township_id, township_name, admin_village_id, consent, more_yuan
        (cost beyond that of the usual width), rule ("refused", "no_payer", "too_dear"; missing: none), worth_yuan (the most that
        it can be worth by itself in minutes saved and roads secured; missing where that was not reckoned), year, selected,
        reason ("selected", a rule, "not_weighed", "not_worth", "other_treatment", "not_paved", "money"). Index work_id.
        MultiLineString.
    sites
        name, capacity_households, found, suitable, reasons (all that make it unsuitable), hazard_ids,
        exclusion_ids (on it), land (its area, or None) and more of the ground
        (``relocation.sites.judge_sites``), mode ("near", "town"), building_mode, opening_cost_yuan,
        opening_yuan (with the roads to it), yuan_per_household (facilities, levelling), usable,
        earliest, earliest_reached, township_id, township_name, admin_village_id, node,
        road_distance_m, on_network, way_projects, connected_now, connected_year, connected_after,
        selected, year, households_in, people_in, groups_in, funds, minutes_{k}_{s}_{now, after}, access_width_m
        (narrowest road to it once the plan is built; inf: of no known width, NaN: no hardened way),
        {school, clinic}_hazard_class and _hazard_id (threat to the nearest; 0, missing), reason.
        Point.
    prices
        What the other decision on a project would cost, moves as they are. Index project_id of
        every eligible project: decision ("out": leaving it out, "in": putting it in), status
        ("bracket"; "impossible": proven that no programme can; "floors": that none can which reaches
        as much of the floors; "unknown": the search found none,
        or was stopped before it came to it),
        people_low, people_high (fewer people newly connected: proven at least, and by the best
        other programme found), equal (bool: no more than the plan's own gap), cost_yuan (money of
        that programme less the plan's), projects_out, projects_in (what makes room, what comes
        instead; ids), villages_losing, villages_gaining, groups_losing, groups_gaining (ids),
        people_losing, people_gaining.
    locks
        What the meeting asked for and what that costs: kind, id, decision, year, note, people
        (fewer on the paved network by the end), danger (more people x class x years), cost_yuan (more money);
        the last row, kind "all", is all of them together. Empty without locks.
    problems
        What each site that opens will bring, from ``programme.foreseen``.
    offers
        Which fund may pay how much of which stage: project_id, component, cost_yuan, fund_id,
        most_yuan.
    options
        Which group could go to which site: group_id, site_id, mode, distance_m,
        farm_minutes_{dry, wet} (to its land from there; the land around its home where its own is
        not known), service_minutes, farm_yuan, service_yuan (what these are worth), paid_yuan.
    payments
        kind ("project", "group", "site", "hazard", "work"), id, component, fund_id, year, amount_yuan.
    funds
        One row per fund and year: fund_id, name, name_en (the name where there is none), year,
        ceiling_yuan, carried_in_yuan, used_yuan, left_yuan, carry_over, for_roads_yuan (ceiling
        without what moves and sites take), assumed.
    objectives
        Index danger, access, earlier, siting, worth, in their order, and where there are any
        danger_any_order and siting_{aim} (worth: of minutes saved and roads secured, less what is spent
        on roads beyond the least; without school and clinic "cost", money of the roads): value, bound, gap, status, unit. Access and earlier count
        people who newly have an all-weather road, at home or at their site.
    indicators
        Index: name of the indicator; now, after, unit.
    townships
        Index township_id: name, people, people_connected_now, people_connected_after,
        projects, km, cost_yuan, households_moving.
    ways
        Of villages, groups and households, from ``pipeline.trips.trips``.
    hazards
        Areas as they strike: kind, hazard_class, name, and of those that could be made safe
        protection_cost_yuan, township_id, admin_village_id, protected_year.
    services
        kind, name, township_id, node, walk_minutes (from its node), hazard_class (0-4) and hazard_id
        (worst on it). Point.
    waters
        name. Areas.
    households
        Internal: village_id, group_id, people, hazard_class, hazard_id, hazard_kind, threatened,
        head_name, consent, mode (that it asks for), land_income_share, may_build_alone (one of
        ``needs.ALONE``), old_house_cleared, minutes and ways as for groups. Point.
    outlook
        What the years after the batch would build once all of it is (``settings.outlook_years``; empty without): kind ("road", "site"), id, name,
        township_name, stage ("subgrade", "surface", ""), year, length_m, cost_yuan, people (newly
        connected by a surface; who come to a site), households (who come to a site). Not binding. Roads that
        are built in part have parts by then, "<id>#1" and so on.
    rivals
        What other ways of planning make of the same money and rules (``pipeline.rivalry``; with locks the first two only, or
        none). Index way: "together" (this plan, without other works on roads), "without_floors" (where there are any: what these
        cost), "relocation_first", "roads_first", "benefit_cost" (projects ranked); people_connected,
        people_out_of_danger, danger_left (of those who may move), farm_minutes (of each household that moves away, one way),
        households_moved, roads_yuan, for_leavers_yuan (on roads on which only people hang who leave).
    floors
        What places are promised (``settings.floors``; empty without): level ("township", "admin_village"), place_id,
        name, people_waiting (without an all-weather road today), people_wanted (the floor: of them so many newly get
        one), people_connected (of them, at home or at their site), people_missing (what the plan could not reach), people_without
        (as people_connected, planned on the same money without floors; missing where that was not done).
    relief
        Pale hillshade in Web Mercator (uint8, rows from north), None without DEM.
    relief_bounds
        West, south, east, north of ``relief`` [degrees].
    about
        made_up, sources, review_number, complaint_telephone, remarks, crs, versions,
        input_hashes, settings, roots (nodes of the paved network), locked_in, trips_to (kind of
        service whose minutes count in what-if questions, None without services), statement (the
        bound in words), statement_en, stopped (why the search was stopped early, None if it was not); of a
        batch that follows one, from_batch (what was planned and done of that) and built (what stands of it and of those
        before it: ``pipeline.built``); where there is an outlook, outlook (years, assumed_money, statement, statement_en).
    """

    name: str
    name_en: str | None
    years: tuple[int, ...]
    villages: gpd.GeoDataFrame
    groups: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    projects: gpd.GeoDataFrame
    treatments: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    prices: pd.DataFrame
    locks: pd.DataFrame
    problems: pd.DataFrame
    offers: pd.DataFrame
    options: pd.DataFrame
    payments: pd.DataFrame
    funds: pd.DataFrame
    objectives: pd.DataFrame
    indicators: pd.DataFrame
    townships: pd.DataFrame
    ways: pd.DataFrame
    hazards: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    waters: gpd.GeoDataFrame
    households: gpd.GeoDataFrame
    outlook: pd.DataFrame
    rivals: pd.DataFrame
    floors: pd.DataFrame
    relief: NDArray[np.uint8] | None
    relief_bounds: tuple[float, float, float, float] | None
    about: dict[str, Any]
