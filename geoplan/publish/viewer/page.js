/* State of the page, its controls and clicks. */
"use strict";

(function () {
  const { byId, html, say, word } = geoplan;
  const RELIEF_OPACITY = 0.6;
  const PLAY_MS = 1400;
  const FARTHER = 2; // zoom levels out from the whole county
  const VIEWS = {
    roads: { hazards: false, villages: true },
    access: { hazards: false, villages: true },
    relocation: { hazards: true, villages: true },
  };
  const TITLES = { relocation: "title", roads: "title_roads", access: "title_access" };
  const home = () => (geoplan.isPlanned() ? "roads" : "access"); // the question it begins with
  const all = (selector) => [...document.querySelectorAll(selector)];

  /** Start the page on folium's map. */
  geoplan.start = function (map) {
    geoplan.told = geoplan.read();
    const data = geoplan.scenario(0);
    geoplan.map = map;
    byId("map-now").after(map.getContainer()); // the order in which Tab walks
    geoplan.take(data);
    geoplan.state = {
      view: home(),
      step: data.years.length,
      kind: geoplan.serviceKinds()[0],
      season: "wet",
      layers: {
        ...{ terrain: true, waters: true, names: true, works: true, households: false },
        ...VIEWS[home()],
      },
      selection: null,
      compare: false,
      scenario: 0,
      against: null,
    };
    geoplan.relief = geoplan.addRelief(map);
    geoplan.canvas = new geoplan.CanvasLayer(geoplan.draw);
    geoplan.showCounty();
    map.setMinZoom(map.getZoom() - FARTHER); // a wheel turned too long does not lose the county
    geoplan.canvas.addTo(map);
    addFurniture(map);
    listen(map);
    speak();
    document.body.dataset.ready = "true";
  };

  /** Let the page speak of a plan. */
  geoplan.take = function (data) {
    geoplan.data = data;
    geoplan.shown = data; // what the map shows: the plan, until a what-if is laid over it
    geoplan.villagesBySize = villagesBySize(data.villages);
    const whatif = geoplan.isPlanned() ? [geoplan.whatif.prepare] : [];
    for (const prepare of [...whatif, geoplan.prepareSearch]) {
      requestIdleCallback(prepare); // before the first question, once the page can be seen
    }
  };

  /** Villages from most to fewest people; those that the plan connects come first. */
  function villagesBySize(villages) {
    const weight = (row) =>
      geoplan.amount(villages.people[row]) + (villages.connected_year[row] === null ? 0 : 1e6);
    return [...villages.name.keys()].sort((a, b) => weight(b) - weight(a) || a - b);
  }

  // ---- map ----------------------------------------------------------------------------------

  /** The pale picture of the terrain under a map; null where the county has none. */
  geoplan.addRelief = function (map) {
    const { relief } = geoplan.data;
    if (!relief) return null;
    const look = { pane: "tilePane", opacity: geoplan.reliefOpacity() };
    return L.imageOverlay(relief.image, relief.bounds, look).addTo(map);
  };

  geoplan.reliefOpacity = function () {
    return geoplan.state.layers.terrain ? RELIEF_OPACITY : 0;
  };

  /** The questions to which the county's data have an answer. */
  function questions() {
    const { groups, sites } = geoplan.data;
    return {
      roads: geoplan.isPlanned(),
      access: geoplan.serviceKinds().length > 0 || !geoplan.isPlanned(),
      relocation: groups.name.length > 0 || sites.name.length > 0,
    };
  }

  /** Corners of all villages and sites. */
  geoplan.countyBounds = function () {
    const { villages, sites } = geoplan.data;
    const places = [villages, sites].flatMap((table) =>
      table.lat.map((lat, row) => [lat, table.lon[row]]),
    );
    return L.latLngBounds(places);
  };

  /** Bring the whole county into view. */
  geoplan.showCounty = function () {
    const padding = geoplan.state.compare ? [14, 14] : [30, 30];
    geoplan.map.fitBounds(geoplan.countyBounds(), { animate: false, padding });
  };

  /** Zoom buttons, the whole county, scale bar and north. */
  function addFurniture(map) {
    const zoom = L.control.zoom().addTo(map).getContainer();
    const sign = geoplan.svg("path", { d: "M2 7L9 1L16 7V15H11V10H7V15H2Z", fill: "#1d2a33" });
    const picture = geoplan.svg("svg", { width: 18, height: 16, "aria-hidden": "true" }, sign);
    const whole = html("a", { class: "whole", href: "#", role: "button" }, picture);
    zoom.append(whole);
    L.DomEvent.on(whole, "click", L.DomEvent.stop).on(whole, "click", geoplan.showCounty);
    const titles = ["zoom_in", "zoom_out", geoplan.data.part ? "whole_part" : "whole"];
    [...zoom.children].forEach((button, place) => {
      button.dataset.title = titles[place];
    });
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const north = L.control({ position: "bottomleft" });
    north.onAdd = () => {
      const arrow = geoplan.svg("path", { d: "M12 1L20 25L12 19L4 25Z", fill: "#1d2a33" });
      const picture = geoplan.svg("svg", { width: 24, height: 26, "aria-hidden": "true" }, arrow);
      return html("div", { class: "north" }, picture, html("span", { "data-word": "north" }));
    };
    north.addTo(map);
  }

  /** Bring the words around the map up to date and draw again, which reads where they lie. */
  function refresh() {
    geoplan.describe();
    geoplan.redraw();
  }

  /** The state of the controls, the legend and the totals. */
  geoplan.describe = function () {
    const { state } = geoplan;
    geoplan.nameMaps();
    for (const relief of [geoplan.relief, geoplan.reliefNow]) {
      if (relief) relief.setOpacity(geoplan.reliefOpacity());
    }
    press("view", state.view);
    press("season", state.season);
    press("moment", state.compare ? "both" : state.step > 0 ? "after" : "now");
    byId("settings").hidden = state.view !== "access" || !state.kind;
    byId("years").hidden = state.view === "access";
    byId("year").value = state.step;
    all("#ticks span").forEach((tick, step) => tick.classList.toggle("on", step === state.step));
    for (const box of all("#layers input")) box.checked = state.layers[box.dataset.layer];
    geoplan.showLegend();
    byId("totals").replaceChildren(...phrases(geoplan.totals()));
  };

  /** A line of words in the phrases that its dots and commas part: lines end between them. */
  function phrases(line) {
    const parts = line.split(/(?<= ·|[,:])(\s)|(?<=[，：])(?=.)/).filter(Boolean);
    return parts.map((part) => (part === " " ? part : html("span", {}, part)));
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
    for (const element of all("[data-title]")) {
      element.title = say(element.dataset.title);
      element.setAttribute("aria-label", element.title);
    }
    const asked = questions();
    if (!asked[geoplan.state.view]) show(home());
    const county = data.county[geoplan.language];
    const widest = Object.keys(TITLES).find((question) => asked[question]);
    document.title = say(TITLES[widest], { county });
    byId("title").textContent = document.title;
    byId("made-up").hidden = !data.about.made_up;
    byId("funds-assumed").hidden = !data.fundsAssumed;
    for (const button of all("[data-view]")) button.hidden = !asked[button.dataset.view];
    byId("questions").hidden = Object.values(asked).filter(Boolean).length < 2;
    for (const id of ["moment", "open-locks"]) byId(id).hidden = !geoplan.isPlanned();
    byId("edition").textContent = say(data.public ? "public" : "internal");
    byId("edition").classList.toggle("internal", !data.public);
    for (const button of all("[data-season]"))
      button.textContent = word("season", button.dataset.season);
    byId("search").placeholder = say("search");
    byId("search").setAttribute("aria-label", say("search_label"));
    byId("search").title = say("search_keys");
    byId("year").setAttribute("aria-label", say("year"));
    const groups = {
      questions: "questions",
      found: "results",
      moment: "moment",
      seasons: "seasons",
      layers: "layers",
      why: "why",
      "map-now": "access_now",
      planMap: "map",
    };
    for (const [id, code] of Object.entries(groups)) byId(id).setAttribute("aria-label", say(code));
    showChoices();
    geoplan.showScenarios();
    showFoot();
    showPlay();
    geoplan.showKeys();
    geoplan.closeFound();
    geoplan.showWhatif();
    geoplan.showPanel();
    refresh();
  }
  geoplan.speak = speak;

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
    const layers = [
      ["terrain", "terrain", data.relief],
      ["waters", "waters", data.waters.shape.length],
      ["villages", "villages", true],
      ["names", "villages_names", true],
      ["works", "works_layer", data.treatments.year.length],
      ["hazards", "hazard", data.hazards.shape.length],
      ["households", "household_points", data.households?.lon.length],
    ];
    byId("layers").replaceChildren(
      ...layers
        .filter(([, , known]) => known)
        .map(([layer, code]) => {
          const box = html("input", { type: "checkbox", "data-layer": layer });
          return html("label", {}, box, say(code));
        }),
    );
  }

  /** Credits: what the plan is, of which years, from which data. */
  function showFoot() {
    const { hash, years, about } = geoplan.data;
    const own = about.made_up ? geoplan.ownSide : (text) => text; // credits of others stay whole
    const all = (about.sources || []).map(own);
    const span = years.length > 1 ? `${years[0]}–${years.at(-1)}` : years[0];
    const sources = say("sources", { value: all.join(" · ") });
    const short = about.made_up ? say("sources", { value: say("made_up") }) : sources;
    const plan = say("plan_name", { years: span, hash });
    byId("plan-name").textContent = [...geoplan.scenarioNames(), plan].join(" · ");
    byId("review").textContent = say("review_number", { value: about.review_number || "________" });
    byId("sources-short").textContent = short;
    byId("sources-all").textContent = sources;
    byId("sources").title = sources;
    byId("sources").hidden = !all.length;
  }

  // ---- controls -------------------------------------------------------------------------------

  /** Show what a question asks, or the roads where the county has no answer to it. */
  geoplan.chooseView = function (asked) {
    show(questions()[asked] ? asked : home());
    refresh();
  };

  /** Let the map show a question and the layers that belong to it. */
  function show(view) {
    geoplan.state.view = view;
    Object.assign(geoplan.state.layers, VIEWS[view]);
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
    choice("view", geoplan.chooseView);
    on("sources", "click", (event) => unfold(event.currentTarget));
    choice("season", (season) => {
      geoplan.state.season = season;
      refresh();
    });
    choice("moment", (moment) => {
      stop();
      geoplan.compare(moment === "both");
      const keep = moment === "both" && geoplan.state.step > 0;
      if (!keep) geoplan.state.step = moment === "now" ? 0 : geoplan.data.years.length;
      refresh();
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
    on("print", "click", () => window.print());
    geoplan.listenToScenarios();
    geoplan.listenToPanel();
    geoplan.listenToLocks();
    geoplan.listenToBoxes();
    geoplan.listenToSearch();
    geoplan.listenToKeys();
    geoplan.listenToMap(map);
    geoplan.listenToPrinter();
  }

  /** Open or close what belongs to a button. */
  function unfold(button) {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
  }

  /** A click on a map selects what lies there. */
  geoplan.listenToMap = function (map) {
    map.on("click", (event) => {
      geoplan.closeFound();
      geoplan.select(geoplan.pick(event.latlng));
    });
    map.on("mousemove", (event) => {
      map.getContainer().style.cursor = geoplan.pick(event.latlng) ? "pointer" : "";
    });
  };
})();
