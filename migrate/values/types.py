"""The types of the expressions of a file: as they are declared, as they compute, as they are taken.

What comes in is the code of a file with its variables and integers, what a parser of C++ said of it
if one was asked, what its headers declare, and for each question a place; what goes out are spelled
types (see ``typenames``), empty where nothing is known. The user's own types that are called like
CUDA's are none of those.
"""

from __future__ import annotations

from collections.abc import Callable

from migrate.model import Span
from migrate.regex import regex
from migrate.text.arithmetic import canonical, number_type
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import is_pointer, plain
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.reach import Closure
from migrate.values.code import Code
from migrate.values.expectedtypes import ExpectedTypes
from migrate.values.expressions import Expressions
from migrate.values.integers import Integers
from migrate.values.macroarguments import arguments_given
from migrate.values.outline import Outline, outline, passed
from migrate.values.variables import Variables

_PLAIN_TYPE = regex(r"[A-Za-z_][\w ]*(?:::\w+)*")
_UNQUALIFIED = regex(r"(?<!::)(?<!\w)[A-Za-z_]\w*")
_GLOBAL = regex(r"(?<![\w>])::")  # before a type of no namespace's
_LAST_NAME = regex(rb"(?:[A-Za-z_]\w*\s*(?:\.|->|::)\s*)*(?P<name>[A-Za-z_]\w*)")

IsOwn = Callable[[str, int, SyntaxTree, Node], bool]
"""Whether the name of a type of CUDA's is the user's at a place."""


