"""Sources that grow: each shape is what some pattern, or some walk of a tree, could be slow at.

What comes in is a size; what goes out is a source of that many repetitions. Each is short to write
and would not surprise in a file that a program has made, or one that means harm.
"""

from __future__ import annotations

from collections.abc import Callable

CALL = "  cudaFree(0);\n"


def _function(body: str) -> str:
    return f"#include <cuda_runtime.h>\nvoid f() {{\n{CALL}{body}}}\n"


def _repeated(text: str) -> Callable[[int], str]:
    return lambda n: _function(text * n)


def _top(text: str) -> Callable[[int], str]:
    return lambda n: _function("") + text * n


def _nested(before: str, core: str, after: str) -> Callable[[int], str]:
    return lambda n: _function(before * n + core + after * n + ";\n")


def _numbered(text: str) -> Callable[[int], str]:
    return lambda n: _function("") + "".join(text.format(i=i, j=i + 1) for i in range(n))


def _inside(text: str) -> Callable[[int], str]:
    return lambda n: _function("".join(text.format(i=i, j=i + 1) for i in range(n)))


SHAPES: dict[str, Callable[[int], str]] = {
    "structures made of braces": _numbered(
        "struct S{i} {{ float a; }};\nvoid f{i}(int n) {{ S{i} s = {{n + 1}}; }}\n"
    ),
    "comments behind an include": lambda n: _function("") + "#include " + "/**/" * n + "x\n",
    "comments behind a define": lambda n: _function("") + "#define " + "/**/" * n + "x\n",
    "comments behind a word": lambda n: _function("cudaFree" + "/**/" * n + "x;\n"),
    "comments before parentheses": lambda n: _function("cudaFree" + "/**/" * n + "(0);\n"),
    "comments of a line": _top("// a\n"),
    "boxes of stars": lambda n: _function("") + "/" + "*" * n + "/\n" + "/" + "*" * n,
    "many boxes": _top("/" + "*" * 60 + "/\n"),
    "comments that are open": _top("/* "),
    "comments with a slash": _top("/*/ "),
    "raw strings": _top('R"a('),
    "raw strings of other ends": _numbered('R"a{i}('),
    "quotes": _top("' "),
    "double quotes": _top('" '),
    "quotes with splices": lambda n: _function('char *s = "' + "\\\n" * n + '";\n'),
    "splices": lambda n: _function("") + "#define X " + "\\\n" * n + "1\n",
    "splices in words": lambda n: _function("cudaF" + "\\\n" * n + "ree(0);\n"),
    "splices in many words": _repeated("a\\\n"),
    "backslashes": _top("\\"),
    "chains of elif": lambda n: (
        _function("")
        + "#if A0\n"
        + "".join(f"#elif A{i}\nint a{i};\n" for i in range(n))
        + "#endif\n"
    ),
    "conditions with CUDA": lambda n: (
        _function("")
        + "#if A0\n"
        + "".join(f"#elif A{i}\nint a{i} = cudaSuccess;\n" for i in range(n))
        + "#endif\n"
    ),
    "nested conditions": lambda n: (
        _function("") + "".join(f"#if A{i}\n" for i in range(n)) + "#endif\n" * n
    ),
    "nested conditions with CUDA": lambda n: (
        _function("")
        + "".join(f"#if A{i}\nint a{i} = cudaSuccess;\n" for i in range(n))
        + "#endif\n" * n
    ),
    "conditions that are open": _top("#if A\n"),
    "conditions one by one": _numbered("#ifdef A{i}\nint a{i};\n#endif\n"),
    "a condition of many": lambda n: (
        _function("") + "#if " + " || ".join(f"defined(A{i})" for i in range(n)) + "\n#endif\n"
    ),
    "a condition of parentheses": lambda n: (
        _function("") + "#if " + "(" * n + "A" + ")" * n + "\nint a;\n#endif\n"
    ),
    "a condition of nots": lambda n: _function("") + "#if " + "!" * n + "A\nint a;\n#endif\n",
    "undef and define": _top("#undef X\n#define X 1\n"),
    "suppressions": _inside("  cudaFree({i}); // migrate: ignore[hip/names/runtime]\n"),
    "off and on": _inside("// migrate: off\n  cudaFree({i});\n// migrate: on\n"),
    "suppressions on a line": lambda n: _function("  cudaFree(0); // " + "migrate: ignore[a] " * n),
    "open suppressions": lambda n: _function("  cudaFree(0); // migrate: ignore[" + "a, " * n),
    "nested calls": _nested("cudaFree(", "0", ")"),
    "nested unknown calls": _nested("f(", "0", ")"),
    "nested macros": _nested("CHECK(", "cudaFree(0)", ")"),
    "calls": _repeated("  cudaFree(0);\n"),
    "calls on a line": _repeated("cudaFree(0);"),
    "unknown calls": _inside("  cudaFrobnicate{i}(0);\n"),
    "manual calls": _repeated("  cudaGraphicsVDPAURegisterVideoSurface(0, 0, 0);\n"),
    "review calls": _repeated("  x = __activemask();\n"),
    "streams": _inside("  cudaMemcpyAsync(a, b, {i}, cudaMemcpyHostToDevice, s);\n"),
    "launches": _inside("  k<<<1, {i}>>>(0);\n"),
    "launches on a line": _inside("k<<<1, {i}>>>(0);"),
    "chevrons": _repeated("<<<"),
    "closing chevrons": _repeated(">>>"),
    "arguments of a call": lambda n: _function("f(" + "cudaSuccess, " * n + "0);\n"),
    "arguments of a launch": lambda n: _function("k<<<1, 2>>>(" + "a, " * n + "0);\n"),
    "open guides": lambda n: "__device__ int a;\nauto b = c->d;\n" + "f(" * n,
    "open arguments": _repeated("cudaMalloc(a, "),
    "includes": _numbered('#include "a{i}.h"\n'),
    "includes of CUDA": _top("#include <cuda_runtime.h>\n"),
    "a macro for a header": _top('#define X "x.h"\n'),
    "a macro for a header, included": _top('#define X "x.h"\n#include X\n'),
    "probes": _top("#if __has_include(<cuda.h>)\n#endif\n"),
    "names in a line": lambda n: _function("int " + ", ".join(f"a{i}" for i in range(n)) + ";\n"),
    "CUDA names in a line": lambda n: _function("f(" + " | ".join(["cudaSuccess"] * n) + ");\n"),
    "a long name": lambda n: _function("int cuda" + "A" * n + ";\n"),
    "a long number": lambda n: _function("int a = " + "1" * n + ";\n"),
    "a number with quotes": lambda n: _function("int a = 0" + "'1" * n + ";\n"),
    "a number of exponents": lambda n: _function("int a = 0" + "e+" * n + ";\n"),
    "parentheses": _nested("(", "cudaSuccess", ")"),
    "braces": _nested("{", CALL, "}"),
    "brackets": _nested("[", "cudaSuccess", "]"),
    "open parentheses": _repeated("("),
    "open braces": _repeated("{"),
    "open brackets": _repeated("["),
    "closed braces": _repeated("}"),
    "open templates": _repeated("a<"),
    "lambdas": _nested("[]{", CALL, "}"),
    "ternaries": _nested("a ? ", "cudaSuccess", " : b"),
    "casts": _nested("(int)", "cudaSuccess", ""),
    "unaries": _nested("-", "cudaSuccess", ""),
    "stars": lambda n: _function("int " + "*" * n + " p = cudaSuccess;\n"),
    "ampersands": lambda n: _function("int " + "& " * n + " p = cudaSuccess;\n"),
    "sums": lambda n: _function("int s = " + " + ".join(["threadIdx.x"] * n) + ";\n"),
    "members": lambda n: _function("a" + ".b" * n + " = cudaSuccess;\n"),
    "scopes of a name": lambda n: _function("a" + "::b" * n + " = cudaSuccess;\n"),
    "CUDA namespaces": lambda n: _function("cub" + "::cub" * n + " = cudaSuccess;\n"),
    "a string of parts": lambda n: _function('s = "cudaFree"' + ' "cudaMalloc"' * n + ";\n"),
    "a long string": lambda n: _function('s = "' + "cudaMalloc " * n + '";\n'),
    "strings": _repeated('  dlsym(h, "cudaMalloc");\n'),
    "inline assembly": _repeated('  asm("mov.u32 %0, %laneid;" : "=r"(x));\n'),
    "assembly of parts": lambda n: _function(
        "  asm(" + '"mov.u32 %0, %laneid;\\n"\n' * n + ' : "=r"(x));\n'
    ),
    "macros": _numbered("#define M{i} M{j}\n"),
    "macros of CUDA": _numbered("#define M{i}(x) cudaFree(x)\n"),
    "macros that expand others": _numbered("#define M{i} M{j} M{j}\n"),
    "macros with arguments": _numbered("#define M{i}(x) M{j}(x) M{j}(x)\n"),
    "macros of one name": _top("#define M cudaFree\n"),
    "a macro of itself": _top("#define M M\n"),
    "parameters of a macro": lambda n: (
        _function("") + "#define M(" + ", ".join(f"a{i}" for i in range(n)) + ") cudaFree(a0)\n"
    ),
    "pasted names": _numbered("#define P{i}(x) cuda##x\n"),
    "pasted words": lambda n: _function("") + "#define P(x) a" + " ## b" * n + "\n",
    "hashes": _top("#"),
    "hashes in lines": _top("#\n"),
    "blanks": lambda n: _function(" " * n + "\n") + "#define" + " " * n + "X" + " " * n,
    "blanks behind a name": lambda n: _function("cudaFree" + " " * n + "x;\n"),
    "lines": _top("\n"),
    "lines behind a name": lambda n: _function("cudaFree" + "\n" * n + "x;\n"),
    "declarations of a function": _top("void g(int);\n"),
    "declarations of a name": _top("extern int cudaThing;\n"),
    "declarations of types": _numbered("struct cudaThing{i} {{ int a; }};\n"),
    "declarations of aliases": _numbered("typedef cudaStream_t stream{i};\n"),
    "aliases of one name": lambda n: (
        _function("dim3 grid;\n")
        + "".join(f"struct of{i} {{ typedef uint3 type; }};\n" for i in range(n))
    ),
    "chains of aliases": _numbered("typedef T{i} T{j};\n"),
    "chains of using": lambda n: (
        _function("")
        + "using T0 = cudaStream_t;\n"
        + "".join(f"using T{i + 1} = T{i};\nT{i} v{i};\n" for i in range(n))
    ),
    "variables": _inside("  int a{i} = warpSize;\n"),
    "assigned variables": _inside("  int a{j} = a{i} + 1;\n"),
    "one variable assigned": _repeated("  a = a + warpSize;\n"),
    "one variable declared": _repeated("  int a = warpSize;\n"),
    "chains of integers": lambda n: _function(
        "  int a0 = 32;\n"
        + "".join(f"  int a{i + 1} = a{i} * 2;\n" for i in range(n))
        + "k<<<1, a9>>>();"
    ),
    "shuffles": _inside("  a += __shfl_down_sync(0xffffffff, a, {i});\n"),
    "constants": _inside("  const int c{i} = 0xffffffff; __ballot_sync(c{i}, 1);\n"),
    "an enumeration": lambda n: (
        _function("") + "enum E {" + ", ".join(f"cudaE{i}" for i in range(n)) + "};\n"
    ),
    "an initializer": lambda n: _function("int a[] = {" + "cudaSuccess, " * n + "};\n"),
    "namespaces used": _numbered("using namespace n{i};\n"),
    "namespaces of CUDA used": _top("using namespace cub;\n"),
    "namespaces": _numbered("namespace n{i} {{ void cudaThing(); }}\n"),
    "nested namespaces": lambda n: (
        _function("") + "".join(f"namespace n{i} {{\n" for i in range(n)) + CALL + "}" * n
    ),
    "aliases of namespaces": _numbered("namespace a{j} = a{i};\n"),
    "nested classes": lambda n: (
        _function("") + "".join(f"struct n{i} {{\n" for i in range(n)) + "int a;" + "};" * n
    ),
    "classes": _numbered("struct s{i} : s{j} {{ cudaStream_t a; }};\n"),
    "templates": lambda n: _function("A<" * n + "cudaStream_t" + ">" * n + " a;\n"),
    "parameters of templates": lambda n: (
        "template <" + ", ".join(f"int a{i}" for i in range(n)) + ">\n" + _function("")
    ),
    "kernels": _numbered("__global__ void k{i}(float *a) {{ a[threadIdx.x] = warpSize; }}\n"),
    "device functions": _numbered("__device__ int d{i}(int a) {{ return d{j}(a) + warpSize; }}\n"),
    "functions": _numbered("int d{i}(int a) {{ return d{j}(a); }}\n"),
    "overloads": _numbered("int cudaThing(a{i} x) {{ return cudaThing(a{j}()); }}\n"),
    "statements": _inside("  if (cudaGetLastError() != cudaSuccess) return;\n"),
    "ifs": _nested("if (a) {", CALL, "}"),
    "elses": _nested("if (cudaFree(0)) {} else ", CALL, ""),
    "loops": _nested("for (int i = 0; i < 32; i++) {", CALL, "}"),
    "cases": lambda n: _function(
        "switch (a) {" + "".join(f"case {i}: cudaFree(0); break;\n" for i in range(n)) + "}\n"
    ),
    "attributes": lambda n: _function("") + "__device__ " * n + "int a;\n",
    "words": _repeated("a "),
    "types before a function": lambda n: _function("") + "a " * n + "min(int a, int b) {}\n",
    "broken code": _repeated(") cudaFree( }\n"),
    "broken initializers": lambda n: _function("") + "int a[] = {" + "; ] ]] delete " * n + "};\n",
    "broken expressions": _repeated("= :: !\n"),
    "broken declarations": _top("~ asm - == ==\n"),
    "merge conflicts": _repeated("<<<<<<< a\n=======\n>>>>>>> b\n"),
    "semicolons": _repeated(";"),
    "commas": _repeated(","),
    "pragmas": _top("#pragma unroll\n"),
    "lines of a preprocessor": _top('#line 1 "a.cu"\n'),
    "texture references": _numbered("texture<float, 2> t{i};\n"),
    "constant memory": _numbered(
        "__constant__ float c{i}[4]; void s{i}() {{ cudaMemcpyToSymbol(c{i}, p, 16); }}\n"
    ),
    "shared memory": _inside("  __shared__ float c{i}[32];\n"),
    "cooperative groups": _inside("  auto g{i} = cooperative_groups::this_thread_block();\n"),
    "nulls": _top("\0"),
    "bytes beyond ASCII": _top("\u00e4"),
    "prototypes with attributes": _numbered('extern "C" cudaError_t g{i}(cudaStream_t s);\n'),
    "versions": _top("#if CUDART_VERSION >= 11000\nint a;\n#else\nint b;\n#endif\n"),
    "architectures": _top("#if __CUDA_ARCH__ >= 700\nint a;\n#endif\n"),
    "guards": _top("#ifdef __HIP__\nhipFree(0);\n#else\ncudaFree(0);\n#endif\n"),
    "printed": _repeated('  printf("%d", __ballot_sync(m, 1));\n'),
    "chains of else if": lambda n: _function(
        "if (0) ;\n" + "".join(f"else if (cudaFree({i}) == cudaSuccess) {{ }}\n" for i in range(n))
    ),
    "enumerators with values": lambda n: (
        _function("")
        + "enum E {"
        + ", ".join(f"e{i} = cudaErrorUnknown" for i in range(n))
        + "};\n"
    ),
    "members of calls": lambda n: _function("a" + ".b(cudaSuccess)" * n + ";\n"),
    "launches of many arguments": lambda n: _function(
        "".join(f"k<<<1, {i}, 0, s>>>(" + "a, " * 20 + "0);\n" for i in range(n // 5))
    ),
    "a macro of many lines": lambda n: (
        _function("") + "#define M \\\n" + "  cudaFree(0); \\\n" * n + "  0\n"
    ),
    "a macro of launches": lambda n: (
        _function("") + "#define M(k) \\\n" + "  k<<<1, 2>>>(0); \\\n" * n + "  0\n"
    ),
    "lambdas beside each other": _inside(
        "  auto l{i} = [=] __device__ (int a) {{ return a + warpSize + {i}; }};\n"
    ),
    "labels of CUDA": lambda n: _function(
        "switch (a) {" + "case cudaErrorUnknown: break;\n" * n + "}\n"
    ),
    "operands of assembly": lambda n: _function(
        'asm("mov.u32 %0, 1;" : ' + ", ".join(f'"=r"(x{i})' for i in range(n)) + ");\n"
    ),
    "pragmas in code": _inside(
        "#pragma unroll\n  for (int i = 0; i < warpSize; i++) a += __shfl_down_sync(m, a, {i});\n"
    ),
    "methods": lambda n: (
        _function("")
        + "struct S {\n"
        + "".join(
            f"  cudaError_t m{i}(cudaStream_t s) {{ return cudaStreamSynchronize(s); }}\n"
            for i in range(n)
        )
        + "};\n"
    ),
    "members of a type": lambda n: (
        _function("")
        + "struct S {\n"
        + "".join(f"  cudaStream_t m{i};\n" for i in range(n))
        + "};\n"
    ),
    "members used": lambda n: (
        _function("")
        + "struct S { cufftHandle p; };\n"
        + "".join(f"void g{i}(S *s) {{ s->p = {i}; cufftDestroy(s->p); }}\n" for i in range(n))
    ),
    "handles": _numbered(
        "void g{i}() {{ cufftHandle p; cufftPlan1d(&p, {i}, CUFFT_C2C, 1); if (p == 0) return; }}\n"
    ),
    "variables of one name": _numbered("void g{i}() {{ int a = {i}; k<<<1, a>>>(); }}\n"),
    "masks in functions": _numbered(
        "__device__ unsigned g{i}(int p) {{ unsigned m = __ballot_sync(~0, p); return m; }}\n"
    ),
    "a launch with a big block": lambda n: (
        "__global__ void k(int a) {\n"
        + "  a += threadIdx.x;\n" * n
        + "}\n"
        + _function("k<<<1, 2>>>(0);\n" * n)
    ),
    "symbols": _numbered(
        "__device__ int d{i}; void g{i}() {{ cudaMemcpyToSymbol(d{i}, p, 4); }}\n"
    ),
    "pointers of functions": _inside("  cudaError_t (*p{i})(void *) = cudaFree;\n"),
    "statements of macros": _inside("  CHECK(cudaFree({i}));\n"),
    "defines in code": _inside("#define N{i} cudaFree\n  N{i}(0);\n#undef N{i}\n"),
    "usings of a name": _numbered(
        "namespace n{i} {{ using ::cudaFree; void g() {{ cudaFree(0); }} }}\n"
    ),
    "locals of CUDA's name": _numbered(
        "void g{i}() {{ int cudaSuccess = {i}; f(cudaSuccess); }}\n"
    ),
    "classes with CUDA's name": _numbered(
        "struct s{i} {{ int cudaFree(int); void g() {{ cudaFree(0); }} }};\n"
    ),
    "elif with versions": lambda n: (
        _function("")
        + "#if CUDART_VERSION < 1\n"
        + "".join(f"#elif CUDART_VERSION < {i}000\nint a{i};\n" for i in range(1, n))
        + "#endif\n"
    ),
}
