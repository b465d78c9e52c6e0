"""Whose a name is by its scope: each marked name is CUDA's and is counted, no other is.

Includes are left out of the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

import pytest

from migrate.model import Status
from tests.porting import body, port, references

Tree = Mapping[str, str]

FREE = "«cudaError_t» cudaFree(void* p)"
POOL = f"namespace app {{ {FREE}; void drop(float* p) {{ cudaFree(p); }} }}"

NAMESPACES: Mapping[str, str] = {
    "call-inside": POOL,
    "call-outside": f"{POOL} void g(float* p) {{ «cudaFree»(p); }}",
    "call-in-another": f"{POOL} namespace b {{ void g(float* p) {{ «cudaFree»(p); }} }}",
    "call-before": f"namespace app {{ void g() {{ «cudaFree»(0); }} {FREE}; }}",
    "qualified": f"{POOL} void g() {{ app::cudaFree(0); app :: cudaFree(0); ::app::cudaFree(0); }}",
    "global": f"namespace app {{ {FREE} {{ return ::«cudaFree»(p); }} }}",
    "nested": f"namespace app {{ {FREE}; namespace in {{ void g() {{ cudaFree(0); }} }} }}",
    "nested-name": f"namespace app::in {{ {FREE}; }} namespace app::in {{ int i = cudaFree(0); }}",
    "of-the-inner": f"namespace app {{ namespace in {{ {FREE}; }} void g() {{ «cudaFree»(0); }} }}",
    "by-macro": (
        f"#define BEGIN namespace app {{\n#define END }}\nBEGIN\n{FREE};\n"
        "int i = cudaFree(0);\nEND\nint i = app::cudaFree(0); auto j = «cudaFree»(0);"
    ),
    "by-macro-nested": (
        f"#define BEGIN namespace a {{ \\\n namespace b {{\n#define END }} }} // all\n"
        f"BEGIN;\n{FREE};\nEND\n"
        f"auto i = a::b::cudaFree(0); namespace a {{ auto j = «cudaFree»(0); }}"
    ),
    "by-macro-inline": (
        f"#define BEGIN namespace a {{ inline namespace v1 {{\n#define END }} }}\nBEGIN\n{FREE};\n"
        "END\nint i = a::cudaFree(0);"
    ),
    "by-macro-again": (
        f"#define BEGIN namespace a {{\n#define END }}\nBEGIN\n{FREE};\nEND\n"
        "void g() { «cudaFree»(0); }\nBEGIN\nvoid h() { cudaFree(0); }\nEND"
    ),
    "again-open": f"namespace app {{ {FREE}; }} namespace app {{ int i = cudaFree(0); }}",
    "inline": f"namespace app {{ inline namespace v1 {{ {FREE}; }} int i = cudaFree(0); }}",
    "without-a-name": f"namespace app {{ namespace {{ {FREE}; }} int i = cudaFree(0); }}",
    "template": (
        "namespace app { template <class T> int cudaFree(T* p); int i = cudaFree<int>(0); }"
    ),
    "kernel-argument": f"namespace app {{ {FREE}; void g() {{ run([&] {{ cudaFree(q); }}); }} }}",
    "function-pointer": f"namespace app {{ {FREE}; auto f = &cudaFree; auto g = ::«cudaFree»; }}",
    "library": (
        "namespace app { «cublasStatus_t» cublasCreate(«cublasHandle_t»* h); "
        "void g(«cublasHandle_t» h) { cublasCreate(&h); } }"
    ),
    "driver": "namespace app { «CUresult» cuMemFree(int); int i = cuMemFree(3); }",
    "extern-c": (
        'namespace app { extern "C" «cudaError_t» «cudaFree»(void*); int i = «cudaFree»(0); }'
    ),
    "extern-c-around": f'extern "C++" {{ namespace app {{ {FREE}; int i = cudaFree(0); }} }}',
    "type": (
        "namespace app { struct cudaArray { int x; }; cudaArray a; } "
        "app::cudaArray b; «cudaArray»* c;"
    ),
    "alias": "namespace app { using cudaStream_t = int; cudaStream_t s; } «cudaStream_t» t;",
    "typedef": "namespace app { typedef int cudaStream_t; void f(cudaStream_t); }",
    "enumerator": (
        "namespace pool { enum Status { cudaSuccess, Bad }; Status f() { return cudaSuccess; } } "
        "int e = «cudaSuccess»; int i = pool::cudaSuccess; int j = pool::Status::cudaSuccess;"
    ),
    "scoped-enumerator": (
        "namespace pool { enum class Status { cudaSuccess }; auto a = Status::cudaSuccess; "
        "int i = «cudaSuccess»; }"
    ),
    "variable": "namespace app { int cudaSuccess; int f() { return cudaSuccess; } }",
    "macro-body": (
        f"namespace app {{ {FREE};\n#define DROP(p) do {{ cudaFree(p); \\\n}} while (0)\n"
        "}\n#define RELEASE(p) ::«cudaFree»(p)\n#define FREE(p) «cudaFree»(p)\n"
    ),
    "macro-body-in-class": (
        f"struct Pool {{ {FREE};\n#define DROP(p) cudaFree(p)\n void drop() {{ DROP(0); }} }};\n"
    ),
    "redefined-in-some-builds": (
        "namespace app {\n#ifdef CPU_ONLY\n«cudaError_t» «cudaFree»(void* p) { return 0; }\n"
        "#endif\nvoid f() { «cudaFree»(0); }\n}\nint i = app::«cudaFree»(0);"
    ),
    "in-cuda-builds": (
        "#ifdef USE_CUDA\nnamespace app { int cudaFree(void* p); int i = cudaFree(0); }\n#endif\n"
    ),
}

CLASSES: Mapping[str, str] = {
    "member-named-as-its-type": (
        "struct A { «cufftHandle» cufftHandle; const «cudaEvent_t» *cudaEvent_t; "
        "«cudaStream_t» cudaStream_t() const; };"
    ),
    "method": f"struct Pool {{ {FREE}; void drop() {{ cudaFree(0); this->cudaFree(0); }} }};",
    "method-before": f"struct Pool {{ void drop() {{ cudaFree(0); }} {FREE} {{ return 0; }} }};",
    "out-of-class": f"struct Pool {{ {FREE}; void drop(); }}; void Pool::drop() {{ cudaFree(0); }}",
    "out-of-namespace": (
        f"namespace app {{ struct Pool {{ {FREE}; void drop(); }}; }} "
        "void app::Pool::drop() { cudaFree(0); ::«cudaFree»(0); }"
    ),
    "template-class": (
        f"template <class T> struct Pool {{ {FREE}; void drop(); }}; "
        "template <class T> void Pool<T>::drop() { cudaFree(0); }"
    ),
    "definition": (
        f"struct Pool {{ {FREE}; }}; «cudaError_t» Pool::cudaFree(void*) {{ return f(); }}"
    ),
    "other-class": (
        f"struct Pool {{ {FREE}; }}; struct Other {{ void drop() {{ «cudaFree»(0); }} }};"
    ),
    "base": f"struct Pool {{ {FREE}; }}; struct Own : Pool {{ void drop() {{ cudaFree(0); }} }};",
    "base-of-a-base": (
        f"struct A {{ {FREE}; }}; struct B : public A {{}}; "
        "struct C final : private B { void drop(); }; void C::drop() { cudaFree(0); }"
    ),
    "field": "struct S { «cudaStream_t» cudaArray; int f() { return cudaArray != 0; } };",
    "static-member": (
        "struct S { static const int cudaSuccess = 1; int a[cudaSuccess]; int f(); }; "
        "int S::f() { return cudaSuccess; } int i = S::cudaSuccess; int j = «cudaSuccess»;"
    ),
    "member-type": (
        "struct S { struct cudaArray {}; cudaArray a; }; S::cudaArray b; «cudaArray»* c;"
    ),
    "enumerator": "struct S { enum { cudaSuccess = 3 }; int f() { return cudaSuccess; } };",
    "lambda": f"struct P {{ {FREE}; void f() {{ auto l = [this] {{ cudaFree(0); }}; }} }};",
}

USINGS: Mapping[str, str] = {
    "declaration": (
        f"namespace mem {{ {FREE}; }} namespace app {{ using mem::cudaFree; int i = cudaFree(0); }}"
    ),
    "declaration-in-a-block": (
        f"namespace mem {{ {FREE}; }} void f() {{ {{ using mem::cudaFree; cudaFree(0); }} "
        "«cudaFree»(0); }"
    ),
    "declaration-of-a-stranger": "void f() { using folly::cudaFree; cudaFree(0); }",
    "declaration-of-cudas": (
        "namespace app { using ::«cudaFree»; int i = «cudaFree»(0); } int j = app::«cudaFree»(0);"
    ),
    "declaration-in-a-class": (
        f"struct A {{ {FREE}; }}; struct B : A {{ using A::cudaFree; int i = cudaFree(0); }};"
    ),
    "directive": (f"namespace mem {{ {FREE}; }} using namespace mem; void f() {{ cudaFree(0); }}"),
    "directive-of-other-arguments": (
        "namespace mem { int cudaFree(void*, int); } using namespace mem; "
        "void f() { cudaFree(0, 1); «cudaFree»(0); }"
    ),
    "directive-behind": (
        f"namespace mem {{ {FREE}; }} void f() {{ «cudaFree»(0); }} using namespace mem;"
    ),
    "directive-in-a-block": (
        f"namespace mem {{ {FREE}; }} void f() {{ using namespace mem; cudaFree(0); }} "
        "void g() { «cudaFree»(0); }"
    ),
    "directive-in-a-namespace": (
        f"namespace mem {{ {FREE}; }} "
        "namespace app { using namespace mem; int i = cudaFree(0); } "
        "int j = «cudaFree»(0);"
    ),
    "directive-of-a-nested": (
        f"namespace app {{ namespace mem {{ {FREE}; }} using namespace mem; int i = cudaFree(0); }}"
    ),
    "directive-by-an-alias": (
        f"namespace app {{ namespace mem {{ {FREE}; }} }} namespace m = app::mem; "
        "using namespace m; int i = cudaFree(0);"
    ),
    "directive-of-another": (
        f"namespace mem {{ {FREE}; }} namespace x {{ int y; }} using namespace x; "
        "int i = «cudaFree»(0);"
    ),
}

LOCALS: Mapping[str, str] = {
    "variable": "void f() { «cudaError_t» cudaError = «cudaGetLastError»(); g(cudaError); }",
    "variable-made": "void f() { «cudaError_t» cudaError(g()); «cudaError_t» cudaArray{}; }",
    "block": "void f() { { int cudaError = 1; g(cudaError); } «cudaError» e; }",
    "before": "void f() { «cudaError» e; int cudaError = 1; g(cudaError); }",
    "other-function": (
        "void f() { int cudaError = 1; } void g() { h(«cudaSuccess»); «cudaError» e; }"
    ),
    "elaborated": (
        "void f() { int cudaError = 0; enum «cudaError» e = «cudaSuccess»; g(cudaError); }"
    ),
    "several": "void f() { int a = 1, cudaError = 2, *cudaArray; g(cudaError, cudaArray); }",
    "parameter": "int f(«cudaError_t» cudaError) { return cudaError == «cudaSuccess»; }",
    "parameter-of-a-prototype": "int f(«cudaError_t» cudaError); «cudaError» e;",
    "parameter-in-an-initialiser": "struct S { int e; S(int cudaError) : e(cudaError) {} };",
    "lambda": "auto l = [](int cudaError) { return cudaError; }; «cudaError» e;",
    "loop": "void f() { for (int cudaError = 0; cudaError < 3; cudaError++) g(cudaError); }",
    "range": "void f() { for (auto& cudaArray : v) g(cudaArray); «cudaArray»* a; }",
    "condition": "void f() { if (int cudaError = g()) h(cudaError); «cudaError» e; }",
    "catch": "void f() { try { g(); } catch (E& cudaError) { h(cudaError); } }",
    "binding": "void f() { auto [cudaError, cudaArray] = g(); h(cudaError, cudaArray); }",
    "value": "void f() { int cudaSuccess = 0; g(cudaSuccess); } int i = «cudaSuccess»;",
    "type": "void f() { struct cudaArray { int x; } a; cudaArray b; g(b); } «cudaArray»* c;",
    "alias": "void f() { using cudaStream_t = int; cudaStream_t s; } «cudaStream_t» t;",
    "template-type": "template <class cudaArray> void f(cudaArray* a); «cudaArray»* b;",
    "template-value": "template <int cudaError> struct S { int a[cudaError]; }; «cudaError» e;",
    "file-variable": "static «cudaError_t» cudaError; int f() { return cudaError; }",
    "file-function": "int cudaError(int x); int f() { return cudaError(3); }",
    "label": "void f() { goto cudaError; cudaError: return; }",
    "library": "void f() { «cublasStatus_t» cublasStatus = «cublasCreate»(&h); g(cublasStatus); }",
    "half": "void f(float half) { g(half * 2); }",
    "macro-body": (
        "#define CHECK(x) do { «cudaError_t» cudaError = (x); if (cudaError) g(); } while (0)\n"
    ),
    "macro-parameter": "#define CHECK(cudaError) g(cudaError)\n",
    "number": (
        "#define «half» 0.5e0\nvoid f(double x) { g(x * half); }\n#undef half\n"
        "#include <cuda_fp16.h>\n«half» h;\n#define «cudaFree» (-1) /* none */\nint i = cudaFree;"
    ),
    "shim": "#define «half» __half\n#include <cuda_fp16.h>\n«half» h;\n",
    "redeclared-function": "void f() { «cudaError_t» «cudaFree»(void*); «cudaFree»(0); }",
}

FILE_SCOPE: Mapping[str, str] = {
    "type-of-a-header-that-nobody-includes": (
        "#include <cuda_runtime.h>\n"
        "struct cuComplex { float r; __device__ cuComplex(float a) : r(a) {} };\n"
        "void g() { cuComplex c(1); «cudaFree»(0); }"
    ),
    "type-that-an-included-library-may-have": (
        "#include <cublas_v2.h>\nstruct «cuComplex» { float x, y; }; «cuComplex» c;"
    ),
    "other-arguments": (
        "«cudaError_t» cudaFree(void* p, int n) { return «cudaFree»(p); } "
        "void f(int* p) { cudaFree(p, 3); «cudaFree»(p); ::cudaFree(p, 1); ::«cudaFree»(p); }"
    ),
    "default-arguments": (
        "int cudaFree(int* p, int* q, int n = 1); void f() { cudaFree(a, b); «cudaFree»(a); }"
    ),
    "same-arguments": "«cudaError_t» «cudaFree»(int* p) { return f(p); } int i = «cudaFree»(0);",
    "interposed": 'extern "C" «cudaError_t» «cudaFree»(void* p) { return real(p); }',
    "declared-again": '#include <cuda_runtime.h>\nextern "C" «cudaError_t» «cudaFree»(void* p);',
    "stub-branch": (
        "#ifdef CPU_ONLY\ntypedef int «cudaStream_t»;\nusing «cudaEvent_t» = int;\n"
        "struct «cudaPos» { int x; };\ninline int «cudaGetLastError»() { return 0; }\n"
        "#else\n#include <cuda_runtime.h>\n#endif\nvoid f(«cudaStream_t», «cudaEvent_t»);"
    ),
    "forward": "typedef struct «CUstream_st»* «cudaStream_t»; void f(«cudaStream_t» s);",
    "forward-using": (
        "struct «CUstream_st»; using «cudaStream_t» = «CUstream_st»*; «cudaStream_t» s;"
    ),
    "forward-enum": "typedef enum «cudaError» «cudaError_t»; «cudaError_t» f();",
    "forward-tag": "struct «cudaArray»; void f(struct «cudaArray»* a, «cudaArray»* b);",
    "anonymous": "namespace { int cudaFree(int, int); } int i = cudaFree(1, 2) + «cudaFree»(0);",
}

QUALIFIED: Mapping[str, str] = {
    "behind-its-enum": "f(«cudaMemcpyKind»::«cudaMemcpyHostToDevice», «cudaError»::«cudaSuccess»);",
    "behind-a-typedef": "f(«cudaError_t»::«cudaSuccess», ::«cudaError_t»::«cudaSuccess»);",
    "alias": "using K = «cudaMemcpyKind»; auto k = K::«cudaMemcpyHostToDevice»;",
    "alias-typedef": "typedef enum «cudaMemcpyKind» K; auto k = K::«cudaMemcpyHostToDevice»;",
    "alias-of-an-alias": (
        "using A = «cudaMemcpyKind»; using B = A; auto k = B::«cudaMemcpyDefault»;"
    ),
    "alias-in-a-class": (
        "struct S { using Kind = «cudaMemcpyKind»; }; auto k = S::Kind::«cudaMemcpyDefault»;"
    ),
    "using-enum": "using enum «cudaMemcpyKind»; auto k = «cudaMemcpyDefault»;",
    "case": (
        "int f(«cudaError_t» e) { switch (e) { case «cudaError_t»::«cudaSuccess»: return 1; } }"
    ),
    "template-argument": "template <> struct X<«cudaMemcpyKind»::«cudaMemcpyDefault»> {};",
    "default-argument": (
        "template <«cudaMemcpyKind» K = «cudaMemcpyKind»::«cudaMemcpyDefault»> f();"
    ),
    "template-parameter": "template <class E> bool f(E e) { return e == E::«cudaSuccess»; }",
    "decltype-alias": (
        "bool f(«cudaError_t» e) { using Err = decltype(e); return e == Err::«cudaSuccess»; }"
    ),
    "decayed-alias": (
        "template <class T> bool f(T e) { typedef typename std::decay<T>::type Err; "
        "return e == Err::«cudaSuccess»; }"
    ),
    "decltype": "bool f(«cudaError_t» e) { return e == decltype(e)::«cudaSuccess»; }",
    "stranger": "auto a = pool::cudaSuccess; auto b = pool::Kind::cudaMemcpyDefault;",
    "own-enum": "enum class E { cudaSuccess }; auto a = E::cudaSuccess; int b = «cudaSuccess»;",
    "own-enum-in-a-template": (
        "enum class E { cudaSuccess }; template <class T> T f() { return T::«cudaSuccess»; }"
    ),
    "own-of-the-name": (
        "namespace app { enum cudaError { cudaSuccess }; auto e = cudaError::cudaSuccess; } "
        "auto e = app::cudaError::cudaSuccess;"
    ),
}

WORDS = (
    "static extern const typedef inline volatile constexpr thread_local mutable friend typename "
    "explicit new throw delete return goto else do case sizeof co_return not "
    "MY_API INLINE __device__ __forceinline__"
).split()

TREES: Mapping[str, Tree] = {
    "stand-in-of-a-type-beside-its-header": {
        "stub.h": "#pragma once\nstruct «cuComplex» { float x, y; };\n",
        "number.h": '#ifdef HAVE_CUDA\n#include <cuComplex.h>\n#else\n#include "stub.h"\n#endif\n',
        "a.cu": '#include "number.h"\n«cuComplex» c; void g() { «cudaFree»(0); }',
    },
    "header": {
        "use.cu": '#include "pool.h"\nnamespace app { void drop(float* p) { cudaFree(p); } }',
        "pool.h": f"#pragma once\n#include <cuda_runtime.h>\nnamespace app {{ {FREE}; }}",
    },
    "header-of-a-header": {
        "use.cu": '#include "a.h"\nnamespace app { int i = cudaFree(0); }',
        "a.h": '#include "pool.h"\n',
        "pool.h": f"#ifndef POOL_H\n#define POOL_H\nnamespace app {{ {FREE}; }}\n#endif\n",
    },
    "header-behind": {
        "use.cu": 'namespace app { int i = «cudaFree»(0); }\n#include "pool.h"\nint j;',
        "pool.h": f"namespace app {{ {FREE}; }}",
    },
    "header-not-included": {
        "use.cu": "namespace app { int i = «cudaFree»(0); }",
        "pool.h": f"namespace app {{ {FREE}; }}",
    },
    "part": {
        "all.cu": '#include "pool.h"\n#include "part.inl"\n',
        "part.inl": "namespace app { int i = cudaFree(0); }",
        "pool.h": f"namespace app {{ {FREE}; }}",
    },
    "part-before": {
        "all.cu": '#include "part.inl"\n#include "pool.h"\n',
        "part.inl": "namespace app { int i = «cudaFree»(0); }",
        "pool.h": f"namespace app {{ {FREE}; }}",
    },
    "part-below": {
        "all.cu": f'namespace app {{ {FREE}; }}\n#include "part.inl"\n',
        "part.inl": "namespace app { int i = cudaFree(0); }",
    },
    "method": {
        "pool.cu": '#include "pool.h"\nvoid Pool::drop(float* p) { cudaFree(p); ::«cudaFree»(p); }',
        "pool.h": f"class Pool {{ {FREE}; void drop(float*); }};",
    },
    "base": {
        "own.cu": '#include "own.h"\nvoid Own::drop(float* p) { cudaFree(p); }',
        "own.h": '#include "pool.h"\nstruct Own : app::Pool { void drop(float*); };',
        "pool.h": f"namespace app {{ class Pool {{ protected: {FREE}; }}; }}",
    },
    "directive-in-a-header": {
        "use.cu": '#include "pool.h"\nvoid f() { cudaFree(p, 1); «cudaFree»(p); }',
        "pool.h": "namespace mem { int cudaFree(void*, int); }\nusing namespace mem;\n",
    },
    "directive-in-a-function-of-a-header": {
        "use.cu": '#include "pool.h"\nvoid f() { «cudaFree»(p); }',
        "pool.h": f"namespace mem {{ {FREE}; inline void g() {{ using namespace mem; }} }}",
    },
    "declaration-in-a-header": {
        "use.cu": '#include "pool.h"\nnamespace app { void f() { cudaFree(0); } }',
        "pool.h": f"namespace mem {{ {FREE}; }} namespace app {{ using mem::cudaFree; }}",
    },
    "overload-in-a-header": {
        "use.cu": '#include "w.h"\nvoid f() { cusolverDnXgetrf(h, 4, 4, a, 4, w, p, i); }',
        "w.h": (
            "#include <cusolverDn.h>\ninline int cusolverDnXgetrf(«cusolverDnHandle_t» h, int m, "
            "int n, float* a, int d, float* w, int* p, int* i) { return 0; }"
        ),
    },
    "stub-seen-by-cpu-code": {
        "cpu.cpp": '#include "stub.h"\nvoid f(cudaStream_t s) { cudaStreamSynchronize(s); }',
        "gpu.cu": (
            "#include <cuda_runtime.h>\nvoid f(«cudaStream_t» s) { «cudaStreamSynchronize»(s); }"
        ),
        "stub.h": (
            "#pragma once\nusing cudaStream_t = float;\nusing cudaError_t = int;\n"
            "inline cudaError_t cudaStreamSynchronize(cudaStream_t) { return 0; }"
        ),
    },
    "stub-seen-by-both": {
        "cpu.cpp": '#include "api.h"\nvoid f(«cudaStream_t» s) { g(s); }',
        "gpu.cu": '#include "api.h"\nvoid f(«cudaStream_t» s) { «cudaStreamSynchronize»(s); }',
        "api.h": (
            '#ifdef CPU_ONLY\n#include "stub.h"\n#else\n#include <cuda_runtime.h>\n#endif\n'
            "void g(«cudaStream_t» s);"
        ),
        "stub.h": "#pragma once\nusing «cudaStream_t» = float;\n",
    },
    "stub-in-a-namespace": {
        "gpu.cu": (
            '#include "api.h"\nnamespace app { «cudaError_t» g(void* p) { «cudaEvent_t» e; '
            "«cudaError_t» r = «cudaMallocHost»(&p, 4); return r == «cudaErrorNotReady» ? "
            "«cudaSuccess» : app::«cudaEventQuery»(e); } }"
        ),
        "api.h": '#ifndef APP_WITH_CUDA\n#include "fake.h"\n#endif\nvoid g(«cudaStream_t» s);',
        "fake.h": (
            "#pragma once\nusing «cudaError_t» = int;\nusing «cudaStream_t» = int*;\n"
            "namespace app {\nenum E { «cudaSuccess», «cudaErrorNotReady» };\n"
            "inline «cudaError_t» «cudaMallocHost»(void** p, size_t n) { return 0; }\n"
            "inline «cudaError_t» «cudaEventQuery»(int* e) { return 0; }\n}\n"
        ),
    },
    "own-in-a-header-that-always-comes": {
        "gpu.cu": '#include "api.h"\nnamespace app { void g(int* p) { cudaFree(p); } }',
        "api.h": '#ifndef APP_WITH_CUDA\n#include "fake.h"\n#endif\n#include "fake.h"\n',
        "fake.h": f"#pragma once\nnamespace app {{ {FREE}; }}",
    },
    "stub-of-code-that-is-shared": {
        "cpu.cpp": '#include "stub.h"\n#include "api.h"\nvoid f(«cudaStream_t» s) { g(s); }',
        "gpu.cu": '#include <cuda_runtime.h>\n#include "api.h"\nvoid f(«cudaStream_t» s) { g(s); }',
        "api.h": "void g(«cudaStream_t» s);",
        "stub.h": "struct «cudaPos» { int x; };\nusing «cudaStream_t» = float;\n",
    },
    "forward-in-a-header": {
        "b.cu": '#include <cuda_runtime.h>\n#include "fwd.h"\nvoid f(«cudaStream_t» s) {}',
        "fwd.h": "struct «CUstream_st»;\nusing «cudaStream_t» = «CUstream_st»*;\n",
    },
    "alias-in-a-header": {
        "use.cu": '#include "k.h"\nauto k = app::Kind::«cudaMemcpyDefault»;',
        "k.h": "namespace app { using Kind = «cudaMemcpyKind»; }",
    },
    "own-enumerator-in-a-header": {
        "use.cu": '#include "k.h"\ntemplate <class T> T f() { return T::«cudaMemcpyDefault»; }',
        "k.h": "enum class Kind { cudaMemcpyDefault };",
    },
    "namespace-of-a-macro-of-another-header": {
        "use.cu": '#include <cuda_runtime.h>\n#include "pool.h"\nAPP_BEGIN\n'
        "void drop(void* p) { cudaFree(p); }\nAPP_END\n"
        "void f(void* p) { «cudaFree»(p); app::cudaFree(p); }\n"
        "namespace app { void g(void* p) { cudaFree(p); } }",
        "pool.h": f'#pragma once\n#include "macros.h"\nAPP_BEGIN\n{FREE};\nAPP_END\n'.replace(
            "«cudaError_t»", "int"
        ),
        "macros.h": "#define APP_BEGIN namespace app {\n#define APP_END }\n",
    },
    "nested-namespaces-of-macros": {
        "use.cpp": '#include "pool.h"\nint f(void* p) { return lib::v1::gpu::cudaFree(p); }\n'
        "OUTER_OPEN\nINNER_OPEN\nint g(void* p) { return cudaFree(p); }\nINNER_CLOSE\n"
        "OUTER_CLOSE\n",
        "pool.h": '#include "macros.h"\n#define LOCAL\nOUTER_OPEN\nINNER_OPEN\n'
        "inline int cudaFree(void* p) { return 0; }\nINNER_CLOSE\nOUTER_CLOSE\n",
        "macros.h": "#define OUTER_OPEN namespace lib { namespace v1 {\n#define OUTER_CLOSE } }\n"
        "#define INNER_OPEN namespace gpu {\n#define INNER_CLOSE }\n",
    },
    "directive-of-a-file-that-declares-nothing": {
        "use.cpp": '#include "pool.h"\nusing namespace app;\nvoid f(int* p) { cudaFree(p); }',
        "pool.h": f"namespace app {{ {FREE}; }}",
    },
    "struct-without-a-tag": {
        "use.cpp": '#include "mock.h"\ncudaError_t f() { return cudaMalloc(0, 1); }',
        "mock.h": "typedef enum { cudaSuccess } cudaError_t;\n"
        "static inline cudaError_t cudaMalloc(void** p, int n) { return cudaSuccess; }\n",
    },
    "variable-of-another-file": {
        "use.cu": "#include <cuda_runtime.h>\nvoid f() { «cudaError» e; }",
        "other.h": "static int cudaError;",
    },
}


def by_id(cases: Mapping[str, object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


def marks(text: str) -> tuple[str, list[str]]:
    """``text`` without its «marks», and what they marked, with its place."""
    parts = re.split("[«»]", text)
    ends = list(accumulate(map(len, parts)))
    plain = "".join(parts)
    spans = zip(ends[0::2], ends[1::2], strict=False)
    return plain, [f"{start} {plain[start:end]}" for start, end in spans]


def found(source: str, path: str, beside: Tree) -> list[str]:
    result = port(source, path, beside=beside)
    assert not result.reason
    names = (source[item.start : item.end] for item in result.references)
    return [
        f"{item.start} {name}"
        for item, name in zip(result.references, names, strict=True)
        if re.match(r"(?i)cu|half", name)
    ]


@by_id({**NAMESPACES, **{f"class-{k}": v for k, v in CLASSES.items()}})
def test_what_a_namespace_or_class_declares(case: str) -> None:
    source, expected = marks(case)
    assert found(source, "a.cu", {}) == expected


@by_id(USINGS)
def test_what_using_declarations_and_directives_show(case: str) -> None:
    source, expected = marks(case)
    assert found(source, "a.h", {}) == expected


@by_id(LOCALS)
def test_what_hides_a_name_of_cudas(case: str) -> None:
    source, expected = marks(case)
    assert found(source, "a.cu", {}) == expected


@by_id(FILE_SCOPE)
def test_what_stands_beside_cudas_declarations(case: str) -> None:
    source, expected = marks(case)
    assert found(source, "a.cu", {}) == expected


@by_id(QUALIFIED)
def test_enumerators_behind_their_enumeration(case: str) -> None:
    source, expected = marks(case)
    assert found(source, "a.cu", {}) == expected


@by_id(TREES)
def test_what_other_files_declare(case: Tree) -> None:
    plain = {path: marks(text)[0] for path, text in case.items()}
    for path, text in case.items():
        beside = {name: source for name, source in plain.items() if name != path}
        found_here = [name for name in found(plain[path], path, beside) if ".h" not in name]
        assert found_here == marks(text)[1], path


STUB_TYPE = {"stub.h": "#pragma once\nstruct cudaDeviceProp { int major; int minor; };\n"}
ASKS = "int f(const cudaDeviceProp& p) { return p.major >= 8; }"
# Sources that ask for the compute capability, and whether of CUDA's structure.
OWN_TYPES: Mapping[str, tuple[str, Tree, bool]] = {
    "cudas": (f"#include <cuda_runtime.h>\n{ASKS}", {}, True),
    "header": (f'#include "stub.h"\n{ASKS}', STUB_TYPE, False),
    "not-included": (f"#include <cuda_runtime.h>\n{ASKS}", STUB_TYPE, True),
    "namespace": (f"namespace app {{ struct cudaDeviceProp {{ int major; }}; {ASKS} }}", {}, False),
    "outside": (f"namespace app {{ struct cudaDeviceProp {{ int major; }}; }} {ASKS}", {}, True),
    "block": (
        "int f() { struct cudaDeviceProp { int major; } p = {3}; return p.major >= 8; }",
        {},
        False,
    ),
    "global": (
        "namespace app { struct cudaDeviceProp { int major; };\n"
        "int f(::cudaDeviceProp* p) { return p->major >= 8; } }",
        {},
        True,
    ),
}


@by_id(OWN_TYPES)
def test_a_type_that_a_rule_asks_for_is_looked_up(case: tuple[str, Tree, bool]) -> None:
    source, beside, is_cudas = case
    ids = [finding.rule for finding in port(source, "a.cpp", beside=beside).findings]
    assert ids == ["cuda/guards/capability-number"] * is_cudas


@pytest.mark.parametrize("word", WORDS)
def test_a_global_qualifier_behind_any_word(word: str) -> None:
    assert body(f"{word} ::cublasHandle_t h;") == f"{word} ::hipblasHandle_t h;"
    assert body(f"{word} ::cub::BlockLoad<T, 1> L;") == f"{word} ::hipcub::BlockLoad<T, 1> L;"


GLOBAL = {
    "template": ("template <class T> ::cudaError_t f();", "template <class T> ::hipError_t f();"),
    "comparison": ("bool b = x > ::cudaSuccess;", "bool b = x > ::hipSuccess;"),
    "attribute": ("[[nodiscard]] ::cudaError_t f();", "[[nodiscard]] ::hipError_t f();"),
    "own-macro": ("inline_ ::cudaError_t f();", "inline_ ::hipError_t f();"),
    "label": ("void f() { out: ::cudaFree(0); }", "void f() { out: ::hipFree(0); }"),
    "own-template": ("Pool<int>::cudaFree(0);", "Pool<int>::cudaFree(0);"),
    "own-spaced": ("pool ::cudaFree(0);", "pool ::cudaFree(0);"),
    "own-nested": ("::pool::cudaFree(0);", "::pool::cudaFree(0);"),
    "rewritten": (
        "__device__ int f() { return ::umin(a, b); }",
        "__device__ int f() { return ::min(static_cast<unsigned int>(a), "
        "static_cast<unsigned int>(b)); }",
    ),
}


@by_id(GLOBAL)
def test_what_stands_before_a_global_qualifier(case: tuple[str, str]) -> None:
    before, after = case
    assert body(before) == after


def test_a_call_that_only_its_arguments_can_tell_is_left_and_said() -> None:
    source = (
        "#include <cuda_runtime.h>\nnamespace mem { struct Buffer; int cudaFree(Buffer*); }\n"
        "using namespace mem;\nvoid f(void* p) { cudaFree(p); }\n"
    )
    result = port(source)
    assert ("cudaFree", "review") in references(result)
    (finding,) = result.findings
    assert (finding.rule, finding.status) == ("migrate/two-overloads", Status.REVIEW)
    assert source[finding.start : finding.end] == "cudaFree"
    assert all(source[edit.start : edit.end] != "cudaFree" for edit in result.edits)


def test_a_global_qualifier_passes_using_directives_by() -> None:
    source = (
        "#include <cuda_runtime.h>\nnamespace mem { int cudaFree(void*); "
        "inline int drop(void* p) { return ::cudaFree(p); } }\n"
        "using namespace mem;\nvoid f(void* p) { ::cudaFree(p); }\n"
        "namespace app { using namespace mem; void g(void* p) { ::cudaFree(p); } }\n"
    )
    result = port(source)
    assert not result.findings
    assert [source[edit.start : edit.end] for edit in result.edits].count("cudaFree") == 3


TAGS = {
    "typedef": ("struct cudaGraphicsResource* r;", "hipGraphicsResource* r;"),
    "parameter": (
        "void f(struct cudaGraphicsResource** r);",
        "void f(hipGraphicsResource** r);",
    ),
    "cast": ("auto r = (struct cudaGraphicsResource*)p;", "auto r = (hipGraphicsResource*)p;"),
    "in-a-typedef": (
        "typedef struct cudaGraphicsResource* R;",
        "typedef hipGraphicsResource* R;",
    ),
    "template-argument": (
        "std::vector<struct cudaGraphicsResource*> v;",
        "std::vector<hipGraphicsResource*> v;",
    ),
    "qualified": (
        "static const struct ::cudaGraphicsResource* r;",
        "static const ::hipGraphicsResource* r;",
    ),
    "spaced": ("struct /* a */ cudaGraphicsResource\n* r;", "hipGraphicsResource\n* r;"),
    "enum": ("enum cublasStatus_t s;", "hipblasStatus_t s;"),
    "tag": ("struct cudaExtent e; struct cudaPos p;", "struct hipExtent e; struct hipPos p;"),
    "tag-enum": (
        "enum cudaMemcpyKind k; enum cudaError e;",
        "enum hipMemcpyKind k; enum hipError_t e;",
    ),
    "tag-declared-ahead": ("struct CUstream_st;", "struct ihipStream_t;"),
}


@by_id(TAGS)
def test_a_tag_that_is_a_typedef_on_the_target_loses_its_word(case: tuple[str, str]) -> None:
    before, after = case
    assert body(before) == after


def test_a_typedef_cannot_be_declared_ahead() -> None:
    result = port("struct cudaGraphicsResource;\nint x;", "a.h")
    assert references(result) == [("cudaGraphicsResource", "manual")]
    assert (result.edits, result.findings[0].rule) == ((), "migrate/tag-declared-ahead")
    assert references(port("class A { struct cudaGraphicsResource; int x; };", "a.h")) == []
    linked = port('extern "C" struct cudaGraphicsResource;\nint x;', "a.h")
    assert (linked.edits, linked.findings[0].rule) == ((), "migrate/tag-declared-ahead")


@pytest.mark.parametrize(
    "use",
    [
        "template <class E> bool f(E e) { return e == E::cudaSuccess; }",
        "bool f(cudaError_t e) { using Err = decltype(e); return e == Err::cudaSuccess; }",
    ],
)
def test_a_value_behind_what_only_the_place_knows_is_for_a_person_where_the_tree_has_one(
    use: str,
) -> None:
    own = "namespace pool { enum class Status { cudaSuccess }; }"
    result = port(use, beside={"own.h": own})
    assert [item.rule for item in result.findings] == ["migrate/two-overloads"]
    assert b"::cudaSuccess" in (result.content or use.encode())


STUB = "cudaError_t cudaMallocHost(void **p, size_t n) { *p = malloc(n); return cudaSuccess; }\n"


@pytest.mark.parametrize(
    ("more", "call"), [("", "(&p, 8)"), (", unsigned flags = 0", "(&p, 8, hipHostMallocDefault)")]
)
def test_a_call_of_the_trees_own_function_gets_no_arguments_too_many(more: str, call: str) -> None:
    stub = STUB.replace("size_t n)", f"size_t n{more})")
    ported = body(stub + "void f(void *p) { cudaMallocHost(&p, 8); }")
    assert f"{{ hipHostMalloc{call}; }}" in ported


def test_a_macro_that_the_target_lacks_and_the_tree_makes_up_for_is_the_trees() -> None:
    made = "#ifndef CUSPARSE_VERSION\n#define CUSPARSE_VERSION 11000\n#endif\n"
    asks = "#if CUSPARSE_VERSION >= 11000\nint a;\n#endif\n"
    assert [item.api for item in port(asks).findings] == ["CUSPARSE_VERSION"]
    assert not port(f'#include "own.h"\n{asks}', beside={"own.h": made}).findings


def test_a_macro_with_parameters_that_the_target_lacks_is_the_trees_wherever_it_is_used() -> None:
    made = "#define CUB_LOG_WARP_THREADS(arch) (5)\n"
    asks = "enum { WIDTH = 1 << CUB_LOG_WARP_THREADS(200) };\n"
    assert [item.api for item in port(asks).findings] == ["CUB_LOG_WARP_THREADS"]
    assert not port(f'#include "own.h"\n{asks}', beside={"own.h": made}).findings


def test_what_stands_behind_else_and_endif_is_read_by_nobody() -> None:
    text = "#ifdef A\nint a;\n#endif defined(__CUDA_ARCH__) && (__CUDA_ARCH__ <= 100)\n"
    result = port("cudaStream_t s;\n" + text)
    assert not result.findings
    assert b"#endif defined(__CUDA_ARCH__) && (__CUDA_ARCH__ <= 100)" in (result.content or b"")
