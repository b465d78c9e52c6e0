"""What a file says of a place in it, beyond its shape: origins, types, constants, the function.

What comes in are a scan, what a parser of C++ said of the file if one was asked (``meanings``), and
for each question a place; what goes out are plain values. Functions are gone through when they are
first asked about. Nothing is looked up in other files here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from migrate import kernels
from migrate.arithmetic import number_type
from migrate.constants import Constants
from migrate.dimensions import part_of, sizes_of
from migrate.flow import Flow
from migrate.meanings import NOTHING_KNOWN, Kernel, Meanings
from migrate.model import Span
from migrate.patterns import ancestors
from migrate.scan import Scan
from migrate.syntax import Node, SyntaxTree

_MARKS = frozenset({"__global__", "__device__"})
# Macros by which projects mark device functions: C10_DEVICE, XGBOOST_DEVICE, GPU_LAMBDA.
_MARKING_MACRO = re.compile(rb"\b(?:[A-Z0-9_]*(?:DEVICE|GLOBAL|KERNEL)[A-Z0-9_]*)\b")
# Names that only device code can use.
_DEVICE_ONLY = re.compile(
    rb"\b(?:threadIdx|blockIdx|__syncthreads|__syncwarp|__shfl\w*|__ballot\w*|__activemask)\b"
)
_CONSTANT = (
    rb"(?:\b(?:constexpr|const)(?:[ \t]+static)?"
    rb"|[<,][ \t\r\n]*(?=(?:unsigned|int|size_t|u?int\d+_t)\b))"
    rb"[ \t]*((?:\w+[ \t]+)+)%b\b[ \t]*[=,>]"
)
_MACRO = rb"#[ \t]*define[ \t]+%b[ \t]+([^\r\n]+)"
_HOSTS_OWN = (".c", ".cc", ".cpp", ".cxx")  # nvcc hands these on
_LAMBDA = "lambda_expression"
_FUNCTION = "function_definition"
# Declarations of a file in which definitions of functions stand.
_HOLDS_FUNCTIONS = frozenset(
    "namespace_definition linkage_specification template_declaration struct_specifier "
    "class_specifier union_specifier declaration_list preproc_if preproc_ifdef "
    "preproc_else preproc_elif ERROR".split()
)
_FARTHEST_LAMBDA = _FARTHEST_FUNCTION = 32  # levels above a place
_NAME = re.compile(
    rb"(?P<size>\bsizeof\s*\(\s*(?:(?:struct|const|\w+\s*::)\s*)*)?\b(?P<name>[A-Za-z_]\w*)"
    rb"(?(size)\s*\))"
)
_LAST_NAME = re.compile(rb"(?:[A-Za-z_]\w*\s*(?:\.|->|::)\s*)*(?P<name>[A-Za-z_]\w*)")
_HOST_ONLY = re.compile(rb"<<<")


class Facts:
    """Answers about one file, each worked out once."""

    def __init__(self, scan: Scan, meanings: Meanings = NOTHING_KNOWN) -> None:
        self._scan = scan
        self._meanings = meanings
        self._flows: dict[int, Flow] = {}
        self._devices: dict[int, bool] = {}
        self._types: dict[str, str] = {}
        self._mentions: dict[tuple[int, int], bool] = {}
        self._last: Node | None = None  # a function of the file's own tree, see _function

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self._scan)

    @cached_property
    def _code(self) -> bytes:
        """The file with comments and literals blanked, the same length."""
        text = bytearray(self._scan.data)
        for start, end in self._scan.trivia.both.spans:
            text[start:end] = b" " * (end - start)
        return bytes(text)

    def value(self, span: Span) -> int | None:
        """The integer that the expression at ``span`` folds to."""
        text = self._with_values(span) if self._meanings.names else self.read(span)
        return self._constants.fold(text)

    def part(self, tree: SyntaxTree, leaf: Node, span: Span, part: str) -> int | None:
        """``x``, ``y`` or ``z`` of the ``dim3`` at ``span``, or its ``threads``: their product."""
        function = self._function(tree, leaf)
        flow = self._flow(tree, function) if function is not None else None
        skip = self._scan.trivia.both
        return part_of(sizes_of(self._scan.data, span, skip, flow, self.value), part)

    def kernels(self, span: Span) -> tuple[Kernel, ...]:
        """All kernels that the expression at ``span`` may stand for; none where that is unknown.

        By itself the file tells it of the kernels it defines, where they are named.
        """
        found = self._meanings.kernels.get(span.start, ())
        return found or kernels.named(self.read(span), self._kernels)

    @cached_property
    def _kernels(self) -> Mapping[str, Kernel]:
        return kernels.defined(self._code, self._constants.fold)

    def _with_values(self, span: Span) -> str:
        """What stands at ``span``, with names and sizes replaced by the numbers that are known."""
        data, parts, done = self._scan.data, [], span.start
        for word in _NAME.finditer(data, *span):
            meaning = self._meanings.at(word.start("name"))
            number = meaning.size if word["size"] else meaning.value
            if number is not None:
                parts += [data[done : word.start()], b"(%d)" % number]
                done = word.end()
        return b"".join((*parts, data[done : span.end])).decode("utf-8", "replace")

    def origins(self, tree: SyntaxTree, leaf: Node, span: Span) -> frozenset[str]:
        """Names the value at ``span`` is made of, within the function around ``leaf``."""
        owner, node = tree.leaf(span.start, span.end)
        function = self._function(tree, leaf)
        if owner is not tree or function is None:
            return frozenset(re.findall(r"[A-Za-z_]\w*", self.read(span)))
        return self._flow(tree, function).origins(node)

    def declared_types(self, tree: SyntaxTree, leaf: Node, span: Span) -> tuple[str, ...]:
        """Spellings of the type of the expression at ``span``; an empty one where nothing is known.

        By itself the file tells it of its functions' variables only.
        """
        name = _LAST_NAME.fullmatch(self._scan.data, *span)
        if name is not None:
            known = self._meanings.at(name.start("name")).types
        else:
            known = self._meanings.expressions.get(span, ())
        function = self._function(tree, leaf)
        here = "" if function is None else self._flow(tree, function).type_of(self.read(span))
        return (*known, here) if here or not known else known

    def text_around(self, tree: SyntaxTree, leaf: Node) -> str:
        """The code of the function around ``leaf``, or of the file where it is in none."""
        function = self._function(tree, leaf)
        start, end = tree.span(function) if function is not None else (0, len(self._code))
        return self._code[start:end].decode("utf-8", "replace")

    def text_before(self, tree: SyntaxTree, leaf: Node, span: Span) -> str:
        """The code of the function around ``leaf``, or of the file, up to ``span``."""
        function = self._function(tree, leaf)
        start = tree.span(function).start if function is not None else 0
        return self._code[start : span.start].decode("utf-8", "replace")

    def text_of_file(self) -> str:
        """The code of the file, wherever the place is."""
        return self._code.decode("utf-8", "replace")

    def in_device_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function, or lambda, that surely runs on the device."""
        if self._meanings.in_device_function(tree.span(leaf).start):
            return True
        if tree.is_fragment:
            return False
        function = self._function(tree, leaf)
        if function is not None and self._is_device_function(tree, function):
            return True
        if not self._mentions_device(tree, function):
            return False
        lambdas = (item.node for item in ancestors(leaf, _FARTHEST_LAMBDA) if item.kind == _LAMBDA)
        return any(self._is_device_lambda(tree, node) for node in lambdas)

    def in_host_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function that surely runs on the host, if perhaps not only
        there, in a file that is not left to the host's own compiler.
        """
        function = self._function(tree, leaf)
        if function is None or self._scan.path.endswith(_HOSTS_OWN):
            return False
        if not self.in_device_code(tree, leaf):
            return True
        body = function.child_by_field_name("body")
        start, end = tree.span(function)
        head = self._code[start : tree.span(body).start if body is not None else end]
        return b"__host__" in head and b"__device__" in head

    def number(self, tree: SyntaxTree, leaf: Node, span: Span) -> str:
        """The type of the arithmetic expression at ``span``; nothing where it is not known."""
        function = self._function(tree, leaf)
        flow = self._flow(tree, function) if function is not None else None

        def type_of(name: str) -> str:
            return (flow.type_of(name) if flow is not None else "") or self._constant(name)

        return number_type(self.read(span), type_of)

    def _constant(self, name: str) -> str:
        """The type of a constant, macro or template parameter of the file; nothing where it is not
        known, or there are several.
        """
        if name not in self._types:
            word = re.escape(name.encode())
            found = {match.decode() for match in re.findall(_CONSTANT % word, self._code)}
            for body in re.findall(_MACRO % word, self._code):
                found.add(number_type(body.decode("utf-8", "replace"), lambda _: ""))
            self._types[name] = found.pop() if len(found) == 1 else ""
        return self._types[name]

    def _function(self, tree: SyntaxTree, leaf: Node) -> Node | None:
        """The definition of the function around a node; None outside of functions, and in macros.

        Most places are in the function of the one before, so that is remembered.
        """
        if tree.is_fragment:
            return None
        at, last = tree.span(leaf).start, self._last
        if last is not None and last.start_byte <= at < last.end_byte:
            return last
        found = tree.top_level(at)
        if found is not None and found.type in _HOLDS_FUNCTIONS:
            around = ancestors(leaf, _FARTHEST_FUNCTION)
            found = next((item.node for item in around if item.kind == _FUNCTION), None)
        elif found is not None and found.type != _FUNCTION:
            found = None
        self._last = found
        return found

    def _mentions_device(self, tree: SyntaxTree, function: Node | None) -> bool:
        """Whether a function, or the file, may hold lambdas for the device."""
        start, end = tree.span(function) if function is not None else (0, len(self._code))
        if (start, end) not in self._mentions:
            code = self._code[start:end]
            self._mentions[start, end] = b"__device__" in code or bool(_MARKING_MACRO.search(code))
        return self._mentions[start, end]

    def _is_device_function(self, tree: SyntaxTree, function: Node) -> bool:
        key = tree.span(function).start
        if key not in self._devices:
            self._devices[key] = self._runs_on_device(tree, function)
        return self._devices[key]

    def _runs_on_device(self, tree: SyntaxTree, function: Node) -> bool:
        if any(child.type in _MARKS for child in function.children):
            return True
        body = function.child_by_field_name("body")
        start, end = tree.span(function)
        middle = tree.span(body).start if body is not None else end
        head, code = self._code[start:middle], self._code[middle:end]
        if b"__device__" in head or b"__global__" in head or _MARKING_MACRO.search(head):
            return True
        return _DEVICE_ONLY.search(code) is not None and not _HOST_ONLY.search(code)

    def _is_device_lambda(self, tree: SyntaxTree, node: Node) -> bool:
        body = node.child_by_field_name("body")
        start, end = tree.span(node)
        head = self._code[start : tree.span(body).start if body is not None else end]
        return b"__device__" in head or _MARKING_MACRO.search(head) is not None

    def _flow(self, tree: SyntaxTree, function: Node) -> Flow:
        key = tree.span(function).start
        if key not in self._flows:
            self._flows[key] = Flow(tree, function)
        return self._flows[key]

    def read(self, span: Span) -> str:
        """The source at ``span``."""
        return self._scan.data[span.start : span.end].decode("utf-8", "replace")
