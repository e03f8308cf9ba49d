"""Answers about works on roads besides paving: what is done and what it is worth, what was left and why.

The page tells works in boxes of its own (``viewer/panel.js``), so these sentences stand beside
``answers``, which says the same as the page.
"""

from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.answers import answers
from geoplan.publish.labels import MAP, Pair, filled
from geoplan.publish.naming import fund_pairs, stake
from geoplan.publish.telling import Answer, Cells, Said, cells, part

WEIGHED = ("money", "not_paved", "not_worth", "other_treatment")
"""Reasons that hang on what a work is worth."""


def answers_with_works(plan: Plan, kind: str, one: str) -> list[Answer]:
    """``answers`` of one thing; of a road also what is done to its route besides paving.

    Parameters
    ----------
    plan
        Finished plan, whole or public: what works are worth is told where the plan holds it.
    kind, one
        As for ``answers``.
    """
    told = answers(plan, kind, one)
    if kind == "road" and (works := _on_route(plan, kind, one)):
        chosen = list(map(_in_plan, _chosen(works)))
        more = [*part("why", _why(works)), *part("money", _paid(plan, works))]
        if told[0].code != "road_hardened":  # a part of the route that no village needs
            return [*told, *part("sections", chosen), *more]
        return [*part("verdict", chosen or [("road_left", {})]), *told[1:], *more]
    if kind != "project":
        return told
    own = _works_of(plan).get(one, [])
    more = [
        *part("verdict", map(_in_plan, _chosen(own))),
        *part("sections", map(_in_plan, _chosen(_on_route(plan, kind, one)))),
        *part("why", _project_why(plan, one, own)),
        *part("money", _paid(plan, own)),
    ]
    parts = (answer.part for answer in told if answer.part != "money")
    order = list(dict.fromkeys(["verdict", "sections", *parts, "why", "money"]))
    return sorted([*told, *more], key=lambda answer: order.index(answer.part))


def roads_considered(plan: Plan) -> list[str]:
    """Roads without a project on whose route works were considered: the first link of each route."""
    links = plan.roads[plan.roads["project_id"].isna() & plan.roads["stretch_id"].notna()]
    links = links[links["stretch_id"].isin(list(_works_of(plan)))].sort_index()
    route = links["route_code"].mask(links["route_code"] == "").fillna(links["stretch_id"])
    return [str(one) for one in links.index[~route.duplicated()]]


# ---- which works -------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _works_of(plan: Plan) -> dict[str, list[Cells]]:
    """Works of each project and each stretch of hardened road, chosen or not, in order."""
    table = pd.DataFrame(plan.treatments.drop(columns="geometry")).rename_axis("id").reset_index()
    works: dict[str, list[Cells]] = {}
    for row in table.sort_values(["start_km", "id"]).to_dict("records"):
        works.setdefault(row["of"], []).append({str(name): cell for name, cell in row.items()})
    return works


@lru_cache(maxsize=2)
def _stretches(plan: Plan) -> dict[str, list[str]]:
    """Stretches of hardened road of each route."""
    known = plan.roads[plan.roads["route_code"].fillna("") != ""].dropna(subset="stretch_id")
    by_route = known["stretch_id"].groupby(known["route_code"]).unique()
    return {str(code): list(some) for code, some in by_route.items()}


def _on_route(plan: Plan, kind: str, one: str) -> list[Cells]:
    """Works on the hardened stretches of the route of a link or project; its own without a code."""
    row = cells(plan, f"{kind}s", one)
    own: list[str] = [row["stretch_id"]] if kind == "road" and pd.notna(row["stretch_id"]) else []
    works = _works_of(plan)
    stretches = _stretches(plan).get(row["route_code"] or "", own)
    return [work for stretch in stretches for work in works.get(stretch, [])]


def _chosen(works: list[Cells]) -> list[Cells]:
    """Works in the plan by year, wider new surfaces apart."""
    own = [work for work in works if work["selected"] and work["treatment"] != "wider"]
    return sorted(own, key=lambda work: int(work["year"]))


