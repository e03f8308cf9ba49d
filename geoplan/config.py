"""``county.toml`` as frozen models: every default with its unit and source.

Money is in 万元 (10 000 yuan, ``_wan``) here, because that is what people type; code uses yuan.
The letter after a source is how sure it is: A official text, B news or abstract, C general
knowledge that the county should replace.
"""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from geoplan.errors import ConfigError

Component = Literal[
    "subgrade", "surface", "site", "subsidy", "protection", "widening", "passing_bays", "guardrail"
]
HazardKind = Literal["landslide", "rockfall", "debris_flow", "flood", "other"]
Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
CostPerKm = Annotated[float, Field(ge=0, le=100_000)]
"""万元 per km: a road of more than 10 亿元 per km is a slip of the pen."""
Share = Annotated[float, Field(ge=0, le=1)]
HazardClass = Annotated[int, Field(ge=1, le=4)]
ByGradient = tuple[Positive, Positive, Positive]
Mode = Literal["near", "town", "dispersed"]
Criterion = Literal[
    "gentle", "near_road", "near_school", "near_clinic", "near_land", "clear_of_hazards"
]
Aim = Literal["farm", "service", "cost", "cohesion"]
Need = Literal[
    "very_high_geohazard", "high_geohazard", "flood", "ecological", "poverty", "voluntary"
]
"""What makes a group move, in the order of need (DOMAIN: B for the first three, C for the rest)."""
BuildingMode = Literal["household_builds", "county_builds"]
Vehicle = Literal["foot", "motorcycle", "tricycle", "car"]


def _ascending(limits: tuple[float, float]) -> tuple[float, float]:
    """Two limits of which the first is the lower."""
    if limits[0] >= limits[1]:
        raise ValueError(f"应由小到大 must ascend, got {limits[0]:g}, {limits[1]:g}")
    return limits


def _not_reversed(bounds: tuple[float, float]) -> tuple[float, float]:
    """Lowest and highest value; they may be the same."""
    if bounds[0] > bounds[1]:
        raise ValueError(f"应为 expected [最小 lowest, 最大 highest], got {list(bounds)}")
    return bounds


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of which none is given twice."""
    if len(set(names)) < len(names):
        raise ValueError(f"有重复 each once, got {', '.join(names)}")
    return names


Limits = Annotated[tuple[Positive, Positive], AfterValidator(_ascending)]
ValueRange = Annotated[tuple[float, float], AfterValidator(_not_reversed)]
SomeIds = Annotated[tuple[str, ...], Field(min_length=1)]


class _Table(BaseModel):
    """One table of the file: frozen, and unknown keys are faults."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class LayerFile(_Table):
    """Where one layer, or a part of it, is and how to read it."""

    path: str
    """File, relative to county.toml; "乡镇/*.xlsx" for all files of that name."""
    layer: str | None = None
    """Layer or sheet inside the file, when it holds several; "*" for all sheets with a header,
    "*村" for those of such names."""
    encoding: str | None = None
    """Text encoding, e.g. "gb18030"; found by trial when absent."""
    crs: str | None = None
    """CRS of a file that does not tell its own, e.g. "EPSG:4524"."""
    datum: Literal["gcj02", "bd09"] | None = None
    """Points picked on Amap, Tencent or phones (gcj02) or on Baidu (bd09), hundreds of metres off."""
    swap_axes: bool = False
    """True when longitude and latitude, or east and north, are the wrong way round."""
    columns: dict[str, str] = {}
    """Our column = the file's column, where the name alone does not tell; "" = not in the file."""
    values: dict[str, str] = {}
    """Our column = what it is in every row, e.g. kind = "生态保护红线" for a layer of redlines."""


def _as_files(entry: object) -> object:
    """A list of files from one file or several, each by its path alone or as a table."""
    entries = entry if isinstance(entry, list | tuple) else [entry]
    return [{"path": one} if isinstance(one, str) else one for one in entries]


LayerFiles = Annotated[tuple[LayerFile, ...], Field(min_length=1), BeforeValidator(_as_files)]


