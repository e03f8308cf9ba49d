"""Words of the A3 sheets of the notice board."""

from geoplan.publish.labels.codes import Pair

POSTER: dict[str, Pair] = {
    "continued": ("（续）", " (continued)"),
    "county_map": (
        "村名只标出通路或搬迁的村；户主名单见各乡镇公示图。",
        "Only villages with a road or a move are named; names of heads are on the townships' sheets.",
    ),
    "credit": ("方案 {hash} · 第{page}页，共{pages}页", "Plan {hash} · page {page} of {pages}"),
    "glyphs": (
        "字体缺字，公示图上以〓代替",
        "characters missing from the font, drawn as 〓",
    ),
    "inset": ("放大图", "Enlarged part"),
    "legend_arrow": ("搬迁：小组 → 安置点", "Move: group → site"),
    "legend_hazard": ("灾害{level}风险", "Hazard: {level}"),
    "legend_number_move": ("搬迁小组序号", "Number of a moving group"),
    "legend_number_road": ("道路项目序号", "Number of a road project"),
    "legend_pale": ("浅色：邻近乡镇", "Pale: townships around"),
    "legend_seat": ("乡镇政府", "Township seat"),
    "legend_site": ("启用的安置点", "Site that opens"),
    "legend_unpaved": ("未硬化，未列入计划", "Unpaved, not in the plan"),
    "legend_village_by_plan": ("按计划通硬化路的村", "Village: paved road by the plan"),
    "legend_village_connected": ("已通硬化路的村", "Village: paved road already"),
    "legend_village_not": ("未通硬化路的村", "Village: no paved road"),
    "move": ("{group} → {site}", "{group} → {site}"),
    "move_facts": (
        "{households}户{people}人，补助{wan}万元。",
        "{households} households, {people} people, subsidy {wan} x 10 000 yuan. ",
    ),
    "moves": (
        "二、避险搬迁：{count}个小组，{households}户{people}人",
        "Moves: {count} groups, {households} households, {people} people",
    ),
    "no_extra": (
        "未生成公示图 notice.pdf，安装后即可",
        "notice.pdf (A3 sheets) was not made; to add it",
    ),
    "no_moves": ("二、避险搬迁：本批没有可公布的", "Moves: none to be shown in this batch"),
    "no_projects": ("一、道路项目：本批没有", "Road projects: none in this batch"),
    "numbers_county": (
        "另有{count}项在此图上标不下，见各乡镇公示图（序号按乡镇另编）",
        "{count} more have no room here: see the townships' sheets, numbered by township",
    ),
    "numbers_township": (
        "另有{count}项在此图上标不下，见清单",
        "{count} more have no room here: see the list",
    ),
    "objections": (
        "公示期内如有异议，请以书面或电话方式反映。监督举报电话：{telephone}",
        "Objections in writing or by telephone: {telephone}",
    ),
    "posted_moves": (
        "搬迁名单公示期：自____年__月__日至____年__月__日（不少于{days}天）",
        "Moves posted from ____ to ____ (at least {days} days)",
    ),
    "posted_roads": (
        "道路和资金公示期：自____年__月__日至____年__月__日（不少于{days}天）",
        "Roads and funds posted from ____ to ____ (at least {days} days)",
    ),
    "project_facts": (
        "{stages}；{km}公里。资金（万元）：{funds}",
        "{stages}; {km} km. Funds (10 000 yuan): {funds}",
    ),
    "projects": (
        "一、道路项目：{count}个，{km}公里，{wan}万元",
        "Road projects: {count}, {km} km, {wan} x 10 000 yuan",
    ),
    "respelled": (
        "字体缺字，公示图上只写拉丁字母的名称",
        "letters missing from the font, names printed without them",
    ),
    "scale": ("1:{scale:,}", "1:{scale:,}"),
    "seal": (
        "公示单位（盖章）：________________    ____年__月__日",
        "Office (seal): ________________    date ____",
    ),
    "small_groups": (
        "不足3户的小组不计入。搬迁以本人自愿为前提，补助以最终审定为准。",
        "Groups of fewer than 3 households are not counted. Nobody moves against their will.",
    ),
    "subgrade_only": ("（路面以后再修）", " (the surface follows later)"),
    "subtitle": (
        "{years}年 · 供讨论，不作决定依据",
        "{years} · supports a discussion, does not decide",
    ),
    "title": (
        "{place}道路硬化与避险搬迁规划公示",
        "{place}: road paving and relocation plan, notice",
    ),
    "township_figures": (
        "道路{projects}个 {km}公里 {wan}万元，搬迁{households}户",
        "{projects} roads, {km} km, {wan} x 10 000 yuan; {households} households move",
    ),
    "townships": ("各乡镇", "Townships"),
    "wan": ("{wan}万元", "{wan} x 10 000 yuan"),
    "year": ("{year}年", "{year}"),
}
