// What was verified of the port: the checks, what nothing announced, the units and how they came out.

const SILENT_SHOWN = 50;
const GROUPS_SHOWN = 15;
const SHADES = { silent: "manual", error: "manual", "timed out": "unknown", expected: "review", compiled: "ported" };

function readVerification(data, text) {
  const found = data.verification;
  found.checks = found.checks.map(([name, words, count, skipped, problems]) => ({ name, words, count, skipped, problems }));
  data.units = objects(data, "units");
  data.problems = objects(data, "problems");
  const outcomes = found.outcomes.map(([name]) => name);
  for (const unit of data.units) unit.gravity = outcomes.indexOf(unit.outcome);
  for (const problem of data.problems) {
    for (const name of ["portText", "message", "because", "unit"]) problem[name] = text(problem[name]);
    problem.gravity = problem.standing;
    problem.standing = found.standings[problem.standing];
    problem.check = found.checks[problem.check].name;
    problem.file = data.files[problem.file];
  }
}

function shaded(word) {
  return el("span", { class: `badge ${SHADES[word] || "info"}` }, word);
}

// The place of a problem: at the finding that it is, or that announces it.
function problemLink(problem) {
  const { file, line, column, message, because } = problem;
  const found = file.own.find((finding) => finding.line === line && finding.column === column && finding.message === message)
    || file.own.find((finding) => finding.rule === because && finding.line <= line && line <= finding.endLine);
  return el("a", { href: address({ file: file.path, line, finding: found && found.at }) }, pathNode(file.path), el("span", { class: "line" }, `:${line}`));
}

function problemsLink(state, ...children) {
  return el("a", { href: address({ view: "problems", ...state }) }, ...children);
}

function problemCell(problem) {
  const elsewhere = problem.unit && problem.unit !== problem.file.path;
  const origin = [
    problem.because ? ["announced by ", findingsLink({ rule: problem.because }, visible(problem.because))] : "",
    problem.because && elsewhere ? ", " : "",
    elsewhere ? ["in the unit ", pathNode(problem.unit)] : "",
  ];
  return [
    el("span", { class: "message" }, visible(problem.message)),
    problem.portText ? el("span", { class: "suggestion" }, `line ${problem.portLine} of the port: `, el("code", {}, marked(problem.portText))) : "",
    problem.because || elsewhere ? el("span", { class: "origin" }, origin) : "",
  ];
}

const PROBLEM_COLUMNS = [
  column.text("standing", "Standing", (problem) => problem.gravity, (problem) => shaded(problem.standing), { descending: true }),
  column.text("check", "Check", (problem) => problem.check),
  column.text("message", "Problem", (problem) => problem.message, problemCell, { wide: true }),
  column.text("place", "Place", (problem) => `${problem.file.path}\0${String(problem.line).padStart(8, "0")}`, problemLink),
];

const VERIFIED = {
  verification: () => verificationView(report.verification),
  problems: (state) => listView({
    name: "problems", title: "Problems of the port", state, rows: chosenProblems(state), sort: "standing",
    note: aboutProblems(state),
    words: (problem) => [problem.file.path, problem.message, problem.portText, problem.because, problem.unit, problem.check, problem.standing].join(" "),
    chips: [
      { key: "standing", label: "Standing", values: [...report.verification.standings].reverse(), of: (problem) => problem.standing },
      { key: "check", label: "Check", values: report.verification.checks.map((check) => check.name), of: (problem) => problem.check },
    ],
    columns: PROBLEM_COLUMNS,
  }),
  units: (state) => listView({
    name: "units", title: "Compiled units", state, rows: report.units, sort: "outcome",
    note: report.verification.compiler ? `Compiled with ${visible(report.verification.compiler)}.` : null,
    words: (unit) => `${unit.path} ${unit.outcome} ${unit.reason}`,
    chips: [{ key: "outcome", label: "Outcome", values: report.verification.outcomes.map(([name]) => name).reverse(), of: (unit) => unit.outcome }],
    columns: [
      column.text("path", "Unit", (unit) => unit.path, unitCell),
      column.text("outcome", "Outcome", (unit) => unit.gravity, (unit) => shaded(unit.outcome), { descending: true }),
      column.text("reason", "Why", (unit) => unit.reason, (unit) => el("span", { class: "message" }, visible(unit.reason)), { wide: true }),
      column.number("problems", "Problems", (unit) => unit.problems),
      column.number("seconds", "Seconds", (unit) => unit.seconds, (unit) => unit.seconds.toFixed(1)),
    ],
  }),
};

