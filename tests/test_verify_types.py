"""``migrate verify --to ascend``, which checks types alone: with the vendor's headers, and without.

``-m surface`` downloads them once (44 MB).
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrate.rules.targetfiles import targets
from migrate.rules.targets import Compiling, rules_folder
from migrate.semantics.toolchain import is_installed
from migrate.verification.toolchain import Asked
from migrate.verification.typed import find_types, headers, launches_as_calls
from tests.surface import wheels
from tests.surface.ascend_surface import WHEEL
from tests.warm import migrate

CORPUS = Path(__file__).parents[1] / "corpus"
ASCEND = next(info for info in targets() if info.name == "ascend")


def test_launches_are_calls() -> None:
    source = (
        b"// k<<<1>>>(p)\nvoid f() { k<<<dim3(1, 2), n, 0, s>>>(p, g(1)); t<float><<<1, 2>>>(); }"
    )
    first = b"(migrate_launch(dim3(1, 2), n, 0, s), k(p, g(1)))"
    second = b"(migrate_launch(1, 2), t<float>())"
    assert launches_as_calls(source) == b"// k<<<1>>>(p)\nvoid f() { %s; %s; }" % (first, second)
    assert launches_as_calls(b"int x = 1 << 2;") == b"int x = 1 << 2;"


def test_headers_are_those_of_the_first_folder_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        (tmp_path / name / "acl").mkdir(parents=True)
    (tmp_path / "second" / "acl" / "acl.h").touch()
    monkeypatch.setenv("TOOLKIT", str(tmp_path / "second"))
    folders = ("$NO_SUCH_VARIABLE/x", str(tmp_path / "first"), f"$TOOLKIT:{tmp_path}/first:/none")
    assert headers(ASCEND, Compiling(headers=folders)) == (tmp_path / "second", tmp_path / "first")
    assert headers(ASCEND, Compiling(headers=folders[:2])) == ()


_LAMBDA = """#include <cub/cub.cuh>
#include <cuda_runtime.h>
#define CHECK(x) do { const int said = (x); if (said) return; } while (0)
template <typename Algorithm>
void twice(Algorithm run) {
  size_t bytes = 0;
  CHECK(run(nullptr, bytes));
  CHECK(run(nullptr, bytes));
}
void scan(int* p) {
  twice([&](void* scratch, size_t& bytes) {
    return cub::DeviceScan::ExclusiveSum(scratch, bytes, p, p, 4);
  });
}
"""
_MARKED = """#include <cuda_runtime.h>
#ifdef __CUDACC__
#define BOTH __host__ __device__
#else
#define BOTH
#endif
struct View { float* p; BOTH float& operator()(int i) const { return p[i]; } };
__global__ void k(View v) { v(0) = 1; }
"""
_PLAIN = """#include <cuda_runtime.h>
struct View { float* p; float& operator()(int i) const { return p[i]; } };
__global__ void k(View v) { v(0) = 1; }
"""


@pytest.mark.semantic
def test_what_a_refused_lambda_and_a_macro_of_the_compiler_bring(tmp_path: Path) -> None:
    for name, text in (("lambda", _LAMBDA), ("marked", _MARKED), ("plain", _PLAIN)):
        (tmp_path / f"{name}.cu").write_text(text)
    own = f"g++ -I{Path(__file__).with_name('ascend')}"
    told = sorted(
        (Path(item["path"]).stem, item["line"], item["standing"])
        for item in verified(own, tmp_path)["problems"]
    )
    assert told[:4] == [
        ("lambda", 1, "expected"),
        ("lambda", 7, "follows"),
        ("lambda", 8, "follows"),
        ("lambda", 12, "expected"),
    ]
    assert told[4] == ("marked", 8, "expected")
    assert [name for name, _, standing in told if standing in ("silent", "before")] == ["plain"]


_LEFT = """#include <cuda_runtime.h>
__global__ void k(float* p) { p[threadIdx.x] = sqrtf(2.0f); }
void f(float* p) { k<<<1, 1>>>(p);
  p->x = 1; }
"""


@pytest.mark.semantic
def test_a_kernel_that_is_written_anew_and_its_launch_are_expected(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(_LEFT)
    own = f"g++ -I{Path(__file__).with_name('ascend')}"
    problems = verified(own, tmp_path, to="ascend@910b")["problems"]
    told = {item["line"]: item["standing"] for item in problems}
    assert (told[2], told[3]) == ("expected", "expected")
    assert told[4] != "expected"  # a finding at a launch says nothing of the rest of the function


@pytest.fixture(scope="session")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What names the compilers and the vendor's headers."""
    if not is_installed():
        pytest.skip("needs libclang")
    folder = tmp_path_factory.mktemp("acl")
    with zipfile.ZipFile(wheels.fetch(WHEEL, wheels.cache())) as archive:
        wanted = (name for name in archive.namelist() if "/third_party/acl/inc/" in name)
        archive.extractall(folder, wanted)
    (include,) = folder.glob("**/third_party/acl/inc")
    return f"g++ -I{include}"


