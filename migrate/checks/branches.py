"""What stands in the branches of a condition on a version, and what is said of it.

What comes in are the entries of a file and spans of its branches; what goes out are answers:
whether a branch is a way to do something or only refuses to, what in it is not ported, and the
words of a finding. Nothing is decided or edited here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

from migrate.checks.alike import (
    PAUSE,
    are_hints,
    are_instructions,
    are_labels,
    are_pieces,
    are_same_calls,
    only_aliases,
    only_refuses,
)
from migrate.checks.wrappers import Wrappers, wrappers
from migrate.model import Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import UNKNOWN_NAME, Entry, is_guess
from migrate.text.nvcconly import is_nvccs_own
from migrate.tree.scan import Scan

_COMMENT = regex(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)
_ERROR = regex(rb"\s*(?:#[ \t]*(?:error|warning|pragma)\b[^\n]*\s*)*#[ \t]*error\b")
_STUB = regex(
    rb"#[ \t]*error\b|\b(?:throw|abort|exit|__trap|static_assert)\b|\bassert\s*\(\s*(?:0|false)"
    rb"|\bFATAL\b|_ERR\b\s*<<|(?i:unsupported|not[ _]supported|not[ _]implemented|\brequires?\b)"
)
# Lines that choose nothing: includes, pragmas, warnings.
_SLIGHT = regex(rb"#[ \t]*(?:include|pragma|warning|ident)\b[^\n]*")
_INCLUDE = regex(rb"\s*#[ \t]*include\b")
_INSTRUCTIONS = ("asm", "__asm__", "__asm")
_NAMED = 3  # names that a finding lists


class Behind:
    """The branches of a file's conditions."""

    def __init__(
        self,
        scan: Scan,
        entries: Mapping[int, Entry],
        target: str,
        names_target: re.Pattern[str] | None,
    ) -> None:
        self._scan, self._entries = scan, entries
        self._target, self._names_target = target, names_target
        self._starts = sorted(entries)
        self._wrappers = Wrappers()

    def wrap(self, groups: Sequence[Sequence[Span]], in_body: Callable[[int], bool]) -> None:
        """Note which branches call functions with instructions that nobody ported."""
        alone = [first for first, *others in groups if all(map(self.is_empty, others))]
        held = [span for span in alone if self.instructions(span) and not in_body(span.start)]
        if held:
            ways = [first for first, *others in groups if others and self.is_way(others[-1])]
            self._wrappers = wrappers(self._scan.data, held, ways)

    def only_aside(self, span: Span) -> bool:
        """Whether a branch defines functions for others that have another way."""
        return span in self._wrappers.aside

    def inside(self, span: Span) -> list[int]:
        """Where the entries of a branch begin."""
        first, last = (bisect_left(self._starts, at) for at in span)
        return self._starts[first:last]

    def is_empty(self, span: Span) -> bool:
        return not self._code(span).strip()

    def is_slight(self, span: Span) -> bool:
        """Whether nothing stands there that a person has to choose."""
        code = self._code(span)
        if is_nvccs_own(code):
            return True
        return not _SLIGHT.sub(b"", code).strip() and not self.unported(span)

    def only_includes(self, span: Span) -> bool:
        """Whether headers are included there, and nothing else is done."""
        lines = self._code(span).split(b"\n")
        written = [line for line in lines if line.strip()]
        return bool(written) and all(_INCLUDE.match(line) for line in written)

    def is_nothing(self, span: Span) -> bool:
        """Whether nothing is missed where the branch is left out: nothing of CUDA's, at least."""
        return self.is_slight(span) and not self.inside(span)

    def is_no_choice(self, old: Span, others: Sequence[Span]) -> bool:
        """Whether the branches differ in nothing that a person decides, where ``old`` is taken."""
        codes = [self._code(span) for span in (old, *others)]
        if are_instructions(codes) or are_pieces(codes, self._scan.data):
            return True
        if all(map(only_refuses, codes)) and not self.stops(old):
            return True
        if all(map(only_aliases, codes)):
            return True
        if all(self.is_empty(span) or self._names_absent(span) for span in (old, *others)):
            return True
        return (
            are_hints(codes)
            and not self.unported(old)
            and all(name == PAUSE for span in others for name in self.unported(span))
        )

    def are_same_calls(self, old: Span, others: Sequence[Span]) -> bool:
        """Whether the branches call the same functions, as versions of these demand it."""
        return are_same_calls([self._code(span) for span in (old, *others)])

    def does_work(self, span: Span) -> bool:
        """Whether something is done there, ported or not."""
        code = self._code(span)
        return bool(code.strip()) and _STUB.search(code) is None

    def _names_absent(self, span: Span) -> bool:
        """Whether a branch has labels of values alone that the target does not have."""
        inside = [self._entries[start].reference for start in self.inside(span)]
        absent = (Status.MANUAL, Status.UNKNOWN)
        return are_labels(self._code(span)) and all(item.status in absent for item in inside)

    def stops(self, span: Span) -> bool:
        """Whether the branch does nothing but refuse to be compiled."""
        return _ERROR.match(self._code(span)) is not None

    def is_way(self, span: Span) -> bool:
        """Whether the branch does something that works on the target."""
        return self.does_work(span) and not self.unported(span)

    def unported(self, span: Span) -> list[str]:
        """What in it does not compile on the target. A name in capitals that only looks like CUDA's
        is mostly a macro of the tree's, and one that no table has what another file declares.
        """
        found = (self._entries[start].reference for start in self.inside(span))
        left = (item for item in found if item.status in (Status.MANUAL, Status.UNKNOWN))
        sure = (item for item in left if not is_guess(item) or item.rule != UNKNOWN_NAME)
        names = (item.name for item in sure if not (is_guess(item) and item.name.isupper()))
        return list(dict.fromkeys(names))

    def instructions(self, span: Span) -> bool:
        """Whether inline assembly in it, or in a function that it calls, was not ported."""
        here = any(name in _INSTRUCTIONS for name in self.unported(span))
        return here or self._wrappers.called_in(span)

    def names_cudas(self, span: Span) -> bool:
        """Whether something of CUDA's is named there, or of the target's after a port."""
        if any(not is_guess(self._entries[start].reference) for start in self.inside(span)):
            return True
        text = self._code(span).decode("utf-8", "replace")
        return self._names_target is not None and bool(self._names_target.search(text))

    def opened(self, name: str) -> str:
        """The remark on a condition that is edited."""
        return f"{self._target} defines no {name}: the code for newer versions of CUDA is taken"

    def kept(self, name: str) -> str:
        """The remark on a condition that is right as it stands."""
        return f"{self._target} defines no {name}, so it counts as 0: there is nothing to decide"

    def said(
        self, name: str, here: str, old: Span | None, new: Span, others: Sequence[Span]
    ) -> tuple[str, str]:
        """The message and the advice of a condition that stays as it is."""
        counts = f"{self._target} defines no {name}, so it counts as 0"
        if old is None:
            return (
                f"{counts}: whether this holds depends on the rest of the condition",
                f"Decide which branch {self._target} should take: test {here} beside the number",
            )
        if self.stops(old):
            return (
                f"{counts}, and this check of the version stops the build",
                f"Leave the check out for {self._target}, with {here} in its condition",
            )
        fuller = [span for span in others if not self.is_empty(span)]
        if self.is_empty(old):
            return f"{counts}: this code for newer versions of CUDA is left out", self._take(
                here, fuller[0] if fuller else new
            )
        if not fuller:
            return (
                f"{counts}: this code for older versions of CUDA is compiled",
                f"Add && !defined({here}) to the condition if {self._target} has no use for it",
            )
        missing = self.unported(old)
        if missing:
            return (
                f"{counts}: the code for older versions of CUDA is taken, in which "
                f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} not ported",
                self._take(here, fuller[0]),
            )
        return (
            f"{counts}: the code for older versions of CUDA is taken",
            f"Check that it is the right one for {self._target}; if not, test {here} beside the "
            "number",
        )

    def _take(self, here: str, new: Span) -> str:
        """How the target gets the code for newer versions."""
        missing = self.unported(new)
        if missing:
            return (
                f"Port {_listed(missing)} first if {self._target} should take the code for newer "
                f"versions, and test {here} beside the number"
            )
        ported = ": all that it names is ported" if self.names_cudas(new) else ""
        return f"Test {here} beside the number if {self._target} should take that code{ported}"

    def _code(self, span: Span) -> bytes:
        return _COMMENT.sub(b" ", self._scan.data[span.start : span.end])


def _listed(names: list[str]) -> str:
    first = names[:_NAMED]
    rest = len(names) - len(first)
    return ", ".join(first) + (f" and {rest} more" if rest else "")
