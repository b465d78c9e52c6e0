"""A small tree that is hard on formats: encodings, line ends, wide characters, odd names."""

from __future__ import annotations

from pathlib import Path

from migrate.model import Report
from migrate.report.outputs.names import Originals
from migrate.run import run
from migrate.settings.config import load

FILES = {
    "src/plain.cu": b"#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n",
    "src/crlf.cu": (
        b"#include <cuda_runtime.h>\r\n"
        b"void g() { cudaGraphicsD3D9RegisterResource(0, 0, 0); }\r\n"
        b"\tvoid h() { cudaFree(0); cudaNoSuchThing(1); }\r\n"
    ),
    "src/wide.cu": (
        "\ufeff/* \N{GRINNING FACE} é */ int v() { return CUDART_VERSION; }\n"
        "\t/* \N{GRINNING FACE}\N{GRINNING FACE} ü */ void w() { cudaNoSuchThing(2); }\n"
        '// "a" | `b` <c> @d\nvoid t() { cudaNoSuchThing(3); cudaNoSuchThing(4); }\n'
    ).encode(),
    "src/latin.cu": (
        b"// caf\xe9 \xff\n/* \xe9\xe8 */ void x() { cudaFree(0); cudaNoSuchThing(5); }\n"
    ),
    "src/no newline.cu": b"void n() { cudaDeviceReset(); }",
    "src/odd/a#b%20c,d:e;f é'&.cu": b"void o() { cudaNoSuchThing(6); cudaFree(0); }\n",
    "src/lanes.cu": (
        b"__global__ void k(unsigned *o) {\n"
        b"  unsigned m = __ballot_sync(0xffffffffu, o[0]);\n"
        b"  o[1] = __popc(m) + __shfl_sync(0xffffffffu, o[2], 0);\n"
        b"}\n"
    ),
    "src/old.cu": (
        b"#include <cuda_runtime.h>\n"
        b"#include <cudnn_no_such.h>\n"
        b"#if __CUDA_ARCH__ < 600\nint a;\n#endif\n"
    ),
    "src/binary.cu": b"void b() { cudaFree(0); }\0\n",
}


def lay_out(folder: Path) -> Path:
    """Write the tree below ``folder``; what comes back is its root ``src``."""
    for name, data in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "src"


def checked(source: Path) -> tuple[Report, Originals]:
    """The report on a tree, and its files as they are."""
    done = run([source], load(source, {}))
    return done.report, lambda name: done.files[name].read_bytes()
