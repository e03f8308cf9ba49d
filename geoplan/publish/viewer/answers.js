/* Answers to "why not our road?" from the plan's columns: the sentences of publish/answers.py and
   publish/road_answers.py, function by function; a test compares every one. */
"use strict";

(function () {
  const { amount } = geoplan;
  const CHILDREN_AND_SICK = ["school", "clinic"];
  const MOVING = { all_move: "village_moves", told_move: "village_told_moves" };
  const WITHOUT_USERS = ["serves_nobody", "village_leaves", "told_leave"]; // as in road_answers.py

  /** What people ask about one thing: sentences of {part, code, values}, the answer first. */
  geoplan.answers = function (kind, row) {
    return { project, village, site, road }[kind](row);
  };

  // ---- project ------------------------------------------------------------------------------

  /** In or not, why, what the other decision would cost (first where it is out), who pays. */
  function project(row) {
    const inPlan = geoplan.data.projects.surface_year[row] !== null;
    const why = part("why", projectWhy(row));
    const price = part(inPlan ? "without" : "room", geoplan.otherDecision(row));
    return [
      ...part("verdict", inOrNot(row)),
      ...part("sections", geoplan.data.projects.sections[row].map(section)),
      ...(inPlan ? [...why, ...price] : [...price, ...why]),
      ...part("money", [cost(row), ...pays("project", row)]),
    ];
  }

  /** The answer on a project, and why where it is out. */
  function inOrNot(row) {
    const { reason, surface_year: surfaces } = geoplan.data.projects;
    const verdict = projectVerdict(row);
    if (reason[row] === "withheld") return [verdict, ["withheld", {}]];
    if (surfaces[row] !== null) return [verdict];
    const blocked = geoplan.data.projects.blockedBy[row].map((one) => [
      "blocked",
      { project: one, reason: outReason(one) },
    ]);
    return [verdict, ["because", { reason: outReason(row) }], ...blocked];
  }

  /** Why a project is out; of money, whether nobody may pay it or all together have too little. */
  function outReason(row) {
    const { projects, whatif } = geoplan.data;
    if (projects.reason[row] !== "no_fund") return ["project", projects.reason[row]];
    const offered = whatif.offers.component.filter((_, at) => whatif.offers.project[at] === row);
    const due = ["subgrade", "surface"].filter((stage) => projects[`${stage}_cost_yuan`][row] > 0);
    const payable = due.every((stage) => offered.includes(stage));
    return ["answer", payable ? "too_dear" : "no_payer"];
  }

  /** Another part of the same route. */
  function section(row) {
    const { subgrade_year: subgrades, surface_year: surfaces } = geoplan.data.projects;
    if (surfaces[row] !== null) return ["section_in", { section: row, year: surfaces[row] }];
    if (subgrades[row] !== null)
      return ["section_subgrade", { section: row, year: subgrades[row] }];
    return ["section_out", { section: row }];
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

  /** Why then, whom it serves, what hangs on it. */
  function projectWhy(row) {
    const { projects } = geoplan.data;
    const inPlan = projects.surface_year[row] !== null;
    const said = [];
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
    const isPriced = geoplan.data.prices.project.includes(row);
    if (projects.dependsOn[row].length && (inPlan || !isPriced))
      said.push(["needs", { projects: projects.dependsOn[row] }]);
    return [...said, ...users(row)];
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
  function users(row) {
    const { projects, rules } = geoplan.data;
    const [villages, ...who] = projects.onWay[row];
    const depending = projects.people_depending[row];
    const told = [
      [projects.villages[row], projects.people_connected[row]],
      [projects.dependVillages[row], depending],
    ];
    const said = [];
    const silent = WITHOUT_USERS.includes(projects.reason[row]);
    if (villages.length && !silent && !told.some(([rows]) => same(rows, villages))) {
      const named = told.filter(([rows]) => rows.length).map(([, people]) => Math.round(people));
      const isMore = named.length > 0 && who[1] !== null && Math.round(who[1]) > Math.max(...named);
      said.push([isMore ? "users_rest" : "users", { villages, who }]);
    }
    const minutes = projects.saved[row];
    if (rules.tripsTo !== null && minutes !== null && minutes >= 1) {
      const trip = { service: ["service", rules.tripsTo], minutes };
      said.push(["saves", { ...trip, people: depending }]);
    }
    return said;
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
    const verdict = villageVerdict(row);
    const waits = verdict[0] === "village_not";
    return [
      ...part("verdict", [verdict, ...villageBecause(row, missing, waits)]),
      ...part("why", villageWhy(row)),
      ...part("way", villages.connected_now[row] ? [] : way.map(step)),
      ...part("way", waits ? shared(row, missing) : []),
      ...part("room", waits ? geoplan.missingRoads(row, missing) : []),
      ...part("moves", [...hazardHere(row), ...groupsOf("village", row).flatMap(groupStory)]),
      ...part("minutes", minutes(villages, row, geoplan.serviceKinds())),
    ];
  }

  /** Connected now, in a year, not needed, or not. */
  function villageVerdict(row) {
    const { reason, connected_year: years } = geoplan.data.villages;
    if (reason[row] === "connected_now" || leavesRoad(row)) return ["village_now", {}];
    if (years[row] !== null) return ["village_year", { year: years[row] }];
    return [MOVING[reason[row]] ?? "village_not", {}];
  }

  /** Whether a village has a road today that all groups which are told leave. */
  function leavesRoad(row) {
    const { reason, connected_now: now } = geoplan.data.villages;
    return reason[row] === "told_move" && now[row];
  }

  /** Why a village has no road; of money, whether it is short or does more elsewhere. */
  function villageBecause(row, missing, waits) {
    const { projects, villages } = geoplan.data;
    if (villages.reason[row] === "withheld") return [["withheld", {}]];
    if (leavesRoad(row)) return [[MOVING.told_move, {}]];
    if (!waits) return [];
    const reasons = missing.map((one) => projects.reason[one]);
    if (villages.reason[row] !== "money" || !reasons.length) {
      return [["because", { reason: ["village", villages.reason[row]] }]];
    }
    if (reasons.every((code) => code === "subgrade_only")) {
      return [["because", { reason: ["project", "subgrade_only"] }]];
    }
    const code = reasons.includes("no_fund") ? "money_short" : "money_elsewhere";
    return [["because", { reason: ["answer", code] }]];
  }

  /** How many of the people have a road, now and of those who stay, where groups differ. */
  function villageWhy(row) {
    const { villages } = geoplan.data;
    const people = villages.people[row];
    const before = villages.people_connected_now[row];
    const after = villages.people_connected_after[row];
    if ([before, after].some((some) => amount(some) > 0 && amount(some) < amount(people))) {
      const [staying, leaving] = [villages.staying[row], villages.leaving[row]];
      if (leaving === 0) return [["with_road", { before, after, people }]];
      return [["with_road_leaving", { before, after, people, staying, leaving }]];
    }
    return [];
  }

  /** One project on somebody's way. */
  function step(row) {
    const { subgrade_year: subgrades, surface_year: surfaces } = geoplan.data.projects;
    if (surfaces[row] !== null) return ["step_built", { project: row, year: surfaces[row] }];
    if (subgrades[row] !== null) return ["step_subgrade", { project: row, year: subgrades[row] }];
    return ["step_out", { project: row, reason: outReason(row) }];
  }

  /** What the missing roads on its way cost, and whose way they are too. */
  function shared(row, missing) {
    const { projects, villages } = geoplan.data;
    if (!missing.length) return [];
    const yuan = missing.reduce((sum, one) => sum + projects.cost_yuan[one], 0);
    const [others, , people] = villages.shared[row];
    const said = [["way_cost", { yuan }]];
    if (others.length && people !== null) said.push(["shared", { villages: others, people }]);
    return said;
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
    const threatened = groups.threatened_households[row];
    if (threatened !== 0 && groups.hazard_kind[row] !== null) {
      said.push([
        threatened === null ? "threat_some" : "threat",
        {
          hazard: ["hazard_kind", groups.hazard_kind[row]],
          households: threatened,
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
      ["land_how", {}],
      ...minutes(groups, row, kinds),
      ["site_room", { site, ...room(site) }],
      ["site_safe", { class: ["hazard_class", rules.siteSafeFrom] }],
    ];
  }

  // ---- site and road ------------------------------------------------------------------------

  function site(row) {
    const { sites } = geoplan.data;
    const verdict = sites.selected[row]
      ? [["site_opens", { year: sites.year[row] }]]
      : [
          ["site_closed", {}],
          ["because", { reason: ["site", sites.reason[row]] }],
        ];
    const way = sites.connected_now[row] ? [] : sites.way[row];
    const arrivals = groupsOf("site", row).map(arrival);
    return [
      ...part("verdict", verdict),
      ...part("why", siteWhy(row)),
      ...part("moves", arrivals.length ? [...arrivals, ["land_how", {}]] : []),
      ...part("way", [siteRoad(row), ...way.map(step)]),
      ...part("money", [["opening", { yuan: sites.opening_cost_yuan[row] }]]),
      ...part("money", pays("site", row)),
    ];
  }

  /** What it holds, where the site comes from. */
  function siteWhy(row) {
    const { sites } = geoplan.data;
    return [["capacity", room(row)], ...(sites.found[row] ? [["site_found", {}]] : [])];
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
})();
