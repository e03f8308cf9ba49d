/* Finding things: by a click on the map, and by typing. */
"use strict";

(function () {
  const { html, say } = geoplan;
  const PICK_PX = 10;
  const MOST_FOUND = 12;

  /** What lies under a click: sites and groups before villages before roads. */
  geoplan.pick = function (latlng) {
    const { data, state } = geoplan;
    const spot = geoplan.project(latlng.lng, latlng.lat);
    const reach = PICK_PX / geoplan.map.getZoomScale(geoplan.map.getZoom(), 0);
    if (state.view === "relocation") {
      const site = nearestPoint(data.sites, spot, 1.4 * reach);
      if (site >= 0) return { kind: "site", row: site };
      const group = nearestPoint(data.groups, spot, reach);
      if (group >= 0) return { kind: "village", row: data.groups.village[group] };
    }
    const village = state.layers.villages ? nearestPoint(data.villages, spot, reach) : -1;
    if (village >= 0) return { kind: "village", row: village };
    const road = nearestRoad(spot, reach);
    if (road < 0) return null;
    const project = data.roads.project[road];
    return project === null ? { kind: "road", row: road } : { kind: "project", row: project };
  };

  function nearestPoint(table, spot, reach) {
    let best = -1;
    let least = reach;
    table.x.forEach((x, row) => {
      const distance = Math.hypot(x - spot.x, table.y[row] - spot.y);
      if (distance < least) [best, least] = [row, distance];
    });
    return best;
  }

  function nearestRoad(spot, reach) {
    let best = -1;
    let least = reach;
    geoplan.data.roads.lines.forEach((lines, road) => {
      for (const line of lines) {
        const [left, top, right, bottom] = line.bounds;
        const outside =
          spot.x < left - least ||
          spot.x > right + least ||
          spot.y < top - least ||
          spot.y > bottom + least;
        if (outside) continue;
        const distance = distanceToLine(line, spot);
        if (distance < least) [best, least] = [road, distance];
      }
    });
    return best;
  }

  function distanceToLine(line, spot) {
    let least = Infinity;
    for (let step = 2; step < line.length; step += 2) {
      const start = L.point(line[step - 2], line[step - 1]);
      const end = L.point(line[step], line[step + 1]);
      least = Math.min(
        least,
        L.LineUtil.pointToSegmentDistance(L.point(spot.x, spot.y), start, end),
      );
    }
    return least;
  }

  /** Everything that can be found: what it is, its name, and what is written beneath. */
  function findable() {
    const { villages, groups, sites, projects, roads } = geoplan.data;
    const entries = [];
    const add = (kind, row, name, where) => entries.push({ kind, row, name: name || "", where });
    villages.name.forEach((name, row) =>
      add("village", row, name, `${say("village")} · ${villages.township_name[row]}`),
    );
    sites.name.forEach((name, row) => add("site", row, name, say("site")));
    groups.name.forEach((name, row) => {
      const village = groups.village[row];
      add("village", village, `${villages.name[village]} ${name}`, say("group"));
    });
    projects.name.forEach((name, row) =>
      add("project", row, name || say("name_unknown"), projects.route_code[row] || ""),
    );
    const codes = new Set(projects.route_code);
    roads.route_code.forEach((code, row) => {
      if (!code || codes.has(code)) return;
      codes.add(code);
      add("road", row, roads.name[row] || say("name_unknown"), code);
    });
    return entries;
  }

  geoplan.search = function () {
    const asked = document.getElementById("search").value.trim().toLowerCase();
    if (!asked) return geoplan.closeFound();
    const hits = findable().filter(({ name, where }) =>
      `${name} ${where}`.toLowerCase().includes(asked),
    );
    const starts = ({ name }) => Number(name.toLowerCase().startsWith(asked));
    hits.sort((a, b) => starts(b) - starts(a));
    const rows = hits.slice(0, MOST_FOUND).map(({ kind, row, name, where }) => {
      const button = html("button", { type: "button" }, name, " ", html("small", {}, where));
      button.addEventListener("click", () => {
        geoplan.closeFound();
        geoplan.select({ kind, row }, { move: true });
      });
      return html("li", {}, button);
    });
    document
      .getElementById("found")
      .replaceChildren(...(rows.length ? rows : [html("li", {}, html("p", {}, say("not_found")))]));
  };

  geoplan.closeFound = function () {
    document.getElementById("found").replaceChildren();
  };
})();
