// The lists of the report: files, findings, causes, names, libraries, rules.

const BY_STATUS = { key: "status", label: "Status", values: ["manual", "unknown", "review", "info"], of: (row) => row.status };

// Remarks ask for nothing: they are shown to those who choose them.
const BY_STATUS_ASKED = () => ({ ...BY_STATUS, unasked: report.remarks ? [] : ["info"] });

const column = {
  text: (key, label, value, cell, more = {}) => ({ key, label, value, cell: cell || value, ...more }),
  number: (key, label, value, cell) => ({ key, label, value, cell: cell || ((row) => number(value(row))), number: true, descending: true }),
  ledger: (label = "Ledger") => ({ key: "ledger", label, value: (row) => share(row.ledger), cell: (row) => sum(row.ledger) ? ledgerBar(row.ledger) : "" }),
  status: (at, name) => ({
    ...column.number(name, name, (row) => row.ledger[at]),
    cell: (row) => row.ledger[at] ? el("span", { class: `count ${name}` }, number(row.ledger[at])) : el("span", { class: "nought" }, "0"),
  }),
};

function share(ledger) {
  return (ledger[0] + ledger[1]) / (sum(ledger) || 1);
}

function fileLink(file, line) {
  return el("a", { href: fileAddress(file.path, line) }, pathNode(file.path), line ? el("span", { class: "line" }, `:${line}`) : "");
}

function findingsLink(state, ...children) {
  return el("a", { href: address({ view: "findings", ...state }) }, ...children);
}

const LISTS = {
  files: (state) => listView({
    name: "files", title: "Files", state, rows: report.files, sort: "effort",
    words: (file) => `${file.path} ${file.outcome}`,
    chips: [{ key: "outcome", label: "Outcome", values: ["ported", "unchanged", "skipped", "failed"], of: (file) => file.outcome }],
    columns: [
      column.text("path", "File", (file) => file.path, (file) => fileLink(file), { wide: true }),
      column.text("outcome", "Outcome", (file) => file.outcome, (file) => el("span", { class: `outcome ${file.outcome}` }, file.outcome)),
      column.number("changes", "Edits", (file) => file.changes),
      column.number("references", "References", (file) => file.total),
      ...(report.parsed ? [column.number("proved", "Proved", (file) => file.proved)] : []),
      column.ledger(),
      column.number("findings", "Findings", (file) => file.findings),
      column.number("effort", "Work left", (file) => file.minutes, (file) => file.effort || el("span", { class: "nought" }, "none")),
    ],
  }),
  findings: (state) => listView({
    name: "findings", title: "Findings", state, rows: chosenFindings(state), sort: "status",
    note: about(state),
    words: (finding) => [finding.file.path, finding.api, finding.message, finding.suggestion, finding.rule, finding.cause, finding.status].join(" "),
    chips: [BY_STATUS_ASKED()],
    columns: [
      column.text("status", "Status", (finding) => finding.gravity, (finding) => badge(finding.status), { descending: true }),
      column.text("api", "Name", (finding) => finding.api, (finding) => el("code", {}, visible(finding.api))),
      column.text("message", "Finding", (finding) => finding.message, messageCell, { wide: true }),
      column.text("place", "Place", (finding) => `${finding.file.path}\0${String(finding.line).padStart(8, "0")}`, placeCell),
      column.number("effort", "Effort", (finding) => finding.effort, (finding) => effortWord(finding)),
    ],
  }),
  causes: (state) => listView({
    name: "causes", title: "Causes", state, rows: report.causes, sort: "work",
    note: "Findings of one cause are one thing to understand, and mostly one way to solve.",
    words: (cause) => [cause.name, ...cause.apis, ...cause.rules, cause.status].join(" "),
    chips: [{ ...BY_STATUS }],
    columns: [
      column.text("name", "Cause", (cause) => cause.name, causeCell, { wide: true }),
      column.text("status", "Status", (cause) => cause.gravity, (cause) => badge(cause.status), { descending: true }),
      column.number("class", "Class", (cause) => cause.effort, (cause) => report.efforts[cause.effort]),
      column.number("places", "Places", (cause) => cause.places),
      column.number("files", "Files", (cause) => cause.files),
      column.number("work", "Work", (cause) => cause.minutes, (cause) => cause.spoken || el("span", { class: "nought" }, "none")),
    ],
  }),
  names: (state) => listView({
    name: "names", title: "Names", state, rows: state.area ? report.apis.filter((api) => api.area === state.area) : report.apis, sort: "total",
    note: state.area ? narrowed("names", `Only names of ${state.area}.`) : "Every name of CUDA's that the sources use, with what became of its references.",
    words: (api) => `${api.name} ${api.area}`,
    columns: [
      column.text("name", "Name", (api) => api.name, (api) => findingsOf(api), { wide: true }),
      column.text("area", "Library or rules", (api) => api.area),
      column.number("total", "References", (api) => sum(api.ledger)),
      column.number("files", "Files", (api) => api.files),
      column.ledger(),
      ...report.statuses.slice(0, 5).map((name, at) => column.status(at, name)),
    ],
  }),
  libraries: (state) => listView({
    name: "libraries", title: "Libraries", state, rows: report.areas, sort: "total",
    note: "The references by the library their names belong to, or by the group of rules that took them.",
    words: (area) => area.name,
    columns: [
      column.text("name", "Library or rules", (area) => area.name, (area) => el("a", { href: address({ view: "names", area: area.name }) }, area.name), { wide: true }),
      column.number("total", "References", (area) => sum(area.ledger)),
      column.number("names", "Names", (area) => area.names),
      column.number("files", "Files", (area) => area.files),
      column.ledger(),
      ...report.statuses.slice(0, 5).map((name, at) => column.status(at, name)),
    ],
  }),
  rules: (state) => listView({
    name: "rules", title: "Rules", state, rows: report.rules, sort: "findings",
    note: "What the findings come from; migrate explain ID shows the page of a rule.",
    words: (rule) => `${rule.id} ${rule.title} ${rule.text}`,
    columns: [
      column.text("id", "Rule", (rule) => rule.id, (rule) => el("a", { href: address({ view: "findings", rule: rule.id }) }, el("code", {}, visible(rule.id)))),
      column.text("title", "What it is about", (rule) => rule.title, (rule) => visible(rule.title), { wide: true }),
      column.number("findings", "Findings", (rule) => rule.findings),
      column.number("files", "Files", (rule) => rule.files),
    ],
  }),
};

