"""Words of building land: what excludes it, and how good it is."""

from geoplan.publish.labels.codes import SITE_REASONS, Pair

EXCLUSIONS: dict[str, Pair] = SITE_REASONS | {
    "crest": (
        "在山梁上（两边都低：100 米内低 15 米以上，或 200 米内低 50 米以上）",
        "On a crest: to both sides the ground falls by more than 15 m in 100 m, or 50 m in 200 m",
    ),
    "gully": (
        "在沟里（两边都高：100 米内高 15 米以上，或 200 米内高 50 米以上）",
        "In a gully: to both sides the ground rises by more than 15 m in 100 m, or 50 m in 200 m",
    ),
    "built_up": ("已有房屋", "There are houses already"),
    "no_elevation": ("没有高程数据", "The elevation is not known"),
    "no_road": ("离道路太远", "Too far from every road"),
    "road": ("在路上", "On a road"),
}
CRITERIA: dict[str, Pair] = {
    "clear_of_hazards": ("离灾害区远", "clear of hazards"),
    "gentle": ("平缓", "gentle"),
    "near_clinic": ("近卫生室", "near a clinic"),
    "near_land": ("近耕地", "near farmland"),
    "near_road": ("近路", "near a road"),
    "near_school": ("近学校", "near a school"),
}
LAND: dict[str, Pair] = {
    "criterion": (
        "{name}：{value}（占总分 {share}）{metres}",
        "{name}: {value} (adds {share} to the score){metres}",
    ),
    "metres": ("，{metres} 米", ", {metres} m"),
    "no": ("不宜建房：", "One may not build here:"),
    "objects": ("{reason}：{ids}", "{reason}: {ids}"),
    "score": ("得分 {score}（0 到 1）：", "Score {score} (0 to 1):"),
    "slope": ("坡度 {slope}°", "Slope {slope}°"),
    "unknown": ("没有资料", "not known"),
    "yes": (
        "没有什么不许在此建房（还要现场踏勘）",
        "Nothing forbids building here (to be seen on the spot)",
    ),
}
