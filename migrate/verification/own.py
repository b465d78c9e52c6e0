"""Code that the tree has for the target already, against what the target declares.

What comes in are the sources of a run, as they were; what goes out are the names and headers of the
target's that stand there, each with its place, but for those that the target declares, that the
tree declares itself, and that only another version of it is given. Whether a problem is announced
is not known here, and what the port writes is looked up elsewhere (``declared``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from migrate.files.kinds import BUILD_KINDS
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.rules.surface import Surface
from migrate.run import Run
from migrate.text.headernames import Include, includes
from migrate.text.lexer import Directives, Spans, directives, trivia
from migrate.text.syntax import Node, SyntaxTree, parse
from migrate.tree.declarations import declared
from migrate.verification.ported import Ported

_WORD = regex(rb"[A-Za-z_]\w*")
_OWNER = regex(rb"(?:(\w*)\s*::|(\.)|(->))\s*\Z")
_JOINED = regex(rb"(?:[ \t]|\\\r?\n)*##")  # then it is a part of a name
_LOOK_BACK = 128  # bytes before a name in which what it belongs to stands
_ASKING = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "undef"})
_OPENING = frozenset({"if", "ifdef", "ifndef"})
_NEVER = regex(rb"#\s*(?:el)?if\s+(?:0|false)\s*(?:/[/*].*)?\Z", re.DOTALL)
_BY_VERSION = regex(rb"VERSION|__has_include")
_GUARD = regex(r"\w+_H(?:PP)?_*")  # include guards, which no surface lists


@dataclass(frozen=True, slots=True)
class Absent:
    """A name or header that the target lacks, at an offset before the port."""

    start: int
    name: str


class OwnCode:
    """What the tree says in the target's own words."""

    def __init__(self, done: Run, rules: RuleSet, surface: Surface) -> None:
        self._done = done
        self._rules = rules
        self._surface = surface
        self._declared: dict[str, bool] = {}

    def absent_names(self, ported: Ported, counted: Counter[str]) -> Iterator[Absent]:
        """Names formed like the target's own that nobody declares, each once; ``counted`` is how
        often one was looked up.
        """
        data, kept = ported.before, _Kept(ported)
        told: set[str] = set()
        for start, name in self._names(data):
            if kept.is_edited(start):
                continue
            counted[name] += 1
            if name in told or self._surface.declared(name) is not False:
                continue
            if kept.asks(start) or kept.is_left_out(start) or _GUARD.fullmatch(name):
                continue
            if self._surface.rows(name) and kept.depends_on_version(start):
                continue
            if not self.tree_declares(name):
                told.add(name)
                yield Absent(start, name)

    def absent_headers(self, ported: Ported, counted: Counter[str]) -> Iterator[Absent]:
        """Includes of the target's headers that it does not have."""
        kept = _Kept(ported)
        for include in includes(ported.before):
            if kept.is_edited(include.start) or self._is_file(ported, include):
                continue
            there = self._surface.header(include.path)
            if there is None or kept.is_comment(include.start):
                continue
            counted[include.path] += 1
            known = bool(self._surface.header_rows(include.path))
            may_be = known and kept.depends_on_version(include.start)
            if not there and not may_be and not kept.is_left_out(include.start):
                yield Absent(include.start, include.path)

    def tree_declares(self, name: str) -> bool:
        """Whether a file of the tree declares the name, in whatever scope, or asks for it as for a
        macro that its build defines.
        """
        if name not in self._declared:
            files = self._mentions.get(name, ())
            self._declared[name] = any(_declares(path.read_bytes(), name) for path in files)
        return self._declared[name] or name in self._built

    def _is_file(self, ported: Ported, include: Include) -> bool:
        return self._done.index.resolve(ported.result.path, include.path) is not None

    def _names(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Names formed like the target's, outside of literals, and where they stand, but for
        members and those of a namespace.
        """
        own = self._rules.info.own_names
        skip = trivia(data).both
        for match in _WORD.finditer(data) if own is not None else ():
            name = match[0].decode()
            if not self._rules.info.owns(name) or skip.at(match.start()) is not None:
                continue
            if _JOINED.match(data, match.end()):
                continue
            owner = _OWNER.search(data, max(0, match.start() - _LOOK_BACK), match.start())
            if owner is None or owner[1] == b"":
                yield match.start(), name

    @cached_property
    def _mentions(self) -> Mapping[str, list[Path]]:
        """The files, also those outside the PATHs, with a name formed like the target's."""
        found: dict[str, list[Path]] = {}
        for file in (*self._done.found, *self._done.near):
            if not file.skip and file.kind not in BUILD_KINDS:
                for word in dict.fromkeys(_WORD.findall(file.path.read_bytes())):
                    if self._rules.info.owns(word.decode()):
                        found.setdefault(word.decode(), []).append(file.path)
        return found

    @cached_property
    def _built(self) -> frozenset[str]:
        """Words of the build files: macros that they define."""
        files = (file for file in self._done.found if file.kind in BUILD_KINDS and not file.skip)
        words = (_WORD.findall(file.path.read_bytes().replace(b"-D", b" ")) for file in files)
        return frozenset(word.decode() for found in words for word in found if word.isupper())


class _Kept:
    """One file as it was, asked of what surrounds a place."""

    def __init__(self, ported: Ported) -> None:
        self._data = ported.before
        self._edits = ported.result.edits

    def is_edited(self, start: int) -> bool:
        return any(edit.start <= start < edit.end for edit in self._edits)

    def is_comment(self, start: int) -> bool:
        # an include path is a literal itself
        return trivia(self._data).comments.at(start) is not None

    def asks(self, start: int) -> bool:
        """Whether a condition asks for the name."""
        found = self._directives.at(start)
        return found is not None and found.keyword in _ASKING

    def is_left_out(self, start: int) -> bool:
        """Whether no compiler sees a place: it stands behind ``#if 0``."""
        return any(_NEVER.match(group[-1]) for group in self._open_at(start))

    def depends_on_version(self, start: int) -> bool:
        """Whether a condition around it asks for a version, or for a header."""
        return any(_BY_VERSION.search(text) for group in self._open_at(start) for text in group)

    @cached_property
    def _directives(self) -> Directives:
        return directives(self._data, _both(self._data))

    def _open_at(self, start: int) -> list[list[bytes]]:
        return conditions_at(self._directives, self._data, start)


def conditions_at(found: Directives, data: bytes, offset: int) -> list[list[bytes]]:
    """The conditions that are open at ``offset``: of each the ``#if``, and what of its ``#elif``
    and ``#else`` comes before.
    """
    groups: list[list[bytes]] = []
    for item in found.items:
        if item.start > offset:
            break
        text = data[item.start : item.end]
        if item.keyword in _OPENING:
            groups.append([text])
        elif item.keyword.startswith("el") and groups:
            groups[-1].append(text)
        elif item.keyword == "endif" and groups:
            groups.pop()
    return groups


def _both(data: bytes) -> Spans:
    return trivia(data).both


def _declares(data: bytes, name: str) -> bool:
    """Whether a file declares ``name``, or asks for it as for a macro."""
    skip = _both(data)
    word = re.compile(rb"(?<!\w)%b(?!\w)" % name.encode())
    places = [match.span() for match in word.finditer(data) if skip.at(match.start()) is None]
    asked = directives(data, skip)
    if any(_asked(asked, start) for start, _ in places):
        return True
    tree = parse(data)
    return any(_is_declaration(*tree.leaf(*span)) for span in places)


def _asked(found: Directives, start: int) -> bool:
    directive = found.at(start)
    return directive is not None and directive.keyword in _ASKING


def _is_declaration(tree: SyntaxTree, node: Node) -> bool:
    """Whether a name is declared here; a member that is used is not."""
    around = tree.parent(node)
    used = around is not None and around.type == "field_expression"
    return not used and declared(tree, node)
