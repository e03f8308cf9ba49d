"""Every word people see, 中文 and English: a plain table from code to the pair of words.

Keys are ``section.code``; codes are those that a Plan carries. The order of sections follows the
reader: reasons, then values of columns, then the words of each output. Words in ``{braces}`` are
filled in by the caller. Villagers read them: plain words, no score, no rank, nothing to be paid.
"""

Pair = tuple[str, str]

# ---- reasons ---------------------------------------------------------------------------------

VILLAGE_REASONS: dict[str, Pair] = {
    "all_move": (
        "全村计划搬迁，不再为其修路",
        "Everybody is planned to move away, so no road is built",
    ),
    "blocked": (
        "最省的通路要用到一条目前不能列入的路",
        "Its cheapest way needs a road that cannot be listed at present",
    ),
    "connected_by_plan": ("按本计划通硬化路", "Gets its paved road by this plan"),
    "connected_now": ("已通硬化路", "Has a paved road already"),
    "money": (
        "有路可修，但资金有限：先用在能让更多人通路的地方，或不够修这一条",
        "A road could be built, but the money brings more people to a road elsewhere, or is not enough",
    ),
    "no_way": (
        "没有任何道路连到硬化路网，需新开路线",
        "No chain of roads leads to the paved network; a new line would have to be opened",
    ),
    "off_network": ("附近没有道路", "No road within reach"),
    "told_move": (
        "村里 3 户及以上的小组都计划搬迁",
        "All groups of 3 or more households of the village are planned to move",
    ),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}
GROUP_REASONS: dict[str, Pair] = {
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "money": ("本批资金已用完", "The money of this batch is used up"),
    "moves": ("计划搬迁", "Planned to move"),
    "no_fund": ("没有资金可以支付", "No fund can pay for it"),
    "no_room": ("附近安置点已满", "The sites within reach are full"),
    "no_site": ("附近没有安全的安置点", "No safe site within reach"),
    "not_threatened": ("不受灾害威胁", "Not threatened"),
    "partly_threatened": (
        "部分农户受威胁，未达到整组搬迁的比例",
        "Some households are threatened, too few for the whole group to move",
    ),
    "refused": ("受威胁，本组不同意搬迁", "Threatened; the group does not agree to move"),
    "site_no_road": ("安置点的路来不及修通", "The road to its site would come too late"),
}
PROJECT_RULES: dict[str, Pair] = {
    "basic_farmland": (
        "占用永久基本农田，不能列入",
        "Would use permanent basic farmland: not allowed",
    ),
    "few_households": (
        "受益户数少于列入门槛",
        "Serves fewer households than the rule asks for",
    ),
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "not_in_library": ("尚未进入项目库", "Not in the project library yet"),
    "refused": ("村民不同意，不强行修建", "Villagers do not agree; nothing is forced"),
    "serves_nobody": ("没有人的通路要用它", "Nobody's way uses it"),
}
PROJECT_REASONS: dict[str, Pair] = PROJECT_RULES | {
    "money": (
        "同样的钱用在别的路上，能让更多人或一样多的人通硬化路",
        "The same money brings more people, or as many, to a paved road elsewhere",
    ),
    "no_fund": (
        "没有资金可以支付，或资金总额不够修这一条",
        "No fund can pay for it, or all of them together are not enough",
    ),
    "selected": ("列入计划", "In the plan"),
    "subgrade_only": (
        "本批先修路基，路面以后再修",
        "This batch builds the subgrade; the surface follows",
    ),
    "served_otherwise": (
        "要用它的人另有硬化路可走",
        "Those who would use it get a paved road without it",
    ),
    "told_leave": (
        "最省的通路要走它的小组（3 户及以上）都计划搬迁",
        "All groups of 3 or more households whose cheapest way uses it are planned to move",
    ),
    "told_served": (
        "最省的通路要走它又不搬走的小组（3 户及以上），另有硬化路可走",
        "The groups of 3 or more households whose cheapest way uses it get a paved road without it, "
        "as far as they stay",
    ),
    "told_useless": (
        "单修它不通：没有硬化路、最省的通路要走它的小组（3 户及以上），还要经过一条目前不能列入的路",
        "Not enough alone: the groups of 3 or more households without a road whose cheapest way uses it "
        "need another road too, which cannot be listed",
    ),
    "useless_alone": (
        "单修它不通：到硬化路网还要经过一条目前不能列入的路",
        "Not enough alone: the way on to the paved network needs a road that cannot be listed",
    ),
    "village_leaves": ("它服务的村庄计划搬迁", "Those whom it would serve are planned to move"),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}
SITE_REASONS: dict[str, Pair] = {
    "excluded_land": ("在禁建区内", "Inside land where nothing may be built"),
    "hazard": ("在灾害隐患区内", "Inside a hazard area"),
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "money": ("本批资金不够", "Not enough money in this batch"),
    "no_road": ("路来不及修通", "No paved road in time"),
    "not_needed": ("别的安置点已够用", "Other sites suffice"),
    "opens": ("计划启用", "Opens by this plan"),
    "slope": ("坡度过陡", "Too steep"),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}

# ---- values of columns -----------------------------------------------------------------------

