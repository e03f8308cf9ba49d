/* Finding by typing: part of a name, pinyin or its initials, route code, id of a project. */
"use strict";

(function () {
  const { byId, html, say } = geoplan;
  const MOST_OF_A_KIND = 8;
  const MOST_PLACES = 2; // that a road leads to, in its line
  const SECTIONS = {
    townships: "townships",
    villages: "villages",
    groups: "group",
    roads: "roads",
    sites: "site",
    near: "did_you_mean",
  };
  const SUFFIXES = ["村", "寨", "组", "乡", "镇"]; // people say a name with them or without

  let entries = []; // everything that can be found, in one language
  let shortest = []; // the same, short names first
  let language = null;
  let searched = null; // the plan they are of
  const sounds = new Map(); // readings of a Chinese character
  let suffixes = []; // readings of those that may follow a name

  // ---- what can be found ----------------------------------------------------------------------

  /** Text as it is compared: small letters without accents, spaces and apostrophes. */
  function plain(text) {
    return text
      .normalize("NFD")
      .replace(/[\u0300-\u036f\s']/g, "")
      .toLowerCase();
  }

  /** Write down what can be found, in the language of the page, unless that is done. */
  geoplan.prepareSearch = function () {
    if (language === geoplan.language && searched === geoplan.data) return;
    language = geoplan.language;
    searched = geoplan.data;
    for (const [letter, told] of Object.entries(geoplan.data.readings)) {
      sounds.set(letter, told.split(" "));
    }
    suffixes = readings(SUFFIXES.join(""));
    entries = findable();
    shortest = [...entries].sort((one, other) => one.text.length - other.text.length);
  };

  /** Readings of each character of a text; a character without any is its own. */
  function readings(text) {
    return Array.from(text, (letter) => {
      if (!sounds.has(letter)) sounds.set(letter, [letter]);
      return sounds.get(letter);
    });
  }

  /** Everything that can be found: where it leads, its name, and what is written beside it. */
  function findable() {
    const { townships, villages, groups, sites } = geoplan.data;
    const found = [...roadEntries()];
    townships.name.forEach((name, row) => {
      found.push(entry("townships", { kind: "township", row }, [name], {}));
    });
    villages.name.forEach((name, row) => {
      const places = [villages.township_name[row]];
      const home = villages.admin_village_name[row];
      found.push(entry("villages", { kind: "village", row }, [name], { places, home }));
    });
    groups.village.forEach((row, group) => {
      const places = [villages.township_name[row]];
      const names = geoplan.atHome(group);
      found.push(entry("groups", { kind: "village", row, group }, names, { places }));
    });
    sites.name.forEach((name, row) => {
      const codes = [sites.id[row]];
      found.push(entry("sites", { kind: "site", row }, [name || codes[0]], { codes }));
    });
    return found;
  }

  /** Candidate roads one by one, parts of one route in their order; other roads once for each route
   *  code, else name. */
  function roadEntries() {
    const { projects, roads } = geoplan.data;
    const found = projectsInOrder().map((row) => {
      const codes = [projects.route_code[row], projects.id[row]];
      const places = [projects.township_name[row]];
      const part = projects.section[row]?.[geoplan.language];
      const names = [projects.name[row] || say("name_unknown")];
      const state = [plannedFor(row), leadsTo(row)];
      return entry("roads", { kind: "project", row }, names, { state, part, codes, places });
    });
    const keyOf = (table, row) => table.route_code[row] || table.name[row];
    const known = new Set(projects.id.map((_, row) => keyOf(projects, row)));
    const works = new Map();
    roads.works.forEach((own, row) => {
      const key = keyOf(roads, row);
      if (!own.length) return;
      works.set(key, new Set([...(works.get(key) ?? []), ...own.map(geoplan.workWords)]));
    });
    roads.route_code.forEach((code, row) => {
      const key = keyOf(roads, row);
      if (!key || known.has(key)) return;
      known.add(key);
      const names = [roads.name[row] || say("name_unknown")];
      const state = [roads.hardened[row] ? say("road_hardened") : null, ...(works.get(key) ?? [])];
      found.push(entry("roads", { kind: "road", row }, names, { state, codes: [code] }));
    });
    return found;
  }

  /** Rows of the projects; where the first part of a route is, the others follow it. */
  function projectsInOrder() {
    const { id, sections, start_km: start } = geoplan.data.projects;
    const first = id.map((_, row) => Math.min(row, ...sections[row].filter((one) => one >= 0)));
    return [...id.keys()].sort((a, b) => first[a] - first[b] || start[a] - start[b]);
  }

  /** What the plan does with a project. */
  function plannedFor(row) {
    const { surface_year: surfaces, subgrade_year: subgrades } = geoplan.data.projects;
    if (surfaces[row] !== null) return say("road_year", { year: surfaces[row] });
    if (subgrades[row] !== null) return say("road_subgrade", { year: subgrades[row] });
    return say("road_out");
  }

  /** The villages that a project connects or would connect, else those whose way it is on, else its
   *  sites; null where nobody is known. */
  function leadsTo(row) {
    const { projects, villages, sites } = geoplan.data;
    const { dependVillages, onWay, sites: served, dependSites } = projects;
    const named = (table, rows) => rows.filter((one) => one >= 0).map((one) => table.name[one]);
    const known = [
      ...[projects.villages[row], dependVillages[row], onWay[row][0]].map((rows) =>
        named(villages, rows),
      ),
      ...[served[row], dependSites[row]].map((rows) => named(sites, rows)),
    ].find((names) => names.length);
    if (!known) return null;
    const places = known.slice(0, MOST_PLACES).map(geoplan.called).join(geoplan.comma());
    return say(known.length > MOST_PLACES ? "road_to_more" : "road_to", { places });
  }

  /** One thing by its names, what the plan does with it, which part of its route it is, its codes,
   *  where it is and in which administrative village: as it is shown, and as it is compared. */
  function entry(section, selection, names, { state = [], part, codes = [], places = [], home }) {
    const told = (words) => words.filter(Boolean);
    const text = plain(names.join(""));
    return {
      section,
      selection,
      shown: names.map(geoplan.called).join(" "),
      state: told(state),
      where: told([part, ...codes, ...places, home]).map(geoplan.called),
      name: readings(text),
      text,
      english: plain(names.map(geoplan.english).join("")),
      codes: told(codes).map(plain),
      beside: told([...codes, ...places, home]).map(plain),
      home: readings(plain(home || "")),
    };
  }

  // ---- how well it fits -----------------------------------------------------------------------

  /** Ways to fit, best first, of what was typed and its letters where they may be pinyin: what a
   *  thing is called comes before what is written beside it. */
  const FITS = [
    ({ text, codes }, asked) => text === asked || codes.includes(asked),
    ({ text }, asked) => isSuffixed(text, asked) || isSuffixed(asked, text),
    ({ text }, asked) => text.startsWith(asked),
    ({ text }, asked) => text.includes(asked),
    ({ name }, _, letters) => spells(name, 0, letters),
    ({ name }, _, letters) =>
      begins(name, letters) && suffixes.some((suffix) => spells([...name, suffix], 0, letters)),
    ({ name }, _, letters) => name.some((_, at) => spells(name, at, letters)),
    ({ english }, asked) => english.startsWith(asked),
    ({ beside }, asked) => beside.some((text) => text.includes(asked)),
    ({ home }, _, letters) => spells(home, 0, letters),
  ];

  /** Whether a name is another one with a word that may follow it. */
  function isSuffixed(name, longer) {
    const isOneMore = longer.length === name.length + 1;
    return isOneMore && longer.startsWith(name) && SUFFIXES.includes(longer.at(-1));
  }

  /** Whether the first of the letters may begin a name. */
  function begins(name, letters) {
    if (!letters || !name.length) return false;
    return name[0].some((sound) => sound[0] === letters[0]);
  }

  /** Whether letters, from one of them on, spell a name from a place on: of each character, any
   *  start of a reading. */
  function spells(name, place, letters, from = 0) {
    if (letters === undefined) return false;
    if (from === letters.length) return true;
    if (place === name.length) return false;
    return name[place].some((sound) => {
      for (let taken = 0; taken < sound.length; taken += 1) {
        if (sound[taken] !== letters[from + taken]) return false;
        if (spells(name, place + 1, letters, from + taken + 1)) return true;
      }
      return false;
    });
  }

  /** Entries whose names were nearly typed, else those with most of the same characters, best first;
   *  groups go by their villages. */
  function nearlyFound(asked) {
    const likely = shortest.filter(({ section }) => section !== "groups");
    const words = likely.map(({ text, name }) => [text, spelling(name)]);
    const near = geoplan.nearlySpelt(asked, words);
    const bare = SUFFIXES.includes(asked.at(-1)) ? asked.slice(0, -1) : asked;
    const alike = near.length ? near : geoplan.mostAlike(bare, words);
    return alike.map((place) => likely[place]);
  }

  /** A name in letters, by the first reading of each character. */
  function spelling(name) {
    return name.map(([first]) => first).join("");
  }

  /** Entries that fit, best and shortest first, by section, sites before all where one asks who moves
   *  there; where none fits, those nearly typed. */
  geoplan.find = function (typed) {
    geoplan.prepareSearch();
    const asked = plain(typed);
    if (!asked) return [];
    const letters = asked.match(/^[a-z]+$/)?.[0];
    const ranks = FITS.map(() => []);
    for (const one of shortest)
      ranks[FITS.findIndex((fits) => fits(one, asked, letters))]?.push(one);
    const hits = ranks.flat();
    const near = hits.length ? [] : nearlyFound(asked);
    if (near.length) return [{ section: "near", found: near }];
    const early = geoplan.state.view === "relocation" ? "sites" : null; // after whole names only
    const best = (section) =>
      section === early
        ? 0.5
        : ranks.findIndex((some) => some.some((one) => one.section === section));
    return Object.keys(SECTIONS)
      .map((section) => ({ section, found: hits.filter((one) => one.section === section) }))
      .filter(({ found }) => found.length)
      .sort((one, other) => best(one.section) - best(other.section));
  };

  // ---- the list -------------------------------------------------------------------------------

  function search() {
    const asked = byId("search").value.trim();
    if (!asked) return geoplan.closeFound();
    const sections = geoplan.find(asked);
    const isFound = sections.some(({ section }) => section !== "near");
    const place = geoplan.data.county[geoplan.language];
    const none = isFound ? [] : [html("p", {}, say("not_found", { place, asked }))];
    byId("found").replaceChildren(...none, ...sections.map(sectionList));
    byId("search").setAttribute("aria-expanded", "true");
    mark(options()[0]);
    byId("found").scrollTop = 0;
  }

  function sectionList({ section, found }) {
    const title = say(SECTIONS[section]);
    const rest = found.length - MOST_OF_A_KIND;
    return html(
      "div",
      { role: "group", "aria-label": title },
      html("h3", {}, title),
      ...found.slice(0, MOST_OF_A_KIND).map(option),
      rest > 0 ? html("p", {}, say("found_more", { n: rest })) : null,
    );
  }

  /** Words beside a name, in a line of their own; none without any. */
  function beside(texts) {
    const words = texts.flatMap((text, place) => {
      const word = html("span", {}, text);
      return place ? [" · ", word] : [word];
    });
    return words.length ? [html("small", {}, ...words)] : [];
  }

  function option({ selection, shown, state, where }) {
    const words = [shown, ...beside(state), ...beside(where)];
    const button = html("button", { type: "button", role: "option", tabindex: -1 }, ...words);
    button.addEventListener("click", (event) => {
      geoplan.closeFound();
      if (event.detail > 0) byId("search").blur();
      geoplan.select(selection, { move: true });
      const byKeyboard = event.detail === 0;
      if (byKeyboard) byId("why").focus({ preventScroll: true }); // whose arrows scroll it
    });
    return button;
  }

  function options() {
    return [...byId("found").querySelectorAll("[role=option]")];
  }

  /** Mark one row of the list as the one that Enter takes. */
  function mark(chosen) {
    options().forEach((one, place) => {
      one.id = `found-${place}`;
      one.setAttribute("aria-selected", String(one === chosen));
    });
    byId("search").setAttribute("aria-activedescendant", chosen ? chosen.id : "");
  }

  /** Arrows walk through the list, Enter takes the marked row. */
  function walk(event) {
    const rows = options();
    const at = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) {
      event.preventDefault();
      const next = rows[(at + step + rows.length) % rows.length];
      mark(next);
      next.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Enter" && at >= 0) rows[at].click();
  }

  /** Wire the search box: what was typed before is marked when one comes back to it, so that typing
   *  replaces it, and its list closes when one leaves. */
  geoplan.listenToSearch = function () {
    const box = byId("search");
    let isNew = false; // nothing typed since the box has the keyboard
    box.addEventListener("input", () => {
      isNew = false;
      search();
    });
    box.addEventListener("keydown", walk);
    box.addEventListener("focus", () => {
      isNew = true;
      box.select();
    });
    box.addEventListener("click", () => {
      if (isNew && box.selectionStart === box.selectionEnd) box.select(); // the click put a cursor
      isNew = false;
    });
    box.addEventListener("blur", () => {
      if (document.activeElement !== box) geoplan.closeFound(); // not for another window
    });
    byId("found").addEventListener("mousedown", (event) => event.preventDefault()); // keeps the box
  };

  geoplan.closeFound = function () {
    byId("found").replaceChildren();
    byId("search").setAttribute("aria-expanded", "false");
    byId("search").setAttribute("aria-activedescendant", "");
  };
})();
