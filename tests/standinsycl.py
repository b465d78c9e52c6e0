r"""Stand-ins for parts of oneAPI that no package index has: a compiler ``icpx`` made of the
environment's passes, and the packages of CMake's that ports of build files ask for.

The compiler takes the words of a build. With ``-fsycl`` a unit is compiled by both passes and a
program is linked with SYCL's libraries; without it clang++ does all. ``add_sycl_to_target`` is
written by what is published of it: it gives its sources ``-fsycl``, and the link of its target.
"""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPT = r"""#!{python}
import os, sys, tempfile
from pathlib import Path
sys.path.insert(0, {package!r})
from migrate.sycl import driver
from migrate.sycl.environment import clang, find_environment
from migrate.sycl.units import unit_of

VALUED = ("-o", "-MF", "-MT", "-MQ", "-x", "-I", "-D", "-isystem", "-include")
LIMIT = 900.0

def done(answer):
    sys.stderr.write(answer.text)
    if answer.code:
        sys.exit(answer.code if answer.code is not None else 1)

words = sys.argv[1:]
if "-fsycl" not in words:
    os.execv(clang(), [clang(), *words])
found, sources, objects, options, output, language = find_environment(), [], [], [], "a.out", ""
rest = iter(words)
for word in rest:
    if word in VALUED:
        value = next(rest)
        if word == "-o":
            output = value
        elif word == "-x":
            language = value
        elif word in ("-MF",):
            Path(value).parent.mkdir(parents=True, exist_ok=True)
            Path(value).write_text("")
        elif not word.startswith("-M"):
            options += [word, value]
    elif word.startswith("-"):
        options.append(word)
    elif word.endswith((".cu", ".cpp")):
        if word.endswith(".cu") and language != "c++":
            sys.exit(f"{{word}}: a source of CUDA's")
        sources.append(word)
    else:
        objects.append(Path(word))
compiling = [word for word in options if word not in ("-c", "-fsycl", "-qmkl")]
if "-c" in options:
    done(driver.compile_unit(found, unit_of(Path(sources[0]), compiling), Path(output), LIMIT))
    sys.exit(0)
with tempfile.TemporaryDirectory() as folder:
    for number, source in enumerate(sources):
        made = Path(folder, f"{{number}}.o")
        done(driver.compile_unit(found, unit_of(Path(source), compiling), made, LIMIT))
        objects.append(made)
    libraries = [word for word in options if word.startswith(("-l", "-L", "-Wl"))]
    done(driver.link(found, objects, Path(output), LIMIT, libraries))
"""

INTEL_SYCL = r"""
if("x${CMAKE_CXX_COMPILER_ID}" STREQUAL "x")
  set(IntelSYCL_FOUND False)
  return()
endif()
function(add_sycl_to_target)
  cmake_parse_arguments(SYCL "" "TARGET" "SOURCES" ${ARGN})
  if(NOT TARGET ${SYCL_TARGET} OR NOT SYCL_SOURCES)
    message(FATAL_ERROR "add_sycl_to_target(${ARGN})")
  endif()
  foreach(source ${SYCL_SOURCES})
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-fsycl")
  endforeach()
  target_link_options(${SYCL_TARGET} PUBLIC "-fsycl")
endfunction()
"""

MKL = r"""
foreach(domain BLAS LAPACK DFT SPARSE RNG)
  if(NOT TARGET MKL::MKL_SYCL::${domain})
    add_library(MKL::MKL_SYCL::${domain} INTERFACE IMPORTED)
  endif()
endforeach()
"""


def stand_ins(folder: Path) -> tuple[Path, Path]:
    """Write the compiler, and a prefix with the packages, below ``folder``."""
    compiler = folder / "bin" / "icpx"
    compiler.parent.mkdir(parents=True)
    package = str(Path(__file__).parent.parent)
    compiler.write_text(SCRIPT.format(python=sys.executable, package=package))
    compiler.chmod(0o755)
    for name, text in (("IntelSYCL", INTEL_SYCL), ("MKL", MKL)):
        place = folder / "lib" / "cmake" / name
        place.mkdir(parents=True)
        (place / f"{name}Config.cmake").write_text(text)
    return compiler, folder
