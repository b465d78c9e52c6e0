"""What code of one function does to others: nothing, so that any thread may run it, or something.

What comes in are nodes of a function of a file; what goes out is whether an expression only
computes with variables of its thread (``is_harmless``), whether it is the same for all threads of a
block (``is_common``), and whether a statement may hold a barrier of the block (``may_meet``). What
is not known for certain, a function of another file or a macro that is one, counts as the worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk
from migrate.values.code import Code
from migrate.values.integers import Integers

BARRIER = regex(rb"__syncthreads\w*|\bbarrier\w*|\bsync\w*|\w+\s*\.\s*(?:sync|wait|arrive)\w*")
_THREAD = regex(rb"threadIdx|thread_rank|__lane_id|lane_id|laneid")
_WORD = regex(rb"[A-Za-z_]\w*")
# CUDA's and C's functions for one thread, none of which waits for others but those of warps.
_KNOWN = regex(
    rb"__(?!sync(?!warp))\w+|atomic\w+|make_\w+|tex\w+|surf\w+|printf|assert|clock(?:64)?|mem(?:cpy|set)|u?int_as_\w+"
    rb"|(?:static|reinterpret|const)_cast|u?min|u?max|ll(?:min|max)|abs|swap"
    rb"|(?:a?(?:sin|cos|tan)h?|atan2|(?:sin|cos)pi|sincos(?:pi)?|r?sqrt|r?cbrt|pow|r?hypot|exp(?:2|10|m1)?|log(?:2|10|1p|b)?"
    rb"|ceil|floor|l*r(?:ound|int)|nearbyint|trunc|f(?:abs|ma|max|min|mod|dim|dividef)|erfc?(?:inv|x)?|[lt]gamma"
    rb"|ldexp|frexp|modf|remainder|copysign|norm\w*|normcdf|j[01n]|y[01n])[fl]?|is(?:nan|inf|finite)|signbit"
    rb"|h(?:add|sub|mul|fma|div|exp|log|sqrt|max|min)\w*|curand(?!Create|Generate|Destroy|Set)\w*"
    rb"|u?int|unsigned|float|double|long|short|char|bool|size_t|u?int\d+_t|dim3|u?(?:char|short|int|long|longlong)[1234]"
    rb"|(?:float|double)[1234]|shfl\w*|thread_rank|thread_index|group_index|size|num_threads|meta_group_\w+"
)
# What computes with what it is given, and nothing else.
_PURE = regex(
    rb"(?:static|reinterpret|const)_cast|u?min|u?max|abs|f(?:abs|max|min|ma)f?|sqrtf?|make_\w+"
    rb"|u?int|unsigned|float|double|long|short|char|bool|size_t|u?int\d+_t|__float2\w+|__int2\w+"
)
_LEAVES = regex(r"\b(?:return|goto|break|continue|asm)\b")
_PLAIN_BODY = regex(r"[\w\s+\-*()<>.&|^~]*")
_CALLS = regex(r"\w\s*\(")
_LITERALS = frozenset("number_literal char_literal true false null nullptr string_literal".split())
_PASS_ON = frozenset(
    "parenthesized_expression condition_clause conditional_expression comma_expression"
    " cast_expression argument_list initializer_list".split()
)
_SIZE = regex(rb"\(?(?:(?:blockDim|gridDim)\.[xyz]|warpSize)\)?")
_DIVIDES = frozenset({"/", "%", "/=", "%="})
_NAMES = frozenset("identifier field_identifier".split())
_TYPES = frozenset("type_descriptor sized_type_specifier primitive_type comment".split())


class Effects:
    """Answers about the functions of one file."""

    def __init__(self, code: Code, integers: Integers) -> None:
        self._code = code
        self._integers = integers
        self._bodies: dict[bytes, list[Node]] | None = None
        self._meet: dict[bytes, bool] = {}

    def may_meet(self, tree: SyntaxTree, node: Node) -> bool:
        """Whether a barrier of the block may be in it, or in what it calls."""
        for part in walk(node):
            if part.type == "lambda_expression" or part.type.startswith("ERROR"):
                return True
            if part.type == "call_expression":
                if self._call_may_meet(tree, part):
                    return True
            elif part.type == "identifier" and self._macro_may_meet(tree, tree.text(part)):
                return True
        return False

    def _call_may_meet(self, tree: SyntaxTree, call: Node) -> bool:
        function = call.child_by_field_name("function")
        if function is None:
            return True
        if function.type == "primitive_type":
            return False
        return self._may_meet(tree, called(tree, function))

    def _may_meet(self, tree: SyntaxTree, name: bytes) -> bool:
        if name not in self._meet:
            self._meet[name] = False  # of what calls itself the rest decides
            self._meet[name] = self._does_meet(tree, name)
        return self._meet[name]

    def _does_meet(self, tree: SyntaxTree, name: bytes) -> bool:
        macro = self._code.macros.by_name.get(name.decode())
        if macro is not None:
            return self._macro_may_meet(tree, name)
        bodies = self._defined(tree).get(name, ())
        if bodies:
            return any(self.may_meet(tree.file, body) for body in bodies)
        return BARRIER.fullmatch(name) is not None or _KNOWN.fullmatch(name) is None

    def _macro_may_meet(self, tree: SyntaxTree, name: bytes) -> bool:
        """Whether a macro of the file has a barrier in it, or what it calls may have."""
        macro = self._code.macros.by_name.get(name.decode())
        return macro is not None and any(
            BARRIER.search(body.encode())
            or _LEAVES.search(body)
            or any(word in self._defined(tree) for word in _WORD.findall(body.encode()))
            for body in macro.bodies
        )

    def is_in_macros(self, name: bytes) -> bool:
        """Whether a macro of the file may mean a variable of the name."""
        return name in self._macro_words

    @cached_property
    def _macro_words(self) -> frozenset[bytes]:
        bodies = (body for macro in self._code.macros.by_name.values() for body in macro.bodies)
        return frozenset(word for body in bodies for word in _WORD.findall(body.encode()))

    def _defined(self, tree: SyntaxTree) -> dict[bytes, list[Node]]:
        """The bodies of the functions of the file by name."""
        if self._bodies is None:
            self._bodies = {}
            for node in walk(tree.file.root):
                if node.type == "function_definition":
                    body = node.child_by_field_name("body")
                    name = name_of(tree.file, node)
                    if body is not None and name:
                        self._bodies.setdefault(name, []).append(body)
        return self._bodies

    def takes_values(self, tree: SyntaxTree, name: bytes) -> bool:
        """Whether what is called by a name takes no variable by reference."""
        if name in self._defined(tree):
            heads = (tree.file.parent(body) for body in self._defined(tree)[name])
            found = (head.child_by_field_name("declarator") for head in heads if head is not None)
            return not any(b"&" in tree.file.text(item) for item in found if item is not None)
        is_macro = name.decode() in self._code.macros.by_name
        return not is_macro and name != b"swap" and _KNOWN.fullmatch(name) is not None

    def is_harmless(self, tree: SyntaxTree, node: Node, own: frozenset[bytes]) -> bool:
        """Whether an expression only computes with numbers and variables, of which it sets none but
        those in ``own``: it reads nothing through pointers, calls nothing that does more, and
        divides by nothing that may be zero.
        """
        kind = node.type
        if kind in _LITERALS or kind in _TYPES:
            return True
        if kind == "identifier":
            return self._is_plain(tree.text(node))
        if kind == "binary_expression":
            return self._is_harmless_pair(tree, node, own)
        if kind in _PASS_ON:
            return all(self.is_harmless(tree, item, own) for item in node.named_children)
        if kind == "unary_expression":
            return self.is_harmless(tree, node.named_children[-1], own)
        if kind == "sizeof_expression":
            return True
        if kind == "field_expression":
            held = node.child_by_field_name("argument")
            is_value = node.children[1].type == "."
            return held is not None and is_value and self.is_harmless(tree, held, own)
        if kind == "assignment_expression":
            left = node.child_by_field_name("left")
            is_own = left is not None and left.type == "identifier" and tree.text(left) in own
            return is_own and self._is_harmless_pair(tree, node, own)
        if kind == "update_expression":
            held = node.child_by_field_name("argument")
            return held is not None and tree.text(held) in own
        if kind == "call_expression":
            return self._is_harmless_call(tree, node, own)
        return False

    def _is_plain(self, name: bytes) -> bool:
        """Whether a name is a variable of the function, or a macro of a constant."""
        macro = self._code.macros.by_name.get(name.decode())
        if macro is None:
            return True
        return all(_PLAIN_BODY.fullmatch(body) and not _CALLS.search(body) for body in macro.bodies)

    def _is_harmless_pair(self, tree: SyntaxTree, node: Node, own: frozenset[bytes]) -> bool:
        left, right = (node.child_by_field_name(name) for name in ("left", "right"))
        if left is None or right is None:
            return False
        if node.children[1].type in _DIVIDES and not self._is_a_number(tree, right):
            return False
        return self.is_harmless(tree, left, own) and self.is_harmless(tree, right, own)

    def _is_a_number(self, tree: SyntaxTree, node: Node) -> bool:
        """Whether it is what cannot be zero: a constant, or a size of the block."""
        return bool(self._integers.value(tree, tree.span(node))) or (
            _SIZE.fullmatch(tree.text(node)) is not None
        )

    def _is_harmless_call(self, tree: SyntaxTree, node: Node, own: frozenset[bytes]) -> bool:
        function, arguments = (node.child_by_field_name(name) for name in ("function", "arguments"))
        if function is None or arguments is None:
            return False
        is_pure = function.type == "primitive_type" or (
            _PURE.fullmatch(called(tree, function)) is not None
            and called(tree, function) not in self._defined(tree)
        )
        return is_pure and self.is_harmless(tree, arguments, own)

    def is_common(self, words: frozenset[bytes]) -> bool:
        """Whether none of the words, or of what macros make of them, is the number of a thread."""
        pending, seen = list(words), set(words)
        while pending:
            word = pending.pop()
            if _THREAD.fullmatch(word):
                return False
            macro = self._code.macros.by_name.get(word.decode())
            new = (
                {item for body in macro.bodies for item in _WORD.findall(body.encode())}
                if macro
                else set()
            )
            pending += new - seen
            seen |= new
        return True


def called(tree: SyntaxTree, function: Node) -> bytes:
    """The last name of what is called; of a member with what ends it, as it is written."""
    while function.type in ("qualified_identifier", "template_function", "field_expression"):
        field = "field" if function.type == "field_expression" else "name"
        inner = function.child_by_field_name(field)
        if inner is None:
            break
        function = inner
    return tree.text(function)


def name_of(tree: SyntaxTree, function: Node) -> bytes:
    """The last name of a function that is defined."""
    declarator = function.child_by_field_name("declarator")
    while declarator is not None and declarator.type not in _NAMES:
        inner = declarator.child_by_field_name("declarator") or declarator.child_by_field_name(
            "name"
        )
        declarator = inner
    return tree.text(declarator) if declarator is not None else b""


def names(node: Node) -> Iterator[Node]:
    """The names of variables in it."""
    return (part for part in walk(node) if part.type == "identifier")
