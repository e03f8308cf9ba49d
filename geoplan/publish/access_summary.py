"""Access -> a page for the terminal (中文 with English) and ``access.json`` for other programs."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from geoplan.publish.access_tables import (
    SEASONS,
    county_rows,
    first_of_each_road,
    hardest_townships,
    kinds_measured,
    roads_that_matter,
)
from geoplan.publish.access_words import both, indicator_name, percent
from geoplan.publish.labels import ACCESS, MAP, SERVICES, Pair
from geoplan.publish.markdown import bullet_list, markdown_table, one_line
from geoplan.publish.minutes import speeds_assumed
from geoplan.publish.summary import NULL_MEANS, bullets, json_text, records
from geoplan.routing.access import Access

MOST_TOWNSHIPS, MOST_ROADS, MOST_PAVED = 5, 10, 5
MINUTES = 30
"""People within so many minutes are told in the summary."""


def access_summary(access: Access) -> str:
    """Access on one page: Markdown for a terminal of about 100 columns, 中文 with English.

    Parameters
    ----------
    access
        From ``measure_access``.

    Returns
    -------
    str
        Who is cut off, who is near what, townships from which it is hardest, the roads that matter
        most, what is assumed and not known of the data, credits.
    """
    parts = [
        _title(access),
        _cut_off(access),
        _near(access),
        _townships(access),
        _roads(access),
        bullet_list(f"## {' '.join(ACCESS['remark'])}", access.about["remarks"]),
        bullet_list(f"## {' '.join(ACCESS['source'])}", access.about["sources"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def access_json(access: Access) -> str:
    """Access as JSON: how it was made, indicators, people by township; no household.

    Parameters
    ----------
    access
        From ``measure_access``.

    Returns
    -------
    str
        Fixed order of keys. JSON has no infinity: infinite and unknown numbers are null
        (``null_means``).
    """
    return json_text(
        {
            "name": access.name,
            "name_en": access.name_en,
            **{key: access.about[key] for key in
               ("made_up", "crs", "input_hashes", "versions", "settings", "sources", "remarks",
                "trips_to")},
            "indicators": access.indicators.to_dict("index"),
            "townships": records(access.townships),
            "null_means": NULL_MEANS,
        }
    )  # fmt: skip


def _title(access: Access) -> str:
    """County, what the page is and what it is not."""
    zh, en = ACCESS["title"]
    name, name_en = one_line(access.name), one_line(access.name_en or access.name)
    lines = [f"# {name}：{zh}", f"{name_en}: {en[0].lower()}{en[1:]}"]
    if access.about["made_up"]:
        lines.append("**模拟数据，并非真实的县 Made-up data, not a real county**")
    lines.append(" ".join(ACCESS["not_a_plan"]))
    return "\n\n".join(lines)


def _cut_off(access: Access) -> str:
    """Who has no road when wet, only one way out, or no way at all; the Rural Access Index."""
    notes = [*_without_road(access), *_not_reached(access), *_indexes(access)]
    return "\n".join([f"## {' '.join(ACCESS['who_is_cut_off'])}", "", *bullets(*notes)])


def _without_road(access: Access) -> Iterator[Pair]:
    """People whom no vehicle reaches when wet, and those with one way out only."""
    values, groups = access.indicators["value"], access.groups
    people = values["people_cut_off_wet"]
    share = percent(people / max(values["people"], 1.0))
    yield both(ACCESS["cut_off_when_wet"], people=f"{people:,.0f}", share=share)
    alone = groups.loc[groups["only_way_out"] != "", "people"].sum()
    if alone > 0:
        links = roads_that_matter(access)
        worst = links.sort_values("people_isolated", ascending=False, kind="stable").iloc[0]
        most = f"{worst['people_isolated']:,.0f}"
        yield both(ACCESS["only_way"], people=f"{alone:,.0f}", most=most, road=_road(access, worst))


def _not_reached(access: Access) -> Iterator[Pair]:
    """People who cannot get to a service at all, where there are any."""
    rows = county_rows(access)
    for kind in kinds_measured(access):
        dry, wet = (rows[kind, season]["not_reached"] for season in SEASONS)
        if dry + wet > 0:
            yield both(
                ACCESS["not_reached"], dry=f"{dry:,.0f}", wet=f"{wet:,.0f}", **_service(kind)
            )


def _indexes(access: Access) -> Iterator[Pair]:
    """The Rural Access Index by distance and on foot."""
    for name in ("rural_access_index", "rural_access_index_on_foot"):
        zh, en = indicator_name(access, name)
        share = percent(access.indicators["value"][name])
        yield f"{zh}：{share}%", f"{en}: {share} %"


def _near(access: Access) -> str:
    """People within 30 minutes of each kind of service, and minutes of half of them."""
    heading, rows = f"## {' '.join(ACCESS['within_30'])}", county_rows(access)
    kinds = kinds_measured(access)
    if not kinds:
        return "\n\n".join([heading, *bullets(ACCESS["not_measured"])])
    table = [
        [
            " ".join(SERVICES[kind]),
            *(_near_text(rows[kind, season]) for season in SEASONS),
            *(_whole(rows[kind, season]["median_minutes"]) for season in SEASONS),
        ]
        for kind in kinds
    ]
    header = ("去哪里 To", "晴 Dry", "雨 Wet", "一半的人 Half, 晴 dry (min)", "雨 wet (min)")
    return "\n\n".join([heading, markdown_table(header, table), *bullets(speeds_assumed(access))])


def _near_text(row: dict[str, Any]) -> str:
    """How many people are near, and their share."""
    near = row[f"within_{MINUTES}"]
    return f"{near:,.0f} ({percent(near / max(row['people'], 1.0))}%)"


def _townships(access: Access) -> str:
    """Townships from which the rarest service is hardest to reach."""
    kinds = kinds_measured(access)
    if not kinds:
        return ""
    kind = "hospital" if "hospital" in kinds else kinds[0]
    worst = hardest_townships(access, kind, most=MOST_TOWNSHIPS)
    table = [
        [
            row["name"],
            f"{row['people']:,.0f}",
            *(f"{percent(row[f'share_{season}'])}%" for season in SEASONS),
            *(_whole(row[f"mean_{season}"]) for season in SEASONS),
        ]
        for _, row in worst.iterrows()
    ]
    header = (
        "乡镇 Township",
        "人口 People",
        "30 分钟内 晴 dry",
        "雨 wet",
        "平均分钟 Mean 晴 dry",
        "雨 wet",
    )
    zh, en = both(ACCESS["worst"], **_service(kind))
    return f"## {zh}\n{en}\n\n{markdown_table(header, table)}"


def _roads(access: Access) -> str:
    """The roads that matter most if closed, and those that save most time if paved alone."""
    links = roads_that_matter(access)
    heading = f"## {' '.join(ACCESS['roads_that_matter'])}"
    if links.empty:
        return "\n\n".join([heading, *bullets(ACCESS["nobody_hangs"])])
    notes = [ACCESS["hanging"]]
    if access.about["trips_to"] is not None:
        notes.append(both(ACCESS["hours_of"], **_service(access.about["trips_to"])))
    tables = [_closed(access, links), _paved(access, links), "\n".join(bullets(*notes))]
    return "\n\n".join([heading, *filter(None, tables)])


def _closed(access: Access, links: pd.DataFrame) -> str:
    """What closing each of the roads that matter most does."""
    told = links.filter(regex="_isolated$|_lost_")
    hangs = (told > 0).any(axis=1)
    rows = [
        [
            _road(access, row),
            _whole(row["people_isolated"]),
            *(_hours(row, f"person_minutes_lost_{season}") for season in SEASONS),
            _whole(row.get("people_delayed_dry", float("nan"))),
        ]
        for _, row in first_of_each_road(links[hangs]).head(MOST_ROADS).iterrows()
    ]
    header = ("断了 If closed", "没有别的路 No other road", "多花小时 Hours lost 晴 dry", "雨 wet",
              "晚到的人 People later 晴 dry")  # fmt: skip
    return markdown_table(header, rows) if rows else ""


def _paved(access: Access, links: pd.DataFrame) -> str:
    """What paving each of the roads alone does that save most; nothing where none would."""
    if "person_minutes_saved_wet" not in links:
        return ""
    best = links.sort_values("person_minutes_saved_wet", ascending=False, kind="stable")
    rows = [
        [
            _road(access, row),
            *(_hours(row, f"person_minutes_saved_{season}") for season in SEASONS),
            _whole(row["people_faster_wet"]),
        ]
        for _, row in first_of_each_road(best[best["person_minutes_saved_wet"] > 0])
        .head(MOST_PAVED)
        .iterrows()
    ]
    header = ("只铺这一段 If paved alone", "省下小时 Hours saved 晴 dry", "雨 wet",
              "早到的人 People sooner 雨 wet")  # fmt: skip
    return markdown_table(header, rows) if rows else ""


def _road(access: Access, link: "pd.Series[Any]") -> str:
    """Name of a road and the village that it is near."""
    near = str(access.villages.at[link["village_id"], "name"])
    name = link["name"] if isinstance(link["name"], str) else " ".join(MAP["name_unknown"])
    return one_line(f"{name} ({near})")


def _service(kind: str) -> dict[str, str]:
    """A kind of service in both languages."""
    zh, en = SERVICES[kind]
    return {"service": zh, "service_en": en.lower()}


def _hours(link: "pd.Series[Any]", column: str) -> str:
    """Person-minutes of a link as whole hours; not measured is a dash."""
    return _whole(link.get(column, float("nan")) / 60)


def _whole(value: float) -> str:
    """A whole number; nobody, or nothing, is a dash."""
    return "–" if pd.isna(value) or round(value) == 0 else f"{value:,.0f}"
