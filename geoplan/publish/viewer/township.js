/* A township: where it is, and what the plan does there. */
"use strict";

(function () {
  const { amount, count, html, say } = geoplan;

  /** Rows of the villages of a township. */
  geoplan.villagesOfTownship = function (row) {
    const { township } = geoplan.data.villages;
    return [...township.keys()].filter((village) => township[village] === row);
  };

  /** Sum of counts as far as they are told. */
  geoplan.sum = (cells) => cells.reduce((sum, cell) => sum + amount(cell), 0);

  /** Contents of the panel for a township. */
  geoplan.explainTownship = function (row) {
    const { townships, villages } = geoplan.data;
    const own = geoplan.villagesOfTownship(row);
    const people = geoplan.sum(own.map((village) => villages.people[village]));
    const facts = [villageFacts(own), moveFacts(own)].filter(Boolean);
    const roads = roadsOf(row);
    return [
      html("h3", {}, geoplan.called(townships.name[row])),
      html("p", { class: "where" }, say("people_unit", { n: count(people) })),
      html("ul", { class: "said" }, ...facts.map((text) => html("li", {}, text))),
      html("h2", {}, say("township_roads", { n: roads.length, km: kilometres(roads) })),
      ...roads.map(roadLink),
    ];
  };

  function villageFacts(own) {
    const { connected_now: now, connected_year: years } = geoplan.data.villages;
    const before = own.filter((village) => now[village]).length;
    const after = own.filter((village) => now[village] || years[village] !== null).length;
    const year = geoplan.data.years.at(-1);
    return say("township_villages", { n: own.length, now: before, after, year });
  }

  /** Who moves, as far as groups are told; null for nobody. */
  function moveFacts(own) {
    const { groups } = geoplan.data;
    const moving = [...groups.year.keys()].filter(
      (group) => groups.year[group] !== null && own.includes(groups.village[group]),
    );
    const [households, people] = ["households", "people"].map((column) =>
      count(geoplan.sum(moving.map((group) => groups[column][group]))),
    );
    return moving.length ? say("township_moves", { households, people }) : null;
  }

  /** Projects of a township that the plan begins, in the order of their years. */
  function roadsOf(row) {
    const { selected, township } = geoplan.data.projects;
    return [...township.keys()]
      .filter((project) => township[project] === row && selected[project])
      .sort((a, b) => yearOf(a) - yearOf(b));
  }

  function yearOf(row) {
    const { surface_year: surfaces, subgrade_year: subgrades } = geoplan.data.projects;
    return surfaces[row] ?? subgrades[row];
  }

  function kilometres(rows) {
    const { length_m: lengths } = geoplan.data.projects;
    return (rows.reduce((metres, row) => metres + lengths[row], 0) / 1000).toFixed(1);
  }

  /** One planned road, with the colour of its year. */
  function roadLink(row) {
    const name = geoplan.nameOf("project", row);
    const link = geoplan.jump("project", row, "link", `${yearOf(row)} · `, name);
    link.style.borderLeftColor = geoplan.style.year(yearOf(row));
    return link;
  }
})();
