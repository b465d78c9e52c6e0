"""Labels of a ``switch`` that become one: CUDA has two names where the target has one.

What comes in are the tree of a file, the rules and the entries of its ledger; what goes out are the
entries, those of a label that another one of the same ``switch`` becomes as well with a finding.
Labels in different branches of an ``#if`` are not compared. Nothing is edited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.model import Finding, Reference, Status
from migrate.rewrite.entries import Entry
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet
from migrate.text.syntax import Node, SyntaxTree

_RULE = "migrate/repeated-label"
_STAYS = frozenset({Status.NATIVE, Status.PORTED, Status.REVIEW})


def with_repeated(
    tree: Callable[[], SyntaxTree], data: bytes, rules: RuleSet, entries: Sequence[Entry]
) -> list[Entry]:
    """The ``entries``, with a finding on each label that repeats an earlier one in the port."""
    if b"switch" not in data or b"case" not in data:
        return list(entries)
    first: dict[tuple[int, str], str] = {}
    found = []
    for entry in entries:
        target = _target(entry.reference, rules)
        where = _label(tree(), entry.reference) if target else None
        if where is not None:
            name = first.setdefault((where, target), entry.reference.name)
            if name != entry.reference.name:
                entry = _told(entry, name, target, rules.causes.of_tool(_RULE))
        found.append(entry)
    return found


def _target(reference: Reference, rules: RuleSet) -> str:
    """What an enumerator becomes; nothing for all other names."""
    verdict = rules.verdict(reference.name) if reference.status in _STAYS else None
    rows = rules.surface.rows(reference.name) if verdict is not None else []
    is_value = any(row["kind"] in ("enum_constant", "macro") for row in rows)
    return verdict.target if verdict is not None and is_value else ""


def _label(tree: SyntaxTree, reference: Reference) -> int | None:
    """Which block of a ``switch`` the reference is a label in, if it is one."""
    owner, leaf = tree.leaf(reference.start, reference.end)
    node: Node = leaf
    while (case := owner.parent(node)) is not None and case.type == "qualified_identifier":
        node = case
    if owner is not tree or case is None or case.type != "case_statement":
        return None
    block = tree.parent(case) if case.child_by_field_name("value") == node else None
    return block.id if block is not None else None


def _told(entry: Entry, first: str, target: str, work: Work) -> Entry:
    reference = entry.reference
    message = (
        f"{reference.name} and {first} both become {target}, and a switch has each value only once"
    )
    advice = "remove one of the two labels, or join what they lead to"
    finding = Finding(
        _RULE,
        Status.MANUAL,
        reference.name,
        message,
        reference.start,
        reference.end,
        advice,
        "",
        None,
        *work,
    )
    kept = reference._replace(status=Status.MANUAL, rule=_RULE)
    return replace(entry, reference=kept, findings=(*entry.findings, finding))
