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
    "connected_by_plan": ("按本计划通硬化路", "Gets its all-weather road by this plan"),
    "connected_now": ("已通硬化路", "Has an all-weather road already"),
    "money": (
        "有路可修，但资金有限：先用在能让更多人通路的地方，或不够修这一条",
        "A road could be built, but the money brings more people to a road elsewhere, or is not enough",
    ),
    "no_way": (
        "没有任何道路连到硬化路网，需新开路线",
        "No chain of roads leads to the paved network; a new line would have to be opened",
    ),
    "off_network": ("附近没有道路", "No road within reach"),
    "withheld": ("涉及不足 3 户，不公布", "Fewer than 3 households: not published"),
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
        "同样的钱用在别的路上，能让更多人通硬化路",
        "The same money brings more people to an all-weather road elsewhere",
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
        "Those who would use it get an all-weather road without it",
    ),
    "useless_alone": (
        "单修它不通：到硬化路网还要经过一条目前不能列入的路",
        "Useless alone: the way on to the paved network needs a road that cannot be listed",
    ),
    "village_leaves": ("它服务的村庄计划搬迁", "Those whom it would serve are planned to move"),
    "withheld": ("涉及不足 3 户，不公布", "Fewer than 3 households: not published"),
}
SITE_REASONS: dict[str, Pair] = {
    "excluded_land": ("在禁建区内", "Inside land where nothing may be built"),
    "hazard": ("在灾害隐患区内", "Inside a hazard area"),
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "money": ("本批资金不够", "Not enough money in this batch"),
    "no_road": ("路来不及修通", "No all-weather road in time"),
    "not_needed": ("别的安置点已够用", "Other sites suffice"),
    "opens": ("计划启用", "Opens by this plan"),
    "slope": ("坡度过陡", "Too steep"),
}

# ---- values of columns -----------------------------------------------------------------------

