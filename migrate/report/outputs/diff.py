"""The port as one unified diff that ``git apply`` takes.

What comes in is the report and the files as they were; what goes out is bytes, as a patch must keep
every encoding and line ending. The hunks are read off the edits, not searched for by comparing
texts, so a diff costs as much as it shows. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrate.files.source import encoded
from migrate.model import Edit, FileResult, Report
from migrate.report.outputs.changes import Change, changes
from migrate.report.outputs.names import Originals, quoted

_CONTEXT = 3


def render(report: Report, originals: Originals) -> bytes:
    """One patch for every file that changes or moves."""
    parts: list[bytes] = []
    for file in report.files:
        if file.is_changed or file.output not in ("", file.path):
            parts.extend(_file(file, None if file.is_new else originals(file.path)))
    return b"".join(parts)


def _file(file: FileResult, original: bytes | None) -> Iterator[bytes]:
    old, new = (name.lstrip("/") for name in (file.path, file.output or file.path))
    yield b"diff --git %s %s\n" % (quoted(f"a/{old}"), quoted(f"b/{new}"))
    if original is None:
        yield b"new file mode 100644\n"
    if old != new:
        yield b"rename from %s\nrename to %s\n" % (quoted(old), quoted(new))
    text, content = original or b"", file.content
    if content is None or content == text:
        return
    before, after = (encoded(part, file.encoding) for part in (text, content))
    edits = [*_on_disk(file.edits, text, file.encoding)] if file.encoding else file.edits
    yield b"--- %s\n" % (b"/dev/null" if original is None else _labelled(f"a/{old}"))
    yield b"+++ %s\n" % _labelled(f"b/{new}")
    yield from _hunks(_lines(before), changes(before, after, edits, _lines))


def _on_disk(edits: Iterable[Edit], text: bytes, encoding: str) -> Iterator[Edit]:
    """Edits of a text as those of its bytes on the disk."""
    met = at = 0
    for edit in sorted(edits):
        start = at + len(encoded(text[met : edit.start], encoding))
        met, at = edit.end, start + len(encoded(text[edit.start : edit.end], encoding))
        yield Edit(start, at, encoded(edit.text, encoding))


def _labelled(name: str) -> bytes:
    """A name in a ``---`` line; a tab ends it where a space could be taken for its end."""
    return quoted(name) + (b"\t" if " " in name else b"")


def _hunks(lines: Sequence[bytes], changes: Iterable[Change]) -> Iterator[bytes]:
    shift = 0
    for group in _neighbours(changes):
        first = max(group[0].first - _CONTEXT, 0)
        end = min(group[-1].end + _CONTEXT, len(lines))
        grown = sum(len(change.new) - (change.end - change.first) for change in group)
        yield b"@@ -%s +%s @@\n" % (
            _range(first, end - first),
            _range(first + shift, end - first + grown),
        )
        shift += grown
        for change in group:
            yield from _marked(b" ", lines[first : change.first])
            yield from _marked(b"-", lines[change.first : change.end])
            yield from _marked(b"+", change.new)
            first = change.end
        yield from _marked(b" ", lines[first:end])


def _neighbours(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes whose context would touch, together."""
    group: list[Change] = []
    for change in changes:
        if group and change.first - group[-1].end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _range(first: int, count: int) -> bytes:
    return b"%d,%d" % (first + 1 if count else first, count)


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """Lines with their LF; git knows no other line ending."""
    parts = data.split(b"\n")
    return [*(part + b"\n" for part in parts[:-1]), *filter(None, parts[-1:])]
