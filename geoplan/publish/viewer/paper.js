/* The map of a printed sheet, drawn on a canvas of its own. */
"use strict";

(function () {
  const { html, say } = geoplan;
  const DOTS = 2; // canvas pixels per CSS pixel: 192 dots per inch
  const PAPER = "#eceae4";
  const EARTH_M = 40075016.686;
  const SCALE_BAR_PX = 150;
  const NEAREST_ZOOM = 13.5; // closer in, a sheet shows little of what is around
  const EDGE_PX = 70; // kept free around what is shown

  /** Put the map of a step of the years into a frame, as large as its part of it at most. */
  geoplan.addPicture = function (frame, step, mostWidth, mostHeight) {
    const view = paperView(mostWidth, mostHeight);
    const { width, height } = view;
    const canvas = html("canvas", { width: width * DOTS, height: height * DOTS });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const caption = html("figcaption", {}, geoplan.at(step, geoplan.shownMoment));
    const bar = scaleBar(view);
    frame.append(html("figure", {}, canvas, caption, bar));
    view.kept = geoplan.boxesOn(canvas, [caption, bar], view.margin);
    const context = canvas.getContext("2d");
    context.scale(DOTS, DOTS);
    context.fillStyle = PAPER;
    context.fillRect(0, 0, width, height);
    drawRelief(context, view);
    geoplan.drawAt(step, context, view);
  };

  /** How large a sheet shows what it shows, in a frame of some width and height. */
  geoplan.paperScale = function (width, height) {
    return paperView(width, height).scale;
  };

  /** View in which the sheet shows what is selected, else what the screen shows of the county; of
   *  the whole county, no more than that. */
  function paperView(mostWidth, mostHeight) {
    const { map, state } = geoplan;
    const place = state.selection && geoplan.placeOf(state.selection);
    const bounds = place || geoplan.withinCounty(map.getBounds());
    const first = geoplan.project(bounds.getWest(), bounds.getNorth());
    const last = geoplan.project(bounds.getEast(), bounds.getSouth());
    const [across, down] = [last.x - first.x, last.y - first.y];
    const edge = place ? EDGE_PX : 0;
    const fitting = Math.min((mostWidth - 2 * edge) / across, (mostHeight - 2 * edge) / down);
    const nearest = place ? 2 ** Math.max(NEAREST_ZOOM, map.getZoom()) : Infinity;
    const scale = Math.min(fitting, nearest);
    const isWhole = !place && bounds.contains(geoplan.countyBounds());
    const width = isWhole ? Math.round(across * scale) : mostWidth;
    const height = isWhole ? Math.round(down * scale) : mostHeight;
    return {
      zoom: Math.log2(scale),
      scale,
      width,
      height,
      margin: { x: 0, y: 0 },
      dx: (width - (first.x + last.x) * scale) / 2,
      dy: (height - (first.y + last.y) * scale) / 2,
    };
  }

  function drawRelief(context, view) {
    const { relief, reliefOpacity, data, project } = geoplan;
    if (!relief) return;
    const [[south, west], [north, east]] = data.relief.bounds;
    const first = project(west, north);
    const size = project(east, south).subtract(first).multiplyBy(view.scale);
    const [x, y] = [first.x * view.scale + view.dx, first.y * view.scale + view.dy];
    context.globalAlpha = reliefOpacity();
    context.drawImage(relief.getElement(), x, y, size.x, size.y);
    context.globalAlpha = 1;
  }

  /** Bar of a round length, true at the middle of the map. */
  function scaleBar(view) {
    const middle = L.point(0, (view.height / 2 - view.dy) / view.scale + geoplan.origin.y);
    const latitude = (L.CRS.EPSG3857.pointToLatLng(middle, 0).lat * Math.PI) / 180;
    const metresPerPx = (EARTH_M * Math.cos(latitude)) / (256 * view.scale);
    const most = SCALE_BAR_PX * metresPerPx;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = power * [5, 2, 1].find((digit) => digit * power <= most);
    const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
    const bar = html("div", { class: "scale" }, `${say("north")} ↑  ${text}`);
    bar.style.width = `${metres / metresPerPx}px`;
    return bar;
  }
})();
