"""Conditions of CMake's on the version of CUDA, answered as the newest release answers them.

What comes in is a file; what goes out are its conditions of which the answer is known, with the
branch that stays and what goes around it, and the words of other conditions that say nothing more.
A branch that decides what is built, or what the sources are told, stays with its condition: whether
the target has what a release of CUDA brought is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrate.build.replace.changes import Tools, without
from migrate.build.replace.cmakefile import Block, CMakeFile
from migrate.build.replace.cmakeversions import VERSION
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.cmake import Argument, Command, Form

_NEWER = regex(rb"(?:VERSION_)?GREATER(?:_EQUAL)?")
_OLDER = regex(rb"(?:VERSION_)?(?:LESS|EQUAL)(?:_EQUAL)?")
_NUMBER = regex(rb"\d[\d.]*|\$\{(?!\w*(?i:max))\w+\}")
_PART = regex(rb"\W*\w+_(?:MINOR|PATCH)\W*")
_PLAIN = frozenset(
    b"set list string message find_package find_dependency find_library link_libraries "
    b"target_link_libraries target_compile_options add_compile_options set_property "
    b"set_target_properties set_source_files_properties target_compile_features "
    b"include_directories target_include_directories mark_as_advanced if elseif else endif".split()
)
_SWITCH = regex(rb"(?i)ON|OFF|TRUE|FALSE|YES|NO|[01]")
_DEFINES = regex(rb"(?<![\w-])[-/]D\s*\w|DEFINITIONS|definitions")
_OWN = regex(rb"CMAKE_\w+|CUDA\w+")


@dataclass(frozen=True, slots=True)
class Fold:
    """A condition that is answered: the command that ``asks`` first, those that go by number, and
    the bytes of what goes.
    """

    asks: int
    gone: frozenset[int]
    cuts: tuple[Span, ...]

    def edits(self, file: CMakeFile) -> list[Edit]:
        return [without(file.data, *cut) for cut in self.cuts]


@dataclass(frozen=True, slots=True)
class Folds:
    """The conditions that are ``answered``, and where words begin that go from ``others``."""

    answered: tuple[Fold, ...] = ()
    others: frozenset[int] = field(default_factory=frozenset)


def folds(file: CMakeFile, tools: Tools) -> Folds:
    """The conditions of a file on the version of CUDA that the target needs no more."""
    if not tools.tables.word("runtime"):
        return Folds()
    answered: list[Fold] = []
    others: set[int] = set()
    for block in file.blocks():
        heads = _heads(file, block)
        answers = [_answer(file, file.commands[at]) for at in heads]
        taken = next((n for n, answer in enumerate(answers) if answer is not False), None)
        if taken is not None and answers[taken] is None:
            if not taken and (words := _without_version(file, file.commands[heads[0]])):
                others |= words if _is_plain(file, heads[0], heads, block, tools) else set()
            continue
        if answers[0] is None or not _is_plain(file, heads[taken or 0], heads, block, tools):
            continue
        answered.append(_fold(file, block, heads, taken))
    return Folds(tuple(answered), frozenset(others))


def _heads(file: CMakeFile, block: Block) -> list[int]:
    """The commands that a condition's branches begin with."""
    found, depth = [block.first], 0
    for at in range(block.first + 1, block.last):
        name = file.commands[at].name
        depth += (name == b"if") - (name == b"endif")
        if not depth and name in (b"elseif", b"else"):
            found.append(at)
    return found


def _fold(file: CMakeFile, block: Block, heads: Sequence[int], taken: int | None) -> Fold:
    """A condition of which the branch ``taken`` stays, if any does."""
    commands = file.commands
    first, last = block.first, block.last
    if taken is None:
        span = Span(commands[first].span.start, commands[last].span.end)
        return Fold(first, frozenset(range(first, last + 1)), (span,))
    end = heads[taken + 1] if taken + 1 < len(heads) else last
    before = Span(commands[first].span.start, commands[heads[taken]].span.end)
    behind = Span(commands[end].span.start, commands[last].span.end)
    gone = frozenset((*range(first, heads[taken] + 1), *range(end, last + 1)))
    return Fold(first, gone, (before, behind))


