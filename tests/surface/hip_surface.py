"""Compare the rows of ``rules/hip`` with AMD's own declarations.

Rows and declarations come in; one ``Result`` a row goes out: verified, different and why, wrong
and why, or not checked and why. AMD's Python bindings declare the whole host API of the newest
HIP, and earlier releases of them that of earlier ones; Debian's HIP headers, where they are
installed, hold HIP 5.2 with its device functions. ``sources`` fetches, the rest is pure.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from migrate.rules.tables import NameRow, Support, at_version, name_row, version
from tests.surface import cuda_surface, wheels
from tests.surface.declarations import Declarations, merge, read, read_cython
from tests.surface.wheels import Wheel

TABLES = Path(__file__).parents[2] / "rules" / "hip" / "names"
NEWEST = (
    Wheel("rocm-bindings-hip", "10.0.0.0.1.2"),
    Wheel("rocm-bindings-libraries", "10.0.0.0.1.2"),
    Wheel("rocm-bindings-systems", "10.0.0.0.1.2"),
)
NEWEST_VERSION = "10.0"
EARLIER = {
    "6.2": Wheel("hip-python", "6.2.0.499.16"),
    "6.3": Wheel("hip-python", "6.3.3.540.31"),
    "6.4": Wheel("hip-python", "6.4.4.555.40"),
    "7.0": Wheel("hip-python", "7.0.2.555.40"),
    "7.1": Wheel("hip-python", "7.1.1.562.43"),
    "7.2": Wheel("hip-python", "7.2.2.562.43"),
}
DEBIAN_VERSION = "5.2"
DEBIAN = ("usr/include/hip/**/*.h", "usr/lib/llvm-*/lib/clang/*/include/__clang_hip_*.h")
NOT_HIP = re.compile(r"/(nvidia_detail|nvcc_detail)/")

# Libraries that the bindings declare in full. The others are C++ templates or device code.
BOUND = frozenset(
    "cublas cublasLt cudnn cufft cufile curand cusolver cusparse cusparseLt cutensor driver nccl"
    " nvrtc nvtx runtime".split()
)
# Of those, the ones that hip-python declares as well.
BOUND_EARLIER = BOUND - frozenset("cublasLt cudnn cufile cusparseLt cutensor".split())
# Libraries that Debian's HIP 5.2 holds in full, but for macros that paste the name together, what
# the compiler itself knows, and the type names of hipBLAS.
IN_DEBIAN = frozenset(
    "cooperative_groups cucomplex device device_math device_texture driver fp16 nvrtc runtime"
    " vector".split()
)
NOT_IN_DEBIAN = re.compile(r"^make_[a-z]+[1-4]$|^<<<$|^__restrict__$|^HIPBLAS_")
# Host names that the bindings leave out: macros with the kind of a function or an enumerator,
# C++ templates and inline functions, the kernel side of hipRAND, and headers of their own.
NOT_BOUND = re.compile(
    r"""::                                            # members of C++ classes
    | ^hip(fft)?(Xt|LibXt|Callback|MakePlanMany64)    # hipfftXt.h
    | ^HIPFFT_(XT|COPY|FORMAT|CB)_
    | ^hipfftMp | ^HIPFFT_COMM_                       # hipfftMp.h
    | ^hiprand                                        # hiprand_kernel.h
    | ^hip(GL|GraphicsGL)                             # hip_gl_interop.h
    | ^hipRound                                       # hip_fp4.h
    | ^roctx(Mark|RangePush|RangeStart)$              # macros
    | ^hip(Event(Record|Wait)|Enable)[A-Z]\w+$
    | ^hip(KernelNodeAttr\w+|HostRegisterReadOnly|StreamLegacy|OccupancyDisableCaching\w+)$
    | ^hip(CreateChannelDesc\w*|LaunchKernelEx|Occupancy\w+VariableSMem\w*)$  # templates
    | ^hipfft(Double)?Complex$                        # defined in another header of old
    | ^pnccl                                          # profiling names of RCCL
    """,
    re.VERBOSE,
)


class Verdict(Enum):
    VERIFIED = "verified"
    DIFFERENT = "different"  # declared with other parameters, which the row says
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


class Result(NamedTuple):
    """What became of one row that names a target, and why when it is not verified."""

    row: NameRow
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """What rows are compared with; ``debian`` is empty where its packages are not installed."""

    newest: Declarations
    earlier: Mapping[str, Declarations]
    debian: Declarations
    ever_bound: frozenset[str]  # identifiers of the bindings of any release


def sources(folder: Path, *, large: bool, root: Path = Path("/")) -> Sources:
    """Fetch the bindings; ``large`` adds those of earlier releases (340 MB)."""
    earlier = EARLIER if large else {}
    headers = (file for pattern in DEBIAN for file in sorted(root.glob(pattern)))
    texts = (
        file.read_text("utf-8", "replace") for file in headers if not NOT_HIP.search(str(file))
    )
    newest = merge(_bindings(wheel, folder) for wheel in NEWEST)
    old = {number: _bindings(wheel, folder) for number, wheel in earlier.items()}
    names = newest.identifiers.union(*(release.identifiers for release in old.values()))
    return Sources(newest, old, merge(read(text) for text in texts), names)


def _bindings(wheel: Wheel, folder: Path) -> Declarations:
    return merge(read_cython(text) for _, text in wheels.binding_texts(wheels.fetch(wheel, folder)))


def libraries() -> tuple[str, ...]:
    """Stems of the tables."""
    return tuple(sorted(file.stem for file in TABLES.glob("*.csv")))


def rows(library: str) -> dict[str, list[NameRow]]:
    """The rows of one table by CUDA name."""
    found: dict[str, list[NameRow]] = {}
    with (TABLES / f"{library}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = name_row({**line, "library": library, "rule": f"hip/names/{library}"})
            found.setdefault(row.cuda, []).append(row)
    return found


def check(library: str, against: Sources) -> tuple[Result, ...]:
    """One result a name: that of its row for the newest version, unless an earlier one is wrong."""
    return tuple(result for found in rows(library).values() for result in check_row(found, against))


def check_row(found: list[NameRow], against: Sources) -> Iterator[Result]:
    """What becomes of one name, given its rows for every version; nothing if it has no target."""
    newest = at_version(found, version(NEWEST_VERSION))
    result = _check_newest(newest, against) if newest is not None and newest.target else None
    wrong = [*_wrong_in_debian(found, against.debian), *_wrong_earlier(found, against)]
    if wrong:
        yield Result(newest or found[-1], Verdict.WRONG, "; ".join(wrong))
    elif result is not None:
        yield result


def is_kept(row: NameRow) -> bool:
    """Whether a macro keeps CUDA's name although HIP leaves it undefined, as its note says, or a
    construct rule where one decides on it.
    """
    if row.kind != "macro" or row.target != row.cuda:
        return False
    return row.support is Support.REVIEW or row.cuda.startswith(("__CUDACC_VER_", "__CUDA_ARCH_"))


def _check_newest(row: NameRow, against: Sources) -> Result:
    if is_kept(row):
        return Result(row, Verdict.NOT_CHECKED, "kept: HIP leaves it undefined")
    name = row.target.rpartition("::")[2]
    host = row.library in BOUND
    if host and name in against.newest.identifiers:
        return _check_parameters(row, against.newest)
    gone = host and name in against.ever_bound
    if "::" not in row.target and name in against.debian.identifiers and not gone:
        return Result(row, Verdict.VERIFIED)
    if not host:
        return Result(row, Verdict.NOT_CHECKED, "the bindings declare the host API only")
    if row.kind in ("macro", "variable") or NOT_BOUND.search(row.target):
        return Result(row, Verdict.NOT_CHECKED, "the bindings leave out this kind of name")
    return Result(row, Verdict.WRONG, f"HIP {NEWEST_VERSION} does not declare {name}")


def _check_parameters(row: NameRow, declared: Declarations) -> Result:
    wanted = _cuda_parameters(row.library).get(row.cuda, ())
    counts = declared.counts(row.target)
    agree = any(low <= number <= high for low, high in counts for number in wanted)
    if agree or not counts or not wanted:
        return Result(row, Verdict.VERIFIED)
    takes = " or ".join(str(count.most) for count in sorted(counts))
    reason = f"{takes}, CUDA {' or '.join(map(str, wanted))}"
    return Result(row, Verdict.DIFFERENT if row.note else Verdict.WRONG, reason)


@cache
def _cuda_parameters(library: str) -> dict[str, range]:
    return {
        row.name: range(row.params[0], row.params[-1] + 1)
        for row in cuda_surface.rows(library)
        if row.params
    }


def _wrong_in_debian(found: list[NameRow], headers: Declarations) -> Iterator[str]:
    row = at_version(found, version(DEBIAN_VERSION))
    if row is None or not row.target or is_kept(row) or not headers.identifiers:
        return
    if row.library not in IN_DEBIAN or NOT_IN_DEBIAN.search(row.target):
        return
    name = row.target.rpartition("::")[2]
    if name not in headers.identifiers:
        yield f"HIP {DEBIAN_VERSION} has no {name}"


def _wrong_earlier(found: list[NameRow], against: Sources) -> Iterator[str]:
    for number, declared in against.earlier.items():
        row = at_version(found, version(number))
        if row is None or not row.target or row.library not in BOUND_EARLIER:
            continue
        if NOT_BOUND.search(row.target) or row.kind in ("macro", "variable"):
            continue
        if row.target in against.ever_bound and row.target not in declared.identifiers:
            yield f"HIP {number} does not declare {row.target}"


def statuses(library: str) -> Counter[str]:
    """How many names of one table have which status at the newest version."""
    newest = (at_version(found, version(NEWEST_VERSION)) for found in rows(library).values())
    return Counter(row.support.value if row else "none" for row in newest)