// A finding is one row, at its first place; what a rule, a name or a cause says has a row for each.
function chosenFindings(state) {
  const keys = ["rule", "api", "cause"].filter((key) => state[key]);
  if (!keys.length) return report.findings.filter((finding) => finding.places);
  return report.findings.filter((finding) => keys.every((key) => finding[key] === state[key]));
}

// What the findings shown have in common, and a way out.
function about(state) {
  const key = ["rule", "api", "cause"].find((name) => state[name]);
  if (!key) return null;
  const node = narrowed("findings", `Only those of the ${{ rule: "rule", api: "name", cause: "cause" }[key]} `, el("strong", {}, visible(state[key])), ".");
  const rule = key === "rule" && report.byRule.get(state.rule);
  if (rule) node.append(ruleText(rule));
  return node;
}

function narrowed(view, ...words) {
  return el("span", {}, ...words, " ", el("a", { href: address({ view }) }, "Show all"));
}

function ruleText(rule) {
  return el("span", { class: "rule-text" }, el("strong", {}, visible(rule.title)), paragraphs(rule.text).map((node) => el("span", { class: "block" }, node.textContent)),
    rule.links.map((link) => el("span", { class: "block" }, outside(link))));
}

function effortWord(finding) {
  const word = report.efforts[finding.effort];
  return word === "none" ? el("span", { class: "nought" }, "none") : word;
}

function messageCell(finding) {
  return [
    el("span", { class: "message" }, visible(finding.message)),
    finding.suggestion ? el("span", { class: "suggestion" }, visible(finding.suggestion)) : "",
    el("span", { class: "origin" }, el("a", { href: address({ view: "findings", rule: finding.rule }) }, visible(finding.rule)),
      finding.branch ? ` under ${visible(finding.branch)}` : ""),
  ];
}

function placeCell(finding) {
  const rest = finding.places > 1 ? findingsLink({ cause: finding.cause }, `and ${number(finding.places - 1)} more`) : "";
  return [fileLink(finding.file, finding.line), rest ? " " : "", rest];
}

function causeCell(cause) {
  const names = cause.apis.filter((api) => !cause.name.includes(api));
  const few = names.slice(0, 4).map(visible).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
  return [
    findingsLink({ cause: cause.name }, visible(cause.name)),
    names.length ? el("span", { class: "origin" }, few) : "",
  ];
}

function findingsOf(api) {
  const left = sum(api.ledger.slice(2));
  const name = el("code", {}, visible(api.name));
  return left ? findingsLink({ api: api.name }, name) : name;
}
