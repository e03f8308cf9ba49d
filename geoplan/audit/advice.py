"""What to do about the remarks of a survey: they say what was assumed, these words what to give."""

from geoplan.pipeline.candidates import assumed_library
from geoplan.pipeline.situation import NO_SEAT, Situation
from geoplan.readers import County
from geoplan.schema import Finding, note

GIVE_SEATS = (
    "请做一张 services.xlsx，表头四列：类型、名称、经度、纬度；每个乡镇政府一行，如：乡镇政府、云岭镇政府、109.36512、32.83104；"
    "放在 county.toml 旁边，末尾加两行（/ 处换行） Make services.xlsx with the headings 类型 名称 经度 纬度 and one row per "
    "township seat, beginning with 乡镇政府; put it beside county.toml and add two lines at the end of that (break at /): "
    '[layers.services] / path = "services.xlsx"'
)
MOVE_SEATS = (
    "乡镇政府到硬化路超过 {:g} m，请核对坐标和面层类型，或放宽 network.seat_reach_m The seats stand farther than that from every "
    "hardened road: check their coordinates and the surfaces, or widen it."
)
GIVE_LIBRARY = (
    "入库即已列入交通部门项目库，未入库的不能列入计划；请在道路图层加一列“是否入库”（是/否）；不看入库的，在 "
    "[projects] 下写 library_required = false In the library: on the transport bureau's list of projects that may be funded. Add a "
    "column 是否入库 (是/否) to the roads, or switch the rule off."
)
JOIN_THEM = (
    "请核对坐标，补画或接上道路，见“附近没有路”“道路孤岛” Check the places, draw or join the roads."
)


def surveyed_notes(county: County, situation: Situation) -> list[Finding]:
    """What the survey of a county assumed or missed, each with what to do about it.

    Parameters
    ----------
    county, situation
        A county and its survey; remarks of the county itself are left out.
    """
    seats = situation.services["kind"] == "township_seat"
    reach_m = county.settings.network.seat_reach_m
    advice = dict.fromkeys(
        assumed_library(situation.network.links, county.settings), GIVE_LIBRARY
    ) | {NO_SEAT: MOVE_SEATS.format(reach_m) if seats.any() else GIVE_SEATS}
    return [
        note("roads", remark, "changes", remedy=advice.get(remark, JOIN_THEM))
        for remark in situation.remarks
        if remark not in county.remarks
    ]
