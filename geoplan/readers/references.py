"""Which village and group a row belongs to: by id, else by the names that registers write.

Registers say "石泉镇 太阳村 三组", ledgers and land tables too; only GIS layers carry ids.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.errors import LayerError
from geoplan.schema import REFERENCES, Finding, fault, masked, note, raise_faults

NAMELESS = "小组 {}"
"""What a group without a name is called: by its id (``labels.ENGLISH_NAMES`` has the English)."""
GIVE_GROUPS = "村里分组的，请补小组 Where villages have groups, give them."
COUNTS = ["people", "households"]
OFFICIAL = ["official_households", "official_people", "official_class"]
ENDINGS = re.compile(
    r"(?<=.)(镇|乡|街道办事处|街道|办事处|村民委员会|村委会|社区居委会|居委会|社区|村)$"
)
GROUP_NUMBER = re.compile(r"第?([一二三四五六七八九十]+|\d+)(?:村民)?[小]?组")
DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
VILLAGE_NAMES = [*REFERENCES[:3]]
LOOKED_UP = ("households", "farmland", "hazards")
"""Layers whose rows belong to a group."""

Layers = dict[str, gpd.GeoDataFrame]


def referred(layers: Layers) -> tuple[Layers, list[Finding]]:
    """Layers whose rows all know their village and group by id; every group has a name.

    Parameters
    ----------
    layers
        All layers, validated. Where an id is blank, the names of township, administrative
        village, natural village and group are looked up, as far as they are given; a village
        without groups is one group, and groups that only households name are made.

    Returns
    -------
    dict, list of Finding
        The layers without the names that were only looked up, and what was filled in.

    Raises
    ------
    LayerError
        Ids or names that point nowhere, or to several; all layers in one message.
    """
    villages = layers["villages"]
    named, faults = _looked_up(layers)
    groups, told = _with_groups(named["groups"], villages)
    households = named["households"]
    if layers["groups"].empty and _has_groups(households):
        groups, households, told = _groups_of(households, villages)
    groups, unnamed = _named(groups)
    households = households.assign(group_id=_only_group(households, groups))
    named |= {"groups": groups, "households": households}
    faults += _dangling_references(layers, named)
    if faults:
        raise LayerError(
            "\n".join(str(one) for one in faults), [f for e in faults for f in e.faults]
        )
    kept = {
        name: layer.drop(columns=[c for c in REFERENCES if c in layer and name != "villages"])
        for name, layer in named.items()
    }
    return layers | kept, told + unnamed


def same_name(name: object) -> str:
    """Name as it is compared: without blanks, width, and the words for the kind of place."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(name)))
    return ENDINGS.sub("", folded)


def same_group(name: object) -> str:
    """Name of a group as it is compared: 第三村民小组, 三组 and 3组 are one."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(name)))
    number = GROUP_NUMBER.fullmatch(folded) or re.fullmatch(
        r"([一二三四五六七八九十]+|\d+)", folded
    )
    return f"#{_number(number[1])}" if number else folded


def _number(text: str) -> int:
    """Number written in digits or in Chinese up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(DIGITS[digit]) for digit in text))
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


def _looked_up(layers: Layers) -> tuple[Layers, list[LayerError]]:
    """Layers whose blank village_id and group_id are filled in by name; what could not be found."""
    places = _village_names(layers["villages"])
    groups, wrong = _filled(layers["groups"], "village_id", places, VILLAGE_NAMES)
    wards = places.reindex(groups["village_id"]).set_axis(groups.index)
    wards = wards.assign(group_name=groups["name"].map(same_group, na_action="ignore"))
    wards = wards[groups["village_id"].isin(places.index)]
    found, faults = {"groups": groups}, {"groups": wrong}
    for name in LOOKED_UP:
        layer, wrong = _filled(layers[name], "group_id", wards, [*REFERENCES])
        home = layer["group_id"].map(groups["village_id"]).astype("str")
        layer = layer.assign(village_id=layer["village_id"].fillna(home).astype("str"))
        found[name], more = _filled(layer, "village_id", places, VILLAGE_NAMES)
        faults[name] = wrong + more
    del faults["hazards"]  # a ledger may say where by its coordinates alone
    return found, _errors(faults)


def _errors(faults: Mapping[str, Sequence[Finding | None]]) -> list[LayerError]:
    """The faults of each layer as an error."""
    errors = []
    for name, some in faults.items():
        try:
            raise_faults(name, [one for one in some if one is not None])
        except LayerError as error:
            errors.append(error)
    return errors


