"""CMake files for the target: one file with its tree's facts to changes.

What comes in are the bytes of a file, the parts of it that are left alone, and what edits are made
by; what goes out are changes. Each command is taken for itself, in this order: what says nothing on
the target goes; packages, releases, architectures and targets are written; then words. A condition
goes where all that it holds goes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from migrate.build.replace import (
    cmakefolds,
    cmakegpus,
    cmakeloops,
    cmakerdc,
    cmakeshared,
    cmaketargets,
)
from migrate.build.replace.changes import Change, Tools, change, without
from migrate.build.replace.cmakeempty import emptied_value, is_emptied, is_reset
from migrate.build.replace.cmakefile import (
    BELOW,
    LANGUAGE,
    OLD,
    PACKAGE,
    CMakeFile,
    has_brackets,
    read,
)
from migrate.build.replace.cmakenames import is_gone_property, planned
from migrate.build.replace.cmakeobjects import gives, is_compiled, selected, sources_given
from migrate.build.replace.cmakeversions import refusals
from migrate.build.replace.cmakewords import Part, arguments, edits, is_gone
from migrate.build.replace.packages import (
    behind_project,
    enables,
    found_packages,
    is_search,
    raised,
    with_language,
)
from migrate.build.replace.plans import PROPERTIES, Plan
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command
from migrate.text.lexer import Spans

_OUTSIDE = regex(
    rb"(?:ExternalProject|FetchContent|CPM|rapids|cpm)\w*|execute_process|add_custom_\w+"
    rb"|try_compile|try_run|check_\w*(?:compile|flag)\w*|function|macro|endfunction|endmacro"
    rb"|include|mark_as_advanced|foreach",
    re.IGNORECASE,
)
_READ = regex(rb"\$\{(\w+)\}")
_NVCC = regex(rb"(?:\$(?:ENV)?\{\w+\}|[\w./-])*(?<![\w.])nvcc|\$ENV\{CUDACXX\}")
_BRANCHES = frozenset(b"else elseif".split())
_ASKS = frozenset(b"if elseif message".split())
_SETS = frozenset(b"set unset".split())


@dataclass(slots=True)
class _Done:
    """What becomes of one command: it goes, or has edits; ``lines`` stand before and behind it."""

    goes: bool = False
    edits: list[Edit] = field(default_factory=list)
    settled: list[tuple[Span, str]] = field(default_factory=list)
    before: list[bytes] = field(default_factory=list)
    behind: list[bytes] = field(default_factory=list)

    @property
    def leaves_nothing(self) -> bool:
        return self.goes and not self.behind


def cmake_changes(data: bytes, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a file; none where it is not CMake's language."""
    file = read(data) if tools.tables.names else None
    if file is None:
        return []
    separate = cmakerdc.separate(file, tools)
    writer = _Writer(file, tools, separate)
    done = {
        at: writer.done(at, command)
        for at, command in enumerate(file.commands)
        if left.at(command.span.start) is None
        and not (_OUTSIDE.fullmatch(command.name) or has_brackets(command))
    }
    emptied = {at for at, item in done.items() if item.leaves_nothing}
    choices = cmakegpus.choices(file, writer.gpus, emptied)
    gone = _gone_blocks(file, done, left, tools, choices)
    found = [_of_block(file, *block, choices.get(block, b"")) for block in gone]
    inside = {at for first, last in gone for at in range(first, last + 1)}
    for fold in writer.folds.answered:
        if fold.asks not in inside and _is_open((fold.asks, max(fold.gone)), file, left):
            found.append(_of_fold(file, fold))
            inside |= fold.gone
    for at, item in done.items():
        if at not in inside:
            found += _of_command(file, file.commands[at], item)
    return found


