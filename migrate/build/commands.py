"""Commands of CMake, as far as it takes to tell what a place of a build file holds.

What comes in are the bytes of a CMake file without its comments, and the places of what goes away
with CUDA; what goes out is whether anything but these is left in a condition's branches, in the
value of a variable, or behind a generator expression. No variable is followed, and nothing is run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_TOKEN = regex(
    rb"\"(?:[^\"\\]|\\.)*\"|\[(?P<eq>=*)\[.*?\](?P=eq)\]|(?P<open>\()|(?P<close>\))"
    rb"|(?P<name>[A-Za-z_]\w*)(?=[ \t]*\()|[^\s()\"]+",
    re.DOTALL,
)
_WORD = regex(rb"[^\s;\"']+")
_CONTROL = frozenset(
    b"if elseif else endif foreach endforeach while endwhile break continue".split()
)
_SETS = {b"set": 0, b"list": 1, b"string": 1}  # which argument is the variable
_DEVICE_LINK = regex(rb"\$<(?:DEVICE_LINK|\$<DEVICE_LINK>):[^<>]*\Z")
_CHANGES = frozenset(b"APPEND PREPEND INSERT CONCAT REMOVE_ITEM REMOVE_DUPLICATES".split())
_OF_TARGETS = frozenset(
    b"target_compile_options target_link_options target_link_libraries add_compile_options "
    b"target_compile_definitions add_compile_definitions add_definitions".split()
)
_SEARCHES = frozenset(b"find_library find_path find_file find_program".split())
_PLACES = frozenset(b"HINTS PATHS PATH".split())
_OTHER_LISTS = frozenset(b"NAMES PATH_SUFFIXES DOC VALIDATOR REGISTRY_VIEW".split())
_PREFIXES = regex(rb"CMAKE_(?:PREFIX|INCLUDE|LIBRARY|PROGRAM)_PATH")
_FOLDER = regex(rb"/|\$(?:ENV)?\{")
_CUDAS = regex(rb"(?i)cuda|nvidia")
_KEYWORDS = frozenset(
    b"PUBLIC PRIVATE INTERFACE BEFORE CACHE STRING FORCE PARENT_SCOPE APPEND INTERNAL".split()
)
_PRINTS = regex(rb"^[ \t]*message\s*\(", re.IGNORECASE | re.MULTILINE)
_STOPS = regex(rb"\b(?:FATAL_ERROR|SEND_ERROR)\b")
# A number of a compute capability, in a list of the project's own.
_CAPABILITY = regex(rb"(?:sm_|compute_)?\d{1,2}\.?\d[af]?(?:-real|-virtual|\+PTX)?")
_CAPABILITIES = regex(rb"(?i)arch|capab|(?<![a-z])(?:sm|cc)s?(?![a-z])|gencode|compute")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name in small letters, where it stands, and its arguments."""

    name: bytes
    span: Span
    arguments: tuple[Span, ...]


