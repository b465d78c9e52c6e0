// The first page: the verdict, the figures it rests on, where the work is.

const BARS = 15;
const TOP_CAUSES = 10;

function summaryView() {
  const failed = report.files.filter((file) => file.outcome === "failed");
  return el("div", { class: "summary" },
    el("h1", { class: "unseen" }, `Port to ${targetName()}`),
    headline(),
    failed.length ? failures(failed) : "",
    report.verification ? verifiedCard() : "",
    ledgerCard(),
    el("div", { class: "pair" }, effortCard(), outcomeCard()),
    filesCard(),
    causesCard(),
    el("p", { class: "fine" }, `Made by cuda-migrate ${report.tool}; exit code ${report.exit}.`));
}

function targetName() {
  const [name, version] = report.target;
  return `${name.toUpperCase()} ${version}`;
}

function headline() {
  const figures = [
    figure(report.portability || "–", "of the references ported or native"),
    figure(number(sum(report.ledger)), "references of CUDA"),
    figure(number(report.files.length), "files read"),
    figure(report.effort || "none", report.range ? `of work left (${report.range})` : "of work left"),
  ];
  return el("section", { class: "card headline", "aria-labelledby": "verdict-title" },
    el("div", { class: "figures" }, figures),
    el("div", { class: "words" }, el("h2", { id: "verdict-title" }, "Verdict"), el("p", { class: "verdict" }, visible(report.verdict))));
}

function figure(value, label) {
  return el("div", { class: "figure" }, el("span", { class: "value" }, value), el("span", { class: "label" }, label));
}

function card(title, ...children) {
  return el("section", { class: "card" }, el("h2", {}, title), ...children);
}

function failures(failed) {
  const items = failed.map((file) => el("li", {}, fileLink(file)));
  return el("section", { class: "card alarm" }, el("h2", {}, `${count(failed.length, "file")} failed`),
    el("p", {}, "This is a defect of the tool; they count in no figure."), el("ul", {}, items));
}

const MEANINGS = {
  ported: "rewritten",
  native: "valid as it stands",
  review: "the meaning may differ",
  manual: "to be ported by hand",
  unknown: "in no table",
};

function ledgerCard() {
  const total = sum(report.ledger);
  const items = report.ledger.map((value, at) => {
    const status = report.statuses[at];
    const left = at > 1 && value;
    const inside = [el("span", { class: `dot ${status}`, "aria-hidden": "true" }), el("span", { class: "name" }, status),
      el("span", { class: "value" }, number(value)), el("span", { class: "part" }, total ? percent(value / total) : ""), el("span", { class: "meaning" }, MEANINGS[status])];
    return el("li", {}, left ? findingsLink({ status }, ...inside) : el("span", {}, ...inside));
  });
  return card("What became of the references", ledgerBar(report.ledger), el("ul", { class: "legend" }, items), report.parsed ? certainty(total) : "");
}

// How many references a parser of C++ resolved; the others are CUDA's by their names.
function certainty(total) {
  const { count: units, failed, declarations } = report.parsed;
  const source = declarations === "sdk" ? "CUDA's headers" : "declarations made from the tables of names";
  const words = `${number(report.proved)} of ${count(total, "reference")} (${total ? percent(report.proved / total) : "0%"}) are proved to be CUDA's by libclang, in ${count(units, "unit")} with ${source}; the others are taken by their names.`;
  const items = failed.map(([path, reason]) => el("li", {}, pathNode(path), `: ${visible(reason)}`));
  return el("div", { class: "fine certainty" }, el("p", {}, words),
    failed.length ? el("details", {}, el("summary", {}, `${count(failed.length, "unit")} could not be parsed`), el("ul", {}, items)) : "");
}

function percent(value) {
  const cut = Math.floor(value * 1000) / 10;
  return value && !cut ? "< 0.1%" : `${cut}%`;
}

