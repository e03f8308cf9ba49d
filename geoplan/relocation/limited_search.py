"""A large allocation that must also keep other amounts low: limits become prices.

With limits f_k(x) <= U_k a plan x of a large problem is searched without them, each f_k at a price
mu_k (docs/formulation.md, C):

L(mu) = min_x f(x) + sum_k mu_k (f_k(x) - U_k) <= f of every plan that keeps the limits   (C12)

The next prices are those at which the cheapest of the plans met so far is dearest [Kelley 1960]:
they rise until plans keep the limits, and fall where plans keep them with room to spare.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pulp

from geoplan.relocation.allocation_model import EPSILON, Case, Floats, Ints
from geoplan.relocation.site_search import Found, plan_cost
from geoplan.solver import solve

Limits = Sequence[tuple[Case, float]]
"""Amounts that add up like a cost, and the most that each may come to."""

SEARCHES = 6
"""Prices tried, at most."""
DEAREST = 100.0
"""One per cent above its limit costs so many per cent of the cheapest plan, at most."""


def search_within(
    case: Case,
    limits: Limits,
    known: Sequence[Ints],
    gap: float,
    search: Callable[[Case], Found],
) -> Found | None:
    """Best plan found that keeps all limits, and its bound.

    Parameters
    ----------
    known
        Plans to begin with, as the site of each group (-1: unplaced); they keep the rules, but
        perhaps not the limits.
    gap
        Of the bound: when it is that small, no other prices are tried.
    search
        A plan and its bound without limits.

    Returns
    -------
    Found
        None if no plan that keeps the limits is known, or was found.
    """
    met = [Found(site, -math.inf, is_least=False) for site in known]
    prices = _dearest_prices(case, limits, met) if met else np.zeros(len(limits))
    for _ in range(SEARCHES):
        found = search(_priced(case, limits, prices))
        met.append(found._replace(bound=found.bound - math.fsum(prices * _most(limits))))  # (C12)
        best = _best(case, limits, met)
        if best is not None and best.bound >= plan_cost(case, best.site) * (1 - gap):
            break
        before, prices = prices, _dearest_prices(case, limits, met)
        if np.allclose(prices, before):
            break
    return best


def best_of(case: Case, limits: Limits, plans: Sequence[Ints]) -> Ints | None:
    """Of the plans that keep all limits those that leave least, of them the cheapest."""
    kept = [site for site in plans if (_shares(limits, site) <= _most(limits) + EPSILON).all()]
    return min(kept, key=lambda site: (_left(case, site), plan_cost(case, site)), default=None)


def _units(limits: Limits) -> Floats:
    """Limits are counted in shares of themselves; one of 0 in units."""
    return np.array([most or 1.0 for _, most in limits])


def _most(limits: Limits) -> Floats:
    """What shares may come to: 1, or 0."""
    return np.array([most for _, most in limits]) / _units(limits)


def _shares(limits: Limits, site: Ints) -> Floats:
    """What the amounts of a plan come to."""
    return np.array([plan_cost(amounts, site) for amounts, _ in limits]) / _units(limits)


def _priced(case: Case, limits: Limits, prices: Floats) -> Case:
    """The cost with every limited amount at its price."""
    for price, (amounts, _) in zip(prices / _units(limits), limits, strict=True):
        case = case._replace(
            cost=case.cost + price * amounts.cost,
            opening_cost=case.opening_cost + price * amounts.opening_cost,
            cohesion_cost=case.cohesion_cost + price * amounts.cohesion_cost,
        )
    return case


def _left(case: Case, site: Ints) -> float:
    """Weight of those who stay unplaced."""
    return math.fsum(case.weight[site < 0])


def _best(case: Case, limits: Limits, met: list[Found]) -> Found | None:
    """The best plan met that keeps all limits, and what is proven of it."""
    site = best_of(case, limits, [one.site for one in met])
    if site is None:
        return None
    as_little = [one for one in met if _left(case, one.site) >= _left(case, site)]
    bound = max(one.bound for one in as_little)
    return Found(site, bound, any(one.is_least for one in as_little))


def _dearest_prices(case: Case, limits: Limits, met: list[Found]) -> Floats:
    """Prices at which the cheapest of some plans, priced, is dearest."""
    costs = [plan_cost(case, one.site) for one in met]
    problem = pulp.LpProblem("prices", pulp.LpMaximize)
    dearest = DEAREST * max(min(costs), 1.0)
    prices = [problem.add_variable(f"mu_{k}", 0, dearest) for k in range(len(limits))]
    cheapest = problem.add_variable("cheapest")
    problem.setObjective(cheapest)
    for k, (cost, one) in enumerate(zip(costs, met, strict=True)):
        above = _shares(limits, one.site) - _most(limits)
        worth = pulp.lpSum(float(part) * price for part, price in zip(above, prices, strict=True))
        problem += cheapest <= cost + worth, f"plan_{k}"
    by_name = solve(problem).by_name
    return np.array([by_name.get(price.name, 0.0) for price in prices])
