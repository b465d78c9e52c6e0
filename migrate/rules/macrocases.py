"""The cases of a name for the macros that stand for it, ``TID`` or ``TID()`` for ``threadIdx``, and
those of a type for its aliases of other files.

What comes in are the cases by name, and what each such macro stands for; what goes out are cases by
name in which those of rules that hold ``through_macros``, and those on values of a type, are there
for the macros too, spelled with them. Which macros there are, the tree knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.rules.constructs import Case, Cases, Rule


class MacroCases(Mapping[str, Sequence[tuple[Rule, Case]]]):
    """Cases by name, those of macros among them; spelled when they are first asked for."""

    def __init__(
        self, cases: Cases, macros: Mapping[str, str], calls: Collection[str] = ()
    ) -> None:
        self._cases = cases
        self._macros = macros
        self._calls = calls
        self._spelled: dict[str, Sequence[tuple[Rule, Case]]] = {}

    def __getitem__(self, name: str) -> Sequence[tuple[Rule, Case]]:
        stands_for = self._macros.get(name)
        if stands_for is None:
            return self._cases[name]
        if name not in self._spelled:
            found = self._cases.get(stands_for, ())
            through = ((rule, case) for rule, case in found if rule.through_macros or case.used)
            text = f"{name}()" if name in self._calls else name
            self._spelled[name] = [
                (rule, _spelled(case, stands_for, name, text)) for rule, case in through
            ]
        return self._spelled[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._cases
        yield from self._macros

    def __len__(self) -> int:
        return len(self._cases) + len(self._macros)


def _spelled(case: Case, name: str, macro: str, text: str) -> Case:
    """A case with a macro in the place of a name; what it is called in the ledger stays."""
    word = re.compile(rf"(?<![\w$]){re.escape(name)}\b")
    texts = (case.match, case.rewrite or "", case.suggestion)
    match, rewrite, suggestion = (word.sub(text, each) for each in texts)
    return replace(
        case,
        match=match,
        rewrite=None if case.rewrite is None else rewrite,
        suggestion=suggestion,
        anchor=macro,
        api=case.api or name,
    )
