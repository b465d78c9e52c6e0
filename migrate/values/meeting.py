"""How all threads of a block may get to the barriers of a function that some leave early.

What comes in is a function of a file; what goes out is a ``Plan``: the exits that become a
condition, the statements that only those do who stay, and the variables that are declared ahead of
such statements. A plan is made only where the program means the same with it: what is left for all
threads computes with numbers of their own, and whether they get to a barrier, and how often, is the
same for all of the block. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk
from migrate.values.declaring import declared_names, is_declared_ahead, own_variables
from migrate.values.effects import Effects
from migrate.values.given import GivenValues, Name
from migrate.values.variables import Variables

_LOOPS = frozenset({"for_statement", "while_statement", "do_statement"})
_LEAVES = frozenset({"break_statement", "continue_statement"})
_FREE = frozenset(
    "alias_declaration type_definition static_assert_declaration using_declaration".split()
)
_BARRIER = regex(rb"__syncthreads\s*\(\s*\)\s*;")


class Leave(NamedTuple):
    """``if (...) return;``, by which some threads leave."""

    statement: Node


class Inside(NamedTuple):
    """An ``if`` with a barrier in it, into which some threads do not get. ``outer`` is the one that
    it stands in, or whether threads may have left before.
    """

    statement: Node
    outer: Node | bool


class Kept(NamedTuple):
    """Statements that only those threads do that are ``inside`` an ``if``, or have not left."""

    statements: tuple[Node, ...]
    inside: Node | None


class Ahead(NamedTuple):
    """A declaration of which some variables are given their values by those threads only."""

    declaration: Node
    late: tuple[Node, ...]
    inside: Node | None


class Rest(NamedTuple):
    """The first of the statements behind all barriers: who has left returns there."""

    statement: Node


Step = Leave | Inside | Kept | Ahead | Rest


class Plan(NamedTuple):
    """What is to be done to a function, in the order of its text."""

    body: Node
    steps: tuple[Step, ...]


class _CannotError(Exception):
    """The function has something that a plan cannot be sure of."""


class Around(NamedTuple):
    """Where statements stand: in a widened ``if``, in a loop, and whether threads have left."""

    inside: Node | None = None
    loop: Node | None = None


def plan(tree: SyntaxTree, function: Node, effects: Effects, variables: Variables) -> Plan | None:
    """What makes all threads meet at the barriers of a function; None where that is not sure."""
    body, kind = (function.child_by_field_name(name) for name in ("body", "type"))
    if body is None or kind is None or tree.text(kind) != b"void" or body.has_error:
        return None
    given = GivenValues(tree, body, effects, variables)
    planner = _Planner(tree, body, effects, given, *own_variables(tree, function))
    try:
        planner.run()
    except _CannotError:
        return None
    return Plan(body, tuple(planner.steps)) if planner.steps else None


@dataclass(eq=False)
class _Planner:
    """Goes through one function, and notes the steps."""

    tree: SyntaxTree
    body: Node
    effects: Effects
    given: GivenValues
    own: frozenset[bytes]
    others: frozenset[bytes]
    steps: list[Step] = field(default_factory=list)
    left: bool = False
    last: int = 0  # where the last statement of the body ends that may have a barrier
    heads: list[Node] = field(default_factory=list)  # what all threads have to agree on

    def run(self) -> None:
        meeting = [item for item in self.body.named_children if self._meets(item)]
        self.last = meeting[-1].end_byte if meeting else 0
        items = self.body.named_children
        self._block([item for item in items if item.start_byte < self.last], Around())
        rest = (item for item in items if item.start_byte >= self.last and item.type != "comment")
        first = next(rest, None)
        if self.left and first is not None:
            if first.type.startswith("preproc_if"):
                raise _CannotError
            self.steps.append(Rest(first))
        self._check_heads()

    def _meets(self, node: Node) -> bool:
        return self.effects.may_meet(self.tree, node)

    def _block(self, items: Sequence[Node], around: Around) -> None:
        """Statements that follow each other."""
        run: list[Node] = []
        for item in items:
            if not (self.left or around.inside) and item.type.startswith("preproc_if"):
                self._passed(item, around)
            elif self._is_leave(item):
                self._keep(run, around)
                self._leave(item, around)
            elif self._meets(item):
                if run and run[-1].type == "preproc_call":
                    run.pop()
                self._keep(run, around)
                self._meeting(item, around)
            else:
                self._passed(item, around)
                if self.left or around.inside:
                    run.append(item)
        self._keep(run, around)

    def _passed(self, item: Node, around: Around) -> None:
        """A statement without a barrier: no thread may get by it out of what all are to be in."""
        if self._meets(item) or item.type in ("goto_statement", "labeled_statement"):
            raise _CannotError
        for part in walk(item):
            if part.type in ("return_statement", "goto_statement") or (
                part.type in _LEAVES and around.loop is not None and self._leaves(part, item)
            ):
                raise _CannotError

    def _leaves(self, part: Node, item: Node) -> bool:
        """Whether a ``break`` or ``continue`` is one of a loop around a statement."""
        kinds = _LOOPS | {"switch_statement"} if part.type == "break_statement" else _LOOPS
        return not any(
            outer.type in kinds and outer.start_byte >= item.start_byte
            for outer in self.tree.around(part)
        )

    def _is_leave(self, item: Node) -> bool:
        """Whether it is ``if (...) return;``, or ``break`` or ``continue`` in its place."""
        return left_by(item) is not None

    def _leave(self, item: Node, around: Around) -> None:
        condition, by = _condition(item), left_by(item)
        holder = self.tree.parent(item)
        if by is None or holder is None or condition.named_child_count != 1:
            raise _CannotError
        if self._is_common(condition):
            self.heads.append(condition)
            return
        is_return = by.type == "return_statement" and holder.type == "compound_statement"
        if not is_return or around.inside is not None or self._meets(condition):
            raise _CannotError
        self.steps.append(Leave(item))
        self.left = True

    def _is_common(self, condition: Node) -> bool:
        found = self.given.behind([condition])
        return self._are_common(found) and self._is_harmless(condition)

    def _are_common(self, found: Iterable[Name]) -> bool:
        return self.effects.is_common(frozenset(word for word, _ in found))

    def _is_harmless(self, node: Node) -> bool:
        return self.effects.is_harmless(self.tree, node, self.own)

    def _meeting(self, item: Node, around: Around) -> None:
        """A statement with a barrier in it."""
        if item.type == "compound_statement":
            self._block(item.named_children, around)
        elif item.type in _LOOPS:
            self._loop(item, around)
        elif item.type == "if_statement":
            self._branch(item, around)
        elif self.left or around.inside:
            if not _BARRIER.fullmatch(self.tree.text(item)):
                raise _CannotError
        elif item.type not in ("expression_statement", "declaration"):
            raise _CannotError

    def _loop(self, item: Node, around: Around) -> None:
        body = item.child_by_field_name("body")
        if body is None or item.child_by_field_name("condition") is None:
            raise _CannotError
        if any(_returns(part) and not self._is_common(_condition(part)) for part in walk(body)):
            self.left = True  # in the second round, for what stands ahead of it
        for name in ("initializer", "condition", "update"):
            head = item.child_by_field_name(name)
            if head is not None:
                self.heads.append(head)
        self._inner(body, around._replace(loop=item))

    def _inner(self, body: Node, around: Around) -> None:
        """What a loop or a branch does: a block, a barrier, or another branch."""
        if body.type == "compound_statement":
            self._block(body.named_children, around)
        elif body.type == "if_statement" and self._meets(body):
            self._branch(body, around)
        elif body.type != "comment" and not _BARRIER.fullmatch(self.tree.text(body)):
            raise _CannotError

    def _branch(self, item: Node, around: Around) -> None:
        """An ``if`` with a barrier in it, that all threads get into or none, or some."""
        condition, then, other = (
            item.child_by_field_name(name) for name in ("condition", "consequence", "alternative")
        )
        if condition is None or then is None or condition.named_child_count != 1:
            raise _CannotError
        if self._is_common(condition):
            self.heads.append(condition)
            for branch in (then, *(other.named_children if other is not None else ())):
                self._inner(branch, around)
            return
        holder = self.tree.parent(item)
        if holder is None or holder.type != "compound_statement":
            raise _CannotError
        if other is not None or then.type != "compound_statement" or self._meets(condition):
            raise _CannotError
        self.steps.append(Inside(item, around.inside or self.left))
        self._block(then.named_children, around._replace(inside=item))

    def _keep(self, run: list[Node], around: Around) -> None:
        """What of some statements only those do that stay."""
        apart = self._apart(run)
        group: list[Node] = []
        for before, item in zip((None, *run), (*run, None), strict=True):
            if item is not None and item not in apart:
                if not group and before is not None and before.type == "preproc_call":
                    group.append(before)  # it speaks of the statement behind it
                if group or not self._is_free(item):
                    group.append(item)
                continue
            while group and group[-1].type in ("comment", "preproc_call"):
                group.pop()
            if group:
                self.steps.append(Kept(tuple(group), around.inside))
                group = []
            if item is not None and not self._is_free(item):
                if not is_declared_ahead(self.tree, item):
                    raise _CannotError
                late = tuple(part for part in item.named_children if not self._is_free_part(part))
                self.steps.append(Ahead(item, late, around.inside))
        run.clear()

    def _apart(self, run: Sequence[Node]) -> set[Node]:
        """Declarations of what is used behind the statements that they would be kept with."""
        apart: set[Node] = set()
        while True:
            groups = _groups(run, apart)
            new = {
                item
                for group in groups
                for item in group
                if item.type == "declaration" and self._is_used(item, group[-1].end_byte)
            }
            if not new:
                return apart
            apart |= new

    def _is_used(self, declaration: Node, behind: int) -> bool:
        names = declared_names(self.tree, declaration)
        if any(map(self.effects.is_in_macros, names)):
            return True
        end = self.tree.parent(declaration)
        scope = end if end is not None else self.body
        return any(
            part.type == "identifier"
            and part.start_byte >= behind
            and self.tree.text(part) in names
            for part in walk(scope)
        )

    def _is_free(self, item: Node) -> bool:
        """Whether all threads may do it."""
        if item.type in ("comment", "preproc_call") or item.type in _FREE:
            return True
        if item.type == "expression_statement":
            return all(map(self._is_harmless, item.named_children))
        if item.type != "declaration":
            return False
        if b"__shared__" in self.tree.text(item) or b"constexpr" in self.tree.text(item):
            return True
        return all(map(self._is_free_part, item.named_children))

    def _is_free_part(self, part: Node) -> bool:
        """Whether all threads may do what a part of a declaration does."""
        value = part.child_by_field_name("value") if part.type == "init_declarator" else None
        return value is None or self._is_harmless(value)

    def _check_heads(self) -> None:
        """All threads agree on the heads of loops and branches with barriers, those too that left:
        what these are made of is set by all of them, and by nothing of the thread's own.
        """
        found = self.given.behind(self.heads)
        if not self._are_common(found) or not all(map(self._is_free_head, self.heads)):
            raise _CannotError
        if any(word in self.others for word, _ in found):
            raise _CannotError
        only_some = [
            (nodes[0].start_byte, nodes[-1].end_byte)
            for step in self.steps
            if isinstance(step, Kept | Ahead)
            for nodes in [step.statements if isinstance(step, Kept) else step.late]
        ]
        for item in self.given.all:
            if item.name not in found:
                continue
            if item.value is None or not self._is_harmless(item.value):
                raise _CannotError
            if any(start <= item.place.start_byte < end for start, end in only_some):
                raise _CannotError

    def _is_free_head(self, head: Node) -> bool:
        return self._is_free(head) if head.type == "declaration" else self._is_harmless(head)


def left_by(item: Node) -> Node | None:
    """The ``return``, ``break`` or ``continue`` that is all an ``if`` without ``else`` does."""
    if item.type != "if_statement" or item.child_by_field_name("alternative") is not None:
        return None
    then = item.child_by_field_name("consequence")
    if then is not None and then.type == "compound_statement":
        held = [part for part in then.named_children if part.type != "comment"]
        then = held[0] if len(held) == 1 else None
    if then is None or then.type not in _LEAVES | {"return_statement"}:
        return None
    return then if then.named_child_count == 0 else None


def _returns(item: Node) -> bool:
    by = left_by(item)
    return by is not None and by.type == "return_statement"


def _condition(item: Node) -> Node:
    """That of an ``if``."""
    condition = item.child_by_field_name("condition")
    assert condition is not None, "an if has a condition"
    return condition


def _groups(run: Sequence[Node], apart: set[Node]) -> list[list[Node]]:
    """The statements between those that stand apart."""
    groups: list[list[Node]] = [[]]
    for item in run:
        if item in apart:
            groups.append([])
        else:
            groups[-1].append(item)
    return [group for group in groups if group]
