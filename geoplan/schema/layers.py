"""Each layer's columns: name, kind, unit, meaning, range, and how offices call them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "number", "integer", "flag", "consent"]
DTYPES: dict[Kind, str] = {
    "id": "str",
    "text": "str",
    "number": "float64",
    "integer": "float64",
    "flag": "boolean",
    "consent": "str",
}
CONSENT = {
    "yes": ("yes", "y", "true", "1", "同意", "是", "愿意", "√", "✓"),
    "no": ("no", "n", "false", "0", "不同意", "否", "不愿意", "拒绝", "×", "✗"),
    "not_asked": ("not_asked", "unknown", "未征求", "未征求意见", "待征求"),
}
"""The three states of consent and how offices write them. Blank means not asked, never refused."""
FLAG = {
    True: ("yes", "y", "true", "1", "是", "有", "已入库", "已验收", "已拆", "已拆除", "√", "✓"),
    False: ("no", "n", "false", "0", "否", "无", "未入库", "未验收", "未拆", "未拆除", "×", "✗"),
}
"""How offices write yes and no."""
DANGER = ("低", "中", "高", "极高")
"""How offices write the classes of a hazard, 1 to 4."""
LEVEL_ENDING = r"(?:危险|风险)?[区级性等]*$"
"""What may follow such a word: 高风险区 is 高."""
NO_ID = r"[;\x00-\x1f\x7f-\x9f]"
"""What no id may contain: lists of ids are joined with semicolons."""
PART_ENDING = r"-(?:no|risk|own|part\d+)$"
"""How no id of a village or group may end: parts of groups are called so (``relocation.needs``)."""


@dataclass(frozen=True)
class Column:
    """One column of a layer: what it means and which values are possible."""

    name: str
    kind: Kind
    zh: str
    meaning: str
    unit: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    """Words that may stand for 1, 2, 3 …"""
    aliases: tuple[str, ...] = ()
    ranked: bool = False
    """Of several columns the one with the earliest alias is read, without asking."""


@dataclass(frozen=True)
class Layer:
    """One layer: its geometry and its columns; the first column is the index."""

    name: str
    zh: str
    meaning: str
    geometry: tuple[str, ...]
    columns: tuple[Column, ...]
    geometry_required: bool = True

    @property
    def index(self) -> str:
        """Name of the id column."""
        return self.columns[0].name


def _id(name: str, zh: str, meaning: str, *aliases: str) -> Column:
    """Make the id column of a layer."""
    return Column(name, "id", zh, meaning, required=True, aliases=aliases)


_CONSENT = Column(
    "consent", "consent", "是否同意", "consent: yes / no / not_asked; blank is not asked",
    choices=tuple(CONSENT), aliases=("是否同意", "同意", "意愿", "搬迁意愿", "修路意愿"),
)  # fmt: skip
_PEOPLE = Column(
    "people", "integer", "人口", "people living there", "persons", low=0, high=200_000,
    aliases=("人口", "人口数", "总人口", "人数", "户籍人口", "常住人口", "rk", "population", "pop", "人"),
)  # fmt: skip
_HOUSEHOLDS = Column(
    "households", "integer", "户数", "households living there", "households", low=0, high=50_000,
    aliases=("户数", "总户数", "农户数", "hs", "hh", "户"),
)  # fmt: skip
_VILLAGE_ID = Column(
    "village_id", "id", "自然村编号", "natural village it belongs to; looked up by names when absent",
    aliases=("自然村编号", "自然村代码", "zrcbh", "zrcdm"),
)  # fmt: skip
_GROUP_ID = Column(
    "group_id", "id", "小组编号", "villager group it belongs to; looked up by names when absent",
    aliases=("小组编号", "组编号", "村民小组编号"),
)  # fmt: skip
_TOWNSHIP = (
    "乡镇", "乡镇名称", "乡镇名", "镇", "乡", "镇名", "所在乡镇", "所属乡镇", "隶属乡镇", "所在镇", "所属镇",
    "乡镇街道", "镇街", "镇办", "镇办名称", "街道", "xzmc", "township",
)  # fmt: skip
"""How offices call the township of a place."""
_PLACE_NAMES = (
    Column("township_name", "text", "乡镇", "its township, to look it up", aliases=_TOWNSHIP),
    Column("admin_village_name", "text", "建制村", "its administrative village, to look it up",
           aliases=("建制村", "行政村", "建制村名称", "行政村名称", "村委会", "所在村", "jzcmc", "xzcmc")),
    Column("village_name", "text", "自然村", "its natural village by name, to look it up",
           aliases=("自然村", "自然村名称", "村名", "所在自然村", "zrcmc")),
)  # fmt: skip
_GROUP_NAME = Column(
    "group_name", "text", "小组", "its villager group by name, to look it up",
    aliases=("小组", "组", "组名", "村民小组", "组别", "所在小组"),
)  # fmt: skip
_COUNTED = {
    "households": ("受威胁户数", "威胁户数", "威胁户", "受威胁户"),
    "people": ("受威胁人数", "威胁人数", "受威胁人口", "威胁人口", "受威胁人", "威胁人"),
}
"""How ledgers call the households and people that a hazard threatens."""
_OFFICIAL_CLASS = Column(
    "official_class", "integer", "危险等级", "class on the official list, 1-4; outranks the overlay",
    low=1, high=4, levels=DANGER, aliases=("危险等级", "风险等级", "险情等级", "危害等级"),
)  # fmt: skip
_NAME = Column("name", "text", "名称", "name shown to people", aliases=("名称", "mc"))

POINT = ("Point", "MultiPoint")
LINE = ("LineString", "MultiLineString")
AREA = ("Polygon", "MultiPolygon")

VILLAGES = Layer(
    "villages", "自然村", "natural villages; the unit that a road connects", POINT,
    (
        _id("village_id", "自然村编号", "stable id", "自然村编号", "自然村代码", "zrcbh", "zrcdm", "编号",
            "code"),
        Column("name", "text", "自然村名称", "name of the natural village", required=True,
               aliases=("自然村", "自然村名称", "村名", "名称", "zrcmc", "mc")),
        Column("admin_village_id", "id", "建制村代码", "administrative village; its name when absent",
               aliases=("建制村代码", "行政村代码", "jzcdm", "xzcdm")),
        Column("admin_village_name", "text", "建制村", "name of the administrative village",
               aliases=("建制村", "行政村", "建制村名称", "行政村名称", "村委会", "jzcmc", "xzcmc",
                        "admin_village")),
        Column("township_id", "id", "乡镇代码", "township; its name when absent",
               aliases=("乡镇代码", "乡镇编码", "乡镇编号", "xzdm")),
        Column("township_name", "text", "乡镇", "name of the township", aliases=_TOWNSHIP),
        _PEOPLE, _HOUSEHOLDS, _CONSENT,
        Column("building_year", "integer", "建房年份",
               "year in which people build or repair houses: its only way out is open then, not dug up",
               "year", low=1950, high=2100,
               aliases=("建房年份", "建房年度", "建设年份", "建设年度", "计划建房年份")),
    ),
)  # fmt: skip
GROUPS = Layer(
    "groups", "村民小组", "villager groups; the unit that moves, each in one natural village", POINT,
    (
        _id("group_id", "小组编号", "stable id", "小组编号", "组编号", "村民小组编号"),
        _VILLAGE_ID, *_PLACE_NAMES,
        Column("name", "text", "小组名称", "name of the group",
               aliases=("小组", "组名", "村民小组", "小组名称", "名称", "组别", "组")),
        _PEOPLE, _HOUSEHOLDS, _CONSENT,
        Column("official_households", "integer", "受威胁户数",
               "households on the official list; outranks the overlay", "households", low=0, high=50_000,
               aliases=_COUNTED["households"]),
        Column("official_people", "integer", "受威胁人数",
               "people on the official list; outranks the overlay", "persons", low=0, high=200_000,
               aliases=_COUNTED["people"]),
        _OFFICIAL_CLASS,
        Column("wish", "text", "搬迁类别", "why it would move though nothing threatens it",
               choices=("ecological", "poverty", "voluntary"),
               aliases=("搬迁类别", "搬迁类型", "搬迁原因", "申请搬迁")),
    ),
    geometry_required=False,
)  # fmt: skip
HOUSEHOLDS = Layer(
    "households", "农户", "households; internal, never in a public file", POINT,
    (
        _id("household_id", "户编号", "local household number, not an ID number", "户编号", "户号"),
        _GROUP_ID, _VILLAGE_ID, *_PLACE_NAMES, _GROUP_NAME,
        Column("people", "integer", "家庭人口", "people in the household", "persons", required=True, low=1,
               high=30, aliases=("家庭人口", "人口", "人口数", "人数", "家庭人数", "rk")),
        Column("labour", "integer", "劳动力", "people who can work", "persons", low=0, high=30,
               aliases=("劳动力", "劳力", "劳动力人数")),
        Column("land_mu", "number", "承包地", "contracted land", "mu", low=0, high=1000,
               aliases=("承包地", "承包地面积", "耕地面积", "耕地")),
        Column("land_income_share", "number", "土地收入占比", "share of income from land", "share",
               low=0, high=1,
               aliases=("土地收入占比", "农业收入占比")),
        Column("vehicle", "text", "交通工具", "what it rides; the county's default when absent",
               choices=("foot", "motorcycle", "tricycle", "car"),
               aliases=("交通工具", "出行工具", "车辆")),
        _CONSENT,
        Column("mode", "text", "安置方式", "how it asks to be resettled; dispersed: builds by itself",
               choices=("concentrated", "dispersed"), aliases=("安置方式", "安置意愿", "意愿方式")),
        Column("old_house_cleared", "flag", "旧房拆除",
               "its old house is or will be pulled down (one house, one plot); blank: nobody asked",
               aliases=("旧房已拆除", "旧房拆除", "旧房是否拆除", "旧房是否已拆除", "拆旧", "旧房")),
        Column("head_name", "text", "户主", "head of household; internal lists, masked in public",
               aliases=("户主", "户主姓名", "姓名")),
        Column("official_hazard_id", "id", "隐患点编号", "hazard on whose official list it stands",
               aliases=("隐患点编号", "灾害点编号", "受威胁隐患点")),
        _OFFICIAL_CLASS,
    ),
    geometry_required=False,
)  # fmt: skip
ROADS = Layer(
    "roads", "道路", "roads of all classes, one line per stretch of one surface", LINE,
    (
        _id("road_id", "路段编号", "stable id", "路段编号", "路段代码", "编号", "ldbm", "osm_id"),
        Column("name", "text", "路线名称", "name of the route", aliases=("路线名称", "道路名称", "lxmc", "k0102", "名称")),
        Column("route_code", "text", "路线编码", "class letter + 3 characters + county code, Y251360121",
               aliases=("路线编码", "路线编号", "lxbm", "k0101")),
        Column("start_km", "number", "起点桩号", "start stake", "km", low=0, high=5000,
               aliases=("起点桩号", "qdzh", "k0108")),
        Column("end_km", "number", "止点桩号", "end stake", "km", low=0, high=5000,
               aliases=("止点桩号", "讫点桩号", "终点桩号", "zdzh", "k0109")),
        Column("surface_code", "text", "面层类型",
               "11 asphalt, 12 concrete, 21-23 light paved, 31 gravel, 32 stone, 33 slag, 34 brick, "
               "35 block, 36 earth; absent: assumed from width and grade, and flagged",
               aliases=("面层类型", "路面类型", "路面", "lmlx", "k5104", "surface")),
        Column("surface_assumed", "flag", "面层为推定", "true when nobody recorded the surface"),
        Column("surface_width_m", "number", "路面宽度", "width of the surface", "m", low=0, high=40,
               aliases=("路面宽度", "路面宽", "lmkd", "k5404", "width")),
        Column("grade", "text", "技术等级", "11-14 class I-IV, 30 below grade",
               aliases=("技术等级", "jsdj", "k0304")),
        Column("subgrade_accepted", "flag", "路基已验收", "subgrade built and accepted",
               aliases=("路基已验收", "路基验收", "路基是否验收", "路基是否已验收")),
        Column("passing_bays", "flag", "错车道", "passing bays where the surface is narrow",
               aliases=("错车道", "有错车道", "是否有错车道")),
        Column("guardrail", "flag", "护栏", "guardrail where the ground falls away beside the road",
               aliases=("护栏", "有护栏", "是否有护栏", "安防设施", "波形护栏")),
        Column("ford", "flag", "过水路面", "crosses a river without bridge", aliases=("过水路面", "漫水路")),
        Column("in_library", "flag", "已入项目库", "in the project library", aliases=("已入库", "入库", "是否入库", "是否已入库", "项目库")),
        _CONSENT,
        Column("project_id", "text", "项目编号", "links with the same value are one project",
               aliases=("项目编号", "项目编码", "xmbm")),
        Column("manager", "text", "管养单位", "who maintains the road", aliases=("管养单位", "gydw")),
        Column("district", "text", "行政区划", "county or district of the road",
               aliases=("行政区划", "xzqhmc", "xzqhdm"), ranked=True),
    ),
)  # fmt: skip
HAZARDS = Layer(
    "hazards", "灾害隐患", "areas, channels, or points with a radius, where a hazard breaks loose or may strike",
    POINT + LINE + AREA,
    (
        _id("hazard_id", "灾害点编号", "stable id", "灾害点编号", "隐患点编号", "统一编号", "编号"),
        Column("kind", "text", "灾害类型", "kind of hazard", required=True,
               choices=("landslide", "rockfall", "debris_flow", "flood", "other"),
               aliases=("灾害类型", "隐患类型", "类型")),
        Column("hazard_class", "integer", "危险等级", "1 low, 2 medium, 3 high, 4 very high", required=True,
               low=1, high=4, levels=DANGER, aliases=("危险等级", "风险等级", "险情等级", "危害等级", "等级")),
        Column("radius_m", "number", "影响半径", "reach of a point", "m", low=0, high=5000,
               aliases=("影响半径", "半径")),
        Column("reach_ratio", "number", "运动角（高差比距离）",
               "how far it runs: height over length; the setting of its kind when absent, 0 not at all",
               "m/m", low=0, high=2, aliases=("运动角", "高差比距离", "h_l", "hl")),
        Column("protection_cost_wan", "number", "治理费（万元）",
               "cost of making it safe where it is (工程治理), so that nobody must move for it", "万元",
               low=0, high=1_000_000, aliases=("治理费", "治理费用", "工程治理费", "防治费用")),
        Column("name", "text", "名称", "name shown to people",
               aliases=("名称", "隐患点名称", "灾害点名称", "mc")),
        Column("threatened_households", "integer", "受威胁户数", "households it threatens, by the ledger",
               "households", low=0, high=50_000, aliases=_COUNTED["households"]),
        Column("threatened_people", "integer", "受威胁人数", "people it threatens, by the ledger", "persons",
               low=0, high=200_000, aliases=_COUNTED["people"]),
        _GROUP_ID, _VILLAGE_ID, *_PLACE_NAMES, _GROUP_NAME,
    ),
    geometry_required=False,
)  # fmt: skip
FARMLAND = Layer(
    "farmland", "耕地", "contracted land by group", POINT + AREA,
    (
        _id("parcel_id", "地块编号", "stable id", "地块编号", "地块编码"),
        _GROUP_ID, _VILLAGE_ID, *_PLACE_NAMES, _GROUP_NAME,
        Column("area_mu", "number", "面积（亩）", "area", "mu", required=True, low=0, high=100_000,
               aliases=("面积", "面积亩", "实测面积")),
    ),
)  # fmt: skip
SERVICES = Layer(
    "services", "公共服务", "where people go", POINT,
    (
        _id("service_id", "服务点编号", "stable id", "服务点编号", "编号", "osm_id"),
        Column("kind", "text", "类型", "kind of service", required=True,
               choices=("township_seat", "village_committee", "school", "clinic", "hospital", "market",
                        "workplace"),
               aliases=("类型", "服务类型")),
        _NAME,
    ),
)  # fmt: skip
SITES = Layer(
    "sites", "安置点", "building land for resettlement, given by the county or found", POINT + AREA,
    (
        _id("site_id", "安置点编号", "stable id", "安置点编号", "编号"),
        _NAME,
        Column("capacity_households", "integer", "容量（户）",
               "households it can hold; of an area, from its size when absent", "households",
               low=0, high=5000, aliases=("容量", "安置户数", "规模户数")),
        Column("opening_cost_wan", "number", "建设费（万元）", "cost of opening it", "万元", low=0,
               high=1_000_000, aliases=("opening_cost", "建设费", "投资", "投资万元")),
        Column("building_mode", "text", "建房方式",
               "who builds the houses: the county (统规统建) or each household to one plan (统规自建)",
               choices=("county_builds", "household_builds"), aliases=("建房方式", "建设方式")),
    ),
)  # fmt: skip
EXCLUSIONS = Layer(
    "exclusions", "禁建区", "where nothing may be built", AREA,
    (
        _id("exclusion_id", "禁建区编号", "stable id", "编号"),
        Column("kind", "text", "类型", "why", required=True,
               choices=("ecological_redline", "basic_farmland", "water", "other"), aliases=("类型",)),
        _NAME,
    ),
)  # fmt: skip
LAYERS = {
    layer.name: layer
    for layer in (
        VILLAGES, GROUPS, HOUSEHOLDS, ROADS, HAZARDS, FARMLAND, SERVICES, SITES, EXCLUSIONS,
    )
}  # fmt: skip

REFERENCES = ("township_name", "admin_village_name", "village_name", "group_name")
"""Columns that only serve to look up a village or a group."""

# Values that offices write in Chinese for our fixed words.
WORDS = {
    "landslide": ("滑坡", "不稳定斜坡"),
    "rockfall": ("崩塌", "危岩"),
    "debris_flow": ("泥石流",),
    "flood": ("山洪", "洪水"),
    "other": ("其他", "其他灾害", "地面塌陷", "地裂缝", "地面沉降"),
    "township_seat": ("乡镇政府", "镇政府", "乡政府"),
    "village_committee": ("村委会", "村部"),
    "school": ("学校", "小学", "中学", "幼儿园"),
    "clinic": ("卫生室", "卫生院", "诊所"),
    "hospital": ("医院",),
    "market": ("集市", "市场"),
    "workplace": ("就业点", "企业", "工厂", "产业园", "产业园区", "社区工厂"),
    "ecological_redline": ("生态保护红线", "生态红线"),
    "basic_farmland": ("永久基本农田", "基本农田"),
    "water": ("水域", "河流"),
    "ecological": ("生态", "生态搬迁"),
    "poverty": ("扶贫", "扶贫搬迁", "易地扶贫搬迁"),
    "voluntary": ("自愿", "自愿搬迁"),
    "concentrated": ("集中", "集中安置"),
    "dispersed": ("分散", "分散安置"),
    "county_builds": ("统规统建", "统建"),
    "household_builds": ("统规自建", "自建"),
    "foot": ("步行", "走路", "无"),
    "motorcycle": ("摩托", "电动车"),
    "tricycle": ("三轮", "农用车"),
    "car": ("汽车", "轿车", "小车", "货车", "皮卡", "面包车"),
}


def dictionary() -> str:
    """Data dictionary of all layers as Markdown (``data/README.md`` is made of it)."""
    lines = []
    for layer in LAYERS.values():
        shapes = " / ".join(layer.geometry) + ("" if layer.geometry_required else " (optional)")
        lines += [f"## {layer.name} {layer.zh}", "", f"{layer.meaning}. {shapes}.", "",
                  "| column | 中文 | kind | unit | needed | meaning | also read as |",
                  "|---|---|---|---|---|---|---|"]  # fmt: skip
        for c in layer.columns:
            span = "" if c.low is None else f" ({c.low:g} to {c.high:g})"
            choices = f" [{', '.join(c.choices)}]" if c.choices else ""
            lines.append(
                f"| `{c.name}` | {c.zh} | {c.kind} | {c.unit} | {'yes' if c.required else ''} | "
                f"{c.meaning}{choices}{span} | {', '.join(c.aliases)} |"
            )
        lines.append("")
    return "\n".join(lines)
