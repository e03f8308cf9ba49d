/* Answers to "why not our road?" from the plan's columns: the sentences of publish/answers.py and
   publish/price_answers.py, function by function; a test compares every one. */
"use strict";

(function () {
  const { amount } = geoplan;
  const CHILDREN_AND_SICK = ["school", "clinic"];

  /** What people ask about one thing: sentences of {part, code, values}, the answer first. */
  geoplan.answers = function (kind, row) {
    return { project, village, site, road }[kind](row);
  };

  // ---- project ------------------------------------------------------------------------------

  function project(row) {
    const inPlan = geoplan.data.projects.surface_year[row] !== null;
    return [
      ...part("verdict", [projectVerdict(row)]),
      ...part("why", projectWhy(row)),
      ...part(inPlan ? "without" : "room", otherDecision(row)),
      ...part("money", [cost(row), ...pays("project", row)]),
    ];
  }

  function projectVerdict(row) {
    const { subgrade_year: subgrades, surface_year: surfaces } = geoplan.data.projects;
    const [subgrade, surface] = [subgrades[row], surfaces[row]];
    if (surface === null) {
      if (subgrade === null) return ["project_out", {}];
      return ["project_subgrade", { year: subgrade }];
    }
    if (subgrade === null || subgrade === surface) return ["project_in", { year: surface }];
    return ["project_in_stages", { subgrade, year: surface }];
  }

  /** Why in or not, why then, whom it serves, what hangs on it. */
  function projectWhy(row) {
    const { projects } = geoplan.data;
    const inPlan = projects.surface_year[row] !== null;
    const said = [];
    if (!inPlan) said.push(["because", { reason: ["project", projects.reason[row]] }]);
    if (!projects.eligible[row]) said.push(["rule_first", {}]);
    said.push(...whyThen(row));
    const [connected, sites] = [projects.villages[row], projects.sites[row]];
    if (connected.length) {
      said.push(["connects", { villages: connected, people: projects.people_connected[row] }]);
    }
    if (sites.length) said.push(["serves", { sites }]);
    const [depending, needing] = [projects.dependVillages[row], projects.dependSites[row]];
    if (depending.length && !same(depending, connected)) {
      const who = { villages: depending, people: projects.people_depending[row] };
      said.push([inPlan ? "depend" : "would_connect", who]);
    }
    if (needing.length && !same(needing, sites)) said.push(["sites_depend", { sites: needing }]);
    if (projects.dependsOn[row].length) said.push(["needs", { projects: projects.dependsOn[row] }]);
    return [...said, ...users(row, [connected, depending])];
  }

  /** Why not a year earlier, as far as the tables say. */
  function whyThen(row) {
    const { projects, rules } = geoplan.data;
    const [subgrade, surface] = [projects.subgrade_year[row], projects.surface_year[row]];
    const said = [];
    if (
      subgrade !== null &&
      surface !== null &&
      rules.lag > 0 &&
      surface - subgrade === rules.lag
    ) {
      said.push(["year_lag", { lag: rules.lag }]);
    }
    if (projects.before[row]) {
      const [stage, earlier, yuan, cost_yuan] = projects.before[row];
      said.push(["year_money", { stage: ["component", stage], earlier, yuan, cost_yuan }]);
    }
    return said;
  }

  /** Whose cheapest way uses it, where that is not told already, and the minutes it saves. */
  function users(row, told) {
    const { projects, rules } = geoplan.data;
    const villages = projects.users[row];
    const said = [];
    if (villages.length && !told.some((rows) => same(rows, villages))) {
      const who = [projects.households[row], projects.people[row]];
      said.push(["users", { villages, who }]);
    }
    const minutes = projects.saved[row];
    if (rules.tripsTo !== null && minutes !== null && minutes >= 1) {
      const people = projects.people_depending[row];
      said.push(["saves", { service: ["service", rules.tripsTo], minutes, people }]);
    }
    return said;
  }

  /** What the other decision would cost: how many people, which roads, who, how much money. */
  function otherDecision(row) {
    const { prices } = geoplan.data;
    const at = prices.project.indexOf(row);
    if (at < 0) return [];
    const inPlan = prices.decision[at] === "out";
    const said = [fewer(inPlan ? "without" : "with", at)];
    if (prices.status[at] !== "bracket") return said;
    const [out, built] = [prices.out[at], prices.in[at]].map((rows) =>
      rows.filter((one) => one !== row),
    );
    if (built.length) said.push([inPlan ? "goes" : "also", { projects: built }]);
    if (out.length) said.push([inPlan ? "drops" : "room", { projects: out }]);
    else if (!inPlan) said.push(["room_none", {}]);
    for (const [code, who] of [
      ["lose", "losing"],
      ["gain", "gaining"],
    ]) {
      const villages = prices[who][at];
      if (villages.length) said.push([code, { villages, people: prices[`people_${who}`][at] }]);
    }
    return [...said, moneyDifference(prices.cost_yuan[at])];
  }

  /** How many fewer people get a paved road: proven at least, and at most. */
  function fewer(side, at) {
    const { prices } = geoplan.data;
    if (prices.status[at] !== "bracket") return [`${side}_${prices.status[at]}`, {}];
    const [low, high] = [prices.people_low[at], prices.people_high[at]];
    if (prices.equal[at]) return [`${side}_equal`, {}];
    if (low === high) {
      return [`${side}_${typeof low === "number" ? "exact" : "about"}`, { people: low }];
    }
    if (amount(low) === 0) return [`${side}_most`, { high }];
    return [`${side}_between`, { low, high }];
  }

  function moneyDifference(yuan) {
    if (yuan === 0) return ["same_cost", {}];
    return [yuan > 0 ? "dearer" : "cheaper", { yuan: Math.abs(yuan) }];
  }

  function cost(row) {
    const { projects } = geoplan.data;
    const yuan = projects.cost_yuan[row];
    const subgrade_yuan = projects.subgrade_cost_yuan[row];
    const surface_yuan = projects.surface_cost_yuan[row];
    if (Math.min(subgrade_yuan, surface_yuan) > 0) {
      return ["cost_stages", { yuan, subgrade_yuan, surface_yuan }];
    }
    return ["cost", { yuan }];
  }

  /** Which fund pays how much of what, in which year. */
  function pays(kind, row) {
    const { payments } = geoplan.data;
    const own = [...payments.of.keys()].filter(
      (one) => payments.kind[one] === kind && payments.of[one] === row,
    );
    return own.map((one) => [
      "pays",
      {
        year: payments.year[one],
        stage: ["component", payments.component[one]],
        fund: payments.fund[one],
        yuan: payments.amount_yuan[one],
      },
    ]);
  }

  // ---- village ------------------------------------------------------------------------------

  function village(row) {
    const { villages, projects } = geoplan.data;
    const way = villages.way[row];
    const missing = way.filter((one) => projects.surface_year[one] === null);
    const settled = ["connected_now", "all_move"].includes(villages.reason[row]);
    const waits = villages.connected_year[row] === null && !settled;
    return [
      ...part("verdict", [villageVerdict(row)]),
      ...part("why", villageWhy(row, waits)),
      ...part("way", villages.connected_now[row] ? [] : way.map(step)),
      ...part("way", waits ? shared(row, missing) : []),
      ...part("room", waits ? missingRoads(row, missing) : []),
      ...part("moves", [...hazardHere(row), ...groupsOf("village", row).flatMap(groupStory)]),
      ...part("minutes", minutes(villages, row, geoplan.serviceKinds())),
    ];
  }

  function villageVerdict(row) {
    const { reason, connected_year: years } = geoplan.data.villages;
    if (reason[row] === "connected_now") return ["village_now", {}];
    if (years[row] !== null) return ["village_year", { year: years[row] }];
    return [reason[row] === "all_move" ? "village_moves" : "village_not", {}];
  }

  /** Why not, and how many of the people where groups differ. */
  function villageWhy(row, waits) {
    const { villages } = geoplan.data;
    const said = waits ? [["because", { reason: ["village", villages.reason[row]] }]] : [];
    const people = villages.people[row];
    const before = villages.people_connected_now[row];
    const after = villages.people_connected_after[row];
    if ([before, after].some((some) => amount(some) > 0 && amount(some) < amount(people))) {
      said.push(["with_road", { before, after, people }]);
    }
    return said;
  }

  /** One project on somebody's way. */
  function step(row) {
    const { subgrade_year: subgrades, surface_year: surfaces, reason } = geoplan.data.projects;
    if (surfaces[row] !== null) return ["step_built", { project: row, year: surfaces[row] }];
    if (subgrades[row] !== null) return ["step_subgrade", { project: row, year: subgrades[row] }];
    return ["step_out", { project: row, reason: ["project", reason[row]] }];
  }

  /** What the missing roads on its way cost, and whose way they are too. */
  function shared(row, missing) {
    const { projects, villages } = geoplan.data;
    if (!missing.length) return [];
    const yuan = missing.reduce((sum, one) => sum + projects.cost_yuan[one], 0);
    const users = new Set(missing.flatMap((one) => projects.users[one]));
    users.delete(row);
    const others = sorted([...users]);
    const said = [["way_cost", { yuan }]];
    if (others.length) {
      const people = total(others.map((one) => villages.people[one]));
      said.push(["shared", { villages: others, people }]);
    }
    return said;
  }

  /** What putting in the missing roads of a way would cost: those that alone help the village. */
  function missingRoads(row, missing) {
    const { prices } = geoplan.data;
    const priced = missing.filter((one) => prices.project.includes(one));
    const helping = priced.filter((one) =>
      prices.gaining[prices.project.indexOf(one)].includes(row),
    );
    const alone = priced.length && !helping.length && missing.length > 1;
    return [
      ...(alone ? [["all_needed", {}]] : []),
      ...(helping.length ? helping : priced).flatMap((one) => [
        ["price_of", { project: one }],
        ...otherDecision(one),
      ]),
    ];
  }

  function hazardHere(row) {
    const hazard = geoplan.data.villages.hazard_class[row];
    return hazard ? [["hazard_here", { class: ["hazard_class", hazard] }]] : [];
  }

  /** Minutes to each kind of service, now and after, dry and wet. */
  function minutes(table, row, kinds) {
    return kinds.map((kind) => {
      const change = (season) =>
        ["now", "after"].map((when) => table[`minutes_${kind}_${season}_${when}`][row]);
      return ["minutes", { service: ["service", kind], dry: change("dry"), wet: change("wet") }];
    });
  }

  // ---- group --------------------------------------------------------------------------------

  function groupsOf(where, row) {
    const column = geoplan.data.groups[where];
    return [...column.keys()].filter((group) => column[group] === row);
  }

  /** Who, where to or why not; threatened by what; why that site. */
  function groupStory(row) {
    const { groups } = geoplan.data;
    const group = groups.name[row];
    const [households, people] = [groups.households[row], groups.people[row]];
    const [year, site] = [groups.year[row], groups.site[row]];
    const moves = year !== null;
    const said = [
      moves
        ? ["group_moves", { group, households, people, year, site }]
        : ["group_stays", { group, households, people, reason: ["group", groups.reason[row]] }],
    ];
    if (groups.threatened_households[row] !== 0 && groups.hazard_kind[row] !== null) {
      said.push([
        "threat",
        {
          hazard: ["hazard_kind", groups.hazard_kind[row]],
          households: groups.threatened_households[row],
          class: ["hazard_class", groups.hazard_class[row]],
        },
      ]);
    }
    said.push(["consent", { consent: ["consent", groups.consent[row]] }]);
    if (moves) said.push(...whyThatSite(row));
    for (const [other, km, ...reason] of groups.asked[row]) {
      said.push([moves ? "nearer" : "candidate", { site: other, km: km.toFixed(1), reason }]);
    }
    return said;
  }

  /** How far, how far from the land, school and clinic, how full, how safe. */
  function whyThatSite(row) {
    const { groups, rules } = geoplan.data;
    const site = groups.site[row];
    const kinds = CHILDREN_AND_SICK.filter((kind) => groups[`minutes_${kind}_dry_now`]);
    return [
      ["move_distance", { km: groups.km[row].toFixed(1) }],
      ["land", { land: [groups.farm_minutes_now[row], groups.farm_minutes_after[row]] }],
      ...minutes(groups, row, kinds),
      ["site_room", { site, ...room(site) }],
      ["site_safe", { class: ["hazard_class", rules.siteSafeFrom] }],
    ];
  }

  // ---- site and road ------------------------------------------------------------------------

  function site(row) {
    const { sites } = geoplan.data;
    const verdict = sites.selected[row]
      ? ["site_opens", { year: sites.year[row] }]
      : ["site_closed", {}];
    const way = sites.connected_now[row] ? [] : sites.way[row];
    return [
      ...part("verdict", [verdict]),
      ...part("why", siteWhy(row)),
      ...part("moves", groupsOf("site", row).map(arrival)),
      ...part("way", [siteRoad(row), ...way.map(step)]),
      ...part("money", [["opening", { yuan: sites.opening_cost_yuan[row] }]]),
      ...part("money", pays("site", row)),
    ];
  }

  /** Why not, what it holds, where the site comes from. */
  function siteWhy(row) {
    const { sites } = geoplan.data;
    return [
      ...(sites.selected[row] ? [] : [["because", { reason: ["site", sites.reason[row]] }]]),
      ["capacity", room(row)],
      ...(sites.found[row] ? [["site_found", {}]] : []),
    ];
  }

  function room(row) {
    const { households_in: used, capacity_households: capacity } = geoplan.data.sites;
    return { used: used[row], capacity: capacity[row] };
  }

  function arrival(row) {
    const { groups } = geoplan.data;
    return [
      "arrival",
      {
        village: groups.village[row],
        group: groups.name[row],
        households: groups.households[row],
        people: groups.people[row],
        land: [groups.farm_minutes_now[row], groups.farm_minutes_after[row]],
      },
    ];
  }

  function siteRoad(row) {
    const { connected_now: now, connected_year: years } = geoplan.data.sites;
    if (now[row]) return ["site_now", {}];
    return years[row] === null ? ["site_not", {}] : ["site_year", { year: years[row] }];
  }

  /** A road without a project: paved already, or needed by nobody. */
  function road(row) {
    if (geoplan.data.roads.hardened[row]) return part("verdict", [["road_hardened", {}]]);
    return part("verdict", [
      ["project_out", {}],
      ["road_other", {}],
    ]);
  }

  // ---- values -------------------------------------------------------------------------------

  function part(name, said) {
    return said.map(([code, values]) => ({ part: name, code, values }));
  }

  function sorted(rows) {
    return rows.sort((a, b) => a - b);
  }

  function same(rows, others) {
    return sorted([...rows]).join() === sorted([...others]).join();
  }

  /** Sum of counts as they are told: rounded to tens where one of them is not a number. */
  function total(counts) {
    const sum = counts.reduce((all, one) => all + amount(one), 0);
    if (counts.every((one) => typeof one === "number")) return Math.round(sum);
    const tens = Math.floor(sum / 10);
    const rest = sum - 10 * tens;
    const up = rest > 5 || (rest === 5 && tens % 2 === 1);
    return `~${10 * (tens + (up ? 1 : 0))}`;
  }
})();
