/* The keyboard: 1 2 3 questions, arrows and + - the map, / the search, Esc closes. */
"use strict";

(function () {
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

  /** Close what is open: first the list of the search, then the panel. */
  function close() {
    const typing = document.getElementById("found").hasChildNodes();
    geoplan.closeFound();
    if (!typing) geoplan.select(null);
  }

  /** What a key does, null for a key that does nothing here. */
  function action(key) {
    const { map } = geoplan;
    if (PANS[key]) return () => map.panBy(PANS[key], { animate: false });
    if (ZOOMS[key]) return () => map.setZoom(map.getZoom() + ZOOMS[key] * map.options.zoomDelta);
    if (key === "/") return () => document.getElementById("search").select();
    const question = document.querySelectorAll("[data-view]")[Number(key) - 1];
    return question ? () => question.click() : null;
  }

  /** Wire the keyboard; boxes, lists and the panel keep their own keys. */
  geoplan.listenToKeys = function () {
    geoplan.map.keyboard.disable();
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return close();
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.closest(PANS[event.key] ? OWN_ARROWS : OWN_KEYS)) return;
      const act = action(event.key);
      if (!act) return;
      event.preventDefault();
      act();
    });
  };
})();
