"""Which names are CUDA's: members, other namespaces and the user's own names are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

import pytest

from migrate.model import Status
from migrate.tree.filescope import scope
from tests.porting import body, index, port, references, rules

UNTOUCHED = {
    "member-call": "void f() { obj.cudaFree(); p->cudaFree(1); (*p).cudaFree(); a.b.cudaFree(); }",
    "member-of-result": "void f() { g()->cudaFree(1); a[0]->cudaFree(); a[0].cudaFree(); }",
    "member-across-space": "void f() { p ->  cudaFree(1); p\n  .cudaFree(1); p->\n cudaFree(2); }",
    "member-template": "void f() { p->template cudaFree<int>(); p.template cudaFree<int>(); }",
    "member-declared": "struct S { void cudaFree(void*); int cudaMalloc; };",
    "member-pointer": "int S::*p = &S::cudaFree;",
    "designated": "S s = {.cudaFree = 1, .cudaField = 2};",
    "other-namespace": "void f() { pool::cudaMalloc(&p, 1); std::cudaFree(0); a::b::cudaFree(0); }",
    "other-template": "void f() { Pool<int>::cudaFree(0); }",
    "other-namespace-spaced": "void f() { pool :: cudaMalloc(&p, 1); }",
    "nested-cub": "void f() { mine::cub::DeviceScan::Sum(a, b); }",
    "comment": "// cudaFree\n/* cudaMalloc\n cudaFree */ int x; // cudaFree \\\n cudaFree",
    "string": 'const char* s = "cudaFree" R"(cudaFree)" u8"cudaMalloc(" "\\"cudaFree";',
    "error": "#error cudaFree\n#warning use cudaMalloc\n",
    "pragma": '#pragma omp parallel if (cudaFree)\n#line 3 "cudaFree"\n',
    "part-of-a-word": "int mycudaFree, cudaFree_, cudaFreeX1, _cudaFree; void CudaFree(int);",
    "everyday-words": "int cuda, cu, CUDA, custom, cursor; f(cuda_thing, CudaX, CULA, CURLOPT);",
}

DECLARED = {
    "struct": "struct cudaHelper { int x; }; cudaHelper h; struct cudaHelper* g;",
    "struct-later": "void cudaHelper::run(int) {} struct cudaHelper { void run(int); };",
    "class-forward": "class cudaA; struct cudaB; union cudaC; cudaA* a; cudaB* b; cudaC* c;",
    "base": "class Foo : public cudaBase {}; struct cudaBase {};",
    "friend": "struct S { friend class cudaFriend; friend void cudaFriendF(int); };",
    "aligned": (
        "typedef struct MY_ALIGN(4) { int x; } cudaA; struct [[x]] B(2) cudaB { int y; }; cudaA a;"
    ),
    "exported": (
        "class LIB_API cudaX : public Y { int z; }; struct LIB_API cudaZ final {}; cudaX* x;"
    ),
    "enum-attribute": "enum class [[nodiscard]] E { A, CUDA_FAILED }; auto x = E::CUDA_FAILED;",
    "enum-exported": "enum class LIB_API E : int { A, cudaFailed, cudaLast }; f(E::cudaLast);",
    "enum": "enum cudaE1 {}; enum class cudaE2 : int; cudaE1 e; cudaE2 f;",
    "enumerator": "enum E { cudaKindA, cudaKindB = 2 }; int x = cudaKindA + cudaKindB;",
    "scoped-enumerator": "enum class cudaColor { cudaRed }; auto z = cudaColor::cudaRed;",
    "typedef": "typedef struct foo cudaFoo_t; cudaFoo_t y;",
    "using": "using cudaBar = int; cudaBar z;",
    "function": "void cudaDoThing(int); void f() { cudaDoThing(1); }",
    "function-later": "void f() { cudaDoThing(1); } void cudaDoThing(int) {}",
    "kernel": "void f() { cudaKernel<<<1, 2>>>(p); } __global__ void cudaKernel(int*) {}",
    "kernel-template": (
        "template <class T> __global__ void cudaK(T*); void f() { cudaK<T><<<1, 2>>>(p); }"
    ),
    "extern-c": 'extern "C" { void cudaExtC(void); } void f() { cudaExtC(); }',
    "function-pointer": "void (*cudaFn)(int); void f() { cudaFn(1); }",
    "variable": "int f() { int cudaStat = 0; return cudaStat; }",
    "variables": "int cudaA = 1, *cudaB, cudaC[3], **cudaD; int i = cudaA + *cudaB + cudaC[1];",
    "device-variable": (
        "__device__ int cudaDev; __constant__ float cudaC[4]; int i = cudaDev + cudaC[0];"
    ),
    "static-member": "struct S { static const int cudaN = 2; int a[cudaN]; };",
    "bit-field": "struct S { int cudaBits : 3; };",
    "initialiser-list": "S::S() : cudaField(1), cudaOther{2} {}",
    "parameter": "void f(int cudaA, int* cudaB, const int cudaC[]) { g(cudaA, cudaB, cudaC); }",
    "reference": (
        "void f(int& cudaA, int&& cudaB, int*& cudaC, int (&cudaD)[3]) { g(cudaA, cudaD); }"
    ),
    "reference-variable": "void f() { int &cudaRef = a, &cudaTwo = b; g(cudaRef, cudaTwo); }",
    "parameter-pack": "template <class... T> void f(T&&... cudaArgs) { g(cudaArgs...); }",
    "default-parameter": "void f(int cudaN = 3) { g(cudaN); }",
    "catch": "void f() { try { g(); } catch (const E& cudaErr) { h(cudaErr); } }",
    "loops": "void f() { for (int cudaI = 0; cudaI < 3;) {} for (auto cudaJ : v) g(cudaJ); }",
    "range-reference": (
        "void f() { for (auto& cudaJ : v) g(cudaJ); for (auto &[cudaK, x] : v) g(cudaK); }"
    ),
    "conditions": "void f() { if (int cudaQ = g()) h(cudaQ); while (auto* cudaW = g()) h(cudaW); }",
    "structured-binding": "void f() { auto [cudaA, cudaB] = g(); h(cudaA, cudaB); }",
    "lambda": "auto l = [cudaX = 3](int cudaY) { return cudaX + cudaY; };",
    "template-type": "template <typename cudaT, int cudaN> void f(cudaT x) { int a[cudaN]; }",
    "template-default": "template <class cudaT = int> struct S { cudaT x; };",
    "template-pack": (
        "template <typename... cudaT, int... cudaN> void f() { g<cudaT..., cudaN...>(); }"
    ),
    "template-template": "template <template <class> class cudaTT> struct S { cudaTT<int> x; };",
    "label": "void f() { goto cudaOut; cudaOut: return; }",
    "namespace": "namespace cudaUtil { void f(); } void g() { cudaUtil::f(); } using cudaUtil::f;",
    "namespace-alias": "namespace cudaAlias = std::chrono; cudaAlias::seconds s;",
    "macro": "#define CUDA_NOTE(x) x\nint a = CUDA_NOTE(1);\n",
    "macro-variadic": "#define cudaVariadic(...) f(__VA_ARGS__)\nint a = cudaVariadic(1);\n",
    "macro-parameter": "#define TWICE(cudaParam) ((cudaParam) * 2)\n",
    "in-macro-body": "#define MAKE(x) int cudaLocal = x; use(cudaLocal)\n",
    "in-dead-branch": "#if 0\nvoid cudaDoThing(int);\n#endif\nvoid f() { cudaDoThing(1); }",
}

MARKED = {
    "call": "void f() { «cudaFree»(0); obj.cudaFree(); pool::cudaFree(); }",
    "global-scope": "int f() { ::«cudaFree»(0); return ::«cudaFree»(0); throw ::«cudaSuccess»; }",
    "global-scope-cast": "int x = (int)::«cudaSuccess» + f(::«cudaSuccess») * !::«cudaSuccess»;",
    "global-scope-case": "switch (e) { case ::«cudaSuccess»: case «cudaErrorUnknown»: break; }",
    "after-label": "void f() { out: «cudaFree»(0); }",
    "after-access": "class C { public: «cudaStream_t» s; };",
    "after-ternary": "int x = a ? b : «cudaSuccess»; int y = a ? «cudaSuccess» : b;",
    "after-ellipsis": "f(a...«cudaSuccess»);",
    "after-minus": "int x = 1-«cudaSuccess»; bool b = x>«cudaSuccess»;",
    "trailing-return": "auto f() -> «cudaError_t»; auto g() const noexcept -> «cudaError_t»;",
    "lambda-return": "auto l = [](«cudaStream_t» s) -> «cudaError_t» { return «cudaSuccess»; };",
    "local-named-alike": "«cudaError_t» cudaStat = «cudaFree»(0); f(cudaStat == «cudaSuccess»);",
    "own-function": "«cudaError_t» cudaMine(«cudaStream_t» cudaS) { return «cudaSuccess»; }",
    "elaborated": "struct «cudaPos» p; enum «cudaMemcpyKind» k;",
    "template-argument": "v<«cudaStream_t»> v; f<«cudaSuccess»>(); v<v<«cudaStream_t»>> w;",
    "casts": (
        "f((«cudaStream_t»)0, static_cast<«cudaStream_t»>(0), «cudaStream_t»{}, «cudaStream_t»());"
    ),
    "operators": "f(sizeof(«cudaStream_t»), new «cudaStream_t»[2], decltype(«cudaFree»(0)){});",
    "specifiers": (
        "«__global__» void k(); «__device__» «__forceinline__» int d(); «__shared__» int s[2];"
    ),
    "coordinates": (
        "int i = «blockIdx».x * «blockDim».x + «threadIdx».x; obj.threadIdx = p->blockDim;"
    ),
    "launch": (
        "void f() { k«<<<»1, 2>>>(a); ns::k<int>«<<<»g, b, 0, s>>>(); x << y; v<v<v<int>>> z; }"
    ),
    "macro-body": "#define OK(x) do { if ((x) != «cudaSuccess») \\\n  «cudaFree»(x); } while (0)\n",
    "macro-comment": '#define A «cudaFree»(0) /* cudaFree */ // cudaFree\n#define B "cudaFree"\n',
    "own-macro": "#define CUDA_NOTE(x) x\nint a = CUDA_NOTE(«cudaFree»(0));\n",
    "dead-branch": "#if 0\n«cudaFree»(0);\n#endif\n",
    "unlike-type": "texture = 3; int texture; std::texture<int> t; surface s; «texture»<float> u;",
    "cub": (
        "«cub::BlockReduce»<int, 8> r; ::«cub::DeviceScan::ExclusiveSum»(a); my::cub::DeviceScan();"
    ),
    "cub-spaced": "«cub :: BlockReduce»<int, 8> r; «cub::\n  BlockReduce»<int, 8> s;",
    "cub-dependent": (
        "typename «cub::BlockScan»<T, 8>::TempStorage t; «cub::BlockScan»<T, 8>(t).Sum(x);"
    ),
    "using-declaration": "using «cub::BlockReduce»;",
    "using-directive": (
        "using namespace «cub»; «BlockReduce»<int, 8> r; x.BlockReduce(); my::BlockReduce r;"
    ),
    "using-directive-local": "void f() { using namespace «cub»; }",
    "alias": "namespace c = «cub»; «c::BlockReduce»<int, 8> r;",
    "alias-global": "namespace c = ::«cub»; «c::BlockReduce»<int, 8> r;",
    "alias-inside": "namespace d = «thrust::cuda»;",
    "own-namespace": "namespace cub { struct X {}; } cub::X x; using namespace cub;",
    "own-inner-namespace": (
        "namespace cuda { namespace device { struct mine_t; } struct stream { }; }"
        "cuda::device::mine_t* m; cuda::stream s; «cuda::std::plus»<int> p;"
    ),
    "shared-alias": "namespace F = torch::nn::functional; F::pad(x, F::PadFuncOptions(1));",
    "macro-parameter": "#define RUN(call, ...) «cub»::call(0, __VA_ARGS__)\n",
    "shared-namespace": "at::Tensor t; std::vector<int> v; cv::Mat m; torch::Tensor u;",
    "cub-return": "auto f() -> «cub::KeyValuePair»<int, int>;",
}

RENAMED = {
    "qualified": ("cub::BlockReduce<int, 8> r;", "hipcub::BlockReduce<int, 8> r;"),
    "global": ("::cub::BlockReduce<int> r;", "::hipcub::BlockReduce<int> r;"),
    "spaced": ("cub :: BlockReduce<int> r;", "hipcub :: BlockReduce<int> r;"),
    "using": (
        "using namespace cub; BlockReduce<int> r;",
        "using namespace hipcub; BlockReduce<int> r;",
    ),
    "alias": (
        "namespace c = cub; c::BlockReduce<T> r;",
        "namespace c = hipcub; c::BlockReduce<T> r;",
    ),
    "deeper": (
        "namespace d = thrust::cuda; d::par.on(s);",
        "namespace d = thrust::hip; d::par.on(s);",
    ),
    "macro-parameter": (
        "#define RUN(call) cub::call(x)\n#define T(call) thrust::call(x)\n",
        "#define RUN(call) hipcub::call(x)\n#define T(call) thrust::call(x)\n",
    ),
    "shorter": ("nvcuda::wmma::fragment<A> f;", "rocwmma::fragment<A> f;"),
    "shorter-alias": (
        "namespace w = nvcuda::wmma; w::fragment<A> f;",
        "namespace w = rocwmma; w::fragment<A> f;",
    ),
}


def by_id(cases: Mapping[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


def marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``text`` without its «marks», and where they stood."""
    parts = re.split("[«»]", text)
    ends = list(accumulate(map(len, parts)))
    return "".join(parts), list(zip(ends[0::2], ends[1::2], strict=False))


