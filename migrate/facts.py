"""What a file says of a place in it, beyond its shape: origins, types, constants, the function.

What comes in are a scan and, for each question, a place; what goes out are plain values. Functions
are gone through when they are first asked about. What only a compiler knows is not known here.
"""

from __future__ import annotations

import re
from functools import cached_property

from migrate.constants import Constants
from migrate.flow import Flow
from migrate.model import Span
from migrate.scan import Scan
from migrate.syntax import Node, SyntaxTree

_MARKS = frozenset({"__global__", "__device__"})
# Macros by which projects mark device functions: C10_DEVICE, XGBOOST_DEVICE, GPU_LAMBDA.
_MARKING_MACRO = re.compile(rb"\b(?:[A-Z0-9_]*(?:DEVICE|GLOBAL|KERNEL)[A-Z0-9_]*)\b")
# Names that only device code can use.
_DEVICE_ONLY = re.compile(
    rb"\b(?:threadIdx|blockIdx|__syncthreads|__syncwarp|__shfl\w*|__ballot\w*|__activemask)\b"
)
_HOST_ONLY = re.compile(rb"<<<")


class Facts:
    """Answers about one file, each worked out once."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._flows: dict[int, Flow] = {}
        self._devices: dict[int, bool] = {}

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
        return self._constants.fold(self.read(span))

    def origins(self, tree: SyntaxTree, leaf: Node, span: Span) -> frozenset[str]:
        """Names the value at ``span`` is made of, within the function around ``leaf``."""
        owner, node = tree.leaf(span.start, span.end)
        function = _function(tree, leaf)
        if owner is not tree or function is None:
            return frozenset(re.findall(r"[A-Za-z_]\w*", self.read(span)))
        return self._flow(tree, function).origins(node)

    def declared_type(self, tree: SyntaxTree, leaf: Node, span: Span) -> str:
        """The type of the variable whose name stands at ``span``; nothing where it is not known."""
        function = _function(tree, leaf)
        return "" if function is None else self._flow(tree, function).type_of(self.read(span))

    def text_around(self, tree: SyntaxTree, leaf: Node) -> str:
        """The code of the function around ``leaf``, or of the file where it is in none."""
        function = _function(tree, leaf)
        start, end = tree.span(function) if function is not None else (0, len(self._code))
        return self._code[start:end].decode("utf-8", "replace")

    def text_before(self, tree: SyntaxTree, leaf: Node, span: Span) -> str:
        """The code of the function around ``leaf``, or of the file, up to ``span``."""
        function = _function(tree, leaf)
        start = tree.span(function).start if function is not None else 0
        return self._code[start : span.start].decode("utf-8", "replace")

    def text_of_file(self) -> str:
        """The code of the file, wherever the place is."""
        return self._code.decode("utf-8", "replace")

    def in_device_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function, or lambda, that surely runs on the device."""
        node: Node | None = None if tree.is_fragment else leaf
        while node is not None:
            if node.type == "lambda_expression" and self._is_device_lambda(tree, node):
                return True
            if node.type == "function_definition":
                return self._is_device_function(tree, node)
            node = node.parent
        return False

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


def _function(tree: SyntaxTree, leaf: Node) -> Node | None:
    """The definition of the function around a node; None outside of functions, and in macros."""
    node: Node | None = None if tree.is_fragment else leaf
    while node is not None and node.type != "function_definition":
        node = node.parent
    return node
