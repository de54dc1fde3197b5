"use strict";
// Weak spots: what validation and the audit of evidence found, worst first, on the things concerned.

const weakSpots = (() => {
  const PAGE = 60;
  let go = () => {};
  let shown = PAGE;
  let code = "";

  const card = (index, withThing = false) => {
    const [nodes, severity, name, title, message, hint, place] = data.findings[index];
    return make("li", { class: `finding ${SEVERITIES[severity].toLowerCase()}` },
      make("p", { class: "what" }, make("strong", {}, SEVERITIES[severity]), ` ${title} `, make("code", {}, name)),
      make("p", { dir: "auto" }, message),
      hint ? make("p", { class: "hint", dir: "auto" }, hint) : null,
      ...(withThing ? nodes.slice(0, 6).map((node) => panel.leads(node, "")) : []),
      make("p", { class: "place" }, place));
  };

  const draw = () => {
    const chosen = data.findings.map((_, index) => index).filter((index) => !code || data.findings[index][2] === code);
    find("findings").replaceChildren(...chosen.slice(0, shown).map((index) => card(index, true)));
    find("more-findings").hidden = chosen.length <= shown;
    const cut = data.allFindings > data.findings.length ? ` The worst ${figure(data.findings.length)} are in this page; report.json has all.` : "";
    find("weak-summary").textContent = data.findings.length
      ? `${figure(data.allFindings)} findings of validation and of the audit of evidence.${cut}`
      : "Nothing was found: every document passes validation and the audit of evidence.";
  };

  const begin = (goTo) => {
    go = goTo;
    const kinds = new Map();
    for (const [, , name, title] of data.findings) kinds.set(name, [title, (kinds.get(name) || ["", 0])[1] + 1]);
    const all = make("option", { value: "" }, "Every kind of finding");
    find("weak-kind").append(all, ...[...kinds].sort().map(([name, [title, count]]) => make("option", { value: name }, `${name} ${title} (${figure(count)})`)));
    find("weak-kind").hidden = kinds.size < 2;
    find("weak-kind").addEventListener("change", () => { code = find("weak-kind").value; shown = PAGE; draw(); });
    find("more-findings").addEventListener("click", () => { shown += PAGE; draw(); });
    find("mark").addEventListener("click", () => go({ view: "map", weak: true }));
    find("mark").hidden = !data.findings.length;
  };

  return { begin, card, show: draw };
})();
