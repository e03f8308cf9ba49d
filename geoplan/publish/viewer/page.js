/* State of the page, its controls, search and clicks. */
"use strict";

(function () {
  const { say, word, html } = geoplan;
  const RELIEF_OPACITY = 0.6;
  const PLAY_MS = 1400;
  const PANEL_PX = 392;
  const VIEWS = {
    roads: { hazards: false, villages: true },
    access: { hazards: false, villages: true },
    relocation: { hazards: true, villages: true },
  };
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];

  /** Start the page on folium's map. */
  geoplan.start = function (map) {
    const data = geoplan.read();
    geoplan.map = map;
    geoplan.villagesBySize = villagesBySize(data.villages);
    geoplan.state = {
      view: "roads",
      step: data.years.length,
      kind: geoplan.serviceKinds()[0],
      season: "wet",
      layers: { terrain: true, waters: true, names: true, households: false, ...VIEWS.roads },
      selection: null,
    };
    addRelief(map, data.relief);
    geoplan.canvas = new geoplan.CanvasLayer(geoplan.draw);
    fitCounty();
    geoplan.canvas.addTo(map);
    addFurniture(map);
    listen(map);
    speak();
    document.body.dataset.ready = "true";
  };

  /** Villages from most to fewest people; those that the plan connects come first. */
  function villagesBySize(villages) {
    const weight = (row) =>
      geoplan.amount(villages.people[row]) + (villages.connected_year[row] === null ? 0 : 1e6);
    return [...villages.name.keys()].sort((a, b) => weight(b) - weight(a) || a - b);
  }

  // ---- map ----------------------------------------------------------------------------------

  function addRelief(map, relief) {
    if (!relief) return;
    geoplan.relief = L.imageOverlay(relief.image, relief.bounds, {
      pane: "tilePane",
      opacity: RELIEF_OPACITY,
    });
    geoplan.relief.addTo(map);
  }

  /** Show the whole county. */
  function fitCounty() {
    const { villages, sites } = geoplan.data;
    const places = [villages, sites].flatMap((table) =>
      table.lat.map((lat, row) => [lat, table.lon[row]]),
    );
    geoplan.map.fitBounds(places, { animate: false, padding: [30, 30] });
  }

  /** Zoom buttons, scale bar and north. */
  function addFurniture(map) {
    geoplan.zoom = L.control.zoom({ zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") });
    geoplan.zoom.addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const north = L.control({ position: "bottomleft" });
    north.onAdd = () => {
      const arrow = geoplan.svg("path", { d: "M12 1L20 25L12 19L4 25Z", fill: "#1d2a33" });
      const picture = geoplan.svg("svg", { width: 24, height: 26, "aria-hidden": "true" }, arrow);
      return html("div", { class: "north" }, picture, html("span", { "data-word": "north" }));
    };
    north.addTo(map);
  }

  /** Draw again and bring the words around the map up to date. */
  function refresh() {
    const { state } = geoplan;
    geoplan.canvas.redraw();
    if (geoplan.relief) geoplan.relief.setOpacity(state.layers.terrain ? RELIEF_OPACITY : 0);
    press("view", state.view);
    press("season", state.season);
    press("moment", state.step > 0 ? "after" : "now");
    byId("settings").hidden = state.view !== "access" || !state.kind;
    byId("years").hidden = state.view === "access";
    byId("year").value = state.step;
    all("#ticks span").forEach((tick, step) => tick.classList.toggle("on", step === state.step));
    for (const box of all("#layers input")) box.checked = state.layers[box.dataset.layer];
    showLegend();
    showTotals();
  }

  /** Mark the pressed button of a choice. */
  function press(name, value) {
    for (const button of all(`[data-${name}]`)) {
      button.setAttribute("aria-pressed", String(button.dataset[name] === value));
    }
  }

  // ---- words ----------------------------------------------------------------------------------

  /** Write every word of the page in its language. */
  function speak() {
    const { data } = geoplan;
    document.documentElement.lang = geoplan.language === 0 ? "zh-CN" : "en";
    for (const element of all("[data-word]")) element.textContent = say(element.dataset.word);
    const title = say("title", { county: data.county[geoplan.language] });
    document.title = title;
    byId("title").textContent = title;
    byId("made-up").hidden = !data.about.made_up;
    byId("edition").textContent = say(data.public ? "public" : "internal");
    byId("edition").classList.toggle("internal", !data.public);
    for (const button of all("[data-season]"))
      button.textContent = word("season", button.dataset.season);
    byId("search").placeholder = say("search");
    byId("search").setAttribute("aria-label", say("search_label"));
    byId("year").setAttribute("aria-label", say("year"));
    byId("questions").setAttribute("aria-label", say("questions"));
    showChoices();
    showFoot();
    showPlay();
    geoplan.closeFound();
    showPanel();
    refresh();
  }

  /** Services, years and layers to choose from. */
  function showChoices() {
    const { data, state } = geoplan;
    byId("service").replaceChildren(
      ...geoplan
        .serviceKinds()
        .map((kind) => html("option", { value: kind }, word("service", kind))),
    );
    byId("service").value = state.kind;
    byId("year").max = data.years.length;
    byId("ticks").replaceChildren(
      ...[say("access_now"), ...data.years].map((text) => html("span", {}, String(text))),
    );
    const layers = {
      terrain: "terrain",
      waters: "waters",
      villages: "villages",
      names: "villages_names",
      hazards: "hazard",
    };
    if (data.households) layers.households = "household_points";
    byId("layers").replaceChildren(
      ...Object.entries(layers).map(([layer, code]) => {
        const box = html("input", { type: "checkbox", "data-layer": layer });
        return html("label", {}, box, say(code));
      }),
    );
  }

  /** Credits: what the plan is, of which years, from which data. */
  function showFoot() {
    const { hash, years, about } = geoplan.data;
    const span = years.length > 1 ? `${years[0]}–${years.at(-1)}` : years[0];
    const sources = say("sources", { value: (about.sources || []).join(" · ") });
    byId("plan-name").textContent = say("plan_name", { years: span, hash });
    byId("review").textContent = say("review_number", { value: about.review_number || "________" });
    byId("sources").textContent = sources;
    byId("sources").title = sources;
  }

  function showLegend() {
    byId("legend").replaceChildren(
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
  }

  // ---- totals ---------------------------------------------------------------------------------

  function showTotals() {
    const { state } = geoplan;
    const show = { roads: roadTotals, access: accessTotals, relocation: moveTotals }[state.view];
    byId("totals").textContent = show();
  }

  function roadTotals() {
    const { data, state } = geoplan;
    if (state.step === 0) {
      const [people] = data.indicators.people_connected;
      const [everybody] = data.indicators.people;
      return say("totals_roads_now", {
        people: geoplan.count(people),
        all: geoplan.count(everybody),
      });
    }
    const total = data.totals[state.step - 1];
    return say("totals_roads", {
      year: data.years[state.step - 1],
      roads: total.roads,
      paved: total.paved,
      km: total.km,
      money: geoplan.money(total.yuan),
      people: geoplan.count(total.people),
    });
  }

  function moveTotals() {
    const { data, state } = geoplan;
    if (state.step === 0) return say("totals_moving_now");
    const total = data.totals[state.step - 1];
    return say("totals_moving", {
      year: data.years[state.step - 1],
      sites: total.sites,
      households: geoplan.count(total.movedHouseholds),
      people: geoplan.count(total.movedPeople),
    });
  }

  function accessTotals() {
    const { data, state } = geoplan;
    if (!state.kind) return "";
    const mean = data.indicators[`minutes_${state.kind}_${state.season}`] || [null, null];
    const whole = mean.map((value) => (typeof value === "number" ? Math.round(value) : value));
    const [now, after] = whole.map(geoplan.minutes);
    return say("totals_access", {
      service: word("service", state.kind),
      season: word("season", state.season),
      now,
      after,
    });
  }

  // ---- selection ------------------------------------------------------------------------------

  /** Select something (or nothing) and say why; move the map there when asked. */
  geoplan.select = function (selection, { move = false } = {}) {
    geoplan.state.selection = selection;
    const home = selection && move && { site: "relocation", project: "roads" }[selection.kind];
    if (home && home !== geoplan.state.view) chooseView(home);
    if (selection && move) showPlace(selection);
    showPanel();
    geoplan.canvas.redraw();
  };

  function showPanel() {
    const { selection } = geoplan.state;
    const panel = byId("why");
    panel.hidden = !selection;
    if (!selection) return;
    const close = html(
      "button",
      { type: "button", class: "close", "aria-label": say("close") },
      "×",
    );
    close.addEventListener("click", () => geoplan.select(null));
    panel.replaceChildren(close, ...geoplan.explain(selection));
    panel.scrollTop = 0;
  }

  /** Bring the selection into the part of the map that the panel leaves free. */
  function showPlace(selection) {
    const { villages, sites, roads } = geoplan.data;
    const table = { village: villages, site: sites }[selection.kind];
    const box = L.bounds([]);
    for (const road of geoplan.roadsOf(selection)) {
      for (const line of roads.lines[road]) {
        box.extend([line.bounds[0], line.bounds[1]]);
        box.extend([line.bounds[2], line.bounds[3]]);
      }
    }
    if (table) box.extend([table.x[selection.row], table.y[selection.row]]);
    if (!box.isValid()) return;
    const corners = [box.getTopLeft(), box.getBottomRight()].map((corner) =>
      L.CRS.EPSG3857.pointToLatLng(corner.add(geoplan.origin), 0),
    );
    geoplan.map.fitBounds(L.latLngBounds(corners), {
      animate: false,
      maxZoom: Math.max(13, geoplan.map.getZoom()),
      paddingTopLeft: [60, 60],
      paddingBottomRight: [PANEL_PX + 60, 60],
    });
  }

  // ---- controls -------------------------------------------------------------------------------

  function chooseView(view) {
    Object.assign(geoplan.state, { view });
    Object.assign(geoplan.state.layers, VIEWS[view]);
    refresh();
  }

  function chooseStep(step) {
    geoplan.state.step = step;
    refresh();
  }

  /** Show year after year. */
  function play() {
    if (geoplan.playing) return stop();
    chooseStep(0);
    geoplan.playing = setInterval(() => {
      const { state, data } = geoplan;
      if (state.step >= data.years.length) return stop();
      chooseStep(state.step + 1);
    }, PLAY_MS);
    showPlay();
  }

  function stop() {
    clearInterval(geoplan.playing);
    geoplan.playing = null;
    showPlay();
  }

  function showPlay() {
    const shape = geoplan.playing ? "M2 1h4v12H2zM9 1h4v12H9z" : "M3 0L14 7L3 14Z";
    const path = geoplan.svg("path", { d: shape, fill: "#15425c" });
    byId("play").replaceChildren(geoplan.svg("svg", { width: 15, height: 14 }, path));
    byId("play").setAttribute("aria-label", say(geoplan.playing ? "pause" : "play"));
    byId("play").title = say(geoplan.playing ? "pause" : "play");
  }

  /** Wire every control to the state. */
  function listen(map) {
    const on = (id, event, act) => byId(id).addEventListener(event, act);
    const choice = (name, act) => {
      for (const button of all(`[data-${name}]`)) {
        button.addEventListener("click", () => act(button.dataset[name]));
      }
    };
    choice("view", chooseView);
    on("sources", "click", (event) => {
      const open = event.currentTarget.getAttribute("aria-expanded") === "true";
      event.currentTarget.setAttribute("aria-expanded", String(!open));
    });
    choice("season", (season) => {
      geoplan.state.season = season;
      refresh();
    });
    choice("moment", (moment) => {
      stop();
      chooseStep(moment === "now" ? 0 : geoplan.data.years.length);
    });
    on("service", "change", (event) => {
      geoplan.state.kind = event.target.value;
      refresh();
    });
    on("layers", "change", (event) => {
      geoplan.state.layers[event.target.dataset.layer] = event.target.checked;
      refresh();
    });
    on("year", "input", (event) => {
      stop();
      chooseStep(Number(event.target.value));
    });
    on("play", "click", play);
    on("language", "click", () => {
      geoplan.language = 1 - geoplan.language;
      speak();
    });
    on("search", "input", geoplan.search);
    on("search", "keydown", (event) => {
      const first = byId("found").querySelector("button");
      if (event.key === "Enter" && first) first.click();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      geoplan.closeFound();
      geoplan.select(null);
    });
    map.on("click", (event) => {
      geoplan.closeFound();
      geoplan.select(geoplan.pick(event.latlng));
    });
    map.on("mousemove", (event) => {
      map.getContainer().style.cursor = geoplan.pick(event.latlng) ? "pointer" : "";
    });
  }
})();
