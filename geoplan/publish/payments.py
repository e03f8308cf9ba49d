"""A plan's money as tables: the stages to build in their order, and which fund pays what."""

from collections.abc import Collection

import geopandas as gpd
import pandas as pd

from geoplan.programme.plan import STAGES, Plan
from geoplan.publish import labels


def project_stages(plan: Plan) -> pd.DataFrame:
    """Stages to build: one row per project and stage, in order of priority.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        The project's columns and id (project), stage ("subgrade", "surface"), year, paid_yuan
        (whole stage), subsidy_yuan (the part paid by funds with a quota per km, 补助). Ordered by
        year, then people connected (most first), then id.
    """
    projects = without_geometry(plan.projects).rename_axis("id").reset_index()
    table = pd.concat(
        [projects.assign(stage=stage, year=projects[f"{stage}_year"]) for stage in STAGES],
        ignore_index=True,
    )
    table = table[table["year"].notna()].sort_values(
        ["year", "people_connected", "id", "stage"], ascending=[True, False, True, True]
    )
    split = payments_by_fund(plan, "project", pd.MultiIndex.from_frame(table[["id", "stage"]]))
    quota = [fund for fund in split.columns if fund in _funds_with_quota(plan)]
    return table.assign(
        paid_yuan=split.sum(axis=1).to_numpy(), subsidy_yuan=split[quota].sum(axis=1).to_numpy()
    ).reset_index(drop=True)


def payments_by_fund(plan: Plan, kind: str, rows: pd.Index) -> pd.DataFrame:
    """Payments by fund [yuan].

    Parameters
    ----------
    plan
        Finished plan.
    kind
        "project", "group" or "site".
    rows
        Ids, or pairs of id and component.

    Returns
    -------
    DataFrame
        Index ``rows``; one column per fund_id that pays anything of this kind, in the order of
        the plan's funds; 0 where a fund pays nothing.
    """
    keys = ["id", "component"] if rows.nlevels == 2 else ["id"]
    payments = plan.payments[plan.payments["kind"] == kind]
    funds = [fund for fund in fund_names(plan) if fund in set(payments["fund_id"])]
    split = payments.pivot_table("amount_yuan", keys, "fund_id", aggfunc="sum")
    return split.reindex(index=rows, columns=funds).fillna(0.0).astype("float64")


def paid_yuan(plan: Plan, kind: str, component: str, ids: pd.Index) -> "pd.Series[float]":
    """What all funds pay for one component of each thing [yuan], on the index ``ids``."""
    rows = pd.MultiIndex.from_product([ids, [component]])
    return payments_by_fund(plan, kind, rows).sum(axis=1).set_axis(ids)


def fund_names(plan: Plan) -> dict[str, str]:
    """Distinct name of each fund, by fund_id in the plan's order; assumed ceilings say so."""
    mark = labels.LISTS["assumed_ceiling"][0]
    return {
        fund: name + mark if assumed else name for fund, (name, assumed) in _funds(plan).items()
    }


def assumed_funds(plan: Plan, kinds: Collection[str]) -> dict[str, str]:
    """Distinct name of each fund of which the ceiling is assumed, by fund_id in the plan's order.

    Parameters
    ----------
    plan
        Finished plan.
    kinds
        Only funds that pay for a "project", "group" or "site".
    """
    paying = plan.payments[plan.payments["kind"].isin(kinds) & plan.payments["amount_yuan"].gt(0)]
    paid = set(paying["fund_id"])
    return {
        fund: name for fund, (name, assumed) in _funds(plan).items() if assumed and fund in paid
    }


def _funds(plan: Plan) -> dict[str, tuple[str, bool]]:
    """Distinct name of each fund and whether its ceiling is assumed, by fund_id."""
    funds = plan.funds.drop_duplicates("fund_id").set_index("fund_id")
    names = funds["name"].astype("str").fillna(funds.index.to_series())
    names = names.where(~names.duplicated(keep=False), names + " " + funds.index)
    return dict(zip(funds.index, zip(names, funds["assumed"], strict=True), strict=True))


def wan(amount_yuan: "pd.Series[float]") -> "pd.Series[float]":
    """Yuan in 万元, two decimals: exact, since a plan's money is a multiple of 100 yuan."""
    return (amount_yuan / 1e4).round(2)


def without_geometry(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Columns of a layer as a plain table on the same index."""
    return pd.DataFrame(layer.drop(columns=layer.geometry.name))


def _funds_with_quota(plan: Plan) -> set[str]:
    """Funds that pay a fixed sum per km: the subsidies that a bureau reckons (补助测算)."""
    funds = plan.about["settings"]["funds"]
    return {fund["id"] for fund in funds if fund.get("quota_wan_per_km") is not None}
