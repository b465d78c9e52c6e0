"""What a file says of a place in it, beyond its shape: origins, types, constants, the function.

What comes in are a scan, what a parser of C++ said of the file if one was asked (``meanings``), the
macros by which the tree marks functions, and for each question a place; what goes out are plain
values. Functions are gone through when they are first asked about. Nothing is looked up in other
files here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial

from migrate.model import Span
from migrate.text.arithmetic import canonical, number_type
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import is_pointer, plain
from migrate.tree.macros import NO_MACROS, Macro, Macros, defined_at, macros, parameters_at
from migrate.tree.marks import Marks
from migrate.tree.meanings import NOTHING_KNOWN, Kernel, Meanings
from migrate.tree.reach import Closure
from migrate.tree.scan import Scan
from migrate.tree.scopes import UNKNOWN, Declaration, Scopes
from migrate.values import kernels
from migrate.values.computing import Computing
from migrate.values.constants import Constants
from migrate.values.dimensions import Sizes, part_of, sizes_of
from migrate.values.expressions import Expressions
from migrate.values.flow import Flow
from migrate.values.functionsides import FunctionSides
from migrate.values.given import given
from migrate.values.lanes import Lanes
from migrate.values.outline import Outline, outline, passed
from migrate.values.receivers import Receivers
from migrate.values.sides import device_macros

# What reads like a declaration.
_DECLARED = re.compile(
    rb"\b(?!(?:return|else|case|throw|goto|define|undef|ifdef|ifndef|defined|typename|class)\b)"
    rb"[A-Za-z_]\w*>?(?:[ \t\r\n]+[*&]*|[ \t]*[*&]+[ \t]*)(?P<name>[A-Za-z_]\w*)[ \t]*"
    rb"(?=[=;,)\[{:(])"
)
_FUNCTION = "function_definition"
_PLAIN_TYPE = re.compile(r"[A-Za-z_][\w ]*(?:::\w+)*")
_WORD = re.compile(r"[A-Za-z_]\w*")
_UNQUALIFIED = re.compile(r"(?<!::)(?<!\w)[A-Za-z_]\w*")
_GLOBAL = re.compile(r"(?<![\w>])::")  # before a type of no namespace's
_LAST_NAME = re.compile(rb"(?:[A-Za-z_]\w*\s*(?:\.|->|::)\s*)*(?P<name>[A-Za-z_]\w*)")


class Facts:
    """Answers about one file, each worked out once."""

    def __init__(
        self,
        scan: Scan,
        meanings: Meanings = NOTHING_KNOWN,
        is_own: Callable[[str, int, SyntaxTree, Node], bool] = lambda *_: False,
        marking: Mapping[str, Macro] = NO_MACROS.by_name,
        makers: Collection[str] = (),
        reach: Closure | None = None,
    ) -> None:
        """``is_own`` says of the name of a type of CUDA's whether it is the user's at a place;
        ``makers`` are the tree's functions that hand out an image of GPU code; ``reach`` is what
        the file includes.
        """
        self._reach = reach or Closure((), {})
        self._scan = scan
        self._marking = marking
        self.makers = "|".join(map(re.escape, sorted(makers))) or "(?!)"
        self._meanings = meanings
        self._is_own = is_own
        self._flows: dict[int, Flow] = {}
        self._macro_types: dict[str, frozenset[str]] = {}
        self._defined: Mapping[str, Kernel] | None = None
        self._outer: Scopes | None = None
        self._occurs: dict[tuple[re.Pattern[str], Span], bool] = {}
        self._values: dict[Span, int | None] = {}
        self._sizes: dict[Span, Sizes] = {}
        self._numbers: dict[Span, str] = {}
        self._types: dict[Span, str] = {}
        self._outline: Outline | None = None
        self._expressions: Expressions | None = None
        self._outermost: Node | None = None  # another one, see _flow_at

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self._scan, self._reach.values)

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
        own = self._macros
        return Marks(Macros({**self._marking, **own.by_name}, own.declaring))

    def value(self, tree: SyntaxTree, span: Span) -> int | None:
        """The integer that the expression at ``span`` folds to, or the variable that it is, if
        nothing changes that.
        """
        if span not in self._values:
            self._values[span] = self.constant(tree, span)
            text = self.read(span)
            if self._values[span] is None and _WORD.fullmatch(text):
                flow = self._flow_at(tree, span.start)
                given = flow.only_value(text, span.start) if flow is not None else None
                if given is not None:
                    self._values[span] = self.value(tree, given)
        return self._values[span]

    def constant(self, tree: SyntaxTree, span: Span) -> int | None:
        """The same of constants alone, as a compiler takes them for one."""
        known = self._meanings
        text = known.with_values(self._scan.data, span) if known.names else self.read(span)
        return self._fold(tree, text, span.start)

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
        those of libclang, that of the declaration of a variable, and the one the file tells of. The
        user's own types that are called like CUDA's are none of those.
        """
        name = _LAST_NAME.fullmatch(self._scan.data, *span)
        if name is not None:
            known = self._meanings.at(name.start("name")).types
        else:
            known = self._meanings.expressions.get(span, ())
        flow = self._flow_at(tree, span.start)
        here = "" if flow is None else flow.type_of(self.read(span), span.start)
        told = self._type_of(tree, span)
        any_type = "typename" if plain(told) in self._outline_of(tree).open else ""
        found = dict.fromkeys((any_type, *known, here, told))
        cudas = (kind for kind in found if kind and self._is_cudas(tree, kind, span))
        return tuple(_GLOBAL.sub("", kind) for kind in cudas) or ("",)

    def _is_cudas(self, tree: SyntaxTree, kind: str, span: Span) -> bool:
        """Whether no word of a type is the user's that looks like one of CUDA's."""
        leaf = tree.leaf(span.start, span.end)
        return not any(self._is_own(word, span.start, *leaf) for word in _UNQUALIFIED.findall(kind))

    def given_types(self, tree: SyntaxTree, span: Span) -> frozenset[str]:
        """The types of what the calls of a macro give for its parameter."""
        found: set[str] = set()
        for argument in given(self._scan, self._code, span) if tree.is_fragment else ():
            owner, _ = tree.file.leaf(*argument)
            found.update(self.declared_types(owner, argument))
        return frozenset(found)

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
        while (around := owner.parent(node)) is not None and owner.span(around) == span:
            if around.type in ("expression_statement", "argument_list"):
                break
            node = around
        known = (self._outline_of(tree), self._expressions_of(tree), self._constant)
        taken = Receivers(*known, self._reach.shorthands.get).of(owner, node)
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

    def _constant(self, tree: SyntaxTree, node: Node) -> int | None:
        return self.value(tree, tree.span(node))

    def _expressions_of(self, tree: SyntaxTree) -> Expressions:
        if self._expressions is None:
            told = self._outline_of(tree)
            self._expressions = Expressions(told, self.visible, self._macro_stands_for)
        return self._expressions

    def _outline_of(self, tree: SyntaxTree) -> Outline:
        if self._outline is None:
            self._outline = outline(tree.file, self._reach.kinds)
        return self._outline

    def hides(self, tree: SyntaxTree, alias: str) -> bool:
        """Whether the file has something else of the name of an alias of a header."""
        return alias in self._reach.kinds and alias not in self._outline_of(tree).foreign

    def _macro_stands_for(self, name: str) -> str:
        """The one name that a macro of the file stands for."""
        macro = self._macros.by_name.get(name)
        bodies = set(macro.bodies) if macro is not None and not macro.parameters else set()
        body = bodies.pop() if len(bodies) == 1 else ""
        return body if _PLAIN_TYPE.fullmatch(body) else ""

    @cached_property
    def computing(self) -> Computing:
        """What macros and templates of the file compute with their arguments."""
        return Computing(self._code, self._reach.shorthands)

    @cached_property
    def lanes(self) -> Lanes:
        """Where some lanes of a wavefront do not get to."""
        return Lanes(self._code, self, self.sides.in_unit())

    def only_value(self, tree: SyntaxTree, node: Node) -> Node | None:
        """The value of a variable of a function that never has another."""
        span = tree.span(node)
        flow = self._flow_at(tree, span.start)
        value = flow.only_value(self.read(span), span.start) if flow is not None else None
        return tree.leaf(*value)[1] if value is not None else None

    def defining(self, offset: int) -> str:
        """The macro that is defined at a place."""
        return defined_at(self._scan, self._code, offset)

    @property
    def whole(self) -> Span:
        """All of the file."""
        return Span(0, len(self._code))

    def ahead(self, offset: int) -> Span:
        """The rest of the line, or of the directive, at a place."""
        directive = self._scan.directives.at(offset)
        end = self._code.find(b"\n", offset) if directive is None else directive.end
        return Span(offset, max(offset, end) if end >= 0 else len(self._code))

    def around(self, tree: SyntaxTree, leaf: Node) -> Span:
        """The function around ``leaf``, or the file where it is in none."""
        function = self.sides.function(tree, leaf)
        return tree.span(function) if function is not None else self.whole

    @cached_property
    def sides(self) -> FunctionSides:
        """Which side the functions of the file run on."""
        return FunctionSides(self._scan.path, self._code, self._marks, self._meanings)

    def mentions(self, name: str, within: Span) -> Iterator[Span]:
        """Where the word ``name`` stands in a part of the code."""
        word = re.compile(rb"\b%s\b" % re.escape(name.encode()))
        for match in word.finditer(self._code, *within):
            yield Span(*match.span())

    def occurs(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Whether ``pattern`` occurs in the code at ``span``, comments and literals blanked."""
        key = (pattern, span)
        if key not in self._occurs:
            code = self._code[span.start : span.end].decode("utf-8", "replace")
            self._occurs[key] = pattern.search(code) is not None
        return self._occurs[key]

    @cached_property
    def device_macros(self) -> frozenset[str]:
        """The macros of the file that are there on the device only."""
        return device_macros(self._scan)

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
        """The types of the expressions that a macro of the file stands for, or of a header's."""
        if name not in self._macro_types:
            macro = self._macros.by_name.get(name)
            told = self._reach.values.get(name)
            bodies = macro.bodies if macro is not None else (told,) if told else ()
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