def _is_plain(
    file: CMakeFile, taken: int, heads: Sequence[int], block: Block, tools: Tools
) -> bool:
    """Whether a condition decides about nothing but how device code is built: no branch tells the
    sources anything, and the one that stays builds and switches nothing, and says nothing of GPUs.
    """
    end = next((at for at in (*heads, block.last) if at > taken), block.last)
    told = (item for item in file.commands[block.first : block.last] if item.name != b"message")
    if any(_DEFINES.search(file.text(item.span)) for item in told):
        return False
    inside = file.commands[taken + 1 : end]
    return all(
        item.name in _PLAIN
        and not _switches(file, item)
        and not any(map(tools.tables.is_of_architectures, file.texts(item)))
        for item in inside
    )


def _switches(file: CMakeFile, command: Command) -> bool:
    """Whether a command switches something of the tree's own on or off."""
    texts = file.texts(command)
    is_own = command.name == b"set" and texts[:1] != [] and _OWN.fullmatch(texts[0]) is None
    return is_own and len(texts) > 1 and _SWITCH.fullmatch(texts[1]) is not None


def _answer(file: CMakeFile, command: Command) -> bool | None:
    """What a condition is with the newest release of CUDA, where that follows."""
    if command.name == b"else":
        return True
    found = list(_either(file, list(command.arguments)))
    return None if None in found and True not in found else True in found


def _either(file: CMakeFile, items: Sequence[Argument]) -> Iterator[bool | None]:
    """The answers of those parts of a condition of which one has to hold."""
    for part in _split(file, items, b"OR"):
        answers = [_holds(file, one) for one in _split(file, part, b"AND")]
        yield False if False in answers else None if None in answers else True


def _holds(file: CMakeFile, items: Sequence[Argument]) -> bool | None:
    """The answer of a part of a condition without AND and OR outside of brackets."""
    texts = [file.text(item.inside) for item in items]
    if texts[:1] == [b"NOT"]:
        answer = _holds(file, items[1:])
        return None if answer is None else not answer
    if items and items[0].form is Form.OPEN and items[-1].form is Form.CLOSE:
        found = list(_either(file, items[1:-1]))
        return None if None in found and True not in found else True in found
    if (
        len(texts) != 3
        or _PART.fullmatch(texts[0])
        or not VERSION.fullmatch(texts[0])
        or not _NUMBER.fullmatch(texts[2])
    ):
        return None
    newer, older = _NEWER.fullmatch(texts[1]), _OLDER.fullmatch(texts[1])
    return None if newer is None and older is None else newer is not None


def _split(
    file: CMakeFile, items: Sequence[Argument], joint: bytes
) -> Iterator[Sequence[Argument]]:
    """The parts between a word that joins them, outside of brackets."""
    start, depth = 0, 0
    for at, item in enumerate(items):
        depth += (item.form is Form.OPEN) - (item.form is Form.CLOSE)
        is_joint = item.form is Form.BARE and file.text(item.inside) == joint
        if not depth and is_joint:
            yield items[start:at]
            start = at + 1
    yield items[start:]


def _without_version(file: CMakeFile, command: Command) -> set[int]:
    """Where the words of a condition begin that hold with the newest release of CUDA, with what
    joins them to the rest; none where that is not certain.
    """
    items = command.arguments
    if any(item.form in (Form.OPEN, Form.CLOSE) for item in items):
        return set()
    parts = list(_split(file, items, b"AND"))
    if len(list(_split(file, items, b"OR"))) > 1 or len(parts) < 2:
        return set()
    kept = [part for part in parts if _holds(file, part) is not True]
    if not kept or len(kept) == len(parts):
        return set()
    starts = {item.span.start for item in items}
    for at, part in enumerate(kept):
        starts -= {item.span.start for item in part}
        joint = part[0].span.start if at else -1
        starts -= {_before(items, joint)} if at else set()
    return starts


def _before(items: Sequence[Argument], start: int) -> int:
    """Where the argument ahead of one begins."""
    at = next(at for at, item in enumerate(items) if item.span.start == start)
    return items[at - 1].span.start
