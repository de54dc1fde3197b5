// Reads pages and JSON-LD as other people's programs do. A job on standard input, an answer on standard output:
//   {"do": "validate", "vocabulary": {...}, "pages": [path]}  ->  [[path, severity, message, fields]]
//   {"do": "quads", "files": [path]}                          ->  [[path, N-Quads]]
//   {"do": "federate", "sources": [...], "queries": [SPARQL]} ->  [[row, ...] or true or [triple, ...]]
import { readFileSync } from "node:fs";

const job = JSON.parse(readFileSync(0, "utf-8"));

async function validate({ vocabulary, pages }) {
  const { default: Validator } = await import("@adobe/structured-data-validator");
  const { default: WebAutoExtractor } = await import("@marbec/web-auto-extractor");
  const validator = new Validator(vocabulary);
  const found = [];
  for (const page of pages) {
    const extractor = new WebAutoExtractor({ addLocation: true });
    const data = extractor.parse(readFileSync(page, "utf-8"));
    if (!Object.keys(data.jsonld).length) found.push([page, "ERROR", "no JSON-LD was found", []]);
    for (const error of data.errors ?? []) found.push([page, "ERROR", error.message, []]);
    for (const issue of await validator.validate(data)) {
      found.push([page, issue.severity, issue.issueMessage, issue.fieldNames ?? []]);
    }
  }
  return found;
}

async function quads({ files }) {
  const { default: jsonld } = await import("jsonld");
  const documentLoader = (url) => {
    throw new Error(`asked the network for ${url}`);
  };
  const read = async (file) => {
    const data = JSON.parse(readFileSync(file, "utf-8"));
    return [file, await jsonld.toRDF(data, { format: "application/n-quads", documentLoader })];
  };
  return Promise.all(files.map(read));
}

async function federate({ sources, queries }) {
  const { QueryEngine } = await import("@comunica/query-sparql");
  const engine = new QueryEngine();
  const answers = [];
  for (const query of queries) {
    const result = await engine.query(query, { sources });
    const answer = await result.execute();
    if (result.resultType === "boolean") answers.push(answer);
    else if (result.resultType === "quads") answers.push((await answer.toArray()).map((one) => one.subject.value));
    else {
      const rows = await answer.toArray();
      answers.push(rows.map((row) => Object.fromEntries([...row].map(([key, one]) => [key.value, one.value]))));
    }
  }
  return answers;
}

process.stdout.write(JSON.stringify(await { federate, validate, quads }[job.do](job)));
