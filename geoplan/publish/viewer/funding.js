/* Who pays for a choice of roads: the plan's payments, changed as little as the choice asks for. */
"use strict";

(function () {
  const SOURCE = 0;

  /** Functions from years of the stages: "pay" to what each fund pays, "shortfall" to what nobody
   *  pays, in hundreds of yuan.
   *
   *  Stages as in the plan keep what the plan pays for them; what is new is paid from what is left,
   *  if need be by letting another fund pay for an old stage (a largest flow from the ceilings over
   *  what is carried to later years; Ford and Fulkerson, 1956). It is the most that can be paid.
   */
  geoplan.funding = function () {
    const offered = offersByStage();
    return {
      pay: (years) => told(settled(dueStages(years), offered)),
      shortfall: (years) => shortfallOf(settled(dueStages(years), offered).stages),
    };
  };

  /** Stages with what is missing of each, and the arcs over which the funds pay them. */
  function settled(stages, offered) {
    const purse = purseOf(geoplan.data.whatif.funds, stages.length);
    const offers = stages.map((stage, place) => offerArcs(purse, stage, place, offered));
    stages.forEach((stage, place) => {
      if (stage.kept) payAsPlanned(purse, stage, offers[place]);
    });
    stages.forEach((stage, place) => {
      stage.missing = stage.cost - paidBy(purse, offers[place]);
      stage.missing -= purse.flow.send(SOURCE, purse.stageNode(place), stage.missing);
    });
    return { stages, offers, purse };
  }

  const shortfallOf = (stages) => sum(stages.map(({ missing }) => missing));

  function told({ stages, offers, purse }) {
    const payments = stages.flatMap((stage, place) =>
      offers[place].map(({ offer, arc }) => ({ offer, stage, amount: purse.flow.sent(arc) })),
    );
    return {
      cost: sum(stages.map((stage) => stage.cost)),
      shortfall: shortfallOf(stages),
      short: stages.filter((stage) => stage.missing > 0),
      payments: payments.filter(({ amount }) => amount > 0),
      ...purseUse(payments),
    };
  }

  const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

  /** Stages to pay: those as in the plan first, then what the choice adds or moves. */
  function dueStages(years) {
    const { projects } = geoplan.data;
    const stages = [];
    for (const component of geoplan.STAGES) {
      const planned = projects[`${component}_year`];
      projects[`${component}_cost_yuan`].forEach((yuan, project) => {
        const year = years[component][project];
        if (year === null || yuan === 0) return;
        const kept = year === planned[project];
        stages.push({ project, component, year, cost: Math.round(yuan / 100), kept });
      });
    }
    return [...stages.filter(({ kept }) => kept), ...stages.filter(({ kept }) => !kept)];
  }

  /** The funds as a network: source -> fund and year -> next year, where money is carried over. */
  function purseOf(funds, stageCount) {
    const span = geoplan.data.years.length;
    const node = (fund, t) => 1 + fund * span + t;
    const stageNode = (place) => 1 + funds.id.length * span + place;
    const flow = new Flow(stageNode(stageCount));
    const own = funds.limit.map((limit, fund) =>
      limit.map((most, t) => flow.arc(SOURCE, node(fund, t), most)),
    );
    const carry = funds.carry.map((carries, fund) =>
      Array.from({ length: carries ? span - 1 : 0 }, (_, t) =>
        flow.arc(node(fund, t), node(fund, t + 1), Infinity),
      ),
    );
    return { flow, node, stageNode, own, carry };
  }

  /** Positions of the offers for the stages of each project. */
  function offersByStage() {
    const { project, component } = geoplan.data.whatif.offers;
    const offered = geoplan.data.projects.id.map(() => ({ subgrade: [], surface: [] }));
    project.forEach((one, offer) => offered[one][component[offer]].push(offer));
    return offered;
  }

  /** Arcs from the funds that may pay a stage in its year. */
  function offerArcs(purse, stage, place, offered) {
    const { offers } = geoplan.data.whatif;
    const t = geoplan.data.years.indexOf(stage.year);
    return offered[stage.project][stage.component].map((offer) => {
      const fund = purse.node(offers.fund[offer], t);
      return { offer, arc: purse.flow.arc(fund, purse.stageNode(place), offers.most[offer]) };
    });
  }

  /** Let the funds pay for a stage what the plan pays, from the latest money that is there. */
  function payAsPlanned({ flow, own, carry }, stage, arcs) {
    const { offers } = geoplan.data.whatif;
    for (const { offer, arc } of arcs) {
      const fund = offers.fund[offer];
      let due = offers.paid[offer];
      flow.push(arc, due);
      for (let t = geoplan.data.years.indexOf(stage.year); due > 0; t -= 1) {
        const given = Math.min(due, flow.room[own[fund][t]]);
        flow.push(own[fund][t], given);
        due -= given;
        if (due > 0) flow.push(carry[fund][t - 1], due);
      }
    }
  }

  const paidBy = ({ flow }, arcs) => sum(arcs.map(({ arc }) => flow.sent(arc)));

  /** What each fund has, uses and carries on each year; where it ran out before a stage was paid. */
  function purseUse(payments) {
    const { funds, offers } = geoplan.data.whatif;
    const { years } = geoplan.data;
    const used = funds.id.map(() => years.map(() => 0));
    const exhausted = funds.id.map(() => years.map(() => false));
    for (const { offer, stage, amount } of payments) {
      const t = years.indexOf(stage.year);
      used[offers.fund[offer]][t] += amount;
      if (stage.missing > 0 && amount < offers.most[offer]) exhausted[offers.fund[offer]][t] = true;
    }
    const carried = funds.limit.map((limit, fund) =>
      leftOver(limit, used[fund], funds.carry[fund]),
    );
    const available = funds.limit.map((limit, fund) =>
      limit.map((most, t) => most + (t > 0 ? carried[fund][t - 1] : 0)),
    );
    return { used, available, carried, exhausted };
  }

  /** What is left of a fund at the end of each year and stays in it. */
  function leftOver(limit, used, carries) {
    let left = 0;
    return limit.map((most, t) => {
      left = carries ? left + most - used[t] : 0;
      return left;
    });
  }

  /** A flow in a small network: arc a and its way back a ^ 1 share their room. */
  class Flow {
    constructor(size) {
      this.from = Array.from({ length: size }, () => []);
      this.head = [];
      this.room = [];
    }

    arc(tail, head, most) {
      const arc = this.head.length;
      this.from[tail].push(arc);
      this.from[head].push(arc + 1);
      this.head.push(head, tail);
      this.room.push(most, 0);
      return arc;
    }

    push(arc, amount) {
      this.room[arc] -= amount;
      this.room[arc ^ 1] += amount;
    }

    sent(arc) {
      return this.room[arc ^ 1];
    }

    /** Send up to an amount from node to node by shortest ways with room; what was sent. */
    send(source, target, most) {
      let sent = 0;
      while (sent < most) {
        const way = this.way(source, target);
        if (!way) break;
        const amount = Math.min(most - sent, ...way.map((arc) => this.room[arc]));
        for (const arc of way) this.push(arc, amount);
        sent += amount;
      }
      return sent;
    }

    /** Arcs of a shortest way with room, first found first; null where there is none. */
    way(source, target) {
      const by = new Int32Array(this.from.length).fill(-1);
      const queue = [source];
      for (let place = 0; place < queue.length && by[target] < 0; place += 1) {
        for (const arc of this.from[queue[place]]) {
          const node = this.head[arc];
          if (this.room[arc] <= 0 || node === source || by[node] >= 0) continue;
          by[node] = arc;
          queue.push(node);
        }
      }
      if (by[target] < 0) return null;
      const way = [];
      for (let node = target; node !== source; node = this.head[by[node] ^ 1]) way.push(by[node]);
      return way;
    }
  }
})();
