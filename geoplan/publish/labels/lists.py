"""Words of the lists: workbooks, GeoPackage, summary, what locks cost, two plans compared."""

from geoplan.publish.labels.codes import Pair

# ---- columns and figures -------------------------------------------------------------------------

COLUMNS: dict[str, Pair] = {
    "admin_village_id": ("建制村编号", "administrative village id"),
    "admin_village_name": ("建制村", "administrative village"),
    "area_m2": ("净面积（平方米）", "net area (m2)"),
    "building_mode": ("建房方式", "who builds"),
    "capacity_households": ("容量（户）", "capacity (households)"),
    "compactness": ("紧凑度", "compactness"),
    "connected_after": ("规划后通硬化路", "paved road after"),
    "connected_now": ("现已通硬化路", "paved road now"),
    "connected_year": ("通硬化路年份", "year of paved road"),
    "consent": ("是否同意", "consent"),
    "cost_yuan": ("费用（元）", "cost (yuan)"),
    "distance_m": ("距离（米）", "distance (m)"),
    "eligible": ("符合条件", "eligible"),
    "end_km": ("止点桩号", "end stake"),
    "exclusion_ids": ("涉及的禁建区", "excluded land on it"),
    "flooded": ("在淹没区", "in a flood area"),
    "found": ("由地形找出", "found on terrain data"),
    "funds": ("资金", "funds"),
    "grade": ("技术等级", "grade"),
    "group_id": ("小组编号", "group id"),
    "group_name": ("村民小组", "group"),
    "groups_in": ("迁入小组", "groups moving in"),
    "hardened": ("已硬化", "paved"),
    "hazard_class": ("危险等级", "hazard class"),
    "hazard_id": ("灾害点编号", "hazard id"),
    "hazard_ids": ("涉及的灾害点", "hazards on it"),
    "hazard_kind": ("灾害类型", "kind of hazard"),
    "head_name": ("户主", "head of household"),
    "household_id": ("户编号", "household id"),
    "households": ("户数", "households"),
    "households_in": ("安置户数", "households moving in"),
    "how": ("安置方式", "how it is resettled"),
    "kind": ("类型", "kind"),
    "length_m": ("里程（米）", "length (m)"),
    "link_id": ("路段编号", "link id"),
    "links": ("依次走的路段", "links in the order of travel"),
    "moving_households": ("搬迁户数", "households moving"),
    "must_move": ("应搬", "must move"),
    "name": ("名称", "name"),
    "need": ("搬迁原因", "why it moves"),
    "on_network": ("附近有路", "road within reach"),
    "opening_cost_yuan": ("建设费（元）", "opening cost (yuan)"),
    "passable_wet": ("雨天可通行", "passable when wet"),
    "people": ("人口", "people"),
    "people_connected": ("新通硬化路人口", "people newly connected"),
    "people_in": ("安置人口", "people moving in"),
    "plot_m2": ("宅基地（平方米/户）", "plot (m2 a household)"),
    "project_id": ("项目编号", "project id"),
    "reason": ("原因代码", "reason (code)"),
    "reason_words": ("原因", "reason"),
    "reasons": ("全部原因代码", "all reasons (codes)"),
    "reasons_words": ("全部原因", "all reasons"),
    "road_distance_m": ("距道路（米）", "distance to the road (m)"),
    "road_id": ("道路编号", "road id"),
    "room_households": ("按面积可住（户）", "room by its area (households)"),
    "route_code": ("路线编码", "route code"),
    "rule": ("不符合的规则", "rule that keeps it out"),
    "safe_year": ("哪年起安全", "safe from"),
    "score": ("适宜性得分", "suitability"),
    "season": ("天气", "weather"),
    "selected": ("列入计划", "selected"),
    "site_id": ("安置点编号", "site id"),
    "site_name": ("安置点", "site"),
    "sites_served": ("服务的安置点", "sites served"),
    "slope_deg": ("平均坡度（度）", "mean slope (degrees)"),
    "start_km": ("起点桩号", "start stake"),
    "subgrade_accepted": ("路基已验收", "subgrade accepted"),
    "subgrade_cost_yuan": ("路基费用（元）", "subgrade cost (yuan)"),
    "subgrade_year": ("路基年份", "year of subgrade"),
    "suitable": ("适宜", "suitable"),
    "surface_assumed": ("面层为推定", "surface assumed"),
    "surface_code": ("面层类型", "surface code"),
    "surface_cost_yuan": ("路面费用（元）", "surface cost (yuan)"),
    "surface_width_m": ("路面宽度（米）", "surface width (m)"),
    "surface_year": ("路面年份", "year of surface"),
    "threatened": ("受威胁", "threatened"),
    "threatened_households": ("受威胁户数", "households threatened"),
    "threatened_people": ("受威胁人口", "people threatened"),
    "township_id": ("乡镇编号", "township id"),
    "township_name": ("乡镇", "township"),
    "unasked_households": ("未征求户数", "households not asked"),
    "village_id": ("自然村编号", "natural village id"),
    "villages_connected": ("新通村庄", "villages newly connected"),
    "way_id": ("路径编号", "way"),
    "way_projects": ("通路上的项目", "projects on its way"),
    "when": ("什么时候", "when"),
    "width_m": ("路面宽度（米）", "surface width (m)"),
    "treatment": ("做法", "treatment"),
    "of": ("路段或项目", "stretch or project"),
    "width_now_m": ("现路面宽度（米）", "surface width today (m)"),
    "worth_yuan": ("省时和安全的价值（元）", "worth of time and safety (yuan)"),
    "access_width_m": ("进点的路最窄（米）", "narrowest road to it (m)"),
    "stretch_id": ("已硬化路段编号", "stretch of a hardened road"),
    "yard_m2": ("其中菜园圈舍（平方米）", "of it garden and animals (m2)"),
    "year": ("年份", "year"),
}
WITHOUT: Pair = ("到不了的人：", "people who cannot get ")
"""Before what the minutes of an indicator are to."""
INDICATORS: dict[str, Pair] = {
    "admin_villages": ("建制村", "administrative villages"),
    "admin_villages_connected": ("通硬化路建制村", "admin. villages connected"),
    "households": ("户数", "households"),
    "households_threatened": ("受灾害威胁户数", "households in danger"),
    "natural_villages": ("自然村", "natural villages"),
    "natural_villages_connected": ("通硬化路自然村", "natural villages connected"),
    "people": ("人口", "people"),
    "people_connected": ("通硬化路人口", "people connected"),
    "farm_minutes_dry": ("晴天到地时间", "to their land, dry"),
    "farm_minutes_of_movers": ("搬迁户到地时间", "movers' way to their land"),
    "farm_minutes_wet": ("雨天到地时间", "to their land, wet"),
    "households_far_from_land": ("到地超30分钟的搬迁户", "movers over 30 min from land"),
    "people_by_bus": ("客车开得到的人口", "people a bus can reach"),
    "people_cut_off_wet": ("雨天不通人口", "people cut off when wet"),
    "people_threatened": ("受灾害威胁人口", "people in danger"),
    "rural_access_index": ("农村通达指数", "Rural Access Index (SDG 9.1.1)"),
}
UNITS: dict[str, Pair] = {
    "household-minutes": ("户·分钟", "household-minutes"),
    "households": ("户", "households"),
    "minutes": ("分钟", "minutes"),
    "people": ("人", "people"),
    "people x class x years": ("人·级·年", "people x class x years"),
    "person-years": ("人·年", "person-years"),
    "share": ("%", "%"),
    "villages": ("个", "villages"),
    "yuan": ("元", "yuan"),
}
OBJECTIVES: dict[str, Pair] = {
    "access": ("新通硬化路人口", "newly connected"),
    "cost": ("修路费用（元）", "cost of roads (yuan)"),
    "danger": ("余险（人×等级×年）", "danger left"),
    "danger_any_order": ("余险，不分先后（人×等级×年）", "danger left in any order of need"),
    "earlier": ("提早通路（人年）", "person-years"),
    "floors": ("保底内新通路（人，乡镇、建制村各计）", "people of floors"),
    "siting": ("选址费用（元）", "siting (yuan)"),
    "siting_cohesion": ("选址：建制村分到的安置点", "siting: sites per administrative village"),
    "siting_cost": ("选址：补助和安置点（元）", "siting: subsidies and sites (yuan)"),
    "siting_farm": ("选址：到地路程（户·分钟）", "siting: ways to the land (household-minutes)"),
    "siting_service": (
        "选址：到学校、卫生室路程（户·分钟）",
        "siting: ways to services (household-minutes)",
    ),
    "worth": ("省时、安全的价值（元）", "worth of time, safety"),
}
WAYS: dict[str, Pair] = {
    "benefit_cost": ("按项目效益排序", "by benefit/cost"),
    "relocation_first": ("先定搬迁再排路", "relocation first"),
    "roads_first": ("先排路再定搬迁", "roads first"),
    "together": ("本方案（一起算）", "this plan"),
    "without_floors": ("不设保底", "without floors"),
}
"""Ways of planning (``Plan.rivals``)."""
LEVELS: dict[str, Pair] = {
    "admin_village": ("建制村", "administrative village"),
    "township": ("乡镇", "township"),
}
"""Kinds of places that may have a floor (``Plan.floors``)."""
STATUS: dict[str, Pair] = {
    "feasible": ("未证明最优", "not proven"),
    "infeasible": ("无可行方案", "no plan possible"),
    "optimal": ("已证明最优", "proven best"),
    "unknown": ("未知", "unknown"),
    "within": ("在容许差内", "within its tolerance"),
}
LISTS: dict[str, Pair] = {
    "floor_admin_village": (
        "每个建制村至少 {share}%",
        "in each administrative village at least {share} %",
    ),
    "floor_township": ("每个乡镇至少 {share}%", "in each township at least {share} %"),
    "floors": (
        "保底：{rules} 的未通路人口在本批新通硬化路（含搬到通路处的）。有保底的 {n} 处，做到 {met} 处。",
        "Floors: {rules} of the people without an all-weather road newly get one in this batch (at home or where they "
        "move). Of {n} places {met} get that.",
    ),
    "floors_first": (
        "只列 {n} 处：差得最多的和变化最大的；全部见 plan.json。",
        "Only {n} places are listed, those with most people missing or most of a change; all are in plan.json.",
    ),
    "floors_gaining": (
        "与不设保底相比，{n} 处共多通 {people} 人（{places}）。",
        " By the floors {n} {n|place has|places have} {people} more {people|person|people} on a road ({places}).",
    ),
    "floors_losing": (
        "{n} 处共少通 {people} 人（{places}）。",
        " {n} {n|place has|places have} {people} fewer ({places}).",
    ),
    "floors_missing": (
        "钱或路不够，{n} 处共差 {people} 人（{places}）。",
        " Money or roads do not suffice for {people} {people|person|people} in {n} {n|place|places} ({places}).",
    ),
    "floors_others": ("等", " and others"),
    "floors_rest": (
        "没有列出的地方做到了保底，与不设保底时一样多。",
        "Places that are not listed get their floor, and as many as they would without.",
    ),
    "floors_title": ("保底", "Floors"),
    "improved": (
        "路上另做：{what}，共 {wan} 万元。",
        "On roads also: {what}, {wan} × 10,000 yuan in all.",
    ),
    "outlook": (
        "{years} 年展望（不作安排，下一批再定）：本批全部完成后，可再铺路面 {km} km，再有 {people} 人通硬化路，"
        "安置点再接 {households} 户，道路和启用安置点 {wan} 万元。",
        "Outlook {years} (not binding, decided with the next batch): once all of this batch is done, {km} km more could be "
        "paved, {people} more people get an all-weather road, {households} more households come to sites; roads and "
        "opening sites {wan} × 10,000 yuan.",
    ),
    "outlook_assumed": (
        "以后年份没有给出的资金按本批最后一年推定。",
        " Money that is not told for those years is taken to be that of the last year.",
    ),
    "outlook_title": ("以后年份展望", "Outlook"),
    "rivals": (
        "同样的钱和规则，换别的做法：{ways}。本方案：{own}。",
        "The same money and rules, planned otherwise: {ways}. This plan: {own}.",
    ),
    "rival": (
        "新通路 {people} 人，余险 {danger}，搬迁户到地 {minutes} 分钟",
        "{people} people newly on a road, danger left {danger}, movers {minutes} minutes from their land",
    ),
    "paved_wider": (
        "其中 {n} 个项目按更宽的路面修。",
        "Of the roads, {n} are paved wider than usual.",
    ),
    "worth_alone": (
        "省时和安全的价值：按全部住户每天到学校、卫生室的路程和本县设定的单价估算，每处单独计；超过花费才列入。",
        "Worth of time and safety: of everybody's daily way to school and clinic at the county's own prices, each by "
        "itself; only what is worth more than it costs is planned.",
    ),
    "gini": ("基尼系数", "Gini"),
    "in_time": (
        "≤ 15：单程 15 分钟以内能到的人，其余同。到不了的人不算进平均时间。基尼系数（只算能到的人）：0 = 人人花的时间一样，越大越不均；没有人变慢，它也可能变大",
        "≤ 15: people who get there within 15 minutes one way, and so on. Who does not get there is in no mean. Gini (of those who get there): 0 = "
        "everybody takes the same time; the larger, the more uneven; it may grow though nobody gets slower",
    ),
    "given": (
        "修路和搬迁一起定。每个界限以它前面各项已达到的为前提（容许差可以让出）：先减险，再通路，再近地，最后省时省钱。",
        "Roads and moves are decided together. Each bound holds for what those before it have reached, less their "
        "tolerance: danger first, then roads, then ways to the land, at last time and money.",
    ),
    "alone": (
        "分散安置条件：土地收入占比 {high} 以上符合，{low} 到 {high} 待核实，{low} 以下不够。",
        "To build by itself a household needs a share of income from land of {high}; between {low} and {high} "
        "it is to be verified.",
    ),
    "along": (
        "列出高、极高风险的灾害点（含影响范围）；设计时请核对，防护措施由乡镇和设计单位填写。",
        "Hazards that are high or very high, with what they may strike: for the design to check.",
    ),
    "assumed_ceiling": ("（额度为推定）", " (ceiling assumed)"),
    "kept_open": (
        "{years} 年不开挖：有村当年建房，这是唯一的路",
        "not dug up in {years}: a village builds then, whose only way out it is",
    ),
    "assumed_money": ("资金额度为推定，未经批复", "ceilings of funds assumed, not approved"),
    "assumed_note": (
        "资金额度为推定，未经批复：{funds}。列入哪些项目、排在哪年，都按推定的额度；批复后请填入真实额度，重新编制。",
        "The ceilings of these funds are assumed, not approved: {funds}. What is listed and in which year follows "
        "from them; once they are approved, put in the real ceilings and plan again.",
    ),
    "of_sites": (
        "建设费含水、电、排水和从现有路到安置点的进点道路；分钟按规划完成后、晴天、坐车或走路取最快的算。",
        "The cost of opening has water, power, drains and the way from the road; minutes are those after the "
        "plan in dry weather.",
    ),
}