def _village_names(villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Comparable names of each village, its administrative village and its township."""
    return pd.DataFrame(
        {
            "township_name": villages["township_name"]
            .fillna(villages["township_id"])
            .map(same_name, na_action="ignore"),
            "admin_village_name": villages["admin_village_name"]
            .fillna(villages["admin_village_id"])
            .map(same_name, na_action="ignore"),
            "village_name": villages["name"].map(same_name),
        }
    )


def _filled(
    layer: gpd.GeoDataFrame, column: str, targets: pd.DataFrame, names: list[str]
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Layer whose blank ids in a column are those of the target with the same names.

    A row is looked up by the names that it gives; the last of ``names`` is needed. Faults name the
    rows that fit no target, or several.
    """
    if layer.empty or names[-1] not in layer:
        return layer, []
    blank = layer[layer[column].isna() & layer[names[-1]].notna()]
    asked = pd.DataFrame({
        name: blank[name].map(same_group if name == "group_name" else same_name, na_action="ignore")
        for name in names if name in layer
    }).astype("str")  # fmt: skip
    if asked.empty:
        return layer, []
    fits = _fits(asked.drop_duplicates(), targets)
    hits = [fits[tuple(row)] for row in asked.fillna("").itertuples(index=False, name=None)]
    one = pd.Series(
        [hit[0] if len(hit) == 1 else None for hit in hits], index=asked.index, dtype="str"
    )
    faults = []
    for wrong, what, remedy in (
        ([not hit for hit in hits], "按名称找不到 no such name", _near(asked, hits, targets, names[-1])),
        ([len(hit) > 1 for hit in hits], "几处同名 the name fits several",
         "请补上级地名或编号 Add the township and administrative village, or the id."),
    ):  # fmt: skip
        rows = asked.index[wrong]
        if len(rows):
            got = sorted({masked(cell)[:20] for cell in layer.loc[rows, names[-1]]})[:5]
            faults.append(fault(f"{column} ({names[-1]})", f"{what}: {', '.join(got)};",
                                rows.to_series(), len(layer), remedy))  # fmt: skip
    return layer.assign(**{column: layer[column].fillna(one)}), faults


def _fits(asked: pd.DataFrame, targets: pd.DataFrame) -> Mapping[tuple[str, ...], list[str]]:
    """Targets that agree with each asked combination in all the names that both give."""
    by_last = targets.groupby(asked.columns[-1]).groups
    found = {}
    for row in asked.fillna("").itertuples(index=False, name=None):
        near = targets.loc[by_last.get(row[-1], [])]
        agrees = np.ones(len(near), dtype=bool)
        for name, value in zip(asked.columns, row, strict=True):
            if value:
                agrees &= (near[name].isna() | (near[name] == value)).to_numpy()
        found[row] = [str(one) for one in near.index[agrees]]
    return found


def _near(asked: pd.DataFrame, hits: list[list[str]], targets: pd.DataFrame, name: str) -> str:
    """Remedy for names that are not there: the nearest one, where there is one."""
    lost = [one for one, hit in zip(asked[name], hits, strict=True) if not hit]
    known = sorted(set(targets[name].dropna()))
    near = {one: close[0] for one in sorted(set(lost))[:20]
            if (close := difflib.get_close_matches(one, known, 1, 0.5))}  # fmt: skip
    meant = ", ".join(f"{one} → {other}?" for one, other in list(near.items())[:5] if one != other)
    return f"请更正名称 Correct the name. {meant}".rstrip()


def _has_groups(households: gpd.GeoDataFrame) -> bool:
    """True when households tell their group, by id or by name."""
    return bool(households["group_id"].notna().any() or households["group_name"].notna().any())


def _groups_of(
    households: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[Finding]]:
    """Groups that only the households name, and households with their ids.

    The id is the households' own, else "village/group". Villages without households are one group.
    """
    own = (
        households["village_id"]
        + "/"
        + households["group_name"].map(same_group, na_action="ignore")
    )
    ids = households["group_id"].fillna(own.str.replace("#", "")).fillna(households["village_id"])
    named = households.assign(group_id=ids)
    first = named.drop_duplicates("group_id").set_index("group_id")
    made = gpd.GeoDataFrame(
        {"village_id": first["village_id"], "name": first["group_name"], "consent": "not_asked",
         **dict.fromkeys((*COUNTS, *OFFICIAL), np.nan)},
        geometry=gpd.GeoSeries(None, index=first.index, crs=households.crs), crs=households.crs,
    ).sort_index()  # fmt: skip
    of_village = made["village_id"].map(made["village_id"].value_counts())
    whole = villages["name"].reindex(made["village_id"]).set_axis(made.index)
    made["name"] = made["name"].fillna(whole.where(of_village == 1)).astype("str")
    made["consent"] = villages["consent"].reindex(made["village_id"]).to_numpy()
    groups, _ = _with_groups(made, villages)
    what = (
        f"没有村民小组图层：按农户所填建立 {len(made)} 个小组 no groups layer: {len(made)} groups are made from "
        "what the households say"
    )
    return groups, named, [note("groups", what, "none")]


def _with_groups(
    groups: gpd.GeoDataFrame, villages: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Groups, and one more for each village that has none: the village itself."""
    bare = villages[~villages.index.isin(groups["village_id"])]
    clash = bare.index.intersection(groups.index)
    if len(clash):
        raise_faults("groups", [fault("group_id 小组编号", "与无小组的自然村同号 is also the id of a "
                     "village without groups;", clash, len(groups), "请改号 Change it.")])  # fmt: skip
    if bare.empty:
        return groups, []
    own = bare[["name", *COUNTS, "consent", "geometry"]].assign(village_id=bare.index.to_series())
    own.index.name = "group_id"
    columns = [column for column in groups.columns if column not in REFERENCES]
    own = own.reindex(columns=columns)
    if groups.empty:
        what = (
            "没有村民小组图层：每个自然村作为一个小组 no groups: each natural village is one group"
        )
        return _of_kinds(own, groups[columns]), [note("groups", what, "may", remedy=GIVE_GROUPS)]
    what = f"{len(bare)} 个自然村没有小组，按一个小组处理 villages without groups: one group each"
    both = pd.concat([groups[columns], _of_kinds(own, groups[columns])]).sort_index()
    return both, [note("groups", what, "may", remedy=GIVE_GROUPS)]


def _of_kinds(frame: gpd.GeoDataFrame, like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with the column types of another."""
    return frame.astype({name: kind for name, kind in like.dtypes.items() if name != "geometry"})


def _named(groups: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Groups that all have a name; by their id where none is given."""
    absent = groups["name"].fillna("").str.strip() == ""
    if not absent.any():
        return groups, []
    by_id = groups.index.to_series().map(NAMELESS.format)
    what = (
        f"{int(absent.sum())} 个小组没有名称，以编号称呼 groups without a name: called by their id"
    )
    told = note("groups", what, "none", ids=absent.index[absent], remedy="请补名称 Name them.")
    return groups.assign(name=groups["name"].mask(absent, by_id)), [told]


def _only_group(households: gpd.GeoDataFrame, groups: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Group of each household; where blank, the village's group if it has only one."""
    alone = groups[~groups["village_id"].duplicated(keep=False)]
    only = pd.Series(alone.index.to_numpy(), index=alone["village_id"].to_numpy(), dtype="str")
    return households["group_id"].fillna(households["village_id"].map(only)).astype("str")


def _dangling_references(given: Layers, named: Layers) -> list[LayerError]:
    """Ids that point nowhere, and households whose group lies in another village."""
    villages, groups, households = given["villages"], named["groups"], named["households"]
    groups = groups.assign(village_name=given["groups"]["village_name"])
    unfound = households["village_name"].where(households["village_id"].isna())
    homes = households.assign(group_name=households["group_name"].fillna(unfound))
    found = {
        "groups": [_dangling(groups, "village_id", villages, "village_name")],
        "households": [
            _dangling(households, "village_id", villages, "village_name"),
            _dangling(homes, "group_id", groups, "group_name"),
        ],
        "farmland": [_dangling(named["farmland"], "group_id", groups, "group_name")],
    }
    home = households["group_id"].map(groups["village_id"])
    elsewhere = households.index[home.notna() & (home != households["village_id"])]
    if len(elsewhere):
        found["households"].append(
            fault("group_id 小组编号", "小组不在所填自然村 the group lies in another village;",
                  elsewhere, len(households), "请核对两列 Correct one of the two.")
        )  # fmt: skip
    return _errors(found)


def _dangling(
    frame: gpd.GeoDataFrame, column: str, target: gpd.GeoDataFrame, name: str
) -> Finding | None:
    """Fault of ids in a column that are not in the target's index; None when there is none.

    Rows without id that give a name were looked up, and told if it was in vain.
    """
    told = frame[column].isna() & frame[name].notna()
    lost = frame[~told & ~frame[column].isin(target.index)]
    if lost.empty:
        return None
    got = ", ".join(sorted({masked(one)[:20] for one in lost[column].fillna("空白 blank")})[:5])
    return fault(
        column, f"指向不存在的编号 points to nothing: 实为 got {got};", lost.index, len(frame),
        f"应为 Expected an id of the {str(target.index.name).removesuffix('_id')} layer.",
    )  # fmt: skip
