"""The prelude declares what the tables have, before any parser has read it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from migrate.rules.targets import rules_folder
from migrate.semantics import prelude

TABLES = rules_folder() / "cuda"
WORD = re.compile(r"[A-Za-z_]\w*")


def names(table: str) -> list[str]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8") as stream:
        return [row["name"] for row in csv.DictReader(stream)]


@pytest.mark.parametrize("table", ["runtime", "driver", "cublas", "fp16", "curand_device", "nccl"])
def test_every_name_of_a_table_is_in_its_header(table: str) -> None:
    texts = prelude.texts(TABLES)
    words = set(WORD.findall("".join(texts[f"migrate/{name}.h"] for name in ("core", table))))
    left = [name for name in names(table) if not (name in words or prelude.is_switch(name))]
    assert left == []


def test_headers_of_programs_are_stubs() -> None:
    texts = prelude.texts(TABLES, frozenset({"cub/cub.cuh", "cutlass/cutlass.h", "mine.h"}))
    assert "#include <migrate/runtime.h>" in texts["cuda_runtime.h"]
    assert "#include <migrate/cublas.h>" in texts["cublas_v2.h"]
    assert "#include <migrate/cub.h>" in texts["cub/cub.cuh"]
    assert "mine.h" not in texts
    assert "cutlass/cutlass.h" not in texts  # of which there are no declarations


def test_stubs_make_way_for_an_sdk(tmp_path: Path) -> None:
    sdk, made = tmp_path / "sdk", tmp_path / "made"
    sdk.mkdir()
    (sdk / "cuda_runtime.h").write_text("")
    prelude.write(made, prelude.texts(TABLES), [sdk])
    assert not (made / "cuda_runtime.h").exists()
    assert (made / "cublas_v2.h").exists()
    assert "<cuda_runtime.h>" in (made / prelude.UNIT).read_text()
    assert "cublasCreate" in (made / "migrate/cublas.h").read_text()


@pytest.mark.parametrize(
    ("name", "library", "kind"),
    [
        ("cudaMalloc", "runtime", "cudaError_t"),
        ("cudaGetErrorString", "runtime", "const char *"),
        ("cudaGetLastError", "runtime", "cudaError_t"),
        ("cuMemAlloc", "driver", "CUresult"),
        ("cuGetErrorString", "driver", "CUresult"),
        ("make_cudaPos", "runtime", "cudaPos"),
        ("__half2float", "fp16", "float"),
        ("__half22float2", "fp16", "float2"),
        ("__hadd2", "fp16", "__half2"),
        ("__float2half", "fp16", "__half"),
        ("__expf", "device", "float"),
        ("__clz", "device", "int"),
        ("__dadd_rn", "device_math", "double"),
        ("curand_uniform4", "curand_device", "float4"),
    ],
)
def test_what_functions_return_is_read_off_their_names(name: str, library: str, kind: str) -> None:
    assert prelude.returned(name, library) == kind
