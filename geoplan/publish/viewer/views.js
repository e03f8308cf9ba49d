/* What each of the three questions draws. */
"use strict";

(function () {
  const { style, pixel, trace, happened } = geoplan;
  const MOST_NAMES = 140; // village names appear when fewer villages than this are in view
  const LAND_PX = 24; // land of a site that is smaller than this is left to its mark
  const ROAD_ORDER = [
    ...["other", "candidate", "hardened", "subgrade", "year"],
    ...["both", "differs", "there", "here"],
  ];

  /** Draw the whole picture: the question's own layers over the common ones. */
  geoplan.draw = function (context, view) {
    const { against, layers, view: question } = geoplan.state;
    const moves = question === "relocation" && against === null;
    const labels = new geoplan.Labels(context, view);
    for (const box of view.kept) labels.take(...box);
    context.lineJoin = "round";
    if (layers.waters) fillAreas(context, view, geoplan.data.waters, () => style.water);
    if (layers.hazards) drawHazards(context, view);
    if (question === "relocation") drawSiteLand(context, view);
    if (question === "relocation") markMoves(context, view);
    else markRoads(context, view);
    underlineChoices(context, view);
    if (question === "roads") drawRoads(context, view);
    else drawBackdrop(context, view);
    if (moves) drawMoves(context, view);
    nameTownships(view, labels);
    if (question === "relocation") nameSites(view, labels);
    if (layers.households) drawHouseholds(context, view);
    if (layers.villages) drawVillages(context, view, labels);
    if (layers.villages && geoplan.showsChanges()) geoplan.ringChanges(context, view);
    if (moves) {
      drawGroups(context, view, labels);
      drawSites(context, view);
    } else if (question === "relocation") geoplan.drawMoveDifferences(context, view, labels);
    if (question === "access") drawServices(context, view);
    drawSeats(context, view);
    ringSelected(context, view);
    if (layers.names) nameVillages(view, labels);
    labels.paint();
  };

  // ---- areas and roads ----------------------------------------------------------------------

  /** The path of each area of a table that can be seen, one by one: a long path closes slowly. */
  function eachArea(context, view, table, paint) {
    table.lines.forEach((rings, row) => {
      if (!rings.some((ring) => geoplan.visible(ring, view))) return;
      context.beginPath();
      trace(context, rings, view, true);
      paint(row);
    });
  }

  /** Fill the areas of a table. */
  function fillAreas(context, view, table, colourOf) {
    eachArea(context, view, table, (row) => {
      context.fillStyle = colourOf(row);
      context.fill("evenodd");
    });
  }

  /** Hazard areas, the graver the darker; those that have been made safe are hatched. */
  function drawHazards(context, view) {
    const hazards = geoplan.data.hazards;
    const pattern = hatch(context);
    const colourOf = (row) =>
      geoplan.isMadeSafe(row) ? pattern : style.hazards[hazards.hazard_class[row]];
    context.save();
    context.globalAlpha = 0.55;
    fillAreas(context, view, hazards, colourOf);
    context.restore();
    const { selection } = geoplan.state;
    eachArea(context, view, hazards, (row) => {
      const safe = geoplan.isMadeSafe(row);
      if (selection?.kind === "hazard" && selection.row === row) strokeHalo(context, 8);
      context.lineWidth = safe ? style.madeSafe.width : 0.9 * style.scale(view) ** 2;
      context.strokeStyle = safe ? style.madeSafe.colour : style.hazardEdge;
      context.stroke();
    });
  }

  /** Stroke the current path as what is selected. */
  function strokeHalo(context, most) {
    for (const { width, colour } of style.halo(most)) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  /** Whether a hazard has been made safe by the shown year. */
  geoplan.isMadeSafe = function (row) {
    return Boolean(geoplan.data.hazards.works?.[row]) && happened(geoplan.worksOn(row).year);
  };

  /** Slanting lines to fill an area with. */
  function hatch(context) {
    const { colour, gap } = style.madeSafe;
    const tile = Object.assign(document.createElement("canvas"), { width: gap, height: gap });
    const lines = tile.getContext("2d");
    lines.strokeStyle = colour;
    lines.lineWidth = 1.6;
    for (const shift of [-gap, 0, gap]) {
      lines.moveTo(shift - 1, gap + 1);
      lines.lineTo(shift + gap + 1, -1);
    }
    lines.stroke();
    return context.createPattern(tile, "repeat");
  }

  /** Stroke a list of roads in one go. */
  function strokeRoads(context, view, roads, { width, colour, dash = [] }) {
    context.beginPath();
    for (const road of roads) trace(context, geoplan.data.roads.lines[road], view, false);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  /** Roads by what they are and will be; what the plan builds lies on top. */
  function drawRoads(context, view) {
    const rank = ({ kind }) => ROAD_ORDER.indexOf(kind);
    const inOrder = (a, b) => rank(a) - rank(b) || b.year - a.year;
    for (const { kind, year, roads } of [...geoplan.roadsByState()].sort(inOrder)) {
      const look = style.road(kind, year, style.scale(view));
      const isRound = look.casing || (look.width > 2 && !look.dash);
      context.lineCap = isRound ? "round" : "butt"; // round ends cost a third more
      if (look.casing) strokeRoads(context, view, roads, { width: look.casing, colour: "#fff" });
      strokeRoads(context, view, roads, look);
    }
    context.lineCap = "butt";
    for (const [year, roads] of geoplan.treatedRoads()) {
      strokeRoads(context, view, roads, style.treated(year, style.scale(view)));
    }
  }

  /** Roads as a quiet background of the other questions. */
  function drawBackdrop(context, view) {
    const isPaved = ({ kind }) => kind === "hardened" || kind === "year";
    const [rest, paved] = [false, true].map((which) =>
      geoplan.roadsByState().flatMap((one) => (isPaved(one) === which ? one.roads : [])),
    );
    strokeRoads(context, view, rest, style.backdropRest);
    strokeRoads(context, view, paved, style.backdropPaved);
  }

  // ---- points -------------------------------------------------------------------------------

  /** One round symbol. */
  function dot(context, point, { radius, fill, stroke, width = 1, cross, roof, core }) {
    context.beginPath();
    if (roof) triangle(context, point, radius);
    else context.arc(point.x, point.y, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
    if (core) dot(context, point, { radius: radius * 0.4, fill: stroke, stroke });
    if (!cross) return;
    const arm = radius * 0.5;
    context.beginPath();
    context.moveTo(point.x - arm, point.y - arm);
    context.lineTo(point.x + arm, point.y + arm);
    context.moveTo(point.x + arm, point.y - arm);
    context.lineTo(point.x - arm, point.y + arm);
    context.lineWidth = 1.6;
    context.strokeStyle = cross;
    context.stroke();
  }

  geoplan.dot = dot;

  /** Path of a triangle that stands on its side. */
  function triangle(context, { x, y }, radius) {
    context.moveTo(x, y - radius);
    context.lineTo(x + 0.87 * radius, y + 0.5 * radius);
    context.lineTo(x - 0.87 * radius, y + 0.5 * radius);
    context.closePath();
  }

  /** Round symbols of a table in an order; labels keep off them. */
  function drawDots(context, view, labels, table, { rows, lookOf }) {
    const scale = style.scale(view);
    for (const row of rows) {
      const point = pixel(table, row, view);
      if (!point) continue;
      const look = lookOf(row);
      const radius = look.radius * scale;
      dot(context, point, { ...look, radius });
      labels.take(point.x - radius, point.y - radius, point.x + radius, point.y + radius);
    }
  }

  /** Villages; those that matter most to the question are drawn last. */
  function drawVillages(context, view, labels) {
    const rows = geoplan.villagesBySize.slice().reverse();
    drawDots(context, view, labels, geoplan.data.villages, { rows, lookOf: style.village });
  }

  /** Household points of the internal build. */
  function drawHouseholds(context, view) {
    const { households } = geoplan.data;
    households.x.forEach((_, row) => {
      const point = pixel(households, row, view);
      if (point) dot(context, point, style.household(households.threatened[row]));
    });
  }

  /** Groups: on those that are not safe by the shown year those that are, as households of one
   *  place may do either; under both those that only asked to move. */
  function drawGroups(context, view, labels) {
    const { groups } = geoplan.data;
    const states = groups.x.map((_, group) => geoplan.groupState(group));
    const under = { willing: 2, threatened: 1 };
    const rank = (group) => -(under[states[group]] ?? 0);
    const rows = [...groups.x.keys()].sort((a, b) => rank(a) - rank(b));
    const lookOf = (group) => style.group(states[group]);
    drawDots(context, view, labels, groups, { rows, lookOf });
  }

  /** Path of the lines from groups' homes to their sites. */
  function traceMoves(context, view, groupsShown) {
    const { groups, sites } = geoplan.data;
    context.beginPath();
    for (const group of groupsShown) {
      const site = groups.site[group];
      context.moveTo(
        groups.x[group] * view.scale + view.dx,
        groups.y[group] * view.scale + view.dy,
      );
      context.lineTo(sites.x[site] * view.scale + view.dx, sites.y[site] * view.scale + view.dy);
    }
  }

  /** Groups that have moved by the shown year. */
  function movedGroups() {
    const { groups } = geoplan.data;
    return [...groups.site.keys()].filter((group) => happened(groups.year[group]));
  }

  /** Lines from a group's home to its site. */
  function drawMoves(context, view) {
    traceMoves(context, view, movedGroups());
    context.lineWidth = style.move.width + 2;
    context.strokeStyle = "rgba(255, 255, 255, 0.8)";
    context.stroke();
    context.lineWidth = style.move.width;
    context.strokeStyle = style.move.colour;
    context.stroke();
  }

  /** Sites: in use with a bar of their capacity, others as a pale square. */
  function drawSites(context, view) {
    const { sites } = geoplan.data;
    sites.x.forEach((_, site) => {
      const point = pixel(sites, site, view);
      if (!point) return;
      const inUse = happened(sites.year[site]);
      drawSquare(context, point, inUse ? 8 : 5, inUse);
      if (inUse) drawCapacity(context, point, geoplan.siteUse(site));
    });
  }

  /** Land of the sites that is larger on the map than their marks. */
  function drawSiteLand(context, view) {
    const { fill, stroke, width } = style.siteLand;
    eachArea(context, view, geoplan.data.sites, (site) => {
      const [left, top, right, bottom] = geoplan.data.sites.lines[site][0].bounds;
      if (Math.max(right - left, bottom - top) * view.scale < LAND_PX) return;
      const inUse = happened(geoplan.data.sites.year[site]);
      context.fillStyle = inUse ? fill : "rgba(255, 255, 255, 0.5)";
      context.fill("evenodd");
      context.lineWidth = width;
      context.strokeStyle = inUse ? stroke : style.siteClosed;
      context.stroke();
    });
  }

  /** The square of a site. */
  function drawSquare(context, point, half, inUse) {
    context.fillStyle = inUse ? style.site : "#fff";
    context.strokeStyle = inUse ? "#fff" : style.siteClosed;
    context.lineWidth = 1.8;
    context.fillRect(point.x - half, point.y - half, 2 * half, 2 * half);
    context.strokeRect(point.x - half, point.y - half, 2 * half, 2 * half);
  }

  /** The bar under a site: how full it is. */
  function drawCapacity(context, point, share) {
    const [left, top, width, height] = [point.x - 17, point.y + 11, 34, 7];
    context.fillStyle = "#fff";
    context.fillRect(left, top, width, height);
    context.fillStyle = style.site;
    context.fillRect(left, top, width * share, height);
    context.lineWidth = 1;
    context.strokeStyle = style.ink;
    context.strokeRect(left, top, width, height);
  }

  /** Where the chosen service is; township seats have their own symbol. */
  function drawServices(context, view) {
    const { services } = geoplan.data;
    if (geoplan.state.kind === "township_seat") return;
    services.kind.forEach((kind, row) => {
      const point = kind === geoplan.state.kind && pixel(services, row, view);
      if (!point) return;
      const { radius, fill, stroke } = style.service;
      context.beginPath();
      context.moveTo(point.x, point.y - radius);
      context.lineTo(point.x + radius, point.y);
      context.lineTo(point.x, point.y + radius);
      context.lineTo(point.x - radius, point.y);
      context.closePath();
      context.fillStyle = fill;
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = stroke;
      context.stroke();
    });
  }

  /** Township seats, where the county says where they are. */
  function drawSeats(context, view) {
    const { townships } = geoplan.data;
    townships.x.forEach((_, row) => {
      const point = pixel(townships, row, view);
      if (!point || !townships.seat[row]) return;
      dot(context, point, { radius: 6.5, fill: "#fff", stroke: style.ink, width: 1.6 });
      dot(context, point, { radius: 2.4, fill: style.ink, stroke: style.ink });
    });
  }

  // ---- selection ----------------------------------------------------------------------------

  /** Roads that belong to a selection: a project, a route, or the way of a village: to the paved
   *  network, or where nothing is planned to the chosen service. */
  geoplan.roadsOf = function ({ kind, row }) {
    const { roads, projects, villages } = geoplan.data;
    if (kind === "project") return projects.roads[row];
    if (kind === "village" && !geoplan.isPlanned()) return geoplan.wayTaken(row);
    if (kind === "village") return villages.way[row].flatMap((project) => projects.roads[project]);
    if (kind !== "road") return [];
    const code = roads.route_code[row];
    if (!code) return [row];
    return [...roads.route_code.keys()].filter((road) => roads.route_code[road] === code);
  };

  /** Roads of the selection lie on a band, under everything else. */
  function markRoads(context, view) {
    const { selection } = geoplan.state;
    if (!selection) return;
    context.lineCap = "round";
    const roads = geoplan.roadsOf(selection);
    for (const look of style.halo(19)) strokeRoads(context, view, roads, look);
    const only = geoplan.onlyWayShown();
    for (const look of style.onlyWay) strokeRoads(context, view, only, look);
    context.lineCap = "butt";
  }

  /** Roads that are the only way out of the selected village, where the question is roads. */
  geoplan.onlyWayShown = function () {
    const { against, selection, view } = geoplan.state;
    if (view !== "roads" || against !== null || selection?.kind !== "village") return [];
    return geoplan.data.villages.onlyWay[selection.row];
  };

  /** Roads that a what-if puts in or takes out stand out in the years to come. */
  function underlineChoices(context, view) {
    if (geoplan.state.step === 0) return;
    for (const { project, decision } of geoplan.shown.choices || []) {
      const roads = geoplan.data.projects.roads[project];
      for (const look of style.choiceOn(decision, view)) strokeRoads(context, view, roads, look);
    }
  }

  /** Moves from the selected village or group, or to the selected site, lie on a band. */
  function markMoves(context, view) {
    const { selection } = geoplan.state;
    if (selection?.kind !== "village" && selection?.kind !== "site") return;
    const own = geoplan.groupsOf(selection);
    traceMoves(
      context,
      view,
      movedGroups().filter((group) => own.includes(group)),
    );
    strokeHalo(context, 12);
  }

  /** Ring around the selected village or site. */
  function ringSelected(context, view) {
    const { selection } = geoplan.state;
    const { villages, sites } = geoplan.data;
    const table = selection && { village: villages, site: sites }[selection.kind];
    const point = table && pixel(table, selection.row, view);
    if (!point) return;
    context.beginPath();
    context.arc(point.x, point.y, 14, 0, 2 * Math.PI);
    strokeHalo(context, 7.5);
  }

  // ---- names --------------------------------------------------------------------------------

  /** Rows of a table of points that can be seen, with their pixels. */
  function seen(table, view) {
    return [...table.x.keys()]
      .map((row) => [row, pixel(table, row, view)])
      .filter(([, point]) => point);
  }

  /** Names of townships: always, even where there is hardly room. */
  function nameTownships(view, labels) {
    const { townships } = geoplan.data;
    const shown = seen(townships, view);
    for (const [, { x, y }] of shown) labels.take(x - 7, y - 7, x + 7, y + 7);
    for (const [row, point] of shown) {
      const look = { size: 17, bold: true, gap: 10, always: true };
      labels.write(geoplan.calledOnMap(townships.name[row]), point, look);
    }
  }

  /** Names of the sites in use, clear of their squares and bars. */
  function nameSites(view, labels) {
    const { sites } = geoplan.data;
    const shown = seen(sites, view).filter(([site]) => happened(sites.year[site]));
    for (const [, { x, y }] of shown) labels.take(x - 17, y - 9, x + 17, y + 19);
    for (const [site, point] of shown) {
      const look = { size: 15, bold: true, gap: 20, colour: style.siteName };
      labels.write(geoplan.calledOnMap(sites.name[site]) || "", point, look);
    }
  }

  /** Names of villages as soon as few enough are in view. */
  function nameVillages(view, labels) {
    const { villages } = geoplan.data;
    const inView = seen(villages, view).filter(
      ([, { x, y }]) =>
        Math.min(x, view.width - x) > view.margin.x && Math.min(y, view.height - y) > view.margin.y,
    );
    if (inView.length > MOST_NAMES) return;
    for (const village of geoplan.villagesBySize) {
      const point = pixel(villages, village, view);
      const name = geoplan.calledOnMap(villages.name[village]);
      if (point) labels.write(name, point, { size: 14, gap: 9 });
    }
  }
})();
