/* What lies under a click. */
"use strict";

(function () {
  const PICK_PX = 10;

  /** What lies under a click: sites and groups before villages before roads. */
  geoplan.pick = function (latlng) {
    const { data, state } = geoplan;
    const spot = geoplan.project(latlng.lng, latlng.lat);
    const reach = PICK_PX / geoplan.map.getZoomScale(geoplan.map.getZoom(), 0);
    if (state.view === "relocation") {
      const site = nearestPoint(data.sites, spot, 1.4 * reach);
      if (site >= 0) return { kind: "site", row: site };
      const group = nearestPoint(data.groups, spot, reach);
      if (group >= 0) return { kind: "village", row: data.groups.village[group], group };
    }
    const village = state.layers.villages ? nearestPoint(data.villages, spot, reach) : -1;
    if (village >= 0) return { kind: "village", row: village };
    const road = nearestRoad(spot, reach);
    if (road < 0) return hazardWithWorks(spot);
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

  /** The area under a click of a hazard that is made safe, where hazards are shown. */
  function hazardWithWorks(spot) {
    const { hazards } = geoplan.data;
    if (!geoplan.state.layers.hazards || !geoplan.isPlanned()) return null;
    const row = hazards.works.findIndex((one, row) => one && isIn(hazards.lines[row], spot));
    return row < 0 ? null : { kind: "hazard", row };
  }

  /** Whether a place lies in an area: an odd number of its edges lies to the right of it. */
  function isIn(rings, { x, y }) {
    let odd = false;
    for (const ring of rings) {
      for (let step = 2; step < ring.length; step += 2) {
        const [x0, y0, x1, y1] = ring.slice(step - 2, step + 2);
        if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) odd = !odd;
      }
    }
    return odd;
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
})();
