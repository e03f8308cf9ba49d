"""Identity numbers, telephones and bank accounts: recognised by name and content, never let in.

What is found is told by column name and count only; no cell is ever quoted.
"""

import re

import pandas as pd

NAMES_ZH = re.compile(
    r"身份证|身份号|证件|公民身份|电话|手机|联系方式|银行|开户|卡号|账号|帐号|账户|帐户"
)
NAMES_LATIN = re.compile(
    r"(?<![a-z])(id_?(card|number|no)|identity|passport|tel(ephone)?|(mobile|cell)_?(phone|no)?|phone"
    r"|bank|account|sfz|sfzh|sfzhm|zjh|zjhm|lxdh|dh|dhhm|sjh|sjhm|yhkh|yhzh|khyh)(?![a-z])"
)
ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
CARD = re.compile(r"(?<![0-9A-Za-z.])\d(?:[ -]?\d){15,18}(?![0-9A-Za-z])")
SHORTEST = 11
"""Cells shorter than a mobile number cannot hold one."""


def drop_personal(
    frame: pd.DataFrame, *, codes: frozenset[str] = frozenset()
) -> tuple[pd.DataFrame, list[str]]:
    """Rows without personal numbers, and a remark for every column that held some.

    Parameters
    ----------
    frame
        Raw rows with the file's column names.
    codes
        Columns that hold ids. Land and house codes may be as long as a card number, so there
        a card must also have the right check digit; OpenStreetMap ids may look like telephones.

    Returns
    -------
    DataFrame, list of str
        Columns named like personal data, or personal in at least half of their filled cells, are
        gone; in other columns the personal cells are blank.
    """
    kept, remarks = frame.copy(), []
    for name in [str(name) for name in frame.columns if name != "geometry"]:
        if is_personal_name(name):
            kept = kept.drop(columns=name)
            remarks.append(f"已删除个人信息列 personal column dropped: {name}")
            continue
        personal = _personal_cells(frame[name], name in codes, "osm" in name.lower())
        if not personal.any():
            continue
        if personal.sum() * 2 >= frame[name].notna().sum():
            kept = kept.drop(columns=name)
            remarks.append(
                f"已删除个人信息列（按内容识别）personal content, column dropped: {name}"
            )
        else:
            kept[name] = kept[name].astype(object).mask(personal)
            remarks.append(
                f"已清空 {int(personal.sum())} 个含个人信息的单元格 personal cells blanked: {name}"
            )
    return kept, remarks


def is_personal_name(name: str) -> bool:
    """True when a column's name says identity number, telephone or bank account."""
    return bool(NAMES_ZH.search(name) or NAMES_LATIN.search(name.lower()))


def _personal_cells(cells: "pd.Series[str]", code: bool, openstreetmap: bool) -> "pd.Series[bool]":
    """Cells that hold an identity, telephone or card number."""
    found = pd.Series(False, index=cells.index)
    text = _long_text(cells)
    if text.empty:
        return found
    personal = text.str.contains(ID_NUMBER)
    if not openstreetmap:
        personal |= text.str.contains(MOBILE)
    cards = text.str.contains(CARD)
    personal |= cards & text.map(_has_check_digit) if code else cards
    return found | personal.reindex(cells.index, fill_value=False)


def _long_text(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Filled cells as text, those long enough to hold a personal number; whole numbers as digits."""
    filled = cells.dropna()
    if pd.api.types.is_bool_dtype(filled) or pd.api.types.is_datetime64_any_dtype(filled):
        return pd.Series(dtype=object)
    if pd.api.types.is_numeric_dtype(filled):
        filled = filled[(filled >= 10 ** (SHORTEST - 1)) & (filled % 1 == 0)]
        digits: pd.Series[str] = filled.map("{:.0f}".format)
        return digits
    text = filled.astype("str")
    long: pd.Series[str] = text[text.str.len() >= SHORTEST]
    return long.str.normalize("NFKC")


def _has_check_digit(text: str) -> bool:
    """True when the digits of the cell end in the check digit of bank cards (Luhn)."""
    digits = [int(digit) for digit in re.sub(r"\D", "", text)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + doubled) % 10 == 0
