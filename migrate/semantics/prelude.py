"""CUDA's declarations without CUDA: headers made from ``rules/cuda``, for a parser to look names up
in.

What comes in is the folder of the tables; what goes out are texts by the path a program includes
them with. ``core.h`` is written by hand and has what the compiler gives by itself; the rest
declares every name of the tables as what it is, takes any arguments and says nothing of values. The
headers CUDA's programs include are stubs that include these. Nothing here parses anything.
"""

from __future__ import annotations

import csv
import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from migrate.regex import regex
from migrate.rules.tables import SURFACE_COLUMNS, Table

FOLDER = "migrate"  # of the headers that are not stubs
UNIT = f"{FOLDER}/unit.h"  # what the compiler includes into every CUDA unit by itself
_SOURCES = "prelude"  # the folder beside the tables with what is not made from them
_NOT_NAMES = frozenset({"families", "headers", "fields"})
_ALWAYS = ("runtime", "vector", "device", "device_math", "device_texture")
# What functions of a library return where nothing else is said.
_RETURNS = {
    "runtime": "cudaError_t",
    "occupancy": "cudaError_t",
    "driver": "CUresult",
    "cublas": "cublasStatus_t",
    "cublasLt": "cublasStatus_t",
    "cublasXt": "cublasStatus_t",
    "cudnn": "cudnnStatus_t",
    "cufft": "cufftResult",
    "curand": "curandStatus_t",
    "cusolver": "cusolverStatus_t",
    "cusparse": "cusparseStatus_t",
    "nccl": "ncclResult_t",
    "nvml": "nvmlReturn_t",
    "nvrtc": "nvrtcResult",
}
_TEXTS = regex(
    r"(?:cuda|cublas|cudnn|cusparse|nccl|nvrtc)Get(?:Error|Status|LastError).+|nvmlErrorString"
)
_NOT_TEXTS = regex(r"cudaGetLastError|\w*Version")
_VECTOR = regex(r"(?:make_)?(?:u?(?:char|short|int|long|longlong)|float|double)[1-4]")
_EMPTY = regex(r"\w*(?:_QUALIFIERS|WINAPI|API|_CB)")
_EITHER_SIDE = "#pragma clang force_cuda_host_device begin"  # see core.h
# What libclang does not tell of an attribute, an annotation says, as in core.h.
_BOUNDS = (
    "#define MIGRATE_TEXT(...) #__VA_ARGS__",
    "#undef __launch_bounds__",
    "#define __launch_bounds__(...) "
    '__attribute__((annotate("launch_bounds " MIGRATE_TEXT(__VA_ARGS__))))',
)
_SWITCH = regex(r"__\w+__|CUDA_(?:ENABLE|NO|FORCE)_\w+|CUDA_API_PER_THREAD\w+")
_BUILTIN = regex(r"(?:(?:unsigned|signed|long|short|int|char|float|double) ?)+")


@dataclass(frozen=True, slots=True)
class _Type:
    """What a type of the SDK is, and what it is made of (see ``types.csv``)."""

    form: str
    members: str


@dataclass(slots=True)
class _Space:
    """A namespace, or a type that has members, while it is being filled."""

    is_type: bool = False
    lines: list[str] = field(default_factory=list)
    inner: dict[str, _Space] = field(default_factory=dict)

    def text(self) -> Iterator[str]:
        yield from self.lines
        for name, space in self.inner.items():
            opening = f"struct {name} {{ {name}(...);" if space.is_type else f"namespace {name} {{"
            yield from (opening, *space.text(), "};" if space.is_type else "}")


