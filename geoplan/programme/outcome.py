"""What a decision changes: roads, connection, minutes and the indicators, now and after."""

from collections.abc import Collection, Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.programme.equity import WITHIN_MINUTES, gini, where_counted
from geoplan.routing.access import rural_access
from geoplan.routing.network import RoadNetwork, components

PAVED_CODE = "12"
"""Surface of a finished project: concrete."""
FAR_FROM_LAND_MINUTES = 30
"""One way to the land: more is bad (耕作半径). C, DOMAIN 4 bands."""
PUBLIC_PLACES = ("village_committee", "school", "clinic")
"""A paved road to one of these connects an administrative village."""


def paved_links(
    links: gpd.GeoDataFrame,
    year: "pd.Series[int]",
    *,
    surface_code: str,
    width_m: "float | pd.Series[float]",
) -> gpd.GeoDataFrame:
    """Links as they are once those with a year are paved.

    Parameters
    ----------
    links
        Of a network.
    year
        Year in which each link is paved, missing for the others; on the links' index.
    surface_code, width_m
        Surface of what is paved.

    Returns
    -------
    GeoDataFrame
        The same links; paved ones are hardened, no ford, and passable when wet unless flooded.
    """
    done = year.notna()
    return links.assign(
        hardened=links["hardened"] | done,
        passable_wet=passable_once_paved(links, done),
        ford=links["ford"].fillna(False) & ~done,
        surface_code=links["surface_code"].mask(done, surface_code),
        surface_width_m=links["surface_width_m"].mask(done, width_m),
    )


