// The words of SPARQL, as spans to colour. The grammar is that of kg/graph/sparql.py, for eyes alone.
const token = new RegExp(
  [
    /(?<comment>#[^\r\n]*)/,
    /(?<string>'''[^]*?'''|"""[^]*?"""|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")/,
    /(?<iri><[^<>"{}|^`\\\s]*>)/,
    /(?<variable>[?$][\p{L}\p{N}_]+)/,
    /(?<name>[\p{L}\p{N}_.-]*:(?:[\p{L}\p{N}_:%.-]*[\p{L}\p{N}_:%-])?)/,
    /(?<word>[\p{L}][\p{L}\p{N}_]*)/,
  ]
    .map((one) => one.source)
    .join("|"),
  "gu",
);

export function coloured(text) {
  const pieces = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    pieces.append(text.slice(end, match.index));
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = match[0];
    pieces.append(span);
    end = match.index + match[0].length;
  }
  pieces.append(text.slice(end));
  return pieces;
}
