"""Identity numbers, telephones and bank accounts: recognised by name and content, never let in.

What is found is told by column name and count only; no cell is ever quoted.
"""

import re

import pandas as pd

from geoplan.schema import masked

NAMES_ZH = re.compile(
    r"身份证|身份号|证件|公民身份|电话|手机|联系方式|微信|银行|开户|卡号|账号|帐号|账户|帐户"
)
NAMES_LATIN = re.compile(
    r"(?<![a-z])(id_?(card|number|no)|identity|passport|tel(ephone)?|(mobile|cell)_?(phone|no)?|phone"
    r"|bank|account|sfz|sfzh|sfzhm|zjh|zjhm|lxdh|dh|dhhm|sjh|sjhm|yhkh|yhzh|khyh|qq|wechat|weixin)"
    r"(?![a-z])"
)
GAP = r"[\s._\-‐-―·()\u200b]{0,3}"
"""What people write between digits."""
MONTH_DAY = rf"(?:0{GAP}[1-9]|1{GAP}[0-2]){GAP}(?:0{GAP}[1-9]|[12]{GAP}\d|3{GAP}[01])"


def _alone(pattern: str) -> re.Pattern[str]:
    """The pattern where no further digit stands before or after it; letters may."""
    return re.compile(rf"(?<!\d)(?<!\d\.)(?:{pattern})(?!\d)")


ID_NUMBER = _alone(
    rf"\d(?:{GAP}\d){{5}}{GAP}(?:1{GAP}9|2{GAP}0)(?:{GAP}\d){{2}}{GAP}{MONTH_DAY}(?:{GAP}\d){{3}}{GAP}[\dXx]"
)
OLD_ID_NUMBER = _alone(
    rf"\d(?:{GAP}\d){{5}}{GAP}(?:2{GAP}[1-9]|[3-9]{GAP}\d){GAP}{MONTH_DAY}(?:{GAP}\d){{3}}"
)
"""Fifteen digits, given until 1999; births from 1921, which keeps village codes (…10…) apart."""
MOBILE = _alone(rf"(?:(?:00|\+)?{GAP}86{GAP}|0)?1{GAP}[3-9](?:{GAP}\d){{9}}")
LANDLINE = _alone(rf"0(?:10|2\d|[3-9]\d\d)[\s._\-‐-―·()]{{1,3}}\d(?:{GAP}\d){{6,7}}")
ACCOUNT_WORDS = "(?i)qq|ｑｑ|微信|wechat"
ACCOUNT = re.compile(r"(?i)(?:qq|微信|wechat)\D{0,5}\d{5,12}(?!\d)")
CARD = _alone(rf"\d(?:{GAP}\d){{15,18}}")
DECIMAL = re.compile(r"-?\d+\.\d+")
_DEGREES = (
    r"[东西南北经纬度NSEW:\s]*-?\d{1,3}(?:\.\d+|\s*[°度]\s*\d{1,2}(?:\.\d+)?\s*['′’分]"
    r"(?:\s*\d{1,2}(?:\.\d+)?)?\s*['′’\"”秒]{0,2})\s*[NSEW]?"
)
COORDINATES = re.compile(
    rf"{_DEGREES}(?:(?:\s*[,;]|\s|(?=[东西南北NSEW])){_DEGREES})?", re.IGNORECASE
)
"""Coordinates, not telephones with a point in them: decimal, or degrees and minutes, one or both."""
OSM_ID = re.compile(r"[nwr]\d+(?:[ -]\d{1,5})*")
"""As ``import-osm`` writes them, also with the number of a piece or a group."""
OSM_COLUMNS = {"fclass", "highway", "osm_type", "osm_way_id", "other_tags"}
"""Beside one of these a column osm_id holds OpenStreetMap's numbers."""
CODE_CARDS = 0.5
"""Ids are card numbers when at least this share of the long ones has the check digit of one."""
FEWEST_DIGITS = 10
"""A landline has that many; only accounts of QQ and WeChat have fewer, beside their names."""


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
        cards must mostly have the right check digit.

    Returns
    -------
    DataFrame, list of str
        Columns named like personal data, or personal in at least half of their filled cells, are
        gone; in other columns the personal cells are blank. A column ``osm_id`` beside others of
        OpenStreetMap may hold numbers that look like telephones.
    """
    kept, remarks = frame.copy(), []
    osm = bool(OSM_COLUMNS & set(map(str, frame.columns)))
    for name in [str(name) for name in frame.columns if name != "geometry"]:
        if is_personal_name(name):
            kept = kept.drop(columns=name)
            remarks.append(f"已删除个人信息列 personal column dropped: {masked(name)}")
            continue
        personal = _personal_cells(frame[name], name in codes, osm and name == "osm_id")
        if not personal.any():
            continue
        if personal.sum() * 2 >= frame[name].notna().sum():
            kept = kept.drop(columns=name)
            remarks.append(
                f"已删除个人信息列（按内容识别）personal content, column dropped: {masked(name)}"
            )
        else:
            kept[name] = kept[name].astype(object).mask(personal)
            remarks.append(
                f"已清空 {int(personal.sum())} 个含个人信息的单元格 personal cells blanked: "
                f"{masked(name)}"
            )
    return kept, remarks


def is_personal_name(name: str) -> bool:
    """True when a column's name says identity number, telephone or bank account."""
    return bool(NAMES_ZH.search(name) or NAMES_LATIN.search(name.lower()))


