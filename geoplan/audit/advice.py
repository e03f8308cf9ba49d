"""What to do about the remarks of a survey: they say what was assumed, these words what to give."""

from geoplan.pipeline.candidates import assumed_library
from geoplan.pipeline.situation import NO_SEAT, Situation
from geoplan.readers import County
from geoplan.readers.county import ABSENT
from geoplan.schema import Finding, note

ADD_SEATS = (
    "请在 {0} 中给每个乡镇政府加一行：类型 乡镇政府，名称如 云岭镇政府，和坐标。另做一张（如 驻地.xlsx，表头 类型、名称、经度、纬度）也行：写成 "
    'services = … 的，改为 services = [原来的, "驻地.xlsx"]；写成 [layers.services] 的，把它改成 [[layers.services]]，末尾加两行（/ 处换行） '
    "Add a row for each township seat (kind 乡镇政府) to {0}. Or give them in a file of their own: services = … becomes "
    'services = [what stands there, "驻地.xlsx"]; [layers.services] becomes [[layers.services]], and two lines follow at the end '
    '(break at /): [[layers.services]] / path = "驻地.xlsx"'
)
MOVE_SEATS = (
    "乡镇政府到硬化路超过 {:g} m，请核对坐标和面层类型，或放宽 [network] 下的 seat_reach_m The seats stand farther than that from every "
    "hardened road: check their coordinates and the surfaces, or widen it."
)
GIVE_LIBRARY = (
    "入库即已列入交通部门项目库，未入库的不能列入计划；请在道路图层加一列“是否入库”（是/否）；不看入库的，在 "
    "[projects] 下（没有就在末尾加这一行）写 library_required = false In the library: on the transport bureau's list of projects that may be funded. Add a "
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
    advice = dict.fromkeys(
        assumed_library(situation.network.links, county.settings), GIVE_LIBRARY
    ) | {NO_SEAT: _seats(county, situation)}
    return [
        note("roads", remark, "changes", remedy=advice.get(remark, JOIN_THEM))
        for remark in situation.remarks
        if remark not in county.remarks
    ]


def _seats(county: County, situation: Situation) -> str:
    """What to do where no township seat stands on a hardened road."""
    if (situation.services["kind"] == "township_seat").any():
        return MOVE_SEATS.format(county.settings.network.seat_reach_m)
    files = county.settings.layers.services
    if files is None:
        return ABSENT["services"][1]
    return ADD_SEATS.format(", ".join(entry.path for entry in files))
