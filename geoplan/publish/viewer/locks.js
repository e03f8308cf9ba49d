/* locks.csv: the meeting's choices saved, and read back in at the next meeting. */
"use strict";

(function () {
  const { byId, count, html, whatif } = geoplan;
  const { say, made, outcome, ask, moneyState } = geoplan.meeting;
  const COLUMNS = ["kind", "id", "decision", "year", "note"];
  const NEEDED = ["kind", "id", "decision"];
  const HEADER_ROWS = 20; // titles may stand above the names of the columns
  const BRACKETS = /[([][^)\]]*[)\]]/g;
  const YEAR = /^((?:19|20)\d\d)(?:\.0+|年.*|[-/.]\d{1,2}(?:[-/.]\d{1,2}.*)?)?$/;
  let saved = null; // the choices that were saved last
  let opened = null; // what the last file held: number of choices, faults; null before any

  // ---- saving -------------------------------------------------------------------------------

  /** Download the choices as the locks that "geoplan plan --locks" reads. */
  geoplan.saveLocks = function () {
    const lines = [COLUMNS, ...made().map(lock)].map((row) => row.map(quoted).join(","));
    const file = new Blob(["\ufeff", ...lines.map((text) => `${text}\r\n`)], { type: "text/csv" });
    const link = html("a", { href: URL.createObjectURL(file), download: "locks.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = made();
    geoplan.showWhatif();
    document.querySelector('[data-key="save"]').focus();
  };

  /** One choice as a row; its note says of which plan, and what the room saw. */
  function lock({ project, decision, year }) {
    const people = [geoplan.data.totals.at(-1).people, whatif.toldPeople(outcome()).at(-1)];
    const [planned, now] = people.map(count);
    const seen = { name: geoplan.nameOf("project", project), hash: geoplan.data.hash };
    const note = say("note", { ...seen, planned, now, money: moneyState() });
    return ["road", geoplan.data.projects.id[project], decision, String(year ?? ""), note];
  }

  /** A cell of a CSV file on one line. */
  function quoted(text) {
    const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
    return /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
  }

  /** That the present choices were saved, and what becomes of the file. */
  geoplan.savedNote = function () {
    if (saved !== made()) return [];
    const told = [say("saved", { n: saved.length })];
    if (!geoplan.data.public) told.push(say("saved_how"));
    return [html("p", { class: "saved better", role: "status" }, told.join(" "))];
  };

  // ---- reading back -------------------------------------------------------------------------

  /** Let a file be chosen, and ask what its choices do. */
  geoplan.listenToLocks = function () {
    const input = html("input", { type: "file", accept: ".csv,.txt" });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      input.value = "";
      if (file) open(decoded(await file.arrayBuffer()));
    });
    byId("open-locks").addEventListener("click", () => input.click());
  };

  /** The button, and what was read. */
  geoplan.showOpened = function () {
    if (!geoplan.isPlanned()) return;
    byId("open-locks").textContent = say("open");
    byId("open-locks").title = say("open_title");
    if (!opened) return byId("opened").replaceChildren();
    const { n, faults } = opened;
    byId("opened").replaceChildren(
      say("opened", { n }),
      ...faults.map((fault) => html("span", { class: "bad" }, fault())),
    );
  };

  /** Text of a file as browsers save it, or as a Chinese spreadsheet does. */
  function decoded(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("gb18030").decode(bytes);
    }
  }

  /** Take the choices of a file for those of the meeting; say which lines are none. */
  function open(text) {
    const rows = records(text);
    const [choices, faults] = rows ? choicesOf(rows) : [[], [() => say("open_columns")]];
    opened = { n: choices.length, faults };
    if (!choices.length) return geoplan.showOpened();
    ask(choices);
    geoplan.showPlaces(choices.map(({ project }) => ({ kind: "project", row: project })));
  }

  /** Rows of a CSV text by their column, in our words; null without the columns of locks. */
  function records(text) {
    const rows = cells(text);
    const top = rows.slice(0, HEADER_ROWS);
    const from = top.findIndex((row) => row.filter(columnOf).length >= 2);
    const named = rows[from]?.map(columnOf) ?? [];
    if (NEEDED.some((name) => !named.includes(name))) return null;
    const place = (name) => (rows[from].includes(name) ? rows[from] : named).indexOf(name);
    return rows.slice(from + 1).flatMap((row) => {
      const told = COLUMNS.map((name) => [name, ours(name, row[place(name)] ?? "")]);
      const filled = told.some(([name, cell]) => cell && name !== "note");
      return filled ? [Object.fromEntries(told)] : [];
    });
  }

  /** Which of our columns a heading names; undefined for none. */
  function columnOf(heading) {
    const name = ours("column", heading);
    return COLUMNS.find((one) => one === name);
  }

  /** Our word for a heading, kind or decision as people write it; what is unknown as it is. */
  function ours(what, cell) {
    const words = Object.entries(geoplan.data.lockWords[what] ?? {});
    const folded = halfWidth(cell).replace(/\s+/g, "").toLowerCase();
    const plain = folded.replace(BRACKETS, "") || folded;
    return words.find(([our, theirs]) => [our, ...theirs].includes(plain))?.[0] ?? cell;
  }

  /** Text without the apostrophe that makes a sheet take it for text; digits and letters narrow. */
  function halfWidth(text) {
    return text.replace(/^'/, "").normalize("NFKC").trim();
  }

  /** Cells of a text, trimmed, row by row; commas, tabs or semicolons part them. */
  function cells(text) {
    const often = (sign) => text.slice(0, 2000).split(sign).length;
    const sign = [",", "\t", ";"].reduce((one, other) => (often(other) > often(one) ? other : one));
    const cell = `("(?:[^"]|"")*"|[^${sign}\\r\\n]*)(${sign}|\\r\\n|\\n|\\r|$)`;
    const rows = [[]];
    for (const [, raw, end] of text.matchAll(new RegExp(cell, "g"))) {
      const whole = /^".*"$/s.test(raw) ? raw.slice(1, -1).replaceAll('""', '"') : raw;
      rows.at(-1).push(whole.trim());
      if (end !== sign) rows.push([]);
    }
    return rows;
  }

  /** Choices, and why the other rows are none, as functions that say it. */
  function choicesOf(rows) {
    const choices = [];
    const faults = [];
    for (const row of rows) {
      const id = halfWidth(row.id);
      const project = geoplan.data.projects.id.findIndex((one) => halfWidth(one) === id);
      const choice = { project, decision: row.decision, year: yearOf(row, project, choices) };
      const twice = choices.some((one) => one.project === project);
      const fault = twice ? () => say("open_twice") : faultOf(row, choice);
      if (fault) faults.push(() => say("open_fault", { id: row.id || "—", why: fault() }));
      else choices.push(choice);
    }
    return [choices, faults];
  }

  /** Year of a row: as written, else the plan's, else as soon as it can be paid. */
  function yearOf({ decision, year }, project, choices) {
    if (decision !== "in") return null;
    if (year) return Number(halfWidth(year).match(YEAR)?.[1]);
    const planned = geoplan.data.projects.surface_year[project];
    return planned ?? (project < 0 ? null : (whatif.firstYear(project, choices) ?? null));
  }

  /** Function that says why a row is no choice; null where it is one. */
  function faultOf({ kind, decision }, choice) {
    const { project, year } = choice;
    if (kind !== "road") return () => say("open_kind");
    if (project < 0) return () => say("open_unknown");
    if (!["in", "out"].includes(decision)) return () => say("open_decision", { decision });
    const late = decision === "in" && year !== null && !geoplan.data.years.includes(year);
    if (late) return () => say("open_year", { years: geoplan.data.years.join(geoplan.comma()) });
    const code = whatif.refusal(choice);
    return code ? () => geoplan.refusalWords(project, year, code) : null;
  }
})();
