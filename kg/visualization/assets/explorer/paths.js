"use strict";
// Ways through the graph: what lies around a thing, and the shortest way between two.

const paths = (() => {
  const MOST = 140;
  // Through a body that published everything, everything is next to everything.
  const HUB = 24;
  const PASSED = new Set(["person", "organization", "venue", "topic", "software"]);
  const BEHIND = new Set(["person", "organization", "venue", "software"]);
  const ORDER = ["claim", "source", "document", "topic", "person", "venue", "organization", "software", "other"];
  const byImportance = (a, b) =>
    ORDER.indexOf(model.kind(a)) - ORDER.indexOf(model.kind(b)) || model.degree(b) - model.degree(a) || a - b;

  const neighbours = (node, allowed) =>
    [...new Set(model.around(node).map((link) => link.other))].filter((other) => other !== node && allowed(other)).sort(byImportance);

  /**
   * What lies up to depth steps around a thing, and around those opened, without what hangs on those closed alone.
   * Gives the things, nearest first, and for each how many of its neighbours are not among them.
   */
  const around = ({ node, depth, opened, closed, allowed }) => {
    // Who published and reviewed a document is said in the panel; its evidence is what is looked for.
    const isAside = (one, other) => model.kind(one) === "document" && BEHIND.has(model.kind(other)) && !opened.has(one);
    const steps = new Map([[node, 0]]);
    const queue = [node];
    let cut = 0;
    for (let at = 0; at < queue.length; at += 1) {
      const one = queue[at];
      const step = steps.get(one);
      const isHub = PASSED.has(model.kind(one)) && model.degree(one) > HUB && one !== node;
      const spreads = opened.has(one) || (step < depth && !isHub);
      if (!spreads || closed.has(one)) continue;
      for (const other of neighbours(one, allowed)) {
        if (steps.has(other) || isAside(one, other)) continue;
        if (steps.size >= MOST) {
          cut += 1;
        } else {
          steps.set(other, step + 1);
          queue.push(other);
        }
      }
    }
    const hidden = new Map();
    for (const one of steps.keys()) {
      hidden.set(one, neighbours(one, allowed).filter((other) => !steps.has(other)).length);
    }
    return { steps, hidden, cut };
  };

  /** The things on a shortest way between two, both ends included; empty where there is none. */
  const shortest = (from, to, allowed) => {
    const came = new Map([[from, -1]]);
    const queue = [from];
    for (let at = 0; at < queue.length && !came.has(to); at += 1) {
      for (const other of neighbours(queue[at], (one) => one === to || allowed(one))) {
        if (came.has(other)) continue;
        came.set(other, queue[at]);
        queue.push(other);
      }
    }
    if (!came.has(to)) return [];
    const way = [];
    for (let one = to; one !== -1; one = came.get(one)) way.unshift(one);
    return way;
  };

  return { around, shortest };
})();
