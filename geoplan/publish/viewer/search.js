/* Finding by typing: part of a name, pinyin or its initials, route code, id of a project. */
"use strict";

(function () {
  const { byId, html, say } = geoplan;
  const MOST_OF_A_KIND = 8;
  const SECTIONS = {
    townships: "townships",
    villages: "villages",
    groups: "group",
    roads: "roads",
    sites: "site",
    near: "did_you_mean",
  };
  const NOT_FOUND = 9;

  let entries = []; // everything that can be found, in one language
  let language = null;
  let searched = null; // the plan they are of
  const sounds = new Map(); // readings of a Chinese character

  // ---- what can be found ----------------------------------------------------------------------

  /** Text as it is compared: small letters without accents. */
  function plain(text) {
    return text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase();
  }

  /** Write down what can be found, in the language of the page. */
  function prepare() {
    entries = findable();
    language = geoplan.language;
    searched = geoplan.data;
    for (const [letter, told] of Object.entries(geoplan.data.readings)) {
      sounds.set(letter, told.split(" "));
    }
  }

  /** Everything that can be found: where it leads, its name, and what is written beside it. */
  function findable() {
    const { townships, villages, groups, sites } = geoplan.data;
    const found = [...roadEntries()];
    townships.name.forEach((name, row) => {
      found.push(entry("townships", "township", row, [name], []));
    });
    villages.name.forEach((name, row) => {
      const where = [villages.township_name[row], villages.admin_village_name[row]];
      found.push(entry("villages", "village", row, [name], where));
    });
    groups.name.forEach((name, row) => {
      const village = groups.village[row];
      const where = [villages.township_name[village]];
      found.push(entry("groups", "village", village, [villages.name[village], name], where));
    });
    sites.name.forEach((name, row) => {
      found.push(entry("sites", "site", row, [name || sites.id[row]], [sites.id[row]]));
    });
    return found;
  }

  /** Candidate roads one by one, other roads once for each route code. */
  function roadEntries() {
    const { projects, roads } = geoplan.data;
    const found = projects.name.map((name, row) => {
      const where = [projects.route_code[row], projects.id[row], projects.township_name[row]];
      return entry("roads", "project", row, [name || say("name_unknown")], where);
    });
    const codes = new Set(projects.route_code);
    roads.route_code.forEach((code, row) => {
      if (!code || codes.has(code)) return;
      codes.add(code);
      found.push(entry("roads", "road", row, [roads.name[row] || say("name_unknown")], [code]));
    });
    return found;
  }

  /** One thing by its names: as it is shown, and as it is compared. */
  function entry(section, kind, row, names, where) {
    const told = where.filter(Boolean);
    const text = plain(names.join(" "));
    const compared = { name: [...text], text, beside: told.map(plain) };
    const shown = names.map(geoplan.called).join(" ");
    return { section, kind, row, shown, where: told.map(geoplan.called), ...compared };
  }

  // ---- how well it fits -----------------------------------------------------------------------

  /** How well an entry fits what was typed, 0 best; letters are those that may be pinyin. */
  function fit(one, asked, letters) {
    if (one.text === asked || one.beside.includes(asked)) return 0;
    if (one.text.startsWith(asked)) return 1;
    if (one.text.includes(asked)) return 2;
    const place = letters ? one.name.findIndex((_, at) => spells(one.name, at, letters)) : -1;
    if (place >= 0) return place === 0 ? 3 : 4;
    return one.beside.some((text) => text.includes(asked)) ? 5 : NOT_FOUND;
  }

  /** Whether letters spell a name from a place on: of each character, any start of a reading. */
  function spells(name, place, letters) {
    if (letters === "") return true;
    if (place === name.length) return false;
    return (sounds.get(name[place]) || [name[place]]).some((sound) => {
      for (let taken = 1; taken <= sound.length; taken += 1) {
        if (sound[taken - 1] !== letters[taken - 1]) return false;
        if (spells(name, place + 1, letters.slice(taken))) return true;
      }
      return false;
    });
  }

  /** Entries whose names were nearly typed, best first; groups go by their villages. */
  function nearlyFound(asked) {
    const letters = asked.replace(/[ ']/g, "");
    const likely = entries.filter(({ section }) => section !== "groups");
    const words = likely.map(({ text, name }) => [text, spelling(name)]);
    return geoplan.nearlySpelt(letters, words).map((place) => likely[place]);
  }

  /** A name in letters, by the first reading of each character. */
  function spelling(name) {
    return name.map((letter) => (sounds.get(letter) || [letter])[0]).join("");
  }

  /** Entries that fit, best first, by section; where none does, those nearly typed. */
  geoplan.find = function (asked) {
    if (language !== geoplan.language || searched !== geoplan.data) prepare();
    const text = plain(asked);
    const letters = text.replace(/[ ']/g, "").match(/^[a-z]+$/)?.[0];
    const hits = entries
      .map((one) => [fit(one, text, letters), one])
      .filter(([rank]) => rank < NOT_FOUND)
      .sort(([a], [b]) => a - b);
    const near = hits.length ? [] : nearlyFound(text);
    if (near.length) return [{ section: "near", found: near }];
    return Object.keys(SECTIONS)
      .map((section) => [section, hits.filter(([, one]) => one.section === section)])
      .filter(([, own]) => own.length)
      .sort(([, a], [, b]) => a[0][0] - b[0][0])
      .map(([section, own]) => ({ section, found: own.map(([, one]) => one) }));
  };

  // ---- the list -------------------------------------------------------------------------------

  function search() {
    const asked = byId("search").value.trim();
    if (!asked) return geoplan.closeFound();
    const sections = geoplan.find(asked).map(sectionList);
    const none = html("p", {}, say("not_found"));
    byId("found").replaceChildren(...(sections.length ? sections : [none]));
    byId("found").scrollTop = 0;
    byId("search").setAttribute("aria-expanded", "true");
    mark(options()[0]);
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

  function option({ kind, row, shown, where }) {
    const beside = html("small", {}, where.join(" · "));
    const button = html("button", { type: "button", role: "option", tabindex: -1 }, shown, beside);
    button.addEventListener("click", (event) => {
      geoplan.closeFound();
      geoplan.select({ kind, row }, { move: true });
      const byKeyboard = event.detail === 0;
      if (byKeyboard) byId("why").focus(); // whose arrows scroll it
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
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
  }

  /** Arrows walk through the list, Enter takes the marked row. */
  function walk(event) {
    const rows = options();
    const at = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) {
      event.preventDefault();
      mark(rows[(at + step + rows.length) % rows.length]);
    }
    if (event.key === "Enter" && at >= 0) rows[at].click();
  }

  /** Wire the search box. */
  geoplan.listenToSearch = function () {
    byId("search").addEventListener("input", search);
    byId("search").addEventListener("keydown", walk);
  };

  geoplan.closeFound = function () {
    byId("found").replaceChildren();
    byId("search").setAttribute("aria-expanded", "false");
    byId("search").setAttribute("aria-activedescendant", "");
  };
})();