class Commands:
    """The commands of a file. ``data`` is the file, ``code`` the same without comments and text."""

    def __init__(self, data: bytes, code: bytes) -> None:
        self._data = data
        self._code = code
        self._all = tuple(_commands(code))
        self._starts = tuple(command.span.start for command in self._all)
        self._blocks = dict(_ifs(self._all))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._all)

    def at(self, offset: int) -> Command | None:
        """The command that an offset is in."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._all[index].span.end:
            return None
        return self._all[index]

    def is_spent(self, place: Span, gone: Spans) -> bool:
        """Whether nothing is left of what hangs on ``place`` but what is ``gone`` with CUDA."""
        command = self.at(place.start)
        if command is None:
            return False
        if command.name in (b"if", b"elseif"):
            return self._is_spent_block(command, gone)
        if self._is_of_variable(place, command):
            return self._is_spent_value(command, gone)
        content = self._of_expression(place, command)
        return content is not None and self._is_spent_text(content, gone, b"")

    def _is_of_variable(self, place: Span, command: Command) -> bool:
        """Whether ``place`` is the variable that a command sets, or what that was before."""
        at = self.variable(command)
        if at is None:
            return False
        variable = command.arguments[at]
        before = self._code[place.start - 2 : place.end + 1]
        return _holds(variable, place) or before == b"${%b}" % self.text(variable)

    def gives(self, place: Span) -> bool:
        """Whether ``place`` is a variable that gets a value there, which says itself what it is."""
        command = self.at(place.start)
        at = self.variable(command) if command is not None else None
        return command is not None and at is not None and _holds(command.arguments[at], place)

    def given_from(self, place: Span) -> bytes:
        """The variable that gets what is at ``place`` as its value, or as a part of it."""
        command = self.at(place.start)
        if command is None or command.name not in (b"set", b"get_filename_component"):
            return b""
        variable, *values = command.arguments or (Span(0, 0),)
        return self.text(variable) if any(_holds(item, place) for item in values) else b""

    def changed(self, command: Command) -> bytes:
        """The variable that a command gives a value, or changes, and does nothing else."""
        if command.name in (b"get_target_property", b"get_property"):
            return self.text(command.arguments[0]) if command.arguments else b""
        at = self.variable(command)
        if at is None:
            return b""
        what = self.text(command.arguments[0])
        if at and not self._replaces(command) and what not in _CHANGES:
            return b""
        return self.text(command.arguments[at])

    def variable(self, command: Command) -> int | None:
        """Which argument is the variable that a command gives a value."""
        at = _SETS.get(command.name)
        if at is None or at >= len(command.arguments):
            return None
        what = self.text(command.arguments[0])
        if command.name == b"string" and what in (b"REPLACE", b"REGEX"):
            at = 3 if what == b"REPLACE" else 3 + self._replaces(command)
        return at if at < len(command.arguments) else None

    def _replaces(self, command: Command) -> bool:
        """Whether a command puts a text in the place of what it seeks."""
        words = [self.text(item) for item in command.arguments[:2]]
        return command.name == b"string" and (
            words[:1] == [b"REPLACE"] or words == [b"REGEX", b"REPLACE"]
        )

    def is_only_linked(self, place: Span) -> bool:
        """Whether ``place`` is an option for the link of device code, which only nvcc does."""
        command = self.at(place.start)
        if command is None:
            return False
        start = self._code.rfind(b"$<", command.span.start, place.start)
        return start >= 0 and _DEVICE_LINK.match(self._code, start, place.start) is not None

    def searches(self, place: Span) -> Span | None:
        """The command that ``place`` is in, where it searches for a file."""
        command = self.at(place.start)
        is_search = command is not None and command.name in _SEARCHES
        return command.span if command is not None and is_search else None

    def of_target(self, place: Span, name: bytes) -> bytes:
        """The target that ``place`` is given to by the command of that ``name``; b"" in others."""
        command = self.at(place.start)
        if command is None or command.name != name or not command.arguments:
            return b""
        return self.text(command.arguments[0])

    def looks_elsewhere(self, place: Span) -> bool:
        """Whether the search that ``place`` is in has hints that are not CUDA's; folders for all
        searches are such hints.
        """
        command = self.at(place.start)
        if command is None:
            return False
        if command.name == b"list" and len(command.arguments) > 1:
            return _PREFIXES.fullmatch(self.text(command.arguments[1])) is not None
        if command.name not in _SEARCHES:
            return False
        reads, before = True, b""
        for item in command.arguments[2:]:
            text = self.text(item)
            is_folder = _FOLDER.search(text) is not None or before == b"ENV"
            if text in _PLACES or text in _OTHER_LISTS:
                reads = text in _PLACES
            elif reads and is_folder and not _CUDAS.search(text):
                return True
            before = text
        return False

    def _is_spent_block(self, command: Command, gone: Spans) -> bool:
        """Whether no branch of a condition does anything else, nor stops the build."""
        bounds = self._blocks.get(command.span.start)
        if bounds is None or _STOPS.search(self._data, *bounds):
            return False
        first = bisect_right(self._starts, bounds.start)
        inner = self._all[first : bisect_right(self._starts, bounds.end - 1)]
        does = [item for item in inner if item.name not in _CONTROL]
        # What is only printed is no part of the code.
        prints = not does and _PRINTS.search(self._data, *bounds) is not None
        return prints or (bool(does) and all(self._is_spent_value(item, gone) for item in does))

    def _is_spent_value(self, command: Command, gone: Spans) -> bool:
        """Whether a command only gives to a variable, or to a target, what is gone."""
        if command.name in _OF_TARGETS:
            first = 0 if command.name.startswith(b"add") else 1
            return all(self._is_spent_text(item, gone, b"") for item in command.arguments[first:])
        at = self.variable(command)
        if at is None:
            return False
        what, name = self.text(command.arguments[0]), self.text(command.arguments[at])
        is_replaced = self._replaces(command)
        if at and not is_replaced and what not in _CHANGES:
            return False
        if gone.between(*command.arguments[at]):
            return True
        values = takewhile(lambda item: self.text(item) != b"CACHE", command.arguments[at + 1 :])
        put = command.arguments[at - 1 : at] if is_replaced else ()
        return all(self._is_spent_text(item, gone, name) for item in (*put, *values))

    def _is_spent_text(self, text: Span, gone: Spans, variable: bytes) -> bool:
        """Whether each word of a value is gone, or the ``variable`` itself, or the number of a
        compute capability where the variable is about these.
        """
        numbers = _CAPABILITIES.search(variable) is not None
        for word in _WORD.finditer(self._code, *text):
            span = Span(*word.span())
            if word[0] in _KEYWORDS or word[0] == b"${%b}" % variable:
                continue
            if numbers and _CAPABILITY.fullmatch(word[0]):
                continue
            if not (gone.at(span.start) or gone.between(*span)):
                return False
        return True

    def text(self, argument: Span) -> bytes:
        """What an argument says."""
        return self._code[argument.start : argument.end].strip(b'"')

    def _of_expression(self, place: Span, command: Command) -> Span | None:
        """What stands behind the condition of a generator expression that ``place`` is in."""
        start = self._code.rfind(b"$<", command.span.start, place.start)
        if start < 0:
            return None
        depth, colon = 0, -1
        for match in re.finditer(rb"\$<|>|:", self._code[place.end : command.span.end]):
            if match[0] == b"$<":
                depth += 1
            elif match[0] == b">":
                depth -= 1
            elif colon < 0 and depth < 0:
                colon = place.end + match.end()
                depth = 0
            if colon >= 0 and depth < 0:
                return Span(colon, place.end + match.start())
        return None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _commands(code: bytes) -> Iterator[Command]:
    """Commands, with what stands between their brackets; one that is not closed is none."""
    name, start, depth = b"", 0, 0
    arguments: list[Span] = []
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if not depth:
            if kind == "name":
                name, start = match[0].lower(), match.start()
            elif kind == "open" and name:
                depth, arguments = 1, []
            else:
                name = b""
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if not depth:
                yield Command(name, Span(start, match.end()), tuple(arguments))
                name = b""
        else:
            arguments.append(Span(*match.span()))


def _ifs(commands: Sequence[Command]) -> Iterator[tuple[int, Span]]:
    """For each ``if`` and ``elseif``, where it begins, and the whole of the block it is of."""
    opened: list[list[int]] = []
    for command in commands:
        if command.name == b"if":
            opened.append([command.span.start])
        elif command.name == b"elseif" and opened:
            opened[-1].append(command.span.start)
        elif command.name == b"endif" and opened:
            starts = opened.pop()
            for start in starts:
                yield start, Span(starts[0], command.span.end)
