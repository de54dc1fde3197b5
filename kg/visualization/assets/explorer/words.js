"use strict";
// What people read for the kinds of things and for the links among them.

const KIND_WORDS = {
  document: ["document", "documents"],
  claim: ["claim", "claims"],
  source: ["source", "sources"],
  person: ["person", "people"],
  organization: ["organisation", "organisations"],
  venue: ["periodical or series", "periodicals and series"],
  topic: ["topic", "topics"],
  software: ["software", "software"],
  other: ["other", "other"],
};

const SEVERITIES = ["Info", "Warning", "Violation"];
const LEVEL_WORDS = { high: "High confidence", medium: "Medium confidence", low: "Low confidence" };

/** A number and what it counts. */
const counted = (number, kind) => `${figure(number)} ${(KIND_WORDS[kind] || [kind, `${kind}s`])[number === 1 ? 0 : 1]}`;

/** The name of a predicate or class without its prefix, as words. */
const spoken = (name) => {
  const words = name.replace(/^.*[:#/]/, "").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The words for a link, from where it begins (out) or ends. */
const linkWords = (predicate, out) => {
  const words = data.linkWords[predicate];
  if (words) return words[out ? 0 : 1];
  return out ? spoken(predicate) : `${spoken(predicate)} of`;
};

/** The place of a link among others, as a number. */
const linkOrder = (predicate) => {
  const known = Object.keys(data.linkWords);
  return known.includes(predicate) ? known.indexOf(predicate) : known.length;
};
