"""What places and roads are called: in English, as they are typed, and apart from namesakes."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import pandas as pd
from pypinyin import Style, lazy_pinyin, pinyin

from geoplan.programme.plan import Plan
from geoplan.publish.labels import (
    ENGLISH_NAMES,
    ENGLISH_PLACES,
    HAZARD_KINDS,
    LISTS,
    MAP,
    Pair,
    filled,
)
from geoplan.publish.labels.answers import PART_NAMES

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@cache
def english(name: str) -> str:
    """A name for readers of English: what it is called, then its characters.

    Parameters
    ----------
    name
        Of a place, road or group; one without Chinese characters stays as it is.

    Returns
    -------
    str
        "冯家寨" -> "Fengjiazhai 冯家寨"; kinds of names in ``labels.ENGLISH_NAMES`` and
        ``ENGLISH_PLACES`` are translated: "1组" -> "group 1", "石泉坝街" -> "Shiquanba Street
        石泉坝街". The reading is the usual one of the whole name.
    """
    if not CHINESE.search(name):
        return name
    for ending, words in PART_NAMES.items():
        if name.endswith(ending):
            return f"{english(name.removesuffix(ending))} ({words})"
    for pattern, words in ENGLISH_NAMES:
        if found := re.fullmatch(pattern, name):
            parts = found.groups()
            written = (part if CHINESE.search(part) else "" for part in parts)
            return words.format(*written, *map(_place, parts), whole=name).strip()
    return f"{_place(name)} {name}"


def _place(name: str) -> str:
    """What a place is called in English, without its characters."""
    if not CHINESE.search(name):
        return name
    for pattern, words in ENGLISH_PLACES:
        if found := re.fullmatch(pattern, name):
            return words.format(_sound(found[1]))
    return _sound(name)


def _sound(name: str) -> str:
    """Pinyin in one word with a capital; an apostrophe where a syllable begins with a vowel."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, v_to_u=True)
    first, *rest = syllables
    joined = first + "".join(f"'{one}" if one[0] in "aeo" else one for one in rest)
    return joined[:1].upper() + joined[1:]


def called(name: str) -> Pair:
    """A name in 中文 and English."""
    return name, english(name)


def hazard_name(plan: Plan, one: str) -> Pair:
    """Name of a hazard (an id); its kind and id where it has no name."""
    if one not in plan.hazards.index:
        return one, one
    name, kind = (plan.hazards[column][one] for column in ("name", "kind"))
    chinese, in_english = HAZARD_KINDS[str(kind)]
    if not isinstance(name, str) or not name:
        return f"{chinese} {one}", f"{in_english} {one}"
    numbered = re.fullmatch(f"{chinese}([0-9]+)号?", name)
    return (name, f"{in_english} {numbered[1]} {name}") if numbered else called(name)


def at_home(group: str, village: str, mark: Pair | None = None) -> Pair:
    """A group with its village before it, once where its own name begins with that.

    Parameters
    ----------
    group, village
        Their names.
    mark
        What parts the village from its namesakes, from ``marks``.
    """
    if group.startswith(village):
        return marked(called(group), mark)
    chinese, in_english = marked(called(village), mark)
    return f"{chinese} {group}", f"{in_english} {english(group)}"


def marked(name: Pair, mark: Pair | None) -> Pair:
    """A name with what parts it from namesakes, if there are any."""
    return (f"{name[0]}（{mark[0]}）", f"{name[1]} ({mark[1]})") if mark else name


def names_told(plan: Plan) -> list[str]:
    """Names of every place, group and road of a plan, sorted, each once."""
    layers = (plan.villages, plan.groups, plan.sites, plan.projects, plan.roads, plan.townships)
    names: Iterable[pd.Series] = (
        *(layer["name"] for layer in layers),
        plan.villages["township_name"],
        plan.villages["admin_village_name"],
        plan.projects["township_name"],
    )
    return sorted(set(pd.concat(list(names)).dropna().astype(str)))


def english_names(plan: Plan) -> dict[str, str]:
    """Name -> its English, of everything in a plan whose English differs; funds by their own."""
    funds = dict(zip(plan.funds["name"], plan.funds["name_en"], strict=True))
    funds |= dict(fund_pairs(plan).values())
    pairs = {name: english(name) for name in names_told(plan)} | funds
    return {name: said for name, said in pairs.items() if said != name}


@lru_cache(maxsize=2)
def fund_pairs(plan: Plan) -> dict[str, Pair]:
    """Name of each fund, by its id; assumed ceilings say so."""
    funds = plan.funds.drop_duplicates("fund_id")
    zh, en = LISTS["assumed_ceiling"]
    return {
        fund: (name + zh, name_en + en) if assumed else (name, name_en)
        for fund, name, name_en, assumed in funds[
            ["fund_id", "name", "name_en", "assumed"]
        ].itertuples(index=False, name=None)
    }