def _personal_cells(cells: "pd.Series[str]", code: bool, openstreetmap: bool) -> "pd.Series[bool]":
    """Cells that hold an identity, telephone, account or card number."""
    text = _long_text(cells)
    patterns = [ID_NUMBER, OLD_ID_NUMBER, LANDLINE, ACCOUNT]
    if not openstreetmap:
        patterns.append(MOBILE)
    texts = {row: one for row, one in text.items() if not _is_harmless(one)}
    cards = {row: card[0] for row, one in texts.items() if (card := CARD.search(one))}
    if code:  # a tenth of all long codes has the right digit by chance
        checked = {row: card for row, card in cards.items() if _has_check_digit(card)}
        cards = checked if len(checked) >= CODE_CARDS * len(cards) else {}
    personal = [
        row
        for row, one in texts.items()
        if row in cards or any(pattern.search(one) for pattern in patterns)
    ]
    return pd.Series(cells.index.isin(personal), index=cells.index)


def _is_harmless(text: str) -> bool:
    """True for a cell that is a decimal number, coordinates, or an id of OpenStreetMap."""
    return any(pattern.fullmatch(text) for pattern in (DECIMAL, COORDINATES, OSM_ID))


def _long_text(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Filled cells that could hold a personal number, as text; whole numbers as digits."""
    filled = cells.dropna()
    if pd.api.types.is_bool_dtype(filled) or pd.api.types.is_datetime64_any_dtype(filled):
        return pd.Series(dtype=object)
    if pd.api.types.is_numeric_dtype(filled):
        filled = filled[(filled >= 10 ** (FEWEST_DIGITS - 1)) & (filled % 1 == 0)]
        digits: pd.Series[str] = filled.map("{:.0f}".format)
        return digits
    text = filled.astype("str")
    enough = text.where(text.str.len() >= FEWEST_DIGITS, "")
    figures = enough.str.count("[0-9０-９]")
    long: pd.Series[str] = text[(figures >= FEWEST_DIGITS) | text.str.contains(ACCOUNT_WORDS)]
    return long.str.normalize("NFKC").str.strip().str.replace(r"\.0+$", "", regex=True)


def _has_check_digit(text: str) -> bool:
    """True when the digits of the text end in the check digit of bank cards (Luhn)."""
    digits = [int(digit) for digit in re.sub(r"\D", "", text)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + doubled) % 10 == 0
