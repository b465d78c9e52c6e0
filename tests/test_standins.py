"""Headers made of what the target declares, and folders of headers that build files name."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.rules.surface import Surface
from migrate.settings.config import FileOptions
from migrate.tree.folders import build_folders
from migrate.verification.configured import Made
from migrate.verification.standins import stand_in
from tests.porting import rules


def surface(version: str = "6.4") -> Surface:
    known = rules("hip")
    return Surface(known.info, version, known.folders)


def test_a_stand_in_declares_a_library() -> None:
    text = stand_in(surface(), "hipsparse/hipsparse.h")
    assert "using hipsparseHandle_t = migrate_stand_in::Type<" in text
    assert "HIPSPARSE_STATUS_SUCCESS" in text.partition("#ifdef __cplusplus\nusing")[0]
    (create,) = [line for line in text.splitlines() if " hipsparseCreate(" in line]
    assert "sizeof...(A) >= 1 && sizeof...(A) <= 1" in create
    assert "hipblasCreate" not in text


def test_elements_are_what_they_are_called() -> None:
    text = stand_in(surface(), "hipfft/hipfft.h")
    for kind in ("hipFloatComplex hipfftComplex", "double hipfftDoubleReal"):
        assert text.count(f"typedef {kind};") == 2  # for C++ and for C


def test_functions_of_classes_stand_in_their_class() -> None:
    text = stand_in(surface(), "hipcub/hipcub.hpp")
    body = text.partition("struct DeviceReduce {")[2].partition("\n};")[0]
    assert "static MIGRATE_BOTH migrate_stand_in::Any Sum(const A&...)" in body


def test_there_is_no_stand_in_for_what_the_target_lacks() -> None:
    assert stand_in(surface(), "hipsparse/no_such.h") == ""
    assert stand_in(surface(), "boost/any.hpp") == ""
    assert stand_in(surface("5.2"), "hipfile.h") == ""
    assert stand_in(surface(), "hip/hip_runtime.h") == ""


def build_file(path: Path, kind: Kind, text: str) -> Discovered:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Discovered(path, path.name, FileOptions(), kind=kind)


def test_folders_of_a_makefile(tmp_path: Path) -> None:
    for name in ("inc", "third party", "src/own", "deep/er"):
        (tmp_path / name).mkdir(parents=True)
    text = "TOP := .\nINC = $(TOP)/inc\nFLAGS += -I$(INC) -Isrc/own \\\n -isystem ${TOP}/deep/er\n"
    text += "# -Ithird\nX = -I$(shell pwd) -Inowhere -I$(UNKNOWN)/inc -fno-Inc\n"
    file = build_file(tmp_path / "Makefile", Kind.MAKE, text)
    assert build_folders([file]) == tuple(tmp_path / at for at in ("inc", "src/own", "deep/er"))


def test_folders_of_cmake(tmp_path: Path) -> None:
    for name in ("inc", "lib/public", "lib/private", "lib/old"):
        (tmp_path / name).mkdir(parents=True)
    top = build_file(tmp_path / "CMakeLists.txt", Kind.CMAKE, "add_subdirectory(lib)\n")
    text = (
        "set(OLD old)\ninclude_directories(SYSTEM ${OLD} ${UNKNOWN}/x)\n"
        "target_include_directories(inc PUBLIC\n  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/inc>\n"
        '  "${CMAKE_CURRENT_SOURCE_DIR}/public" PRIVATE private)\n'
    )
    lib = build_file(tmp_path / "lib/CMakeLists.txt", Kind.CMAKE, text)
    names = ("lib/old", "inc", "lib/public", "lib/private")
    assert build_folders([top, lib]) == tuple(tmp_path / name for name in names)


TEMPLATE = """#cmakedefine HAVE_A
#cmakedefine HAVE_B 1
  #  cmakedefine SIZE_C @SIZE_C@
#cmakedefine01 WITH_D
#cmakedefine01 WITH_E
#define NAME "@PROJECT_NAME@ ${UNKNOWN}"
#define VERSION @own_VERSION_MAJOR@.${PROJECT_VERSION_MINOR}.@UNKNOWN@
@PLAIN@
"""
SETTLED = """/* #undef HAVE_A */
#define HAVE_B 1
  #  define SIZE_C 8
#define WITH_D 1
#define WITH_E 0
#define NAME "own "
#define VERSION 3.14.0

"""
SETS = """project(own LANGUAGES CXX VERSION 3.14)
set(HAVE_B ON CACHE BOOL "text")
set(SIZE_C "8") # set(HAVE_A 1)
set(WITH_D yes)
set(WITH_E OFF)
set(PLAIN a)
set(PLAIN b)
set(OUT ${CMAKE_BINARY_DIR}/include)
"""
MADE = {
    "configure_file(config.h.in config.h)": "config.h",
    'configure_file("${CMAKE_CURRENT_SOURCE_DIR}/config.h.in"\n  "${OUT}/own/c.h")': "own/c.h",
    "CONFIGURE_FILE(${own_SOURCE_DIR}/lib/config.h.in ${PROJECT_BINARY_DIR}/own/c.h)": "c.h",
}


@pytest.mark.parametrize("command", MADE)
def test_a_header_that_cmake_makes(tmp_path: Path, command: str) -> None:
    top = build_file(tmp_path / "CMakeLists.txt", Kind.CMAKE, SETS)
    lib = build_file(tmp_path / "lib/CMakeLists.txt", Kind.CMAKE, f"{command}\n")
    (tmp_path / "lib/config.h.in").write_text(TEMPLATE)
    made = Made.of([top, lib])
    assert made.text(MADE[command]) == SETTLED
    assert "HAVE_B" in made.names(MADE[command])
    assert made.text("other.h") == made.text("on/config.h") == ""


@pytest.mark.parametrize(
    ("words", "text"), [("", "#define A x\n"), ("@ONLY", "#define A ${X}\n"), ("COPYONLY", "")]
)
def test_how_cmake_is_told_to_make_one(tmp_path: Path, words: str, text: str) -> None:
    said = f"set(X x)\nconfigure_file(a.in sub/a.h {words})\nconfigure_file(../b.in b.h)\n"
    file = build_file(tmp_path / "in/CMakeLists.txt", Kind.CMAKE, said)
    template = "#define A ${X}\n" if words != "COPYONLY" else "@X@\n"
    (tmp_path / "in/a.in").write_text(template)
    (tmp_path / "b.in").write_text("outside\n")
    made = Made.of([file])
    assert made.text("a.h") == (text or template)
    assert made.text("b.h") == ""
