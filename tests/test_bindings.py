"""Other languages: names of CUDA's in what they declare or call of C are reported."""

from __future__ import annotations

from pathlib import Path

from migrate.files.source import position
from migrate.model import Status
from migrate.run import run
from migrate.settings.config import Settings

DECLARES = """# cudaFree is a comment
cdef extern from *:
    ctypedef void* Stream "cudaStream_t"

cdef extern from "cuda_runtime_api.h" nogil:
    '''cudaDeviceReset is a text'''
    ctypedef int cudaError_t
    cudaError_t cudaMemGetInfo(size_t* free, size_t* total)  # cudaFree
    int curious(int cups)

    enum: cudaSuccess

cdef extern from "mine.h":
    void run(float4 v)

def f():
    return cudaMemGetInfo(NULL, NULL)
"""


def test_names_in_declarations(tmp_path: Path) -> None:
    (tmp_path / "a.pxd").write_text(DECLARES)
    (tmp_path / "b.pyx").write_text("print('cudaMalloc')\n")
    (file,) = run([tmp_path], Settings(jobs=1)).report.files
    names = [(position(file.lines, item.start).line, item.name) for item in file.references]
    assert names == [
        (3, "cudaStream_t"),
        (7, "cudaError_t"),
        (8, "cudaError_t"),
        (8, "cudaMemGetInfo"),
        (11, "cudaSuccess"),
    ]
    (finding,) = file.findings
    assert (finding.rule, finding.status) == ("migrate/cython-declaration", Status.MANUAL)
    assert 'cudaStream_t "hipStream_t", cudaError_t "hipError_t", ' in finding.suggestion
    assert len(finding.more) == 4


def test_a_comment_silences(tmp_path: Path) -> None:
    text = DECLARES.replace("# cudaFree is a comment", "# migrate: off")
    (tmp_path / "a.pyx").write_text(text)
    (file,) = run([tmp_path], Settings(jobs=1)).report.files
    assert not file.findings
    assert {item.status for item in file.references} == {Status.NATIVE}


CALLS = """package cu

// cudaFree is a comment, and this one includes:
//#cgo LDFLAGS: -lcudart
//#include <cuda_runtime_api.h>
//#include "mine.h"
import "C"
import "unsafe"

func alloc(n int) (p unsafe.Pointer) {
    if C.cudaMalloc(&p, C.size_t(n)) != C.cudaSuccess { // C.cudaFree
        panic("C.cudaFree" + `C.cudaFree`)
    }
    var e C.enum_cudaError = cudaMalloc()
    return C.mine(e)
}
"""


def test_calls_from_go(tmp_path: Path) -> None:
    (tmp_path / "a.go").write_text(CALLS)
    (tmp_path / "b.go").write_text("package b\n// C.cudaFree\nfunc C() { C.cudaFree() }\n")
    (file,) = run([tmp_path], Settings(jobs=1)).report.files
    names = [(position(file.lines, item.start).line, item.name) for item in file.references]
    assert names == [
        (5, "cuda_runtime_api.h"),
        (11, "cudaMalloc"),
        (11, "cudaSuccess"),
        (14, "cudaError"),
    ]
    (finding,) = file.findings
    assert (finding.rule, finding.status) == ("migrate/cgo-name", Status.MANUAL)
    assert (
        "cuda_runtime_api.h as hip/hip_runtime_api.h, cudaMalloc as hipMalloc" in finding.suggestion
    )