CONSENT: dict[str, Pair] = {
    "no": ("不同意", "does not agree"),
    "not_asked": ("未征求", "not asked yet"),
    "yes": ("同意", "agrees"),
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
    "about": ("约 {value}", "about {value}"),
    "access_after": ("规划后", "After"),
    "access_now": ("现状", "Now"),
    "amount": ("金额", "Amount"),
    "assumed_surface": ("{name}（推定）", "{name} (assumed)"),
    "because": ("{answer}：{reason}", "{answer}: {reason}"),
    "blocking": ("它的通路上", "On its way to the paved road"),
    "blocking_built": ("通过这些路连到硬化路网", "The roads that connect it"),
    "capacity": ("容量", "Capacity"),
    "close": ("关闭", "Close"),
    "connected_village_years": ("{year} 年通硬化路", "All-weather road in {year}"),
    "connects": ("让谁通路", "Whom it connects"),
    "consent": ("村民意愿", "Consent"),
    "cost": ("还需投资", "Still to pay"),
    "cost_parts": ("其中", "Of which"),
    "cut_off": ("不通", "cut off"),
    "disclaimer": ("供讨论，不作决定依据", "Supports a discussion, does not decide"),
    "farm_minutes": ("到地时间", "Minutes to the land"),
    "farm_unknown": ("无耕地资料", "no farmland data"),
    "found": (
        "由地形资料找出的候选点，需现场踏勘",
        "Found on terrain data: to be checked on the ground",
    ),
    "from_where": ("迁入", "Who moves in"),
    "fund": ("资金", "Fund"),
    "funds": ("谁出资", "Who pays"),
    "group": ("村民小组", "Villager group"),
    "groups_moving": ("计划搬迁的小组", "Groups planned to move"),
    "groups_stay": ("受威胁、暂不搬迁", "Threatened, not moving yet"),
    "groups_threatened": ("受威胁的小组", "Threatened groups"),
    "hazard": ("灾害隐患区", "Hazard areas"),
    "hazard_here": ("灾害等级", "Hazard class"),
    "household_points": ("农户（内部）", "Households (internal)"),
    "household_safe": ("农户", "Household"),
    "household_threatened": ("受威胁农户", "Threatened household"),
    "households": ("户数", "Households"),
    "households_unit": ("{n} 户", "{n} households"),
    "internal": ("内部使用", "Internal use"),
    "language": ("English", "中文"),
    "layers": ("图层", "Layers"),
    "legend": ("图例", "Legend"),
    "length": ("里程", "Length"),
    "line": ("小组 → 安置点", "Group → site"),
    "made_up": ("模拟数据", "Made-up data"),
    "minutes": ("分钟", "min"),
    "minutes_title": ("单程出行时间（分钟）", "One-way travel time (minutes)"),
    "minutes_title_about": ("单程出行时间（约，分钟）", "One-way travel time (about, minutes)"),
    "money": ("{wan} 万元", "¥{yuan}"),
    "moves_to": ("{year} 年迁往", "Moves in {year} to"),
    "moving_here": ("灾害与搬迁", "Hazard and relocation"),
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
    "not_in_plan": ("未列入本计划", "Not in this plan"),
    "now_to_after": ("现状 → 规划后", "Now → after"),
    "pause": ("暂停", "Pause"),
    "people_band": ("人", "people"),
    "people_unit": ("{n} 人", "{n} people"),
    "people_using": ("通路经过它的", "Whose way uses it"),
    "people_with_road": ("通硬化路人口", "People with a paved road"),
    "plan_name": ("规划年份 {years} · 方案 {hash}", "Plan years {years} · plan {hash}"),
    "play": ("逐年播放", "Play years"),
    "public": ("公众版", "Public"),
    "question_access": ("出行时间", "Travel time"),
    "question_relocation": ("避险搬迁", "Relocation"),
    "question_roads": ("修路计划", "Road plan"),
    "questions": ("看什么", "What to look at"),
    "review_number": ("审图号：{value}", "Review number: {value}"),
    "road": ("道路", "Road"),
    "road_candidate": ("候选，未列入", "Candidate, not in the plan"),
    "road_candidate_now": ("未硬化，候选项目", "Unpaved, candidate project"),
    "road_hardened": ("已硬化", "Hardened already"),
    "road_hardened_why": ("已经硬化，不需要列入", "Hardened already, nothing to plan"),
    "road_other": ("其他未硬化道路", "Other unpaved roads"),
    "road_other_why": (
        "不是候选项目：没有村庄需要靠它接通硬化路",
        "No candidate project: no village needs it to reach the paved network",
    ),
    "road_subgrade": ("{year} 年只修路基", "Subgrade only in {year}"),
    "road_year": ("{year} 年硬化", "Paved in {year}"),
    "roads": ("道路", "Roads"),
    "search": ("搜村名、小组、路线编码、安置点", "Village, group, route code, site"),
    "search_label": ("查找", "Find"),
    "service": ("去哪里", "To where"),
    "site": ("安置点", "Resettlement site"),
    "site_closed": ("候选安置点（未启用）", "Candidate site (not used)"),
    "site_full": ("已用 {used} / {capacity} 户", "{used} of {capacity} households"),
    "site_open": ("启用的安置点（蓝条：已用容量）", "Site in use (blue bar: capacity used)"),
    "site_opens": ("{year} 年启用", "Opens in {year}"),
    "sites_served": ("服务的安置点", "Sites it serves"),
    "small_groups": (
        "不足 3 户的小组不公布；相关合计取约数。",
        "Groups of fewer than 3 households are not shown; totals they touch are rounded.",
    ),
    "sources": ("数据来源：{value}", "Data: {value}"),
    "stage": ("阶段", "Stage"),
    "stakes": ("起止桩号", "Stakes"),
    "surface": ("路面", "Surface"),
    "surface_note": (
        "部分道路的路面为推定，时间为约数",
        "Some surfaces are assumed: minutes are approximate",
    ),
    "terrain": ("地形", "Terrain"),
    "threatened": ("受威胁", "Threatened"),
    "title": ("{county}道路硬化与避险搬迁规划", "{county}: road paving and relocation plan"),
    "totals_access": (
        "{service} · {season}：全县平均 {now} → {after} 分钟（按人口，能到达者）",
        "{service} · {season}: county mean {now} → {after} min (by people who can get there)",
    ),
    "totals_moving": (
        "至 {year} 年：启用安置点 {sites} 处 · 搬迁 {households} 户 {people} 人",
        "By {year}: {sites} site(s) open · {households} households, {people} people move",
    ),
    "totals_moving_now": ("现状：尚未搬迁", "Now: nobody has moved yet"),
    "totals_roads": (
        "至 {year} 年：开工 {roads} 条 {km} km，其中硬化 {paved} 条 · {money} · 新通 {people} 人",
        "By {year}: {roads} road(s) begun, {km} km, of which {paved} paved · {money} · {people} people newly connected",
    ),
    "totals_roads_now": (
        "现状：{people} 人已通硬化路，共 {all} 人",
        "Now: {people} of {all} people have an all-weather road",
    ),
    "unknown": ("未知", "unknown"),
    "village": ("自然村", "Natural village"),
    "village_by_plan": ("按计划通硬化路（颜色为年份）", "By the plan (colour: year)"),
    "village_connected": ("已通硬化路", "All-weather road already"),
    "village_not": ("未通硬化路", "No all-weather road"),
    "villages": ("自然村", "Natural villages"),
    "villages_names": ("村名", "Village names"),
    "waters": ("水域", "Water"),
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
    "connected_after": ("规划后通硬化路", "all-weather road after"),
    "connected_now": ("现已通硬化路", "all-weather road now"),
    "connected_year": ("通硬化路年份", "year of all-weather road"),
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
    "hardened": ("已硬化", "hardened"),
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
LISTS: dict[str, Pair] = {
    "assumed_ceiling": ("（额度为推定）", " (ceiling assumed)"),
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
}