class _Writer:
    """Writes the commands of one file."""

    def __init__(self, file: CMakeFile, tools: Tools, separate: cmakerdc.Separate) -> None:
        self._file = file
        self._tools = tools
        self._separate = separate
        self._selected = selected(file) if tools.tables.word("language") else frozenset()
        self.folds = cmakefolds.folds(file, tools)
        self.gpus = cmakegpus.of_gpus(file, tools)
        self._said = cmaketargets.Said(file)
        self._is_gpu = LANGUAGE in tools.seen or OLD in tools.seen
        self._is_gpu |= PACKAGE in tools.seen and tools.tables.is_shared

    def done(self, at: int, command: Command) -> _Done:
        texts = self._file.texts(command)
        if self._says_nothing(command, texts):
            return _Done(goes=True, settled=[(command.span, "cmake")])
        if gives(self._file, command, self._selected):
            return _Done(goes=True, settled=[(command.span, "cmake")])
        if at in self._separate.dropped:
            settled = [(command.span, "cmake")] if at in self._separate.settled else []
            lines = self._separate.lines.get(at, [])
            return _Done(goes=True, settled=settled, behind=lines)
        if is_search(command, self._tools):
            return self._package(at, command)
        if command.name == b"cmake_minimum_required":
            asks = BELOW in self._tools.seen
            edit = raised(self._file, command, self._tools) if asks else None
            return _Done(edits=[edit], settled=[(command.span, "cmake")]) if edit else _Done()
        if command.name == b"message":
            return self._shown(command)
        if b"COMPILE_FLAGS" in texts and b"-use_fast_math" in self._file.text(command.span):
            return _Done()  # the compiler of the host gets it, too, and would refuse clang's
        if linked := cmaketargets.with_library(self._file, command, self._tools):
            return _Done(edits=linked, settled=[(command.span, "libraries")])
        return self._of_gpus(at) or self._words(at, command)

    def _shown(self, command: Command) -> _Done:
        """What is printed of the GPUs is what they are called now."""
        done = self._words(-1, command)
        for match in _READ.finditer(self._file.data, *command.span):
            known = self._tools.tables.known(match[1])
            is_gpu = known is not None and known.kind is NameKind.ARCHITECTURES
            if known is not None and is_gpu and self.gpus.commands:
                done.edits.append(Edit(*match.span(1), known.becomes.encode()))
        return done

    def _says_nothing(self, command: Command, texts: Sequence[bytes]) -> bool:
        """Whether a command only sets what says nothing on the target."""
        at = {b"list": 1, b"string": 1}.get(command.name, 0 if command.name in _SETS else None)
        if at is None or at >= len(texts):
            return False
        known = self._tools.tables.known(texts[at])
        if known is not None and known.kind is NameKind.GONE:
            return True
        if cmakeshared.says_nothing(self._file, command, texts, self._tools):
            return True
        if texts[at] == b"CMAKE_CUDA_COMPILER" and self._tools.tables.word("language"):
            return _NVCC.fullmatch(b"".join(texts[at + 1 : at + 2])) is not None
        off = texts[at + 1 : at + 2] in ([b"OFF"], [b"FALSE"], [b"0"], [b"NO"])
        return texts[at] == b"CUDA_SEPARABLE_COMPILATION" and off

    def _package(self, at: int, command: Command) -> _Done:
        lines = found_packages(self._file, command, self._tools)
        if not lines or at in self._file.within:
            return _Done()
        if not any(lines):
            return _Done(goes=True, settled=[(command.span, "libraries")])
        if enables(self._file, self._tools):
            lines = with_language(lines, self._tools)
        indent = _indent(self._file.data, command)
        edit = Edit(*command.span, (self._file.newline + indent).join(lines))
        return _Done(edits=[edit], settled=[(command.span, "libraries")])

    def _of_gpus(self, at: int) -> _Done | None:
        """A command on the GPUs that device code is compiled for, with its other words."""
        written = self.gpus.commands.get(at)
        if written is None:
            return None
        if written.goes:
            return _Done(goes=True, settled=[(self._file.commands[at].span, "cmake")])
        done = self._words(-1, self._file.commands[at])
        places = written.places
        done.edits = [
            edit
            for edit in done.edits
            if not any(place.start < edit.end and edit.start < place.end for place in places)
        ]
        done.edits += written.edits
        done.settled += [(place, "cmake") for place in places]
        return done

    def _words(self, at: int, command: Command, skip: frozenset[int] = frozenset()) -> _Done:
        """A command by its words, with the lines that its target needs."""
        file, tools = self._file, self._tools
        parts = arguments(file.data, command)
        plan = planned(file, command, parts, tools)
        _without_properties(file, command, parts, plan, tools)
        for word in (word for part in parts for word in part.words() if self.folds.others):
            if word.start in self.folds.others:
                plan.put(word, [], "cmake")
        for word in (word for part in parts for word in part.words() if self._selected):
            if file.text(word.span)[2:-1] in self._selected and command.name not in _ASKS:
                plan.put(word, [], "cmake")
        if is_compiled(file, command, tools):
            return self._compiled(command, parts, plan)
        found = _Done()
        if self._is_gpu and tools.tables.word("language"):
            found.behind += cmaketargets.behind(self._said, command, tools)
        name = tools.tables.known(command.name)
        is_theirs = name is not None and name.kind is NameKind.COMMAND
        is_old = cmaketargets.is_of_find_cuda(file, command)
        if is_old and tools.tables.word("language") and not is_theirs:
            found.behind += cmaketargets.of_find_cuda(file, command, parts, plan, tools)
            is_theirs = True
        found.behind += behind_project(file, command, tools)
        if is_theirs:
            found.edits.append(cmaketargets.renamed(command, tools))
            found.settled.append((Span(command.span.start, command.head.end), "cmake"))
        found.behind += self._separate.lines.get(at, [])
        found.edits += self._separate.edits.get(at, [])
        if at in self._separate.settled:
            found.settled.append((self._separate.settled[at], "cmake"))
        for start in skip:
            plan.words.pop(start, None)
        found.settled += plan.settled
        if tools.tables.is_shared:  # an expression with nothing left in it says nothing, either
            found.settled += ((part.span, "cmake") for part in parts if is_gone(part, plan.words))
        if is_emptied(file, command, parts, plan) or is_reset(file, command, parts, plan):
            found.goes = True
        elif emptied := emptied_value(file, command, parts, plan):
            found.edits.append(emptied)
            found.edits += edits(file.data, parts[:1], plan.words, plan.glue)
        else:
            found.edits += edits(file.data, parts, plan.words, plan.glue) + plan.blanks
        links = bool(tools.tables.word("runtime"))
        if links and plan.drops_folder and not command.name.startswith((b"link", b"target_link")):
            found.behind += cmaketargets.linked_runtime(file, command, file.texts(command), tools)
        return found

    def _compiled(self, command: Command, parts: Sequence[Part], plan: Plan) -> _Done:
        """A command of FindCUDA's that makes objects."""
        made, lines = sources_given(self._file, command, parts, plan, self._tools)
        return _Done(edits=made, settled=[(command.span, "cmake")], behind=lines)


