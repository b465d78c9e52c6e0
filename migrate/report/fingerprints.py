"""A name for each place of a finding, for baselines and SARIF: it outlives edits elsewhere.

What comes in are a file's result, the places of findings in it and its bytes; what goes out is one
text for each place, unique in a report. It is made of the rule, the path, the API and the text of
the line without white space, so that it stays when lines move, code is added or formatted anew, and
changes when the line does. Equal findings of equal lines are told apart by their order. Nothing
here reads a file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from migrate.model import FileResult, Finding

VERSION = 1  # of the recipe below: a fingerprint of another one says nothing
_LENGTH = 32  # hexadecimal digits: no two of a million findings meet by chance
_LONG = 4_096  # bytes of a line that count as they are

_Key = tuple[str, str, bytes]


def fingerprints(file: FileResult, places: Iterable[Finding], data: bytes) -> dict[Finding, str]:
    """The fingerprint of each of the ``places`` in ``file``, in their order; ``data`` are its
    bytes.
    """
    seen: Counter[_Key] = Counter()
    found = {}
    lines: dict[int, bytes] = {}
    for finding in places:
        key = (finding.rule, finding.api, _line(file, finding, data, lines))
        found[finding] = _digest(file.path, key, seen[key])
        seen[key] += 1
    return found


def _line(file: FileResult, finding: Finding, data: bytes, lines: dict[int, bytes]) -> bytes:
    """The line the finding begins in, without white space; nothing for one of a whole file. A long
    one stands there by its digest, so that it is gone through once for all its findings.
    """
    if finding.start == finding.end:
        return b""
    at = bisect_right(file.lines, finding.start)
    if at not in lines:
        end = file.lines[at] if at < len(file.lines) else len(data)
        text = b"".join(data[file.lines[at - 1] : end].split())
        lines[at] = text if len(text) <= _LONG else sha256(text).digest()
    return lines[at]


def _digest(path: str, key: _Key, occurrence: int) -> str:
    rule, api, line = key
    parts = [
        rule.encode(),
        path.encode("utf-8", "surrogateescape"),
        api.encode("utf-8", "surrogateescape"),
        line,
        b"%d" % occurrence,
    ]
    return sha256(b"\0".join(parts)).hexdigest()[:_LENGTH]
