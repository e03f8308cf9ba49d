/* Several plans in one page: which one is shown, and which one it is compared with. */
"use strict";

(function () {
  const { byId, html } = geoplan;
  const LONGEST_NAME = 16; // letters of a plan's name in a sentence
  const say = (code, values) => geoplan.word("scenario", code, values);
  const plans = []; // data of each plan, decoded when it is first asked for

  /** Data of one of the page's plans. */
  geoplan.scenario = function (number) {
    plans[number] ??= geoplan.decode(whole(number));
    return plans[number];
  };

  /** The first plan with the differences of another laid over it. */
  function whole(number) {
    const { scenarios, ...first } = geoplan.told;
    if (!scenarios) return first;
    return scenarios.gone[number].reduce(without, overlay(first, scenarios.changed[number]));
  }

  const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  function overlay(before, changed) {
    const after = { ...before };
    for (const [key, value] of Object.entries(changed)) {
      const both = isTable(before[key]) && isTable(value);
      after[key] = both ? overlay(before[key], value) : value;
    }
    return after;
  }

  function without(data, [key, ...rest]) {
    const after = { ...data };
    if (rest.length) after[key] = without(after[key], rest);
    else delete after[key];
    return after;
  }

  // ---- choosing -----------------------------------------------------------------------------

  /** Show another plan; question, year and selection stay where it has them. */
  function choose(number) {
    const { data: before, state } = geoplan;
    const after = geoplan.scenario(number);
    const selection = sameThing(state.selection, before, after);
    const step = sameStep(state.step, before.years, after.years);
    geoplan.take(after);
    Object.assign(state, { scenario: number, selection, step });
    if (state.against === number) state.against = null;
    const kinds = geoplan.serviceKinds();
    if (!kinds.includes(state.kind)) state.kind = kinds[0];
    geoplan.speak();
  }

  /** Where the year of a step is in other years; the last where it is not. */
  function sameStep(step, years, others) {
    const place = step > 0 ? others.indexOf(years[step - 1]) : -1;
    if (step === 0) return 0;
    return place < 0 ? others.length : place + 1;
  }

  /** What is selected, in another plan; null where that has no such thing. */
  function sameThing(selection, before, after) {
    if (!selection) return null;
    const { kind, row } = selection;
    if (["village", "road", "township"].includes(kind)) return selection;
    if (kind === "hazard") return after.hazards.works[row] ? selection : null;
    const table = `${kind}s`;
    const other = after[table].id.indexOf(before[table].id[row]);
    return other < 0 ? null : { kind, row: other };
  }

  /** Compare with another plan, or with none. */
  function compareWith(number) {
    geoplan.state.against = number;
    geoplan.speak();
  }

  /** The two lists in the head, in the language of the page; nothing for one plan alone. */
  geoplan.showScenarios = function () {
    const { told, state } = geoplan;
    byId("scenarios").hidden = !told.scenarios;
    if (!told.scenarios) return;
    const { name: names, hash } = told.scenarios;
    const option = (number) =>
      html("option", { value: number }, `${names[number]} · ${hash[number]}`);
    const others = [...names.keys()].filter((number) => number !== state.scenario);
    const none = html("option", { value: "" }, say("none"));
    byId("scenario").replaceChildren(...[...names.keys()].map(option));
    byId("scenario").value = state.scenario;
    byId("against").replaceChildren(none, ...others.map(option));
    byId("against").value = state.against ?? "";
    for (const code of ["plan", "against"]) byId(`${code}-label`).textContent = say(code);
    for (const id of ["scenario", "against"]) {
      byId(id).title = byId(id).selectedOptions[0].textContent;
    }
  };

  /** Wire the two lists. */
  geoplan.listenToScenarios = function () {
    byId("scenario").addEventListener("change", (event) => choose(Number(event.target.value)));
    byId("against").addEventListener("change", (event) => {
      const { value } = event.target;
      compareWith(value === "" ? null : Number(value));
    });
  };

  // ---- words --------------------------------------------------------------------------------

  /** Names of the plan that is shown ("here") and the one it is compared with ("there"). */
  geoplan.scenarioNames = function () {
    const { told, state } = geoplan;
    if (!told.scenarios) return [];
    const numbers = [state.scenario, state.against].filter((number) => number !== null);
    return numbers.map((number) => {
      const letters = [...told.scenarios.name[number]];
      return letters.length <= LONGEST_NAME
        ? letters.join("")
        : `${letters.slice(0, LONGEST_NAME - 1).join("")}…`;
    });
  };

  /** Over the panel: what the other plan says of the same thing. */
  geoplan.scenarioNote = function (selection) {
    const { data, state } = geoplan;
    if (state.against === null || selection.kind === "township") return [];
    const other = geoplan.scenario(state.against);
    const same = sameThing(selection, data, other);
    const [, there] = geoplan.scenarioNames();
    geoplan.data = other;
    const answer = same && geoplan.answers(same.kind, same.row)[0];
    const said = answer ? geoplan.tell(answer, { buttons: false }).join("") : say("unknown");
    geoplan.data = data;
    return [html("p", { class: "scenario-note" }, say("also_there", { there, said }))];
  };
})();
