"""What the device language has otherwise in HIP: each construct is ported where there is a right
form, and else reported; what HIP takes as it stands is left alone.
"""

from __future__ import annotations

import pytest

from tests.porting import body, port

# Version, source, port; in a header, so that no include is added.
PORTED = {
    "half-rounds": (
        "hip@7.2",
        "__device__ int f(__half h) { return __half2int_rn(h); }",
        "__device__ int f(__half h) { return __float2int_rn(__half2float(h)); }",
    ),
    "bfloat-rounds": (
        "hip@6.2",
        "__device__ unsigned f(__nv_bfloat16 b) { return __bfloat162uint_ru(b); }",
        "__device__ unsigned f(__hip_bfloat16 b) { return __float2uint_ru(__bfloat162float(b)); }",
    ),
    "member-read": (
        "hip@5.7",
        "__device__ float f(half2* p) { half2 t = p[0]; return __half2float(t.x) + p[1].y; }",
        "__device__ float f(half2* p) { half2 t = p[0]; "
        "return __half2float(__low2half(t)) + __high2half(p[1]); }",
    ),
    "member-written": (
        "hip@5.7",
        "__device__ void f(half2* p, half h) { p[1].x = h; p->y = h; }",
        "__device__ void f(half2* p, half h) "
        "{ p[1].x = __half_as_ushort(h); p->y = __half_as_ushort(h); }",
    ),
    "member-since-6": (
        "hip@6.0",
        "__device__ float f(half2 t) { return t.x; }",
        "__device__ float f(half2 t) { return t.x; }",
    ),
    "coordinates-as-vector": (
        "hip@7.2",
        "__global__ void k() { const uint3 t = threadIdx; }",
        "__global__ void k() { const uint3 t = "
        "make_uint3(threadIdx.x, threadIdx.y, threadIdx.z); }",
    ),
    "coordinates-of-a-member": (
        "hip@7.2",
        "struct C { uint3 t; dim3 d; uint3 b = blockIdx; "
        "__device__ C() : t(threadIdx), d(blockDim) {} };",
        "struct C { uint3 t; dim3 d; uint3 b = make_uint3(blockIdx.x, blockIdx.y, blockIdx.z); "
        "__device__ C() : t(make_uint3(threadIdx.x, threadIdx.y, threadIdx.z)), d(blockDim) {} };",
    ),
    "coordinates-returned": (
        "hip@7.2",
        "__device__ uint3 f(bool b) { return b ? threadIdx : blockIdx; }",
        "__device__ uint3 f(bool b) { return b ? make_uint3(threadIdx.x, threadIdx.y, threadIdx.z) "
        ": make_uint3(blockIdx.x, blockIdx.y, blockIdx.z); }",
    ),
    "coordinates-in-braces": (
        "hip@7.2",
        "struct P { uint3 t; dim3 g; };\n__device__ P f() { uint3 a[] = {threadIdx}; "
        "auto l = [](uint3 t) { return t.x; }; l(blockIdx); return {threadIdx, gridDim}; }",
        "struct P { uint3 t; dim3 g; };\n__device__ P f() { "
        "uint3 a[] = {make_uint3(threadIdx.x, threadIdx.y, threadIdx.z)}; "
        "auto l = [](uint3 t) { return t.x; }; "
        "l(make_uint3(blockIdx.x, blockIdx.y, blockIdx.z)); "
        "return {make_uint3(threadIdx.x, threadIdx.y, threadIdx.z), gridDim}; }",
    ),
    "coordinates-by-a-macro": (
        "hip@7.2",
        "#define TID (threadIdx)\n#define WHERE TID\n__device__ unsigned f(uint3 t);\n"
        "__global__ void k() { const uint3 b(WHERE); dim3 d = TID; f(TID); f(uint3(TID)); TID.x; }",
        "#define TID (threadIdx)\n#define WHERE TID\n__device__ unsigned f(uint3 t);\n"
        "__global__ void k() { const uint3 b(make_uint3(WHERE.x, WHERE.y, WHERE.z)); dim3 d = TID; "
        "f(make_uint3(TID.x, TID.y, TID.z)); f(uint3(make_uint3(TID.x, TID.y, TID.z))); TID.x; }",
    ),
    "coordinate-deduced-by-a-macro": (
        "hip@6.0",
        "#define GET(v) v\n#define X(v) ((v).x)\n#define AT(v, a) (v).a\n#define NO(v) f(v)\n"
        "__global__ void k() { auto a = GET(threadIdx).x; auto b = X(blockIdx); "
        "auto c = AT(blockDim, y); auto d = NO(threadIdx); }",
        "#define GET(v) v\n#define X(v) ((v).x)\n#define AT(v, a) (v).a\n#define NO(v) f(v)\n"
        "__global__ void k() { auto a = static_cast<unsigned int>(GET(threadIdx).x); "
        "auto b = static_cast<unsigned int>(X(blockIdx)); "
        "auto c = static_cast<unsigned int>(AT(blockDim, y)); auto d = NO(threadIdx); }",
    ),
    "coordinates-by-a-called-macro": (
        "hip@6.0",
        "#define TID() (threadIdx)\n#define SAME(v) (v)\n__device__ unsigned f(uint3 t);\n"
        "__global__ void k() { uint3 t = TID(); auto x = TID().x; f(TID()); f(SAME(blockIdx)); }",
        "#define TID() (threadIdx)\n#define SAME(v) (v)\n__device__ unsigned f(uint3 t);\n"
        "__global__ void k() { uint3 t = make_uint3(TID().x, TID().y, TID().z); "
        "auto x = static_cast<unsigned int>(TID().x); "
        "f(make_uint3(TID().x, TID().y, TID().z)); "
        "f(SAME(make_uint3(blockIdx.x, blockIdx.y, blockIdx.z))); }",
    ),
    "coordinates-given-to-members": (
        "hip@7.2",
        "template <class T> struct S { S(uint3); T at(uint3 v = threadIdx); };\n"
        "__global__ void k(S<int>* p) { S<int> s(threadIdx); p->at(blockIdx); }",
        "template <class T> struct S { S(uint3); "
        "T at(uint3 v = make_uint3(threadIdx.x, threadIdx.y, threadIdx.z)); };\n"
        "__global__ void k(S<int>* p) { "
        "S<int> s(make_uint3(threadIdx.x, threadIdx.y, threadIdx.z)); "
        "p->at(make_uint3(blockIdx.x, blockIdx.y, blockIdx.z)); }",
    ),
    "coordinates-of-no-type": (
        "hip@7.2",
        "struct S { S(uint3); };\n__global__ void k(bool b) { auto t = threadIdx; uint3 u = t; "
        "auto v = b ? blockIdx : blockIdx; S s(threadIdx); }",
        "struct S { S(uint3); };\n__global__ void k(bool b) { "
        "auto t = make_uint3(threadIdx.x, threadIdx.y, threadIdx.z); uint3 u = t; "
        "auto v = b ? make_uint3(blockIdx.x, blockIdx.y, blockIdx.z) : "
        "make_uint3(blockIdx.x, blockIdx.y, blockIdx.z); "
        "S s(make_uint3(threadIdx.x, threadIdx.y, threadIdx.z)); }",
    ),
    "coordinates-taken-apart": (
        "hip@7.2",
        "__device__ void f() { auto [x, y, z] = threadIdx; "
        "auto t = threadIdx; dim3 d = blockIdx; }",
        "__device__ void f() { unsigned int x = threadIdx.x, y = threadIdx.y, z = threadIdx.z; "
        "auto t = threadIdx; dim3 d = blockIdx; }",
    ),
    "coordinate-deduced": (
        "hip@6.0",
        "__global__ void k(unsigned n) { auto i = threadIdx.x; i += std::max(blockIdx.y, n); }",
        "__global__ void k(unsigned n) { auto i = static_cast<unsigned int>(threadIdx.x); "
        "i += std::max(static_cast<unsigned int>(blockIdx.y), n); }",
    ),
    "coordinate-deduced-since-6.1": (
        "hip@6.1",
        "__global__ void k(unsigned n) { auto i = threadIdx.x; i += std::max(blockIdx.y, n); }",
        "__global__ void k(unsigned n) { auto i = threadIdx.x; i += std::max(blockIdx.y, n); }",
    ),
    "dim3-of-vector": (
        "hip@7.2",
        "void f(uint3 v) { dim3 g; g = make_uint3(4, 1, 1); dim3 h(v); uint3 u = g; }",
        "void f(uint3 v) { dim3 g; g = dim3(4, 1, 1); dim3 h(v.x, v.y, v.z); "
        "uint3 u = make_uint3(g.x, g.y, g.z); }",
    ),
    "shared-object": (
        "hip@7.2",
        "struct P { int n; };\n__global__ void k() { extern __shared__ P one; one.n = 1; }",
        "struct P { int n; };\n__global__ void k() "
        "{ extern __shared__ P dynamic_one[]; P& one = dynamic_one[0]; one.n = 1; }",
    ),
    "shared-array": (
        "hip@7.2",
        "__global__ void k() { extern __shared__ float rows[8]; rows[1] = 1; }",
        "__global__ void k() { extern __shared__ float rows[]; rows[1] = 1; }",
    ),
    "binding": (
        "hip@6.4",
        "__device__ float f(float2 v) { const auto [x, y] = v; return x + y; }",
        "__device__ float f(float2 v) { const auto x = v.x, y = v.y; return x + y; }",
    ),
    "binding-since-7": (
        "hip@7.0",
        "__device__ float f(float2 v) { const auto [x, y] = v; return x + y; }",
        "__device__ float f(float2 v) { const auto [x, y] = v; return x + y; }",
    ),
    "designated-by-an-alias": (
        "hip@7.2",
        "using V = float2; typedef V W;\nvoid g(int, const W& = {.x = 1, .y = 2});\n"
        "W f(float s, W* o) { W w{.x = s, .y = 1}, c[] = {{.x = 1, .y = 2}}; "
        "g(1, {.x = s, .y = s}); *o = {.x = s, .y = s}; o[1] = W{.x = s, .y = s}; "
        "auto p = new V{.x = s, .y = s}; "
        "return {.x = s, .y = s}; }",
        "using V = float2; typedef V W;\nvoid g(int, const W& = {1, 2});\n"
        "W f(float s, W* o) { W w{s, 1}, c[] = {{1, 2}}; g(1, {s, s}); "
        "*o = {s, s}; o[1] = W{s, s}; auto p = new V{s, s}; "
        "return {s, s}; }",
    ),
    "designated-members": (
        "hip@6.4",
        "struct P { int2 a{.x = 1, .y = 2}; int1 r[2]; P() : a{.x = 3, .y = 4} {} };\n"
        "template <class T> struct Q { T t; uint3 u = {.x = 1, .y = 2, .z = 3}; P p; };\n"
        "Q<int2> q{.t = {.x = 1, .y = 2}, "
        ".p = {.a = {.x = 1, .y = 2}, .r = {{.x = 1}, {.x = 2}}}};",
        "struct P { int2 a{1, 2}; int1 r[2]; P() : a{3, 4} {} };\n"
        "template <class T> struct Q { T t; uint3 u = {1, 2, 3}; P p; };\n"
        "Q<int2> q{.t = {1, 2}, .p = {.a = {1, 2}, .r = {{1}, {2}}}};",
    ),
    "designated-in-macros-and-containers": (
        "hip@7.2",
        "#define MAKE(a, b) float2{ /* x */ .x = (a), .y = (b)}\n"
        "void f(std::vector<::float2>& v) { v = {{.x = 1, .y = 2}}; "
        "v.push_back({.x = 1, .y = 2}); }",
        "#define MAKE(a, b) float2{ /* x */ (a), (b)}\n"
        "void f(std::vector<::float2>& v) { v = {{1, 2}}; v.push_back({1, 2}); }",
    ),
    "register": (
        "hip@7.2",
        "__device__ int f(int n) { register int s = n; return s; }",
        "__device__ int f(int n) { int s = n; return s; }",
    ),
    "guide": (
        "hip@7.2",
        "template <class T> P(T) -> P<T>;\n__device__ void f();",
        "template <class T> __host__ __device__ P(T) -> P<T>;\n__device__ void f();",
    ),
    "sincos-of-a-parameter": (
        "hip@7.2",
        "template <class T> __device__ void f(T x) { T s, c; sincos(x, &s, &c); }",
        "template <class T> __device__ void f(T x) { T s, c; s = sin(x), c = cos(x); }",
    ),
    "sincospi-of-a-float": (
        "hip@7.2",
        "__device__ void f(float x) { float s, c; sincospi(x, &s, &c); }",
        "__device__ void f(float x) { float s, c; sincospif(x, &s, &c); }",
    ),
    "alignment": (
        "hip@7.2",
        "struct __builtin_align__(16) V { float x; };",
        "struct __align__(16) V { float x; };",
    ),
}

