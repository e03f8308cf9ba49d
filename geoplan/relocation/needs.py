"""Who must move, who may, who stays: the unit is the group, or a part of it."""

from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.schema import PART_ENDING

REFUSERS, AT_RISK, DISPERSED = "-no", "-risk", "-own"
PARTS = {REFUSERS: "（留下的户）", AT_RISK: "（受威胁的户）", DISPERSED: "（分散安置的户）"}
"""How the id and the name end of the group that some households of a group become."""
NEXT = "-part"
"""How, with its number from 2 on, the id of a further part of a group ends that is divided by size."""
ALONE = ("allowed", "to_verify", "too_small", "unknown", "not_offered")
"""What the share of income from land says of a household that would build by itself."""
VERY_HIGH = 4
Ids = TypeVar("Ids", pd.Index, pd.Series)


def threatened_groups(
    groups: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    threatened_from_class: int,
    group_threatened_share: float,
) -> pd.DataFrame:
    """Danger of each group, and whether it must move.

    Parameters
    ----------
    groups
        Index group_id; people, households.
    homes
        Where the people are: group_id, people, households, hazard_class, hazard_id, hazard_kind;
        one row per household, or one per group where households are not known.
    threatened_from_class
        Homes in this hazard class or above are threatened.
    group_threatened_share
        A group must move when at least this share of its people is threatened.

    Returns
    -------
    DataFrame
        On the groups' index: threatened_people, threatened_households, danger (people x class of
        the threatened), hazard_class (the highest that the given share of people has or exceeds),
        hazard_id and hazard_kind (that threaten most people), must_move.
    """
    homes = homes.assign(
        threatened=(homes["hazard_class"] >= threatened_from_class) & (homes["people"] > 0)
    )
    hit = homes[homes["threatened"]]
    by = hit.assign(danger=hit["people"] * hit["hazard_class"]).groupby("group_id")
    sums = by[["people", "households", "danger"]].sum().reindex(groups.index, fill_value=0.0)
    share = sums["people"] / groups["people"].where(groups["people"] > 0)
    worst = (
        hit.groupby(["group_id", "hazard_id", "hazard_kind"])["people"]
        .sum()
        .reset_index()
        .sort_values(["group_id", "people", "hazard_id"], ascending=[True, False, True])
        .drop_duplicates("group_id")
        .set_index("group_id")
        .reindex(groups.index)
    )
    return pd.DataFrame(
        {
            "threatened_people": sums["people"],
            "threatened_households": sums["households"],
            "danger": sums["danger"],
            "hazard_class": _class_of_share(homes, group_threatened_share).reindex(
                groups.index, fill_value=0
            ),
            "hazard_id": worst["hazard_id"],
            "hazard_kind": worst["hazard_kind"],
            "must_move": (share >= group_threatened_share) & (sums["people"] > 0),  # (N2)
        }
    )


def counted_homes(
    groups: pd.DataFrame, *, threatened_from_class: int, complete: bool
) -> pd.DataFrame:
    """Homes of groups of which only counts are known: a threatened and a safe part of each.

    Parameters
    ----------
    groups
        Index group_id; people, households, hazard_class, hazard_id, hazard_kind (of the overlay),
        official_people, official_households, official_class (missing: no official figure).
    threatened_from_class
        The class of people on the official list for whom it names none.
    complete
        True when groups without an official figure are safe as soon as any group has one.

    Returns
    -------
    DataFrame
        group_id, people, households, hazard_class, hazard_id, hazard_kind. Without official
        figures the overlay of its place is that of the whole group.
    """
    whole = groups.rename_axis("group_id").reset_index()
    told = whole["official_people"].notna()
    if not told.any():
        return whole
    rest_class = whole["hazard_class"].where(~told & (not complete), 0)
    listed = whole.assign(
        people=whole["official_people"],
        households=whole["official_households"],
        hazard_class=whole["official_class"].fillna(threatened_from_class).astype("int64"),
    )
    rest = whole.assign(
        people=whole["people"] - whole["official_people"].fillna(0),
        households=whole["households"] - whole["official_households"].fillna(0),
        hazard_class=rest_class,
    )
    return pd.concat([listed[told], rest], ignore_index=True)


