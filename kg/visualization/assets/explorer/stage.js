"use strict";
// The canvas: the camera over a view, what the pointer, fingers and keys do, and when to draw.

const stage = (() => {
  const canvas = find("canvas");
  const context = canvas.getContext("2d");
  const pen = canvasPen(context);
  const tip = find("tip");
  const camera = { x: 0, y: 0, scale: 1 };
  const cameras = new Map();
  const pointers = new Map();
  let view = mapView;
  let size = { width: 0, height: 0 };
  let hovered = -1;
  let cursor = -1;
  let chosen = -1;
  let moving = { start: 0, camera: null };
  let waiting = false;
  let fitted = true;
  let pinch = null;
  let drag = null;
  let heard = { choose: () => {}, unfold: () => {}, away: () => {} };
  let shown = () => true;
  let weak = false;

  const toPicture = (x, y) => ({ x: (x - size.width / 2) / camera.scale + camera.x, y: (y - size.height / 2) / camera.scale + camera.y });
  const toScreen = (x, y) => ({ x: (x - camera.x) * camera.scale + size.width / 2, y: (y - camera.y) * camera.scale + size.height / 2 });
  const seen = () => {
    const { x, y } = toPicture(0, 0);
    return { x, y, width: size.width / camera.scale, height: size.height / camera.scale };
  };
  const sceneNow = (progress) => ({
    scale: camera.scale, view: seen(), moving: progress, shown, weak,
    focus: hovered >= 0 ? hovered : cursor >= 0 ? cursor : view === mapView ? chosen : -1,
  });

  const paint = (now) => {
    waiting = false;
    const progress = moving.start ? Math.min(1, (now - moving.start) / 380) : 1;
    if (moving.camera) {
      const done = 1 - (1 - progress) ** 3;
      for (const key of ["x", "y", "scale"]) camera[key] = moving.camera.from[key] + (moving.camera.to[key] - moving.camera.from[key]) * done;
    }
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = theme.colour("surface");
    context.fillRect(0, 0, canvas.width, canvas.height);
    const scale = camera.scale * ratio;
    context.setTransform(scale, 0, 0, scale, canvas.width / 2 - camera.x * scale, canvas.height / 2 - camera.y * scale);
    view.draw(pen, sceneNow(progress));
    if (progress < 1) redraw();
    else moving = { start: 0, camera: null };
  };
  const redraw = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame((now) => { if (waiting) paint(now); });
    }
  };

  /** Move the camera there, at once where motion is not wanted. */
  const moveTo = (to, gently = true) => {
    if (gently && !calm.matches && size.width) {
      moving = { start: performance.now(), camera: { from: { ...camera }, to } };
    } else {
      Object.assign(camera, to);
      moving.camera = null;
    }
    redraw();
  };

  /** The camera that shows all of the view, or as much of it around a thing as can be read. */
  const fitting = (node) => {
    const box = view.bounds();
    const whole = Math.min(size.width / box.width, size.height / box.height);
    const most = view === mapView ? 1.5 : 1.15;
    const least = view === mapView ? 0.01 : Math.min(0.72, size.width / box.width > 0.4 ? 0.72 : 0.6);
    const scale = Math.max(Math.min(whole, most), least);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const spot = scale > whole && view.spot(node);
    if (!spot) return { ...middle, scale };
    // What does not fit is shown around the thing, but not beyond the edge of the picture.
    const within = (at, low, length, room) => (room >= length ? low + length / 2 : Math.max(low + room / 2, Math.min(at, low + length - room / 2)));
    return {
      x: within(spot.x, box.x, box.width, size.width / scale), y: within(spot.y, box.y, box.height, size.height / scale), scale,
    };
  };
  const fit = (gently = true) => {
    fitted = true;
    moveTo(fitting(chosen), gently);
  };

  const zoom = (factor, x = size.width / 2, y = size.height / 2) => {
    const before = toPicture(x, y);
    camera.scale = Math.max(0.02, Math.min(6, camera.scale * factor));
    const after = toPicture(x, y);
    camera.x += before.x - after.x;
    camera.y += before.y - after.y;
    moving.camera = null;
    fitted = false;
    redraw();
  };

  const hover = (node, x, y) => {
    if (node !== hovered) {
      hovered = node;
      cursor = -1;
      canvas.classList.toggle("over", node >= 0);
      redraw();
    }
    showTip(node, x, y);
  };
  const showTip = (node, x, y) => {
    tip.hidden = node < 0 || view !== mapView;
    if (tip.hidden) return;
    const claims = model.ends(node, "schema:hasPart", true).length;
    const about = model.ends(node, "schema:about", false).length;
    const what = model.kind(node) === "topic" ? counted(about, "document") : counted(claims, "claim");
    tip.replaceChildren(make("strong", {}, model.label(node)), make("span", {}, `${spoken(model.kind(node))} · ${what}`));
    tip.style.left = `${Math.max(8, Math.min(x + 14, size.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, Math.min(y + 16, size.height - tip.offsetHeight - 8))}px`;
  };

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const hitAt = ({ x, y }, isTouch) => {
    const point = toPicture(x, y);
    const found = view.hit(point.x, point.y, (isTouch ? 14 : 4) / camera.scale);
    return found && (view !== mapView || shown(found.node)) ? found : null;
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 2) { pinch = spread(); drag = null; }
    else drag = { ...place(event), far: false };
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = place(event);
    if (!pointers.has(event.pointerId)) {
      const found = hitAt(at, false);
      hover(found ? found.node : -1, at.x, at.y);
      return;
    }
    pointers.set(event.pointerId, at);
    if (pinch && pointers.size === 2) {
      const now = spread();
      zoom(now.distance / pinch.distance, now.x, now.y);
      camera.x -= (now.x - pinch.x) / camera.scale;
      camera.y -= (now.y - pinch.y) / camera.scale;
      pinch = now;
    } else if (drag) {
      if (Math.hypot(at.x - drag.x, at.y - drag.y) > 4 || drag.far) {
        drag.far = true;
        fitted = false;
        tip.hidden = true;
        moving.camera = null;
        camera.x -= (at.x - drag.x) / camera.scale;
        camera.y -= (at.y - drag.y) / camera.scale;
        Object.assign(drag, at);
        redraw();
      }
    }
  });
  const release = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size < 2) pinch = null;
    const ended = drag;
    drag = null;
    if (event.type === "pointerup" && ended && !ended.far && !pointers.size) {
      const found = hitAt(place(event), event.pointerType === "touch");
      hover(-1, 0, 0);
      if (found && found.badge) heard.unfold(found.node);
      else if (found) heard.choose(found.node);
    }
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => hover(-1, 0, 0));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x, y } = place(event);
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), x, y);
  }, { passive: false });

  /** The nearest thing in a direction from another. */
  const towards = (node, [right, down]) => {
    const from = view.spot(node);
    let best = null;
    for (const other of view.nodes()) {
      if (other === node || (view === mapView && !shown(other))) continue;
      const to = view.spot(other);
      const [x, y] = [to.x - from.x, to.y - from.y];
      const along = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (along <= 1 || aside > along * 2.5) continue;
      const cost = along + aside * 2;
      if (!best || cost < best.cost) best = { cost, node: other };
    }
    return best ? best.node : node;
  };
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (WAYS[event.key] && event.shiftKey) {
      fitted = false;
      camera.x += (WAYS[event.key][0] * 80) / camera.scale;
      camera.y += (WAYS[event.key][1] * 80) / camera.scale;
      redraw();
    } else if (WAYS[event.key]) {
      const start = view.has(cursor) ? cursor : view.has(chosen) ? chosen : -1;
      cursor = start >= 0 ? towards(start, WAYS[event.key]) : view.nodes().find((node) => view !== mapView || shown(node)) ?? -1;
      if (cursor >= 0) {
        bringIn(cursor);
        announce(`${spoken(model.kind(cursor))}: ${model.label(cursor)}`);
      }
    } else if (event.key === "Enter" || event.key === " ") {
      if (cursor >= 0) heard.choose(cursor);
    } else if (event.key === "x" && cursor >= 0) heard.unfold(cursor);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  canvas.addEventListener("keydown", keys);
  canvas.addEventListener("blur", () => { cursor = -1; redraw(); });

  /** Move the camera as far as is needed to see a thing. */
  const bringIn = (node) => {
    const { x, y } = view.spot(node);
    const at = toScreen(x, y);
    const margin = 90;
    const dx = at.x < margin ? at.x - margin : at.x > size.width - margin ? at.x - size.width + margin : 0;
    const dy = at.y < margin ? at.y - margin : at.y > size.height - margin ? at.y - size.height + margin : 0;
    if (dx || dy) {
      fitted = false;
      moveTo({ x: camera.x + dx / camera.scale, y: camera.y + dy / camera.scale, scale: camera.scale });
    } else redraw();
  };

  const resize = () => {
    const box = canvas.parentElement.getBoundingClientRect();
    if (!box.width || !box.height) return;
    size = { width: box.width, height: box.height };
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    // What showed everything before still does, in the room there is now.
    if (fitted) fit(false);
    redraw();
  };
  new ResizeObserver(() => {
    resize();
    // At once: another size has emptied the canvas, which would be seen until the next frame.
    if (waiting) paint(performance.now());
  }).observe(canvas.parentElement);

  return {
    listen: (listeners) => { heard = listeners; },
    redraw, fit, zoom, resize,
    /** Show a view with a thing chosen; rearranged says that things stand elsewhere than before. */
    show: (next, { node, filter, weakMarked, rearranged }) => {
      if (next !== view) cameras.set(view, { ...camera });
      const back = next !== view && next === mapView ? cameras.get(next) : null;
      const changed = next !== view;
      view = next;
      chosen = node;
      shown = filter;
      weak = weakMarked;
      hovered = -1;
      cursor = -1;
      tip.hidden = true;
      if (back) {
        fitted = false;
        moveTo(back, false);
      } else if (changed || rearranged) {
        if (size.width) fit(!changed);
        if (!calm.matches) moving.start = performance.now();
      }
      redraw();
    },
    /** Where a thing is drawn, in pixels of the canvas. */
    where: (node) => { const spot = view.spot(node); return spot ? toScreen(spot.x, spot.y) : null; },
    view: () => view,
    scene: () => sceneNow(1),
    canvas,
    measure: pen.measure,
  };
})();
