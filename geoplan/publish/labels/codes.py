"""Words for the codes that the data and a Plan carry: reasons, kinds, classes, kinds of names."""

Pair = tuple[str, str]

# ---- reasons -------------------------------------------------------------------------------------

VILLAGE_REASONS: dict[str, Pair] = {
    "all_move": (
        "全村计划搬迁，不再为其修路",
        "Everybody is planned to move away, so no road is built",
    ),
    "blocked": (
        "最省的通路要用到一条目前不能列入的路",
        "Its cheapest way needs a road that cannot be listed at present",
    ),
    "building_year": (
        "最省的通路要用到一条本批修不进的路：有村建房，当年只有这条路，不能开挖",
        "Its cheapest way needs a road that this batch has no years for: it is the only way out of a "
        "village that builds, and not dug up then",
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
    "too_late": (
        "最省的通路要先修路基，铺路面时本批已经结束",
        "Its cheapest way needs a subgrade first, and by the year of its surface this batch is over",
    ),
    "told_move": (
        "村里 3 户及以上的小组都计划搬迁",
        "All groups of 3 or more households of the village are planned to move",
    ),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}
NO_PAYER: Pair = ("没有资金可以付它", "No fund may pay for it")
TOO_DEAR: Pair = (
    "能付它的资金加起来也不够",
    "All the funds that may pay for it together are not enough",
)
ASKED_FOR: Pair = ("会议决定列入", "Put in by the meeting's decision")
GROUP_REASONS: dict[str, Pair] = {
    "asked_for": ASKED_FOR,
    "builds_itself": ("分散安置，自行建房", "Resettled dispersed: builds by itself"),
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "mode_not_offered": (
        "够得着的安全安置点，安置方式本县没有提供（设置 modes）",
        "The safe sites within its reach are of a kind that the county does not offer (setting modes)",
    ),
    "money": ("本批资金已用完", "The money of this batch is used up"),
    "moves": ("计划搬迁", "Planned to move"),
    "no_payer": NO_PAYER,
    "no_room": ("附近安置点已满", "The sites within reach are full"),
    "no_site": (
        "附近没有既安全又能按时通路的安置点",
        "No site within reach is both safe and reached by a road in time",
    ),
    "not_threatened": ("不受灾害威胁", "Not threatened"),
    "protected": ("原地治理，不用搬", "Made safe where it is; nobody needs to move"),
    "rather_stays": (
        "自愿搬迁，但留下离地近、不受威胁，留下更好",
        "Asked to move; staying is safe and nearer to its land, which is better",
    ),
    "too_far": (
        "最近的安全安置点超过了最远的搬迁距离（设置 max_distance_km，进镇 max_town_km）",
        "The nearest safe site is farther than a group may move (settings max_distance_km; in town "
        "max_town_km)",
    ),
    "too_few": (
        "附近安置点凑不够最少的户数",
        "Too few households for a site within reach to open",
    ),
    "partly_threatened": (
        "部分农户受威胁，未达到整组搬迁的比例",
        "Some households are threatened, too few for the whole group to move",
    ),
    "refused": ("受威胁，本组不同意搬迁", "Threatened; the group does not agree to move"),
    "site_no_road": (
        "能去的安置点，路在本批的年份和资金里修不通",
        "The road to its site cannot be built with the years and money of this batch",
    ),
    "too_dear": TOO_DEAR,
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
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
    "serves_nobody": (
        "它不在任何人家或安置点的通路上",
        "It is on no way to anybody's home or to a site",
    ),
}
PROJECT_REASONS: dict[str, Pair] = PROJECT_RULES | {
    "asked_for": ASKED_FOR,
    "building_year": (
        "留下的村本批建房，出来只有这条路：当年要通，不能开挖，剩下的年份不够修",
        "A village that stays builds in this batch and has no other way out: it is open in that year, not "
        "dug up, and the years left are too few",
    ),
    "cheaper_ways": (
        "没有人最省的通路要走它",
        "Nobody's cheapest way uses it",
    ),
    "money": (
        "同样的钱用在别的路上，能让更多人或一样多的人通硬化路",
        "The same money brings more people, or as many, to a paved road elsewhere",
    ),
    "no_payer": NO_PAYER,
    "selected": ("列入计划", "In the plan"),
    "site_closed": (
        "只有没有启用的安置点，最省的通路才走它",
        "Only sites that do not open would use it as their cheapest way",
    ),
    "subgrade_only": (
        "本批先修路基，路面以后再修",
        "This batch builds the subgrade; the surface follows",
    ),
    "served_otherwise": (
        "要用它的人另有硬化路可走",
        "Those who would use it get a paved road without it",
    ),
    "too_late": (
        "先修路基，到能铺路面时本批已经结束",
        "The subgrade comes first, and by the year of its surface this batch is over",
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
        "光修它没有用：要靠它通路的小组（3 户及以上），路上还有一段目前不能列入",
        "Of no use alone: the groups of 3 or more households that would get a road over it need "
        "another one too, which cannot be listed",
    ),
    "too_dear": TOO_DEAR,
    "useless_alone": (
        "光修它没有用：留下的人里要走它的，路上还有一段目前不能列入",
        "Of no use alone: of those who stay, whoever would use it also needs a road that cannot be listed",
    ),
    "village_leaves": ("要用它的人都计划搬迁", "Those whom it would serve are planned to move"),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}
SITE_REASONS: dict[str, Pair] = {
    "basic_farmland": ("占永久基本农田", "On permanent basic farmland"),
    "ecological_redline": ("在生态保护红线内", "Inside an ecological redline"),
    "hazard": ("在灾害隐患区（含影响范围）内", "Inside a hazard area, or within its reach"),
    "locked_out": ("会议决定不列入", "Left out by the meeting's decision"),
    "money": ("本批资金不够", "Not enough money in this batch"),
    "no_road": (
        "本批的年份和资金不够修通到它的路",
        "The years and money of this batch do not suffice for the road to it",
    ),
    "no_way": ("没有可以列入的路通到那里", "No road that may be listed leads there"),
    "no_room": ("放不下一户，或没有给出容量", "Room for nobody, or no capacity is told"),
    "not_needed": ("别的安置点已够用", "Not needed: the sites chosen have room"),
    "opens": ("计划启用", "Opens by this plan"),
    "other_excluded": ("在其他禁建区内", "Inside other land where nothing may be built"),
    "slope": ("坡度过陡", "Too steep"),
    "thin": ("太窄长，不成片", "A ribbon, too narrow for a place"),
    "too_late": (
        "路修通的下一年才能启用，那时规划年份已过",
        "It opens the year after its road at the earliest; the years of the plan are over by then",
    ),
    "water": ("在水域内", "In water"),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
}

# ---- values of columns ---------------------------------------------------------------------------

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
    "guardrail": ("护栏", "guardrail"),
    "passing_bays": ("错车道", "passing bays"),
    "protection": ("工程治理", "protection works"),
    "site": ("安置点建设", "site"),
    "subgrade": ("路基", "subgrade"),
    "subsidy": ("搬迁补助", "moving subsidy"),
    "surface": ("路面", "surface"),
    "widening": ("窄路面加宽", "widening"),
}
TREATMENTS: dict[str, Pair] = {
    "guardrail": ("加装护栏", "guardrail"),
    "passing_bays": ("增设错车道", "passing bays"),
    "wider": ("按更宽的路面修", "paved wider"),
    "widening": ("窄路面加宽", "widening"),
}
TREATMENT_REASONS: dict[str, Pair] = {
    "money": (
        "值得做，但资金不够，或与已定的工程合起来不再值得",
        "worth it, but the money does not suffice, or no longer worth it beside what is planned",
    ),
    "no_payer": ("没有资金可以付这类工程", "no fund may pay such works"),
    "not_paved": (
        "这条路本批不铺路面",
        "its road gets no surface in this batch",
    ),
    "not_weighed": (
        "没有比较值不值：没有学校、卫生室，或计算中途停止",
        "what it is worth was not reckoned: no school or clinic is known, or the search was stopped",
    ),
    "not_worth": (
        "省下的时间和增加的安全抵不上花费",
        "the time that it saves and the safety that it adds are worth less than it costs",
    ),
    "other_treatment": ("同一段路已定别的做法", "another treatment of the same stretch is planned"),
    "refused": ("群众不同意", "the villagers refuse"),
    "selected": ("列入计划", "in the plan"),
    "too_dear": ("可用资金的总额不够", "dearer than all the money that may pay for it"),
}
SEASONS: dict[str, Pair] = {"dry": ("晴天", "Dry weather"), "wet": ("雨天", "Wet weather")}
SERVICES: dict[str, Pair] = {
    "clinic": ("卫生室", "Clinic"),
    "hospital": ("医院", "Hospital"),
    "market": ("集市", "Market"),
    "school": ("学校", "School"),
    "township_seat": ("乡镇政府", "Township seat"),
    "village_committee": ("村委会", "Village committee"),
    "workplace": ("就业点", "Workplace"),
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

# ---- names of places and roads -------------------------------------------------------------------

ENGLISH_NAMES: tuple[Pair, ...] = (
    ("([0-9]+)组", "group {1}"),
    ("小组 (.+)", "group {1}"),
    ("(.+)附近选址", "site near {1} {0}"),
    ("(.+)至(.+?)(?:公路|道路|路)", "{2} – {3} road {whole}"),
    ("(.+)组道", "{1} group road {whole}"),
    ("(.+)环线", "{1} loop road {whole}"),
    ("(.+?)(?:公路|道路|路)", "{1} road {whole}"),
)
"""Kinds of names, the first that fits: parts in 中文, and the English of those parts: as they are
written where that has characters ({0}), what they are called without them (the numbers that follow),
and of the whole."""
ENGLISH_PLACES: tuple[Pair, ...] = (
    ("(.+)乡", "{} Township"),
    ("(.+)镇", "{} Town"),
    ("(.{2,})街道", "{} Subdistrict"),
    ("(.{2,})街", "{} Street"),
    ("(.+)社区", "{} Community"),
    ("(.+)新村", "{} New Village"),
    ("(.+)村", "{} Village"),
)
"""Kinds of places, the first that fits: endings that maps translate, after how the rest sounds.

What says how the land lies (坝, 沟, 湾, 寨, ...) belongs to the name and is not translated; nor is
the 街 of 老街.
"""
