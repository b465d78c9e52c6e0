"""What the tables of names make of one use: renamed, kept, dropped, reported.

What comes in are a use where it stands and the spans that rewrites before it take away; what goes
out is its entry, or none where only a shape could have made it CUDA's. Construct rules have been
asked before.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.checks.tags import without_tag
from migrate.model import Edit, Fix, Span, Status
from migrate.port.view import View
from migrate.regex import regex
from migrate.rewrite.entries import (
    DECLARED_AHEAD,
    SPLIT_LAUNCH,
    UNKNOWN_NAME,
    Entry,
    braced_launch,
    declared_ahead,
    entry,
    is_whole,
    native,
    split_launch,
    unknown,
)
from migrate.rewrite.place import Place
from migrate.rewrite.spelling import removal, rename
from migrate.rules.names import Verdict
from migrate.rules.tables import Support
from migrate.shapes.calls import braced
from migrate.tree.declarations import Kind, declares

_LAUNCH = "<<<"
_CONDITIONS = frozenset({"if", "elif"})
_ASKS = _CONDITIONS | {"ifdef", "ifndef", "undef"}
_ASKS_WHETHER_THERE = _CONDITIONS | {"ifdef"}
_DEFINED = regex(rb"\bdefined\s*\(?\s*\Z")
_NOT_PARSED = "migrate/launch-not-parsed"


def by_tables(view: View, place: Place, rewritten: Sequence[Span]) -> Entry | None:
    """The entry the tables make of a use."""
    use = place.use
    if any(span.start <= use.start and use.end <= span.end for span in rewritten):
        return native(use, "migrate/rewritten", Status.PORTED)
    verdict = view.rules.verdict(use.name)
    if verdict is None:
        if view.is_only_an_anchor(use):
            return None
        return unknown(use, place.branch, view.work(UNKNOWN_NAME))
    launch = _misspelled_launch(view, place) if use.name == _LAUNCH else None
    return launch or _renamed(view, place, verdict)


def _misspelled_launch(view: View, place: Place) -> Entry | None:
    """The entry of a launch whose brackets the grammar, or the target's compiler, does not take."""
    use, scan = place.use, view.scan
    if use.end - use.start > len(use.name):
        return split_launch(scan, use, place.branch, view.work(SPLIT_LAUNCH))
    braces = braced(scan.data, use.end, scan.trivia.both)
    if braces:
        return braced_launch(use, braces)
    if is_whole(scan, use, place.tree, place.leaf):
        return None
    message = "this launch could not be parsed and is left as it stands"
    work = view.work(_NOT_PARSED)
    return entry(use, Status.REVIEW, _NOT_PARSED, message, place.branch, work)


def _is_no_word(place: Place, target: str) -> bool:
    """Whether a name stands in a condition of the preprocessor, and its new one may not."""
    directive = place.directive
    return "::" in target and directive is not None and directive.keyword in _CONDITIONS


def _is_no_macro(view: View, place: Place, verdict: Verdict) -> bool:
    """Whether a directive asks if this is a macro, which it is not for the target: a word that
    goes, or that becomes a number or a name in a namespace.
    """
    directive = place.directive
    if directive is None or directive.keyword not in _ASKS:
        return False
    if verdict.support is Support.DROP:
        return True
    if not verdict.target or verdict.target.isidentifier():
        return False
    ahead = view.scan.data[directive.body : place.use.start]
    return directive.keyword not in _CONDITIONS or _DEFINED.search(ahead) is not None


def _gone(place: Place, verdict: Verdict) -> Entry:
    """The entry of what is no macro for the target, where a directive asks for it."""
    use = place.use
    if place.directive is None or place.directive.keyword not in _ASKS_WHETHER_THERE:
        return native(use, verdict.rule)
    message = f"{use.name} is no macro of the target: what asks for it here is told there is none"
    return entry(use, Status.REVIEW, verdict.rule, message, place.branch, verdict.work)


def _is_declared(place: Place, target: str) -> bool:
    """Whether a function or a value of the tree's own is declared here under a name of CUDA's, in
    the place of which a declaration cannot have what the target has: a name in a namespace, a
    number.
    """
    if not target or target.isidentifier():
        return False
    found = declares(place.tree, place.leaf)
    return found is not None and found.kind in (Kind.FUNCTION, Kind.VALUE)


def _renamed(view: View, place: Place, verdict: Verdict) -> Entry:
    use, rules = place.use, view.rules
    if _is_declared(place, verdict.target):
        return native(use, verdict.rule, Status.NATIVE)
    if _is_no_word(place, verdict.target):
        message = f"{use.name} becomes {verdict.target}, for which no condition can ask"
        return entry(use, Status.MANUAL, verdict.rule, message, place.branch, verdict.work)
    if _is_no_macro(view, place, verdict):
        return _gone(place, verdict)
    if verdict.support is Support.DROP:
        edits: tuple[Edit, ...] = (removal(view.scan.data, use, rules),)
    else:
        edits = rename(use, verdict, rules)
    spelled = without_tag(place.tree, place.leaf, use, verdict.target, rules, edits)
    if spelled is None:
        return declared_ahead(use, verdict, place.branch, view.work(DECLARED_AHEAD))
    kept = verdict.status is Status.PORTED and not spelled
    status = Status.NATIVE if kept else verdict.status
    if spelled and status is Status.NATIVE:
        status = Status.PORTED
    fix = Fix(spelled) if spelled else None
    branch, work = place.branch, verdict.work
    return entry(use, status, verdict.rule, verdict.message, branch, work, fix)
