"use strict";
// The search box: results while typing, by mouse and by keyboard; also the target of a way.

const finder = (() => {
  const box = find("search");
  const results = find("results");
  let go = () => {};
  let found = [];
  let at = 0;
  let from = -1;

  const close = () => {
    results.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    at = next;
    [...results.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    const active = results.children[at];
    if (active && found.length) {
      box.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (node) => {
    close();
    box.value = "";
    const start = from;
    endWay();
    if (start >= 0 && start !== node) go({ path: [start, node], view: "evidence" });
    else go({ node, path: null, view: "evidence" });
    find("panel").querySelector("h2")?.focus();
  };
  const look = () => {
    const answer = search(box.value);
    found = answer.found;
    if (!box.value.trim()) { close(); return; }
    const entries = found.map((node, index) => make(
      "li", { role: "option", id: `result-${index}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); choose(node); } },
      make("span", { class: `dot ${model.kind(node)}`, "aria-hidden": "true" }), make("span", { class: "name", dir: "auto" }, short(model.label(node), 120)),
      make("span", { class: "remark" }, KIND_WORDS[model.kind(node)][0]),
    ));
    const none = make("li", { role: "option", "aria-disabled": "true", class: "none" }, "Nothing here has these words");
    results.replaceChildren(...(entries.length ? entries : [none]));
    results.hidden = false;
    box.setAttribute("aria-expanded", "true");
    mark(0);
    announce(answer.total ? `${figure(answer.total)} found` : "Nothing found");
  };
  const endWay = () => {
    from = -1;
    find("way-hint").hidden = true;
    box.placeholder = box.dataset.hint;
  };

  const begin = (goTo) => {
    go = goTo;
    box.dataset.hint = box.placeholder;
    box.addEventListener("input", look);
    box.addEventListener("focus", () => { if (box.value) look(); });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
      } else if (event.key === "Enter" && found[at] !== undefined && !results.hidden) choose(found[at]);
      else if (event.key === "Escape") {
        if (results.hidden) { endWay(); box.blur(); }
        close();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    find("way-stop").addEventListener("click", endWay);
  };

  return {
    begin,
    focus: () => { box.focus(); box.select(); },
    /** Let the next thing that is found be the end of a way from this one. */
    askForWay: (node) => {
      from = node;
      find("way-hint").hidden = false;
      find("way-from").textContent = short(model.label(node), 60);
      box.placeholder = "Where should the way lead?";
      box.focus();
      announce(`A way from ${short(model.label(node), 80)}: search for where it should lead`);
    },
  };
})();
