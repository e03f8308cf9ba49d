/* What is selected: its panel, the way back through it, and where the keyboard was before. */
"use strict";

(function () {
  const { html, say } = geoplan;
  const PANEL_PX = 392;
  const HOMES = { site: "relocation", hazard: "relocation", project: "roads" }; // the question that shows each best
  const panel = () => document.getElementById("why");
  let trail = []; // what the panel showed before: { selection, view, data, scrolled }
  let origin = null; // where the keyboard was when the panel opened

  /** Select something (or nothing) and say why; move the map there when asked. */
  geoplan.select = function (selection, { move = false } = {}) {
    remember(selection);
    const home = selection && move && homeOf(selection);
    show(selection, { move, view: home || geoplan.state.view });
    panel().scrollTop = 0;
    panel().querySelector(".asked")?.scrollIntoView({ block: "start" });
  };

  /** The question that shows a selection best; none for a village, which each of them shows. */
  function homeOf({ kind, group }) {
    const isMoving = group !== undefined && geoplan.data.groups.year[group] !== null;
    return isMoving ? "relocation" : HOMES[kind];
  }

  /** Keep what the panel shows for the way back, and where the keyboard is for the end. */
  function remember(next) {
    const { data, state } = geoplan;
    const { selection, view } = state;
    if (!next) trail = [];
    if (!selection) origin = focused();
    const same = selection && next && selection.kind === next.kind && selection.row === next.row;
    if (!selection || !next || same) return;
    trail.push({ selection, view, data, scrolled: panel().scrollTop });
  }

  /** The element with the keyboard; the map where there is none. */
  function focused() {
    const { activeElement } = document;
    return activeElement === document.body ? geoplan.map.getContainer() : activeElement;
  }

  function show(selection, { move, view }) {
    const reading = panel().contains(document.activeElement);
    geoplan.state.selection = selection;
    if (view !== geoplan.state.view) geoplan.chooseView(view);
    geoplan.showLegend();
    geoplan.makeRoom();
    if (selection && move) geoplan.showPlaces([selection]);
    geoplan.showPanel();
    if (reading && selection) panel().focus({ preventScroll: true });
    geoplan.redraw();
  }

  /** What the panel showed before, as it showed it. */
  function back() {
    const { selection, view, scrolled } = trail.pop();
    show(selection, { move: true, view });
    panel().scrollTop = scrolled;
  }

  /** Close the panel; the keyboard goes back to where it was. */
  geoplan.closePanel = function () {
    const { activeElement } = document;
    const reading = activeElement === document.body || panel().contains(activeElement);
    geoplan.select(null);
    if (reading && origin?.isConnected) origin.focus({ preventScroll: true });
  };

  // ---- the panel ------------------------------------------------------------------------------

  /** Write the panel again, scrolled as it is. */
  geoplan.showPanel = function () {
    const { data, state } = geoplan;
    trail = trail.filter((one) => one.data === data);
    panel().hidden = !state.selection;
    if (!state.selection) return;
    const { scrollTop } = panel();
    const notes = geoplan.scenarioNote(state.selection);
    const answer = geoplan.underWhatif(state.selection, geoplan.explain(state.selection));
    const [name, where, ...rest] = answer;
    const head = html("div", { class: "head" }, name, tools());
    panel().replaceChildren(head, where, ...notes, ...rest);
    if (scrollTop > 0) panel().scrollTop = scrollTop;
  };

  /** Back and close, which stay in sight with the name. */
  function tools() {
    const button = (name, sign, act) => {
      const label = { type: "button", class: name, "aria-label": say(name), title: say(name) };
      const element = html("button", label, sign);
      element.addEventListener("click", act);
      return element;
    };
    const way = trail.length ? button("back", `← ${say("back")}`, back) : null;
    return html("div", { class: "tools" }, way, button("close", "×", geoplan.closePanel));
  }

  /** Tab goes on where one reads in a scrolled panel, not at its top. */
  function tabWhereRead(event) {
    const fromTop = event.target === panel() || event.target.closest(".tools");
    if (event.key !== "Tab" || event.shiftKey || !fromTop || panel().scrollTop === 0) return;
    const { bottom } = panel().querySelector(".head").getBoundingClientRect();
    const next = [...panel().querySelectorAll("button, summary")].find(
      (one) =>
        one.checkVisibility() &&
        !one.closest(".tools") &&
        one.getBoundingClientRect().top >= bottom,
    );
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  geoplan.listenToPanel = function () {
    panel().addEventListener("keydown", tabWhereRead);
  };

  // ---- its place ------------------------------------------------------------------------------

  /** Where a selection is, with its roads and, where moves are shown, its moves; null if nowhere. */
  geoplan.placeOf = function (selection) {
    const box = L.bounds([]);
    for (const road of geoplan.roadsOf(selection)) {
      for (const { bounds } of geoplan.data.roads.lines[road]) {
        box.extend([bounds[0], bounds[1]]);
        box.extend([bounds[2], bounds[3]]);
      }
    }
    if (selection.kind === "hazard") {
      for (const { bounds } of geoplan.data.hazards.lines[selection.row]) {
        box.extend([bounds[0], bounds[1]]);
        box.extend([bounds[2], bounds[3]]);
      }
    }
    for (const [table, row] of pointsOf(selection)) box.extend([table.x[row], table.y[row]]);
    if (!box.isValid()) return null;
    const corners = [box.getTopLeft(), box.getBottomRight()].map((corner) =>
      L.CRS.EPSG3857.pointToLatLng(corner.add(geoplan.origin), 0),
    );
    return L.latLngBounds(corners);
  };

  /** Groups of a village or a site; of a village only that group which is asked about, if one is. */
  geoplan.groupsOf = function ({ kind, row, group }) {
    if (group !== undefined) return [group];
    const column = geoplan.data.groups[kind];
    return [...column.keys()].filter((one) => column[one] === row);
  };

  /** Places that belong to a selection, as rows of tables. */
  function pointsOf(selection) {
    const { kind, row } = selection;
    const { villages, sites, groups } = geoplan.data;
    if (kind === "township") return geoplan.villagesOfTownship(row).map((one) => [villages, one]);
    const table = { village: villages, site: sites }[kind];
    if (!table) return [];
    if (geoplan.state.view !== "relocation") return [[table, row]];
    const moving = geoplan.groupsOf(selection).filter((group) => groups.year[group] !== null);
    const ends = moving.flatMap((group) => [
      [groups, group],
      [sites, groups.site[group]],
    ]);
    return [[table, row], ...ends];
  }

  /** Bring what is selected into the part of the map that the panel leaves free. */
  geoplan.showPlaces = function (selections) {
    const places = selections.map(geoplan.placeOf).filter(Boolean);
    if (!places.length) return;
    const place = places.reduce((all, one) => all.extend(one));
    geoplan.map.fitBounds(place, {
      animate: false,
      maxZoom: Math.max(13, geoplan.map.getZoom()),
      paddingTopLeft: [60, 60],
      paddingBottomRight: [geoplan.state.compare ? 60 : PANEL_PX + 60, 60],
    });
  };
})();