def _without_properties(
    file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan, tools: Tools
) -> None:
    """Properties that say nothing on the target go with their values."""
    if tools.tables.is_shared and PROPERTIES.fullmatch(command.name) is None:
        return
    for part, value in pairwise(parts):
        known = tools.tables.known(file.text(part.span))
        if known is not None and is_gone_property(known, file.text(value.span)):
            for word in (*part.words(), *value.words()):
                plan.put(word, [], "cmake")


def _gone_blocks(
    file: CMakeFile,
    done: dict[int, _Done],
    left: Spans,
    tools: Tools,
    choices: Iterable[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Conditions whose commands all go, in each branch, and those and loops with nothing but
    options on architectures, by their first and last command; what is said of a variable that goes
    goes, too.
    """
    whole = [*cmakeloops.of_architectures(file, tools), *refusals(file), *choices]
    gone = [item for item in whole if _is_open(item, file, left)]
    for block in file.blocks():
        inside = range(block.first + 1, block.last)
        if left.at(file.commands[block.first].span.start) is not None:
            continue
        covered = {at for first, last in gone for at in range(first, last + 1)}
        if block.first in covered:
            continue
        going = [at for at in inside if at in covered or (at in done and done[at].leaves_nothing)]
        rest = (
            file.commands[at]
            for at in inside
            if at not in going and file.commands[at].name not in _BRANCHES
        )
        if going and all(_is_about_gone(file, command, tools) for command in rest):
            gone = [item for item in gone if item[0] not in inside]
            gone.append((block.first, block.last))
    return gone


def _is_open(block: tuple[int, int], file: CMakeFile, left: Spans) -> bool:
    """Whether nothing in a block is left alone."""
    inside = file.commands[block[0] : block[1] + 1]
    return all(left.at(command.span.start) is None for command in inside)


def _is_about_gone(file: CMakeFile, command: Command, tools: Tools) -> bool:
    """Whether a command only prints, or puts out of sight, variables that say nothing."""
    texts = file.texts(command)
    if command.name == b"message":
        texts = _READ.findall(file.text(command.span))
    elif command.name != b"mark_as_advanced":
        return False
    known = [tools.tables.known(text) for text in texts]
    return bool(known) and all(name and name.kind is NameKind.GONE for name in known)


def _of_block(file: CMakeFile, first: int, last: int, new: bytes) -> Change:
    """The change of a whole block, which goes, or is one command afterwards."""
    start, end = file.commands[first].span.start, file.commands[last].span.end
    place = file.commands[first].span
    edit = Edit(start, end, new) if new else without(file.data, start, end)
    return change(file.data, place, [edit], "cmake", Span(start, end))


def _of_fold(file: CMakeFile, fold: cmakefolds.Fold) -> Change:
    """The change of a condition that is answered: what it says goes, and branches with it."""
    return change(file.data, file.commands[fold.asks].span, fold.edits(file), "cmake", *fold.cuts)


def _of_command(file: CMakeFile, command: Command, done: _Done) -> list[Change]:
    """The changes of one command, each word for itself where it has edits of its own."""
    data, (start, end) = file.data, command.span
    newline, indent = file.newline, _indent(data, command)
    if done.goes:
        new = (newline + indent).join(done.behind)
        edit = Edit(start, end, new) if new else without(data, start, end)
        covers = [span for span, _ in done.settled]
        place = command.span if covers else Span(start, start + len(command.name))
        return [change(data, place, [edit], "cmake", *covers)]
    found: list[Change] = []
    made = sorted(done.edits)
    ends = [max(edit.end, edit.start + 1) for edit in made]
    taken: set[int] = set()
    for place, table in sorted(done.settled, key=lambda item: item[0].end - item[0].start):
        own: list[Edit] = []
        at = bisect_right(ends, place.start)
        while at < len(made) and made[at].start < place.end:
            own += [made[at]] if at not in taken else []
            taken.add(at)
            at += 1
        found.append(change(data, place, own, table))
    rest = [edit for at, edit in enumerate(made) if at not in taken]
    if done.behind:
        new = b"".join(newline + indent + line for line in done.behind)
        rest.append(Edit(end, end, new))
        name = Span(start, start + len(command.name))
        if not any(item.place.start == start for item in found):
            return [*found, change(data, name, rest, "cmake")]
    if rest and found:
        found[-1] = Change(
            found[-1].place, found[-1].name, (*found[-1].edits, *rest), found[-1].covers, "cmake"
        )
    elif rest:
        found.append(change(data, Span(start, start + len(command.name)), rest, "cmake"))
    return found


def _indent(data: bytes, command: Command) -> bytes:
    line = data[data.rfind(b"\n", 0, command.span.start) + 1 : command.span.start]
    return line if not line.strip() else b""
