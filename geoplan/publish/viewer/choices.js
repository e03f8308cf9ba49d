/* The meeting's choices: made in the panel of a road, listed with what they do, saved as locks.csv. */
"use strict";

(function () {
  const { count, html, money, whatif } = geoplan;
  const say = (code, values) => geoplan.word("whatif", code, values);
  const SEPARATOR = "、";
  const byId = (id) => document.getElementById(id);
  let folded = false;

  /** The meeting's choices { project, decision, year }, in their order. */
  const made = () => geoplan.shown.choices || [];

  /** What they do; null without any. */
  const outcome = () => geoplan.shown.outcome || null;

  /** Make a choice on a project, or none: as in the plan. */
  function choose(project, choice) {
    const before = made();
    const place = before.findIndex((one) => one.project === project);
    const next = choice ? [{ project, year: null, ...choice }] : [];
    if (place < 0) ask([...before, ...next]);
    else ask(before.flatMap((one, at) => (at === place ? next : [one])));
  }

  /** Ask what some choices do, and show the answer everywhere. */
  function ask(choices) {
    const { data } = geoplan;
    const focus = document.activeElement.dataset.key;
    geoplan.shown = choices.length ? whatif.overlay(choices, whatif.evaluate(choices)) : data;
    geoplan.speak();
    const again = focus && document.querySelector(`[data-key="${focus}"]`);
    if (again) again.focus();
  }

  /** A button that keeps the focus when what is around it is made anew. */
  function button(key, text, act, attributes = {}) {
    const element = html("button", { type: "button", "data-key": key, ...attributes }, text);
    element.addEventListener("click", act);
    return element;
  }

  // ---- in the panel of a road ---------------------------------------------------------------

  /** What can be chosen on a project: in or out, and the year; what is not allowed says why. */
  geoplan.choices = function (row) {
    const { projects } = geoplan.data;
    const refused = html("p", { class: "refused", role: "status" });
    const attempt = (choice) => {
      const code = whatif.refusal({ project: row, ...choice });
      if (code) refused.textContent = refusalWords(row, choice.year, code);
      else choose(row, choice);
    };
    if (!projects.selected[row] && !projects.eligible[row]) {
      attempt({ decision: "in", year: null });
      return [refused];
    }
    const putIn = () => ({
      decision: "in",
      year: whatif.firstYear(row, made()) ?? geoplan.data.years.at(-1),
    });
    const buttons = [];
    if (projects.surface_year[row] === null) buttons.push(toggle(row, "in", putIn, attempt));
    if (projects.selected[row]) {
      buttons.push(toggle(row, "out", () => ({ decision: "out" }), attempt));
    }
    return [...buttons, yearButtons(row, attempt), refused].filter(Boolean);
  };

  /** Button for a decision on a project; pressed again it takes the choice back. */
  function toggle(row, decision, choice, attempt) {
    const pressed = made().some((one) => one.project === row && one.decision === decision);
    const act = () => (pressed ? choose(row, null) : attempt(choice()));
    const text = say(decision === "in" ? "put_in" : "take_out");
    return button(`${decision}-${row}`, text, act, { "aria-pressed": String(pressed) });
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

  function refusalWords(row, year, code) {
    const reason = geoplan.word("project", geoplan.data.projects.reason[row]);
    return say(code, { reason, year, lag: geoplan.data.whatif.lag });
  }

  /** Over the panel while a what-if is on: whom the panel speaks of, and what changes for it. */
  geoplan.whatifNote = function ({ kind, row }) {
    if (!outcome()) return [];
    const said = [];
    const change = ["losing", "gaining", "later", "earlier"].find((one) =>
      outcome()[one].includes(row),
    );
    if (kind === "village" && change) {
      said.push(say(`village_${change}`, { year: outcome().villageYear[row] }));
    }
    if (kind === "site" && outcome().sites.includes(row)) said.push(say("sites"));
    const project = kind === "road" ? geoplan.data.roads.project[row] : row;
    const chosen = made().find((choice) => choice.project === project);
    if ((kind === "project" || kind === "road") && chosen) said.push(choiceWords(chosen));
    return [
      html(
        "p",
        { class: "whatif-note" },
        ...said.map((text) => html("b", {}, text)),
        `${say("banner")} · ${say("as_planned")}`,
      ),
    ];
  };

  function choiceWords({ project, decision, year }) {
    const subgrade = outcome().years.subgrade[project];
    if (decision === "out") return say("choice_out");
    return say(subgrade === null ? "choice_in" : "choice_in_stages", { year, subgrade });
  }

  // ---- the strip ----------------------------------------------------------------------------

  /** Show the choices and what they do; nothing without choices. */
  geoplan.showWhatif = function () {
    const strip = byId("whatif");
    const resized = strip.hidden === Boolean(outcome());
    strip.hidden = !outcome();
    document.body.classList.toggle("asking", Boolean(outcome()));
    document.body.classList.toggle("folded", folded);
    if (outcome()) {
      const parts = folded ? [] : [choiceList(), peopleTable(), whoIsAffected(), fundTable()];
      strip.replaceChildren(strips(), html("div", { class: "parts" }, ...parts));
    }
    if (resized) fitMaps();
  };

  function fitMaps() {
    geoplan.map.invalidateSize({ animate: false });
    if (geoplan.mapNow) geoplan.mapNow.invalidateSize({ animate: false });
  }

  /** The head of the strip: that this is no plan, whether the money is enough, and buttons. */
  function strips() {
    const { shortfall } = outcome().money;
    const short = say("short", { money: money(100 * shortfall) });
    const state = (shortfall === 0 ? [say("payable")] : [short, ...whoIsShort()]).join(" · ");
    const tone = shortfall === 0 ? "better" : "bad";
    return html(
      "header",
      {},
      html("strong", {}, say("banner")),
      html("b", { class: tone, role: "status", id: "whatif-money", title: state }, state),
      button("save", say("save"), save, { title: say("save_title") }),
      button("undo-all", say("undo_all"), undoAll),
      button("fold", say(folded ? "unfold" : "fold"), fold, { "aria-expanded": String(!folded) }),
    );
  }

  const undoAll = () => ask([]);

  function fold() {
    folded = !folded;
    geoplan.showWhatif();
    fitMaps();
    document.querySelector('[data-key="fold"]').focus();
  }

  function part(code, ...children) {
    return html("section", { class: `part part-${code}` }, html("h2", {}, say(code)), ...children);
  }

  /** A name that selects what it names. */
  function jump(kind, row, name) {
    const act = () => geoplan.select({ kind, row }, { move: true });
    return button(`jump-${kind}-${row}`, name, act, { class: "inline" });
  }

  /** Name of a project, with its id where others have the same name. */
  function roadName(row) {
    const { name, id } = geoplan.data.projects;
    const alone = name[row] && name.indexOf(name[row]) === name.lastIndexOf(name[row]);
    return alone ? name[row] : `${name[row] || geoplan.say("name_unknown")} ${id[row]}`;
  }

  function choiceList() {
    const rows = made().map((choice) =>
      html(
        "li",
        {},
        jump("project", choice.project, roadName(choice.project)),
        html("span", {}, choiceWords(choice)),
        button(`undo-${choice.project}`, say("undo"), () => choose(choice.project, null)),
      ),
    );
    return part("choices", html("ol", {}, ...rows));
  }

  /** People newly connected by the end of each year, and hours saved: plan and what-if. */
  function peopleTable() {
    const { data } = geoplan;
    const told = whatif.toldPeople(outcome());
    const rows = data.years.map((year, t) => [String(year), data.totals[t].people, told[t]]);
    const cells = rows.map(([year, plan, now]) => line(year, count(plan), count(now)));
    const kind = data.whatif.trips?.kind;
    const hours = [whatif.plan().saved, outcome().saved].map((saved) =>
      count(Math.round(saved / 6000)),
    );
    return part(
      "people",
      table(["", say("plan"), say("what_if")], cells),
      ...(kind ? [hoursLine(geoplan.word("service", kind), hours)] : []),
      ...(data.part ? [html("p", {}, geoplan.word("scenario", "township_only"))] : []),
    );
  }

  function hoursLine(service, [plan, now]) {
    const value = plan === now ? now : `${plan} → ${now}`;
    return html("p", {}, say("hours", { service, value }));
  }

  function table(head, rows) {
    const cells = head.map((text) => html("th", {}, text));
    return html(
      "table",
      {},
      html("thead", {}, html("tr", {}, ...cells)),
      html("tbody", {}, ...rows),
    );
  }

  function line(first, ...rest) {
    return html("tr", {}, html("th", {}, first), ...rest.map((cell) => html("td", {}, cell)));
  }

  /** Sites and villages that the choices concern, by name. */
  function whoIsAffected() {
    const { sites, villages } = geoplan.data;
    const lists = [
      ["sites", "site", sites.name.map((name, row) => name || sites.id[row])],
      ...["losing", "later", "gaining", "earlier"].map((code) => [code, "village", villages.name]),
    ];
    const shown = lists.filter(([code]) => outcome()[code].length);
    return part(
      "who",
      ...shown.flatMap(([code, kind, names]) => [
        html("h3", { class: code }, `${say(code)} (${outcome()[code].length})`),
        html("p", {}, ...separated(outcome()[code].map((row) => jump(kind, row, names[row])))),
      ]),
      ...(shown.length ? [] : [html("p", {}, "—")]),
    );
  }

  function separated(elements) {
    return elements.flatMap((element, place) => (place ? [SEPARATOR, element] : [element]));
  }

  // ---- money --------------------------------------------------------------------------------

  /** Every fund and year: a bar of what is used of what is there, red where it ran out. */
  function fundTable() {
    const { years, whatif: tables } = geoplan.data;
    const rows = tables.funds.name.map((name, fund) =>
      line(name, ...years.map((_, t) => purse(fund, t))),
    );
    return part("money", table([say("fund"), ...years.map(String)], rows), unpaid());
  }

  const wan = (hundreds) =>
    (hundreds / 100).toLocaleString("en-US", {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });

  function purse(fund, t) {
    const { used, available, exhausted } = outcome().money;
    const [spent, there] = [used[fund][t], available[fund][t]];
    const attributes = { class: exhausted[fund][t] ? "purse short" : "purse" };
    const bar = html("div", attributes, `${wan(spent)} / ${wan(there)}`);
    bar.style.backgroundSize = `${there > 0 ? (100 * spent) / there : 0}% 100%`;
    return bar;
  }

  /** Which funds are used up where money is missing. */
  function whoIsShort() {
    const { years, whatif: tables } = geoplan.data;
    const empty = tables.funds.name.flatMap((fund, row) =>
      years
        .filter((_, t) => outcome().money.exhausted[row][t])
        .map((year) => say("exhausted", { fund, year })),
    );
    return empty.length ? empty : [say("nobody_may_pay")];
  }

  /** Stages that cannot be paid in full. */
  function unpaid() {
    const { short } = outcome().money;
    const stages = short.map(({ project, component }) =>
      say("unpaid_stage", {
        road: roadName(project),
        stage: geoplan.word("component", component),
      }),
    );
    return short.length ? html("p", { class: "bad" }, say("unpaid"), stages.join(SEPARATOR)) : null;
  }

  // ---- saving -------------------------------------------------------------------------------

  /** Download the choices as the locks that "geoplan plan --locks" reads. */
  function save() {
    const rows = made().map(({ project, decision, year }) => [
      "road",
      geoplan.data.projects.id[project],
      decision,
      year === null ? "" : String(year),
      say("note", { name: roadName(project) }),
    ]);
    const lines = [["kind", "id", "decision", "year", "note"], ...rows].map((row) =>
      row.map(quoted).join(","),
    );
    const file = new Blob(["\ufeff", ...lines.map((text) => `${text}\r\n`)], { type: "text/csv" });
    const link = html("a", { href: URL.createObjectURL(file), download: "locks.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function quoted(text) {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
})();
