"""What the brief says: paragraphs in 中文 for county leaders, counts only.

Internal: no household is in it.
"""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels, notes
from geoplan.publish.brief_tables import (
    building_alone,
    count,
    km,
    moving,
    paid_for,
    shown,
    sources,
    staying,
    townships_table,
    years_table,
)
from geoplan.publish.floors import floors_note
from geoplan.publish.labels import BRIEF, Pair, filled
from geoplan.publish.last_batch import last_batch_sentence
from geoplan.publish.markdown import in_wan
from geoplan.publish.minutes import speed_error_percent
from geoplan.publish.outlook import outlook_note
from geoplan.publish.rivals import rivals_note
from geoplan.publish.treatments import treatments_note, wider_note

MOST_REASONS, MOST_SITES, MOST_WORKS = 4, 3, 3
"""Reasons, sites and works that are told one by one, largest first."""
ROAD_CLASSES = {"G": "county", "S": "county", "X": "county", "Y": "township"}
"""Whose upkeep a road is, by the first letter of its route code; all others are village roads."""
SERVICES = ("township_seat", "school")
"""Services whose minutes a leader asks for."""
GAINS = {
    "people_connected": "people",
    "natural_villages_connected": "villages",
    "admin_villages_connected": "villages",
    "people_cut_off_wet": "people",
    "people_threatened": "people",
}
"""Indicators that the brief tells now and after, and their units."""
NUMBERS, CIRCLED = "一二三四五六七", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬"
NO_ROAD = ("no_road", "no_way", "too_late")
"""Reasons of a site that cannot be used for want of a road."""


@dataclass(frozen=True)
class Block:
    """A paragraph, after the heading of its section and words that stand out; a table; the map.

    Under the map, its credit is ``text``.
    """

    text: str = ""
    lead: str = ""
    heading: str = ""
    table: pd.DataFrame | None = None
    picture: bool = False


def brief_blocks(plan: Plan, *, maintenance_yuan_per_km: tuple[float, float, float]) -> list[Block]:
    """Everything between title and signature, in order.

    Parameters
    ----------
    plan
        Finished plan.
    maintenance_yuan_per_km
        A year's upkeep of a county, a township and a village road [yuan/km].

    Returns
    -------
    list of Block
        Headings stand before the first paragraph of their section, on its line.
    """
    builds = plan.projects["selected"].any()
    risks = [f"{number}{risk}" for number, risk in zip(CIRCLED, _risks(plan), strict=False)]
    sections = {
        "built": [Block(_what_for_how_much(plan)), Block(table=years_table(plan))],
        "gains": [Block(_gains(plan)), Block(table=townships_table(plan))],
        "moves": [Block(_moves(plan)), Block(_credit(plan), picture=True)],
        "left_out": _left_out(plan),
        "goodness": [Block(plan.about["statement"] + _zh(floors_note(plan), rivals_note(plan)))],
        "risks": [Block("".join(risks))],
        "upkeep": [Block(_upkeep(plan, maintenance_yuan_per_km))] if builds else [],
    }
    told = [(name, blocks) for name, blocks in sections.items() if blocks]
    return [
        block
        for number, (name, (first, *others)) in zip(NUMBERS, told, strict=False)
        for block in (replace(first, heading=f"{number}、{_say(f'section_{name}')}"), *others)
    ]


def _say(code: str, **values: object) -> str:
    """Words of the brief with their values."""
    return filled(BRIEF[code][0], **values)


def _zh(*pairs: Pair | None) -> str:
    """Notes in 中文, one after the other."""
    return "".join(pair[0] for pair in pairs if pair)


# ---- what for how much, who gains, who moves ---------------------------------------------------


