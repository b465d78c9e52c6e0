"""``migrate verify --to ascend``, which checks types alone: with the vendor's headers, and without.

``-m surface`` downloads them once (44 MB).
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrate.rules.targets import Compiling, targets
from migrate.semantics.toolchain import is_installed
from migrate.verification.typed import headers, launches_as_calls
from tests.surface import wheels
from tests.surface.ascend_surface import WHEEL
from tests.warm import migrate

CORPUS = Path(__file__).parents[1] / "corpus"
ASCEND = next(info for info in targets() if info.name == "ascend")
# A lambda that returns what CUB has no counterpart of; a macro for host and device behind
# #ifdef __CUDACC__, which has a finding of its own.
KNOWN = {"cub_scan", "imaging_lib"}


def test_launches_are_calls() -> None:
    source = (
        b"// k<<<1>>>(p)\nvoid f() { k<<<dim3(1, 2), n, 0, s>>>(p, g(1)); t<float><<<1, 2>>>(); }"
    )
    first = b"(migrate_launch(dim3(1, 2), n, 0, s), k(p, g(1)))"
    second = b"(migrate_launch(1, 2), t<float>())"
    assert launches_as_calls(source) == b"// k<<<1>>>(p)\nvoid f() { %s; %s; }" % (first, second)
    assert launches_as_calls(b"int x = 1 << 2;") == b"int x = 1 << 2;"


def test_headers_are_those_of_the_first_folder_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        (tmp_path / name / "acl").mkdir(parents=True)
    (tmp_path / "second" / "acl" / "acl.h").touch()
    monkeypatch.setenv("TOOLKIT", str(tmp_path / "second"))
    folders = ("$NO_SUCH_VARIABLE/x", str(tmp_path / "first"), f"$TOOLKIT:{tmp_path}/first:/none")
    assert headers(ASCEND, Compiling(headers=folders)) == (tmp_path / "second", tmp_path / "first")
    assert headers(ASCEND, Compiling(headers=folders[:2])) == ()


@pytest.fixture(scope="session")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What names the compilers and the vendor's headers."""
    if not is_installed():
        pytest.skip("needs libclang")
    folder = tmp_path_factory.mktemp("acl")
    with zipfile.ZipFile(wheels.fetch(WHEEL, wheels.cache())) as archive:
        wanted = (name for name in archive.namelist() if "/third_party/acl/inc/" in name)
        archive.extractall(folder, wanted)
    (include,) = folder.glob("**/third_party/acl/inc")
    return f"g++ -I{include}"


def program(path: str) -> str:
    """The program of the corpus that a file belongs to."""
    parts = path.split("/")
    return parts[parts.index("cuda") - 1]


def verified(vendor: str, *paths: str | Path, to: str = "ascend@950") -> dict[str, Any]:
    done = migrate(
        *("verify", *map(str, paths), "--to", to, "--compiler", vendor, "--format", "json")
    )
    found: dict[str, Any] = json.loads(done.out)["verification"]
    return found


@pytest.mark.surface
def test_programs_of_the_corpus_have_the_vendors_types(vendor: str) -> None:
    found = verified(vendor, CORPUS)
    outcomes: dict[str, set[str]] = {}
    for unit in found["units"]:
        outcomes.setdefault(program(unit["path"]), set()).add(unit["outcome"])
    clean = {name for name, said in outcomes.items() if said == {"compiled"}}
    assert len(clean) >= 12, sorted(clean)
    silent = [item for item in found["problems"] if item["standing"] == "silent"]
    assert {program(item["path"]) for item in silent} <= KNOWN, silent
