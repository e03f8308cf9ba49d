"""A bureau's own list: the columns a list of projects can have, and ``bureau.toml``.

What a list says of a row is named once, here (``LIST``); ``bureau.toml`` says under which heading
a bureau wants it, in which unit and words, and in which workbook of its own. Lists are written by
``publish.bureau`` and read back by ``readers.project_lists`` with the same file.
"""

import difflib
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from geoplan.errors import ConfigError
from geoplan.schema import Column, Layer
from geoplan.units import FACTORS, written_unit

LIST = Layer(
    "project_list", "项目清单", "projects of a bureau, one row per project or per stage of one", (),
    (
        Column("number", "integer", "序号", "number of the row"),
        Column("project_id", "id", "项目编号", "id in a plan", ranked=True,
               aliases=("项目编号", "项目ID", "项目编码", "xmbm")),
        Column("name", "text", "项目名称", "name of the project or its road", ranked=True,
               aliases=("项目名称", "路线名称", "道路名称", "xmmc", "lxmc")),
        Column("stage", "text", "阶段", "路基 or 路面", ranked=True, aliases=("阶段", "实施阶段")),
        Column("route_code", "text", "路线编码", "code of the road", ranked=True,
               aliases=("路线编码", "路线编号", "lxbm")),
        Column("start_km", "number", "起点桩号", "start stake", "km", ranked=True,
               aliases=("起点桩号", "qdzh")),
        Column("end_km", "number", "止点桩号", "end stake", "km", ranked=True,
               aliases=("止点桩号", "终点桩号", "讫点桩号", "zdzh")),
        Column("length_km", "number", "里程", "length of the project", "km", ranked=True,
               aliases=("里程", "建设里程", "建设规模", "lc")),
        Column("width_m", "number", "路面宽度", "width after building", "m", ranked=True,
               aliases=("路面宽度", "路面宽", "lmkd")),
        Column("nature", "text", "建设性质", "nature of the works", ranked=True,
               aliases=("建设性质", "jsxz")),
        Column("manager", "text", "管养单位", "who maintains the road", ranked=True,
               aliases=("管养单位", "管养单位名称", "gydw")),
        Column("district", "text", "行政区划", "county and township", ranked=True,
               aliases=("行政区划", "行政区划名称", "xzqhmc")),
        Column("township", "text", "乡镇", "township", ranked=True, aliases=("乡镇", "镇办")),
        Column("admin_village", "text", "建制村", "administrative village", ranked=True,
               aliases=("建制村", "行政村")),
        Column("planned_grade", "text", "建设技术等级", "technical grade after building",
               ranked=True, aliases=("建设技术等级", "建设等级")),
        Column("grade", "text", "现技术等级", "technical grade today", ranked=True,
               aliases=("现技术等级", "jsdj")),
        Column("finish_year", "text", "计划完工年", "year in which it is finished", ranked=True,
               aliases=("计划完工年", "完工年", "完工年份", "jhwgn")),
        Column("start_year", "text", "计划开工年", "year in which it begins", ranked=True,
               aliases=("计划开工年", "开工年", "开工年份", "jhkgn")),
        Column("project_year", "text", "项目年份", "year of the programme", ranked=True,
               aliases=("项目年份", "计划年份", "计划年度", "实施年度", "年份", "年度", "xmnf")),
        Column("cost_wan", "number", "投资", "investment", "万元", ranked=True,
               aliases=("投资", "总投资", "投资额", "ztz")),
        Column("subsidy_wan", "number", "补助测算", "part that funds with a tariff pay", "万元",
               ranked=True, aliases=("补助测算", "补助资金")),
        Column("households", "number", "受益户数", "households that would use it", "households",
               ranked=True, aliases=("受益户数",)),
        Column("people", "number", "受益人口", "people that would use it", "persons",
               ranked=True, aliases=("受益人口", "受益人数")),
        Column("status", "text", "状态", "planned, started or finished", ranked=True,
               aliases=("状态", "进度", "项目状态", "建设状态", "项目进度", "工程进度")),
        Column("started_on", "text", "开工日期", "day on which it began", ranked=True,
               aliases=("开工日期", "实际开工日期")),
        Column("finished_on", "text", "完工日期", "day on which it was finished", ranked=True,
               aliases=("完工日期", "实际完工日期", "竣工日期")),
        Column("confirmed_by", "text", "确认人", "who confirmed that it is finished", ranked=True,
               aliases=("确认人", "验收人", "confirmed by")),
        Column("photo_file", "text", "照片文件", "photo that shows it finished", ranked=True,
               aliases=("照片文件", "照片", "验收照片", "photo file")),
        Column("remark", "text", "备注", "that the money is not approved", ranked=True,
               aliases=("备注",)),
    ),
)  # fmt: skip
"""What a list can say of a row. People are those of ``Plan.projects``."""
PROGRESS = ("status", "started_on", "finished_on", "confirmed_by", "photo_file")
"""Columns in which an office says how far a row is; blank in what we write."""
MOVES_LIST = Layer(
    "relocation_list", "搬迁清单", "how far the moves are, one row per group", (),
    (
        Column("group_id", "id", "小组编号", "group in a plan", aliases=("小组编号", "小组号")),
        *(column for column in LIST.columns if column.name in PROGRESS),
    ),
)  # fmt: skip
"""What the relocation list says of a move."""
COLUMNS = {column.name: column for layer in (MOVES_LIST, LIST) for column in layer.columns}
"""Each column of a list by its name."""
PROGRESS_SHEET = "进度"
"""Sheet of ``project_list.xlsx`` and ``relocation_list.xlsx`` that has them."""
YEARS = ("finish_year", "start_year", "project_year")
"""What says the year of a row: the first of these that a list has."""
STAKE_FORM = "K0+000"
"""The other way to write a stake: K3+200."""
STAKES = ("start_km", "end_km")
MEASURES = frozenset(unit for column in LIST.columns for unit in FACTORS.get(column.unit, ()))
"""Units in which columns of a list can be written."""
SHORT = {"起点": "start_km", "终点": "end_km", "止点": "end_km"}
"""Our stakes as bureau.toml may call them; in a list these may be places."""
OTHER_TOTAL = re.compile(r"\s*(小\s*计|累\s*计|本\s*页\s*[合小]?\s*计).*")
"""A cell of a row that sums up something else than the whole list; ``header.GRAND_TOTAL`` does."""
FUND = "fund:"
"""Before the funds of a column that says what they pay."""
MOST_NEAR = 3
"""Names offered for one that is not known."""
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
Text = Annotated[str, Field(min_length=1)]
SheetName = Annotated[str, Field(pattern=r"^[^\[\]:*?/\\]{1,31}$")]


