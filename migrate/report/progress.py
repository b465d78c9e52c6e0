"""How far people have come with a tree that was ported: what is left, settled, and new.

What comes in are the findings of the last port, by their places in what it generated, and the tree
as it stands, with what a check finds in it; what goes out are the places that are left, settled and
new. A place is left as long as its line stands, wherever that is, and no comment says that it is
right. Nothing here reads a file or prints.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from migrate.build.files import without_text
from migrate.files.kinds import BUILD_KINDS, kind_of
from migrate.files.source import line_starts, position
from migrate.model import Effort, FileResult, Finding, Report, Status, UserError
from migrate.report.fingerprints import VERSION, fingerprints
from migrate.report.followup import Known, Spot
from migrate.report.outputs.names import Originals
from migrate.rewrite.edits import apply
from migrate.text import suppress
from migrate.text.lexer import trivia

SCHEMA = 1
_DIGITS = 16  # of a line's digest in hexadecimal: lines of one file are compared


def generated(report: Report, originals: Originals, named: Callable[[str], str]) -> Iterator[Known]:
    """The places of a port's findings in what it makes; ``named`` says where a file goes."""
    places = report.places
    for file in report.files:
        asked = [place for place in places[file.path] if place.status is not Status.INFO]
        if not asked:
            continue
        data = originals(file.path) or b""
        change = apply(data, file.edits)
        moved = [_moved(place, change.byte_of) for place in asked]
        made = replace(file, path=named(file.output or file.path), lines=line_starts(change.data))
        yield from known_in(made, moved, change.data)


def _moved(place: Finding, place_of: Callable[[int], int]) -> Finding:
    if place.start == place.end:
        return replace(place, start=0, end=0, more=(), elsewhere=())
    start = place_of(place.start)
    return replace(place, start=start, end=start + 1, more=(), elsewhere=())


def known_in(file: FileResult, places: Iterable[Finding], data: bytes) -> Iterator[Known]:
    """Places of findings in a text, as they are known again."""
    lines = data.splitlines()
    texts = [text_of(line) for line in lines]
    seen: Counter[str] = Counter()
    nth = []
    for text in texts:
        nth.append(seen[text])
        seen[text] += 1
    for place, name in fingerprints(file, places, data).items():
        line = 0 if place.start == place.end else position(file.lines, place.start).line
        there = 0 < line <= len(texts)
        spot = Spot(
            file.path,
            line,
            place.rule,
            place.status,
            place.effort,
            place.cause or place.rule,
            place.api,
            place.message,
            place.suggestion,
        )
        text, count = (texts[line - 1], nth[line - 1]) if there else ("", 0)
        yield Known(spot, name, text, count)


def text_of(line: bytes) -> str:
    """What tells a line from others, however it is spaced."""
    return sha256(b"".join(line.split())).hexdigest()[:_DIGITS]


def still_there(
    path: str, known: Collection[Known], data: bytes, found: Collection[str]
) -> Iterator[tuple[Known, int]]:
    """The places in one file that are left in it as it stands, with their lines; ``found`` are
    fingerprints of what a check finds there.
    """
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(data.splitlines(), 1):
        lines.setdefault(text_of(line), []).append(number)
    starts = line_starts(data)
    said = _orders(path, data)
    for item in known:
        spot, name, text, nth = item
        if not text:
            if name in found:
                yield item, 0
            continue
        at = lines.get(text, ())
        if nth >= len(at):
            continue
        offset = starts[at[nth] - 1]
        end = offset + len(data[offset:].split(b"\n", 1)[0])
        if not (said.is_off(offset) or said.ignores(spot.rule, spot.api, max(end - 1, offset))):
            yield item, at[nth]


def _orders(path: str, data: bytes) -> suppress.Suppressions:
    """What the comments of a source or of a build file switch off."""
    if b"migrate:" not in data:
        return suppress.parse(data, ())
    kind = kind_of(PurePosixPath(path).name)
    if kind in BUILD_KINDS:
        return suppress.parse(data, without_text(data, kind)[0])
    return suppress.parse(data, trivia(data).comments.spans)


def encoded(known: Iterable[Known]) -> bytes:
    """The places as a file keeps them: JSON, sorted and a line a place."""
    rows = sorted(known, key=lambda item: (item.spot.path, item.spot.line, item.fingerprint))
    places = ",\n".join(f"  {json.dumps(_row(item))}" for item in rows)
    return (
        f'{{\n "schema": {SCHEMA},\n "fingerprints": {VERSION},\n "places": [\n{places}\n ]\n}}\n'
    ).encode()


def decoded(data: bytes, where: str) -> tuple[Known, ...]:
    """The places that a file keeps; ``UserError`` where it keeps none."""
    try:
        document = json.loads(data)
        if (document["schema"], document["fingerprints"]) == (SCHEMA, VERSION):
            return tuple(map(_known, document["places"]))
        problem = "was written by another version of this tool"
    except (ValueError, KeyError, TypeError, RecursionError):
        problem = "is damaged"
    raise UserError(f"{where} {problem}", "port the tree again")


def by_file(known: Iterable[Known]) -> Mapping[str, tuple[Known, ...]]:
    found: dict[str, list[Known]] = {}
    for item in known:
        found.setdefault(item.spot.path, []).append(item)
    return {path: tuple(items) for path, items in found.items()}


def _row(item: Known) -> dict[str, Any]:
    spot = item.spot
    return {
        "path": spot.path,
        "line": spot.line,
        "id": spot.rule,
        "status": spot.status.value,
        "effort": spot.effort.name.lower(),
        "cause": spot.cause,
        "api": spot.api,
        "message": spot.message,
        "suggestion": spot.suggestion,
        "fingerprint": item.fingerprint,
        "text": item.text,
        "nth": item.nth,
    }


def _known(row: Mapping[str, Any]) -> Known:
    spot = Spot(
        str(row["path"]),
        int(row["line"]),
        str(row["id"]),
        Status(row["status"]),
        Effort[row["effort"].upper()],
        str(row["cause"]),
        str(row["api"]),
        str(row.get("message", "")),
        str(row.get("suggestion", "")),
    )
    return Known(spot, str(row["fingerprint"]), str(row["text"]), int(row["nth"]))
