"""Which kernels a launch may start, and which values the parameters of templates have.

What comes in are cursors of one unit, as they pass; what goes out are ``Kernel`` values by the file
and the place of what is launched: a kernel's own name, one of several overloads, an instance of a
template, or a pointer, followed through variables, arrays, arguments and template arguments within
the unit. Nothing is said of what comes from anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from clang import cindex

from migrate.regex import regex
from migrate.semantics.libclang import EXTERN, INTEGRAL, Library
from migrate.semantics.places import Places, kinds
from migrate.tree.filesemantics import Kernel
from migrate.values.constants import fold

_KIND = cindex.CursorKind

_PARAMETERS = kinds(
    "TEMPLATE_TYPE_PARAMETER TEMPLATE_NON_TYPE_PARAMETER TEMPLATE_TEMPLATE_PARAMETER"
)
_VALUE, _ARGUMENT = _KIND.TEMPLATE_NON_TYPE_PARAMETER.value, _KIND.PARM_DECL.value
_FUNCTIONS = kinds("FUNCTION_DECL CXX_METHOD FUNCTION_TEMPLATE")
_HOLDERS = kinds("VAR_DECL PARM_DECL FIELD_DECL TEMPLATE_NON_TYPE_PARAMETER")
_NAMES = kinds("DECL_REF_EXPR MEMBER_REF_EXPR")
_CALL, _OVERLOADED = _KIND.CALL_EXPR.value, _KIND.OVERLOADED_DECL_REF.value
_VARIABLE, _ASSIGNMENT = _KIND.VAR_DECL.value, _KIND.BINARY_OPERATOR.value
_GLOBAL, _SHARED = _KIND.CUDAGLOBAL_ATTR.value, _KIND.CUDASHARED_ATTR.value
_ANNOTATION = _KIND.ANNOTATE_ATTR.value
_BODY, _STATEMENT = _KIND.COMPOUND_STMT.value, _KIND.DECL_STMT.value
_ASKED = regex(rb"\b(?:ifn?def|defined)\b[ \t(]*__CUDA_ARCH__")
_BOUNDS = "launch_bounds "  # see core.h
_TAKE_KERNELS = ("cudaLaunch", "cudaFunc", "cudaOccupancy", "cuLaunch")

Constant = Callable[[str], int | None]
Source = Kernel | int  # a kernel, or the hash of what holds some


class Kernels:
    """Launches of one unit, and what flows to them. ``constant`` knows the unit's constants."""

    def __init__(self, clang: Library, places: Places, constant: Constant) -> None:
        self._clang = clang
        self._places = places
        self._constant = constant
        self._flows: dict[int, set[Source]] = {}
        self._values: dict[int, set[int]] = {}  # of parameters of templates
        self._open: set[int] = set()  # those with arguments that are not known
        self._launched: dict[str, dict[int, set[Source]]] = {}
        self._done: set[int] = set()
        self._known: dict[int, Kernel | None] = {}

    def found(
        self, files: AbstractSet[str], is_device_view: bool
    ) -> dict[str, dict[int, tuple[Kernel, ...]]]:
        """What each place may launch, by file; ``files`` are the user's.

        What only CUDA's device code sees does not count: for the target __CUDA_ARCH__ is no number
        to compare with. Where the source asks whether it is defined, a port asks for device code.
        """
        seen = self._places.files() & files if is_device_view else ()
        if is_device_view and not any(_ASKED.search(self._places.text(path)) for path in seen):
            return {}
        return {
            path: {
                at: tuple(sorted(kernels, key=str))
                for at, sources in places.items()
                if (kernels := set(self._behind(sources)))
            }
            for path, places in self._launched.items()
        }

    def value(self, parameter: Any) -> int | None:
        """The only value that the unit gives a parameter of a template."""
        key = self._clang.clang_hashCursor(parameter)
        values = self._values.get(key, set()) if key not in self._open else ()
        return next(iter(values)) if len(values) == 1 else None

    # -- what passes ----------------------------------------------------------------------------

    def launch(self, call: Any) -> None:
        """A call with chevrons."""
        for callee in self._clang.children(call)[:1]:
            self._note(callee)

    def see(self, cursor: Any, kind: int) -> None:
        """Follow kernels, and values of templates, through any node."""
        if kind == _CALL:
            self._pass_on(cursor)
        elif kind in _NAMES:
            self._instance(cursor)
        elif kind == _VARIABLE and self._may_hold(cursor):
            self._flow(cursor, self._sources(cursor))
        elif kind == _ASSIGNMENT and self._may_hold(cursor):
            left, *right = self._clang.children(cursor)
            for target in self._sources(left):
                if isinstance(target, int):
                    found = (source for item in right for source in self._sources(item))
                    self._flows.setdefault(target, set()).update(found)

    def _pass_on(self, call: Any) -> None:
        """Kernels among the arguments: CUDA's functions launch them, the user's pass them on."""
        name = self._places.spelling(call)
        count = self._clang.clang_Cursor_getNumArguments(call)
        given = [self._clang.clang_Cursor_getArgument(call, at) for at in range(count)]
        if name.startswith(_TAKE_KERNELS):
            for argument in given:
                self._note(argument)
            return
        if not any(self._may_hold(argument) for argument in given):
            return
        taken = self._below(self._clang.clang_getCursorReferenced(call), _ARGUMENT)
        for argument, parameter in zip(given, taken, strict=False):
            if self._may_hold(argument):
                self._flow(parameter, self._sources(argument))

    def _instance(self, name: Any) -> None:
        """The arguments of a template, where its function, or the class of that, is named."""
        function = self._clang.clang_getCursorReferenced(name)
        kind = self._clang.clang_getCursorKind(function)
        if kind == _OVERLOADED:
            for item in self._overloads(function):
                self._open.update(map(self._clang.clang_hashCursor, self._below(item, _VALUE)))
        if kind not in _FUNCTIONS:
            return
        self._pointers(name, function)
        key = self._clang.clang_hashCursor(function)
        if key in self._done:
            return
        self._done.add(key)
        for holder in (function, self._clang.clang_getCursorSemanticParent(function)):
            for parameter, value in self._arguments(holder):
                at = self._clang.clang_hashCursor(parameter)
                self._values.setdefault(at, set()).add(value)

    def _pointers(self, name: Any, function: Any) -> None:
        """Kernels that are arguments of a template: ``run<kernel>()``."""
        takes = [item for item in self._below(function, _VALUE) if self._may_hold(item)]
        if len(takes) == 1:
            given = (
                source for item in self._clang.children(name) for source in self._sources(item)
            )
            self._flow(takes[0], given)

    def _note(self, expression: Any) -> None:
        path, start, _ = self._places.extent(expression)
        sources = set(self._sources(expression))
        if sources:
            self._launched.setdefault(path, {}).setdefault(start, set()).update(sources)

    def _flow(self, holder: Any, sources: Iterable[Source]) -> None:
        key = self._clang.clang_hashCursor(holder)
        self._flows.setdefault(key, set()).update(sources)

    def _may_hold(self, cursor: Any) -> bool:
        """Whether something is, or may be, a pointer to a function."""
        spelled = self._clang.text(
            self._clang.clang_getTypeSpelling(self._clang.clang_getCursorType(cursor))
        )
        return "(*" in spelled or spelled in ("auto", "const void *", "void *", "<dependent type>")

    def _sources(self, expression: Any) -> Iterator[Source]:
        """Kernels, and holders of kernels, that an expression names; not what its calls return."""
        kind = expression._kind_id  # noqa: SLF001
        if kind in _NAMES:
            named = self._clang.clang_getCursorReferenced(expression)
            yield from self._named(named, self._clang.clang_getCursorKind(named))
        elif kind != _CALL:
            for item in self._clang.children(expression):
                yield from self._sources(item)

    def _named(self, named: Any, kind: int) -> Iterator[Source]:
        if kind in _HOLDERS:
            yield self._clang.clang_hashCursor(named)
        elif kind == _OVERLOADED:
            for item in self._overloads(named):
                yield from self._named(item, self._clang.clang_getCursorKind(item))
        elif kind in _FUNCTIONS:
            kernel = self._kernel(named)
            if kernel is not None:
                yield kernel

    def _behind(self, sources: Iterable[Source]) -> Iterator[Kernel]:
        seen: set[int] = set()
        pending = list(sources)
        while pending:
            source = pending.pop()
            if isinstance(source, Kernel):
                yield source
            elif source not in seen:
                seen.add(source)
                pending.extend(self._flows.get(source, ()))

    # -- functions and templates ----------------------------------------------------------------

    def _overloads(self, cursor: Any) -> list[Any]:
        count = self._clang.clang_getNumOverloadedDecls(cursor)
        return [self._clang.clang_getOverloadedDecl(cursor, at) for at in range(count)]

    def _pattern(self, function: Any) -> Any:
        """The definition that a function, or an instance of a template, is made from."""
        clang = self._clang
        template = clang.clang_getSpecializedCursorTemplate(function)
        function = function if clang.clang_Cursor_isNull(template) else template
        definition = clang.clang_getCursorDefinition(function)
        return function if clang.clang_Cursor_isNull(definition) else definition

    def _below(self, function: Any, kind: int) -> list[Any]:
        """The parameters of a function, or of its template."""
        items = self._clang.children(self._pattern(function))
        return [item for item in items if item._kind_id == kind]  # noqa: SLF001

    def _arguments(self, holder: Any) -> Iterator[tuple[Any, int]]:
        """Parameters of a template with the integers that an instance has for them."""
        clang = self._clang
        count = clang.clang_Cursor_getNumTemplateArguments(holder)
        if count <= 0:
            return
        items = clang.children(self._pattern(holder))
        parameters = (item for item in items if item._kind_id in _PARAMETERS)  # noqa: SLF001
        for at, parameter in enumerate(parameters):
            if at < count and clang.clang_Cursor_getTemplateArgumentKind(holder, at) == INTEGRAL:
                yield parameter, clang.clang_Cursor_getTemplateArgumentValue(holder, at)

    def _kernel(self, function: Any) -> Kernel | None:
        key = self._clang.clang_hashCursor(function)
        if key not in self._known:
            items = self._clang.children(self._pattern(function))
            marks = [*items, *self._clang.children(function)]
            is_kernel = any(self._is_marked(item, _GLOBAL, "global") for item in marks)
            self._known[key] = self._learn(function, items) if is_kernel else None
        return self._known[key]

    def _learn(self, function: Any, items: Iterable[Any]) -> Kernel:
        given = self._arguments(function)
        values = {self._places.spelling(parameter): value for parameter, value in given}
        items = list(items)
        threads = next(self._threads(items, values), None)
        bodies = (item for item in items if item._kind_id == _BODY)  # noqa: SLF001
        shared = sum(size for body in bodies for size in self._shared(body))
        return Kernel(self._places.spelling(function), threads, shared)

    def _threads(self, items: Iterable[Any], values: Mapping[str, int]) -> Iterator[int]:
        """The first number of ``__launch_bounds__``, as far as it is certain."""
        for item in items:
            text = self._annotation(item)
            if text.startswith(_BOUNDS):
                number = fold(
                    _first(text.removeprefix(_BOUNDS)),
                    lambda name: values[name] if name in values else self._constant(name),
                )
                if number is not None:
                    yield number

    def _shared(self, body: Any) -> Iterator[int]:
        """Sizes of the shared variables that a kernel has whatever it does."""
        for statement in self._clang.children(body):
            if statement._kind_id != _STATEMENT:  # noqa: SLF001
                continue
            for item in self._clang.children(statement):
                marks = self._clang.children(item)
                if any(self._is_marked(mark, _SHARED, "shared") for mark in marks):
                    declared = self._clang.clang_getCursorType(item)
                    size = self._clang.clang_Type_getSizeOf(declared)
                    is_extern = self._clang.clang_Cursor_getStorageClass(item) == EXTERN
                    yield size if size > 0 and not is_extern else 0

    def _is_marked(self, cursor: Any, attribute: int, annotation: str) -> bool:
        return cursor._kind_id == attribute or self._annotation(cursor) == annotation  # noqa: SLF001

    def _annotation(self, cursor: Any) -> str:
        if cursor._kind_id != _ANNOTATION:  # noqa: SLF001
            return ""
        return self._clang.text(self._clang.clang_getCursorSpelling(cursor))


def _first(arguments: str) -> str:
    """The first of some arguments."""
    depth = 0
    for at, sign in enumerate(arguments):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            return arguments[:at]
    return arguments
