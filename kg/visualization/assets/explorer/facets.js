"use strict";
// By what the reader can filter: each thing has the topics, levels of confidence and years
// that it or what it is connected with has. They are worked out when the first filter is set.

const facets = (() => {
  let known = null;

  const work = () => {
    const topics = Array.from({ length: model.size }, () => new Set());
    const years = Array.from({ length: model.size }, () => new Set());
    const levels = new Uint8Array(model.size);
    const give = (from, to) => {
      topics[from].forEach((one) => topics[to].add(one));
      years[from].forEach((one) => years[to].add(one));
      levels[to] |= levels[from];
    };
    const broader = (topic, into) => {
      if (into.has(topic)) return;
      into.add(topic);
      model.ends(topic, "skos:broader", true).forEach((one) => broader(one, into));
    };
    model.ofKind("topic").forEach((topic) => broader(topic, topics[topic]));
    const documents = model.ofKind("document");
    const claims = model.ofKind("claim");
    const sources = model.ofKind("source");
    for (const document of documents) {
      for (const topic of model.ends(document, "schema:about", true)) topics[topic].forEach((one) => topics[document].add(one));
    }
    for (const source of sources) if (model.year(source)) years[source].add(model.year(source));
    for (const claim of claims) {
      levels[claim] = 1 << data.levels.indexOf(model.level(claim));
      model.ends(claim, "schema:hasPart", false).forEach((document) => topics[document].forEach((one) => topics[claim].add(one)));
      for (const source of model.ends(claim, "schema:isBasedOn", true)) {
        years[source].forEach((one) => years[claim].add(one));
        topics[claim].forEach((one) => topics[source].add(one));
        levels[source] |= levels[claim];
      }
    }
    for (const document of documents) {
      for (const { other, predicate } of model.around(document)) {
        if (model.kind(other) === "claim") give(other, document);
        if (predicate === "schema:citation" || predicate === "prov:hadPrimarySource") {
          topics[document].forEach((one) => topics[other].add(one));
          years[other].forEach((one) => years[document].add(one));
        }
      }
    }
    const first = new Set(["document", "claim", "source"]);
    for (let node = 0; node < model.size; node += 1) {
      if (first.has(model.kind(node))) continue;
      for (const { other } of model.around(node)) {
        if (model.kind(other) !== "document" && model.kind(other) !== "source") continue;
        if (model.kind(node) === "topic") {
          years[other].forEach((one) => years[node].add(one));
          levels[node] |= levels[other];
        } else {
          give(other, node);
        }
      }
    }
    return { topics, years, levels };
  };

  /** Whether a thing passes the filters, its kind aside. */
  const fits = (node, chosen) => {
    if (chosen.weak && !model.findings(node).length) return false;
    if (chosen.topic < 0 && !chosen.level && !chosen.from && !chosen.to) return true;
    known ||= work();
    if (chosen.topic >= 0 && !known.topics[node].has(chosen.topic)) return false;
    if (chosen.level && !(known.levels[node] & (1 << data.levels.indexOf(chosen.level)))) return false;
    if (chosen.from || chosen.to) {
      const last = chosen.to || Infinity;
      return [...known.years[node]].some((year) => year >= chosen.from && year <= last);
    }
    return true;
  };

  return {
    fits,
    /** Whether a thing is shown at all. */
    passes: (node, chosen) => !chosen.hidden.has(model.kind(node)) && fits(node, chosen),
    /** Whether anything is filtered. */
    any: (chosen) => Boolean(chosen.weak || chosen.topic >= 0 || chosen.level || chosen.from || chosen.to || chosen.hidden.size),
    /** How many things of each kind pass the filters, their kind aside. */
    counts: (chosen) => {
      const found = Object.fromEntries(data.kinds.map((kind) => [kind, 0]));
      for (let node = 0; node < model.size; node += 1) if (fits(node, chosen)) found[model.kind(node)] += 1;
      return found;
    },
  };
})();
