"use strict";
// The graph: things are numbers, and everything known of them is looked up here.

const data = JSON.parse(find("data").textContent);

const model = (() => {
  const { id, kind, label, text, level, year, type, links, remarks, disputed } = data.nodes;
  const size = id.length;
  const edges = Int32Array.from(data.edges);
  const starts = new Int32Array(size + 1);
  for (let at = 0; at < edges.length; at += 3) {
    starts[edges[at] + 1] += 1;
    starts[edges[at + 1] + 1] += 1;
  }
  for (let node = 0; node < size; node += 1) starts[node + 1] += starts[node];
  const slots = new Int32Array(starts[size]);
  const next = starts.slice();
  for (let at = 0; at < edges.length; at += 3) {
    slots[next[edges[at]]++] = at;
    slots[next[edges[at + 1]]++] = at;
  }
  const findings = new Map();
  data.findings.forEach(([nodes], index) => nodes.forEach((node) => {
    findings.set(node, [...(findings.get(node) || []), index]);
  }));
  const inDispute = new Set(disputed);
  const byId = new Map(id.map((one, node) => [one, node]));

  /** The links of a thing: the other end, the predicate, and whether it begins here. */
  const around = (node) => {
    const found = [];
    for (let slot = starts[node]; slot < starts[node + 1]; slot += 1) {
      const at = slots[slot];
      const out = edges[at] === node;
      found.push({ other: out ? edges[at + 1] : edges[at], predicate: data.predicates[edges[at + 2]], out });
    }
    return found;
  };

  return {
    size,
    around,
    kind: (node) => data.kinds[kind[node]],
    label: (node) => label[node] || text[node],
    text: (node) => text[node],
    level: (node) => data.levels[level[node]],
    year: (node) => year[node],
    type: (node) => data.types[type[node]],
    iri: (node) => (/^https?:/.test(id[node]) ? id[node] : data.base + id[node]),
    id: (node) => id[node],
    links: (node) => links[node] || [],
    remarks: (node) => (remarks[node] || []).map(([said, value]) => [data.said[said], value]),
    disputed: (node) => inDispute.has(node),
    degree: (node) => starts[node + 1] - starts[node],
    findings: (node) => findings.get(node) || [],
    /** The thing with this IRI, in full or as in the data; -1 where there is none. */
    numbered: (name) => byId.get(name) ?? byId.get(name.startsWith(data.base) ? name.slice(data.base.length) : "") ?? -1,
    /** The things at the other end of links with a predicate, in or out. */
    ends: (node, predicate, out) =>
      around(node).filter((link) => link.predicate === predicate && link.out === out).map((link) => link.other),
    /** Every thing of a kind. */
    ofKind: (name) => {
      const wanted = data.kinds.indexOf(name);
      const found = [];
      for (let node = 0; node < size; node += 1) if (kind[node] === wanted) found.push(node);
      return found;
    },
  };
})();
