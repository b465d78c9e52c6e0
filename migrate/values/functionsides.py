"""The function around a place, and the side that it runs on: the host, the device, or both.

What comes in are the code of a file without comments and literals, the specifiers that its macros
stand for, and what a parser of C++ said of it if one was asked; what goes out, for a place in its
tree, is what is surely so. Conditions of the preprocessor are ``sides``' to know.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import Block, functions
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.specifiers import DEVICE_SPECIFIERS, Specifiers

# Names that only device code can use.
_DEVICE_ONLY = regex(
    rb"\b(?:threadIdx|blockIdx|__syncthreads|__syncwarp|__shfl\w*|__ballot\w*|__activemask)\b"
)
# What a file holds that is compiled for the device.
_FOR_DEVICE = regex(
    rb"<<<|\b(?:__(?:device|global|constant|shared|managed)__|__sync\w+|threadIdx\b)"
)
_HOST_ONLY = regex(rb"<<<")
_DEFINE = regex(rb"^[ \t]*#[ \t]*define\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_ENDS_A_HEAD = regex(rb"[{};]")
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


class FunctionSides:
    """Answers about the functions of one file, each worked out once."""

    def __init__(
        self,
        path: str,
        code: bytes,
        specifiers: Specifiers,
        semantics: FileSemantics,
        in_c: bool,
    ) -> None:
        self._path = path
        self._in_c = in_c
        self._code = code
        self._specifiers = specifiers
        self._semantics = semantics
        self._devices: dict[Block, bool] = {}
        self._extents: dict[Span, tuple[Block, ...]] = {}
        self._mentions: dict[tuple[int, int], bool] = {}
        self._macros: list[tuple[int, int]] | None = None  # those of device code
        self._last: Node | None = None  # a function of the file's own tree, see function

    def in_device_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function, or lambda, that surely runs on the device."""
        if self._semantics.in_device_function(tree.span(leaf).start):
            return True
        if tree.is_fragment:
            return self._in_device_macro(tree.span(leaf).start)
        function = self.function(tree, leaf)
        if self._is_device_function(tree, function, leaf):
            return True
        if not self._mentions_device(tree, function):
            return False
        return any(self._is_device_lambda(tree, node) for node in _lambdas(tree, leaf))

    def _in_device_macro(self, at: int) -> bool:
        """Whether a place is in the body of a macro that names what only device code can use."""
        if self._macros is None:
            found = [match.span() for match in _DEFINE.finditer(self._code)]
            self._macros = [span for span in found if _DEVICE_ONLY.search(self._code, *span)]
        index = bisect_right(self._macros, (at, len(self._code))) - 1
        return index >= 0 and at < self._macros[index][1]

    def in_host_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function that surely runs on the host, if perhaps not only
        there, in a file that is not left to the host's own compiler.
        """
        function = self.function(tree, leaf)
        if function is None or self._path.endswith(_HOSTS_OWN):
            return False
        head, _ = self._head_and_body(tree, function, leaf)
        if self.in_device_code(tree, leaf):
            return self._specifiers.on_both(head)
        lambdas = (self._lambda_head(tree, node) for node in _lambdas(tree, leaf))
        heads = [head.partition(b"(")[0], *lambdas]
        return not any(map(self._specifiers.may_be, heads))

    def in_both(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function that words mark as one for the host and the device;
        of macros of others their names tell.
        """
        extent = None if tree.is_fragment else self._extent(tree, self.function(tree, leaf), leaf)
        if extent is None:
            return False
        head = self._code[extent.start : extent.body]
        return self._specifiers.on_both(head) or self._specifiers.may_be_both(head)

    def is_devices_own(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether the place is in device code that is not for the host as well."""
        return self.in_device_code(tree, leaf) and not self.in_both(tree, leaf)

    def in_cxx(self) -> bool:
        """Whether the file is compiled as C++, as all are but those of C's own suffix, and the
        headers that such a one includes.
        """
        return not self._in_c and not self._path.endswith(".c")

    def in_unit(self) -> bool:
        """Whether the file is one that is compiled, by its name, and none that others include."""
        return self._path.endswith((".cu", ".c", ".cc", ".cpp", ".cxx"))

    def is_hosts_own(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node is left to the host's own compiler: by the name of its file, in which
        nothing is code of the device, or launches it.
        """
        if not self._path.endswith(_HOSTS_OWN) or _FOR_DEVICE.search(self._code):
            return False
        return self.surely_on_host(tree, leaf)

    def surely_on_host(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function that no word makes one of the device, or, outside of
        functions, in a file that is left to the host's own compiler.
        """
        if tree.is_fragment or self.in_device_code(tree, leaf):
            return False
        function = self.function(tree, leaf)
        if function is None:
            return self._path.endswith(_HOSTS_OWN)
        declarator = function.child_by_field_name("declarator")
        start, end = tree.span(function)
        head = self._code[start : tree.span(declarator).start if declarator is not None else end]
        if function.has_error:  # the declarator may be that of the function before
            head, _ = self._head_and_body(tree, function, leaf)
            head = head.partition(b"(")[0]
        is_lambda = any(True for _ in _lambdas(tree, leaf))
        return not is_lambda and not self._specifiers.may_run_on_device(head)

    def function(self, tree: SyntaxTree, leaf: Node) -> Node | None:
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
            around = islice(tree.around(leaf), _FARTHEST_FUNCTION)
            found = next((node for node in around if node.type == _FUNCTION), None)
        elif found is not None and found.type != _FUNCTION:
            found = None
        self._last = found
        return found

    def _mentions_device(self, tree: SyntaxTree, function: Node | None) -> bool:
        """Whether a function, or the file, may hold lambdas for the device."""
        start, end = tree.span(function) if function is not None else (0, len(self._code))
        if (start, end) not in self._mentions:
            code = self._code[start:end]
            self._mentions[start, end] = self._specifiers.somewhere(code)
        return self._mentions[start, end]

    def _is_device_function(self, tree: SyntaxTree, function: Node | None, leaf: Node) -> bool:
        key = self._extent(tree, function, leaf)
        if key is None:
            return False
        if key not in self._devices:
            self._devices[key] = self._runs_on_device(function, key)
        return self._devices[key]

    def _runs_on_device(self, function: Node | None, extent: Block) -> bool:
        children = () if function is None or function.has_error else function.children
        if any(child.type in DEVICE_SPECIFIERS for child in children):
            return True
        head = self._code[extent.start : extent.body]
        code = self._code[extent.body : extent.end]
        if self._specifiers.on_device(head):
            return True
        names = [match.start() for match in _DEVICE_ONLY.finditer(code)]
        if not names or _HOST_ONLY.search(code):
            return False
        inner = iter(self._marked_within(code))
        block = next(inner, None)
        for name in names:
            while block is not None and block.end <= name:
                block = next(inner, None)
            if block is None or name < block.start:
                return True
        return False

    def _marked_within(self, body: bytes) -> Iterator[Span]:
        """The lambdas, and functions of local classes, that words in a body mark for the device."""
        start = depth = 0
        opened: tuple[int, int] | None = None  # where one begins, and how deep
        for match in _ENDS_A_HEAD.finditer(body):
            head, start = body[start : match.start()], match.end()
            if match[0] == b"{":
                depth += 1
                if opened is None and self._marks_one(head):
                    opened = match.start(), depth
            elif match[0] == b"}":
                if opened is not None and opened[1] == depth:
                    yield Span(opened[0], match.end())
                    opened = None
                depth -= 1

    def _marks_one(self, head: bytes) -> bool:
        """Whether the code before a brace makes what is in it code of the device."""
        captures = head.rfind(b"]")
        specifiers = self._specifiers.somewhere(head[captures:]) if captures >= 0 else False
        return specifiers or any(mark.encode() in head for mark in DEVICE_SPECIFIERS)

    def _head_and_body(self, tree: SyntaxTree, function: Node, leaf: Node) -> tuple[bytes, bytes]:
        """The code of the function around a node, before its body and from there on."""
        start, body, end = self._extent(tree, function, leaf) or self._parsed(tree, function)
        return self._code[start:body], self._code[body:end]

    def _extent(self, tree: SyntaxTree, function: Node | None, leaf: Node) -> Block | None:
        """Where the function around a node stands: what the grammar takes for one may hold several,
        or begin within one, where it breaks on a macro whose arguments are statements, and it takes
        a body for none of a function's where directives stand in the head. Then the braces tell.
        """
        at = tree.span(leaf).start
        around = self._broken(tree, function, at)
        if around is not None:
            if around not in self._extents:
                self._extents[around] = tuple(functions(self._code, around))
            found = (block for block in self._extents[around] if block.start <= at < block.end)
            block = next(found, None)
            if block is not None and (function is not None or self._closes(block)):
                return block
        return None if function is None else self._parsed(tree, function)

    def _broken(self, tree: SyntaxTree, function: Node | None, at: int) -> Span | None:
        """The code that holds the whole function around a place, where the grammar breaks on it:
        the file, if it leaves a body without a function, or a function without its type.
        """
        if function is None or _lacks_type(function):
            return Span(0, len(self._code)) if tree.root.has_error else None
        whole = tree.top_level(at) if function.has_error else None
        return None if whole is None else tree.span(whole)

    def _closes(self, block: Block) -> bool:
        return self._code.endswith(b"}", block.start, block.end)

    @staticmethod
    def _parsed(tree: SyntaxTree, function: Node) -> Block:
        body = function.child_by_field_name("body")
        start, end = tree.span(function)
        return Block(start, tree.span(body).start if body is not None else end, end)

    def _is_device_lambda(self, tree: SyntaxTree, node: Node) -> bool:
        return self._specifiers.somewhere(self._lambda_head(tree, node))

    def _lambda_head(self, tree: SyntaxTree, node: Node) -> bytes:
        """The code of a lambda before its body."""
        body = node.child_by_field_name("body")
        start, end = tree.span(node)
        return self._code[start : tree.span(body).start if body is not None else end]


def _lacks_type(function: Node) -> bool:
    """Whether a directive ahead of the name may have cut off what a function begins with."""
    before = function.prev_sibling if function.child_by_field_name("type") is None else None
    return before is not None and before.has_error


def _lambdas(tree: SyntaxTree, leaf: Node) -> Iterator[Node]:
    """The lambdas around a node, the innermost first."""
    near = islice(tree.around(leaf), _FARTHEST_LAMBDA)
    return (node for node in near if node.type == _LAMBDA)
