"""CUDA inside strings is reported and never edited."""

from __future__ import annotations

import pytest

from migrate.model import Status
from tests.porting import port

LOOKUP = "void* f(void* h) { return dlsym(h, %s); }\n"

FOUND = {
    "dlsym": (LOOKUP % '"cudaMalloc"', "cudaMalloc"),
    "dlvsym": ('dlvsym(h, "cuInit", "1");', "cuInit"),
    "windows": ('GetProcAddress(h, "cublasCreate_v2");', "cublasCreate_v2"),
    "driver": ('cuGetProcAddress("cuMemAlloc_v2", &f, 12000, 0);', "cuMemAlloc_v2"),
    "runtime": ('cudaGetDriverEntryPoint("cuInit", &f, 0);', "cuInit"),
    "in-a-table": ('const char* names[] = {"cuInit"};\nvoid* p = dlsym(h, names[0]);', "cuInit"),
    "in-a-macro": ('#define LOAD(h) dlsym(h, "cudaMalloc")\n', "cudaMalloc"),
    "prefix": ('dlsym(h, u8"cudaMalloc");', "cudaMalloc"),
    "kernel": ('const char* k = "__global__ void k() { __trap(); }";\n', "CUDA source"),
    "raw-kernel": ('const char* k = R"(\n__global__ void k() { __trap(); }\n)";\n', "CUDA source"),
    "coordinates": ('const char* k = "int i = threadIdx.x & 31;";\n', "CUDA source"),
    "include": ('const char* k = "#include <cuda_fp16.h>\\n";\n', "CUDA source"),
    "pieces": (
        'const char* k =\n    "extern \\"C\\" " // x\n    "__global__ void k() {\\n"\n'
        ' "__trap(); }";\n',
        "CUDA source",
    ),
    "pieces-of-a-macro": (
        '#define K "__global__ " \\\n  /* y */ "void k() { asm(0); }"\n',
        "CUDA source",
    ),
    "pieces-of-a-name": ('dlsym(h, "cuda" "Malloc");', "cudaMalloc"),
    "macro-between": (
        'const char* k = "__device__ " TYPE " f() {" R"(__trap();})";\n',
        "CUDA source",
    ),
    "option": (
        'const char* o[] = {"--gpu-architecture=compute_70", "-I."}; nvrtcCompileProgram(p, 2, o);',
        '"--gpu-architecture=compute_70"',
    ),
    "option-begun": ('auto o = "--fmad=" + s; nvrtcCompileProgram(p, 1, o);', '"--fmad="'),
    "ptx": ('const char* p = ".version 7.0\\n.target sm_70\\n";\n', "PTX"),
}


@pytest.mark.parametrize(("source", "api"), FOUND.values(), ids=FOUND.keys())
def test_what_is_found_by_name_or_compiled_later(source: str, api: str) -> None:
    source += "void g() { cudaFree(0); }\n"
    result = port(source, "a.h")
    (reference,) = (item for item in result.references if item.rule.endswith("-in-string"))
    assert (reference.name, reference.status) == (api, Status.MANUAL)
    assert source[reference.end - 1] == '"'
    (finding,) = (item for item in result.findings if item.rule == reference.rule)
    assert (finding.start, finding.end) == reference[:2]
    assert finding.suggestion
    assert not any(
        edit.start < reference.end and reference.start < edit.end for edit in result.edits
    )


NOT_FOUND = {
    "printed": 'printf("cudaMalloc failed"); puts("cudaMalloc");\n',
    "printed-beside-a-lookup": LOOKUP % '"x"' + 'printf("cudaMalloc failed");\n',
    "text-of-an-error": LOOKUP % '"x"' + 'void g() { throw std::runtime_error("cudaMalloc"); }\n',
    "same-name": LOOKUP % '"printf"',
    "unknown": LOOKUP % '"cudaNoSuchThing"',
    "comment": '// dlsym(h, "cudaMalloc")\n',
    "include-path": '#include "cuda_own.h"\n',
    "error": '#error "__global__ needs nvcc"\n',
    "guarded": "#ifdef USE_ROCM\n" + LOOKUP % '"cudaMalloc"' + "#endif\n",
    "character": "int c = 'cuda'; dlsym(h, x);\n",
    "option-of-another-program": 'run("nvcc", "--use_fast_math");\n',
    "option-that-stays": 'nvrtcCompileProgram(p, 1, "--std=c++17");\n',
    "empty": 'dlsym(h, "");\n',
}


