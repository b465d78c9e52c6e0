// The report: packed texts to values, and rows to objects.

let report = null;

async function unpacked(text) {
  const packed = atob(text.trim());
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function readReport() {
  const data = await unpacked(document.getElementById("index").textContent);
  const text = (at) => data.strings[at];
  data.files = objects(data, "files");
  data.findings = objects(data, "findings");
  data.causes = objects(data, "causes");
  data.apis = objects(data, "apis");
  data.areas = objects(data, "areas");
  data.rules = objects(data, "rules");
  data.files.forEach((file, at) => Object.assign(file, { at, own: [], total: sum(file.ledger) }));
  for (const finding of data.findings) {
    for (const name of ["rule", "api", "message", "suggestion", "branch", "cause", "further"]) finding[name] = text(finding[name]);
    finding.gravity = gravity(finding.status);
    finding.status = data.statuses[finding.status];
    finding.file = data.files[finding.file];
    finding.at = finding.file.own.length;
    finding.file.own.push(finding);
  }
  for (const cause of data.causes) {
    cause.name = text(cause.name);
    cause.gravity = gravity(cause.status);
    cause.status = data.statuses[cause.status];
    cause.file = data.files[cause.file];
    cause.apis = cause.apis.map(text);
    cause.rules = cause.rules.map(text);
  }
  if (data.verification) readVerification(data, text);
  data.byPath = new Map(data.files.map((file) => [file.path, file]));
  data.byRule = new Map(data.rules.map((rule) => [rule.id, rule]));
  return data;
}

function objects(data, name) {
  const keys = data.columns[name];
  return data[name].map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at]])));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

// ported, native, review, manual, unknown, info: from what needs a person most to what needs none.
function gravity(status) {
  return [1, 1, 3, 5, 4, 2][status];
}

// The texts of a file, unpacked when it is first opened. They stand after the script in the page,
// so on a slow machine they may still be on their way.
async function readBody(file) {
  if (file.body) return file.body;
  const name = `f${file.at}`;
  if (!document.getElementById(name)) await wholePage();
  const packed = document.getElementById(name);
  const none = { count: 0, parts: [], changes: [], places: [], held: [], references: [] };
  file.body = packed ? await unpacked(packed.textContent) : none;
  return file.body;
}

function wholePage() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
}
