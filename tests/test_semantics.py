"""What libclang proves: names, types and values, and what becomes of a run when it cannot."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.model import Certainty, FileResult, Finding, UserError
from migrate.rules.targets import rules_folder
from migrate.run import Run
from migrate.run import run as run_all
from migrate.semantics import prelude, toolchain
from migrate.semantics.messages import Tree, Unit
from migrate.settings.config import load
from migrate.tree.filesemantics import Owner

WORD = re.compile(r"[A-Za-z_]\w*")
NEEDS_LIBCLANG = pytest.mark.semantic
Port = Callable[..., Run]


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Port:
    """Port files written below a folder, with semantics unless it is said otherwise."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CUDA_PATH", raising=False)
    monkeypatch.delenv("CUDA_HOME", raising=False)
    monkeypatch.setattr(toolchain, "_wheels", list)
    tree = tmp_path / "tree"

    def ported(files: dict[str, str], **options: object) -> Run:
        for name, text in files.items():
            file = tree / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        chosen = {"semantic": True, **options}
        return run_all([tree], load(tree, {k: v for k, v in chosen.items() if v is not None}))

    return ported


def file(done: Run, path: str = "a.cu") -> FileResult:
    return next(item for item in done.report.files if item.path == path)


def names(result: FileResult) -> list[tuple[str, str]]:
    return [(item.name, item.certainty.value) for item in result.references]


def places(result: FileResult) -> list[Finding]:
    """The findings of a file, one for each of their places."""
    return [place for finding in result.findings for place in finding.places]


def ids(result: FileResult) -> list[str]:
    return [place.rule for place in places(result)]


@NEEDS_LIBCLANG
def test_a_call_of_the_runtime_is_proved(port: Port) -> None:
    source = "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n"
    done = port({"a.cu": source})
    assert names(file(done)) == [("cuda_runtime.h", "proved"), ("cudaMalloc", "proved")]
    assert done.report.units is not None
    assert done.report.units.failed == ()


