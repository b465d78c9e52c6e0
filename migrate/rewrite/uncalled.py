"""Functions that are named and not called: ``&cublasHgemm``, ``#define GEMM cublasHgemm``.

What comes in are a use that no shape fits, and the construct rules on its name; what goes out is
what a rule says of every call of the function, since whoever calls it through the pointer or the
macro is not seen. Rules that look at arguments say nothing here, and nothing is edited.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model import Status
from migrate.regex import regex
from migrate.rewrite.constraints import stands
from migrate.rewrite.entries import Entry, entry
from migrate.rewrite.place import Place
from migrate.rules.causes import Work
from migrate.rules.constructs import CAPTURE, Case, Rule
from migrate.rules.ruleset import RuleSet
from migrate.shapes.finding import Found
from migrate.text.lexer import GAP
from migrate.tree.declarations import declares
from migrate.tree.parsing import is_in_body
from migrate.tree.qualifiers import last_code_byte
from migrate.tree.scan import Scan
from migrate.values.facts import Facts

UNCALLED = "migrate/uncalled-function"
_CALL = regex(r"(?P<name>[A-Za-z_]\w*)\((?P<arguments>(?:\$\*?\w+(?:, )?)+)\)")
_FOLLOWS = regex(rb"%b(?:[(]|::|<(?!<)|##)" % GAP)
_PARAMETERS = regex(rb"%b,%b[(]" % (GAP, GAP))
_LONGEST = 120  # a rewrite that is shown
# What a function is compared in, to see whether it was found.
_USINGS = frozenset({"using_declaration"})
_ONLY_ASKS = frozenset("binary_expression unary_expression condition_clause".split())
_GRAVE = frozenset({Status.MANUAL, Status.REVIEW})


def uncalled(
    scan: Scan,
    place: Place,
    cases: Sequence[tuple[Rule, Case]],
    rules: RuleSet,
    facts: Facts,
) -> tuple[Entry, ...]:
    """What the rules say of every call of the function that is named at ``place``."""
    found = _case(scan, place, cases, rules, facts)
    return (_told(found, place, rules.causes.of_tool(UNCALLED)),) if found is not None else ()


def _case(
    scan: Scan,
    place: Place,
    cases: Sequence[tuple[Rule, Case]],
    rules: RuleSet,
    facts: Facts,
) -> tuple[Rule, Case] | None:
    """The case that speaks of every call of the function, if there is one."""
    if not _is_value(scan, place):
        return None
    whole = Found(place.use.parts[-1], {}, "")
    of_calls = [(rule, case) for rule, case in cases if _speaks(case, place)]
    for rule, case in of_calls:
        is_any = case.rewrite is None and "$*" in case.match
        if is_any and case.status in _GRAVE and stands(case, whole, place, facts):
            return rule, case
    rewritten = [(rule, case) for rule, case in of_calls if case.rewrite is not None]
    every = [case for _, case in cases if case.match.startswith(f"{place.use.name}(")]
    if len(rewritten) != 1 or len(every) != 1:
        return None  # what is rewritten depends on the arguments
    rule, case = rewritten[0]
    reshaped = case.rewrite is not None and not _only_renames(case, rules)
    return (rule, case) if reshaped and stands(case, whole, place, facts) else None


def _is_value(scan: Scan, place: Place) -> bool:
    """Whether a function is named, and neither called, declared nor put together there."""
    use, data = place.use, scan.data
    if place.directive is not None and place.directive.keyword != "define":
        return False
    if len(use.parts) > 1 or use.name.startswith(".") or _FOLLOWS.match(data, use.end):
        return False
    at = last_code_byte(scan, use.start)
    if at < 0 or data[at : at + 1] == b"#":
        return False
    if _PARAMETERS.match(data, use.end) and not is_in_body(place.tree, use.start):
        return False  # a list of functions, each with its parameters
    around = place.tree.parent(place.leaf)
    if around is not None and around.type in _ONLY_ASKS:
        return False
    if place.tree.nearest(place.leaf, _USINGS) is not None:
        return False
    return declares(place.tree, place.leaf) is None


def _speaks(case: Case, place: Place) -> bool:
    """Whether a case asks nothing of the arguments of a call, or of what takes its value."""
    around = case.around
    if case.where or case.used or not case.match.startswith(place.use.name):
        return False
    if around.inside or around.not_inside or around.into or around.not_into:
        return False
    shape = _CALL.fullmatch(case.match)
    if shape is None or shape["name"] != place.use.name:
        return False
    texts = [around.beside, around.not_beside, around.behind, around.not_behind]
    texts += (around.ahead, around.not_ahead)
    return not any(item is not None and CAPTURE.search(item.pattern) for item in texts)


def _only_renames(case: Case, rules: RuleSet) -> bool:
    """Whether the table's name in the place of CUDA's is all that a rewrite does."""
    verdict = rules.verdict(case.anchor)
    if verdict is None or verdict.status not in (Status.PORTED, Status.NATIVE):
        return True  # the table has its say
    return case.rewrite == case.match.replace(case.anchor, verdict.target, 1)


def _told(found: tuple[Rule, Case], place: Place, work: Work) -> Entry:
    """The entry of a name with what its rule says."""
    rule, case = found
    use, name, status = place.use, UNCALLED, Status.MANUAL
    if case.rewrite is None and not CAPTURE.search(case.message + case.suggestion):
        name, status = rule.id, case.status
        message, advice = case.message, case.suggestion
        work = Work(case.effort, rule.title, case.announces)
    else:
        message = (
            f"{rule.title}: through a macro or a pointer {use.name} is called with its arguments "
            "as they are, where those of a call by its name are rewritten"
        )
        advice = "Call it by its name"
        if case.rewrite is not None and len(case.rewrite) <= _LONGEST:
            advice += (
                f", or write {CAPTURE.sub(lambda item: item[2], case.rewrite)} where it is called"
            )
    return entry(use, status, name, message, place.branch, work, suggestion=advice)
