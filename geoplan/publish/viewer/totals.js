/* The running totals under the map. */
"use strict";

(function () {
  const { say, word } = geoplan;

  /** Totals of the present question at the shown year, in words. */
  geoplan.totals = function () {
    const { state } = geoplan;
    const show = { roads: roadTotals, access: accessTotals, relocation: moveTotals }[state.view];
    const mark = geoplan.shown.choices ? `${word("whatif", whatIf())} · ` : "";
    const told = state.against === null ? show() : geoplan.differenceTotals();
    const counts = geoplan.data.public && /\d/.test(told); // only counts need to say of whom
    return mark + told + (counts ? ` · ${say("told_groups")}` : "");
  };

  /** Whether the money is enough for the what-if, as a code of its words. */
  function whatIf() {
    return geoplan.shown.outcome.money.shortfall > 0 ? "what_if_short" : "what_if";
  }

  function roadTotals() {
    const { shown: data, state } = geoplan;
    if (state.step === 0) {
      const [people] = data.indicators.people_connected;
      const [everybody] = data.indicators.people;
      return say("totals_roads_now", {
        people: geoplan.count(people),
        all: geoplan.count(everybody),
      });
    }
    const total = data.totals[state.step - 1];
    return say("totals_roads", {
      year: data.years[state.step - 1],
      roads: total.roads,
      paved: total.paved,
      km: total.km,
      money: geoplan.money(total.yuan),
      people: geoplan.count(total.people),
    });
  }

  function moveTotals() {
    const { data, state } = geoplan;
    if (state.step === 0) return say("totals_moving_now");
    const total = data.totals[state.step - 1];
    return say("totals_moving", {
      year: data.years[state.step - 1],
      sites: total.sites,
      households: geoplan.count(total.movedHouseholds),
      people: geoplan.count(total.movedPeople),
    });
  }

  function accessTotals() {
    const { shown: data, state } = geoplan;
    if (!state.kind) return say("no_services");
    const { trips } = data.whatif;
    if (data.choices && !trips) return word("scenario", "no_trips");
    if (data.choices && (state.kind !== trips.kind || state.season !== "wet")) {
      return word("whatif", "not_told", { service: word("service", trips.kind) });
    }
    const mean = data.indicators[`minutes_${state.kind}_${state.season}`] || [null, null];
    const whole = mean.map((value) => (typeof value === "number" ? Math.round(value) : value));
    const [now, after] = whole.map(geoplan.minutes);
    const service = word("service", state.kind);
    const values = { service, season: word("season", state.season), now, after };
    const told = data.part ? word("scenario", "mean", values) : say("totals_access", values);
    return geoplan.showsChanges() ? [told, ...geoplan.changeTotals()].join(" · ") : told;
  }
})();
