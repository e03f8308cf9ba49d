"""What a move is paid: subsidies by tariff, and what a household's place at a site costs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def subsidies(groups: pd.DataFrame, *, tariff_wan: Mapping[str, float]) -> "pd.Series[float]":
    """Subsidy of each group if it moves [万元].

    Parameters
    ----------
    groups
        need (a ``config.Need``), dispersed (builds by itself), people, households,
        uncleared_people (of households that say that their old house stays).
    tariff_wan
        concentrated and dispersed, per household; poverty_concentrated, poverty_dispersed and
        poverty_cleared (added where the old house is or will be cleared), per person [万元].

    Returns
    -------
    Series
        On the groups' index.
    """
    per_household = np.where(
        groups["dispersed"], tariff_wan["dispersed"], tariff_wan["concentrated"]
    )
    per_person = np.where(
        groups["dispersed"], tariff_wan["poverty_dispersed"], tariff_wan["poverty_concentrated"]
    )
    cleared = (groups["people"] - groups["uncleared_people"]).clip(lower=0)
    by_people = groups["people"] * per_person + cleared * tariff_wan["poverty_cleared"]
    poor = groups["need"] == "poverty"
    return pd.Series(
        np.where(poor, by_people, groups["households"] * per_household), index=groups.index
    )
