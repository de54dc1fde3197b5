"use strict";
// Where the cards of a neighbourhood stand: topics, documents, claims, sources, and who is behind them,
// from left to right, so that support can be read along a line.

const columns = (() => {
  const COLUMN = {
    topic: 0, document: 1, claim: 2, source: 3, person: 4, organization: 4, venue: 4, software: 4, other: 4,
  };
  const NAMES = ["Topics", "Documents", "Claims", "Sources", "Who and where"];
  const WIDTH = 224;
  const GAP = 68;
  const BETWEEN = 12;
  const LINE = 17;
  const PADDING = 9;
  const HEAD = 16;

  /** Links among the cards, each pair once; what a claim in between already says is marked as implied. */
  const linksAmong = (nodes) => {
    const found = new Map();
    for (const node of nodes) {
      for (const { other, predicate, out } of model.around(node)) {
        if (!out || !nodes.has(other)) continue;
        const key = node < other ? `${node} ${other}` : `${other} ${node}`;
        if (!found.has(key)) found.set(key, { start: node, end: other, predicates: [], implied: false });
        found.get(key).predicates.push(predicate);
      }
    }
    const claimed = new Set();
    for (const node of nodes) {
      if (model.kind(node) !== "claim") continue;
      for (const document of model.ends(node, "schema:hasPart", false)) {
        for (const source of model.ends(node, "schema:isBasedOn", true)) claimed.add(`${document} ${source}`);
      }
    }
    const links = [...found.values()];
    for (const link of links) link.implied = claimed.has(`${link.start} ${link.end}`);
    return links;
  };

  const ordered = (lanes, links) => {
    const place = new Map();
    const settle = () => lanes.forEach((lane) => lane.forEach((node, at) => place.set(node, (at + 0.5) / lane.length)));
    const others = new Map();
    for (const { start, end, implied } of links) {
      const weight = implied ? 0.2 : 1;
      others.set(start, [...(others.get(start) || []), [end, weight]]);
      others.set(end, [...(others.get(end) || []), [start, weight]]);
    }
    settle();
    const middle = (node) => {
      let sum = 0;
      let total = 0;
      for (const [other, weight] of others.get(node) || []) {
        sum += place.get(other) * weight;
        total += weight;
      }
      return total ? sum / total : place.get(node);
    };
    for (let round = 0; round < 8; round += 1) {
      const order = round % 2 ? [...lanes].reverse() : lanes;
      for (const lane of order) {
        const wanted = new Map(lane.map((node) => [node, middle(node)]));
        lane.sort((a, b) => wanted.get(a) - wanted.get(b) || a - b);
        settle();
      }
    }
  };

  /**
   * Cards with their places for the things shown; root is drawn whole. With a way, the cards stand
   * one after the other along it.
   */
  const arrange = ({ steps, hidden, root, way, measure }) => {
    const nodes = new Set(steps.keys());
    const links = linksAmong(nodes);
    const lanes = way ? way.map((node) => [node]) : [[], [], [], [], []];
    if (!way) for (const node of nodes) lanes[COLUMN[model.kind(node)]].push(node);
    if (!way) ordered(lanes, links);
    const used = lanes.map((lane, at) => ({ lane, at })).filter(({ lane }) => lane.length);
    const cards = new Map();
    used.forEach(({ lane }, column) => {
      const made = lane.map((node) => {
        const lines = measure(model.label(node), WIDTH - 2 * PADDING - 8, node === root ? 9 : 3, node === root ? 600 : 500);
        const height = HEAD + lines.length * LINE + 2 * PADDING;
        return { node, lines, height, width: WIDTH, column, hidden: hidden.get(node) || 0, step: steps.get(node) };
      });
      const total = made.reduce((sum, card) => sum + card.height + BETWEEN, -BETWEEN);
      let y = -total / 2;
      for (const card of made) {
        card.x = column * (WIDTH + GAP);
        card.y = y;
        y += card.height + BETWEEN;
        cards.set(card.node, card);
      }
    });
    const titles = used.map(({ lane, at }, column) => ({
      text: way ? KIND_WORDS[model.kind(lane[0])][0].replace(/^./, (first) => first.toUpperCase()) : NAMES[at],
      x: column * (WIDTH + GAP),
      y: Math.min(...lane.map((node) => cards.get(node).y)) - 18,
    }));
    return { cards, links, titles };
  };

  return { arrange, LINE, PADDING, HEAD };
})();
