// The page of one file.

function fileView(file, body, state) {
  const remarks = state.remarks === "1" || report.remarks;
  const shown = file.own.filter((finding) => remarks || finding.status !== "info");
  const source = opened(file, body, shown);
  const page = el("div", { class: "file-page" });
  const findings = [...shown].sort((a, b) => a.line - b.line || a.column - b.column);
  const hasCode = body.count > 0 || body.changes.length > 0;
  const code = hasCode ? codeTable(source, state) : null;
  const left = navigation(file, findings, body, hasCode);
  page.append(fileHead(file, state, hasCode),
    file.reason ? el("pre", { class: "reason" }, visible(file.reason)) : "",
    el("div", { class: "columns" }, left, el("div", { class: "code-box" }, code ? code.node : quiet(file))));
  let current = -1;

  page.reveal = (wanted) => {
    const at = wanted.finding === undefined ? -1 : findings.findIndex((finding) => String(finding.at) === wanted.finding);
    if (code && at >= 0) show(at, true);
    else if (code && wanted.line) code.toLine(Number(wanted.line));
  };
  page.step = (delta) => {
    if (!findings.length || !code) return;
    current = (current + delta + findings.length) % findings.length;
    if (current < 0) current = 0;
    show(current, true);
    refine({ ...readState(), line: findings[current].line, finding: findings[current].at });
  };
  const show = (at, focus) => {
    current = at;
    code.toFinding(findings[at], focus);
    left.querySelectorAll(".jump").forEach((link) => link.toggleAttribute("aria-current", link.dataset.at === String(findings[at].at)));
    announce(`Finding ${at + 1} of ${findings.length}`);
  };
  return page;
}

function fileHead(file, state, hasCode) {
  const [before, after] = [report.files[file.at - 1], report.files[file.at + 1]];
  const whole = state.whole === "1";
  const asked = state.remarks === "1";
  const remarks = report.remarks ? 0 : file.own.filter((finding) => finding.status === "info").length;
  const remarksLink = el("a", { class: "button", href: address({ ...state, remarks: asked ? "" : "1" }) }, asked ? "Hide remarks" : `Show ${count(remarks, "remark")}`);
  const wholeLink = el("a", { class: "button", href: address({ ...state, whole: whole ? "" : "1" }) }, whole ? "Changes only" : "Whole file");
  return el("div", { class: "file-head" },
    el("div", { class: "title-line" },
      el("h1", {}, pathNode(file.path)),
      el("div", { class: "tools" }, remarks ? remarksLink : "", hasCode ? wholeLink : "",
        neighbour(before, "Previous file", "‹"), neighbour(after, "Next file", "›"))),
    file.output ? el("p", { class: "becomes" }, "becomes ", pathNode(file.output)) : "",
    el("div", { class: "facts" },
      el("span", { class: `outcome ${file.outcome}` }, file.outcome),
      el("span", {}, count(file.changes, "edit")),
      el("span", {}, count(file.findings, "finding")),
      el("span", {}, count(file.total, "reference") + (report.parsed && file.total ? `, ${number(file.proved)} proved` : "")),
      file.portability ? el("span", {}, `${file.portability} ported or native`) : "",
      el("span", {}, file.effort ? `${file.effort} of work left` : "no work left"),
      file.total ? ledgerBar(file.ledger) : ""));
}

function neighbour(file, label, sign) {
  if (!file) return el("span", { class: "button off", "aria-hidden": "true" }, sign);
  return el("a", { class: "button", href: fileAddress(file.path), "aria-label": `${label}: ${file.path}`, title: `${label}: ${visible(file.path)}` }, sign);
}

function quiet(file) {
  const words = { skipped: "This file was left alone.", failed: "The tool failed on this file; it is as it was." }[file.outcome];
  return el("p", { class: "empty" }, words || "Nothing changes in this file, and nothing is to be done: its lines are not in the report.");
}

function navigation(file, findings, body, hasCode) {
  const jumps = findings.map((finding) => el("li", {},
    el("a", { class: "jump", "data-at": String(finding.at), href: address({ file: file.path, line: finding.line, finding: finding.at }) },
      el("span", { class: `dot ${finding.status}`, title: finding.status }), el("span", { class: "unseen" }, finding.status), el("span", { class: "no" }, String(finding.line)),
      el("code", { title: visible(finding.api) }, visible(lastPart(finding.api || finding.rule))))));
  return el("aside", { "aria-label": "Findings and references of this file" },
    el("details", { open: true }, el("summary", {}, `Findings (${number(findings.length)})`),
      findings.length ? el("ol", { class: "jumps" }, jumps) : el("p", { class: "fine" }, "None.")),
    el("details", { open: !findings.length }, el("summary", {}, `Ledger (${number(file.total)})`),
      report.parsed && file.proved < file.total ? el("p", { class: "fine" }, el("span", { class: "by-name" }, "Slanted"), ": taken by its name; the others are proved.") : "", ledgerLists(file, body, hasCode)));
}

// The end of a qualified name: what tells names apart in a narrow column.
function lastPart(name) {
  return name.length > 20 && /::[~\w]/.test(name) ? `…${name.split("::").at(-1)}` : name;
}

const LINES_LISTED = 12;

