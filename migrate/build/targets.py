"""Settings of CMake's language CUDA that reach no source, and those beside a build for the target.

What comes in are the commands of a CMake file and what the tree says of it; what goes out is
whether a place is about sources of CUDA's that there are none of, in the whole folder or in the
targets that it names. A list of sources that the file does not say counts as one with CUDA's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrate.build.commands import Command, Commands
from migrate.build.context import Around, is_local
from migrate.build.places import Place
from migrate.model import Span
from migrate.regex import regex

_ADDS = frozenset((b"add_library", b"add_executable"))
_OF_ONE = regex(rb"target_(?:compile_(?:options|features|definitions)|link_options)")
_SPREADS = frozenset(b"PUBLIC INTERFACE PARENT_SCOPE CACHE".split())
_VARIABLE = regex(rb"\$\{(?P<name>[^{}]*)\}")
_FOLDER = regex(rb"(?:PROJECT_NAME|\w*_(?:DIR|FOLDER|PATH|ROOT)|CMAKE_\w+)")
# A name, or a pattern of names, that a source of CUDA's may have.
_MAY_BE = regex(
    rb"\.cuh?\b|\$<|\[|(?:^|/)[^./]*\*[^./]*$|\.(?:c|cu|cuh)?\*(?!\w)|\*\.\*", re.IGNORECASE
)
_FLAGS = regex(rb"CMAKE_CUDA_FLAGS\w*|CUDA_NVCC_FLAGS\w*")
_SETS = {b"set": 0, b"list": 1, b"string": 1}
_LANGUAGE = regex(rb"\$<\$<COMPILE_LANG(?:UAGE|_AND_ID):[^<>]*CUDA")
_EDGE = regex(rb"\$<|>")
_MOST_ROUNDS = 8  # variables within variables


class Targets:
    """The targets of a CMake file, and which of them may have a source of CUDA's."""

    def __init__(self, commands: Commands, code: bytes, around: Around) -> None:
        self._commands = commands
        self._code = code
        self._around = around
        self._values: dict[bytes, list[bytes]] = {}
        self._sources: dict[bytes, list[bytes]] = {}
        self._programs: set[bytes] = set()
        for command in commands:
            self._read(command, [commands.text(item) for item in command.arguments])
        self.is_idle = not around.compiled and (around.whole or self._has_none())

    def _read(self, command: Command, texts: list[bytes]) -> None:
        if not texts:
            return
        if command.name in _ADDS or command.name == b"target_sources":
            self._sources.setdefault(texts[0], []).extend(texts[1:])
            if command.name == b"add_executable":
                self._programs.add(texts[0])
        elif command.name == b"set":
            self._values.setdefault(texts[0], []).extend(texts[1:])
        elif command.name in (b"list", b"file") and len(texts) > 1:
            self._values.setdefault(texts[1], []).extend(texts[2:])

    def _has_none(self) -> bool:
        names = list(self._sources)
        return bool(names) and not any(map(self._may_compile, names))

    def _may_compile(self, target: bytes) -> bool:
        """Whether a target may have a source of CUDA's."""
        if target not in self._sources:
            return True
        return any(self._may_be(text, _MOST_ROUNDS) for text in self._sources[target])

    def _may_be(self, text: bytes, rounds: int) -> bool:
        """Whether a text may stand for a source of CUDA's."""
        if not rounds:
            return True
        for match in _VARIABLE.finditer(text):
            name = match["name"]
            if name in self._values:
                if any(self._may_be(value, rounds - 1) for value in self._values[name]):
                    return True
            elif _FOLDER.fullmatch(name) is None:
                return True
        if is_local(text):
            return self._around.compiled
        return _MAY_BE.search(_VARIABLE.sub(b"x", text)) is not None

    def reaches_none(self, place: Place) -> bool:
        """Whether no source of CUDA's is there for what stands at ``place`` to reach."""
        command = self._commands.at(place.span.start)
        if command is None:
            return False
        if self._is_setting(place, command):
            return self._is_unheard(command)
        return self._is_list_of_unheard(command)

    def _is_unheard(self, command: Command) -> bool:
        """Whether no source of CUDA's hears what a command says to such sources."""
        texts = [self._commands.text(item) for item in command.arguments]
        if self.is_idle:
            return self._around.whole or not self._spreads(command, texts)
        names = list(_targets(command, texts))
        return (
            bool(names)
            and not any(map(self._may_compile, names))
            and not self._spreads(command, texts)
        )

    def _is_list_of_unheard(self, command: Command) -> bool:
        """Whether a command gives a variable its value that is for such sources alone."""
        if command.name not in (b"set", b"list"):
            return False
        at = _SETS[command.name]
        texts = [self._commands.text(item) for item in command.arguments]
        if len(texts) <= at or _SPREADS & set(texts):
            return False
        reads = [match for match in _VARIABLE.finditer(self._code) if match["name"] == texts[at]]
        return bool(reads) and all(map(self._is_read_unheard, reads))

    def _is_read_unheard(self, match: re.Match[bytes]) -> bool:
        command = self._commands.at(match.start())
        return (
            command is not None
            and self._is_behind_language(Span(*match.span()), command)
            and self._is_unheard(command)
        )

    def is_beside(self, place: Place) -> bool:
        """Whether ``place`` is a setting that does nothing where CUDA is not, as the file's own
        build for the target has it.
        """
        command = self._commands.at(place.span.start)
        if command is None:
            return False
        texts = [self._commands.text(item) for item in command.arguments]
        if command.name == b"find_package":
            return b"REQUIRED" not in texts
        return command.name == b"option" or self._is_setting(place, command)

    def _is_setting(self, place: Place, command: Command) -> bool:
        """Whether what stands at ``place`` is for sources of CUDA's alone."""
        if place.rule.device:
            return True
        at = _SETS.get(command.name, len(command.arguments))
        if at < len(command.arguments):
            return _FLAGS.fullmatch(self._commands.text(command.arguments[at])) is not None
        return self._is_behind_language(place.span, command)

    def _is_behind_language(self, place: Span, command: Command) -> bool:
        for match in _LANGUAGE.finditer(self._code, command.span.start, place.start):
            depth = 0
            for edge in _EDGE.finditer(self._code, match.start(), place.start):
                depth += 1 if edge[0] == b"$<" else -1
            if depth > 0:
                return True
        return False

    def _spreads(self, command: Command, texts: Iterable[bytes]) -> bool:
        """Whether a command tells others than the targets of this folder."""
        own = all(name in self._programs for name in _targets(command, list(texts)))
        spread = _SPREADS & set(texts)
        return bool(spread) and not (own and _OF_ONE.fullmatch(command.name))


def _targets(command: Command, texts: list[bytes]) -> Iterator[bytes]:
    """The targets that a command sets something of."""
    if _OF_ONE.fullmatch(command.name):
        yield from texts[:1]
    elif command.name == b"set_target_properties" and b"PROPERTIES" in texts:
        yield from texts[: texts.index(b"PROPERTIES")]
    elif command.name == b"set_property" and texts[:1] == [b"TARGET"] and b"PROPERTY" in texts:
        yield from texts[1 : texts.index(b"PROPERTY")]
