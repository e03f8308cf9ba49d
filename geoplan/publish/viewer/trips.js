/* Minutes of a trip of each group to the service that what-if questions count, in the wet season. */
"use strict";

(function () {
  /** Function from surface years to each group's minutes in hundredths; null for those who move. */
  geoplan.trips = function () {
    const { groups } = geoplan.data.whatif;
    const graph = travelGraph();
    const walk = groups.walk.map(finite);
    const straight = groups.straight.map(finite);
    return (surface) => {
      const byRoad = fromGoals(graph, minutesAlong(surface));
      return groups.node.map((node, group) => {
        if (groups.leaves[group]) return null;
        return Math.min(byRoad[node] + walk[group], straight[group]);
      });
    };
  };

  const finite = (minutes) => (minutes === null ? Infinity : minutes);

  /** Arcs of the roads from the goals outwards, by the node that they leave: road r gives the arcs
   *  2r (against "forth") and 2r + 1 (against "back"). */
  function travelGraph() {
    const { trips, groups } = geoplan.data.whatif;
    const tail = trips.u.flatMap((u, road) => [trips.v[road], u]);
    const head = trips.u.flatMap((u, road) => [u, trips.v[road]]);
    const size = 1 + [tail, groups.node, trips.goal].flat().reduce((a, b) => Math.max(a, b), 0);
    const first = new Int32Array(size + 1);
    for (const node of tail) first[node + 1] += 1;
    for (let node = 0; node < size; node += 1) first[node + 1] += first[node];
    const free = first.slice();
    const arcs = new Int32Array(tail.length);
    tail.forEach((node, arc) => {
      arcs[free[node]] = arc;
      free[node] += 1;
    });
    return { size, first, arcs, head: Int32Array.from(head) };
  }

  /** Minutes along every arc once the projects that have a surface year are built. */
  function minutesAlong(surface) {
    const { trips } = geoplan.data.whatif;
    const { project } = geoplan.data.roads;
    const along = new Float64Array(2 * trips.u.length);
    project.forEach((one, road) => {
      const paved = one !== null && surface[one] !== null;
      along[2 * road] = finite(paved ? trips.paved[road] : trips.forth[road]);
      along[2 * road + 1] = finite(paved ? trips.paved[road] : trips.back[road]);
    });
    return along;
  }

  /** Least minutes of every node to its nearest goal (Dijkstra, 1959). */
  function fromGoals({ size, first, arcs, head }, along) {
    const { goal, goalWalk } = geoplan.data.whatif.trips;
    const least = new Float64Array(size).fill(Infinity);
    const heap = new Heap(arcs.length + goal.length);
    const reach = (node, minutes) => {
      if (minutes >= least[node]) return;
      least[node] = minutes;
      heap.push(node, minutes);
    };
    goal.forEach((node, place) => reach(node, finite(goalWalk[place])));
    while (heap.size > 0) {
      const minutes = heap.least();
      const node = heap.pop();
      if (minutes > least[node]) continue;
      for (let place = first[node]; place < first[node + 1]; place += 1) {
        reach(head[arcs[place]], minutes + along[arcs[place]]);
      }
    }
    return least;
  }

  /** Binary heap of nodes by their minutes, in two typed arrays. */
  class Heap {
    constructor(most) {
      this.nodes = new Int32Array(most);
      this.minutes = new Float64Array(most);
      this.size = 0;
    }

    least() {
      return this.minutes[0];
    }

    push(node, minutes) {
      let place = this.size;
      this.size += 1;
      while (place > 0) {
        const above = (place - 1) >> 1;
        if (this.minutes[above] <= minutes) break;
        this.put(place, this.nodes[above], this.minutes[above]);
        place = above;
      }
      this.put(place, node, minutes);
    }

    /** Take the least node out. */
    pop() {
      const top = this.nodes[0];
      this.size -= 1;
      const node = this.nodes[this.size];
      const minutes = this.minutes[this.size];
      let place = 0;
      for (;;) {
        let below = 2 * place + 1;
        if (below >= this.size) break;
        if (below + 1 < this.size && this.minutes[below + 1] < this.minutes[below]) below += 1;
        if (this.minutes[below] >= minutes) break;
        this.put(place, this.nodes[below], this.minutes[below]);
        place = below;
      }
      this.put(place, node, minutes);
      return top;
    }

    put(place, node, minutes) {
      this.nodes[place] = node;
      this.minutes[place] = minutes;
    }
  }
})();