class HazardRaster(_Table):
    """A raster whose classes mean danger, e.g. slope classes as landslide susceptibility."""

    path: str
    """GeoTIFF, relative to county.toml."""
    kind: HazardKind
    """What the raster shows."""
    classes: dict[HazardClass, ValueRange]
    """Hazard class 1-4 = lowest and highest cell value (both included)."""
    reach_ratio: NonNegative = 0
    """How far it runs below these areas, as ``hazards.reach_ratio``; 0: what may be struck is in the
    raster already."""


class Layers(_Table):
    """The county's files, one or several per layer; all but roads and villages may be absent."""

    roads: LayerFiles
    villages: LayerFiles
    groups: LayerFiles | None = None
    households: LayerFiles | None = None
    hazards: LayerFiles | None = None
    farmland: LayerFiles | None = None
    services: LayerFiles | None = None
    sites: LayerFiles | None = None
    exclusions: LayerFiles | None = None
    dem: str | None = None
    """Elevation raster in metres, any CRS."""
    land_cover: str | None = None
    """Raster of land-cover classes, e.g. ESA WorldCover: how fast one walks where."""
    hazard_rasters: tuple[HazardRaster, ...] = ()


class Places(_Table):
    """Where a fund may be spent; absent means everywhere."""

    township_id: SomeIds | None = None
    admin_village_id: SomeIds | None = None


class Fund(_Table):
    """One purse: what it pays, for whom, and how much in each year."""

    id: str
    name: str | None = None
    """Name shown to people; the id when absent."""
    name_en: str | None = None
    """The same in English; the name when absent."""
    pays: tuple[Component, ...] = Field(min_length=1)
    """Components it may pay: subgrade, surface, site, subsidy, protection, and on hardened roads
    widening, passing_bays, guardrail (of new roads, too)."""
    ceiling_wan: tuple[NonNegative, ...]
    """Ceiling of each year of the batch [万元]."""
    outlook_ceiling_wan: tuple[NonNegative, ...] | None = None
    """Ceiling of each of the ``outlook_years`` [万元]; absent: the batch's last year's, assumed."""
    carry_over: bool = False
    """Money left in a year may be spent in the next."""
    quota_wan_per_km: CostPerKm | None = None
    """At most this much per km of a component from this fund [万元/km] (subsidy tariff)."""
    places: Places = Field(default=Places(), alias="for")
    """Townships or administrative villages it is meant for."""
    assumed: bool = False
    """True when nobody gave the figure; every list says so."""


class Costs(_Table):
    """Building costs [万元 per km unless said otherwise]."""

    subgrade_gentle_wan_per_km: CostPerKm = 15
    """Subgrade 4.5 m where the cross slope is under the first terrain limit. C."""
    subgrade_hill_wan_per_km: CostPerKm = 25
    """Subgrade 4.5 m between the terrain limits. C."""
    subgrade_steep_wan_per_km: CostPerKm = 40
    """Subgrade 4.5 m above the second terrain limit, in rock. C."""
    base_wan_per_km: CostPerKm = 8
    """Base course 4 m. C."""
    surface_wan_per_km: CostPerKm = 32
    """Concrete 3.5 m x 18 cm; base + surface + ditch = 41.4: B, Ziyang (Ankang) 2017."""
    ditch_wan_per_km: CostPerKm = 1.4
    """Ditch and signs. B, the same."""
    terrain_limits_deg: Limits = (15, 25)
    """Mean cross slope that parts gentle, hill and steep [degrees]. C."""
    terrain_factors: ByGradient = (1.0, 1.25, 1.6)
    """Factor on base and surface in gentle, hill and steep terrain. C."""
    wider_surface_wan_per_km_and_m: CostPerKm = 9.2
    """Each metre of surface and base more. A calc, Suixian 2023: 42.7 at 4.0 m, 56.5 at 5.5 m."""
    wider_subgrade_share_per_m: Share = 0.22
    """Share of the subgrade's cost that each metre more takes: 1 of 4.5 m. C."""
    widening_wan_per_km_and_m: CostPerKm = 17.9
    """Each metre by which a paved road is widened. B calc."""
    passing_bay_wan: NonNegative = 1.2
    """One passing bay [万元]. C."""
    guardrail_wan_per_km: CostPerKm = 8
    """Guardrail, per km of exposed road. B calc (6-10)."""
    maintenance_county_yuan_per_km: NonNegative = 7000
    """Upkeep of a county road after building [yuan per km and year]. A."""
    maintenance_township_yuan_per_km: NonNegative = 3500
    """The same of a township road. A."""
    maintenance_village_yuan_per_km: NonNegative = 1000
    """The same of a village road. A."""


