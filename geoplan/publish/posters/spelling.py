"""Names as the print font can write them: in their Latin letters where it lacks the others.

Grande Comore's villages are called "Moroni موروني": the sheets write "Moroni".
"""

from collections.abc import Container
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from geoplan.programme.plan import Plan

NAMED = {
    "townships": ("name",),
    "villages": ("name", "admin_village_name", "township_name"),
    "groups": ("name",),
    "sites": ("name", "township_name"),
    "services": ("name",),
    "projects": ("name", "township_name"),
}
"""Tables and their columns of names that a sheet may write; funds have English names besides."""


def legible(name: str, known: Container[str], name_en: str | None = None) -> str:
    """A name without the words of which the font has no letter.

    Parameters
    ----------
    name
        In any script.
    known
        Characters of the font.
    name_en
        Its English, if there is one: instead of a name that is nothing but such words.

    Returns
    -------
    str
        "Moroni موروني" -> "Moroni"; a name that would lose its every letter stays as it is.
    """
    words = name.split()
    kept = [word for word in words if any(letter in known for letter in word)]
    said = " ".join(kept)
    if len(kept) == len(words):
        return name
    return said if any(map(str.isalpha, said)) else name_en or name


@lru_cache(maxsize=1)  # the brief and the sheets of a plan want the same
def spelled_for_print(plan: Plan, known: frozenset[str]) -> Plan:
    """The plan with its names as the font can write them.

    Parameters
    ----------
    plan
        The whole plan.
    known
        Characters of the font.
    """
    tables = {
        table: getattr(plan, table).assign(
            **{
                column: getattr(plan, table)[column].map(
                    lambda name: legible(name, known), na_action="ignore"
                )
                for column in columns
            }
        )
        for table, columns in NAMED.items()
    }
    funds = plan.funds.assign(
        name=[
            legible(name, known, name_en) if pd.notna(name) else name
            for name, name_en in plan.funds[["name", "name_en"]].itertuples(index=False)
        ]
    )
    return replace(plan, **tables, funds=funds, name=legible(plan.name, known, plan.name_en))


def respelled(plan: Plan, printed: Plan) -> dict[str, str]:
    """Name -> how it is printed, of townships, villages, sites and seats where that differs."""
    pairs = {plan.name: printed.name}
    for table in ("townships", "villages", "sites", "projects"):
        before, after = getattr(plan, table)["name"].dropna(), getattr(printed, table)["name"]
        pairs |= dict(zip(before, after[before.index], strict=True))
    return {name: said for name, said in pairs.items() if said != name}
