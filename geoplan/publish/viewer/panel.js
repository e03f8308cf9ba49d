/* The panel that says why: built from the plan's columns and words, nothing is worked out here. */
"use strict";

(function () {
  const { amount, html, say, word, count, money, minutes, stake, style } = geoplan;

  /** Contents of the panel for a selection. */
  geoplan.explain = function ({ kind, row }) {
    return { village: village, project: project, road: road, site: site }[kind](row);
  };

  // ---- pieces -------------------------------------------------------------------------------

  function heading(text, where) {
    return [html("h3", {}, text), html("p", { class: "where" }, where.filter(Boolean).join(" · "))];
  }

  function section(code, ...children) {
    return [html("h2", {}, say(code)), ...children];
  }

  /** The answer in one sentence, and its reason. */
  function verdict(good, answer, ...reason) {
    const tone = good === null ? "verdict" : "verdict " + (good ? "yes" : "no");
    return html("p", { class: tone }, html("b", {}, answer), ...reason);
  }

  /** List of facts; those that are not known are left out. */
  function facts(pairs) {
    const known = pairs.filter(([, value]) => value !== null && value !== "");
    return html(
      "dl",
      { class: "facts" },
      ...known.flatMap(([name, value]) => [html("dt", {}, say(name)), html("dd", {}, value)]),
    );
  }

  /** Button that selects something else. */
  function jump(kind, row, text, style = "inline") {
    const button = html("button", { type: "button", class: style }, text);
    button.addEventListener("click", () => geoplan.select({ kind, row }, { move: true }));
    return button;
  }

  /** Table with a head; the first column is what a row is about. */
  function table(kind, head, rows) {
    const cells = (tag, values) => values.map((value) => html(tag, {}, value));
    return html(
      "table",
      { class: kind },
      html("thead", {}, html("tr", {}, ...cells("th", head))),
      html(
        "tbody",
        {},
        ...rows.map(([first, ...rest]) =>
          html("tr", {}, html("th", {}, first), ...cells("td", rest)),
        ),
      ),
    );
  }

  /** Before and after, once where nothing changes. */
  function change(now, after) {
    if (now === after) return html("span", { class: now === "inf" ? "bad" : "" }, minutes(now));
    const better = now === "inf" || after < now ? "better" : "";
    return html("span", {}, minutes(now) + " → ", html("span", { class: better }, minutes(after)));
  }

  function peopleAndHouseholds(households, people) {
    const said = [say("households_unit", { n: count(households) })];
    if (people !== null) said.push(say("people_unit", { n: count(people) }));
    return said.join(" · ");
  }

  // ---- village ------------------------------------------------------------------------------

  /** What the village's people ask first comes first. */
  function village(row) {
    const { villages } = geoplan.data;
    const relocation = geoplan.state.view === "relocation";
    return [
      ...heading(villages.name[row], [
        villages.township_name[row],
        villages.admin_village_name[row],
        peopleAndHouseholds(villages.households[row], villages.people[row]),
      ]),
      villageVerdict(row),
      peopleWithRoad(row),
      ...(relocation ? [] : villageWay(row)),
      ...(relocation ? villageGroups(row) : villageMinutes(row)),
      ...(relocation ? villageMinutes(row) : villageGroups(row)),
    ].filter(Boolean);
  }

  function villageVerdict(row) {
    const { villages } = geoplan.data;
    const reason = villages.reason[row];
    if (reason === "connected_now") return verdict(true, word("village", reason));
    const year = villages.connected_year[row];
    if (year !== null) return verdict(true, say("connected_village_years", { year }));
    if (reason === "all_move") return verdict(null, word("village", reason));
    return verdict(false, say("village_not"), word("village", reason));
  }

  /** How many of the people have an all-weather road, where groups of the village differ. */
  function peopleWithRoad(row) {
    const {
      people,
      people_connected_now: now,
      people_connected_after: after,
    } = geoplan.data.villages;
    const some = (cell) => amount(cell) > 0 && amount(cell) < amount(people[row]);
    if (!some(now[row]) && !some(after[row])) return null;
    return facts([["people_with_road", `${count(now[row])} → ${count(after[row])}`]]);
  }

  function villageWay(row) {
    const { villages } = geoplan.data;
    const way = villages.way[row];
    if (!way.length || villages.connected_now[row]) return [];
    const built = villages.connected_year[row] !== null;
    return section(built ? "blocking_built" : "blocking", ...way.map(projectLink));
  }

  function projectLink(row) {
    const { projects } = geoplan.data;
    const link = jump("project", row, "", "link");
    const year = projects.surface_year[row] || projects.subgrade_year[row];
    if (year !== null) link.style.borderLeftColor = style.year(year);
    const named = [projectName(row), projects.route_code[row]].filter(Boolean).join(" ");
    link.append(html("b", {}, named), html("small", {}, projectSummary(row)));
    return link;
  }

  function villageMinutes(row) {
    const { villages } = geoplan.data;
    const at = (kind, season, moment) => {
      const column = villages[`minutes_${kind}_${season}_${moment}`];
      return column ? column[row] : null;
    };
    const kinds = geoplan.serviceKinds();
    if (!kinds.length) return [];
    const rows = kinds.map((kind) => [
      word("service", kind),
      change(at(kind, "dry", "now"), at(kind, "dry", "after")),
      change(at(kind, "wet", "now"), at(kind, "wet", "after")),
    ]);
    const head = [say("now_to_after"), word("season", "dry"), word("season", "wet")];
    const note = geoplan.data.surfaceAssumed
      ? html("p", { class: "note" }, say("surface_note"))
      : null;
    return section(geoplan.minutesTitle(), table("numbers", head, rows), ...(note ? [note] : []));
  }

  function villageGroups(row) {
    const { groups, villages } = geoplan.data;
    const own = [...groups.village.keys()].filter((group) => groups.village[group] === row);
    const hazard = villages.hazard_class[row];
    const place = hazard ? facts([["hazard_here", word("hazard_class", hazard)]]) : null;
    if (!own.length && !place) return [];
    return section("moving_here", ...(place ? [place] : []), ...own.flatMap(groupStory));
  }

  /** One group: who, threatened by what, where to, how far the land will be, or why not. */
  function groupStory(group) {
    const { groups } = geoplan.data;
    const who = `${groups.name[group]} · ${peopleAndHouseholds(groups.households[group], groups.people[group])}`;
    const threat = groups.hazard_kind[group] ? word("hazard_kind", groups.hazard_kind[group]) : "";
    const households = groups.threatened_households[group];
    const threatened = households ? say("households_unit", { n: count(households) }) : null;
    const where = groups.site[group];
    const answer =
      where === null
        ? verdict(false, who, word("group", groups.reason[group]))
        : verdict(
            true,
            who,
            say("moves_to", { year: groups.year[group] }),
            jump("site", where, siteName(where)),
          );
    return [
      answer,
      facts([
        ["threatened", threatened && `${threat} ${threatened}`],
        ["farm_minutes", where === null ? null : farmMinutes(group)],
        ["consent", word("consent", groups.consent[group])],
      ]),
    ];
  }

  function villageName(row) {
    return geoplan.data.villages.name[row];
  }

  function siteName(row) {
    return geoplan.data.sites.name[row] || `${say("site")} ${geoplan.data.sites.id[row]}`;
  }

  function farmMinutes(group) {
    const { farm_minutes_now: now, farm_minutes_after: after } = geoplan.data.groups;
    if (now[group] === null && after[group] === null) return say("farm_unknown");
    return `${minutes(now[group])} → ${minutes(after[group])} ${say("minutes")}`;
  }

  // ---- project and road ---------------------------------------------------------------------

  function projectName(row) {
    return geoplan.data.projects.name[row] || say("name_unknown");
  }

  /** In the plan with its year, or not in it. */
  function projectAnswer(row) {
    const { subgrade_year: subgrade, surface_year: surface } = geoplan.data.projects;
    if (surface[row] !== null) return say("road_year", { year: surface[row] });
    if (subgrade[row] !== null) return say("road_subgrade", { year: subgrade[row] });
    return say("not_in_plan");
  }

  /** The answer, and the reason where the project is not in the plan. */
  function projectSummary(row) {
    const { projects } = geoplan.data;
    const answer = projectAnswer(row);
    if (projects.selected[row]) return answer;
    return say("because", { answer, reason: word("project", projects.reason[row]) });
  }

  function project(row) {
    const { projects } = geoplan.data;
    const inPlan = projects.selected[row];
    const reason = projects.reason[row] === "selected" ? "" : word("project", projects.reason[row]);
    return [
      ...heading(projectName(row), [
        projects.route_code[row],
        projects.id[row],
        projects.township_name[row],
      ]),
      verdict(inPlan, projectAnswer(row), reason),
      projectFacts(row),
      ...whoPays("project", row),
      ...whoGains(row),
    ];
  }

  function projectFacts(row) {
    const { projects } = geoplan.data;
    const start = projects.start_km[row];
    const stakes = start === null ? null : `${stake(start)} – ${stake(projects.end_km[row])}`;
    const stages = ["subgrade", "surface"]
      .filter((stage) => projects[`${stage}_cost_yuan`][row] > 0)
      .map((stage) => `${word("component", stage)} ${money(projects[`${stage}_cost_yuan`][row])}`);
    return facts([
      ["length", `${(projects.length_m[row] / 1000).toFixed(2)} km`],
      ["stakes", stakes],
      ["surface", surfaceName(projects.surface_code[row], projects.surface_assumed[row])],
      ["cost", money(projects.cost_yuan[row])],
      ["cost_parts", stages.length > 1 ? stages.join(" + ") : null],
      ["consent", word("consent", projects.consent[row])],
    ]);
  }

  function surfaceName(code, assumed) {
    if (code === null) return say("unknown");
    const name = word("surface", String(code).slice(0, 2));
    return assumed ? say("assumed_surface", { name }) : name;
  }

  /** Payments by year, stage and fund. */
  function whoPays(kind, row) {
    const { payments } = geoplan.data;
    const own = [...payments.of.keys()].filter(
      (one) => payments.kind[one] === kind && payments.of[one] === row,
    );
    if (!own.length) return [];
    const lines = own.map((one) => [
      `${payments.year[one]} ${word("component", payments.component[one])}`,
      payments.fund[one],
      money(payments.amount_yuan[one]),
    ]);
    return section("funds", table("texts", [say("stage"), say("fund"), say("amount")], lines));
  }

  /** Whom it connects, whose way it is, which sites it serves; a heading only where somebody is. */
  function whoGains(row) {
    const { projects } = geoplan.data;
    const connected = say("people_unit", { n: count(projects.people_connected[row]) });
    const users = peopleAndHouseholds(projects.households[row], projects.people[row]);
    return [
      ...listed("connects", connected, joined("village", projects.villages[row])),
      ...listed("people_using", users, joined("village", projects.users[row])),
      ...listed("sites_served", "", joined("site", projects.sites[row])),
    ];
  }

  function listed(code, sum, names) {
    if (!names.length) return [];
    return section(code, html("b", {}, sum), html("p", { class: "names" }, ...names));
  }

  /** Names as buttons with commas between them. */
  function joined(kind, rows) {
    const nameOf = { village: villageName, site: siteName }[kind];
    return rows.flatMap((row, place) => [place ? "、" : "", jump(kind, row, nameOf(row))]);
  }

  function road(row) {
    const { roads } = geoplan.data;
    if (roads.project[row] !== null) return project(roads.project[row]);
    const hardened = roads.hardened[row];
    const width = roads.surface_width_m[row];
    return [
      ...heading(roads.name[row] || say("name_unknown"), [roads.route_code[row]]),
      verdict(
        hardened ? true : null,
        say(hardened ? "road_hardened" : "not_in_plan"),
        say(hardened ? "road_hardened_why" : "road_other_why"),
      ),
      facts([
        ["surface", surfaceName(roads.surface_code[row], roads.surface_assumed[row])],
        ["width", width === null ? null : `${width} m`],
        ["length", `${(roads.length_m[row] / 1000).toFixed(2)} km`],
      ]),
    ];
  }

  // ---- site ---------------------------------------------------------------------------------

  function site(row) {
    const { sites } = geoplan.data;
    const opens = sites.selected[row];
    return [
      ...heading(siteName(row), [say("site")]),
      opens
        ? verdict(true, say("site_opens", { year: sites.year[row] }))
        : verdict(null, say("site_closed"), word("site", sites.reason[row])),
      ...capacity(row),
      ...(sites.found[row] ? [html("p", { class: "note" }, say("found"))] : []),
      ...(opens ? whoMovesIn(row) : []),
      ...whoPays("site", row),
    ];
  }

  function capacity(row) {
    const { sites } = geoplan.data;
    const used = count(sites.households_in[row]);
    const bar = html("div", { class: "bar" }, html("i", {}));
    bar.firstChild.style.width = `${100 * geoplan.siteUse(row)}%`;
    const full = say("site_full", { used, capacity: count(sites.capacity_households[row]) });
    return section("capacity", bar, html("span", {}, full));
  }

  function whoMovesIn(row) {
    const { groups } = geoplan.data;
    const own = [...groups.site.keys()].filter((group) => groups.site[group] === row);
    const lines = own.map((group) => [
      html(
        "span",
        {},
        jump("village", groups.village[group], villageName(groups.village[group])),
        ` ${groups.name[group]}`,
      ),
      peopleAndHouseholds(groups.households[group], groups.people[group]),
      farmMinutes(group),
    ]);
    const note = geoplan.data.public ? [html("p", { class: "note" }, say("small_groups"))] : [];
    const head = ["", "", say("farm_minutes")];
    return section("from_where", table("texts", head, lines), ...note);
  }
})();
