/* What if: why a road that the meeting puts in connects nobody. */
"use strict";

(function () {
  const { whatif } = geoplan;
  const LEAVING = ["village_leaves", "told_leave"]; // reasons of roads whose people all move
  const OTHERWISE = ["served_otherwise", "told_served", "cheaper_ways", "site_closed"];

  /** Why a road that is put in connects nobody, as far as known: people to whom it would lead but who
   *  move away (leaving); roads that are missing, and roads that rules keep out (blocking); or the code
   *  of the plan's own reason. Null where it connects somebody, or where those whom it serves are not
   *  told. */
  whatif.whyNobody = function (project, outcome) {
    if (whatif.connects(project, outcome)) return null;
    const { dependVillages, eligible, blockedBy, reason } = geoplan.data.projects;
    const needed = missingRoads(project, outcome);
    const missing = needed.filter((one) => eligible[one]);
    const blocking = [...blockedBy[project], ...needed.filter((one) => !eligible[one])];
    const whole = along(outcome, needed);
    const leads = whatif.connects(project, whole);
    const leaving = leavers(project, leads ? outcome : whole);
    const why = { leaving, missing: [], blocking: [], reason: null };
    if (leaving > 0) return leads && !blocking.length ? { ...why, missing } : why;
    if (LEAVING.includes(reason[project])) return { ...why, reason: reason[project] };
    if (needed.length || blocking.length) return { ...why, missing, blocking };
    if (OTHERWISE.includes(reason[project])) return { ...why, reason: reason[project] };
    const { village: told } = geoplan.data.whatif.groups;
    const isTold = dependVillages[project].some((village) => told.includes(village));
    return isTold || !geoplan.data.public ? why : null;
  };

  /** Roads without which a road leads to nobody: those that lead to it, and those beyond it where
   *  its way is not blocked. */
  function missingRoads(project, outcome) {
    const { dependsOn, blockedBy } = geoplan.data.projects;
    const before = dependsOn[project].filter((one) => outcome.years.surface[one] === null);
    const reached = along(outcome, before);
    if (blockedBy[project].length || whatif.connects(project, reached)) return before;
    return [...before, ...roadsBeyond(project, reached)];
  }

  /** Roads between a road and the nearest people behind it who stay, by the fewest roads. */
  function roadsBeyond(project, outcome) {
    const { projects, villages } = geoplan.data;
    const [behind] = projects.onWay[project];
    const lacking = behind
      .filter((village) => villages.way[village].includes(project))
      .map((village) => villages.way[village].filter((one) => outcome.years.surface[one] === null))
      .sort((one, other) => one.length - other.length);
    return lacking.find((roads) => whatif.connects(project, along(outcome, roads))) ?? [];
  }

  /** An outcome's roads with some more of them built. */
  function along({ years, pieces }, roads) {
    if (!roads.length) return { years, pieces };
    const last = geoplan.data.years.at(-1);
    const surface = years.surface.map((year, one) => (roads.includes(one) ? last : year));
    return { years: { ...years, surface }, pieces: whatif.join(surface) };
  }

  /** People who would have a road by a project if they did not move away. */
  function leavers(project, outcome) {
    const { leaves, people, piece } = geoplan.data.whatif.groups;
    const without = whatif.joinWithout(outcome, project);
    return piece.reduce((sum, one, group) => {
      const isJoined = one >= 0 && outcome.pieces[one] !== without[one];
      return leaves[group] && isJoined ? sum + people[group] : sum;
    }, 0);
  }
})();
