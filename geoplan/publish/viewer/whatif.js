/* What if: the plan's own tables, asked again with other years for some roads. As programme.whatif
 * in Python; moves and sites stay as they are. */
"use strict";

(function () {
  const TODAY = 0; // "year" in which what is joined already was joined
  const whatif = { CHANGES: ["losing", "later", "gaining", "earlier"] };
  geoplan.whatif = whatif;
  let asked = null; // what every question needs, worked out at the first one

  /** What a list of choices { project, decision: "in" or "out", year } does.
   *
   *  years of the stages; people newly connected by the end of each year; groupYear, villageYear;
   *  villages with people losing, gaining, later, earlier than by the plan, as { village, people };
   *  idle: roads of the plan that no longer connect anybody; sites without a road in time; minutes
   *  of each group and saved person-minutes (hundredths); money (see funding.js).
   */
  whatif.evaluate = function (choices) {
    const outcome = outcomeOf(whatif.schedule(choices), prepared());
    const changed = changes(whatif.plan().groupYear, outcome.groupYear);
    return { ...outcome, ...changed, idle: idleRoads(outcome, changed.losing) };
  };

  /** The plan as what-if questions see it. */
  whatif.plan = () => prepared().plan;

  /** Work out what every question needs before the first one, once the page can be seen. */
  whatif.prepare = () =>
    requestAnimationFrame(() => setTimeout(() => whatif.overlay([], whatif.evaluate([]))));

  /** Why a choice cannot be made, as a code of the words "whatif"; null where it can. */
  whatif.refusal = function ({ project, decision, year }) {
    const { projects, years } = geoplan.data;
    if (decision === "out") return projects.selected[project] ? null : "refused_out";
    if (!projects.eligible[project]) return "refused_rule";
    if (year === projects.surface_year[project]) return "refused_already";
    const first = subgradeYear(project, year) ?? year;
    return first < years[0] ? "refused_early" : null;
  };

  /** Years in which the surface of a project could be built, refusals aside. */
  whatif.possibleYears = function (project) {
    return geoplan.data.years.filter(
      (year) => whatif.refusal({ project, decision: "in", year }) === null,
    );
  };

  /** First year in which a project can be put in without more money missing, else the last. */
  whatif.firstYear = function (project, choices) {
    const { pay } = prepared();
    const others = choices.filter((choice) => choice.project !== project);
    const missing = (some) => pay(whatif.schedule(some)).shortfall;
    const already = missing(others);
    const possible = whatif.possibleYears(project);
    const paid = (year) => missing([...others, { project, decision: "in", year }]) <= already;
    return possible.find(paid) ?? possible.at(-1);
  };

  /** Years of the stages of all projects under some choices. */
  whatif.schedule = function (choices) {
    const { projects } = geoplan.data;
    const subgrade = projects.subgrade_year.slice();
    const surface = projects.surface_year.slice();
    for (const { project, decision, year } of choices) {
      surface[project] = decision === "in" ? year : null;
      subgrade[project] = decision === "in" ? subgradeYear(project, year) : null;
    }
    return { subgrade, surface };
  };

  /** Year of the subgrade under a surface: as planned if that is early enough, none if accepted. */
  function subgradeYear(project, surface) {
    const { subgrade_accepted: accepted, subgrade_year: planned } = geoplan.data.projects;
    if (accepted[project]) return null;
    const latest = surface - geoplan.data.whatif.lag;
    const early = planned[project] !== null && planned[project] <= latest;
    return early ? planned[project] : latest;
  }

  /** Functions for minutes and money, and the outcome of the plan itself. */
  function prepared() {
    const { data } = geoplan;
    if (!asked || asked.data !== data) {
      const minutes = data.whatif.trips ? geoplan.trips() : () => [];
      const today = minutes(data.projects.id.map(() => null));
      asked = { data, minutes, today, pay: geoplan.funding() };
      asked.plan = outcomeOf(whatif.schedule([]), asked);
    }
    return asked;
  }

  function outcomeOf(years, { minutes, today, pay }) {
    const pieces = joinedPieces(years.surface);
    const groupYear = groupYears(pieces);
    const after = minutes(years.surface);
    return {
      years,
      people: peopleByYear(groupYear),
      groupYear,
      villageYear: villageYears(groupYear),
      sites: sitesWithoutRoad(pieces),
      minutes: after,
      saved: savedPersonMinutes(today, after),
      money: pay(years),
    };
  }

  // ---- who is joined when -------------------------------------------------------------------

  /** Year in which each paved piece of today is joined to the paved network; null for never. */
  function joinedPieces(surface) {
    const { links, fixed, groups, sites } = geoplan.data.whatif;
    const pieces = [links.a, links.b, fixed.a, fixed.b, groups.piece, sites.piece];
    const size = 1 + pieces.flat().reduce(larger, 0);
    const parent = Int32Array.from({ length: size }, (_, piece) => piece);
    const joined = new Array(size).fill(null);
    joined[0] = TODAY;
    for (const year of geoplan.data.years) {
      links.road.forEach((road, link) => {
        if (surface[geoplan.data.roads.project[road]] !== year) return;
        parent[root(parent, links.a[link])] = root(parent, links.b[link]);
      });
      fixed.year.forEach((when, link) => {
        if (when === year) parent[root(parent, fixed.a[link])] = root(parent, fixed.b[link]);
      });
      const network = root(parent, 0);
      joined.forEach((when, piece) => {
        if (when === null && root(parent, piece) === network) joined[piece] = year;
      });
    }
    return joined;
  }

  const larger = (a, b) => Math.max(a, b);

  /** Piece that stands for all that are joined to this one; the way there is shortened. */
  function root(parent, piece) {
    while (parent[piece] !== piece) {
      parent[piece] = parent[parent[piece]];
      piece = parent[piece];
    }
    return piece;
  }

  /** Roads that one which connects nobody still needs, as far as known; null where it connects
   *  somebody, or where those whom it serves are not told. */
  whatif.missingPartners = function (project, years) {
    const { dependsOn, blockedBy, dependVillages } = geoplan.data.projects;
    const missing = dependsOn[project].filter((one) => years.surface[one] === null);
    const told = new Set(geoplan.data.whatif.groups.village);
    const leads = dependVillages[project].some((village) => told.has(village));
    const known = missing.length || blockedBy[project].length || leads;
    return known && !connects(project, years.surface) ? missing : null;
  };

  /** Roads of the plan, still to be built, that connect nobody now that others are out. */
  function idleRoads({ years, sites }, losing) {
    const { surface_year: planned, dependVillages, dependSites } = geoplan.data.projects;
    const lost = new Set(losing.map(({ village }) => village));
    return [...planned.keys()].filter((project) => {
      const [villages, needing] = [dependVillages[project], dependSites[project]];
      const kept = planned[project] !== null && years.surface[project] !== null;
      const isKnown = [...villages, ...needing].every((row) => row >= 0); // none elsewhere
      const isConcerned =
        villages.some((village) => lost.has(village)) ||
        needing.some((site) => sites.includes(site));
      return kept && isKnown && isConcerned && !connects(project, years.surface);
    });
  }

  /** Whether somebody would have no road, or a later one, without a project. */
  function connects(project, surface) {
    const without = surface.slice();
    without[project] = null;
    const [before, after] = [surface, without].map((some) => yearsOfPlaces(joinedPieces(some)));
    return before.some((year, place) => year !== after[place]);
  }

  /** Years in which the groups that stay and the sites that open are joined. */
  function yearsOfPlaces(pieces) {
    const { groups, sites } = geoplan.data.whatif;
    const staying = groups.piece.filter((_, group) => !groups.leaves[group]);
    const opening = sites.piece.filter((_, site) => geoplan.data.sites.year[site] !== null);
    return [...staying, ...opening].map((piece) => yearOf(pieces, piece));
  }

  const yearOf = (pieces, piece) => (piece < 0 ? null : pieces[piece]);

  /** Year in which each group that stays is joined; null for never, and for those who leave. */
  function groupYears(pieces) {
    const { leaves, piece } = geoplan.data.whatif.groups;
    return piece.map((one, group) => (leaves[group] ? null : yearOf(pieces, one)));
  }

  /** People who are newly connected by the end of each year. */
  function peopleByYear(groupYear) {
    const { people } = geoplan.data.whatif.groups;
    return geoplan.data.years.map((end) =>
      groupYear.reduce((total, year, group) => {
        const counts = year !== null && year !== TODAY && year <= end;
        return counts ? total + people[group] : total;
      }, 0),
    );
  }

  /** Year in which half of the people of each village who stay have a road; null for never. */
  function villageYears(groupYear) {
    const { groups } = geoplan.data.whatif;
    const { villages, years } = geoplan.data;
    const own = villages.name.map(() => []);
    groups.village.forEach((village, group) => own[village].push(group));
    const sum = (some) => some.reduce((total, group) => total + groups.people[group], 0);
    return own.map((all, village) => {
      if (villages.connected_now[village]) return TODAY;
      const weight = sum(all) > 0 ? sum : (some) => some.length;
      const stay = all.filter((group) => !groups.leaves[group]);
      const by = (end) =>
        stay.filter((group) => groupYear[group] !== null && groupYear[group] <= end);
      const half = (year) => weight(stay) > 0 && weight(by(year)) >= weight(stay) / 2;
      return years.find(half) ?? null;
    });
  }

  /** Villages with groups whose year differs from the plan's, and the people of those groups. */
  function changes(before, after) {
    const codes = after.map((year, group) => whatif.changeOf(before[group], year));
    const where = (code) => concerned([...codes.keys()].filter((group) => codes[group] === code));
    return Object.fromEntries(whatif.CHANGES.map((code) => [code, where(code)]));
  }

  /** What becomes of a year of the plan, as one of the codes; null where nothing does. */
  whatif.changeOf = function (planned, year) {
    if (planned === year) return null;
    if (year === null) return "losing";
    if (planned === null) return "gaining";
    return year > planned ? "later" : "earlier";
  };

  /** Villages of some groups, in their order, with the people of those groups. */
  function concerned(some) {
    const { village, people } = geoplan.data.whatif.groups;
    const sums = new Map();
    for (const group of some)
      sums.set(village[group], (sums.get(village[group]) ?? 0) + people[group]);
    return [...sums]
      .map(([row, sum]) => ({ village: row, people: sum }))
      .sort((one, other) => one.village - other.village);
  }

  /** Sites that open without a paved road in the year before. */
  function sitesWithoutRoad(pieces) {
    const { sites } = geoplan.data;
    return [...sites.year.keys()].filter((site) => {
      if (sites.year[site] === null || sites.connected_now[site]) return false;
      const joined = yearOf(pieces, geoplan.data.whatif.sites.piece[site]);
      return joined === null || joined >= sites.year[site];
    });
  }

  /** People times hundredths of a minute saved on one trip of each, of those who stay. */
  function savedPersonMinutes(before, after) {
    return geoplan.data.whatif.groups.people.reduce((total, people, group) => {
      const reached = Number.isFinite(before[group]) && Number.isFinite(after[group]);
      return reached ? total + people * (before[group] - after[group]) : total;
    }, 0);
  }

  // ---- the plan with the choices on it ------------------------------------------------------

  /** The page's data with the columns that choices change, for the map, its legend and totals. */
  whatif.overlay = function (choices, outcome) {
    const { data } = geoplan;
    const before = whatif.plan().villageYear;
    const year = outcome.villageYear;
    return {
      ...data,
      choices,
      outcome,
      projects: {
        ...data.projects,
        subgrade_year: outcome.years.subgrade,
        surface_year: outcome.years.surface,
      },
      villages: {
        ...data.villages,
        connected_year: data.villages.connected_year.map((planned, village) =>
          year[village] === before[village] ? planned : year[village],
        ),
        ...shiftedMinutes(outcome),
      },
      totals: totals(outcome),
      indicators: { ...data.indicators, ...shiftedMean(outcome) },
    };
  };

  /** People newly connected by the end of each year, told as the plan's totals are. */
  whatif.toldPeople = function (outcome) {
    const before = whatif.plan().people;
    return geoplan.data.totals.map(({ people }, t) =>
      Math.round(people + outcome.people[t] - before[t]),
    );
  };

  /** Running totals by the end of each year. */
  function totals(outcome) {
    const { data } = geoplan;
    const { subgrade, surface } = outcome.years;
    const people = whatif.toldPeople(outcome);
    const own = [...surface.keys()].filter((row) => !data.part || data.projects.own[row]);
    return data.totals.map((planned, t) => {
      const by = (year) => year !== null && year <= data.years[t];
      const begun = own.filter((row) => by(subgrade[row]) || by(surface[row]));
      const metres = begun.reduce((sum, row) => sum + data.projects.length_m[row], 0);
      return {
        ...planned,
        roads: begun.length,
        paved: own.filter((row) => by(surface[row])).length,
        km: Math.round(metres / 100) / 10,
        yuan: dueBy(outcome.years, own, by),
        people: people[t],
      };
    });
  }

  /** What the stages of some projects cost that are due by some year [yuan]. */
  function dueBy(years, rows, by) {
    const { projects } = geoplan.data;
    return ["subgrade", "surface"].reduce((total, stage) => {
      const cost = projects[`${stage}_cost_yuan`];
      return rows.reduce((sum, row) => (by(years[stage][row]) ? sum + cost[row] : sum), total);
    }, 0);
  }

  /** What the stages of a project cost that a schedule builds [yuan]. */
  whatif.costOf = function (project, years) {
    const { projects } = geoplan.data;
    return ["subgrade", "surface"]
      .filter((stage) => years[stage][project] !== null)
      .reduce((sum, stage) => sum + projects[`${stage}_cost_yuan`][project], 0);
  };

  /** Minutes of villages to the service of what-if trips, moved by as much as their groups'. */
  function shiftedMinutes(outcome) {
    const { villages, whatif: tables } = geoplan.data;
    const column = `minutes_${tables.trips?.kind}_wet_after`;
    if (!villages[column]) return {};
    const planned = whatif.plan().minutes;
    const people = villages.name.map(() => 0);
    const change = villages.name.map(() => 0);
    tables.groups.village.forEach((village, group) => {
      const more = (outcome.minutes[group] - planned[group]) / 100;
      if (outcome.minutes[group] === null || !Number.isFinite(more)) return;
      people[village] += tables.groups.people[group];
      change[village] += tables.groups.people[group] * more;
    });
    const shifted = villages[column].map((minutes, village) =>
      typeof minutes === "number" && people[village] > 0
        ? Math.round(minutes + change[village] / people[village])
        : minutes,
    );
    return { [column]: shifted };
  }

  /** County mean of the same minutes. */
  function shiftedMean(outcome) {
    const { indicators, whatif: tables } = geoplan.data;
    const name = `minutes_${tables.trips?.kind}_wet`;
    if (!indicators[name] || typeof indicators[name][1] !== "number") return {};
    const [now, after] = indicators[name];
    const saved = (outcome.saved - whatif.plan().saved) / 100;
    return { [name]: [now, after - saved / indicators.people[1]] };
  }
})();