function effortCard() {
  const most = Math.max(...report.classes.map((row) => row[3]), 1);
  const rows = report.classes.filter((row) => row[1] || row[0] !== "none").map(([name, causes, places, minutes, said]) =>
    el("tr", { class: causes ? null : "nothing" },
      el("th", { scope: "row" }, name === "none" ? "nothing to do" : name),
      el("td", { class: "number" }, number(causes)), el("td", { class: "number" }, number(places)),
      el("td", { class: "number" }, said || "–"), el("td", { class: "meter" }, meter(minutes / most, `effort-${name}`))));
  const places = sum(report.classes.map((row) => row[2]));
  return card("Work of one person, by class",
    el("table", { class: "small" },
      el("thead", {}, el("tr", {}, ["Class", "Causes", "Places", "Work", ""].map((name, at) => el(name ? "th" : "td", { scope: name ? "col" : null, class: at && at < 4 ? "number" : null }, name)))),
      el("tbody", {}, rows),
      el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "sum"), el("td", { class: "number" }, number(report.causes.length)), el("td", { class: "number" }, number(places)),
        el("td", { class: "number" }, report.effort || "–"), el("td")))),
    el("p", { class: "fine" }, "Assumed, not measured: a day is 8 hours of one who knows the code. Building, testing and tuning come on top."));
}

function meter(part, name) {
  const bar = el("span", { class: `meter-fill ${name}`, "aria-hidden": "true" });
  bar.style.width = `${Math.max(part * 100, part ? 1 : 0)}%`;
  return bar;
}

function outcomeCard() {
  const all = ["ported", "unchanged", "skipped", "failed"].map((outcome) => [outcome, report.files.filter((file) => file.outcome === outcome).length]);
  const rows = all.map(([outcome, value]) => el("tr", { class: value ? null : "nothing" },
    el("th", { scope: "row" }, value ? el("a", { href: address({ view: "files", outcome }) }, outcome) : outcome),
    el("td", { class: "number" }, number(value)), el("td", { class: "meter" }, meter(value / report.files.length, `outcome-${outcome}`))));
  const edits = sum(report.files.map((file) => file.changes));
  const notes = [
    `${count(edits, "edit")} in ${count(report.files.filter((file) => file.changes).length, "file")}`,
    report.copies ? `${count(report.copies, "file")} repeat${report.copies === 1 ? "s" : ""} another one: no more work` : "",
    report.unparsed ? `${count(report.unparsed, "region")} could not be parsed: shapes may have been missed there` : "",
  ];
  return card("Files", el("table", { class: "small" }, el("tbody", {}, rows)),
    el("ul", { class: "fine plain" }, notes.filter(Boolean).map((note) => el("li", {}, note))));
}

function filesCard() {
  const left = report.files.filter((file) => file.minutes > 0).sort((a, b) => b.minutes - a.minutes);
  if (!left.length) return "";
  const most = left[0].minutes;
  const bars = left.slice(0, BARS).map((file) => el("li", {},
    el("span", { class: "what" }, fileLink(file)),
    el("span", { class: "track" }, meter(file.minutes / most, "work")),
    el("span", { class: "value" }, file.effort),
    el("span", { class: "places" }, count(file.findings, "finding"))));
  return card("Files by work left", el("ol", { class: "chart" }, bars),
    left.length > BARS ? el("p", { class: "fine" }, el("a", { href: address({ view: "files" }) }, `All ${number(left.length)} files with work left`)) : "");
}

function causesCard() {
  if (!report.causes.length) return "";
  const columns = [
    column.text("name", "Cause", null, causeCell, { wide: true }),
    column.text("status", "Status", null, (cause) => badge(cause.status)),
    column.number("places", "Places", (cause) => cause.places),
    column.number("files", "Files", (cause) => cause.files),
    column.number("work", "Work", null, (cause) => cause.spoken || "–"),
    column.text("place", "First place", null, (cause) => fileLink(cause.file, cause.line)),
  ];
  return card("What stands in the way",
    el("div", { class: "scroller" }, el("table", { class: "rows" },
      el("thead", {}, el("tr", {}, columns.map((item) => el("th", { scope: "col", class: item.number ? "number" : null }, item.label)))),
      el("tbody", {}, report.causes.slice(0, TOP_CAUSES).map((cause) => rowNode(cause, columns))))),
    report.causes.length > TOP_CAUSES ? el("p", { class: "fine" }, el("a", { href: address({ view: "causes" }) }, `All ${number(report.causes.length)} causes`)) : "");
}