# ---- what the meeting asked for, and what it costs -----------------------------------------------

LOCK_COSTS: dict[str, Pair] = {
    "all": ("全部要求一起", "All of them together"),
    "cost_down": ("少花 {n} 万元", "{n} × 10,000 yuan less"),
    "cost_up": ("多花 {n} 万元", "{n} × 10,000 yuan more"),
    "danger_down": ("余险少 {n}（人×等级×年）", "{n} less danger left (people × class × years)"),
    "danger_up": ("余险多 {n}（人×等级×年）", "{n} more danger left (people × class × years)"),
    "lock": ("{kind} {id} {name} {decision}", "{kind} {id} {name} {decision}"),
    "lock_year": (
        "{kind} {id} {name} {year} 年{decision}",
        "{kind} {id} {name} {decision} {year}",
    ),
    "nothing": ("没有代价", "costs nothing"),
    "people_down": ("多 {n} 人通硬化路", "{n} more {n|person has|people have} a paved road"),
    "people_same": ("通硬化路的人数不变", "as many people have a paved road"),
    "people_up": ("少 {n} 人通硬化路", "{n} fewer {n|person has|people have} a paved road"),
    "title": ("会议的要求与代价", "What the meeting asked for and what it costs"),
    "unknown": ("提前停止，代价没有算出", "not worked out: the plan was stopped early"),
}

