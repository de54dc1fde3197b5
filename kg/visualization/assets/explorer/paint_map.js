"use strict";
// The map: documents and topics at the places they were given, coloured by the group they belong to.

const mapView = (() => {
  const CELL = 240;
  const spots = new Map();
  const cells = new Map();
  for (let at = 0; at < data.places.length; at += 5) {
    const [node, x, y, rank, group] = data.places.slice(at, at + 5);
    const isTopic = model.kind(node) === "topic";
    const radius = isTopic ? 6 + 8 * Math.sqrt(rank / 1000) : 6 + 14 * Math.sqrt(rank / 1000);
    spots.set(node, { node, x, y, radius, rank, group, isTopic });
    const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    cells.set(key, [...(cells.get(key) || []), spots.get(node)]);
  }
  const ranked = [...spots.values()].sort((a, b) => b.rank - a.rank || a.node - b.node);
  const ties = [];
  const tiesOf = new Map();
  for (let at = 0; at < data.ties.length; at += 5) {
    const [start, end, sources, people, linked] = data.ties.slice(at, at + 5);
    const tie = { start, end, sources, people, linked, ofTopic: !(sources || people || linked) };
    ties.push(tie);
    for (const one of [start, end]) tiesOf.set(one, [...(tiesOf.get(one) || []), tie]);
  }
  const colourOf = (spot) => theme.colour(`group-${data.communities[spot.group].colour}`);

  const bounds = () => {
    const all = [...spots.values()];
    if (!all.length) return { x: -100, y: -100, width: 200, height: 200 };
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of all) {
      left = Math.min(left, x); right = Math.max(right, x);
      top = Math.min(top, y); bottom = Math.max(bottom, y);
    }
    // Names of areas, which stay as large as they are, have room above; those of documents at the sides.
    const [aside, above] = [Math.max(90, (right - left) * 0.09), Math.max(70, (bottom - top) * 0.08)];
    return { x: left - aside, y: top - above, width: right - left + 2 * aside, height: bottom - top + 2 * above };
  };

  /** The spots in a part of the picture. */
  const within = ({ x, y, width, height }) => {
    const columns = [Math.floor(x / CELL), Math.floor((x + width) / CELL)];
    const rows = [Math.floor(y / CELL), Math.floor((y + height) / CELL)];
    if ((columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1) > cells.size) {
      return ranked.filter((spot) => spot.x >= x && spot.x <= x + width && spot.y >= y && spot.y <= y + height);
    }
    const found = [];
    for (let column = columns[0]; column <= columns[1]; column += 1) {
      for (let row = rows[0]; row <= rows[1]; row += 1) found.push(...(cells.get(`${column} ${row}`) || []));
    }
    return found.sort((a, b) => b.rank - a.rank || a.node - b.node);
  };

  const diamond = ({ x, y }, radius) => [[x, y - radius], [x + radius, y], [x, y + radius], [x - radius, y]];

  const drawTies = (pen, scene, near) => {
    const faint = [];
    const topical = [];
    const lit = [];
    for (const tie of ties) {
      const [a, b] = [spots.get(tie.start), spots.get(tie.end)];
      if (!scene.shown(tie.start) || !scene.shown(tie.end)) continue;
      const { view } = scene;
      if (Math.max(a.x, b.x) < view.x || Math.min(a.x, b.x) > view.x + view.width) continue;
      if (Math.max(a.y, b.y) < view.y || Math.min(a.y, b.y) > view.y + view.height) continue;
      const line = [a.x, a.y, b.x, b.y];
      if (near && near.has(tie.start) && near.has(tie.end) && (tie.start === scene.focus || tie.end === scene.focus)) lit.push(line);
      else if (tie.ofTopic) topical.push(line);
      else faint.push(line);
    }
    // Lines of one pixel are drawn four times as fast as wider ones.
    const width = 1 / scene.scale;
    pen.lines(topical, { stroke: theme.colour("tie"), width, alpha: near ? 0.12 : Math.min(0.3, 12 / Math.sqrt(topical.length + 1)), dash: [3 / scene.scale, 4 / scene.scale] });
    pen.lines(faint, { stroke: theme.colour("tie"), width, alpha: near ? 0.12 : Math.min(0.75, 12 / Math.sqrt(faint.length + 1)) });
    pen.lines(lit, { stroke: theme.colour("accent"), width: 2 / scene.scale, alpha: 0.9 });
  };

  /** The corners of the smallest convex shape around some spots (Andrew's monotone chain). */
  const hull = (points) => {
    const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const half = (list) => {
      const found = [];
      for (const point of list) {
        while (found.length > 1) {
          const [[x, y], [toX, toY]] = found.slice(-2);
          if ((toX - x) * (point[1] - y) - (toY - y) * (point[0] - x) > 0) break;
          found.pop();
        }
        found.push(point);
      }
      return found.slice(0, -1);
    };
    return sorted.length < 2 ? sorted : [...half(sorted), ...half(sorted.reverse())];
  };
  const areas = data.communities.map(({ name, colour }, group) => {
    const members = ranked.filter((spot) => spot.group === group);
    const corners = hull(members.map(({ x, y }) => [x, y]));
    const top = corners.reduce((best, point) => (point[1] < best[1] ? point : best), [0, Infinity]);
    const xs = members.map(({ x }) => x).sort((a, b) => a - b);
    return { name, colour, corners, at: [xs[xs.length >> 1], top[1]], size: members.length };
  }).filter(({ size, name }) => size > 2 && name !== "On their own");

  /** A colour mixed into the ground, so that areas may overlap. */
  const tint = (colour, part) => {
    const numbers = [colour, theme.colour("surface")].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    return `#${numbers[0].map((one, at) => Math.round(one * part + numbers[1][at] * (1 - part)).toString(16).padStart(2, "0")).join("")}`;
  };

  const drawAreas = (pen, scene) => {
    if (areas.length < 2) return [];
    for (const { corners, colour } of areas) {
      const fill = tint(theme.colour(`group-${colour}`), 0.09);
      pen.polygon(corners, { fill, stroke: fill, width: 84 });
    }
    return areas;
  };
  const drawAreaNames = (pen, scene, taken) => {
    if (areas.length < 2 || scene.scale > 2.2) return;
    for (const { name, at, colour } of areas) {
      const size = 17 / scene.scale;
      const width = pen.measure(name, size, 700);
      const y = at[1] - 42 - 4 / scene.scale;
      const box = [at[0] - width / 2, y - size, at[0] + width / 2, y + size * 0.3];
      if (overlaps(box, taken)) continue;
      taken.push(box);
      pen.text(name, at[0], y, { size, weight: 700, align: "center", fill: theme.colour(`group-${colour}`), halo: theme.colour("surface") });
    }
  };
  const overlaps = (box, taken) => taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1]);

  /** Whether all of a name can be seen; above and below, a little less will do. */
  const isInside = (box, view) => box[0] >= view.x && box[2] <= view.x + view.width && box[3] >= view.y && box[1] <= view.y + view.height;

  /** Where a name may stand, best first: below, to the right, to the left, above. */
  const sides = (spot, radius, size, width) => [
    [spot.x, spot.y + radius + size * 1.1, "center", -width / 2], [spot.x + radius + size * 0.35, spot.y + size * 0.35, "left", 0],
    [spot.x - radius - size * 0.35, spot.y + size * 0.35, "right", -width], [spot.x, spot.y - radius - size * 0.4, "center", -width / 2],
  ].map(([x, y, align, left]) => ({ x, y, align, box: [x + left - size * 0.2, y - size * 0.95, x + left + width + size * 0.2, y + size * 0.3] }));

  const drawNames = (pen, scene, visible, near) => {
    // A name covers no other name, and no circle that is more central.
    const taken = visible.slice(0, 400).filter((spot) => !near || near.has(spot.node)).map((spot) => {
      const radius = Math.max(spot.radius, 2.5 / scene.scale) * 0.8;
      return [spot.x - radius, spot.y - radius, spot.x + radius, spot.y + radius];
    });
    drawAreaNames(pen, scene, near ? [] : taken);
    const most = near ? 60 : 120;
    let drawn = 0;
    for (const spot of visible) {
      if (drawn >= most) break;
      if (near && !near.has(spot.node)) continue;
      const size = (spot.isTopic ? 11.5 : 12.5) / scene.scale;
      const isFocus = spot.node === scene.focus;
      const weight = spot.isTopic ? 400 : 500;
      const radius = Math.max(spot.radius, 2.5 / scene.scale);
      // Where there is no room for a name, there may be some for its beginning.
      const ways = (isFocus ? [70, 34] : [34, 18]).flatMap((letters) => {
        const text = short(model.label(spot.node), letters);
        return sides(spot, radius, size, pen.measure(text, size, weight)).map((place) => ({ ...place, text }));
      });
      const place = ways.find(({ box }) => isInside(box, scene.view) && !overlaps(box, taken)) || (isFocus ? ways[0] : null);
      if (!place) continue;
      taken.push(place.box);
      drawn += 1;
      pen.text(place.text, place.x, place.y, {
        size, weight, align: place.align, halo: theme.colour("surface"), fill: spot.isTopic ? theme.colour("quiet") : theme.colour("text"),
      });
    }
  };

  const draw = (pen, scene) => {
    const focus = scene.focus;
    const near = spots.has(focus) ? new Set([focus, ...(tiesOf.get(focus) || []).flatMap((tie) => [tie.start, tie.end])]) : null;
    const visible = within(scene.view).filter((spot) => scene.shown(spot.node));
    drawAreas(pen, scene);
    drawTies(pen, scene, near);
    const heaps = new Map();
    for (const spot of visible) {
      const dim = near && !near.has(spot.node);
      const radius = Math.max(spot.radius, 2.5 / scene.scale);
      if (spot.isTopic) {
        pen.polygon(diamond(spot, radius), {
          fill: theme.colour("surface"), stroke: colourOf(spot), width: 2.2 / Math.max(scene.scale, 0.4), alpha: dim ? 0.25 : 1,
        });
      } else {
        const key = `${colourOf(spot)} ${dim ? 0.22 : 1}`;
        heaps.set(key, [...(heaps.get(key) || []), [spot.x, spot.y, radius]]);
      }
    }
    const rim = { stroke: theme.colour("surface"), width: 1.5 / Math.max(scene.scale, 0.5) };
    for (const [key, circles] of heaps) {
      const [fill, alpha] = key.split(" ");
      pen.circles(circles, { fill, alpha: Number(alpha), ...rim });
    }
    if (scene.weak) {
      const weak = visible.filter((spot) => weakInside(spot.node)).map((spot) => [spot.x, spot.y, spot.radius + 4 / scene.scale]);
      pen.circles(weak, { stroke: theme.colour("warning"), width: 2.5 / scene.scale });
    }
    const spot = spots.get(focus);
    if (spot) pen.circle(spot.x, spot.y, spot.radius + 3 / scene.scale, { stroke: theme.colour("text"), width: 2 / scene.scale });
    drawNames(pen, scene, near ? ranked.filter((one) => near.has(one.node) && scene.shown(one.node)) : visible, near);
  };

  /** Whether there are findings about a document or its claims. */
  const weakInside = (node) =>
    model.findings(node).length > 0 || model.ends(node, "schema:hasPart", true).some((claim) => model.findings(claim).length > 0);

  const hit = (x, y, slack) => {
    const found = within({ x: x - 40 - slack, y: y - 40 - slack, width: 80 + 2 * slack, height: 80 + 2 * slack });
    let best = null;
    for (const spot of found) {
      const distance = Math.hypot(spot.x - x, spot.y - y) - spot.radius - slack;
      if (distance < 0 && (!best || distance < best.distance)) best = { distance, node: spot.node };
    }
    return best && { node: best.node };
  };

  return {
    bounds, draw, hit,
    spot: (node) => spots.get(node),
    has: (node) => spots.has(node),
    nodes: () => ranked.map((spot) => spot.node),
    /** Why this one is tied to others, the closest first, for the panel. */
    ties: (node) => (tiesOf.get(node) || []).filter((tie) => !tie.ofTopic)
      .map((tie) => ({ ...tie, other: tie.start === node ? tie.end : tie.start }))
      .sort((a, b) => b.sources - a.sources || b.people - a.people || a.other - b.other),
  };
})();
