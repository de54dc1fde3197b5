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

// Seen from the thing where the link begins, and from the thing where it ends.
const LINK_WORDS = {
  "schema:isBasedOn": ["Rests on", "Claims that rest on it"],
  "schema:hasPart": ["Claims", "Claimed in"],
  "prov:hadPrimarySource": ["Primary sources", "Primary source of"],
  "schema:citation": ["Other sources", "Cited by"],
  "schema:author": ["Written by", "Wrote"],
  "schema:isPartOf": ["Appeared in", "Works that appeared in it"],
  "schema:publisher": ["Published by", "Published"],
  "schema:sourceOrganization": ["Comes from", "Produced"],
  "schema:editor": ["Edited by", "Edited"],
  "schema:contributor": ["Contributors", "Contributed to"],
  "schema:reviewedBy": ["Reviewed by", "Reviewed"],
  "prov:wasAssociatedWith": ["Made with", "Helped to make"],
  "schema:about": ["Topics", "Documents about it"],
  "schema:mentions": ["Links to", "Linked from"],
  "kg:relatedDocument": ["Related", "Related from"],
  "skos:broader": ["Broader topic", "Narrower topics"],
};
const LINK_ORDER = Object.keys(LINK_WORDS);
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
  const words = LINK_WORDS[predicate];
  if (words) return words[out ? 0 : 1];
  return out ? spoken(predicate) : `${spoken(predicate)} of`;
};