GROUP = "namespace cg = cooperative_groups;\n__global__ void k(unsigned* o) {{ {} }}"
MEMBERS = {
    "block": (
        "cg::thread_block b = cg::this_thread_block(); o[0] = b.num_threads();",
        "cg::thread_block b = cg::this_thread_block(); o[0] = b.size();",
    ),
    "extent": (
        "auto b = cg::this_thread_block(); o[0] = b.dim_threads().x;",
        "auto b = cg::this_thread_block(); o[0] = dim3(blockDim.x, blockDim.y, blockDim.z).x;",
    ),
    "barrier": (
        "auto b = cg::this_thread_block(); b.barrier_wait(b.barrier_arrive());",
        "auto b = cg::this_thread_block(); b.sync();",
    ),
}

# Version, source, the rule that has to speak of it.
REPORTED = {
    "braces": (
        "hip@7.2",
        "__global__ void k(half2* o) { half2 r; r = {}; o[0] = r; }",
        "hip/device/half-braces",
    ),
    "braces-of-a-parameter": (
        "hip@7.2",
        "__device__ void f(half2 o) { o = {}; }",
        "hip/device/half-braces",
    ),
    "braces-of-what-a-pointer-has": (
        "hip@7.2",
        "__device__ void f(__half* o, int i) { if (i) *o = {}; o[i] = {}; }",
        "hip/device/half-braces",
    ),
    **{
        f"braces-{number}": ("hip@6.2", source, "hip/device/half-braces")
        for number, source in enumerate(
            (
                "struct S { half2 m; __device__ void f() { this->m = {}; } };",
                "struct S { half2 m[2]; };\n__device__ void f(S* s) { s->m[1] = {}; }",
                "using H = __half2; struct S { H m; __device__ void f() { m = {}; } };",
                "struct S { __nv_bfloat162 m; };\n__device__ void f(S s) { s.m = {}; }",
            )
        )
    },
    **{
        f"vector-given-{number}": ("hip@7.2", source, "hip/device/coordinate-vector")
        for number, source in enumerate(
            (
                "dim3 f(uint3 v) { return v; }",
                "void f(uint3 v) { dim3 g; g = v; }",
                "void g(int, dim3); void f(uint3 v) { g(1, v); }",
                "struct S { dim3 g; };\nvoid f(S* s, uint3* v) { s->g = *v; }",
                "struct S { dim3 g; S(uint3 v) : g(v) {} };",
                "void f(uint3 v) { auto g = static_cast<dim3>(v); }",
                "using D = dim3;\nvoid f(uint3 v) { auto g = D{v}; }",
                "void f(uint3 v) { dim3 a, b(v); }",
                "void f(uint3 v) { dim3 a, c = v; }",
                "void f(uint3* p) { dim3 a = *p; }",
                "uint3 at(int);\nvoid f() { dim3 a = at(1); }",
                "void f(dim3 d, uint3 v, bool b) { uint3 u = b ? v : d; }",
                "struct S { uint3 v; };\nvoid f(const dim3& d) { S s{.v = d}; }",
            )
        )
    },
    "half-of-the-host": (
        "hip@7.2",
        "int f(__half h) { return __half2int_rz(h); }",
        "hip/math/host-half",
    ),
    "half-added-on-the-host": (
        "hip@5.7",
        "__half f(__half h) { return __hadd(h, h); }",
        "hip/math/host-half",
    ),
    "half-of-both-sides": (
        "hip@6.4",
        "__host__ __device__ __half f(int n) { return __int2half_rn(n); }",
        "hip/math/host-half",
    ),
    "shared-object-of-a-file": (
        "hip@7.2",
        "struct P { int n; };\nextern __shared__ P one;",
        "hip/device/dynamic-shared-object",
    ),
    "operator-for-both": (
        "hip@7.2",
        "__host__ __device__ void operator+=(float4& a, float4 b) { a.x += b.x; }",
        "hip/device/vector-operator",
    ),
    "operator-of-complex": (
        "hip@7.2",
        "__host__ __device__ cuDoubleComplex operator/(const cuDoubleComplex& a, "
        "const cuDoubleComplex& b) { return cuCdiv(a, b); }",
        "hip/device/vector-operator",
    ),
    "operator-of-old-complex": (
        "hip@5.7",
        "__device__ cuFloatComplex operator-(const cuFloatComplex& a) { return a; }",
        "hip/device/complex-operator",
    ),
    "trait": (
        "hip@7.2",
        "static_assert(std::is_aggregate_v<int4>);",
        "hip/device/vector-trait",
    ),
    "old-trait": (
        "hip@5.2",
        "static_assert(std::is_trivially_copyable<float2>::value);",
        "hip/device/vector-trait",
    ),
    "binding-of-what-a-pointer-has": (
        "hip@6.4",
        "__device__ float f(const float2* p) { const auto& [x, y] = *p; return x + y; }",
        "hip/device/vector-decomposed",
    ),
    "binding-of-an-element": (
        "hip@6.4",
        "__device__ float f(float2* p) { auto&& [x, y] = p[1]; return x + y; }",
        "hip/device/vector-decomposed",
    ),
    "binding-of-a-complex-number": (
        "hip@5.7",
        "__device__ float f() { auto [x, y] = make_cuFloatComplex(1, 2); return x + y; }",
        "hip/device/vector-decomposed",
    ),
    "designated-first": (
        "hip@6.4",
        "__device__ void f() { float2 w{.x = 1}; }",
        "hip/device/vector-designated",
    ),
    "designated-with-braces": (
        "hip@5.7",
        "struct S { float4 v; };\nvoid f(S* s) { s->v = {.x{1}, .y{2}}; }",
        "hip/device/vector-designated",
    ),
    "designated-component-left-out": (
        "hip@6.4",
        "typedef double4 V;\nV f() { return {.y = 1, .w = 2}; }",
        "hip/device/vector-designated",
    ),
    "vectors-in-a-loop": (
        "hip@6.4",
        "void f(const std::vector<float2>& v, int3 (&w)[4]) { for (auto& [x, y] : v) g(x, y); }",
        "hip/device/vector-decomposed",
    ),
    "member-by-a-reference": (
        "hip@5.7",
        "__device__ void f(half2 v) { auto& x = v.x; x = 0; }",
        "hip/device/half2-member",
    ),
    "member-swapped": (
        "hip@5.7",
        "__device__ void f(half2* v, half h) { std::swap(v->x, h); }",
        "hip/device/half2-member",
    ),
    "member-captured": (
        "hip@5.7",
        "__device__ void f(half2* v) { auto l = [&h = v->x] { h = 0; }; l(); }",
        "hip/device/half2-member",
    ),
    "member-stepped": (
        "hip@5.7",
        "__device__ void f(half2 v) { ++v.y; }",
        "hip/device/half2-member",
    ),
    "member-given-to-change": (
        "hip@5.7",
        "__device__ void set(int, half& h); __device__ void f(half2 v) { set(1, v.y); }",
        "hip/device/half2-member",
    ),
    "member-assigned-on": (
        "hip@5.7",
        "__device__ half f(half2 v, half h) { return v.y = h; }",
        "hip/device/half2-member",
    ),
    "half-operator-before-6": (
        "hip@5.7",
        "__device__ half2 operator-(half2 a, const half2 &b) { return __hsub2(a, b); }",
        "hip/math/half-operator",
    ),
    "designated-rows": (
        "hip@7.2",
        "__device__ void f() { float2 w[] = {{.x = 1}, {.y = 2}}; }",
        "hip/device/vector-designated",
    ),
    "shared-of-a-macro": (
        "hip@7.2",
        "#define DYNAMIC(T, n) extern __shared__ T n\n__global__ void k() { DYNAMIC(int, q); }",
        "hip/device/dynamic-shared-object",
    ),
    "shared-arrays-with-sizes": (
        "hip@7.2",
        "__global__ void k() { extern __shared__ char raw[64], more[]; raw[0] = more[0]; }",
        "hip/device/dynamic-shared-object",
    ),
    "filter-chosen": (
        "hip@7.2",
        "void f(cudaTextureDesc* d, bool b) "
        "{ d->filterMode = b ? cudaFilterModeLinear : cudaFilterModePoint; }",
        "hip/texture/filter",
    ),
    "condition-of-a-macro": (
        "hip@7.2",
        "#define OLD(n) (defined(__CUDA_ARCH__) && __CUDA_ARCH__ < n)\n__device__ void f();",
        "hip/guards/used-value",
    ),
    "integer-said-to-be-a-plan": (
        "hip@7.2",
        "void f(int* out) { cufftPlan1d((cufftHandle*)out, 8, CUFFT_C2C, 1); }",
        "hip/fft/integer-plan",
    ),
    "address-of-coordinates": (
        "hip@7.2",
        "__device__ unsigned f() { uint3 t = *(uint3*)&threadIdx; return t.x; }",
        "hip/device/coordinate-vector",
    ),
    "coordinates-as-another-type": (
        "hip@7.2",
        "__device__ unsigned f() { return reinterpret_cast<const uint3&>(threadIdx).x; }",
        "hip/device/coordinate-vector",
    ),
    "threads-of-a-group-of-a-template": (
        "hip@6.4",
        "namespace cg = cooperative_groups;\n"
        "template <class G> __device__ int f(const G& g) { return g.num_threads(); }",
        "hip/groups/members",
    ),
    "rank-in-a-group-of-auto": (
        "hip@7.2",
        "namespace cg = cooperative_groups;\n__device__ int f(auto g) { return g.block_rank(); }",
        "hip/groups/members",
    ),
    "barrier-of-a-group-in-a-template": (
        "hip@7.2",
        "namespace cg = cooperative_groups;\ntemplate <typename Group> struct S { Group group; "
        "__device__ void f() { this->group.barrier_wait(group.barrier_arrive()); } };",
        "hip/groups/members",
    ),
    "trait-of-a-complex-number": (
        "hip@7.2",
        "static_assert(std::is_trivial_v<const float4> && std::is_trivial_v<cuDoubleComplex>);",
        "hip/device/vector-trait",
    ),
    "half-sum-on-host": (
        "hip@5.7",
        "__half f(const __half* p, int i) { return p[i] + p[0]; }",
        "hip/math/host-half",
    ),
    "half-compared-on-host": (
        "hip@5.7",
        "bool f(std::vector<half>& v) { for (auto& x : v) if (x < v[0]) return 1; return 0; }",
        "hip/math/host-half",
    ),
    "half-negated-on-both": (
        "hip@5.7",
        "__host__ __device__ half f(half a) { return -a; }",
        "hip/math/host-half",
    ),
    "half-member-on-host": (
        "hip@5.7",
        "struct S { half a; void add(half b) { a += b; } };",
        "hip/math/host-half",
    ),
    "half-maximum-on-host": (
        "hip@5.7",
        "half f(half a) { return __hmax(a, a); }",
        "hip/math/host-half",
    ),
    "braces-of-a-reference": (
        "hip@7.2",
        "__device__ void f(half2* v, int i) { auto& r = v[i]; r = {}; }",
        "hip/device/half-braces",
    ),
    "own-shuffle": (
        "hip@7.2",
        "__device__ inline double __shfl_down(double v, unsigned d, int w = 32) { return v; }",
        "hip/device/own-overload",
    ),
    "own-atomic-of-64-bits": (
        "hip@7.2",
        "__device__ size_t atomicMax(size_t* p, const size_t v) { return *p = v; }",
        "hip/device/own-overload",
    ),
    "forward": ("hip@7.2", "struct float4;", "hip/device/vector-forward"),
    "designated": (
        "hip@7.2",
        "__device__ float f() { float3 d{.x = 1, .z = 2}; return d.x; }",
        "hip/device/vector-designated",
    ),
    "own-atomic": (
        "hip@7.2",
        "__device__ double atomicMin(double* p, double v) { return *p = v; }",
        "hip/device/own-overload",
    ),
    "own-atomic-by-a-macro": (
        "hip@7.2",
        "#define DEV __device__ FN\n#define FN inline\ntypedef float real;\n"
        "DEV real atomicMax(real* __restrict__ p, real const v) { return *p = v; }",
        "hip/device/own-overload",
    ),
    "own-exchange-of-three": (
        "hip@7.2",
        "__device__ float atomicCAS(float* p, float, float) { return *p; }",
        "hip/device/own-overload",
    ),
    "own-template-of-old": (
        "hip@5.7",
        "template <typename T> __device__ T min(T a, const T b) { return b < a ? b : a; }",
        "hip/device/own-overload",
    ),
    "operator-by-a-macro": (
        "hip@7.2",
        "#define CALLABLE __device__ __host__ inline\nusing V = int2;\n"
        "CALLABLE V& operator-=(V& a, const V& b) { a.x -= b.x; return a; }",
        "hip/device/vector-operator",
    ),
    "nearest": (
        "hip@6.4",
        "__device__ half f(float x) { return __float2half_rd(x); }",
        "hip/math/rounding-lost",
    ),
    "instantiation": (
        "hip@7.2",
        "void report(int);\n__device__ void d();\n"
        "template <class T> constexpr T f(T x) { if (x < 0) report(x); return x; }\n"
        "template int f<int>(int);",
        "hip/device/constexpr-instantiation",
    ),
    "pitched-texture": (
        "hip@7.2",
        "void f() { cudaResourceDesc r = {}; r.resType = cudaResourceTypePitch2D; "
        "cudaTextureDesc t = {}; t.normalizedCoords = true; }",
        "hip/texture/filter",
    ),
}

