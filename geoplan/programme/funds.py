"""Who pays what: the fund table as rows of a model, and the split of a decided programme.

Items are what is paid: one row per project and component, per group moved, per site opened, with
kind, id, component, cost_yuan, length_km, township_id, admin_village_id. Funds have pays,
carry_over, quota_yuan_per_km, township_id, admin_village_id (tuples, or None for everywhere).
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd
import pulp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from geoplan.errors import InfeasibleError
from geoplan.solver import solve

WAN_PER_YUAN = 1e-4
"""Models count in 万元: coefficients near one keep the solver exact."""


def paying_pairs(items: pd.DataFrame, funds: pd.DataFrame) -> pd.DataFrame:
    """Which fund may pay how much of which item.

    Parameters
    ----------
    items, funds
        As in the module's docstring.

    Returns
    -------
    DataFrame
        item, fund (their index values), most_yuan: the item's cost, or the fund's quota for its
        length, in steps of 100 yuan. In the order of items, then funds.
    """
    pairs = items.rename_axis("item").reset_index().merge(
        funds.rename_axis("fund").reset_index(), how="cross", suffixes=("", "_meant")
    )  # fmt: skip
    if pairs.empty:
        return pd.DataFrame({"item": [], "fund": [], "most_yuan": []})
    pays = [c in p for c, p in zip(pairs["component"], pairs["pays"], strict=True)]
    meant = np.ones(len(pairs), dtype=bool)
    for place in ("township_id", "admin_village_id"):
        meant &= [
            allowed is None or here in allowed
            for here, allowed in zip(pairs[place], pairs[f"{place}_meant"], strict=True)
        ]
    quota = (pairs["quota_yuan_per_km"] * pairs["length_km"]).fillna(np.inf)
    most = np.floor(np.minimum(quota, pairs["cost_yuan"]) / 100 + 1e-6) * 100
    return pairs.assign(most_yuan=most).loc[
        np.array(pays) & meant & (most > 0), ["item", "fund", "most_yuan"]
    ]


def pay_by_funds(
    problem: pulp.LpProblem,
    items: pd.DataFrame,
    done: Mapping[tuple[Any, int], Any],
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
) -> None:
    """Payments S_kft of funds f in years t for all items k that the same funds may pay.

    Parameters
    ----------
    problem
        Gets variables and rows.
    items, funds
        As in the module's docstring.
    done
        By (item, position of the year): variable "done by the end of that year".
    ceilings_yuan
        Index fund, one column per year.

    Notes
    -----
    How much a set A of funds may pay for one item, min(its cost, what they may pay), has
    decreasing returns; then (F1) and (F2) for the sums say as much as for each item alone
    [Edmonds 1970]. A fund that may pay the whole cost limits no set that it is in.
    """
    spent: dict[tuple[Any, int], list[pulp.LpVariable]] = defaultdict(list)
    for k, (payers, own) in enumerate(_by_payers(items, funds)):
        cost_yuan = items["cost_yuan"][own.index]
        for t in range(ceilings_yuan.shape[1]):
            paid = {f: problem.add_variable(f"s_{k}_{n}_{t}", 0) for n, f in enumerate(payers)}
            for f, amount in paid.items():
                spent[f, t].append(amount)
            due = _due(cost_yuan, done, t)
            problem += pulp.lpSum(paid.values()) == due, f"cost_{k}_{t}"  # (F1)
            for n, some in enumerate(_limited(own, cost_yuan)):
                most_yuan = own[list(some)].sum(axis=1).clip(upper=cost_yuan)
                total = pulp.lpSum(paid[f] for f in some)
                problem += total <= _due(most_yuan, done, t), f"quota_{k}_{n}_{t}"  # (F2)
    for k, (f, t, first, limit) in enumerate(ceiling_rows(funds, ceilings_yuan)):
        total = pulp.lpSum(amount for s in range(first, t + 1) for amount in spent[f, s])
        problem += total <= limit * WAN_PER_YUAN, f"ceiling_{k}"  # (F3)


def _by_payers(
    items: pd.DataFrame, funds: pd.DataFrame
) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Items by who may pay them: these funds, and items x funds, what each may pay [yuan]."""
    pairs = paying_pairs(items, funds)
    most_yuan = np.full((len(items), len(funds)), np.nan)
    at = tuple(
        index.get_indexer(pd.Index(pairs[name]))
        for index, name in ((items.index, "item"), (funds.index, "fund"))
    )
    most_yuan[at] = pairs["most_yuan"]
    table = pd.DataFrame(most_yuan, index=items.index, columns=funds.index)
    table = table[items["cost_yuan"] > 0]
    alike: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for item, may_pay in zip(table.index, table.notna().to_numpy(), strict=True):
        alike[tuple(funds.index[may_pay])].append(item)
    return [(payers, table.loc[own, list(payers)]) for payers, own in alike.items()]