CONSENT: dict[str, Pair] = {
    "no": ("不同意", "does not agree"),
    "not_asked": ("未征求", "not asked yet"),
    "yes": ("同意", "agrees"),
}
LOCK_KINDS: dict[str, Pair] = {
    "group": ("小组", "group"),
    "road": ("道路", "road"),
    "site": ("安置点", "site"),
}
LOCK_DECISIONS: dict[str, Pair] = {
    "in": ("列入", "in"),
    "out": ("不列入", "out"),
}
COMPONENTS: dict[str, Pair] = {
    "site": ("安置点建设", "site"),
    "subgrade": ("路基", "subgrade"),
    "subsidy": ("搬迁补助", "moving subsidy"),
    "surface": ("路面", "surface"),
}
SEASONS: dict[str, Pair] = {"dry": ("晴天", "Dry weather"), "wet": ("雨天", "Wet weather")}
SERVICES: dict[str, Pair] = {
    "clinic": ("卫生室", "Clinic"),
    "hospital": ("医院", "Hospital"),
    "market": ("集市", "Market"),
    "school": ("学校", "School"),
    "township_seat": ("乡镇政府", "Township seat"),
    "village_committee": ("村委会", "Village committee"),
}
HAZARD_KINDS: dict[str, Pair] = {
    "debris_flow": ("泥石流", "debris flow"),
    "flood": ("山洪", "flood"),
    "landslide": ("滑坡", "landslide"),
    "other": ("其他灾害", "other hazard"),
    "rockfall": ("崩塌", "rockfall"),
}
HAZARD_CLASSES: dict[str, Pair] = {
    "1": ("低", "low"),
    "2": ("中", "medium"),
    "3": ("高", "high"),
    "4": ("极高", "very high"),
}
SURFACES: dict[str, Pair] = {
    "11": ("沥青混凝土", "asphalt"),
    "12": ("水泥混凝土", "concrete"),
    "21": ("沥青贯入式", "bituminous macadam"),
    "22": ("沥青碎石", "bituminous stone"),
    "23": ("沥青表面处治", "surface dressing"),
    "31": ("砂石路", "gravel"),
    "32": ("石质路面", "stone"),
    "33": ("渣石路", "slag"),
    "34": ("砖铺", "brick"),
    "35": ("块料", "blocks"),
    "36": ("土路", "earth"),
}

# ---- the map: viewer/*.js look them up by key --------------------------------------------------

MAP: dict[str, Pair] = {
    "access_after": ("规划后", "After"),
    "access_by": ("到 {year} 年", "By {year}"),
    "access_now": ("现状", "Now"),
    "assumed_surface": ("{name}（推定）", "{name} (assumed)"),
    "back": ("返回", "Back"),
    "change_faster": ("用时缩短", "Faster than now"),
    "change_reached": ("由不通变为可达", "Cut off now, not later"),
    "change_slower": ("用时变长", "Slower than now"),
    "close": ("关闭", "Close"),
    "consent": ("村民意愿", "Consent"),
    "continued": ("续", "continued"),
    "cut_off": ("不通", "cut off"),
    "details": ("详细情况", "Details"),
    "did_you_mean": ("没有找到，您要找的是不是", "Nothing found. Did you mean"),
    "disclaimer": ("供讨论，不作决定依据", "Supports a discussion, does not decide"),
    "found_more": ("还有 {n} 个，请再多输一点", "{n} more: type a little more"),
    "from_to": ("{start} – {end}", "from km {start} to km {end}"),
    "from_where": ("迁入", "Who moves in"),
    "fund": ("资金", "Fund"),
    "group": ("村民小组", "Villager group"),
    "groups_moving": ("计划搬迁的小组", "Groups planned to move"),
    "groups_stay": ("受威胁、暂不搬迁", "Threatened, not moving yet"),
    "groups_threatened": ("受威胁的小组", "Threatened groups"),
    "hazard": ("灾害隐患区", "Hazard areas"),
    "household_points": ("农户（内部）", "Households (internal)"),
    "household_safe": ("农户", "Household"),
    "household_threatened": ("受威胁农户", "Threatened household"),
    "households": ("户数", "Households"),
    "households_unit": ("{n} 户", "{n} households"),
    "internal": ("内部使用", "Internal use"),
    "keys": ("按键说明（?）", "Keys (?)"),
    "keys_list": (
        "1 2 3: 修路计划、出行时间、避险搬迁; /: 查找; ↑ ↓ ← →: 移动地图; + −: 放大、缩小; "
        "0: 看全图; Tab: 到下一处; Esc: 关闭; ?: 按键说明",
        "1 2 3: road plan, travel time, relocation; /: find; ↑ ↓ ← →: move the map; + −: zoom; "
        "0: the whole map; Tab: next control; Esc: close; ?: this list",
    ),
    "language": ("English", "中文"),
    "layers": ("图层", "Layers"),
    "legend": ("图例", "Legend"),
    "length": ("里程", "Length"),
    "line": ("小组 → 安置点", "Group → site"),
    "made_up": ("模拟数据", "Made-up data"),
    "map": ("地图", "Map"),
    "minutes": ("分钟", "min"),
    "minutes_title": ("单程出行时间（分钟）", "One-way travel time (minutes)"),
    "minutes_title_about": ("单程出行时间（约，分钟）", "One-way travel time (about, minutes)"),
    "moment": ("看哪个时候", "Which moment"),
    "money": ("{wan} 万元", "¥{yuan}"),
    "name_unknown": ("未命名道路", "Unnamed road"),
    "no_groups": (
        "没有受灾害威胁的小组，或没有灾害资料",
        "No threatened groups, or no hazard data",
    ),
    "no_services": (
        "没有公共服务点资料，无法计算出行时间",
        "No services in the data: no travel times",
    ),
    "north": ("北", "N"),
    "not_found": ("没有找到", "Nothing found"),
    "pause": ("暂停", "Pause"),
    "people_band": ("人", "people"),
    "people_both": ("人：现在 | 以后", "people: now | after"),
    "people_unit": ("{n} 人", "{n} people"),
    "plan_name": ("规划年份 {years} · 方案 {hash}", "Plan years {years} · plan {hash}"),
    "play": ("逐年播放", "Play years"),
    "print": ("打印", "Print"),
    "printed": ("打印日期 {date}", "Printed {date}"),
    "public": ("公众版", "Public"),
    "question_access": ("出行时间", "Travel time"),
    "question_relocation": ("避险搬迁", "Relocation"),
    "question_roads": ("修路计划", "Road plan"),
    "questions": ("看什么", "What to look at"),
    "results": ("查找结果", "Results"),
    "review_number": ("审图号：{value}", "Review number: {value}"),
    "road": ("道路", "Road"),
    "road_candidate": ("候选，未列入", "Candidate, not in the plan"),
    "road_candidate_now": ("未硬化，候选项目", "Unpaved, candidate project"),
    "road_hardened": ("已硬化", "Paved already"),
    "road_other": ("其他未硬化道路", "Other unpaved roads"),
    "road_subgrade": ("{year} 年只修路基", "Subgrade only in {year}"),
    "road_year": ("{year} 年硬化", "Paved in {year}"),
    "roads": ("道路", "Roads"),
    "search": ("村名、乡镇、拼音首字母、路线编码", "Village, township, route code, site"),
    "search_keys": ("查找（按 / 键）", "Find (key /)"),
    "search_label": ("查找", "Find"),
    "seasons": ("天气", "Weather"),
    "section_of": ("第 {number} 段，共 {of} 段", "part {number} of {of}"),
    "service": ("去哪里", "To where"),
    "side_by_side": ("对照", "Side by side"),
    "site": ("安置点", "Resettlement site"),
    "site_closed": ("候选安置点（未启用）", "Candidate site (not used)"),
    "site_open": ("启用的安置点（蓝条：已用容量）", "Site in use (blue bar: capacity used)"),
    "small_groups": (
        "不足 3 户的小组不计入。",
        "Groups of fewer than 3 households are not counted.",
    ),
    "sources": ("数据来源：{value}", "Data: {value}"),
    "stakes": ("起止桩号", "Section"),
    "surface": ("路面", "Surface"),
    "surface_note": (
        "部分道路的路面为推定，时间为约数",
        "Some surfaces are assumed: minutes are approximate",
    ),
    "terrain": ("地形", "Terrain"),
    "title": ("{county}道路硬化与避险搬迁规划", "{county}: road paving and relocation plan"),
    "told_groups": ("只计 3 户及以上的小组", "only groups of 3+ households"),
    "totals_access": (
        "{service} · {season}：全县平均 {now} → {after} 分钟（按人口，能到达者）",
        "{service} · {season}: county mean {now} → {after} min (by people who can get there)",
    ),
    "totals_faster": (
        "{people} 人更快，平均每人单程省 {minutes} 分钟",
        "{people} people get there faster, by {minutes} min on average",
    ),
    "totals_moving": (
        "至 {year} 年：启用安置点 {sites} 处 · 搬迁 {households} 户 {people} 人",
        "By {year}: sites open: {sites} · {households} households, {people} people move",
    ),
    "totals_moving_now": ("现状：尚未搬迁", "Now: nobody has moved yet"),
    "totals_reached": (
        "{people} 人由不通变为可达",
        "{people} people who are cut off now get there",
    ),
    "totals_roads": (
        "至 {year} 年：开工 {roads} 条 {km} km，其中硬化 {paved} 条 · {money} · 新通 {people} 人",
        "By {year}: roads begun: {roads}, {km} km, of which paved: {paved} · {money} · {people} people newly connected",
    ),
    "totals_roads_now": (
        "现状：{people} 人已通硬化路，共 {all} 人",
        "Now: {people} of {all} people have a paved road",
    ),
    "totals_slower": ("{people} 人更慢", "{people} people get there more slowly"),
    "township_moves": (
        "计划搬迁 {households} 户 {people} 人",
        "Planned to move: {households} households, {people} people",
    ),
    "township_roads": ("列入计划的路：{n} 条，{km} km", "Roads in the plan: {n}, {km} km"),
    "township_villages": (
        "自然村 {n} 个：已通硬化路 {now} 个，到 {year} 年 {after} 个",
        "{n} natural villages: {now} have a paved road now, {after} by {year}",
    ),
    "townships": ("乡镇", "Townships"),
    "unknown": ("未知", "unknown"),
    "village": ("自然村", "Natural village"),
    "village_by_plan": ("按计划通硬化路（颜色为年份）", "By the plan (colour: year)"),
    "village_connected": ("已通硬化路", "Paved road already"),
    "village_not": ("未通硬化路", "No paved road"),
    "villages": ("自然村", "Natural villages"),
    "villages_names": ("村名", "Village names"),
    "waters": ("水域", "Water"),
    "why": ("说明", "Explanation"),
    "whole": ("看全县", "Whole county"),
    "whole_part": ("看全乡镇", "Whole township"),
    "width": ("路面宽", "Width"),
    "withheld": ("不公布", "not published"),
    "year": ("年份", "Year"),
    "zoom_in": ("放大", "Zoom in"),
    "zoom_out": ("缩小", "Zoom out"),
}

