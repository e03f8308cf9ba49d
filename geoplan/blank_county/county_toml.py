"""``county.toml`` of a county that is only beginning: files to come, funds, settings with source.

Defaults, units and sources are read from ``config``, so that they never differ from what is used.
"""

import json

from pydantic import BaseModel

from geoplan import config
from geoplan.blank_county.forms import (
    COUNTY_BOOK,
    COUNTY_FORMS,
    ROADS,
    TOWNSHIP_FORMS,
    TOWNSHIPS,
)

EDITED: dict[str, tuple[str, dict[str, str]]] = {
    "projects": ("哪些路可以列为项目", {
        "min_households": "至少多少户受益（户）",
        "library_required": "只选已入项目库的路",
        "surface_lag_years": "路基完成后隔几年铺面（年），0 为同年",
        "longest_km": "一个项目最长多少公里",
    }),
    "costs": ("造价（万元/公里）", {
        "subgrade_gentle_wan_per_km": "路基，缓坡",
        "subgrade_hill_wan_per_km": "路基，丘陵",
        "subgrade_steep_wan_per_km": "路基，陡坡石方",
        "base_wan_per_km": "基层",
        "surface_wan_per_km": "水泥面层 3.5 米宽、18 厘米厚",
        "ditch_wan_per_km": "边沟和标志",
        "terrain_factors": "基层和路面的地形系数：缓坡、丘陵、陡坡",
    }),
    "hazards": ("谁算受威胁", {
        "threatened_from_class": "从哪一级起算受威胁（1 低 2 中 3 高 4 极高）",
        "official_list_complete": "台账名单是全的：不在名单上的不算受威胁",
    }),
    "travel": ("出行：乘什么车、走多快（平、缓、陡三档坡度）", {
        "vehicle": "农户没写交通工具时按什么算：foot 步行、motorcycle 摩托车、tricycle 农用三轮车、car 小汽车",
        "gradient_limits": "平、缓、陡的分界坡度",
        "paved_wide_kmh": "硬化路，路面宽于 wide_m（公里/小时）",
        "paved_narrow_kmh": "硬化路，较窄（公里/小时）",
        "gravel_kmh": "砂石路（公里/小时）",
        "earth_kmh": "土路，雨季只能步行（公里/小时）",
        "wet_gravel_factor": "雨季砂石路车速系数",
        "no_bays_factor": "窄路没有错车道时小汽车、三轮车的车速系数",
        "tricycle_kmh": "农用三轮车在硬化路上最快（公里/小时）",
        "tricycle_unpaved_kmh": "农用三轮车在砂石路、土路上最快（公里/小时）",
        "speed_error": "车速没有实测时可能差几成；实测过就写 0",
        "off_path_factor": "离开道路步行的速度系数",
        "cliff_deg": "陡于多少度的地方不能走（度）",
    }),
    "relocation": ("谁搬、搬到哪、补多少", {
        "group_threatened_share": "小组受威胁人口达到几成就整组搬（0–1）",
        "max_distance_km": "最远搬多少公里（就近）",
        "max_slope_deg": "建房用地最大坡度（度）",
        "smallest_site_households": "就近的安置点至少多少户",
        "min_site_households": "集镇上的安置点至少多少户",
        "site_opening_wan": "新选安置点的水、电、排水（万元/处）；场平和进点道路另外计算",
        "subsidy_wan_per_household": "建房补助（万元/户）",
        "facilities_wan_per_household": "集中安置点配套（万元/户）",
    }),
}  # fmt: skip
"""Settings that counties change, by table: what the table is about, and each setting in Chinese."""
SOURCES = """\
# 以下每项写明单位和出处：A 官方文件，B 新闻或摘要，C 一般经验，请换成本县的数字。
# Each setting tells its unit and source: A official text, B news or abstract, C general knowledge: put the county's own.
"""
ASSUMED_WAN = 100
"""Ceiling of the one fund until the county writes its own; every list says that it is assumed."""


def county_toml(name: str, *, first_year: int) -> str:
    """TOML that can be planned with as soon as the forms and the roads are there.

    Parameters
    ----------
    name
        Name of the county.
    first_year
        First year of the two-year batch.
    """
    tables = [_settings_table(table, *told) for table, told in EDITED.items()]
    return "\n".join([_head(name, first_year), _layers(), _funds(), SOURCES, *tables, _rest()])


