"use strict";
// The panel beside the picture: all that is known of the chosen thing, in words and as links.

const panel = (() => {
  const MOST = 12;
  const element = find("panel");
  let go = () => {};

  /** A button that chooses a thing. */
  const leads = (node, remark) => make(
    "button", { type: "button", class: "leads", onclick: () => go({ node, view: "evidence" }) },
    make("span", { class: `dot ${model.kind(node)}`, "aria-hidden": "true" }),
    make("span", { class: "name", dir: "auto" }, short(model.label(node), 180)),
    remark ? make("span", { class: "remark" }, remark) : null,
  );

  /** A list that shows its first entries, and the others when asked. */
  const list = (entries) => {
    const items = make("ul", { class: "list" }, ...entries.slice(0, MOST).map((entry) => make("li", {}, entry)));
    if (entries.length <= MOST) return [items];
    const more = make("button", { type: "button", class: "more" }, `Show all ${figure(entries.length)}`);
    more.addEventListener("click", () => {
      const rest = entries.slice(MOST).map((entry) => make("li", {}, entry));
      items.append(...rest);
      rest[0].querySelector("button").focus();
      more.remove();
    });
    return [items, more];
  };
  const section = (title, count, ...content) => make(
    "section", {}, make("h3", {}, title, count ? make("span", { class: "count" }, ` ${figure(count)}`) : ""), ...content,
  );

  const badges = (node) => {
    const level = model.level(node);
    const kind = model.kind(node);
    const shown = [make("span", { class: `badge kind ${kind}` }, spoken(KIND_WORDS[kind][0]))];
    if (level) shown.push(make("span", { class: `badge level ${level}` }, LEVEL_WORDS[level] || level));
    if (model.year(node)) shown.push(make("span", { class: "badge" }, String(model.year(node))));
    if (model.disputed(node)) shown.push(make("span", { class: "badge weak" }, "Disputed"));
    const type = spoken(model.type(node));
    if ((kind === "source" || kind === "document") && type !== "Creative work") shown.push(make("span", { class: "badge" }, type));
    return make("p", { class: "badges" }, ...shown);
  };

  const outward = (node) => {
    const urls = model.links(node).map(safeUrl).filter(Boolean);
    return urls.length ? make("p", { class: "outward" }, ...urls.slice(0, 4).map((href) => make(
      "a", { href, rel: "noopener noreferrer nofollow", target: "_blank" }, short(href.replace(/^https?:\/\/(www\.)?/, ""), 48), " ↗",
    ))) : null;
  };

  const remarks = (node) => {
    const said = model.remarks(node);
    if (!said.length) return null;
    return make("dl", {}, ...said.slice(0, 12).flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", { dir: "auto" }, name === "Completeness" ? `${Math.round(Number(value) * 100)} %` : value),
    ]));
  };

  const weakness = (node) => {
    const found = model.findings(node);
    if (!found.length) return null;
    return section("Weak spots", found.length, make("ul", { class: "findings" }, ...found.slice(0, 8).map((index) => weakSpots.card(index))));
  };

  /** One section for each kind of link, in reading order. */
  const relations = (node) => {
    const groups = new Map();
    for (const { other, predicate, out } of model.around(node)) {
      const title = linkWords(predicate, out);
      const order = linkOrder(predicate);
      if (!groups.has(title)) groups.set(title, { order, others: [] });
      if (!groups.get(title).others.includes(other)) groups.get(title).others.push(other);
    }
    return [...groups].sort(([, a], [, b]) => a.order - b.order).map(([title, { others }]) => {
      const remark = (other) => {
        const level = model.kind(other) === "claim" && model.level(other);
        const count = model.kind(other) === "source" ? model.ends(other, "schema:isBasedOn", false).length : 0;
        return level || (count ? counted(count, "claim") : "");
      };
      return section(title, others.length, ...list(others.map((other) => leads(other, remark(other)))));
    });
  };

  const near = (node) => {
    if (model.kind(node) !== "document" || !mapView.has(node)) return null;
    const ties = mapView.ties(node).filter((tie) => tie.sources || tie.people);
    if (!ties.length) return null;
    const why = ({ sources, people }) =>
      [sources && `${counted(sources, "source")} shared`, people && `${counted(people, "person")} shared`].filter(Boolean).join(", ");
    return section("Documents close to it", ties.length, ...list(ties.map((tie) => leads(tie.other, why(tie)))));
  };

  /** The works and claims that stand behind a person or body. */
  const works = (node) => {
    if (!["person", "organization", "venue"].includes(model.kind(node))) return null;
    const sources = model.around(node).filter(({ other, out }) => !out && model.kind(other) === "source").map(({ other }) => other);
    const claims = [...new Set(sources.flatMap((source) => model.ends(source, "schema:isBasedOn", false)))];
    return claims.length ? section("Claims that rest on these works", claims.length, ...list(claims.map((claim) => leads(claim, model.level(claim))))) : null;
  };

  const tools = (node, state) => {
    const onMap = mapView.has(node);
    const elsewhere = state.view === "evidence"
      ? onMap && make("button", { type: "button", onclick: () => go({ view: "map" }) }, "Show on the map")
      : make("button", { type: "button", class: "primary", onclick: () => go({ view: "evidence" }) }, "Show its evidence");
    return make("p", { class: "tools" }, elsewhere || null,
      make("button", { type: "button", onclick: () => finder.askForWay(node) }, "Find a way to …"));
  };

  const way = (state) => {
    const [from, to] = state.path;
    const title = make("h2", { tabindex: "-1" }, state.way.length ? "The shortest way" : "There is no way");
    const steps = state.way.map((node, at) => {
      const link = at && model.around(state.way[at - 1]).find(({ other }) => other === node);
      return make("li", {}, link ? make("span", { class: "step" }, linkWords(link.predicate, link.out).toLowerCase()) : null, leads(node, ""));
    });
    const nothing = `Nothing that is shown connects “${short(model.label(from), 60)}” with “${short(model.label(to), 60)}”.`;
    return [title, steps.length ? make("ol", { class: "way" }, ...steps) : make("p", {}, nothing),
      make("p", { class: "tools" }, make("button", { type: "button", onclick: () => go({ path: null, node: from }) }, "Leave the way"))];
  };

  const depth = (state) => {
    if (state.view !== "evidence" || state.way) return null;
    const shown = make("output", {}, state.depth === 1 ? "1 step" : `${state.depth} steps`);
    const slider = make("input", { type: "range", min: "1", max: "4", step: "1", value: String(state.depth), id: "depth" });
    slider.addEventListener("input", () => go({ depth: Number(slider.value) }, { keep: true }));
    return make("p", { class: "depth" }, make("label", { for: "depth" }, "How far around it"), slider, shown);
  };

  const describe = (node) => {
    const kind = model.kind(node);
    const label = model.label(node);
    const text = model.text(node);
    return [
      badges(node),
      make("h2", { tabindex: "-1", dir: "auto", class: kind === "claim" && label.length > 140 ? "long" : "" }, label),
      text && text !== label && !text.startsWith(label.replace(/…$/, "")) ? make("p", { class: "text", dir: "auto" }, text) : null,
      outward(node), remarks(node), weakness(node), ...relations(node), works(node), near(node),
      make("details", { class: "iri" }, make("summary", {}, "IRI"), make("code", {}, model.iri(node))),
    ];
  };

  return {
    leads, list, section,
    begin: (goTo) => { go = goTo; },
    /** Show what is chosen, or where to begin. */
    show: (state) => {
      const slider = document.activeElement && document.activeElement.id === "depth";
      const content = state.path ? way(state)
        : state.node >= 0 ? [tools(state.node, state), depth(state), ...describe(state.node)]
          : start.content(state);
      element.replaceChildren(...content.filter(Boolean));
      if (slider && find("depth")) find("depth").focus();
      else element.scrollTop = 0;
    },
  };
})();