# ---- lists, notices, GeoPackage, summary (list helper) -----------------------------------------

GRADES: dict[str, Pair] = {
    "10": ("高速公路", "motorway"),
    "11": ("一级", "grade I"),
    "12": ("二级", "grade II"),
    "13": ("三级", "grade III"),
    "14": ("四级", "grade IV"),
    "22": ("二级", "grade II"),
    "23": ("三级", "grade III"),
    "24": ("四级", "grade IV"),
    "30": ("等外", "below grade"),
}
STATUS: dict[str, Pair] = {
    "feasible": ("未证明最优", "not proven"),
    "infeasible": ("无可行方案", "no plan possible"),
    "optimal": ("已证明最优", "proven best"),
    "unknown": ("未知", "unknown"),
}
OBJECTIVES: dict[str, Pair] = {
    "access": ("新通硬化路人口", "newly connected"),
    "cost": ("修路费用（元）", "cost of roads (yuan)"),
    "danger": ("余险（人×等级×年）", "danger left"),
    "earlier": ("提早通路（人年）", "person-years"),
    "siting": ("选址费用（元）", "siting (yuan)"),
}
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
    "people_down": ("多 {n} 人通硬化路", "{n} more people have a paved road"),
    "people_up": ("少 {n} 人通硬化路", "{n} fewer people have a paved road"),
    "title": ("会议的要求与代价", "What the meeting asked for and what it costs"),
}
INDICATORS: dict[str, Pair] = {
    "admin_villages": ("建制村", "administrative villages"),
    "admin_villages_connected": ("通硬化路建制村", "admin. villages connected"),
    "households": ("户数", "households"),
    "households_threatened": ("受灾害威胁户数", "households in danger"),
    "natural_villages": ("自然村", "natural villages"),
    "natural_villages_connected": ("通硬化路自然村", "natural villages connected"),
    "people": ("人口", "people"),
    "people_connected": ("通硬化路人口", "people connected"),
    "farm_minutes_of_movers": ("搬迁户到地时间", "movers' way to their land"),
    "households_far_from_land": ("到地超30分钟的搬迁户", "movers over 30 min from land"),
    "people_cut_off_wet": ("雨天不通人口", "people cut off when wet"),
    "people_threatened": ("受灾害威胁人口", "people in danger"),
    "rural_access_index": ("农村通达指数", "Rural Access Index (SDG 9.1.1)"),
}
UNITS: dict[str, Pair] = {
    "households": ("户", "households"),
    "minutes": ("分钟", "minutes"),
    "people": ("人", "people"),
    "people x class x years": ("人·级·年", "people x class x years"),
    "person-years": ("人·年", "person-years"),
    "share": ("%", "%"),
    "villages": ("个", "villages"),
    "yuan": ("元", "yuan"),
}
COLUMNS: dict[str, Pair] = {
    "admin_village_id": ("建制村编号", "administrative village id"),
    "admin_village_name": ("建制村", "administrative village"),
    "capacity_households": ("容量（户）", "capacity (households)"),
    "connected_after": ("规划后通硬化路", "paved road after"),
    "connected_now": ("现已通硬化路", "paved road now"),
    "connected_year": ("通硬化路年份", "year of paved road"),
    "consent": ("是否同意", "consent"),
    "cost_yuan": ("费用（元）", "cost (yuan)"),
    "distance_m": ("距离（米）", "distance (m)"),
    "eligible": ("符合条件", "eligible"),
    "end_km": ("止点桩号", "end stake"),
    "found": ("由地形找出", "found on terrain data"),
    "funds": ("资金", "funds"),
    "grade": ("技术等级", "grade"),
    "group_id": ("小组编号", "group id"),
    "group_name": ("村民小组", "group"),
    "groups_in": ("迁入小组", "groups moving in"),
    "hardened": ("已硬化", "paved"),
    "hazard_class": ("危险等级", "hazard class"),
    "hazard_id": ("灾害点编号", "hazard id"),
    "head_name": ("户主", "head of household"),
    "household_id": ("户编号", "household id"),
    "households": ("户数", "households"),
    "households_in": ("安置户数", "households moving in"),
    "kind": ("类型", "kind"),
    "length_m": ("里程（米）", "length (m)"),
    "link_id": ("路段编号", "link id"),
    "moving_households": ("搬迁户数", "households moving"),
    "name": ("名称", "name"),
    "on_network": ("附近有路", "road within reach"),
    "opening_cost_yuan": ("建设费（元）", "opening cost (yuan)"),
    "passable_wet": ("雨天可通行", "passable when wet"),
    "people": ("人口", "people"),
    "people_connected": ("新通硬化路人口", "people newly connected"),
    "people_in": ("安置人口", "people moving in"),
    "project_id": ("项目编号", "project id"),
    "reason": ("原因代码", "reason (code)"),
    "reason_words": ("原因", "reason"),
    "road_distance_m": ("距道路（米）", "distance to the road (m)"),
    "road_id": ("道路编号", "road id"),
    "route_code": ("路线编码", "route code"),
    "rule": ("不符合的规则", "rule that keeps it out"),
    "selected": ("列入计划", "selected"),
    "site_id": ("安置点编号", "site id"),
    "site_name": ("安置点", "site"),
    "sites_served": ("服务的安置点", "sites served"),
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
    "township_id": ("乡镇编号", "township id"),
    "township_name": ("乡镇", "township"),
    "village_id": ("自然村编号", "natural village id"),
    "villages_connected": ("新通村庄", "villages newly connected"),
    "way_projects": ("通路上的项目", "projects on its way"),
    "width_m": ("路面宽度（米）", "surface width (m)"),
    "year": ("年份", "year"),
}
ENGLISH_NAMES: tuple[Pair, ...] = (
    ("([0-9]+)组", "group {0}"),
    ("(.+)附近选址", "site near {1} {0}"),
    ("(.+)至(.+?)(?:公路|道路|路)", "{2} – {3} road {whole}"),
    ("(.+)组道", "{1} group road {whole}"),
    ("(.+)环线", "{1} loop road {whole}"),
    ("(.+?)(?:公路|道路|路)", "{1} road {whole}"),
    ("(.+)乡", "{1} Township {whole}"),
    ("(.+)镇", "{1} Town {whole}"),
    ("(.+)新村", "{1} New Village {whole}"),
    ("(.+)村", "{1} Village {whole}"),
)
"""Kinds of names, the first that fits: parts in 中文, and the English of those parts ({0}, {1}, ...),
of how they sound (the numbers that follow), and of the whole."""
LISTS: dict[str, Pair] = {
    "assumed_ceiling": ("（额度为推定）", " (ceiling assumed)"),
}

