"""Names of CUDA's that the preprocessor puts together: ``cublas##T##gemm``.

What comes in are a scan, the rules and the construct rules by name; what goes out are entries, one
for each name that is put together. Which names may come of it is told by the calls of the macro in
the same file, else by all of CUDA's names that fit. The part before the first ``##`` is rewritten
where that is right for each of them; nothing else is ever edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from migrate.model import Edit, Finding, Fix, Reference, Span, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.rules.constructs import Cases
from migrate.rules.ruleset import RuleSet
from migrate.text.lexer import Directive
from migrate.tree.pasting import Paste
from migrate.tree.scan import Scan

_RULE = "migrate/pasted-name"
_MACRO = regex(r"\s*(\w+)\(([^()]*)\)")
_CALL = regex(rb"\b([A-Za-z_]\w*+)\s*+\(([^()]*+)\)")
_WORD = regex(r"\w*")
_OF_THE_LINKER = ("_ptsz", "_ptds")  # names that CUDA's headers choose, and nobody writes
_SHOWN = 3  # names that a finding lists


class _Call(NamedTuple):
    """Where a call stands, and what stands in its parentheses; None where the macro ends."""

    start: int
    arguments: bytes | None


def entries(scan: Scan, rules: RuleSet, cases: Cases) -> Iterator[Entry]:
    """The names put together outside branches that are left alone."""
    beginning = cache(lambda name, first: _beginning(name, first, rules, cases))
    fitting = cache(lambda first, form: _fitting(first, form, rules))
    calls = _calls(scan) if scan.pastes else {}
    for paste in scan.pastes:
        directive = scan.directives.at(paste.start)
        skipped = scan.trivia.both.at(paste.start) or scan.branches.at(paste.start).left_alone
        if directive is None or directive.keyword != "define" or skipped:
            continue
        names = _names(scan, directive, paste, rules, calls, fitting)
        if names:
            yield _entry(scan, paste, names, rules, beginning)


def _names(
    scan: Scan,
    directive: Directive,
    paste: Paste,
    rules: RuleSet,
    calls: Mapping[str, Sequence[_Call]],
    fitting: Callable[[str, re.Pattern[str]], Sequence[str]],
) -> Sequence[str]:
    """The names of CUDA's that may come of it; none where its first part is a parameter."""
    macro, parameters = macro_at(scan.data, directive)
    if paste.parts[0] in parameters:
        return ()
    if macro:
        called = _called(calls.get(macro, ()), directive, parameters, paste)
        if called and all(map(rules.is_cuda, called)):
            return sorted(set(called))
    return fitting(paste.parts[0], pattern(paste, parameters))


def _fitting(first: str, form: re.Pattern[str], rules: RuleSet) -> Sequence[str]:
    """The names of CUDA's that begin so and have the form, without namespaces."""
    known = (name for name in rules.beginning_with(first) if form.fullmatch(name))
    others = rules.namespaces
    return [name for name in known if name not in others and not name.endswith(_OF_THE_LINKER)]


def macro_at(data: bytes, directive: Directive) -> tuple[str, Sequence[str]]:
    """The name and the parameters of the macro that a directive defines; both are empty where it
    has no parameters.
    """
    head = _MACRO.match(data[directive.body : directive.end].decode("utf-8", "replace"))
    return (head[1], [item.strip() for item in head[2].split(",")]) if head else ("", [])


def pattern(paste: Paste, parameters: Sequence[str]) -> re.Pattern[str]:
    """What every name fits that may come of it."""
    any_of = (r"\w*" if part in parameters else re.escape(part) for part in paste.parts)
    return re.compile("".join(any_of))


def _calls(scan: Scan) -> Mapping[str, Sequence[_Call]]:
    """What reads like a call with plain arguments, by what is called; where a macro ends is one,
    too, without arguments.
    """
    found: dict[str, list[_Call]] = {}
    for match in _CALL.finditer(scan.data):
        start = match.start()
        other = scan.directives.at(start)
        is_head = other is not None and not scan.data[other.body : start].strip()
        if not is_head and scan.trivia.both.at(start) is None:
            name, arguments = match.groups()
            found.setdefault(name.decode(), []).append(_Call(start, arguments))
    for item in scan.directives.items:
        if item.keyword == "undef":
            name = scan.data[item.body : item.end].split()[:1]
            if name and (calls := found.get(name[0].decode("utf-8", "replace"))) is not None:
                calls.append(_Call(item.start, None))
    return {name: sorted(calls, key=lambda call: call.start) for name, calls in found.items()}


def _called(
    calls: Iterable[_Call], directive: Directive, parameters: Sequence[str], paste: Paste
) -> list[str]:
    """What the macro's calls in this file make of it, up to where it ends."""
    found: list[str] = []
    for start, written in calls:
        if written is None and start > directive.start:
            break
        if written is None:
            found.clear()  # those of another macro
        elif not directive.start <= start < directive.end:
            arguments = [item.strip() for item in written.decode("utf-8", "replace").split(",")]
            values = dict(zip(parameters, arguments, strict=False))
            name = "".join(values.get(part, part) for part in paste.parts)
            found.append(name if _WORD.fullmatch(name) else "")
    return found


def _entry(
    scan: Scan,
    paste: Paste,
    names: Sequence[str],
    rules: RuleSet,
    beginning: Callable[[str, str], str | None],
) -> Entry:
    first, spelled = paste.parts[0], "##".join(paste.parts)
    becomes = {name: beginning(name, first) for name in names}
    beginnings = {start for start in becomes.values() if start is not None}
    others = [name for name, start in becomes.items() if start is None]
    if len(beginnings) != 1 or paste.stem is None:
        fit = f"{_listed(names)} {'fits' if len(names) == 1 else 'fit'}"
        message = f"{spelled} is put together by the preprocessor, and is not rewritten: {fit}"
        advice = "write it for each name, as migrate api shows it"
        return _told(scan, paste, rules, Status.MANUAL, message, advice, None)
    (start,) = beginnings
    edit = Edit(*paste.stem, start.encode())
    fix = None if start == first else Fix((edit,))
    if not others:
        status = Status.NATIVE if fix is None else Status.PORTED
        return Entry(Reference(paste.start, paste.end, spelled, status, _RULE), (), fix)
    written = spelled.replace(first, start, 1)
    message = (
        f"{spelled} is put together by the preprocessor: {written} is right for most names that "
        f"fit, but not for {_listed(others)}"
    )
    advice = "where the macro is called for one of these, write what migrate api says of it"
    return _told(scan, paste, rules, Status.REVIEW, message, advice, fix)


def _beginning(name: str, first: str, rules: RuleSet, cases: Cases) -> str | None:
    """What ``first`` has to become for this name; None where that alone does not port it."""
    verdict, rest = rules.verdict(name), name[len(first) :]
    if verdict is None or verdict.status not in (Status.PORTED, Status.NATIVE):
        return None
    if any(case.rewrite is not None for _, case in cases.get(name, ())):
        return None
    return verdict.target[: -len(rest) or None] if verdict.target.endswith(rest) else None


def _told(
    scan: Scan,
    paste: Paste,
    rules: RuleSet,
    status: Status,
    message: str,
    advice: str,
    fix: Fix | None,
) -> Entry:
    spelled, branch = "##".join(paste.parts), scan.branches.at(paste.start).branch
    span = Span(paste.start, paste.end)
    what = (_RULE, status, spelled, message, *span, advice, branch, fix)
    finding = Finding(*what, *rules.causes.of_tool(_RULE))
    return Entry(Reference(*span, spelled, status, _RULE), (finding,), fix)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
