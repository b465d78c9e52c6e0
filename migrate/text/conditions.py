"""Preprocessor conditions: which code is already written for the target, which it never compiles,
and under which condition a line stands.

What comes in are the conditional directives of a file and what is known of macros: those that mean
"this is the target" (guards), those that only CUDA's compilers define, and what the tree makes of
either. What goes out are segments of the file, each with the text of its condition and whether it
is to be left alone. A branch is left alone when it is compiled only for the target (``#ifdef
USE_ROCM``), never for it (``#ifndef USE_ROCM``, the ``#else`` of the former), or when the author
put a branch for the target after it: the author already keeps both sides. Nothing is decided by any
other macro: every other branch is ported, also one that a number switches off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.capabilities import Architecture, Decision, decide, integers_of
from migrate.text.guards import Guards
from migrate.text.lexer import Directive
from migrate.text.nvcconly import is_nvccs_own
from migrate.text.truths import ABSENT, UNKNOWN, Macro, Range, Truth, truth

GUARDED, UNSEEN = "migrate/guarded", "migrate/never-compiled"
_NAME = regex(r"[A-Za-z_]\w*")
_STOPS = regex(rb"\s*#[ \t]*error\b")
_COMMENT = regex(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)
_MACROS_NAME = regex(r"[ \t]*\w+(?=\s)")
_DEFINED = regex(r"\bdefined\b")
_CONSTANT = regex(r"(?<![\w.])(?:[01]|true|false)(?![\w.])")


@dataclass(frozen=True, slots=True)
class Segment:
    """From ``start`` to the next segment.

    ``branch`` joins the conditions that are open, ``path`` numbers the branches that are (a segment
    whose path begins with another's lies inside it). ``behind`` are the guards in the conditions
    for which it is left alone, if it is for those. In a ``silent`` one code is ported and nothing
    is said of it: it is not compiled unless a person decides so, and the condition says that. One
    that is ``off`` is never compiled, neither here nor there (``#if 0``): what is said of it asks
    for nothing.
    """

    start: int
    branch: str
    left_alone: bool
    path: tuple[int, ...]
    silent: bool = False
    behind: tuple[str, ...] = ()
    off: bool = False

    @property
    def because(self) -> str:
        """The id that says why it is left alone."""
        return GUARDED if self.behind else UNSEEN


@dataclass(frozen=True, slots=True)
class Branches:
    """The segments of a file in order.

    ``kept`` are, by the start of a directive, the macros of CUDA's compilers that stay as they are
    in it. ``both`` says that the file asks for compilers of both sides: its conditions are somebody
    else's port. ``integers`` are the macros that the file defines as one.
    """

    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    kept: Mapping[int, frozenset[str]] = field(default_factory=dict)
    both: bool = False
    integers: Mapping[str, int] = field(default_factory=dict)

    def at(self, offset: int) -> Segment:
        return self.segments[bisect_right(self.starts, offset) - 1]

    def keeps(self, directive: Directive, name: str) -> bool:
        """Whether a macro stays as it is in a condition."""
        return name in self.kept.get(directive.start, ())

    def guarded_as(self, earlier: Branches) -> Branches:
        """The same with what was left alone ``earlier``, before conditions were rewritten."""
        if len(earlier.segments) != len(self.segments):
            return self
        both = zip(self.segments, earlier.segments, strict=True)
        segments = (replace(own, left_alone=other.left_alone) for own, other in both)
        return replace(self, segments=tuple(segments))


@dataclass(slots=True)
class _Branch:
    """A branch of a group: its directive, its condition, where it ends; what is known of it."""

    directive: Directive
    text: str
    end: int = 0
    on_target: Truth = None
    on_cuda: Truth = None
    is_open: bool = False  # a person has to decide whether it is for the target
    left_alone: bool = False
    silent: bool = False
    behind: tuple[str, ...] = ()
    always: Truth = None  # whatever macros there are
    off: bool = False


@dataclass(slots=True)
class _Group:
    """An ``#if`` with its branches."""

    branches: list[_Branch] = field(default_factory=list)

    def text(self, keyword: str, written: str) -> str:
        """The condition of the next branch."""
        if keyword == "else":
            return " && ".join(f"!({earlier.text})" for earlier in self.branches)
        if keyword.endswith("def"):
            negation = "!" if keyword.endswith("ndef") else ""
            return f"{negation}defined({written.split(' ', maxsplit=1)[0]})"
        return written


def branches(data: bytes, directives: Sequence[Directive], guards: Guards) -> Branches:
    """Divide ``data`` at its conditional directives."""
    groups = list(_groups(data, directives))
    owners = {branch.directive.start: group for group in groups for branch in group.branches}
    own = {branch.directive.start: branch for group in groups for branch in group.branches}
    both = _asks_for_both(own.values(), guards)
    integers = integers_of(data, directives)
    judge = _Judge(data, integers, guards, both)
    for group in groups:
        judge.judge(group)
    segments, numbers = [Segment(0, "", False, ())], 0
    stack: list[Segment] = []  # what stands around the groups that are open
    for directive in directives:
        if directive.keyword == "endif" and stack:
            segments.append(replace(stack.pop(), start=directive.end))
        elif branch := own.get(directive.start):
            if owners[directive.start].branches[0] is branch:
                stack.append(segments[-1])
            else:  # the line of the directive is in no branch
                segments.append(replace(stack[-1], start=directive.start))
            numbers += 1
            segments.append(_segment(directive.end, stack[-1], branch, numbers))
    starts = tuple(segment.start for segment in segments)
    return Branches(tuple(segments), starts, judge.kept, both, integers)


def decision(
    data: bytes, integers: Mapping[str, int], directive: Directive, guards: Guards
) -> Decision | None:
    """What becomes of a condition on the architecture, with edits of ``data``; None where it is
    none. A macro that asks whether another is defined can only stand for a condition.
    """
    architecture = guards.compilers.architecture
    if architecture is None or directive.keyword not in ("if", "elif", "define"):
        return None
    return decided(data, integers, directive, architecture)


def decided(
    data: bytes,
    integers: Mapping[str, int],
    directive: Directive,
    architecture: Architecture,
) -> Decision | None:
    """What becomes of a condition on a macro of CUDA's, which the target has as told."""
    text = _blanked(data, directive)
    if architecture.macro not in text:
        return None
    if directive.keyword == "define":
        name = _MACROS_NAME.match(text)
        if name is None or not _DEFINED.search(text):
            return None
        text = " " * name.end() + text[name.end() :]
    found = decide(text, architecture, integers)
    if found is None:
        return None
    at = directive.body
    edits = tuple(edit._replace(start=edit.start + at, end=edit.end + at) for edit in found.edits)
    place = found.place + at if found.place is not None else None
    return replace(found, edits=edits, place=place)


class Alternative(NamedTuple):
    """One of the branches that exclude each other: its directive, its condition, where it ends."""

    directive: Directive
    text: str
    end: int


def alternatives(data: bytes, directives: Sequence[Directive]) -> Iterator[tuple[Alternative, ...]]:
    """The branches of each ``#if``, in the order in which these open."""
    for group in _groups(data, directives):
        yield tuple(Alternative(item.directive, item.text, item.end) for item in group.branches)


def evaluate(condition: str, guards: Guards, on_target: bool) -> Truth:
    """Truth of ``condition`` on the target or on CUDA, where only guards are known."""
    if not guards.mentioned_in(condition) and not guards.asks_for_a_reader(condition):
        return None
    return truth(condition, lambda name: guards.known(name, on_target))


def _groups(data: bytes, directives: Sequence[Directive]) -> Iterator[_Group]:
    """The groups of a file, each with all its branches, in the order in which they open."""
    found: list[_Group] = []
    stack: list[_Group] = []
    for directive in directives:
        keyword = directive.keyword
        if keyword in ("if", "ifdef", "ifndef"):
            stack.append(_Group())
            found.append(stack[-1])
        elif keyword not in ("elif", "else", "elifdef", "elifndef", "endif") or not stack:
            continue
        group = stack[-1]
        if group.branches:
            group.branches[-1].end = directive.start
        if keyword == "endif":
            stack.pop()
        else:
            text = group.text(keyword, _text(data, directive))
            group.branches.append(_Branch(directive, text, len(data)))
    return iter(found)


def _asks_for_both(found: Iterable[_Branch], guards: Guards) -> bool:
    """Whether the conditions of a file ask for compilers of CUDA and for the target."""
    texts = [branch.text for branch in found if branch.directive.keyword != "else"]
    asks_for_target = guards.both or any(map(guards.mentioned_in, texts))
    return asks_for_target and any(map(guards.asks_for_cuda, texts))


class _Judge:
    """What becomes of the branches of one file."""

    def __init__(
        self, data: bytes, integers: Mapping[str, int], guards: Guards, both: bool
    ) -> None:
        self._data, self._integers, self._guards, self._both = data, integers, guards, both
        self.kept: dict[int, frozenset[str]] = {}

    def judge(self, group: _Group) -> None:
        guards = self._guards
        for at, branch in enumerate(group.branches):
            if branch.directive.keyword == "else":
                branch.on_target = branch.on_cuda = True
                continue
            branch.always = self._always(branch.text)
            kept = self._kept(group, at)
            if kept:
                self.kept[branch.directive.start] = kept
            branch.on_target = self._on_target(branch, kept)
            branch.on_cuda = evaluate(branch.text, guards, False)
        last = max(
            (at for at, each in enumerate(group.branches) if self._is_targets(each)), default=-1
        )
        texts = (each.text for each in group.branches if each.directive.keyword != "else")
        names = dict.fromkeys(name for text in texts for name in _NAME.findall(text))
        asked = [name for name in names if name in guards]
        targets_own = [name for name in asked if guards.known(name, True).defined is not False]
        cudas = [name for name in names if self._both and guards.is_absent(name)]
        behind = tuple(targets_own or asked or cudas)
        taken_open = taken_for_sure = is_cudas = always = False  # one of the branches before
        for at, branch in enumerate(group.branches):
            branch.off = branch.always is False or always
            branch.silent = (branch.is_open and branch.on_target is False) or taken_open
            branch.left_alone = (
                at < last
                or (branch.on_target is False and not branch.is_open)
                or branch.on_cuda is False
                or taken_for_sure
                or is_cudas
            )
            branch.behind = behind if branch.left_alone else ()
            taken_open |= branch.on_target is True and branch.is_open
            taken_for_sure |= branch.on_target is True and not branch.is_open
            is_cudas |= branch.on_cuda is True
            always |= branch.always is True

    @staticmethod
    def _always(text: str) -> Truth:
        """What a condition comes to whatever macros there are."""
        return truth(text, lambda _: UNKNOWN) if _CONSTANT.search(text) else None

    def _is_targets(self, branch: _Branch) -> bool:
        """Whether a condition holds for the target only."""
        return branch.on_cuda is False and branch.on_target is not False

    def _on_target(self, branch: _Branch, kept: frozenset[str]) -> Truth:
        guards = self._guards
        text = branch.text
        asks = (
            guards.mentioned_in,
            guards.asks_for_cuda,
            guards.asks_for_a_reader,
            guards.gives,
        )
        if not any(each(text) for each in asks):
            return None
        stays = kept
        branch.is_open = not kept and self._asks_for_a_version(text)
        architecture = guards.compilers.architecture
        if architecture is not None and not self._both:
            made = decision(self._data, self._integers, branch.directive, guards)
            if made is not None and made.holds is not None:
                branch.is_open = not made.settled
                return made.holds
            if made is not None and not made.settled:
                stays |= {architecture.macro}
                branch.is_open = True

        def known(name: str) -> Macro:
            if guards.is_absent(name) and not guards.is_given(name):
                return UNKNOWN if guards.is_ported(name) and name not in stays else ABSENT
            return guards.known(name, True)

        return truth(text, known)

    def _asks_for_a_version(self, text: str) -> bool:
        guards = self._guards
        version = guards.compilers.version
        names = (name for name in _NAME.findall(text) if not guards.is_given(name))
        return bool(version) and any(name.startswith(version) for name in names)

    def _kept(self, group: _Group, at: int) -> frozenset[str]:
        """Macros of CUDA's compilers that the condition of a branch goes on asking for."""
        compilers, text = self._guards.compilers, group.branches[at].text
        names = frozenset(filter(self._guards.is_absent, _NAME.findall(text)))
        if self._both or not names:
            return names
        asked = names & {compilers.nvcc, *compilers.compiles}
        if self._asks_for_a_version(text):
            return asked  # a test of nvcc's version is one of nvcc
        if asked and compilers.asks_for_older(text, asked) and not self._refuses(group, at):
            return asked
        others = {name for each in group.branches for name in _NAME.findall(each.text)}
        if compilers.nvcc in asked and others & set(compilers.compiles):
            return frozenset({compilers.nvcc})  # nvcc among compilers of device code
        return asked if asked and self._is_for_nvcc(group, at, asked) else frozenset()

    def _refuses(self, group: _Group, at: int) -> bool:
        """Whether a branch is there to stop the build: it is no way of older compilers."""
        branch = group.branches[at]
        return _STOPS.match(self._data, branch.directive.end, branch.end) is not None

    def _is_for_nvcc(self, group: _Group, at: int, asked: frozenset[str]) -> bool:
        """Whether what a condition chooses for a compiler means nothing to any other than nvcc."""
        branch = group.branches[at]
        with_it = _truth_where(branch.text, asked, Macro(True, Range(1, 1)))
        without = _truth_where(branch.text, asked, ABSENT)
        if without is False and with_it is not False:
            chosen = self._data[branch.directive.end : branch.end]
        elif with_it is False and len(group.branches) == at + 2:
            rest = group.branches[at + 1]
            chosen = self._data[rest.directive.end : rest.end]
        else:
            return False
        return is_nvccs_own(chosen)


def _truth_where(text: str, names: frozenset[str], known: Macro) -> Truth:
    return truth(text, lambda name: known if name in names else UNKNOWN)


def _text(data: bytes, directive: Directive) -> str:
    body = _COMMENT.sub(b" ", data[directive.body : directive.end])
    return " ".join(body.decode("utf-8", "replace").split())


def _blanked(data: bytes, directive: Directive) -> str:
    """The condition of a directive, one character a byte."""
    body = data[directive.body : directive.end]
    return _COMMENT.sub(lambda match: b" " * len(match[0]), body).decode("latin-1")


def _segment(start: int, outer: Segment, branch: _Branch, number: int) -> Segment:
    """A branch of a group, behind the line of its directive."""
    text = branch.text
    if outer.path:
        around = outer.branch if len(outer.path) > 1 else _wrap(outer.branch)
        text = f"{around} && {_wrap(text)}"
    alone, silent = outer.left_alone or branch.left_alone, outer.silent or branch.silent
    behind = outer.behind if outer.left_alone else branch.behind
    off = outer.off or branch.off
    return Segment(start, text, alone, (*outer.path, number), silent, behind, off)


def _wrap(text: str) -> str:
    return f"({text})" if "||" in text else text