@by_id(UNTOUCHED)
def test_what_is_not_cudas_is_no_reference(case: str) -> None:
    result = port(case, "a.h")
    assert (references(result), result.edits) == ([], ())


@by_id(DECLARED)
def test_what_the_file_declares_is_its_own(case: str) -> None:
    result = port(case, "a.h")
    assert result.edits == ()
    assert [name for name, _ in references(result) if name.startswith(("cuda", "CUDA"))] == []
    assert [finding.api for finding in result.findings if finding.status is Status.UNKNOWN] == []


@by_id(MARKED)
def test_each_marked_name_is_one_reference(case: str) -> None:
    source, marked = marks(case)
    found = port(source, "a.h").references
    assert [(item.start, item.end) for item in found] == marked


@by_id(RENAMED)
def test_every_part_of_a_qualified_name_gets_its_own_spelling(case: tuple[str, str]) -> None:
    before, after = case
    assert body(before) == after


@pytest.mark.parametrize(
    "name", ["cudaMallocFoo", "cuThingFoo", "cublasFoo", "CUDA_R_999F", "NCCL_X_Y", "__nv_foo"]
)
def test_a_name_formed_like_cudas_that_nobody_declares_is_unknown(name: str) -> None:
    result = port(f"void f() {{ g({name}); }}", "a.h")
    assert references(result) == [(name, "unknown")]
    (finding,) = result.findings
    assert (finding.status, finding.api, finding.start) == (Status.UNKNOWN, name, 13)


