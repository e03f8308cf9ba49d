"""A county without holes: groups, places, people and townships that no file gave, each with a remark.

Figures that stand in a file are never changed; where a household layer exists it is counted.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.readers.official import official_counts
from geoplan.readers.references import referred
from geoplan.schema import Finding, fault, note, raise_faults

PEOPLE_PER_HOUSEHOLD = 3.5
"""Where only one of the two counts is known. C: rural Qinba; the 2020 census has 2.8-3.6."""
WHOLE_COUNTY = "全县"
"""Township of every village where nothing tells the townships apart."""
NO_TOWNSHIPS = (
    f"自然村都没有乡镇，全部归入“{WHOLE_COUNTY}”：统计、公示、台账不分乡镇，资金也不能限定乡镇 no village tells its "
    "township, all are in one: tables, notices and registers know no townships, and no fund can be for some"
)
NAME_TOWNSHIPS = (
    "请加“乡镇”列；一乡镇一张工作表（或一个文件）的，把表名（文件名）写成全称即可，如“云岭镇” Add a column 乡镇; where "
    "each township has a sheet or file of its own, its full name will do as the name of that"
)
COUNTS = ["people", "households"]

Layers = dict[str, gpd.GeoDataFrame]


def complete(layers: Layers) -> tuple[Layers, list[Finding]]:
    """Layers in which every village has groups, people and a township, and every group a place.

    Parameters
    ----------
    layers
        All layers of the schema, validated, in one metric CRS; absent ones are empty.

    Returns
    -------
    dict, list of Finding
        The completed layers and what was filled in.

    Raises
    ------
    LayerError
        References that point nowhere, or villages without any count; per layer, all faults.
    """
    layers, notes = referred(layers)
    villages, groups, households = layers["villages"], layers["groups"], layers["households"]
    groups, households = _place(groups, households, villages)
    hazards, put = _at_homes(layers["hazards"], groups, villages)
    villages, groups, told = _count(villages, groups, households)
    villages, named = _townships(villages, layers["services"])
    groups, listed = official_counts(_with_habits(groups, households), hazards, households)
    whole = {"villages": villages, "groups": groups, "households": households, "hazards": hazards}
    return layers | whole, notes + put + told + named + listed


def _place(
    groups: gpd.GeoDataFrame, households: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Groups at the median of their households, else at their village; households at their group."""
    placed = households[households.geometry.notna()]
    middle = placed.geometry.get_coordinates().groupby(placed["group_id"]).median()
    points = gpd.GeoSeries.from_xy(middle["x"], middle["y"], index=middle.index, crs=groups.crs)
    found = _first(
        _looked_up(points, groups.index.to_series()),
        _looked_up(villages.geometry, groups["village_id"]),
    )
    groups = groups.set_geometry(_first(groups.geometry, found))
    home = _looked_up(groups.geometry, households["group_id"])
    return groups, households.set_geometry(_first(households.geometry, home))


