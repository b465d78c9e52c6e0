"""Why a rule says nothing of a line of its example: which shape, and which demand, does not hold.

What comes in are a rule and the number of a line; what goes out is a sentence. It is found by
porting the example again with one case alone, without its demands or with one of them, so that
nothing is known here of how a demand is asked. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from migrate.command.examples import Why, spoken, text_options
from migrate.files.source import SourceFile
from migrate.port.engine import port
from migrate.port.indexing import facts_of_source, index_of, own_macros
from migrate.port.job import Job
from migrate.rules.constraints import Constraint, Surroundings
from migrate.rules.constructs import Case, CodeScope, Rule
from migrate.rules.ruleset import RuleSet
from migrate.text.guards import Guards
from migrate.tree.reading import Reading
from migrate.tree.vocabulary import Vocabulary

_MOST_CASES = 40  # that are tried for one line
_SHOWN = 3  # shapes, or names
_MOST_LINES = 6  # of a statement
Demand = tuple[str, Case]  # what it is called, and a case that makes no other


def reasons(rules: RuleSet, rule: Rule) -> Why:
    """Says of a line why ``rule`` speaks of it, or why it does not."""

    def why(line: int, applies: bool) -> str:
        return _applies(rules, rule, line) if applies else _misses(rules, rule, line)

    return why


def _misses(rules: RuleSet, rule: Rule, line: int) -> str:
    """What keeps ``rule`` from speaking of ``line`` of its example."""
    code = _statement(rule.example.read_text("utf-8", "replace").split("\n")[line - 1 :])
    near = [case for case in rule.cases if any(name.strip(".") in code for name in case.anchors)]
    if not near:
        known = dict.fromkeys(name for case in rule.cases for name in case.anchors)
        return f"it has none of the names that shapes start at: {_some(list(known), 'or')}"
    example = _Example(rules, rule, line)
    near = near[:_MOST_CASES]
    standing = [case for case in near if example.speaks(_bare(case))]
    if not standing:
        shapes = dict.fromkeys(case.shape for case in near)
        return f"none of its shapes stands there: {_some(list(shapes), 'or')}"
    missing = [
        (case, [name for name, alone in _demands(case) if not example.speaks(alone)])
        for case in standing
    ]
    case, names = min(missing, key=lambda item: len(item[1]))
    if not names:
        return f"{_called(rule, case)} stands there, and another rule has the place"
    verb = "does" if len(names) == 1 else "do"
    return f"of {_called(rule, case)} {_some(names, 'and')} {verb} not hold"


def _statement(lines: Sequence[str]) -> str:
    """The first lines, up to where a statement or a block ends."""
    found = []
    for line in lines[:_MOST_LINES]:
        found.append(line)
        if line.rstrip().endswith((";", "{", "}")):
            break
    return "\n".join(found)


def _applies(rules: RuleSet, rule: Rule, line: int) -> str:
    """Which shape of ``rule`` speaks of ``line`` of its example."""
    example = _Example(rules, rule, line)
    found = next((case for case in rule.cases[:_MOST_CASES] if example.speaks(case)), None)
    return f"by {_called(rule, found)}" if found is not None else "by several of its shapes"


def _called(rule: Rule, case: Case) -> str:
    """A case by its shape, and by its number where several have that."""
    same = [item for item in rule.cases if item.shape == case.shape]
    if len(same) == 1:
        return repr(case.shape)
    number = next(at for at, item in enumerate(same, 1) if item is case)
    return f"{case.shape!r} (case {number} of {len(same)} with this shape)"


def _some(items: Sequence[str], word: str) -> str:
    shown = list(items[:_SHOWN])
    more = len(items) - len(shown)
    if more:
        return f"{', '.join(shown)} {word} {more} more"
    return f" {word} ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


class _Example:
    """The example of a rule, ported with one case in place of all."""

    def __init__(self, rules: RuleSet, rule: Rule, line: int) -> None:
        self._rules, self._rule, self._line = rules, rule, line
        self._data = rule.example.read_bytes()

    def speaks(self, case: Case) -> bool:
        """Whether the rule speaks of the line, if this is its only case."""
        rules = self._rules.with_rule(replace(self._rule, cases=(case,)))
        path = str(self._rule.example)
        words, guards = Vocabulary(rules), Guards(rules.info.guards, rules.info.compilers)
        seen = facts_of_source(Reading(path, self._data), words, guards)[0]
        index = index_of([seen], [path], rules)
        knowing = guards.knowing(own_macros(index, guards, rules))
        job = Job(rules, words, index, knowing)
        result = port(SourceFile(path, self._data), job, text_options(self._rule))
        return (self._rule.id, self._line) in spoken(result)


def _bare(case: Case) -> Case:
    """The case with its shape alone."""
    return replace(
        case,
        where=(),
        around=Surroundings(),
        scopes=frozenset[CodeScope](),
        arch=(),
        since="",
        until="",
    )


def _demands(case: Case) -> Iterator[Demand]:
    """Each demand of a case by its key, with the case that makes it alone."""
    bare = _bare(case)
    if case.since or case.until:
        yield "since or until", replace(bare, since=case.since, until=case.until)
    if case.arch:
        yield "arch", replace(bare, arch=case.arch)
    for scope in sorted(case.scopes, key=str):
        yield f"scope = {scope.value!r}", replace(bare, scopes=frozenset({scope}))
    for item in case.where:
        empty = Constraint(item.capture)
        for each in fields(item):
            value = getattr(item, each.name)
            if value != getattr(empty, each.name) and each.name not in ("part", "plus"):
                with_value = replace(empty, part=item.part, plus=item.plus, **{each.name: value})
                yield f"where.{item.capture}.{_key(each.name)}", replace(bare, where=(with_value,))
    for each in fields(case.around):
        value = getattr(case.around, each.name)
        if value:
            yield each.name, replace(bare, around=replace(Surroundings(), **{each.name: value}))


def _key(field: str) -> str:
    """A field of a constraint as a rule file calls it."""
    return {"sources": "from", "not_sources": "not_from"}.get(field, field)
