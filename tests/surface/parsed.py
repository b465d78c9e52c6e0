"""Read what C++ headers declare, with libclang (extra ``semantic``) in HIP's own language mode.

The include paths of a few headers and the place where they lie come in; every name that they
declare in the global scope and in named namespaces goes out, with its kind, the arguments its calls
accept and the file. Each text is parsed as the host sees it and as the device does. Nothing is
compiled, and no name is judged: what is worth keeping is for others to say.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.declared import Declared, merge

_SIDES = ("--cuda-host-only", "--cuda-device-only")
_HIP = (
    "-xhip -std=c++17 --offload-arch=gfx90a -nogpuinc -nogpulib -D__HIP_PLATFORM_AMD__"
    " -ferror-limit=0 -Wno-everything"
).split()
_OPTIONS = 1 | 0x40  # macros are recorded; function bodies are skipped
# What headers include that they do not bring: the compiler's own wrappers, and OpenGL's types.
_STUBS = {
    "include/cuda_wrappers/algorithm": "#include <algorithm>\n",
    "include/cuda_wrappers/complex": "#include <complex>\n",
    "include/cuda_wrappers/new": "#include <new>\n",
    "GL/gl.h": "typedef unsigned int GLuint;\ntypedef unsigned int GLenum;\n",
    "GL/glext.h": "",
}
_WRAPPER = "__clang_hip_runtime_wrapper.h"
_TYPES = frozenset(
    "TYPEDEF_DECL TYPE_ALIAS_DECL TYPE_ALIAS_TEMPLATE_DECL STRUCT_DECL CLASS_DECL UNION_DECL"
    " CLASS_TEMPLATE ENUM_DECL".split()
)
_RECORDS = frozenset("STRUCT_DECL CLASS_DECL CLASS_TEMPLATE".split())
_CALLED = frozenset("FUNCTION_DECL FUNCTION_TEMPLATE CXX_METHOD".split())


@dataclass(frozen=True, slots=True)
class Place:
    """Where headers are: those below ``folder`` are read, if ``is_read`` holds for the path that a
    program includes them with; those below ``behind`` are only found, the compiler's own for one.
    """

    folder: Path
    behind: tuple[Path, ...]
    is_read: Callable[[str], bool] = bool

    def path(self, cursor: Any) -> str:
        """The include path of the file that a cursor stands in; empty if that is not read."""
        file = cursor.location.file
        if file is None or not file.name.startswith(f"{self.folder}/"):
            return ""
        path = posixpath.normpath(file.name[len(str(self.folder)) + 1 :])
        return path if self.is_read(path) else ""

    @property
    def arguments(self) -> list[str]:
        """What to tell the compiler."""
        has_wrapper = any((folder / _WRAPPER).is_file() for folder in (self.folder, *self.behind))
        wrapper = ("-include", _WRAPPER) if has_wrapper else ()
        return [f"-I{self.folder}", *(f"-idirafter{folder}" for folder in self.behind), *wrapper]


def read_headers(
    place: Place, headers: Sequence[str], options: Sequence[str] = ()
) -> Mapping[str, Declared]:
    """What ``headers``, and what they include, declare. Raises ``ValueError`` where the text does
    not parse.
    """
    text = "".join(f"#include <{header}>\n" for header in headers)
    with tempfile.TemporaryDirectory() as stubs:
        for path, content in _STUBS.items():
            (Path(stubs) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(stubs) / path).write_text(content, encoding="utf-8")
        args = [*_HIP, *place.arguments, f"-idirafter{stubs}", *options]
        return merge(_side(place, text, [*args, side]) for side in _SIDES)


def _side(place: Place, text: str, args: list[str]) -> Mapping[str, Declared]:
    from clang import cindex

    name = "all.hip"
    parser: Any = cindex.Index.create()
    unit = parser.parse(name, args, [(name, text)], options=_OPTIONS)
    errors = [str(item) for item in unit.diagnostics if item.severity >= cindex.Diagnostic.Error]
    if errors:
        raise ValueError("\n".join(errors[:5]))
    return merge({name: item} for name, item in _declared(unit.cursor, place, ""))


def _declared(parent: Any, place: Place, scope: str) -> Iterator[tuple[str, Declared]]:
    """Names declared directly in ``parent`` and in its named namespaces."""
    for cursor in parent.get_children():
        kind = cursor.kind.name
        if kind in ("LINKAGE_SPEC", "UNEXPOSED_DECL") or (kind == "NAMESPACE" and _inline(cursor)):
            yield from _declared(cursor, place, scope)
        elif kind == "NAMESPACE":
            inner = f"{scope}{cursor.spelling}"
            if header := place.path(cursor):
                yield inner, Declared("namespace", header=header)
            yield from _declared(cursor, place, f"{inner}::")
        elif header := place.path(cursor):
            yield from _one(cursor, scope, header)


def _one(cursor: Any, scope: str, header: str) -> Iterator[tuple[str, Declared]]:
    kind, name = cursor.kind.name, cursor.spelling
    if kind == "MACRO_DEFINITION":
        yield name, _macro(cursor, header)
    elif kind == "USING_DECLARATION":
        yield from _using(cursor, scope, header)
    elif kind == "NAMESPACE_ALIAS":
        yield scope + name, Declared("namespace", header=header)
    elif kind == "VAR_DECL":
        yield scope + name, Declared("variable", header=header)
    elif kind in _CALLED:  # a member may be defined out of its class
        if name.isidentifier() and cursor.semantic_parent.kind.name not in _RECORDS:
            yield scope + name, Declared("function", frozenset((_counts(cursor),)), header)
    elif kind in _TYPES:
        if name.isidentifier() and not cursor.is_anonymous():
            yield scope + name, Declared(_type(cursor), header=header)
            if kind in _RECORDS:
                yield from _static_methods(cursor, f"{scope}{name}::", header)
        if kind == "ENUM_DECL":
            inner = f"{name}::" if cursor.is_scoped_enum() else ""
            for item in cursor.get_children():
                if item.kind.name == "ENUM_CONSTANT_DECL":
                    yield scope + inner + item.spelling, Declared("enum_constant", header=header)


def _type(cursor: Any) -> str:
    """Whether there is such a tag: an alias has none, nor has ``typedef struct { ... } X``."""
    tagged = cursor.kind.name in (*_RECORDS, "UNION_DECL", "ENUM_DECL")
    named = cursor.location.offset != cursor.extent.start.offset
    return "type" if tagged and named else "typedef"


def _static_methods(record: Any, scope: str, header: str) -> Iterator[tuple[str, Declared]]:
    for cursor in record.get_children():
        public = cursor.access_specifier.name == "PUBLIC" and cursor.spelling.isidentifier()
        if public and cursor.kind.name in _CALLED and cursor.is_static_method():
            counts = frozenset((_counts(cursor),))
            yield scope + cursor.spelling, Declared("function", counts, header)


def _using(cursor: Any, scope: str, header: str) -> Iterator[tuple[str, Declared]]:
    from clang import cindex

    library: Any = cindex.conf.lib
    for child in cursor.get_children():
        if child.kind.name == "TYPE_REF":
            yield scope + cursor.spelling, Declared("type", header=header)
        elif child.kind.name == "OVERLOADED_DECL_REF":
            meant = [
                library.clang_getOverloadedDecl(child, index)
                for index in range(library.clang_getNumOverloadedDecls(child))
            ]
            counts = frozenset(_counts(item) for item in meant if item.kind.name in _CALLED)
            kind = "function" if counts else "type"
            yield scope + cursor.spelling, Declared(kind, counts, header)


def _counts(function: Any) -> Counts:
    parameters = [item for item in function.get_children() if item.kind.name == "PARM_DECL"]
    fewest = sum(not _has_default(item) for item in parameters)
    if parameters and parameters[-1].type.spelling.endswith("..."):  # a pack
        return Counts(fewest - 1, ANY_NUMBER)
    if function.type.is_function_variadic():
        return Counts(fewest, ANY_NUMBER)
    return Counts(fewest, len(parameters))


def _has_default(parameter: Any) -> bool:
    if not any(child.kind.is_expression() for child in parameter.get_children()):
        return False
    sized = "[" in parameter.type.spelling  # then the expression may be the size of an array
    return not sized or any(token.spelling == "=" for token in parameter.get_tokens())


def _macro(cursor: Any, header: str) -> Declared:
    from clang import cindex

    library: Any = cindex.conf.lib
    tokens = [token.spelling for token in cursor.get_tokens()][1:]
    if not library.clang_Cursor_isMacroFunctionLike(cursor):
        alias = tokens[0] if len(tokens) == 1 and tokens[0].isidentifier() else ""
        return Declared("macro", header=header, alias=alias, empty=not tokens)
    parameters = [word for word in tokens[1 : tokens.index(")")] if word != ","]
    variadic = bool(parameters) and parameters[-1] == "..."
    fewest = len(parameters) - variadic
    return Declared(
        "macro", frozenset((Counts(fewest, ANY_NUMBER if variadic else fewest),)), header
    )


def _inline(namespace: Any) -> bool:
    """Whether its names count as those of the scope around it."""
    from clang import cindex

    library: Any = cindex.conf.lib
    unnamed = not namespace.spelling.isidentifier()
    return unnamed or bool(library.clang_Cursor_isInlineNamespace(namespace))
