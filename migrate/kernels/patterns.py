"""The pattern of a kernel, and what in its code says so.

What comes in is the tree of a file; what goes out is a pattern for each of its kernels, with the
evidence in words. The first pattern that fits has it: a product of matrices also reduces, and only
what nothing speaks against is elementwise. A guess from the text, made to be shown and not to be
relied on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from migrate.kernels.body import LOOPS, Body, bodies, walk
from migrate.kernels.places import Places, Term
from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree


class Pattern(StrEnum):
    """What kernels do, in the order in which they are tried."""

    GEMM = "gemm"
    SCAN = "scan"
    REDUCTION = "reduction"
    STENCIL = "stencil"
    GATHER = "gather/scatter"
    ELEMENTWISE = "elementwise"
    IRREGULAR = "irregular"


@dataclass(frozen=True, slots=True)
class Classified:
    """A kernel of a file, where its name stands, its pattern, and what says so."""

    name: str
    span: Span
    pattern: Pattern
    evidence: str


_MATRIX = regex(r"\bwmma::mma_sync\b|\bmma_sync\b|\bmma\s*\(|\bmma\.sync\b|\bmma_\w+")
_BARRIER = regex(r"__syncthreads\w*|(?:\w+\.|cg::)sync|__syncwarp")
_SCANS = regex(r"__shfl_up\w*|\w*(?:scan|Scan|prefix|Prefix|InclusiveSum|ExclusiveSum)\w*")
_SHUFFLES = regex(
    r"__shfl_(?:down|xor)\w*|__reduce_\w+_sync|(?:cg|cooperative_groups)::reduce"
    r"|\w*(?:[Rr]educe|_sum|Sum|_max_block|_reduction)\w*"
)
_BLOCK = regex(r"\bBlockReduce\b|\bWarpReduce\b")
_BLOCK_SCAN = regex(r"\bBlockScan\w*|\bWarpScan\w*")
_ATOMIC = regex(r"(?:\w+::)*atomic\w*|atomic_\w+")
_HALVES = regex(r">>=\s*1|/=\s*2|=\s*\w+\s*(?:>>\s*1|/\s*2)")
_DOUBLES = regex(r"<<=\s*1|\*=\s*2|=\s*\w+\s*\*\s*2")
_HEAP = regex(r"malloc|free|lock")
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
        (Pattern.ELEMENTWISE, kernel.elementwise),
    ):
        evidence = ask()
        if evidence:
            return Classified(body.name, body.span, pattern, evidence)
    return Classified(body.name, body.span, Pattern.IRREGULAR, "nothing says which pattern it has")


class _Kernel:
    """The questions that are asked of one kernel; an answer is what says so, or ``""``."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._places = Places(body)
        self._calls = [node for node in body.nodes if node.type == "call_expression"]
        self._names = [body.text(node.child_by_field_name("function")) for node in self._calls]
        self._stores = list(self._written())
        self._stored = {node.id for node, _ in self._stores}
        self._reads = [
            node
            for node in body.nodes
            if node.type == "subscript_expression" and node.id not in self._stored
        ]

    def gemm(self) -> str:
        body = self._body
        if any(_MATRIX.fullmatch(name.partition("<")[0]) for name in self._names):
            return "instructions for products of matrices"
        products = [node for node in body.nodes if self._multiplies(node)]
        for node in products:
            loops = body.loops(node)
            waits = [loop for loop in loops[1:] if self._waits(loop)]
            if waits and self._tiles() > 1:
                return "two shared tiles, and a loop with barriers that adds up their products"
        if not self._is_flat() and not body.shared:
            for node in products:
                loops = body.loops(node)
                if len(loops) == 1 and self._rows(node) > 1:
                    return "a loop that adds up products of two arrays, for two numbers of a thread"
        return ""

    def scan(self) -> str:
        for name in self._names:
            if _SCANS.fullmatch(name.rpartition("::")[2].partition("<")[0].rpartition(".")[2]):
                return f"it calls {name.partition('<')[0]}"
        if any(_BLOCK_SCAN.search(self._body.text(n)) for n in self._body.nodes[:1]):
            return "it uses BlockScan"
        for loop in self._loops():
            step = self._body.text(loop.child_by_field_name("update"))
            if _DOUBLES.search(step) and self._waits(loop) and self._body.shared:
                writes = [n for n, _ in self._stores if loop in self._body.loops(n)]
                if any(self._neighbours(node) for node in writes):
                    return "a loop with barriers and a distance that doubles"
        return ""

    def shared_reduction(self) -> str:
        for name in self._names:
            short = name.partition("<")[0].rpartition("::")[2].rpartition(".")[2]
            full = name.partition("<")[0]
            if (_SHUFFLES.fullmatch(short) or _SHUFFLES.fullmatch(full)) and "Atomic" not in short:
                return f"it calls {full}"
        if _BLOCK.search(self._body.text(self._body.nodes[0])):
            return "it uses BlockReduce or WarpReduce"
        for loop in self._loops():
            step = self._body.text(loop.child_by_field_name("update"))
            if self._body.shared and self._waits(loop) and _HALVES.search(step):
                return "a loop with barriers and a distance that halves"
        return ""

    def irregular(self) -> str:
        body = self._body
        for node in (*body.nodes, *body.called):
            if node.type in ("while_statement", "do_statement"):
                return "a loop whose end the data decide"
            if node.type == "for_statement":
                test = node.child_by_field_name("condition")
                if any(self._is_memory(each) for each in body.inside(test)):
                    return "a loop whose end is read from memory"
            if node.type == "break_statement" or node.type == "new_expression":
                return "it leaves loops early, or asks for memory"
            if node.type == "return_statement" and node in body.called and self._in_loop(node):
                return "a loop whose end the data decide"
        if any(_HEAP.fullmatch(name) for name in self._names):
            return "it asks for memory or a lock"
        if not any(self._touches_thread(node) for node in body.nodes):
            return "it does not ask for the number of its thread"
        return ""

    def gather(self) -> str:
        for node, text in self._stores:
            terms = self._places.offset(node)
            if Term.LOADED in terms and self._is_global(node):
                return f"{text} is written at an index that is read from memory"
        for node, name in zip(self._calls, self._names, strict=True):
            arguments = node.child_by_field_name("arguments")
            if _ATOMIC.fullmatch(name) and arguments is not None and arguments.named_children:
                target = arguments.named_children[0]
                if any(Term.LOADED in self._places.offset(each) for each in self._within(target)):
                    return "an atomic operation at an index that is read from memory"
                if Term.LOADED in self._places.terms(self._body_of(target)):
                    return "an atomic operation at an address that memory decides"
        for node in self._reads:
            terms = self._places.offset(node)
            if not self._is_global(node):
                continue
            if Term.LOADED in terms:
                return "an array is read at an index that is read from memory"
            if Term.BACKWARD in terms:
                return "an array is read from its end"
        return ""

    def stencil(self) -> str:
        if not self._stores:
            return ""
        ways: dict[str, set[str]] = {}
        for node in self._reads:
            array = self._places.array(node)
            terms = self._places.offset(node)
            near = Term.THREAD in terms and Term.LOOP in terms and Term.ROW not in terms
            if near and self._reaches(node):
                return f"{array} is read at the thread's place and its neighbours, in a loop"
            if Term.THREAD in terms and Term.NUMBER in terms:
                ways.setdefault(array, set()).add(self._body.text(node))
        for array, texts in ways.items():
            if len(texts) > 1 and self._has_steps(texts):
                return f"{array} is read at the thread's place and its neighbours"
        return ""

    def reduction(self) -> str:
        for node in self._body.nodes:
            name = self._accumulates(node)
            if name and any(self._is_used(each, name) for each, _ in self._ends()):
                return f"a loop whose result is {name}, which is written once"
        return ""

    def elementwise(self) -> str:
        stores = [(node, text) for node, text in self._stores if self._is_global(node)]
        places = [self._places.offset(node) for node, _ in stores]
        main = [terms for terms in places if Term.THREAD in terms]
        if not main or self._body.shared or any(Term.LOADED in terms for terms in places):
            return ""
        return "what it writes stands at the thread's place, as what it reads"

    # What stands in its code.

    def _written(self) -> list[tuple[Node, str]]:
        found = []
        for node in self._body.nodes:
            target = None
            if node.type == "assignment_expression":
                target = node.child_by_field_name("left")
            elif node.type == "update_expression":
                target = node.child_by_field_name("argument")
            elif node.type == "call_expression":
                name = self._body.text(node.child_by_field_name("function"))
                arguments = node.child_by_field_name("arguments")
                if (
                    name.rpartition("::")[2].startswith(("__st", "store", "curand_init"))
                    and arguments
                ):
                    target = next(iter(arguments.named_children), None)
                    if name == "curand_init" and arguments.named_children:
                        target = arguments.named_children[-1]
                    target = self._body_of(target)
            while target is not None and target.type in (
                "field_expression",
                "parenthesized_expression",
            ):
                target = target.child_by_field_name("argument") or target.named_children[0]
            if target is not None and target.type in ("subscript_expression", "pointer_expression"):
                found.append((target, self._body.text(target)))
        return found

    def _body_of(self, node: Node | None) -> Node | None:
        """What ``&x[i]`` takes the address of."""
        is_pointer = node is not None and node.type == "pointer_expression"
        if node is not None and is_pointer and self._body.text(node).startswith("&"):
            return node.child_by_field_name("argument")
        return node

    def _within(self, node: Node) -> list[Node]:
        return [each for each in self._body.inside(node) if each.type == "subscript_expression"]

    def _loops(self) -> list[Node]:
        return [node for node in self._body.nodes if node.type in LOOPS]

    def _in_loop(self, node: Node) -> bool:
        return bool(self._body.loops(node))

    def _waits(self, loop: Node) -> bool:
        calls = (each for each in self._body.inside(loop) if each.type == "call_expression")
        return any(
            _BARRIER.fullmatch(self._body.text(each.child_by_field_name("function")))
            for each in calls
        )

    def _tiles(self) -> int:
        named = {self._places.array(node) for node in self._reads}
        made = [
            name
            for name, value in self._body.values.items()
            if any(
                self._body.text(s).split("+")[0].strip() in self._body.shared for s in value.sources
            )
        ]
        return max(len(self._body.shared), len(made)) if named or made else len(self._body.shared)

    def _is_flat(self) -> bool:
        text = self._body.text(self._body.nodes[0])
        return "threadIdx.x" not in text or "threadIdx.y" not in text

    def _multiplies(self, node: Node) -> bool:
        """Whether a product is added to what there is."""
        if node.type != "assignment_expression":
            return False
        sign = self._body.text(node.child_by_field_name("operator"))
        left = self._body.text(node.child_by_field_name("left"))
        right = self._body.text(node.child_by_field_name("right"))
        if sign == "+=":
            return "*" in right
        return sign == "=" and "fma" in right and left in right

    def _rows(self, node: Node) -> int:
        right = node.child_by_field_name("right")
        reads = [each for each in self._body.inside(right) if each.type == "subscript_expression"]
        return len({self._places.array(each) for each in reads})

    def _neighbours(self, node: Node) -> bool:
        return self._places.array(node) in self._body.shared

    def _is_memory(self, node: Node) -> bool:
        if node.type == "subscript_expression":
            return True
        value = self._body.values.get(self._body.text(node)) if node.type == "identifier" else None
        return value is not None and any(
            source.type == "subscript_expression"
            and self._places.array(source) in self._body.pointers
            for source in value.sources
        )

    def _is_global(self, node: Node) -> bool:
        array = self._places.array(node)
        return array in self._body.pointers

    def _touches_thread(self, node: Node) -> bool:
        return node.type in ("field_expression", "call_expression") and bool(
            self._places.terms(node) & {Term.THREAD, Term.SCALED}
        )

    def _reaches(self, node: Node) -> bool:
        return bool(self._body.loops(node))

    def _has_steps(self, texts: set[str]) -> bool:
        return any(sign in text for text in texts for sign in ("+", "-"))

    def _accumulates(self, node: Node) -> str:
        """The variable that a loop gathers what it reads in."""
        if node.type != "assignment_expression" or not self._body.loops(node):
            return ""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        name = self._body.text(left)
        sign = self._body.text(node.child_by_field_name("operator"))
        if left is None or left.type not in ("identifier", "field_expression"):
            return ""
        again = any(self._body.text(each) == name for each in self._body.inside(right))
        if sign not in _GATHERS and not (sign == "=" and again):
            return ""
        return name if self._varies(right, self._body.loops(node)[0]) else ""

    def _varies(self, node: Node | None, loop: Node) -> bool:
        """Whether an expression reads memory at a place that changes from round to round."""
        for each in self._body.inside(node):
            if each.type == "subscript_expression":
                return True
            if each.type == "identifier":
                value = self._body.values.get(self._body.text(each))
                sources = value.sources if value is not None else ()
                inner = [s for s in sources if loop.start_byte < s.start_byte < loop.end_byte]
                if any(s.type == "subscript_expression" for i in inner for s in walk(i)):
                    return True
        return False

    def _ends(self) -> list[tuple[Node, str]]:
        """What is written to memory: values of stores, and those of atomic operations."""
        ends = ("assignment_expression", "call_expression")
        return [(n, self._body.text(n)) for n in self._body.nodes if n.type in ends]

    def _is_used(self, node: Node, name: str) -> bool:
        if node.type == "assignment_expression":
            left = node.child_by_field_name("left")
            if left is None or left.type not in ("subscript_expression", "pointer_expression"):
                return False
            value = node.child_by_field_name("right")
        else:
            value = node.child_by_field_name("arguments")
            called = self._body.text(node.child_by_field_name("function"))
            if not (_ATOMIC.fullmatch(called) or called.startswith(("__st", "add", "store"))):
                return False
        return any(self._body.text(each) == name for each in self._body.inside(value))
