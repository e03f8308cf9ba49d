"""Words of access without a plan: how people get there today, in tables, on the map, in a summary."""

from geoplan.publish.labels.codes import Pair

# ---- tables, summary ------------------------------------------------------------------------------

ACCESS: dict[str, Pair] = {
    "cut_off_when_wet": (
        "雨天车到不了硬化路网：{people} 人，占 {share}%",
        "No vehicle gets from home to the paved network when it is wet: {people} people, {share} %",
    ),
    "dry": ("晴", "dry"),
    "hanging": (
        "断 = 这一段车过不去，人还能走（多花的时间是上限，省下的是下限）；铺 = 只把这一段铺成硬化路，别的不变；空格或 – = 没有",
        "closed = no vehicle passes here, people walk (hours lost are at most these, hours saved at least); paved = this piece alone is paved; blank or – = none",
    ),
    "hours_of": (
        "小时 = 全县每人去一趟最近的{service}，多花或省下的时间合计，约数",
        "hours = one trip of everybody to the nearest {service_en}, all together, about",
    ),
    "how": (
        "从家走路，或走到路上坐车，或坐一段走一段，取最快的一种；单程。走路按坡度（Tobler），离开路走得慢，"
        "过不了河和陡崖；坐车按路面、宽窄、坡度的车速。走到通车的路上，就算有车可坐。雨天：土路、漫水路、经过淹没区的路"
        "到下一个路口或村子为止整段不通车（走路照常），砂石路慢。乡镇政府是本乡镇的（没有给出的，取最近的），其余到最近的一处。",
        "From home on foot, or walking to a road and riding, or partly by each, whichever is quickest; one way. On foot "
        "by the slope (Tobler), slower off the road, over no river and no cliff; riding by surface, width and gradient. "
        "Whoever has walked to an open road is taken to find a ride there. When wet: no vehicle on earth roads, fords and "
        "roads that touch a flood area, from one junction or village to the next (people still walk), and gravel is slower. To the seat "
        "of the own township (where none is given, the nearest), else to the nearest place of a kind.",
    ),
    "method": ("怎么算", "Method"),
    "middle": (
        "这里是中间值，用来排序和计算；告诉别人时，用“自然村”表里的范围",
        "Middle figures, for sorting and working out; tell people the ranges of the sheet 自然村",
    ),
    "nobody_hangs": (
        "没有哪条路断了会让人没有别的路或多花时间",
        "No road leaves anybody without another road, or delays anybody, if it is closed",
    ),
    "not_a_plan": (
        "只说现在，没有安排修路和搬迁",
        "This is today only: no road and no move is planned here",
    ),
    "not_measured": (
        "没有服务点图层，到服务点的时间不知道",
        "There is no layer of services: minutes to them are not known",
    ),
    "not_planned": ("不是什么", "What it is not"),
    "not_reached": (
        "到不了{service}：晴天 {dry} 人，雨天 {wet} 人",
        "Cannot get to the {service_en}: dry {dry}, wet {wet} people",
    ),
    "only_way": (
        "只有一条路可出：{people} 人；其中一条断了，最多 {most} 人没有别的路（{road}）",
        "One way out only: {people} people; if one of those roads is closed, at most {most} have no other road ({road})",
    ),
    "own_vehicle": (
        "{vehicle}（农户表里没有填的，按这一种）",
        "{vehicle_en}, where the household's own vehicle is not told",
    ),
    "remark": ("数据说明", "Of the data"),
    "roads_that_matter": ("最要紧的路", "Roads that matter most"),
    "source": ("来源", "Source"),
    "speeds": ("车速", "Speeds of vehicles"),
    "title": ("现在怎么走、要多久", "How people get there today"),
    "to_in": ("{service} {season}", "{service_en}, {season_en}"),
    "vehicle": ("坐什么车", "What they ride"),
    "walking": ("走路", "On foot"),
    "wet": ("雨", "wet"),
    "wet_gravel": ("砂石路，雨天", "Gravel road, wet"),
    "who_is_cut_off": ("谁被隔断", "Who is cut off"),
    "within_30": ("30 分钟内到得了的人", "People who get there within 30 minutes"),
    "worst": (
        "到{service}最难的乡镇（雨天 30 分钟内到得了的人最少）",
        "Townships from which the {service_en} is hardest to reach (fewest people within 30 minutes when wet)",
    ),
}
VEHICLES: dict[str, Pair] = {
    "car": ("小汽车、货车", "car or truck"),
    "foot": ("不坐车，走路", "nothing: they walk"),
    "motorcycle": ("摩托车", "motorcycle"),
    "tricycle": ("农用三轮车", "farm tricycle"),
}
ACCESS_SHEETS: dict[str, Pair] = {
    "townships": ("乡镇", "Townships"),
    "villages": ("自然村", "Natural villages"),
    "middle": ("中间值", "Middle figures"),
    "roads": ("道路", "Roads"),
    "indicators": ("指标", "Indicators"),
    "how": ("说明", "How it was measured"),
}
ACCESS_INDICATORS: dict[str, Pair] = {
    "people": ("人口", "People"),
    "people_cut_off_wet": (
        "雨天车到不了硬化路网的人",
        "People from whose home no vehicle gets to the paved network when wet",
    ),
    "rural_access_index": (
        "农村通达指数：离晴雨通车的路不到 {km} km 的人（不管从家到那条路通不通车）",
        "Rural Access Index (SDG 9.1.1): people within {km} km of an all-season road, whether or not one leads to it",
    ),
    "rural_access_index_on_foot": (
        "走路 {minutes} 分钟以内有晴雨通车的路的人",
        "People within {minutes} minutes on foot of an all-season road",
    ),
}
SPEEDS: dict[str, Pair] = {
    "earth_kmh": ("土路，晴天", "Earth road, dry"),
    "gravel_kmh": ("砂石路，晴天", "Gravel road, dry"),
    "paved_narrow_kmh": (
        "硬化路，路面窄于 {wide_m} m",
        "Paved road, surface narrower than {wide_m} m",
    ),
    "paved_wide_kmh": (
        "硬化路，路面 {wide_m} m 及以上",
        "Paved road, surface of {wide_m} m or more",
    ),
}
SPEED_WORDS: dict[str, Pair] = {
    "by_gradient": (
        "{kmh} 公里/小时（坡度小于 {low}%、{low}%–{high}%、大于 {high}%）",
        "{kmh} km/h (gradient under {low} %, {low}–{high} %, over {high} %)",
    ),
    "factor": ("晴天的车速乘 {factor}", "speed when dry, times {factor}"),
    "given": (
        "由县里实测（travel.speed_error = 0）",
        "measured by the county (travel.speed_error = 0)",
    ),
    "walking": (
        "平路上 {flat} 公里/小时，下缓坡最快，越陡越慢；离开路乘 {off_path}",
        "{flat} km/h on the flat, fastest slightly downhill, slower the steeper; times {off_path} off the road",
    ),
}