# What HIP takes as it stands.
FINE = {
    "threads-of-a-template-of-others": "namespace cg = cooperative_groups;\nstruct Pool { "
    "int num_threads() const { return 1; } };\n"
    "template <class P> __device__ int f(P p) { return p.num_threads(); }",
    "half-sum-on-device": "struct S { half a; __device__ half twice() { return a + a; } };\n"
    "__global__ void k(half* p) { if (p[0] < p[1]) p[0] = -p[1]; }",
    "half-through-float": "float f(half a) { return __half2float(a) + 1; }",
    "own-shuffle-of-the-host": "inline double __shfl(double v, int lane) { return v; }",
    "operator-of-the-device": "__device__ void operator+=(float4& a, float4 b) { a.x += b.x; }",
    "operator-of-the-host": "void operator+=(float4& a, float4 b) { a.x += b.x; }",
    "operator-of-a-scalar": "__host__ __device__ float4 operator*(float s, const float4& v) "
    "{ return make_float4(s * v.x, 0, 0, 0); }",
    "own-atomic-of-the-host": "inline double atomicMax(double* p, double v) { return *p = v; }",
    "own-atomic-of-others": "__device__ float atomicMax(volatile float* p, float v) { return v; }",
    "operator-of-the-device-by-a-macro": "#define DEV __device__ inline\n"
    "DEV void operator+=(float4& a, float4 b) { a.x += b.x; }",
    "own-atomic-of-a-class": "struct S { __device__ float atomicMax(float* p, float v); };",
    "braces-of-a-new-half": "__device__ half2 f() { half2 r = {}; return r; }",
    "open-array": "__global__ void k() { extern __shared__ float a[]; a[0] = 1; }",
    "layout": "static_assert(std::is_standard_layout_v<float4>); __device__ void f();",
    "binding-of-a-struct": "struct P { int a, b; }; __device__ int f(P p) "
    "{ auto [a, b] = p; return a + b; }",
    "vectors-of-one-type": "struct S { dim3 g; uint3 v; };\n"
    "void f(S* s, dim3 d, uint3 v) { s->g = d; s->v = v; dim3 e(d.x, v.y), h = d; s->g.x = v.x; }",
    "coordinates-as-dim3": "__global__ void k() { dim3 g = gridDim; dim3 t = threadIdx; }",
    "designated-of-others": "struct P { int x, y; }; struct F { float4 v; P p; };\n"
    "__device__ P f() { P p{.x = 1, .y = 2}; F g{.v = {1, 2, 3, 4}, .p = {.x = 1}}; "
    "return {.x = threadIdx.x, .y = p.y}; }",
    "members-of-others": "struct Pool { int num_threads(); };\n"
    "__global__ void k(Pool p, int* o) { o[threadIdx.x] = p.num_threads(); }",
    "a-forwarding-function": "template <class T> auto f(T x) -> decltype(x); __device__ void g();",
}


