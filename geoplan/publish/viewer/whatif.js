/* What if: the plan's own tables, asked again with other years for some roads. As programme.whatif
 * in Python; moves and sites stay as they are. */
"use strict";

(function () {
  const { STAGES, TODAY } = geoplan;
  const whatif = { CHANGES: ["losing", "later", "gaining", "earlier"] };
  geoplan.whatif = whatif;
  let asked = null; // what every question needs, worked out at the first one

  /** What a list of choices { project, decision: "in" or "out", year } does.
   *
   *  years of the stages; people newly connected by the end of each year; groupYear, villageYear;
   *  villages with people losing, gaining, later, earlier than by the plan, as { village, people };
   *  idle: roads of the plan that no longer connect anybody; sites without a road in time; minutes
   *  of each group and saved person-minutes (hundredths); money (see funding.js); pieces (see
   *  joining.js).
   */
  whatif.evaluate = function (choices) {
    const outcome = outcomeOf(whatif.schedule(choices), prepared());
    const changed = changes(whatif.plan().groupYear, outcome.groupYear);
    return { ...outcome, ...changed, idle: idleRoads(outcome, changed.losing) };
  };

  /** The plan as what-if questions see it. */
  whatif.plan = () => prepared().plan;

  /** Work out what every question needs before the first one. */
  whatif.prepare = () => whatif.overlay([], whatif.evaluate([]));

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
    const { shortfall } = prepared();
    const others = choices.filter((choice) => choice.project !== project);
    const missing = (some) => shortfall(whatif.schedule(some));
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

  /** What is the same at every question: functions for connection, minutes and money, who lives
   *  where, and the outcome of the plan itself. */
  function prepared() {
    const { data } = geoplan;
    if (!asked || asked.data !== data) {
      const minutes = data.whatif.trips ? geoplan.trips() : () => [];
      const today = minutes(data.projects.id.map(() => null));
      asked = {
        data,
        join: geoplan.joining(),
        places: places(),
        homes: homes(),
        minutes,
        today,
        ...geoplan.funding(),
      };
      asked.plan = outcomeOf(whatif.schedule([]), asked);
    }
    return asked;
  }

  function outcomeOf(years, { join, homes, minutes, today, pay }) {
    const pieces = join(years.surface);
    const groupYear = groupYears(pieces);
    const after = minutes(years.surface);
    return {
      years,
      pieces,
      people: peopleByYear(groupYear),
      groupYear,
      villageYear: villageYears(homes, groupYear),
      sites: sitesWithoutRoad(pieces),
      minutes: after,
      saved: savedPersonMinutes(today, after),
      money: pay(years),
    };
  }

  // ---- who is joined when -------------------------------------------------------------------

  /** Roads of the plan, still to be built, that connect nobody now that others are out. */
  function idleRoads(outcome, losing) {
    const { surface_year: planned, dependVillages, dependSites } = geoplan.data.projects;
    const lost = new Set(losing.map(({ village }) => village));
    return [...planned.keys()].filter((project) => {
      if (planned[project] === null || outcome.years.surface[project] === null) return false;
      const [villages, needing] = [dependVillages[project], dependSites[project]];
      const isKnown = [...villages, ...needing].every((row) => row >= 0); // none elsewhere
      const isConcerned =
        villages.some((village) => lost.has(village)) ||
        needing.some((site) => outcome.sites.includes(site));
      return isKnown && isConcerned && !whatif.connects(project, outcome);
    });
  }

  /** Whether somebody would have no road, or a later one, without a project. */
  whatif.connects = function (project, outcome) {
    const without = whatif.joinWithout(outcome, project);
    return prepared().places.some((piece) => outcome.pieces[piece] !== without[piece]);
  };

  /** Year in which each paved piece of today is joined without a road. */
  whatif.joinWithout = ({ years }, project) =>
    prepared().join(years.surface.map((year, one) => (one === project ? null : year)));

  /** Year in which each paved piece of today is joined under some surface years. */
  whatif.join = (surface) => prepared().join(surface);

  /** Pieces of the groups that stay and of the sites that open. */
  function places() {
    const { groups, sites } = geoplan.data.whatif;
    const staying = groups.piece.filter((_, group) => !groups.leaves[group]);
    const opening = sites.piece.filter((_, site) => geoplan.data.sites.year[site] !== null);
    return [...new Set([...staying, ...opening])].filter((piece) => piece >= 0);
  }

  const yearOf = (pieces, piece) => (piece < 0 ? null : pieces[piece]);

  /** Year in which each group that stays is joined; null for never, and for those who leave. */
  function groupYears(pieces) {
    const { leaves, piece } = geoplan.data.whatif.groups;
    return piece.map((one, group) => (leaves[group] ? null : yearOf(pieces, one)));
  }

  /** People who are newly connected by the end of each year. */
  function peopleByYear(groupYear) {
    const { years, whatif: tables } = geoplan.data;
    const totals = years.map(() => 0);
    groupYear.forEach((year, group) => {
      if (year === null || year === TODAY) return;
      for (let t = years.indexOf(year); t < years.length; t += 1)
        totals[t] += tables.groups.people[group];
    });
    return totals;
  }

  /** The groups of each village that stay, and how much each counts: by its people, else as one. */
  function homes() {
    const { village, people, leaves } = geoplan.data.whatif.groups;
    const own = geoplan.data.villages.name.map(() => []);
    village.forEach((row, group) => own[row].push(group));
    return own.map((all) => {
      const counted = all.some((group) => people[group] > 0);
      const stay = all.filter((group) => !leaves[group]);
      return stay.map((group) => ({ group, weight: counted ? people[group] : 1 }));
    });
  }

  /** Year in which half of the people of each village who stay have a road; null for never. */
  function villageYears(homes, groupYear) {
    const { villages, years } = geoplan.data;
    const sum = (some) => some.reduce((total, { weight }) => total + weight, 0);
    return homes.map((stay, village) => {
      if (villages.connected_now[village]) return TODAY;
      const joined = stay.filter(({ group }) => groupYear[group] !== null);
      if (!joined.length || sum(stay) === 0) return null;
      const by = (end) => joined.filter(({ group }) => groupYear[group] <= end);
      return years.find((end) => sum(by(end)) >= sum(stay) / 2) ?? null;
    });
  }

  /** Villages with groups whose year differs from the plan's, by code and in their order, and the
   *  people of those groups. */
  function changes(before, after) {
    const { village, people } = geoplan.data.whatif.groups;
    const sums = Object.fromEntries(whatif.CHANGES.map((code) => [code, new Map()]));
    after.forEach((year, group) => {
      const own = sums[whatif.changeOf(before[group], year)];
      own?.set(village[group], (own.get(village[group]) ?? 0) + people[group]);
    });
    const inOrder = (own) => [...own].sort(([one], [other]) => one - other);
    const told = (own) => inOrder(own).map(([row, sum]) => ({ village: row, people: sum }));
    return Object.fromEntries(whatif.CHANGES.map((code) => [code, told(sums[code])]));
  }

  /** What becomes of a year of the plan, as one of the codes; null where nothing does. */
  whatif.changeOf = function (planned, year) {
    if (planned === year) return null;
    if (year === null) return "losing";
    if (planned === null) return "gaining";
    return year > planned ? "later" : "earlier";
  };

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
    return STAGES.reduce((total, stage) => {
      const cost = projects[`${stage}_cost_yuan`];
      return rows.reduce((sum, row) => (by(years[stage][row]) ? sum + cost[row] : sum), total);
    }, 0);
  }

  /** What the stages of a project cost that a schedule builds [yuan]. */
  whatif.costOf = function (project, years) {
    const { projects } = geoplan.data;
    return STAGES.filter((stage) => years[stage][project] !== null).reduce(
      (sum, stage) => sum + projects[`${stage}_cost_yuan`][project],
      0,
    );
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

  /** County mean of the same minutes, over those who can get there, as in programme.outcome. */
  function shiftedMean(outcome) {
    const { indicators, whatif: tables } = geoplan.data;
    const name = `minutes_${tables.trips?.kind}_wet`;
    if (!indicators[name] || typeof indicators[name][1] !== "number") return {};
    const [now, after] = indicators[name];
    const { reached } = tables.trips; // people, also those who move
    const [before, asked] = [whatif.plan(), outcome].map(({ minutes }) => underway(minutes));
    const people = reached + asked.people - before.people;
    const sum = after * reached + asked.sum - before.sum;
    return { [name]: [now, people > 0 ? sum / people : null] };
  }

  /** People of the groups that stay and can get there, and the sum of their minutes. */
  function underway(minutes) {
    const { people } = geoplan.data.whatif.groups;
    const told = { people: 0, sum: 0 };
    minutes.forEach((one, group) => {
      if (one === null || !Number.isFinite(one)) return;
      told.people += people[group];
      told.sum += (people[group] * one) / 100;
    });
    return told;
  }
})();
