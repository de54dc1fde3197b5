"use strict";
// The evidence: cards in columns from topics to the people behind the sources, and the links among them.

const evidenceView = (() => {
  let cards = new Map();
  let links = [];
  let titles = [];
  let root = -1;
  let cut = 0;
  let way = null;
  const ruler = document.createElement("canvas").getContext("2d");

  /** The lines of a text within a width, the last one cut where the text goes on. */
  const wrapped = (text, width, most, weight) => {
    ruler.font = `${weight} 13px ${FONT}`;
    const fits = (line) => ruler.measureText(line).width <= width;
    // Scripts without spaces break anywhere.
    const words = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+|\s+/g) || [""];
    const lines = [];
    let line = "";
    const end = () => { lines.push(line.trimEnd()); line = ""; };
    for (let word of words) {
      if (!fits(line + word.trimEnd()) && line) end();
      if (!line) word = word.trimStart();
      while (word && !fits(word)) {
        let part = [...word];
        while (part.length > 1 && !fits(part.join(""))) part = part.slice(0, Math.ceil(part.length * 0.8) - 1);
        line = part.join("");
        word = word.slice(line.length);
        if (word) end();
        if (lines.length > most) break;
      }
      line += word;
      if (lines.length > most) break;
    }
    if (line.trim() || !lines.length) end();
    if (lines.length <= most) return lines;
    const kept = lines.slice(0, most);
    let last = kept[most - 1];
    while (last && !fits(`${last}…`)) last = [...last].slice(0, -1).join("");
    kept[most - 1] = `${last.trimEnd()}…`;
    return kept;
  };

  const show = (state, allowed) => {
    root = state.node;
    way = state.way;
    const around = way
      ? { steps: new Map(way.map((node, step) => [node, step])), hidden: new Map(), cut: 0 }
      : paths.around({ node: root, depth: state.depth, opened: state.opened, closed: state.closed, allowed });
    cut = around.cut;
    const before = cards;
    ({ cards, links, titles } = columns.arrange({ ...around, root, way, measure: wrapped }));
    for (const [node, card] of cards) {
      card.opened = state.opened.has(node);
      card.closed = state.closed.has(node);
      const old = before.get(node);
      card.from = old ? { x: old.x, y: old.y } : null;
    }
  };

  const bounds = () => {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y, width, height } of cards.values()) {
      left = Math.min(left, x); right = Math.max(right, x + width);
      top = Math.min(top, y - 34); bottom = Math.max(bottom, y + height);
    }
    return cards.size ? { x: left - 24, y: top - 12, width: right - left + 48, height: bottom - top + 36 } : { x: 0, y: 0, width: 10, height: 10 };
  };

  /** Where a card stands now; moving is how far it has come, from 0 to 1. */
  const at = (card, moving) => {
    if (!card.from || moving >= 1) return card;
    const done = 1 - (1 - moving) ** 3;
    return { ...card, x: card.from.x + (card.x - card.from.x) * done, y: card.from.y + (card.y - card.from.y) * done };
  };

  const between = (start, end) => {
    if (Math.abs(start.x - end.x) < 20) {
      // In one column: around the left side.
      const [x, bow] = [start.x, Math.min(70, 20 + Math.abs(start.y - end.y) / 6)];
      return [x, start.y + start.height / 2, x - bow, start.y + start.height / 2, x - bow, end.y + end.height / 2, x, end.y + end.height / 2];
    }
    const [left, right] = start.x < end.x ? [start, end] : [end, start];
    const [x, toX] = [left.x + left.width, right.x];
    const bow = Math.max(40, (toX - x) / 2);
    return [x, left.y + left.height / 2, x + bow, left.y + left.height / 2, toX - bow, right.y + right.height / 2, toX, right.y + right.height / 2];
  };

  const drawLinks = (pen, scene) => {
    const focus = cards.has(scene.focus) ? scene.focus : -1;
    const later = [];
    for (const link of links) {
      const lit = link.start === focus || link.end === focus;
      const ofRoot = link.start === root || link.end === root;
      const apart = Math.abs(cards.get(link.start).column - cards.get(link.end).column);
      // What runs behind other cards, or along a column, is drawn for the thing that is pointed at.
      if (!lit && (link.implied || (apart !== 1 && !ofRoot))) continue;
      const points = between(at(cards.get(link.start), scene.moving), at(cards.get(link.end), scene.moving));
      if (lit) { later.push([points, link]); continue; }
      pen.curve(points, {
        stroke: ofRoot ? theme.colour("accent") : theme.colour("tie"), width: ofRoot ? 1.8 : 1.3,
        alpha: focus >= 0 ? 0.18 : ofRoot ? 0.65 : 0.55, dash: link.implied ? [4, 4] : [],
      });
    }
    for (const [points] of later) pen.curve(points, { stroke: theme.colour("accent"), width: 2.4 });
    return later;
  };

  const drawCard = (pen, scene, card, near) => {
    const { x, y, width, height } = at(card, scene.moving);
    const { node } = card;
    const kind = model.kind(node);
    const colour = theme.colour(kind);
    const alpha = (near && !near.has(node) ? 0.35 : 1) * (card.from || scene.moving >= 1 ? 1 : scene.moving);
    const isRoot = node === root;
    pen.box(x, y, width, height, 9, {
      fill: isRoot ? theme.colour("chosen") : theme.colour("card"), alpha,
      stroke: node === scene.focus ? theme.colour("text") : isRoot ? colour : theme.colour("line"), width: isRoot || node === scene.focus ? 2 : 1,
    });
    pen.box(x + 5, y + 7, 4, height - 14, 2, { fill: colour, alpha });
    const left = x + columns.PADDING + 8;
    const level = model.level(node);
    const count = model.ends(node, "schema:isBasedOn", false).length;
    const head = [
      KIND_WORDS[kind][0], kind === "claim" ? level && `${level} confidence` : model.year(node) || "",
      kind === "source" && count ? counted(count, "claim") : "", model.disputed(node) ? "disputed" : "",
    ].filter(Boolean).join(" · ");
    pen.text(head, left, y + columns.PADDING + 10, { size: 11, fill: theme.colour("quiet"), alpha });
    if (kind === "claim" && level) {
      const steps = data.levels.indexOf(level);
      for (let step = 0; step < 3; step += 1) {
        pen.box(x + width - 34 + step * 8, y + columns.PADDING + 2, 6, 8, 1.5, {
          fill: step < steps ? theme.colour(level) : theme.colour("line"), alpha,
        });
      }
    }
    const findings = model.findings(node).length;
    if (findings) {
      const right = x + width - (kind === "claim" && level ? 48 : 16);
      pen.circle(right, y + columns.PADDING + 6, 7.5, { fill: theme.colour("warning"), alpha });
      pen.text("!", right, y + columns.PADDING + 10, { size: 11, weight: 700, align: "center", fill: theme.colour("surface"), alpha });
    }
    card.lines.forEach((line, row) => pen.text(line, left, y + columns.PADDING + columns.HEAD + 12 + row * columns.LINE, {
      size: 13, weight: isRoot ? 600 : 500, fill: theme.colour("text"), alpha,
    }));
    const badge = badgeOf(card);
    if (badge) {
      const box = badgeBox({ ...card, x, y });
      pen.box(box.x, box.y, box.width, box.height, box.height / 2, { fill: theme.colour("surface"), stroke: colour, width: 1.3, alpha });
      pen.text(badge, box.x + box.width / 2, box.y + 16, { size: 12, weight: 600, align: "center", fill: theme.colour("text"), alpha });
    }
  };

  /** What the badge of a card says: how many neighbours it hides, or that they can be folded away. */
  const badgeOf = (card) => {
    if (way) return "";
    if (card.opened && !card.closed) return "−";
    return card.hidden ? `+${figure(card.hidden)}` : "";
  };
  const badgeBox = (card) => {
    const width = Math.max(28, 14 + badgeOf(card).length * 8);
    return { x: card.x + card.width - width + 10, y: card.y + card.height - 13, width, height: 24 };
  };

  const drawWords = (pen, lit) => {
    if (lit.length > 24) return;
    for (const [points, link] of lit) {
      const text = linkWords(link.predicates[0], true).toLowerCase();
      const [x, y] = [(points[0] + points[2] * 3 + points[4] * 3 + points[6]) / 8, (points[1] + points[3] * 3 + points[5] * 3 + points[7]) / 8];
      pen.text(text, x, y - 4, { size: 10.5, weight: 600, align: "center", fill: theme.colour("accent"), halo: theme.colour("surface") });
    }
  };

  const draw = (pen, scene) => {
    const near = cards.has(scene.focus) ? new Set([scene.focus]) : null;
    if (near) {
      for (const link of links) if (link.start === scene.focus || link.end === scene.focus) near.add(link.start).add(link.end);
    }
    for (const title of titles) {
      pen.text(title.text, title.x + 2, title.y, { size: 13, weight: 700, fill: theme.colour("quiet") });
    }
    const lit = drawLinks(pen, scene);
    const { view } = scene;
    for (const card of cards.values()) {
      if (card.x > view.x + view.width || card.x + card.width < view.x) continue;
      if (scene.moving >= 1 && (card.y > view.y + view.height || card.y + card.height < view.y - 20)) continue;
      drawCard(pen, scene, card, near);
    }
    drawWords(pen, lit);
  };

  const inside = (box, x, y, slack) => x >= box.x - slack && x <= box.x + box.width + slack && y >= box.y - slack && y <= box.y + box.height + slack;
  const hit = (x, y, slack) => {
    const all = [...cards.values()];
    const badge = all.find((card) => badgeOf(card) && inside(badgeBox(card), x, y, slack / 2));
    if (badge) return { node: badge.node, badge: true };
    const card = all.find((one) => inside(one, x, y, 0));
    return card ? { node: card.node } : null;
  };

  return {
    show, bounds, draw, hit,
    spot: (node) => {
      const card = cards.get(node);
      return card && { ...card, x: card.x + card.width / 2, y: card.y + card.height / 2 };
    },
    has: (node) => cards.has(node),
    nodes: () => [...cards.keys()],
    badge: (node) => cards.has(node) && badgeOf(cards.get(node)),
    cut: () => cut,
    root: () => root,
  };
})();
