"""What is said of values in build files that nothing in the tree reads is a remark.

What comes in are the results of a whole project and its files that are no sources; what goes out
are the findings of its CMake files that stand in such values only. Results are not changed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from migrate.build.mentions import Text
from migrate.files.kinds import Kind
from migrate.model import FileResult, Status
from migrate.port.unmentioned import Idle
from migrate.regex import regex

_REASON = "nothing in this tree reads the value that this stands in"
_WORD = regex(rb"\w+")
_READ = regex(rb"[@{]\w+[@}]")
_MADE = regex(rb"\$\{(\w*)\$\{\w+\}(\w*)\}")  # a name that is put together


def unread(results: Iterable[FileResult], texts: Sequence[Text]) -> Mapping[str, Idle]:
    """By file, where findings begin that are about such values."""
    asking = {
        file.path: file
        for file in results
        if any(item.status is not Status.INFO for item in file.findings)
    }
    own = [text for text in texts if text.kind is Kind.CMAKE and text.path in asking]
    if not own:
        return {}
    from migrate.build.unread import unread_values

    made = {match.groups() for text in texts for match in _MADE.finditer(text.code)}
    names: dict[bytes, set[str]] = {}
    read: set[bytes] = set()
    wanted = {word for text in own for word in _WORD.findall(text.code)}
    for text in texts:
        code = text.code if text.kind is not None else text.whole
        for word in wanted.intersection(_WORD.findall(code)):
            names.setdefault(word, set()).add(text.path)
        read.update(word[1:-1] for word in _READ.findall(text.whole))
    found = {}
    for text in own:
        file = asking[text.path]

        def is_said(word: bytes, path: str = text.path) -> bool:
            whole = any(word.startswith(start) and word.endswith(end) for start, end in made)
            return whole or bool(names.get(word, set()) - {path})

        starts = unread_values(text.code, file.findings, is_said, read.__contains__)
        if starts:
            found[text.path] = Idle(file.digest, dict.fromkeys(starts, _REASON))
    return found
