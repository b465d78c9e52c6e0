"""The pattern of a kernel, and what in its code says so.

What comes in is the tree of a file; what goes out is a pattern for each of its kernels, with the
evidence in words. The first pattern that fits has it: a product of matrices also reduces, and only
what nothing speaks against is elementwise. A guess from the text, made to be shown and not to be
relied on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from migrate.kernels.accesses import Access, How, accesses, feeding
from migrate.kernels.body import Body, bodies, callee
from migrate.kernels.ends import Ends
from migrate.kernels.flow import OF_THREADS, READ, Flow, Source
from migrate.kernels.forms import Forms
from migrate.kernels.heads import Parameter
from migrate.kernels.loops import Loops
from migrate.kernels.orders import reordered
from migrate.kernels.others import completed
from migrate.kernels.places import Places
from migrate.kernels.products import gemm
from migrate.kernels.sums import Sums
from migrate.model import Span
from migrate.regex import regex
from migrate.rules.kernelways import Pattern
from migrate.text.syntax import Node, SyntaxTree


@dataclass(frozen=True, slots=True)
class Classified:
    """A kernel of a file, where its name and all of it stand, its pattern, and what says so."""

    name: str
    span: Span
    whole: Span
    pattern: Pattern
    evidence: str
    parameters: tuple[Parameter, ...] = ()


NONE: Mapping[str, bytes] = {}
_SCANS = regex(r"(?i:_*shfl_up\w*)|\w*(?:scan|Scan|prefix|Prefix|InclusiveSum|ExclusiveSum)\w*")
_SCAN = regex(r"(?i)\w*(?:scan|cumsum|cum_sum|prefix_?sum)\w*")
_SHUFFLES = regex(
    r"(?i:_*shfl_(?:down|xor)\w*)|__reduce_\w+_sync"
    r"|\w*(?:[Rr]educe|_sum|Sum|_max_block|_reduction)\w*"
)
_BLOCK = regex(r"\bBlockReduce\b|\bWarpReduce\b")
_BLOCK_SCAN = regex(r"\bBlockScan\w*|\bWarpScan\w*")
_HEAP = regex(r"malloc|free|lock")
_SEARCHES = regex(r"(?i)\w*(?:sort|search|march|travers)\w*")


def classify(
    tree: SyntaxTree, data: bytes = b"", functions: Mapping[str, bytes] = NONE
) -> tuple[Classified, ...]:
    """The kernels that a file defines, in order; what they call of other files is among
    ``functions``.
    """
    whole = completed(tree, data, functions) if data else tree
    return tuple(_classified(body) for body in bodies(whole, len(data)))


def _classified(body: Body) -> Classified:
    kernel = _Kernel(body)
    questions = (
        (Pattern.GEMM, kernel.gemm),
        (Pattern.SCAN, kernel.scan),
        (Pattern.REDUCTION, kernel.shared_reduction),
        (Pattern.IRREGULAR, kernel.irregular),
        (Pattern.REDUCTION, kernel.one_of_a_block),
        (Pattern.GATHER, kernel.scatter),
        (Pattern.GATHER, kernel.gather),
        (Pattern.STENCIL, kernel.stencil),
        (Pattern.REDUCTION, kernel.reduction),
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
        self._forms = Forms(body, self._places, self._flow)
        self._loops = Loops(body)
        self._ends = Ends(body, self._places, self._flow)
        self._calls = [
            (node, callee(body.text(node.child_by_field_name("function"))))
            for node in body.nodes
            if node.type == "call_expression" and node.start_byte < (body.size or node.end_byte)
        ]
        found = accesses(body, self._places)
        self._reads = [each for each in found if each.how is How.READ]
        self._writes = [each for each in found if each.how is How.WRITE]
        self._atomics = [each for each in found if each.how is How.ATOMIC]
        self._sums = Sums(body, self._places, self._writes, self._reads)

    @cached_property
    def _feeds(self) -> list[tuple[Access, list[Access]]]:
        """What is written, and what is read for that."""
        changed = (*self._writes, *self._atomics)
        return [(each, feeding(self._body, each, self._reads)) for each in changed]

    def gemm(self) -> str:
        return gemm(self._body, self._places, self._loops, [name for _, name in self._calls])

    def scan(self) -> str:
        for _, name in self._calls:
            if _SCANS.fullmatch(name):
                return f"it calls {name}"
        if _BLOCK_SCAN.search(self._body.text(self._body.nodes[0])):
            return "it uses BlockScan"
        waiting = [loop for loop in self._loops.own if self._loops.waits(loop)]
        if waiting and _SCAN.fullmatch(self._body.name):
            return "its name, and a loop with barriers"
        doubling = [loop for loop in waiting if self._loops.doubles(loop)]
        if doubling and any(self._loops.halves(loop) and loop not in doubling for loop in waiting):
            return "loops with barriers and distances that double and halve"
        if any(self._loops.looks_back(loop) for loop in doubling):
            return "a loop with barriers and a distance that doubles"
        return self._sums.running()

    def shared_reduction(self) -> str:
        for node, name in self._calls:
            if _SHUFFLES.fullmatch(name) and not self._exchanges(node, name):
                return f"it calls {name}"
        if _BLOCK.search(self._body.text(self._body.nodes[0])):
            return "it uses BlockReduce or WarpReduce"
        for loop in self._loops.own:
            if not self._body.shared or not self._loops.waits(loop):
                continue
            if self._loops.halves(loop) or self._loops.doubles(loop):
                return "a loop with barriers and a distance that halves or doubles"
        return ""

    def irregular(self) -> str:
        if self._ends.decided_by_data():
            return "a loop whose end the data decide"
        if any(n.type in ("new_expression", "kernel_call_syntax") for n in self._body.nodes):
            return "it asks for memory, or launches kernels"
        if any(_HEAP.fullmatch(name) for _, name in self._calls):
            return "it asks for memory or a lock"
        chained = self._ends.chained()
        if chained:
            return f"what is read says where it is read next, by {chained}"
        touches = any(self._flow.sources(node) & OF_THREADS for node in self._body.nodes)
        return "" if touches else "it does not ask for the number of its thread"

    def one_of_a_block(self) -> str:
        """What a tree of sums leaves, wherever that is."""
        shared = self._body.shared
        filled = {
            each.array for each in self._writes if each.array in shared and self._is_lanes(each)
        }
        for each, fed in self._feeds:
            if not self._places.is_memory(each.array) or self._is_lanes(each):
                continue
            for one in fed:
                if not one.passed and one.array in filled and not self._is_lanes(one):
                    return f"{each.array} takes one element of {one.array}, which all threads fill"
        return ""

    def _is_lanes(self, access: Access) -> bool:
        """Whether each thread of a block has a place of its own."""
        return Source.LANE in self._flow.place(access.node)

    def _is_blocks(self, access: Access) -> bool:
        """Whether each block has a place of its own, and the kernel itself says so: in a function
        one thread may write for all.
        """
        own = self._body.whole.start <= access.node.start_byte < self._body.whole.end
        return own and Source.BLOCK in self._flow.place(access.node)

    def scatter(self) -> str:
        for each in self._writes:
            is_known = self._places.is_memory(each.array) and not each.passed
            if is_known and self._flow.place(each.node) & READ:
                return f"{each.array} is written at an index that is read from memory"
        for each in self._atomics:
            if self._flow.place(each.node) & READ:
                return "an atomic operation at an index that is read from memory"
        return ""

    def gather(self) -> str:
        for node, name in self._calls:
            if self._exchanges(node, name):
                return "lanes exchange what they have"
        for each in self._reads:
            if not self._places.is_memory(each.array) or self._is_inlined(each):
                continue
            if Source.DATA in self._flow.place(each.node):
                return f"{each.array} is read at an index that is read from memory"
            if self._forms.moves_back(each.node):
                return f"{each.array} is read from its end"
        return ""

    def _is_inlined(self, access: Access) -> bool:
        """Whether the file has the function that the access is passed to."""
        if access.node.type != "call_expression":
            return False
        return callee(self._body.text(access.node.child_by_field_name("function"))) in (
            self._body.callees
        )

    def stencil(self) -> str:
        """A place and some around it."""
        steps = self._loops.single_steps()
        for each in self._reads:
            loops = self._body.loops(each.node)
            if each.array in self._body.arrays or not loops:
                continue
            if self._forms.in_window(each.node, steps):
                return f"{each.array} is read at the thread's place and its neighbours, in a loop"
            if self._is_window(loops[0]):
                return f"{each.array} is read in a window around the thread's place"
        for _, fed in self._feeds:
            array = self._forms.near([each for each in fed if each.array not in self._body.arrays])
            if array:
                return f"{array} is read at the thread's place and its neighbours"
        return ""

    def _is_window(self, loop: Node) -> bool:
        """Whether a loop goes from one place to another around the thread's."""
        test = loop.child_by_field_name("condition")
        begins = [one.value for one in self._body.begins(loop)]
        ends = (*begins[:1], test.child_by_field_name("right") if test is not None else None)
        sources = [self._flow.sources(each) for each in ends]
        return len(ends) > 1 and all(Source.LANE in each and not each & READ for each in sources)

    def reduction(self) -> str:
        totals = {self._sums.accumulates(node) for node in self._body.nodes} - {""}
        passed = [each for each in self._reads if self._body.text(each.value) in totals]
        values = [each.value for each in (*self._writes, *self._atomics, *passed)]
        values += [node for node in self._body.nodes if node.type == "return_statement"]
        values += [node for node, name in self._calls if name in self._body.callees]
        for node in self._body.nodes:
            name = self._sums.accumulates(node)
            written = any(self._body.text(each.node) == name for each in self._writes)
            whole = name.partition(".")[0]
            if name and (written or any(self._sums.holds(each, name, whole) for each in values)):
                return f"a loop whose result is {name}, which is written once"
        alone = not any(self._flow.place(one.node) & OF_THREADS for one in self._writes)
        for each in self._atomics:
            if alone and not self._flow.place(each.node) & (OF_THREADS | READ):
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
        stored = [each.node for each in self._writes]
        return takes and (self._body.text(left) in given or left in stored)

    def reorder(self) -> str:
        if self._atomics and not self._writes and any(map(self._is_lanes, self._atomics)):
            return "threads add to places that others may have"
        return reordered(self._places, self._forms, self._feeds, self._writes, self._reads)

    def uneven(self) -> str:
        if self._ends.bounded_by_data():
            return "a loop whose end is computed from a thread's own data"
        found = next((name for _, name in self._calls if _SEARCHES.fullmatch(name)), "")
        return f"it calls {found}" if found else ""

    def elementwise(self) -> str:
        stores = [each for each in self._writes if self._places.is_memory(each.array)]
        if not any(self._is_lanes(each) or self._is_blocks(each) for each in stores):
            return ""
        shared = self._body.shared
        put = {self._forms.pattern(each.node) for each in self._writes if each.array in shared}
        taken = [each for each in self._reads if each.array in shared and self._is_lanes(each)]
        if not all(self._forms.pattern(each.node) in put for each in taken):
            return ""
        return "what it writes stands at the thread's place, as what it reads"
