"""Who is threatened by what, and who of them must move, may move or stays."""

import geopandas as gpd
import pandas as pd

from geoplan.hazards import exposure, exposures, official_first
from geoplan.pipeline.candidates import WAN
from geoplan.pipeline.strikes import strikes
from geoplan.readers import County
from geoplan.relocation.needs import (
    consents,
    counted_homes,
    may_build_alone,
    needs,
    parted,
    parts,
    threatened_groups,
)
from geoplan.routing.projects import to_hundred_yuan


def threatened(county: County) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Households and groups with the hazard on them; where only counts are known, groups alone.

    Who must or may move apart from the rest of a group is a group of its own (``parted``).
    """
    rules = county.settings.relocation
    shares = rules.dispersed_shares if "dispersed" in rules.modes else None
    homes = _homes(county)
    groups = county.groups.join(_need(county, county.groups, homes))
    groups, homes["group_id"] = parted(
        groups,
        homes,
        parts(
            groups,
            homes,
            single_households=rules.single_households,
            dispersed_from_share=None if shares is None else shares[0],
            most_households=rules.divide_above_households,
        ),
    )
    must_move = groups["must_move"]
    told = county.groups.columns.union(["part_of", "dispersed"], sort=False)
    groups = groups[told].join(_need(county, groups, homes)).assign(must_move=must_move)
    groups = groups.assign(
        need=needs(groups),
        labour=homes["labour"].groupby(homes["group_id"]).sum(min_count=1),
        uncleared_people=_uncleared_people(homes).reindex(groups.index, fill_value=0.0),
        only_hazard=_only_hazards(county, homes).reindex(groups.index),
        locked_out=False,
        **consents(groups, homes),
    )
    may_move = (groups["need"] != "") & (groups["consent"] != "no")
    surveyed = county.households.index
    on_them = ["hazard_class", "hazard_id", "hazard_kind", "threatened", "group_id"]
    households = county.households.drop(columns="group_id").join(homes.loc[surveyed, on_them])
    alone = may_build_alone(households["land_income_share"], shares=shares)
    judged = groups.drop(columns=["official_households", "official_people", "official_class"])
    return households.assign(may_build_alone=alone), judged.assign(may_move=may_move)


def protections(county: County) -> gpd.GeoDataFrame:
    """Hazards that could be made safe where they are, with what that costs and whose they are.

    Index hazard_id; opening_cost_yuan, township_id and admin_village_id of the nearest village.
    """
    offered = strikes(county)[county.hazards["protection_cost_wan"].notna()]
    near = county.villages.sindex.nearest(offered.geometry.centroid, return_all=False)[1]
    village = county.villages.iloc[near].set_index(offered.index)
    return offered[["name", "kind", "geometry"]].assign(
        opening_cost_yuan=to_hundred_yuan(offered["protection_cost_wan"] * WAN),
        township_id=village["township_id"],
        admin_village_id=village["admin_village_id"],
    )


def _homes(county: County) -> pd.DataFrame:
    """Households with what threatens them, and the counted homes of groups without households."""
    hazards = county.settings.hazards
    reach = hazards.buffer_m
    listed = county.households[["official_class", "official_hazard_id"]]
    surveyed = county.households.join(
        official_first(
            exposure(county.households.geometry, strikes(county), buffer_m=reach),
            listed,
            county.hazards,
            complete=hazards.official_list_complete,
            unknown_class=hazards.threatened_from_class,
        )
    )
    unsurveyed = county.groups[~county.groups.index.isin(county.households["group_id"].unique())]
    counted = counted_homes(
        pd.DataFrame(unsurveyed).join(
            exposure(unsurveyed.geometry, strikes(county), buffer_m=reach)
        ),
        threatened_from_class=hazards.threatened_from_class,
        complete=hazards.official_list_complete,
    )
    homes = pd.concat([pd.DataFrame(surveyed).assign(households=1.0), counted])
    return homes.assign(threatened=homes["hazard_class"] >= hazards.threatened_from_class)  # (N1)


def _uncleared_people(homes: pd.DataFrame) -> "pd.Series[float]":
    """People of each group whose households say that their old house stays; unknown: it is cleared."""
    stays = ~homes["old_house_cleared"].astype("boolean").fillna(True).astype(bool)
    return homes[stays].groupby("group_id")["people"].sum()


def _only_hazards(county: County, homes: pd.DataFrame) -> "pd.Series[str]":
    """Hazard that alone threatens anybody of a group, by group; of several there is none."""
    rules = county.settings.hazards
    endangered = homes[homes["threatened"]]
    touching = exposures(
        gpd.GeoSeries(endangered["geometry"], crs=county.crs),
        strikes(county),
        buffer_m=rules.buffer_m,
    )
    touching = touching[touching["hazard_class"] >= rules.threatened_from_class]
    both = pd.concat([
        pd.DataFrame({"thing": endangered.index, "hazard_id": endangered["hazard_id"]}),
        touching[["thing", "hazard_id"]],
    ])  # fmt: skip
    both["group_id"] = both["thing"].map(endangered["group_id"])
    distinct = both[["group_id", "hazard_id"]].drop_duplicates()
    alone = distinct.drop_duplicates("group_id", keep=False)
    return alone.set_index("group_id")["hazard_id"].dropna()


def _need(county: County, groups: gpd.GeoDataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """What threatens the homes of each group."""
    return threatened_groups(
        groups,
        homes,
        threatened_from_class=county.settings.hazards.threatened_from_class,
        group_threatened_share=county.settings.relocation.group_threatened_share,
    )
