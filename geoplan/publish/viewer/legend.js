/* The legend of the present question. A row is a caption, a note, or a symbol with its words. */
"use strict";

(function () {
  const { html, style, say, word, svg } = geoplan;
  const BAND_TEXTS = ["≤ 15", "15–30", "30–45", "45–60", "> 60"];

  /** Rows of the legend for what is shown. */
  geoplan.legend = function () {
    const { view, layers } = geoplan.state;
    const own = { roads: roadRows, access: accessRows, relocation: moveRows }[view];
    const rows = geoplan.state.against === null ? own() : geoplan.differenceRows();
    if (layers.hazards) rows.push(...hazardRows());
    if (layers.households) rows.push(...householdRows());
    return rows;
  };

  /** Write the legend again. */
  geoplan.showLegend = function () {
    geoplan.byId("legend").replaceChildren(
      ...geoplan.legend().map((row) => {
        if (row.note) return html("p", { class: "note" }, row.note);
        const value = row.value ? html("b", {}, row.value) : null;
        if (row.caption) {
          return html(
            "div",
            { class: "entry caption" },
            html("span", { style: "grid-column: 1 / 3" }, row.caption),
            value,
          );
        }
        return html(
          "div",
          { class: "entry" },
          geoplan.swatch(row),
          html("span", {}, row.text),
          value,
        );
      }),
    );
  };

  function roadRows() {
    const { data, state } = geoplan;
    const states = geoplan.roadsByState();
    const rows = [{ caption: say("roads") }];
    const line = (kind, year, text) => {
      if (!states.some((one) => one.kind === kind && one.year === year)) return;
      rows.push({ line: style.road(kind, year, 0.9), text });
    };
    line("hardened", null, say("road_hardened"));
    for (const year of data.years) {
      line("year", year, say("road_year", { year }));
      line("subgrade", year, say("road_subgrade", { year }));
    }
    rows.push(...treatedRows());
    line("candidate", null, say(state.step > 0 ? "road_candidate" : "road_candidate_now"));
    line("other", null, say("road_other"));
    if (geoplan.onlyWayShown().length) {
      rows.push({ lines: style.onlyWay, text: say("road_out_only") });
    }
    const choices = state.step > 0 ? geoplan.shown.choices || [] : [];
    for (const decision of new Set(choices.map((choice) => choice.decision))) {
      const text = word("whatif", `road_${decision}`);
      rows.push({ lines: choiceLooks(choices.find((one) => one.decision === decision)), text });
    }
    return state.layers.villages ? [...rows, ...villageRows()] : rows;
  }

  /** Roads that are made better, a row for each year. */
  function treatedRows() {
    const { treatment } = geoplan.data.treatments;
    const treated = [...geoplan.treatedRoads()].sort(([a], [b]) => a - b);
    return treated.map(([year, roads]) => {
      const kinds = new Set(geoplan.worksOf(roads).map((one) => treatment[one]));
      const words = [...kinds].sort().map((kind) => word("treatment", kind));
      const lines = [style.road("hardened", null, 0.9), style.treated(year, 0.9)];
      return { lines, text: say("road_treated", { year, what: words.join(geoplan.comma()) }) };
    });
  }

  /** What a choice looks like on the map: its mark, and the road on it. */
  function choiceLooks({ project, decision }) {
    const [road] = geoplan.data.projects.roads[project];
    const look = style.road(...geoplan.roadState(road), 0.9);
    return [...style.choice[decision], { width: look.casing ?? 0, colour: "#fff" }, look];
  }

  function villageRows() {
    const connected = new Set(geoplan.shown.villages.connected_year);
    const years = geoplan.data.years.filter(
      (year) => geoplan.happened(year) && connected.has(year),
    );
    const planned = { dots: years.map(style.villages.planned), text: say("village_by_plan") };
    return [
      { caption: say("villages") },
      { dots: [style.villages.connected], text: say("village_connected") },
      ...(years.length ? [planned] : []),
      { dots: [style.villages.missing], text: say("village_not") },
    ];
  }

  /** People in each band of minutes at the shown year; where the page has them from their homes, so. */
  function peopleByBand() {
    const { kind, season } = geoplan.state;
    const told = geoplan.data.within?.[`${kind}_${season}`];
    if (told) return fromHomes(...told[0]);
    const people = new Map();
    geoplan.data.villages.people.forEach((cell, village) => {
      const band = geoplan.bandOf(geoplan.minutesOf(village));
      people.set(band, (people.get(band) || 0) + geoplan.amount(cell));
    });
    return people;
  }

  /** People in each band from those within so many minutes, all who get there, and who do not. */
  function fromHomes(...within) {
    const lost = within.pop();
    const bands = within.map((people, band) => [band, people - (within[band - 1] ?? 0)]);
    return new Map([...bands, ["cut_off", lost]]);
  }

  function accessRows() {
    const { kind, compare } = geoplan.state;
    if (!kind) return [{ note: say("no_services") }];
    const now = compare ? [geoplan.at(0, peopleByBand)] : [];
    const counts = [...now, peopleByBand()];
    const entry = (band, text) => ({
      dots: [style.band(band)],
      text,
      value: counts.map((people) => geoplan.count(people.get(band) || 0)).join(" | "),
    });
    const unknown = counts.some((people) => people.has("unknown"));
    return [
      { caption: say(geoplan.minutesTitle()), value: say(compare ? "people_both" : "people_band") },
      ...BAND_TEXTS.map((text, band) => entry(band, text)),
      entry("cut_off", say("cut_off")),
      ...(unknown ? [entry("unknown", say("unknown"))] : []),
      ...(geoplan.showsChanges() ? geoplan.changeRows() : []),
      ...(kind === "township_seat"
        ? []
        : [{ service: style.service, text: word("service", kind) }]),
      ...geoplan.minutesNotes().map((note) => ({ note })),
    ];
  }

  function moveRows() {
    const now = geoplan.state.step === 0;
    const hasLand = geoplan.data.sites.lines.some((rings) => rings.length);
    const groups = [
      { caption: say("group") },
      ...(now ? [] : [{ dots: [style.group("near")], text: say("groups_moving") }]),
      ...(now ? [] : [{ line: style.move, text: say("line") }]),
      ...groupRows({ dispersed: "groups_building", protected: "groups_safe" }),
      {
        dots: [style.group("threatened")],
        text: say(now ? "groups_threatened" : "groups_stay"),
      },
      ...groupRows({ willing: "groups_willing" }),
    ];
    return [
      ...(geoplan.data.groups.name.length ? groups : []),
      { caption: say("site") },
      ...(now ? [] : [{ site: "open", text: say("site_open") }]),
      { site: "closed", text: say("site_closed") },
      ...(hasLand ? [{ land: style.siteLand, text: say("site_land") }] : []),
      ...(geoplan.data.public ? [{ note: say("small_groups") }] : []),
    ];
  }

  /** Rows of the states, and their words, that some group is in. */
  function groupRows(words) {
    const states = new Set(geoplan.data.groups.name.map((_, row) => geoplan.groupState(row)));
    return Object.entries(words)
      .filter(([state]) => states.has(state))
      .map(([state, code]) => ({ dots: [style.group(state)], text: say(code) }));
  }

  function hazardRows() {
    const classes = [...new Set(geoplan.data.hazards.hazard_class)].sort().reverse();
    const rows = classes.map((one) => ({
      area: style.hazards[one],
      text: word("hazard_class", one),
    }));
    const isSafe = geoplan.data.hazards.hazard_class.some((_, row) => geoplan.isMadeSafe(row));
    if (isSafe) rows.push({ hatch: style.madeSafe, text: say("hazard_safe") });
    return rows.length ? [{ caption: say("hazard") }, ...rows] : [];
  }

  function householdRows() {
    return [
      { caption: say("household_points") },
      { dots: [style.household(true)], text: say("household_threatened") },
      { dots: [style.household(false)], text: say("household_safe") },
    ];
  }

  // ---- symbols ------------------------------------------------------------------------------

  /** Symbol of a legend row as a small picture. */
  geoplan.swatch = function (row) {
    const shapes = [
      ...(row.lines || (row.line ? [row.line] : [])).map(lineShape),
      ...(row.dots || []).flatMap((dot, place, dots) => dotShapes(dot, place, dots.length)),
      ...(row.ring ? [ringShape(row.ring)] : []),
      ...(row.area ? [areaShape(row.area)] : []),
      ...(row.land ? [landShape(row.land)] : []),
      ...(row.hatch ? [hatchShape(row.hatch)] : []),
      ...(row.service ? [serviceShape(row.service)] : []),
      ...(row.site ? siteShapes(row.site) : []),
    ];
    return svg("svg", { width: 36, height: 20, "aria-hidden": "true" }, ...shapes);
  };

  function lineShape({ width, colour, casing, dash = [] }) {
    return svg("line", {
      ...{ x1: 3, x2: 33, y1: 10, y2: 10 },
      stroke: colour,
      "stroke-width": width,
      "stroke-dasharray": dash.join(" "),
      "stroke-linecap": casing ? "round" : "butt",
    });
  }

  function dotShapes({ radius, fill, stroke, width = 1, cross, roof, core }, place, count) {
    const cx = 18 + (place - (count - 1) / 2) * 13;
    const edge = stroke === "#fff" ? fill : stroke;
    const r = Math.min(radius, 5.5);
    const look = { fill, stroke: edge, "stroke-width": width };
    if (roof) return [svg("path", { d: "M18 3.5l6 10.5h-12z", ...look })];
    const circle = svg("circle", { cx, cy: 10, r, ...look });
    if (core) return [circle, svg("circle", { cx, cy: 10, r: 2.2, fill: stroke })];
    const arms = { d: "M15.5 7.5l5 5m0-5l-5 5", stroke: cross, "stroke-width": 1.6 };
    return cross ? [circle, svg("path", arms)] : [circle];
  }

  function ringShape({ radius, dash }) {
    return svg("circle", {
      ...{ cx: 18, cy: 10, r: radius, fill: "none" },
      ...{ stroke: style.ink, "stroke-width": 2, "stroke-dasharray": dash.join(" ") },
    });
  }

  function serviceShape({ radius, fill }) {
    const d = `M18 ${10 - radius}l${radius} ${radius}l-${radius} ${radius}l-${radius} -${radius}z`;
    return svg("path", { d, fill });
  }

  function areaShape(fill) {
    const box = { x: 6, y: 3, width: 24, height: 14 };
    return svg("rect", { ...box, fill, "fill-opacity": 0.7, stroke: style.hazardEdge });
  }

  function landShape({ fill, stroke, width }) {
    const d = "M8 8h6v-5h14v10h-8v4h-12z";
    return svg("path", { d, fill, stroke, "stroke-width": width * 0.8 });
  }

  function hatchShape({ colour, width }) {
    const d = "M6 3h24v14h-24zM6 11l8-8M8 17l14-14M16 17l14-14M24 17l6-6";
    return svg("path", { d, fill: "none", stroke: colour, "stroke-width": width * 0.7 });
  }

  function siteShapes(kind) {
    if (kind === "closed") {
      const box = { x: 13, y: 5, width: 10, height: 10 };
      return [svg("rect", { ...box, fill: "#fff", stroke: style.siteClosed, "stroke-width": 1.8 })];
    }
    return [
      svg("rect", { x: 12, y: 0, width: 12, height: 12, fill: style.site }),
      svg("rect", { x: 4, y: 14, width: 28, height: 5, fill: "#fff", stroke: style.ink }),
      svg("rect", { x: 4, y: 14, width: 18, height: 5, fill: style.site }),
    ];
  }
})();
