"""What AMD's headers and bindings declare, release by release, as committed tables.

``python -m tests.surface.evidence [--root ORIGIN=DIR ...]`` reads the sources and writes
``evidence/<family>.csv``: a row a name, with its kind and the header it is in, and a column a
source. A cell is empty where the source lacks the name, ``+`` where it has it, or says how many
arguments a call may have: ``2``, ``1-3``, ``2-*``, several for overloads. Wheels are fetched. A
root is a folder with the headers of Debian packages, in ``usr/include``; columns of the ones that
are not given stay as they are. Nothing is decided here: ``target_surface`` draws the conclusions.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from migrate.tables import version
from tests.surface import hip_surface, wheels
from tests.surface.bindings import read_bindings
from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.declared import Declared, merge, resolve
from tests.surface.wheels import Wheel

FOLDER = Path(__file__).parent / "evidence"
_FIXED = ("name", "kind", "header")
BINDINGS = "bindings"
HEADERS_TABLE = "headers"  # the table of include paths


@dataclass(frozen=True, slots=True)
class Source:
    """One place that declares names of HIP, at one version of it.

    ``origin`` is ``bindings``, a distribution of Debian, or the name of a wheel. ``folders`` are
    those below the include folder that are read. ``whole`` says that a name which the source lacks
    is not in these folders at that version.
    """

    origin: str
    version: str
    folders: tuple[str, ...] = ()
    whole: bool = True

    @property
    def column(self) -> str:
        return f"{self.origin}-{self.version}"


# Wheels that bring headers of HIP: Triton has them for its own build.
_TRITON = {
    "6.1": Wheel("triton", "3.1.0"),
    "6.2": Wheel("triton", "3.4.0"),
    "7.1": Wheel("triton", "3.6.0"),
}
_IN_TRITON = "triton/backends/amd/include/"
_CLANG = "clang"
_ROOTS = {_CLANG: "bookworm"}  # the compiler's headers need those of HIP

HEADERS = (
    Source("bookworm", "5.2", ("hip",)),
    Source("bookworm", "5.3", ("hiprand", "hipsparse")),
    Source("trixie", "5.4", ("rccl",)),
    Source("trixie", "5.5", ("hipblas", "hipsolver")),
    Source("trixie", "5.7", ("hip", "hipcub", "hiprand", "hipsparse", "thrust")),
    Source("trixie", "6.1", ("hipfft",)),
    Source("triton", "6.1", ("hip", "roctracer")),
    Source("triton", "6.2", ("hip", "roctracer")),
    Source(
        "sid",
        "6.4",
        tuple(
            "hip hipblas hipcub hipfft hiprand hipsolver hipsparse miopen roctracer thrust".split()
        ),
    ),
    Source("sid", "7.1", ("hipblas-common", "hipblaslt")),
    Source("triton", "7.1", ("hip",), whole=False),
    Source(
        "experimental",
        "7.2",
        tuple(
            "hip hipblas hipblas-common hipblaslt hipcub hipfft hiprand hipsolver hipsparse"
            " hipsparselt miopen rccl roctracer thrust".split()
        ),
    ),
    # What the compiler itself declares: it is of no version of HIP.
    Source(_CLANG, "5.2", ("",), whole=False),
)
SOURCES = (
    *HEADERS,
    *(Source(BINDINGS, number) for number in hip_surface.EARLIER),
    Source(BINDINGS, hip_surface.NEWEST_VERSION),
)

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

# The family of what a header declares, by its path; the first that fits.
_FAMILIES = (
    (r"hip/(amd_detail/amd_)?hiprtc\.h", "hiprtc"),
    (r"hip/.*cooperative_groups.*", "cooperative_groups"),
    (
        r"hip/(amd_detail/amd_)?(hip_runtime_(pt_)?api|driver_types|hip_ext|hip_profile"
        r"|library_types|linker_types|(hip_)?texture_types|surface_types|channel_descriptor"
        r"|hip_gl_interop|hip_common|hip_version|hip_deprecated|host_defines)\.h",
        "runtime",
    ),
    (r"hip/.*|__clang_hip_.*", "device"),
    (r"hipblas-common/.*|hipblas/.*", "hipblas"),
    (r"thrust/.*", "rocthrust"),
    (r"roctracer/.*", "roctx"),
    (r"(hipblaslt|hipcub|hipfft|hiprand|hipsolver|hipsparse(lt)?|miopen|rccl)/.*", r"\1"),
)
# The family of what only bindings declare, by the name of their file.
_BOUND = {"hip": "runtime", "hipdnn_backend": "hipdnn"}
_NOT_BOUND = frozenset(("amdsmi",))

# Files for the headers' own use, and namespaces.
_INTERNAL_FILE = re.compile(
    r"nvidia_detail|hip_prof_str|hip_runtime_prof|hip_api_trace|macro_based|functional_grid|helpers"
    r"|program_state|grid_launch|concepts|device_library_decls|ockl_image|hip_fp16_math_fwd"
    r"|math_fwd|llvm_intrinsics|libdevice_declares|thrust/(system/)?(\w+/)*detail/config"
    r"|miopen/(config|export)"
)
_INTERNAL = re.compile(
    r"""(.*::)?(detail|internal|impl|\w+_(impl|detail|ns)|core|async|cub|generic|sequential
        |unimplemented|temp_storage|rocprim|type_traits)(::.*)?
    | (.*::)?(__\w+|hip_rocprim)::(?!par\b).*
    | (.*::)?_[A-Za-z]\w* | .*::__\w+             # reserved names
    | \w+_H_? | std(::.*)? | hip(cub)?_(impl|cpp::detail)(::.*)?
    | __(ockl|ocml|llvm|amdgcn|gnu|builtin|cxa|make_mantissa|static|CG|DEF|hipMap|assert_)\w*
    | __hip(Register|Unregister|Push|Pop|Get)\w+
    | __hip_(?!bfloat|fp|cvt|atomic|bf16|ds_|half)\w+ | __hip
    | __(?!HIP)[A-Z]\w* | __HIP_(?!SAT|NOSAT|E[0-9]M|PLATFORM)\w* | __HIPCUB\w+ | __u?int\d+_t
    | (roc|ROC)(rand|RAND|sparse|blas|BLAS|fft)\w* | amd_dbgapi_\w+ | hip_cas_\w+
    | (BEGIN|END)_HIPCUB\w+ | DEPRECATED\w* | DISABLE_WARNING\w* | DO_PRAGMA | COMPLEX_\w+
    | DECLOP_\w+ | GETREG_\w+ | HW_ID\w* | ICMP_\w+ | MASK[12] | MAYBE_UNDEF | TEXTURE_\w+INIT
    | WAVEFRONT_SIZE | GENERIC_GRID_LAUNCH | USE_PEER_NON_UNIFIED | F?QUALIFIERS | DEFINE_HIP\w+
    | THRUST_(?!VERSION|M\w+_VERSION|SUBMINOR|PATCH|DEVICE_SYSTEM|HOST_SYSTEM)\w+
    | \w+_(struct|union|enum)_\d+ | BUILD_SHARED_LIBS | MIOPEN_\w*EXPORT | launch_bounds_impl\d
    | CUDA_SUCCESS | Cond_t | Enable_if_t | GLenum | GLuint | check_state_type | final
    | get_native_vector | lane_mask | make_vector_type\w* | mapElem | mapFrom | one_o_sqrt2 | pArgs
    | [PQ][012] | ndtri | p1evl | polevl | s2pi | (NV|ROCTHRUST|ROCPRIM)_\w+ | select_impl_
    | to_hiprand_status | uchar2?Holder | validateArgsCountType
    | [xyz] | .*::is_(power_of_2|valid_\w+) | __dparm
    """,
    re.VERBOSE,
)


# What the headers of these folders declare elsewhere is for their own use.
_OWN = {
    "hipcub": re.compile(r"(hipcub(::.*)?|HIPCUB_\w+|Hipcub\w+)"),
    "thrust": re.compile(r"(thrust(::.*)?|THRUST_\w+)"),
}


class Item(NamedTuple):
    """One name of the tables: what it is, and what each source has."""

    kind: str
    header: str
    counts: Mapping[str, frozenset[Counts]]  # by column; empty where it is declared and no call

    def declares(self, column: str) -> bool:
        return column in self.counts


class Family(NamedTuple):
    """One table: the sources that could have declared its names, and the names."""

    columns: tuple[str, ...]
    items: Mapping[str, Item]


def load(folder: Path = FOLDER) -> dict[str, Family]:
    """The committed tables by family."""
    return {file.stem: _load(file) for file in sorted(folder.glob("*.csv"))}


def _load(file: Path) -> Family:
    with file.open(encoding="utf-8", newline="") as handle:
        lines = csv.DictReader(handle)
        columns = tuple((lines.fieldnames or ())[len(_FIXED) :])
        items = {
            line["name"]: Item(
                line["kind"],
                line["header"],
                {column: parse(line[column]) for column in columns if line[column]},
            )
            for line in lines
        }
    return Family(columns, items)


def render(family: Family) -> str:
    """The text of a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_FIXED, *family.columns))
    for name, item in sorted(family.items.items()):
        cells = (
            spell(item.counts[column]) if item.declares(column) else "" for column in family.columns
        )
        writer.writerow((name, item.kind, item.header, *cells))
    return out.getvalue()