def _what_for_how_much(plan: Plan) -> str:
    """Roads, moves, money, whether it is confirmed, years that bring nothing, the batch before."""
    wan, paid_yuan = paid_for(plan).map(in_wan), paid_for(plan)
    roads, stay = plan.projects[plan.projects["selected"]], staying(plan)
    built = _say(
        "built",
        projects=len(roads),
        km=km(roads["length_m"].sum()),
        wan=wan["roads"],
        people=count(stay["people"][stay["connected_year"].notna()].sum()),
    )
    improved = _zh(wider_note(plan), treatments_note(plan))
    moved = improved + _moved(plan, wan) + _say("together", wan=in_wan(paid_yuan.sum()))
    said = (
        notes.unapproved_funds(plan), notes.short_batch(plan), notes.building_villages(plan),
        *notes.year_notes(plan), last_batch_sentence(plan), outlook_note(plan),
    )  # fmt: skip
    return built + moved + _zh(*said)


def _moved(plan: Plan, wan: "pd.Series[str]") -> str:
    """How many move, build by themselves, or stay at a hazard that is made safe; for how much."""
    movers, alone = moving(plan), building_alone(plan)
    opening, works = int(plan.sites["selected"].sum()), int(plan.hazards["protected_year"].count())
    at_sites, by_themselves = (count(some["households"].sum()) for some in (movers, alone))
    told = [
        _say("moved", sites=opening, households=at_sites, wan=wan["sites"]) if opening else "",
        _say("moved_alone", households=by_themselves, wan=wan["alone"]) if len(alone) else "",
        _say("protected", n=works, wan=wan["works"]) if works else "",
    ]
    return "".join(told) or _say("moved_nobody")


def _gains(plan: Plan) -> str:
    """People and villages with a paved road, in danger and cut off, now and after; minutes."""
    figures, move = plan.indicators.T, moving(plan)
    by_moving = move["people"][move["connected_after"].astype(bool) & ~move["connected_now"]].sum()
    changes = {name: _change(figures[name], unit) for name, unit in GAINS.items()}
    trips = [
        _say("gain_trip", service=labels.SERVICES[kind][0], change=_change(minutes, "minutes"))
        for kind in SERVICES
        if (minutes := figures.get(f"minutes_{kind}_wet")) is not None and minutes.notna().all()
    ]
    return _say(
        "gains",
        ways=_say("gain_by_moving", people=count(by_moving)) if by_moving else "",
        people=count(figures["people"]["now"]),
        natural=count(figures["natural_villages"]["after"]),
        admin=count(figures["admin_villages"]["after"]),
        trips=_say("gain_trips", trips="，".join(trips)) if trips else "",
        danger=_say("gain_danger", **changes) if figures["people_threatened"]["now"] else "",
        **changes,
    )


def _change(figure: "pd.Series[Any]", unit: str) -> str:
    """A figure now and after, once where it stays the same."""
    now, after = count(figure["now"]), count(figure["after"])
    code = "same" if now == after else "change"
    return _say(code, now=now, after=after, unit=labels.UNITS[unit][0])


def _moves(plan: Plan) -> str:
    """Who moves to a site, who builds by itself, and at which hazards people may stay."""
    works = _zh(*notes.made_safe(plan, MOST_WORKS))
    return _to_sites(plan) + _alone(plan) + works or _say("moves_none")


def _who(groups: pd.DataFrame) -> dict[str, str]:
    """How many groups, households and people move, in all and by year."""
    by_year = groups["households"].groupby(groups["safe_year"]).sum()
    years = [_say("moves_year", year=year, households=count(n)) for year, n in by_year.items()]
    sums = {name: count(groups[name].sum()) for name in ("households", "people")}
    return sums | {"groups": count(len(groups)), "years": "，".join(years)}


def _alone(plan: Plan) -> str:
    """How many build by themselves, when, with how much money."""
    groups = building_alone(plan)
    paid = in_wan(paid_for(plan)["alone"])
    return _say("moves_alone", **_who(groups), wan=paid) if len(groups) else ""


