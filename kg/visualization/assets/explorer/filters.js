"use strict";
// The filters: kinds with their counts, topic, confidence, years, weak spots.

const filters = (() => {
  const YEARS = model.ofKind("source").map(model.year).filter(Boolean).sort((a, b) => a - b);

  /** What the controls say, from the state. */
  const show = (state) => {
    const counts = facets.counts(state);
    for (const button of find("legend").querySelectorAll("button")) {
      const { kind } = button.dataset;
      button.setAttribute("aria-pressed", String(!state.hidden.has(kind)));
      button.querySelector(".count").textContent = figure(counts[kind]);
    }
    find("topic").value = state.topic >= 0 ? String(state.topic) : "";
    find("level").value = state.level;
    find("from").value = state.from || "";
    find("to").value = state.to || "";
    find("only-weak").checked = state.weak;
    find("reset").hidden = !facets.any(state);
    const active = [state.topic >= 0, state.level, state.from || state.to, state.weak].filter(Boolean).length;
    find("filters-count").textContent = active ? ` (${active})` : "";
  };

  const begin = (go, state) => {
    const counts = facets.counts(state());
    for (const kind of data.kinds) {
      if (!counts[kind]) continue;
      find("legend").append(make("li", {}, make(
        "button", { type: "button", "data-kind": kind, "aria-pressed": "true", onclick: () => {
          const hidden = new Set(state().hidden);
          if (!hidden.delete(kind)) hidden.add(kind);
          go({ hidden }, { keep: true });
        } },
        make("span", { class: `dot ${kind}`, "aria-hidden": "true" }), make("span", {}, spoken(KIND_WORDS[kind][1])), " ", make("span", { class: "count" }),
      )));
    }
    const topics = model.ofKind("topic").sort((a, b) => model.label(a).localeCompare(model.label(b), "en") || a - b);
    find("topic").append(...topics.map((topic) => make("option", { value: String(topic) }, short(model.label(topic), 60))));
    find("topic").closest("label").hidden = !topics.length;
    if (YEARS.length) {
      find("from").placeholder = String(YEARS[0]);
      find("to").placeholder = String(YEARS[YEARS.length - 1]);
    } else {
      find("years").hidden = true;
    }
    const number = (id) => (/^\d{4}$/.test(find(id).value) ? Number(find(id).value) : 0);
    find("topic").addEventListener("change", () => go({ topic: find("topic").value ? Number(find("topic").value) : -1 }, { keep: true }));
    find("level").addEventListener("change", () => go({ level: find("level").value }, { keep: true }));
    for (const id of ["from", "to"]) find(id).addEventListener("change", () => go({ [id]: number(id) }, { keep: true }));
    find("only-weak").addEventListener("change", () => go({ weak: find("only-weak").checked }, { keep: true }));
    find("reset").addEventListener("click", () => {
      go({ hidden: new Set(), topic: -1, level: "", from: 0, to: 0, weak: false }, { keep: true });
      find("search").focus();
    });
  };

  return { begin, show };
})();