def spell(counts: Iterable[Counts]) -> str:
    """``2 4-5 6-*``; ``+`` for none."""
    return " ".join(_range(*count) for count in sorted(counts)) or "+"


def _range(fewest: int, most: int) -> str:
    if most >= ANY_NUMBER:
        return f"{fewest}-*"
    return str(fewest) if fewest == most else f"{fewest}-{most}"


def parse(cell: str) -> frozenset[Counts]:
    """What ``spell`` has written."""
    found = []
    for word in cell.removeprefix("+").split():
        low, dash, high = word.partition("-")
        most = ANY_NUMBER if high == "*" else int(high if dash else low)
        found.append(Counts(int(low), most))
    return frozenset(found)


def family_of(header: str) -> str:
    """The table for what ``header`` declares; empty for files that are of no interest."""
    if _INTERNAL_FILE.search(header):
        return ""
    for pattern, family in _FAMILIES:
        found = re.fullmatch(pattern, header)
        if found:
            return found.expand(family)
    return ""


def is_of_use(name: str, item: Declared) -> bool:
    """Whether a program could mean ``name``: no guard, no name of the implementation."""
    if item.empty or _INTERNAL.fullmatch(name):
        return False
    own = _OWN.get(item.header.partition("/")[0])
    return own is None or own.fullmatch(name) is not None


