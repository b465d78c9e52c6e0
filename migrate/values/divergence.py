"""Whether some lanes of a wavefront, or threads of a block, do not get to a place:
``if (tid < 32) ...``, ``if (i >= n) return;`` before it, or a call of its function that stands so.

What comes in are a node of a file's tree, and what knows the origins and the integers of
expressions; what goes out is whether a condition or a loop around the place, or an exit before it,
asks for the number of the thread in a way that does not hold for all lanes alike, or a kernel is
launched with part of a wavefront. A function or a macro of a header that this does not call is
called in other files, which are not looked at: there lanes may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.values.code import Code
from migrate.values.integers import Integers
from migrate.values.variables import Variables

_THREAD = frozenset("threadIdx thread_rank __lane_id lane_id laneid".split())
_LOOPS = frozenset({"while_statement", "do_statement", "for_statement"})
_QUALIFY = frozenset({"template_function", "template_method", "qualified_identifier"})
_NAMES = frozenset({"identifier", "field_identifier", "qualified_identifier", "destructor_name"})
_BLOCKS = frozenset("compound_statement preproc_if preproc_ifdef preproc_else preproc_elif".split())
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})
_PASS_ON = frozenset({"parenthesized_expression", "condition_clause", "cast_expression"})
_HALF_OPEN, _CLOSED = frozenset({"<", ">="}), frozenset({"<=", ">"})
_COMPARES = frozenset({"==", "!=", *_HALF_OPEN, *_CLOSED})
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_WAVE = 64  # lanes of the widest wavefront
_DEEPEST = 8  # variables and conditions that are followed, and calls of calls
_MOST_CALLS = 16  # of one function that are looked at
_NEVER = 1 << 62
_GLOBAL = regex(rb"\b__global__\b")
_CALLED = regex(rb"\b([A-Za-z_]\w*)\s*(?=[(<])")


class Divergence:
    """Answers about one file, each worked out once."""

    def __init__(
        self,
        code: Code,
        variables: Variables,
        integers: Integers,
        is_unit: bool,
        *,
        of_block: bool = False,
    ) -> None:
        """What a unit, which no other file includes, does not call, nothing does. ``of_block`` asks
        for the threads of a block: whole wavefronts are a part of it, and however many it has, a
        launch leaves none out.
        """
        self._code = code
        self._variables = variables
        self._integers = integers
        self._is_unit = is_unit
        self._of_block = of_block
        self._conditions: dict[tuple[Span, bool], bool] = {}
        self._exits: dict[Span, int] = {}
        self._called: dict[str, bool] = {}

    def is_divergent(self, tree: SyntaxTree, node: Node) -> bool:
        """Whether some lanes do not get to ``node`` with the others, as far as the file tells."""
        if tree.is_fragment:
            return self._is_called_so(tree, self._code.defining(tree.span(node).start), 0)
        return self._is_divergent(tree, node, 0)

    def is_called_so(self, tree: SyntaxTree, function: Node, depth: int = 0) -> bool:
        """Whether some do not get into a function with the others, or are not all launched."""
        if _GLOBAL.search(tree.text(function).partition(b"{")[0]):
            return self._is_launched_so(tree, _name(tree, function))
        return self._is_called_so(tree, _name(tree, function), depth)

    def _is_divergent(self, tree: SyntaxTree, node: Node, depth: int) -> bool:
        inner = node
        for around in tree.around(node):
            if around.type in _BLOCKS and self._exit(tree, around) <= inner.start_byte:
                return True
            if self._is_branch(tree, inner, around):
                return True
            if around.type == "function_definition":
                return self.is_called_so(tree, around, depth)
            inner = around
        return False

    def _is_branch(self, tree: SyntaxTree, inner: Node, around: Node) -> bool:
        """Whether ``inner`` is what only some lanes do of ``around``."""
        if around.type in ("if_statement", "conditional_expression"):
            condition = around.child_by_field_name("condition")
            if condition is None or inner == condition:
                return False
            negated = inner == around.child_by_field_name("alternative")
            return self._selects(tree, condition, negated)
        if around.type in _LOOPS:
            condition = around.child_by_field_name("condition")
            if condition is None or inner != around.child_by_field_name("body"):
                return False
            return self._selects(tree, condition, False)
        if around.type == "switch_statement":
            condition = around.child_by_field_name("condition")
            return condition is not None and self._is_of_thread(tree, condition)
        if around.type == "binary_expression" and inner == around.child_by_field_name("right"):
            left, sign = around.child_by_field_name("left"), around.children[1].type
            return (
                left is not None
                and sign in ("&&", "||")
                and self._selects(tree, left, sign == "||")
            )
        return False

    def _exit(self, tree: SyntaxTree, block: Node) -> int:
        """Where the first statement of a block ends that some lanes leave the block by."""
        key = tree.span(block)
        if key not in self._exits:
            ends = (
                item.end_byte
                for item in block.named_children
                if item.type == "if_statement" and self._leaves(tree, item)
            )
            self._exits[key] = next(ends, _NEVER)
        return self._exits[key]

    def _leaves(self, tree: SyntaxTree, statement: Node) -> bool:
        condition, then, other = (
            statement.child_by_field_name(name)
            for name in ("condition", "consequence", "alternative")
        )
        if condition is None or then is None or other is not None:
            return False
        if then.type == "compound_statement":
            held = [item for item in then.named_children if item.type != "comment"]
            then = held[-1] if held else then
        return then.type in _LEAVES and self._selects(tree, condition, True)

    def _selects(self, tree: SyntaxTree, node: Node, negated: bool, depth: int = 0) -> bool:
        """Whether a condition, or what it denies, holds for some lanes only."""
        key = (tree.span(node), negated)
        if key not in self._conditions:
            self._conditions[key] = False
            self._conditions[key] = self._condition(tree, node, negated, depth)
        return self._conditions[key]

    def _condition(self, tree: SyntaxTree, node: Node, negated: bool, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        if node.type in _PASS_ON:
            inner = node.named_children
            return bool(inner) and self._selects(tree, inner[-1], negated, depth + 1)
        if node.type == "unary_expression" and node.children[0].type == "!":
            return self._selects(tree, node.named_children[-1], not negated, depth + 1)
        if node.type == "binary_expression":
            sign = node.children[1].type
            left, right = (node.child_by_field_name(name) for name in ("left", "right"))
            if left is None or right is None:
                return False
            if sign in ("&&", "||"):
                both = (self._selects(tree, item, negated, depth + 1) for item in (left, right))
                return any(both) if (sign == "&&") != negated else all(both)
            if sign in _COMPARES:
                return self._compares(tree, left, sign, right)
        if node.type == "identifier" and (value := self._value_of(tree, node)) is not None:
            return self._selects(tree, value, negated, depth + 1)
        return self._is_of_thread(tree, node)

    def _compares(self, tree: SyntaxTree, left: Node, sign: str, right: Node) -> bool:
        """Whether a comparison is one of the thread's number with what is no multiple of a wave."""
        if not self._is_of_thread(tree, left):
            left, sign, right = right, _MIRRORED.get(sign, sign), left
        if not self._is_of_thread(tree, left) or self._is_of_thread(tree, right):
            return False
        bound = self._integers.value(tree, tree.span(right))
        if self._of_block or bound is None or sign not in _HALF_OPEN | _CLOSED:
            return True
        return (bound + (sign in _CLOSED)) % _WAVE != 0

    def _value_of(self, tree: SyntaxTree, node: Node) -> Node | None:
        """What a variable is given that never changes."""
        value = self._variables.only_value(tree, tree.span(node))
        return tree.leaf(*value)[1] if value is not None else None

    def _is_of_thread(self, tree: SyntaxTree, node: Node) -> bool:
        """Whether an expression is made of the number of the thread, and differs within a wave."""
        return bool(
            _THREAD & self._variables.origins(tree, tree.span(node))
        ) and not self._is_of_wave(tree, node, 0)

    def _is_of_wave(self, tree: SyntaxTree, node: Node, depth: int) -> bool:
        """Whether an expression numbers whole wavefronts: ``threadIdx.x / warpSize``."""
        if self._of_block or depth > _DEEPEST:
            return False
        if node.type in _PASS_ON and node.named_children:
            return self._is_of_wave(tree, node.named_children[-1], depth + 1)
        if node.type == "identifier" and (value := self._value_of(tree, node)) is not None:
            return self._is_of_wave(tree, value, depth + 1)
        if node.type != "binary_expression":
            return False
        right = node.child_by_field_name("right")
        if right is None:
            return False
        number, sign = self._integers.value(tree, tree.span(right)), node.children[1].type
        if sign == "/":
            whole = number is not None and number % _WAVE == 0
            return whole or tree.text(right).strip(b"() ") == b"warpSize"
        return sign == ">>" and number is not None and number >= _WAVE.bit_length() - 1

    def _is_called_so(self, tree: SyntaxTree, name: str, depth: int) -> bool:
        """Whether a function or a macro is called where lanes are left out, or surely elsewhere."""
        if not name or depth > _DEEPEST:
            return False
        if name not in self._called:
            self._called[name] = False
            calls = [*self._calls(tree, name)]
            self._called[name] = any(
                self._is_divergent(there, call, depth + 1)
                if not there.is_fragment
                else self._is_called_so(
                    there, self._code.defining(there.span(call).start), depth + 1
                )
                for there, call in calls
            ) or not (calls or self._is_unit)
        return self._called[name]

    def _calls(self, tree: SyntaxTree, name: str) -> Iterator[tuple[SyntaxTree, Node]]:
        for start in self._names.get(name.encode(), ()):
            there, leaf = tree.file.leaf(start, start + len(name))
            outer = there.parent(leaf)
            while outer is not None and outer.type in _QUALIFY:
                outer = there.parent(outer)
            if outer is not None and outer.type == "field_expression":
                outer = there.parent(outer)
            if outer is not None and outer.type == "call_expression":
                yield there, outer

    def _is_launched_so(self, tree: SyntaxTree, name: str) -> bool:
        """Whether the file launches a kernel with blocks that do not fill their wavefronts."""
        return not self._of_block and any(
            threads is not None and threads % _WAVE != 0
            for there, call in self._calls(tree, name)
            for part in call.named_children
            if part.type == "kernel_call_syntax" and len(part.named_children) > 1
            for threads in (
                self._integers.part(there, there.span(part.named_children[1]), "threads"),
            )
        )

    @cached_property
    def _names(self) -> dict[bytes, list[int]]:
        """Where the first of the names stand that may be those of called functions."""
        found: dict[bytes, list[int]] = {}
        for match in _CALLED.finditer(self._code.blanked):
            places = found.setdefault(match[1], [])
            if len(places) < _MOST_CALLS:
                places.append(match.start())
        return found


def _name(tree: SyntaxTree, function: Node) -> str:
    """What a function is called, without what it is a member of."""
    declarator = function.child_by_field_name("declarator")
    while declarator is not None and declarator.type not in _NAMES:
        declarator = declarator.child_by_field_name("declarator")
    name = tree.text(declarator).decode("utf-8", "replace") if declarator is not None else ""
    return name.rpartition("::")[2].strip()
