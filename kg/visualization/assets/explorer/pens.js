"use strict";
// Two pens that draw the same: one on a canvas, one into the text of an SVG file.

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "DejaVu Sans", sans-serif';
const FEW = 8;

/** Draws on a canvas; coordinates and sizes are those of the picture, before the camera. */
const canvasPen = (context) => {
  const font = (size, weight) => { context.font = `${weight || 400} ${size}px ${FONT}`; };
  const finish = ({ fill, stroke, width, alpha, dash }) => {
    context.globalAlpha = alpha ?? 1;
    if (fill) { context.fillStyle = fill; context.fill(); }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = width || 1;
      context.lineJoin = "round";
      context.setLineDash(dash || []);
      context.stroke();
    }
    context.globalAlpha = 1;
  };
  return {
    circle: (x, y, radius, style) => { context.beginPath(); context.arc(x, y, radius, 0, 2 * Math.PI); finish(style); },
    circles: (list, style) => {
      context.beginPath();
      for (const [x, y, radius] of list) { context.moveTo(x + radius, y); context.arc(x, y, radius, 0, 2 * Math.PI); }
      finish(style);
    },
    polygon: (points, style) => {
      context.beginPath();
      points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
      finish(style);
    },
    box: (x, y, width, height, radius, style) => {
      context.beginPath();
      context.roundRect(x, y, width, height, radius);
      finish(style);
    },
    lines: (list, style) => {
      // Few at a time: thousands of lines that cross in one path take ten times as long.
      for (let at = 0; at < list.length; at += FEW) {
        context.beginPath();
        for (const [x, y, toX, toY] of list.slice(at, at + FEW)) { context.moveTo(x, y); context.lineTo(toX, toY); }
        finish(style);
      }
    },
    curve: ([x, y, ax, ay, bx, by, toX, toY], style) => {
      context.beginPath();
      context.moveTo(x, y);
      context.bezierCurveTo(ax, ay, bx, by, toX, toY);
      finish(style);
    },
    text: (text, x, y, { size, weight, fill, align, halo, alpha }) => {
      font(size, weight);
      context.textAlign = align || "left";
      context.textBaseline = "alphabetic";
      context.globalAlpha = alpha ?? 1;
      if (halo) {
        context.strokeStyle = halo;
        context.lineWidth = size / 3.5;
        context.lineJoin = "round";
        context.setLineDash([]);
        context.strokeText(text, x, y);
      }
      context.fillStyle = fill;
      context.fillText(text, x, y);
      context.globalAlpha = 1;
    },
    measure: (text, size, weight) => { font(size, weight); return context.measureText(text).width; },
  };
};

/** Draws into SVG; the parts are read with done. Names are left to its measuring twin. */
const svgPen = (measure) => {
  const parts = [];
  const escaped = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const number = (value) => Math.round(value * 10) / 10;
  const look = ({ fill, stroke, width, alpha, dash }) =>
    `fill="${escaped(fill || "none")}"${stroke ? ` stroke="${escaped(stroke)}" stroke-width="${number(width || 1)}" stroke-linejoin="round"` : ""}` +
    `${alpha !== undefined && alpha < 1 ? ` opacity="${Math.round(alpha * 100) / 100}"` : ""}` +
    `${dash && dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}`;
  const circle = (x, y, radius, style) =>
    parts.push(`<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" ${look(style)}/>`);
  return {
    circle,
    circles: (list, style) => list.forEach(([x, y, radius]) => circle(x, y, radius, style)),
    polygon: (points, style) =>
      parts.push(`<polygon points="${points.map((point) => point.map(number).join(",")).join(" ")}" ${look(style)}/>`),
    box: (x, y, width, height, radius, style) =>
      parts.push(`<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${radius}" ${look(style)}/>`),
    lines: (list, style) => list.length && parts.push(
      `<path d="${list.map(([x, y, toX, toY]) => `M${number(x)} ${number(y)}L${number(toX)} ${number(toY)}`).join("")}" ${look(style)}/>`),
    curve: (points, style) => {
      const [x, y, ...more] = points.map(number);
      parts.push(`<path d="M${x} ${y}C${more.join(" ")}" ${look(style)}/>`);
    },
    text: (text, x, y, { size, weight, fill, align, halo, alpha }) => parts.push(
      `<text x="${number(x)}" y="${number(y)}" font-size="${number(size)}"${weight ? ` font-weight="${weight}"` : ""}` +
      `${align === "center" ? ' text-anchor="middle"' : align === "right" ? ' text-anchor="end"' : ""} fill="${escaped(fill)}"` +
      `${halo ? ` stroke="${escaped(halo)}" stroke-width="${number(size / 3.5)}" paint-order="stroke" stroke-linejoin="round"` : ""}` +
      `${alpha !== undefined && alpha < 1 ? ` opacity="${alpha}"` : ""}>${escaped(text)}</text>`),
    measure,
    done: (box, back, title) =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[box.x, box.y, box.width, box.height].map(number).join(" ")}" ` +
      `width="${number(box.width)}" height="${number(box.height)}" font-family="${escaped(FONT)}"><title>${escaped(title)}</title>` +
      `<rect x="${number(box.x)}" y="${number(box.y)}" width="100%" height="100%" fill="${escaped(back)}"/>${parts.join("")}</svg>`,
  };
};
