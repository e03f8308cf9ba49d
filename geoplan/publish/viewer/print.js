/* The A3 sheet that a browser prints: the map on a canvas of its own, beside it what it means. */
"use strict";

(function () {
  const { html, say } = geoplan;
  const DOTS = 2; // canvas pixels per CSS pixel: 192 dots per inch
  const PAPER = "#eceae4";
  const EARTH_M = 40075016.686;
  const SCALE_BAR_PX = 150;
  const SIZES = ["11pt", "10pt", "9pt"];

  /** Make the sheet when the browser prints, and take it away afterwards. */
  geoplan.listenToPrinter = function () {
    window.addEventListener("beforeprint", addSheet);
    window.addEventListener("afterprint", removeSheet);
  };

  function removeSheet() {
    const sheet = document.getElementById("sheet");
    if (sheet) sheet.remove();
  }

  /** Title, maps, explanation and credits on one page. */
  function addSheet() {
    removeSheet();
    const { compare, step } = geoplan.state;
    const maps = html("div", { class: "maps" });
    const words = html("div", { class: "words" }, ...explanation());
    for (const folded of words.querySelectorAll("details")) folded.open = true;
    const sheet = html("section", { id: "sheet" }, title(), maps, words, credits());
    document.body.append(sheet);
    fitWords(sheet, words);
    const steps = compare ? [0, step] : [step];
    const width = Math.floor(maps.clientWidth / steps.length);
    maps.append(...steps.map((one) => picture(one, width - 1, maps.clientHeight)));
  }

  /** Give the words as much room as they need: smaller letters first, then a second column. */
  function fitWords(sheet, words) {
    for (const wide of [false, true]) {
      sheet.classList.toggle("wide", wide);
      for (const size of SIZES) {
        words.style.fontSize = size;
        const { scrollHeight, clientHeight, scrollWidth, clientWidth } = words;
        if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) return;
      }
    }
  }

  function title() {
    const { data, state } = geoplan;
    const edition = say(data.public ? "public" : "internal");
    const question = say(`question_${state.view}`);
    return html(
      "header",
      {},
      html("h1", {}, document.getElementById("title").textContent),
      html("h2", {}, question),
      ...(data.about.made_up ? [html("b", {}, say("made_up"))] : []),
      html("b", {}, edition),
    );
  }

  /** Legend, totals and what is selected, as on the screen. */
  function explanation() {
    const copy = (id) => [...document.getElementById(id).cloneNode(true).childNodes];
    const { selection } = geoplan.state;
    return [
      html("p", { class: "sum" }, ...copy("totals")),
      html("h2", {}, say("legend")),
      ...copy("legend"),
      ...(selection ? [html("div", { class: "chosen" }, ...geoplan.explain(selection))] : []),
    ];
  }

  function credits() {
    const said = ["#foot strong", "#plan-name", "#review", "#sources"];
    const date = new Date().toLocaleDateString("sv-SE");
    return html(
      "footer",
      {},
      ...said.map((one) => html("span", {}, document.querySelector(one).textContent)),
      html("span", {}, say("printed", { date })),
    );
  }

  // ---- the map --------------------------------------------------------------------------------

  /** What the screen shows, drawn on a fresh canvas of a given size. */
  function picture(step, width, height) {
    const canvas = html("canvas", { width: width * DOTS, height: height * DOTS });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(DOTS, DOTS);
    context.fillStyle = PAPER;
    context.fillRect(0, 0, width, height);
    const view = paperView(width, height);
    drawRelief(context, view);
    geoplan.drawAt(step, context, view);
    const year = step > 0 ? say("access_by", { year: geoplan.data.years[step - 1] }) : null;
    return html(
      "figure",
      {},
      canvas,
      html("figcaption", {}, year || say("access_now")),
      scaleBar(view),
    );
  }

  /** View in which a sheet shows all that the screen shows. */
  function paperView(width, height) {
    const bounds = geoplan.map.getBounds();
    const first = geoplan.project(bounds.getWest(), bounds.getNorth());
    const last = geoplan.project(bounds.getEast(), bounds.getSouth());
    const scale = Math.min(width / (last.x - first.x), height / (last.y - first.y));
    return {
      zoom: Math.log2(scale),
      scale,
      width,
      height,
      margin: { x: 0, y: 0 },
      dx: (width - (first.x + last.x) * scale) / 2,
      dy: (height - (first.y + last.y) * scale) / 2,
    };
  }

  function drawRelief(context, view) {
    const { relief, reliefOpacity, data, project } = geoplan;
    if (!relief) return;
    const [[south, west], [north, east]] = data.relief.bounds;
    const first = project(west, north);
    const size = project(east, south).subtract(first).multiplyBy(view.scale);
    const [x, y] = [first.x * view.scale + view.dx, first.y * view.scale + view.dy];
    context.globalAlpha = reliefOpacity();
    context.drawImage(relief.getElement(), x, y, size.x, size.y);
    context.globalAlpha = 1;
  }

  /** Bar of a round length, true at the middle of the map. */
  function scaleBar(view) {
    const latitude = (geoplan.map.getCenter().lat * Math.PI) / 180;
    const metresPerPx = (EARTH_M * Math.cos(latitude)) / (256 * view.scale);
    const most = SCALE_BAR_PX * metresPerPx;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = power * [5, 2, 1].find((digit) => digit * power <= most);
    const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
    const bar = html("div", { class: "scale" }, `${say("north")} ↑  ${text}`);
    bar.style.width = `${metres / metresPerPx}px`;
    return bar;
  }
})();
