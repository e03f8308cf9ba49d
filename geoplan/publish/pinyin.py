"""How Chinese names are typed: the readings of their characters."""

from collections.abc import Iterable

from pypinyin import Style, pinyin


def readings(names: Iterable[str | None]) -> dict[str, str]:
    """All readings of every Chinese character in some names, without tones.

    Parameters
    ----------
    names
        Names of places and roads; missing ones and other scripts are passed over.

    Returns
    -------
    dict
        Character -> its readings joined by spaces, "重" -> "zhong chong tong": the page tries all of
        them, since no dictionary knows how a village says its own name.
    """
    letters = sorted({letter for name in names for letter in name or ""})
    found = {}
    for letter in letters:
        told = pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore")
        if told:
            found[letter] = " ".join(dict.fromkeys(told[0]))
    return found
