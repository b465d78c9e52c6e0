// The frame: the header, the keyboard, and which view the address asks for.

const VIEWS = [["", "Summary"], ["files", "Files"], ["findings", "Findings"], ["causes", "Causes"], ["names", "Names"], ["libraries", "Libraries"], ["rules", "Rules"]];
const VERIFIED_VIEW = ["verification", "Verification"];
const PARENTS = { units: "verification", problems: "verification" };
let view = null;
let openFile = null;

async function show() {
  const state = readState();
  const saved = history.state && history.state.y;
  if (state.file !== undefined) await showFile(state, saved);
  else showList(state, saved);
}

function showList(state, saved) {
  openFile = null;
  const name = state.view || "";
  const lists = report.verification ? { ...LISTS, ...VERIFIED } : LISTS;
  view = (Object.hasOwn(lists, name) ? lists[name](state) : summaryView());
  const parent = PARENTS[name] || name;
  put(view, views().find(([other]) => other === parent)?.[1] || "Summary", parent);
  if (saved && view.drawTo) view.drawTo(saved + innerHeight);
  scrollTo(0, saved || 0);
}

async function showFile(state, saved) {
  const file = report.byPath.get(state.file);
  if (!file) return put(el("p", { class: "empty" }, "There is no file ", el("code", {}, visible(state.file)), " in this report."), "No such file", "files");
  const key = `${file.at} ${state.whole || ""}`;
  if (openFile !== key) {
    openFile = key;
    const body = await readBody(file);
    if (openFile !== key) return undefined;
    view = fileView(file, body, state);
    put(view, file.path, "files");
    scrollTo(0, saved || 0);
  }
  if (!saved) view.reveal(state);
  return undefined;
}

function put(node, title, name) {
  document.getElementById("main").replaceChildren(node);
  document.title = `${visible(title)} – port to ${targetName()}`;
  document.querySelectorAll("#top nav a").forEach((link) => {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

// Those of the header: a port that was not verified has one less.
function views() {
  return report.verification ? [VIEWS[0], VERIFIED_VIEW, ...VIEWS.slice(1)] : VIEWS;
}

function header() {
  const tallies = { verification: report.verification?.silent || undefined, files: report.files.length, findings: report.findings.length, causes: report.causes.length };
  const links = views().map(([name, label]) => el("a", { href: address({ view: name }), "data-view": name }, label,
    tallies[name] === undefined ? "" : el("span", { class: "tally" }, number(tallies[name]))));
  document.getElementById("top").append(
    el("a", { class: "brand", href: "#" }, el("strong", {}, "migrate"), el("span", {}, `CUDA to ${targetName()}`)),
    el("nav", { "aria-label": "Views" }, links),
    el("div", { class: "tools" }, themeButton(), el("button", { type: "button", class: "button", "aria-label": "Keyboard shortcuts", onclick: showHelp }, "?")));
}

function themeButton() {
  const signs = { auto: "◐", light: "☀", dark: "☾" };
  const button = el("button", { type: "button", class: "button", id: "theme" });
  const use = (theme) => {
    useTheme(theme);
    button.dataset.theme = theme;
    button.textContent = signs[theme];
    button.title = `Theme: ${theme}`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => use(THEMES[(THEMES.indexOf(button.dataset.theme) + 1) % THEMES.length]));
  use(THEMES.includes(storedTheme()) ? storedTheme() : "auto");
  return button;
}

const KEYS = [["/", "filter"], ["j, k", "next, previous finding, or row"], ["↓, ↑", "the same, once one of them has the focus"], ["Enter", "open what has the focus"], ["[, ]", "previous, next file"], ["g s, g f, g n", "summary, files, findings"], ["Esc", "leave the filter"], ["?", "this list"]];

function showHelp() {
  const box = document.getElementById("help");
  box.replaceChildren(el("h2", { id: "help-title" }, "Keyboard"),
    el("dl", {}, KEYS.map(([keys, words]) => [el("dt", {}, keys.split(/(?<=,) /).map((key) => [el("kbd", {}, key.replace(",", "")), " "])), el("dd", {}, words)])),
    el("form", { method: "dialog" }, el("button", { class: "button" }, "Close")));
  box.showModal();
}

let chord = "";

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("help").open) return;
  const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    if (event.key !== "ArrowDown") return;
  }
  const focused = event.target.closest(".finding, .rows tbody a, .jump, .chart a");
  const action = chord === "g" ? { s: () => go({}), f: () => go({ view: "files" }), n: () => go({ view: "findings" }) }[event.key] : ACTIONS[event.key];
  chord = event.key === "g" ? "g" : "";
  if (!action || (event.key.startsWith("Arrow") && !focused && !typing)) return;
  event.preventDefault();
  action();
}

const ACTIONS = {
  "/": () => document.getElementById("filter") ? document.getElementById("filter").focus() : go({ view: "findings" }),
  "?": showHelp,
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  "[": () => otherFile(-1),
  "]": () => otherFile(1),
};

function step(delta) {
  if (view && view.step) view.step(delta);
  else stepRow(delta);
}

// In a list, the first link of the next row.
function stepRow(delta) {
  const rows = [...document.querySelectorAll(".rows tbody tr, .chart li")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + delta, 0), rows.length - 1)];
  const link = next && next.querySelector("td a, a");
  if (!link) return;
  link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function otherFile(delta) {
  const file = report.byPath.get(readState().file);
  const other = file && report.files[file.at + delta];
  if (other) go({ file: other.path });
}

function failedToOpen(error) {
  const words = typeof DecompressionStream === "undefined"
    ? "This browser is too old for the report: it needs DecompressionStream (Chrome 80, Firefox 113, Safari 16.4)."
    : `The report cannot be read: ${error}`;
  document.getElementById("main").replaceChildren(el("p", { class: "empty" }, words));
}

async function start() {
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  report = await readReport();
  header();
  addEventListener("hashchange", () => show().catch(failedToOpen));
  addEventListener("keydown", onKey);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  await show();
  keepScroll();
  performance.mark("shown");
}

start().catch(failedToOpen);