# ---- answers: why this road, why not, in the terminal and in the panel of the map ----------------

ANSWERS: dict[str, Pair] = {
    "along": (
        "单修它不通，要和 {projects} 一起列入；下面是一起列入的结果",
        "Alone it leads nowhere: it would be put in together with {projects}, as follows",
    ),
    "also": ("那样安排时，还会列入：{projects}", "The plan would then also build: {projects}"),
    "arrival": (
        "{village} {group}：{households} 户，{people} 人；到地 {land}",
        "{village} {group}: {households} households, {people} people; to their land {land}",
    ),
    "because": ("原因：{reason}", "Reason: {reason}"),
    "blocked": ("走不通的一段是 {project}：{reason}", "What blocks the way is {project}: {reason}"),
    "candidate": (
        "附近的 {site}（离家 {km} km）：{reason}",
        "{site} nearby ({km} km from home): {reason}",
    ),
    "change_less": ("（少 {n}）", " ({n} less)"),
    "change_more": ("（多 {n}）", " ({n} more)"),
    "capacity": ("已用 {used} / {capacity} 户", "{used} of {capacity} households"),
    "cheaper": ("全县修路的钱少用 {yuan}", "The county's roads cost {yuan} less"),
    "connects": (
        "让 {villages} 通硬化路，新通 {people} 人",
        "Brings a paved road to {villages}: {people} people newly connected",
    ),
    "consent": ("村民意愿：{consent}", "Consent: {consent}"),
    "cost": ("还需投资 {yuan}", "Still to pay: {yuan}"),
    "cost_stages": (
        "还需投资 {yuan}：路基 {subgrade_yuan}，路面 {surface_yuan}",
        "Still to pay: {yuan} (subgrade {subgrade_yuan}, surface {surface_yuan})",
    ),
    "dearer": ("全县修路的钱多用 {yuan}", "The county's roads cost {yuan} more"),
    "depend": (
        "全靠它通路的：{villages}，{people} 人",
        "Without it no paved road for {villages}: {people} people",
    ),
    "drops": ("同时不再修：{projects}", "No longer built: {projects}"),
    "gain": ("因此能通路的：{villages}，{people} 人", "Who gains: {villages}, {people} people"),
    "goes": ("钱改修：{projects}", "The money goes to {projects}"),
    "group_connected": ("小组已通硬化路", "The group has a paved road already"),
    "group_moves": (
        "{group}（{households} 户，{people} 人）：{year} 年迁往 {site}",
        "{group} ({households} households, {people} people) moves in {year} to {site}",
    ),
    "group_not": ("小组未通硬化路", "The group gets no paved road"),
    "group_stays": (
        "{group}（{households} 户，{people} 人）不搬：{reason}",
        "{group} ({households} households, {people} people) stays: {reason}",
    ),
    "group_year": ("小组 {year} 年通硬化路", "The group has a paved road in {year}"),
    "hazard_here": ("村庄所在地灾害等级：{class}", "Hazard class at the village: {class}"),
    "land": ("到地时间：{land}", "To their land: {land}"),
    "land_how": (
        "到地怎么算：步行直走，或坐车到老家再走，取快的；各块地按面积平均",
        "How they get to their land: straight on foot, or by vehicle to the old home and on foot from there, "
        "whichever is quicker; mean of the fields by area",
    ),
    "land_farther": ("从那里到地更远", "their land is farther from there"),
    "lose": ("因此通不了路的：{villages}，{people} 人", "Who loses: {villages}, {people} people"),
    "minutes": ("{service}：晴天 {dry}，雨天 {wet}", "{service}: dry {dry}, wet {wet}"),
    "more_names": ("，另有 {rest} 个", " and {rest} more"),
    "money_elsewhere": (
        "有路可修，但同样的钱用在别处，能让更多人通硬化路",
        "A road could be built, but the same money brings more people to a paved road elsewhere",
    ),
    "money_short": (
        "有路可修，但能用的钱加起来也不够",
        "A road could be built, but all the money that may pay for it is not enough",
    ),
    "move_distance": (
        "新家离现在的家约 {km} km（直线）",
        "New home: about {km} km from today's, in a straight line",
    ),
    "nearer": (
        "更近的 {site}（离家 {km} km）：{reason}",
        "{site}, nearer ({km} km from home): {reason}",
    ),
    "needs": ("还要靠 {projects}：缺了就不通", "Needs {projects} as well"),
    "no_capacity": ("余下的容量住不下这个小组", "what room is left is too small for the group"),
    "no_payer": ("没有资金可以付它", "No fund may pay for it"),
    "opening": ("建设费 {yuan}", "Opening costs {yuan}"),
    "part_minutes": ("单程出行时间", "One-way travel time"),
    "part_money": ("花多少钱，谁出", "Cost, and who pays"),
    "part_more": ("更多情况", "More"),
    "part_moves": ("灾害与搬迁", "Hazard and relocation"),
    "part_room": ("要列入，谁让路？", "To put it in, who makes room?"),
    "part_sections": ("同一条路的其他段：", "Other parts of this road:"),
    "part_way": ("它的通路", "Its way to the paved network"),
    "part_why": ("为什么", "Why"),
    "part_without": ("如果不修它呢？", "And without it?"),
    "pays": ("{year} 年{stage}：{fund} {yuan}", "{year} {stage}: {fund} {yuan}"),
    "price_of": ("如果列入 {project}：", "If {project} were put in:"),
    "project_in": ("列入计划：{year} 年硬化", "In the plan: paved in {year}"),
    "project_in_stages": (
        "列入计划：{subgrade} 年修路基，{year} 年硬化",
        "In the plan: subgrade in {subgrade}, paved in {year}",
    ),
    "project_out": ("未列入本计划", "Not in this plan"),
    "project_subgrade": (
        "列入计划：{year} 年只修路基",
        "In the plan: subgrade only, in {year}",
    ),
    "road_hardened": ("已经硬化，不需要列入", "Paved already, nothing to plan"),
    "road_other": (
        "不是候选项目：没有村庄需要靠它接通硬化路",
        "No candidate project: no village needs it to reach the paved network",
    ),
    "room": ("要给它让路的：{projects}", "It would take the place of {projects}"),
    "room_none": ("不需要别的路让出", "No other road would have to make room"),
    "rule_first": (
        "解决了这一条，才能和别的路一起比较",
        "Only when that is settled can it be weighed against other roads",
    ),
    "same_cost": ("全县修路的钱不变", "The county's roads cost as much as before"),
    "saves": (
        "去{service}一趟（雨天）省下的时间，平摊到靠它通路的 {people} 人，每人约 {minutes} 分钟",
        "{service}, one trip in wet weather: about {minutes} min saved for each of {people} people who depend on it",
    ),
    "section_in": ("{section}：{year} 年硬化", "{section}: paved in {year}"),
    "section_out": ("{section}：未列入", "{section}: not in the plan"),
    "section_subgrade": ("{section}：{year} 年只修路基", "{section}: subgrade only, in {year}"),
    "serves": ("通往安置点：{sites}", "Leads to the new homes at {sites}"),
    "shared": (
        "也要走这些路的：{villages}，共 {people} 人",
        "The same roads are also the way of {people} people in {villages}",
    ),
    "site_closed": ("候选安置点（未启用）", "Candidate site (not used)"),
    "site_found": (
        "由地形资料找出的候选点，需现场踏勘",
        "Found on terrain data: to be checked on the ground",
    ),
    "site_not": ("安置点未通硬化路", "No paved road to the site"),
    "site_now": ("安置点已通硬化路", "The site is on the paved network already"),
    "site_opens": ("{year} 年启用", "Opens in {year}"),
    "site_room": (
        "{site}：已用 {used} / {capacity} 户",
        "{site}: {used} of {capacity} households",
    ),
    "site_safe": (
        "新址避开了灾害等级“{class}”及以上的隐患区",
        "The new place lies outside hazard areas of class {class} and above",
    ),
    "site_year": ("安置点 {year} 年通硬化路", "Paved road to the site in {year}"),
    "sites_depend": ("全靠它通路的安置点：{sites}", "Sites that depend on it: {sites}"),
    "step_built": ("{project}：{year} 年硬化", "{project}: paved in {year}"),
    "step_out": ("{project}：未列入。{reason}", "{project}: not in the plan. {reason}"),
    "step_subgrade": ("{project}：{year} 年只修路基", "{project}: subgrade only, in {year}"),
    "threat": (
        "受{hazard}威胁 {households} 户，灾害等级{class}",
        "Threatened by {hazard}: {households} households, class {class}",
    ),
    "threat_some": (
        "部分农户受{hazard}威胁，灾害等级{class}",
        "Some households are threatened by {hazard}, class {class}",
    ),
    "too_dear": (
        "能付它的资金加起来也不够",
        "All the funds that may pay for it together are not enough",
    ),
    "users": (
        "最省的通路要走它的：{villages}，共 {who}",
        "Whose cheapest way uses it: {who} in {villages}",
    ),
    "users_rest": (
        "最省的通路要走它的：{villages}，共 {who}；其中上面没有说到的人，或要搬走，或另有硬化路，或还缺别的路",
        "Whose cheapest way uses it: {who} in {villages}; those of them not named above move away, "
        "get a paved road otherwise, or need other roads as well",
    ),
    "village_moves": ("全村计划搬迁", "Everybody is planned to move away"),
    "village_not": ("未通硬化路", "No paved road"),
    "village_now": ("已通硬化路", "Has a paved road already"),
    "village_told_moves": (
        "村里 3 户及以上的小组都计划搬迁",
        "All groups of 3 or more households of the village are planned to move",
    ),
    "village_year": ("{year} 年通硬化路", "Paved road in {year}"),
    "way_cost": (
        "最省的通路上，未列入的路段共需 {yuan}",
        "The roads on its cheapest way that are not in the plan cost {yuan}",
    ),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
    "with_between": (
        "别的路按最好的办法让出：全县至少少 {low} 人、最多少 {high} 人通硬化路",
        "If other roads make room in the best way: at least {low} and at most {high} fewer people in the county get a paved road",
    ),
    "with_as_many": (
        "别的路按最好的办法让出：全县通硬化路的人一样多",
        "If other roads make room in the best way: as many people in the county get a paved road",
    ),
    "with_equal": (
        "别的路按最好的办法让出：全县通路人数差不多，差别小到本计划分辨不出",
        "If other roads make room in the best way: about as many people get a paved road: less of a difference than this plan can tell",
    ),
    "with_fewer": (
        "别的路按最好的办法让出：全县少 {people} 人通硬化路",
        "If other roads make room in the best way: {people} fewer people in the county get a paved road",
    ),
    "with_found_fewer": (
        "在算出的一个列入它的方案里：3 户及以上的小组少 {people} 人通硬化路（更小的小组不计）",
        "In a plan found with it, {people} fewer people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "with_found_more": (
        "在算出的一个列入它的方案里：3 户及以上的小组多 {people} 人通硬化路（更小的小组不计）",
        "In a plan found with it, {people} more people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "with_found_same": (
        "在算出的一个列入它的方案里：3 户及以上的小组通硬化路的人一样多（更小的小组不计）",
        "In a plan found with it, as many people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "with_impossible": (
        "已证明：在同样的资金、年限和规则下，列入它就没有可行的方案",
        "Proven: with the same money, years and rules no plan can include it",
    ),
    "with_most": (
        "别的路按最好的办法让出：全县最多少 {high} 人通硬化路",
        "If other roads make room in the best way: at most {high} fewer people in the county get a paved road",
    ),
    "with_road": (
        "通硬化路的人：{before} → {after}，全村 {people} 人",
        "People with a paved road: {before} → {after} of {people}",
    ),
    "with_road_leaving": (
        "通硬化路的人：现在 {people} 人中 {before} 人；以后留下的 {staying} 人中 {after} 人，另有 {leaving} 人搬走",
        "People with a paved road: {before} of {people} now; later {after} of the {staying} who stay ({leaving} move away)",
    ),
    "with_unknown": (
        "没有算出列入它的方案，也没有证明不行",
        "No plan with it was found, nor was it proven that there is none",
    ),
    "without_between": (
        "省下的钱按最好的办法改修别的路：全县至少少 {low} 人、最多少 {high} 人通硬化路",
        "If the money is spent again in the best way: at least {low} and at most {high} fewer people get a paved road",
    ),
    "without_as_many": (
        "省下的钱按最好的办法改修别的路：全县通硬化路的人一样多",
        "If the money is spent again in the best way: as many people get a paved road",
    ),
    "without_equal": (
        "省下的钱按最好的办法改修别的路：全县通路人数差不多，差别小到本计划分辨不出",
        "If the money is spent again in the best way: about as many people get a paved road: less of a difference than this plan can tell",
    ),
    "without_fewer": (
        "省下的钱按最好的办法改修别的路：全县少 {people} 人通硬化路",
        "If the money is spent again in the best way: {people} fewer people get a paved road",
    ),
    "without_found_fewer": (
        "在算出的一个不修它的方案里：3 户及以上的小组少 {people} 人通硬化路（更小的小组不计）",
        "In a plan found without it, {people} fewer people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "without_found_more": (
        "在算出的一个不修它的方案里：3 户及以上的小组多 {people} 人通硬化路（更小的小组不计）",
        "In a plan found without it, {people} more people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "without_found_same": (
        "在算出的一个不修它的方案里：3 户及以上的小组通硬化路的人一样多（更小的小组不计）",
        "In a plan found without it, as many people of groups of 3 or more households have a paved road (smaller groups are not counted)",
    ),
    "without_impossible": (
        "已证明：不修它就没有可行的方案",
        "Proven: without it there is no feasible plan",
    ),
    "without_most": (
        "省下的钱按最好的办法改修别的路：全县最多少 {high} 人通硬化路",
        "If the money is spent again in the best way: at most {high} fewer people get a paved road",
    ),
    "without_unknown": (
        "没有算出不修它的方案，也没有证明不行",
        "No plan without it was found, nor was it proven that there is none",
    ),
    "would_connect": (
        "修了就能通路的：{villages}，{people} 人",
        "Who would get a paved road by it: {villages}, {people} people",
    ),
    "year_lag": (
        "先修路基，{lag} 年后再铺路面",
        "The subgrade comes first, then the surface (years between: {lag})",
    ),
    "year_money": (
        "{earlier} 年轮不到：能用于它{stage}的钱只剩 {yuan}，不够 {cost_yuan}",
        "Not in {earlier}: the money left for its {stage} is {yuan}, less than {cost_yuan}",
    ),
}

