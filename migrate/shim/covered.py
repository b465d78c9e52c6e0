"""Which edits of a port the shim makes unnecessary: those that the preprocessor will make.

What comes in are a file and the forms of its tree's shim; what goes out are the edits that are
left, and the references that the shim covers. An edit is covered where the preprocessor makes the
same of the place, token by token, or where one rule has both the macro and the rewrite.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrate.model import Edit, Reference, Span
from migrate.regex import regex
from migrate.shim.files import Ported
from migrate.shim.forms import Call, Forms, expanded, words
from migrate.shim.survey import end_of_call, exact, parts_of, renamed_space
from migrate.text.conditions import UNSEEN

_OPENED = regex(rb"\bnamespace\s+\Z")
_BLOCK = regex(rb"[\w:\s]*\{")
_PASTED = regex(rb"\s*##")
_PASTES = regex(rb"##\s*\Z")
_TAG = regex(rb"(?:struct|enum|union|class)\s+(\w+)")
_NAME = regex(rb"[A-Za-z_]\w*")
_NEAR = 80  # bytes before a name in which what matters to it stands


@dataclass(frozen=True, eq=False)
class Cover:
    """What of a file its shim covers."""

    file: Ported
    forms: Forms

    @cached_property
    def left(self) -> tuple[Edit, ...]:
        """The edits that the shim does not make."""
        calls = [(start, end) for start, end in self._calls.items() if start in self._made]
        calls += self._unseen()
        return tuple(
            edit
            for edit in self.file.result.edits
            if not self._is_name(edit)
            and not any(start <= edit.start and edit.end <= end for start, end in calls)
        )

    def _unseen(self) -> Iterator[tuple[int, int]]:
        """What is never compiled: there is nothing to be given to it."""
        for item in self.file.references:
            if item.rule == UNSEEN:
                yield item.start, end_of_call(self.file, item) or item.end

    @cached_property
    def _made(self) -> frozenset[int]:
        """Where the calls begin that macros make; inner ones are looked at first."""
        made: set[int] = set()
        for item in reversed(self.file.references):
            if item.start in self._calls and self._is_made(item, self._calls[item.start], made):
                made.add(item.start)
        return frozenset(made)

    def references(self, twofold: Sequence[Span]) -> tuple[Reference, ...]:
        """The references that are edited, and of which all edits are the shim's; not those in lines
        that stand ``twofold``.
        """
        left, file = set(self.left), self.file
        return tuple(
            item
            for item in file.references
            if item.rule != UNSEEN
            and (made := file.edits(item.start, item.end))
            and left.isdisjoint(made)
            and not any(start <= item.start < end for start, end in twofold)
        )

    def _is_name(self, edit: Edit) -> bool:
        """Whether an edit puts a name in the place of another that the shim gives that meaning."""
        file = self.file
        found = next(iter(file.within(edit.start, edit.start + 1)), None)
        if found is None or self._is_pasted(edit):
            return False
        name = file.data[edit.start : edit.end].decode("utf-8", "replace")
        if (edit.start, edit.end) == found[:2] and name in self.forms.names:
            return exact((edit,), *found[:2]) == self.forms.names[name].encode()
        space = renamed_space(file, found, (edit,))
        return (
            space is not None
            and self.forms.spaces.get(space[0]) == space[1]
            and not self._opens_block(edit)
        )

    def _is_pasted(self, edit: Edit) -> bool:
        data = self.file.data
        before = data[max(0, edit.start - _NEAR) : edit.start]
        return bool(_PASTED.match(data, edit.end) or _PASTES.search(before))

    def _opens_block(self, edit: Edit) -> bool:
        """Whether an edit names a namespace that is opened there: an alias cannot be."""
        data = self.file.data
        before = data[max(0, edit.start - _NEAR) : edit.start]
        return bool(_OPENED.search(before) and _BLOCK.match(data, edit.end))

    @cached_property
    def _calls(self) -> dict[int, int]:
        """The calls of names that the shim has macros for: where they begin and end."""
        return dict(self._found())

    def _found(self) -> Iterator[tuple[int, int]]:
        for item in self.file.references:
            is_name = item.name in self.forms.calls and item.end - item.start == len(item.name)
            end = end_of_call(self.file, item) if is_name else None
            if end is not None:
                yield item.start, end

    def _is_made(self, item: Reference, end: int, made: Collection[int]) -> bool:
        """Whether the macro makes of a call what the port does; ``made`` are calls within it of
        which that is known.
        """
        file, call = self.file, self.forms.calls[item.name]
        parts = parts_of(file, item.end)
        if parts is None or not _fits(call, parts):
            return False
        if expanded(file.words(item.start, end), self.forms) == words(file.text(item.start, end)):
            return True
        inner = file.within(item.end, end)
        return item.rule == call.rule and all(
            one.start in made or self._is_simple(one) for one in inner
        )

    def _is_simple(self, item: Reference) -> bool:
        """Whether a reference within a call is a name that the shim covers, or one that stays."""
        made = self.file.edits(item.start, item.end)
        return all(map(self._is_name, made)) and ("/names/" in item.rule or not made)


def _fits(call: Call, parts: list[list[bytes]]) -> bool:
    """Whether the preprocessor parts a call as C++ does: no template's comma is in the way."""
    return call.takes(len(parts)) and not any(map(_is_cut, parts[: len(call.parameters)]))


def _is_cut(part: Sequence[bytes]) -> bool:
    """Whether more ``<`` stand behind names than ``>`` in an argument, shifts left out."""
    opened = sum(
        part[at] == b"<" and _NAME.fullmatch(part[at - 1]) is not None and part[at + 1] != b"<"
        for at in range(1, len(part) - 1)
    )
    return opened > part.count(b">")


def without_tag(file: Ported, edit: Edit, forms: Forms) -> Edit | None:
    """The edit that leaves out ``struct`` before a name of the shim's, which C++ does not need on
    either side.
    """
    found = _TAG.fullmatch(file.data, edit.start, edit.end)
    if found is None or file.path.endswith(".c"):
        return None
    same = forms.names.get(found[1].decode()) == edit.text.decode("utf-8", "replace")
    return Edit(edit.start, found.start(1), b"") if same else None
