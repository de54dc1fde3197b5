// Search over the index beside this page. search-index.js calls kgSearch with [kind, title, address, text].
"use strict";

const names = {
  document: "Documents",
  claim: "Claims",
  source: "Sources",
  person: "People",
  organization: "Organisations",
  venue: "Periodicals and series",
  topic: "Topics",
};
const singular = {
  document: "Document",
  source: "Source",
  person: "Person",
  organization: "Organisation",
  venue: "Periodical or series",
  topic: "Topic",
};
const weights = { document: 6, topic: 5, person: 4, organization: 4, venue: 3, source: 3, claim: 2 };
const page = 30;

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function words(query) {
  return plain(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function worth(entry, asked) {
  let sum = weights[entry.kind];
  for (const word of asked) {
    const inTitle = entry.title.indexOf(word);
    const inText = entry.text.indexOf(word);
    if (inTitle < 0 && inText < 0) return 0;
    const starts = (text, at) => at === 0 || (at > 0 && !/[\p{L}\p{N}]/u.test(text[at - 1]));
    if (inTitle >= 0) sum += entry.kind === "claim" ? 2 : starts(entry.title, inTitle) ? 24 : 8;
    if (inText >= 0) sum += starts(entry.text, inText) ? 6 : 2;
  }
  return entry.title === asked.join(" ") ? sum + 100 : sum;
}

function marked(element, text, asked) {
  const low = plain(text);
  // Where folding changes lengths, places would not agree: show the text as it is.
  if (low.length !== text.length || !asked.length) {
    element.textContent = text;
    return;
  }
  const places = asked.flatMap((word) => {
    const at = low.indexOf(word);
    return at < 0 ? [] : [[at, at + word.length]];
  });
  places.sort((a, b) => a[0] - b[0]);
  let last = 0;
  for (const [start, end] of places) {
    if (start < last) continue;
    element.append(text.slice(last, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    element.append(mark);
    last = end;
  }
  element.append(text.slice(last));
}

function shown(entry, asked) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const about = document.createElement("p");
  const kind = document.createElement("span");
  item.className = entry.kind;
  link.href = entry.href;
  kind.className = "kind";
  kind.textContent = entry.kind === "claim" ? `Claim in ${entry.shownTitle}` : singular[entry.kind];
  marked(link, entry.kind === "claim" ? entry.shownText : entry.shownTitle, asked);
  if (entry.kind !== "claim") marked(about, entry.shownText, asked);
  const name = document.createElement("p");
  name.className = "name";
  name.append(link);
  item.append(kind, name);
  if (about.textContent) item.append(about);
  return item;
}

function kgSearch(rows) {
  const entries = rows.map(([kind, title, href, text]) => {
    return { kind, href, shownTitle: title, shownText: text, title: plain(title), text: plain(text) };
  });
  const input = document.getElementById("~ask");
  const list = document.querySelector(".results");
  const said = document.querySelector("main .said");
  const more = document.querySelector(".more button");
  const kinds = document.querySelector(".kinds");
  const asked = new URLSearchParams(location.search);
  let only = names[asked.get("kind")] ? asked.get("kind") : "";
  let found = [];
  let count = page;

  function draw() {
    const chosen = only ? found.filter((entry) => entry.kind === only) : found;
    const sought = words(input.value);
    list.replaceChildren(...chosen.slice(0, count).map((entry) => shown(entry, sought)));
    more.hidden = chosen.length <= count;
    const what = chosen.length === 1 ? "1 result" : `${chosen.length.toLocaleString("en")} results`;
    said.textContent = sought.length || only ? (chosen.length ? what : "Nothing here has that in it") : "";
    drawKinds();
  }

  function drawKinds() {
    const counts = new Map();
    for (const entry of found) counts.set(entry.kind, (counts.get(entry.kind) || 0) + 1);
    const buttons = ["", ...Object.keys(names)].filter((kind) => !kind || counts.get(kind) || kind === only);
    kinds.hidden = !found.length;
    kinds.replaceChildren(...buttons.map((kind) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(kind === only));
      button.textContent = kind ? `${names[kind]} ${counts.get(kind) || 0}` : "All";
      button.addEventListener("click", () => {
        only = kind;
        count = page;
        draw();
        kinds.querySelector("[aria-pressed=true]").focus();
      });
      return button;
    }));
  }

  function find() {
    const sought = words(input.value);
    count = page;
    if (!sought.length) found = only ? entries.filter((entry) => entry.kind === only) : [];
    else {
      found = entries
        .map((entry) => [worth(entry, sought), entry])
        .filter(([sum]) => sum > 0)
        .sort((a, b) => b[0] - a[0])
        .map(([, entry]) => entry);
    }
    draw();
  }

  input.value = asked.get("q") || "";
  input.addEventListener("input", find);
  document.querySelector("main form").addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  more.addEventListener("click", () => {
    count += page;
    draw();
  });
  find();
  input.focus();
}
