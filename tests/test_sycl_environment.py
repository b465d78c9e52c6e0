"""The environment that SYCL programs are compiled in: how it is made, found, what it lacks."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

from migrate.model import UserError
from migrate.sycl import environment, install
from migrate.sycl.environment import LIBRARIES, PINS, find_environment, missing, pinned
from migrate.sycl.images import by_kernel
from migrate.sycl.registration import DevicePass, host_unit
from migrate.sycl.spirv import instructions, kernels_of
from migrate.sycl.units import unit_of

_HELD, _LEFT = "sycl/sycl.hpp", "oneapi/dpl/algorithm"


def wheel(folder: Path, pin: str) -> None:
    """A package like the pinned one: a library that is in it twice, and headers."""
    name, _, version = pin.replace("-", "_").partition("==")
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    data = f"{name}-{version}.data/data"
    with zipfile.ZipFile(folder / f"{name}-{version}-py2.py3-none-any.whl", "w") as archive:
        archive.writestr(f"{about}/METADATA", metadata)
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py2.py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
        archive.writestr(f"{data}/lib/lib{name}.so", name)
        archive.writestr(f"{data}/lib/lib{name}.so.3", name)
        archive.writestr(f"{data}/lib/lib{name}_more.so.6", "more of it")
        archive.writestr(f"{data}/include/{_HELD}", "held")
        archive.writestr(f"{data}/include/{_LEFT}", "left")
        archive.writestr(f"{data}/../../escaped", "no")


def program(folder: Path, name: str, body: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index of small wheels, and a clang++ that is a script."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for pin in (*pinned(PINS), *pinned(LIBRARIES)):
        wheel(folder, pin)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    made = 'for word; do [ "$last" = -o ] && echo built >"$word"; last=$word; done'
    program(tmp_path / "bin", "clang++-22", f'[ "$1" = -dumpversion ] && echo 22.1.8\n{made}')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return folder


@pytest.mark.commands
def test_what_was_interrupted_goes_on_where_it_was(registry: Path, tmp_path: Path) -> None:
    root = tmp_path / "env"
    last = registry / "mkl_include-2026.2.0-py2.py3-none-any.whl"
    kept = last.rename(tmp_path / last.name)
    steps: list[str] = []
    with pytest.raises(UserError, match=r"mkl-include==2026\.2\.0 cannot be downloaded"):
        steps.extend(install.make(install.plan(root, libraries=False)))
    assert missing(root) == (
        "mkl-include==2026.2.0",
        environment.device_compiler(),
        environment.DEVICE_HEADERS,
    )
    kept.rename(last)
    left = install.plan(root, libraries=False)
    assert left.packages == ("mkl-include==2026.2.0",)
    assert [step.partition(" ")[0] for step in install.make(left)] == [
        *left.packages,
        "links",
        "the",
    ]
    assert missing(root) == ()
    assert list(install.make(install.plan(root, libraries=False))) == []
    assert missing(root, libraries=True) == pinned(LIBRARIES)


@pytest.mark.commands
def test_a_package_is_unpacked_without_what_leads_out_of_the_folder(
    registry: Path, tmp_path: Path
) -> None:
    root = tmp_path / "env"
    list(install.make(install.plan(root, libraries=False)))
    assert (root / "lib/libumf.so").samefile(root / "lib/libumf.so.3")
    assert (root / "lib/libumf_more.so").read_text() == "more of it"
    assert not list(tmp_path.rglob("escaped"))
    headers = root / environment.DEVICE_HEADERS
    assert (headers / _LEFT).read_text() == "left"
    assert not (headers / _HELD).exists()
    assert (root / environment.device_compiler()).read_text() == "built\n"


def test_an_environment_that_is_named_has_to_be_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"--sycl-env: .* is no complete SYCL environment"):
        find_environment(tmp_path)
    monkeypatch.setenv(environment.VARIABLE, str(tmp_path))
    with pytest.raises(
        UserError, match=r"MIGRATE_SYCL_ENV: .* intel-sycl-rt==2026\.2\.0 is missing"
    ):
        find_environment()


def test_a_compiler_with_sycl_is_taken_and_one_without_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(environment.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    program(tmp_path / "bin", "clang++", "echo Debian clang version 22.1.8")
    program(tmp_path / "bin", "icpx", '[ "$1" = --version ] && echo "oneAPI DPC++" || exit 1')
    assert find_environment() is None
    program(tmp_path / "bin", "icpx", "echo Intel oneAPI DPC++/C++ Compiler 2026.2.0")
    found = find_environment()
    assert found is not None
    assert (found.compiler, found.root) == (str(tmp_path / "bin/icpx"), None)


def test_options_reach_the_passes_that_know_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ahead.h").touch()
    words = "-O2 -I include -DN=1 -include ahead.h -include vector -Wall -lm -isystem/x -g".split()
    unit = unit_of(Path("a.cpp"), words)
    here = tmp_path.resolve()
    ahead = f"-include{here}/ahead.h"
    both = (f"-I{here}/include", "-DN=1", ahead, "-includevector", "-isystem/x", "-std=c++17")
    assert (unit.source, unit.both, unit.host) == (here / "a.cpp", both, ("-O2", "-g"))
    assert unit_of(Path("a.cpp"), ["-std=c++20"]).both == ("-std=c++20",)


def instruction(operation: int, *words: int) -> list[int]:
    return [(len(words) + 1) << 16 | operation, *words]


def text_of(text: str) -> list[int]:
    data = text.encode() + b"\0" * (4 - len(text) % 4)
    return list(struct.unpack(f"={len(data) // 4}I", data))


def module() -> bytes:
    """Two kernels; the second takes a pointer to local memory last."""
    words = [0x07230203, 0x10400, 0, 99, 0]
    words += instruction(15, 6, 1, *text_of("first"), 50)
    words += instruction(15, 6, 2, *text_of("seconds"))
    words += instruction(32, 10, 5, 8) + instruction(32, 11, 4, 8)
    words += instruction(54, 7, 1, 0, 9) + instruction(55, 11, 20) + instruction(55, 10, 21)
    words += instruction(54, 7, 2, 0, 9) + instruction(55, 10, 22) + instruction(55, 11, 23)
    words += instruction(71, 3, 41, *text_of("_Z5twicei"), 0)
    words += instruction(71, 4, 41, *text_of("_Z6fartheri"), 1)
    words += instruction(71, 5, 41, *text_of("__devicelib_sin"), 1)
    words += instruction(54, 7, 3, 0, 9) + instruction(55, 11, 24)
    words += instruction(54, 7, 4, 0, 9) + instruction(54, 7, 5, 0, 9)
    return struct.pack(f"={len(words)}I", *words)


def test_kernels_and_their_scratch_memory_are_read_from_the_image() -> None:
    kernels = kernels_of(module())
    assert kernels.names == ("first", "seconds")
    assert kernels.scratch == {"seconds": 1}


def test_what_units_share_is_read_from_the_image() -> None:
    kernels = kernels_of(module())
    assert kernels.exported == ("_Z5twicei",)
    assert kernels.imported == ("_Z6fartheri",)


def of_two_kernels(*remarks: int) -> bytes:
    """The first kernel (1) calls 3, which reads the variable 30; the second (2) calls nothing, and
    adds a constant of the value 3. Each has one number of its own, 20, 21 and 22.
    """
    words = [0x07230203, 0x10400, 0, 99, 0]
    words += instruction(15, 6, 1, *text_of("first")) + instruction(15, 6, 2, *text_of("second"))
    words += instruction(16, 1, 31) + instruction(16, 2, 31)
    words += [word for of in (1, 2, 3, 20, 21, 22, 30) for word in instruction(5, of, of + 0x100)]
    words += remarks
    words += instruction(21, 7, 32, 0) + instruction(43, 7, 8, 3) + instruction(59, 7, 30, 5)
    words += instruction(54, 7, 1, 0, 9) + instruction(57, 7, 20, 3) + instruction(56)
    words += instruction(54, 7, 2, 0, 9) + instruction(128, 7, 21, 8, 8) + instruction(56)
    words += instruction(54, 7, 3, 0, 9) + instruction(61, 7, 22, 30) + instruction(56)
    return struct.pack(f"={len(words)}I", *words)


def test_a_module_is_cut_into_one_for_each_kernel() -> None:
    whole = of_two_kernels()
    first, second = by_kernel(whole)
    assert [kernels_of(one).names for one in (first, second)] == [("first",), ("second",)]
    assert first[:20] == second[:20] == whole[:20]

    def of(module: bytes, operation: int, place: int) -> list[int]:
        return [words[place] for said, words in instructions(module) if said == operation]

    functions, names, variables, modes = (54, 1), (5, 0), (59, 1), (16, 0)
    assert of(first, *functions) == [1, 3]
    assert of(second, *functions) == [2]
    assert of(first, *names) == [1, 3, 20, 22, 30]
    assert of(second, *names) == [2, 21]
    assert (of(first, *variables), of(second, *variables)) == ([30], [])
    assert (of(first, *modes), of(second, *modes)) == ([1], [2])


def test_what_other_units_call_is_a_module_of_its_own() -> None:
    modules = by_kernel(of_two_kernels(*instruction(71, 3, 41, *text_of("_Z5twicei"), 0)))
    kernels = [kernels_of(one) for one in modules]
    assert [one.names for one in kernels] == [("first",), ("second",), ()]
    assert [one.exported for one in kernels] == [(), (), ("_Z5twicei",)]
    assert by_kernel(b"") == []


def test_a_unit_registers_its_kernels_and_the_variables_that_they_use(tmp_path: Path) -> None:
    image, footer = tmp_path / "image.spv", tmp_path / "footer.h"
    image.write_bytes(module() + b"uid_used\0")
    call = 'device_global_map::add((void *)&::ns::{0}, "uid_{0}");\n'
    footer.write_text(call.format("used") + call.format("left"))
    text = host_unit(Path("/src/a.cpp"), DevicePass(tmp_path / "header.h", footer, [image]))
    assert text.startswith(f'#include "/src/a.cpp"\n#include "{footer}"\n')
    assert '{0, "first", 0, 0, 0}, {0, "seconds", 0, 0, 0}, {0, "_Z5twicei", 0, 0, 0}' in text
    assert 'exported[] = {{"_Z5twicei", 0, 1, 1}}' in text
    assert '{"SYCL/imported symbols", migrate_imported, migrate_imported + 1}' in text
    assert 'scratch[] = {{"seconds", 0, 1, 1}}' in text
    assert 'variables[] = {{"uid_used", &migrate_sizes[0], 2, 16}}' in text
    assert "migrate_sizeof(&::ns::used)" in text
    assert "uid_left" not in text


def test_a_unit_without_kernels_registers_nothing(tmp_path: Path) -> None:
    made = DevicePass(tmp_path / "header.h", None, [])
    assert host_unit(Path("/src/a.cpp"), made) == '#include "/src/a.cpp"\n'
