"""What a declaration means that libclang resolved a name to: whose it is, its types, its value.

What comes in are cursors of declarations and what the tree holds; what goes out are ``Symbol``,
each worked out once. What is not certain is not said. No file is read here but through libclang.
"""

from __future__ import annotations

from typing import Any

from clang import cindex

from migrate.semantics.clangtypes import Types
from migrate.semantics.libclang import INTEGER, Library
from migrate.semantics.messages import Tree
from migrate.semantics.places import Places, kinds
from migrate.tree.filesemantics import Owner, Symbol

_KIND = cindex.CursorKind

_OVERLOADED = _KIND.OVERLOADED_DECL_REF.value
_VARIABLES = kinds("VAR_DECL PARM_DECL FIELD_DECL")
_ALIASES = kinds("TYPEDEF_DECL TYPE_ALIAS_DECL")
_RECORDS = kinds("STRUCT_DECL UNION_DECL CLASS_DECL") | _ALIASES
_PARAMETERS = kinds(
    "TEMPLATE_TYPE_PARAMETER TEMPLATE_NON_TYPE_PARAMETER TEMPLATE_TEMPLATE_PARAMETER PARM_DECL"
)
_OUTERMOST = kinds("TRANSLATION_UNIT LINKAGE_SPEC UNEXPOSED_DECL INVALID_FILE NO_DECL_FOUND")
_ENUM, _ENUMERATOR = _KIND.ENUM_DECL.value, _KIND.ENUM_CONSTANT_DECL.value


class Declarations:
    """The declarations of one unit."""

    def __init__(self, clang: Library, tree: Tree, places: Places, expressions: Types) -> None:
        self._clang = clang
        self._tree = tree
        self._places = places
        self._expressions = expressions
        self._known: dict[int, Symbol] = {}  # by the hash of a declaration
        self._constants: dict[str, set[int]] = {}

    def overloads(self, cursor: Any) -> Symbol:
        """What a name means that stands for several declarations, if they are all of one owner."""
        count = self._clang.clang_getNumOverloadedDecls(cursor)
        declared = (self._clang.clang_getOverloadedDecl(cursor, at) for at in range(count))
        owners = {self.symbol(item).owner for item in declared}
        return Symbol(owners.pop()) if len(owners) == 1 else Symbol()

    def symbol(self, declaration: Any) -> Symbol:
        """What a name means that is this declaration's."""
        key = self._clang.clang_hashCursor(declaration)
        if key not in self._known:
            self._known[key] = Symbol()  # an alias may stand for itself where code is broken
            learnt = self._known[key] = self._learn(declaration)
            if learnt.value is not None:
                name = self._places.spelling(declaration)
                self._constants.setdefault(name, set()).add(learnt.value)
        return self._known[key]

    def _learn(self, declaration: Any) -> Symbol:
        kind = self._clang.clang_getCursorKind(declaration)
        if kind == _OVERLOADED:
            return self.overloads(declaration)
        path, _ = self._places.place(declaration)
        owner = self._owner(declaration, kind, path)
        if kind in _VARIABLES:
            return Symbol(owner, self._types(declaration), self._value(declaration, path))
        if kind == _ENUMERATOR and self.is_true(path):
            return Symbol(owner, (), self._clang.clang_getEnumConstantDeclValue(declaration))
        if kind in _RECORDS and path in self._tree.files:
            return Symbol(owner, size=self._expressions.size(declaration, self._tree.sdk))
        return Symbol(owner)

    def constant(self, name: str) -> int | None:
        """The integer of the constants of a name, if they all have the same."""
        values = self._constants.get(name, set())
        return next(iter(values)) if len(values) == 1 else None

    def is_true(self, path: str) -> bool:
        """Whether a file has true values: what stands in for CUDA's headers has none."""
        return self._tree.sdk or not path.startswith(self._tree.cuda)

    def _owner(self, declaration: Any, kind: int, path: str) -> Owner | None:
        """Whose a declaration is, as far as that is certain.

        What the user declares under a name of CUDA's in the global scope, or in a namespace of
        CUDA's, may stand in for the vendor's own: nothing is known of it. Neither is anything of a
        declaration that does not compile: behind a macro that is missing, a type's name may look
        like a variable's.
        """
        if path.startswith(self._tree.cuda):
            return Owner.CUDA
        if path not in self._tree.files or self._clang.clang_isInvalidDeclaration(declaration):
            return None
        name = self._places.spelling(declaration)
        if not self._tree.names.get(name, False) or kind in _PARAMETERS:
            return Owner.USER
        if kind in _ALIASES and self._stands_for(declaration) is Owner.CUDA:
            return None
        outermost = ""
        parent = declaration
        while True:
            parent = self._clang.clang_getCursorSemanticParent(parent)
            kind = self._clang.clang_getCursorKind(parent)
            if kind in _OUTERMOST:
                break
            if kind != _ENUM:
                outermost = self._places.spelling(parent) or "(anonymous)"
        return None if outermost == "" or outermost in self._tree.namespaces else Owner.USER

    def _stands_for(self, alias: Any) -> Owner | None:
        clang = self._clang
        kind = clang.clang_getCanonicalType(clang.clang_getTypedefDeclUnderlyingType(alias))
        pointee = clang.clang_getPointeeType(kind)
        for candidate in (kind, pointee):
            path, _ = self._places.place(clang.clang_getTypeDeclaration(candidate))
            if path.startswith(self._tree.cuda):
                return Owner.CUDA
        return None

    def _types(self, declaration: Any) -> tuple[str, ...]:
        if self._expressions.is_open(declaration):
            return ()
        return self._expressions.spellings(self._clang.clang_getCursorType(declaration))

    def _value(self, declaration: Any, path: str) -> int | None:
        """The integer that a constant always has."""
        clang = self._clang
        if not clang.clang_isConstQualifiedType(clang.clang_getCursorType(declaration)):
            return None
        if not self.is_true(path):
            return None
        result = clang.clang_Cursor_Evaluate(declaration)
        if not result:
            return None
        is_integer = clang.clang_EvalResult_getKind(result) == INTEGER
        value = clang.clang_EvalResult_getAsLongLong(result) if is_integer else None
        clang.clang_EvalResult_dispose(result)
        return value
