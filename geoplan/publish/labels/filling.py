"""Words with their braces filled in: values, and nouns in the number that a value asks for."""

import re

CHOICE = re.compile(r"\{(\w+)\|([^|}]*)\|([^}]*)\}")
"""``{n|person|people}``: the name of a value, the words where it is told as 1 (+1, −1), and others."""


def filled(words: str, **values: object) -> str:
    """Words with ``{n}`` as the value n is told, and ``{n|person|people}`` by how many n is.

    The page fills its words by the same rule (``geoplan.filled`` in ``viewer/data.js``).

    Examples
    --------
    >>> filled("{n} {n|person gets|people get} there", n="1")
    '1 person gets there'
    >>> filled("{n} {n|person gets|people get} there", n="1,001")
    '1,001 people get there'
    """

    def chosen(match: re.Match[str]) -> str:
        name, one, many = match.groups()
        return one if str(values[name]).lstrip("+−") == "1" else many

    return CHOICE.sub(chosen, words).format(**values)
