/* What the other decision on a road would cost: the sentences of publish/price_answers.py. */
"use strict";

(function () {
  /** What the other decision would cost: how many people, which roads, who, how much money. */
  geoplan.otherDecision = function (row) {
    const { prices } = geoplan.data;
    const at = prices.project.indexOf(row);
    if (at < 0 || geoplan.data.projects.blockedBy[row].length) return [];
    const inPlan = prices.decision[at] === "out";
    const partners = inPlan ? [] : geoplan.data.projects.dependsOn[row];
    const costs = geoplan.data.projects.cost_yuan;
    const together = [row, ...partners].reduce((sum, one) => sum + costs[one], 0);
    const said = partners.length ? [["along", { projects: partners, yuan: together }]] : [];
    const { dependVillages, dependSites } = geoplan.data.projects;
    const isFound = ["bracket", "told"].includes(prices.status[at]);
    if (isFound && !inPlan && !dependVillages[row].length && !dependSites[row].length) {
      said.push([prices.status[at] === "told" ? "told_nobody" : "nobody_by_it", {}]);
    }
    said.push(fewer(inPlan ? "without" : "with", at));
    if (!isFound) return said;
    const [out, built] = [prices.out[at], prices.in[at]].map((rows) =>
      rows.filter((one) => one !== row && !partners.includes(one)),
    );
    if (inPlan && built.length) said.push(["goes", { projects: built }]);
    if (out.length) said.push([inPlan ? "drops" : "room", { projects: out }]);
    else if (!inPlan) said.push(["room_none", {}]);
    for (const [code, who] of [
      ["lose", "losing"],
      ["gain", "gaining"],
    ]) {
      const villages = prices[who][at];
      if (villages.length) said.push([code, { villages, people: prices[`people_${who}`][at] }]);
    }
    const both = prices.losing[at].filter((village) => prices.gaining[at].includes(village));
    if (both.length) said.push(["both", { villages: both }]);
    if (!inPlan && built.length) said.push(["also", { projects: built }]);
    return [...said, moneyDifference(at)];
  };

  /** How many fewer people get a paved road: proven at least, and at most. */
  function fewer(side, at) {
    const { prices } = geoplan.data;
    if (prices.status[at] === "told") return found(side, at);
    if (prices.status[at] !== "bracket") return [`${side}_${prices.status[at]}`, {}];
    const [low, high] = [prices.people_low[at], prices.people_high[at]];
    if (high === 0) return [`${side}_as_many`, {}];
    if (prices.equal[at]) return [`${side}_equal`, {}];
    if (low === high) return [`${side}_fewer`, { people: low }];
    if (low === 0) return [`${side}_most`, { high }];
    return [`${side}_between`, { low, high }];
  }

  /** How many fewer or more people of the groups that are told have a road; nothing is proven. */
  function found(side, at) {
    const { people_losing: losing, people_gaining: gaining } = geoplan.data.prices;
    const fewer = Math.round(losing[at]) - Math.round(gaining[at]);
    if (fewer === 0) return [`${side}_found_same`, {}];
    return [`${side}_found_${fewer > 0 ? "fewer" : "more"}`, { people: Math.abs(fewer) }];
  }

  /** What the county's roads would cost more or less, and whether that money is of no use. */
  function moneyDifference(at) {
    const { cost_yuan, equal, people_low: low, people_high: high, status } = geoplan.data.prices;
    const yuan = cost_yuan[at];
    if (yuan === 0) return ["same_cost", {}];
    const isProven = status[at] === "bracket" && low[at] === high[at] && low[at] > 0;
    const less = isProven && !equal[at] ? "cheaper_idle" : "cheaper";
    return [yuan > 0 ? "dearer" : less, { yuan: Math.abs(yuan) }];
  }

  /** What putting in the missing roads of a village's way would cost; nothing where a rule bars
   *  one. */
  geoplan.missingRoads = function (row) {
    const told = geoplan.data.villages.priced[row];
    if (!told) return [];
    const [[project], lacking] = told;
    return [
      ["price_of", { project }],
      ...(lacking.length ? [["not_enough", { projects: lacking }]] : []),
      ...geoplan.otherDecision(project),
    ];
  };
})();
