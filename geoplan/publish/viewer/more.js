/* Boxes that scroll say so: a fade at their bottom while there is more below, a line under the head
 * of the panel while there is more above. */
"use strict";

(function () {
  const BOXES = ["why", "found", "side"];
  const LEFT_PX = 6; // less than this below the edge is not worth a fade

  function mark(box) {
    const below = box.scrollHeight - box.clientHeight - box.scrollTop;
    box.classList.toggle("more", below > LEFT_PX);
    box.classList.toggle("scrolled", box.scrollTop > 0);
  }

  /** Watch the boxes: scrolled, filled anew, unfolded or made larger. */
  geoplan.listenToBoxes = function () {
    for (const box of BOXES.map((id) => document.getElementById(id))) {
      const again = () => mark(box);
      box.addEventListener("scroll", again, { passive: true });
      box.addEventListener("toggle", again, { capture: true });
      new MutationObserver(again).observe(box, { childList: true, subtree: true });
      new ResizeObserver(again).observe(box);
    }
  };
})();
