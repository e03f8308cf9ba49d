"""Sentences about what the other decision on a road would cost: who makes room, who loses, money."""

from geoplan.publish.labels.codes import Pair

PRICES: dict[str, Pair] = {
    "along": (
        "单修它不通，要和 {projects} 一起列入，共需 {yuan}；下面是一起列入的结果",
        "Alone it leads nowhere: it would be put in together with {projects}, {yuan} in all, as follows",
    ),
    "also": ("那样安排时，还会列入：{projects}", "The plan would then also build: {projects}"),
    "cheaper": (
        "这样安排，全县修路的钱少用 {yuan}",
        "Arranged so, the county's roads cost {yuan} less",
    ),
    "cheaper_idle": (
        "这样安排，全县修路的钱少用 {yuan}：按年份和用途，剩下的钱在可以列入的路里修不出能让更多人通路的",
        "Arranged so, the county's roads cost {yuan} less: by its years and purposes the money left builds no road that may be listed and would connect more",
    ),
    "dearer": (
        "这样安排，全县修路的钱多用 {yuan}",
        "Arranged so, the county's roads cost {yuan} more",
    ),
    "drops": ("同时不再修：{projects}", "No longer built: {projects}"),
    "both": (
        "其中 {villages}：有的小组通，有的小组不通",
        "Of these, in {villages} some groups gain and some lose",
    ),
    "gain": (
        "因此能通路的：{villages}，{people} 人",
        "Who gains: {villages}, {people} {people|person|people}",
    ),
    "goes": ("钱改修：{projects}", "The money goes to {projects}"),
    "lose": (
        "因此通不了路的：{villages}，{people} 人",
        "Who loses: {villages}, {people} {people|person|people}",
    ),
    "nobody_by_it": (
        "它本身不让谁新通硬化路；下面是全县跟着重新安排的结果",
        "By itself it gives nobody a paved road; what follows is the county rearranged around it",
    ),
    "not_enough": (
        "只列入它，本村留下的人还是不通：还缺 {projects}",
        "That alone gives those of the village who stay no road: they also need {projects}",
    ),
    "price_of": ("如果列入 {project}：", "If {project} were put in:"),
    "room": ("要给它让路的：{projects}", "It would take the place of {projects}"),
    "room_none": ("不需要别的路让出", "No other road would have to make room"),
    "same_cost": (
        "这样安排，全县修路的钱不变",
        "Arranged so, the county's roads cost as much as before",
    ),
    "told_nobody": (
        "它本身不让谁新通硬化路（只计 3 户及以上的小组）；下面是全县跟着重新安排的结果",
        "By itself it gives nobody a paved road (only groups of 3 or more households are counted); what follows is the county rearranged around it",
    ),
    "with_between": (
        "别的路按最好的办法让出：全县至少少 {low} 人、最多少 {high} 人通硬化路",
        "If other roads make room in the best way: at least {low} and at most {high} fewer {high|person|people} in the county {high|gets|get} a paved road",
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
        "If other roads make room in the best way: {people} fewer {people|person|people} in the county {people|gets|get} a paved road",
    ),
    "with_floors": (
        "已证明：在同样的资金、年限和规则下，列入它，乡镇、建制村的保底就做不到现在这么多",
        "Proven: with the same money, years and rules no plan can include it and reach as much of the floors of townships and villages",
    ),
    "with_found_fewer": (
        "如果列入它，在重新算出的一个方案里，少 {people} 人通硬化路（只计 3 户及以上的小组）",
        "In one plan worked out again with it, {people} fewer {people|person has|people have} a paved road (only groups of 3 or more households are counted)",
    ),
    "with_found_more": (
        "如果列入它，在重新算出的一个方案里，多 {people} 人通硬化路（只计 3 户及以上的小组）",
        "In one plan worked out again with it, {people} more {people|person has|people have} a paved road (only groups of 3 or more households are counted)",
    ),
    "with_found_same": (
        "如果列入它，在重新算出的一个方案里，通硬化路的人一样多（只计 3 户及以上的小组）",
        "In one plan worked out again with it, as many people have a paved road (only groups of 3 or more households are counted)",
    ),
    "with_impossible": (
        "已证明：在同样的资金、年限和规则下，列入它就没有可行的方案",
        "Proven: with the same money, years and rules no plan can include it",
    ),
    "with_most": (
        "别的路按最好的办法让出：全县最多少 {high} 人通硬化路",
        "If other roads make room in the best way: at most {high} fewer {high|person|people} in the county {high|gets|get} a paved road",
    ),
    "with_unknown": (
        "没有算出列入它的方案，也没有证明不行",
        "No plan with it was found, nor was it proven that there is none",
    ),
    "without_between": (
        "省下的钱按最好的办法改修别的路：全县至少少 {low} 人、最多少 {high} 人通硬化路",
        "If it were dropped and its money used elsewhere in the best way: at least {low} and at most {high} fewer {high|person gets|people get} a paved road",
    ),
    "without_as_many": (
        "省下的钱按最好的办法改修别的路：全县通硬化路的人一样多",
        "If it were dropped and its money used elsewhere in the best way: as many people get a paved road",
    ),
    "without_equal": (
        "省下的钱按最好的办法改修别的路：全县通路人数差不多，差别小到本计划分辨不出",
        "If it were dropped and its money used elsewhere in the best way: about as many people get a paved road: less of a difference than this plan can tell",
    ),
    "without_fewer": (
        "省下的钱按最好的办法改修别的路：全县少 {people} 人通硬化路",
        "If it were dropped and its money used elsewhere in the best way: {people} fewer {people|person gets|people get} a paved road",
    ),
    "without_floors": (
        "已证明：不修它，乡镇、建制村的保底就做不到现在这么多",
        "Proven: without it no plan reaches as much of the floors of townships and villages",
    ),
    "without_found_fewer": (
        "如果不修它，在重新算出的一个方案里，少 {people} 人通硬化路（只计 3 户及以上的小组）",
        "In one plan worked out again without it, {people} fewer {people|person has|people have} a paved road (only groups of 3 or more households are counted)",
    ),
    "without_found_more": (
        "如果不修它，在重新算出的一个方案里，多 {people} 人通硬化路（只计 3 户及以上的小组）",
        "In one plan worked out again without it, {people} more {people|person has|people have} a paved road (only groups of 3 or more households are counted)",
    ),
    "without_found_same": (
        "如果不修它，在重新算出的一个方案里，通硬化路的人一样多（只计 3 户及以上的小组）",
        "In one plan worked out again without it, as many people have a paved road (only groups of 3 or more households are counted)",
    ),
    "without_impossible": (
        "已证明：不修它就没有可行的方案",
        "Proven: without it there is no feasible plan",
    ),
    "without_most": (
        "省下的钱按最好的办法改修别的路：全县最多少 {high} 人通硬化路",
        "If it were dropped and its money used elsewhere in the best way: at most {high} fewer {high|person gets|people get} a paved road",
    ),
    "without_unknown": (
        "没有算出不修它的方案，也没有证明不行",
        "No plan without it was found, nor was it proven that there is none",
    ),
}