def parts(
    groups: pd.DataFrame,
    households: pd.DataFrame,
    *,
    single_households: bool,
    dispersed_from_share: float | None,
    most_households: int | None = None,
) -> "pd.Series[str]":
    """Part of its group that each household belongs to: an ending of ``PARTS``, or "" for the rest.

    Parameters
    ----------
    groups
        Index group_id; consent, wish, must_move (by the share of its people).
    households
        group_id, people, households, threatened, consent, mode, land_income_share.
    single_households
        Whether the threatened households of a group that need not move as a whole move alone.
    dispersed_from_share
        Least share of income from land with which a household may build by itself; None: nobody.
    most_households
        A group of more that moves may be divided; None: it stays together.

    Returns
    -------
    Series
        On the households' index. Refusers of a group that moves, or would like to, stay ("-no"). Of
        a group that need not move as a whole, threatened households that did not refuse move
        ("-risk"). Of those who move, households that ask to build by themselves, with enough income
        from land, are apart ("-own"), and so is the rest of a group that is too large ("-part2" and
        so on). A group that has refused is not parted; one whose households would all be one part
        stays whole and is that part itself.
    """
    own = households["group_id"]
    asked = own.map(groups["consent"] != "no").astype(bool)
    whole = own.map(groups["must_move"]).astype(bool)
    refuses = households["consent"] == "no"
    moves = asked & ~refuses & (whole | (households["threatened"] & single_households))
    enough = households["land_income_share"] >= (
        np.inf if dispersed_from_share is None else dispersed_from_share
    )
    alone = (households["mode"] == "dispersed") & enough
    goes = whole | own.map(groups["wish"].notna()).astype(bool)
    label = np.select(
        [asked & refuses & goes, moves & alone, moves & ~whole],
        [REFUSERS, DISPERSED, AT_RISK],
        default="",
    )
    told = pd.Series(label, index=households.index, dtype="str")
    if most_households is None:
        return told
    return told.mask(
        told == "", _by_size(households, asked & whole & (told == ""), most_households)
    )


