/* Side by side, travel time: whose minutes change between today and the plan. */
"use strict";

(function () {
  const { amount, count, say, style } = geoplan;
  const LOOKS = { faster: [], reached: [], slower: [3, 3] };
  const RING_PX = 4.5; // from the edge of the symbol

  /** Whether changes are shown: travel times of one plan, now and after. */
  geoplan.showsChanges = function () {
    const { state } = geoplan;
    const planned = geoplan.planStep() > 0;
    return state.compare && planned && state.view === "access" && state.against === null;
  };

  /** What happens to the minutes of a village: faster, reached, slower or null; and by how many. */
  function changeOf(village) {
    const [now, after] = ["now", "after"].map((moment) => geoplan.minutesAt(village, moment));
    if (now === null || after === null || now === after) return [null, 0];
    if (now === "inf") return ["reached", 0];
    if (after === "inf") return ["slower", 0];
    return [after < now ? "faster" : "slower", Math.abs(now - after)];
  }

  /** Rings around the villages whose minutes change; broken where they get more. */
  geoplan.ringChanges = function (context, view) {
    const { villages } = geoplan.data;
    villages.name.forEach((_, village) => {
      const [kind] = changeOf(village);
      const point = kind && geoplan.pixel(villages, village, view);
      if (!point) return;
      const radius = style.village(village).radius * style.scale(view) + RING_PX;
      for (const [colour, width] of [
        ["#fff", 4.5],
        [style.ink, 2],
      ]) {
        context.setLineDash(colour === style.ink ? LOOKS[kind] : []);
        context.beginPath();
        context.arc(point.x, point.y, radius, 0, 2 * Math.PI);
        context.lineWidth = width;
        context.strokeStyle = colour;
        context.stroke();
      }
    });
    context.setLineDash([]);
  };

  /** People of the villages with each change, and their minutes saved. */
  function peopleByChange() {
    const told = { faster: [], reached: [], slower: [] };
    geoplan.data.villages.people.forEach((people, village) => {
      const [kind, minutes] = changeOf(village);
      if (kind) told[kind].push([people, minutes]);
    });
    return told;
  }

  const peopleOf = (some) => geoplan.sum(some.map(([people]) => people));

  /** Rows of the legend for the rings that are on the map. */
  geoplan.changeRows = function () {
    return Object.entries(peopleByChange())
      .filter(([, some]) => some.length)
      .map(([kind, some]) => ({
        ring: { radius: 9, dash: LOOKS[kind] },
        text: say(`change_${kind}`),
        value: count(peopleOf(some)),
      }));
  };

  /** How many people gain how much, in words. */
  geoplan.changeTotals = function () {
    const told = peopleByChange();
    return Object.entries(told)
      .filter(([, some]) => some.length)
      .map(([kind, some]) => {
        const people = some.reduce((sum, [cell]) => sum + amount(cell), 0);
        const saved = some.reduce((sum, [cell, minutes]) => sum + amount(cell) * minutes, 0);
        const minutes = Math.max(1, Math.round(saved / Math.max(1, people)));
        return say(`totals_${kind}`, { people: count(peopleOf(some)), minutes });
      });
  };
})();
