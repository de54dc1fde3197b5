"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // What the reader has marked as done, kept by the browser where it lets us.
  const KEY = "kg-audit-done";
  const remember = (marks) => {
    try { localStorage.setItem(KEY, JSON.stringify([...marks])); } catch { /* kept until the page is closed */ }
  };
  const remembered = () => {
    try {
      const held = JSON.parse(localStorage.getItem(KEY) || "[]");
      return new Set(Array.isArray(held) ? held : []);
    } catch { return new Set(); }
  };

  const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const done = remembered();
  const groups = all(".group").map((section) => ({
    section,
    findings: all(".finding", section).map((article) => ({
      article,
      severity: article.dataset.severity,
      rule: article.dataset.rule,
      mark: article.dataset.mark,
      text: folded(`${section.querySelector("h2").textContent} ${article.textContent}`.replace(/\s+/g, " ")),
    })),
  }));
  const total = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const off = new Set();

  const fits = (finding, rule, words) =>
    !off.has(finding.severity)
    && (!rule || finding.rule === rule)
    && !(one("#hide").checked && done.has(finding.mark))
    && words.every((word) => finding.text.includes(word));

  function refresh() {
    const rule = one("#rule").value;
    const words = folded(one("#search").value).split(/\s+/).filter(Boolean);
    let shown = 0;
    let finished = 0;
    for (const group of groups) {
      let here = 0;
      for (const finding of group.findings) {
        const isShown = fits(finding, rule, words);
        finding.article.hidden = !isShown;
        here += isShown;
        finished += done.has(finding.mark);
      }
      group.section.hidden = !here;
      shown += here;
    }
    const showing = shown === total ? `All ${total.toLocaleString("en")} shown` : `${shown.toLocaleString("en")} of ${total.toLocaleString("en")} shown`;
    one("#status").textContent = `${showing}, ${finished.toLocaleString("en")} done`;
    one("#nothing").hidden = shown > 0 || total === 0;
  }

  function show(finding) {
    const isDone = done.has(finding.mark);
    const button = finding.article.querySelector(".done");
    finding.article.classList.toggle("is-done", isDone);
    button.setAttribute("aria-pressed", String(isDone));
    button.textContent = isDone ? "Done ✓" : "Mark as done";
  }

  for (const finding of groups.flatMap((group) => group.findings)) {
    const button = finding.article.querySelector(".done");
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!done.delete(finding.mark)) done.add(finding.mark);
      remember(done);
      show(finding);
      refresh();
    });
    show(finding);
  }

  for (const button of all(".severity")) {
    button.addEventListener("click", () => {
      const isOn = off.delete(button.dataset.severity);
      if (!isOn) off.add(button.dataset.severity);
      button.setAttribute("aria-pressed", String(isOn));
      refresh();
    });
  }
  one("#rule").addEventListener("change", refresh);
  one("#search").addEventListener("input", refresh);
  one("#hide").addEventListener("change", refresh);
  one("#filters").addEventListener("submit", (event) => event.preventDefault());
  one("#reset").addEventListener("click", () => {
    off.clear();
    for (const button of all(".severity")) button.setAttribute("aria-pressed", "true");
    one("#rule").value = "";
    one("#search").value = "";
    one("#hide").checked = false;
    refresh();
    one("#search").focus();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.matches("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      one("#search").focus();
    } else if (event.key === "Escape" && event.target === one("#search")) {
      one("#search").value = "";
      refresh();
    }
  });

  const theme = one("#theme");
  function paint(name) {
    document.documentElement.dataset.theme = name;
    theme.textContent = name === "dark" ? "Light" : "Dark";
    theme.setAttribute("aria-pressed", String(name === "dark"));
  }
  theme.addEventListener("click", () => paint(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  paint(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  theme.hidden = false;
  one("#filters").hidden = false;
  refresh();
})();