ACCESS_LEGEND: dict[str, Pair] = {
    "closed": ("雨天不通车", "closed to vehicles when wet"),
    "cut_off": ("到不了", "cut off"),
    "hanging": ("断了有人没有别的路", "somebody has no other road if it is closed"),
    "over": ("{minutes} 分钟以上", "over {minutes} min"),
    "paved": ("硬化路", "paved road"),
    "unpaved": ("砂石路等", "gravel and other roads"),
    "water": ("水域", "water"),
    "within": ("{minutes} 分钟内", "within {minutes} min"),
    "unknown": ("不知道", "unknown"),
}

# ---- headings -------------------------------------------------------------------------------------

ACCESS_COLUMNS: dict[str, Pair] = {
    "chinese": ("中文", "Chinese"),
    "cut_off_wet": ("雨天不通车", "no vehicle when wet"),
    "english": ("英文", "English"),
    "farm_minutes_dry_now": ("到地 晴", "to their land, dry"),
    "farm_minutes_wet_now": ("到地 雨", "to their land, wet"),
    "gini": ("基尼系数", "Gini"),
    "homes_isolated": ("断：没有别的路（组）", "no other road: groups"),
    "indicator": ("指标", "Indicator"),
    "item": ("项目", "Item"),
    "mean_minutes": ("平均分钟", "mean min"),
    "median_minutes": ("中位数分钟", "median min"),
    "near": ("近哪个村", "near"),
    "not_reached": ("到不了（人）", "cannot get there"),
    "only_way_out": ("只有一条路可出", "only way out"),
    "people_delayed": ("断：晚到的人 {season}", "closed: people later, {season_en}"),
    "people_faster": ("铺：早到的人 {season}", "paved: people sooner, {season_en}"),
    "people_isolated": ("断：没有别的路（人）", "no other road: people"),
    "people_lost": ("断：到不了的人 {season}", "closed: people cut off, {season_en}"),
    "people_newly_reached": ("铺：新到得了的人 {season}", "paved: people newly there, {season_en}"),
    "person_hours_lost": ("断：多花小时 {season}", "closed: hours lost, {season_en}"),
    "person_hours_saved": ("铺：省下小时 {season}", "paved: hours saved, {season_en}"),
    "person_minutes_lost": ("断：多花分钟 {season}", "closed: minutes lost, {season_en}"),
    "person_minutes_saved": ("铺：省下分钟 {season}", "paved: minutes saved, {season_en}"),
    "service": ("去哪里", "to where"),
    "service_id": ("服务点编号", "service id"),
    "value": ("数值", "Value"),
    "vehicle": ("坐什么车", "vehicle"),
    "water_id": ("水域编号", "water id"),
    "within": ("{minutes} 分钟内", "≤ {minutes} min"),
}

