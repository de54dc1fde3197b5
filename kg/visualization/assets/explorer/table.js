"use strict";
// The table: the same selection as rows, for those who compare, and for those who cannot see the picture.

const table = (() => {
  const PAGE = 100;
  const COLUMNS = [
    ["Name", (node) => model.label(node)],
    ["Kind", (node) => spoken(KIND_WORDS[model.kind(node)][0])],
    ["Confidence", (node) => model.level(node)],
    ["Year", (node) => model.year(node) || ""],
    ["Claims", (node) => claims(node)],
    ["Links", (node) => model.degree(node)],
    ["Findings", (node) => model.findings(node).length],
  ];
  const NUMBERS = new Set(["Year", "Claims", "Links", "Findings"]);
  let go = () => {};
  let rows = [];
  let sorted = { column: 4, up: false };
  let shown = PAGE;

  const claims = (node) => ({
    document: () => model.ends(node, "schema:hasPart", true).length,
    source: () => model.ends(node, "schema:isBasedOn", false).length,
  }[model.kind(node)] || (() => 0))();

  const order = () => {
    const value = COLUMNS[sorted.column][1];
    const keyed = rows.map((node) => [value(node), node]);
    const compare = NUMBERS.has(COLUMNS[sorted.column][0])
      ? (a, b) => (a[0] || 0) - (b[0] || 0) : (a, b) => String(a[0]).localeCompare(String(b[0]), "en");
    keyed.sort((a, b) => (sorted.up ? compare(a, b) : compare(b, a)) || a[1] - b[1]);
    rows = keyed.map(([, node]) => node);
  };

  const row = (node) => make("tr", {}, ...COLUMNS.map(([name, value], at) => {
    if (!at) {
      return make("th", { scope: "row" }, make(
        "button", { type: "button", class: "leads", onclick: () => go({ node, view: "evidence" }) },
        make("span", { class: `dot ${model.kind(node)}`, "aria-hidden": "true" }), make("span", { class: "name", dir: "auto" }, short(model.label(node), 160)),
      ));
    }
    return make("td", { class: NUMBERS.has(name) ? "number" : null }, String(value(node) || ""));
  }));

  const draw = () => {
    const heads = COLUMNS.map(([name], at) => make(
      "th", { scope: "col", class: NUMBERS.has(name) ? "number" : null, "aria-sort": at === sorted.column ? (sorted.up ? "ascending" : "descending") : null },
      make("button", { type: "button", onclick: () => {
        sorted = { column: at, up: at === sorted.column ? !sorted.up : !NUMBERS.has(name) };
        order();
        draw();
        find("rows").querySelectorAll("thead button")[at].focus();
      } }, name, make("span", { "aria-hidden": "true" }, at === sorted.column ? (sorted.up ? " ▲" : " ▼") : "")),
    ));
    find("rows").replaceChildren(
      make("caption", {}, `${figure(rows.length)} of ${figure(model.size)} things, as the filters have it`),
      make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows.slice(0, shown).map(row)),
    );
    find("more-rows").hidden = rows.length <= shown;
    find("more-rows").textContent = `Show ${figure(Math.min(PAGE, rows.length - shown))} more`;
  };

  /** A value as CSV (RFC 4180); what a spreadsheet would take for a formula stays text. */
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const csv = () => [["IRI", ...COLUMNS.map(([name]) => name)], ...rows.map((node) => [model.iri(node), ...COLUMNS.map(([, value]) => value(node))])]
    .map((values) => values.map(cell).join(",")).join("\r\n");

  return {
    begin: (goTo) => {
      go = goTo;
      find("more-rows").addEventListener("click", () => {
        const first = shown;
        shown += PAGE;
        draw();
        find("rows").querySelectorAll("tbody button")[first].focus();
      });
      find("csv").addEventListener("click", () => download("things.csv", new Blob(["\ufeff", csv(), "\r\n"], { type: "text/csv;charset=utf-8" })));
    },
    show: (allowed) => {
      rows = Array.from({ length: model.size }, (_, node) => node).filter(allowed);
      shown = PAGE;
      order();
      draw();
    },
    csv,
  };
})();
