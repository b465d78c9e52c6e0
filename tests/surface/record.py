"""Read what AMD's headers and bindings declare, and write it down: ``evidence/<family>.csv``.

``python -m tests.surface.record [--root ORIGIN=DIR ...]`` fetches the wheels. A root is a folder
with the unpacked header packages of one release of Debian; columns of the ones that are not given
stay as they are. What is internal to the headers is left out (``families``), nothing is concluded.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from migrate.rules.tables import version
from tests.surface import hip_surface, wheels
from tests.surface.bindings import read_bindings
from tests.surface.declared import Declared, merge, resolve
from tests.surface.evidence import (
    BINDINGS,
    CLANG,
    FOLDER,
    HEADERS,
    HEADERS_TABLE,
    SOURCES,
    TRITON,
    Family,
    Item,
    Source,
    load,
    render,
)
from tests.surface.families import family_of, is_of_use
from tests.surface.wheels import Wheel

# Triton brings the headers of HIP that its own build needs: few of them from 7.1 on.
_TRITON = {
    "6.1": Wheel("triton", "3.1.0"),
    "6.2": Wheel("triton", "3.4.0"),
    "7.1": Wheel("triton", "3.6.0"),
}
_IN_TRITON = "triton/backends/amd/include/"
_ROOTS = {CLANG: "bookworm"}  # the compiler's headers need those of HIP

# The headers to include of each folder; all that lie in it where it is not named.
_FIRST = {
    "hip": ("hip/hip_runtime.h",),
    "hipcub": ("hipcub/hipcub.hpp",),
    "hiprand": ("hiprand/hiprand.h",),
}
_MAIN = {
    "": ("hip/hip_runtime.h",),
    "hipsparse": ("hipsparse/hipsparse.h",),
    "hiprand": ("hiprand/hiprand.hpp", "hiprand/hiprand_kernel.h", "hiprand/hiprand_mtgp32_host.h"),
    "miopen": ("miopen/miopen.h",),
    "rccl": ("rccl/rccl.h",),
    "roctracer": ("roctracer/roctx.h",),
}
_DEEP = frozenset(("hipcub", "thrust"))  # headers of subfolders as well
_APART = {"hip": ("hip/hip_fp6.h",)}  # cannot be included with the others
# Parts of others, other backends, and what needs MPI.
_NOT_ALONE = re.compile(
    r"(nvcc|hcc|-export|hipfftMp|hipfftw)\.h|/(detail|agent|backend|cuda|tbb|omp|hipstdpar)/"
)
_NOT_INCLUDED = re.compile(r"/(\w*detail|\w*impl|internal|core|backend|cuda|tbb|omp)/|-export\.h$")
_OPTIONS = ("-DHIP_ENABLE_WARP_SYNC_BUILTINS", "-DTHRUST_IGNORE_CUB_VERSION_CHECK")

# The family of what only bindings declare, by the name of their file.
_BOUND = {"hip": "runtime", "hipdnn_backend": "hipdnn"}
_NOT_BOUND = frozenset(("amdsmi",))


def read_source(source: Source, folder: Path, compiler: Path) -> dict[str, Declared]:
    """What the headers below ``folder`` declare, or those of the compiler that reads them."""
    from tests.surface.parsed import Place, read_headers

    def is_read(header: str) -> bool:
        own = header.startswith(tuple(f"{below}/" for below in source.folders if below))
        return (own or source.origin == CLANG) and bool(family_of(header))

    if source.origin == CLANG:
        place = Place(compiler, (folder,), is_read)
    else:
        place = Place(folder, (compiler,), is_read)
    parts = (
        resolve(read_headers(place, headers, _OPTIONS))
        for below in source.folders
        for headers in _units(folder, below)
    )
    return {name: item for name, item in merge(parts).items() if is_of_use(name, item)}


def read_paths(source: Source, folder: Path) -> frozenset[str]:
    """The headers below ``folder`` that a program may include."""
    return frozenset(
        path
        for below in source.folders
        for pattern in ("*.h", "*.hpp")
        for path in (
            str(file.relative_to(folder)) for file in (folder / below).rglob(pattern) if below
        )
        if not _NOT_INCLUDED.search(path)
    )


def _units(folder: Path, below: str) -> Iterator[tuple[str, ...]]:
    """The headers of a folder in groups that can be included together."""
    first = _FIRST.get(below, ())
    files = (folder / below).glob("**/*.h*" if below in _DEEP else "*.h*")
    found = _MAIN.get(below) or sorted(str(file.relative_to(folder)) for file in files)
    apart = _APART.get(below, ())
    together = [
        path
        for path in found
        if path not in (*first, *apart)
        and (folder / path).is_file()
        and not _NOT_ALONE.search(path)
    ]
    if together:
        yield (*first, *together)
    for path in apart:
        if (folder / path).is_file():
            yield (*first, path)


def read_bound(paths: Iterable[Path]) -> dict[str, dict[str, Declared]]:
    """What wheels of bindings declare, by family."""
    found: dict[str, dict[str, Declared]] = {}
    for path in paths:
        for file, text in wheels.binding_texts(path):
            stem = re.sub(r"^c(y)?|\.pxd$", "", file)
            if stem not in _NOT_BOUND:
                declared = read_bindings(text)
                kept = {name: item for name, item in declared.items() if is_of_use(name, item)}
                found.setdefault(_BOUND.get(stem, stem), {}).update(kept)
    return found


def joined(
    columns: Mapping[str, Mapping[str, Declared]],
    bound: Mapping[str, Mapping[str, Mapping[str, Declared]]],
) -> dict[str, Family]:
    """The tables, of what headers (by column) and bindings (by column and family) declare.

    A name is in the family that it is called after, else in that of the newest header that has it,
    else in that of the bindings.
    """
    items: dict[str, Item] = {}
    homes: dict[str, str] = {}
    for column, declared in columns.items():
        for name, item in declared.items():
            if not name.lower().startswith(homes.get(name, "*")):  # else it is at home already
                homes[name] = family_of(item.header)
            old = items.get(name, Item(item.kind, "", {}))
            kind = _kind(old.kind, item.kind)
            items[name] = Item(kind, item.header, {**old.counts, column: item.counts})
    for column, families in bound.items():
        for family, found in families.items():
            for name, item in found.items():
                old = items.get(name, Item("", "", {}))
                homes.setdefault(name, family)
                counts = {**old.counts, column: old.counts.get(column, frozenset()) | item.counts}
                kind = _kind(item.kind, old.kind) if old.header else item.kind
                items[name] = Item(kind, old.header, counts)
    return _by_family(items, homes)


def _kind(old: str, new: str) -> str:
    """The newer kind; what has a tag in one release is no mere typedef."""
    return "type" if {old, new} == {"type", "typedef"} else new


def _by_family(items: Mapping[str, Item], homes: Mapping[str, str]) -> dict[str, Family]:
    order = [source.column for source in sorted(SOURCES, key=lambda item: version(item.version))]
    families: dict[str, dict[str, Item]] = {}
    for name, item in items.items():
        families.setdefault(homes[name], {})[name] = item
    return {
        family: Family(
            tuple(
                column for column in order if any(item.declares(column) for item in found.values())
            ),
            found,
        )
        for family, found in families.items()
    }


def _unpacked(wheel: Wheel, cache: Path, folder: Path) -> Path:
    """The include folder of a wheel of Triton's."""
    with zipfile.ZipFile(wheels.fetch(wheel, cache)) as archive:
        wanted = [name for name in archive.namelist() if name.startswith(_IN_TRITON)]
        archive.extractall(folder, wanted)
    return folder / _IN_TRITON


