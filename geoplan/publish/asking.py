"""Whom to ask: households planned to move that nobody has asked yet."""

import pandas as pd

from geoplan.programme.plan import Plan
from geoplan.publish import labels
from geoplan.publish.payments import without_geometry
from geoplan.publish.sheets import group_places, words

ANSWER = {"答复（同意/不同意）": "", "日期": "", "签字": ""}
"""Columns that are filled in."""


def to_ask(plan: Plan) -> pd.DataFrame:
    """Households that nobody has asked, by year and group; a row for a group that lists none.

    Parameters
    ----------
    plan
        Finished plan.

    Returns
    -------
    DataFrame
        Columns as the sheet has them; those of ``ANSWER`` are empty.
    """
    leaves = plan.groups["safe_year"].notna() & (plan.groups["mode"] != "protected")
    groups = without_geometry(plan.groups[leaves])
    groups = groups[groups["unasked_households"] > 0].rename_axis("id").sort_values(["year", "id"])
    rows = pd.concat([_listed(plan, groups), _unlisted(plan, groups)], ignore_index=True)
    order = {one: place for place, one in enumerate(groups.index)}
    rows = rows.sort_values("group_id", key=lambda ids: ids.map(order), kind="stable")
    own = groups.loc[rows["group_id"]].set_index(rows.index)
    return pd.DataFrame(
        {
            "小组编号": rows["group_id"],
            **group_places(plan, own),
            "户编号": rows["household_id"],
            "户主": rows["head_name"],
            "户数": rows["households"],
            "人口": rows["people"],
            "原因": words(own["need"], labels.NEEDS),
            "拟安置方式": words(own["mode"], labels.MODES),
            "拟安置点": own["site_id"].map(plan.sites["name"]),
            "年份": own["safe_year"],
            **ANSWER,
        }
    ).reset_index(drop=True)


def _listed(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """A row for each listed household of some groups that was not asked, in the order of ids."""
    homes = plan.households.sort_index()
    homes = homes[homes["group_id"].isin(groups.index) & (homes["consent"] == "not_asked")]
    listed = homes[["group_id", "head_name", "people"]].rename_axis("household_id").reset_index()
    return pd.DataFrame(listed).assign(households=1.0)


def _unlisted(plan: Plan, groups: pd.DataFrame) -> pd.DataFrame:
    """A row for each of some groups whose households are not listed; people where all are to ask."""
    whole = groups[~groups.index.isin(plan.households["group_id"])]
    everybody = whole["unasked_households"] == whole["households"]
    rows = whole.assign(people=whole["people"].where(everybody)).rename_axis("group_id")
    rows = rows.assign(households=rows["unasked_households"], household_id=None, head_name=None)
    return rows.reset_index()[["group_id", "household_id", "head_name", "households", "people"]]