@pytest.mark.parametrize(("to", "source", "expected"), PORTED.values(), ids=PORTED.keys())
def test_the_right_form_is_written(to: str, source: str, expected: str) -> None:
    assert body(source, to=to) == expected


@pytest.mark.parametrize(("source", "expected"), MEMBERS.values(), ids=MEMBERS.keys())
def test_members_of_groups(source: str, expected: str) -> None:
    assert body(GROUP.format(source), to="hip@6.4") == GROUP.format(expected)


@pytest.mark.parametrize(("to", "source", "rule"), REPORTED.values(), ids=REPORTED.keys())
def test_what_has_no_right_form_is_reported(to: str, source: str, rule: str) -> None:
    assert rule in {finding.rule for finding in port(source, to=to).findings}


@pytest.mark.parametrize(
    ("mark", "rule"),
    [
        ("__device__", "hip/device/own-overload"),
        ("__host__ __device__", "hip/device/vector-operator"),
    ],
)
def test_marks_of_another_header_of_the_tree_count(mark: str, rule: str) -> None:
    source = """#include "marks.h"
FN float atomicMax(float* p, float v) { return *p = v; }
FN void operator*=(float2& a, float2 b) { a.x *= b.x; }
"""
    header = f"#pragma once\n#define FN SIDE inline\n#define SIDE {mark}\n"
    found = {item.rule for item in port(source, beside={"marks.h": header}).findings}
    assert rule in found
    assert (mark == "__device__") != ("hip/device/vector-operator" in found)


