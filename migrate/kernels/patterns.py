"""The pattern of a kernel, and what in its code says so.

What comes in is the tree of a file; what goes out is a pattern for each of its kernels, with the
evidence in words. The first pattern that fits has it: a product of matrices also reduces, and only
what nothing speaks against is elementwise. A guess from the text, made to be shown and not to be
relied on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.kernels.accesses import Access, How, accesses, plain_name
from migrate.kernels.body import Body, bodies
from migrate.kernels.ends import Ends
from migrate.kernels.flow import Flow, Source
from migrate.kernels.forms import Forms
from migrate.kernels.heads import Parameter
from migrate.kernels.loops import Loops
from migrate.kernels.orders import reordered
from migrate.kernels.places import OF_THREADS, Places, Term
from migrate.kernels.products import gemm
from migrate.kernels.sums import Sums
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
    parameters: tuple[Parameter, ...] = ()


_SCANS = regex(r"(?:__)?shfl_up\w*|\w*(?:scan|Scan|prefix|Prefix|InclusiveSum|ExclusiveSum)\w*")
_SHUFFLES = regex(
    r"(?:__)?shfl_(?:down|xor)\w*|__reduce_\w+_sync|(?:cg|cooperative_groups)::reduce"
    r"|\w*(?:[Rr]educe|_sum|Sum|_max_block|_reduction)\w*"
)
_BLOCK = regex(r"\bBlockReduce\b|\bWarpReduce\b")
_BLOCK_SCAN = regex(r"\bBlockScan\w*|\bWarpScan\w*")
_HEAP = regex(r"malloc|free|lock")
_OWN_PLACE = frozenset({Term.THREAD, Term.PART})
_MOVING = OF_THREADS | {Term.LOOP, Term.ROW, Term.LOADED}


def classify(tree: SyntaxTree) -> tuple[Classified, ...]:
    """The kernels that a file defines, in order."""
    return tuple(_classified(body) for body in bodies(tree))


def _classified(body: Body) -> Classified:
    kernel = _Kernel(body)
    questions = (
        (Pattern.GEMM, kernel.gemm),
        (Pattern.SCAN, kernel.scan),
        (Pattern.REDUCTION, kernel.shared_reduction),
        (Pattern.IRREGULAR, kernel.irregular),
        (Pattern.REDUCTION, kernel.one_of_a_block),
        (Pattern.GATHER, kernel.scatter),
        (Pattern.STENCIL, kernel.neighbours),
        (Pattern.GATHER, kernel.gather),
        (Pattern.STENCIL, kernel.stencil),
        (Pattern.REDUCTION, kernel.reduction),
        (Pattern.GATHER, kernel.gather_for_all),
        (Pattern.GATHER, kernel.reorder),
        (Pattern.IRREGULAR, kernel.uneven),
        (Pattern.ELEMENTWISE, kernel.elementwise),
    )
    answers = ((each, ask()) for each, ask in questions)
    unknown = (Pattern.IRREGULAR, "nothing says which pattern it has")
    pattern, evidence = next((found for found in answers if found[1]), unknown)
    return Classified(body.name, body.span, body.whole, pattern, evidence, body.parameters)


class _Kernel:
    """The questions that are asked of one kernel; an answer is what says so, or ``""``."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._places = Places(body)
        self._flow = Flow(body, self._places)
        self._forms = Forms(body, self._places)
        self._loops = Loops(body, self._places)
        self._ends = Ends(body, self._places, self._flow)
        self._calls = [node for node in body.nodes if node.type == "call_expression"]
        self._names = [body.text(node.child_by_field_name("function")) for node in self._calls]
        found = accesses(body, self._places)
        self._reads = [each for each in found if each.how is How.READ]
        self._writes = [each for each in found if each.how is How.WRITE]
        self._atomics = [each for each in found if each.how is How.ATOMIC]
        self._sums = Sums(body, self._places, self._writes, self._reads)

    def gemm(self) -> str:
        return gemm(self._body, self._places, self._loops, self._names)

    def scan(self) -> str:
        for name in self._names:
            full = plain_name(name)
            if _SCANS.fullmatch(full.rpartition("::")[2].rpartition(".")[2]):
                return f"it calls {full}"
        if any(_BLOCK_SCAN.search(self._body.text(n)) for n in self._body.nodes[:1]):
            return "it uses BlockScan"
        waiting = [loop for loop in self._loops.own if self._loops.waits(loop)]
        doubling = [loop for loop in waiting if self._loops.doubles(loop)]
        if doubling and any(self._loops.halves(loop) and loop not in doubling for loop in waiting):
            return "loops with barriers and distances that double and halve"
        for loop in doubling:
            if any(self._sums.looks_back(each) for each in self._sums.shared_sums(loop)):
                return "a loop with barriers and a distance that doubles"
        return self._sums.running()

    def shared_reduction(self) -> str:
        for node, name in zip(self._calls, self._names, strict=True):
            full = plain_name(name)
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
            if self._sums.shared_sums(loop):
                return "a loop with barriers that adds up elements of shared memory"
        return ""

    def irregular(self) -> str:
        body = self._body
        if self._ends.decided_by_data():
            return "a loop whose end the data decide"
        if any(node.type in ("new_expression", "kernel_call_syntax") for node in body.nodes):
            return "it asks for memory, or launches kernels"
        if any(_HEAP.fullmatch(name) for name in self._names):
            return "it asks for memory or a lock"
        chained = self._ends.chained()
        if chained:
            return f"what is read says where it is read next, by {chained}"
        if not any(self._touches_thread(node) for node in body.nodes):
            return "it does not ask for the number of its thread"
        return ""

    def one_of_a_block(self) -> str:
        """What a tree of sums leaves, wherever that is."""
        shared = self._body.shared
        filled = {
            each.array for each in self._writes if each.array in shared and self._is_lanes(each)
        }
        for each in self._writes:
            if not self._places.is_memory(each.array) or self._is_lanes(each):
                continue
            for one in self._forms.feeding(each, self._reads, shared=True):
                if (
                    one.node.type != "call_expression"
                    and one.array in filled
                    and not one.terms & _MOVING
                    and not self._is_lanes(one)
                ):
                    return f"{each.array} takes one element of {one.array}, which all threads fill"
        return ""

    def _is_lanes(self, access: Access) -> bool:
        """Whether each thread of a block has a place of its own."""
        return Source.LANE in self._flow.place(access.node)

    def scatter(self) -> str:
        for each in self._writes:
            if Term.LOADED in each.terms and self._places.is_memory(each.array):
                return f"{each.array} is written at an index that is read from memory"
        for each in self._atomics:
            if Term.LOADED in each.terms:
                return "an atomic operation at an index that is read from memory"
            if each.parts and not each.terms and self._is_computed(each):
                return "an atomic operation at an index that is computed"
        return ""

    def gather(self) -> str:
        for node, name in zip(self._calls, self._names, strict=True):
            if self._exchanges(node, name):
                return "lanes exchange what they have"
        for each in self._reads:
            if not self._places.is_memory(each.array):
                continue
            if Term.LOADED in each.terms and Source.DATA in self._flow.place(each.node):
                return f"{each.array} is read at an index that is read from memory"
            if Term.BACKWARD in each.terms:
                return f"{each.array} is read from its end"
        return ""

    def gather_for_all(self) -> str:
        for each in self._reads:
            if self._places.is_memory(each.array) and Term.LOADED in each.terms:
                return f"{each.array} is read at an index that is read from memory"
        return ""

    def neighbours(self) -> str:
        """A place and some around it, whatever else is looked up."""
        reads = [each for each in self._reads if each.array not in self._body.arrays]
        array = self._forms.around(reads)
        return f"{array} is read at the thread's place and its neighbours" if array else ""

    def stencil(self) -> str:
        if not self._writes and not self._atomics:
            return ""
        reads = [each for each in self._reads if each.array not in self._body.arrays]
        for each in reads:
            near = any(
                Term.THREAD in part and Term.LOOP in part and Term.ROW not in part
                for part in each.parts
            )
            loops = self._body.loops(each.node)
            if near and loops and not self._loops.halves(loops[0]):
                return f"{each.array} is read at the thread's place and its neighbours, in a loop"
            if loops and self._loops.windows(loops[0]) and self._is_lanes_loop(loops[0]):
                return f"{each.array} is read in a window around the thread's place"
        array = self._forms.beside(reads) or self._asked_around(reads)
        return f"{array} is read at the thread's place and its neighbours" if array else ""

    def _is_lanes_loop(self, loop: Node) -> bool:
        """Whether it begins and ends elsewhere for each thread of a block."""
        ends = [loop.child_by_field_name(part) for part in ("initializer", "condition")]
        right = ends[1].child_by_field_name("right") if ends[1] is not None else None
        return all(Source.LANE in self._flow.sources(each) for each in (ends[0], right))

    def _asked_around(self, reads: Sequence[Access]) -> str:
        """The array that a function reads for the kernel, here and around."""
        asked: dict[tuple[str, tuple[frozenset[Term], ...]], set[str]] = {}
        for each in reads:
            if each.node.type == "call_expression" and each.terms & _OWN_PLACE:
                key = (each.array, tuple(part - {Term.NUMBER} for part in each.parts))
                asked.setdefault(key, set()).add(self._body.text(each.node))
        return next((array for (array, _), calls in asked.items() if len(calls) > 1), "")

    def reduction(self) -> str:
        totals = {self._sums.accumulates(node) for node in self._body.nodes} - {""}
        passed = [each for each in self._reads if self._body.text(each.value) in totals]
        values = [each.value for each in (*self._writes, *self._atomics, *passed)]
        values += [node for node in self._body.nodes if node.type == "return_statement"]
        for node in self._body.nodes:
            name = self._sums.accumulates(node)
            written = any(self._body.text(each.node) == name for each in self._writes)
            whole = name.partition(".")[0]
            if name and (written or any(self._sums.holds(each, name, whole) for each in values)):
                return f"a loop whose result is {name}, which is written once"
        for each in self._atomics:
            fixed = not each.terms & (OF_THREADS | {Term.LOADED}) and not self._is_computed(each)
            alone = not any(Term.THREAD in one.terms for one in self._writes)
            if fixed and (alone or self._sums.is_total(each.value)):
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
        return reordered(self._places, self._forms, self._writes, self._reads)

    def uneven(self) -> str:
        bounded = self._ends.bounded_by_data()
        return "a loop whose end is computed from a thread's own data" if bounded else ""

    def elementwise(self) -> str:
        stores = [each for each in self._writes if self._places.is_memory(each.array)]
        own = [each for each in stores if each.terms & {Term.THREAD, Term.SCALED, Term.PART}]
        if not own or any(Term.LOADED in each.terms for each in stores):
            return ""
        used = {each.array for each in (*self._writes, *self._reads, *self._atomics)}
        if used & self._body.shared and not all(map(self._is_in_place, own)):
            return ""
        return "what it writes stands at the thread's place, as what it reads"

    def _is_in_place(self, access: Access) -> bool:
        """Whether what is written comes, too, from where it is written."""
        place = self._forms.pattern(access.node)
        fed = self._forms.feeding(access, self._reads)
        return any(self._forms.pattern(each.node) == place for each in fed)

    def _touches_thread(self, node: Node) -> bool:
        if node.type == "identifier" and self._body.text(node) in self._body.counters:
            return True
        return node.type in ("field_expression", "call_expression") and bool(
            self._places.terms(node) & OF_THREADS
        )
