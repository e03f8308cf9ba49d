"""Sentences of works on roads besides paving: in the terminal; the page tells works in boxes of its own."""

from geoplan.publish.labels.codes import Pair

WORK_ANSWERS: dict[str, Pair] = {
    "road_left": (
        "已经硬化；本批不加宽，不增设错车道、护栏",
        "Paved already; no widening, passing bays or guardrail in this batch",
    ),
    "wider_in": (
        "路面修 {width} m 宽，不是通常的 {usual} m：多花 {cost_yuan}，省下的时间约值 {worth_yuan}",
        "Paved {width} m wide, not {usual} m as usual: {cost_yuan} more for time saved worth about {worth_yuan}",
    ),
    "wider_in_untold": (
        "路面修 {width} m 宽，不是通常的 {usual} m：多花 {cost_yuan}，省下的时间值得",
        "Paved {width} m wide, not {usual} m as usual: {cost_yuan} more, which the time saved is worth",
    ),
    "wider_left": (
        "考虑过修 {width} m 宽，没有列入：省下的时间约值 {worth_yuan}，多花 {cost_yuan}。{reason}",
        "Considered and left: {width} m wide. Time saved worth about {worth_yuan}, costs {cost_yuan} more: {reason}",
    ),
    "wider_left_untold": (
        "考虑过修 {width} m 宽，没有列入，要多花 {cost_yuan}：{reason}",
        "Considered and left: {width} m wide, which costs {cost_yuan} more: {reason}",
    ),
    "work_in": (
        "列入计划：{year} 年{what}（{place}），造价 {cost_yuan}，省时和安全约值 {worth_yuan}",
        "In the plan: {what} in {year} ({place}) for {cost_yuan}; time saved and safety worth about {worth_yuan}",
    ),
    "work_in_untold": (
        "列入计划：{year} 年{what}（{place}），造价 {cost_yuan}，省时和安全的价值超过花费",
        "In the plan: {what} in {year} ({place}) for {cost_yuan}; time saved and safety are worth more",
    ),
    "work_left": (
        "考虑过的做法里最值得的是{what}（{place}），没有列入：省时和安全约值 {worth_yuan}，造价 {cost_yuan}。{reason}",
        "Considered and left, the best for its money: {what} ({place}). Time saved and safety worth about "
        "{worth_yuan}, cost {cost_yuan}: {reason}",
    ),
    "work_left_untold": (
        "考虑过{what}（{place}），没有列入，造价 {cost_yuan}：{reason}",
        "Considered and left: {what} ({place}), which costs {cost_yuan}: {reason}",
    ),
    "work_pays": ("{year} 年{stage}共：{fund} {yuan}", "{year} {stage} in all: {fund} {yuan}"),
    "work_worth": (
        "省时和安全的价值：按全部住户每天到学校、卫生室的路程和本县设定的单价估算，每处单独计",
        "Worth of time and safety: of everybody's daily way to school and clinic at the county's own prices, each by itself",
    ),
}
