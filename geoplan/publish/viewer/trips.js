/* Minutes of a trip of each group to the service that what-if questions count, in the wet season. */
"use strict";

(function () {
  /** Function from surface years to each group's minutes in hundredths; null for those who move. */
  geoplan.trips = function () {
    const { groups } = geoplan.data.whatif;
    const graph = travelGraph();
    const along = minutesAlong();
    const errands = goalsAndHomes();
    const walk = groups.walk.map(finite);
    const foot = groups.foot.map(finite);
    return (surface) => {
      const arcs = along(surface);
      const minutes = foot.map((one, group) => (groups.leaves[group] ? null : one));
      for (const errand of errands) {
        const byRoad = fromGoals(graph, arcs, errand);
        for (const group of errand.homes) {
          minutes[group] = Math.min(minutes[group], byRoad[groups.node[group]] + walk[group]);
        }
      }
      return minutes;
    };
  };

  /** Goals that are searched from together, as [node, minutes], and the groups that stay and go
   *  to the nearest of them. */
  function goalsAndHomes() {
    const { trips, groups } = geoplan.data.whatif;
    const errands = trips.search.reduce(larger, -1) + 1;
    const found = Array.from({ length: errands }, () => ({ goals: [], homes: [] }));
    trips.goal.forEach((node, place) =>
      found[trips.goalSearch[place]].goals.push([node, finite(trips.goalWalk[place])]),
    );
    trips.search.forEach((one, group) => {
      if (!groups.leaves[group]) found[one].homes.push(group);
    });
    return found;
  }

  const larger = (a, b) => Math.max(a, b);
  const finite = (minutes) => (minutes === null ? Infinity : minutes);

  /** Arcs of the roads from the goals outwards, by the node that they leave: road r gives the arcs
   *  2r (against "forth") and 2r + 1 (against "back"). */
  function travelGraph() {
    const { trips, groups } = geoplan.data.whatif;
    const tail = trips.u.flatMap((u, road) => [trips.v[road], u]);
    const head = trips.u.flatMap((u, road) => [u, trips.v[road]]);
    const size = 1 + [tail, groups.node, trips.goal].flat().reduce(larger, 0);
    const first = new Int32Array(size + 1);
    for (const node of tail) first[node + 1] += 1;
    for (let node = 0; node < size; node += 1) first[node + 1] += first[node];
    const free = first.slice();
    const arcs = new Int32Array(tail.length);
    tail.forEach((node, arc) => {
      arcs[free[node]] = arc;
      free[node] += 1;
    });
    const span =
      1 + [trips.forth, trips.back, trips.paved, trips.goalWalk].flat().reduce(larger, 0);
    return { size, first, arcs, head: Int32Array.from(head), span };
  }

  /** Function from surface years to the minutes along every arc once those projects are built. */
  function minutesAlong() {
    const { trips } = geoplan.data.whatif;
    const project = Int32Array.from(geoplan.data.roads.project, (one) => one ?? -1);
    const [forth, back, built] = [trips.forth, trips.back, trips.paved].map((column) =>
      Float64Array.from(column, finite),
    );
    return (surface) => {
      const along = new Float64Array(2 * project.length);
      for (let road = 0; road < project.length; road += 1) {
        const paved = project[road] >= 0 && surface[project[road]] !== null;
        along[2 * road] = paved ? Math.min(built[road], forth[road]) : forth[road];
        along[2 * road + 1] = paved ? Math.min(built[road], back[road]) : back[road];
      }
      return along;
    };
  }

  /** Least minutes of nodes to the nearest goal (Dijkstra, 1959), as whole hundredths, until those
   *  of all homes are known: nodes wait in a ring of buckets, one for each of them (Dial, 1969). */
  function fromGoals({ size, first, arcs, head, span }, along, { goals, homes }) {
    const awaited = new Set(homes.map((group) => geoplan.data.whatif.groups.node[group]));
    const least = new Float64Array(size).fill(Infinity);
    const last = new Int32Array(span).fill(-1); // entry of each bucket
    const before = new Int32Array(arcs.length + goals.length); // entry in the same bucket
    const nodes = new Int32Array(before.length);
    let [made, taken] = [0, 0];
    const reach = (node, minutes) => {
      if (minutes >= least[node]) return;
      least[node] = minutes;
      nodes[made] = node;
      before[made] = last[minutes % span];
      last[minutes % span] = made;
      made += 1;
    };
    for (const [node, minutes] of goals) reach(node, minutes);
    for (let minutes = 0; taken < made && awaited.size > 0; minutes += 1) {
      const bucket = minutes % span;
      while (last[bucket] >= 0) {
        const node = nodes[last[bucket]];
        last[bucket] = before[last[bucket]];
        taken += 1;
        if (minutes > least[node]) continue;
        awaited.delete(node);
        for (let place = first[node]; place < first[node + 1]; place += 1) {
          reach(head[arcs[place]], minutes + along[arcs[place]]);
        }
      }
    }
    return least;
  }
})();