def test_declared_in_another_file() -> None:
    header = {"lib/own.h": "struct cudaHelper { int x; };"}
    assert references(port("cudaHelper h;", beside=header)) == []
    assert references(port("cudaHelper h;")) == [("cudaHelper", "unknown")]


def test_a_type_of_cudas_that_another_file_defines_counts_where_it_is_included() -> None:
    stub = {"stub/own.h": "struct cudaPos { int x; };"}
    assert references(port('#include "stub/own.h"\ncudaPos p;', "a.h", beside=stub)) == []
    assert references(port("cudaPos p;", "a.h", beside=stub)) == [("cudaPos", "ported")]


@pytest.mark.parametrize("include", ['"lib/scan.h"', '"scan.h"', "<lib/scan.h>"])
def test_using_directive_and_alias_of_a_header_hold_where_it_is_included(include: str) -> None:
    header = {"src/lib/scan.h": "using namespace cub;\nnamespace cg = cooperative_groups;\n"}
    source = f"#include {include}\nDeviceScan::Sum(a); cg::sync(b);"
    found = references(port(source, "src/a.h", beside=header))
    assert [name for name, _ in found] == ["cub::DeviceScan", "cooperative_groups::sync"]


def test_using_directive_of_a_header_that_is_not_included_means_nothing() -> None:
    header = {"lib/scan.h": "using namespace cub;\n"}
    assert references(port("DeviceScan::Sum(a);", "a.h", beside=header)) == []


