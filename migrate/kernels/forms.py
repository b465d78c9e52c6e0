"""An index as a sum of products, so that two of them can be compared.

What comes in is a kernel's body and an expression; what goes out is the sum, with the variables
replaced by what they hold and the remainder of a division written with its quotient, so that
``(i / n) * n + i % n`` is ``i``. Nothing is computed at places that are read from memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from math import gcd

from migrate.kernels.accesses import Access
from migrate.kernels.body import Body
from migrate.kernels.flow import OF_THREADS, Flow, Source
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node

Form = Mapping[tuple[str, ...], int]
"""How often each product of names, in their order, is in the sum; the empty one is a number."""

Pattern = AbstractSet[tuple[str, int]]
"""What the place of an element moves with, and by how many factors each is multiplied."""

_MOST = 48  # products in a sum; a longer one stands for itself
_STEPS = 3  # variables that an index is followed through where it has several values
_NUMBER = regex(r"(\d+)[uUlL]*")
_THREAD = regex(r"(threadIdx|blockIdx)\.([xyz])")
_NOTHING: AbstractSet[Source] = frozenset()
_CAST = regex(r"(?:unsigned|int|long|size_t|uint\d+_t|int\d+_t|static_cast\s*<[^<>]*>)")


@dataclass(slots=True)
class Forms:
    """The forms of one kernel's indices. Those of variables are kept."""

    body: Body
    places: Places
    flow: Flow
    _known: dict[int, Form] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _moving: dict[str, frozenset[Source]] = field(default_factory=dict)  # names, and what by
    _quotients: dict[str, tuple[Form, Form]] = field(default_factory=dict)

    def of(self, node: Node | None) -> Form:
        """The form of an expression."""
        if node is None:
            return {}
        found = self._known.get(node.id)
        if found is None:
            made = self._of(node)
            found = made if len(made) <= _MOST else self._atom(node, self.body.text(node))
            self._known[node.id] = found
        return found

    def place(self, node: Node) -> Form:
        """Where an element stands in the array that it belongs to."""
        found: Form = {}
        for part in self.places.parts(node):
            found = _plus(found, _times(self.of(part.node), {part.factors: 1}), 1)
        return found

    def moves_back(self, node: Node) -> bool:
        """Whether the number of the thread is taken away from a place, as it is."""
        return any(
            times < 0 and len(product) == 1 and self._of_thread(product[0])
            for product, times in self.place(node).items()
        )

    def pattern(self, node: Node) -> Pattern:
        """What the place of an element moves with, and by how much that is multiplied at least;
        that is left open of a single one: rows of one thread each.
        """
        form = self.place(node)
        common = gcd(*form.values()) or 1
        lanes = {each[-1] for product in form for each in product if each.startswith("threadIdx")}
        least: dict[str, int] = {}
        for product, times in form.items():
            moving = [each for each in product if each in self._moving]
            factors = len(product) - len(moving) + (abs(times) != common)
            for each in moving:
                axis = _axis(each, lanes)
                least[axis] = min(least.get(axis, factors), factors)
        if len(least) == 1:
            return frozenset((each, 0) for each in least)
        return frozenset(least.items())

    def bases(self, pattern: Pattern) -> frozenset[str]:
        """The numbers of threads and loops that a pattern comes from, behind its quotients, and
        ``""`` for a name of which that is not known.
        """
        return frozenset(each for name, _ in pattern for each in self._behind(name))

    def _behind(self, name: str) -> frozenset[str]:
        if name not in self._quotients:
            is_number = len(name) == 1 or _THREAD.fullmatch(name) or name in self.body.counters
            is_number = is_number or self._moving.get(name, _NOTHING) == {Source.LOOP}
            return frozenset({name if is_number else ""})
        names = [each for product in self._quotients[name][0] for each in product]
        lanes = {each[-1] for each in names if each.startswith("threadIdx")}
        found = (self._behind(_axis(each, lanes)) for each in names if each in self._moving)
        return frozenset(each for names in found for each in names)

    # -- neighbours -------------------------------------------------------------------------------

    def near(self, reads: Sequence[Access]) -> str:
        """The array that is read at places which are next to each other, from thread to thread."""
        groups: dict[tuple[str, frozenset[tuple[tuple[str, ...], int]]], list[Form]] = {}
        for each in reads:
            for form in self._places(each.node):
                moving = {p: n for p, n in form.items() if self._is_moving({p: n})}
                rest = {p: n for p, n in form.items() if p not in moving}
                if moving:
                    groups.setdefault((each.array, frozenset(moving.items())), []).append(rest)
        for (array, alike), places in groups.items():
            ways = (_plus(one, other, -1) for one in places for other in places if one != other)
            if any(self._is_step(way, dict(alike)) for way in ways):
                return array
        return ""

    def _is_step(self, way: Form, moving: Form) -> bool:
        """Whether a way leads from one thread's place to that of another: it has a multiple of what
        the number of the thread is multiplied by.
        """
        for product, times in way.items():
            lone = [
                abs(n)
                for names, n in moving.items()
                for at, name in enumerate(names)
                if self._of_thread(name) and names[:at] + names[at + 1 :] == product
            ]
            if lone and abs(times) >= min(lone):
                return True
        return False

    def in_window(self, node: Node, steps: AbstractSet[str]) -> bool:
        """Whether an element stands as far from the thread's place as a loop has come, by one of
        the counters that go in ``steps`` of one.
        """
        form = self.place(node)
        for product, times in form.items():
            for at, name in enumerate(product):
                rest = product[:at] + product[at + 1 :]
                if name not in steps or self._of_thread(name):
                    continue
                if any(
                    self._is_number(other) and abs(form.get(_sorted(rest, other), 0)) == abs(times)
                    for other in self._moving
                ):
                    return True
        return False

    def _is_number(self, name: str) -> bool:
        return self._of_thread(name) and name not in self._quotients

    def _places(self, node: Node) -> list[Form]:
        """Where an element may stand: an index may have one of several values."""
        found: list[Form] = [{}]
        for part in self.places.parts(node):
            own = [_times(self.of(e), {part.factors: 1}) for e in self._alternatives(part.node)]
            found = [_plus(one, other, 1) for one in found for other in own][:_MOST]
        return found

    def _alternatives(self, node: Node, steps: int = _STEPS) -> list[Node]:
        """The expressions that one may stand for, through some variables."""
        if node.type == "parenthesized_expression":
            return self._alternatives(node.named_children[0], steps)
        parts: list[Node] = []
        if node.type == "conditional_expression":
            parts = node.named_children[1:]
        elif node.type == "identifier" and steps > 0:
            given = self.body.given(self.body.text(node), node.start_byte)
            if all(one.loop is None and not one.steps for one in given):
                parts = [one.value for one in given]
        found = (each for one in parts for each in self._alternatives(one, steps - 1))
        return list(islice(found, _MOST)) or [node]

    # -- sums -------------------------------------------------------------------------------------

    def _of(self, node: Node) -> Form:
        text = self.body.text(node)
        number = _NUMBER.fullmatch(text)
        if number is not None:
            return {(): int(number[1])} if int(number[1]) else {}
        if node.type == "identifier":
            return self._variable(node, text)
        if node.type == "binary_expression":
            return self._binary(node, text)
        if node.type == "unary_expression" and text.startswith("-"):
            return _plus({}, self.of(node.child_by_field_name("argument")), -1)
        if node.type in ("parenthesized_expression", "cast_expression"):
            inner = node.child_by_field_name("value") or node.named_children[-1]
            return self.of(inner)
        if node.type == "call_expression":
            arguments = node.child_by_field_name("arguments")
            function = self.body.text(node.child_by_field_name("function"))
            given = arguments.named_children if arguments is not None else []
            return self._call(node, function, given)
        if node.type == "conditional_expression":
            return self._one_of(node, node.named_children[1:])
        return self._atom(node, text)

    def _call(self, node: Node, function: str, given: Sequence[Node]) -> Form:
        """What a function makes of its arguments: of one that moves that one (a cast, a bound), of
        several a sum of which nothing is known but that it is one.
        """
        moving = [each for each in given if self._is_moving(self.of(each))]
        if (_CAST.fullmatch(function) and given) or len(moving) == 1:
            return self.of(moving[0] if moving else given[0])
        if not moving:
            return self._atom(node, self.body.text(node))
        found: Form = {}
        for at, each in enumerate(given):
            found = _plus(found, _times(self.of(each), {(f"{function}#{at}",): 1}), 1)
        return found

    def _one_of(self, node: Node, values: Sequence[Node]) -> Form:
        """One of several values: the only one that moves, beside bounds."""
        moving = [each for each in values if self._is_moving(self.of(each))]
        return self.of(moving[0]) if len(moving) == 1 else self._atom(node, self.body.text(node))

    def _is_moving(self, form: Form) -> bool:
        return any(each in self._moving for product in form for each in product)

    def _of_thread(self, name: str) -> bool:
        return bool(self._moving.get(name, _NOTHING) & OF_THREADS)

    def _atom(self, node: Node, text: str) -> Form:
        """A name that stands for itself."""
        sources = self.flow.sources(node)
        if sources:
            self._moving[text] = sources
        return {(text,): 1}

    def _variable(self, node: Node, name: str) -> Form:
        given = self.body.given(name, node.start_byte)
        is_plain = bool(given) and all(one.loop is None and not one.steps for one in given)
        if not is_plain or name in self._open or name in self.body.counters:
            return self._atom(node, name)
        self._open.add(name)
        more = len(given) > 1
        found = (
            self._one_of(node, [one.value for one in given]) if more else self.of(given[0].value)
        )
        self._open.discard(name)
        return found

    def _binary(self, node: Node, text: str) -> Form:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        sign = self.body.text(node.child_by_field_name("operator"))
        if sign == "<<" and _NUMBER.fullmatch(self.body.text(right)):
            return _times(self.of(left), {(): 1 << int(self.body.text(right).rstrip("uUlL"))})
        if sign not in ("+", "-", "*", "/", "%"):
            return self._atom(node, text)
        one, other = self.of(left), self.of(right)
        if sign in ("+", "-"):
            return _plus(one, other, 1 if sign == "+" else -1)
        if sign == "*":
            return _times(one, other)
        return self._divided(one, other, sign)

    def _divided(self, one: Form, other: Form, sign: str) -> Form:
        inner = next(iter(one))[0] if list(one.values()) == [1] and all(map(len, one)) else ""
        if inner in self._quotients and list(one) == [(inner,)]:  # of a quotient: of a product
            whole, part = self._quotients[inner]
            dividend, divisor = whole, _times(part, other)
        else:
            dividend, divisor = one, other
        name = f"({_written(dividend)})/({_written(divisor)})"
        self._quotients[name] = dividend, divisor
        by = {each for product in one for each in product if each in self._moving}
        if by:
            self._moving[name] = frozenset(source for each in by for source in self._moving[each])
        quotient: Form = {(name,): 1}
        return quotient if sign == "/" else _plus(one, _times(quotient, other), -1)


def _axis(name: str, lanes: AbstractSet[str]) -> str:
    """What a name stands for: the number of the thread and that of its block are one number."""
    found = _THREAD.fullmatch(name)
    return found[2] if found is not None and found[2] in lanes else name


def _sorted(product: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(sorted((*product, name)))


def _plus(one: Form, other: Form, sign: int) -> Form:
    found = dict(one)
    for product, times in other.items():
        found[product] = found.get(product, 0) + sign * times
    return {product: times for product, times in found.items() if times}


def _times(one: Form, other: Form) -> Form:
    found: dict[tuple[str, ...], int] = {}
    for product, times in one.items():
        for again, more in other.items():
            both = tuple(sorted((*product, *again)))
            found[both] = found.get(both, 0) + times * more
    return {product: times for product, times in found.items() if times}


def _written(form: Form) -> str:
    return "+".join(_products(form))


def _products(form: Form) -> Iterator[str]:
    for product, times in sorted(form.items()):
        yield "*".join((str(times), *product))