# ---- sentences ---------------------------------------------------------------------------------


def _why(works: list[Cells]) -> Iterator[Said]:
    """The best of what was left, and how its worth is reckoned."""
    left = [*_left(works)]
    told = [*left, *map(_in_plan, _chosen(works))]
    if any("worth_yuan" in values for _, values in told):
        yield "work_worth", {}
    yield from left


def _project_why(plan: Plan, one: str, own: list[Cells]) -> Iterator[Said]:
    """Why a road that is paved is as wide as it is, and what else was considered for it."""
    if pd.isna(cells(plan, "projects", one)["surface_year"]):
        return
    usual = f"{plan.about['settings']['projects']['width_m']:g}"
    for work in own:
        if work["selected"] and work["treatment"] == "wider":
            yield _with_worth("wider_in", work, {"width": f"{work['width_m']:g}", "usual": usual})
    yield from _why(own)


def _in_plan(work: Cells) -> Said:
    """A work that is done: when, what, where, for how much, worth how much."""
    return _with_worth("work_in", work, {"year": int(work["year"])} | _what(work))


def _left(works: list[Cells]) -> Iterator[Said]:
    """The most worth for its money among works that are left; that it is withheld where it is."""
    left = [work for work in works if not work["selected"]]
    if any(pd.isna(work["worth_yuan"]) and work["reason"] in WEIGHED for work in left):
        yield "withheld", {}
    elif left:
        best = max(left, key=_worth_for_money)
        told = {"reason": ("work", best["reason"])}
        if best["treatment"] == "wider":
            yield _with_worth("wider_left", best, told | {"width": f"{best['width_m']:g}"})
        else:
            yield _with_worth("work_left", best, told | _what(best))


def _worth_for_money(work: Cells) -> float:
    """What a work is worth for each yuan; nothing where that is not known."""
    return 0.0 if pd.isna(work["worth_yuan"]) else work["worth_yuan"] / max(work["more_yuan"], 1.0)


def _with_worth(code: str, work: Cells, told: Cells) -> Said:
    """A sentence with the cost and worth of a work, or the one for a worth that is not told."""
    told = told | {"cost_yuan": work["more_yuan"]}
    if pd.isna(work["worth_yuan"]):
        return f"{code}_untold", told
    return code, told | {"worth_yuan": work["worth_yuan"]}


def _what(work: Cells) -> Cells:
    """What a work is, and where."""
    return {"what": ("treatment", work["treatment"]), "place": _place(work)}


def _place(work: Cells) -> Pair:
    """Stakes as far as they are known, length and new width."""
    ends = work["start_km"], work["end_km"]
    told: list[Pair] = [(f"{work['length_m'] / 1000:.2f} km",) * 2]
    if not any(map(pd.isna, ends)):
        zh, en = MAP["from_to"]
        start, end = ends
        told.insert(0, (filled(zh, start=stake(start), end=stake(end)),
                        filled(en, start=f"{start:.2f}", end=f"{end:.2f}")))  # fmt: skip
    if pd.notna(work["width_m"]):
        zh, en = MAP["width"]
        told.append((f"{zh} {work['width_m']:g} m", f"{en.lower()} {work['width_m']:g} m"))
    return "，".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def _paid(plan: Plan, works: list[Cells]) -> Iterator[Said]:
    """Which fund pays how much for some works in which year, all of a kind together."""
    chosen = [work["id"] for work in works if work["selected"]]
    if not chosen:
        return
    paid = plan.payments[(plan.payments["kind"] == "work") & plan.payments["id"].isin(chosen)]
    fund, by = fund_pairs(plan), ["year", "component", "fund_id"]
    for pay in paid.groupby(by)["amount_yuan"].sum().reset_index().to_dict("records"):
        stage = {"year": pay["year"], "stage": ("component", pay["component"])}
        yield "work_pays", stage | {"fund": fund[pay["fund_id"]], "yuan": pay["amount_yuan"]}