@pytest.mark.parametrize("macro", ["#define CHECKED { if (cudaGetLastError()) exit(1); }\n", ""])
def test_a_call_below_a_macro_without_an_end_is_no_variable(macro: str) -> None:
    source = macro + "void f(int *a, int n) {\n  CHECKED // twice\n  cudaMemset(a, 0, n);\n}\n"
    assert ("cudaMemset", "ported") in references(port(source))
    variable = "void f(int n) {\n  kind\n  cudaMemset(n, 0);\n  KIND cudaFree(n, 0);\n}\n"
    assert references(port(variable)) == []


def test_using_directives_reach_through_headers_in_a_circle() -> None:
    files = {"b.h": '#include "c.h"\n', "c.h": '#include "b.h"\nusing namespace cub;\n'}
    found = references(port('#include "b.h"\nDeviceScan::Sum(a);', "a.h", beside=files))
    assert found == [("cub::DeviceScan", "native")]


# Another library's namespace ``cuda`` beside libcu++'s: sources, and the names that are CUDA's.
OTHERS_CUDA = {
    "alias": ("namespace cv { namespace gpu = cuda; gpu::GpuMat a; gpu::Stream s; }", []),
    "directive": ("namespace cv { using namespace cuda; cuda::Stream s; barrier b; }", []),
    "header": ("#include <opencv2/core/cuda.hpp>\nusing namespace cv; cuda::stream s;", []),
    "qualified": (
        "cv::cuda::Stream s; using namespace cv; cuda::device::copy(a, b);",
        ["cv::cuda"],
    ),
    "top": ("#include <mine/cuda/api.hpp>\ncuda::device_t d = cuda::device::current::get();", []),
    "std": (
        "cv::cuda::Stream s; ::cuda::std::atomic<int> a; cuda::std::plus<int> p;",
        ["cv::cuda", "cuda::std::atomic", "cuda::std::plus"],
    ),
    "libcu++": (
        "#include <cuda/barrier>\nusing namespace cuda; namespace c = cuda; barrier<x> b; c::latch",
        ["cuda/barrier", "cuda", "cuda", "cuda::barrier", "cuda::latch"],
    ),
    "table": ("cuda::atomic<int> a; cuda::not_there b;", ["cuda::atomic"]),
    "new": ("#include <cuda/atomic>\ncuda::of_tomorrow b;", ["cuda/atomic", "cuda::of_tomorrow"]),
    "others": (
        "at::cuda::stream s; cuda::latch l; cv::cuda::GpuMat m;",
        ["at::cuda", "cuda::latch", "cv::cuda"],
    ),
}


