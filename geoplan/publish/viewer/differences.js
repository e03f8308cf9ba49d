/* Two plans on one map: what only one of them builds, connects or moves. "Here" is the plan that is
 * shown (with a what-if, if one is on), "there" the one it is compared with. */
"use strict";

(function () {
  const { pixel, style, happened } = geoplan;
  const KINDS = ["here", "there", "differs", "both"];
  let compared = null; // the last pair of plans, row by row

  style.differences = {
    here: { colour: "#0b6fb8" },
    there: { colour: "#d97a00", dash: [9, 6] },
    differs: { colour: "#a3419b" },
    both: { colour: "#00734d" },
  };

  const say = (code, values) => {
    const [here, there] = geoplan.scenarioNames();
    return geoplan.word("scenario", code, { here, there, ...values });
  };

  const there = () => geoplan.scenario(geoplan.state.against);

  /** Every road, village, site and move: in which of the two plans, and from which year on. */
  function differences() {
    const pair = [geoplan.shown, there()];
    if (!compared || compared.pair.some((one, place) => one !== pair[place])) {
      compared = { pair, ...ofRoads(...pair), ...ofPlaces(...pair), ...ofMoves(...pair) };
    }
    return compared;
  }

  /** What two lists of years say; null where both are empty. */
  function difference(here, there) {
    const years = [...here, ...there].filter((year) => year !== null);
    if (!years.length) return null;
    const isIn = (some) => some.some((year) => year !== null);
    const same = here.every((year, place) => year === there[place]);
    const kind = !isIn(there) ? "here" : !isIn(here) ? "there" : same ? "both" : "differs";
    return { kind, first: Math.min(...years) };
  }

  function ofRoads(here, there) {
    const years = ({ roads, projects }, road) => {
      const project = roads.project[road];
      if (project === null) return [null, null];
      return [projects.subgrade_year[project], projects.surface_year[project]];
    };
    const rows = here.roads.project.map((_, road) =>
      difference(years(here, road), years(there, road)),
    );
    return { roads: rows };
  }

  /** Villages row by row, sites by their ids. */
  function ofPlaces(here, there) {
    const [one, other] = [here, there].map(({ villages }) => villages.connected_year);
    const villages = one.map((year, row) => difference([year], [other[row]]));
    const ids = [...new Set([...here.sites.id, ...there.sites.id])];
    const sites = ids.map((id) => {
      const [a, b] = [here, there].map((plan) => siteAt(plan, id));
      return { ...difference([a?.year ?? null], [b?.year ?? null]), ...(a ?? b) };
    });
    return { villages, sites };
  }

  function siteAt({ sites }, id) {
    const row = sites.id.indexOf(id);
    const name = sites.name[row] || id;
    return row < 0 ? null : { name, year: sites.year[row], x: sites.x[row], y: sites.y[row] };
  }

  /** Moves of groups: only here, only there, or to another site or in another year. */
  function ofMoves(here, there) {
    const [one, other] = [movesOf(here), movesOf(there)];
    const homes = [...new Set([...one.keys(), ...other.keys()])];
    const moves = homes.map((home) => {
      const [a, b] = [one.get(home), other.get(home)];
      const told = difference([a?.year ?? null], [b?.year ?? null]);
      const kind = a && b && a.site !== b.site ? "differs" : told.kind;
      return { ...told, kind, ends: [a, b] };
    });
    return { moves };
  }

  /** Groups that move, by village, name and place among those of the same name. */
  function movesOf({ groups, sites }) {
    const moves = new Map();
    const seen = new Map();
    groups.year.forEach((year, group) => {
      const home = `${groups.village[group]} ${groups.name[group]}`;
      const place = (seen.get(home) ?? 0) + 1;
      seen.set(home, place);
      if (year === null) return;
      const row = groups.site[group];
      const line = { from: [groups.x[group], groups.y[group]], to: [sites.x[row], sites.y[row]] };
      moves.set(`${home} ${place}`, { year, site: sites.id[row], ...line });
    });
    return moves;
  }

  const isSeen = (one) => one !== null && one.kind !== undefined && happened(one.first);

  // ---- looks --------------------------------------------------------------------------------

  /** A road in both plans. */
  geoplan.roadDifference = function (road) {
    const one = differences().roads[road];
    if (isSeen(one)) return one.kind;
    return geoplan.shown.roads.project[road] === null ? "other" : "candidate";
  };

  style.roadDifference = function (kind, scale) {
    return { width: 5 * scale, casing: 8 * scale, ...style.differences[kind] };
  };

  /** A village in both plans: its road, or its minutes. */
  style.villageDifference = function (village) {
    if (geoplan.state.view === "access") return dotOf(faster(village));
    if (geoplan.data.villages.connected_now[village]) return style.villages.connected;
    const one = differences().villages[village];
    return isSeen(one) ? dotOf(one.kind) : style.villages.missing;
  };

  function dotOf(kind) {
    if (kind === "same") return style.villages.quiet;
    const radius = kind === "both" ? 4.5 : 6.5;
    return { radius, fill: style.differences[kind].colour, stroke: "#fff", width: 1.6 };
  }

  /** In which plan the people of a village get there faster, by a minute or more. */
  function faster(village) {
    const [a, b] = [geoplan.shown, there()].map((plan) =>
      numberOf(geoplan.minutesOf(village, plan)),
    );
    if (a === b || Number.isNaN(a) || Number.isNaN(b)) return "same";
    return a < b ? "here" : "there";
  }

  function numberOf(minutes) {
    if (minutes === null) return NaN;
    return minutes === "inf" ? Infinity : minutes;
  }

  /** Moves and sites of both plans. */
  geoplan.drawMoveDifferences = function (context, view, labels) {
    const { moves, sites } = differences();
    const rank = ({ kind }) => KINDS.indexOf(kind);
    const shown = moves.filter(isSeen).sort((a, b) => rank(b) - rank(a)); // differences on top
    for (const { kind, ends } of shown) {
      ends.forEach((end, side) => {
        if (!end || (kind === "both" && side === 1)) return;
        drawMove(context, view, end, kind, side);
      });
    }
    for (const site of sites) drawSite(context, view, site, labels);
    for (const { kind, ends } of shown) {
      const [x, y] = (ends[0] ?? ends[1]).from;
      const point = pixel({ x: [x], y: [y] }, 0, view);
      if (!point) continue;
      geoplan.dot(context, point, dotOf(kind));
      labels.take(point.x - 6, point.y - 6, point.x + 6, point.y + 6);
    }
  };

  function drawMove(context, view, { from, to }, kind, side) {
    const { colour } = style.differences[kind];
    const at = ([x, y]) => [x * view.scale + view.dx, y * view.scale + view.dy];
    context.beginPath();
    context.moveTo(...at(from));
    context.lineTo(...at(to));
    context.lineWidth = style.move.width;
    context.strokeStyle = colour;
    context.setLineDash(side === 1 ? style.differences.there.dash : []);
    context.stroke();
    context.setLineDash([]);
  }

  function drawSite(context, view, site, labels) {
    const point = pixel({ x: [site.x], y: [site.y] }, 0, view);
    if (!point) return;
    const open = isSeen(site);
    const half = open ? 8 : 5;
    context.fillStyle = open ? style.differences[site.kind].colour : "#fff";
    context.strokeStyle = open ? "#fff" : style.siteClosed;
    context.lineWidth = 1.8;
    context.fillRect(point.x - half, point.y - half, 2 * half, 2 * half);
    context.strokeRect(point.x - half, point.y - half, 2 * half, 2 * half);
    if (!open || site.kind !== "there") return; // the others have their names already
    const { colour } = style.differences.there;
    labels.write(geoplan.calledOnMap(site.name), point, { size: 15, bold: true, gap: 12, colour });
  }

  // ---- legend and totals --------------------------------------------------------------------

  /** Rows of the legend: only the kinds that are on the map. */
  geoplan.differenceRows = function () {
    return { roads: roadRows, access: accessRows, relocation: moveRows }[geoplan.state.view]();
  };

  /** One row for each kind among some things. */
  function kindRows(section, things, look) {
    const kinds = new Set(things.filter(isSeen).map(({ kind }) => kind));
    return KINDS.filter((kind) => kinds.has(kind)).map((kind) => ({
      ...look(kind),
      text: say(`${section}_${kind}`),
    }));
  }

  function roadRows() {
    const { roads, villages } = differences();
    const rows = [
      { caption: geoplan.say("roads") },
      ...kindRows("road", roads, (kind) => ({ line: style.roadDifference(kind, 0.9) })),
      { line: style.road("hardened", null, 0.9), text: geoplan.say("road_hardened") },
      { line: style.road("candidate", null, 0.9), text: say("road_none") },
    ];
    if (!geoplan.state.layers.villages) return rows;
    const open = villages.filter((_, row) => !geoplan.data.villages.connected_now[row]);
    return [
      ...rows,
      { caption: geoplan.say("villages") },
      ...kindRows("village", open, (kind) => ({ dots: [dotOf(kind)] })),
      { dots: [style.villages.connected], text: geoplan.say("village_connected") },
      { dots: [style.villages.missing], text: geoplan.say("village_not") },
    ];
  }

  function accessRows() {
    return [
      { caption: geoplan.say(geoplan.minutesTitle()) },
      ...["here", "there", "same"].map((kind) => ({
        dots: [dotOf(kind)],
        text: say(`access_${kind}`),
      })),
      ...geoplan.minutesNotes().map((note) => ({ note })),
    ];
  }

  function moveRows() {
    const { moves, sites } = differences();
    const line = (kind) => ({ line: { ...style.move, ...style.differences[kind] } });
    return [
      { caption: geoplan.say("group") },
      ...kindRows("group", moves, line),
      { caption: geoplan.say("site") },
      ...kindRows("site", sites, (kind) => ({ area: style.differences[kind].colour })),
      { site: "closed", text: geoplan.say("site_closed") },
      ...(geoplan.data.public ? [{ note: geoplan.say("small_groups") }] : []),
    ];
  }

  /** How much more here than there by the shown year. */
  geoplan.differenceTotals = function () {
    const { state } = geoplan;
    if (state.view === "access") return accessTotals();
    const year = state.step > 0 ? geoplan.shownYear() : geoplan.say("access_now");
    const [a, b] = [geoplan.shown, there()].map((plan) => totalsBy(plan, geoplan.shownYear()));
    if (state.view === "relocation") {
      return say("totals_moving", {
        year,
        sites: more(a.sites, b.sites),
        households: more(a.movedHouseholds, b.movedHouseholds),
        people: more(a.movedPeople, b.movedPeople),
      });
    }
    return say("totals_roads", {
      year,
      km: more(a.km, b.km, 1),
      money: sign(a.yuan - b.yuan) + geoplan.money(Math.abs(a.yuan - b.yuan)),
      people: more(a.people, b.people),
    });
  };

  /** Totals of a plan by the end of a year; nothing before its first. */
  function totalsBy({ years, totals }, end) {
    const place = years.filter((year) => year <= end).length - 1;
    if (place >= 0) return totals[place];
    return { km: 0, yuan: 0, people: 0, sites: 0, movedHouseholds: 0, movedPeople: 0 };
  }

  const sign = (number) => (number > 0 ? "+" : number < 0 ? "−" : "");

  /** A difference with its sign. */
  function more(here, there, decimals = 0) {
    const by = here - there;
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return sign(by) + Math.abs(by).toLocaleString("en-US", digits);
  }

  function accessTotals() {
    const { state, shown } = geoplan;
    if (!state.kind) return "";
    const moment = state.step > 0 ? 1 : 0;
    const [a, b] = [shown, there()].map(({ indicators }) => {
      const mean = (indicators[`minutes_${state.kind}_${state.season}`] ?? [])[moment] ?? null;
      return geoplan.minutes(typeof mean === "number" ? Math.round(mean) : mean);
    });
    return say("totals_access", {
      service: geoplan.word("service", state.kind),
      season: geoplan.word("season", state.season),
      a,
      b,
    });
  }
})();