class Travel(_Table):
    """How fast people get on: speeds [km/h], each for gradients under, between and above the limits."""

    vehicle: Vehicle = "motorcycle"
    """What people ride where the household's own vehicle is not told: foot, motorcycle, tricycle, car. C."""
    gradient_limits: Limits = (0.04, 0.08)
    """Gradient (rise over run) that parts flat, rolling and steep. C."""
    paved_wide_kmh: ByGradient = (40, 30, 20)
    """Hardened, surface of at least ``wide_m``. C."""
    paved_narrow_kmh: ByGradient = (30, 22, 15)
    """Hardened, narrower. C."""
    gravel_kmh: ByGradient = (20, 15, 10)
    """Gravel, slag, stone chips. C."""
    earth_kmh: ByGradient = (15, 10, 6)
    """Earth, dry season; in the wet season walking only (晴通雨阻). C."""
    wide_m: Positive = 5.5
    """Surface width from which two cars pass without a bay [m]. C."""
    wet_gravel_factor: Share = 0.7
    """Factor on gravel speeds in the wet season. C."""
    no_bays_factor: Share = 0.8
    """Factor on the speed of cars and tricycles on narrower roads without passing bays: they wait. C."""
    tricycle_kmh: Positive = 25
    """Most of a farm tricycle on paved roads [km/h]. C."""
    tricycle_unpaved_kmh: Positive = 15
    """Most of a farm tricycle on gravel and earth [km/h]. C."""
    speed_error: Annotated[float, Field(ge=0, lt=1)] = 0.3
    """Speeds that nobody measured may be off by this share, up or down: minutes are told as ranges. C."""
    off_path_factor: Annotated[float, Field(gt=0, le=1)] = 0.6
    """Factor on Tobler's walking speed off the road. A, Tobler 1993."""
    cliff_deg: Positive = 50
    """Nobody walks where the ground is steeper [degrees]. C."""
    land_cover_factors: dict[int, Share] = {10: 0.8, 20: 0.8, 70: 0.5, 80: 0, 90: 0.5, 95: 0.4}
    """Factor on the walking speed by class of the land-cover raster, 1 where none is told, 0 closed;
    the classes are those of ESA WorldCover (10 trees, 20 shrubs, 70 snow, 80 water, 90 wetland, 95
    mangroves). A table of the county's own replaces all of it. C."""
    ground_cell_m: Positive = 30
    """Cells over which people walk are at least this large [m]; finer elevations are averaged. C."""
    land_cell_m: Positive = 90
    """The same on the way to the land, of which there are many thousands [m]. C."""


class Network(_Table):
    """How lines become a network and who is near it."""

    join_tolerance_m: Positive = 5
    """Line ends closer than this to a line are joined to it [m]. C."""
    reach_m: Positive = 500
    """A village farther than this from every road is not on the network [m]. C."""
    junction_m: NonNegative = 50
    """A place whose road meets another this near along it joins the junction [m]. C."""
    seat_reach_m: Positive = 300
    """Hardened roads within this distance of a township seat belong to the seat [m]. C."""
    hardened_codes: tuple[str, ...] = ("11", "12", "21", "22", "23", "32", "34", "35")
    """Surface codes (面层类型, by prefix) counted as hardened (硬化). C."""
    earth_codes: tuple[str, ...] = ("36",)
    """Surface codes impassable for vehicles when wet. C."""
    access_index_m: Positive = 2000
    """Rural Access Index: distance to an all-season road [m]. A, SDG 9.1.1."""
    access_index_minutes: Positive = 25
    """The same as a walk [minutes]: 2 km are 20 to 25 minutes. B, World Bank 2006."""