def test_a_macro_of_another_header_stands_for_coordinates() -> None:
    source = '#include "id.h"\nvoid k() { uint3 b = TID; auto x = TID.x; }\n'
    define = "#define TID threadIdx\n"
    ported = body(source, "a.cuh", beside={"id.h": define})
    assert "uint3 b = make_uint3(TID.x, TID.y, TID.z);" in ported
    other = body(source, "a.cuh", beside={"id.h": define, "cpu.h": "#define TID host_id\n"})
    assert other.endswith(source)


# Version, header, source that includes it, and the rules that speak in the source.
ACROSS = {
    "alias-in-braces": (
        "hip@7.2",
        "#include <cuda_fp16.h>\ntypedef half2 h2;\n",
        "__device__ void f(h2* v) { v[0] = {}; }",
        {"hip/device/half-braces"},
    ),
    "alias-of-an-alias": (
        "hip@7.2",
        "#include <cuda.h>\nusing Address = CUdeviceptr;\ntypedef Address At;\n",
        "void f(At p) { p + 4; }",
        {"hip/driver/pointer-arithmetic"},
    ),
    "another-type-of-the-name": (
        "hip@7.2",
        "#include <cuda.h>\nusing At = CUdeviceptr;\n",
        "using At = long; void f(At p) { p + 4; }",
        set(),
    ),
    "macro-that-computes": (
        "hip@7.2",
        "#include <cuda.h>\n#define OFFSET(p, n) ((p) + (n))\n",
        "void f(CUdeviceptr p) { cuMemFree(OFFSET(p, 4)); }",
        {"hip/driver/pointer-arithmetic"},
    ),
    "macro-that-casts": (
        "hip@7.2",
        "#include <cuda.h>\n#define OFFSET(p, n) ((char*)(p) + (n))\n",
        "void f(CUdeviceptr p) { cuMemFree(OFFSET(p, 4)); }",
        set(),
    ),
    "macro-that-asks-for-members": (
        "hip@5.7",
        "#include <cuda_fp16.h>\n#define SUM(h) ((float)(h).x + \\\n (float)(h).y)\n"
        "#define LOW(p) (p)->x\n",
        "__device__ float f(half2 a, half2* p) { return SUM(a) + (float)LOW(p); }",
        {"hip/device/half2-member"},
    ),
    "macro-that-passes-on": (
        "hip@5.7",
        "#include <cuda_fp16.h>\n#define USE(h) take(h)\n",
        "__device__ void f(half2 a) { USE(a); }",
        set(),
    ),
}