def program(path: str) -> str:
    """The program of the corpus that a file belongs to."""
    parts = path.split("/")
    return parts[parts.index("cuda") - 1]


def verified(vendor: str, *paths: str | Path, to: str = "ascend@950") -> dict[str, Any]:
    done = migrate(
        *("verify", *map(str, paths), "--to", to, "--compiler", vendor, "--format", "json")
    )
    found: dict[str, Any] = json.loads(done.out)["verification"]
    return found


@pytest.mark.surface
def test_programs_of_the_corpus_have_the_vendors_types(vendor: str) -> None:
    found = verified(vendor, CORPUS)
    outcomes: dict[str, set[str]] = {}
    for unit in found["units"]:
        outcomes.setdefault(program(unit["path"]), set()).add(unit["outcome"])
    clean = {name for name, said in outcomes.items() if said == {"compiled"}}
    assert len(clean) >= 12, sorted(clean)
    assert [item for item in found["problems"] if item["standing"] == "silent"] == []


@pytest.mark.surface
def test_programs_whose_kernels_are_written_anew_have_no_error_without_a_finding(
    vendor: str,
) -> None:
    found = verified(vendor, CORPUS, to="ascend@910b")
    assert {unit["outcome"] for unit in found["units"]} >= {"compiled", "expected"}
    assert [item for item in found["problems"] if item["standing"] == "silent"] == []


# A program, what its port has, and what a wrong rule would have written.
SEEDED = (
    ("vector_add", "aclrtMemcpy(d_b, bytes, b.data(), bytes,", "aclrtMemcpy(d_b, b.data(), bytes,"),
    ("vector_add", "(void**)(&d_sum), bytes, ACL_MEM_MALLOC_HUGE_FIRST", "(void**)(&d_sum), bytes"),
    ("vector_add", "(void**)(&d_sum)", "&d_sum"),
    ("vector_add", "aclrtGetLastError(ACL_RT_THREAD_LEVEL)", "aclrtGetLastError()"),
    ("vector_add", "threads, 0, nullptr>>>", "threads, 0, 0.5f>>>"),
    ("vector_add", "acl_port::device_attribute(&processors", "aclrtGetDeviceInfo(&processors"),
    ("vector_add", "ACL_MEMCPY_DEVICE_TO_HOST", "ACL_MEMCPY_DEVICE_HOST"),
    ("histogram_atomics", "#include <simt_api/asc_simt.h>\n", ""),
    ("vector_add", '#include "acl_port.hpp"\n', ""),
    ("vector_add", "aclrtSynchronizeDevice()", "aclrtSynchronizeStream()"),
    ("streams_events", "(void**)(&d_finished), 0", "0, (void**)(&d_finished)"),
    ("streams_events", "aclrtMallocHost((void**)&values, ", "aclrtMallocHost(&values, "),
    ("streams_events", "acl_port::stream_query(join.get())", "aclrtStreamQuery(join.get())"),
    ("streams_events", "aclrtEventElapsedTime(&milliseconds, ", "aclrtEventElapsedTime("),
    (
        "streams_events",
        "aclrtRecordEvent(done.get(), stream.get())",
        "aclrtRecordEvent(done.get())",
    ),
    ("constant_memory", "aclrtGetSymbolSize(&signal", "aclrtGetSymbolSize(&clipped_size, &signal"),
    ("histogram_atomics", "asc_syncthreads()", "asc_syncthreads(0)"),
    ("histogram_atomics", "__ubuf__", "__shared__"),
    # These have the types that they should have: goldens tell them apart.
    ("vector_add", "aclrtMemset(d_sum, bytes, 0, bytes)", "aclrtMemset(d_sum, bytes, bytes, 0)"),
    ("vector_add", "acl_port::copy(d_a, a.data()", "acl_port::copy(a.data(), d_a"),
)
WELL_TYPED = 2


@pytest.mark.surface
def test_wrong_rewrites_have_wrong_types_or_differ_from_goldens(
    vendor: str, tmp_path: Path
) -> None:
    facts = ASCEND.compiling
    assert facts is not None
    checker = find_types(ASCEND, facts, Asked(tmp_path, vendor))
    assert checker is not None
    options = ("-I", str(rules_folder() / "ascend" / "helpers"))
    caught = []
    for number, (name, right, wrong) in enumerate(SEEDED):
        golden = (CORPUS / name / "ascend" / f"{name}.cu").read_text("utf-8-sig")
        assert right in golden, (name, right)
        unit = tmp_path / f"{number}.cu"
        unit.write_text(golden.replace(right, wrong, 1))
        language = (*facts.device, "-std=gnu++17")
        answer = checker.compile(str(unit), language, options, str(tmp_path / "unit.o"), 120)
        caught.append(answer.code == 1 and not answer.stage)
    assert caught == [True] * (len(SEEDED) - WELL_TYPED) + [False] * WELL_TYPED
