"""The pattern of a kernel, and what in its code says so.

What comes in is the tree of a file; what goes out is a pattern for each of its kernels, with the
evidence in words. The first pattern that fits has it: a product of matrices also reduces, and only
what nothing speaks against is elementwise. A guess from the text, made to be shown and not to be
relied on.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.kernels.accesses import Access, How, accesses
from migrate.kernels.body import Body, bodies
from migrate.kernels.loops import Loops
from migrate.kernels.orders import reordered
from migrate.kernels.places import OF_THREADS, Places, Term
from migrate.kernels.products import gemm
from migrate.model import Span
from migrate.regex import regex
from migrate.rules.kernelways import Pattern
from migrate.text.syntax import Node, SyntaxTree, walk


@dataclass(frozen=True, slots=True)
class Classified:
    """A kernel of a file, where its name and all of it stand, its pattern, and what says so."""

    name: str
    span: Span
    whole: Span
    pattern: Pattern
    evidence: str


_SCANS = regex(r"(?:__)?shfl_up\w*|\w*(?:scan|Scan|prefix|Prefix|InclusiveSum|ExclusiveSum)\w*")
_SHUFFLES = regex(
    r"(?:__)?shfl_(?:down|xor)\w*|__reduce_\w+_sync|(?:cg|cooperative_groups)::reduce"
    r"|\w*(?:[Rr]educe|_sum|Sum|_max_block|_reduction)\w*"
)
_BLOCK = regex(r"\bBlockReduce\b|\bWarpReduce\b")
_BLOCK_SCAN = regex(r"\bBlockScan\w*|\bWarpScan\w*")
_HEAP = regex(r"malloc|free|lock")
_OWN_PLACE = frozenset({Term.THREAD, Term.PART})
_GATHERS = frozenset({"+=", "*=", "-=", "|=", "&=", "^="})


def classify(tree: SyntaxTree) -> tuple[Classified, ...]:
    """The kernels that a file defines, in order."""
    return tuple(_classified(body) for body in bodies(tree))


def _classified(body: Body) -> Classified:
    kernel = _Kernel(body)
    for pattern, ask in (
        (Pattern.GEMM, kernel.gemm),
        (Pattern.SCAN, kernel.scan),
        (Pattern.REDUCTION, kernel.shared_reduction),
        (Pattern.IRREGULAR, kernel.irregular),
        (Pattern.GATHER, kernel.gather),
        (Pattern.STENCIL, kernel.stencil),
        (Pattern.REDUCTION, kernel.reduction),
        (Pattern.GATHER, kernel.reorder),
        (Pattern.ELEMENTWISE, kernel.elementwise),
    ):
        evidence = ask()
        if evidence:
            return Classified(body.name, body.span, body.whole, pattern, evidence)
    return Classified(
        body.name, body.span, body.whole, Pattern.IRREGULAR, "nothing says which pattern it has"
    )


class _Kernel:
    """The questions that are asked of one kernel; an answer is what says so, or ``""``."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._places = Places(body)
        self._loops = Loops(body, self._places)
        self._calls = [node for node in body.nodes if node.type == "call_expression"]
        self._names = [body.text(node.child_by_field_name("function")) for node in self._calls]
        found = accesses(body, self._places)
        self._reads = [each for each in found if each.how is How.READ]
        self._writes = [each for each in found if each.how is How.WRITE]
        self._atomics = [each for each in found if each.how is How.ATOMIC]

    def gemm(self) -> str:
        return gemm(self._body, self._places, self._loops, self._names)

    def scan(self) -> str:
        for name in self._names:
            if _SCANS.fullmatch(name.rpartition("::")[2].partition("<")[0].rpartition(".")[2]):
                return f"it calls {name.partition('<')[0]}"
        if any(_BLOCK_SCAN.search(self._body.text(n)) for n in self._body.nodes[:1]):
            return "it uses BlockScan"
        waiting = [loop for loop in self._loops.own if self._loops.waits(loop)]
        doubling = [loop for loop in waiting if self._loops.doubles(loop)]
        if doubling and any(self._loops.halves(loop) and loop not in doubling for loop in waiting):
            return "loops with barriers and distances that double and halve"
        for loop in doubling:
            if any(self._looks_back(each) for each in self._shared_sums(loop)):
                return "a loop with barriers and a distance that doubles"
        return self._running()

    def shared_reduction(self) -> str:
        for node, name in zip(self._calls, self._names, strict=True):
            full = name.partition("<")[0]
            short = full.rpartition("::")[2].rpartition(".")[2]
            if self._exchanges(node, full):
                continue
            if (_SHUFFLES.fullmatch(short) or _SHUFFLES.fullmatch(full)) and "tomic" not in short:
                return f"it calls {full}"
        if _BLOCK.search(self._body.text(self._body.nodes[0])):
            return "it uses BlockReduce or WarpReduce"
        for loop in self._loops.own:
            if not self._body.shared or not self._loops.waits(loop):
                continue
            if self._loops.halves(loop):
                return "a loop with barriers and a distance that halves"
            if self._shared_sums(loop):
                return "a loop with barriers that adds up elements of shared memory"
        return ""

    def irregular(self) -> str:
        body = self._body
        if self._loops.decided_by_data():
            return "a loop whose end the data decide"
        if any(node.type in ("new_expression", "kernel_call_syntax") for node in body.nodes):
            return "it asks for memory, or launches kernels"
        if any(_HEAP.fullmatch(name) for name in self._names):
            return "it asks for memory or a lock"
        chained = self._chained()
        if chained:
            return f"what is read from {chained} says where it is read next"
        if not any(self._touches_thread(node) for node in body.nodes):
            return "it does not ask for the number of its thread"
        return ""

    def gather(self) -> str:
        for each in self._writes:
            if Term.LOADED in each.terms and self._places.is_memory(each.array):
                return f"{each.array} is written at an index that is read from memory"
        for each in self._atomics:
            if Term.LOADED in each.terms:
                return "an atomic operation at an index that is read from memory"
            if each.parts and not each.terms and self._is_computed(each):
                return "an atomic operation at an index that is computed"
        for node, name in zip(self._calls, self._names, strict=True):
            if self._exchanges(node, name):
                return "lanes exchange what they have"
        for each in self._reads:
            if not self._places.is_memory(each.array):
                continue
            if Term.LOADED in each.terms:
                return f"{each.array} is read at an index that is read from memory"
            if Term.BACKWARD in each.terms:
                return f"{each.array} is read from its end"
        return ""

    def stencil(self) -> str:
        if not self._writes:
            return ""
        ways: dict[tuple[str, tuple[frozenset[Term], ...]], set[str]] = {}
        stepped: dict[tuple[str, tuple[frozenset[Term], ...]], None] = {}
        for each in self._reads:
            near = any(
                Term.THREAD in part and Term.LOOP in part and Term.ROW not in part
                for part in each.parts
            )
            if near and self._body.loops(each.node):
                return f"{each.array} is read at the thread's place and its neighbours, in a loop"
            if each.terms & {Term.THREAD, Term.PART}:
                key = (each.array, tuple(part - {Term.NUMBER} for part in each.parts))
                ways.setdefault(key, set()).add(self._body.text(each.node))
                if any(part & _OWN_PLACE and Term.NUMBER in part for part in each.parts):
                    stepped[key] = None
            loops = self._body.loops(each.node)
            if loops and self._loops.windows(loops[0]):
                return f"{each.array} is read in a window around the thread's place"
        for key in stepped:
            if len(ways[key]) > 1:
                return f"{key[0]} is read at the thread's place and its neighbours"
        return ""

    def reduction(self) -> str:
        totals = {self._accumulates(node) for node in self._body.nodes} - {""}
        passed = [each for each in self._reads if self._body.text(each.value) in totals]
        ends = [*self._writes, *self._atomics, *passed]
        for node in self._body.nodes:
            name = self._accumulates(node)
            written = any(self._body.text(each.node) == name for each in self._writes)
            if name and (written or any(self._holds(each.value, name) for each in ends)):
                return f"a loop whose result is {name}, which is written once"
        for each in self._atomics:
            fixed = not each.terms & (OF_THREADS | {Term.LOADED}) and not self._is_computed(each)
            alone = not any(Term.THREAD in one.terms for one in self._writes)
            if fixed and (alone or self._is_total(each.value)):
                return f"all threads add to one place of {each.array}"
        return ""

    def _exchanges(self, node: Node, name: str) -> bool:
        """Whether a lane has the value of another in place of its own, and not beside it."""
        around = self._body.tree.parent(node)
        arguments = node.child_by_field_name("arguments")
        if "shfl_" not in name or around is None or arguments is None:
            return False
        left = around.child_by_field_name("left")
        sign = self._body.text(around.child_by_field_name("operator"))
        given = [self._body.text(each) for each in arguments.named_children]
        takes = around.type == "assignment_expression" and sign == "="
        return takes and (self._body.text(left) in given or left in self._stored)

    @property
    def _stored(self) -> list[Node]:
        return [each.node for each in self._writes]

    def _is_computed(self, access: Access) -> bool:
        """Whether the place of an access is a variable that changes, and of no known kind."""
        used = {self._body.text(n) for n in walk(access.node) if n.type == "identifier"}
        moves = {name for name, given in self._body.values.items() if len(given) > 1}
        members = {
            self._body.text(n.child_by_field_name("argument"))
            for n in walk(access.node)
            if n.type == "field_expression"
        }
        return bool(used & moves or members - {access.array})

    def reorder(self) -> str:
        return reordered(self._places, self._writes, self._reads)

    def elementwise(self) -> str:
        stores = [each for each in self._writes if self._places.is_memory(each.array)]
        own = [each for each in stores if each.terms & {Term.THREAD, Term.SCALED, Term.PART}]
        if not own or self._body.shared or any(Term.LOADED in each.terms for each in stores):
            return ""
        return "what it writes stands at the thread's place, as what it reads"

    # What stands in its code.

    def _shared_sums(self, loop: Node) -> list[Node]:
        """Assignments of the loop to an element of shared memory, of another element of it."""
        found = []
        for node in self._body.inside(loop):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if node.type != "assignment_expression" or left is None:
                continue
            array = self._places.array(left)
            inside = [
                each for each in self._body.inside(right) if each.type == "subscript_expression"
            ]
            own = [each for each in inside if self._places.array(each) == array]
            others = [each for each in own if self._body.text(each) != self._body.text(left)]
            sums = self._body.text(node.child_by_field_name("operator")) in _GATHERS
            if array in self._body.shared and others and (sums or len(own) > len(others)):
                found.append(node)
        return found

    def _looks_back(self, node: Node) -> bool:
        right = node.child_by_field_name("right")
        inside = [each for each in self._body.inside(right) if each.type == "subscript_expression"]
        return any("-" in self._body.text(each) for each in inside)

    def _running(self) -> str:
        """Whether a sum is written in each round of the loop that adds it up."""
        for node in self._body.nodes:
            name = self._accumulates(node)
            if not name:
                continue
            loop = self._body.loops(node)[0]
            for each in self._writes:
                inside = loop.start_byte <= each.node.start_byte < loop.end_byte
                moves = self._loop_moves(each, loop)
                so_far = self._holds(each.value, name) and not self._is_reset(name, loop)
                if inside and moves and so_far and self._body.loops(each.node)[0] == loop:
                    return f"a loop that writes what {name} is so far"
        return ""

    def _loop_moves(self, each: Access, loop: Node) -> bool:
        """Whether each round writes at another place of memory."""
        start = loop.child_by_field_name("initializer")
        counters = {self._body.text(n) for n in self._body.inside(start) if n.type == "identifier"}
        used = {self._body.text(n) for n in walk(each.node) if n.type == "identifier"}
        return self._places.is_memory(each.array) and bool(counters & used)

    def _is_reset(self, name: str, loop: Node) -> bool:
        given = self._body.given(name, loop.end_byte - 1)
        return not any(one.declares and one.at < loop.start_byte for one in given) or any(
            not one.steps
            and loop.start_byte <= one.at < loop.end_byte
            and not self._holds(one.value, name)
            for one in given
        )

    def _chained(self) -> str:
        """What is read from memory in a loop, and says where it reads in the next round."""
        indexed: dict[str, str] = {}
        for each in self._reads:
            if each.array in self._body.pointers and self._body.loops(each.node):
                inside = [n for n in walk(each.node) if n != each.node]
                indexed.update({self._body.text(n): each.array for n in inside})
        for node in self._body.nodes:
            if node.type != "assignment_expression" or not self._body.loops(node):
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            name = self._body.text(left)
            own = left is not None and left.type == "identifier" and not self._holds(right, name)
            if name in indexed and not own and Term.LOADED in self._places.terms(right):
                return indexed[name]
        return ""

    def _touches_thread(self, node: Node) -> bool:
        if node.type == "identifier" and self._body.text(node) in self._body.counters:
            return True
        return node.type in ("field_expression", "call_expression") and bool(
            self._places.terms(node) & OF_THREADS
        )

    def _accumulates(self, node: Node) -> str:
        """The variable that a loop gathers what it reads in."""
        if node.type != "assignment_expression" or not self._body.loops(node):
            return ""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        loop = self._body.loops(node)[0]
        if left is None or not self._stays(left, loop):
            return ""
        name = self._body.text(left)
        sign = self._body.text(node.child_by_field_name("operator"))
        if sign not in _GATHERS and not (sign == "=" and self._holds(right, name)):
            return ""
        return name if self._varies(right, loop) else ""

    def _stays(self, node: Node, loop: Node) -> bool:
        """Whether what is added to is the same in each round of the loop."""
        if node.type in ("identifier", "field_expression"):
            return True
        used = {self._body.text(n) for n in walk(node) if n.type == "identifier"}
        moved = {
            self._body.text(n)
            for part in ("initializer", "update")
            for n in self._body.inside(loop.child_by_field_name(part))
            if n.type == "identifier"
        }
        return node.type == "subscript_expression" and not used & moved

    def _varies(self, node: Node | None, loop: Node) -> bool:
        """Whether an expression reads memory at a place that changes from round to round."""
        kinds = ("subscript_expression", "pointer_expression")
        views = {each.node.id for each in self._reads}
        for each in self._body.inside(node):
            if each.type in kinds or each.id in views:
                return True
            if each.type == "identifier":
                given = self._body.given(self._body.text(each), each.start_byte)
                inner = [g.value for g in given if loop.start_byte < g.at < loop.end_byte]
                if any(s.type in kinds or s.id in views for i in inner for s in walk(i)):
                    return True
        return False

    def _is_total(self, value: Node | None) -> bool:
        """Whether a value is what a loop has added up."""
        name = self._body.text(value)
        given = self._body.given(name, value.start_byte) if value is not None else ()
        return any(one.steps and self._body.loops(one.value) for one in given)

    def _holds(self, value: Node | None, name: str) -> bool:
        return any(self._body.text(each) == name for each in self._body.inside(value))
