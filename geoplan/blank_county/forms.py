"""What townships and county offices are asked: each fact once, and only facts that a plan uses.

Names, kinds, units, limits and choices of the columns are the schema's (``schema.layers``). Not asked
are the land of households (the farmland layer tells it), the administrative village where the natural village tells
it, figures of the official list where the ledger of hazard points tells them: no plan changes by them.
"""

from typing import NamedTuple

from geoplan.schema import LAYERS, Column

TOWNSHIP_BOOK, COUNTY_BOOK = "乡镇填报表.xlsx", "县级台账.xlsx"
TOWNSHIPS = "乡镇"
"""Folder of the filled forms of the townships."""
EXPLANATION = "填表说明"
ROADS = "道路.shp"
LON, LAT = "lon", "lat"
COORDINATES = {LON: "经度", LAT: "纬度"}
UNITS = {"persons": "人", "households": "户", "m": "米"}


class Entry(NamedTuple):
    """One column of a form.

    Attributes
    ----------
    column
        Name in the schema, or ``LON``, ``LAT``.
    example
        What the grey row shows.
    note
        What to write, for the clerk.
    needed
        Marked with a star.
    heading
        Where the schema's Chinese name alone is not plain enough: one of its aliases.
    """

    column: str
    example: str | float
    note: str
    needed: bool = False
    heading: str = ""


class Form(NamedTuple):
    """One sheet of a workbook: the layer it becomes, its name, what stands in it, its columns."""

    layer: str
    sheet: str
    about: str
    entries: tuple[Entry, ...]


def column_of(form: Form, entry: Entry) -> Column | None:
    """The schema's column of an entry; None for coordinates."""
    columns = {column.name: column for column in LAYERS[form.layer].columns}
    return None if entry.column in COORDINATES else columns[entry.column]


def heading(form: Form, entry: Entry) -> str:
    """Heading of an entry with its unit; a star where it is needed."""
    column = column_of(form, entry)
    zh = COORDINATES[entry.column] if column is None else entry.heading or column.zh
    unit = "" if column is None else UNITS.get(column.unit, column.unit)
    told = f"{zh}（{unit}）" if unit and "（" not in zh else zh
    return f"{told}*" if entry.needed else told


_LON_NOTE = "十进制度，经度在前，例如 109.36512。只填一种地图上取的点，见“填表说明”。"
_LAT_NOTE = "十进制度，例如 32.83104。"


def _place(what: str, *, needed: bool) -> tuple[Entry, Entry]:
    """Longitude and latitude of something."""
    return (
        Entry(LON, 109.36512, f"{what}。{_LON_NOTE}", needed),
        Entry(LAT, 32.83104, f"{what}。{_LAT_NOTE}", needed),
    )


_TOWNSHIP = Entry("township_name", "石泉镇", "与“自然村”表所填相同，可下拉选取后向下填充。", True)
_VILLAGE = Entry(
    "village_name", "柳树坪", "从下拉选项中选；选项来自“自然村”表，请先填那张表。", True
)
_CONSENT = "同意、不同意、未征求三选一。没问过的留空，空白按“未征求”处理，不会当作不同意；不同意的不列入搬迁。"

