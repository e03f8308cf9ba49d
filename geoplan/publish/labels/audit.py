"""Words of the audit of a county's files: its checks, what mending a finding can change, and why."""

from geoplan.publish.labels.codes import Pair

EFFECTS: dict[str, Pair] = {
    "stops": ("必须改正，否则不能编制计划", "must be mended: no plan can be made"),
    "changes": ("改了可能换方案", "mending it can change the plan"),
    "may": ("不一定影响计划", "it may matter to the plan"),
    "none": ("不影响计划", "it cannot change the plan"),
}
WHY: dict[str, Pair] = {
    "stops": ("读不进来的数据不能用", "what cannot be read cannot be planned with"),
    "changes": ("计划用到这里的数据", "the plan uses these figures"),
    "may": ("改正后才知道计划变不变", "only mending it tells"),
    "none": ("计划不用这项数据，或已经处理", "the plan does not use it, or it is settled already"),
    "connected_safe": (
        "这里已通硬化路，也没有人受威胁",
        "people here have a paved road, and nothing threatens them",
    ),
    "joined_already": ("连接容差内，已自动相接", "within the tolerance: joined already"),
    "leads_nobody": (
        "这段路不通向任何村组、安置点和服务点",
        "this road leads nobody anywhere: no village, site or service on it",
    ),
    "lists_only": ("桩号和编码只印在清单上", "stakes and codes are only printed in lists"),
    "nobody_there": ("那里没有人", "nobody lives there"),
    "not_a_candidate": ("这段路不是备选项目", "this road is no candidate"),
    "not_there": ("有了才能用到计划里", "the plan can use it once it is there"),
    "threatens_nobody": ("这一级灾害不算受威胁", "a hazard of this class threatens nobody"),
}
"""Why a finding has its effect; the effect itself where there is no special reason."""
CHECKS: dict[str, Pair] = {
    "": ("说明", "note"),
    "absent": ("还没有的资料", "not there yet"),
    "county.toml": ("设置", "settings"),
    "文件 file": ("文件", "file"),
    "accepted_absent": ("验收了不存在的路基", "accepted subgrade of no road"),
    "accepted_paved": ("路基验收与面层不符", "accepted subgrade, assumed surface"),
    "crossing": ("相交无节点", "crossing without junction"),
    "far_hazard": ("灾害点离住户太远", "hazard far from houses"),
    "far_house": ("离所在村太远", "far from its village"),
    "far_land": ("耕地离小组太远", "land far from its group"),
    "household_twice": ("疑似一户两报", "household perhaps twice"),
    "island": ("道路孤岛", "island of roads"),
    "land_per_person": ("人均耕地异常", "unusual land per person"),
    "large_household": ("一户人口过多", "very large household"),
    "ledger_count": ("台账户数与图上不符", "ledger and map differ"),
    "listed_only": ("名单有、图上无", "on the list, not in an area"),
    "no_township": ("没有乡镇", "no township"),
    "no_people": ("自然村无人", "village without people"),
    "no_road_near": ("附近没有路", "no road near"),
    "overshoot": ("线过头", "overshoot"),
    "people_per_household": ("户均人口异常", "unusual people per household"),
    "route_code": ("路线编码不合规则", "no route code"),
    "same_name": ("村名重复", "same village name"),
    "same_point": ("两村同一坐标", "two villages on one point"),
    "stake_backwards": ("桩号倒置", "stakes backwards"),
    "stake_gap": ("桩号不连续", "gap in stakes"),
    "stake_length": ("里程与桩号不符", "length against stakes"),
    "stake_twice": ("桩号重复", "stakes twice"),
    "touched_only": ("图上有、名单无", "in an area, not on the list"),
    "undershoot": ("线不到头", "undershoot"),
    "unknown_hazard": ("隐患点编号不存在", "unknown hazard"),
}
"""Checks by code; other findings are named by the column that they are about."""
AUDIT: dict[str, Pair] = {
    "check": ("检查", "Check"),
    "clean": ("没有发现问题。", "Nothing was found."),
    "each": ("逐行明细", "each row"),
    "effect": ("对计划的影响", "Effect on the plan"),
    "file": ("文件", "File"),
    "id": ("编号", "Id"),
    "layer": ("图层", "Layer"),
    "more": ("……另有 {n} 处，见 --xlsx", "… {n} more, see --xlsx"),
    "name": ("名称", "Name"),
    "number": ("处数", "Findings"),
    "nothing_stops": (
        "没有必须改正的，可以编制计划。",
        "Nothing must be mended: a plan can be made.",
    ),
    "remedy": ("处理办法", "How to mend it"),
    "row": ("行", "Row"),
    "sheet": ("工作表", "Sheet"),
    "summary": ("汇总", "summary"),
    "title": ("数据检查：{name}", "Audit of {name}"),
    "findings": ("问题清单", "findings"),
    "what": ("问题", "What"),
    "why": ("理由", "Why"),
}
