/* Side by side: a second map, always of today, that moves with the first. */
"use strict";

(function () {
  const { say } = geoplan;
  const ALONE = 4; // steps of zoom that are still animated; none with two maps, which jump together
  const SNAP = 0.05; // steps of zoom of two maps, which have little room; of one as folium says
  let alone = null; // what the one map showed before the second came
  let planStep = null; // step of the page while another one is drawn

  /** Do something as if the page were at another step of the years. */
  geoplan.at = function (step, act) {
    const { state } = geoplan;
    planStep = state.step;
    state.step = step;
    const done = act();
    state.step = planStep;
    planStep = null;
    return done;
  };

  /** Step of the years that the page is at, whichever is drawn. */
  geoplan.planStep = () => planStep ?? geoplan.state.step;

  /** Draw the picture of one step of the years, whichever the page is at. */
  geoplan.drawAt = function (step, context, view) {
    geoplan.at(step, () => geoplan.draw(context, view));
  };

  /** Draw every map again. */
  geoplan.redraw = function () {
    geoplan.canvas.redraw();
    if (geoplan.state.compare) geoplan.canvasNow.redraw();
  };

  /** Show today beside the plan, or the plan alone. */
  geoplan.compare = function (on) {
    const { map, state } = geoplan;
    if (on === state.compare) return;
    const shown = map.getBounds();
    const moved = alone && !shown.equals(alone.beside);
    state.compare = on;
    document.body.classList.toggle("compare", on);
    document.getElementById("map-now").hidden = !on;
    map.options.zoomAnimationThreshold = on ? -1 : ALONE;
    if (!on) {
      map.options.zoomSnap = alone.snap;
      map.invalidateSize({ animate: false });
      if (!moved) map.setView(alone.center, alone.zoom, { animate: false });
      return;
    }
    alone = { center: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
    map.options.zoomSnap = SNAP;
    map.invalidateSize({ animate: false });
    map.fitBounds(geoplan.withinCounty(shown), { animate: false, padding: [6, 6] });
    alone.beside = map.getBounds();
    if (!geoplan.mapNow) addMap();
    geoplan.mapNow.invalidateSize({ animate: false });
    geoplan.mapNow.setView(map.getCenter(), map.getZoom(), { animate: false });
  };

  /** The part of some bounds that is not empty land around the county. */
  geoplan.withinCounty = function (bounds) {
    const county = geoplan.countyBounds().pad(0.02);
    if (!bounds.intersects(county)) return bounds;
    return L.latLngBounds(
      [
        Math.max(bounds.getSouth(), county.getSouth()),
        Math.max(bounds.getWest(), county.getWest()),
      ],
      [
        Math.min(bounds.getNorth(), county.getNorth()),
        Math.min(bounds.getEast(), county.getEast()),
      ],
    );
  };

  /** The map of today, made when it is first asked for. */
  function addMap() {
    const { map } = geoplan;
    const options = { ...map.options, zoomControl: false, zoomAnimation: false, keyboard: false };
    const mapNow = L.map("map-now", options).setView(map.getCenter(), map.getZoom());
    geoplan.mapNow = mapNow;
    geoplan.reliefNow = geoplan.addRelief(mapNow);
    geoplan.canvasNow = new geoplan.CanvasLayer((context, view) =>
      geoplan.drawAt(0, context, view),
    ).addTo(mapNow);
    follow(map, mapNow, geoplan.canvasNow);
    follow(mapNow, map, geoplan.canvas);
    geoplan.listenToMap(mapNow);
  }

  /** Let one map follow another; its picture is drawn again when the leader has come to rest. */
  function follow(leader, follower, picture) {
    leader.on("move", () => {
      if (leader.following || !geoplan.state.compare) return;
      follower.following = true;
      follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
      follower.following = false;
    });
    leader.on("moveend", () => {
      if (!leader.following && geoplan.state.compare) picture.rest();
    });
  }

  /** What the two maps show, in words over them. */
  geoplan.nameMaps = function () {
    const { data, state } = geoplan;
    const year = state.step > 0 && data.years[state.step - 1];
    document.getElementById("name-now").textContent = say("access_now");
    const mark = year && geoplan.shown.choices ? `${geoplan.word("whatif", "what_if")} · ` : "";
    document.getElementById("name-after").textContent =
      mark + (year ? say("access_by", { year }) : say("access_now"));
    for (const id of ["name-now", "name-after"]) {
      document.getElementById(id).hidden = !state.compare;
    }
  };
})();
