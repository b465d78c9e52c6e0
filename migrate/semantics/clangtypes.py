"""Types of expressions that rules ask for: what a call is given, what is assigned to, what a member
is taken of.

What comes in are cursors of one unit; what goes out are spellings of types by the file and the
span of an expression, as it is written: conversions that the compiler adds are no part of it. Plain
names are not here, for they have meanings. What a port may change has no type: the result of a
function of CUDA's may have another width on the target (a vote has), and so has what is computed
from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clang import cindex

from migrate.model import Span
from migrate.regex import regex
from migrate.semantics.libclang import RECURSE, Library
from migrate.semantics.places import Places, kinds

_KIND = cindex.CursorKind

_CALL, _NAME, _BASE = _KIND.CALL_EXPR.value, _KIND.DECL_REF_EXPR.value, _KIND.MEMBER_REF_EXPR.value
_TYPE = _KIND.TYPE_REF.value
_ADDED = kinds("UNEXPOSED_EXPR CALL_EXPR MEMBER_REF_EXPR")
_CONVERSIONS = kinds("CONSTRUCTOR CONVERSION_FUNCTION")
_CONVERSION = _KIND.CONVERSION_FUNCTION.value
_PLACES = kinds("ARRAY_SUBSCRIPT_EXPR UNARY_OPERATOR")
_ASSIGNMENTS = kinds("BINARY_OPERATOR COMPOUND_ASSIGNMENT_OPERATOR")
# What has a type of its own, whatever it is made of.
_FIXED = kinds(
    "ARRAY_SUBSCRIPT_EXPR MEMBER_REF_EXPR CSTYLE_CAST_EXPR CXX_STATIC_CAST_EXPR "
    "CXX_REINTERPRET_CAST_EXPR CXX_CONST_CAST_EXPR CXX_FUNCTIONAL_CAST_EXPR"
)
_TYPED = _FIXED - {_BASE} | _ASSIGNMENTS | {_CALL}
_TYPED |= kinds("UNARY_OPERATOR PAREN_EXPR CONDITIONAL_OPERATOR")
_ARITHMETIC = range(cindex.TypeKind.BOOL.value, cindex.TypeKind.LONGDOUBLE.value + 1)
_DEPENDENT = cindex.TypeKind.DEPENDENT.value
_AUTO = cindex.TypeKind.AUTO.value
_ARRAY = regex(r"\s*\[[^\]]*\]")
_DEEPEST = 12  # expressions, and variables they name, within one another


class Types:
    """The types found in one unit, by file and span."""

    def __init__(self, clang: Library, places: Places, is_cuda: Callable[[Any], bool]) -> None:
        self._clang = clang
        self._places = places
        self._is_cuda = is_cuda
        self.found: dict[str, dict[Span, tuple[str, ...]]] = {}

    def of_arguments(self, call: Any) -> None:
        """Note what a call is given."""
        for at in range(self._clang.clang_Cursor_getNumArguments(call)):
            self.note(self._clang.clang_Cursor_getArgument(call, at))

    def of_operand(self, cursor: Any, parent: Any) -> None:
        """Note what may be assigned to: an element, or what a pointer points to."""
        if cursor._kind_id in _PLACES and parent._kind_id in _ASSIGNMENTS:  # noqa: SLF001
            self.note(cursor)

    def note(self, expression: Any) -> None:
        """Note the type of an expression, if it is more than a name and certain."""
        cursor = self._as_written(expression)
        if cursor._kind_id not in _TYPED or self._is_open(cursor, 0):  # noqa: SLF001
            return
        declared = self._clang.clang_getCursorType(cursor)
        if declared._kind_id == _DEPENDENT:  # noqa: SLF001
            return
        spelled = self.spellings(declared)
        path, start, end = self._places.extent(cursor)
        if start < end and not spelled[0].startswith("<"):
            self.found.setdefault(path, {})[Span(start, end)] = spelled

    def spellings(self, declared: Any) -> tuple[str, ...]:
        """A type as it is declared, and without aliases."""
        clang = self._clang
        spelled = clang.text(clang.clang_getTypeSpelling(declared))
        plain = clang.text(clang.clang_getTypeSpelling(clang.clang_getCanonicalType(declared)))
        return tuple(dict.fromkeys(_ARRAY.sub(" []", text) for text in (spelled, plain)))

    def size(self, declaration: Any, sdk: bool) -> int | None:
        """The size of a type in bytes; without an ``sdk`` CUDA's types are only known by name."""
        clang = self._clang
        size = clang.clang_Type_getSizeOf(
            clang.clang_getCanonicalType(clang.clang_getCursorType(declaration))
        )
        return size if size > 0 and (sdk or self._is_whole(declaration)) else None

    def _is_whole(self, declaration: Any) -> bool:
        whole = True

        def visit(cursor: Any, _: Any) -> int:
            nonlocal whole
            if cursor._kind_id == _TYPE:  # noqa: SLF001
                whole = whole and not self._is_cuda(self._clang.clang_getCursorReferenced(cursor))
            return RECURSE

        self._clang.visit(declaration, visit)
        return whole

    def is_open(self, variable: Any, depth: int = 0) -> bool:
        """Whether a variable's type is deduced from what a port may change."""
        if self._clang.clang_getCursorType(variable)._kind_id != _AUTO:  # noqa: SLF001
            return False
        return any(self._is_open(item, depth + 1) for item in self._clang.children(variable)[-1:])

    def _as_written(self, cursor: Any) -> Any:
        """An expression without the conversions around it."""
        while cursor._kind_id in _ADDED:  # noqa: SLF001
            if cursor._kind_id != _KIND.UNEXPOSED_EXPR.value:  # noqa: SLF001
                called = self._clang.clang_getCursorReferenced(cursor)
                if self._clang.clang_getCursorKind(called) not in _CONVERSIONS:
                    break
            around = self._places.extent(cursor)
            inner = self._clang.children(cursor)[:1]
            if not inner or self._places.extent(inner[0]) != around:
                break
            cursor = inner[0]
        return cursor

    def _is_open(self, cursor: Any, depth: int) -> bool:
        """Whether a value is made of one that a function of CUDA's computes."""
        kind = cursor._kind_id  # noqa: SLF001
        if kind in _FIXED or depth > _DEEPEST:
            return depth > _DEEPEST
        if kind in (_CALL, _NAME):
            named = self._clang.clang_getCursorReferenced(cursor)
            if kind == _NAME:
                return self.is_open(named, depth)
            if self._is_cuda(named):
                result = self._clang.clang_getCanonicalType(self._clang.clang_getCursorType(cursor))
                converts = self._clang.clang_getCursorKind(named) == _CONVERSION
                return not converts and result._kind_id in _ARITHMETIC  # noqa: SLF001
        return any(self._is_open(item, depth + 1) for item in self._clang.children(cursor))