@pytest.mark.parametrize("case", OTHERS_CUDA.values(), ids=OTHERS_CUDA)
def test_a_namespace_that_other_libraries_have_too(case: tuple[str, list[str]]) -> None:
    source, names = case
    assert [name for name, _ in references(port(source, "a.h"))] == names


def test_a_namespace_is_cudas_behind_a_header_that_opens_it() -> None:
    beside = {"sync.h": "#include <cuda/barrier>\nusing namespace cuda;\n"}
    found = references(port('#include "sync.h"\ncuda::of_tomorrow b; latch l;', beside=beside))
    assert [name for name, _ in found] == ["cuda::of_tomorrow", "cuda::latch"]
    part = {"a.cu": '#include <cuda/barrier>\n#include "part.h"\n'}
    found = references(port("cuda::of_tomorrow b;", "part.h", beside=part))
    assert [name for name, _ in found] == ["cuda::of_tomorrow"]


def test_scope_in_a_tree_without_facts_is_empty() -> None:
    names = scope("a.cu", index({}), rules())
    assert (dict(names.aliases), dict(names.members), names.own) == ({}, {}, frozenset())


def test_one_reference_for_a_qualified_name() -> None:
    result = port("void f() { cub::DeviceReduce::Sum<int*, int*>(a, b); }", "a.h")
    (reference,) = result.references
    assert (reference.start, reference.end) == (11, 33)
    assert reference.status is Status.PORTED


def test_a_member_of_what_a_call_returns_is_one() -> None:
    found = references(port("int f() { return device()->deviceOverlap; }"))
    assert found == [(".deviceOverlap", "native")]
    assert references(port("auto f() -> cudaError_t;")) == [("cudaError_t", "ported")]


@pytest.mark.parametrize(
    "gap", ["\f", "\v", " \t", "\n", "\\\n", "\\\r\n", "/* :: */", "// cudaFree\n", " \\\n/**/ "]
)
def test_what_stands_between_the_parts_of_a_name(gap: str) -> None:
    source = (
        f"void f() {{ cub{gap}::{gap}LaneId(); pool{gap}::{gap}cudaFree(p{gap}->{gap}cudaFree); }}"
    )
    assert body(source) == source.replace("cub", "hipcub", 1)
    alias = f"namespace{gap or ' '} c = cub{gap}; void f() {{ c{gap}::{gap}LaneId(); }}"
    assert body(alias) == alias.replace("cub", "hipcub", 1)
