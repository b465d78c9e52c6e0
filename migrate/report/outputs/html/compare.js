// Before and after: which lines belong together, and which words of them differ.

const WORDS = /[A-Za-z0-9_]+|\s+|[^\sA-Za-z0-9_]/gu;
const MOST_CELLS = 60000;

// Pairs of line numbers, null where a side has none; every line comes once and in order.
function pairLines(before, after) {
  if (before.length === after.length || !before.length || !after.length || before.length * after.length > 2500) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, at) =>
      [at < before.length ? at : null, at < after.length ? at : null]);
  }
  const alike = (i, j) => {
    const value = likeness(before[i], after[j]);
    return value < 0.3 ? 0 : value;
  };
  const pairs = longest(before.length, after.length, alike);
  const rows = [];
  let i = 0;
  let j = 0;
  for (const [left, right] of [...pairs, [before.length, after.length]]) {
    while (i < left) rows.push([i++, null]);
    while (j < right) rows.push([null, j++]);
    if (left < before.length) rows.push([i++, j++]);
  }
  return rows;
}

// How much two lines have in common, from 0 to 1.
function likeness(a, b) {
  const left = new Set(a.match(/\w+/g) || [a.trim()]);
  const right = new Set(b.match(/\w+/g) || [b.trim()]);
  const both = [...left].filter((word) => right.has(word)).length;
  return (2 * both) / (left.size + right.size);
}

// The pairs (i, j), in order, whose values add up to most.
function longest(rows, columns, value) {
  const best = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], value(i, j) + best[i + 1][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (best[i][j] === best[i + 1][j]) i++;
    else if (best[i][j] === best[i][j + 1]) j++;
    else pairs.push([i++, j++]);
  }
  return pairs;
}

// The ranges [start, end) that differ, before and after.
function changedWords(before, after) {
  const left = before.match(WORDS) || [];
  const right = after.match(WORDS) || [];
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < Math.min(left.length, right.length) - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const a = left.slice(head, left.length - tail);
  const b = right.slice(head, right.length - tail);
  const pairs = a.length * b.length > MOST_CELLS ? [] : longest(a.length, b.length, (i, j) => weight(a[i], b[j]));
  const offset = sum(left.slice(0, head).map((word) => word.length));
  return [outsideOf(a, new Set(pairs.map(([i]) => i)), offset), outsideOf(b, new Set(pairs.map(([, j]) => j)), offset)];
}

function weight(a, b) {
  return a === b ? (/^\s+$/.test(a) ? 0.1 : a.length) : 0;
}

// What is left of the words when the kept ones are taken out, as joined ranges.
function outsideOf(words, kept, offset) {
  const ranges = [];
  words.forEach((word, at) => {
    const end = offset + word.length;
    if (!kept.has(at)) {
      if (ranges.length && ranges.at(-1)[1] === offset) ranges.at(-1)[1] = end;
      else ranges.push([offset, end]);
    }
    offset = end;
  });
  return ranges;
}
