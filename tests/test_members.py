"""Members that a tree adds to CUDA's namespaces, CUDA's libraries in namespaces of the tree's, and
names in CUDA's namespaces that no table has.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Status
from migrate.run import run
from migrate.settings.config import Settings
from migrate.tree.members import members, wrappers
from tests.porting import body, port, scanned

DECLARED = {
    "struct S { int x; };": {"S"},
    "template <typename T, int N = (1 < 2)> class __align__(8) S final : B<T> { void f(); };": {
        "S"
    },
    "template <> struct Traits<int> { int x; };": set(),
    "enum class E : int { A }; enum : int { B, C = f(1, 2) };": {"E", "B", "C"},
    "namespace inner { enum F { A = 0, B }; }": {"inner", "inner::F", "inner::A", "inner::B"},
    "using U = int; typedef int (*V); typedef int W;": {"U", "W"},
    "__device__ int f(int a) { int inner; return a; } template <class T> void g(T);": {"f", "g"},
    "constexpr int value = 3; extern int other;": {"value", "other"},
    "namespace inner { struct S; } struct T;": {"inner", "inner::S", "T"},
    "#define M struct X;\nstruct S; // struct C;\n": {"S"},
}


@pytest.mark.parametrize("code", DECLARED)
def test_names_declared_in_a_namespace_that_is_called_like_cudas(code: str) -> None:
    seen = scanned(f"namespace a {{ namespace cub {{\n{code}\n}} struct Outside; }} int cub::x;")
    assert seen is not None
    assert members(seen) == {f"cub::{name}" for name in DECLARED[code]}


WRAPPERS = {
    "#define THRUST_CUB_WRAPPED_NAMESPACE app\n": {"app"},
    "#  define CUB_WRAPPED_NAMESPACE a::b\n": {"a::b"},
    "#define CUB_NS_PREFIX namespace app {\n": {"app"},
    "namespace app { namespace cub { } namespace thrust { } }": {"app"},
    "namespace a::b::cub {}": {"a::b"},
    "namespace app { namespace cub { struct Own; } }": set(),
    "namespace cub {}": set(),
}


@pytest.mark.parametrize("code", WRAPPERS)
def test_namespaces_that_hold_a_library(code: str) -> None:
    seen = scanned(code)
    assert seen is not None
    assert wrappers(seen) == WRAPPERS[code]


CUB = "#include <cub/cub.cuh>\n"
HIPCUB = "#include <hipcub/hipcub.hpp>\n"
WRAPPED = {
    "app::cub::BlockReduce<T, 1> r;": "hipcub::BlockReduce<T, 1> r;",
    "::app::cub::BlockReduce<T, 1> r;": "::hipcub::BlockReduce<T, 1> r;",
    "a::b::cub::DeviceScan::ExclusiveSum(t);": "hipcub::DeviceScan::ExclusiveSum(t);",
    "app :: cub :: LaneId();": "hipcub :: LaneId();",
    "using app::cub::BlockScan;": "using hipcub::BlockScan;",
    "using namespace app::cub; BlockLoad<T, 1> b;": "using namespace hipcub; BlockLoad<T, 1> b;",
    "namespace c = app::cub; c::LaneId();": "namespace c = hipcub; c::LaneId();",
    "app::thrust::sort(a, b);": "app::thrust::sort(a, b);",
    "app::thrust::cuda::par.on(s);": "app::thrust::hip::par.on(s);",
}


@pytest.mark.parametrize("code", WRAPPED)
def test_a_library_in_a_namespace_of_the_trees(code: str) -> None:
    known = "#include <thrust/sort.h>\n"
    source, ported = CUB + known + code, HIPCUB + known + WRAPPED[code]
    assert body(source) == ported
    assert not port(ported, "a.h").edits


def test_a_library_in_a_namespace_that_the_build_names() -> None:
    define = "#define THRUST_CUB_WRAPPED_NAMESPACE app\n"
    result = port(CUB + "app::cub::Nothing n; app::cub::LaneId();", "a.h", beside={"b.h": define})
    assert [(r.name, r.status) for r in result.references[1:]] == [
        ("cub::Nothing", Status.UNKNOWN),
        ("cub::LaneId", Status.PORTED),
    ]


BUILDS = {
    "make": ("Makefile", "FLAGS += -DTHRUST_CUB_WRAPPED_NAMESPACE=app"),
    "quoted": ("Makefile", "FLAGS += -DCUB_WRAPPED_NAMESPACE='app'"),
    "options": ("CMakeLists.txt", "add_definitions(-DCUB_WRAPPED_NAMESPACE=app)"),
    "definitions": (
        "CMakeLists.txt",
        "target_compile_definitions(a PUBLIC THRUST_CUB_WRAPPED_NAMESPACE=app)",
    ),
    "pairs": (
        "setup.py",
        "CUDAExtension('a', [], define_macros=[('CUB_WRAPPED_NAMESPACE', 'app')])",
    ),
    "comment": ("Makefile", "# -DCUB_WRAPPED_NAMESPACE=app"),
    "variable": ("Makefile", "FLAGS += -DCUB_WRAPPED_NAMESPACE=$(NS)"),
}


@pytest.mark.parametrize("build", BUILDS)
def test_a_namespace_that_a_build_file_gives(build: str, tmp_path: Path) -> None:
    name, text = BUILDS[build]
    (tmp_path / name).write_text(text + "\n")
    (tmp_path / "a.h").write_text("app::cub::BlockReduce<T, 1> r;\n")
    report = run([tmp_path], Settings(jobs=1)).report
    (file,) = [file for file in report.files if file.path == "a.h"]
    known = build not in ("comment", "variable")
    assert (file.content == b"hipcub::BlockReduce<T, 1> r;\n") is known


OWN = {
    "my::cub::BlockReduce<int> r;": "namespace my { namespace cub { struct BlockReduce {}; } }\n",
    "cub::MyOp op;": "namespace cub { struct MyOp {}; }\n",
    "thrust::mine(a);": "namespace thrust { template <class T> void mine(T a) {} }\n",
    "my::cub::Other o; Pool<int>::cub::LaneId();": "",
}


@pytest.mark.parametrize("code", OWN)
def test_what_the_tree_declares_is_its_own(code: str) -> None:
    result = port(CUB + '#include "own.h"\n' + code, "a.h", beside={"own.h": OWN[code]})
    assert [reference.name for reference in result.references] == ["cub/cub.cuh"]


ANSWERS = {
    "thrust::cuda_category()": ("thrust::hip_category()", Status.PORTED),
    "thrust::system::cuda_category()": ("thrust::system::hip_category()", Status.PORTED),
    "thrust::system::cuda::vector<int>": ("thrust::system::hip::vector<int>", Status.PORTED),
    "thrust::cuda::tag": ("thrust::hip::tag", Status.PORTED),
    "thrust::cuda::execution_policy<P>": ("thrust::hip::execution_policy<P>", Status.PORTED),
    "thrust::cuda_cub::synchronize(p)": ("thrust::hip_rocprim::synchronize(p)", Status.PORTED),
    "thrust::cuda_cub::nothing(p)": ("thrust::cuda_cub::nothing(p)", Status.MANUAL),
    "thrust::cuda::errc::success": ("thrust::system::hip_rocprim::errc::success", Status.PORTED),
    "thrust::system::cpp::detail::par_t()": ("thrust::system::cpp::detail::par_t()", Status.NATIVE),
    "ncclTeamLsa(c)": ("ncclTeamLsa(c)", Status.MANUAL),
    "thrust::system::cuda::nothing": ("thrust::system::cuda::nothing", Status.UNKNOWN),
    "thrust::nothing": ("thrust::nothing", Status.UNKNOWN),
    "thrust::detail::normal_iterator<T>": ("thrust::detail::normal_iterator<T>", Status.NATIVE),
    "thrust::detail::nothing<T>": ("thrust::detail::nothing<T>", Status.MANUAL),
    "thrust::tagged_reference<T, S>": ("thrust::tagged_reference<T, S>", Status.NATIVE),
    "THRUST_DEVICE_SYSTEM_CUDA": ("THRUST_DEVICE_SYSTEM_HIP", Status.PORTED),
    "THRUST_NS_QUALIFIER": ("THRUST_NS_QUALIFIER", Status.NATIVE),
    "cub::DispatchReduce<T>": ("cub::DispatchReduce<T>", Status.MANUAL),
    "cub::detail::nothing": ("cub::detail::nothing", Status.MANUAL),
    "cub::nothing": ("cub::nothing", Status.UNKNOWN),
}


@pytest.mark.parametrize("code", ANSWERS)
def test_a_name_in_cudas_namespaces_is_in_a_table_or_found(code: str) -> None:
    result = port(f"auto x = {code};", "a.h", to="hip@6.4")
    (reference,) = result.references
    ported = result.content.decode() if result.content else f"auto x = {code};"
    assert (ported, reference.status) == (f"auto x = {ANSWERS[code][0]};", ANSWERS[code][1])


def test_what_the_target_calls_its_own_is_no_reference() -> None:
    code = "thrust::hip::par; thrust::system::hip::vector<int> v; thrust::hip_category();"
    assert not port("#include <thrust/sort.h>\n" + code, "a.h").references[1:]
