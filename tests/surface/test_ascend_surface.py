"""What ports to Ascend write is declared by the vendor's headers (``-m surface``; downloads 44 MB
once, the wheel of torch-npu, which holds those of AscendCL and HCCL).
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from migrate.rules.targets import rules_folder
from tests.surface import wheels
from tests.surface.ascend_surface import (
    LIBRARIES,
    WHEEL,
    arguments,
    calls,
    headers,
    helpers,
    is_known,
    rows,
    unlike,
)
from tests.surface.declarations import merge, read

pytestmark = pytest.mark.surface


@pytest.mark.parametrize("library", LIBRARIES)
def test_rows_are_declared_with_as_many_parameters(library: str) -> None:
    found = list(rows(library))
    assert len(found) > 20
    assert not [text for row in found for text in unlike(row, library, headers())]


def test_calls_that_rules_write_are_declared_with_as_many_parameters() -> None:
    declared = merge([headers(), helpers()])
    found = list(calls())
    assert len(found) > 70
    assert not [item for item in found if not is_known(*item[1:], declared)]


def test_the_header_of_ports_compiles(tmp_path: Path) -> None:
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("needs g++")
    with zipfile.ZipFile(wheels.fetch(WHEEL, wheels.cache())) as archive:
        wanted = (name for name in archive.namelist() if "/third_party/acl/inc/" in name)
        archive.extractall(tmp_path, wanted)
    unit = tmp_path / "unit.cpp"
    unit.write_text('#include "acl_port.hpp"\n')
    folders = [*tmp_path.glob("**/third_party/acl/inc"), rules_folder() / "ascend" / "helpers"]
    command = [compiler, "-std=c++11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]
    words = [word for folder in folders for word in ("-I", str(folder))]
    done = subprocess.run(
        [*command, *words, str(unit)], check=False, capture_output=True, text=True
    )
    assert not done.stderr


def test_what_is_wrong_is_told() -> None:
    declared = read("int aclA(int, int); int aclB(int); typedef void* aclC;")
    row = {"cuda": "cudaFree", "kind": "function", "target": "aclA"}
    assert list(unlike(row, "runtime", declared)) == [
        "cudaFree: aclA takes [Counts(fewest=2, most=2)], CUDA's [1]"
    ]
    assert list(unlike({**row, "target": "aclB"}, "runtime", declared)) == []
    told = next(iter(unlike({**row, "target": "aclD"}, "runtime", declared)))
    assert told.endswith("not declared")
    assert is_known("aclA", 2, False, declared)
    assert not is_known("aclA", 3, False, declared)
    assert is_known("aclA", 1, True, declared)
    assert not is_known("aclD", 1, True, declared)
    assert arguments("f((a, b), g(c, d), e), h", 2) == ["(a, b)", "g(c, d)", "e"]
