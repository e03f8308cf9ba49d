/* The keyboard: 1 2 3 questions, arrows + - 0 the map, / the search, Esc closes, ? says so. */
"use strict";

(function () {
  const { html } = geoplan;
  const STEP_PX = 120;
  const PANS = {
    ArrowLeft: [-STEP_PX, 0],
    ArrowRight: [STEP_PX, 0],
    ArrowUp: [0, -STEP_PX],
    ArrowDown: [0, STEP_PX],
  };
  const ZOOMS = { "+": 1, "=": 1, "-": -1, _: -1 };
  const OWN_KEYS = "input:not([type=checkbox], [type=range]), select";
  const OWN_ARROWS = "input:not([type=checkbox]), select, #why";
  const { byId } = geoplan;

  /** Close what is open: the list of keys, then the list of the search, then the panel. */
  function close() {
    if (byId("help").getAttribute("aria-expanded") === "true") return help();
    const typing = byId("found").hasChildNodes();
    geoplan.closeFound();
    if (!typing) geoplan.closePanel();
  }

  /** Show or hide the list of keys. */
  function help() {
    const open = byId("help").getAttribute("aria-expanded") === "true";
    byId("help").setAttribute("aria-expanded", String(!open));
    byId("keys").hidden = open;
  }

  /** Write what the words mean and what the keys do. */
  geoplan.showKeys = function () {
    const lists = ["terms_list", "keys_list"].map((code) => {
      const rows = geoplan.say(code).split("; ");
      const cells = rows.flatMap((row) => {
        const [said, means] = row.split(": ");
        return [html("dt", {}, said), html("dd", {}, means)];
      });
      return html("dl", { class: "facts" }, ...cells);
    });
    byId("keys").replaceChildren(...lists);
  };

  /** What a key does, null for a key that does nothing here. */
  function action(key) {
    const { map } = geoplan;
    if (PANS[key]) return () => map.panBy(PANS[key], { animate: false });
    if (ZOOMS[key]) return () => map.setZoom(map.getZoom() + ZOOMS[key] * map.options.zoomDelta);
    if (key === "0" || key === "Home") return geoplan.showCounty;
    if (key === "?") return help;
    if (key === "/") return () => byId("search").select();
    const question = document.querySelectorAll("[data-view]")[Number(key) - 1];
    return question && !question.hidden ? () => question.click() : null;
  }

  /** Wire the keyboard; boxes, lists and the panel keep their own keys. */
  geoplan.listenToKeys = function () {
    geoplan.map.keyboard.disable();
    byId("help").addEventListener("click", help);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close();
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const scrolls = PANS[event.key] || event.key === "Home";
      if (event.target.closest(scrolls ? OWN_ARROWS : OWN_KEYS)) return;
      const act = action(event.key);
      if (!act) return;
      event.preventDefault();
      act();
    });
  };
})();
