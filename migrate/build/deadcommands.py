"""Commands of a CMake file that do nothing on the target, and that nothing else hangs on.

What comes in are the places that rules speak of, and the commands they stand in; what goes out are
spans: branches that are run where a target of CUDA's is there, and only change that target, and
values that nothing but a command reads which goes as a whole. No variable is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from migrate.build.commands import Command, Commands
from migrate.build.passive import union
from migrate.build.places import Place
from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_ALL = "*"
_OPENS = frozenset(b"if foreach while function macro block".split())
_CLOSES = frozenset(b"endif endforeach endwhile endfunction endmacro endblock".split())
_BRANCHES = frozenset(b"elseif else".split())
_OF_TARGET = regex(rb"target_\w+")
_WORD = regex(rb"\w+")
_MOST = 100  # commands of a branch that is looked at
_OUTSIDE = frozenset(b"CACHE PARENT_SCOPE".split())


def dead_commands(found: Sequence[Place], code: bytes, commands: Commands) -> Spans:
    """What does nothing on the target."""
    return union([*_branches(found, code, commands), *_only_for(found, code, commands)])


def _branches(found: Iterable[Place], code: bytes, commands: Commands) -> Iterator[Span]:
    """Branches that change nothing but a target of CUDA's, where that is there."""
    every, words = list(commands), _Words(code)
    places = Spans.of(sorted(place.span for place in found))
    for at, command in enumerate(every):
        if command.name not in (b"if", b"elseif"):
            continue
        target = _needed(command, commands, places)
        body = list(_body(islice(every, at + 1, at + 1 + _MOST))) if target else []
        if body and len(body) < _MOST:
            whole = Span(command.span.start, body[-1].span.end)
            if all(_is_about(item, target, whole, words, commands) for item in body):
                yield whole


class _Words:
    """Where the words of a file stand, which is found out where it is asked for."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._found: dict[bytes, list[int]] = {}

    def at(self, word: bytes) -> list[int]:
        if not self._found:
            for match in _WORD.finditer(self._code):
                self._found.setdefault(match[0], []).append(match.start())
        return self._found.get(word, [])


def _needed(command: Command, commands: Commands, places: Spans) -> bytes:
    """The target of CUDA's without which a branch is never run."""
    texts = [commands.text(item) for item in command.arguments]
    if b"OR" in texts:
        return b""
    for at, text in enumerate(texts[:-1]):
        is_asked = text == b"TARGET" and (not at or texts[at - 1] != b"NOT")
        if is_asked and places.between(*command.arguments[at + 1]):
            return texts[at + 1]
    return b""


def _body(following: Iterable[Command]) -> Iterator[Command]:
    """The commands of a branch, of those that follow its condition."""
    depth = 0
    for command in following:
        if not depth and (command.name in _CLOSES or command.name in _BRANCHES):
            return
        depth += (command.name in _OPENS) - (command.name in _CLOSES)
        yield command


def _is_about(
    command: Command, target: bytes, whole: Span, words: _Words, commands: Commands
) -> bool:
    """Whether a command changes nothing but the ``target``, and variables of the branch."""
    texts = [commands.text(item) for item in command.arguments]
    name = command.name
    if name in _OPENS | _CLOSES | _BRANCHES:
        return name not in (b"function", b"macro")
    if _OF_TARGET.fullmatch(name):
        return texts[:1] == [target]
    if name == b"set_target_properties" and b"PROPERTIES" in texts:
        return texts[: texts.index(b"PROPERTIES")] == [target]
    if name == b"set_property" and b"PROPERTY" in texts:
        return texts[: texts.index(b"PROPERTY")] == [b"TARGET", target]
    reads = [] if _OUTSIDE & set(texts) else words.at(commands.changed(command))
    return bool(reads) and all(whole.start <= read < whole.end for read in reads)


def _only_for(found: Iterable[Place], code: bytes, commands: Commands) -> Iterator[Span]:
    """Commands that give a variable a value which nothing reads but commands that go with all that
    stands in them.
    """
    whole = (item for item in found if item.rule.goes and _ALL in item.rule.absorbs)
    at = (commands.at(place.span.start) for place in whole)
    gone = union(command.span for command in at if command is not None)
    if not gone.spans:
        return
    words = _Words(code)
    giving: dict[bytes, list[Span]] = {}
    for command in commands:
        texts = [commands.text(item) for item in command.arguments]
        name = commands.changed(command)
        if name and not _OUTSIDE & set(texts):
            giving.setdefault(name, []).append(command.span)
    for name, own in giving.items():
        inside = union(own)
        outside = [read for read in words.at(name) if inside.at(read) is None]
        if outside and all(gone.at(read) is not None for read in outside):
            yield from own