def _to_sites(plan: Plan) -> str:
    """How many move when and to which site, for how much, and how far their land is then."""
    movers, figures = moving(plan), plan.indicators.T
    if movers.empty:
        return ""
    text = _say("moves", **_who(movers), sites=_sites(plan))
    subsidy = plan.payments["id"].isin(movers.index) & (plan.payments["component"] == "subsidy")
    subsidy_yuan = plan.payments["amount_yuan"][subsidy].sum()
    site = in_wan(paid_for(plan)["sites"] - subsidy_yuan)
    text += _say("moves_paid", site=site, subsidy=in_wan(subsidy_yuan))
    minutes = figures["farm_minutes_of_movers"]
    if minutes[["now", "after"]].isna().any():
        return text
    text += _say("moves_land", change=_change(minutes, "minutes"))
    far = figures["households_far_from_land"]["after"]
    return text + _say("moves_far", households=count(far)) if far else text


def _credit(plan: Plan) -> str:
    """Where the data of the map come from; nothing where nobody said it."""
    named = sources(plan)
    return _say("sources", sources=named) if named else ""


def _sites(plan: Plan) -> str:
    """Opening sites and how many households come, most first; the smaller ones together."""
    opening = plan.sites[plan.sites["selected"]].sort_values(
        "households_in", ascending=False, kind="stable"
    )
    told, others = opening[:MOST_SITES], opening[MOST_SITES:]
    words = [
        _say("moves_site", site=shown(name), households=count(number))
        for name, number in zip(told["name"], told["households_in"], strict=True)
    ]
    if len(others):
        arrivals = count(others["households_in"].sum())
        words.append(_say("moves_other_sites", sites=len(others), households=arrivals))
    return "、".join(words)


# ---- what is left out --------------------------------------------------------------------------


def _left_out(plan: Plan) -> list[Block]:
    """People without a paved road, roads not listed, threatened people who stay, each by reason."""
    texts = {"people": _left_people(plan), "roads": _left_roads(plan), "danger": _left_danger(plan)}
    told = [(name, text) for name, text in texts.items() if text]
    return [
        Block(text, f"（{number}）{_say(f'left_{name}_lead')}")
        for number, (name, text) in zip(NUMBERS, told, strict=False)
    ]


def _left_groups(plan: Plan) -> pd.DataFrame:
    """Groups without a paved road after the plan, where they live then."""
    return pd.DataFrame(plan.groups[~plan.groups["connected_after"].astype(bool)])


def _left_people(plan: Plan) -> str:
    """People without a paved road after the plan, by the reason of their village."""
    left = _left_groups(plan)
    village = plan.villages.reindex(left["village_id"]).set_index(left.index)
    reason = village["reason"].mask(village["connected_after"].astype(bool), "left_in_connected")
    reason = reason.mask(left["site_id"].notna(), "left_at_site")
    words = {code: pair[0] for code, pair in (labels.VILLAGE_REASONS | BRIEF).items()}
    by = left.groupby(reason)
    table = by.agg(people=("people", "sum"), places=("village_id", "nunique"))
    return _by_reason("left_people", table, words, people=count(left["people"].sum()))


def _left_roads(plan: Plan) -> str:
    """Candidates that are not listed, by reason, and what the county's own rules keep out."""
    left = plan.projects[~plan.projects["selected"]]
    table = left.groupby("reason").agg(people=("people", "sum"), places=("people", "size"))
    words = {code: pair[0] for code, pair in labels.PROJECT_REASONS.items()}
    told = _by_reason("left_roads", table, words, places=count(len(left)))
    return told + _zh(notes.gate(plan), notes.library(plan))


def _left_danger(plan: Plan) -> str:
    """Threatened people who neither move nor are made safe, by reason."""
    left = plan.groups[plan.groups["safe_year"].isna() & (plan.groups["threatened_people"] > 0)]
    table = left.groupby("reason").agg(
        people=("threatened_people", "sum"), places=("people", "size")
    )
    words = {code: pair[0] for code, pair in labels.GROUP_REASONS.items()}
    return _by_reason("left_danger", table, words, people=count(left["threatened_people"].sum()))