class Projects(_Table):
    """Which links become one project and which projects may be built."""

    longest_km: Positive = 6
    """Links of one route are joined up to this length [km]. C."""
    min_households: Annotated[int, Field(ge=0)] = 30
    """Households whose way to the paved network uses the project. A, agency templates."""
    library_required: bool = True
    """Only roads of the project library (where the roads have that column). A."""
    basic_farmland_limit_m: NonNegative = 50
    """Longest stretch on permanent basic farmland [m]. A for the rule, C for the figure."""
    surface_lag_years: Annotated[int, Field(ge=0, le=3)] = 1
    """Years between subgrade and surface; 0 builds both in one year. A (2018 reply)."""
    width_m: Positive = 3.5
    """Surface width of a paved project [m]. B, single lane."""


class Treatments(_Table):
    """What else may be done to roads, and what the time that it saves is worth."""

    wider_m: tuple[Positive, ...] = (4.5, 5.5)
    """Surface widths in which a project can be built besides its usual one [m]; []: none. B."""
    widen_to_m: tuple[Positive, ...] = (4.5, 5.5)
    """Surface widths to which a narrower paved road can be widened [m]; []: none. B."""
    bay_spacing_m: Positive = 300
    """From one passing bay to the next [m]. B."""
    exposed_deg: Positive = 25
    """Cross slope from which a road without a guardrail is exposed [degrees]. C."""
    shortest_exposed_m: NonNegative = 200
    """Where less of a road is exposed no guardrail is proposed [m]. C."""
    vehicle: Vehicle = "car"
    """Vehicle whose minutes count here: buses and lorries need width and bays, motorcycles do not. C."""
    yuan_per_exposed_km: NonNegative = 0.1
    """What it is worth that a household's daily way passes a km less of exposed road [yuan]. C."""


class Hazards(_Table):
    """Who counts as threatened."""

    buffer_m: dict[HazardKind, NonNegative] = {
        "landslide": 0,
        "rockfall": 0,
        "debris_flow": 0,
        "flood": 0,
        "other": 0,
    }
    """Buffer around hazard areas for existing houses [m]. C."""
    site_buffer_m: dict[HazardKind, NonNegative] = {
        "landslide": 100,
        "rockfall": 100,
        "debris_flow": 50,
        "flood": 20,
        "other": 50,
    }
    """Buffer around hazard areas for new building land [m]. C."""
    reach_ratio: dict[HazardKind, NonNegative] = {
        "landslide": 0.45,
        "rockfall": 0.6,
        "debris_flow": 0.2,
    }
    """How far a hazard runs below its area: height over length of the fall (H/L); 0 or absent: not at
    all. C: landslide and rockfall 0.3-0.6; debris flow, its channel and fan."""
    freeboard_m: NonNegative = 0.5
    """Land beside a flood area is flooded up to so much above its edge [m]. C."""
    threatened_from_class: HazardClass = 3
    """Households in this class or above are threatened (3 high, 4 very high). B."""
    site_excluded_from_class: HazardClass = 2
    """No new building land in this class or above. B (四避开)."""
    official_list_complete: bool = True
    """Where there is an official list, households that are not on it are not threatened; false: the
    hazard areas decide for them. A: the list outranks an overlay."""