VILLAGES = Form("villages", "自然村", "每个自然村一行。先填这张表，后面的表从这里选村名。", (
    Entry("village_id", "03012", "乡镇两位代码（县里给）加三位序号。编定后不再改，全县不重复。", True),
    Entry("township_name", "石泉镇", "乡镇全称，各表写法一致。", True),
    Entry("admin_village_name", "太阳村", "所属建制村（行政村）名称。", True),
    Entry("name", "柳树坪", "本乡镇内不能同名；有同名的加注区分，例如 大湾（上）、大湾（下）。", True),
    *_place("村里住户集中处", needed=True),
    Entry("households", 42, "没有农户名册、也没有分组数字时才填。不知道的留空，不要填 0。"),
    Entry("people", 160, "同“户数”。填实际居住人口。"),
    Entry("building_year", 2028, "全村集中建房、修房的年份；没有计划的留空。那一年材料车要进村：村里唯一的路不开挖，提前动工的先修完。"),
))  # fmt: skip
GROUPS = Form("groups", "小组", "每个村民小组一行。搬迁以小组为单位。", (
    Entry("group_id", "0301201", "自然村编号加两位序号。编定后不再改，全县不重复。", True),
    _TOWNSHIP, _VILLAGE,
    Entry("name", "一组", "同一自然村内不能同名。", True),
    Entry("households", 20, "填了“农户”表的村留空，由农户表自动汇总。"),
    Entry("people", 78, "填了“农户”表的村留空，由农户表自动汇总。"),
    Entry("consent", "同意", f"整组的意愿：{_CONSENT}填了“农户”表的按户填。", heading="搬迁意愿"),
    Entry("wish", "自愿搬迁", "不受灾害威胁、但申请搬迁的小组才填，从下拉选项中选；留下更好的，方案会说明。"),
    *_place("小组住户集中处；不填则按农户或自然村的位置", needed=False),
))  # fmt: skip
HOUSEHOLDS = Form("households", "农户", "内部使用，不公开。每户一行；没有名册的乡镇可不填，把户数、人口填在“小组”表。", (
    Entry("household_id", "0301201007", "小组编号加三位序号，不是身份证号。编定后不再改，全县不重复。",
          True),
    _TOWNSHIP, _VILLAGE,
    Entry("group_name", "一组", "从下拉选项中选；选项来自“小组”表中该自然村的小组。只有一个小组的村可不填。",
          heading="小组"),
    Entry("head_name", "王大明", "只用于内部名单；公示时隐去一个字，例如 王*明。"),
    Entry("people", 4, "家里实际居住的人数。", True),
    Entry("labour", 2, "能做工的人数；用来预判安置点的就业。"),
    Entry("land_income_share", 0.4, "种地收入占家庭收入的比例，0 到 1，大致填。越高的户，离地近越要紧；"
          "0.5 以上才可以分散安置。"),
    Entry("consent", "同意", _CONSENT, heading="搬迁意愿"),
    Entry("mode", "集中", "愿意集中安置还是分散（自己建房）安置，从下拉选项中选。没问过的留空。"),
    Entry("old_house_cleared", "是", "已经拆除或搬入新房后要拆的填“是”；不拆的填“否”，列为待核实，没有扶贫搬迁的拆旧补助；没问过的留空。",
          heading="旧房是否拆除"),
    Entry("official_hazard_id", "HZ0012", "只填已列入受威胁名单的户：避险明白卡上的隐患点编号，与县级台账一致。"
          "不在名单上的留空。"),
    *_place("房屋位置；不填则按小组的位置", needed=False),
))  # fmt: skip
SERVICES = Form("services", "公共服务", "乡镇政府、村委会、学校、卫生室、医院、集市、就业点（能做工的企业、社区工厂），每处一行。乡镇政府必须填。", (
    Entry("service_id", "03F01", "乡镇两位代码加 F 加两位序号。全县不重复。", True),
    Entry("kind", "学校", "从下拉选项中选。乡镇政府必须有一行：通不通硬化路，从它算起。", True),
    Entry("name", "石泉镇中心小学", "全称。", True),
    *_place("大门口", needed=True),
))  # fmt: skip
HAZARDS = Form("hazards", "隐患点", "地质灾害和山洪隐患点台账，自然资源、水利部门填。每个隐患点一行；威胁几个小组的，每个小组一行，第二行起编号加 -2、-3。", (
    Entry("hazard_id", "HZ0012", "台账上的统一编号，与避险明白卡一致。", True, heading="隐患点编号"),
    Entry("name", "柳树坪滑坡", "隐患点名称。"),
    Entry("kind", "滑坡", "从下拉选项中选。不稳定斜坡按滑坡，危岩按崩塌。", True),
    Entry("hazard_class", 3, "4 极高，3 高，2 中，1 低。3、4 级范围内的住户算受威胁。", True),
    *_place("隐患点中心", needed=True),
    Entry("radius_m", 150, "从中心算起可能危及的距离。不填按 100 米。"),
    Entry("protection_cost_wan", 120, "做了工程治理就可以不搬的，填治理要花的钱；没有这种打算的留空。"),
    Entry("threatened_households", 12, "台账上的受威胁户数；以台账为准，不按图上叠加。"),
    Entry("threatened_people", 46, "台账上的受威胁人数。"),
    Entry("township_name", "石泉镇", "受威胁住户所在乡镇，与乡镇填报表写法一致。"),
    Entry("village_name", "柳树坪", "受威胁住户所在自然村，与乡镇填报表写法一致。"),
    Entry("group_name", "一组", "受威胁住户所在小组。不填则计入最近的小组。"),
))  # fmt: skip
SITES = Form("sites", "安置点", "已经选定的安置点，每处一行。", (
    Entry("site_id", "AZ01", "自编。全县不重复。", True),
    Entry("name", "石门安置点", "名称。", True),
    Entry("capacity_households", 30, "最多能安置多少户。", True),
    Entry("opening_cost_wan", 120, "水、电、排水等建设费；给了高程的，场平按坡度另外计算。不填按 county.toml 中的 site_opening_wan。"),
    Entry("building_mode", "统规自建", "房子由谁建，从下拉选项中选。不填按 county.toml 中的 building_mode。"),
    *_place("安置点中心", needed=True),
))  # fmt: skip

