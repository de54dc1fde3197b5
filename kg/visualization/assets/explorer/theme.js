"use strict";
// Dark or light: as the system says, unless the reader says otherwise. Colours live in the style sheet.

const theme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "";
  let read = new Map();

  const remember = (value) => {
    // In a sandboxed frame there is no storage.
    try {
      if (value) localStorage.setItem("kg-theme", value);
      return localStorage.getItem("kg-theme") || "";
    } catch {
      return value || "";
    }
  };

  const apply = () => {
    const name = chosen || (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = name;
    find("theme").textContent = name === "dark" ? "Light" : "Dark";
    find("theme").setAttribute("aria-label", name === "dark" ? "Use light colours" : "Use dark colours");
    read = new Map();
  };

  return {
    /** Begin, and tell listener whenever the colours change. */
    begin: (listener) => {
      chosen = remember("");
      apply();
      const change = () => { apply(); listener(); };
      system.addEventListener("change", change);
      find("theme").addEventListener("click", () => {
        chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
        remember(chosen);
        change();
      });
    },
    /** The colour of this name in the style sheet. */
    colour: (name) => {
      if (!read.has(name)) {
        read.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
      }
      return read.get(name);
    },
  };
})();
