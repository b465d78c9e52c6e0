"""One translation unit, parsed by libclang: what the names in files of the tree refer to.

What comes in is a unit (its file and the compiler's arguments) and what the tree holds; what goes
out are ``FileSemantics`` by file, and the files that were read. It runs in a process of its own,
which may be killed at any time. Code that does not compile is read as far as the parser makes sense
of it. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clang import cindex

from migrate.model import Span
from migrate.regex import regex
from migrate.semantics.clangtypes import Types
from migrate.semantics.kernels import Kernels
from migrate.semantics.libclang import CONTINUE, DETAILED, KEEP_GOING, RECURSE, library
from migrate.semantics.messages import DEVICE_VIEW, Seen, Tree, Unit
from migrate.semantics.owners import Declarations
from migrate.semantics.places import WORD, Places, kinds, texts
from migrate.tree.filesemantics import FileSemantics, Function, Owner, Symbol, agreed
from migrate.values.constants import fold

_KIND = cindex.CursorKind

_REFERENCES = kinds(
    "DECL_REF_EXPR MEMBER_REF_EXPR TYPE_REF TEMPLATE_REF NAMESPACE_REF MEMBER_REF VARIABLE_REF"
)
_OVERLOADED = _KIND.OVERLOADED_DECL_REF.value
_DECLARATIONS = kinds(
    "STRUCT_DECL UNION_DECL CLASS_DECL ENUM_DECL FIELD_DECL ENUM_CONSTANT_DECL FUNCTION_DECL "
    "VAR_DECL PARM_DECL TYPEDEF_DECL CXX_METHOD NAMESPACE TEMPLATE_TYPE_PARAMETER CLASS_TEMPLATE "
    "TEMPLATE_NON_TYPE_PARAMETER TEMPLATE_TEMPLATE_PARAMETER FUNCTION_TEMPLATE TYPE_ALIAS_DECL "
    "CLASS_TEMPLATE_PARTIAL_SPECIALIZATION"
)
_FUNCTIONS = kinds("FUNCTION_DECL CXX_METHOD FUNCTION_TEMPLATE CONSTRUCTOR CONVERSION_FUNCTION")
_UNIT = _KIND.TRANSLATION_UNIT.value
_LAMBDA, _BODY = _KIND.LAMBDA_EXPR.value, _KIND.COMPOUND_STMT.value
_MARKS = kinds("CUDAGLOBAL_ATTR CUDADEVICE_ATTR")
_ANNOTATION = _KIND.ANNOTATE_ATTR.value
_MACRO, _MACRO_USE = _KIND.MACRO_DEFINITION.value, _KIND.MACRO_INSTANTIATION.value
_CALL, _MEMBER = _KIND.CALL_EXPR.value, _KIND.MEMBER_REF_EXPR.value
_PARAMETER = _KIND.TEMPLATE_NON_TYPE_PARAMETER.value
_INCLUSION = _KIND.INCLUSION_DIRECTIVE.value
_LAUNCHES = frozenset({"cudaConfigureCall", "__cudaPushCallConfiguration"})
_WORD = regex(r"[A-Za-z_]\w*")
_DEEPEST = 8  # macros within macros


_MISSING = regex(r"'([^']+)' file not found")


def look(unit: Unit, tree: Tree) -> Seen:
    """Parse ``unit`` and say what is in it; raises ``RuntimeError`` where nothing can be said."""
    try:
        parsed = cindex.Index.create().parse(
            unit.file, list(unit.arguments), texts(tree.wide), options=DETAILED | KEEP_GOING
        )
    except (cindex.TranslationUnitLoadError, OSError) as error:
        raise RuntimeError("libclang could not make anything of it") from error
    errors = [item for item in parsed.diagnostics if item.severity >= cindex.Diagnostic.Error]
    found = (_MISSING.match(item.spelling) for item in errors)
    missing = sorted({match[1] for match in found if match})
    looked = _Look(tree, unit)
    looked.through(parsed.cursor)
    met = sorted({looked.places.real(item.include.name) for item in parsed.get_includes()})
    return Seen(looked.semantics(), (unit.file, *met), tuple(missing), len(errors))


class _Look:
    """One walk over a unit: what is collected while the cursors pass."""

    def __init__(self, tree: Tree, unit: Unit) -> None:
        self._tree = tree
        self._defines = unit.defines
        self._is_device_view = DEVICE_VIEW in unit.arguments
        self._clang = library()
        self.places = Places(self._clang)
        self._expressions = Types(self._clang, self.places, self._is_cudas)
        self._declarations = Declarations(self._clang, tree, self.places, self._expressions)
        self._kernels = Kernels(self._clang, self.places, lambda name: self._folded(name, 0))
        self._parameters: list[tuple[str, int, Any]] = []  # of templates, where they are named
        self._names: dict[str, dict[int, Symbol]] = {}
        self._disputed: dict[str, set[Span]] = {}
        self._functions: dict[str, dict[int, Function]] = {}
        self._device: set[int] = set()
        self._bodies: dict[str, str | None] = {}  # of macros without parameters
        self._expansions: dict[tuple[str, int], list[Any]] = {}
        self._inside: dict[tuple[str, int], dict[str, Symbol]] = {}

    def through(self, root: Any) -> None:
        """Walk the unit, then settle what stands in the bodies of macros."""
        self._clang.visit(root, self._visit)
        for path, offset, parameter in self._parameters:
            value = Symbol(value=self._kernels.value(parameter))
            self._note(path, offset, self.places.spelling(parameter), value)
        for place, macros in self._expansions.items():
            self._settle_value(*place)
            for macro in macros:
                self._settle_body(macro, self._inside.get(place, {}))

    def semantics(self) -> dict[str, FileSemantics]:
        expressions = self._expressions.found
        kernels = self._kernels.found(self._tree.files, self._is_device_view)
        paths = {*self._names, *self._functions, *expressions, *kernels} & self._tree.files
        return {
            path: FileSemantics(
                self._names.get(path, {}),
                tuple(sorted(self._functions.get(path, {}).values())),
                tuple(sorted(self._disputed.get(path, ()))),
                expressions.get(path, {}),
                kernels.get(path, {}),
            )
            for path in paths
        }

    def _visit(self, cursor: Any, parent: Any) -> int:
        kind = cursor._kind_id  # noqa: SLF001
        if kind == _MACRO:
            return self._macro(cursor)
        file, offset = self._clang.place(self._clang.clang_getCursorLocation(cursor))
        path = self.places.path(file)
        if path not in self._tree.files:
            outermost = parent._kind_id == _UNIT  # noqa: SLF001
            return CONTINUE if path and outermost else RECURSE
        if kind in _REFERENCES:
            name, named = self.places.spelling(cursor), self._referenced(cursor)
            self._note(path, offset, name, self._declarations.symbol(named))
            if self._clang.clang_getCursorKind(named) == _PARAMETER:
                self._parameters.append((path, offset, named))
        elif kind == _OVERLOADED:
            self._note(
                path, offset, self.places.spelling(cursor), self._declarations.overloads(cursor)
            )
        elif kind in _DECLARATIONS:
            self._note(
                path, offset, self.places.spelling(cursor), self._declarations.symbol(cursor)
            )
        elif kind == _MACRO_USE:
            self._macro_use(path, offset, cursor)
        elif kind == _INCLUSION:
            self._inclusion(path, offset, cursor)
        elif kind in _MARKS or (
            kind == _ANNOTATION and self.places.spelling(cursor) in ("device", "global")
        ):
            self._device.add(self._clang.clang_hashCursor(parent))
            self._function(parent)
        if kind in _FUNCTIONS:
            self._function(cursor)
        elif kind == _LAMBDA:
            self._lambda(cursor)
        self._kernels.see(cursor, kind)
        self._expression(cursor, kind, parent)
        return RECURSE

    def _expression(self, cursor: Any, kind: int, parent: Any) -> None:
        """Note the types that rules may ask for: of what stands beside a name of CUDA's."""
        if kind == _CALL:
            name = self.places.spelling(cursor)
            if name in _LAUNCHES:
                self._kernels.launch(parent)
            if not name or name in self._tree.names:
                self._expressions.of_arguments(cursor)
        if parent._kind_id != _MEMBER:  # noqa: SLF001
            self._expressions.of_operand(cursor, parent)
        elif self.places.spelling(parent) in self._tree.names:
            self._expressions.note(cursor)

    def _is_cudas(self, declaration: Any) -> bool:
        return self.places.place(declaration)[0].startswith(self._tree.cuda)

    def _referenced(self, cursor: Any) -> Any:
        return self._clang.clang_getCursorReferenced(cursor)

    def _note(self, path: str, offset: int, name: str, symbol: Symbol) -> None:
        """Keep what a name at a place means, if that may matter."""
        if name in _LAUNCHES:
            symbol = Symbol(Owner.CUDA)
        elif name not in self._tree.names and not (symbol.types or symbol.value or symbol.size):
            return
        word = self.places.word(path, offset)
        if (name in _LAUNCHES and word == b"") or word == name.encode():
            self._keep(path, offset, symbol)
        elif (path, offset) in self._expansions:
            inside = self._inside.setdefault((path, offset), {})
            inside[name] = agreed(inside[name], symbol) if name in inside else symbol

    def _keep(self, path: str, offset: int, symbol: Symbol) -> None:
        names = self._names.setdefault(path, {})
        known = names.get(offset)
        if known is None:
            names[offset] = symbol
            return
        names[offset] = agreed(known, symbol)
        if known.owner and symbol.owner and known.owner is not symbol.owner:
            self._disputed.setdefault(path, set()).add(Span(offset, offset))

    def _function(self, cursor: Any) -> None:
        if not self._clang.clang_isCursorDefinition(cursor):
            return
        path, start, end = self.places.extent(cursor)
        key = self._clang.clang_hashCursor(cursor)
        found = Function(start, end, key in self._device)
        self._functions.setdefault(path, {})[key] = found

    def _lambda(self, cursor: Any) -> None:
        """A lambda is for the device if a word before its body is, or becomes, ``__device__``."""
        body = next((c for c in self._clang.children(cursor) if c._kind_id == _BODY), None)  # noqa: SLF001
        if body is None:
            return
        path, start, end = self.places.extent(cursor)
        head = self.places.text(path)[start : self.places.extent(body)[1]]
        if self._marks_device(head.decode("utf-8", "replace"), 0):
            key = self._clang.clang_hashCursor(cursor)
            self._functions.setdefault(path, {})[key] = Function(start, end, True)

    def _marks_device(self, text: str, depth: int) -> bool:
        words = _WORD.findall(text) if depth < _DEEPEST else ()
        bodies = (self._bodies.get(word) or "" for word in words)
        return "__device__" in words or any(self._marks_device(b, depth + 1) for b in bodies if b)

    def _macro(self, cursor: Any) -> int:
        """Remember the body of a macro; one in a file of the tree is a declaration as well."""
        path, offset = self.places.place(cursor)
        name = self.places.spelling(cursor)
        if not self._declarations.is_true(path):
            return CONTINUE
        if not path:
            self._bodies.pop(name, None)
        elif self._clang.clang_Cursor_isMacroFunctionLike(cursor):
            self._bodies[name] = None
        else:
            body = self.places.body(cursor)[0].decode("utf-8", "replace")
            same = self._bodies.get(name, body) == body
            self._bodies[name] = body if same else None
        if path in self._tree.files:
            self._note(path, offset, name, Symbol(self._macro_owner(name, path)))
        return CONTINUE

    def _macro_owner(self, name: str, path: str) -> Owner | None:
        """Whose a macro is; one that is only defined where there is none stands in for CUDA's."""
        if path.startswith(self._tree.cuda):
            return Owner.CUDA
        if not path:
            return Owner.USER if name in self._defines else Owner.CUDA
        if path not in self._tree.files:
            return None
        guard = rb"#[ \t]*(?:ifndef[ \t]+%b\b|(?:el)?if.*!\s*defined[ \t(]+%b\b)"
        word = name.encode()
        asked = re.search(guard % (word, word), self.places.text(path))
        return None if asked and self._tree.names.get(name) else Owner.USER

    def _macro_use(self, path: str, offset: int, cursor: Any) -> None:
        definition = self._referenced(cursor)
        where, _ = self.places.place(definition)
        name = self.places.spelling(cursor)
        self._expansions.setdefault((path, offset), []).append(definition)
        if name in self._tree.names:
            self._note(path, offset, name, Symbol(self._macro_owner(name, where)))

    def _settle_value(self, path: str, offset: int) -> None:
        """The integer that a macro without parameters stands for, constants in it included."""
        name = self.places.word(path, offset).decode()
        value = self._folded(name, 0) if self._bodies.get(name) else None
        if value is not None:
            known = self._names.setdefault(path, {}).get(offset, Symbol())
            self._names[path][offset] = known._replace(value=value)

    def _folded(self, name: str, depth: int) -> int | None:
        body = self._bodies.get(name)
        if body is None or depth > _DEEPEST:
            return self._declarations.constant(name) if name not in self._bodies else None
        return fold(body, lambda inner: self._folded(inner, depth + 1))

    def _settle_body(self, macro: Any, inside: Mapping[str, Symbol]) -> None:
        """Say of the names in a macro's body what they mean where it was expanded."""
        path, _ = self.places.place(macro)
        if path not in self._tree.files or not inside:
            return
        body, start = self.places.body(macro)
        for match in WORD.finditer(body):
            symbol = inside.get(match[0].decode())
            if symbol is not None and symbol.owner is not None:
                self._keep(path, start + match.start(), Symbol(symbol.owner))

    def _inclusion(self, path: str, offset: int, cursor: Any) -> None:
        """A header that comes from CUDA's folders."""
        file = self._clang.clang_getIncludedFile(cursor)
        if not file or not self.places.path(file).startswith(self._tree.cuda):
            return
        text = self.places.text(path)
        quotes = (at for at in map(text.find, (b'"', b"<"), (offset, offset)) if at >= 0)
        self._keep(path, min(quotes, default=offset), Symbol(Owner.CUDA))
