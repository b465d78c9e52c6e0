"""Write ``rules/cuda/prelude/types.csv``: what CUDA's types are, read from the SDK's headers.

``python -m tests.surface.types DIR,DIR... ...`` parses the C headers that are there with libclang
(extra ``semantic``); each argument has the include folders of one release, the newest first. A row
has a type of the tables, its form (enum, record, handle, number, function, alias) and what it is
made of: the enumerators, the names and types of the fields, the type it stands for. What releases
have that newer ones lack is added behind.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clang import cindex

from migrate.semantics.toolchain import c_headers

TABLES = Path(__file__).parents[2] / "rules" / "cuda"
TARGET = TABLES / "prelude" / "types.csv"
HEADERS = (
    "cuda_runtime_api.h cuda.h cuComplex.h cublas_v2.h cublasXt.h cublasLt.h curand.h cufft.h "
    "cufftXt.h cusparse.h cusolverDn.h cusolverSp.h cusolverRf.h nvrtc.h nccl.h nvml.h cudnn.h "
    "cudaProfiler.h cufile.h"
).split()


def main(releases: Sequence[str]) -> None:
    known = frozenset(_known())
    rows: dict[str, tuple[str, str]] = {}
    for folders in releases:
        for header in HEADERS:
            for name, (form, members) in _types(header, folders.split(",")):
                if name in known:
                    before = rows.get(name, (form, ""))
                    rows[name] = (before[0], _joined(before, form, members))
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("name", "form", "members"))
        writer.writerows((name, *row) for name, row in sorted(rows.items()))


def _types(header: str, folders: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The types that one header, and what it includes, declares."""
    args = ["-xc++", "-std=c++17", *(f"-I{folder}" for folder in folders)]
    text = f"#include <{header}>\n"
    parser: Any = cindex.Index.create()
    unit = parser.parse("all.cpp", [*args, *c_headers()], [("all.cpp", text)])
    pending = list(unit.cursor.get_children())
    for cursor in pending:
        if cursor.kind is cindex.CursorKind.LINKAGE_SPEC:
            pending.extend(cursor.get_children())
        row = _row(cursor)
        if row is not None:
            yield cursor.spelling, row


def _joined(before: tuple[str, str], form: str, members: str) -> str:
    """The members of one type in two releases."""
    if before[0] != form or form not in ("enum", "record"):
        return before[1] or members
    separator = " " if form == "enum" else ";"
    known = [member for member in before[1].split(separator) if member]
    names = {member.partition(":")[0] for member in known}
    more = (item for item in members.split(separator) if item.partition(":")[0] not in names)
    return separator.join([*known, *more])


def _known() -> Iterator[str]:
    """Types of the tables, less those of libraries that programs hardly use."""
    for file in sorted(TABLES.glob("*.csv")):
        rare = file.stem in ("cupti", "nvml")
        with file.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row.get("kind") == "type" and (not rare or "Return" in row["name"]):
                    yield row["name"]


def _row(cursor: Any) -> tuple[str, str] | None:
    kinds = cindex.CursorKind
    if cursor.kind is kinds.ENUM_DECL and cursor.is_definition():
        return "enum", " ".join(item.spelling for item in cursor.get_children())
    if cursor.kind in (kinds.STRUCT_DECL, kinds.UNION_DECL):
        if not cursor.is_definition():
            return None
        named = (field for field in cursor.type.get_fields() if field.spelling.isidentifier())
        wanted = cursor.spelling.startswith(("cuda", "CUDA_"))
        return "record", ";".join(map(_field, named)) if wanted else ""
    if cursor.kind is not kinds.TYPEDEF_DECL:
        return None
    canonical = cursor.type.get_canonical()
    declaration = canonical.get_declaration()
    if canonical.kind is cindex.TypeKind.POINTER:
        pointee = canonical.get_pointee()
        if pointee.kind is cindex.TypeKind.FUNCTIONPROTO:
            return "function", ""
        tag = pointee.get_declaration().spelling
        return "handle", tag if tag.isidentifier() else ""
    if declaration.kind in (kinds.ENUM_DECL, kinds.STRUCT_DECL, kinds.UNION_DECL):
        name = declaration.spelling
        if declaration.is_anonymous() or name == cursor.spelling or not name.isidentifier():
            return _row(declaration)
        return "alias", name
    return "number", canonical.spelling


def _field(field: Any) -> str:
    written = field.type.get_canonical().spelling
    plain = written.replace("*", "").replace("unsigned ", "").replace("const ", "").strip()
    base, _, size = plain.partition("[")
    known = base.strip() in "char short int long float double bool".split() or base == "long long"
    if "*" in written:
        return f"{field.spelling}:void *"
    return f"{field.spelling}:{written if known else 'int'}" if size or known else field.spelling


if __name__ == "__main__":
    main(sys.argv[1:])