class Relocation(_Table):
    """Who moves, where one may build, what it costs."""

    group_threatened_share: Share = 0.5
    """A group moves as a whole when at least this share of its people is threatened. C."""
    need_order: Annotated[tuple[Need, ...], AfterValidator(_once)] = get_args(Need)
    """Who moves first where money is short; needs that are not named come last, together, most danger
    first. []: most danger (people times class) first, whatever the need. B for the first three, else C."""
    single_households: bool = True
    """Of a group below that share, the threatened households move alone; false: nobody does. C."""
    divide_above_households: Annotated[int, Field(ge=1)] | None = None
    """A group of more households may be divided into parts of no more, which may go to different
    sites; absent: every group stays together. C."""
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = ("near", "town", "dispersed")
    """Ways to be resettled: a site near the land, a site at a township seat, or each by itself. C."""
    dispersed_shares: Limits = (0.5, 0.7)
    """Share of income from land with which a household may build by itself: from the second on, and
    between the two "to verify", since nobody knows incomes well. A: 0.6 (2018 reply), C for the band."""
    max_slope_deg: Positive = 15
    """Steepest building land [degrees]; 25 is the legal limit. B/C."""
    max_road_m: Positive = 500
    """Farthest a site may be from a road [m]. C."""
    min_site_households: Annotated[int, Field(ge=1)] = 30
    """No site in town opens for fewer households; "smallest_site_households" near the land. B."""
    house_m2_per_person: Annotated[float, Field(gt=0, le=25)] = 25
    """Floor of the house per person [m2], at most 25. B (hard cap)."""
    storeys: Annotated[float, Field(ge=1)] = 1
    """Storeys of the houses. C."""
    yard_m2: NonNegative = 80
    """Garden, pigs and chickens of a household [m2]. C."""
    public_share: Annotated[float, Field(ge=0, lt=1)] = 0.35
    """Of building land: paths, squares, drains, waste point. C."""
    min_compactness: Share = 0.2
    """Land less compact is no site, given or searched: 4 pi area / perimeter squared, 0.79 for a
    square. C."""
    levelling_slopes_deg: Limits = (5, 15)
    """Slopes that part the three costs of levelling [degrees]. C."""
    levelling_yuan_per_m2: tuple[NonNegative, NonNegative, NonNegative] = (20, 60, 140)
    """Levelling building land that is flat, sloping, steep [yuan per m2]. C."""
    site_weights: dict[Criterion, NonNegative] = {
        "gentle": 2,
        "near_road": 1,
        "near_school": 1,
        "near_clinic": 1,
        "near_land": 2,
        "clear_of_hazards": 2,
    }
    """How much each criterion counts where sites are searched (of neighbours the better one stays);
    who moves where is weighed in yuan, below. C."""
    building_mode: BuildingMode = "household_builds"
    """Who builds the houses of sites of which it is not told: household_builds (统规自建) or
    county_builds (统规统建). C."""
    largest_site_households: Annotated[int, Field(ge=1)] = 150
    """Largest site that is proposed when sites are searched; the county's own sites hold what it
    says, of an area at most what it has room for. C."""
    max_distance_km: Positive = 8
    """Farthest a group may move (就近) [km]. C."""
    sites_per_group: Annotated[int, Field(ge=1)] = 12
    """Nearest safe sites that are considered for each group. C."""
    town_m: NonNegative = 1500
    """A site within this distance of a township seat is in town, not near the land [m]. C."""
    max_town_km: Positive = 25
    """Farthest a group may move to a site in town [km]. C."""
    towns_per_group: Annotated[int, Field(ge=1)] = 3
    """Nearest sites in town that are considered for each group. C."""
    smallest_site_households: Annotated[int, Field(ge=1)] = 8
    """No site near the land opens for fewer households, and smaller land is not proposed;
    "min_site_households" in town. B (small near sites 8-30)."""
    yuan_per_village_and_site: NonNegative = 50_000
    """What it is worth that an administrative village stays together: counted once for every site
    to which some of it goes [yuan]. C."""
    site_opening_wan: NonNegative = 60
    """Opening a found site: water, power, drains [万元]; levelling and the way to it are added. C."""
    subsidy_wan_per_household: NonNegative = 5.0
    """Hazard, ecological or voluntary move to a site: 4.5 + 0.5. A, Ankang 2020."""
    dispersed_subsidy_wan_per_household: NonNegative = 3.0
    """The same of who builds by itself. A, Ankang 2020."""
    poverty_subsidy_wan_per_person: NonNegative = 2.5
    """Poverty move to a site. A, Ankang 2020."""
    poverty_dispersed_wan_per_person: NonNegative = 1.5
    """Poverty move, who builds by itself. A, Ankang 2020."""
    poverty_cleared_wan_per_person: NonNegative = 1.0
    """Added for the old house, which is cleared (one house, one plot). A, Ankang 2020."""
    facilities_wan_per_household: NonNegative = 2.0
    """Facilities of the concentrated site. A, Ankang 2020."""
    yuan_per_farm_minute: NonNegative = 3.0
    """What a minute of way to the land, one way and for one day's work, is worth [yuan]. C."""
    farm_days_per_year: NonNegative = 120
    """Days on which a household goes to its land. C."""
    yuan_per_service_minute: NonNegative = 1.0
    """What a minute of way to school and clinic, one way and for one day, is worth [yuan]. C."""
    service_days_per_year: NonNegative = 200
    """Days on which a household sends somebody there. C."""
    years_counted: NonNegative = 10
    """Years over which these ways are counted. C."""
    order: Annotated[tuple[Aim, ...], AfterValidator(_once)] = ("farm",)
    """What comes first when sites are chosen, in this order: farm (ways to the land), service (ways
    to school and clinic), cost, cohesion (villages together). Then all together in yuan. C."""
    order_tolerance: Annotated[float, Field(gt=0, le=1)] = 0.1
    """By how much what comes first may exceed the least possible. C."""

    @property
    def aim_yuan(self) -> dict[str, float]:
        """What a unit of what counts when sites are chosen is worth [yuan]."""
        farm = self.yuan_per_farm_minute * self.farm_days_per_year * self.years_counted
        service = self.yuan_per_service_minute * self.service_days_per_year * self.years_counted
        cohesion = self.yuan_per_village_and_site
        return {"farm": farm, "service": service, "cost": 1.0, "cohesion": cohesion}

    @property
    def tariff_wan(self) -> dict[str, float]:
        """Subsidies as ``relocation.tariffs`` wants them [万元]."""
        return {
            "concentrated": self.subsidy_wan_per_household,
            "dispersed": self.dispersed_subsidy_wan_per_household,
            "poverty_concentrated": self.poverty_subsidy_wan_per_person,
            "poverty_dispersed": self.poverty_dispersed_wan_per_person,
            "poverty_cleared": self.poverty_cleared_wan_per_person,
        }


