/* Answers in words: the sentences of publish/telling.py, with names that can be clicked. */
"use strict";

(function () {
  const { count, html, minutes, money, say, word } = geoplan;
  const MOST_NAMES = 12;
  const MOST_ROADS = 3;
  const MARK = /^[,.;:，、。；：]/;
  const LAST_WORD = /[^\s,.;:，、。；：）]+\s$/;
  const COUNTS = [
    ...["people", "households", "groups", "low", "high", "before", "after"],
    ...["staying", "leaving", "used", "capacity"],
  ];
  const CHANGES = ["dry", "wet", "land"];
  const LISTS = { projects: "project", villages: "village", sites: "site" };
  const THINGS = ["project", "site"];
  const NAMES = ["group", "fund"];
  const WORDS = ["reason", "stage", "service", "hazard", "class", "consent", "how", "builder"];

  /** Sentences of one part of an answer. */
  geoplan.part = function (name, said) {
    return said.map(([code, values]) => ({ part: name, code, values }));
  };

  /** One answer as nodes: text, and names as buttons (plain text where the answer is one). */
  geoplan.tell = function ({ code, values }, { buttons = true } = {}) {
    const pieces = geoplan.filled(word("answer", code), (name) =>
      said(name, values[name], buttons),
    );
    return buttons ? geoplan.held(pieces) : pieces;
  };

  /** Nodes in which the comma after a button is its last letter (long names take several lines), and
   *  minutes hold the word before them and the comma after them. */
  geoplan.held = function (nodes) {
    const rest = nodes.filter((node) => node !== "");
    const kept = [];
    while (rest.length) {
      const node = rest.shift();
      const isTrip = node.className === "trip";
      const ends = isTrip || node.tagName === "BUTTON";
      const mark = ends && typeof rest[0] === "string" && MARK.exec(rest[0]);
      if (isTrip) node.prepend(lastWord(kept));
      kept.push(mark ? ended(node, mark[0]) : node);
      if (mark) rest[0] = rest[0].slice(mark[0].length);
    }
    return kept;
  };

  /** The last word of nodes, taken from them; nothing where they end with a comma or a button. */
  function lastWord(nodes) {
    const [word] = (typeof nodes.at(-1) === "string" && LAST_WORD.exec(nodes.at(-1))) || [""];
    if (word) nodes.push(nodes.pop().slice(0, -word.length));
    return word;
  }

  /** A button, or minutes, that end with a comma; it is no part of a button's name. */
  function ended(node, mark) {
    if (node.tagName !== "BUTTON") {
      node.append(mark);
      return node;
    }
    node.classList.add("marked");
    node.replaceChildren(html("span", {}, ...node.childNodes), mark);
    return node;
  }

  /** English of a name, where it differs; a village may be called "constructor". */
  geoplan.english = (name) =>
    Object.hasOwn(geoplan.data.english, name) ? geoplan.data.english[name] : "";

  /** A name in the language of the page: for readers of English its sound, then its characters. */
  geoplan.called = function (name) {
    const english = geoplan.language === 1 && geoplan.english(name);
    if (!english) return name;
    return english.endsWith(" ") ? english + name : english;
  };

  /** A name on the map, which has little room: for readers of English its sound alone. */
  geoplan.calledOnMap = (name) => geoplan.called(name)?.replace(/ \p{Script=Han}+$/u, "");

  /** Name of a thing, with what parts it from namesakes; its id where it has no name. */
  geoplan.nameOf = function (kind, row) {
    const table = geoplan.data[`${kind}s`];
    if (!table.name[row])
      return `${say(kind === "site" ? "site" : "name_unknown")} ${table.id[row]}`;
    return marked(geoplan.called(table.name[row]), table.mark[row]);
  };

  /** A name with what parts it from namesakes, if there are any. */
  function marked(name, mark) {
    if (!mark) return name;
    return geoplan.language === 0 ? `${name}（${mark[0]}）` : `${name} (${mark[1]})`;
  }

  /** Names of a group with its village before it, once where its own name begins with that. */
  geoplan.atHome = function (group) {
    const { groups, villages } = geoplan.data;
    const [own, home] = [groups.name[group], villages.name[groups.village[group]]];
    return own.startsWith(home) ? [own] : [home, own];
  };

  /** Button that selects something else. */
  geoplan.jump = function (kind, row, style, ...content) {
    const button = html("button", { type: "button", class: style }, ...content);
    button.addEventListener("click", () => geoplan.select({ kind, row }, { move: true }));
    return button;
  };

  /** One value as nodes; its name says what it is. */
  function said(key, value, buttons) {
    if (COUNTS.includes(key)) return [whole(value)];
    if (key === "who") return [who(...value)];
    if (CHANGES.includes(key)) return [change(...value)];
    if (key in LISTS) return listed(value, (row) => thing(LISTS[key], row, buttons));
    if (key === "roads") {
      return listed(value, (row) => road(row, buttons), { most: MOST_ROADS, more: "more_roads" });
    }
    if (key === "areas") return listed(value, (pair) => pair[geoplan.language]);
    if (key === "homes") return listed(value, (group) => home(group, buttons));
    if (key === "works") return [works(value, buttons)];
    if (key === "problem") return [problem(...value)];
    if (THINGS.includes(key)) return [thing(key, value, buttons)];
    if (key === "home") return groupAtHome(value, buttons);
    if (key === "section") return [section(value, buttons)];
    if (NAMES.includes(key)) return [geoplan.called(value)];
    if (WORDS.includes(key)) return [word(...value)];
    return [key.endsWith("yuan") ? money(value) : String(value)];
  }

  function whole(value) {
    return count(typeof value === "number" ? Math.round(value) : value);
  }

  /** Households and people; households alone where their people are not told. */
  function who(households, people) {
    const told = [say("households_unit", { n: whole(households) })];
    if (people !== null) told.push(say("people_unit", { n: whole(people) }));
    return told.join(geoplan.language === 0 ? "，" : ", ");
  }

  /** Minutes of a trip, and the range that is told instead of them, if there is one; to the land
   *  where ``what`` is "farm_". */
  geoplan.trip = function (table, row, state, what = "") {
    return [table[`${what}minutes_${state}`][row], table[`${what}range_${state}`]?.[row] ?? null];
  };

  /** Minutes now and after and how many more or fewer, once where nothing changes. */
  function change(...trips) {
    const [now, after] = trips.map(([minutes]) => minutes);
    const figures = trips.map(figure);
    const both = typeof now === "number" && typeof after === "number";
    const more = both ? after - now : 0;
    const vague = trips.findIndex(([, ends]) => ends !== null);
    const isSame = figures[0] === figures[1];
    if (vague >= 0) figures[vague] = word("answer", "about", { n: figures[vague] }); // said once
    const unit = (value) => (typeof value === "number" ? ` ${say("minutes")}` : "");
    if (isSame) {
      const told = html("span", { class: now === "inf" ? "bad" : "" }, figures[0] + unit(now));
      return html("span", { class: "trip" }, told);
    }
    const mark = more === 0 ? "" : moreWords(more, vague >= 0);
    return html(
      "span",
      { class: "trip" },
      `${figures[0]}${both ? "" : unit(now)} → `,
      html("span", { class: tone(now, after) }, `${figures[1]}${unit(after)}${mark}`),
    );
  }

  /** Minutes as a figure without unit, or as a range; that they are cut off or unknown in words. */
  function figure([value, ends]) {
    return ends === null ? minutes(value) : ends.join("–");
  }

  /** How many minutes more or fewer, in brackets. */
  function moreWords(more, vague) {
    const code = `change_${more > 0 ? "more" : "less"}${vague ? "_about" : ""}`;
    return word("answer", code, { n: Math.abs(more) });
  }

  /** Whether minutes become fewer or more; neither where one of them is unknown. */
  function tone(now, after) {
    if (now === null || after === null || now === after) return "";
    return now === "inf" || after < now ? "better" : "worse";
  }

  /** A group with its village, which can be clicked and is told from its namesakes. */
  function groupAtHome(group, buttons) {
    const { groups, villages } = geoplan.data;
    const village = groups.village[group];
    const [first, ...own] = geoplan.atHome(group);
    const name = marked(geoplan.called(first), villages.mark[village]);
    const home = buttons ? geoplan.jump("village", village, "inline", name) : name;
    return [home, ...own.map((one) => ` ${geoplan.called(one)}`)];
  }

  /** The same in one piece; so many in other townships where it is none of this page. */
  function home(group, buttons) {
    if (group < 0) return thing("village", group, buttons);
    return html("span", {}, ...groupAtHome(group, buttons));
  }

  /** A hazard that is made safe. */
  function works(row, buttons) {
    const name = geoplan.worksOn(row).name[geoplan.language];
    return buttons ? geoplan.jump("hazard", row, "inline", name) : name;
  }

  /** What a site will bring. */
  function problem(code, figure, of) {
    return word("problem", code, { figure, of });
  }

  /** Another part of the same route. */
  function section(row, buttons) {
    const name = geoplan.data.projects.section[row][geoplan.language];
    return buttons ? geoplan.jump("project", row, "inline", name) : name;
  }

  function thing(kind, row, buttons) {
    if (row < 0) return word("scenario", "elsewhere", { n: -row }); // so many in other townships
    const name = geoplan.nameOf(kind, row);
    return buttons ? geoplan.jump(kind, row, "inline", name) : name;
  }

  /** A road by its name, else its route code, as the project that it belongs to. */
  function road(row, buttons) {
    const { name, project, route_code: codes } = geoplan.data.roads;
    const told = geoplan.called(name[row] || codes[row]) || say("name_unknown");
    const target = project[row] === null ? ["road", row] : ["project", project[row]];
    return buttons ? geoplan.jump(...target, "inline", told) : told;
  }

  /** Names in a row; where there are many, that or how many more. */
  function listed(rows, name, { most = MOST_NAMES, more = "more_names" } = {}) {
    const row = rows
      .slice(0, most)
      .flatMap((one, place) => [place ? geoplan.comma() : "", name(one)]);
    const rest = rows.length - most;
    return rest > 0 ? [...row, word("answer", more, { rest })] : row;
  }
})();
