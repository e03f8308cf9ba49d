"""Floors: of each township and administrative village at least so many people newly get a road.

For a place k with a floor of f_k people, and r_k what of it is reached (docs/formulation.md, P):

0 <= r_k <= f_k                                                          (P1)
r_k <= b_k + sum_v W_kv y_vT + sum_g W_g a_gT, g of k that may move      (P2)
maximise sum_k r_k, people: after danger, before access                  (P3)

W_kv are the people of k at node v who have no all-weather road today and may not move, b_k those who
have moved to a site where that is settled. What cannot be reached is missing, f_k - r_k, and makes no
programme impossible.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
import pulp

from geoplan.routing.rooted import RootedNetwork


class Floors(NamedTuple):
    """What each place is promised, and who of it has no all-weather road today.

    ``places``: index place, any; people_wanted (the floor), people_arrived (who have moved to a site
    for certain), and whatever names it. ``waiting``: one row per place and group; place, group_id, node
    (missing: not on the network), people. A group may be of several places, as of a township and of
    an administrative village.
    """

    places: pd.DataFrame
    waiting: pd.DataFrame


NO_FLOORS = Floors(
    pd.DataFrame({"people_wanted": [], "people_arrived": []}, dtype="float"),
    pd.DataFrame({"place": [], "group_id": [], "node": [], "people": []}, dtype="float"),
)
"""Nobody is promised anything: no variable, no row."""
NOBODY: Mapping[Any, pulp.LpVariable] = MappingProxyType({})
"""No group may move."""


def add_floors(
    problem: pulp.LpProblem,
    rooted: RootedNetwork,
    y: Mapping[int, pulp.LpVariable],
    floors: Floors,
    a: Mapping[Any, pulp.LpVariable] = NOBODY,
) -> pulp.LpAffineExpression:
    """What of the floors is reached: people newly connected, of each place up to its floor  (P3).

    Parameters
    ----------
    problem, rooted
        Gets the rows (P1), (P2); the network that y is of.
    y
        By contracted node, whether it is joined by the end.
    floors
        Empty: nothing is added.
    a
        By group that may move, whether it has an all-weather road by the end, at home or at its site.
    """
    terms: dict[Any, dict[pulp.LpVariable, float]] = defaultdict(lambda: defaultdict(float))
    for place, group, node, people in floors.waiting.itertuples(index=False):
        connected = a.get(group)
        if connected is None and pd.notna(node):
            connected = y.get(rooted.node_of.get(int(node), -1))
        if connected is not None:
            terms[place][connected] += people
    met = []
    promised = floors.places[["people_wanted", "people_arrived"]]
    for n, (place, wanted, arrived) in enumerate(promised.itertuples()):
        r = problem.add_variable(f"floor_{n}", 0, wanted)  # (P1)
        problem += r <= pulp.LpAffineExpression(terms[place]) + arrived, f"promised_{n}"  # (P2)
        met.append(r)
    return pulp.lpSum(met)


def is_of_whole_people(met: pulp.LpAffineExpression) -> bool:
    """Whether every floor is of whole people."""
    return all(float(r.upBound).is_integer() for r in met)


def after_moves(floors: Floors, gone: Collection[Any]) -> Floors:
    """Floors once it is settled who moves to a site: these have a road there, the others wait."""
    moved = floors.waiting["group_id"].isin(list(gone))
    arrived = people_by_place(floors, floors.waiting["group_id"][moved])
    places = floors.places.assign(people_arrived=floors.places["people_arrived"] + arrived)
    return Floors(places, floors.waiting[~moved])


def people_by_place(floors: Floors, groups: Collection[Any]) -> "pd.Series[float]":
    """People of some groups among those who wait, by place in the order of the floors."""
    own = floors.waiting[floors.waiting["group_id"].isin(list(groups))]
    return own.groupby("place")["people"].sum().reindex(floors.places.index, fill_value=0.0)
