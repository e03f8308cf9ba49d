/* The meeting's choices, and the strip that lists them with what they do. */
"use strict";

(function () {
  const { byId, count, html, money, whatif } = geoplan;
  const say = (code, values) => geoplan.word("whatif", code, values);
  let fitted = 0; // height that the maps leave to the strip [px]
  let folded = false;
  let allFunds = false; // also those that the choices leave as they are

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
    geoplan.showPanel();
    geoplan.describe();
    geoplan.showWhatif();
    geoplan.redraw();
    const again = focus && document.querySelector(`[data-key="${focus}"]`);
    if (!again) return;
    again.focus({ preventScroll: true });
    (again.closest(".choices") ?? again).scrollIntoView({ block: "nearest" }); // with the years
  }

  /** A button that keeps the focus when what is around it is made anew. */
  function button(key, text, act, attributes = {}) {
    const element = html("button", { type: "button", "data-key": key, ...attributes }, text);
    element.addEventListener("click", act);
    return element;
  }

  /** A name that selects what it names. */
  function jump(kind, row, name) {
    const act = () => geoplan.select({ kind, row }, { move: true });
    return button(`jump-${kind}-${row}`, name, act, { class: "inline" });
  }

  /** Names in a row that select what they name; of those elsewhere, how many. */
  function listed(kind, rows) {
    const names = rows.flatMap((row, place) => {
      const isElsewhere = row < 0;
      const name = isElsewhere
        ? geoplan.word("scenario", "elsewhere", { n: -row })
        : jump(kind, row, geoplan.nameOf(kind, row));
      return place ? [geoplan.comma(), name] : [name];
    });
    return geoplan.held(names);
  }

  /** Whether the money is enough, in words. */
  function moneyState() {
    const { shortfall } = outcome().money;
    return shortfall === 0 ? say("payable") : say("short", { money: money(100 * shortfall) });
  }

  geoplan.meeting = { say, made, outcome, choose, ask, button, listed, moneyState };

  // ---- the strip ----------------------------------------------------------------------------

  /** Show the choices and what they do; nothing without choices. */
  geoplan.showWhatif = function () {
    const strip = byId("whatif");
    strip.hidden = !outcome();
    if (outcome())
      strip.replaceChildren(head(), ...geoplan.savedNote(), ...(folded ? [] : [parts(allFunds)]));
    geoplan.showOpened();
    const height = Math.ceil(strip.getBoundingClientRect().height);
    if (height !== fitted) leaveRoom(height);
  };

  function parts(all) {
    const own = [choiceList(), whoIsAffected(), peopleTable(), fundTable(all)];
    return html("div", { class: "parts" }, ...own);
  }

  /** All that the strip says, and whether the money is enough, for a printed sheet. */
  geoplan.whatifSummary = function () {
    const summary = parts(true);
    summary.prepend(html("p", { class: moneyTone() }, html("b", {}, moneyState())));
    return summary;
  };

  /** Leave the strip the height that it needs, and the maps the rest. */
  function leaveRoom(height) {
    fitted = height;
    document.body.classList.toggle("asking", height > 0);
    document.body.style.setProperty("--strip", `${height}px`);
    geoplan.fitMaps();
  }

  /** The head of the strip: that this is no plan, whether the money is enough, and buttons. */
  function head() {
    const state = moneyState();
    return html(
      "header",
      {},
      html("strong", {}, say("banner")),
      html("b", { class: moneyTone(), role: "status", id: "whatif-money", title: state }, state),
      button("save", say("save"), geoplan.saveLocks, { title: say("save_title") }),
      button("undo-all", say("undo_all"), undoAll),
      button("fold", say(folded ? "unfold" : "fold"), fold, { "aria-expanded": String(!folded) }),
    );
  }

  const moneyTone = () => (outcome().money.shortfall === 0 ? "better" : "bad");

  const undoAll = () => ask([]);

  function fold() {
    folded = !folded;
    geoplan.showWhatif();
    document.querySelector('[data-key="fold"]').focus();
  }

  function foldFunds() {
    allFunds = !allFunds;
    geoplan.showWhatif();
    document.querySelector('[data-key="all-funds"]').focus();
  }

  function part(code, ...children) {
    return html(
      "section",
      { class: `part part-${code}` },
      html("h2", {}, say(code, { n: made().length })),
      ...children,
    );
  }

  const roadName = (row) => geoplan.nameOf("project", row);

  function choiceList() {
    const rows = made().map((choice) =>
      html(
        "li",
        {},
        html(
          "span",
          {},
          jump("project", choice.project, roadName(choice.project)),
          choiceWords(choice),
        ),
        " ",
        button(`undo-${choice.project}`, say("undo"), () => choose(choice.project, null)),
      ),
    );
    return part("choices", html("ol", {}, ...rows));
  }

  function choiceWords({ project, decision, year }) {
    const subgrade = outcome().years.subgrade[project];
    if (decision === "out") return say("choice_out");
    return say(subgrade === null ? "choice_in" : "choice_in_stages", { year, subgrade });
  }

  /** People newly connected by the end of each year, and hours saved: plan and what-if. */
  function peopleTable() {
    const { data } = geoplan;
    const told = whatif.toldPeople(outcome());
    const planned = data.totals.map(({ people }) => count(people));
    const rows = [line(say("plan"), ...planned), line(say("what_if"), ...told.map(count))];
    const { shortfall } = outcome().money;
    const lacking = say("not_payable", { money: money(100 * shortfall) });
    const kind = data.whatif.trips?.kind;
    const hours = [whatif.plan().saved, outcome().saved].map((saved) =>
      count(Math.round(saved / 6000)),
    );
    return part(
      "people",
      table(["", ...data.years.map(String)], rows),
      shortfall > 0 ? html("p", { class: "bad" }, lacking) : null,
      ...(kind ? [hoursLine(geoplan.word("service", kind), hours)] : []),
      ...(data.part ? [html("p", {}, geoplan.word("scenario", "township_only"))] : []),
    );
  }

  function hoursLine(service, [plan, now]) {
    const isSame = plan === now;
    const told = say("hours", { service, value: isSame ? now : `${plan} → ${now}` });
    return html("p", {}, isSame ? say("hours_same", { told }) : told);
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

  /** Sites and villages that the choices concern, by name, and how many people of each. */
  function whoIsAffected() {
    const { sites } = outcome();
    const said = [
      sites.length ? under("sites", sites.length, listed("site", sites)) : null,
      ...whatif.CHANGES.map(villagesWith),
      ...made().map(nobodyGains),
      geoplan.idleRoads(),
    ].filter(Boolean);
    return part("who", ...(said.length ? said : [html("p", {}, "—")]));
  }

  function under(code, amount, names) {
    const heading = html("h3", { class: code }, `${say(code)} (${amount})`);
    return html("div", {}, heading, html("p", {}, ...names));
  }

  /** Villages with people for whom something changes, each with how many; null for none. */
  function villagesWith(code) {
    const rows = outcome()[code];
    if (!rows.length) return null;
    const names = rows.flatMap(({ village, people }, place) => [
      place ? geoplan.comma() : "",
      jump("village", village, geoplan.nameOf("village", village)),
      `\u00a0${peopleUnit(people).replace(" ", "\u00a0")}`,
      code === "losing" && outcome().villageYear[village] !== null ? say("half_keep") : "",
    ]);
    const total = rows.reduce((sum, { people }) => sum + people, 0);
    return under(code, peopleUnit(total), names);
  }

  /** That nobody gains by a road, and why; null where that is not so. */
  function nobodyGains({ project }) {
    const why = geoplan.whyNobody(project);
    if (!why) return null;
    const said = [jump("project", project, roadName(project)), say("because"), ...why];
    return html("p", { class: "bad nobody" }, ...geoplan.held(said));
  }

  const peopleUnit = (people) => geoplan.say("people_unit", { n: count(Math.round(people)) });

  // ---- money --------------------------------------------------------------------------------

  /** Funds and years: a bar of what is used of what is there; over it what is lacking, if anything. */
  function fundTable(all) {
    const { years, whatif: tables } = geoplan.data;
    const every = [...tables.funds.name.keys()];
    const shown = every.filter((fund) => all || concerned(fund));
    const rows = shown.map((fund) => line(fundName(fund), ...years.map((_, t) => purse(fund, t))));
    const others = every.filter((fund) => !concerned(fund)).length;
    const more = others > 0 ? otherFunds(others) : null;
    const funds = shown.length ? table([say("fund"), ...years.map(yearHead)], rows) : null;
    const isShort = outcome().money.shortfall > 0;
    const [first, last] = isShort ? [unpaid(), warning(whoIsShort().join(" · "))] : [];
    return part("money", ...[first, funds, last, carriedOn(shown), more].filter(Boolean));
  }

  /** A year, and what is lacking in it, over the funds that are used up. */
  function yearHead(year) {
    const own = outcome().money.short.filter((stage) => stage.year === year);
    const hundreds = own.reduce((sum, { missing }) => sum + missing, 0);
    if (hundreds === 0) return String(year);
    const lacking = `${say("lacking")} ${geoplan.moneyFigure(100 * hundreds)}`;
    return html("span", {}, `${year} `, html("b", { class: "bad lacking" }, lacking));
  }

  /** Name of a fund, and what it pays. */
  function fundName(fund) {
    const { funds, offers } = geoplan.data.whatif;
    const pays = (stage) =>
      offers.component.some((one, offer) => one === stage && offers.fund[offer] === fund);
    const stages = geoplan.STAGES.filter(pays);
    const words = stages.map((stage) => geoplan.word("component", stage)).join(geoplan.comma());
    return say("fund_pays", { fund: geoplan.called(funds.name[fund]), stages: words });
  }

  /** What is left of some funds and carried on to the next year; null for nothing. */
  function carriedOn(funds) {
    const { years, whatif: tables } = geoplan.data;
    const said = funds.flatMap((fund) =>
      years.slice(0, -1).flatMap((year, t) => {
        const { carried, exhausted } = outcome().money;
        const left = carried[fund][t];
        const name = geoplan.called(tables.funds.name[fund]);
        const values = { fund: name, year, next: years[t + 1], money: money(100 * left) };
        return left > 0 && !exhausted[fund][t] ? [say("carried_on", values)] : [];
      }),
    );
    return said.length ? html("p", {}, said.join(" · ")) : null;
  }

  /** Whether the choices change what a fund pays, or use it up. */
  function concerned(fund) {
    const { used, exhausted } = outcome().money;
    const planned = whatif.plan().money.used[fund];
    return used[fund].some((one, t) => one !== planned[t]) || exhausted[fund].some(Boolean);
  }

  /** Button for the funds that the choices leave as they are. */
  function otherFunds(n) {
    const state = { class: "inline", "aria-expanded": String(allFunds) };
    return button(
      "all-funds",
      say(allFunds ? "funds_less" : "funds_same", { n }),
      foldFunds,
      state,
    );
  }

  function purse(fund, t) {
    const { used, available, carried } = outcome().money;
    const [spent, there] = [used[fund][t], available[fund][t]];
    const figure = (hundreds) => geoplan.moneyFigure(100 * hundreds);
    const bar = html("div", { class: "purse" }, `${figure(spent)} / ${figure(there)}`);
    const before = t > 0 ? carried[fund][t - 1] : 0;
    const year = geoplan.data.years[t - 1];
    if (before > 0) bar.title = say("carried_in", { year, money: money(100 * before) });
    bar.style.backgroundSize = `${there > 0 ? (100 * spent) / there : 0}% 100%`;
    return bar;
  }

  /** Which funds have nothing more to give where money is missing: used up, or needed later. */
  function whoIsShort() {
    const { years, whatif: tables } = geoplan.data;
    const { carried, exhausted } = outcome().money;
    const empty = tables.funds.name.flatMap((name, fund) =>
      years.flatMap((year, t) => {
        if (!exhausted[fund][t]) return [];
        const left = t < years.length - 1 ? carried[fund][t] : 0;
        const values = { fund: geoplan.called(name), year, money: money(100 * left) };
        return [say(left > 0 ? "reserved" : "exhausted", values)];
      }),
    );
    return empty.length ? empty : [say("nobody_may_pay")];
  }

  /** Stages that cannot be paid in full, road by road. */
  function unpaid() {
    const { short } = outcome().money;
    const roads = [...new Set(short.map(({ project }) => project))].map((project) => {
      const own = short.filter((stage) => stage.project === project);
      const stages = own.map(({ component }) => geoplan.word("component", component));
      return say("unpaid_stage", { road: roadName(project), stage: stages.join(geoplan.comma()) });
    });
    return warning(say("unpaid") + roads.join(geoplan.comma()));
  }

  const warning = (text) => html("p", { class: "bad" }, text);
})();