class Objectives(_Table):
    """What later objectives may take: danger comes first, then people on paved roads, then ways."""

    danger_tolerance: Share = 0.10
    """Of the danger that could be avoided so much may be left for shorter ways to land, school and
    clinic; nothing of what those avoid who come first in the order of need. C."""
    access_tolerance: Share = 0.01
    """Of the people that could be connected so many may be left for the same. C."""


class Floors(_Table):
    """What places are promised where money suffices, before people are counted in the whole county.

    It never makes a plan impossible: what cannot be reached is told, place by place.
    """

    people_connected_per_township: Share = 0
    """Of the people of each township who have no all-weather road, so many newly get one in the
    batch, at home or where they move (share); 0: none is promised. C."""
    people_connected_per_admin_village: Share = 0
    """The same for each administrative village. C."""


class Search(_Table):
    """When the search for a better plan stops: by gap and work, never by the clock."""

    gap: Positive = 1e-4
    """Stop when proven this close to the best possible (relative); roads and moves together: a
    thousandth; sites: two thousandths."""
    node_limit: Annotated[int, Field(ge=1)] = 2000
    """Stop a search after this many branches: then "feasible", with its bound. Each round of cuts
    searches again."""


class County(_Table):
    """The whole file."""

    name: str
    """Name of the county, shown on every page."""
    name_en: str | None = None
    """The same in English."""
    years: tuple[Annotated[int, Field(ge=1990, le=2200)], ...] = Field(min_length=1)
    """Binding batch, e.g. [2027, 2028]."""
    outlook_years: tuple[Annotated[int, Field(ge=1990, le=2200)], ...] = ()
    """Years after the batch to look out on, e.g. [2029, 2030, 2031]: planned as if all of the batch were
    built, told apart, not binding; takes as long as a plan without prices."""
    layers: Layers
    funds: tuple[Fund, ...] = Field(min_length=1)
    crs: str | None = None
    """Metric CRS, e.g. "EPSG:4545"; chosen from the position when absent."""
    made_up: bool = False
    """True for invented data; every page then says so."""
    sources: tuple[str, ...] = ()
    """Credits printed on every map."""
    review_number: str | None = None
    """审图号 of the public map."""
    complaint_telephone: str | None = None
    """Telephone printed on public notices."""
    costs: Costs = Costs()
    travel: Travel = Travel()
    network: Network = Network()
    projects: Projects = Projects()
    treatments: Treatments = Treatments()
    hazards: Hazards = Hazards()
    relocation: Relocation = Relocation()
    objectives: Objectives = Objectives()
    floors: Floors = Floors()
    search: Search = Search()

    @model_validator(mode="after")
    def _years_and_funds_agree(self) -> "County":
        """Years rise by one; fund ids differ; each ceiling covers every year."""
        every = [*self.years, *self.outlook_years]
        if every != list(range(every[0], every[0] + len(every))):
            raise ValueError(f"years must follow each other, got {every}")
        ids = [fund.id for fund in self.funds]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two funds have the same id: {ids}")
        for fund in self.funds:
            if len(fund.ceiling_wan) != len(self.years):
                raise ValueError(
                    f"fund {fund.id}: ceiling_wan has {len(fund.ceiling_wan)} figures "
                    f"for {len(self.years)} years"
                )
            later = fund.outlook_ceiling_wan
            if later is not None and len(later) != len(self.outlook_years):
                raise ValueError(
                    f"fund {fund.id}: outlook_ceiling_wan has {len(later)} figures "
                    f"for {len(self.outlook_years)} outlook_years"
                )
        return self