def _by_size(
    households: pd.DataFrame, moves: "pd.Series[bool]", most_households: int
) -> "pd.Series[str]":
    """Nothing for the first households of each group, ``NEXT`` and its number for further parts.

    Parts are about equally large, in the order of the list. Who does not move, or is only counted,
    is in the first.
    """
    own = households["group_id"][moves & (households["households"] == 1)]
    count = own.groupby(own).transform("size")
    each = np.ceil(count / np.ceil(count / most_households))
    number = (own.groupby(own).cumcount() // each).astype("int64") + 1
    endings = [f"{NEXT}{k}" if k > 1 else "" for k in number]
    return pd.Series(endings, number.index, dtype="str").reindex(households.index, fill_value="")


def consents(groups: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """What each group says to its move, and how many of its households nobody has asked.

    Parameters
    ----------
    groups
        Index group_id; consent.
    homes
        group_id, households, consent (of a counted home that of its group).

    Returns
    -------
    DataFrame
        On the groups' index: consent ("yes" also where only its households were asked, and all
        agree), unasked_households.
    """
    own = homes["group_id"]
    unasked = homes["households"].where(homes["consent"] == "not_asked", 0.0).groupby(own).sum()
    agrees = (homes["consent"] == "yes").groupby(own).all().reindex(groups.index, fill_value=False)
    open_question = groups["consent"] == "not_asked"
    return pd.DataFrame({
        "consent": groups["consent"].mask(open_question & agrees, "yes"),
        "unasked_households": unasked.reindex(groups.index, fill_value=0.0),
    })  # fmt: skip


def may_build_alone(
    land_income_share: "pd.Series[float]", *, shares: tuple[float, float] | None
) -> "pd.Series[str]":
    """Whether each household may build by itself, by its share of income from land.

    Parameters
    ----------
    land_income_share
        Of each household; missing: unknown.
    shares
        From the second on it may; between the two that is to be verified. None: nobody may.

    Returns
    -------
    Series
        On the same index, one of ``ALONE``.
    """
    if shares is None:
        return pd.Series("not_offered", index=land_income_share.index, dtype="str")
    least, enough = shares
    told = np.select(
        [land_income_share.isna(), land_income_share < least, land_income_share < enough],
        ["unknown", "too_small", "to_verify"],
        default="allowed",
    )
    return pd.Series(told, index=land_income_share.index, dtype="str")


def parted(
    groups: gpd.GeoDataFrame, homes: pd.DataFrame, part: "pd.Series[str]"
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Groups of which each part is a group of its own, and the group of each home then.

    Parameters
    ----------
    groups
        Index group_id; name, people, households, consent, must_move.
    homes
        group_id, people, households.
    part
        From ``parts``, on the homes' index.

    Returns
    -------
    groups
        With part_of (the whole group's id) and dispersed (builds by itself). A part has the id,
        name and point of its group, the first two with their ending; people and households stay the
        same in total. A part must move unless it refused; who refused has consent "no".
    group_id
        On the homes' index.
    """
    sums = ["people", "households"]
    known = homes.groupby("group_id")["households"].sum()
    told = homes.assign(part=part).groupby(["group_id", "part"])[sums].sum().reset_index()
    told = told[told["part"] != ""]
    told["whole"] = told["households"].to_numpy() >= known[told["group_id"]].to_numpy()
    changed = groups.assign(part_of=groups.index, dispersed=False)
    everybody = told[told["whole"]].set_index("group_id")["part"]
    changed = _as_part(changed, everybody.reindex(changed.index, fill_value=""))
    split = told[~told["whole"]]
    taken = split.groupby("group_id")[sums].sum()
    changed.loc[taken.index, sums] -= taken
    apart = groups.loc[split["group_id"]].assign(
        part_of=split["group_id"].to_numpy(),
        dispersed=False,
        **{column: split[column].to_numpy() for column in sums},
    )
    endings = split["part"].to_numpy(dtype=object)
    apart["name"] = apart["name"] + pd.Series(endings, index=apart.index).map(_ending_in_words)
    apart.index = pd.Index(apart.index + endings, name=groups.index.name, dtype="str")
    apart = _as_part(apart, pd.Series(endings, index=apart.index))
    is_apart = part.where(~homes["group_id"].map(everybody).notna(), "")
    parted_groups = pd.concat([changed, apart]).sort_index().astype({"part_of": "str"})
    return gpd.GeoDataFrame(parted_groups, crs=groups.crs), homes["group_id"] + is_apart


def _as_part(groups: gpd.GeoDataFrame, part: "pd.Series[str]") -> gpd.GeoDataFrame:
    """Groups with what being a part says of them."""
    return groups.assign(
        consent=groups["consent"].mask(part == REFUSERS, "no"),  # (N3)
        must_move=groups["must_move"] | part.isin([AT_RISK, DISPERSED]),
        dispersed=part == DISPERSED,
    )


def _ending_in_words(ending: str) -> str:
    """How the name of a part ends, by the ending of its id."""
    return PARTS.get(ending) or f"（第{ending.removeprefix(NEXT)}部分）"


def whole_group(ids: Ids) -> Ids:
    """Ids of groups, each part named as the group that it is a part of."""
    return ids.str.replace(PART_ENDING, "", regex=True)


def needs(groups: pd.DataFrame) -> "pd.Series[str]":
    """What makes each group move, a ``config.Need``; "" where nothing does.

    Parameters
    ----------
    groups
        must_move, hazard_class, hazard_kind, wish (ecological, poverty, voluntary or missing).
    """
    threatened = groups["must_move"]
    return pd.Series(
        np.select(  # (N4)
            [
                threatened & (groups["hazard_kind"] == "flood"),
                threatened & (groups["hazard_class"] >= VERY_HIGH),
                threatened,
            ],
            ["flood", "very_high_geohazard", "high_geohazard"],
            default=groups["wish"].fillna(""),
        ),
        index=groups.index,
        dtype="str",
    )


def _class_of_share(homes: pd.DataFrame, share: float) -> "pd.Series[int]":
    """Highest hazard class that at least this share of a group's people has or exceeds."""
    people = homes[["group_id", "hazard_class", "people"]]
    ordered = people.sort_values(["group_id", "hazard_class"], ascending=[True, False])
    by = ordered.groupby("group_id")["people"]
    enough = by.cumsum() >= share * by.transform("sum") - 1e-9
    return ordered[enough].groupby("group_id")["hazard_class"].first().astype("int64")
