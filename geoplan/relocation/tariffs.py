"""What a move is paid: subsidies by tariff, and what a household's place at a site costs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def subsidies(groups: pd.DataFrame, *, tariff_wan: Mapping[str, float]) -> "pd.Series[float]":
    """Subsidy of each group if it moves [万元].

    Parameters
    ----------
    groups
        need (one of ``needs.NEEDS``), dispersed (builds by itself), people, households.
    tariff_wan
        concentrated and dispersed, per household; poverty_concentrated, poverty_dispersed and
        poverty_cleared (old house cleared), per person [万元].

    Returns
    -------
    Series
        On the groups' index.
    """
    per_household = np.where(
        groups["dispersed"], tariff_wan["dispersed"], tariff_wan["concentrated"]
    )
    per_person = tariff_wan["poverty_cleared"] + np.where(
        groups["dispersed"], tariff_wan["poverty_dispersed"], tariff_wan["poverty_concentrated"]
    )
    poor = groups["need"] == "poverty"
    return pd.Series(
        np.where(poor, groups["people"] * per_person, groups["households"] * per_household),
        index=groups.index,
    )
