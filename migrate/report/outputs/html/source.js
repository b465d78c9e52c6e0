// The lines of one file, before and after, with the findings below the lines they are about.

const CONTEXT = 4; // lines shown around what is to be seen
const SMALLEST = 4; // lines that are worth hiding
const CHUNK = 100; // rows that are put on the screen together
const STEP = 300; // lines that one click on a gap shows
const LINE = 20; // pixels

// A file's body with its lines in place, its colours, and what is at each line; of the findings those to be shown.
function opened(file, body, shown) {
  const before = new Array(body.count);
  for (const [first, text] of body.parts) text.split("\n").forEach((line, at) => { before[first + at] = line; });
  const changes = body.changes.map(([first, end, text, size]) => ({ first, end, lines: size ? text.split("\n") : [] }));
  const after = [];
  let at = 0;
  for (const change of changes) {
    for (; at < change.first; at++) after.push(before[at]);
    change.at = after.length;
    after.push(...change.lines);
    at = change.end;
  }
  for (; at < body.count; at++) after.push(before[at]);
  return {
    file, body, before, after, changes,
    beforeTokens: highlight(before, file.path),
    afterTokens: highlight(after, file.output || file.path),
    findings: findingsByLine(shown, body),
    references: referencesByLine(body),
  };
}

function findingsByLine(shown, body) {
  const lines = new Map();
  shown.forEach((finding) => {
    const place = body.places[finding.at];
    const line = Math.min(place ? place[0] : finding.line - 1, Math.max(body.count - 1, 0));
    lines.set(line, [...(lines.get(line) || []), finding]);
  });
  return lines;
}

function referencesByLine(body) {
  const lines = new Map();
  for (const [line, column, endLine, endColumn, status, name, rule, proved] of body.references) {
    const certainty = report.parsed ? `, ${proved ? "proved" : "by name"}` : "";
    const mark = [column, endLine === line ? endColumn : Infinity, `ref ${report.statuses[status]}`, `${name}: ${report.statuses[status]} (${rule})${certainty}`];
    if (!lines.has(line)) lines.set(line, []);
    lines.get(line).push(mark);
  }
  return lines;
}

// The rows of the view: lines that stay or change, findings, and gaps between what is to be seen.
function viewRows(source, whole, wanted) {
  const rows = [];
  const seen = whole ? null : spots(source, wanted);
  let at = 0;
  let shift = 0;
  const upTo = (end) => {
    while (at < end) {
      const stop = runEnd(source, seen, at, end);
      if (isShown(source, seen, at)) for (; at < stop; at++) rows.push(...lineRows(source, at, at + shift));
      else rows.push({ kind: "gap", from: at, to: stop, shift });
      at = stop;
    }
  };
  for (const change of source.changes) {
    upTo(change.first);
    rows.push(...changeRows(source, change));
    at = change.end;
    shift += change.lines.length - (change.end - change.first);
  }
  upTo(source.body.count);
  return rows;
}

function isShown(source, seen, line) {
  return source.before[line] !== undefined && (!seen || seen.has(line));
}

function runEnd(source, seen, from, end) {
  const shown = isShown(source, seen, from);
  let at = from + 1;
  while (at < end && isShown(source, seen, at) === shown) at++;
  return at;
}

// Lines near a change, a finding or the line that was asked for.
function spots(source, wanted) {
  const seen = new Set();
  const around = (first, end) => {
    for (let at = Math.max(first - CONTEXT, 0); at < Math.min(end + CONTEXT, source.body.count); at++) seen.add(at);
  };
  source.changes.forEach((change) => around(change.first, change.end));
  for (const line of source.findings.keys()) around(line, line + 1);
  if (wanted) around(wanted - 1, wanted);
  if (!seen.size) around(0, 40);
  const lines = [-1, ...[...seen].sort((a, b) => a - b), source.body.count];
  lines.forEach((line, at) => {
    const missing = at ? line - lines[at - 1] - 1 : 0;
    if (missing < SMALLEST) for (let add = line - missing; add < line; add++) seen.add(add);
  });
  return seen;
}

function lineRows(source, line, other) {
  return [{ kind: "same", before: line, after: other }, ...findingRows(source, line)];
}

function findingRows(source, line) {
  return (source.findings.get(line) || []).map((finding) => ({ kind: "finding", finding }));
}

function changeRows(source, change) {
  const before = source.before.slice(change.first, change.end).map((line) => line ?? "");
  return pairLines(before, change.lines).flatMap(([left, right]) => {
    const row = { kind: "change", before: left === null ? null : change.first + left, after: right === null ? null : change.at + right };
    return left === null ? [row] : [row, ...findingRows(source, row.before)];
  });
}

// The pixels a row is taken for before it is there: so that little moves when it comes.
function heightOf(source, row) {
  if (row.kind === "gap") return 30;
  if (row.kind === "finding") return 175;
  const room = innerWidth > 1000 ? (innerWidth - 450) / 2 : innerWidth > 720 ? innerWidth / 2 - 90 : innerWidth - 100;
  const length = Math.max((source.before[row.before] || "").length, (source.after[row.after] || "").length);
  return LINE * Math.max(Math.ceil((length * 7.5) / room), 1);
}