def _by_reason(code: str, table: pd.DataFrame, words: dict[str, str], **values: object) -> str:
    """One sentence: how many in all, then by reason, most people first, small ones together.

    ``table`` has people and places by reason; nothing is told where it is empty. Reasons that
    concern nobody are told only of what is counted itself, as roads are.
    """
    if f"{code}_nobody" not in BRIEF:
        table = table[table["people"] > 0]
    if table.empty:
        return ""
    table = table.rename_axis("reason").sort_values(
        ["people", "places", "reason"], ascending=[False, False, True]
    )
    named = MOST_REASONS if len(table) > MOST_REASONS + 1 else len(table)
    told = [(words[str(one)], *row) for one, row in table[:named].iterrows()]
    if len(table) > named:
        told.append((_say("left_others"), *table[named:].sum()))
    reasons = [
        _say(
            f"{code}_reason" if people else f"{code}_nobody",
            people=count(people),
            places=count(places),
            reason=reason,
        )
        for reason, people, places in told
    ]
    return _say(code, reasons="；".join(reasons), **values)


# ---- risks and upkeep --------------------------------------------------------------------------


def _risks(plan: Plan) -> list[str]:
    """What is assumed, not asked, or hangs on something else; what does not occur is absent."""
    built = plan.projects[plan.projects["selected"]]
    movers = pd.concat([moving(plan), building_alone(plan)])
    unasked = movers["unasked_households"].sum()
    opening, closed = (plan.sites[plan.sites["selected"] == opens] for opens in (True, False))
    left, paves = _left_groups(plan), built["surface_year"]
    near = left["on_network"].astype(bool)
    off, cut = left[~near], left[near & (left["way_projects"] == "")]
    roads_unasked = built[built["consent"] == "not_asked"]
    assumed = plan.roads[plan.roads["surface_assumed"].fillna(False).astype(bool)]
    percent = speed_error_percent(plan)
    minutes = plan.indicators["now"][plan.indicators["unit"] == "minutes"]
    occurring: dict[str, dict[str, Any]] = {
        "costs": {"n": len(built)},
        "two_years": {"n": int((built["subgrade_year"].notna() & (built["subgrade_year"] != paves).fillna(True)).sum())},
        "consent_roads": {"n": len(roads_unasked)},
        "consent_moves": {"n": unasked, "households": count(unasked), "all": count(movers["households"].sum())},
        "sites_found": {"n": int(opening["found"].sum())},
        "sites_wait": {"n": int(opening["connected_year"].notna().sum())},
        "sites_no_road": {"n": int(closed["reason"].isin(NO_ROAD).sum())},
        "no_hazards": {"n": int(plan.hazards.empty)},
        "off_network": {"n": len(off), "people": count(off["people"].sum())},
        "no_way": {"n": len(cut), "people": count(cut["people"].sum())},
        "surfaces": {"n": int(built["surface_assumed"].fillna(False).sum()), "km": km(assumed["length_m"].sum())},
        "speeds": {"n": f"{percent:g}" if percent and minutes.notna().any() else ""},
        "remarks": {"n": len(plan.about["remarks"])},
    }  # fmt: skip
    return [_say(f"risk_{name}", **facts) for name, facts in occurring.items() if facts["n"]]


def _upkeep(plan: Plan, maintenance_yuan_per_km: tuple[float, float, float]) -> str:
    """A year's maintenance of the roads that the plan builds, by who keeps them."""
    built = plan.projects[plan.projects["selected"]]
    keeper = built["route_code"].str[:1].map(ROAD_CLASSES).fillna("village")
    length_m = built["length_m"].groupby(keeper).sum()
    costs = dict(zip(("county", "township", "village"), maintenance_yuan_per_km, strict=True))
    classes = [
        _say(f"upkeep_{name}", km=km(length_m[name]), yuan=count(yuan))
        for name, yuan in costs.items()
        if name in length_m
    ]
    yuan = sum(length_m.get(name, 0.0) / 1000 * cost for name, cost in costs.items())
    total_km = km(length_m.sum())
    return _say("upkeep", km=total_km, wan=in_wan(yuan), classes="；".join(classes))