def read_source(source: Source, folder: Path, clang: Path | None = None) -> dict[str, Declared]:
    """What the headers below ``folder`` declare."""
    from tests.surface.parsed import read_headers

    def is_read(header: str) -> bool:
        own = header.startswith(tuple(f"{below}/" for below in source.folders if below))
        return (own or bool(clang)) and bool(family_of(header))

    parts = []
    for below in source.folders:
        for headers in _units(folder, below):
            also = (folder,) if clang else ()
            parts.append(resolve(read_headers(clang or folder, headers, is_read, _OPTIONS, also)))
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
            before = items[name].counts if name in items else {}
            items[name] = Item(item.kind, item.header, {**before, column: item.counts})
    for column, families in bound.items():
        for family, found in families.items():
            for name, item in found.items():
                old = items.get(name, Item("", "", {}))
                homes.setdefault(name, family)
                counts = {**old.counts, column: old.counts.get(column, frozenset()) | item.counts}
                kind = old.kind if old.header else item.kind
                items[name] = Item(kind, old.header, counts)
    return _by_family(items, homes)


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
    columns: dict[str, Mapping[str, Declared]] = {}
    files: dict[str, frozenset[str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for source in sorted(HEADERS, key=lambda item: version(item.version)):
            column = source.column
            if source.origin == "triton":
                folder = _unpacked(_TRITON[source.version], cache, Path(temporary, source.version))
            elif _ROOTS.get(source.origin, source.origin) in roots:
                folder = roots[_ROOTS.get(source.origin, source.origin)] / "usr/include"
            else:
                columns[column] = _committed(column, before)
                files[column] = frozenset(path for path in paths if paths[path].declares(column))
                continue
            clang = _clang_headers() if source.origin == _CLANG else None
            columns[column] = read_source(source, folder, clang)
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


def _clang_headers() -> Path:
    from migrate.toolchain import c_headers

    return Path(c_headers()[-1])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.surface.evidence")
    parser.add_argument("--root", action="append", default=[], metavar="ORIGIN=DIR")
    given = (root.partition("=") for root in parser.parse_args(arguments).root)
    tables = read_all(wheels.cache(), {origin: Path(folder) for origin, _, folder in given})
    FOLDER.mkdir(exist_ok=True)
    for family, table in tables.items():
        (FOLDER / f"{family}.csv").write_text(render(table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