// One row of the table.
function rowOf(source, row, expand) {
  if (row.kind === "gap") return gapNode(source, row, expand);
  if (row.kind === "finding") return findingNode(source, row.finding);
  const changed = row.kind === "change";
  const [left, right] = changed ? differences(source, row) : [[], []];
  return el("tr", { class: row.kind, id: row.before === null ? null : `L${row.before + 1}` },
    numberCell(source.file, row.before, changed ? "del" : ""), codeCell(source, row.before, "before", left, changed),
    numberCell(null, row.after, changed ? "add" : ""), codeCell(source, row.after, "after", right, changed));
}

function differences(source, row) {
  if (row.before === null || row.after === null) return [[], []];
  const [left, right] = changedWords(source.before[row.before] ?? "", source.after[row.after] ?? "");
  return [left.map(([start, end]) => [start, end, "gone"]), right.map(([start, end]) => [start, end, "new"])];
}

function numberCell(file, line, kind) {
  const side = kind === "add" || !file ? "after" : "before";
  if (line === null) return el("td", { class: `no ${side} void` });
  const inside = file ? el("a", { href: fileAddress(file.path, line + 1), tabindex: "-1" }, String(line + 1)) : String(line + 1);
  return el("td", { class: `no ${side} ${kind}` }, inside);
}

function codeCell(source, line, side, marks, changed) {
  if (line === null) return el("td", { class: `code ${side} void` });
  const text = source[side][line] ?? "";
  const references = side === "before" ? source.references.get(line) || [] : [];
  const kind = changed ? (side === "before" ? "del" : "add") : "";
  return el("td", { class: `code ${side} ${kind}` }, painted(text, [...source[`${side}Tokens`][line], ...references, ...marks]));
}

// The text in pieces, each with the classes of the marks [start, end, class, title] over it.
function painted(text, marks) {
  if (!marks.length) return marked(text);
  const cuts = new Set([0, text.length]);
  for (const [start, end] of marks) cuts.add(Math.min(start, text.length)).add(Math.min(end, text.length));
  const places = [...cuts].sort((a, b) => a - b);
  const nodes = [];
  for (let at = 0; at + 1 < places.length; at++) {
    const [from, to] = [places[at], places[at + 1]];
    const over = marks.filter(([start, end]) => start <= from && to <= end);
    const inside = marked(text.slice(from, to));
    if (!over.length) nodes.push(...inside);
    else nodes.push(el("span", { class: over.map((mark) => mark[2]).join(" "), title: over.map((mark) => mark[3]).find(Boolean) }, inside));
  }
  return nodes;
}

function gapNode(source, row, expand) {
  const size = row.to - row.from;
  const there = source.before[row.from] !== undefined;
  const words = `${count(size, "line")} ${row.from ? "" : "from the top "}`.trim();
  const inside = there
    ? el("button", { type: "button", onclick: (event) => expand(event.target.closest("tr"), row) }, `Show ${size > STEP ? `${STEP} of ` : ""}${words}`)
    : el("span", {}, `${words} not kept in this report`);
  const node = el("tr", { class: "gap" }, el("td", { colspan: "4" }, inside));
  node.gap = row;
  return node;
}

function findingNode(source, finding) {
  const rule = report.byRule.get(finding.rule);
  const held = source.body.held.find(([at]) => at === finding.at);
  return el("tr", { class: "finding-row" }, el("td", { colspan: "4" },
    el("article", { class: `finding ${finding.status}`, id: `finding-${finding.at}`, tabindex: "-1", "aria-label": `Finding in line ${finding.line}: ${finding.status}` },
      el("header", {}, badge(finding.status), el("code", { class: "api" }, visible(finding.api)),
        el("a", { class: "rule", href: address({ view: "findings", rule: finding.rule }) }, visible(finding.rule)),
        el("span", { class: "at" }, `line ${finding.line}, column ${finding.column}`)),
      el("p", { class: "message" }, visible(finding.message)),
      finding.suggestion ? el("p", { class: "suggestion" }, el("strong", {}, "What to do: "), visible(finding.suggestion)) : "",
      finding.further ? el("p", { class: "fine" }, visible(finding.further)) : "",
      finding.branch ? el("p", { class: "branch" }, "Only where ", el("code", {}, visible(finding.branch))) : "",
      held ? heldNode(source, held) : "",
      rule && rule.links.length ? el("p", { class: "links" }, "Read: ", rule.links.map((link) => [outside(link), " "])) : "",
      rule && rule.text ? el("details", {}, el("summary", {}, "About the rule: ", visible(rule.title || rule.id)), paragraphs(rule.text)) : "")));
}

// A fix that was not made: what the lines would become.
function heldNode(source, [, waits, first, end, text]) {
  return el("div", { class: "held" }, el("p", {}, waits ? ["A fix that is made with ", el("code", {}, "--apply review"), " only:"] : "A fix that was not made:"),
    el("pre", {}, el("del", {}, visible(source.before.slice(first, end).join("\n"))), "\n", el("ins", {}, visible(text))));
}