def read_settings(path: Path) -> County:
    """Settings of a county from its ``county.toml``.

    Parameters
    ----------
    path
        The file. Paths inside it are relative to its folder.

    Returns
    -------
    County
        Frozen settings with every default filled in.

    Raises
    ------
    ConfigError
        The file is absent, not UTF-8 TOML, or says what cannot be meant; all faults at once.
    """
    if not path.is_file():
        raise ConfigError(
            f"{path}: 找不到文件 not found. 请给出 county.toml 的路径 Give the path of a county.toml, "
            "or make one with: geoplan new ROADS VILLAGES --out DIR"
        )
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: 不是 UTF-8 编码的 TOML not TOML in UTF-8: {error}") from error
    try:
        return County.model_validate(tables)
    except ValidationError as error:
        every = error.errors(include_url=False)
        deeper = {fault["loc"][:k] for fault in every for k in range(len(fault["loc"]))}
        faults = [fault for fault in every if fault["loc"] not in deeper]
        lines = [f"{path} 有 {len(faults)} 处问题 has {len(faults)} problem(s):"]
        for fault in faults:
            where = ".".join(str(part) for part in fault["loc"]) or "county.toml"
            told = fault["msg"].removeprefix("Value error, ")
            if fault["type"] == "extra_forbidden":
                told = f"没有这个设置 no such setting{_near(str(fault['loc'][-1]))}"
            whole = fault["type"] in ("missing", "value_error")  # the message tells what it got
            got = "" if whole else f" Got {fault['input']!r:.80}."
            lines.append(f"  - {where}: {told}.{got}")
        raise ConfigError("\n".join(lines)) from error


def _near(name: str) -> str:
    """The setting that may be meant, in words; nothing when none is like it."""
    known = {field for table in _Table.__subclasses__() for field in table.model_fields}
    near = difflib.get_close_matches(name, sorted(known), 1, 0.6)
    return f", 是否 perhaps {near[0]}?" if near else ""