@cache
def texts(tables: Path, included: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """Every header of the prelude by its path; raises ``UserError`` for a table that is wrong.

    ``included`` are paths that programs include, for the tables say ``cub/*`` of some libraries.
    """
    core = (tables / _SOURCES / "core.h").read_text(encoding="utf-8")
    types = dict(_types(tables / _SOURCES / "types.csv"))
    files = sorted(file for file in tables.glob("*.csv") if file.stem not in _NOT_NAMES)
    files.sort(key=lambda file: _ALWAYS.index(file.stem) if file.stem in _ALWAYS else len(_ALWAYS))
    found = {f"{FOLDER}/core.h": core}
    library = _Library(types, frozenset(re.findall(r"[A-Za-z_]\w*", core)))
    for file in files:
        found[f"{FOLDER}/{file.stem}.h"] = library.text(file)
    always = [f"#include <{FOLDER}/{name}.h>" for name in _ALWAYS]
    found[UNIT] = "\n".join(("#pragma once", *always, ""))
    found.update(_stubs(tables / "headers.csv", found, included))
    return found


def write(folder: Path, headers: Mapping[str, str], present: Iterable[Path] = ()) -> None:
    """Write ``headers`` below ``folder``, less the stubs of those that a folder of ``present`` has.

    With an SDK's headers ``present`` the runtime and the compiler's names come from there.
    """
    folders = tuple(present)
    for path, text in headers.items():
        if folders and path.startswith(f"{FOLDER}/"):
            text = _beside_sdk(path, text)
        elif any((base / path).exists() for base in folders):
            continue
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _beside_sdk(path: str, text: str) -> str:
    """A header of the prelude where the SDK has the runtime: that includes the SDK's."""
    stem = Path(path).stem
    if stem in (*_ALWAYS, "core", "unit"):
        lines = "#include <cuda_runtime.h>", "#include <device_launch_parameters.h>", *_BOUNDS
        return "\n".join(("#pragma once", "#ifdef __CUDA__", _EITHER_SIDE, "#endif", *lines, ""))
    return text


def _types(file: Path) -> Iterator[tuple[str, _Type]]:
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["name"], _Type(row["form"], row["members"])


def _stubs(
    file: Path, made: Mapping[str, str], included: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Headers that programs include, for the libraries there are declarations of."""
    table = Table([file], ("header", "library"), "cuda/")
    for header in table:
        library = table.rows(header)[0]["library"]
        if f"{FOLDER}/{library}.h" in made:
            wanted = dict.fromkeys((UNIT, f"{FOLDER}/{library}.h"))
            text = "\n".join(("#pragma once", *(f"#include <{path}>" for path in wanted), ""))
            names = fnmatch.filter(sorted(included), header) if "*" in header else (header,)
            yield from ((name, text) for name in names)


class _Library:
    """Declares one table after the other; remembers what those before have declared."""

    def __init__(self, types: Mapping[str, _Type], written: frozenset[str]) -> None:
        self._types = types
        self._written = written  # words of core.h
        self._done: set[str] = set()

    def text(self, file: Path) -> str:
        """The header of one table."""
        table = Table([file], SURFACE_COLUMNS, "cuda/")
        rows = [table.rows(name)[0] for name in table]
        plain = [row for row in rows if "::" not in row["name"]]
        wanted = [row for row in plain if not self._is_written(row["name"])]
        lines = ["#pragma once", f"#include <{FOLDER}/core.h>"]
        if file.stem not in _ALWAYS:
            lines.append(f"#include <{UNIT}>")
        lines += self._type_lines([row["name"] for row in wanted if row["kind"] == "type"])
        lines += self._others(wanted, file.stem)
        qualified = [row for row in rows if "::" in row["name"]]
        if qualified:
            lines += ["#ifdef __cplusplus", *self._spaces(qualified).text(), "#endif"]
        return "\n".join((*lines, ""))

    def _is_written(self, name: str) -> bool:
        return name in self._written or _VECTOR.fullmatch(name) is not None

    def _type_lines(self, names: Iterable[str]) -> Iterator[str]:
        """Types, each after what it needs: tags, then what stands for them."""
        ranks = {"enum": 0, "record": 1}
        forms = {name: self._types.get(name, _Type("record", "")) for name in names}
        for name in sorted(forms, key=lambda name: ranks.get(forms[name].form, 2)):
            yield from self._type(name, forms[name])

    def _type(self, name: str, known: _Type) -> Iterator[str]:
        if known.form == "enum":
            members = self._fresh(known.members.split())
            yield f"typedef enum {name} {{ {', '.join(members) or f'migrate_{name}'} }} {name};"
        elif known.form == "record":
            fields = (_field(item) for item in known.members.split(";") if item)
            yield f"typedef struct {name} {{ {' '.join(fields) or 'int migrate;'} }} {name};"
        elif known.form == "handle":
            tag = f"struct {known.members}" if known.members else "void"
            yield f"typedef {tag} *{name};"
        elif known.form == "function":
            yield f"typedef void (*{name})(...);"
        elif known.form == "alias":
            base = self._types.get(known.members)
            kind = "struct" if base is None or base.form == "record" else base.form
            yield f"typedef {kind} {known.members} {name};"
        else:
            yield f"typedef {known.members if _BUILTIN.fullmatch(known.members) else 'int'} {name};"

    def _fresh(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that nothing before has declared."""
        fresh = [name for name in names if name not in self._done and name not in self._written]
        self._done.update(fresh)
        return fresh

    def _others(self, rows: Iterable[Mapping[str, str]], library: str) -> Iterator[str]:
        """Macros, constants, functions and variables."""
        for row in rows:
            name, kind = row["name"], row["kind"]
            if kind == "macro" and not (library == "device" or is_switch(name)):
                yield f"#ifndef {name}\n#define {name} {_value(name)}\n#endif"
            elif kind == "enum_constant" and self._fresh([name]):
                yield f"enum {{ {name} }};"
            elif kind == "function":
                yield f"{returned(name, library)} {name}(...);"
            elif kind == "variable":
                yield f"extern const int {name};"

    def _spaces(self, rows: Iterable[Mapping[str, str]]) -> _Space:
        """Names in namespaces, each in its own; types may have members."""
        rows = list(rows)
        types = {row["name"] for row in rows if row["kind"] == "type"}
        holders = {row["name"].rpartition("::")[0] for row in rows}
        root = _Space()
        for row in rows:
            *outer, last = row["name"].split("::")
            if "::".join(outer) in types and outer[-1] in self._written:
                continue
            space = root
            for depth, part in enumerate(outer, 1):
                space = space.inner.setdefault(part, _Space("::".join(outer[:depth]) in types))
            if row["kind"] == "namespace" or last in self._written or row["name"] in holders:
                continue
            space.lines.append(_member(last, row["kind"], space.is_type))
        return root


def is_switch(macro: str) -> bool:
    """Whether programs, or the compiler, define a macro: CUDA's headers only ask for it."""
    return _SWITCH.fullmatch(macro) is not None


def returned(name: str, library: str) -> str:
    """The type a function of a library returns, as far as its name says it."""
    if name.startswith("make_"):
        made = name.removeprefix("make_")
        return f"__nv_{made}" if made == "bfloat162" else made
    if _TEXTS.fullmatch(name) and not _NOT_TEXTS.fullmatch(name):
        return "const char *"
    if library == "fp16" or library == "bf16":
        return _of_half(name, "__half" if library == "fp16" else "__nv_bfloat16")
    if library == "cucomplex":
        return "float2" if name.endswith("f") else "double2"
    if library in ("device", "device_math", "curand_device"):
        return _of_number(name)
    return _RETURNS.get(library, "int")


def _of_half(name: str, half: str) -> str:
    if name.endswith("2float2"):
        return "float2"
    if re.search(r"2float\b|2float_", name):
        return "float"
    if re.search(r"2(?:u?int|u?short|ll|ull)", name):
        return "int"
    if re.search(r"2(?:_|half2|bfloat162|$)", name):
        return f"{half}2"
    return half


def _of_number(name: str) -> str:
    if re.search(r"(?:4|2)_double$|double[24]$", name):
        return "double4"
    if re.search(r"(?:uniform|normal)4$", name):
        return "float4"
    if re.search(r"double|^__d[amsdr]|2(?:_r.)?$", name):
        return "double"
    if re.search(r"f$|^__f[amsdr]|float|uniform|normal", name):
        return "float"
    return "unsigned int" if name.startswith("curand") else "int"


def _field(written: str) -> str:
    """A field of a record, ``name`` or ``name:type``, as a declaration."""
    name, _, kind = written.partition(":")
    base, bracket, size = (kind or "int").partition("[")
    return f"{base.strip()} {name}{bracket}{size};"


def _value(name: str) -> str:
    """What a macro stands for; only versions and decorations matter."""
    if _EMPTY.fullmatch(name):
        return ""
    return "{}" if name.endswith("_INITIALIZER") else "0"


def _member(name: str, kind: str, in_type: bool) -> str:
    """A declaration in a namespace or a type."""
    if kind == "type":
        return f"template <class...> struct {name} {{ {name}(...); }};"
    if kind == "enum_constant":
        return f"enum {{ {name} }};"
    if kind == "variable":
        return f"static const int {name} = 0;"
    static = "static " if in_type else ""
    return f"template <class R = int, class... A> {static}R {name}(A &&...);"
