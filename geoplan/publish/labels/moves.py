"""Words of moving: who needs to, how, and what a site will bring."""

from geoplan.publish.labels.codes import Pair

NEEDS: dict[str, Pair] = {
    "": ("—", "—"),
    "ecological": ("生态搬迁", "ecological"),
    "flood": ("山洪", "flash flood"),
    "high_geohazard": ("地质灾害高风险", "high geohazard"),
    "poverty": ("扶贫搬迁", "poverty"),
    "very_high_geohazard": ("地质灾害极高风险", "very high geohazard"),
    "voluntary": ("自愿搬迁", "voluntary"),
}
STANDINGS: dict[str, Pair] = {
    "may_move": ("可以搬", "may move"),
    "must_move": ("应搬", "must move"),
    "stays": ("不搬", "stays"),
}
MODES: dict[str, Pair] = {
    "": ("—", "—"),
    "dispersed": ("分散安置", "dispersed"),
    "near": ("就近集中安置", "near the land"),
    "protected": ("原地治理", "made safe in place"),
    "town": ("进镇集中安置", "in town"),
}
ASKED_MODES: dict[str, Pair] = {
    "concentrated": ("集中", "a site"),
    "dispersed": ("分散（自建）", "by itself"),
}
MAY_BUILD_ALONE: dict[str, Pair] = {
    "allowed": ("符合", "enough"),
    "not_offered": ("本县不分散安置", "not offered here"),
    "to_verify": ("待核实", "to verify"),
    "too_small": ("不够", "too small"),
    "unknown": ("没有资料，待核实", "unknown, to verify"),
}
"""Whether a household's share of income from land lets it build by itself."""
TO_VERIFY: dict[str, Pair] = {
    "old_house": (
        "旧房不拆：一户一宅，应商定搬入新房后拆除、宅基地收回复垦",
        "The old house is to stay: agree that it is pulled down after the move and its plot given back",
    ),
    "place": (
        "分散安置，新房地点还没有定：建房前核查那里避开灾害区；到地时间按现在的家算",
        "Builds by itself, nobody knows where yet: check before building that no hazard reaches the place; minutes "
        "to the land are those from today’s home",
    ),
    "to_verify": (
        "要求分散安置，土地收入占比在 {low} 与 {high} 之间：核实后再定，现按分散安置安排",
        "Asks to build by itself; its share of income from land is between {low} and {high}: verify",
    ),
    "too_small": (
        "要求分散安置，土地收入占比不到 {low}，不够条件：请向本户说明，现按集中安置安排",
        "Asks to build by itself; its share of income from land is below {low}, too small: tell it so",
    ),
    "unknown": (
        "要求分散安置，没有土地收入占比：请核实，现按集中安置安排",
        "Asks to build by itself; its share of income from land is unknown: verify",
    ),
}
"""What is still to be found out, or done, about a household that moves."""
PAID_FOR: dict[str, Pair] = {
    "opening": (
        "安置点建设（水、电、排水、进点道路）",
        "Opening the site: water, power, drains, road",
    ),
    "facilities": ("配套设施和场地平整", "Facilities and levelling"),
    "subsidy": ("搬迁补助（灾害、生态、自愿）", "Subsidy of hazard, ecological, voluntary moves"),
    "poverty": ("扶贫搬迁补助（含拆旧）", "Subsidy of poverty moves, old house included"),
    "works": ("灾害体工程治理", "Works that make the hazard safe"),
}
"""What the money of sites, moves and works is for, in the order of the list."""
TARIFF: dict[str, Pair] = {
    "cleared": (
        "拆旧每人 {wan} 万元，{n} 人",
        "{wan} × 10,000 yuan a person for the old house, {n} {n|person|people}",
    ),
    "per_household": (
        "每户 {wan} 万元，{n} 户",
        "{wan} × 10,000 yuan a household, {n} {n|household|households}",
    ),
    "per_person": (
        "每人 {wan} 万元，{n} 人",
        "{wan} × 10,000 yuan a person, {n} {n|person|people}",
    ),
    "works": (
        "{households} 户 {people} 人不用搬",
        "{households} {households|household|households}, {people} {people|person|people} need not move",
    ),
}
BUILDING_MODES: dict[str, Pair] = {
    "county_builds": ("统规统建", "built by the county"),
    "household_builds": ("统规自建", "built by the households to one plan"),
}
WHO_BUILDS: dict[str, Pair] = {
    "county_builds": (
        "统规统建：县里统一建房，搬迁补助付给建房单位（补助标准与自建相同）",
        "built by the county, to whose builder the subsidy goes (at the same rates)",
    ),
    "household_builds": (
        "统规自建：各户按统一规划自己建房，搬迁补助发给农户（补助标准与统建相同）",
        "built by the households to one plan, with the subsidy (at the same rates)",
    ),
}
"""Who builds, and who is paid the subsidy for it."""
PROBLEMS: dict[str, Pair] = {
    "built_up": (
        "约 {figure}% 的用地上已有房屋：现场看还有多少空地",
        "There are houses on about {figure}% of the land: see on the spot what is free",
    ),
    "clinic_danger": (
        "最近的卫生室在灾害影响范围内（危险等级 {figure}，最高 {of}）：治理、监测或另选地方",
        "The nearest clinic lies where a hazard of class {figure} of {of} may strike: protect, watch, or "
        "move it",
    ),
    "clinic_far": (
        "到卫生室 {figure} 分钟（宜 {of} 分钟内）",
        "{figure} {figure|minute|minutes} to the clinic (better within {of})",
    ),
    "clinic_none": ("到不了卫生室，或没有资料", "No clinic can be reached, or none is known"),
    "crest": (
        "约 {figure}% 的用地在山梁上：现场看风、水源和两边的坡",
        "About {figure}% of the land is on a crest: see on the spot the wind, the water and both slopes",
    ),
    "food_bought": (
        "{figure} 人到地超过半小时，原来自种的粮菜多要买",
        "{figure} {figure|person has|people have} their land over half an hour away: food they grew will be bought",
    ),
    "full": (
        "{of} 户的地安置 {figure} 户，没有余地（分户、增人）",
        "{figure} {figure|household|households} on {of} {of|plot|plots}: no room to grow",
    ),
    "gully": (
        "约 {figure}% 的用地在沟里：现场看雨天水从哪里来、往哪里排",
        "About {figure}% of the land is in a gully: see on the spot where water comes and goes in rain",
    ),
    "hazard_near": (
        "离灾害区 {figure} 米，要监测，雨天要巡查",
        "{figure} m from a hazard area: to be watched, patrolled in rain",
    ),
    "land_far": (
        "{figure} 户到地超过 20 分钟（共 {of} 户）",
        "{figure} of {of} {of|household|households} {figure|has its|have their} land over 20 minutes away",
    ),
    "land_lost": (
        "{figure} 亩地在半小时以外（共 {of} 亩），可能撂荒：流转、托管、退耕",
        "{figure} of {of} mu {figure|lies|lie} over half an hour away and may fall idle",
    ),
    "less_room": (
        "给定容量 {of} 户，图上的地扣除道路、陡坡、禁建区后只放得下 {figure} 户，按放得下的算",
        "{of} {of|household was|households were} told, but the land drawn, without roads, steep and excluded parts, "
        "has room for {figure}: planned so",
    ),
    "near_far": (
        "{figure} 户就近安置，到地仍超过半小时（共 {of} 户）：搬前问清，是先搬，还是等更近的点",
        "{figure} of {of} {of|household|households} {figure|moves|move} near by, yet {figure|has its|have their} land "
        "over half an hour away: ask first whether to go now or to wait for a nearer site",
    ),
    "no_garden": (
        "户均宅地 {figure} 平方米，放不下菜园和畜禽圈舍",
        "Plots of {figure} m2 have no room for a garden and animals",
    ),
    "not_asked": (
        "{figure} 户还没有征求意见（共 {of} 户）",
        "{figure} of {of} {of|household|households} {figure|has|have} not been asked yet",
    ),
    "road": (
        "路占去约 {figure}% 的用地：现场看怎么布置",
        "Roads take about {figure}% of the land: see on the spot how to lay it out",
    ),
    "road_later": (
        "{figure} 年开工前路要先修通，建房期间不能断路",
        "The road must be open before building begins in {figure}, and stay open meanwhile",
    ),
    "rubbish": (
        "每天约 {figure} 公斤垃圾，要有收集点和清运；污水要处理",
        "About {figure} kg of rubbish a day: a collection point and carting; sewage",
    ),
    "school_danger": (
        "最近的学校在灾害影响范围内（危险等级 {figure}，最高 {of}）：治理、监测或另选地方",
        "The nearest school lies where a hazard of class {figure} of {of} may strike: protect, watch, or "
        "move it",
    ),
    "school_far": (
        "到学校 {figure} 分钟（宜 {of} 分钟内）",
        "{figure} {figure|minute|minutes} to the school (better within {of})",
    ),
    "school_none": ("到不了学校，或没有资料", "No school can be reached, or none is known"),
    "steep": (
        "平均坡度 {figure} 度，要做台地和挡墙",
        "Mean slope {figure} {figure|degree|degrees}: terraces and retaining walls",
    ),
    "strangers": (
        "来自 {figure} 个建制村，邻里要重新相处，归谁管要定",
        "People of {figure} administrative {figure|village|villages}: new neighbours; who is in charge of them",
    ),
    "way_narrow": (
        "进点的路最窄处 {figure} 米（运材料的货车宜 {of} 米以上）：先加宽，或改用小车转运",
        "The way to it is {figure} m at its narrowest (lorries with material need {of} m): widen it first, or "
        "bring material in small vehicles",
    ),
    "work_far": (
        "到能做工的地方 {figure} 分钟（宜 {of} 分钟内）",
        "{figure} {figure|minute|minutes} to where there is work (better within {of})",
    ),
    "work_none": ("附近能做工的地方没有资料", "Nothing is known of work nearby"),
}
"""What may be foreseen of a site (``programme.foreseen``); "_none" where there is no figure."""
