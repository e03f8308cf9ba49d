/* Which roads join whom to the paved network, year by year. */
"use strict";

(function () {
  const TODAY = 0; // "year" in which what is joined already was joined
  geoplan.TODAY = TODAY;

  /** Function from surface years to the year in which each paved piece of today is joined to the
   *  paved network; null for never. */
  geoplan.joining = function () {
    const { years } = geoplan.data;
    const links = linksByPiece();
    return (surface) => {
      const joined = new Array(links.length).fill(null);
      const waiting = new Map([TODAY, ...years].map((year) => [year, []])); // pieces to join
      waiting.get(TODAY).push(0);
      for (const [year, pieces] of waiting) {
        while (pieces.length) {
          const piece = pieces.pop();
          if (joined[piece] !== null) continue;
          joined[piece] = year;
          for (const { to, project, fixed } of links[piece]) {
            if (joined[to] !== null) continue;
            const built = project === null ? fixed : surface[project];
            if (built !== null) waiting.get(Math.max(built, year))?.push(to);
          }
        }
      }
      return joined;
    };
  };

  /** Roads from each piece to others: of which project, or built in which year in any case. */
  function linksByPiece() {
    const { roads, whatif: tables } = geoplan.data;
    const { links: own, fixed, groups, sites } = tables;
    const ends = [own.a, own.b, fixed.a, fixed.b, groups.piece, sites.piece];
    const links = Array.from({ length: 1 + ends.flat().reduce(larger, 0) }, () => []);
    const add = (a, b, built) => {
      if (a === b) return;
      links[a].push({ to: b, ...built });
      links[b].push({ to: a, ...built });
    };
    own.road.forEach((road, link) => {
      add(own.a[link], own.b[link], { project: roads.project[road], fixed: null });
    });
    fixed.year.forEach((year, link) => {
      add(fixed.a[link], fixed.b[link], { project: null, fixed: year });
    });
    return links;
  }

  const larger = (a, b) => Math.max(a, b);
})();
