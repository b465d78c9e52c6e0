"""Every row of ``rules/cuda`` agrees with NVIDIA's headers (``-m surface``; downloads about 270 MB
once).

The wheels of cuBLAS, cuDNN, cuFFT, cuSOLVER, cuSPARSE, cuTENSOR and NCCL are gigabytes:
``SURFACE=large`` in the environment adds them. Without it the rows of these libraries are
compared with NVIDIA's Python bindings, where these declare the name, and the others are counted
as not checked.
"""

from __future__ import annotations

import csv
import os
import re

import pytest

from tests.surface import cuda_surface, wheels
from tests.surface.cuda_surface import Sources, Verdict

pytestmark = pytest.mark.surface

LARGE = os.environ.get("SURFACE") == "large"
NEED_LARGE = frozenset(
    "cublas cublasLt cublasXt cudnn cufft cusolver cusparse cusparseLt cutensor nccl".split()
)
NOT_PUBLIC = re.compile(r"/__|^(CL|Openacc|Openmp|nvtxw3)/|^generated_|\.hpp$")


@pytest.fixture(scope="session")
def sources() -> Sources:
    return cuda_surface.sources(wheels.cache(), large=LARGE)


@pytest.mark.parametrize("library", cuda_surface.libraries())
def test_rows_agree_with_the_headers(library: str, sources: Sources) -> None:
    results = cuda_surface.check(cuda_surface.rows(library), sources)
    wrong = [result for result in results if result.verdict is Verdict.WRONG]
    assert not [f"{result.row.name}: {result.reason}" for result in wrong]
    (figures,) = cuda_surface.count(results)
    if LARGE or library not in NEED_LARGE:
        assert figures.checked >= 0.8 * figures.rows, "the wheels no longer hold what is compared"


def test_every_public_header_has_a_library(sources: Sources) -> None:
    with (cuda_surface.TABLES / "headers.csv").open(encoding="utf-8", newline="") as file:
        known = {line["header"] for line in csv.DictReader(file)}
    folders = tuple(name.removesuffix("*") for name in known if name.endswith("/*"))
    unknown = [name for name in sources.current if not name.startswith(folders)]
    assert not [name for name in unknown if name not in known and not NOT_PUBLIC.search(name)]
