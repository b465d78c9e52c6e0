"""Which array an access is to, and what is added up to its place in it.

What comes in is a kernel's body and an expression that reads or writes an element; what goes out is
the array behind all pointers that are made of it, and the expressions that say where the element
stands. What these are worth is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from migrate.kernels.body import Body, indices
from migrate.regex import regex
from migrate.text.syntax import Node

_CAST = regex(r"(?:reinterpret|static|const)_cast\s*<.*")
_DEPTH = 8  # pointers made of pointers
_STEPS_IN = frozenset(
    "subscript_expression parenthesized_expression cast_expression pointer_expression "
    "field_expression binary_expression update_expression".split()
)
STRIDE = "[]"


class Part(NamedTuple):
    """An expression that is added to a place, and what that is multiplied by: a stride for each
    dimension behind it, or the argument of a function of which nothing else is known.
    """

    node: Node
    factors: tuple[str, ...] = ()


@dataclass(slots=True)
class Places:
    """The arrays and places of one kernel."""

    body: Body
    _parts: dict[int, tuple[Part, ...]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _asked_for: set[str] = field(default_factory=set)
    _points: dict[int, bool] = field(default_factory=dict)

    def is_memory(self, array: str) -> bool:
        """Whether an array is in memory that others see, too."""
        return not self.body.holds(array.partition(".")[0])

    def array(self, node: Node | None) -> str:
        """The parameter, the member of one, or the shared array that an access is to."""
        name = ""
        for _ in range(_DEPTH):
            base, member = self._named(node)
            name = self.body.text(base)
            given = self.body.given(name, base.start_byte) if base is not None else ()
            first = next((one.value for one in given if not one.steps), None)
            is_own = name in self.body.pointers or name in self.body.shared
            if is_own and not any(one.declares for one in given):
                first = None
            if first is None or name in self.body.arrays:
                is_parts = name in self.body.pointers or name in self.body.objects
                return f"{name}.{member}" if member and is_parts else name
            node = first
        return name

    def base(self, node: Node | None) -> Node | None:
        """The name that a subscript, a pointer or a sum with one begins with."""
        return self._named(node)[0]

    def points(self, node: Node) -> bool:
        """Whether an expression is a pointer into memory, or adds to one, and reads no element."""
        if node.id not in self._points:
            self._points[node.id] = self._is_pointer(node)
        return self._points[node.id]

    def _is_pointer(self, node: Node) -> bool:
        *way, base = self._way(node)
        if any(each.type in ("subscript_expression", "field_expression") for each in way):
            return self._is_address(node)
        stars = any(each.type == "pointer_expression" for each in way)
        if base.type != "identifier" or stars:
            return False
        name = self.body.text(base)
        if name in self.body.pointers or name in self.body.shared:
            return True
        if name in self._asked_for:
            return False
        self._asked_for.add(name)
        given = [one.value for one in self.body.given(name, base.start_byte) if not one.steps]
        found = any(map(self.points, given))
        self._asked_for.discard(name)
        return found

    def _is_address(self, node: Node) -> bool:
        return node.type == "pointer_expression" and self.body.text(node)[0] == "&"

    def parts(self, node: Node) -> tuple[Part, ...]:
        """What is added up to the place of an element, in the pointers to it, too."""
        if node.id not in self._parts:
            self._parts[node.id] = tuple(self._all(node))
        return self._parts[node.id]

    def _all(self, node: Node) -> Iterator[Part]:
        yield from self.added(node)
        base = self.base(node)
        name = self.body.text(base)
        if base is None or name in self._open or self.body.holds(name):
            return
        self._open.add(name)
        given = self.body.given(name, base.start_byte)
        for one in [each for each in given if not each.steps][:1]:
            yield from self._all(one.value)
        yield from (Part(one.value) for one in given if one.steps)
        self._open.discard(name)

    def added(self, node: Node) -> Iterator[Part]:
        """What is added on the way to the name that an expression begins with."""
        ahead: tuple[str, ...] = ()
        for each in self._way(node):
            if each.type == "binary_expression":
                right = each.child_by_field_name("right")
                yield from (Part(right),) if right is not None else ()
            dimensions = indices(each)
            if each.type == "call_expression":
                dimensions = self._asked(each)
                if self._is_function(each):
                    name = self.body.text(each.child_by_field_name("function"))
                    yield from (Part(one, (f"{name}#{at}",)) for at, one in enumerate(dimensions))
                    continue
            for one in reversed(dimensions):
                yield Part(one, ahead)
                ahead += (STRIDE,)
            if each.type == "binary_expression":
                ahead = ()

    def _asked(self, call: Node) -> list[Node]:
        """What a call is given beside a pointer: where it is to look."""
        arguments = call.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        return [] if self._is_cast(call) else [each for each in given if not self.points(each)]

    def _way(self, node: Node) -> Iterator[Node]:
        """An expression and what it is made of, down to what it begins with."""
        step: Node | None = node
        while step is not None:
            yield step
            step = self._inner(step)

    def _inner(self, node: Node) -> Node | None:
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            if self._is_cast(node) or self._is_function(node):
                arguments = node.child_by_field_name("arguments")
                given = arguments.named_children if arguments is not None else []
                is_cast = self._is_cast(node)
                return next((each for each in given if is_cast or self.points(each)), function)
            return function
        if node.type not in _STEPS_IN:
            return None
        inner = node.child_by_field_name("argument") or node.child_by_field_name("value")
        inner = inner or node.child_by_field_name("left")
        return inner or next(iter(node.named_children), None)

    def _is_cast(self, call: Node) -> bool:
        return bool(_CAST.match(self.body.text(call.child_by_field_name("function"))))

    def _is_function(self, call: Node) -> bool:
        """Whether a function is called, and no object or member of one."""
        function = call.child_by_field_name("function")
        if function is None or function.type == "field_expression":
            return False
        return self.body.text(function) not in self.body.objects

    def _named(self, node: Node | None) -> tuple[Node | None, str]:
        """What an expression begins with, and the member of that."""
        if node is None:
            return None, ""
        way = list(self._way(node))
        above = way[-2] if len(way) > 1 and way[-2].type == "field_expression" else None
        return way[-1], self.body.text(above.child_by_field_name("field") if above else None)