// The references by status and name, with the lines they stand in.
function ledgerLists(file, body, hasCode) {
  const groups = report.statuses.map(() => new Map());
  const byName = new Set();
  for (const [line, , , , status, name, , proved] of body.references) {
    if (!groups[status].has(name)) groups[status].set(name, []);
    groups[status].get(name).push(line + 1);
    if (report.parsed && !proved) byName.add(`${status} ${name} ${line + 1}`);
  }
  return groups.flatMap((names, status) => (names.size ? [
    el("h3", {}, badge(report.statuses[status]), ` ${number(sum([...names.values()].map((lines) => lines.length)))}`),
    el("ul", { class: "ledger-list" }, [...names].sort().map(([name, lines]) => el("li", {},
      el("code", {}, visible(name)), el("span", { class: "lines" }, lineLinks(file, lines, hasCode, (line) => byName.has(`${status} ${name} ${line}`))))))] : []));
}

// A line where a name is CUDA's by its spelling only is told apart.
function lineLinks(file, lines, hasCode, isByName) {
  const distinct = [...new Set(lines)];
  const shown = distinct.slice(0, LINES_LISTED).flatMap((line) => {
    const more = isByName(line) ? { class: "by-name", title: "by its name only" } : {};
    return [el(hasCode ? "a" : "span", { href: hasCode ? fileAddress(file.path, line) : null, ...more }, String(line)), " "];
  });
  return distinct.length > LINES_LISTED ? [...shown, `and ${distinct.length - LINES_LISTED} more`] : shown;
}

// The table of lines; its rows are made when they come near the screen.
function codeTable(source, state) {
  const rows = viewRows(source, state.whole === "1", Number(state.line) || 0);
  const single = !source.changes.length;
  const table = el("table", { class: `source${single ? " single" : ""}`, "aria-label": `Lines of ${source.file.path}, before and after` },
    el("colgroup", {}, ["no", "text", "no", "text"].map((name) => el("col", { class: name }))),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", colspan: "2" }, single ? "Source" : "Before"), el("th", { scope: "col", colspan: "2", class: "after" }, "After"))));
  const chunks = [];
  for (let at = 0; at < rows.length; at += CHUNK) chunks.push(chunkOf(source, rows.slice(at, at + CHUNK)));
  table.append(...chunks.map((chunk) => chunk.node));
  const filler = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) fill(chunks.find((chunk) => chunk.node === entry.target));
  }, { rootMargin: "1200px" });
  chunks.forEach((chunk) => filler.observe(chunk.node));
  const fill = (chunk) => {
    if (chunk.filled) return;
    chunk.filled = true;
    filler.unobserve(chunk.node);
    chunk.node.replaceChildren(...chunk.rows.map((row) => rowOf(source, row, (node, gap) => openGap(source, node, gap))));
  };
  const ready = (fits) => {
    const at = chunks.findIndex((chunk) => chunk.rows.some(fits));
    // Those beside it too: if they grew later, the line would move away.
    if (at >= 0) chunks.slice(Math.max(at - 1, 0), at + 2).forEach(fill);
  };
  return {
    node: table,
    toLine(line) {
      ready((row) => row.before === line - 1 || (row.kind === "gap" && row.from < line && line <= row.to));
      if (!table.querySelector(`#L${line}`)) openAround(source, chunks, line);
      point(table, table.querySelector(`#L${line}`), false);
    },
    toFinding(finding, focus) {
      ready((row) => row.finding === finding);
      point(table, table.querySelector(`#finding-${finding.at}`), focus);
    },
  };
}

function chunkOf(source, rows) {
  const space = el("td", { colspan: "4" });
  space.style.height = `${sum(rows.map((row) => heightOf(source, row)))}px`;
  return { rows, filled: false, node: el("tbody", {}, el("tr", {}, space)) };
}

function point(table, node, focus) {
  if (!node) return;
  table.querySelectorAll(".target").forEach((other) => other.classList.remove("target"));
  node.classList.add("target");
  node.scrollIntoView({ block: "center" });
  if (focus) node.focus({ preventScroll: true });
}

// A line that is in a gap: the gap is opened where it stands.
function openAround(source, chunks, line) {
  for (const chunk of chunks) {
    const gap = chunk.rows.find((row) => row.kind === "gap" && row.from < line && line <= row.to);
    const node = gap && [...chunk.node.querySelectorAll("tr.gap")].find((item) => item.gap === gap);
    if (node && source.before[gap.from] !== undefined) replaceGap(source, node, gap, Math.max(gap.from, line - STEP / 2), line + STEP / 2);
  }
}

function openGap(source, node, gap) {
  replaceGap(source, node, gap, gap.from, gap.from + STEP);
}

function replaceGap(source, node, gap, from, to) {
  const end = Math.min(to, gap.to);
  const again = (other, row) => openGap(source, other, row);
  const rest = (first, last) => (first < last ? [{ ...gap, from: first, to: last }] : []);
  const rows = [...rest(gap.from, from)];
  for (let at = from; at < end; at++) rows.push(...lineRows(source, at, at + gap.shift));
  rows.push(...rest(end, gap.to));
  const nodes = rows.map((row) => rowOf(source, row, again));
  node.replaceWith(...nodes);
  const first = nodes.find((item) => !item.classList.contains("gap"));
  if (first) first.querySelector("a")?.focus({ preventScroll: true });
}