def folded(text: str) -> str:
    """Text without case, white space and the widths of its letters: how headings are compared."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def near_words(word: str, known: list[str]) -> str:
    """Known words that look like another, or all of them where none does."""
    near = difflib.get_close_matches(word, known, n=MOST_NEAR, cutoff=0.5)
    return ", ".join(near or known)


def _our_column(name: str) -> str:
    """Our name of a column, also where it is written as a list heads it."""
    known = {folded(word): column.name for column in LIST.columns
             for word in (column.name, column.zh, *column.aliases)} | SHORT  # fmt: skip
    bare = _BRACKETS.sub("", folded(name)) or folded(name)
    if bare not in known:
        near = near_words(bare, [column.zh for column in LIST.columns])
        raise ValueError(f"没有这一列 no such column: {name!r}. 可写 Write one of: {near}")
    return known[bare]


def _stages_word(word: object) -> object:
    """Our word for how stages are listed."""
    return {"分开": "separate", "合并": "merged"}.get(str(word), word)


class Entry(BaseModel):
    """What stands under one heading of the bureau: one of our columns, funds, or a fixed text."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    heading: str
    """Heading in the bureau's list."""
    column: Annotated[str, AfterValidator(_our_column)] | None = None
    """Our column, e.g. "项目名称"."""
    fund: tuple[Text, ...] | None = Field(default=None, min_length=1)
    """What these funds pay together; ids or names of county.toml."""
    text: str | None = None
    """The same text in every row, e.g. the building unit."""
    unit: str = ""
    """"元", "米", "百人", "K0+000", ...; when absent that of the brackets of the heading, else of the
    column, else 万元, km."""
    words: dict[str, str] = {}
    """Our word = the bureau's word, e.g. {"路面改造" = "改造"}."""

    @property
    def key(self) -> str | None:
        """Column of a list's table; none for a fixed text."""
        return self.column if self.fund is None else FUND + ";".join(self.fund)

    @property
    def our_unit(self) -> str:
        """Unit of our column or of funds, a key of ``FACTORS``; "" for texts, years and numbers."""
        return "万元" if self.fund else COLUMNS[self.column].unit if self.column else ""

    @property
    def factor(self) -> float:
        """How many of the written units make one of ours; 1 without a unit."""
        return 1 / self._units().get(self.written_unit, 1.0)

    @property
    def written_unit(self) -> str:
        """Unit in which the bureau wants the column; "" for texts, years and numbers."""
        units = self._units()
        told = written_unit(self.heading) if units else None
        return self.unit or told or next(iter(units), "")

    def _units(self) -> dict[str, float]:
        """Units in which the column can be written, and what each is in ours."""
        stake = {STAKE_FORM: 1.0} if self.column in STAKES else {}
        return {**FACTORS.get(self.our_unit, {}), **stake}

    @model_validator(mode="after")
    def _one_meaning(self) -> "Entry":
        """One thing per column, in a unit it can have and its heading does not deny."""
        if sum(what is not None for what in (self.column, self.fund, self.text)) != 1:
            raise ValueError("应有且只有一个 expected one of: column, fund, text")
        named, units = written_unit(self.heading), self._units()
        if self.written_unit not in (*units, ""):
            can = ", ".join(units) or "不带单位 none"
            raise ValueError(f"单位不对 unit: expected {can}; got {self.written_unit!r}")
        if units and self.unit and named and units.get(self.unit) != units.get(named):
            raise ValueError(f"表头写的是 {named}，unit 却是 heading and unit differ: {self.unit}")
        return self


