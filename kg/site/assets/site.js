// Colours, the key that leads to the search, the explorer in a frame, and the dialog that cites. A page is whole without it.
"use strict";

const root = document.documentElement;
const choices = ["auto", "light", "dark"];

function remembered() {
  try {
    return localStorage.getItem("kg-colours") || "auto";
  } catch {
    return "auto";
  }
}

function wear(choice) {
  if (choice === "auto") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", choice);
}

wear(remembered());

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("button.theme");
  const shown = button.querySelector(".choice");
  button.hidden = false;
  shown.textContent = remembered();
  button.addEventListener("click", () => {
    const next = choices[(choices.indexOf(shown.textContent) + 1) % choices.length];
    try {
      localStorage.setItem("kg-colours", next);
    } catch {
      // Where nothing may be stored, the choice holds for this page.
    }
    shown.textContent = next;
    wear(next);
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    (document.getElementById("~ask") || document.getElementById("~find")).focus();
  });
  const data = document.getElementById("~citations");
  if (data) prepareCitations(JSON.parse(data.textContent));
  const explore = document.querySelector("details.explore");
  if (explore) prepareExplorer(explore);
});

function prepareExplorer(explore) {
  explore.hidden = false;
  // Browsers load a lazy frame at once on a page from a disk.
  explore.addEventListener("toggle", () => {
    const frame = explore.querySelector("iframe");
    if (!frame.src) frame.src = frame.dataset.src;
  });
}

function prepareCitations(citations) {
  const dialog = document.getElementById("~citation");
  const said = dialog.querySelector(".said");
  const texts = dialog.querySelectorAll("pre");
  for (const button of document.querySelectorAll("button.cite")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      citations[button.dataset.claim].forEach((text, number) => {
        texts[number].textContent = text;
      });
      said.textContent = "";
      dialog.querySelector("h2").textContent = button.dataset.claim ? "Cite this claim" : "Cite this document";
      dialog.showModal();
    });
  }
  for (const button of dialog.querySelectorAll("button.copy")) {
    button.addEventListener("click", async () => {
      const pre = button.parentElement.querySelector("pre");
      said.textContent = (await copied(pre)) ? "Copied" : "Press Ctrl+C to copy what is selected";
    });
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}
