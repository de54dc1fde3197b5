"use strict";
// Elements, and what may be put into them: text and addresses of the web, never markup.

/** The element with this id. */
const find = (id) => document.getElementById(id);

/** A new element; attributes that begin with "on" are listeners, and those that are null are left out. */
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
};

/** The address if it is one of the web, else empty. */
const safeUrl = (text) => {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
};

/** A number as people write it. */
const figure = (number) => number.toLocaleString("en");

/** A text no longer than so many characters. */
const short = (text, most) => {
  const letters = [...text.slice(0, 2 * most)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
};

/** Give the reader a file. */
const download = (name, blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const calm = matchMedia("(prefers-reduced-motion: reduce)");
