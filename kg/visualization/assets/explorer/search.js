"use strict";
// Finding things by their words: accents, capitals and the order of the words do not matter.

const search = (() => {
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const KIND_FIRST = ["document", "source", "topic", "person", "organization", "venue", "claim", "software"];
  let labels = null;
  let others = null;

  const index = () => {
    labels = Array.from({ length: model.size }, (_, node) => folded(model.label(node)));
    others = Array.from({ length: model.size }, (_, node) =>
      folded(`${model.text(node)} ${model.id(node)} ${model.links(node).join(" ")}`));
  };

  /** How well a thing fits; less is better, null where it does not. */
  const score = (node, words, whole) => {
    const label = labels[node];
    if (words.every((word) => label.includes(word))) {
      if (label === whole) return 0;
      if (label.startsWith(whole)) return 1;
      return words.every((word) => label.startsWith(word) || label.includes(` ${word}`)) ? 2 : 3;
    }
    return words.every((word) => label.includes(word) || others[node].includes(word)) ? 4 : null;
  };

  /** The best fitting things, and how many fit in all. */
  return (query, most = 12) => {
    const whole = folded(query.trim());
    if (!whole) return { found: [], total: 0 };
    if (!labels) index();
    const words = whole.split(/\s+/);
    const fitting = [];
    for (let node = 0; node < model.size; node += 1) {
      const value = score(node, words, whole);
      if (value !== null) fitting.push([value, KIND_FIRST.indexOf(model.kind(node)), -model.degree(node), node]);
    }
    fitting.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
    return { found: fitting.slice(0, most).map((one) => one[3]), total: fitting.length };
  };
})();