def improved_links(
    links: gpd.GeoDataFrame, stretch: "pd.Series[str]", treatments: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Links as they are once the chosen works on hardened roads are done.

    Parameters
    ----------
    links
        Of a network.
    stretch
        Stretch of each hardened link.
    treatments
        As ``Plan.treatments``.
    """
    own = treatments[treatments["selected"]]
    wider = own[own["treatment"] == "widening"].set_index("of")["width_m"]
    with_bays = own["of"][own["treatment"] == "passing_bays"]
    of = stretch.reindex(links.index)
    width_m = of.map(wider.to_dict()).astype(float)
    return links.assign(
        surface_width_m=links["surface_width_m"].mask(width_m.notna(), width_m),
        passing_bays=links["passing_bays"].mask(of.isin(with_bays), True),
    )


def passable_once_paved(links: pd.DataFrame, done: "pd.Series[bool]") -> "pd.Series[bool]":
    """Which links carry vehicles when wet once some are paved: no surface helps against a flood.

    Parameters
    ----------
    links
        passable_wet (today), flooded.
    done
        Which are paved, on the links' index.
    """
    return (links["passable_wet"] | done) & ~links["flooded"]  # (G5)


def with_connection(
    links: pd.DataFrame,
    year: "pd.Series[int]",
    roots: Iterable[int],
    places: gpd.GeoDataFrame,
    years: Iterable[int],
) -> gpd.GeoDataFrame:
    """Places with the year in which they are joined to the paved network.

    Parameters
    ----------
    links, year
        u, v, hardened, and the year in which each is paved (missing: not).
    roots
        Nodes of the paved network today.
    places
        node, on_network, connected_now.
    years
        Batch.

    Returns
    -------
    GeoDataFrame
        Also connected_year (Int64, missing where already connected or never) and
        connected_after.
    """
    root = np.fromiter(roots, dtype=np.int64)
    n = 1 + max(int(some.max(initial=-1)) for some in (root, *(
        table[end].to_numpy(dtype=np.int64)
        for table, end in ((links, "u"), (links, "v"), (places, "node"))
    )))  # fmt: skip
    joined = pd.Series(pd.NA, index=places.index, dtype="Int64")
    for when in sorted(years, reverse=True):
        label = components(links, n, links["hardened"] | (year <= when).fillna(False))
        here = np.isin(label[places["node"].to_numpy(dtype=np.int64)], np.unique(label[root]))
        joined[here & ~places["connected_now"] & places["on_network"]] = when
    return places.assign(
        connected_year=joined, connected_after=places["connected_now"] | joined.notna()
    )


def like_main_group(villages: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Villages joined to the roads where their largest group is: people count, not the label.

    Parameters
    ----------
    villages
        Natural villages; those of which no group is given are returned as they are.
    groups
        village_id, people, and the columns that are taken over: node, road_distance_m, on_network,
        connected_now, way_projects.
    """
    columns = ["node", "road_distance_m", "on_network", "connected_now", "way_projects"]
    main = groups.sort_values("people", ascending=False, kind="stable").drop_duplicates(
        "village_id"
    )
    main = main.set_index("village_id")
    known = villages.index.isin(main.index)
    changed = villages.copy()
    for column in columns:
        changed[column] = main[column].reindex(villages.index).where(known, villages[column])
    return changed.astype({"node": "int64", "on_network": bool, "connected_now": bool})


def most_people_connected(
    villages: gpd.GeoDataFrame, groups: pd.DataFrame, years: Iterable[int]
) -> gpd.GeoDataFrame:
    """Villages that are connected when at least half of their people are.

    Parameters
    ----------
    villages
        Natural villages.
    groups
        village_id, people, connected_now, connected_year, year (of moving away).
    years
        Batch.

    Returns
    -------
    GeoDataFrame
        connected_now of today's people; connected_after of those who stay (False where everybody
        leaves), connected_year likewise, missing where already connected.
    """
    village = groups["village_id"]
    lived_in = groups["people"].groupby(village).transform("sum") > 0
    weight = groups["people"].where(lived_in, 1.0)  # where nobody lives each group counts the same

    def share(who: "pd.Series[bool]", of: "pd.Series[bool]") -> "pd.Series[float]":
        part = weight.where(who & of, 0.0).groupby(village).sum()
        return (part / weight.where(of, 0.0).groupby(village).sum()).reindex(villages.index)

    everybody = pd.Series(True, index=groups.index)
    stays = groups["year"].isna()
    now = share(groups["connected_now"], everybody) >= 0.5
    joined = pd.Series(pd.NA, index=villages.index, dtype="Int64")
    for when in sorted(years, reverse=True):
        by_then = groups["connected_now"] | groups["connected_year"].le(when).fillna(False)
        joined[(share(by_then, stays) >= 0.5) & ~now] = when
    at_end = groups["connected_now"] | groups["connected_year"].notna()
    return villages.assign(
        connected_now=now, connected_year=joined, connected_after=share(at_end, stays) >= 0.5
    )


def home_after(homes: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Point where each home is after the plan; homes have site_id and year."""
    there = sites.geometry.reindex(homes["site_id"]).set_axis(homes.index)
    return gpd.GeoSeries(there.where(homes["year"].notna(), homes.geometry), crs=homes.crs)


def cut_off_when_wet(
    network: RoadNetwork,
    links: gpd.GeoDataFrame,
    goals: Mapping[str, Collection[int]],
    places: gpd.GeoDataFrame,
    township_id: "pd.Series[str]",
) -> "pd.Series[bool]":
    """Places from which no vehicle gets where it must in the wet season.

    Parameters
    ----------
    network
        Its nodes count.
    links
        Those of ``network``, now or after paving: passable_wet.
    goals
        Nodes by township; "" for those of whose township there are none.
    places
        node, on_network.
    township_id
        Of each place.
    """
    label = components(links, len(network.nodes), links["passable_wet"])  # (G13)
    here = label[places["node"].to_numpy(dtype=np.int64)]
    whose = township_id.where(township_id.isin(list(goals)), "").to_numpy()
    reached = np.zeros(len(places), dtype=bool)
    for township, nodes in goals.items():
        there = np.isin(here, label[np.fromiter(nodes, dtype=np.int64)])
        reached |= there & (whose == township)
    return pd.Series(~reached, index=places.index) | ~places["on_network"]


def indicators(
    villages: pd.DataFrame,
    groups: gpd.GeoDataFrame,
    households: gpd.GeoDataFrame,
    services: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    paved: gpd.GeoDataFrame,
    *,
    access_index_m: float,
    trips_to: str | None = None,
) -> pd.DataFrame:
    """Indicators now and after; everybody is counted where they live then.

    Parameters
    ----------
    villages
        people, staying_people, connected_now, connected_after, admin_village_id.
    groups
        people, households, year, site_id, threatened_people, threatened_households, connected_now,
        connected_after, cut_off_wet_now, cut_off_wet_after, minutes_*, farm_minutes_*; points of
        today.
    households
        Those that are listed: group_id, people, minutes_*, farm_minutes_*; points of today. Way and
        distance are counted from where they live, connection by group.
    services
        kind, admin_village_id, connected_now, connected_after.
    sites
        Points.
    links, paved
        Links now and after.
    access_index_m
        Distance of the Rural Access Index.
    trips_to
        Kind of service of which is told how many people get there in time, and how evenly the
        minutes are spread; None: of none.

    Returns
    -------
    DataFrame
        Index: name; now, after, unit. The two village indicators are kept apart.
    """
    homes = where_counted(groups, households)
    people = groups["people"]
    rows: dict[str, tuple[float, float, str]] = {
        "people": (people.sum(), people.sum(), "people"),
        "households": (groups["households"].sum(), groups["households"].sum(), "households"),
        "people_connected": (
            people[groups["connected_now"]].sum(),
            people[groups["connected_after"]].sum(),
            "people",
        ),
        "rural_access_index": (
            rural_access(homes.geometry, homes["people"], links, within_m=access_index_m),
            rural_access(home_after(homes, sites), homes["people"], paved, within_m=access_index_m),
            "share",
        ),
    }
    now, after = (float(people[groups[f"cut_off_wet_{when}"]].sum()) for when in ("now", "after"))
    rows["people_cut_off_wet"] = (now, after, "people")
    for what in ("people", "households"):
        threatened = groups[f"threatened_{what}"]
        left = threatened[groups["safe_year"].isna()]
        rows[f"{what}_threatened"] = (threatened.sum(), left.sum(), what)
    rows |= _villages_connected(villages, services) | _minutes(homes) | _not_reached(homes)
    if trips_to is not None:
        rows |= _in_time(homes, trips_to)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["now", "after", "unit"])


def _villages_connected(
    villages: pd.DataFrame, services: pd.DataFrame
) -> dict[str, tuple[float, float, str]]:
    """Villages of both kinds that are lived in, and those with a paved road."""
    rows: dict[str, tuple[float, float, str]] = {}
    for when, count in (("now", "people"), ("after", "staying_people")):
        lived_in = villages[villages[count] > 0]
        admin, connected = admin_villages_connected(lived_in, services, f"connected_{when}")
        figures = {
            "natural_villages": len(lived_in),
            "natural_villages_connected": int(lived_in[f"connected_{when}"].sum()),
            "admin_villages": admin,
            "admin_villages_connected": connected,
        }
        for name, figure in figures.items():
            first = rows[name][0] if name in rows else float(figure)
            rows[name] = (first, float(figure), "villages")
    return rows


def _minutes(homes: pd.DataFrame) -> dict[str, tuple[float, float, str]]:
    """Mean minutes to the land and to services; of those who move, to the land."""
    rows: dict[str, tuple[float, float, str]] = {}
    movers = homes[homes["year"].notna()]
    now, after = (
        mean_minutes(movers[f"farm_minutes_dry_{when}"], movers["people"])
        for when in ("now", "after")
    )
    rows["farm_minutes_of_movers"] = (now, after, "minutes")
    now, after = (
        float(
            movers["households"][movers[f"farm_minutes_dry_{when}"] > FAR_FROM_LAND_MINUTES].sum()
        )
        for when in ("now", "after")
    )
    rows["households_far_from_land"] = (now, after, "households")
    for name in _trips(homes):
        now, after = (
            mean_minutes(homes[f"{name}_{when}"], homes["people"]) for when in ("now", "after")
        )
        rows[name] = (now, after, "minutes")
    return rows


def _not_reached(homes: pd.DataFrame) -> dict[str, tuple[float, float, str]]:
    """People who do not get there and are in no mean; only where there are any."""
    rows: dict[str, tuple[float, float, str]] = {}
    for name in _trips(homes):
        now, after = (
            float(homes["people"][np.isinf(homes[f"{name}_{when}"])].sum())
            for when in ("now", "after")
        )
        if now or after:
            rows[f"people_without_{name}"] = (now, after, "people")
    return rows


def _trips(homes: pd.DataFrame) -> list[str]:
    """Columns of minutes to services and to the land, without the moment."""
    minutes = homes.columns[homes.columns.str.startswith(("minutes_", "farm_minutes_"))]
    return [str(one).removesuffix("_now") for one in minutes if str(one).endswith("_now")]


def _in_time(homes: pd.DataFrame, kind: str) -> dict[str, tuple[float, float, str]]:
    """People within so many minutes of a kind of service, and the Gini of the minutes."""
    people = homes["people"]
    rows: dict[str, tuple[float, float, str]] = {}
    for season in ("dry", "wet"):
        trip = f"{kind}_{season}"
        now, after = (homes[f"minutes_{trip}_{when}"] for when in ("now", "after"))
        for most in WITHIN_MINUTES:
            before, then = (float(people[minutes <= most].sum()) for minutes in (now, after))
            rows[f"people_within_{most}_{trip}"] = (before, then, "people")
        rows[f"gini_{trip}"] = (gini(now, people), gini(after, people), "gini")
    return rows


def admin_villages_connected(
    villages: pd.DataFrame, services: pd.DataFrame, when: str
) -> tuple[int, int]:
    """How many administrative villages there are, and how many have a paved road.

    Parameters
    ----------
    villages, services
        admin_village_id and the bool column ``when``; services also kind. An administrative
        village is connected by a paved road to one public place; where it has none, to any of its
        natural villages.
    when
        "connected_now" or "connected_after".
    """
    public = services[
        services["kind"].isin(PUBLIC_PLACES)
        & services["admin_village_id"].isin(villages["admin_village_id"])
    ]
    without = villages[~villages["admin_village_id"].isin(public["admin_village_id"])]
    columns = ["admin_village_id", when]
    places = pd.concat([pd.DataFrame(public[columns]), pd.DataFrame(without[columns])])
    connected = places.groupby("admin_village_id")[when].any()
    return len(connected), int(connected.sum())


def mean_minutes(minutes: "pd.Series[float]", people: "pd.Series[float]") -> float:
    """People-weighted mean over those who can get there; NaN when nobody can."""
    reach = np.isfinite(minutes) & (people > 0)
    if not reach.any():
        return float("nan")
    return float(np.average(minutes[reach], weights=people[reach]))
