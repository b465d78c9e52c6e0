"""Names of CUDA's that a line splice cuts in two. Never edited.

What comes in are a scan and the rules; what goes out are references with findings. A name that is
valid on the target as it stands needs no word.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Finding, Reference, Status
from migrate.rules.ruleset import RuleSet
from migrate.tree.reading import spliced
from migrate.tree.scan import Scan

_RULE = "migrate/spliced-name"


def references(scan: Scan, rules: RuleSet) -> Iterator[tuple[Reference, Finding]]:
    """The names in code, outside branches that are left alone."""
    for span, name in spliced(scan.data):
        if scan.trivia.both.at(span.start) or scan.branches.at(span.start).left_alone:
            continue
        verdict = rules.verdict(name)
        if verdict is None or verdict.status is Status.NATIVE:
            continue
        message = f"{name} is cut by a line splice, and is not rewritten"
        advice = "write it on one line, and port again"
        branch = scan.branches.at(span.start).branch
        what = (_RULE, Status.MANUAL, name, message, *span, advice, branch, None)
        work = rules.causes.of_tool(_RULE)
        yield Reference(*span, name, Status.MANUAL, _RULE), Finding(*what, *work)
