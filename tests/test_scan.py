"""Candidates and includes of a file, and the files that have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Span
from migrate.text.headernames import header_looks_like_cuda, includes
from migrate.tree.parsing import shared_tree
from migrate.tree.reading import words
from migrate.tree.vocabulary import looks_like_cuda
from tests.porting import scanned

NOTHING = {
    "empty": b"",
    "blank": b" \n\t\r\n",
    "plain": b"#include <vector>\nint main() { return 1 << 3; }\n",
    "own-words": b"int CUDA, cu, custom, Cuda, curl_easy, cursor, CU, CUBE;",
    "inside-words": b"int mycudaFree, cudafree, cuda_Free, xcublasCreate;",
    "number": b"0xcu1 1cudaFree",
    "beyond-ascii": "int écudaFree, cudaFreeé, cudaFree\\u00e9;".encode(),
    "beyond-utf-8": b"int \xe9cudaFree, cudaFree\xe9;",
    "dollar": b"int $cudaFree, cudaFree$;",
    "shifts": b"a << 1; b <<= 2; std::vector<std::vector<int>> c; d >> 3;",
}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING.keys())
def test_a_file_without_candidates(data: bytes) -> None:
    seen = scanned(data)
    assert seen is None or not seen.tokens


CANDIDATES = {
    "call": ("cudaFree(0);", ["cudaFree"]),
    "launch": ("k<<<1, 2>>>();", ["<<<"]),
    "unknown": ("cudaFooBar(0); CUDA_FOO(x); cuFooBar(y);", ["cudaFooBar", "CUDA_FOO", "cuFooBar"]),
    "device": ("__global__ void k() { __syncthreads(); }", ["__global__", "__syncthreads"]),
    "assembly": ('asm("nop");', ["asm"]),
    "namespace": ("cub::Sum(); thrust::sort(a);", ["cub", "thrust"]),
    "in-trivia": (
        "/* cudaFree */ \"cudaFree\" 'cudaFree' cudaMalloc // k<<<1, 2>>>",
        ["cudaMalloc"],
    ),
    "in-directives": (
        "#define A cudaFree\n#if CUDA_VERSION > 1\n#endif",
        ["cudaFree", "CUDA_VERSION"],
    ),
    "conflict-markers": (
        "<<<<<<< ours\nint a;\n=======\n>>>>>>> theirs\ncudaFree(0);",
        ["cudaFree"],
    ),
    "four-signs": ("a <<<< b; cudaFree(0);", ["cudaFree"]),
}


@pytest.mark.parametrize(("text", "expected"), CANDIDATES.values(), ids=CANDIDATES.keys())
def test_candidates(text: str, expected: list[str]) -> None:
    seen = scanned(text)
    assert seen is not None
    assert [token.text for token in seen.tokens] == expected
    assert [text[token.start : token.end] for token in seen.tokens] == expected


INCLUDES = {
    "angle": ("#include <cuda.h>", [("cuda.h", False, "<cuda.h>")]),
    "quoted": ('#include "a/b.cuh"', [("a/b.cuh", True, '"a/b.cuh"')]),
    "spaces": ("  \t#  include\t<cuda.h> // why", [("cuda.h", False, "<cuda.h>")]),
    "no-space": ('#include"a.h"', [("a.h", True, '"a.h"')]),
    "next": ("#include_next <cuda.h>", [("cuda.h", False, "<cuda.h>")]),
    "several": (
        "#include <a.h>\r\n#include <b.h>\r\n",
        [("a.h", False, "<a.h>"), ("b.h", False, "<b.h>")],
    ),
    "macro": ("#include CUDA_HEADER", []),
    "empty": ('#include <>\n#include ""', []),
    "never-closed": ("#include <cuda.h\n>", []),
    "other-directive": ("#includes <cuda.h>\n#define include <cuda.h>", []),
    "behind-text": ("int a; #include <cuda.h>", []),
}


@pytest.mark.parametrize(("text", "expected"), INCLUDES.values(), ids=INCLUDES.keys())
def test_includes(text: str, expected: list[tuple[str, bool, str]]) -> None:
    found = includes(text.encode())
    assert [(item.path, item.quoted, text[item.start : item.end]) for item in found] == expected


def test_includes_in_comments_and_strings_do_not_count() -> None:
    text = '/*\n#include <a.h>\n*/\nconst char* s = R"(\n#include <b.h>\n)";\n#include <cuda.h>\n'
    seen = scanned(text)
    assert seen is not None
    assert [item.path for item in seen.includes] == ["cuda.h"]


def test_an_include_path_may_hold_any_bytes() -> None:
    seen = scanned(b'#include "\xff.h"\n#include <cuda.h>\n')
    assert seen is not None
    assert seen.includes[0].path.encode("utf-8", "surrogateescape") == b"\xff.h"


@pytest.mark.parametrize("header", ["cuda_runtime.h", "cuda_unknown.h", "hip/hip_runtime.h"])
def test_a_header_alone_makes_a_candidate(header: str) -> None:
    seen = scanned(f"#include <{header}>\nint a;\n")
    assert seen is not None
    assert [item.path for item in seen.includes] == [header]


LOOKS = {
    **dict.fromkeys(
        "cudaMalloc CUDA_R_32F CUDART_VERSION cuInit CUdevice CU_LAUNCH_END cublasCreate "
        "CUBLAS_OP_N "
        "cufftExecC2C ncclSend pncclSend NCCL_ABC nvmlInit nvrtcVersion __cudaFoo __nv_bfloat16 "
        "cuFileOpen nvJitLinkCreate".split(),
        True,
    ),
    **dict.fromkeys(
        "cuda CUDA cuda_x cudamalloc Cudamalloc CudaMalloc curl cursor cut cu1 cuX CURL_OK CUBE CU "
        "custom cublas curand nccl NCCL nvml mycudaMalloc".split(),
        False,
    ),
}


@pytest.mark.parametrize(("name", "expected"), LOOKS.items(), ids=LOOKS.keys())
def test_what_is_formed_like_cudas(name: str, expected: bool) -> None:
    assert looks_like_cuda(name) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cuda.h", True),
        ("my/cudaHelper.h", False),
        ("cuda_extra/a.h", True),
        ("cublas_v3.h", True),
        ("vector", False),
    ],
)
def test_what_header_is_formed_like_cudas(path: str, expected: bool) -> None:
    assert header_looks_like_cuda(path) is expected


@given(st.binary(max_size=80) | st.text('cudaFre_ é$\\u<"/\n', max_size=40).map(str.encode))
def test_every_candidate_is_a_whole_word(data: bytes) -> None:
    data = b"cudaFree " + data + b"\n cudaFree<<<"
    seen = scanned(data)
    assert seen is not None
    assert seen.tokens[0][:2] == (0, 8)
    for token in seen.tokens:
        written = data[token.start : token.end].decode()
        assert written == token.text or (token.text == "<<<" and not written.strip("< \t"))
        assert token.text == "<<<" or token.text.encode() in words(data)


def test_a_tree_is_made_once_for_whoever_hides_the_same_of_it() -> None:
    seen = scanned("void f() { cudaFree(0); }\n")
    assert seen is not None
    made = shared_tree(seen)
    assert shared_tree(seen) is made
    assert shared_tree(seen, words=[Span(0, 4)]) is not made
    seen.reading.forget()
    assert shared_tree(seen) is not made


@pytest.mark.parametrize(
    ("ahead", "parent"),
    [
        ("CUDA_CHECK\n  // wait\n  ", "call_expression"),
        ("k(); CUDA_CHECK\n\n  ", "call_expression"),
        ("FLOAT\n  ", "function_declarator"),  # may be a type: what is declared stays a declaration
    ],
)
def test_a_macro_that_is_a_statement_is_no_type(ahead: str, parent: str) -> None:
    text = f"void f(float* a) {{\n  {ahead}cudaFree(a);\n}}\n"
    seen = scanned(text)
    assert seen is not None
    at = text.index("cudaFree")
    _, leaf = shared_tree(seen).leaf(at, at + len("cudaFree"))
    assert leaf.parent is not None
    assert leaf.parent.type == parent
