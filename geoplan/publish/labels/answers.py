"""Sentences of the answers: why this road, why not, who gains; in the terminal and the panel."""

from geoplan.publish.labels.codes import Pair
from geoplan.publish.labels.moves import MODES, NEEDS, WHO_BUILDS
from geoplan.publish.labels.prices import PRICES

PART_NAMES = {
    "（分散安置的户）": "those who build by themselves",
    "（受威胁的户）": "those at risk",
    "（留下的户）": "those who stay",
} | {f"（第{k}部分）": f"part {k}" for k in range(2, 100)}
"""How the name of a part of a group ends, and that in English."""
ANSWERS: dict[str, Pair] = PRICES | {f"building_{code}": pair for code, pair in WHO_BUILDS.items()}
ANSWERS |= {f"mode_{code}": pair for code, pair in MODES.items() if code}
ANSWERS |= {f"need_{code}": pair for code, pair in NEEDS.items() if code}
ANSWERS |= {
    "about": ("约 {n}", "about {n}"),
    "apart_next": (
        "本组户数多，分成几部分安排，各部分可以去不同的安置点（设置 divide_above_households）",
        "The group is large and planned in parts, which may go to different sites (setting divide_above_households)",
    ),
    "apart_no": (
        "这是要搬的组里不同意搬的户：不强迫，留在原处",
        "The households of a group that is to move which do not agree: nobody is forced, they stay",
    ),
    "apart_own": (
        "这是本组里要求分散安置的户：靠种地为生，自己在离地近的安全地方建房",
        "The households of the group that asked to build by themselves: they live off their land and stay near it",
    ),
    "apart_risk": (
        "这是本组里受威胁的户；其余的户不受威胁，或不愿搬",
        "The threatened households of the group; the others are not threatened, or do not want to move",
    ),
    "arranged": (
        "全县一起安排时没有排到它：先让最多的户有地方搬，再让建点、修到点的路、去地里和上学看病的时间合起来花费尽量少，同村尽量在一起",
        "not the choice when the whole county is arranged together: first room for as many households as "
        "possible, then as little cost as could be found in sites, roads to them, time to the land, to "
        "school and clinic, and villages that are parted",
    ),
    "arrival": (
        "{home}：{year} 年搬来，{households} 户，{people} 人；到地 晴天 {dry}，雨天 {wet}",
        "{home}: in {year}, {households} {households|household|households}, {people} {people|person|people}; to their land dry {dry}, wet {wet}",
    ),
    "arrivals": (
        "一共 {households} 户，{people} 人",
        "{households} {households|household|households}, {people} {people|person|people} in all",
    ),
    "because": ("原因：{reason}", "Reason: {reason}"),
    "because_rule": (
        "原因：最省的通路要走 {projects}：{reason}",
        "Reason: its cheapest way uses {projects}. {reason}",
    ),
    "blocked": ("走不通的一段是 {project}：{reason}", "What blocks the way is {project}: {reason}"),
    "candidate": (
        "附近的 {site}（离家 {km} km）：{reason}",
        "{site} nearby ({km} km from home): {reason}",
    ),
    "change_less": ("（少 {n}）", " ({n} less)"),
    "change_less_about": ("（少约 {n}）", " (~{n} less)"),
    "change_more": ("（多 {n}）", " ({n} more)"),
    "change_more_about": ("（多约 {n}）", " (~{n} more)"),
    "capacity": (
        "已用 {used} / {capacity} 户",
        "Room for {capacity} {capacity|household|households}: {used} taken",
    ),
    "closes_when_wet": (
        "有路段在淹没区：硬化以后雨天还是不通车",
        "Part of it lies in a flood area: even once paved no vehicle passes there when wet",
    ),
    "connects": (
        "让 {villages} 通硬化路，新通 {people} 人",
        "Brings a paved road to {villages}: {people} {people|person|people} newly connected",
    ),
    "consent": ("村民意愿：{consent}", "Consent: {consent}"),
    "cost": ("还需投资 {yuan}", "Still to pay: {yuan}"),
    "cost_stages": (
        "还需投资 {yuan}：路基 {subgrade_yuan}，路面 {surface_yuan}",
        "Still to pay: {yuan} (subgrade {subgrade_yuan}, surface {surface_yuan})",
    ),
    "depend": (
        "全靠它通路的：{villages}，{people} 人",
        "Without it no paved road for {villages}: {people} {people|person|people}",
    ),
    "gate": (
        "列入门槛：至少 {gate} 户受益，由县里定；降低了要重新规划，才知道谁让路",
        "The county's rule: a road must serve at least {gate} {gate|household|households}; with a lower one "
        "it takes a new plan to tell what makes room",
    ),
    "group_builds": (
        "{group}（{households} 户，{people} 人）：{year} 年分散安置，在离地近的安全地方自己建房，不去安置点；"
        "地点还没有定，建房前要核查那里安全，到地时间按现在的家算",
        "{group} ({households} {households|household|households}, {people} {people|person|people}) builds by itself in {year}, at a safe place near its land; it goes to no site. "
        "The place is not known yet: check that it is safe before building; minutes are those from today’s home",
    ),
    "group_connected": ("小组已通硬化路", "The group has a paved road already"),
    "group_moves": (
        "{group}（{households} 户，{people} 人）：{year} 年迁往 {site}",
        "{group} ({households} {households|household|households}, {people} {people|person|people}) moves in {year} to {site}",
    ),
    "group_not": ("小组未通硬化路", "The group gets no paved road"),
    "group_safe": (
        "{group}（{households} 户，{people} 人）：{year} 年原地治理好，不用搬",
        "{group} ({households} {households|household|households}, {people} {people|person|people}) need not move: its hazard is made safe in {year}",
    ),
    "group_stays": (
        "{group}（{households} 户，{people} 人）不搬：{reason}",
        "{group} ({households} {households|household|households}, {people} {people|person|people}) stays: {reason}",
    ),
    "group_year": ("小组 {year} 年通硬化路", "The group has a paved road in {year}"),
    "hazard_closed": ("碰到的灾害区：{areas}", "Hazard areas in the way: {areas}"),
    "hazard_here": ("村庄所在地灾害等级：{class}", "Hazard class at the village: {class}"),
    "hazard_safe": ("工程治理：{year} 年治理好", "Made safe by works in {year}"),
    "land": (
        "到地里（单程）：晴天 {dry}，雨天 {wet}",
        "To their land, one way: dry {dry}, wet {wet}",
    ),
    "land_how": (
        "到地怎么走（单程）：走路、坐车，或坐一段走一段，取最快的；搬前按现在的路算，搬后按规划修好的路算；"
        "几块地按面积平均",
        "Way to the land, one way: on foot, by vehicle, or partly by each, whichever is quickest; before the move over "
        "today’s roads, after it over those of the plan; the fields averaged by area",
    ),
    "land_move": (
        "到地时间（老家 → 新家）：晴天 {dry}，雨天 {wet}",
        "To their land (old → new home): dry {dry}, wet {wet}",
    ),
    "land_farther": ("从那里到地更远", "their land is farther from there"),
    "land_nearest": (
        "能去的安置点里，没有离地更近的",
        "None of the sites it could go to is nearer to its land",
    ),
    "minutes": ("{service}：晴天 {dry}，雨天 {wet}", "{service}: dry {dry}, wet {wet}"),
    "minutes_move": (
        "{service}（老家 → 新家）：晴天 {dry}，雨天 {wet}",
        "{service} (old → new home): dry {dry}, wet {wet}",
    ),
    "minutes_moved": (
        "搬走的人要多少时间，见各组的搬迁",
        "Minutes of those who move: see each group’s move",
    ),
    "minutes_staying": (
        "搬走的人要多少时间，见各组的搬迁；留下的人：",
        "Minutes of those who move: see each group’s move; of those who stay:",
    ),
    "more_names": ("，另有 {rest} 个", " and {rest} more"),
    "money_elsewhere": (
        "有路可修，但同样的钱用在别的路上，能让更多人或一样多的人通硬化路",
        "A road could be built, but the same money brings more people, or as many, to a paved road elsewhere",
    ),
    "money_short": (
        "有路可修，但能用的钱加起来也不够",
        "A road could be built, but all the money that may pay for it is not enough",
    ),
    "land_closed": (
        "碰到的不能建房的地（编号）：{areas}",
        "Land in the way where nothing may be built (ids): {areas}",
    ),
    "move_distance": (
        "新家离现在的家约 {km} km（直线）",
        "New home: about {km} km from today's, in a straight line",
    ),
    "move_how": ("安置方式：{how}", "How: {how}"),
    "nearer": (
        "为什么不是离老家更近的 {site}（{km} km）：{reason}",
        "Why not {site}, nearer to home ({km} km): {reason}",
    ),
    "nearer_land": (
        "为什么不是 {site}（到地约 {minutes} 分钟，离家 {km} km）：{reason}",
        "Why not {site} (about {minutes} min to the land, {km} km from home): {reason}",
    ),
    "more_roads": (" 等", " and others"),
    "need": ("为什么搬：{reason}", "Why it moves: {reason}"),
    "needs": ("还要靠 {projects}：缺了就不通", "Needs {projects} as well"),
    "needs_all": (
        "这些人还要靠 {projects}：缺了也不通（同一些人，不要重复算）",
        "The same people need {projects} as well (they are not to be counted twice)",
    ),
    "needs_some": (
        "其中 {people} 人还要靠 {projects}：缺了也不通",
        "Of these, {people} {people|person needs|people need} {projects} as well",
    ),
    "no_capacity": ("余下的容量住不下这个小组", "what room is left is too small for the group"),
    "only_road": (
        "这条路断了，{people} 人（{groups} 个小组）没有别的车路",
        "If it is closed, {people} {people|person|people} in {groups} {groups|group|groups} {people|has|have} "
        "no other road for vehicles",
    ),
    "only_way": (
        "只有一条出路：{roads}；断了就没有别的车路",
        "Only one way out: {roads}; if it is closed no vehicle gets out",
    ),
    "service_farther": ("从那里到学校和卫生室更远", "school and clinic are farther from there"),
    "opening": ("建设费 {yuan}", "Opening costs {yuan}"),
    "opening_dear": (
        "没有启用：为这一个组开它，建设费比省下的路上时间（折成钱）还多",
        "not opened: for this group alone that costs more than the shorter way saves (time counted as money)",
    ),
    "part_arrivals": ("迁入", "Who moves in"),
    "part_minutes": ("单程出行时间", "One-way travel time"),
    "part_money": ("花多少钱，谁出", "Cost, and who pays"),
    "part_more": ("更多情况", "More"),
    "part_moves": ("灾害与搬迁", "Hazard and relocation"),
    "part_problems": ("要提前想到的问题", "Problems to prepare for"),
    "part_room": ("要列入，谁让路？", "What would be dropped to fit it in?"),
    "part_sections": ("同一条路的其他段：", "Other parts of this road:"),
    "part_site": ("容量和来历", "Room, and how it was found"),
    "part_way": ("它的通路", "Its link to the paved road network"),
    "part_why": ("为什么", "Why"),
    "part_without": ("如果不修它呢？", "What if it were dropped?"),
    "pays": ("{year} 年{stage}：{fund} {yuan}", "{year} {stage}: {fund} {yuan}"),
    "problem": ("{problem}", "{problem}"),
    "problem_of": ("{problem}（{areas}）", "{problem} ({areas})"),
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
    "road_hardened": ("已经硬化，不用再硬化", "Paved already, no paving needed"),
    "road_other": (
        "不是候选项目：没有村庄需要靠它接通硬化路",
        "No candidate project: no village needs it to reach the paved network",
    ),
    "rule_first": (
        "先解决上面这个原因，它才能和别的路一起比较",
        "Only when that is settled can it be weighed against other roads",
    ),
    "saves": (
        "去{service}一趟（雨天）省下的时间，平摊到靠它通路的 {people} 人，每人约 {minutes} 分钟",
        "{service}, one trip in wet weather: about {minutes} min saved per person of those who depend on it ({people} {people|person|people})",
    ),
    "section_in": ("{section}：{year} 年硬化", "{section}: paved in {year}"),
    "section_out": ("{section}：未列入", "{section}: not in the plan"),
    "section_subgrade": ("{section}：{year} 年只修路基", "{section}: subgrade only, in {year}"),
    "serves": ("通往安置点：{sites}", "Leads to the new homes at {sites}"),
    "shared": (
        "也要走这些路的：{villages}，共 {people} 人",
        "{people} {people|person|people} in {villages} also {people|depends|depend} on these roads",
    ),
    "site_closed": ("候选安置点（未启用）", "Candidate site (not used)"),
    "site_found": (
        "由地形资料找出的候选点，需现场踏勘",
        "Found on terrain data: to be checked on the ground",
    ),
    "site_how": ("{how}；{builder}", "Place: {how}; houses: {builder}"),
    "site_near": (
        "本行政村的安置点：{site}（{year} 年启用，接收 {households} 户）",
        "Site in its administrative village: {site} (opens in {year}, {households} {households|household|households} {households|moves|move} in)",
    ),
    "site_not": ("安置点未通硬化路", "No paved road to the site"),
    "site_now": ("安置点已通硬化路", "The site is on the paved network already"),
    "site_opens": ("{year} 年启用", "Opens in {year}"),
    "site_room": (
        "{site}：已用 {used} / {capacity} 户",
        "{site}: room for {capacity} {capacity|household|households}, {used} taken",
    ),
    "site_safe": (
        "新址避开了灾害等级“{class}”及以上的隐患区",
        "The new place lies outside hazard areas of class {class} and above",
    ),
    "site_year": ("安置点 {year} 年通硬化路", "Paved road to the site in {year}"),
    "sites_depend": ("全靠它通路的安置点：{sites}", "Sites that depend on it: {sites}"),
    "some_lack": (
        "村里 {people} 人通不了：还缺 {projects}",
        "{people} of its people {people|gets|get} none: they lack {projects}",
    ),
    "some_move": (
        "村里 {people} 人没有硬化路，{year} 年搬走",
        "{people} of its people {people|has|have} none and {people|moves|move} in {year}",
    ),
    "some_move_left": (
        "村里 {people} 人没有硬化路，{year} 年搬走；到他们那里的 {projects} 不修",
        "{people} of its people {people|has|have} none and {people|moves|move} in {year}; not built on their way: {projects}",
    ),
    "some_none": (
        "村里 {people} 人通不了：没有道路从他们那里连到硬化路网",
        "{people} of its people {people|gets|get} none: no chain of roads leads from them to the paved network",
    ),
    "some_year": (
        "村里 {people} 人 {year} 年通，靠 {projects}",
        "{people} of its people {people|gets|get} a paved road in {year}, by {projects}",
    ),
    "speeds_assumed": (
        "车速没有实测，可能快慢 {n}%：一个地方的时间写成范围，其余按中间值（设置 travel.speed_error）",
        "Speeds are assumed (±{n} %): minutes of one place are a range, all else uses its middle (setting "
        "travel.speed_error)",
    ),
    "stay_safe": (
        "治理好以后不用搬的：{homes}，共 {households} 户，{people} 人",
        "Need not move thanks to it: {homes}, {households} {households|household|households}, {people} {people|person|people}",
    ),
    "step_built": ("{project}：{year} 年硬化", "{project}: paved in {year}"),
    "step_out": ("{project}：未列入。{reason}", "{project}: not in the plan. {reason}"),
    "step_subgrade": ("{project}：{year} 年只修路基", "{project}: subgrade only, in {year}"),
    "threat": (
        "受{hazard}威胁 {households} 户，灾害等级{class}",
        "Threatened by {hazard}: {households} {households|household|households}, class {class}",
    ),
    "threat_only": (
        "受{hazard}威胁 {households} 户",
        "Threatened by {hazard}: {households} {households|household|households}",
    ),
    "threat_some_only": (
        "部分农户受{hazard}威胁",
        "Some households are threatened by {hazard}",
    ),
    "threat_some": (
        "部分农户受{hazard}威胁，灾害等级{class}",
        "Some households are threatened by {hazard}, class {class}",
    ),
    "users": (
        "最省的通路要走它的：{villages}，共 {who}",
        "Whose cheapest way uses it: {who} in {villages}",
    ),
    "users_rest": (
        "最省的通路要走它的：{villages}，共 {who}（包括要搬走、另有硬化路、还缺别的路的人）",
        "Whose cheapest way uses it: {who} in {villages} (some of them move away, get a paved road "
        "otherwise, or need other roads as well)",
    ),
    "village_leaving": (
        "村里 {leaving} 人计划搬迁，{staying} 人留下",
        "{leaving} of its people {leaving|is|are} planned to move, {staying} {staying|stays|stay}",
    ),
    "village_moves": ("全村计划搬迁", "Everybody is planned to move away"),
    "village_not": ("未通硬化路", "No paved road"),
    "village_now": ("已通硬化路", "Has a paved road already"),
    "village_now_half": (
        "已通硬化路（全村至少一半的人）",
        "At least half of its people have a paved road already",
    ),
    "village_rule_first": (
        "先解决上面这个原因，才能和别的路比较，所以现在说不出要谁让路",
        "Only when that is settled can it be weighed against other roads: nobody can say yet what would make room",
    ),
    "village_some": (
        "只有一部分人通硬化路，全村还不算通",
        "Only some of its people have a paved road; the village does not count as connected",
    ),
    "village_told_moves": (
        "村里 3 户及以上的小组都计划搬迁",
        "All groups of 3 or more households of the village are planned to move",
    ),
    "village_year": ("{year} 年通硬化路", "Paved road in {year}"),
    "way_cost": (
        "最省的通路上，未列入的路段共需 {yuan}",
        "The roads on its cheapest way that are not in the plan cost {yuan}",
    ),
    "way_pays": ("{fund}：{yuan}", "{fund}: {yuan}"),
    "way_total": (
        "让本村新通路的各条路共投资 {yuan}",
        "The roads that newly connect its people cost {yuan} in all",
    ),
    "withheld": (
        "部分答案涉及不足 3 户，不公布",
        "Part of the answer is not published (fewer than 3 households)",
    ),
    "with_road": (
        "通硬化路的人：{before} → {after}，全村 {people} 人",
        "People with a paved road: {before} → {after} of {people}",
    ),
    "with_road_leaving": (
        "通硬化路的人：现在 {people} 人中 {before} 人；以后留下的 {staying} 人中 {after} 人",
        "People with a paved road: {before} of {people} now; later {after} of the {staying} who {staying|stays|stay}",
    ),
    "works_cost": ("治理费 {yuan}", "The works cost {yuan}"),
    "works_for": (
        "{works}：{year} 年工程治理好，治理费 {yuan}",
        "{works}: made safe by works in {year} for {yuan}",
    ),
    "would_connect_then": (
        "等它要靠的路也修好，它能再让这些村通路：{villages}，{people} 人",
        "Once the roads it needs are built, it would bring a paved road to {villages}: {people} {people|person|people}",
    ),
    "would_connect": (
        "修了就能通路的：{villages}，{people} 人",
        "Who would get a paved road by it: {villages}, {people} {people|person|people}",
    ),
    "kept_open": (
        "{year} 年不开挖：{villages}当年建房，出来只有这条路",
        "Not dug up in {year}: people build then in {villages}, and there is no other way out",
    ),
    "year_lag": (
        "先修路基，{lag} 年后再铺路面",
        "The subgrade comes first, then the surface (years between: {lag})",
    ),
    "year_money": (
        "{earlier} 年轮不到：能用于它{stage}的钱只剩 {yuan}，不够 {cost_yuan}",
        "Not in {earlier}: the money left for its {stage} is {yuan}, less than {cost_yuan}",
    ),
    "year_waits": (
        "{year} 年才修：要靠的 {projects} 到那年才通",
        "Not before {year}: it needs {projects}, open only then",
    ),
}