def readings(names: Iterable[str | None]) -> dict[str, str]:
    """All readings of every Chinese character in some names, without tones.

    Parameters
    ----------
    names
        Names of places and roads; missing ones and other scripts are passed over.

    Returns
    -------
    dict
        Character -> its readings joined by spaces, "重" -> "zhong chong tong": the page tries all of
        them, since no dictionary knows how a village says its own name.
    """
    letters = sorted({letter for name in names for letter in name or ""})
    found = {}
    for letter in letters:
        told = pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore")
        if told:
            found[letter] = " ".join(dict.fromkeys(told[0]))
    return found


# ---- namesakes ---------------------------------------------------------------------------------


@lru_cache(maxsize=6)
def marks(plan: Plan, kind: str) -> dict[str, Pair]:
    """What parts things from others of the same name: words in 中文 and English by id.

    Parameters
    ----------
    plan
        Finished plan.
    kind
        "project", "village" or "site".

    Returns
    -------
    dict
        Which part of its route a road is, else township, else route code, else id: the first that
        no namesake shares. A thing whose name is its own is absent.
    """
    tables = {"project": plan.projects, "village": plan.villages, "site": plan.sites}
    table = pd.DataFrame(tables[kind])
    tellings = [
        _in_both(table["township_name"]),
        {str(one): (str(one), str(one)) for one in table.index},
    ]
    if kind == "project":
        tellings[:0] = [sections(table)]
        tellings[-1:-1] = [_in_both(table["route_code"])]
    found: dict[str, Pair] = {}
    for same in table.groupby("name").groups.values():
        waiting = [str(one) for one in same] if len(same) > 1 else []
        for told in tellings:
            times = Counter(told.get(str(one)) for one in same)
            alone = {one: told[one] for one in waiting if one in told and times[told[one]] == 1}
            found |= alone
            waiting = [one for one in waiting if one not in alone]
    return found


def _in_both(words: "pd.Series[str]") -> dict[str, Pair]:
    """Names and codes in 中文 and English, by id."""
    known = words[words.notna() & (words != "")]
    return {str(one): called(word) for one, word in known.items()}


def routes(projects: pd.DataFrame) -> pd.DataFrame:
    """Place of each project among those of its route code.

    Parameters
    ----------
    projects
        route_code, start_km.

    Returns
    -------
    DataFrame
        Index project, along each route: route_code, number (from 1), of (how many); those without
        a route code are absent.
    """
    known = projects[projects["route_code"].notna() & (projects["route_code"] != "")]
    order = known.rename_axis("id").reset_index().sort_values(["route_code", "start_km", "id"])
    by_route = order.groupby("route_code", sort=False)["id"]
    numbered = order.assign(number=by_route.cumcount() + 1, of=by_route.transform("size"))
    return numbered.set_index("id")[["route_code", "number", "of"]]


def sections(projects: pd.DataFrame) -> dict[str, Pair]:
    """Which part of its route each road is, where that has several: "第 1 段，共 2 段"."""
    chinese, in_english = MAP["section_of"]
    route = routes(projects)
    return {
        str(one): (filled(chinese, number=number, of=of), filled(in_english, number=number, of=of))
        for one, number, of in route[["number", "of"]].itertuples(name=None)
        if of > 1
    }


def section_names(projects: pd.DataFrame) -> dict[str, Pair]:
    """Number and stakes (as far as they are known) of each road that is a part of its route."""
    stakes = projects[["start_km", "end_km"]].itertuples(name=None)
    ends = {
        str(one): (start, end) for one, start, end in stakes if pd.notna(start) and pd.notna(end)
    }
    names = sections(projects)
    return names | {
        one: _with_stakes(pair, *ends[one]) for one, pair in names.items() if one in ends
    }


def _with_stakes(pair: Pair, start_km: float, end_km: float) -> Pair:
    """Name of a part of a route with its stakes."""
    chinese, in_english = MAP["from_to"]
    stakes = filled(chinese, start=stake(start_km), end=stake(end_km))
    return (
        f"{pair[0]}（{stakes}）",
        f"{pair[1]} ({filled(in_english, start=f'{start_km:.2f}', end=f'{end_km:.2f}')})",
    )


def stake(km: float) -> str:
    """A stake as it is written at the road, K2+088."""
    metres = round(km * 1000)
    return f"K{metres // 1000}+{metres % 1000:03d}"