@pytest.mark.parametrize(("to", "header", "source", "wanted"), ACROSS.values(), ids=ACROSS)
def test_macros_and_aliases_of_a_header_count(
    to: str, header: str, source: str, wanted: set[str]
) -> None:
    result = port(f'#include "h.h"\n{source}\n', to=to, beside={"h.h": header})
    assert {finding.rule for finding in result.findings} == wanted


def test_names_of_components_go_where_the_type_is_an_alias_of_a_header() -> None:
    source = '#include "h.h"\n__device__ V f(float a) { return {.x = a, .y = a}; }\n'
    ported = body(source, beside={"h.h": "#include <cuda_runtime.h>\nusing V = float2;\n"})
    assert ported == source.replace("{.x = a, .y = a}", "{a, a}")


@pytest.mark.parametrize("to", ["hip@5.2", "hip@6.4", "hip"])
@pytest.mark.parametrize("source", FINE.values(), ids=FINE.keys())
def test_what_is_fine_is_left_alone(to: str, source: str) -> None:
    result = port(source, "a.h", to=to)
    assert (result.edits, [finding.rule for finding in result.findings]) == ((), [])


def test_functions_on_halves_that_the_host_has_by_then_are_fine() -> None:
    source = "__half f(__half h, int n) { return __hadd(h, __int2half_rn(n)); }"
    assert port(source, "a.cuh", to="hip@7.2").findings == ()
    assert port("half f(half a, half b) { return a * b; }", "a.cuh", to="hip@6.0").findings == ()
    device = "__device__ int f(__half h) { return __half2int_rz(__hneg(h)); }"
    assert port(device, "a.cuh", to="hip@5.7").findings == ()


@pytest.mark.parametrize("kind", ["__half", "half2", "__nv_bfloat16", "__nv_bfloat162"])
def test_numbers_of_16_bits_are_added_from_the_version_that_has_them(kind: str) -> None:
    source = f"__global__ void k({kind}* sum, {kind} x) {{ atomicAdd(sum, x); }}\n"

    def advice(to: str) -> list[str]:
        found = port(source, "a.h", to=to).findings
        return [item.suggestion for item in found if item.rule == "hip/memory/short-atomic"]

    assert "atomicCAS" in advice("hip@6.2")[0]
    assert "unsafeAtomicAdd" in advice("hip@7.2")[0]
    assert advice("hip@7.13") == advice("hip@10.0") == []
