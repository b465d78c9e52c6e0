"""Declarations that a tree copies from CUDA's headers, so as to load the libraries when it runs.

What comes in is a use with its place, or the entry that was made of it; what goes out is the entry
of a name that such a copy declares: an enumerator keeps its name, since the number beside it is
CUDA's, and a name in a list of functions (``PROC(cuInit, (unsigned flags))``) calls nothing yet, so
that nothing is said of what a call does. Whether CUDA's or the tree's is meant by a name is not
decided here.
"""

from __future__ import annotations

import re

from migrate.model import Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry, entry, native, unsaid
from migrate.rewrite.place import Place
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet
from migrate.text.syntax import SyntaxTree
from migrate.tree.parsing import is_in_body
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

COPIED = "migrate/copied-number"

_SUCCESS = regex(r"\w*success", re.IGNORECASE)  # 0 for every library
_ZERO = regex(rb"\s*=\s*0[xX]?0*[uUlL]*\s*[,}]")
_PARAMETERS = regex(rb"\s*,\s*\(")
_LISTS = regex(rb"(?:^|[;)])\s*[A-Za-z_]\w*\s*\((?:[\w\s*:]+,)?\s*\Z", re.MULTILINE)
_LOOK_BACK = 200  # bytes before a name in which the macro stands that lists it


def copied(scan: Scan, place: Place, rules: RuleSet, work: Work) -> Entry | None:
    """The entry of an enumerator of CUDA's that the file declares by itself."""
    use, parent = place.use, place.tree.parent(place.leaf)
    if parent is None or parent.type != "enumerator":
        return None
    verdict = rules.verdict(use.name)
    if verdict is None or parent.child_by_field_name("name") != place.leaf:
        return None
    if verdict.target == use.name:
        return None  # made to be the same
    if _SUCCESS.fullmatch(use.name) and _ZERO.match(scan.data, use.end):
        return None
    if verdict.status is Status.MANUAL:
        return native(use, COPIED)  # where it is used there is a finding
    message = (
        f"{use.name} is declared here with CUDA's number, and keeps its name: {verdict.target} may "
        f"have another in {rules.info.title}"
    )
    advice = (
        f"leave these declarations out for {rules.info.title}, and include the header of its own "
        "that has them"
    )
    return entry(use, Status.MANUAL, COPIED, message, place.branch, work, suggestion=advice)


def listed(scan: Scan, tree: SyntaxTree, use: Use, made: Entry) -> Entry:
    """The entry without its note where a macro outside of functions is given the name together
    with parameters: it declares or loads the function, and calls nothing.
    """
    if made.reference.status is not Status.REVIEW or not _PARAMETERS.match(scan.data, use.end):
        return made
    before = scan.data[max(0, use.start - _LOOK_BACK) : use.start]
    if not _LISTS.search(before) or is_in_body(tree, use.start):
        return made
    return unsaid(made, COPIED)
