"use strict";
// What is shown, in the hash of the address: so that back and forward work, and a link can be shared.

const state = (() => {
  const VIEWS = ["map", "evidence", "table", "charts", "weak"];
  const EMPTY = {
    view: "map", node: -1, depth: 1, opened: new Set(), closed: new Set(), path: null,
    hidden: new Set(), topic: -1, level: "", from: 0, to: 0, weak: false, bare: false,
  };
  let now = { ...EMPTY };
  let changed = () => {};

  const numbered = (name) => (name ? model.numbered(name) : -1);
  const year = (text) => (/^\d{4}$/.test(text || "") ? Number(text) : 0);
  const several = (text) => new Set((text || "").split(" ").map(numbered).filter((node) => node >= 0));

  /** The view of what is chosen where the hash names none. */
  const usual = (node, path) => (node >= 0 || path ? "evidence" : "map");

  /** The state that a hash says; what it says wrong is as if it said nothing. */
  const read = (hash) => {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const ends = (said.get("way") || "").split(" ").map(numbered);
    const kinds = (said.get("hide") || "").split(" ");
    const node = numbered(said.get("node"));
    const path = ends.length === 2 && ends.every((one) => one >= 0) ? ends : null;
    const wanted = said.get("view") || usual(node, path);
    return {
      view: VIEWS.includes(wanted) ? wanted : "map",
      node,
      path,
      depth: Math.max(1, Math.min(4, Number(said.get("depth")) || 1)),
      opened: several(said.get("open")),
      closed: several(said.get("fold")),
      hidden: new Set(data.kinds.filter((kind) => kinds.includes(kind))),
      topic: numbered(said.get("topic")),
      level: data.levels.includes(said.get("level") || "") ? said.get("level") || "" : "",
      from: year(said.get("from")),
      to: year(said.get("to")),
      weak: said.get("weak") === "1",
      bare: said.get("bare") === "1",
    };
  };

  const write = (one) => {
    const said = new URLSearchParams();
    const ids = (nodes) => [...nodes].map(model.id).join(" ");
    const pairs = {
      view: one.view === usual(one.node, one.path) ? "" : one.view, node: one.node >= 0 ? model.id(one.node) : "", way: one.path ? ids(one.path) : "",
      depth: one.depth > 1 ? one.depth : "", open: ids(one.opened), fold: ids(one.closed), hide: [...one.hidden].join(" "),
      topic: one.topic >= 0 ? model.id(one.topic) : "", level: one.level, from: one.from || "", to: one.to || "",
      weak: one.weak ? 1 : "", bare: one.bare ? 1 : "",
    };
    for (const [name, value] of Object.entries(pairs)) if (value) said.set(name, value);
    return `#${said}`;
  };

  /** Change a part of the state; with keep, the step is none that the back button takes back. */
  const go = (change, { keep = false } = {}) => {
    const next = { ...now, ...change };
    if ("node" in change && change.node !== now.node) Object.assign(next, { opened: new Set(), closed: new Set(), path: change.path || null });
    if ("depth" in change) next.closed = new Set();
    const hash = write(next);
    if (hash === write(now)) return;
    if (keep) location.replace(hash);
    else location.hash = hash;
    follow();
  };
  const follow = () => {
    const next = read(location.hash);
    if (write(next) === write(now)) return;
    const before = now;
    now = next;
    changed(now, before);
    // A page that shows the newest build in a frame comes back to what was shown.
    if (parent !== window) parent.postMessage({ hash: location.hash }, "*");
  };

  return {
    now: () => now,
    go,
    begin: (listener) => {
      changed = listener;
      now = read(location.hash);
      addEventListener("hashchange", follow);
      listener(now, { ...EMPTY, view: "" });
    },
  };
})();
