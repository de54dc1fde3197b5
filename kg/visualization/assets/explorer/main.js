"use strict";
// From the state to what is seen.

const main = (() => {
  const VIEWS = { map: "Map", evidence: "Evidence", table: "Table", charts: "Charts", weak: "Weak spots" };

  const show = (now, before) => {
    const allowed = (node) => facets.passes(node, now);
    const shown = (node) => allowed(node) || node === now.node;
    document.body.dataset.view = now.view;
    document.body.classList.toggle("bare", now.bare);
    for (const tab of find("tabs").querySelectorAll("button")) {
      if (tab.dataset.view === now.view) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    const isPicture = now.view === "map" || now.view === "evidence";
    for (const name of ["table", "charts", "weak"]) find(`${name}-view`).hidden = now.view !== name;
    find("picture").hidden = !isPicture;
    filters.show(now);
    if (now.path) now.way = paths.shortest(now.path[0], now.path[1], allowed);
    if (isPicture) showPicture(now, before, allowed, shown);
    else if (now.view === "table") table.show(allowed);
    else if (now.view === "weak") weakSpots.show();
    panel.show(now);
    const what = now.node >= 0 ? model.label(now.node) : data.title;
    document.title = now.node >= 0 ? `${short(what, 60)} · ${data.title}` : data.title;
    if (before.view) announce(`${VIEWS[now.view]}: ${short(what, 120)}`);
  };

  const showPicture = (now, before, allowed, shown) => {
    const isMap = now.view === "map" || (now.node < 0 && !now.path);
    if (!isMap) evidenceView.show({ ...now, way: now.way && now.way.length ? now.way : null, node: now.path ? now.path[0] : now.node }, allowed);
    stage.resize();
    stage.show(isMap ? mapView : evidenceView, {
      node: now.path ? now.path[0] : now.node, filter: shown, weakMarked: now.weak, rearranged: !isMap && before.view !== "",
    });
    find("empty").hidden = !(now.view === "evidence" && isMap);
    const cut = isMap ? 0 : evidenceView.cut();
    find("cut").hidden = !cut;
    find("cut").textContent = `${figure(cut)} more are left out; use a filter, or fewer steps`;
    find("canvas").setAttribute("aria-label", isMap
      ? `Map of ${counted(model.ofKind("document").length, "document")} and ${counted(model.ofKind("topic").length, "topic")}. Arrow keys walk through it, Enter chooses. The table holds the same things.`
      : `Evidence around ${model.label(now.node >= 0 ? now.node : now.path[0])}. Arrow keys walk through it, Enter chooses. The panel says the same in words.`);
  };

  const unfold = (node) => {
    const now = state.now();
    const [opened, closed] = [new Set(now.opened), new Set(now.closed)];
    if (opened.has(node)) { opened.delete(node); closed.add(node); }
    else { opened.add(node); closed.delete(node); }
    if (closed.has(node) && node === now.node) closed.delete(node);
    state.go({ opened, closed }, { keep: true });
  };

  /** Keys that work everywhere but where one writes. */
  const keys = (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { node, view } = state.now();
    const steps = { m: "map", e: "evidence", t: "table", c: "charts", w: "weak" };
    if (event.key === "/") finder.focus();
    else if (event.key === "?") find("help").showModal();
    else if (event.key === "Escape" && find("help").open) return;
    else if (event.key === "Escape") state.go(view === "map" ? { node: -1, path: null } : { view: "map", node, path: null });
    else if (steps[event.key]) state.go({ view: steps[event.key] });
    else return;
    event.preventDefault();
  };

  const begin = () => {
    theme.begin(stage.redraw);
    for (const part of [panel, table, weakSpots, finder]) part.begin(state.go);
    filters.begin(state.go, state.now);
    exporting.begin();
    stage.listen({ choose: (node) => state.go({ node, path: null, view: "evidence" }), unfold });
    find("tabs").addEventListener("click", (event) => {
      const tab = event.target.closest("button");
      if (tab) state.go({ view: tab.dataset.view });
    });
    find("charts-view").addEventListener("click", (event) => {
      const bar = event.target.closest("[data-iri]");
      const node = bar ? model.numbered(bar.dataset.iri) : -1;
      if (node >= 0) state.go({ node, path: null, view: "evidence" });
    });
    find("zoom-in").addEventListener("click", () => stage.zoom(1.35));
    find("zoom-out").addEventListener("click", () => stage.zoom(1 / 1.35));
    find("fit").addEventListener("click", () => stage.fit());
    find("home").addEventListener("click", () => state.go({ view: "map", node: -1, path: null }));
    find("help-open").addEventListener("click", () => find("help").showModal());
    find("help-close").addEventListener("click", () => find("help").close());
    document.addEventListener("keydown", keys);
    find("weak-count").textContent = data.allFindings ? figure(data.allFindings) : "";
    state.begin(show);
    document.body.dataset.ready = "yes";
  };
  return { begin };
})();

main.begin();