class Bureau(BaseModel):
    """``bureau.toml``: how one bureau wants its list of projects."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    columns: dict[str, Entry] = Field(min_length=1)
    """The bureau's heading = our column, in the order of the list."""
    title: str | None = None
    """Title above the list; ours when absent. Not with a template, which has its own."""
    sheet: SheetName | None = None
    """Sheet of the list; the first one of a template when absent."""
    template: Path | None = None
    """The bureau's own workbook, relative to bureau.toml."""
    first_row: Annotated[int, Field(ge=2)] | None = None
    """Row of the template that receives the first project; found when absent."""
    stages: Annotated[Literal["separate", "merged"], BeforeValidator(_stages_word)] = "separate"
    """Subgrade and surface of one project in two rows ("分开") or in one ("合并")."""

    @model_validator(mode="before")
    @classmethod
    def _short_entries(cls, tables: Any) -> Any:
        """Accept ``"heading" = "column"`` for ``"heading" = {column = "column"}``."""
        if not isinstance(tables, dict) or not isinstance(tables.get("columns"), dict):
            return tables
        return tables | {
            "columns": {name: _entry(name, told) for name, told in tables["columns"].items()}
        }

    @model_validator(mode="after")
    def _headings_differ(self) -> "Bureau":
        """A sheet tells its headings apart without case, blanks and widths."""
        names = [folded(heading) for heading in self.columns]
        if "" in names:
            raise ValueError('表头为空 a heading is empty: ""')
        if twice := [title for title in self.columns if names.count(folded(title)) > 1]:
            raise ValueError(f"同一表头写了几次 the same heading: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _title_or_template(self) -> "Bureau":
        """A template has its own title; a row to begin in belongs to a template."""
        if self.template and self.title:
            raise ValueError("模板已有标题 a template has its own title: 请删去 title Remove title")
        if self.first_row and not self.template:
            raise ValueError("first_row 只用于模板 first_row is for a template only")
        return self


def read_bureau(path: Path) -> Bureau:
    """How a bureau wants its list, from its ``bureau.toml``.

    Parameters
    ----------
    path
        The file; the template in it is relative to its folder.

    Returns
    -------
    Bureau
        Frozen; ``template`` is an absolute path.

    Raises
    ------
    ConfigError
        The file is absent, not UTF-8 TOML, or says what cannot be meant; all faults at once.
    """
    if not path.is_file() or path.suffix.lower() != ".toml":
        ours = "、".join(column.zh for column in LIST.columns)
        raise ConfigError(
            f"{path}: 找不到文件，或不是 .toml not found, or no .toml. 请核对 --bureau 的路径 Check the path of "
            f"--bureau. 写法见 How to write one: geoplan export-list --help. 我们的列 Our columns: {ours}"
        )
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: 不是 UTF-8 编码的 TOML，或表头写了两次 not TOML in UTF-8, or a heading stands "
            f"twice: {error}"
        ) from error
    try:
        bureau = Bureau.model_validate(tables)
    except ValidationError as error:
        faults = [_fault(fault) for fault in error.errors(include_url=False)]
        head = f"{path} 有 {len(faults)} 处问题 has {len(faults)} problem(s):"
        raise ConfigError("\n".join([head, *faults])) from error
    if bureau.template is None:
        return bureau
    return bureau.model_copy(update={"template": (path.parent / bureau.template).resolve()})


def _entry(heading: str, told: Any) -> Any:
    """Entry of a column with its heading, written short or long: "总投资(元)" tells the unit too."""
    told = {"column": told} if isinstance(told, str) else told
    if not isinstance(told, dict):
        return told
    fund, unit = told.get("fund"), written_unit(str(told.get("column", "")))
    several = {"fund": [fund]} if isinstance(fund, str) else {}
    if unit in MEASURES and not written_unit(heading):
        told = {"unit": unit} | told
    return told | several | {"heading": heading}


def _fault(fault: Any) -> str:
    """One line about one fault of the file."""
    where = ".".join(str(part) for part in fault["loc"]).removesuffix(".column") or "bureau.toml"
    match fault["type"]:
        case "extra_forbidden":
            models = Entry if len(fault["loc"]) > 1 else Bureau
            known = [name for name in models.model_fields if name != "heading"]
            return (f"  - {where}: 没有这项设置 no such setting. 可写 Write one of: "
                    f"{near_words(str(fault['loc'][-1]), known)}")  # fmt: skip
        case "missing" | "value_error":
            return f"  - {where}: {fault['msg'].removeprefix('Value error, ')}."
    return f"  - {where}: {fault['msg']}. Got {fault['input']!r:.80}."
