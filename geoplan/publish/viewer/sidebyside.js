/* Side by side: a second map, always of today, that moves with the first. */
"use strict";

(function () {
  const { byId, say } = geoplan;
  const ALONE = 4; // steps of zoom that are still animated; none with two maps, which jump together
  const SNAP = 0.05; // steps of zoom of two maps, which have little room; of one as folium says
  const STILL_PX = 3; // a map that is fitted to its room moves by less
  let alone = null; // what the one map showed before the second came
  let planStep = null; // step of the page while another one is drawn
  let bar = 0; // height of the legend over the maps [px]

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

  /** Draw every map again before the next frame, once however often it is asked for. */
  geoplan.redraw = function () {
    geoplan.makeRoom();
    geoplan.canvas.rest();
    if (geoplan.state.compare) geoplan.canvasNow.rest();
  };

  /** Lay the legend over two maps while the panel covers its place, and leave them the rest. */
  geoplan.makeRoom = function () {
    const { compare, selection } = geoplan.state;
    const { body } = document;
    const reading = compare && selection !== null;
    body.classList.toggle("reading", reading);
    const height = reading ? byId("key").offsetHeight : 0;
    if (height === bar) return;
    bar = height;
    body.style.setProperty("--bar", `${height}px`);
    geoplan.fitMaps();
  };

  /** Let the maps have the size that the page leaves them. */
  geoplan.fitMaps = function () {
    for (const map of [geoplan.map, geoplan.mapNow]) map?.invalidateSize({ animate: false });
  };

  /** Show today beside the plan, or the plan alone. */
  geoplan.compare = function (on) {
    const { map, state } = geoplan;
    if (on === state.compare) return;
    const shown = map.getBounds();
    const stays = alone && isAt(alone.beside);
    state.compare = on;
    document.body.classList.toggle("compare", on);
    byId("map-now").hidden = !on;
    geoplan.makeRoom();
    map.options.zoomAnimationThreshold = on ? -1 : ALONE;
    if (!on) {
      map.options.zoomSnap = alone.snap;
      map.invalidateSize({ animate: false });
      if (stays) map.setView(alone.center, alone.zoom, { animate: false });
      return;
    }
    alone = { center: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
    map.options.zoomSnap = SNAP;
    map.invalidateSize({ animate: false });
    map.fitBounds(geoplan.withinCounty(shown), { animate: false, padding: [6, 6] });
    alone.beside = { center: map.getCenter(), zoom: map.getZoom() };
    if (!geoplan.mapNow) addMap();
    geoplan.mapNow.invalidateSize({ animate: false });
    geoplan.mapNow.setView(map.getCenter(), map.getZoom(), { animate: false });
  };

  /** Whether the map shows a place as it was shown, whatever room the page left it since then. */
  function isAt({ center, zoom }) {
    const { map } = geoplan;
    const aside = map.project(center).distanceTo(map.project(map.getCenter()));
    return map.getZoom() === zoom && aside < STILL_PX;
  }

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
    const { shown, state } = geoplan;
    byId("name-now").textContent = say("access_now");
    const mark = state.step > 0 && shown.choices ? `${geoplan.word("whatif", "what_if")} · ` : "";
    byId("name-after").textContent = mark + geoplan.shownMoment();
    for (const id of ["name-now", "name-after"]) byId(id).hidden = !state.compare;
  };
})();
