"""Rules on instructions against one statement of inline assembly.

What comes in are the cases of a use of ``asm`` and the place; what goes out is the match of the
statement as a whole, or none where it is no PTX that is understood. Operands and instructions are
read in ``instructions``, written in ``transcription``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial

from migrate.files.kinds import FOR_NVCC
from migrate.model import Span
from migrate.regex import regex
from migrate.rewrite.constraints import fits, stands
from migrate.rewrite.instructions import know
from migrate.rewrite.operandkinds import operand_kind
from migrate.rewrite.place import Match, Place
from migrate.rewrite.transcription import Position, transcribe
from migrate.rules.constraints import Constraint
from migrate.rules.constructs import Case, Rule
from migrate.shapes.finding import Found
from migrate.text.assembly import SPELLINGS, Statement, read_statement
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.scan import Scan
from migrate.values.facts import Facts

# Conditions that name a host's processor, or rule out the device.
_HOST_BRANCH = regex(
    r"(?<!!)(?:defined\s*\(?\s*)?\b(?:__x86_64(?:__)?|__amd64(?:__)?|__i[3-6]86(?:__)?|_M_(?:X64|IX86|AMD64"
    r"|ARM(?:64)?)|__aarch64__|__arm(?:64)?__|__ARM_\w+|__sparc\w*|__(?:power|p)pc(?:64)?__|__ppc__"
    r"|__(?:SSE|AVX|FMA)\w*__|__riscv\w*|__s390x?__|__mips\w*|__ia64__|__loongarch\w*|__alpha__)"
    r"|!\s*\(?\s*defined\s*\(?\s*__CUDA_ARCH__\b"
)
_BODIES = frozenset({"compound_statement"})
_HOLD_STATEMENTS = frozenset(
    "compound_statement preproc_if preproc_ifdef preproc_else preproc_elif".split()
)


def statement_at(scan: Scan, place: Place) -> Statement | None:
    """The inline assembly at ``place``; None where it cannot be read, or a directive is in it."""
    statement = read_statement(scan.data, place.use.parts[-1], scan.trivia.both)
    if statement is None:
        return None
    around = {bisect_left(scan.directives.starts, offset) for offset in statement.span}
    return statement if len(around) == 1 else None


def of_instructions(
    scan: Scan,
    statement: Statement,
    place: Place,
    cases: Sequence[tuple[Rule, Case]],
    facts: Facts,
) -> Match | None:
    """What rules on instructions say of a statement; None where it is none of PTX."""
    whole = Found(statement.span, {}, "")
    held = [(rule, case) for rule, case in cases if stands(case, whole, place, facts)]

    def accepts(constraint: Constraint, span: Span) -> bool:
        return fits(constraint, Found(span, {constraint.capture: span}, ""), place, facts)

    on_host = _names_host(place.branch) or facts.sides.surely_on_host(place.tree, place.leaf)
    on_host = on_host or (statement.is_empty and _is_plain(scan))
    known = know(scan.data, statement, held, accepts, on_host)
    if known is None:
        return None
    position = _position(place, scan.data, statement)
    things = partial(operand_kind, facts, place.tree, place.leaf)
    port = transcribe(scan.data, known, position, things)
    if port is None:
        return None
    return Match(port.rule, port.case, Found(port.span, port.captures, ""))


def _is_plain(scan: Scan) -> bool:
    """Whether a source of C or C++ names nothing of CUDA's beside assembly. An empty statement of
    it keeps a host's compiler from moving code, as it may any other.
    """
    if scan.path.endswith(FOR_NVCC):
        return False
    return all(token.text in SPELLINGS for token in scan.tokens)


def _position(place: Place, data: bytes, statement: Statement) -> Position:
    """What may be written in the place of a statement."""
    if place.directive is not None:
        return Position.MACRO
    around = place.tree.around(place.leaf)
    inner = next((node for node in around if node.type == "expression_statement"), None)
    outer = next(around, None) if inner is not None else None
    if outer is None or not _in_function(place.tree, outer):
        return _position_read(data, statement) if statement.arguments else Position.OUTSIDE
    return Position.BLOCK if outer.type in _HOLD_STATEMENTS else Position.SINGLE


def _position_read(data: bytes, statement: Statement) -> Position:
    """The same of a statement with operands, which is in a function, where no tree says so: it is
    among others behind one that ended.
    """
    before = data[: statement.span.start].rstrip()
    return Position.BLOCK if before.endswith((b";", b"{", b"}")) else Position.SINGLE


def _in_function(tree: SyntaxTree, node: Node) -> bool:
    return tree.nearest(node, _BODIES) is not None


def _names_host(branch: str) -> bool:
    """Whether a branch is for a host's processor, or for all but the device."""
    return _HOST_BRANCH.search(branch) is not None
