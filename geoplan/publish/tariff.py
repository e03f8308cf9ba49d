"""What the county pays for a move: the rates in words, and each household's part."""

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish.labels import REGISTERS, filled
from geoplan.publish.payments import paid_yuan


def tariff_words(plan: Plan) -> list[str]:
    """Rates per household, where they come from, and how a group's are shared: a paragraph each.

    Parameters
    ----------
    plan
        Finished plan; the rates are those of its settings [万元].
    """
    rates = plan.about["settings"]["relocation"]
    told = filled(
        REGISTERS["tariff"][0],
        subsidy=f"{rates['subsidy_wan_per_household']:.2f}",
        facilities=f"{rates['facilities_wan_per_household']:.2f}",
        dispersed=f"{rates['dispersed_subsidy_wan_per_household']:.2f}",
        poverty=f"{rates['poverty_subsidy_wan_per_person']:.2f}",
        poverty_dispersed=f"{rates['poverty_dispersed_wan_per_person']:.2f}",
        cleared=f"{rates['poverty_cleared_wan_per_person']:.2f}",
    )
    return [told, REGISTERS["tariff_source"][0], REGISTERS["tariff_shares"][0]]


def household_subsidies_yuan(
    plan: Plan, groups: pd.DataFrame, group_id: "pd.Series[str]"
) -> "pd.Series[float]":
    """Each household's part of the subsidy that its group receives [yuan].

    Parameters
    ----------
    plan
        Finished plan.
    groups
        Rows of ``plan.groups`` to which the households belong.
    group_id
        Group of each household, index household_id.

    Returns
    -------
    Series
        On the same index: equal parts to the fen, the first households one fen more where they do
        not come out even, so that the parts of a whole group add up to what it is paid. Empty
        where no household is listed.
    """
    if group_id.empty:
        return pd.Series(index=group_id.index, dtype="float64")
    paid_fen = paid_yuan(plan, "group", "subsidy", groups.index).mul(100).round()
    listed = group_id.map(group_id.value_counts())
    households = group_id.map(groups["households"]).clip(lower=listed)
    paid = group_id.map(paid_fen)
    place = group_id.groupby(group_id).cumcount()
    return (paid // households + (place < paid % households)) / 100
