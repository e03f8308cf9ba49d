/* Answers to "why not our road?" from the plan's columns: the sentences of publish/answers.py,
   function by function; a test compares every one. */
"use strict";

(function () {
  const { amount, part } = geoplan;
  const NEEDED_AT_SITE = ["school", "clinic", "hospital", "township_seat"];
  const WAITING = ["village_not", "village_some"]; // verdicts on a village that waits for its road
  const WITH_PARTS = ["village_now_half", "village_year", "village_some"];
  const UNPAID = ["no_payer", "too_dear"];
  const ELSEWHERE = { dispersed: "group_builds", protected: "group_safe" }; // safe without a site
  const MOVING = { all_move: "village_moves", told_move: "village_told_moves" };

  /** What people ask about one thing: sentences of {part, code, values}, the answer first. */
  geoplan.answers = function (kind, row) {
    return { project: geoplan.projectAnswers, village, site, road, hazard }[kind](row);
  };

  // ---- village ------------------------------------------------------------------------------

  function village(row) {
    const { villages, projects } = geoplan.data;
    const way = villages.way[row];
    const missing = way.filter((one) => projects.surface_year[one] === null);
    const verdict = villageVerdict(row);
    const waits = WAITING.includes(verdict[0]);
    const groups = groupsOf("village", row);
    const moving = groups.some((group) => geoplan.data.groups.year[group] !== null);
    const how = moving ? [["land_how", {}]] : [];
    const parts = WITH_PARTS.includes(verdict[0]) ? villages.parts[row].map(partRoad) : [];
    const because = villageBecause(row, missing, waits);
    const [first, later] = leavingPeople(row);
    return [
      ...part("verdict", [...first, verdict, ...because, ...parts]),
      ...part("why", villageWhy(row)),
      ...part("way", onlyWay(row)),
      ...part("way", villages.connected_now[row] ? [] : way.map(geoplan.step)),
      ...part("way", geoplan.wayPaid(villages.newRoads[row])),
      ...part("way", waits ? shared(row, missing) : []),
      ...part("room", waits ? geoplan.missingRoads(row) : []),
      ...part("moves", [
        ...later,
        ...hazardHere(row),
        ...sitesNear(row),
        ...how,
        ...groups.flatMap(groupStory),
      ]),
      ...part("minutes", villageMinutes(row)),
    ];
  }

  /** Connected now, in a year, not needed, or not. */
  function villageVerdict(row) {
    const { reason, connected_year: years, people_connected_after, parts } = geoplan.data.villages;
    if (leavesRoad(row)) return ["village_now", {}];
    if (reason[row] === "connected_now")
      return [parts[row].length ? "village_now_half" : "village_now", {}];
    if (years[row] !== null) return ["village_year", { year: years[row] }];
    const some = amount(people_connected_after[row]) > 0 ? "village_some" : "village_not";
    return [MOVING[reason[row]] ?? some, {}];
  }

  /** How many leave and stay where some do either: before all where most leave, else with moves. */
  function leavingPeople(row) {
    const { villages } = geoplan.data;
    const [staying, leaving] = [villages.staying[row], villages.leaving[row]];
    if (!(staying > 0 && leaving > 0)) return [[], []];
    const told = [["village_leaving", { leaving, staying }]];
    return leaving > staying ? [told, []] : [[], told];
  }

  /** Whether a village has a road today that all groups which are told leave. */
  function leavesRoad(row) {
    const { reason, connected_now: now } = geoplan.data.villages;
    return reason[row] === "told_move" && now[row];
  }

  /** Why a village has no road: which rule, or whether money is short or does more elsewhere. */
  function villageBecause(row, missing, waits) {
    const { projects, villages } = geoplan.data;
    if (villages.reason[row] === "withheld") return [["withheld", {}]];
    if (leavesRoad(row)) return [[MOVING.told_move, {}]];
    if (!waits) return [];
    const barred = missing.filter((one) => !projects.eligible[one]);
    if (barred.length) {
      const first = barred.some(geoplan.canBeSettled) ? [["village_rule_first", {}]] : [];
      return [...ruledOut(barred), ...geoplan.gate(barred), ...first];
    }
    const reasons = missing.map((one) => projects.reason[one]);
    if (villages.reason[row] !== "money" || !reasons.length) {
      return [["because", { reason: ["village", villages.reason[row]] }]];
    }
    if (reasons.every((code) => code === "subgrade_only")) {
      return [["because", { reason: ["project", "subgrade_only"] }]];
    }
    const code = reasons.some((one) => UNPAID.includes(one)) ? "money_short" : "money_elsewhere";
    return [["because", { reason: ["answer", code] }]];
  }

  /** Roads that rules keep out, by the rule. */
  function ruledOut(barred) {
    const { reason } = geoplan.data.projects;
    return [...new Set(barred.map((one) => reason[one]))].map((code) => [
      "because_rule",
      { projects: barred.filter((one) => reason[one] === code), reason: ["project", code] },
    ]);
  }

  /** Who gets a road in another year than the village, by which roads; who gets none. */
  function partRoad([code, year, people, projects]) {
    return [code, { people, year, projects }];
  }

  /** How many of the people have a road, now and of those who stay, where these are not all. */
  function villageWhy(row) {
    const { villages } = geoplan.data;
    const people = villages.people[row];
    const before = villages.people_connected_now[row];
    const after = villages.people_connected_after[row];
    const [staying, leaving] = [villages.staying[row], villages.leaving[row]];
    const isSome = (some, all) => amount(some) > 0 && amount(some) < amount(all);
    const isTold = isSome(before, people) || isSome(after, leaving > 0 ? staying : people);
    if (staying === 0 || !isTold) return [];
    if (leaving === 0) return [["with_road", { before, after, people }]];
    return [["with_road_leaving", { before, after, people, staying }]];
  }

  /** The roads that are all its groups' only way out today, each once, if there are any. */
  function onlyWay(row) {
    const { name, route_code: codes } = geoplan.data.roads;
    const called = (road) => name[road] || codes[road] || "";
    const first = new Map();
    for (const road of geoplan.data.villages.onlyWay[row]) {
      if (!first.has(called(road))) first.set(called(road), road);
    }
    return first.size ? [["only_way", { roads: [...first.values()] }]] : [];
  }

  /** What the missing roads on its way cost, and whose way they are too. */
  function shared(row, missing) {
    const [others, , people] = geoplan.data.villages.shared[row] ?? [[]];
    const said = geoplan.wayCost(missing);
    if (others.length && people !== null) said.push(["shared", { villages: others, people }]);
    return said;
  }

  function hazardHere(row) {
    const hazard = geoplan.data.villages.hazard_class[row];
    return hazard ? [["hazard_here", { class: ["hazard_class", hazard] }]] : [];
  }

  /** Sites in its administrative village to which people move. */
  function sitesNear(row) {
    const { sites, villages } = geoplan.data;
    return villages.sitesNear[row].map((site) => [
      "site_near",
      { site, year: sites.year[site], households: sites.households_in[site] },
    ]);
  }

  /** Minutes of those who stay; those of groups that move are told with their move. */
  function villageMinutes(row) {
    const { villages } = geoplan.data;
    const [staying, leaving] = [villages.staying[row], villages.leaving[row]];
    const stay = [...minutes(villages, row, geoplan.serviceKinds()), ...landOfVillage(row)];
    if (leaving === 0) return stay;
    return staying === 0 ? [["minutes_moved", {}]] : [["minutes_staying", {}], ...stay];
  }

  /** Minutes to each kind of service, now and after, dry and wet. */
  function minutes(table, row, kinds, code = "minutes") {
    return kinds.map((kind) => {
      const change = (season) =>
        ["now", "after"].map((when) => geoplan.trip(table, row, `${kind}_${season}_${when}`));
      return [code, { service: ["service", kind], dry: change("dry"), wet: change("wet") }];
    });
  }

  /** Minutes to the land, now and after, dry and wet. */
  function land(table, row) {
    const change = (season) =>
      ["now", "after"].map((when) => geoplan.trip(table, row, `${season}_${when}`, "farm_"));
    return { dry: change("dry"), wet: change("wet") };
  }

  /** Minutes of those who stay to their land; nothing where no land is known. */
  function landOfVillage(row) {
    const { villages } = geoplan.data;
    return villages.farm_minutes_dry_now[row] === null ? [] : [["land", land(villages, row)]];
  }

  // ---- group --------------------------------------------------------------------------------

  function groupsOf(where, row) {
    const column = geoplan.data.groups[where];
    return [...column.keys()].filter((group) => column[group] === row);
  }

  /** Who, where to or why not; threatened by what; why that site. */
  function groupStory(row) {
    const { groups } = geoplan.data;
    const moves = groups.year[row] !== null;
    const said = [groupVerdict(row)];
    if (moves && groups.reason[row] === "asked_for") {
      said.push(["because", { reason: ["group", groups.reason[row]] }]);
    }
    if (groups.apart[row] !== null) said.push([groups.apart[row], {}]);
    const need = groups.need[row];
    if (need) said.push(["need", { reason: ["answer", `need_${need}`] }]);
    const threatened = groups.threatened_households[row];
    if (threatened !== 0 && groups.hazard_kind[row] !== null) {
      said.push(threat(row));
    }
    said.push(["consent", { consent: ["consent", groups.consent[row]] }]);
    if (groups.works[row] !== null) said.push(worksFor(groups.works[row]));
    if (moves) {
      said.push(["move_how", { how: ["answer", `mode_${groups.mode[row]}`] }]);
      said.push(...whyThatSite(row));
    }
    for (const [other, km, way, ...reason] of groups.asked[row]) {
      const code = way !== null ? "nearer_land" : moves ? "nearer" : "candidate";
      said.push([code, { site: other, km: km.toFixed(1), minutes: way, reason }]);
    }
    return said;
  }

  /** Moves to a site, builds by itself, is made safe where it is, or stays and why. */
  function groupVerdict(row) {
    const { groups } = geoplan.data;
    const group = groups.name[row];
    const who = { group, households: groups.households[row], people: groups.people[row] };
    const year = groups.year[row];
    if (year !== null) return ["group_moves", { ...who, year, site: groups.site[row] }];
    const code = ELSEWHERE[groups.mode[row]];
    if (code) return [code, { ...who, year: groups.safe_year[row] }];
    return ["group_stays", { ...who, reason: ["group", groups.reason[row]] }];
  }

  /** What makes the hazard of a group safe. */
  function worksFor(row) {
    const { year, yuan } = worksOn(row);
    return ["works_for", { works: row, year, yuan }];
  }

  /** What makes a hazard safe, by name. */
  function worksOn(row) {
    const [name, kind, worst, year, yuan, homes, households, people] =
      geoplan.data.hazards.works[row];
    return { name, kind, worst, year, yuan, homes, households, people };
  }
  geoplan.worksOn = worksOn;

  /** How many households are threatened by what; of which class, if that of the group is one. */
  function threat(row) {
    const { groups } = geoplan.data;
    const households = groups.threatened_households[row];
    const worst = Number(groups.hazard_class[row]);
    const code = `threat${households === null ? "_some" : ""}${worst > 0 ? "" : "_only"}`;
    const hazard = ["hazard_kind", groups.hazard_kind[row]];
    return [code, { hazard, households, class: ["hazard_class", String(worst)] }];
  }

  /** How far, how far from the land and from services, how full, how safe. */
  function whyThatSite(row) {
    const { groups, rules } = geoplan.data;
    const site = groups.site[row];
    const kinds = NEEDED_AT_SITE.filter((kind) => groups[`minutes_${kind}_dry_now`]);
    return [
      ["move_distance", { km: groups.km[row].toFixed(1) }],
      ["land_move", land(groups, row)],
      ...(groups.nearestLand[row] ? [["land_nearest", {}]] : []),
      ...minutes(groups, row, kinds, "minutes_move"),
      ["site_room", { site, ...room(site) }],
      ["site_safe", { class: ["hazard_class", rules.siteSafeFrom] }],
    ];
  }

  // ---- site, road and hazard ------------------------------------------------------------------------

  function site(row) {
    const { sites } = geoplan.data;
    const verdict = sites.selected[row]
      ? [["site_opens", { year: sites.year[row] }]]
      : [["site_closed", {}], ...whyClosed(row)];
    const way = sites.connected_now[row] ? [] : sites.way[row];
    const missing = way.filter((one) => geoplan.data.projects.surface_year[one] === null);
    return [
      ...part("verdict", verdict),
      ...part("site", siteFacts(row)),
      ...part("problems", sites.problems[row].map(siteProblem)),
      ...part("arrivals", arrivals(row)),
      ...part("way", [siteRoad(row), ...way.map(geoplan.step), ...geoplan.wayCost(missing)]),
      ...part("money", [["opening", { yuan: sites.opening_cost_yuan[row] }]]),
      ...part("money", geoplan.pays("site", row)),
    ];
  }

  /** What a site will bring, and the hazard that it comes from, if it does. */
  function siteProblem(problem) {
    const areas = problem[3];
    return areas.length ? ["problem_of", { problem, areas }] : ["problem", { problem }];
  }

  /** All that keeps a site closed, and the hazards and other land that are in its way. */
  function whyClosed(row) {
    const { reasons, areas } = geoplan.data.sites;
    const [hazards, others] = areas[row];
    return [
      ...reasons[row].map((code) => ["because", { reason: ["site", code] }]),
      ...(hazards.length ? [["hazard_closed", { areas: hazards }]] : []),
      ...(others.length ? [["land_closed", { areas: others }]] : []),
    ];
  }

  /** What it holds if it has room, what kind of place it is and who builds, where the site comes from. */
  function siteFacts(row) {
    const { sites } = geoplan.data;
    const how = ["answer", `mode_${sites.mode[row]}`];
    const builder = ["answer", `building_${sites.building_mode[row]}`];
    return [
      ...(sites.capacity_households[row] > 0 ? [["capacity", room(row)]] : []),
      ["site_how", { how, builder }],
      ...(sites.found[row] ? [["site_found", {}]] : []),
    ];
  }

  function room(row) {
    const { households_in: used, capacity_households: capacity } = geoplan.data.sites;
    return { used: used[row], capacity: capacity[row] };
  }

  /** How many come; who from where and when, and how far the land will be. */
  function arrivals(row) {
    const { groups, sites } = geoplan.data;
    const coming = groupsOf("site", row).sort((a, b) => groups.year[a] - groups.year[b]);
    if (!coming.length) return [];
    const all = { households: sites.households_in[row], people: sites.people_in[row] };
    const total = coming.length > 1 ? [["arrivals", all]] : [];
    return [...total, ...coming.map(arrival), ["land_how", {}]];
  }

  function arrival(row) {
    const { groups } = geoplan.data;
    return [
      "arrival",
      {
        home: row,
        year: groups.year[row],
        households: groups.households[row],
        people: groups.people[row],
        ...land(groups, row),
      },
    ];
  }

  function siteRoad(row) {
    const { connected_now: now, connected_year: years } = geoplan.data.sites;
    if (now[row]) return ["site_now", {}];
    return years[row] === null ? ["site_not", {}] : ["site_year", { year: years[row] }];
  }

  /** A road without a project: paved, or needed by nobody; closed when wet; who has no other. */
  function road(row) {
    const { hardened, isolated } = geoplan.data.roads;
    const out = [
      ["project_out", {}],
      ["road_other", {}],
    ];
    const verdict = hardened[row] ? [["road_hardened", {}]] : out;
    const wet = geoplan.whenWet([row]);
    return part("verdict", [...verdict, ...wet, ...geoplan.onClosing(isolated[row])]);
  }

  /** A hazard that is made safe: when, who may stay thanks to it, what it costs, who pays. */
  function hazard(row) {
    const { year, yuan, homes, households, people } = worksOn(row);
    return [
      ...part("verdict", [
        ["hazard_safe", { year }],
        ["stay_safe", { homes, households, people }],
      ]),
      ...part("money", [["works_cost", { yuan }], ...geoplan.pays("hazard", row)]),
    ];
  }
})();