# ---- a plan that was stopped early ----------------------------------------------------------------

STOPPED: dict[str, Pair] = {
    "finishing": (
        "正在收尾，请稍候；再按一次放弃",
        "keeping the best plan; press again to give up",
    ),
    "interrupted": ("人工中断", "interrupted"),
    "time_limit": ("时限 {seconds} 秒", "time limit of {seconds} s"),
    "told": (
        "计算提前停止（{why}）：这是到那时找到的最好方案，已经核查；没有算出的代价留空。",
        "The search was stopped early ({why}): this is the best plan found by then, checked; prices "
        "that were not worked out are left open.",
    ),
}

# ---- two plans, or the office's own list, side by side -------------------------------------------

COMPARE: dict[str, Pair] = {
    "a": ("甲", "A"),
    "b": ("乙", "B"),
    "bound": ("界限", "bound"),
    "change": ("不同", "Change"),
    "ceiling": ("上限", "ceiling"),
    "for_roads": ("可用于修路", "for roads"),
    "fund": ("资金", "Fund"),
    "goodness": ("方案有多好", "How good the plans are"),
    "group": ("小组", "Group"),
    "indicator": ("指标", "Indicator"),
    "list": ("清单", "List"),
    "lock": ("要求", "Wish"),
    "locks": ("会议的要求", "What the meetings asked for"),
    "money": ("资金（万元）", "Money (10,000 yuan)"),
    "moves": ("搬迁的不同", "Moves that differ"),
    "newly_connected": ("新通硬化路人口（到年底）", "People newly connected (by year's end)"),
    "no_locks": ("没有要求", "Neither asked for anything"),
    "no_move": ("不搬", "stays"),
    "not_built": ("不修", "not built"),
    "nothing": ("没有不同", "Nothing differs"),
    "now": ("现状", "Now"),
    "objective": ("目标", "Objective"),
    "people_earlier": ("提前通硬化路", "Get their paved road earlier"),
    "people_gaining": ("多通硬化路", "Gain a paved road"),
    "people_later": ("推迟通硬化路", "Get their paved road later"),
    "people_losing": ("少通硬化路", "Lose the paved road"),
    "plan": ("方案", "Plan"),
    "project": ("道路", "Road"),
    "projects": ("修路的不同", "Roads that differ"),
    "results": ("结果", "Results"),
    "row": ("行", "Row"),
    "rows": ("清单逐行", "The list, row by row"),
    "rows_all": (
        "{count} 行都按清单的年份列入",
        "All {count} {count|row is|rows are} in, each in its year",
    ),
    "rows_some": (
        "{count} 行按清单的年份列入；其余各行：",
        "{count} {count|row is|rows are} in, each in its year; the others:",
    ),
    "same_money": (
        "清单按原来的次序，用同样的资金；搬迁与安置点同方案",
        "The list in its own order, on the same money; moves and sites as in the plan",
    ),
    "setting": ("设置", "Setting"),
    "settings": ("设置的不同", "What was set differently"),
    "sites": ("没有硬化路的安置点", "Sites without a paved road"),
    "title": ("两个方案对比", "Two plans compared"),
    "title_official": ("清单与方案对比", "The office's list beside the plan"),
    "unit": ("单位", "Unit"),
    "used": ("使用", "used"),
    "who": ("谁得谁失：从{a}到{b}", "Who gains, who loses: from {a} to {b}"),
    "year": ("年", "Year"),
}
LIST_STATUS: dict[str, Pair] = {
    "accepted": ("路基已验收，不必再修", "Its subgrade is accepted already"),
    "ambiguous": (
        "几个项目都可能是它，请写项目编号",
        "Several projects could be meant: give the id",
    ),
    "hardened": ("已是硬化路", "Paved already"),
    "later": (
        "推迟到 {year} 年：更早钱不够，或要先修路基",
        "Only in {year}: earlier the money is short, or the subgrade comes first",
    ),
    "no_money": ("没有钱了", "No money left"),
    "no_time": ("本批来不及：要先修路基", "Too late for this batch: the subgrade comes first"),
    "no_year": ("没有写年份", "No year given"),
    "part": ("只是项目的一小段", "Only a small part of a project"),
    "twice": ("与前面的行重复", "The same as an earlier row"),
    "unmatched": ("不在备选道路中", "Not among the candidate roads"),
    "year_outside": ("年份不在本批", "Its year is not in this batch"),
    "year_unreadable": ("年份无法识别", "Its year cannot be read"),
}
