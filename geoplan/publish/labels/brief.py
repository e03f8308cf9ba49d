"""Words of the two-page brief and of the performance targets in the project library.

Both are in 中文 only; the English is for those who maintain them, but for the notes: the summary
tells these in both.
"""

from geoplan.publish.labels.codes import Pair

BRIEF: dict[str, Pair] = {
    # ---- the document
    "caption": ("图　规划示意图（审图号：{number}）", "Map (review number {number})"),
    "made_up": ("虚构数据，并非真实的县", "Made-up data, not a real county"),
    "no_picture": (
        "（未附规划图：安装 {command} 后重新生成，即可附上。）",
        "(No map: install {command} and write the brief again.)",
    ),
    "picture": ("规划示意图", "Map of the plan"),
    "signed": ("________________（单位）　　____年__月__日", "Office ____ date ____"),
    "sources": ("资料来源：{sources}", "Sources: {sources}"),
    "title": ("{place}年", "{place}"),
    "title_roads": ("道路硬化规划简报", "Road paving plan in brief"),
    "title_what": ("道路硬化与避险搬迁规划简报", "Road paving and relocation plan in brief"),
    # ---- notes, also in the summary
    "access_index": (
        "农村通达指数只看住处 {km} 公里内有没有全天候通车的路；“通硬化路”要本村、本组自己接上硬化路网，所以指数到"
        "了 100% 仍会有人未通。",
        "The Rural Access Index counts who has an all-season road within {km} km; connected are those "
        "whose own village or group has a paved road, so some may lack one at an index of 100 %.",
    ),
    "batch_short": (
        "本批只有 {years} 年，路基修好要隔 {lag} 年才铺路面，只能给路基已验收的路铺面，有 {late} 条路因此排不进。"
        "要排进，本批至少要 {needed} 年，或路基先修好并通过验收。",
        "This batch has {years} {years|year|years} and the surface comes {lag} {lag|year|years} after "
        "the subgrade: only roads whose subgrade is accepted can be paved, {late} {late|road has|roads "
        "have} no room. They need a batch of at least {needed} years, or their subgrade accepted before.",
    ),
    "batch_building": (
        "本批有 {villages} 个留下的村建房，出来只有备选的 {roads} 条路：建房当年这些路不开挖，已动工的先修完，其中 {out} 条"
        "因此排不进本批。",
        "{villages} {villages|village that stays builds|villages that stay build} in this batch with no way out "
        "but {roads} of the candidate roads: in the year of building these are not dug up, and what was begun "
        "is finished before; {out} {out|has|have} no room in this batch for it.",
    ),
    "batch_setting": (
        "本批的年份是 county.toml 里的 years（多写一年，各项资金的 ceiling_wan 也多写一个数）；路基已验收的，在道路"
        "表“路基已验收”列写“是”；当年修路基当年就能铺面的县，[projects] 里写 surface_lag_years = 0。",
        "The batch is years in county.toml (add one, and a figure to ceiling_wan of each fund); accepted "
        "subgrades are the column subgrade_accepted of the roads; a county that paves in the year of the "
        "subgrade writes surface_lag_years = 0 under [projects].",
    ),
    "funds_all_assumed": (
        "全部 {n} 项资金的额度都是推定的，未经批复，批复后要重新排。",
        "Assumed, not approved: the {n|ceiling of the only fund|ceilings of all funds}. Plan again "
        "once approved.",
    ),
    "funds_assumed": (
        "{funds} 项资金中有 {n} 项的额度是推定的，未经批复，批复后要重新排。",
        "Assumed, not approved: the {n|ceiling|ceilings} of {n} of {funds} funds. Plan again once "
        "approved.",
    ),
    "gate": (
        "达不到列入门槛（至少 {households} 户受益，由县里定）的路不列入。",
        "Roads that do not pass the gate of the county (at least {households} "
        "{households|household|households} served) are not listed.",
    ),
    "gate_people": (
        "达不到列入门槛（至少 {households} 户受益，由县里定）的路不列入，而 {people} 人（{groups} 个小组）没有硬化路，"
        "最省的通路要走这样的路。",
        "Roads that do not pass the gate of the county (at least {households} "
        "{households|household|households} served) are not listed; {people} {people|person|people} in "
        "{groups} {groups|group|groups} without a paved road {people|needs|need} such roads on their "
        "cheapest way.",
    ),
    "gate_setting": (
        "门槛是 county.toml 里 [projects] 的 min_households。",
        "The gate is min_households under [projects] in county.toml.",
    ),
    "data_advice": (
        "各条影响不影响计划、怎么补，运行：geoplan check county.toml",
        "Whether each can change the plan and how to mend it: geoplan check county.toml",
    ),
    "library": (
        "项目库是县里审核过、可以申报资金的项目清单，入了库的路才能列入。",
        "The project library lists the projects that the county has examined and may apply for money "
        "for: only roads in it may be listed.",
    ),
    "summary_alone": (
        "分散安置、自行建房 {groups} 个小组 {households} 户 {people} 人，{wan} 万元",
        "Building by themselves: groups {groups}, households {households}, people {people}; {wan} × 10,000 "
        "yuan",
    ),
    "summary_works": (
        "原地治理 {n} 处灾害，{wan} 万元",
        "Hazards made safe: {n}; {wan} × 10,000 yuan",
    ),
    "why_done": (
        "没有还需要修、又可以列入的路",
        "no road is left that is needed and may be listed",
    ),
    "why_lag": (
        "路基修好要隔 {lag} 年才铺路面，可以列入的路里没有路基已验收的",
        "the surface comes {lag} {lag|year|years} after the subgrade, and of the roads that may be "
        "listed none has its subgrade accepted",
    ),
    "why_no_money": (
        "当年可以用来修路的资金是 0",
        "no fund that may pay roads has any money in that year",
    ),
    "why_no_surface_money": (
        "当年可以付路面的资金是 0",
        "no fund that may pay surfaces has any money in that year",
    ),
    "year_no_road": ("没有修路", "no road is built"),
    "works": (
        "{year} 年治理{hazard}，{wan} 万元，由{funds}出，{households} 户 {people} 人不用搬。",
        "{hazard} is made safe in {year} for {wan} × 10,000 yuan, paid by {funds}: {households} "
        "{households|household|households}, {people} {people|person|people} need not move.",
    ),
    "works_more": (
        "另有 {n} 处治理，见搬迁名单的“安置点资金”表。",
        "{n} more {n|hazard is|hazards are} made safe: see the sheet 安置点资金 of the relocation list.",
    ),
    "year_nobody": (
        "{year} 年铺路面 {surfaces} 条，但当年没有人因修路新通硬化路。",
        "{year}: {surfaces} {surfaces|surface is|surfaces are} built but nobody is newly connected by "
        "a road.",
    ),
    "year_subgrades": (
        "只修路基 {subgrades} 条，没有铺路面，没有人因修路新通硬化路",
        "only {subgrades} {subgrades|subgrade is|subgrades are} built, so nobody is newly connected "
        "by a road",
    ),
    "year_unpaved": (
        "{year} 年{what}。没有列入的路，原因见“未列入及原因”。",
        "{year}: {what}. For roads not in the plan see what is left out and why.",
    ),
    "year_unpaved_why": ("{year} 年{what}：{why}。", "{year}: {what}; {why}."),
    # ---- headings, numbered by the caller
    "section_built": ("建什么、花多少、何时建。", "What is built, for how much, when"),
    "section_gains": ("谁受益。", "Who gains"),
    "section_goodness": ("方案有多好。", "How good the plan is"),
    "section_left_out": ("未列入及原因。", "What is left out and why"),
    "section_moves": ("避险搬迁。", "Relocation"),
    "section_risks": ("风险与不确定。", "Risks and what is not certain"),
    "section_upkeep": ("建成后的养护。", "Maintenance after building"),
    # ---- what is built
    "built": (
        "修路 {projects} 个项目 {km} 公里，{wan} 万元，使 {people} 人新通硬化路；",
        "Roads: {projects} projects, {km} km, {wan} x 10 000 yuan; {people} people newly connected; ",
    ),
    "moved": (
        "启用安置点 {sites} 处，搬迁 {households} 户，{wan} 万元；",
        "{sites} sites open, {households} households move, {wan} x 10 000 yuan; ",
    ),
    "moved_alone": (
        "另分散安置 {households} 户，{wan} 万元；",
        "{households} more build by themselves, {wan} x 10 000 yuan; ",
    ),
    "moved_nobody": ("本批没有搬迁；", "nobody moves in this batch; "),
    "parted": (
        "同村的人尽量在一起：搬到一处以上安置点的建制村 {n} 个，多分 {more} 处；选址时每村每处计 {each} 万元，共 {wan} "
        "万元，只用来比较，不是要付的钱（设置 yuan_per_village_and_site）",
        "Administrative villages that move to more than one site: {n}, to {more} sites more. When sites are chosen "
        "each site of a village counts as {each} × 10,000 yuan, {wan} in all: to compare with, nobody pays it "
        "(setting yuan_per_village_and_site)",
    ),
    "protected": (
        "原地治理 {n} 处灾害，{wan} 万元；",
        "{n} hazards made safe, {wan} x 10 000 yuan; ",
    ),
    "together": (
        "合计 {wan} 万元。",
        "together {wan} x 10 000 yuan.",
    ),
    "column_item": ("内容（资金：万元）", "Item (money: 10 000 yuan)"),
    "column_left": ("批末结余", "Left at the end"),
    "column_sum": ("合计", "Sum"),
    "column_year": ("{year}年", "{year}"),
    "row_alone": ("分散安置（户）", "Building by themselves (households)"),
    "row_assumed": ("（推定）{fund}", "(assumed) {fund}"),
    "row_groups": ("搬迁（组）", "Moving (groups)"),
    "row_households": ("搬迁（户）", "Moving (households)"),
    "row_money": ("资金合计", "All funds"),
    "row_other_funds": ("其他资金", "Other funds"),
    "row_people": ("新通硬化路（人）", "Newly connected (people)"),
    "row_sites": ("启用安置点（处）", "Sites that open"),
    "row_subgrade_km": ("修路基（公里）", "Subgrades (km)"),
    "row_subgrades": ("修路基（条）", "Subgrades (roads)"),
    "row_surface_km": ("铺路面（公里）", "Surfaces (km)"),
    "row_surfaces": ("铺路面（条）", "Surfaces (roads)"),
    "row_works": ("原地治理（处）", "Hazards made safe"),
    # ---- who gains
    "change": ("由 {now} {unit}变为 {after} {unit}", "from {now} to {after} {unit}"),
    "gain_by_moving": (
        "，其中 {people} 人是搬到通硬化路的安置点",
        ", {people} of them by moving to such a site",
    ),
    "gain_danger": ("，受灾害威胁的{people_threatened}", "; in danger: {people_threatened}"),
    "gain_trip": ("到{service}{change}", "to {service} {change}"),
    "gain_trips": (
        "雨天能到的人平均{trips}。",
        "Mean minutes when wet, of those who can get there: {trips}.",
    ),
    "gains": (
        "全县 {people} 人，通硬化路的{people_connected}{ways}。通硬化路的自然村{natural_villages_connected}"
        "（规划后有人住的 {natural} 个），建制村{admin_villages_connected}（共 {admin} 个）。雨天不通的"
        "{people_cut_off_wet}{danger}。{trips}",
        "Of {people} people with a paved road: {people_connected}{ways}. Natural villages "
        "{natural_villages_connected} (of {natural} lived in then), administrative villages "
        "{admin_villages_connected} (of {admin}). Cut off when wet: {people_cut_off_wet}{danger}. {trips}",
    ),
    "same": ("仍为 {now} {unit}", "still {now} {unit}"),
    "town_cost_yuan": ("万元", "10 000 yuan"),
    "town_households_moving": ("搬迁户", "Moving households"),
    "town_km": ("公里", "km"),
    "town_more": ("增加", "More"),
    "town_name": ("乡镇", "Township"),
    "town_others": ("其他{count}个乡镇", "{count} other townships"),
    "town_people": ("人口", "People"),
    "town_people_connected_after": ("后通路", "Connected after"),
    "town_people_connected_now": ("现通路", "Connected now"),
    "town_projects": ("修路", "Projects"),
    # ---- who moves
    "moves": (
        "搬迁 {groups} 个小组 {households} 户 {people} 人（{years}），以本人自愿为前提。去向：{sites}。",
        "{groups} groups, {households} households, {people} people ({years}), of their own will. "
        "To: {sites}.",
    ),
    "moves_alone": (
        "分散安置 {groups} 个小组 {households} 户 {people} 人（{years}），自行建房，补助 {wan} 万元。",
        "{groups} groups, {households} households, {people} people ({years}) build by themselves, with "
        "a subsidy of {wan} x 10 000 yuan.",
    ),
    "moves_far": (
        "搬后超过 30 分钟的有 {households} 户，应逐户定出应对措施。",
        "More than 30 minutes for {households} households.",
    ),
    "moves_land": ("到自家土地平均{change}。", "Mean way to their land {change}."),
    "moves_none": ("本批没有搬迁。", "Nobody moves in this batch."),
    "moves_other_sites": (
        "其余 {sites} 处共 {households} 户",
        "{sites} others {households} households",
    ),
    "moves_paid": (
        "安置点和配套设施 {site} 万元，补助 {subsidy} 万元。",
        "Sites and facilities {site}, subsidies {subsidy} x 10 000 yuan.",
    ),
    "moves_site": ("{site} {households} 户", "{site} {households} households"),
    "moves_year": ("{year} 年 {households} 户", "{year}: {households} households"),
    # ---- what is left out
    "left_at_site": ("搬去的安置点没有硬化路", "The site they move to has no paved road"),
    "left_danger": (
        "规划后仍有 {people} 人受灾害威胁：{reasons}。",
        "{people} people stay in danger: {reasons}.",
    ),
    "left_danger_lead": ("仍受威胁的人。", "People who stay in danger. "),
    "left_danger_reason": (
        "{people} 人（{places} 个小组），{reason}",
        "{people} people in {places} groups: {reason}",
    ),
    "left_in_connected": (
        "村里多数人已通，他们的小组没通",
        "Most of the village has a paved road, their group has not",
    ),
    "left_others": ("其他原因", "other reasons"),
    "left_people": (
        "规划后仍有 {people} 人未通硬化路：{reasons}。",
        "{people} people are left without a paved road: {reasons}.",
    ),
    "left_people_lead": ("未通路的人。", "People without a paved road. "),
    "left_people_reason": (
        "{people} 人（{places} 个自然村），{reason}",
        "{people} people in {places} villages: {reason}",
    ),
    "left_roads": (
        "候选道路有 {places} 条未列入（涉及人口有重复）：{reasons}。",
        "{places} candidate roads are left out (people may use several): {reasons}.",
    ),
    "left_roads_lead": ("未列入的道路。", "Roads left out. "),
    "left_roads_nobody": ("{places} 条，{reason}", "{places} roads: {reason}"),
    "left_roads_reason": (
        "{places} 条（涉及 {people} 人），{reason}",
        "{places} roads ({people} people): {reason}",
    ),
    # ---- risks
    "risk_consent_moves": (
        "要搬的 {all} 户中有 {households} 户尚未征求意见。",
        "{households} of {all} moving households have not been asked yet.",
    ),
    "risk_consent_roads": (
        "列入的道路有 {n} 条尚未征求村民意见，有不同意的，方案要重排。",
        "Villagers have not been asked yet about {n} roads of the plan.",
    ),
    "risk_costs": (
        "投资按每公里造价指标估算，未经测量设计。",
        "Costs are estimates per km, not a design.",
    ),
    "risk_no_hazards": (
        "没有灾害资料，不知道谁受威胁，也就没有安排搬迁。",
        "No hazards are known, so nobody is known to be in danger.",
    ),
    "risk_off_network": (
        "{n} 个小组 {people} 人附近没有路，本规划未能安排。",
        "{n} groups ({people} people) have no road near.",
    ),
    "risk_no_way": (
        "{n} 个小组 {people} 人附近的路与硬化路网不相连，要新开路线才能通。",
        "No chain of roads joins {n} groups ({people} people) to the paved network.",
    ),
    "risk_remarks": (
        "资料上的说明共 {n} 条，可请经办人提供。",
        "{n} remarks on the data: ask the officer in charge.",
    ),
    "risk_sites_found": (
        "启用的安置点有 {n} 处由地形资料找出，未经现场勘查。",
        "{n} opening sites were found on terrain data, not surveyed.",
    ),
    "risk_sites_no_road": (
        "{n} 处备选安置点因路修不通或来不及修通而不能启用。",
        "{n} candidate sites have no road in time.",
    ),
    "risk_sites_wait": (
        "启用的安置点有 {n} 处要等路修通，路推迟则搬迁推迟。",
        "{n} opening sites wait for their road.",
    ),
    "risk_speeds": (
        "车速没有实测，可能快慢{n}%，平均时间只是大约。",
        "Speeds are assumed and may be {n} % off: mean minutes are only about so.",
    ),
    "risk_surfaces": (
        "列入的道路有 {n} 条面层是推定的（全县推定 {km} 公里），开工前须核实。",
        "The surface of {n} roads of the plan is assumed ({km} km in the county).",
    ),
    "risk_two_years": (
        "{n} 个项目先修路基、以后铺路面，后续资金不到位就不能通车。",
        "{n} projects get subgrade and surface in different years.",
    ),
    # ---- maintenance
    "upkeep": (
        "本批 {km} 公里建成后，日常养护每年 {wan} 万元：{classes}。不含大中修和水毁修复。",
        "Maintenance of {km} km: {wan} x 10 000 yuan a year: {classes}. Without repairs.",
    ),
    "upkeep_county": ("县道 {km} 公里，每公里 {yuan} 元", "county roads {km} km at {yuan} yuan"),
    "upkeep_township": (
        "乡道 {km} 公里，每公里 {yuan} 元",
        "township roads {km} km at {yuan} yuan",
    ),
    "upkeep_village": (
        "村道（含没有路线编码的）{km} 公里，每公里 {yuan} 元",
        "village roads {km} km at {yuan} yuan",
    ),
}
TARGETS: dict[str, Pair] = {
    "accepted": ("100%", "100 %"),
    "asked": (
        "数量、时效、成本、社会效益指标由规划算出；质量和满意度指标是绩效目标表的惯用目标值，由县核定，"
        "不是实测。一个人可能受益于几个项目，人口不能相加。到户的搬迁补助见搬迁名单。",
        "Quantity, time, cost and social targets are computed from the plan; quality and satisfaction "
        "are the usual targets of such forms, for the county to confirm, not measured. People may "
        "gain from several projects. Subsidies to households are in the relocation list.",
    ),
    "cost_km": ("≤{wan} 万元/公里", "at most {wan} x 10 000 yuan per km"),
    "cost_household": ("≤{wan} 万元/户", "at most {wan} x 10 000 yuan per household"),
    "done": ("{year}年底前", "by the end of {year}"),
    "few": ("不足 3 户", "fewer than 3 households"),
    "improves": ("改善 {people} 人的通行条件", "better travel for {people} people"),
    "newly": (
        "新通硬化路 {households} 户 {people} 人、{villages} 个自然村",
        "newly connected: {households} households, {people} people, {villages} natural villages",
    ),
    "satisfied": ("≥95%", "at least 95 %"),
    "saves": (
        "规划完成后到{service}平均约少 {minutes} 分钟",
        "after the plan about {minutes} minutes less to the {service} (dry weather)",
    ),
    "settles": (
        "{households} 户 {people} 人搬离受灾害威胁的地方",
        "{households} households, {people} people leave places in danger",
    ),
    "sites": ("通到启用的安置点 {sites} 处", "reaches {sites} opening sites"),
    "site_kind": ("避险搬迁安置点", "resettlement site"),
    "site_scope": ("安置点 1 处，{households} 户", "one site for {households} households"),
    "site_quantity": ("{households} 户", "{households} households"),
    "road_kind": ("自然村通硬化路", "paved road to natural villages"),
    "road_scope": (
        "{stages} {km} 公里，宽 {width} 米",
        "{stages} of {km} km, surface {width} m wide",
    ),
    "road_quantity": ("{km} 公里", "{km} km"),
    "subgrade_only": ("先修好路基，路面以后再修", "subgrade only; the surface follows"),
}