def _head(name: str, first_year: int) -> str:
    """First lines: name, years, and what is printed on maps."""
    return f"""\
# 本县设置。# 后面是说明；去掉行首的 # 即启用该行。改好后运行 geoplan plan county.toml
# Settings of the county. Text after # explains; take the # off a line to use it. Then: geoplan plan county.toml

name = {json.dumps(name, ensure_ascii=False)}
years = {[first_year, first_year + 1]}        # 一起谋划的项目年份 the years planned together
# crs = "EPSG:4545"         # 米制坐标系，不写则按位置选定 metric CRS; chosen from the position when absent
# sources = ["县交通局 2026"] # 资料来源，印在图上 credits printed on every map
# review_number = "..."     # 审图号 of the public map
# complaint_telephone = "..."  # 监督电话，印在公示表上 printed on public notices
"""


def _layers() -> str:
    """Files: the forms, the roads, and what makes the plan better."""
    township = [(form.layer, form.sheet, f"{TOWNSHIPS}/*.xlsx") for form in TOWNSHIP_FORMS]
    county = [(form.layer, form.sheet, COUNTY_BOOK) for form in COUNTY_FORMS]
    forms = "\n".join(
        f'{layer} = {{ path = "{path}", layer = "{sheet}" }}'
        for layer, sheet, path in township + county
    )
    return f"""\
[layers]                    # 路径从本文件所在目录算起 paths are relative to this file
roads = "{ROADS}"         # 交通局路网 roads (.shp, .gpkg, .gdb); 列名认不出时 where a column is not recognised:
# roads = {{ path = "{ROADS}", columns = {{ surface_code = "LMLX" }} }}
# 乡镇填好的表放入 {TOWNSHIPS}/；没有填的表不用改 the townships' filled forms go into {TOWNSHIPS}/; those left blank are passed over
{forms}
# 有乡镇在高德、腾讯或手机地图（gcj02）、百度地图（bd09）上取点的，把它的表放入 高德/，每个图层这样写：
# Townships whose points are from Amap, Tencent, phones (gcj02) or Baidu (bd09): put their forms into 高德/, and for each layer:
# villages = [
#   {{ path = "{TOWNSHIPS}/*.xlsx", layer = "自然村" }},
#   {{ path = "高德/*.xlsx", layer = "自然村", datum = "gcj02" }},
# ]
# 有了下列文件再启用 use these lines when the files are there:
# farmland = "耕地.gpkg"      # 耕地和所属小组，算到地时间 farmland by group: minutes to the land
# exclusions = "禁建区.gpkg"  # 生态红线、永久基本农田 redlines and basic farmland; 没有类型列时 without a column of kinds:
#   exclusions = [{{ path = "三区三线.gdb", layer = "红线", values = {{ kind = "生态保护红线" }} }}]
# dem = "高程.tif"           # 高程（米） elevation [m]: slopes, costs, walking, sites
"""


def _funds() -> str:
    """One assumed fund, and how real ones are written."""
    return f"""\
# 资金：谁付什么、各年上限。每笔资金一段 [[funds]]
# Funds: who pays what, ceiling of each year. One [[funds]] for each
[[funds]]
id = "county"
name = "县级资金"
pays = ["subgrade", "surface", "site", "subsidy"]   # 路基 路面 安置点 搬迁补助
ceiling_wan = {[ASSUMED_WAN] * 2}    # 各年上限（万元） ceiling of each year
carry_over = true           # 结余可转下年 money left may be spent in the next year
assumed = true              # 填入真实数字后删去此行 delete this line when the figures are real
# quota_wan_per_km = 20     # 每公里最多补多少（万元） at most this much per km
# for = {{ township_id = ["石泉镇"] }}  # 只用于这些乡镇 only for these townships
"""


def _settings_table(table: str, about: str, settings: dict[str, str]) -> str:
    """One table: each setting with its meaning, unit, source, and default."""
    model: type[BaseModel] = type(config.County.model_fields[table].default)
    lines = [f"[{table}]  # {about} {' '.join(str(model.__doc__).split())}"]
    for name, zh in settings.items():
        field = model.model_fields[name]
        lines += [f"# {zh}", f"# {' '.join(str(field.description).split())}"]
        lines.append(f"{name} = {json.dumps(field.default)}")
    return "\n".join([*lines, ""])


def _rest() -> str:
    """Where the other settings are."""
    others = ", ".join(
        f"[{name}]" for name, field in config.County.model_fields.items()
        if isinstance(field.default, BaseModel) and name not in EDITED
    )  # fmt: skip
    return f"""\
# 其余设置（车速、路网连接、求解精度等）：{others} 等，名称、默认值、单位和出处见 geoplan/config.py，写法同上。
# The other settings, with default, unit and source, are in geoplan/config.py: {others} and more in the tables above.
"""