TOWNSHIP_FORMS = (VILLAGES, GROUPS, HOUSEHOLDS, SERVICES)
COUNTY_FORMS = (HAZARDS, SITES)

COORDINATES_TOLD = (
    "坐标：填十进制度，五位小数约合 1 米。天地图、手持 GPS、国土调查底图上取的点可直接用。高德、腾讯、微信、"
    "百度地图上取的点偏几百米：不要自己换算，全表只用一种地图，交表时说明是哪种，由县里统一改正。"
)
NEVER_TOLD = "不要填：身份证号、电话、银行卡号。表里没有这些列；自己加上的，读入时会删除。"
ENTERING_TOLD = (
    "怎么填：从灰色示例行的下一行填起，示例行不读入，可保留。带 * 的列必填，其余不知道的留空，不要填 0。"
    "鼠标移到表头或点中格子，会显示这一列填什么。从别的表粘贴时用“选择性粘贴—数值”，以免冲掉下拉选项。"
    "不要改工作表名和表头，不要加列；行不够可以接着往下填。"
)
TOWNSHIP_TOLD = (
    "做什么用：编制全县修路和避险搬迁规划。只填这一次，公示表、名单、地图都由它生成，不再另外要表。",
    "谁来填：每个乡镇复制一份，由乡镇填写，文件名改为乡镇名（例如 石泉镇.xlsx），交县里放入“乡镇”文件夹。",
    ENTERING_TOLD,
    "先后：先填“自然村”，再填“小组”，再填“农户”，最后填“公共服务”；后面的表从前面的表里下拉选取村名、组名。",
    "人口和户数只填一处：有农户名册的填“农户”表，前两张表的户数、人口留空；没有名册的填在“小组”表；"
    "连小组数字也没有的填在“自然村”表。",
    "编号：由本乡镇按规则自编，编定后每年沿用，不再改。编号格式是文本，前面的 0 会保留。",
    "搬迁意愿有三种：同意、不同意、未征求。空白等于没问过，不等于不同意。没有问过的不要替群众填。",
    COORDINATES_TOLD,
    NEVER_TOLD,
)
"""Paragraphs of the township's sheet of explanation."""
COUNTY_TOLD = (
    "做什么用：编制全县避险搬迁规划。隐患点决定谁要搬，安置点决定搬到哪。道路、耕地、红线等图层不用填表，"
    "直接交 GIS 文件。",
    ENTERING_TOLD,
    "受威胁户数、人数以台账为准。各乡镇已在“农户”表中填了隐患点编号的，按户计算；没有填的，按这里的户数、人数计算。",
    COORDINATES_TOLD,
    NEVER_TOLD,
)
"""Paragraphs of the county's sheet of explanation."""