function unitCell(unit) {
  const file = report.byPath.get(unit.path);
  return file ? fileLink(file) : pathNode(unit.path);
}

function chosenProblems(state) {
  return report.problems.filter((problem) => ["because", "message"].every((key) => !state[key] || problem[key] === state[key]));
}

function aboutProblems(state) {
  if (state.because) return narrowed("problems", "Only those that findings of ", el("strong", {}, visible(state.because)), " announce.");
  if (state.message) return narrowed("problems", "Only those that say ", el("strong", {}, visible(state.message)), ".");
  return "Expected: a finding announces it. Follows: it comes from such a place. Setup: the compiler lacks a header, a flag or a newer version. "
    + "Before: the original does not compile there either. Silent: nothing announced it.";
}

function verificationView(found) {
  return el("div", { class: "summary verified" },
    el("h1", {}, "Verification"),
    verifiedHeadline(found),
    checksCard(found),
    report.units.length ? unitsCard(found) : "",
    silentCard(found),
    groupsCard(),
    runsCard(found));
}

function verifiedHeadline(found) {
  const figures = [
    figure(found.rate || "–", found.rate ? `of ${count(report.units.length, "unit")} compile` : "not compiled"),
    figure(number(found.silent), found.silent === 1 ? "silent miss" : "silent misses"),
    figure(number(report.problems.length - found.silent), "other problems"),
  ];
  const skipped = found.checks.find((check) => check.name === "compiles" && check.skipped);
  return el("section", { class: "card headline", "aria-labelledby": "verified-title" },
    el("div", { class: "figures" }, figures),
    el("div", { class: "words" },
      el("h2", { id: "verified-title" }, "Does the port hold?"),
      el("p", { class: "verdict" }, found.silent
        ? `${count(found.silent, "problem")} of the port that no finding announced: a defect of the tool. Please report ${found.silent === 1 ? "it" : "them"}: migrate verify --bug-report FILE writes what to send.`
        : "Nothing was found that no finding announced."),
      found.compiler ? el("p", { class: "fine" }, `Compiled with ${visible(found.compiler)}.`) : "",
      skipped ? el("p", { class: "fine" }, `Not compiled: ${visible(skipped.skipped)}.`) : ""));
}

function rowsTable(name, columns, rows) {
  return el("div", { class: "scroller" }, el("table", { class: `rows ${name}` },
    el("thead", {}, el("tr", {}, columns.map((item) => el("th", { scope: "col", class: item.number ? "number" : null }, item.label)))),
    el("tbody", {}, rows.map((row) => rowNode(row, columns)))));
}

function silentCard(found) {
  if (!found.silent) return "";
  const silent = report.problems.filter((problem) => problem.standing === "silent");
  return el("section", { class: "card alarm" }, el("h2", {}, "Silent misses"),
    rowsTable("silent", PROBLEM_COLUMNS.slice(1), silent.slice(0, SILENT_SHOWN)),
    silent.length > SILENT_SHOWN ? el("p", { class: "fine" }, problemsLink({ standing: "silent" }, `All ${number(silent.length)} silent misses`)) : "");
}