# ---- the page -------------------------------------------------------------------------------------

ACCESS_MAP: dict[str, Pair] = {
    "keys_list": (
        "/: 查找; ↑ ↓ ← →: 移动地图; + −: 放大、缩小; 0: 看全图; Tab: 到下一处; Esc: 关闭; ?: 这份说明",
        "/: find; ↑ ↓ ← →: move the map; + −: zoom; 0: the whole map; Tab: next control; Esc: close; ?: this list",
    ),
    "no_services": (
        "没有服务点图层：到学校、医院等的时间不知道",
        "There is no layer of services: minutes to school, hospital and so on are not known",
    ),
    "not_found": (
        "{place}没有叫“{asked}”的村、路",
        "No village or road of {place} is called “{asked}”",
    ),
    "only_way": (
        "只有一条路可出：断了就没有别的路",
        "One way out only: if it is closed there is no other road",
    ),
    "people_isolated": (
        "断了没有别的路的人：{n}",
        "People without another road if it is closed: {n}",
    ),
    "plan_name": ("数据 {hash}", "Data {hash}"),
    "road_closed_wet": ("雨天不通车", "No vehicles when wet"),
    "road_open_wet": ("晴雨都通车", "Open to vehicles in any weather"),
    "search": ("村、乡镇、路名、路线编码、拼音", "Village, township, road, code"),
    "terms_list": (
        "单程: 从家到那里，不算回来; "
        "雨天: 土路、漫水路、淹没区里的路不通车，砂石路慢，只能走路的走路; "
        "范围: 车速没有实测，时间可能是其中任何一个数; "
        "不通: 走路也到不了",
        "One way: from home to the place, without the way back; "
        "Wet: no vehicle on earth roads, fords and roads in flood areas, gravel is slower, and people walk where they must; "
        "Range: speeds were not measured, and the time may be any figure in it; "
        "Cut off: nobody gets there, not even on foot",
    ),
    "title_access": ("{county}：现在怎么走、要多久", "{county}: how people get there today"),
    "totals_access": (
        "{service} · {season}：全县平均 {now} 分钟（按人口，能到达者）",
        "{service} · {season}: county mean {now} min (by people who can get there)",
    ),
    "township_people": (
        "30 分钟内到{service}：晴 {dry} 人，雨 {wet} 人",
        "To the {service} within 30 minutes: {dry} people dry, {wet} wet",
    ),
    "village_cut_off": (
        "雨天不通车：到乡镇的路有一段走不了车",
        "No vehicle gets from here to the township when it is wet",
    ),
    "village_open": (
        "雨天也能乘车到乡镇",
        "Vehicles get from here to the township also when it is wet",
    ),
    "way": (
        "图上的白带：去左边选的地方经过哪些路；没有白带，就是不经过路、全程走路",
        "White band on the map: the roads on the way to the place chosen on the left; without one, it is on foot "
        "over the fields",
    ),
}
"""Words of the page that are said otherwise, or only, where nothing is planned."""
