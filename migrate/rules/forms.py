"""Names that CUDA has in several forms: ``cuMemcpyHtoD_v2``, ``cublasSgemm_64``, ``..._ptsz``.

What comes in is a name, or the cases of rules by the name they start at; what goes out is the plain
name, or the same cases for a form of it. A form is what its rows in the tables say; what rules say
of the plain name holds for it too, unless a rule has a case for the form itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.regex import regex
from migrate.rules.constructs import Case, Rule

_FORM = regex(r"(?:_v[1-9]|_64|_ptsz|_ptds)+\Z")
_NUMBERED = regex(r"[a-z]\w*_v[1-9]")
_PER_THREAD = ("_ptsz", "_ptds")  # for the default stream of each thread
_OLD_TYPE = regex(r"(?:CUDA_[A-Z]|CU[a-z])\w*_v1")
_REST = "$*"  # a shape with it says nothing of the number of arguments
Spelling = Callable[[str], str]


def plain_form(name: str) -> str:
    """The name without what makes it a form of another; nothing if it is none."""
    found = _FORM.search(name)
    return name[: found.start()] if found and found.start() else ""


def is_per_thread(name: str) -> bool:
    """Whether a function works on the default stream of the calling thread."""
    return name.endswith(_PER_THREAD)


def is_numbered(name: str) -> bool:
    """Whether this is how a library calls what a function was, or will be, in another release."""
    return _NUMBERED.fullmatch(name) is not None


def is_old_type(name: str) -> bool:
    """Whether this is how the driver API calls the first layout of a type."""
    return _OLD_TYPE.fullmatch(name) is not None


class FormCases(Mapping[str, Sequence[tuple[Rule, Case]]]):
    """Cases by the name they start at, those of a form made when they are asked for.

    ``target`` is how a name is spelt on the target (nothing: not there), ``arguments`` how many the
    tables say a call of it has (nothing: not known).
    """

    def __init__(
        self,
        cases: Mapping[str, Sequence[tuple[Rule, Case]]],
        target: Spelling,
        arguments: Spelling,
    ) -> None:
        self._cases = cases
        self._target = target
        self._arguments = arguments
        self._forms: dict[str, Sequence[tuple[Rule, Case]]] = {}

    def __getitem__(self, name: str) -> Sequence[tuple[Rule, Case]]:
        found = self._of_form(name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._cases)

    def __len__(self) -> int:
        return len(self._cases)

    def _of_form(self, name: str) -> Sequence[tuple[Rule, Case]]:
        plain = plain_form(name)
        if not plain or plain not in self._cases:
            return self._cases.get(name, ())
        if name not in self._forms:
            own = self._cases.get(name, ())
            known = {rule.id for rule, _ in own}
            same = len({self._arguments(name), self._arguments(plain)} - {""}) < 2
            more = [
                (rule, case)
                for rule, case in self._cases[plain]
                if rule.id not in known and (same or _REST not in case.match)
            ]
            self._forms[name] = (*own, *self._made(more, plain, name))
        return self._forms[name]

    def _made(
        self, cases: Sequence[tuple[Rule, Case]], plain: str, name: str
    ) -> Iterator[tuple[Rule, Case]]:
        before, after = self._target(plain), self._target(name)
        for rule, case in cases:
            rewrite = case.rewrite
            if rewrite is not None and before != after:
                if not after or not _word(before).search(rewrite):
                    continue
                rewrite = _word(before).sub(after, rewrite)
            match = _word(plain).sub(name, case.match, count=1)
            yield rule, replace(case, match=match, anchor=name, rewrite=rewrite)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$]){re.escape(name)}\b")
