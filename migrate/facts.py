"""What a file says of a place in it, beyond its shape: origins, types, constants, the function.

What comes in are a scan, what a parser of C++ said of the file if one was asked (``meanings``), and
for each question a place; what goes out are plain values. Functions are gone through when they are
first asked about. Nothing is looked up in other files here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from migrate import kernels
from migrate.arithmetic import canonical, number_type
from migrate.blocks import Block, functions
from migrate.constants import Constants
from migrate.dimensions import Sizes, part_of, sizes_of
from migrate.expressions import Expressions
from migrate.flow import Flow
from migrate.macros import Macros, macros, parameters_at
from migrate.marks import MARKS, Marks
from migrate.meanings import NOTHING_KNOWN, Kernel, Meanings
from migrate.model import Span
from migrate.outline import Outline, outline
from migrate.patterns import ancestors
from migrate.receivers import Receivers
from migrate.scan import Scan
from migrate.scopes import UNKNOWN, Declaration, Scopes
from migrate.sides import device_macros
from migrate.syntax import Node, SyntaxTree

# Names that only device code can use.
_DEVICE_ONLY = re.compile(
    rb"\b(?:threadIdx|blockIdx|__syncthreads|__syncwarp|__shfl\w*|__ballot\w*|__activemask)\b"
)
# What reads like a declaration.
_DECLARED = re.compile(
    rb"\b(?!(?:return|else|case|throw|goto|define|undef|ifdef|ifndef|defined|typename|class)\b)"
    rb"[A-Za-z_]\w*>?(?:[ \t\r\n]+[*&]*|[ \t]*[*&]+[ \t]*)(?P<name>[A-Za-z_]\w*)[ \t]*"
    rb"(?=[=;,)\[{:(])"
)
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
_PLAIN_TYPE = re.compile(r"[A-Za-z_][\w ]*(?:::\w+)*")
_WORD = re.compile(r"[A-Za-z_]\w*")
_LAST_NAME = re.compile(rb"(?:[A-Za-z_]\w*\s*(?:\.|->|::)\s*)*(?P<name>[A-Za-z_]\w*)")
_HOST_ONLY = re.compile(rb"<<<")


class Facts:
    """Answers about one file, each worked out once."""

    def __init__(self, scan: Scan, meanings: Meanings = NOTHING_KNOWN) -> None:
        self._scan = scan
        self._meanings = meanings
        self._flows: dict[int, Flow] = {}
        self._devices: dict[Block, bool] = {}
        self._extents: dict[Span, tuple[Block, ...]] = {}
        self._macro_types: dict[str, frozenset[str]] = {}
        self._defined: Mapping[str, Kernel] | None = None
        self._outer: Scopes | None = None
        self._mentions: dict[tuple[int, int], bool] = {}
        self._occurs: dict[tuple[re.Pattern[str], Span], bool] = {}
        self._values: dict[Span, int | None] = {}
        self._sizes: dict[Span, Sizes] = {}
        self._numbers: dict[Span, str] = {}
        self._types: dict[Span, str] = {}
        self._outline: Outline | None = None
        self._expressions: Expressions | None = None
        self._last: Node | None = None  # a function of the file's own tree, see _function
        self._outermost: Node | None = None  # another one, see _flow_at

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self._scan)

    @cached_property
    def _code(self) -> bytes:
        """The file with comments and literals blanked, the same length. The path of an include in
        quotes is no literal.
        """
        data = self._scan.data
        text = bytearray(data)
        for start, end in self._scan.trivia.both.spans:
            text[start:end] = b" " * (end - start)
        for item in self._scan.includes:
            text[item.start : item.end] = data[item.start : item.end]
        return bytes(text)

    @cached_property
    def _macros(self) -> Macros:
        return macros(self._scan, self._code)

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self._macros)

    def value(self, tree: SyntaxTree, span: Span) -> int | None:
        """The integer that the expression at ``span`` folds to."""
        if span not in self._values:
            text = self._with_values(span) if self._meanings.names else self.read(span)
            self._values[span] = self._fold(tree, text, span.start)
        return self._values[span]

    def _fold(self, tree: SyntaxTree, text: str, offset: int) -> int | None:
        def visible(name: str, at: int) -> Sequence[int]:
            return [item.at for item in self.visible(tree, name, at)]

        return self._constants.fold(text, offset, visible)

    def part(self, tree: SyntaxTree, span: Span, part: str) -> int | None:
        """``x``, ``y`` or ``z`` of the ``dim3`` at ``span``, or its ``threads``: their product."""
        if span not in self._sizes:
            flow = self._flow_at(tree, span.start)
            skip, value = self._scan.trivia.both, partial(self.value, tree)
            self._sizes[span] = sizes_of(self._scan.data, span, skip, flow, value)
        return part_of(self._sizes[span], part)

    def kernels(self, tree: SyntaxTree, span: Span) -> tuple[Kernel, ...]:
        """All kernels that the expression at ``span`` may stand for; none where that is unknown.

        By itself the file tells it of the kernels it defines, where they are named.
        """
        found = self._meanings.kernels.get(span.start, ())
        return found or kernels.named(self.read(span), self._kernels(tree))

    def _kernels(self, tree: SyntaxTree) -> Mapping[str, Kernel]:
        if self._defined is None:
            self._defined = kernels.defined(self._code, partial(self._fold, tree.file))
        return self._defined

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

    def origins(self, tree: SyntaxTree, span: Span) -> frozenset[str]:
        """Names the value at ``span`` is made of, within the function around it; those of a macro
        that stands there count, too.
        """
        owner, node = tree.leaf(span.start, span.end)
        flow = self._flow_at(tree, span.start)
        if owner is not tree or flow is None:
            found = frozenset(_WORD.findall(self.read(span)))
        else:
            found = flow.origins(node)
        return self._behind_macros(found)

    def _behind_macros(self, names: frozenset[str]) -> frozenset[str]:
        """The names, and those in the bodies of macros of the file that they stand for."""
        found, pending = set(names), list(names)
        while pending:
            macro = self._macros.by_name.get(pending.pop())
            for body in macro.bodies if macro is not None else ():
                new = set(_WORD.findall(body)) - found - macro.parameters if macro else set()
                found |= new
                pending.extend(new)
        return frozenset(found)

    def declared_types(self, tree: SyntaxTree, span: Span) -> tuple[str, ...]:
        """Spellings of the type of the expression at ``span``; an empty one where nothing is known:
        those of libclang, that of the declaration of a variable, and the one the file tells of.
        """
        name = _LAST_NAME.fullmatch(self._scan.data, *span)
        if name is not None:
            known = self._meanings.at(name.start("name")).types
        else:
            known = self._meanings.expressions.get(span, ())
        flow = self._flow_at(tree, span.start)
        here = "" if flow is None else flow.type_of(self.read(span), span.start)
        found = dict.fromkeys((*known, here, self._type_of(tree, span)))
        return tuple(filter(None, found)) or ("",)

    def _type_of(self, tree: SyntaxTree, span: Span) -> str:
        """The type of an expression as the file declares what it is made of."""
        if span not in self._types:
            owner, node = tree.leaf(span.start, span.end)
            whole = owner.span(node) == span
            self._types[span] = self._expressions_of(tree).type_of(owner, node) if whole else ""
        return self._types[span]

    def receiver(self, tree: SyntaxTree, span: Span) -> str:
        """The type of what takes the value of the expression at ``span`` (see ``receivers``)."""
        owner, node = tree.leaf(span.start, span.end)
        if owner.span(node) != span:
            return ""
        while node.parent is not None and owner.span(node.parent) == span:
            if node.parent.type in ("expression_statement", "argument_list"):
                break
            node = node.parent
        told = self._outline_of(tree)
        expressions = self._expressions_of(tree)
        return Receivers(told, expressions, self._constant).of(owner, node)

    def _constant(self, tree: SyntaxTree, node: Node) -> int | None:
        return self.value(tree, tree.span(node))

    def _expressions_of(self, tree: SyntaxTree) -> Expressions:
        if self._expressions is None:
            told = self._outline_of(tree)
            self._expressions = Expressions(told, self.visible, self._macro_stands_for)
        return self._expressions

    def _outline_of(self, tree: SyntaxTree) -> Outline:
        if self._outline is None:
            self._outline = outline(tree.file)
        return self._outline

    def _macro_stands_for(self, name: str) -> str:
        """The one name that a macro of the file stands for."""
        macro = self._macros.by_name.get(name)
        bodies = set(macro.bodies) if macro is not None and not macro.parameters else set()
        body = bodies.pop() if len(bodies) == 1 else ""
        return body if _PLAIN_TYPE.fullmatch(body) else ""

    @property
    def whole(self) -> Span:
        """All of the file."""
        return Span(0, len(self._code))

    def around(self, tree: SyntaxTree, leaf: Node) -> Span:
        """The function around ``leaf``, or the file where it is in none."""
        function = self._function(tree, leaf)
        return tree.span(function) if function is not None else self.whole

    def mentions(self, name: str) -> Iterator[Span]:
        """Where the word ``name`` stands in the code."""
        for match in re.finditer(rb"\b%s\b" % re.escape(name.encode()), self._code):
            yield Span(*match.span())

    def occurs(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Whether ``pattern`` occurs in the code at ``span``, comments and literals blanked."""
        key = (pattern, span)
        if key not in self._occurs:
            code = self._code[span.start : span.end].decode("utf-8", "replace")
            self._occurs[key] = pattern.search(code) is not None
        return self._occurs[key]

    def in_device_code(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function, or lambda, that surely runs on the device."""
        if self._meanings.in_device_function(tree.span(leaf).start):
            return True
        if tree.is_fragment:
            return False
        function = self._function(tree, leaf)
        if function is not None and self._is_device_function(tree, function, leaf):
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
        head, _ = self._head_and_body(tree, function, leaf)
        if self.in_device_code(tree, leaf):
            return self._marks.on_both(head)
        lambdas = (item.node for item in ancestors(leaf, _FARTHEST_LAMBDA) if item.kind == _LAMBDA)
        heads = [head.partition(b"(")[0], *(self._lambda_head(tree, node) for node in lambdas)]
        return not any(map(self._marks.may_be, heads))

    def in_cxx(self) -> bool:
        """Whether the file is compiled as C++, as all are but those of C's own suffix."""
        return not self._scan.path.endswith(".c")

    @cached_property
    def device_macros(self) -> frozenset[str]:
        """The macros of the file that are there on the device only."""
        return device_macros(self._scan)

    def in_unit(self) -> bool:
        """Whether the file is one that is compiled, by its name, and none that others include."""
        return self._scan.path.endswith((".cu", ".c", ".cc", ".cpp", ".cxx"))

    def surely_on_host(self, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether a node stands in a function that no word makes one of the device, or, outside of
        functions, in a file that is left to the host's own compiler.
        """
        if tree.is_fragment or self.in_device_code(tree, leaf):
            return False
        function = self._function(tree, leaf)
        if function is None:
            return self._scan.path.endswith(_HOSTS_OWN)
        declarator = function.child_by_field_name("declarator")
        start, end = tree.span(function)
        head = self._code[start : tree.span(declarator).start if declarator is not None else end]
        if function.has_error:  # the declarator may be that of the function before
            head, _ = self._head_and_body(tree, function, leaf)
            head = head.partition(b"(")[0]
        lambdas = any(item.kind == _LAMBDA for item in ancestors(leaf, _FARTHEST_LAMBDA))
        return not lambdas and not self._marks.may_run_on_device(head)

    def number(self, tree: SyntaxTree, span: Span) -> str:
        """The type of the arithmetic expression at ``span``; nothing where it is not known."""
        if span not in self._numbers:
            self._numbers[span] = number_type(
                self.read(span), lambda name: self._type(tree, name, span.start)
            )
        return self._numbers[span]

    def _type(self, tree: SyntaxTree, name: str, offset: int) -> str:
        """The type of a variable, constant, macro or template parameter at a place; nothing where
        it is not known, or may be one of several.
        """
        declared = self.visible(tree, name, offset)
        found = {canonical(item.type) for item in declared} | self._macro_type(name)
        return found.pop() if len(found) == 1 else ""

    def _macro_type(self, name: str) -> frozenset[str]:
        """The types of the expressions that a macro of the file stands for."""
        if name not in self._macro_types:
            macro = self._macros.by_name.get(name)
            bodies = macro.bodies if macro is not None else ()
            types = (number_type(body, lambda _: "") for body in bodies)
            self._macro_types[name] = frozenset(types)
        return self._macro_types[name]

    def visible(self, tree: SyntaxTree, name: str, offset: int) -> tuple[Declaration, ...]:
        """The declarations that a name may refer to at a place."""
        if tree.is_fragment:
            if (
                name in parameters_at(self._scan, self._code, offset)
                or self._declared[name.encode()] > 1
            ):
                return (UNKNOWN,)
        else:
            flow = self._flow_at(tree, offset)
            found = flow.declared(name, offset) if flow is not None else ()
            if found:
                return found
        if self._outer is None:
            self._outer = Scopes(tree.file, tree.file.root, self._macros)
        return self._outer.at(name, offset)

    @cached_property
    def _declared(self) -> Counter[bytes]:
        """How often a variable of each name seems to be declared in the file."""
        return Counter(match["name"] for match in _DECLARED.finditer(self._code))

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
            self._mentions[start, end] = self._marks.on_device(code)
        return self._mentions[start, end]

    def _is_device_function(self, tree: SyntaxTree, function: Node, leaf: Node) -> bool:
        key = self._extent(tree, function, leaf)
        if key not in self._devices:
            self._devices[key] = self._runs_on_device(tree, function, leaf)
        return self._devices[key]

    def _runs_on_device(self, tree: SyntaxTree, function: Node, leaf: Node) -> bool:
        if not function.has_error and any(child.type in MARKS for child in function.children):
            return True
        head, code = self._head_and_body(tree, function, leaf)
        if self._marks.on_device(head):
            return True
        return _DEVICE_ONLY.search(code) is not None and not _HOST_ONLY.search(code)

    def _head_and_body(self, tree: SyntaxTree, function: Node, leaf: Node) -> tuple[bytes, bytes]:
        """The code of the function around a node, before its body and from there on."""
        start, body, end = self._extent(tree, function, leaf)
        return self._code[start:body], self._code[body:end]

    def _extent(self, tree: SyntaxTree, function: Node, leaf: Node) -> Block:
        """Where the function around a node stands: what the grammar takes for one may hold several,
        or begin within one, where it breaks on a macro whose arguments are statements. Then the
        braces tell.
        """
        at = tree.span(leaf).start
        whole = tree.top_level(at) if function.has_error else None
        if whole is not None:
            around = tree.span(whole)
            if around not in self._extents:
                self._extents[around] = tuple(functions(self._code, around))
            found = (block for block in self._extents[around] if block.start <= at < block.end)
            if (block := next(found, None)) is not None:
                return block
        body = function.child_by_field_name("body")
        start, end = tree.span(function)
        return Block(start, tree.span(body).start if body is not None else end, end)

    def _is_device_lambda(self, tree: SyntaxTree, node: Node) -> bool:
        return self._marks.on_device(self._lambda_head(tree, node))

    def _lambda_head(self, tree: SyntaxTree, node: Node) -> bytes:
        """The code of a lambda before its body."""
        body = node.child_by_field_name("body")
        start, end = tree.span(node)
        return self._code[start : tree.span(body).start if body is not None else end]

    def _flow_at(self, tree: SyntaxTree, offset: int) -> Flow | None:
        """The outermost function around a place; None outside of functions, and in macros."""
        if tree.is_fragment:
            return None
        last = self._outermost
        if last is None or not last.start_byte <= offset < last.end_byte:
            last = self._outermost = tree.outermost(_FUNCTION, offset)
        if last is None:
            return None
        if last.start_byte not in self._flows:
            self._flows[last.start_byte] = Flow(tree, last, self._macros)
        return self._flows[last.start_byte]

    def read(self, span: Span) -> str:
        """The source at ``span``."""
        return self._scan.data[span.start : span.end].decode("utf-8", "replace")
