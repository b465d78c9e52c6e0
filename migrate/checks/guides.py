"""Deduction guides that belong to the host alone: marks go before them, where the target's
compiler needs them.

What comes in are a scan and the rules; what goes out are the entries of guides without a
template's head, which the grammar does not know (``Box(float) -> Box<double>;``). For nvcc a guide
has no side; ``target.toml`` says with which marks a compiler that gives it one takes it for both.
Guides of templates are a rule's.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Edit, Fix, Reference, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry
from migrate.rules.ruleset import RuleSet
from migrate.tree.qualifiers import last_code_byte
from migrate.tree.scan import Scan

_RULE = "migrate/deduction-guide"
_GUIDE = regex(
    rb"\b(?:explicit\s+)?(?P<name>[A-Za-z_]\w*)\s*\([^;{}]{0,400}\)\s*->\s*(?:\w+\s*::\s*)*"
    rb"(?P=name)\s*<[^;{}]{0,400}>\s*;"
)
_LEADS = regex(rb"\)\s*->\s*(?:\w+\s*::\s*)*\w+\s*<")  # what each has; quick to search for
_PACK = regex(rb"\w\s*\.\.\.")  # which only a template has
_ON_DEVICE = regex(rb"\b__(?:device|global)__\b")
_BEFORE = (b";", b"}", b"{")


def entries(scan: Scan, rules: RuleSet) -> Iterator[Entry]:
    """The entries of such guides, each with its edit."""
    data, marks = scan.data, rules.info.guide_marks
    if not marks or not _LEADS.search(data) or not _ON_DEVICE.search(data):
        return
    for match in _GUIDE.finditer(data):
        start = match.start()
        free = scan.trivia.both.at(start) is None and scan.directives.at(start) is None
        if _PACK.search(match[0]):
            continue
        if free and _begins(scan, start) and not scan.branches.at(start).left_alone:
            name = match["name"].decode()
            end = match.end("name")
            mark = Edit(start, start, marks.encode() + b" ")
            yield Entry(Reference(start, end, name, Status.PORTED, _RULE), (), Fix((mark,)))


def _begins(scan: Scan, start: int) -> bool:
    """Whether a declaration begins here, without a template's head or a mark before it."""
    at = last_code_byte(scan, start)
    return at < 0 or scan.data[at : at + 1] in _BEFORE or scan.directives.at(at) is not None