function checksCard(found) {
  const ran = found.checks.filter((check) => check.count || check.skipped);
  const tally = (check, at) => (check.problems[at]
    ? problemsLink({ check: check.name, standing: found.standings[at] }, number(check.problems[at])) : el("span", { class: "nought" }, check.skipped ? "–" : "0"));
  const columns = [
    column.text("check", "Check", null, (check) => check.name),
    column.number("count", "Looked", null, (check) => (check.skipped ? "–" : number(check.count))),
    column.text("words", "At what", null, (check) => visible(check.skipped ? `not done: ${check.skipped}` : check.words), { wide: true }),
    ...[...found.standings.keys()].reverse().filter((at) => ran.some((check) => check.problems[at]))
      .map((at) => column.number(found.standings[at], found.standings[at], null, (check) => tally(check, at))),
  ];
  return card("Checks", rowsTable("checks", columns, ran));
}

function unitsCard(found) {
  const total = report.units.length;
  const rows = found.outcomes.map(([outcome, value]) => el("tr", { class: value ? null : "nothing" },
    el("th", { scope: "row" }, value ? el("a", { href: address({ view: "units", outcome }) }, outcome) : outcome),
    el("td", { class: "number" }, number(value)), el("td", { class: "meter" }, meter(value / total, SHADES[outcome] || "info"))));
  return card("Units", el("table", { class: "small" }, el("tbody", {}, rows)),
    el("p", { class: "fine" }, el("a", { href: address({ view: "units" }) }, `All ${count(total, "unit")}`)));
}

// Problems that are not silent, together by what announces them, or by what is said where nothing does.
function groupsCard() {
  const groups = new Map();
  for (const problem of report.problems) {
    if (problem.standing === "silent") continue;
    const key = problem.because ? { because: problem.because, standing: problem.standing } : { message: problem.message, standing: problem.standing };
    const name = JSON.stringify(key);
    if (!groups.has(name)) groups.set(name, { key, problems: [] });
    groups.get(name).problems.push(problem);
  }
  const rows = [...groups.values()].sort((a, b) => b.problems.length - a.problems.length);
  if (!rows.length) return "";
  const columns = [
    column.text("what", "Announced by, or said", null, groupCell, { wide: true }),
    column.text("standing", "Standing", null, (group) => shaded(group.key.standing)),
    column.number("problems", "Problems", null, (group) => number(group.problems.length)),
    column.number("files", "Files", null, (group) => number(new Set(group.problems.map((problem) => problem.file)).size)),
    column.text("place", "First place", null, (group) => problemLink(group.problems[0])),
  ];
  return card("Announced, or not of the port's making", rowsTable("groups", columns, rows.slice(0, GROUPS_SHOWN)),
    el("p", { class: "fine" }, problemsLink({}, `All ${count(report.problems.length, "problem")}`)));
}

function groupCell({ key, problems }) {
  const rule = key.because && report.byRule.get(key.because);
  return [
    problemsLink(key, visible(key.because || key.message)),
    rule ? el("span", { class: "origin" }, visible(rule.title)) : "",
    key.because ? el("span", { class: "suggestion" }, visible(problems[0].message)) : "",
  ];
}

function runsCard(found) {
  if (!found.runs.length) return "";
  const columns = [
    column.text("title", "Program", null, ([title]) => visible(title)),
    column.text("same", "Outcome", null, ([, , same]) => el("span", { class: `badge ${same ? "ported" : "manual"}` }, same ? "the same" : "different")),
    column.text("compared", "Compared with", null, ([, compared]) => visible(compared)),
    column.text("verdict", "How it went", null, ([, , , verdict]) => visible(verdict), { wide: true }),
  ];
  return card("Programs run", rowsTable("runs", columns, found.runs));
}

// For the summary: one line that leads here.
function verifiedCard() {
  const found = report.verification;
  const line = `${found.rate ? `${found.rate} ` : ""}${found.line}`;
  return el("section", { class: `card${found.silent ? " alarm" : ""}` }, el("h2", {}, "Verification"),
    el("p", {}, el("a", { href: address({ view: "verification" }) }, visible(line))));
}