def _committed(column: str, tables: Mapping[str, Family]) -> dict[str, Declared]:
    """What the committed tables have of a source of headers."""
    return {
        name: Declared(item.kind, item.counts[column], item.header)
        for family, table in tables.items()
        for name, item in table.items.items()
        if item.declares(column) and family != HEADERS_TABLE
    }


def read_all(cache: Path, roots: Mapping[str, Path]) -> dict[str, Family]:
    """Every source that can be had, and the committed columns of the others."""
    before = load()
    paths = before.get(HEADERS_TABLE, Family((), {})).items
    compiler = _compiler(roots.get("bookworm", Path("/")))
    columns: dict[str, Mapping[str, Declared]] = {}
    files: dict[str, frozenset[str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for source in sorted(HEADERS, key=lambda item: version(item.version)):
            column = source.column
            if source.origin == TRITON:
                folder = _unpacked(_TRITON[source.version], cache, Path(temporary, source.version))
            elif _ROOTS.get(source.origin, source.origin) in roots:
                folder = roots[_ROOTS.get(source.origin, source.origin)] / "usr/include"
            else:
                columns[column] = _committed(column, before)
                files[column] = frozenset(path for path in paths if paths[path].declares(column))
                continue
            columns[column] = read_source(source, folder, compiler)
            files[column] = read_paths(source, folder)
    bound = {
        f"{BINDINGS}-{number}": read_bound([wheels.fetch(wheel, cache)])
        for number, wheel in hip_surface.EARLIER.items()
    }
    newest = read_bound(wheels.fetch(wheel, cache) for wheel in hip_surface.NEWEST)
    tables = joined(columns, {**bound, f"{BINDINGS}-{hip_surface.NEWEST_VERSION}": newest})
    return {**tables, HEADERS_TABLE: _paths(files)}


def _paths(files: Mapping[str, frozenset[str]]) -> Family:
    """The table of include paths."""
    items = {
        path: Item(
            "header", path, {column: frozenset() for column in files if path in files[column]}
        )
        for path in frozenset[str]().union(*files.values())
    }
    return Family(tuple(column for column in files if files[column]), items)


def _compiler(root: Path) -> Path:
    """The headers of the compiler that Debian's HIP 5.2 comes with."""
    found = sorted(root.glob("usr/lib/llvm-15/lib/clang/*/include"))
    if not found:
        raise FileNotFoundError(f"no headers of clang 15 below {root}")
    return found[0]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.surface.record")
    parser.add_argument("--root", action="append", default=[], metavar="ORIGIN=DIR")
    given = (root.partition("=") for root in parser.parse_args(arguments).root)
    tables = read_all(wheels.cache(), {origin: Path(folder) for origin, _, folder in given})
    FOLDER.mkdir(exist_ok=True)
    for family, table in tables.items():
        (FOLDER / f"{family}.csv").write_text(render(table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
