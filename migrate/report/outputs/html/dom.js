"use strict";

// Elements, made without markup: whatever comes from a source goes in as text.

// Characters that are not seen, or that turn the order of what is seen around.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const HIDDEN_ONES = new RegExp(HIDDEN.source, "g");

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Text from a source, with what cannot be seen written out as <U+202E>.
function visible(text) {
  if (!HIDDEN.test(text)) return text;
  return text.replace(HIDDEN_ONES, (one) => `<U+${codeOf(one)}>`);
}

function codeOf(one) {
  return one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
}

// The same as a list of nodes, in which those characters stand out.
function marked(text) {
  if (!HIDDEN.test(text)) return [text];
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN_ONES)) {
    nodes.push(text.slice(from, match.index));
    nodes.push(el("span", { class: "hidden-one", title: "an invisible character" }, `U+${codeOf(match[0])}`));
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function number(value) {
  return value.toLocaleString("en");
}

// A path with its folders dimmed; it may break after each of them.
function pathNode(path) {
  const cut = path.lastIndexOf("/") + 1;
  const folders = cut ? visible(path.slice(0, cut)).split(/(?<=\/)/) : [];
  return el("bdi", { class: "path" },
    cut ? el("span", { class: "folder" }, folders.flatMap((folder) => [folder, el("wbr")])) : "",
    visible(path.slice(cut)));
}

function badge(status) {
  return el("span", { class: `badge ${status}` }, status);
}

// A link of a rule; only what leads to a web page is one.
function outside(address) {
  if (!/^https?:\/\//i.test(address)) return el("span", {}, visible(address));
  return el("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, visible(address));
}

function paragraphs(text) {
  return text.split(/\n\n+/).filter(Boolean).map((part) => el("p", {}, visible(part)));
}

// Counts by status as one bar; the words for it are in its label.
function ledgerBar(counts, label = "References") {
  const total = counts.reduce((sum, value) => sum + value, 0);
  const words = counts.flatMap((value, at) => (value ? [`${number(value)} ${report.statuses[at]}`] : []));
  const bar = el("div", { class: "bar", role: "img", "aria-label": `${label}: ${words.join(", ") || "none"}`, title: words.join(", ") });
  counts.forEach((value, at) => {
    if (!value) return;
    const part = el("span", { class: `fill ${report.statuses[at]}` });
    part.style.flexGrow = value / total;
    bar.append(part);
  });
  return bar;
}

function announce(text) {
  document.getElementById("said").textContent = text;
}
