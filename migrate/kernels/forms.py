"""An index as a sum of products, so that two of them can be compared.

What comes in is a kernel's body and an expression; what goes out is the sum, with the variables
replaced by what they hold and the remainder of a division written with its quotient, so that
``(i / n) * n + i % n`` is ``i``. Nothing is computed at places that are read from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from math import gcd

from migrate.kernels.accesses import Access
from migrate.kernels.body import Body
from migrate.kernels.places import OF_THREADS, Places, Term, indices
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
_THREAD_CALL = regex(r"thread_rank|lane_id|laneId|warp_id")
_CAST = regex(r"(?:unsigned|int|long|size_t|uint\d+_t|int\d+_t|static_cast\s*<[^<>]*>)")
_MOVES = OF_THREADS | {Term.LOOP, Term.ROW, Term.LOADED}


@dataclass(slots=True)
class Forms:
    """The forms of one kernel's indices. Those of variables are kept."""

    body: Body
    places: Places
    _known: dict[int, Form] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _moving: set[str] = field(default_factory=set)  # names that differ from thread to thread
    _counters: set[str] = field(default_factory=set)  # of loops
    _quotients: dict[str, tuple[Form, Form]] = field(default_factory=dict)

    def of(self, node: Node | None) -> Form:
        """The form of an expression."""
        if node is None:
            return {}
        found = self._known.get(node.id)
        if found is None:
            found = self._known[node.id] = self._bounded(node, self._of(node))
        return found

    def place(self, node: Node) -> Form:
        """Where an element stands in the array that it belongs to."""
        found: Form = {}
        for each in self.places.added(node):
            found = _plus(found, self.of(each), 1)
        base = self.places.base(node)
        name = self.body.text(base)
        if base is None or name in self._open or self.body.holds(name):
            return found
        self._open.add(name)
        for one in self.body.given(name, base.start_byte):
            found = _plus(found, self.of(one.value) if one.steps else self.place(one.value), 1)
        self._open.discard(name)
        return found

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

    def around(self, reads: Sequence[Access]) -> str:
        """The array that is read at three places or more, on both sides of one of them."""
        return self._near(reads, _is_two_sided)

    def beside(self, reads: Sequence[Access]) -> str:
        """The array that is read at places that are next to each other."""
        return self._near(reads, _is_beside)

    def _near(self, reads: Sequence[Access], fits: Callable[[Sequence[Form], int], bool]) -> str:
        """The array of which the places that move alike fit, with the step from one thread's to
        the next one's.
        """
        groups: dict[tuple[str, frozenset[tuple[tuple[str, ...], int]]], list[Form]] = {}
        for each in reads:
            for form in self._places(each.node):
                moving = {p: n for p, n in form.items() if self._is_moving({p: n})}
                rest = {p: n for p, n in form.items() if p not in moving}
                if moving and not any("[" in name for p in moving for name in p):
                    group = groups.setdefault((each.array, frozenset(moving.items())), [])
                    group += [] if rest in group else [rest]
        for (array, alike), places in groups.items():
            if fits(places, gcd(*(times for _, times in alike))):
                return array
        return ""

    def _places(self, node: Node) -> list[Form]:
        """Where an element may stand: an index may have one of several values."""
        parts = indices(node)
        base = self.places.base(node)
        if len(parts) != 1 or base is None or not self.body.is_plain(self.body.text(base)):
            return [self.place(node)]
        return [self.of(each) for each in self._alternatives(parts[0])]

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

    def bases(self, pattern: Pattern) -> frozenset[str]:
        """The numbers of threads and loops that a pattern comes from, behind its quotients, and
        ``""`` for a name of which that is not known.
        """
        names = {name for name, _ in pattern}
        return frozenset(each for name in names for each in self._behind(name))

    def _behind(self, name: str) -> frozenset[str]:
        if name not in self._quotients:
            is_number = len(name) == 1 or _THREAD.fullmatch(name) or name in self._counters
            return frozenset({name if is_number else ""})
        names = [each for product in self._quotients[name][0] for each in product]
        lanes = {each[-1] for each in names if each.startswith("threadIdx")}
        found = (self._behind(_axis(each, lanes)) for each in names if each in self._moving)
        return frozenset(each for names in found for each in names)

    def feeding(
        self, write: Access, reads: Sequence[Access], *, shared: bool = False
    ) -> list[Access]:
        """The reads whose values are written there, of memory that others see, too, or of what is
        ``shared`` by a block.
        """
        seen: set[int] = set()
        self._follow(write.value, seen)
        seen.add(write.node.id)
        return [
            each
            for each in reads
            if each.node.id in seen
            and (each.array in self.body.shared if shared else self.places.is_memory(each.array))
        ]

    def _follow(self, node: Node | None, seen: set[int]) -> None:
        """The nodes that a value is computed from, through variables."""
        for each in self.body.inside(node):
            if each.id in seen:
                continue
            seen.add(each.id)
            if each.type in ("identifier", "field_expression"):
                for one in self.body.given(self.body.text(each), each.start_byte):
                    self._follow(one.value, seen)

    def _bounded(self, node: Node, form: Form) -> Form:
        return form if len(form) <= _MOST else self._atom(node, self.body.text(node))

    def _of(self, node: Node) -> Form:
        text = self.body.text(node)
        number = _NUMBER.fullmatch(text)
        if number is not None:
            return {(): int(number[1])} if int(number[1]) else {}
        if node.type == "identifier":
            return self._variable(node, text)
        if node.type == "binary_expression":
            return self._binary(node, text)
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
        if not moving or _THREAD_CALL.search(function):
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

    def _atom(self, node: Node, text: str) -> Form:
        """A name that stands for itself."""
        if self.places.terms(node) & _MOVES or _THREAD.search(text):
            self._moving.add(text)
        return {(text,): 1}

    def _variable(self, node: Node, name: str) -> Form:
        given = self.body.given(name, node.start_byte)
        more = len(given) > 1
        is_plain = bool(given) and all(one.loop is None and not one.steps for one in given)
        if not is_plain or name in self._open or name in self.body.counters:
            if any(one.loop is not None for one in given) or name in self.body.counters:
                self._moving.add(name)
                self._counters.add(name)
            return self._atom(node, name)
        self._open.add(name)
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
        if self._is_moving(one):
            self._moving.add(name)
        quotient: Form = {(name,): 1}
        return quotient if sign == "/" else _plus(one, _times(quotient, other), -1)


def _is_beside(places: Sequence[Form], step: int) -> bool:
    """Whether two places are apart by a number, and no members of one element: those are fewer than
    the ``step`` from one to the next.
    """
    ways = (_plus(one, other, -1) for one in places for other in places)
    return any(set(way) == {()} and abs(way[()]) >= step for way in ways)


def _is_two_sided(places: Sequence[Form], step: int) -> bool:
    """Whether there are places before and behind one of them, no members of one element."""
    for middle in places:
        for one in places:
            way = _plus(one, middle, -1)
            back = _plus(middle, way, -1)
            is_member = set(way) == {()} and abs(way[()]) < step
            if way and not is_member and back in places and _is_back(places):
                return True
    return False


def _is_back(places: Sequence[Form]) -> bool:
    """Whether something is taken away from a place, or all is next to each other."""
    negative = any(times < 0 for place in places for times in place.values())
    return negative or all(set(place) <= {()} for place in places)


def _axis(name: str, lanes: AbstractSet[str]) -> str:
    """What a name stands for: the number of the thread and that of its block are one number."""
    found = _THREAD.fullmatch(name)
    return found[2] if found is not None and found[2] in lanes else name


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