def _at_homes(
    hazards: gpd.GeoDataFrame, groups: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Hazards of which a ledger tells only whom they threaten, at that group or village."""
    bare = hazards.geometry.isna() | hazards.geometry.is_empty
    if not bare.any():
        return hazards, []
    rows = hazards[bare]
    homes = _first(
        _looked_up(groups.geometry, rows["group_id"]),
        _looked_up(villages.geometry, rows["village_id"]),
    )
    lost = homes.index[homes.isna()]
    if len(lost):
        raise_faults("hazards", [fault("geometry 位置", "没有坐标，也找不到所写的村组 no place, and no village or group that "
                     "is known;", lost, len(hazards), "请补坐标或村组 Give coordinates, or the village.")])  # fmt: skip
    what = (
        f"{len(rows)} 个隐患点没有坐标，放在所写的村组处 hazards without coordinates: put at the group or village "
        "that they threaten"
    )
    told = note("hazards", what, "may", ids=rows.index, remedy="请补坐标 Give coordinates.")
    return hazards.set_geometry(
        _first(hazards.geometry, gpd.GeoSeries(homes.reindex(hazards.index)))
    ), [told]


def _first(shapes: gpd.GeoSeries, others: gpd.GeoSeries) -> gpd.GeoSeries:
    """The shapes, and the others where there is none."""
    return gpd.GeoSeries(shapes.where(shapes.notna(), others), crs=shapes.crs)


def _looked_up(shapes: gpd.GeoSeries, keys: "pd.Series[str]") -> gpd.GeoSeries:
    """Shape of each key, on the index of the keys."""
    return gpd.GeoSeries(np.asarray(shapes.reindex(keys)), index=keys.index, crs=shapes.crs)


def _count(
    villages: gpd.GeoDataFrame, groups: gpd.GeoDataFrame, households: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[Finding]]:
    """People and households of every group and village.

    Groups with households in the household layer are counted; others keep their own figures. Where
    no household of a village is listed, the rest of its figure is shared by its other groups.
    """
    (told, empty), (own, bare) = (_without_empty(layer[COUNTS]) for layer in (villages, groups))
    given, guessed = _ratio(told)
    village_of = groups["village_id"]
    shared = pd.DataFrame({c: _share_out(own[c], given[c], village_of) for c in COUNTS})
    shared, _ = _ratio(shared)
    members = households.groupby("group_id")["people"].agg(["sum", "count"])
    counted = members.set_axis(COUNTS, axis=1).reindex(groups.index).astype("float64")
    unlisted = _ratio(own)[0].where(counted["people"].isna())
    surveyed = villages.index.isin(households["village_id"].unique())
    in_list = village_of.isin(villages.index[surveyed])
    figures = shared.where(~in_list, counted.fillna(unlisted).fillna(0.0))
    notes = _unknown_counts(figures, villages, village_of, bool(len(households)))
    apart = in_list & (unlisted["people"] > 0)
    if apart.any():
        what = (
            f"{int(apart.sum())} 个小组不在农户名单里，而同村别的小组在，按小组自己的人口户数计 groups without "
            "households beside others of their village that have some: their own counts are used"
        )
        notes.append(note("groups", what, "changes", ids=apart.index[apart],
                          remedy="请补这些小组的农户 Add their households."))  # fmt: skip
    figures = figures.fillna(0)
    totals = figures.groupby(village_of).sum().reindex(villages.index)
    if not totals["people"].sum() > 0:
        raise_faults(
            "villages", [fault("people 人口", "全县无人 nobody lives in the county", (), 0,
                         "请补人口或户数 Give people or households.")])  # fmt: skip
    bare &= ~bare.index.isin(villages.index)  # a village that is its own group is told once
    if empty.any() or bare.any():
        what = (
            f"{int(empty.sum())} 个自然村、{int(bare.sum())} 个小组有人却填 0 户，按未填处理 villages and "
            "groups with people but 0 households: taken as unknown"
        )
        notes += [note(layer, what, "may", ids=rows.index[rows], remedy="请补户数 Give the households.")
                  for layer, rows in (("villages", empty), ("groups", bare)) if rows.any()][:1]  # fmt: skip
    guessed &= ~surveyed
    if guessed.any():
        what = (
            f"{int(guessed.sum())} 个自然村的人口或户数按每户 {PEOPLE_PER_HOUSEHOLD} 人推算 villages: "
            f"people or households from {PEOPLE_PER_HOUSEHOLD} persons per household"
        )
        notes.append(note("villages", what, "changes", ids=guessed.index[guessed],
                          remedy="请补人口和户数 Give both."))  # fmt: skip
    differ = (told.notna() & (told != totals)).any(axis=1)
    if differ.any():
        what = (
            f"{int(differ.sum())} 个自然村的人口户数与农户（小组）合计不符，以合计为准 villages whose "
            "counts differ from the sum of their households or groups; the sum is used"
        )
        notes.append(note("villages", what, "changes", ids=differ.index[differ],
                          remedy="请核对两张表 Compare the two tables."))  # fmt: skip
    return villages.assign(**totals), groups.assign(**figures), notes


def _with_habits(groups: gpd.GeoDataFrame, households: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Groups with what most of their households ride, and their share of income from land.

    Missing where none tells it, or most do not tell what they ride. Of several vehicles as
    frequent the first by name.
    """
    rides = households.groupby("group_id")["vehicle"].value_counts(dropna=False).reset_index()
    rides = rides.sort_values(["group_id", "count", "vehicle"], ascending=[True, False, True])
    told = households[households["land_income_share"].notna()]
    weighed = told["people"] * told["land_income_share"]
    share = weighed.groupby(told["group_id"]).sum() / told.groupby("group_id")["people"].sum()
    return groups.assign(
        vehicle=rides.drop_duplicates("group_id").set_index("group_id")["vehicle"],
        land_income_share=share,
    )


def _without_empty(counts: pd.DataFrame) -> tuple[pd.DataFrame, "pd.Series[bool]"]:
    """Counts in which 0 households beside people are unknown, and the rows where that was so."""
    empty = (counts["households"] == 0) & (counts["people"] > 0)
    return counts.assign(households=counts["households"].mask(empty)), empty


def _ratio(counts: pd.DataFrame) -> tuple[pd.DataFrame, "pd.Series[bool]"]:
    """Counts with the missing one of the two estimated, and the rows where that was done."""
    people, households = counts["people"], counts["households"]
    people_too = (households * PEOPLE_PER_HOUSEHOLD).round()
    households_too = -(-people // PEOPLE_PER_HOUSEHOLD)  # rounded up
    filled = {
        "people": people.where(people.notna(), people_too),
        "households": households.where(households.notna(), households_too),
    }
    return pd.DataFrame(filled), people.notna() ^ households.notna()


def _share_out(
    own: "pd.Series[float]", total: "pd.Series[float]", village_of: "pd.Series[str]"
) -> "pd.Series[float]":
    """Own figures of the groups; the rest of the village's total in whole parts to those without."""
    absent = own.isna()
    rest = (total - own.groupby(village_of).sum().reindex(total.index, fill_value=0)).clip(lower=0)
    sharers = absent.groupby(village_of).transform("sum")
    turn = absent.groupby(village_of).cumsum()
    mine, parts = village_of.map(rest), sharers.where(sharers > 0)
    return own.where(~absent, mine // parts + (turn <= mine % parts))


def _unknown_counts(
    figures: pd.DataFrame,
    villages: gpd.GeoDataFrame,
    village_of: "pd.Series[str]",
    surveyed: bool,
) -> list[Finding]:
    """Note on villages without any count beside a household layer; without one, an error."""
    unknown = sorted(set(village_of[figures.isna().any(axis=1)]))
    if not unknown:
        return []
    names = [f"{village} {name}" for village, name in villages["name"].loc[unknown].items()]
    if surveyed:
        shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        words = f"{len(names)} 个自然村没有农户，按无人处理 villages without households: {shown}"
        return [note("villages", words, "changes", ids=unknown,
                     remedy="请补农户，或确认已无人居住 Add the households, or make sure nobody lives there.")]  # fmt: skip
    what = "人口和户数都缺 neither people nor households;"
    raise_faults(
        "villages",
        [
            fault(
                "people 人口",
                what,
                pd.Series(names, index=unknown),
                len(villages),
                "请补其一；已有而没认出的，把表头改成“人口”“户数” Give one of the two; where the sheet "
                "has it and it was not recognised, call its column 人口 or 户数.",
            )
        ],
    )
    return []


def _townships(
    villages: gpd.GeoDataFrame, services: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Villages with township and administrative village, ids and names."""
    township = villages["township_id"].fillna(villages["township_name"])
    name, notes = villages["township_name"], []
    if township.isna().any():
        absent = township.index[township.isna()]
        township, name, what = _nearest_township(villages, township, name, services)
        told = (
            note("villages", NO_TOWNSHIPS, "changes", remedy=NAME_TOWNSHIPS)
            if what is None
            else note("villages", what, "may", ids=absent, remedy="请补乡镇 Fill in the township.")
        )
        notes.append(told._replace(column="no_township"))
    admin = villages["admin_village_id"].fillna(_distinct(villages["admin_village_name"], township))
    if admin.isna().any():
        what = (
            f"{int(admin.isna().sum())} 个自然村未填建制村，各按一个建制村处理 villages without "
            "administrative village: each is its own"
        )
        notes.append(note("villages", what, "may", ids=admin.index[admin.isna()],
                          remedy="请补建制村 Fill it in."))  # fmt: skip
    own_name = villages["name"].where(admin.isna(), villages["admin_village_id"])
    columns = {
        "township_id": township,
        "township_name": name.fillna(township),
        "admin_village_id": admin.fillna(villages.index.to_series()),
        "admin_village_name": villages["admin_village_name"].fillna(own_name),
    }
    return villages.assign(**columns), notes


def _distinct(names: "pd.Series[str]", township: "pd.Series[str]") -> "pd.Series[str]":
    """Names as ids: of a name that several townships have, "township/name"."""
    pairs = pd.DataFrame({"name": names, "township": township}).drop_duplicates()
    shared = pairs["name"][pairs["name"].duplicated()]
    return names.where(~names.isin(shared.dropna()), township + "/" + names)


def _nearest_township(
    villages: gpd.GeoDataFrame,
    township: "pd.Series[str]",
    name: "pd.Series[str]",
    services: gpd.GeoDataFrame,
) -> tuple["pd.Series[str]", "pd.Series[str]", str | None]:
    """Township of the nearest village that has one, else the nearest seat; and in words how.

    Else the whole county is one, and there are no words.
    """
    absent = township.isna()
    known = villages[~absent]
    seats = services[services["kind"] == "township_seat"]
    if len(known):
        ids, names, places = township[~absent], name[~absent], known.geometry
        how = "取最近自然村的乡镇 the township of the nearest village"
    elif len(seats):
        ids, names, places = seats.index.to_series(), seats["name"], seats.geometry
        how = "取最近的乡镇驻地 the nearest township seat"
    else:
        return township.fillna(WHOLE_COUNTY), name, None
    nearest = places.sindex.nearest(villages.geometry[absent], return_all=False)[1]
    filled, named = township.copy(), name.copy()
    filled[absent] = ids.iloc[nearest].to_numpy()
    named[absent] = names.iloc[nearest].to_numpy()
    return filled, named, f"{int(absent.sum())} 个自然村未填乡镇 villages without township: {how}"
