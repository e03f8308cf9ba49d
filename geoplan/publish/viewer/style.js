/* What a road, village or group is at the shown year, and how that looks. */
"use strict";

(function () {
  // Colours that stay apart for colour-blind eyes and on a pale projector.
  const YEARS = ["#0b6fb8", "#d97a00", "#00835c", "#a3419b", "#5b4b8a"];
  const BANDS = ["#2c7bb6", "#9fd0e6", "#ffffbf", "#fdae61", "#d7301f"];
  const BAND_ENDS = [15, 30, 45, 60];
  const FARTHEST = 0.62; // scale of symbols when a whole county is in view
  const style = {
    ink: "#1d2a33",
    water: "#b5d6ea",
    hazards: { 1: "#f6d9a0", 2: "#f2b277", 3: "#e07f52", 4: "#bf3f34" },
    hazardEdge: "#a4533f",
    service: { radius: 6, fill: "#7b2d8b", stroke: "#fff" },
    madeSafe: { colour: "#00734d", width: 2.2, gap: 7 }, // hatched
    site: "#0b6fb8",
    siteLand: { fill: "rgba(11, 111, 184, 0.16)", stroke: "#0b6fb8", width: 2 },
    siteName: "#0a4f86",
    siteClosed: "#5d6b74",
    backdropPaved: { width: 2.2, colour: "#7d878d" },
    backdropRest: { width: 0.9, colour: "#a3abb0", dash: [4, 3] },
    move: { width: 2, colour: "#7b2d8b" },
    onlyWay: [
      { width: 15, colour: "#1d2a33" },
      { width: 12, colour: "#ffe14d" },
    ],
    choice: {
      in: [{ width: 13, colour: "#d0006f" }],
      out: [
        { width: 13, colour: "#fff" }, // so that the ticks are read on any ground
        { width: 13, colour: "#1d2a33", dash: [2.5, 7] },
      ],
    },
  };
  geoplan.style = style;

  /** What lies under a selected line: a white band with dark edges, of no colour of the legend. */
  style.halo = (width) => [
    { width, colour: style.ink },
    { width: width - 4, colour: "#fff" },
  ];

  let sorted = null; // roads as they were sorted last

  /** Year at which the page looks: none before the plan; of travel times the last, as only those of
   *  today and of the end are known. */
  geoplan.shownYear = function () {
    const { state, data } = geoplan;
    if (state.step === 0) return -Infinity;
    return state.view === "access" ? data.years.at(-1) : data.years[state.step - 1];
  };

  /** The year at which the page looks, in words. */
  geoplan.shownMoment = function () {
    if (geoplan.state.step === 0) return geoplan.say("access_now");
    return geoplan.say("access_by", { year: geoplan.shownYear() });
  };

  /** Whether something with a year has happened by the shown year. */
  geoplan.happened = function (year) {
    return year !== null && year <= geoplan.shownYear();
  };

  /** What a road is at the shown year: [kind, year]. */
  geoplan.roadState = function (road) {
    const { roads, projects } = geoplan.shown;
    if (roads.hardened[road]) return ["hardened", null];
    if (geoplan.state.against !== null) return [geoplan.roadDifference(road), null];
    const project = roads.project[road];
    if (project === null) return ["other", null];
    const surface = projects.surface_year[project];
    const subgrade = projects.subgrade_year[project];
    if (geoplan.happened(surface)) return ["year", surface];
    if (geoplan.happened(subgrade)) return ["subgrade", subgrade];
    return ["candidate", null];
  };

  /** Roads by what they are at the shown year, as { kind, year, roads }; sorted once for the map
   *  and its legend. */
  geoplan.roadsByState = function () {
    const { shown, state } = geoplan;
    const asked = [shown, geoplan.shownYear(), state.against];
    if (!sorted || asked.some((one, place) => one !== sorted.asked[place])) {
      sorted = { asked, states: sortedRoads() };
    }
    return sorted.states;
  };

  function sortedRoads() {
    const kinds = new Map();
    geoplan.data.roads.hardened.forEach((_, road) => {
      const [kind, year] = geoplan.roadState(road);
      if (!kinds.has(kind)) kinds.set(kind, new Map());
      const years = kinds.get(kind);
      if (!years.has(year)) years.set(year, { kind, year, roads: [] });
      years.get(year).roads.push(road);
    });
    return [...kinds.values()].flatMap((years) => [...years.values()]);
  }

  /** Paved roads with bays, more width or guardrails by the shown year, by the year of these. */
  geoplan.treatedRoads = function () {
    const { roads, treatments } = geoplan.data;
    const { against, layers } = geoplan.state;
    const years = new Map();
    if (!layers.works || against !== null || !treatments.year.length) return years;
    roads.works.forEach((works, road) => {
      const done = works.map((work) => treatments.year[work]).filter(geoplan.happened);
      const isPaved = done.length && ["hardened", "year"].includes(geoplan.roadState(road)[0]);
      if (!isPaved) return;
      const year = Math.min(...done);
      if (!years.has(year)) years.set(year, []);
      years.get(year).push(road);
    });
    return years;
  };

  /** Minutes of a village for the chosen service, weather and moment. */
  geoplan.minutesOf = function (village, plan = geoplan.shown) {
    return geoplan.minutesAt(village, geoplan.state.step > 0 ? "after" : "now", plan);
  };

  /** Minutes of a village for the chosen service and weather, "now" or "after", by a plan. */
  geoplan.minutesAt = function (village, moment, plan = geoplan.shown) {
    const { state } = geoplan;
    const column = plan.villages[`minutes_${state.kind}_${state.season}_${moment}`];
    return column ? column[village] : null;
  };

  /** Band of minutes: 0 to 4, "cut_off" or "unknown". */
  geoplan.bandOf = function (minutes) {
    if (minutes === null) return "unknown";
    if (minutes === "inf") return "cut_off";
    const band = BAND_ENDS.findIndex((end) => minutes <= end);
    return band < 0 ? BAND_ENDS.length : band;
  };

  /** Share of a site's capacity that is used. */
  geoplan.siteUse = function (site) {
    const { capacity_households: capacity, households_in: used } = geoplan.data.sites;
    return Math.min(1, geoplan.amount(used[site]) / Math.max(1, capacity[site]));
  };

  /** Colour of a plan year. */
  style.year = function (year) {
    return YEARS[geoplan.data.years.indexOf(year) % YEARS.length];
  };

  /** Symbols shrink when the whole county is in view. */
  style.scale = function (view) {
    return Math.max(FARTHEST, Math.min(1.15, (view.zoom - 7) / 5));
  };

  /** A kind of road. */
  style.road = function (kind, year, scale) {
    if (kind === "year") return { width: 5 * scale, casing: 8 * scale, colour: style.year(year) };
    if (kind === "subgrade") {
      const dash = [2 * scale, 7 * scale];
      return { width: 4 * scale, casing: 7 * scale, colour: style.year(year), dash };
    }
    if (kind === "hardened") return { width: 2.6 * scale, colour: "#3c4a54" };
    if (style.differences[kind]) return style.roadDifference(kind, scale);
    if (kind === "candidate") {
      const width = scale > FARTHEST ? 2 * scale : 1; // hairlines are drawn ten times as fast
      return { width, colour: "#8a5a2b", dash: [6, 5] };
    }
    return { width: 1.1 * scale, colour: "#8f9599" };
  };

  /** Beads across a road that is made better in a year. */
  style.treated = function (year, scale) {
    return { width: 8 * scale, colour: style.year(year), dash: [2 * scale, 5 * scale] };
  };

  /** The mark of a choice on a map: that of a road taken out is finer where the map is small, or it
   *  would be a blot. */
  style.choiceOn = function (decision, view) {
    if (decision === "in") return style.choice.in;
    const fine = Math.max(0.45, Math.min(1, (view.zoom - 10) / 2.5));
    return style.choice.out.map(({ width, colour, dash = [] }) => ({
      width: width * fine,
      colour,
      dash: dash.map((px) => px * Math.max(0.7, fine)),
    }));
  };

  /** A village by its all-weather road. */
  style.villages = {
    connected: { radius: 4, fill: "#3c4a54", stroke: "#fff", width: 1.2 },
    planned: (year) => ({ radius: 6.5, fill: style.year(year), stroke: "#fff", width: 2 }),
    missing: { radius: 5, fill: "#fff", stroke: "#b4440b", width: 2.4 },
    quiet: { radius: 2.6, fill: "#fff", stroke: "#6c7a83" },
  };

  /** A village under the present question. */
  style.village = function (village) {
    const { connected_now: now, connected_year: year } = geoplan.shown.villages;
    const question = geoplan.state.view;
    if (question === "relocation") return style.villages.quiet;
    if (geoplan.state.against !== null) return style.villageDifference(village);
    if (question === "access") return style.band(geoplan.bandOf(geoplan.minutesOf(village)));
    if (now[village]) return style.villages.connected;
    const planned = geoplan.happened(year[village]);
    return planned ? style.villages.planned(year[village]) : style.villages.missing;
  };

  /** A band of minutes. */
  style.band = function (band) {
    if (band === "cut_off") return { radius: 6, fill: style.ink, stroke: "#fff", cross: "#fff" };
    if (band === "unknown") return { radius: 4.5, fill: "#d5d9db", stroke: "#6c7a83" };
    return { radius: 6, fill: BANDS[band], stroke: style.ink };
  };

  /** What a group is at the shown year: it has moved to a site ("near" or "town"), builds by itself
   *  ("dispersed"), is made safe ("protected"), or is not yet safe ("threatened"); nothing threatens
   *  one that only asked to move ("willing"). */
  geoplan.groupState = function (group) {
    const { mode, safe_year: years, threatened_households: threatened } = geoplan.data.groups;
    if (geoplan.happened(years[group])) return mode[group];
    return threatened[group] === 0 ? "willing" : "threatened";
  };

  /** A group by what it is. */
  style.group = function (state) {
    const safe = { radius: 5.5, fill: "#fff", width: 2.4 };
    if (state === "dispersed") return { ...safe, radius: 7, stroke: style.move.colour, roof: true };
    if (state === "protected") return { ...safe, stroke: style.madeSafe.colour, core: true };
    if (state === "willing") return { radius: 4.5, fill: "#8f9ba3", stroke: "#fff", width: 1.2 };
    if (state === "threatened") return { radius: 5.5, fill: "#b4440b", stroke: "#fff", width: 1.4 };
    return { ...safe, stroke: style.move.colour };
  };

  /** A household of the internal build. */
  style.household = function (threatened) {
    const colour = threatened ? "#c21f1f" : "#5d6b74";
    return { radius: threatened ? 2.6 : 1.8, fill: colour, stroke: "#fff", width: 0.6 };
  };
})();
