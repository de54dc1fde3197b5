"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const edgesOf = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of data.edges) {
    edgesOf.get(edge.from).push(edge);
    if (edge.to !== edge.from) edgesOf.get(edge.to).push(edge);
  }
  const kindName = new Map(data.kinds.map((one) => [one.kind, one.label]));
  const hidden = new Set();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let selected = null;
  let hovered = null;

  find("summary").textContent =
    `${data.nodes.length.toLocaleString("en")} nodes, ${data.edges.length.toLocaleString("en")} links`;

  // What people read for the predicates, from the subject's and from the object's side.
  const words = {
    "schema:citation": ["Cites", "Cited by"],
    "schema:hasPart": ["Claims", "Part of"],
    "schema:appearance": ["Appears in", "Claims"],
    "schema:isBasedOn": ["Rests on", "Claims that rest on it"],
    "prov:wasDerivedFrom": ["Derived from", "Claims derived from it"],
    "prov:hadPrimarySource": ["Primary sources", "Primary source of"],
    "schema:author": ["Written by", "Wrote"],
    "schema:editor": ["Edited by", "Edited"],
    "schema:contributor": ["Contributors", "Contributed to"],
    "schema:publisher": ["Published by", "Published"],
    "schema:sourceOrganization": ["Comes from", "Produced"],
    "schema:isPartOf": ["Appeared in", "Works that appeared in it"],
    "schema:about": ["About", "Documents about it"],
    "schema:mentions": ["Links to", "Linked from"],
    "kg:relatedDocument": ["Related", "Related from"],
    "skos:broader": ["Broader topic", "Narrower topics"],
    "schema:reviewedBy": ["Reviewed by", "Reviewed"],
  };
  // Said twice for machines; people read it once.
  const echoes = new Set(["prov:wasDerivedFrom", "schema:appearance"]);

  // --- The picture -------------------------------------------------------
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const near = () => {
    const focus = hovered || selected;
    if (!focus) return null;
    const around = new Set([focus]);
    for (const edge of edgesOf.get(focus)) around.add(edge.from).add(edge.to);
    return around;
  };
  const short = (text) => (text.length > 34 ? `${text.slice(0, 33)}…` : text);
  const drawnNode = (node, around, scale) => {
    const dim = around && !around.has(node.id);
    const base = colour(node.kind) || colour("other");
    const named = !dim && (
      node.kind === "document" || (node.kind === "topic" && scale > 0.75) ||
      (around && around.size < 60) || scale > 1.15
    );
    return {
      id: node.id, x: node.x, y: node.y, shape: node.shape,
      size: node.id === selected ? node.size * 1.35 : node.size,
      hidden: hidden.has(node.kind),
      opacity: dim ? 0.15 : 1,
      label: named ? short(node.label) : undefined,
      borderWidth: 1, borderWidthSelected: 2,
      color: {
        background: base, border: node.id === selected ? colour("text") : colour("surface"),
        highlight: { background: base, border: colour("text") }, hover: { background: base, border: colour("text") },
      },
      font: {
        // Legible at every zoom: about as many pixels on the screen.
        color: colour("text"), size: Math.min(30, (node.kind === "document" ? 13 : 12) / Math.min(scale, 1)),
        strokeWidth: 4 / Math.min(scale, 1), strokeColor: colour("surface"),
        face: "system-ui, sans-serif",
      },
    };
  };
  const drawnEdge = (edge, around) => {
    const focus = hovered || selected;
    const lit = focus && (edge.from === focus || edge.to === focus);
    return {
      id: edge.id, from: edge.from, to: edge.to,
      hidden: hidden.has(nodes.get(edge.from).kind) || hidden.has(nodes.get(edge.to).kind),
      color: {
        color: lit ? colour("accent") : colour("line"), highlight: colour("accent"), hover: colour("accent"),
        opacity: around && !lit ? 0.15 : 0.8,
      },
      width: lit ? 2 : 1,
    };
  };

  const shownNodes = new vis.DataSet(data.nodes.map((node) => drawnNode(node, null, 1)));
  const shownEdges = new vis.DataSet(data.edges.map((edge) => drawnEdge(edge, null)));
  const network = new vis.Network(find("canvas"), { nodes: shownNodes, edges: shownEdges }, data.options);
  const redraw = () => {
    const around = near();
    const scale = network.getScale();
    shownNodes.update(data.nodes.map((node) => drawnNode(node, around, scale)));
    shownEdges.update(data.edges.map((edge) => drawnEdge(edge, around)));
  };
  const fit = () => network.fit({ animation: calm ? false : { duration: 300 } });
  // Labels follow the zoom in steps, so that most turns of the wheel cost nothing.
  const stepOf = (scale) => Math.round(Math.log2(scale) * 3);
  let step = 0;
  const follow = () => {
    const now = stepOf(network.getScale());
    if (now !== step) {
      step = now;
      redraw();
    }
  };
  network.on("zoom", follow);
  network.on("animationFinished", follow);
  network.on("resize", follow);
  network.on("hoverNode", (event) => { hovered = event.node; redraw(); });
  network.on("blurNode", () => { hovered = null; redraw(); });
  network.on("click", (event) => select(event.nodes.length ? event.nodes[0] : null, false));
  // Nodes have their size only once they are drawn.
  network.once("afterDrawing", () => {
    network.fit();
    follow();
  });

  // --- The panel ---------------------------------------------------------
  const safeUrl = (text) => {
    try {
      const url = new URL(text);
      return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
    } catch {
      return "";
    }
  };
  const jump = (id) => {
    const node = nodes.get(id);
    const dot = make("span", { class: "dot", style: `color: var(--${node.kind})` });
    return make("button", { type: "button", onclick: () => select(id, true) }, dot, make("span", {}, node.label));
  };
  const relations = (id) => {
    const groups = new Map();
    for (const edge of edgesOf.get(id)) {
      if (echoes.has(edge.predicate)) continue;
      const forward = edge.from === id;
      const known = words[edge.predicate];
      const name = known ? known[forward ? 0 : 1] : `${forward ? "" : "is "}${edge.predicate}${forward ? "" : " of"}`;
      if (!groups.has(name)) groups.set(name, new Set());
      groups.get(name).add(forward ? edge.to : edge.from);
    }
    return [...groups].sort((one, other) => one[0].localeCompare(other[0], "en"));
  };
  const fillPanel = () => {
    const panel = find("panel");
    if (!selected) {
      panel.replaceChildren(
        make("h2", {}, "Where to begin"),
        make("p", {}, "Select a node, or search for a title, a claim or a name."),
        make("p", {}, "Large dots are documents, diamonds their topics. What documents share draws them together."),
      );
      return;
    }
    const node = nodes.get(selected);
    const parts = [
      make("div", { class: "kind" }, (kindName.get(node.kind) || node.kind) + (node.types.length ? ` · ${node.types.join(", ")}` : "")),
      make("h2", {}, node.label),
    ];
    const facts = make("p", {});
    if (node.confidence) facts.append(make("span", { class: `badge ${node.confidence}` }, `${node.confidence} confidence`));
    if (node.year) facts.append(make("span", { class: "badge" }, node.year));
    if (facts.childNodes.length) parts.push(facts);
    if (node.text && node.text !== node.label) parts.push(make("p", {}, node.text));
    const url = safeUrl(node.url);
    if (url && url !== node.id) {
      parts.push(make("p", {}, make("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url)));
    }
    parts.push(make("p", { class: "iri" }, node.id));
    for (const [name, ids] of relations(selected)) {
      parts.push(make("h3", {}, `${name} (${ids.size})`));
      parts.push(make("ul", {}, ...[...ids].map((id) => make("li", {}, jump(id)))));
    }
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  };
  const select = (id, move) => {
    selected = id;
    hovered = null;
    if (id && hidden.has(nodes.get(id).kind)) toggle(nodes.get(id).kind);
    network.selectNodes(id ? [id] : []);
    redraw();
    fillPanel();
    if (id && move) {
      network.focus(id, { scale: Math.max(0.9, network.getScale()), animation: calm ? false : { duration: 300 } });
    }
    if (id && move && innerWidth < 832) find("canvas").scrollIntoView({ block: "start" });
  };

  // --- The legend --------------------------------------------------------
  const shapes = {
    dot: "M8 1a7 7 0 1 0 .01 0z", square: "M2 2h12v12H2z", triangle: "M8 1l7 13H1z", triangleDown: "M8 15L1 2h14z",
    diamond: "M8 0l8 8-8 8-8-8z", hexagon: "M4 1.5h8L16 8l-4 6.5H4L0 8z",
    star: "M8 0l2.2 5.4 5.8.4-4.5 3.7 1.5 5.7L8 12l-5 3.2 1.5-5.7L0 5.8l5.8-.4z",
  };
  const symbol = (one) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shapes[one.shape]);
    path.setAttribute("style", `fill: var(--${one.kind})`);
    svg.append(path);
    return svg;
  };
  const buttons = new Map();
  const toggle = (kind) => {
    if (!hidden.delete(kind)) hidden.add(kind);
    buttons.get(kind).setAttribute("aria-pressed", String(!hidden.has(kind)));
    redraw();
  };
  for (const one of data.kinds) {
    const button = make(
      "button",
      { type: "button", "aria-pressed": "true", "data-kind": one.kind, onclick: () => toggle(one.kind) },
      symbol(one), `${one.label} ${one.count.toLocaleString("en")}`,
    );
    buttons.set(one.kind, button);
    find("legend").append(button);
  }

  // --- Search ------------------------------------------------------------
  const input = find("search");
  const results = find("results");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const haystack = data.nodes.map((node) => [node.id, folded(node.label), folded(`${node.label} ${node.text}`)]);
  let active = -1;
  const closeResults = () => {
    results.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const choose = (id) => {
    closeResults();
    input.value = "";
    select(id, true);
  };
  const activate = (index) => {
    const items = [...results.querySelectorAll("[role=option]")];
    if (!items.length) return;
    active = (index + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  };
  const search = () => {
    const wanted = folded(input.value.trim());
    if (!wanted) return closeResults();
    // What is called so comes before what speaks of it.
    const rank = ([id, label, all]) =>
      !all.includes(wanted) ? 3 : nodes.get(id).kind === "claim" || !label.includes(wanted) ? 2 : label.startsWith(wanted) ? 0 : 1;
    const found = haystack.map((one) => [rank(one), one]).filter(([place]) => place < 3)
      .sort((one, other) => one[0] - other[0] || (one[1][1] < other[1][1] ? -1 : 1)).slice(0, 12);
    const items = found.map(([, [id]], index) => {
      const node = nodes.get(id);
      return make(
        "li",
        { role: "option", id: `result-${index}`, "aria-selected": "false", "data-id": id, onmousedown: (event) => { event.preventDefault(); choose(id); } },
        `${node.label} (${(kindName.get(node.kind) || "").toLowerCase()})`,
      );
    });
    results.replaceChildren(...(items.length ? items : [make("li", { class: "none" }, "Nothing here has that in it")]));
    results.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(0);
  };
  input.addEventListener("input", search);
  input.addEventListener("blur", closeResults);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") activate(active + 1);
    else if (event.key === "ArrowUp") activate(active - 1);
    else if (event.key === "Escape") closeResults();
    else if (event.key === "Enter" && active >= 0) {
      const item = results.querySelector("[aria-selected=true]");
      if (item) choose(item.dataset.id);
    } else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && document.activeElement !== input) select(null, false);
  });

  // --- The list, the theme ------------------------------------------------
  const fillList = () => {
    if (find("rows").childNodes.length) return;
    for (const { kind, label } of data.kinds) {
      const own = data.nodes.filter((node) => node.kind === kind);
      own.sort((one, other) => (one.label < other.label ? -1 : 1));
      find("rows").append(
        make("h3", {}, label), make("ul", {}, ...own.map((node) => make("li", {}, jump(node.id)))),
      );
    }
  };
  find("list").addEventListener("toggle", fillList);
  find("fit").addEventListener("click", fit);
  const setTheme = (dark) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    find("theme").setAttribute("aria-pressed", String(dark));
    redraw();
  };
  find("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
  setTheme(matchMedia("(prefers-color-scheme: dark)").matches);
  fillPanel();
})();