def _limited(most_yuan: pd.DataFrame, cost_yuan: "pd.Series[float]") -> list[tuple[Any, ...]]:
    """Sets of funds that together may not pay the whole cost of each item."""
    short = [f for f in most_yuan if (most_yuan[f] < cost_yuan).any()]
    sets = chain.from_iterable(combinations(short, n + 1) for n in range(len(short)))
    return [some for some in sets if (most_yuan[list(some)].sum(axis=1) < cost_yuan).any()]


def _due(
    yuan: "pd.Series[float]", done: Mapping[tuple[Any, int], Any], t: int
) -> pulp.LpAffineExpression:
    """What is due in a year of amounts that are due when an item is done [万元]."""
    terms: dict[Any, float] = defaultdict(float)
    for i, amount in (yuan * WAN_PER_YUAN).items():
        terms[done[i, t]] += amount
        if t:
            terms[done[i, t - 1]] -= amount
    return pulp.LpAffineExpression(terms)


def ceiling_rows(
    funds: pd.DataFrame, ceilings_yuan: pd.DataFrame
) -> list[tuple[Any, int, int, float]]:
    """Fund, year, first year counted and limit: yearly, or cumulative with carry-over.

    Limits are whole hundreds of yuan, as every cost is: what the model can pay can be split.
    """
    carries: dict[Any, bool] = funds["carry_over"].to_dict()
    rows = []
    for f, limits in zip(ceilings_yuan.index, ceilings_yuan.to_numpy(dtype=float), strict=True):
        for t in range(len(limits)):
            first = 0 if carries[f] else t
            limit = np.floor(limits[first : t + 1].sum() / 100 + 1e-6) * 100
            rows.append((f, t, first, float(limit)))
    return rows


def split_costs(
    items: pd.DataFrame,
    year: "pd.Series[int]",
    funds: pd.DataFrame,
    ceilings_yuan: pd.DataFrame,
) -> pd.DataFrame:
    """Who pays each decided item, exact to 100 yuan: funds that can pay least else are used first.

    Parameters
    ----------
    items, funds
        As in the module's docstring; item costs are multiples of 100 yuan.
    year
        Year in which each item is paid, on the items' index.
    ceilings_yuan
        Index fund, one column per year.

    Returns
    -------
    DataFrame
        kind, id, component, fund_id, year, amount_yuan; sorted.

    Raises
    ------
    InfeasibleError
        The funds cannot pay these items in these years.

    Notes
    -----
    A transport problem with whole data has a whole basic solution, so nothing is rounded.
    """
    pairs = paying_pairs(items, funds)
    problem = pulp.LpProblem("split", pulp.LpMinimize)
    rank = {f: k for k, f in enumerate(_narrow_first(funds))}
    paid = {
        (i, f): problem.add_variable(f"s_{k}", 0, most_yuan / 100)
        for k, (i, f, most_yuan) in enumerate(pairs.itertuples(index=False))
    }
    problem += pulp.lpSum(rank[f] * s for (_, f), s in paid.items()), "narrow_funds_first"
    position = year.map({y: t for t, y in enumerate(ceilings_yuan.columns)}).to_dict()
    of_item: dict[Any, list[pulp.LpVariable]] = defaultdict(list)
    of_fund: dict[Any, list[pulp.LpVariable]] = defaultdict(list)  # by fund and year
    for (i, f), s in paid.items():
        of_item[i].append(s)
        of_fund[f, position[i]].append(s)
    for k, (i, cost_yuan) in enumerate(items["cost_yuan"].items()):
        problem += pulp.lpSum(of_item[i]) == round(cost_yuan / 100), f"cost_{k}"
    for k, (f, t, first, limit) in enumerate(ceiling_rows(funds, ceilings_yuan)):
        spent = pulp.lpSum(s for u in range(first, t + 1) for s in of_fund[f, u])
        problem += spent <= limit / 100, f"ceiling_{k}"
    answer = solve(problem)
    if answer.status != "optimal":
        raise InfeasibleError(
            "资金付不清这些工程 the funds cannot pay this programme: "
            f"{', '.join(map(str, items.index[:5]))} …"
        )
    amounts = {key: round(answer.by_name[s.name]) * 100.0 for key, s in paid.items()}
    payments = pd.DataFrame(
        [(i, f, amount) for (i, f), amount in amounts.items() if amount > 0],
        columns=["item", "fund_id", "amount_yuan"],
    )
    payments["year"] = payments["item"].map(year)
    columns = ["kind", "id", "component", "fund_id", "year", "amount_yuan"]
    named = payments.join(items[["kind", "id", "component"]], on="item")
    return named[columns].sort_values(columns[:5], ignore_index=True)


