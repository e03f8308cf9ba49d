/* Answers about a road: in or not and why, what the other decision would cost, who pays: the
   sentences of publish/road_answers.py, function by function; a test compares every one. */
"use strict";

(function () {
  const { part } = geoplan;
  const WITHOUT_USERS = [
    "serves_nobody",
    "cheaper_ways",
    "site_closed",
    "village_leaves",
    "told_leave",
  ];
  const FINAL = ["few_households", "locked_out", "serves_nobody"];

  /** In or not, why, what the other decision would cost (first where it is out), who pays. */
  geoplan.projectAnswers = function (row) {
    const inPlan = geoplan.data.projects.surface_year[row] !== null;
    const why = part("why", projectWhy(row));
    const price = part(inPlan ? "without" : "room", geoplan.otherDecision(row));
    return [
      ...part("verdict", inOrNot(row)),
      ...part("sections", geoplan.data.projects.sections[row].map(section)),
      ...(inPlan ? [...why, ...price] : [...price, ...why]),
      ...part("money", [cost(row), ...geoplan.pays("project", row)]),
    ];
  };

  /** Whether what keeps a road out can be settled so that it would be compared. */
  geoplan.canBeSettled = (row) => !FINAL.includes(geoplan.data.projects.reason[row]);

  /** The answer on a project, and why where it is out. */
  function inOrNot(row) {
    const { reason, surface_year: surfaces } = geoplan.data.projects;
    const verdict = projectVerdict(row);
    if (reason[row] === "withheld") return [verdict, ["withheld", {}]];
    if (surfaces[row] !== null && reason[row] !== "asked_for") return [verdict];
    const blockers = geoplan.data.projects.blockedBy[row];
    const blocked = blockers.map((one) => [
      "blocked",
      { project: one, reason: ["project", reason[one]] },
    ]);
    const because = ["because", { reason: ["project", reason[row]] }];
    return [verdict, because, ...blocked, ...geoplan.gate([row, ...blockers])];
  }

  /** How many households a road must serve, where some of these roads serve fewer. */
  geoplan.gate = function (rows) {
    const { projects, rules } = geoplan.data;
    const isFew = rows.some((row) => projects.reason[row] === "few_households");
    return isFew ? [["gate", { gate: rules.gate }]] : [];
  };

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
    if (!projects.eligible[row] && geoplan.canBeSettled(row)) {
      said.push(["rule_first", {}]);
    }
    said.push(...whyThen(row), ...keptOpen(row));
    const [connected, sites] = [projects.villages[row], projects.sites[row]];
    if (connected.length) {
      said.push(["connects", { villages: connected, people: projects.people_connected[row] }]);
    }
    if (sites.length) said.push(["serves", { sites }]);
    const [depending, needing] = [projects.dependVillages[row], projects.dependSites[row]];
    if (depending.length && !same(depending, connected)) {
      const who = { villages: depending, people: projects.people_depending[row] };
      const alone = projects.dependsOn[row].length ? "would_connect_then" : "would_connect";
      const built = projects.dependsOn[row].every((one) => projects.surface_year[one] !== null);
      said.push([inPlan && built ? "depend" : alone, who]);
    }
    if (needing.length && !same(needing, sites)) said.push(["sites_depend", { sites: needing }]);
    const wet = geoplan.whenWet(projects.roads[row]);
    const alone = geoplan.onClosing(projects.isolated[row]);
    return [...said, ...needs(row), ...wet, ...alone, ...users(row)];
  }

  /** That no vehicle passes when wet, paved or not, where one of some roads lies in a flood area. */
  geoplan.whenWet = function (roads) {
    const isFlooded = roads.some((road) => geoplan.data.roads.flooded[road]);
    return isFlooded ? [["closes_when_wet", {}]] : [];
  };

  /** Who has no other road for vehicles, if anybody. */
  geoplan.onClosing = function (isolated) {
    if (isolated === null) return [];
    const [people, groups] = isolated;
    return [["only_road", { people, groups }]];
  };

  /** Which other roads those who depend on it need, all of them or some. */
  function needs(row) {
    const { projects, prices } = geoplan.data;
    const shared = projects.needs[row];
    if (shared === null) {
      const isTold = projects.surface_year[row] !== null || !prices.project.includes(row);
      const alone = isTold && projects.dependsOn[row].length;
      return alone ? [["needs", { projects: projects.dependsOn[row] }]] : [];
    }
    const [every, some, people] = shared;
    const said = every.length ? [["needs_all", { projects: every }]] : [];
    return some.length ? [...said, ["needs_some", { people, projects: some }]] : said;
  }

  /** Why not a year earlier, as far as the tables say. */
  function whyThen(row) {
    const { projects, rules } = geoplan.data;
    const [subgrade, surface] = [projects.subgrade_year[row], projects.surface_year[row]];
    const isWhole = subgrade === null || subgrade === surface;
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
    } else if (surface !== null && surface > geoplan.data.years[0] && isWhole) {
      const waitedFor = projects.dependsOn[row].filter(
        (one) => projects.surface_year[one] === surface,
      );
      if (waitedFor.length) said.push(["year_waits", { year: surface, projects: waitedFor }]);
    }
    return said;
  }

  /** In which years it is not dug up, as villages build then. */
  function keptOpen(row) {
    const { projects, villages } = geoplan.data;
    const builders = projects.builders[row];
    const years = [...new Set(builders.map((one) => villages.building_year[one]))].sort();
    const inYear = (year) => builders.filter((one) => villages.building_year[one] === year);
    return years.map((year) => ["kept_open", { year, villages: inYear(year) }]);
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
  geoplan.pays = function (kind, row) {
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
  };

  /** What the roads of a way that are not in the plan cost, if there are any. */
  geoplan.wayCost = function (missing) {
    const { cost_yuan } = geoplan.data.projects;
    const yuan = missing.reduce((sum, one) => sum + cost_yuan[one], 0);
    return missing.length ? [["way_cost", { yuan }]] : [];
  };

  /** What some roads that are built cost, and which fund pays how much of all of them. */
  geoplan.wayPaid = function (roads) {
    const { amount_yuan, fund, kind, of } = geoplan.data.payments;
    const shares = new Map();
    of.forEach((project, one) => {
      if (kind[one] !== "project" || !roads.includes(project)) return;
      const yuan = amount_yuan[one] + (shares.get(fund[one])?.yuan ?? 0);
      shares.set(fund[one], { fund: fund[one], yuan });
    });
    const paid = [...shares.values()];
    const all = paid.reduce((sum, { yuan }) => sum + yuan, 0);
    return paid.length
      ? [["way_total", { yuan: all }], ...paid.map((share) => ["way_pays", share])]
      : [];
  };

  /** One project on somebody's way. */
  geoplan.step = function (row) {
    const { reason, subgrade_year: subgrades, surface_year: surfaces } = geoplan.data.projects;
    if (surfaces[row] !== null) return ["step_built", { project: row, year: surfaces[row] }];
    if (subgrades[row] !== null) return ["step_subgrade", { project: row, year: subgrades[row] }];
    return ["step_out", { project: row, reason: ["project", reason[row]] }];
  };

  function sorted(rows) {
    return rows.sort((a, b) => a - b);
  }

  function same(rows, others) {
    return sorted([...rows]).join() === sorted([...others]).join();
  }
})();
