// A table that is filtered and sorted, and puts its rows on the screen as they are scrolled to.

const BATCH = 150;

// columns: {key, label, value(row), cell(row), number?, descending?, wide?}
// words(row): what the filter looks at. chips: {key, label, values, of(row), unasked?}: choices beside the filter, and
// values that are shown only when they are chosen.
function listView({ name, title, note, rows, columns, words, chips = [], sort, state }) {
  const box = el("section", { class: "list", "aria-labelledby": "list-title" });
  const shown = el("p", { class: "shown", id: "list-shown" });
  const body = el("tbody");
  const more = el("div", { class: "more", "aria-hidden": "true" });
  const current = { ...state };
  let found = [];
  let drawn = 0;

  const draw = () => {
    const next = found.slice(drawn, drawn + BATCH);
    body.append(...next.map((row) => rowNode(row, columns)));
    drawn += next.length;
    more.hidden = drawn >= found.length;
  };
  const order = () => chosenOrder(current, columns, sort);
  const update = () => {
    const { column, descending } = order();
    found = sorted(matching(rows, current, words, chips), column, descending);
    body.replaceChildren();
    drawn = 0;
    draw();
    showOrder(head, columns, column, descending);
    shown.textContent = found.length === rows.length ? count(rows.length, "row") : `${number(found.length)} of ${count(rows.length, "row")}`;
    empty.hidden = found.length > 0;
    announce(shown.textContent);
    refine(current);
  };
  const sortBy = (column) => {
    const now = order();
    const descending = now.column === column ? !now.descending : Boolean(column.descending);
    Object.assign(current, { sort: column.key, desc: descending ? "1" : "0" });
    update();
  };
  const head = headNode(columns, sortBy);
  const empty = el("p", { class: "empty" }, rows.length ? "No row fits the filter." : "There is nothing here.");
  box.append(
    el("h1", { id: "list-title" }, title),
    note ? el("p", { class: "note" }, note) : "",
    filterBar(current, chips, rows, update, shown),
    el("div", { class: "scroller", tabindex: "-1" },
      el("table", { class: `rows ${name}`, "aria-describedby": "list-shown" }, head, body)),
    empty,
    more,
  );
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) while (drawn < found.length && near(more)) draw();
  }, { rootMargin: "800px" }).observe(more);
  update();
  box.drawTo = (height) => {
    while (drawn < found.length && document.documentElement.scrollHeight < height) draw();
  };
  return box;
}

function near(node) {
  return node.getBoundingClientRect().top < innerHeight + 800;
}

function headNode(columns, sortBy) {
  const cells = columns.map((column) =>
    el("th", { scope: "col", class: column.number ? "number" : null },
      el("button", { type: "button", onclick: () => sortBy(column) }, column.label, el("span", { class: "arrow", "aria-hidden": "true" }))));
  return el("thead", {}, el("tr", {}, cells));
}

function showOrder(head, columns, column, descending) {
  head.querySelectorAll("th").forEach((cell, at) => {
    if (columns[at] === column) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  });
}

function rowNode(row, columns) {
  return el("tr", {}, columns.map((column) =>
    el("td", { class: [column.number ? "number" : "", column.wide ? "wide" : ""].join(" ").trim() || null, "data-label": column.label }, column.cell(row))));
}

function chosenOrder(current, columns, standard) {
  const column = columns.find((item) => item.key === (current.sort || standard)) || columns[0];
  const descending = current.desc === undefined ? Boolean(column.descending) : current.desc === "1";
  return { column, descending };
}

function matching(rows, current, words, chips) {
  const wanted = (current.q || "").toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = chips.filter((chip) => current[chip.key]).map((chip) => [chip, current[chip.key].split(",")]);
  const open = chips.filter((chip) => !current[chip.key] && chip.unasked);
  return rows.filter((row) => {
    if (open.some((chip) => chip.unasked.includes(chip.of(row)))) return false;
    if (chosen.some(([chip, values]) => !values.includes(chip.of(row)))) return false;
    if (!wanted.length) return true;
    const text = words(row).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function sorted(rows, column, descending) {
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row, at) => ({ row, at, key: column.value(row) }));
  keyed.sort((a, b) => sign * compared(a.key, b.key) || a.at - b.at);
  return keyed.map((item) => item.row);
}

function compared(a, b) {
  if (typeof a === "string") return a < b ? -1 : a > b ? 1 : 0;
  return a - b;
}

function filterBar(current, chips, rows, update, shown) {
  const field = el("input", {
    type: "search", id: "filter", placeholder: "Filter", autocomplete: "off", spellcheck: "false",
    "aria-label": "Filter the rows by words", "aria-keyshortcuts": "/",
    oninput: () => { current.q = field.value; update(); },
  });
  field.value = current.q || "";
  const groups = chips.map((chip) => chipGroup(chip, current, rows, update));
  return el("div", { class: "filters", role: "search" }, el("div", { class: "field" }, field, el("kbd", { "aria-hidden": "true" }, "/")), groups, shown);
}

function chipGroup(chip, current, rows, update) {
  const totals = new Map();
  for (const row of rows) totals.set(chip.of(row), (totals.get(chip.of(row)) || 0) + 1);
  const values = chip.values.filter((value) => totals.has(value));
  const reveals = (chip.unasked || []).some((value) => totals.has(value));
  if (values.length < 2 && !reveals && !current[chip.key]) return "";
  const buttons = values.map((value) => {
    const pressed = () => (current[chip.key] || "").split(",").includes(value);
    const button = el("button", {
      type: "button", class: `chip ${value}`, "aria-pressed": String(pressed()),
      onclick: () => {
        current[chip.key] = toggled(current[chip.key], value);
        button.setAttribute("aria-pressed", String(pressed()));
        update();
      },
    }, value, el("span", { class: "tally" }, number(totals.get(value))));
    return button;
  });
  return el("div", { class: "chips", role: "group", "aria-label": chip.label }, buttons);
}

function toggled(list, value) {
  const chosen = (list || "").split(",").filter(Boolean);
  return (chosen.includes(value) ? chosen.filter((item) => item !== value) : [...chosen, value]).join(",");
}
