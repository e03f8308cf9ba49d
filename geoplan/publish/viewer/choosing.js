/* What-if in the panel: the choices on a road, and the verdict of the what-if over the plan's. */
"use strict";

(function () {
  const { count, html, money, whatif } = geoplan;
  const { say, made, outcome, choose, ask, button, listed } = geoplan.meeting;

  // ---- the choices on a road ----------------------------------------------------------------

  /** What can be chosen on a project: in or out, and the year; what is not allowed says why. */
  geoplan.choices = function (row) {
    const refused = html("p", { class: "refused", role: "status" });
    const attempt = (choice) => {
      const code = whatif.refusal({ project: row, ...choice });
      if (code) refused.textContent = geoplan.refusalWords(row, choice.year, code);
      else choose(row, choice);
    };
    if (!decisionsOn(row).length) return []; // the verdict names the rule
    const buttons = [...decisions(row, attempt), state(row), yearButtons(row, attempt)];
    const notes = [refused, geoplan.partnersNote(row), onlyNote(row)];
    return [...buttons, ...notes].filter(Boolean);
  };

  /** Before a what-if: that its button moves this road alone, while the price moves others too; null
   *  where no price is told. */
  function onlyNote(row) {
    if (outcome() || !geoplan.otherDecision(row).length) return null;
    const inPlan = geoplan.data.projects.surface_year[row] !== null;
    return html("p", { class: "only" }, say(inPlan ? "only_out" : "only_in"));
  }

  const choiceOn = (row) => made().find((one) => one.project === row);

  /** Decisions that change what the plan does with a project, its years aside. */
  function decisionsOn(row) {
    const { selected, eligible, surface_year: planned } = geoplan.data.projects;
    return [
      ...(eligible[row] && planned[row] === null ? ["in"] : []),
      ...(selected[row] ? ["out"] : []),
    ];
  }

  /** What is chosen on a project; null where nothing is. */
  function state(row) {
    const choice = choiceOn(row);
    if (!choice) return null;
    const moved = choice.decision === "in" && geoplan.data.projects.surface_year[row] !== null;
    const code = moved ? "chosen_year" : `chosen_${choice.decision}`;
    return html("b", { class: "chosen" }, say(code, { year: choice.year }));
  }

  /** A button for each decision, and one that takes back what is chosen, in its place. */
  function decisions(row, attempt) {
    const chosen = choiceOn(row)?.decision;
    const offered = decisionsOn(row);
    if (chosen && !offered.includes(chosen)) offered.push(chosen);
    const putIn = () => ({
      decision: "in",
      year: whatif.firstYear(row, made()) ?? geoplan.data.years.at(-1),
    });
    return offered.map((decision) => {
      const key = `${decision}-${row}`;
      if (decision === chosen) return button(key, say("undo"), () => choose(row, null));
      const act = () => attempt(decision === "in" ? putIn() : { decision });
      return button(key, say(decision === "in" ? "put_in" : "take_out"), act);
    });
  }

  /** Years to pave a project in that is in, by the plan or by choice; null where it is not. */
  function yearButtons(row, attempt) {
    const { projects, years } = geoplan.data;
    const planned = projects.surface_year[row];
    const paved = geoplan.shown.projects.surface_year[row];
    if (paved === null) return null;
    const buttons = years.map((year) => {
      const act = () => (year === planned ? choose(row, null) : attempt({ decision: "in", year }));
      const pressed = String(year === paved);
      return button(`year-${row}-${year}`, String(year), act, { "aria-pressed": pressed });
    });
    const label = { class: "choice", role: "group", "aria-label": say("year") };
    return html("span", label, html("span", {}, say("year")), ...buttons);
  }

  /** Why a choice cannot be made, in words. */
  geoplan.refusalWords = function (row, year, code) {
    const reason = geoplan.word("project", geoplan.data.projects.reason[row]);
    return say(code, { reason, year, lag: geoplan.data.whatif.lag });
  };

  // ---- roads that need each other -----------------------------------------------------------

  /** That a road put in connects nobody, and why, with a button for the roads that it needs; null
   *  where that is not so. */
  geoplan.partnersNote = function (row) {
    const words = geoplan.whyNobody(row);
    if (!words) return null;
    const note = html("p", { class: "partners" }, ...words);
    const { missing, blocking } = whatif.whyNobody(row, outcome());
    if (!missing.length || blocking.length) return note;
    const act = () => ask(missing.reduce(withRoad, made()));
    note.append(button(`with-${row}`, say("put_in_too"), act));
    return note;
  };

  /** Why a road put in connects nobody: those there move away, or other roads are missing; null
   *  where it connects somebody. */
  geoplan.whyNobody = function (row) {
    if (choiceOn(row)?.decision !== "in") return null;
    const why = whatif.whyNobody(row, outcome());
    if (!why) return null;
    const { leaving, missing, blocking, reason } = why;
    const people = count(Math.round(leaving));
    const roads = (code, rows) => (rows.length ? [say(code), ...listed("project", rows)] : []);
    return [
      leaving > 0 ? say("nobody_stays", { people }) : say("connects_nobody"),
      ...(reason ? [say("because"), geoplan.word("project", reason)] : []),
      ...roads(leaving > 0 ? "leads_on" : "needs_partners", missing),
      ...roads("blocked", blocking),
      ...geoplan.ofWhom(),
    ];
  };

  /** On a public page, whose people are counted. */
  geoplan.ofWhom = () => (geoplan.data.public ? [` · ${geoplan.say("told_groups")}`] : []);

  /** Choices with one more road in: as planned where the plan has it, else as soon as it is paid. */
  function withRoad(choices, project) {
    const others = choices.filter((one) => one.project !== project);
    if (geoplan.data.projects.surface_year[project] !== null) return others;
    return [...others, { project, decision: "in", year: whatif.firstYear(project, others) }];
  }

  /** Roads of the plan that connect nobody any more, with their money and a button each; null for
   *  none. */
  geoplan.idleRoads = function () {
    const { idle, years } = outcome();
    if (!idle.length) return null;
    const rows = idle.map((row) =>
      html(
        "p",
        {},
        ...listed("project", [row]),
        ` ${money(whatif.costOf(row, years))} `,
        button(`idle-${row}`, say("take_out"), () => choose(row, { decision: "out" })),
      ),
    );
    const whose = geoplan.ofWhom();
    const heading = html("h3", { class: "idle" }, `${say("idle")} (${idle.length})`, ...whose);
    return html("div", {}, heading, ...rows);
  };

  // ---- over the plan's answer ---------------------------------------------------------------

  /** In the panel while a what-if is on: what changes for a thing, else that the plan is told. */
  geoplan.whatifNote = function (selection) {
    if (!outcome()) return [];
    const said = verdicts(selection).map(([code, values]) =>
      html("b", { class: values.tone ?? code }, say(`verdict_${code}`, values)),
    );
    return [html("p", { class: "whatif-note" }, ...(said.length ? said : [say("as_planned")]))];
  };

  /** What the what-if says of a thing otherwise than the plan: codes with values. */
  function verdicts({ kind, row }) {
    const { sites, idle, years } = outcome();
    if (kind === "village") return villageVerdicts(row);
    if (kind === "site") return sites.includes(row) ? [["sites", {}]] : [];
    const project = kind === "road" ? geoplan.data.roads.project[row] : row;
    if (kind === "township" || project === null) return [];
    if (idle.includes(project)) return [["idle", {}]];
    const chosen = choiceOn(project);
    if (!chosen) return [];
    if (chosen.decision === "out") return [["out", {}]];
    const [subgrade, year] = [years.subgrade[project], chosen.year];
    return [[subgrade === null ? "in" : "in_stages", { subgrade, year }]];
  }

  /** What changes for a village, else for how many of its people. */
  function villageVerdicts(row) {
    const year = outcome().villageYear[row];
    const change = whatif.changeOf(whatif.plan().villageYear[row], year);
    if (change) return [[change, { year }]];
    return whatif.CHANGES.flatMap((code) => {
      const some = outcome()[code].find(({ village }) => village === row);
      if (!some) return [];
      return [["part", { change: say(code), people: Math.round(some.people), tone: code }]];
    });
  }

  /** The answers to a selection while a what-if is on: what it changes beside the plan's answer,
   *  or under the choices on a road so that its buttons stay where they are. */
  geoplan.underWhatif = function (selection, contents) {
    if (!outcome()) return contents;
    if (verdicts(selection).length) markPlan(contents);
    const told = geoplan.plannedAgain(contents);
    const place = (what) => told.findIndex((one) => one.matches(what));
    const under = Math.max(place(".choices"), place(".where"));
    return [
      ...told.slice(0, under + 1),
      ...geoplan.whatifNote(selection),
      ...told.slice(under + 1),
    ];
  };

  /** Mark the plan's answer as such. */
  function markPlan(contents) {
    const verdict = contents.find((one) => one.matches(".verdict"));
    for (const answer of [verdict, ...contents.filter((one) => one.matches(".link"))]) {
      answer.classList.add("by-plan");
      (answer.querySelector("b") ?? answer).prepend(say("by_plan"));
    }
  }

  /** Answers to a selection; what a new plan of the whole county would do is set off from the
   *  what-if, which moves only what is chosen. */
  geoplan.plannedAgain = function (contents) {
    const start = contents.findIndex((one) => one.matches(".part-room, .part-without"));
    if (!outcome() || start < 0) return contents;
    const length = contents.slice(start + 1).findIndex((one) => !one.matches(".said, .link"));
    const end = length < 0 ? contents.length : start + 1 + length;
    const [heading, ...answers] = contents.slice(start, end);
    const how = heading.matches(".part-room") ? "again_room" : "again_without";
    const whose = html("p", {}, html("b", {}, say("again")), say(how));
    const again = html("section", { class: "again" }, heading, whose, ...answers);
    return [...contents.slice(0, start), again, ...contents.slice(end)];
  };
})();