def _narrow_first(funds: pd.DataFrame) -> list[Any]:
    """Funds from the most to the least earmarked: by place, by components, by quota."""
    anywhere = funds["township_id"].isna() & funds["admin_village_id"].isna()
    order = pd.DataFrame(
        {
            "anywhere": anywhere,
            "components": funds["pays"].map(len),
            "no_quota": funds["quota_yuan_per_km"].isna(),
        }
    )
    return list(order.sort_values(["anywhere", "components", "no_quota"], kind="stable").index)


def remaining(
    funds: pd.DataFrame, ceilings_yuan: pd.DataFrame, payments: pd.DataFrame
) -> pd.DataFrame:
    """Ceilings that are left per fund and year after some payments.

    With carry-over a payment beyond its own year's ceiling uses what earlier years left.
    """
    used = payments.pivot_table(
        index="fund_id", columns="year", values="amount_yuan", aggfunc="sum", fill_value=0.0
    ).reindex(index=ceilings_yuan.index, columns=ceilings_yuan.columns, fill_value=0.0)
    left = ceilings_yuan.to_numpy(dtype=float) - used.to_numpy(dtype=float)
    for t in range(left.shape[1] - 1, 0, -1):
        borrowed = np.where(funds["carry_over"], np.maximum(0.0, -left[:, t]), 0.0)
        left[:, t] += borrowed
        left[:, t - 1] -= borrowed
    return pd.DataFrame(left, index=ceilings_yuan.index, columns=ceilings_yuan.columns)


def payable_yuan(items: pd.DataFrame, offers: pd.DataFrame, funds: pd.DataFrame) -> float:
    """How much of what is due the funds can pay together [yuan].

    Parameters
    ----------
    items
        project_id, component, year, cost_yuan (multiples of 100).
    offers, funds
        As in ``Plan.offers`` and ``Plan.funds`` (for_roads_yuan, carry_over), years in order.

    Returns
    -------
    float
        The sum of the costs where everything can be paid: the maximum flow (F1-F3) from the
        ceilings of each year over what is carried to later ones and what a fund may pay.
    """
    if items.empty:
        return 0.0
    due = items.reset_index(drop=True)
    purse = funds.reset_index(drop=True)
    at = {(f, y): k for k, (f, y) in enumerate(zip(purse["fund_id"], purse["year"], strict=True))}
    source, sink, first = len(at), len(at) + 1, len(at) + 2
    rows: list[tuple[int, int, float]] = [
        (source, k, yuan) for k, yuan in enumerate(purse["for_roads_yuan"])
    ]
    goes_on = purse["carry_over"] & purse["fund_id"].eq(purse["fund_id"].shift(-1))
    rows += [(k, k + 1, np.inf) for k in np.flatnonzero(goes_on).tolist()]
    pays = due.assign(item=due.index).merge(
        offers[["project_id", "component", "fund_id", "most_yuan"]], on=["project_id", "component"]
    )
    cells = zip(pays["fund_id"], pays["year"], pays["item"], pays["most_yuan"], strict=True)
    rows += [(at[f, y], first + item, most) for f, y, item, most in cells]
    rows += [(first + item, sink, yuan) for item, yuan in enumerate(due["cost_yuan"])]
    tail, head, most_yuan = zip(*rows, strict=True)
    total = min(due["cost_yuan"].sum(), purse["for_roads_yuan"].sum())
    hundreds = np.rint(np.minimum(most_yuan, total) / 100).astype(np.int32)
    network = csr_array((hundreds, (tail, head)), shape=(first + len(due),) * 2)
    return 100.0 * maximum_flow(network, source, sink).flow_value


def fund_use(
    funds: pd.DataFrame, ceilings_yuan: pd.DataFrame, payments: pd.DataFrame
) -> pd.DataFrame:
    """One row per fund and year as in ``Plan.funds``."""
    others = payments[payments["kind"] != "project"]
    limits = remaining(funds, ceilings_yuan, others)
    whole = {(f, t): limit for f, t, _, limit in ceiling_rows(funds, limits)}
    used = payments.groupby(["fund_id", "year"])["amount_yuan"].sum().to_dict()
    ceilings: dict[Any, dict[Any, float]] = ceilings_yuan.to_dict()
    rows = []
    for f, fund in funds.to_dict("index").items():
        carried = given = 0.0
        for t, year in enumerate(ceilings_yuan.columns):
            ceiling = ceilings[year][f]
            spent = used.get((f, year), 0.0)
            left = carried + ceiling - spent
            rows.append((f, fund["name"], fund["name_en"], year, ceiling, carried, spent, left, fund["carry_over"],
                         whole[f, t] - given, fund["assumed"]))  # fmt: skip
            carried, given = (left, whole[f, t]) if fund["carry_over"] else (0.0, 0.0)
    columns = ["fund_id", "name", "name_en", "year", "ceiling_yuan", "carried_in_yuan", "used_yuan",
               "left_yuan", "carry_over", "for_roads_yuan", "assumed"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