class Types:
    """The types of one file, each worked out once."""

    def __init__(
        self,
        code: Code,
        variables: Variables,
        integers: Integers,
        semantics: FileSemantics,
        reach: Closure,
        is_own: IsOwn,
    ) -> None:
        self._code = code
        self._variables = variables
        self._integers = integers
        self._semantics = semantics
        self._reach = reach
        self._is_own = is_own
        self._declared: dict[Span, tuple[str, ...]] = {}
        self._expected: dict[Span, str] = {}
        self._numbers: dict[Span, str] = {}
        self._types: dict[Span, str] = {}
        self._macro_types: dict[str, frozenset[str]] = {}
        self._outline: Outline | None = None
        self._expressions: Expressions | None = None

    def declared(self, tree: SyntaxTree, span: Span) -> tuple[str, ...]:
        """Spellings of the type of the expression at ``span``; an empty one where nothing is known:
        those of libclang, that of the declaration of a variable, and the one the file tells of.
        """
        if span not in self._declared:
            self._declared[span] = self._spellings(tree, span)
        return self._declared[span]

    def _spellings(self, tree: SyntaxTree, span: Span) -> tuple[str, ...]:
        name = _LAST_NAME.fullmatch(self._code.reading.data, *span)
        if name is not None:
            known = self._semantics.at(name.start("name")).types
        else:
            known = self._semantics.expressions.get(span, ())
        flow = self._variables.flow(tree, span.start)
        here = "" if flow is None else flow.type_of(self._code.read(span), span.start)
        told = self._type_of(tree, span)
        any_type = "typename" if plain(told) in self._outline_of(tree).open else ""
        found = dict.fromkeys((any_type, *known, here, told))
        cudas = (kind for kind in found if kind and self._is_cudas(tree, kind, span))
        return tuple(_GLOBAL.sub("", kind) for kind in cudas) or ("",)

    def given(self, tree: SyntaxTree, span: Span) -> frozenset[str]:
        """The types of what the calls of a macro give for its parameter."""
        found: set[str] = set()
        code = self._code
        asked = arguments_given(code.reading, code.blanked, span) if tree.is_fragment else ()
        for argument in asked:
            owner, _ = tree.file.leaf(*argument)
            found.update(self.declared(owner, argument))
        return frozenset(found)

    def number(self, tree: SyntaxTree, span: Span) -> str:
        """The type of the arithmetic expression at ``span``; nothing where it is not known."""
        if span not in self._numbers:
            self._numbers[span] = number_type(
                self._code.read(span), lambda name: self._number_of(tree, name, span.start)
            )
        return self._numbers[span]

    def receiver(self, tree: SyntaxTree, span: Span) -> str:
        """The type of what takes the value of the expression at ``span`` (``expectedtypes``)."""
        if span not in self._expected:
            self._expected[span] = self._expected_type(tree, span)
        return self._expected[span]

    def _expected_type(self, tree: SyntaxTree, span: Span) -> str:
        owner, node = tree.leaf(span.start, span.end)
        if owner.span(node) != span:
            return ""
        while (around := owner.parent(node)) is not None and owner.span(around) == span:
            if around.type in ("expression_statement", "argument_list"):
                break
            node = around
        known = (self._outline_of(tree), self._expressions_of(tree), self._value)
        taken = ExpectedTypes(*known, self._reach.function_macros.get).of(owner, node)
        return _GLOBAL.sub("", taken) if self._is_cudas(owner, taken, span) else ""

    def takes(self, tree: SyntaxTree, leaf: Node) -> str:
        """The types that a function takes where it is declared, behind aliases; none is own."""
        function = tree.parent(leaf)
        if function is not None and function.type == "operator_name":
            function = tree.parent(function)
        if function is None or function.type != "function_declarator" or tree.is_fragment:
            return ""
        taken = passed(tree, function)
        if not all(self._is_cudas(tree, kind, tree.span(leaf)) for kind, _ in taken):
            return ""
        kinds = map(self._expressions_of(tree).resolved, (kind for kind, _ in taken))
        spelled = [kind if is_pointer(kind) else plain(kind) for kind in kinds]
        both = zip(spelled, taken, strict=True)
        return ", ".join(f"{kind} &" if by_reference else kind for kind, (_, by_reference) in both)

    def hides(self, tree: SyntaxTree, alias: str) -> bool:
        """Whether the file has something else of the name of an alias of a header."""
        return alias in self._reach.kinds and alias not in self._outline_of(tree).foreign

    def _type_of(self, tree: SyntaxTree, span: Span) -> str:
        """The type of an expression as the file declares what it is made of."""
        if span not in self._types:
            owner, node = tree.leaf(span.start, span.end)
            whole = owner.span(node) == span
            self._types[span] = self._expressions_of(tree).type_of(owner, node) if whole else ""
        return self._types[span]

    def _is_cudas(self, tree: SyntaxTree, kind: str, span: Span) -> bool:
        """Whether no word of a type is the user's that looks like one of CUDA's."""
        leaf = tree.leaf(span.start, span.end)
        return not any(self._is_own(word, span.start, *leaf) for word in _UNQUALIFIED.findall(kind))

    def _number_of(self, tree: SyntaxTree, name: str, offset: int) -> str:
        """The type of a variable, constant, macro or template parameter at a place; nothing where
        it is not known, or may be one of several.
        """
        declared = self._variables.visible(tree, name, offset)
        found = {canonical(item.type) for item in declared} | self._macro_type(name)
        return found.pop() if len(found) == 1 else ""

    def _macro_type(self, name: str) -> frozenset[str]:
        """The types of the expressions that a macro of the file stands for, or of a header's."""
        if name not in self._macro_types:
            macro = self._code.macros.by_name.get(name)
            told = self._reach.values.get(name)
            bodies = macro.bodies if macro is not None else (told,) if told else ()
            types = (number_type(body, lambda _: "") for body in bodies)
            self._macro_types[name] = frozenset(types)
        return self._macro_types[name]

    def _macro_stands_for(self, name: str) -> str:
        """The one name that a macro of the file stands for."""
        macro = self._code.macros.by_name.get(name)
        bodies = set(macro.bodies) if macro is not None and not macro.parameters else set()
        body = bodies.pop() if len(bodies) == 1 else ""
        return body if _PLAIN_TYPE.fullmatch(body) else ""

    def _value(self, tree: SyntaxTree, node: Node) -> int | None:
        return self._integers.value(tree, tree.span(node))

    def _expressions_of(self, tree: SyntaxTree) -> Expressions:
        if self._expressions is None:
            told = self._outline_of(tree)
            visible = self._variables.visible
            self._expressions = Expressions(told, visible, self._macro_stands_for)
        return self._expressions

    def _outline_of(self, tree: SyntaxTree) -> Outline:
        if self._outline is None:
            self._outline = outline(tree.file, self._reach.kinds)
        return self._outline
