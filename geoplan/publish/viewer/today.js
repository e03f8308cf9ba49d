/* The panel where nothing is planned: how people get there today, and what hangs on a road. */
"use strict";

(function () {
  const { called, count, html, say, word } = geoplan;
  const NEAR = 1; // place of 30 minutes in people within 15, 30, 45 and 60
  geoplan.today = { village, road, township };

  /** Links on the way of a village to the chosen service in the chosen weather. */
  geoplan.wayTaken = function (row) {
    const { kind, season } = geoplan.state;
    return geoplan.data.villages[`way_${kind}_${season}_now`]?.[row] ?? [];
  };

  /** The answer in one sentence, and what belongs to it. */
  function verdict(isGood, text, ...more) {
    const lines = more.map((one) => html("span", {}, one));
    return html("p", { class: `verdict ${isGood ? "yes" : "no"}` }, html("b", {}, text), ...lines);
  }

  function listed(sentences) {
    return html(
      "ul",
      { class: "said" },
      ...sentences.map((one) => html("li", {}, ...[one].flat())),
    );
  }

  // ---- village ------------------------------------------------------------------------------

  /** Whether vehicles get there when wet, minutes to every kind of service and to the land. */
  function village(row) {
    const { villages } = geoplan.data;
    const where = [
      called(villages.township_name[row]),
      called(villages.admin_village_name[row]),
      geoplan.peopleAndHouseholds(villages.households[row], villages.people[row]),
    ];
    const isOpen = !villages.cut_off_wet[row];
    const only = villages.onlyWay[row] ? [say("only_way")] : [];
    const kinds = geoplan.serviceKinds();
    return [
      ...geoplan.heading(geoplan.nameOf("village", row), where),
      verdict(isOpen, say(isOpen ? "village_open" : "village_cut_off"), ...only),
      ...(kinds.length ? [html("h2", {}, say(geoplan.minutesTitle()))] : []),
      listed([...kinds.map((kind) => service(row, kind)), ...land(row)]),
      ...(kinds.length ? [html("p", { class: "note" }, say("way"))] : []),
    ];
  }

  /** Minutes to one kind of service. */
  function service(row, kind) {
    const [dry, wet] = ["dry", "wet"].map((season) => {
      return same(geoplan.trip(geoplan.data.villages, row, `${kind}_${season}_now`));
    });
    return told("minutes", { service: ["service", kind], dry, wet });
  }

  /** Minutes to the land; nothing where none is known. */
  function land(row) {
    const [dry, wet] = ["dry", "wet"].map((season) => {
      return same(geoplan.trip(geoplan.data.villages, row, `${season}_now`, "farm_"));
    });
    return dry[0][0] === null ? [] : [told("land", { dry, wet })];
  }

  /** A trip that nothing changes. */
  const same = (trip) => [trip, trip];

  const told = (code, values) => geoplan.tell({ code, values });

  // ---- road and township --------------------------------------------------------------------

  /** Whether vehicles pass when wet, and for how many people there is no other road. */
  function road(row) {
    const { name, route_code: codes, passable_wet, people_isolated } = geoplan.data.roads;
    const isOpen = passable_wet[row];
    const alone = people_isolated[row];
    const hanging = alone > 0 ? [say("people_isolated", { n: count(alone) })] : [];
    return [
      ...geoplan.heading(called(name[row]) || say("name_unknown"), [codes[row]]),
      verdict(isOpen, say(isOpen ? "road_open_wet" : "road_closed_wet"), ...hanging),
      geoplan.roadFacts(row),
    ];
  }

  /** How many of a township's people are near each kind of service. */
  function township(row) {
    const { townships, villages } = geoplan.data;
    const own = geoplan.villagesOfTownship(row);
    const people = geoplan.sum(own.map((one) => villages.people[one]));
    return [
      ...geoplan.heading(called(townships.name[row]), [say("people_unit", { n: count(people) })]),
      listed(geoplan.serviceKinds().map((kind) => peopleNear(row, kind))),
    ];
  }

  /** People of a township who get to a service in time, from where they live. */
  function peopleNear(row, kind) {
    const { within } = geoplan.data.townships;
    const [dry, wet] = ["dry", "wet"].map((season) =>
      count(within[`${kind}_${season}`][row][NEAR]),
    );
    return say("township_people", { service: word("service", kind), dry, wet });
  }
})();
