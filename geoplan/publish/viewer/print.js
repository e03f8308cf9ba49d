/* The A3 sheet that a browser prints: the map, beside it what it means, and as many more sheets as
 * the words need: nothing is left out. */
"use strict";

(function () {
  const { html, say, word } = geoplan;
  const PAPERS = ["landscape", "portrait"];
  const UPRIGHT = "@page { size: 297mm 420mm; }"; // after the page's own rule in print.css
  const UPRIGHT_GAIN = 1.15;
  const GAP_PX = 8; // between two maps, as in print.css
  const SIZES = ["11pt", "10pt", "9pt"];
  const LAYOUTS = ["page", "page wide", "page wider"]; // words in one column, in two, in three
  const LONG_SIZE = "10pt"; // of words that need more than one sheet
  const SPLITS = ".words, .chosen, .again, .folded, .parts, .part, .legend, ul, ol"; // boxes that sheets may share
  const MOST_NAMED = 2; // roads that a title names of those that the meeting takes out or puts in
  const NOT_LAST = "h2, h3, .again > p, .price_of"; // words that need others below them

  /** Make the sheets when the browser prints, and take them away afterwards. */
  geoplan.listenToPrinter = function () {
    window.addEventListener("beforeprint", addSheets);
    window.addEventListener("afterprint", removeSheets);
  };

  function removeSheets() {
    const sheet = document.getElementById("sheet");
    if (sheet) sheet.remove();
  }

  /** Title, maps, explanation and credits; the words that are left on further sheets. */
  function addSheets() {
    removeSheets();
    const { compare, step } = geoplan.state;
    const steps = compare ? [0, step] : [step];
    const sheet = html("section", { id: "sheet" });
    document.body.append(sheet);
    const chosen = explainChosen();
    const maps = html("div", { class: "maps" });
    const words = html("div", { class: "words" }, ...explanation(chosen));
    const page = html("section", { class: "page" }, title(chosen), maps, words, credits());
    sheet.append(page);
    const name = chosen?.querySelector("h3").textContent ?? say("legend");
    if (!fitPaper(sheet, steps.length)) continueWords(sheet, words, name);
    sheet.classList.remove("measured");
    const { width, height } = roomOf(page, steps.length);
    for (const one of steps) geoplan.addPicture(maps, one, width, height);
    if (!page.matches(".wider")) page.style.gridTemplateColumns = "max-content minmax(0, 1fr)";
  }

  // ---- room -----------------------------------------------------------------------------------

  /** Turn the paper upright where that shows clearly more of the map, and lay out the words; whether
   *  they have room. */
  function fitPaper(sheet, number) {
    const page = sheet.firstElementChild;
    const fits = (paper) => {
      sheet.className = `measured ${paper}`;
      return fitWords(page, page.querySelector(".words"));
    };
    const scales = PAPERS.map((paper) => {
      fits(paper);
      const { width, height } = roomOf(page, number);
      return geoplan.paperScale(width, height);
    });
    const isUpright = scales[1] > UPRIGHT_GAIN * scales[0];
    if (isUpright) sheet.append(html("style", {}, UPRIGHT));
    return fits(PAPERS[Number(isUpright)]);
  }

  /** Room of each of some maps beside each other, or below where words take much of the width. */
  function roomOf(page, number) {
    const { clientWidth, clientHeight } = page.querySelector(".maps");
    const [columns, rows] = page.matches(".wider") ? [1, number] : [number, 1];
    const width = Math.floor((clientWidth - GAP_PX * (columns - 1)) / columns) - 1;
    return { width, height: Math.floor((clientHeight - GAP_PX * (rows - 1)) / rows) };
  }

  function overflows({ scrollHeight, clientHeight, scrollWidth, clientWidth }) {
    return scrollHeight > clientHeight || scrollWidth > clientWidth;
  }

  /** Give the words as much room as they need: smaller letters first, then more columns, then legend
   *  and choices in two pieces; two columns where they need further sheets anyway. Whether they have
   *  room. */
  function fitWords(page, words) {
    for (const boxes of ["words whole", "words"]) {
      words.className = boxes;
      for (const layout of LAYOUTS) {
        page.className = layout;
        for (const size of SIZES) {
          words.style.fontSize = size;
          if (!overflows(words)) return true;
        }
      }
    }
    page.className = LAYOUTS[1];
    return false;
  }

  /** Go on with the words that have no room on sheets of their own. */
  function continueWords(sheet, words, name) {
    words.style.fontSize = LONG_SIZE;
    let full = words;
    while (overflows(full)) {
      const rest = html("div", { class: "words" });
      const heading = html("header", {}, html("h1", {}, `${name} · ${say("continued")}`));
      rest.style.fontSize = LONG_SIZE;
      sheet.append(html("section", { class: "page more" }, heading, rest, credits()));
      if (!spill(full, rest)) return;
      full = rest;
    }
  }

  /** Move what has no room from the end of a box to the start of another; whether any moved. */
  function spill(box, rest) {
    const twins = new Map([[box, rest]]);
    const twin = (one) => {
      if (!twins.has(one)) {
        twins.set(one, one.cloneNode(false));
        twin(one.parentElement).prepend(twins.get(one));
      }
      return twins.get(one);
    };
    let last = lastPiece(box);
    while (last !== box.firstElementChild && (overflows(box) || last.matches(NOT_LAST))) {
      const home = last.parentElement;
      twin(home).prepend(last);
      removeEmpty(home, box);
      last = lastPiece(box);
    }
    return rest.hasChildNodes();
  }

  /** The last thing in a box that a sheet shows whole. */
  function lastPiece(box) {
    let piece = box;
    while (piece.matches(SPLITS) && piece.lastElementChild) piece = piece.lastElementChild;
    return piece;
  }

  /** Take away boxes that nothing is left in, up to one that stays. */
  function removeEmpty(box, outermost) {
    let empty = box;
    while (empty !== outermost && !empty.hasChildNodes()) {
      const around = empty.parentElement;
      empty.remove();
      empty = around;
    }
  }

  // ---- words ----------------------------------------------------------------------------------

  /** What is selected as it is told on paper, null for nothing: all unfolded, no buttons. */
  function explainChosen() {
    const { selection } = geoplan.state;
    if (!selection) return null;
    const notes = [...geoplan.scenarioNote(selection), ...geoplan.whatifNote(selection)];
    const answers = geoplan.plannedAgain(geoplan.explain(selection));
    const chosen = html("div", { class: "chosen" }, ...notes, ...answers);
    if (geoplan.shown.choices) {
      for (const answer of chosen.querySelectorAll(".verdict b")) {
        answer.prepend(word("whatif", "by_plan"));
      }
    }
    return onPaper(chosen);
  }

  /** A part of the page for paper: details unfolded, links as plain words, no controls. */
  function onPaper(part) {
    for (const control of part.querySelectorAll(".choices, [data-key]:not([data-key^=jump])")) {
      control.remove();
    }
    for (const link of part.querySelectorAll("button")) {
      const style = { class: link.className, style: link.style.cssText };
      link.replaceWith(html("span", style, ...link.childNodes));
    }
    for (const details of part.querySelectorAll("details")) {
      const [summary, ...rest] = details.childNodes;
      const heading = html("h4", {}, ...summary.childNodes);
      details.replaceWith(html("div", { class: "folded" }, heading, ...rest));
    }
    return part;
  }

  /** What the meeting asks, in short: which roads out, which in, which in another year. */
  function askedInShort() {
    const { data, shown } = geoplan;
    const kindOf = ({ project, decision }) => {
      if (decision === "out") return "take_out";
      return data.projects.surface_year[project] === null ? "put_in" : "move";
    };
    const told = ["take_out", "put_in", "move"].flatMap((kind) => {
      const own = shown.choices.filter((choice) => kindOf(choice) === kind);
      if (!own.length) return [];
      const named = own.slice(0, MOST_NAMED);
      const names = named.map(({ project }) => geoplan.nameOf("project", project));
      const others = own.length > named.length ? word("whatif", "others", { n: own.length }) : "";
      return [`${word("whatif", kind)} ${names.join(geoplan.comma())}${others}`];
    });
    return word("whatif", "asked", { told: told.join(word("whatif", "and")) });
  }

  /** What the meeting asks, else what is selected and its answer, or the question; whose plan, and
   *  what kind of sheet it is. */
  function title(chosen) {
    const { data, shown, state } = geoplan;
    const county = document.getElementById("title").textContent;
    const question = say(`question_${state.view}`);
    const name = chosen?.querySelector("h3").textContent;
    const answer = chosen?.querySelector(".verdict b")?.textContent ?? "";
    const flags = [
      ...(shown.choices ? [["what-if", word("whatif", "banner")]] : []),
      ...(data.about.made_up ? [["made-up", say("made_up")]] : []),
      ...(data.fundsAssumed ? [["funds-assumed", say("funds_assumed")]] : []),
      data.public ? ["public", say("public")] : ["internal", say("internal")],
    ];
    const marks = flags.map(([kind, text]) => html("b", { class: `flag ${kind}` }, text));
    const lines = [
      ...(shown.choices ? [askedInShort()] : []),
      ...(name ? [`${name}  ${answer}`, `${county} · ${question}`] : [`${county}  ${question}`]),
    ];
    const [first, ...rest] = lines;
    return html(
      "header",
      {},
      html("h1", {}, first),
      html("div", { class: "flags" }, ...marks),
      rest.length ? html("p", {}, rest.join(" · ")) : null,
    );
  }

  /** Totals, what is asked, legend and what is selected, as on the screen. */
  function explanation(chosen) {
    const copy = (id) => [...document.getElementById(id).cloneNode(true).childNodes];
    const asked = geoplan.shown.choices ? onPaper(geoplan.whatifSummary()) : null;
    return [
      html("p", { class: "sum" }, ...copy("totals")),
      ...(asked ? [asked] : []),
      html("div", { class: "legend" }, html("h2", {}, say("legend")), ...copy("legend")),
      ...(chosen ? [chosen] : []),
    ];
  }

  function credits() {
    const said = ["#foot strong", "#plan-name", "#review"].map(
      (one) => document.querySelector(one).textContent,
    );
    const date = new Date().toLocaleDateString("sv-SE");
    const all = [...said, document.getElementById("sources").title, say("printed", { date })];
    return html("footer", {}, ...all.map((text) => html("span", {}, text)));
  }
})();