@pytest.mark.parametrize("source", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_what_is_only_text(source: str) -> None:
    result = port(source + "void g() { cudaFree(0); }\n", "a.h", beside={"cuda_own.h": ""})
    assert [item for item in result.references if item.rule.endswith("-in-string")] == []


@pytest.mark.parametrize(
    "source", [LOOKUP % '"cudaMalloc"', FOUND["raw-kernel"][0]], ids=["name", "kernel"]
)
def test_a_file_with_cuda_in_strings_alone(source: str) -> None:
    result = port(source, "a.cpp")
    assert [item.status for item in result.references] == [Status.MANUAL]
    assert result.edits == ()


def message(literals: str) -> str:
    (finding,) = port(f"const char* k = {literals};\n", "a.cpp").findings
    return finding.message


def test_the_names_in_a_source_are_listed() -> None:
    text = r'"__device__ float f() {\nreturn clock64(); // cudaFree\n" "__ballot(1);}"'
    assert "that uses clock64, __ballot is" in message(text)
    text = 'R"(__global__ void k() { __syncthreads(); asm(""); })"'
    assert message(text).startswith("CUDA source in a string is compiled")
    many = " ".join(f"{name}();" for name in "cudaMalloc cudaFree cudaMemcpy cudaMemset".split())
    many += " cudaFreeHost(); cudaFreeAsync(); cudaEventRecord(); cudaFreeArray(); cudaMemcpy2D();"
    assert "cudaFreeArray, ... is compiled" in message(f'"__device__ void f() {{ {many} }}"')


@pytest.mark.parametrize(
    "text",
    [
        "__global__ void k(float* x) { x[threadIdx.x] *= 2; }",
        "#include <math.h>\\n __device__ float f(float x) { return sqrtf(x); }",
        "__shared__ int s[32]; __syncthreads();",
    ],
)
def test_a_source_that_stays_asks_for_nothing(text: str) -> None:
    result = port(f'const char* k = "{text}";\n', "a.cpp")
    (finding,) = result.findings
    assert (finding.rule, finding.status) == ("migrate/source-in-string", Status.INFO)
    assert [item.status for item in result.references] == [Status.NATIVE]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("cudaGraphSetConditional(h, 1);", "cudaGraphConditionalHandle *h;", True),
        ("cudaGraphSetConditional(h, 1);", "bool b = cudaGraphSetConditional(h, 1);", False),
        (
            "cudaGraphSetConditional(h, 1); cudaFree(p);",
            "int a = cudaGraphSetConditional(h);",
            True,
        ),
        ("__nanosleep(1);", "void f() { __nanosleep(1); }", True),
    ],
)
def test_a_source_for_what_the_target_lacks_goes_with_that(
    text: str, code: str, said: bool
) -> None:
    source = f'const char* k = "__global__ void k() {{ {text} }}";\n{code}\n'
    (found,) = [each for each in port(source, "a.cpp").findings if "in-string" in each.rule]
    assert (found.status is Status.MANUAL) is said


FILES = {
    "libcublas.so.12": "load libhipblas.so instead, whose versions are not CUDA's",
    "/usr/lib/libcublasLt.so": "load libhipblaslt.so instead, whose versions are not CUDA's",
    "libcuda.so.1": "load libamdhip64.so instead, whose versions are not CUDA's",
    "nvcuda.dll": "load amdhip64.dll instead, whose versions are not CUDA's",
    "cudart64_110.dll": "load amdhip64.dll instead, whose versions are not CUDA's",
    "nvrtc64_112_0.dll": "load hiprtc.dll instead, whose versions are not CUDA's",
    "libnvidia-ml.so.1": (
        "Device management goes through AMD SMI on ROCm: rewrite with the amdsmi calls, and "
        "link amd_smi"
    ),
}


@pytest.mark.parametrize("file", FILES)
def test_the_library_to_load_instead(file: str) -> None:
    source = f'void* h = dlopen("{file}", 1); int e = cudaFree(0);\n'
    (finding,) = port(source, "a.cpp").findings
    assert (finding.rule, finding.suggestion) == ("migrate/library-in-string", FILES[file])


def test_other_libraries_and_names_of_devices_are_no_ones() -> None:
    source = 'void f() { dlopen("libpng.so", 1); dlopen("jpeg62.dll", 1); dlsym(h, "cuda"); }\n'
    assert port(source, "a.cpp").findings == ()


def test_a_reference_between_literals_parts_them() -> None:
    source = 'const char* k = "__global__ void k(" CUDA_ARG_T " x) { __shared__ int y; }";\n'
    result = port(source, "a.cpp")
    kinds = [item.rule for item in result.references]
    assert kinds.count("migrate/source-in-string") == 2
    assert "migrate/unknown-name" in kinds


COMMANDS = {
    'system("nvidia-smi -q");': "nvidia-smi",
    'std::system("/usr/local/cuda/bin/nvcc --version");': "nvcc",
    'FILE *p = popen("nvcc -ptx k.cu", "r");': "nvcc",
    'std::string c = "nvcc -ptx " + file; system(c.c_str());': "nvcc",
    'snprintf(c, 99, "nvprof %s", app); system(c);': "nvprof",
    'execlp("cuobjdump", app, nullptr);': "cuobjdump",
}


@pytest.mark.parametrize("body", COMMANDS)
def test_commands_of_cudas_tools_are_told(body: str) -> None:
    result = port(f"void f(const char *file) {{ {body} }}\n", "a.cpp")
    (finding,) = result.findings
    assert finding.rule == "migrate/command-in-string"
    assert finding.message.startswith(COMMANDS[body])


@pytest.mark.parametrize(
    "body",
    [
        'system("ls"); fprintf(stderr, "nvcc failed");',
        'system("ls"); std::cerr << "nvidia-smi is not there";',
        'system("ls"); throw std::runtime_error("nvcc failed");',
        'system("rm nvcc.log");',
        'system("nvidia-smi-exporter");',
        'puts("nvcc -ptx");',
        'obj.system("nvcc");',
    ],
)
def test_what_only_names_a_tool_is_no_command(body: str) -> None:
    assert port(f"void f() {{ {body} }}\n", "a.cpp").findings == ()
