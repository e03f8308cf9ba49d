/* The panel that says why: the sentences of the answers, in the order in which villagers read. */
"use strict";

(function () {
  const { amount, called, count, html, jump, say, stake, style, tell, word } = geoplan;
  const GOOD = [
    "project_in",
    "project_in_stages",
    "project_subgrade",
    "village_now",
    "village_now_half",
    "village_year",
    "site_opens",
    "road_hardened",
    "group_moves",
    "group_builds",
    "group_safe",
    "hazard_safe",
  ];
  const BAD = ["project_out", "village_not", "village_some", "group_stays"];

  const MOST_PROBLEMS = 4; // of a site that are read at once

  /** Contents of the panel for a selection. */
  geoplan.explain = function ({ kind, row, group }) {
    const planned = { village, project, road, site, hazard, township: geoplan.explainTownship };
    const told = (geoplan.isPlanned() ? planned : geoplan.today)[kind](row, group);
    const counts = kind !== "road" || !geoplan.isPlanned() || countsPeople(row);
    const note = html("p", { class: "note" }, say("small_groups"));
    return geoplan.data.public && counts ? [...told, note] : told;
  };

  /** Whether anybody is counted in what is said of a road. */
  function countsPeople(row) {
    const { isolated, project } = geoplan.data.roads;
    return project[row] !== null || isolated[row] !== null;
  }

  // ---- pieces -------------------------------------------------------------------------------

  /** A name, and where that is. */
  geoplan.heading = function (text, where) {
    return [html("h3", {}, text), html("p", { class: "where" }, where.filter(Boolean).join(" · "))];
  };

  /** The answer in one sentence, and what belongs to it. */
  function verdict(answer, ...reasons) {
    const tone = GOOD.includes(answer.code) ? " yes" : BAD.includes(answer.code) ? " no" : "";
    const lines = reasons.map((reason) => html("span", { class: reason.code }, ...tell(reason)));
    return html("p", { class: `verdict${tone}` }, html("b", {}, ...tell(answer)), ...lines);
  }

  /** Verdict with its reason, and the answers that are left. */
  function opening(answers) {
    const first = answers.filter(({ part }) => part === "verdict");
    const rest = answers.filter((one) => !first.includes(one));
    return [verdict(...first), rest];
  }

  /** The sentences of one part under its heading; nothing where there are none. */
  function told(answers, part) {
    const own = answers.filter((answer) => answer.part === part);
    if (!own.length) return [];
    const heading = html("h2", { class: `part-${part}` }, word("answer", `part_${part}`));
    return [heading, ...sentences(own)];
  }

  /** Sentences as lists, with a card for each road on a way between them. */
  function sentences(answers) {
    const made = [];
    for (const answer of answers) {
      const last = made.at(-1);
      if (answer.code.startsWith("step_")) made.push(card(answer));
      else if (last?.tagName === "UL") last.append(line(answer));
      else made.push(html("ul", { class: "said" }, line(answer)));
    }
    return made;
  }

  /** One sentence; how full a site is, also as a bar. */
  function line(answer) {
    const used = answer.values.used === undefined ? null : capacityBar(answer.values);
    return html("li", { class: answer.code }, ...tell(answer), used);
  }

  /** One road on a way, with the colour of its year. */
  function card(answer) {
    const link = jump(
      "project",
      answer.values.project,
      "link",
      ...tell(answer, { buttons: false }),
    );
    if (answer.values.year) link.style.borderLeftColor = style.year(answer.values.year);
    return link;
  }

  /** How full a site is. */
  function capacityBar({ used, capacity }) {
    const bar = html("div", { class: "bar" }, html("i", {}));
    bar.firstChild.style.width = `${100 * Math.min(1, amount(used) / Math.max(1, capacity))}%`;
    return bar;
  }

  /** What can be opened when wanted. */
  function folded(title, open, ...children) {
    if (!children.length) return [];
    const details = html("details", {}, html("summary", {}, title), ...children);
    details.open = open;
    return [details];
  }

  /** List of facts; those that are not known are left out. */
  function facts(pairs) {
    const known = pairs.filter(([, value]) => value !== null && value !== "");
    const cells = known.flatMap(([name, value]) => [
      html("dt", {}, say(name)),
      html("dd", {}, value),
    ]);
    return html("dl", { class: "facts" }, ...cells);
  }

  /** How many households and people there are, as far as that is told. */
  geoplan.peopleAndHouseholds = function (households, people) {
    const said = [say("households_unit", { n: count(households) })];
    if (people !== null) said.push(say("people_unit", { n: count(people) }));
    return said.join(" · ");
  };

  // ---- village ------------------------------------------------------------------------------

  /** What the village's people ask first comes first; the rest is folded. With a group, that is the
   *  one that is asked about. */
  function village(row, group) {
    const { villages } = geoplan.data;
    const { view } = geoplan.state;
    const [answer, rest] = opening(geoplan.answers("village", row));
    const roads = [...told(rest, "why"), ...told(rest, "way"), ...told(rest, "room")];
    const moves = groupBoxes(rest, row, group);
    const minutes = folded(geoplan.say(geoplan.minutesTitle()), view === "access", ...trips(rest));
    const parts = {
      roads: [...roads, ...moves, ...minutes],
      access: [...minutes, ...roads, ...moves],
      relocation: [...moves, ...roads, ...minutes],
    };
    const where = [
      called(villages.township_name[row]),
      called(villages.admin_village_name[row]),
      geoplan.peopleAndHouseholds(villages.households[row], villages.people[row]),
    ];
    return [...geoplan.heading(geoplan.nameOf("village", row), where), answer, ...parts[view]];
  }

  /** Minutes to every kind of service, and what is assumed of them where no legend says it. */
  function trips(answers) {
    const own = answers.filter(({ part }) => part === "minutes");
    if (!own.length) return [];
    const notes = geoplan.state.view === "access" ? [] : geoplan.minutesNotes();
    return [...sentences(own), ...notes.map((note) => html("p", { class: "note" }, note))];
  }

  /** A box for each group with its answer and how far its land will be; why that site, beneath:
   *  unfolded for the group that is asked about, or for the only one. How they get to their land is
   *  said before all boxes, or in that of the group that is asked about, which is in sight. */
  function groupBoxes(answers, village, asked) {
    const own = answers.filter(({ part }) => part === "moves");
    if (!own.length) return [];
    const isHow = ({ code }) => code === "land_how";
    const starts = own.flatMap(({ code }, place) => (code.startsWith("group_") ? [place] : []));
    const homes = geoplan.data.groups.village;
    const groups = [...homes.keys()].filter((group) => homes[group] === village);
    const boxes = starts.flatMap((start, place) => {
      const [first, ...said] = own.slice(start, starts[place + 1]);
      const land = said.filter(({ code }) => code === "land_move");
      const story = said.filter((one) => !land.includes(one));
      const isAsked = groups[place] === asked;
      const how = isAsked && land.length ? own.filter(isHow) : [];
      const isOnly = starts.length === 1 && geoplan.state.view !== "roads";
      const answer = verdict(first, ...land, ...how);
      answer.classList.toggle("asked", isAsked);
      return [answer, ...folded(say("details"), isAsked || isOnly, ...sentences(story))];
    });
    const title = html("h2", {}, word("answer", "part_moves"));
    const isSaid = boxes.some((box) => box.querySelector(".land_how"));
    const first = own.slice(0, starts.length ? starts[0] : own.length);
    const before = first.filter((one) => !(isSaid && isHow(one)));
    return [title, ...(before.length ? sentences(before) : []), ...boxes];
  }

  // ---- project and road ---------------------------------------------------------------------

  function project(row) {
    const { projects } = geoplan.data;
    const [answer, rest] = opening(geoplan.answers("project", row));
    const { route_code: codes, id, township_name: townships } = projects;
    const name = called(projects.name[row]) || say("name_unknown");
    const section = projects.section[row]?.[geoplan.language];
    return [
      ...geoplan.heading(name, [
        section,
        section && stakes(projects, row),
        codes[row],
        id[row],
        called(townships[row]),
      ]),
      ...otherSections(rest),
      answer,
      html("div", { class: "choices" }, ...(geoplan.choices?.(row) ?? [])),
      ...worksOnRoute(row),
      ...told(rest, "room"),
      ...told(rest, "why"),
      ...told(rest, "without"),
      ...told(rest, "money"),
      ...folded(word("answer", "part_more"), false, projectFacts(row)),
    ];
  }

  /** The other parts of the same route in one line. */
  function otherSections(answers) {
    const own = answers.filter(({ part }) => part === "sections");
    if (!own.length) return [];
    const parts = own.map((answer) => html("span", {}, ...tell(answer)));
    return [html("p", { class: "sections" }, `${word("answer", "part_sections")} `, ...parts)];
  }

  function projectFacts(row) {
    const { projects } = geoplan.data;
    return facts([
      ["length", `${(projects.length_m[row] / 1000).toFixed(2)} km`],
      ["stakes", stakes(projects, row)],
      ["surface", surfaceName(projects.surface_code[row], projects.surface_assumed[row])],
      ["width_planned", `${projects.width_m[row]} m`],
      ["consent", word("consent", projects.consent[row])],
    ]);
  }

  /** From where to where along its route a road leads, as far as that is known. */
  function stakes({ start_km: starts, end_km: ends }, row) {
    const [start, end] = [starts[row], ends[row]];
    if (start === null || end === null) return null;
    const told = geoplan.language === 0 ? stake : (km) => km.toFixed(2);
    return say("from_to", { start: told(start), end: told(end) });
  }

  function surfaceName(code, assumed) {
    if (code === null) return say("unknown");
    const name = word("surface", String(code).slice(0, 2));
    return assumed ? say("assumed_surface", { name }) : name;
  }

  function road(row) {
    const { roads } = geoplan.data;
    if (roads.project[row] !== null) return project(roads.project[row]);
    const [first, ...rest] = geoplan.answers("road", row);
    const works = geoplan.worksOf(geoplan.roadsOf({ kind: "road", row }));
    const boxes = [...works.flatMap(workBox), ...sentences(rest)];
    return [
      ...geoplan.heading(called(roads.name[row]) || say("name_unknown"), [roads.route_code[row]]),
      ...(works.length ? boxes : [verdict(first, ...rest)]),
      geoplan.roadFacts(row),
    ];
  }

  /** Works on some roads, in the order of their years. */
  geoplan.worksOf = function (links) {
    const { year } = geoplan.data.treatments;
    const works = new Set(links.flatMap((road) => geoplan.data.roads.works[road]));
    return [...works].sort((a, b) => year[a] - year[b] || a - b);
  };

  /** Works on the route of a project, its own among them, under their heading. */
  function worksOnRoute(row) {
    const [road] = geoplan.data.projects.roads[row];
    const works = geoplan.worksOf(geoplan.roadsOf({ kind: "road", row: road }));
    return works.length ? [html("h2", {}, say("works_route")), ...works.flatMap(workBox)] : [];
  }

  /** A work: what and when, where along its route, why, who pays. */
  function workBox(row) {
    const { treatments } = geoplan.data;
    const { cost_yuan: costs, length_m: lengths, width_m: widths, worth_yuan: worths } = treatments;
    const where = [
      stakes(treatments, row),
      `${(lengths[row] / 1000).toFixed(2)} km`,
      widths[row] === null ? null : `${say("width")} ${widths[row]} m`,
    ];
    const cost = geoplan.money(costs[row]);
    const worth = say("money", { wan: worths[row] / 1e4, yuan: count(worths[row]) }); // about
    const why = worths[row] === null ? "works_worth_untold" : "works_worth";
    const box = html(
      "p",
      { class: "verdict yes" },
      html("b", {}, geoplan.workWords(row)),
      html("span", {}, where.filter(Boolean).join(" · ")),
      html("span", {}, say(why, { cost, worth })),
    );
    return [box, ...sentences(geoplan.part("money", geoplan.pays("work", row)))];
  }

  /** What a work is, and when. */
  geoplan.workWords = function (row) {
    const { treatment, year } = geoplan.data.treatments;
    return say("road_treated", { year: year[row], what: word("treatment", treatment[row]) });
  };

  /** Surface, width and length of a road. */
  geoplan.roadFacts = function (row) {
    const { roads } = geoplan.data;
    const width = roads.surface_width_m[row];
    return facts([
      ["surface", surfaceName(roads.surface_code[row], roads.surface_assumed[row])],
      ["width", width === null ? null : `${width} m`],
      ["length", `${(roads.length_m[row] / 1000).toFixed(2)} km`],
    ]);
  };

  // ---- site and hazard ----------------------------------------------------------------------

  function site(row) {
    const { sites } = geoplan.data;
    const [answer, rest] = opening(geoplan.answers("site", row));
    return [
      ...geoplan.heading(geoplan.nameOf("site", row), [say("site"), sites.id[row]]),
      answer,
      ...sentences(rest.filter(({ part }) => part === "site")),
      ...problems(rest),
      ...told(rest, "arrivals"),
      ...told(rest, "way"),
      ...told(rest, "money"),
    ];
  }

  /** What a site will bring; beyond a few lines it is folded. */
  function problems(answers) {
    const own = answers.filter(({ part }) => part === "problems");
    const rest = own.splice(own.length > MOST_PROBLEMS + 1 ? MOST_PROBLEMS : own.length);
    const more = say("problems_more", { n: rest.length });
    return [...told(own, "problems"), ...folded(more, false, ...sentences(rest))];
  }

  /** A hazard that is made safe. */
  function hazard(row) {
    const { name, kind, worst } = geoplan.worksOn(row);
    const [answer, rest] = opening(geoplan.answers("hazard", row));
    return [
      ...geoplan.heading(name[geoplan.language], [
        word("hazard_kind", kind),
        say("class_of", { name: word("hazard_class", worst) }),
      ]),
      answer,
      ...told(rest, "money"),
    ];
  }
})();
