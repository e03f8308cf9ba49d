"""Words of the registers and ledgers, and of the tariff in the relocation list."""

from geoplan.publish.labels.codes import Pair

REGISTERS: dict[str, Pair] = {
    "about": (
        "一次录入、一处生成：村有册、乡有簿、县有库。各表都由同一方案得出，不必另填。",
        "Entered once, drawn from one place: card, register, ledger and county table come from the "
        "same plan.",
    ),
    "after": ("后", "after"),
    "connected": ("{reason}（{year} 年）", "{reason} ({year})"),
    "contents": ("目录", "Contents"),
    "county": ("全县合计", "The county"),
    "ledger": ("乡簿", "Ledger"),
    "ledger_about": (
        "“晴”“雨”指晴天、雨天，“现”“后”指现状、规划后；分钟为单程，“不通”指到不了，空白为没有资料。",
        "Dry and wet weather, now and after the plan; minutes one way, blank where unknown.",
    ),
    "ledger_title": ("{township}台账（乡簿）", "Ledger of {township}"),
    "minutes_to": ("到{service}(分钟)", "Minutes to the {service}"),
    "moves": ("{year} 年{site} {n} 户", "{n} households to {site} in {year}"),
    "no_hazard": ("无", "none"),
    "now": ("现", "now"),
    "register": (
        "{admin}　{village}（{id}）　{households} 户 {people} 人　受威胁 {threatened} 户　"
        "搬迁 {moving} 户　道路：{road}",
        "{village} ({id}), {admin}: {households} households, {people} people, {threatened} households "
        "in danger, {moving} moving; road: {road}",
    ),
    "registers": ("村册", "Registers"),
    "registers_about": (
        "每个自然村另起一页。有农户资料的逐户列出，其余按小组列出；“说明”为小组的情况。",
        "Each natural village on its own page: households where they are known, else groups; the "
        "remark is the group's.",
    ),
    "registers_title": ("{township}各村花名册（村册）", "Village registers of {township}"),
    "tariff": (
        "补助标准：集中安置每户补助 {subsidy} 万元，分散安置（自行建房）每户 {dispersed} 万元；扶贫搬迁按人，集中 {poverty} 万元、"
        "分散 {poverty_dispersed} 万元，旧房拆除另加 {cleared} 万元。集中安置的配套设施每户 {facilities} 万元，另加场地平整。",
        "Tariff, in 10,000 yuan: {subsidy} per household that moves to a site, {dispersed} for one that builds by itself; "
        "poverty moves per person: {poverty}, by itself {poverty_dispersed}, and {cleared} for the old house that is "
        "cleared. Facilities of a site {facilities} per household, and levelling.",
    ),
    "tariff_shares": (
        "每户补助为小组补助按户平均，精确到分；以最终审定为准。",
        "A household's subsidy is an equal part of its group's, to the fen; what is finally approved "
        "counts.",
    ),
    "tariff_source": (
        "来源：本县 county.toml 的 [relocation] subsidy_wan_per_household、"
        "facilities_wan_per_household；未填时为安康 2020 年标准：每户 4.5 万元，楼房另加 0.5 万元，"
        "配套设施每户 2 万元。",
        "Source: the county's county.toml, [relocation]; where it does not say, Ankang 2020.",
    ),
    "township": ("乡镇合计", "The township"),
}
