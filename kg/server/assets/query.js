// The page to ask: an editor, the named queries, and the answer as a table. It asks this server alone.
import { CodeJar } from "./codejar.js";
import { coloured } from "./sparql.js";

const mostShown = 1000;
const at = (id) => document.getElementById(`~${id}`);
const form = at("form");
const way = form.dataset.way;
const text = at("text");
const editor = at("editor");
let base = "";

editor.hidden = false;
text.hidden = true;
const jar = CodeJar(editor, (element) => element.replaceChildren(coloured(element.textContent)), {
  tab: "  ",
  addClosing: false,
  catchTab: false,
});
jar.onUpdate((code) => {
  text.value = code;
});

function show(query) {
  text.value = query;
  jar.updateCode(query);
}

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.append(content);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function cell(term) {
  if (!term) return element("td", "");
  const attributes = term["xml:lang"] ? { lang: term["xml:lang"], dir: "auto" } : {};
  if (term.type !== "uri" || !/^https?:/.test(term.value)) return element("td", term.value, attributes);
  // Two slashes would name another host.
  const isOurs = base && term.value.startsWith(base) && !term.value.startsWith("/", base.length);
  const href = isOurs ? way + term.value.slice(base.length) : term.value;
  const link = element("a", isOurs ? term.value.slice(base.length) || term.value : term.value, { href });
  if (!isOurs) link.rel = "external noreferrer";
  return element("td", link);
}

function table({ head, results }) {
  const made = document.createElement("table");
  const top = made.createTHead().insertRow();
  for (const name of head.vars) top.append(element("th", name, { scope: "col" }));
  const body = made.createTBody();
  for (const row of results.bindings.slice(0, mostShown)) {
    body.insertRow().append(...head.vars.map((name) => cell(row[name])));
  }
  return made;
}

function said(count, what, seconds) {
  const number = `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
  const shown = count > mostShown ? `, the first ${mostShown.toLocaleString("en")} are shown` : "";
  return `${number} in ${seconds.toFixed(2)} s${shown}`;
}

function offer(formats, query) {
  const links = formats.map(([name, format]) => {
    return element("a", name, { href: `${way}sparql?${new URLSearchParams({ query, format })}` });
  });
  at("downloads").replaceChildren("Download: ", ...links);
  at("downloads").hidden = false;
}

async function ask() {
  const query = text.value;
  at("problem").hidden = true;
  at("downloads").hidden = true;
  at("answer").replaceChildren();
  at("said").textContent = "Asking …";
  const began = performance.now();
  try {
    const response = await fetch(`${way}sparql`, {
      method: "POST",
      headers: {
        "content-type": "application/sparql-query",
        accept: "application/sparql-results+json, text/turtle;q=0.9",
      },
      body: query,
    });
    const answer = await response.text();
    const seconds = (performance.now() - began) / 1000;
    if (!response.ok) throw new Error(problem(answer));
    if (response.headers.get("content-type").startsWith("text/turtle")) {
      at("said").textContent = `A graph, in ${seconds.toFixed(2)} s`;
      at("answer").replaceChildren(element("pre", answer));
      offer([["Turtle", "ttl"], ["JSON-LD", "jsonld"], ["N-Triples", "nt"]], query);
      return;
    }
    const held = JSON.parse(answer);
    if ("boolean" in held) {
      at("said").textContent = `${held.boolean ? "Yes" : "No"}, in ${seconds.toFixed(2)} s`;
      return;
    }
    at("said").textContent = said(held.results.bindings.length, "row", seconds);
    at("answer").replaceChildren(table(held));
    offer([["CSV", "csv"], ["TSV", "tsv"], ["JSON", "json"], ["XML", "xml"]], query);
  } catch (error) {
    at("said").textContent = "";
    at("problem").textContent = error.message;
    at("problem").hidden = false;
  }
}

function problem(answer) {
  try {
    return JSON.parse(answer).detail;
  } catch {
    return answer || "the server gave no answer";
  }
}

async function fill(query) {
  const given = new URLSearchParams();
  for (const input of at("parameters").querySelectorAll("input")) {
    if (input.value) given.set(input.name, input.value);
    else if (input.required) {
      show(`# ${query.summary}\n# Say which ${input.name} is meant: ${input.title}\n`);
      return;
    }
  }
  const response = await fetch(`${way}queries/${query.name}.rq?${given}`);
  const answer = await response.text();
  show(response.ok ? answer : `# ${problem(answer).replaceAll("\n", "\n# ")}\n`);
}

function choose(query) {
  const inputs = (query?.parameters ?? []).map((one) => {
    const input = element("input", "", { name: one.name, title: one.about, placeholder: one.about });
    input.value = one.default ?? "";
    input.required = one.default === null;
    input.addEventListener("change", () => fill(query));
    const label = element("label", one.name);
    label.append(input);
    return label;
  });
  at("parameters").replaceChildren(...inputs);
  if (query) fill(query);
}

async function start() {
  const [known, health] = await Promise.all([
    fetch(`${way}queries`, { headers: { accept: "application/json" } }).then((response) => response.json()),
    fetch(`${way}health`).then((response) => response.json()),
  ]);
  base = health.base;
  const named = new Map(known.queries.map((one) => [one.name, one]));
  for (const one of known.queries) at("named").append(element("option", one.summary, { value: one.name }));
  at("named").addEventListener("change", () => choose(named.get(at("named").value)));
  const asked = new URLSearchParams(location.search);
  if (named.has(asked.get("name"))) {
    at("named").value = asked.get("name");
    choose(named.get(asked.get("name")));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    ask();
  }
});

const given = new URLSearchParams(location.search).get("query");
show(given ?? text.value);
start();
