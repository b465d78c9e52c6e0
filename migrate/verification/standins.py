"""A header of a library that is not installed, made of what the target declares of the library.

What comes in are the surface at a version and the path of a header; what goes out is a text that
declares every name of that library: functions take any arguments of the declared number, types
convert from and to anything, constants have numbers of their own. So a unit can be read behind the
include; what it says of types proves nothing. Class templates are left out, since the surface does
not know their parameters. Nothing here is ever run or linked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.regex import regex
from migrate.rules.surface import Surface, SurfaceRow

NAMESPACE = "migrate_stand_in"
_TYPES = frozenset({"type", "typedef"})
_PLAIN = regex(r"[A-Za-z_]\w*")
_INTERNAL = regex(r"\w+_H(?:PP)?_*|__\w+")

# Types of elements, which all of these libraries call so.
_ELEMENTS = {
    "DoubleComplex": "hipDoubleComplex",
    "Complex": "hipFloatComplex",
    "DoubleReal": "double",
    "Real": "float",
}

_BASE = """\
#pragma once
#ifndef MIGRATE_STAND_IN
#define MIGRATE_STAND_IN
#include <hip/hip_runtime_api.h>
#include <hip/hip_complex.h>
#ifdef __cplusplus
#ifdef __HIP__
#define MIGRATE_BOTH __attribute__((host)) __attribute__((device)) inline
#else
#define MIGRATE_BOTH inline
#endif
namespace migrate_stand_in {
template <bool> struct If {};
template <> struct If<true> { typedef int Type; };
struct Any {
  template <class T> MIGRATE_BOTH operator T() const { return *reinterpret_cast<const T*>(this); }
  MIGRATE_BOTH Any operator-() const { return {}; }
};
template <class T> struct IsAny { static constexpr bool value = false; };
template <> struct IsAny<Any> { static constexpr bool value = true; };
#define MIGRATE_BINARY(op, result) \\
  template <class T> MIGRATE_BOTH result operator op(const Any&, const T&) { return {}; } \\
  template <class T, typename If<!IsAny<T>::value>::Type = 0> \\
  MIGRATE_BOTH result operator op(const T&, const Any&) { return {}; }
MIGRATE_BINARY(==, bool) MIGRATE_BINARY(!=, bool) MIGRATE_BINARY(<, bool)
MIGRATE_BINARY(>, bool) MIGRATE_BINARY(<=, bool) MIGRATE_BINARY(>=, bool)
MIGRATE_BINARY(+, Any) MIGRATE_BINARY(-, Any) MIGRATE_BINARY(*, Any) MIGRATE_BINARY(/, Any)
template <int N> struct Type {
  Type() = default;
  template <class T, typename If<!IsAny<T>::value>::Type = 0>
  constexpr MIGRATE_BOTH Type(const T&) {}
  template <class A, class B> constexpr MIGRATE_BOTH Type(const A&, const B&) {}
  constexpr MIGRATE_BOTH operator long long() const { return 0; }
  template <class T> MIGRATE_BOTH operator T*() const { return nullptr; }
};
template <int N> MIGRATE_BOTH bool operator==(Type<N>, decltype(nullptr)) { return true; }
template <int N> MIGRATE_BOTH bool operator!=(Type<N>, decltype(nullptr)) { return true; }
}
#endif
#endif
"""


def stand_in(surface: Surface, header: str) -> str:
    """The text of a header of the target's; nothing where its library is not known, or the target
    has no such header.
    """
    family = surface.family_of(header)
    if not family or surface.header(header) is not True:
        return ""
    rows = [row for row in surface.family(family) if not _INTERNAL.fullmatch(row.name)]
    plain = [row for row in rows if _PLAIN.fullmatch(row.name)]
    parts = [
        f"#ifndef MIGRATE_STAND_IN_{family}",
        f"#define MIGRATE_STAND_IN_{family}",
        *_constants(plain),
        "#ifdef __cplusplus",
        *_types(plain, "using {name} = migrate_stand_in::Type<{number}>;"),
        *(_function(row.name, row) for row in plain if row.kind == "function"),
        *_members(rows),
        "#else",
        *_types(plain, "typedef long long {name};"),
        "#endif",
        "#endif",
    ]
    return "\n".join([_BASE, *parts, ""])


def _constants(rows: Iterable[SurfaceRow]) -> Iterator[str]:
    """Enumerators, and macros that have a value or are called."""
    constants = [row.name for row in rows if row.kind in ("enum_constant", "variable")]
    if constants:
        yield f"enum {{ {', '.join(constants)} }};"
    for number, row in enumerate(row for row in rows if row.kind == "macro"):
        arguments = "" if row.least is None else "(...)"
        yield f"#ifndef {row.name}\n#define {row.name}{arguments} {number}\n#endif"


def _types(rows: Iterable[SurfaceRow], form: str) -> Iterator[str]:
    for at, row in enumerate(row for row in rows if row.kind in _TYPES):
        element = next((kind for end, kind in _ELEMENTS.items() if row.name.endswith(end)), "")
        yield f"typedef {element} {row.name};" if element else form.format(name=row.name, number=at)


def _function(name: str, row: SurfaceRow, prefix: str = "") -> str:
    counts = []
    if row.least is not None:
        counts.append(f"sizeof...(A) >= {row.least}")
    if row.most is not None:
        counts.append(f"sizeof...(A) <= {row.most}")
    condition = f", typename {NAMESPACE}::If<({' && '.join(counts)})>::Type = 0" if counts else ""
    return (
        f"template <class... A{condition}> {prefix}MIGRATE_BOTH {NAMESPACE}::Any {name}"
        "(const A&...) { return {}; }"
    )


def _members(rows: Iterable[SurfaceRow]) -> Iterator[str]:
    """Functions of namespaces and classes: ``hipcub::DeviceReduce::Sum``."""
    kinds = {row.name: row.kind for row in rows}
    by_scope: dict[str, list[SurfaceRow]] = {}
    for row in rows:
        scope, _, _ = row.name.rpartition("::")
        if scope and row.kind == "function" and _PLAIN.fullmatch(row.name[len(scope) + 2 :]):
            by_scope.setdefault(scope, []).append(row)
    for scope, functions in by_scope.items():
        outer, _, name = scope.rpartition("::")
        is_class = kinds.get(scope) in _TYPES
        around = outer if is_class else scope
        lines = [
            _function(row.name.rpartition("::")[2], row, "static " if is_class else "")
            for row in functions
        ]
        body = [f"struct {name} {{", *lines, "};"] if is_class else lines
        yield from ([f"namespace {around} {{", *body, "}"] if around else body)
