"use strict";
// What the panel says before anything is chosen: how much there is, and where to begin.

const start = (() => {
  const carriers = () => {
    const counts = new Map();
    for (const claim of model.ofKind("claim")) {
      for (const source of model.ends(claim, "schema:isBasedOn", true)) counts.set(source, (counts.get(source) || 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || model.label(a[0]).localeCompare(model.label(b[0]), "en") || a[0] - b[0]);
  };
  let carrying = null;

  const content = () => {
    carrying ||= carriers();
    const counts = ["document", "claim", "source", "person"].map((kind) => [kind, model.ofKind(kind).length]).filter(([, count]) => count);
    const documents = mapView.nodes().filter((node) => model.kind(node) === "document");
    const claimsOf = (node) => model.ends(node, "schema:hasPart", true).length;
    return [
      make("h2", { tabindex: "-1" }, "Where to begin"),
      make("p", { class: "lead" }, counts.map(([kind, count]) => counted(count, kind)).join(", "), "."),
      make("ul", { class: "hints" },
        make("li", {}, "Choose a circle on the map to see what that document claims, and which sources stand behind each claim."),
        make("li", {}, "Or search: a word of a claim, a title, a name.")),
      carrying.length ? panel.section("Sources that carry the most claims", 0,
        ...panel.list(carrying.slice(0, 6).map(([node, count]) => panel.leads(node, counted(count, "claim"))))) : null,
      documents.length ? panel.section("Central documents", 0,
        ...panel.list(documents.slice(0, 6).map((node) => panel.leads(node, counted(claimsOf(node), "claim"))))) : null,
    ];
  };

  return { content };
})();
