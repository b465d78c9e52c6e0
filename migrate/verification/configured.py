"""Headers that CMake makes of the tree's own templates: ``configure_file(config.h.in config.h)``.

What comes in are the CMake files of a run and the path of a header that is not there; what goes out
is its text as a build may have made it: a variable that the files set to one plain text has it, one
that they do not set is empty, and what it switches is off. A build may have decided otherwise.
Nothing is executed; no file outside the folders of these files is read, and none is written.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.tree.folders import cmake_sets, cmake_text, expanded

_MOST = 1 << 20  # bytes of a template
_COMMAND = regex(r"\bconfigure_file\s*\(([^()]*)\)", re.IGNORECASE)
_PROJECT = regex(r"\bproject\s*\(\s*([\w.-]+)(?:[^()]*?\bVERSION\s+\"?(\d[\d.]*))?", re.IGNORECASE)
_ARGUMENT = regex(r'"([^"]*)"|([^\s"]+)')
_FOLDER = regex(r"\$\{\w+\}/*")  # at the beginning of a path
_SWITCH = regex(r"^([ \t]*#[ \t]*)cmakedefine(01)?[ \t]+(\w+)([^\n]*)", re.MULTILINE)
_ANY = regex(r"@(\w+)@|\$\{(\w+)\}")
_NUMBER = regex(r"[ \t]*#[ \t]*(?:define|if|elif)\b")
_FALSE = regex(r"(?i)0*|off|no|n|false|ignore|(?:.*-)?notfound")
_PARTS = ("MAJOR", "MINOR", "PATCH", "TWEAK")


@dataclass(frozen=True, slots=True)
class Template:
    """A file that a header is made of: how the header's path ends, and what CMake puts in."""

    output: str
    path: Path
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """The headers that the CMake files of a tree make; ``values`` are what these set."""

    templates: tuple[Template, ...] = ()
    values: Mapping[str, str] | None = None

    @classmethod
    def of(cls, files: Iterable[Discovered]) -> Made:
        builds = [file for file in files if file.kind is Kind.CMAKE and not file.skip]
        texts = [(file.path.parent, cmake_text(file.path)) for file in builds]
        tops = sorted((folder for folder, _ in texts), key=lambda folder: len(folder.parts))
        values = _values([text for _, text in texts])
        found: list[Template] = []
        for base, text in texts:
            top = next((folder for folder in tops if base.is_relative_to(folder)), base)
            found += _templates(text, base, top, values)
        return cls(tuple(found), values)

    def text(self, header: str) -> str:
        """The text of a header as a tree includes it; nothing where none such is made."""
        template = self._template(header)
        if template is None:
            return ""
        data = source.head(template.path, _MOST).decode("utf-8", "replace")
        if "COPYONLY" in template.words:
            return data
        return settled(data, self.values or {}, only_at="@ONLY" in template.words)

    def names(self, header: str) -> frozenset[str]:
        """The macros that the header may define."""
        return frozenset(re.findall(r"(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)", self.text(header)))

    def _template(self, header: str) -> Template | None:
        ending = f"/{posixpath.normpath(header)}"
        return next((one for one in self.templates if f"/{one.output}".endswith(ending)), None)


def settled(text: str, values: Mapping[str, str], *, only_at: bool = False) -> str:
    """What CMake makes of a template with these ``values`` of variables; ``only_at`` leaves
    ``${NAME}`` as it is.
    """

    def switched(match: re.Match[str]) -> str:
        start, as_number, name, rest = match.groups()
        is_on = _FALSE.fullmatch(values.get(name, "")) is None
        if as_number:
            return f"{start}define {name} {int(is_on)}"
        return f"{start}define {name}{rest}" if is_on else f"/* #undef {name} */"

    lines = _SWITCH.sub(switched, text).split("\n")
    return "\n".join(_filled(line, values, only_at) for line in lines)


def _filled(line: str, values: Mapping[str, str], only_at: bool) -> str:
    """A line with its variables replaced: one that has no value is a number where one is due."""

    def value(match: re.Match[str]) -> str:
        if only_at and match[1] is None:
            return match[0]
        inside = line.count('"', 0, match.start()) % 2
        other = "0" if _NUMBER.match(line) and not inside else ""
        return values.get(match[1] or match[2], other)

    return _ANY.sub(value, line)


def _values(texts: Sequence[str]) -> dict[str, str]:
    """What variables are set to, where that is one plain text in all files."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for name, value in (*_of_project(text), *cmake_sets(text)):
            found.setdefault(name, set()).add(value)
    once = {name: next(iter(told)) for name, told in found.items() if len(told) == 1}
    known = {name: expanded(value, once) for name, value in once.items()}
    return {name: value for name, value in known.items() if "$" not in value}


def _of_project(text: str) -> Iterator[tuple[str, str]]:
    match = _PROJECT.search(text)
    if match is not None:
        for prefix in ("PROJECT", match[1]):
            yield f"{prefix}_VERSION", match[2] or ""
            for part, number in zip(_PARTS, (match[2] or "").split("."), strict=False):
                yield f"{prefix}_VERSION_{part}", number
        yield "PROJECT_NAME", match[1]


def _templates(text: str, base: Path, top: Path, values: Mapping[str, str]) -> Iterator[Template]:
    """The templates that a CMake file in the folder ``base`` names, of a tree below ``top``."""
    real = top.resolve()
    for match in _COMMAND.finditer(text):
        words = [one or other for one, other in _ARGUMENT.findall(match[1])]
        if len(words) < 2:
            continue
        read, output = (_FOLDER.sub("", expanded(word, values), count=1) for word in words[:2])
        for folder in (base, top):
            path = (folder / read).resolve()
            if path.is_relative_to(real) and path.is_file():
                yield Template(posixpath.normpath(output), path, frozenset(words[2:]))
                break