@NEEDS_LIBCLANG
def test_a_source_in_utf_16_is_resolved_as_its_text(port: Port, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    header = "#pragma once\nvoid *mine(void **p);\n".encode("utf-16-be")
    (tmp_path / "tree/b.h").write_bytes(b"\xfe\xff" + header)
    source = '#include <cuda_runtime.h>\n#include "b.h"\n'
    source += "void f(void **p) { /* 名 */ cudaFree(mine(p)); }\n"
    (tmp_path / "tree/a.cu").write_bytes(b"\xff\xfe" + source.encode("utf-16-le"))
    assert names(file(port({}))) == [("cuda_runtime.h", "proved"), ("cudaFree", "proved")]


@NEEDS_LIBCLANG
def test_kernels_launches_and_built_ins_are_proved(port: Port) -> None:
    source = (
        "__global__ void k(float *p) { __shared__ float s[32];\n"
        "  s[threadIdx.x] = *p; __syncthreads(); atomicAdd(p, s[0]); }\n"
        "void f(float *p) { k<<<dim3(1), 32>>>(p); cudaError_t e = cudaGetLastError();\n"
        "  if (e != cudaSuccess) cudaDeviceReset(); }\n"
    )
    result = file(port({"a.cu": source}))
    assert {item.name for item in result.references if item.certainty is Certainty.NAME} == set()


@NEEDS_LIBCLANG
def test_a_using_declaration_makes_a_name_the_users(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "namespace pool { int cudaFree(int block); }\n"
        "void f(void *p) { cudaFree(p); using pool::cudaFree; cudaFree(3); }\n"
    )
    by_name = file(port({"a.cu": source}, semantic=False))
    proved = file(port({"a.cu": source}))
    assert proved.content is not None
    assert by_name.content == proved.content
    assert b"hipFree(p); using pool::cudaFree; cudaFree(3);" in proved.content


@NEEDS_LIBCLANG
def test_an_overload_of_the_users_is_left_alone(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "namespace mine { struct Arena {}; void cudaFree(Arena &arena);\n"
        "void g(Arena &arena, void *p) { cudaFree(arena); ::cudaFree(p); } }\n"
        "void f(mine::Arena &arena) { cudaFree(arena); }\n"
    )
    result = file(port({"a.cu": source}))
    assert result.content is not None
    assert result.content.count(b"hipFree(p)") == 1
    assert b"cudaFree(arena); ::" in result.content
    assert b"{ cudaFree(arena); }" in result.content  # found by its argument's namespace


@NEEDS_LIBCLANG
def test_a_member_called_without_an_object_is_left_alone(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "struct Pool { void cudaFree(int); void all() { cudaFree(3); } };\n"
    )
    result = file(port({"a.cu": source}))
    assert result.content is not None
    assert b"hipFree" not in result.content


@NEEDS_LIBCLANG
def test_a_macro_of_a_header_is_the_users(port: Port) -> None:
    files = {
        "alloc.h": "#define cudaMalloc(p, n) my_alloc(p, n)\nint my_alloc(void **, int);\n",
        "a.cu": '#include <cuda_runtime.h>\n#include "alloc.h"\n'
        "void f(void **p) { cudaMalloc(p, 4); cudaFree(*p); }\n",
    }
    result = file(port(files))
    assert result.content is not None
    assert b"cudaMalloc(p, 4); hipFree(*p)" in result.content


@NEEDS_LIBCLANG
def test_names_in_the_body_of_a_macro_are_proved_where_it_is_used(port: Port) -> None:
    files = {
        "check.h": "#define CHECK(call) do { cudaError_t e = (call); \\\n"
        "  if (e != cudaSuccess) fail(cudaGetErrorString(e)); } while (0)\n"
        "void fail(const char *);\n",
        "a.cu": '#include "check.h"\nvoid f(void **p) { CHECK(cudaMalloc(p, 4)); }\n',
    }
    result = file(port(files), "check.h")
    assert names(result) == [
        ("cudaError_t", "proved"),
        ("cudaSuccess", "proved"),
        ("cudaGetErrorString", "proved"),
    ]


@NEEDS_LIBCLANG
def test_what_stands_in_for_cuda_is_ported(port: Port) -> None:
    source = (
        'extern "C" int cudaMalloc(void **, unsigned long);\n'
        "int f(void **p) { return cudaMalloc(p, 4); }\n"
    )
    result = file(port({"a.cpp": source}), "a.cpp")
    assert names(result) == [("cudaMalloc", "name"), ("cudaMalloc", "name")]


@NEEDS_LIBCLANG
def test_a_type_from_the_struct_of_a_header_is_known(port: Port) -> None:
    files = {
        "mask.h": "typedef unsigned int mask_type;\nstruct Votes { mask_type now; };\n",
        "a.cu": '#include "mask.h"\n__global__ void k(Votes *v) {\n'
        "  v->now = __ballot_sync(v->now, 1);\n}\n",
    }
    assert "cuda/wave/mask-width" not in ids(file(port(files, semantic=False)))
    assert "cuda/wave/mask-width" in ids(file(port(files)))


@NEEDS_LIBCLANG
@pytest.mark.parametrize(
    ("mask", "is_short"),
    [
        ("v->now[i]", True),
        ("v->wide[i]", False),
        ("get()", True),
        ("1u << i", True),
        ("1ull << i", False),
        ("*at & 3", True),
        ("(unsigned)v->wide[i]", True),
        ("i ? v->now[0] : 1u", True),
        ("ALL >> i", True),  # begins with a macro
        ("ALL", False),  # is one: another rule's
        # The target's votes are wider, and so is what is made of them.
        ("__activemask()", False),
        ("__activemask() & 3", False),
        ("deduced", False),
        ("(unsigned)deduced", True),
        ("stored", True),
    ],
)
def test_the_type_of_an_expression_is_known(port: Port, mask: str, is_short: bool) -> None:
    source = (
        "struct Votes { unsigned now[4]; unsigned long long wide[4]; };\n"
        "unsigned get();\n#define ALL 0xffffffff\n"
        "__global__ void k(Votes *v, unsigned *at, int i) {\n"
        "  auto deduced = __ballot_sync(~0u, i); unsigned stored = __activemask();\n"
        f"  float f = __shfl_sync({mask}, 1.0f, i);\n}}\n"
    )
    assert ("cuda/wave/mask-width" in ids(file(port({"a.cu": source})))) is is_short


@NEEDS_LIBCLANG
def test_what_is_assigned_to_has_a_type(port: Port) -> None:
    source = (
        "struct Votes { unsigned now[4]; unsigned long long wide[4]; };\n"
        "__global__ void k(Votes *v, unsigned *at, int i) {\n"
        "  v->now[i] = __activemask();\n  v->wide[i] = __activemask();\n"
        "  *at |= __ballot_sync(~0ull, i);\n}\n"
    )
    found = places(file(port({"a.cu": source})))
    stored = [source[item.start :] for item in found if item.rule == "cuda/wave/ballot-stored"]
    assert stored == [source[source.index("__activemask") :], source[source.index("__ballot") :]]


@NEEDS_LIBCLANG
def test_what_a_member_is_taken_of_has_a_type(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\nextern cudaDeviceProp all[4];\ncudaDeviceProp *of(int);\n"
        "struct Mine { int major; };\nextern Mine mine[4];\n"
        "bool f(int i) { return all[i].major > 7 || of(i)->major > 7 || (*of(i)).major > 7; }\n"
        "bool g(int i) { return mine[i].major > 7; }\n"
    )
    rule = "cuda/guards/capability-number"
    for semantic in (True, False):  # the declarations are in sight of either
        assert ids(file(port({"a.cu": source}, semantic=semantic))).count(rule) == 3


@NEEDS_LIBCLANG
def test_halves_and_bytes_are_known_by_the_types_of_elements(port: Port) -> None:
    source = (
        "#include <cuda_fp16.h>\n__global__ void k(half *h, unsigned *w, int *s, int i) {\n"
        "  h[i] = __shfl_sync(~0u, h[i], 1); h[i] = __shfl_sync(~0u, h[i] + h[1], 1);\n"
        "  w[i] = __dp4a(w[i], w[0], 0u); s[i] = __dp4a(s[i], s[0], 0);\n}\n"
    )
    result = file(port({"a.cu": source}, to="hip@5.5", apply="review"))
    assert ids(result).count("hip/wave/shuffle-half") == 2
    assert result.content is not None
    assert b"__builtin_amdgcn_udot4(w[i]" in result.content
    assert b"__builtin_amdgcn_sdot4(s[i]" in result.content


@NEEDS_LIBCLANG
def test_a_cast_is_left_out_where_it_changes_nothing(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n__global__ void k();\nstruct Of { void *any; float *one; };\n"
        "void f(Of &of, void *h, void **args) {\n"
        "  cudaHostGetDevicePointer(&of.any, h, 0); cudaHostGetDevicePointer(&of.one, h, 0);\n"
        "  auto raw = (const void *)k;\n  cudaLaunchKernel(raw, 1, 1, args);\n}\n"
    )
    result = file(port({"a.cu": source}))
    assert result.content is not None
    assert b"hipHostGetDevicePointer(&of.any" in result.content
    assert b"hipHostGetDevicePointer((void**)&of.one" in result.content
    assert b"hipLaunchKernel(raw" in result.content


KERNELS = """#include <cuda_runtime.h>
#include "sizes.h"
template <int Threads> __global__ void BOUNDS(Threads) sized(float *p) {
  __shared__ float tile[64]; tile[0] = *p; }
__global__ void BOUNDS(kThreads * 2) fixed(float *p) { __shared__ float t[kTile]; t[0] = *p; }
__global__ void BOUNDS(1024) over(int) {}
__global__ void BOUNDS(64) over(float *) {}
__global__ void free_of_bounds(float *p) {}
template <class K> void pass_on(K kernel, float *p) { kernel<<<1, 512>>>(p); }
void pass_plain(void (*kernel)(float *), float *p) { kernel<<<1, 512>>>(p); }
template <void (*Kernel)(float *)> void pass_static(float *p) { Kernel<<<1, 512>>>(p); }
template <int Threads> void run(float *p) { fixed<<<1, Threads>>>(p); }
template <int Threads> struct Runner { static void run(float *p) { fixed<<<1, Threads>>>(p); } };
"""
SIZES = """constexpr int kThreads = 128;
constexpr int kTile = 1024;
#define BOUNDS(n) __launch_bounds__(n)
"""


@NEEDS_LIBCLANG
@pytest.mark.parametrize(
    ("launch", "is_beyond"),
    [
        ("fixed<<<1, 512>>>(p);", True),
        ("fixed<<<1, kThreads * 2>>>(p);", False),
        ("dim3 block(32, 16); fixed<<<1, block>>>(p);", True),
        ("dim3 block(kThreads, 4); fixed<<<1, block>>>(p);", True),
        ("dim3 block(32, 16); block.y = n; fixed<<<1, block>>>(p);", False),
        ("int threads = 512; fixed<<<1, threads>>>(p);", True),
        ("int threads = 512; if (n) threads = 64; fixed<<<1, threads>>>(p);", False),
        ("sized<256><<<1, 512>>>(p);", True),
        ("sized<512><<<1, 512>>>(p);", False),
        ("over<<<1, 512>>>(n);", False),
        ("over<<<1, 512>>>(p);", True),
        ("free_of_bounds<<<1, 512>>>(p);", False),
        ("auto kernel = fixed; kernel<<<1, 512>>>(p);", True),
        ("auto kernel = n ? fixed : free_of_bounds; kernel<<<1, 512>>>(p);", False),
        ("void (*all[])(float *) = {fixed, &fixed}; all[n]<<<1, 512>>>(p);", True),
        ("void (*late)(float *); late = fixed; late<<<1, 512>>>(p);", True),
        ("pass_on(fixed, p);", True),
        ("pass_on(sized<64>, p); pass_on(sized<32>, p);", True),
        ("pass_on(fixed, p); pass_on(free_of_bounds, p);", False),
        ("pass_plain(&fixed, p);", True),
        ("pass_static<fixed>(p);", True),
        ("run<512>(p);", True),
        ("run<64>(p);", False),
        ("run<64>(p); run<512>(p);", False),  # which of the two is not said
        ("Runner<512>::run(p);", True),
        ("cudaLaunchKernel((const void *)fixed, 1, 512, nullptr);", True),
    ],
)
def test_a_launch_is_resolved_to_its_kernels(port: Port, launch: str, is_beyond: bool) -> None:
    source = f"{KERNELS}void f(float *p, int n) {{ {launch} }}\n"
    found = file(port({"a.cu": source, "sizes.h": SIZES}))
    assert ("hip/launch/beyond-bounds" in ids(found)) is is_beyond


@NEEDS_LIBCLANG
@pytest.mark.parametrize(
    ("condition", "is_beyond"),
    [
        ("#if __CUDA_ARCH__ >= 700", True),  # never on AMD GPUs
        ("#ifdef __CUDA_ARCH__", False),  # becomes a question for HIP's device code
        ("#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700", False),  # not told apart
    ],
)
def test_bounds_are_those_that_the_target_sees(port: Port, condition: str, is_beyond: bool) -> None:
    source = (
        f"#include <cuda_runtime.h>\n{condition}\n#define MOST 1024\n#else\n"
        "#define MOST 256\n#endif\n__global__ void __launch_bounds__(MOST) k() {}\n"
        "void f() { k<<<1, 1024>>>(); }\n"
    )
    assert ("hip/launch/beyond-bounds" in ids(file(port({"a.cu": source})))) is is_beyond
    assert "hip/launch/beyond-bounds" not in ids(file(port({"a.cu": source}, semantic=False)))


@NEEDS_LIBCLANG
def test_shared_memory_of_the_kernel_counts(port: Port) -> None:
    files = {
        "a.cu": f"{KERNELS}void f(float *p) {{\n  fixed<<<1, 64, 62 * 1024>>>(p);\n"
        "  fixed<<<1, 64, 60 * 1024>>>(p);\n  sized<64><<<1, 64, 65536 - 255>>>(p);\n"
        "  auto most = cudaFuncAttributeMaxDynamicSharedMemorySize;\n"
        "  cudaFuncSetAttribute(fixed, cudaFuncAttributeMaxDynamicSharedMemorySize, 63488);\n}\n",
        "sizes.h": SIZES,
    }
    found = ids(file(port(files)))
    assert found.count("cuda/launch/shared-memory-argument") == 2
    assert "cuda/launch/dynamic-shared-memory" in found
    by_name = ids(file(port(files, semantic=False)))
    assert "cuda/launch/shared-memory-argument" not in by_name


@NEEDS_LIBCLANG
def test_kernels_and_types_come_back_from_the_cache(port: Port) -> None:
    source = f"{KERNELS}void f(float *p, unsigned *m) {{ auto k = fixed; k<<<1, 512>>>(p); }}\n"
    source += "__global__ void s(unsigned *m) { __shfl_sync(m[1], 1, 1); }\n"
    files = {"a.cu": source, "sizes.h": SIZES}
    first, again = port(files), port(files)
    assert cached(again)[1] == 1
    assert {"hip/launch/beyond-bounds", "cuda/wave/mask-width"} <= set(ids(file(again)))
    assert ids(file(first)) == ids(file(again))


@NEEDS_LIBCLANG
def test_a_constant_of_another_header_is_known(port: Port) -> None:
    files = {
        "size.h": "constexpr int kWidth = 4;\n#define TILE (kWidth * 16)\nenum { kTile = 64 };\n",
        "a.cu": '#include "size.h"\n#include <cooperative_groups.h>\n'
        "namespace cg = cooperative_groups;\n"
        "__global__ void k() { auto b = cg::this_thread_block();\n"
        "  auto t = cg::tiled_partition<TILE>(b); auto u = cg::tiled_partition<kTile>(b); }\n",
    }
    assert "hip/groups/wide-tile" not in ids(file(port(files, semantic=False, arch=["gfx1100"])))
    assert ids(file(port(files, arch=["gfx1100"]))).count("hip/groups/wide-tile") == 2


@NEEDS_LIBCLANG
def test_code_that_does_not_compile_is_proved_where_it_does(port: Port) -> None:
    source = (
        '#include "no_such_header.h"\nNoSuchType nothing = broken;\n'
        "void f(void **p) { cudaMalloc(p, undeclared()); }\n"
    )
    result = file(port({"a.cu": source}))
    assert ("cudaMalloc", "proved") in names(result)


@NEEDS_LIBCLANG
def test_code_of_other_branches_is_taken_by_its_names(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n#ifdef NOT_HERE\nvoid f(void *p) { cudaFree(p); }\n#endif\n"
    )
    done = port({"a.cu": source})
    assert names(file(done)) == [("cuda_runtime.h", "proved"), ("cudaFree", "name")]
    assert done.report.proved == 1
    defined = port({"a.cu": source}, defines=["NOT_HERE"])
    assert defined.report.proved == 2


@NEEDS_LIBCLANG
def test_code_for_the_device_alone_is_seen(port: Port) -> None:
    source = (
        "__global__ void k(int *p) {\n#ifdef __CUDA_ARCH__\n  atomicAdd(p, 1);\n#else\n"
        "  *p = warpSize;\n#endif\n}\n"
    )
    found = names(file(port({"a.cu": source})))
    assert ("atomicAdd", "proved") in found
    assert ("warpSize", "proved") in found


@NEEDS_LIBCLANG
def test_units_that_disagree_are_named(port: Port) -> None:
    files = {
        "use.h": "inline void g(void *p) { cudaFree(p); }\n",
        "a.cu": '#include <cuda_runtime.h>\n#include "use.h"\n',
        "b.cu": "#include <cuda_runtime.h>\nvoid my_free(void *);\n#define cudaFree my_free\n"
        '#include "use.h"\n',
    }
    result = file(port(files), "use.h")
    assert names(result) == [("cudaFree", "name")]
    assert "migrate/units-disagree" in ids(result)


@NEEDS_LIBCLANG
def test_the_device_context_of_a_function_behind_a_macro_is_known(port: Port) -> None:
    files = {
        "mark.h": "#define JOINED(a, b) a##b\n#define ON_ALL JOINED(__dev, ice__)\n",
        "a.cu": '#include "mark.h"\nON_ALL void f(void **p) { cudaMalloc(p, 4); }\n',
    }
    assert "hip/device/runtime-call" not in ids(file(port(files, semantic=False)))
    assert "hip/device/runtime-call" in ids(file(port(files)))


@NEEDS_LIBCLANG
def test_the_device_context_of_a_lambda_behind_a_macro_is_known(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n#define ON __host__ __device__\nvoid f() {\n"
        "  auto g = [] ON (void **p) { cudaMalloc(p, 4); };\n"
        "  auto h = [](void **p) { cudaMalloc(p, 4); };\n}\n"
        "__global__ void k() { auto h = [](void **p) { cudaMalloc(p, 4); }; }\n"
    )
    found = places(file(port({"a.cu": source})))
    lines = [source[: item.start].count("\n") + 1 for item in found if "runtime-call" in item.rule]
    assert lines == [4, 7]
    assert "hip/device/runtime-call" not in ids(file(port({"a.cu": source[:160]}, semantic=False)))


@NEEDS_LIBCLANG
def test_a_unit_that_takes_too_long_is_left(port: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.semantics.parsers._START", 0.0)
    done = port({"a.cu": "void f(void *p) { cudaFree(p); }\n"}, **{"unit-timeout": 0})
    assert done.report.units is not None
    assert [failure.reason for failure in done.report.units.failed] == [
        "it took longer than 0 seconds"
    ]
    assert names(file(done)) == [("cudaFree", "name")]
    assert any("a.cu was not parsed" in note for note in done.notes)


@NEEDS_LIBCLANG
def test_a_second_run_reads_the_cache_until_a_header_changes(port: Port) -> None:
    files = {
        "a.cu": '#include "h.h"\nvoid f(void *p) { cudaFree(p); }\n',
        "h.h": "int one();\n",
    }
    assert cached(port(files)) == (1, 0)
    again = port(files)
    assert cached(again) == (1, 1)
    assert again.report.proved == 1
    assert cached(port({**files, "h.h": "int two();\n"})) == (1, 0)
    assert cached(port(files, cache=False)) == (1, 0)


def cached(done: Run) -> tuple[int, int]:
    assert done.report.units is not None
    return done.report.units.count, done.report.units.cached


@NEEDS_LIBCLANG
def test_a_compile_database_says_how_units_are_made(port: Port, tmp_path: Path) -> None:
    source = "#ifdef WITH_GPU\n#include <gpu.h>\n#endif\nvoid f(void *p) { cudaFree(p); }\n"
    header = "#include <cuda_runtime.h>\n"
    entries = [
        {
            "directory": str(tmp_path / "tree"),
            "command": "nvcc -DWITH_GPU -Iinclude -arch=sm_80 -c src/a.cpp",
            "file": "src/a.cpp",
        }
    ]
    database = {"build/compile_commands.json": json.dumps(entries)}
    files = {"src/a.cpp": source, "include/gpu.h": header}
    done = port({**files, **database}, semantic=None)
    assert names(file(done, "src/a.cpp")) == [("cudaFree", "proved")]


@NEEDS_LIBCLANG
def test_an_sdk_takes_the_place_of_the_prelude(port: Port, tmp_path: Path) -> None:
    include = tmp_path / "sdk/include"
    (include / "crt").mkdir(parents=True)
    (include / "crt/host_defines.h").write_text("")
    (include / "device_launch_parameters.h").write_text("")
    (include / "cuda_runtime.h").write_text("int cudaFree(void *);\n")
    source = "void f(void *p) { cudaFree(p); cudaMalloc(&p, 4); }\n"
    done = port({"a.cu": source}, **{"cuda-path": tmp_path / "sdk"})
    assert done.report.units is not None
    assert done.report.units.declarations == "sdk"
    assert names(file(done)) == [("cudaFree", "proved"), ("cudaMalloc", "name")]


def test_a_folder_without_an_sdk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--cuda-path"):
        toolchain.sdk(tmp_path, ())


def test_without_libclang_what_was_asked_for_is_refused(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolchain, "is_installed", lambda: False)
    with pytest.raises(UserError) as refused:
        port({"a.cu": "void f(void *p) { cudaFree(p); }\n"})
    assert "cuda-migrate[semantic]" in refused.value.advice


def test_without_libclang_a_database_that_was_found_is_passed_over(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolchain, "is_installed", lambda: False)
    files = {"a.cu": "void f(void *p) { cudaFree(p); }\n", "compile_commands.json": "[]"}
    done = port(files, semantic=None)
    assert done.report.units is None
    assert any("cuda-migrate[semantic]" in note for note in done.notes)
    assert port(files, semantic=False).notes == ()


def test_nothing_of_it_is_loaded_unless_it_is_wanted(port: Port) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from migrate.settings.config import load; from migrate.run import run\n"
        "run([Path('corpus/vector_add')], load(Path('corpus/vector_add')))\n"
        "print([m for m in sys.modules if m.startswith('clang') or m == 'migrate.semantics.study'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@NEEDS_LIBCLANG
def test_every_name_of_the_runtime_is_found_by_the_parser(tmp_path: Path) -> None:
    """The prelude is read without a complaint of its own, and declares what the table has."""
    tables = rules_folder() / "cuda"
    folder = tmp_path / "prelude"
    folder.mkdir()
    prelude.write(folder, prelude.texts(tables))
    with (tables / "runtime.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if not prelude.is_switch(row["name"])]
    macros = [row["name"] for row in rows if row["kind"] == "macro"]
    others = [row["name"] for row in rows if row["kind"] != "macro"]
    lines = ["#include <cuda_runtime.h>", "namespace all {", *(f"using ::{n};" for n in others)]
    lines += ["}", *(f"#ifdef {name}\n#endif" for name in macros)]
    main = tmp_path / "all.cu"
    main.write_text("\n".join((*lines, "")))
    arguments = (
        *("-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-host-only", "-std=c++17"),
        *("-isystem", str(folder), *toolchain.c_headers(), "-w", "-ferror-limit=0"),
    )
    known = dict.fromkeys((*macros, *others), True)
    tree = Tree(frozenset({str(main)}), (f"{folder}/",), known, frozenset())
    from migrate.semantics.unit import look

    found = look(Unit(str(main), arguments), tree).semantics[str(main)].names
    text = main.read_text()
    places = (at for at, meaning in found.items() if meaning.owner is Owner.CUDA)
    owned = {match[0] for at in places if (match := WORD.match(text, at))}
    assert sorted(known.keys() - owned) == []


@NEEDS_LIBCLANG
def test_a_header_for_another_platform_is_not_read_by_itself(port: Port) -> None:
    files = {
        "hip.h": "#define cudaFree hipFree\n",
        "a.cu": '#ifdef USE_HIP\n#include "hip.h"\n#endif\nvoid f(void *p) { cudaFree(p); }\n',
    }
    done = port(files)
    assert done.report.units is not None
    assert done.report.units.count == 1
    assert names(file(done, "hip.h")) == [("cudaFree", "name")]


@NEEDS_LIBCLANG
def test_a_type_behind_a_macro_that_is_missing_stays_cudas(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "void f(void *p) {\n    NOT_DEFINED_ANYWHERE\n\n    cudaStream_t stream = 0;\n}\n"
    )
    result = file(port({"a.cu": source}))
    assert ("cudaStream_t", "name") in names(result)


@NEEDS_LIBCLANG
def test_a_field_of_a_structure_of_cudas_is_no_variable_of_cudas(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "void f(cudaLaunchConfig_t &c) { c.gridDim = dim3(1); c.blockDim = dim3(2); }\n"
    )
    assert [name for name, _ in names(file(port({"a.cu": source}))) if name.endswith("Dim")] == []


@NEEDS_LIBCLANG
def test_a_name_that_a_namespace_of_the_tree_passes_on_is_found(port: Port) -> None:
    source = (
        "#include <cuda_runtime.h>\n"
        "namespace api { using ::cudaFree; }\nvoid f(void *p) { api::cudaFree(p); }\n"
    )
    result = file(port({"a.cu": source}))
    assert result.content is not None
    assert result.content.count(b"hipFree") == 2