# ---- what if: the meeting asks for other roads, in the map --------------------------------------

WHATIF: dict[str, Pair] = {
    "as_planned": (
        "面板里说的是方案；设想不用省下的钱修别的路",
        "The panel tells the plan; in what-if the money saved is not spent on other roads",
    ),
    "banner": ("设想，不是方案", "What if – not the plan"),
    "by_plan": ("方案里：", "By the plan – "),
    "carried_in": ("其中 {year} 年结转 {money}", "{money} of it carried over from {year}"),
    "carried_on": (
        "{fund}：{year} 年余 {money}，结转到 {next} 年",
        "{fund}: {money} left in {year}, carried on to {next}",
    ),
    "choice_in": ("列入：{year} 年硬化", "in: paved in {year}"),
    "choice_in_stages": (
        "列入：{subgrade} 年路基，{year} 年硬化",
        "in: subgrade {subgrade}, paved {year}",
    ),
    "choice_out": ("去掉", "out"),
    "choices": ("会议的设想（{n}）", "What the meeting asks ({n})"),
    "chosen_in": ("已设想列入", "Put in (what if)"),
    "chosen_out": ("已设想去掉", "Taken out (what if)"),
    "chosen_year": ("已设想改到 {year} 年", "Moved to {year} (what if)"),
    "connects_nobody": ("单修这段没有村子新通", "Alone it connects no village"),
    "earlier": ("提前通路", "Road earlier"),
    "exhausted": ("{year} 年 {fund} 已用完", "{fund} used up in {year}"),
    "fold": ("收起", "Fold"),
    "fund": ("资金", "Fund"),
    "fund_pays": ("{fund}（付{stages}）", "{fund} ({stages})"),
    "funds_less": ("收起不变的资金", "Hide the funds that stay the same"),
    "funds_same": ("其余 {n} 项资金不变", "{n} other funds stay the same"),
    "gaining": ("新通路", "Gain a road"),
    "hours": (
        "雨天每人去一趟{service}，全县共省 {value} 小时",
        "One trip of everybody when wet ({service}): {value} hours saved in all",
    ),
    "idle": ("因此接不通人的路", "Roads that now connect nobody"),
    "later": ("推迟通路", "Road later"),
    "losing": ("不再通路", "Lose their road"),
    "money": (
        "修路资金：已用 / 可用（含上年结转，万元）",
        "Money for roads: used / available with carry-over (yuan)",
    ),
    "needs_partners": ("；还要一起修：", "; it also needs: "),
    "nobody_may_pay": (
        "能付它的资金都到了补助标准，或没有资金可付",
        "The funds that may pay it are at their tariff, or none may",
    ),
    "not_told": (
        "设想只算雨天去{service}；这里是方案的时间",
        "The plan's minutes: what-if counts {service} when wet only",
    ),
    "note": (
        "会议设想：{name}；对照方案 {hash}；到末年新通硬化路：方案 {planned} 人，设想 {now} 人；{money}",
        "What if: {name}; against plan {hash}; people newly connected by the last year: plan {planned}, what if {now}; {money}",
    ),
    "open": ("打开会议设想（locks.csv）", "Open a meeting's choices (locks.csv)"),
    "open_columns": (
        "这个文件不是 locks.csv：第一行应为 kind,id,decision,year,note",
        "Not a locks.csv: its first line should be kind,id,decision,year,note",
    ),
    "open_decision": (
        "decision 应为 in 或 out，文件里是“{decision}”",
        "decision should be in or out; got “{decision}”",
    ),
    "open_fault": ("没有读入 {id}：{why}", "Not read, {id}: {why}"),
    "open_kind": (
        "这里只能设想道路；安置点和小组要重新算方案",
        "only roads can be asked here; sites and groups need a new plan",
    ),
    "open_title": (
        "读入上次会议保存的 locks.csv，接着讨论",
        "Reads what an earlier meeting saved, to go on from there",
    ),
    "open_twice": ("文件里出现了两次，按第一次", "in the file twice; the first counts"),
    "open_unknown": ("这个方案里没有这个编号", "this plan has no such id"),
    "open_year": ("年份应为 {years}", "the year should be one of {years}"),
    "opened": ("从文件读入 {n} 条设想。", "Choices read from the file: {n}."),
    "partner_ruled_out": ("（按规则不能列入）", " (kept out by a rule)"),
    "payable": ("资金够用", "The money is enough"),
    "people": ("新通硬化路（人）", "People newly connected"),
    "plan": ("方案", "Plan"),
    "put_in": ("列入", "Put in"),
    "put_in_too": ("一起列入", "Put these in too"),
    "refused_already": ("方案里已经是这样", "So it is in the plan already"),
    "refused_early": (
        "来不及：路基要提前 {lag} 年修，{year} 年铺不了路面",
        "Too early for a surface in {year} (years from subgrade to surface: {lag})",
    ),
    "refused_out": ("方案里本来就没有它", "It is not in the plan anyway"),
    "refused_rule": ("按规则不能列入：{reason}", "A rule keeps it out: {reason}"),
    "road_in": ("设想列入", "Put in (what if)"),
    "road_out": ("设想去掉", "Taken out (what if)"),
    "save": ("保存", "Save"),
    "save_title": (
        "下载 locks.csv，交给县里重新算方案",
        "Downloads locks.csv, for the county to plan again",
    ),
    "saved": (
        "已保存 locks.csv（{n} 条，在“下载”里）。把它交给县里，用 geoplan plan --locks 重新算出方案；下次开会可再打开。",
        "Saved locks.csv ({n} choices, in your downloads). Hand it to the county: geoplan plan --locks makes a new plan of it. It can be opened again here.",
    ),
    "short": (
        "超出资金 {money}，要去掉别的路",
        "{money} over the funds: other roads must make room",
    ),
    "sites": ("安置点启用前没有路", "Site without a road in time"),
    "take_out": ("去掉", "Take out"),
    "undo": ("撤销", "Undo"),
    "undo_all": ("全部撤销", "Undo all"),
    "unfold": ("展开", "Unfold"),
    "unpaid": ("付不清：", "Not paid in full: "),
    "unpaid_stage": ("{road}（{stage}）", "{road} ({stage})"),
    "verdict_earlier": (
        "设想中：提前到 {year} 年通路",
        "What if: its road comes earlier, in {year}",
    ),
    "verdict_gaining": ("设想中：{year} 年通路", "What if: it gets a road in {year}"),
    "verdict_idle": (
        "设想中：照样修，但没有村子再靠它通路",
        "What if: still built, but it connects nobody any more",
    ),
    "verdict_in": ("设想中：列入，{year} 年硬化", "What if: in, paved in {year}"),
    "verdict_in_stages": (
        "设想中：列入，{subgrade} 年修路基，{year} 年硬化",
        "What if: in, subgrade in {subgrade}, paved in {year}",
    ),
    "verdict_later": ("设想中：推迟到 {year} 年通路", "What if: its road comes later, in {year}"),
    "verdict_losing": ("设想中：不再通路", "What if: it gets no road"),
    "verdict_out": ("设想中：去掉，不修", "What if: out, not built"),
    "verdict_sites": ("设想中：启用前没有路", "What if: no road in time"),
    "what_if": ("设想", "What if"),
    "who": ("谁受影响", "Who is affected"),
    "year": ("硬化年份", "Paved in"),
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
    "rows_all": ("{count} 行都按清单的年份列入", "All {count} rows are in, each in its year"),
    "rows_some": (
        "{count} 行按清单的年份列入；其余各行：",
        "{count} rows are in, each in its year; the others:",
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

# ---- the A3 sheets of the notice board ------------------------------------------------------------

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
    "move": ("{village}{group} → {site}", "{village} {group} → {site}"),
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

# ---- several plans in one map, and the map of one township ---------------------------------------

SCENARIOS: dict[str, Pair] = {
    "access_here": ("「{here}」更快", "Faster in “{here}”"),
    "access_same": ("一样快", "As fast in both"),
    "access_there": ("「{there}」更快", "Faster in “{there}”"),
    "against": ("对比", "Compare with"),
    "also_there": ("「{there}」里：{said}", "In “{there}”: {said}"),
    "elsewhere": ("外乡镇 {n} 个", "{n} in other townships"),
    "group_both": ("两个方案都搬", "Move in both"),
    "group_differs": ("都搬，去处或年份不同", "Move in both, elsewhere or in another year"),
    "group_here": ("只在「{here}」搬", "Move only in “{here}”"),
    "group_there": ("只在「{there}」搬", "Move only in “{there}”"),
    "mean": (
        "{service} · {season}：全乡镇平均 {now} → {after} 分钟（按人口，能到达者）",
        "{service} · {season}: township mean {now} → {after} min (by people who can get there)",
    ),
    "no_trips": (
        "设想不算出行时间；这里是方案的时间",
        "The plan's minutes: what-if counts no trips in the map of a township",
    ),
    "none": ("不对比", "nothing"),
    "plan": ("方案", "Plan"),
    "road_both": ("两个方案都修", "In both"),
    "road_differs": ("都修，年份或阶段不同", "In both, another year or stage"),
    "road_here": ("只在「{here}」修", "Only in “{here}”"),
    "road_none": ("两个方案都不修", "In neither"),
    "road_there": ("只在「{there}」修", "Only in “{there}”"),
    "site_both": ("两个方案都启用", "Open in both"),
    "site_differs": ("都启用，年份不同", "Open in both, in another year"),
    "site_here": ("只在「{here}」启用", "Open only in “{here}”"),
    "site_there": ("只在「{there}」启用", "Open only in “{there}”"),
    "totals_access": (
        "{service} · {season}，平均分钟：「{here}」{a}，「{there}」{b}（按人口，能到达者）",
        "{service} · {season}, mean minutes: “{here}” {a}, “{there}” {b} (by people who can get there)",
    ),
    "totals_moving": (
        "至 {year} 年，「{here}」比「{there}」：启用安置点 {sites} 处 · 搬迁 {households} 户 {people} 人",
        "By {year}, “{here}” against “{there}”: sites open: {sites} · {households} households, {people} people move",
    ),
    "totals_roads": (
        "至 {year} 年，「{here}」比「{there}」：开工 {km} km · {money} · 新通 {people} 人",
        "By {year}, “{here}” against “{there}”: {km} km begun · {money} · {people} people newly connected",
    ),
    "township_only": ("只算本乡镇的人", "Only people of this township are counted"),
    "unknown": ("没有这一项", "no such thing"),
    "village_both": ("两个方案都新通路", "Gets a road in both"),
    "village_differs": ("都新通路，年份不同", "Gets a road in both, in another year"),
    "village_here": ("只在「{here}」通路", "Gets a road only in “{here}”"),
    "village_there": ("只在「{there}」通路", "Gets a road only in “{there}”"),
}

# ---- all together ------------------------------------------------------------------------------

SECTIONS: dict[str, dict[str, Pair]] = {
    "village": VILLAGE_REASONS,
    "group": GROUP_REASONS,
    "rule": PROJECT_RULES,
    "project": PROJECT_REASONS,
    "site": SITE_REASONS,
    "consent": CONSENT,
    "component": COMPONENTS,
    "season": SEASONS,
    "service": SERVICES,
    "hazard_kind": HAZARD_KINDS,
    "hazard_class": HAZARD_CLASSES,
    "surface": SURFACES,
    "map": MAP,
    "whatif": WHATIF,
    "answer": ANSWERS,
    "scenario": SCENARIOS,
}
