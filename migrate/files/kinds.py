"""What a file is, by its name: a source, a build file, device code.

What comes in is a name; what goes out is a ``Kind``, or None for everything a port has nothing to
say of. Nothing here opens a file.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from migrate.regex import regex


class Kind(Enum):
    """What is done with a file: a source is ported, all others are only read and reported."""

    SOURCE = "source"
    CMAKE = "cmake"
    MAKE = "make"
    PYTHON = "python"
    BAZEL = "bazel"
    MESON = "meson"
    MSBUILD = "msbuild"
    TOML = "toml"
    CONTAINER = "container"
    SHELL = "shell"
    AUTOCONF = "autoconf"
    CYTHON = "cython"
    GO = "go"
    PTX = "ptx"
    BINARY = "binary"


FOR_NVCC = (".cu", ".cuh")  # nvcc includes the runtime into these by itself
BINDINGS = frozenset({Kind.CYTHON, Kind.GO})  # other languages that call C
BUILD_KINDS = BINDINGS | {
    *(Kind.CMAKE, Kind.MAKE, Kind.PYTHON, Kind.BAZEL, Kind.MESON),
    *(Kind.TOML, Kind.CONTAINER, Kind.SHELL, Kind.AUTOCONF, Kind.MSBUILD),
}
DEVICE_CODE = frozenset({Kind.PTX, Kind.BINARY})

_NAMES = (
    (Kind.CMAKE, r"CMakeLists\.txt|.+\.cmake(\.in)?"),
    (Kind.MAKE, r"(?i:(GNU)?makefile([._-](?!(.*\.)?(md|txt|py|rst)$).+)?|.+\.(mk|mak)(\.in)?)"),
    (Kind.MAKE, r"(?i:make\.(config|conf|inc|defs?|common|rules))"),
    (Kind.PYTHON, r".+\.py"),
    (Kind.BAZEL, r"BUILD|(BUILD|WORKSPACE|MODULE)\.bazel|WORKSPACE|.+\.bzl"),
    (Kind.MESON, r"meson\.build"),
    (Kind.MSBUILD, r".+\.(vcxproj|props|targets)"),
    (Kind.TOML, r"pyproject\.toml"),
    (
        Kind.CONTAINER,
        r"(?i:(docker|container)file([._-](?!(.*\.)?(md|txt|py|rst|sh|ya?ml|json)$).+)?|.+\.dockerfile)",
    ),
    (Kind.SHELL, r".+\.(sh|bash)"),
    # Without what aclocal and libtool write.
    (Kind.AUTOCONF, r"configure\.(ac|in)|(?!(aclocal|libtool|lt\w+|argz)\.m4$).+\.m4"),
    (Kind.CYTHON, r".+\.(pyx|pxd|pxi)"),
    (Kind.GO, r".+\.go"),
    (Kind.PTX, r".+\.ptx"),
    (Kind.BINARY, r".+\.(cubin|fatbin)"),
)
_BUILD_SCRIPT = regex(rb"CUDAExtension|nvcc|cuda_cflags|CUDA_HOME|nvidia-smi")
# A command that has nvcc compile or link: with options, and more than a question.
_NVCC_CALL = regex(
    rb"(?m)^[ \t]*(?:[\w./-]+=\S*[ \t]+|(?:time|exec|sudo|ccache)[ \t]+)*\"?(?:[\w./${}-]*/)?"
    rb"(?:nvcc|\$\{?NVCC\}?)\"?[ \t]+(?!--?(?:version|V|help|h|list-gpu\S*|dryrun)\b)[^\s|;&]"
)
# CUDA's build customization, or a library of CUDA's.
_CUSTOMIZED = regex(
    rb"BuildCustomizations[\\/]CUDA\b|(?i:[;>\\/]cu(?:da|dart|blas|fft|rand)\.lib\b)"
)
_CONFIGURES = regex(rb"(?i)cuda|nvcc")
_SURE_SCRIPT = "setup.py"
_DECLARES = regex(rb"(?m)^[ \t]*cdef[ \t]+extern[ \t]+from\b")
_IMPORTS_C = regex(rb"(?m)^[ \t]*(?:import[ \t]+)?\"C\"")
_IMAGE = regex(rb"(?im)^[ \t]*(?:FROM|ARG)[ \t].*(?:nvidia|nvcr\.io|cuda)")


def kind_of(path: str) -> Kind | None:
    """What the file at ``path`` is, sources apart: those are told by the suffixes of the run."""
    found = _any_name().fullmatch(path.rpartition("/")[2])
    return None if found is None else _NAMES[int(str(found.lastgroup)[1:])][0]


@cache
def _any_name() -> re.Pattern[str]:
    """All names as one expression, in which the first that fits says which it is."""
    return re.compile("|".join(f"(?P<n{at}>{names})" for at, (_, names) in enumerate(_NAMES)))


def may_build(path: str, kind: Kind, head: bytes) -> bool:
    """Whether a file of ``kind`` that begins with ``head`` is about CUDA, where that is not taken
    for granted: a Python file compiles CUDA code, or says how; an image is built on one of CUDA's;
    a shell's script calls nvcc; a configuration by Autoconf names CUDA; a project of Visual Studio
    takes in CUDA's build customization, or links its libraries; Cython declares what C has, and Go
    imports it.
    """
    if kind is Kind.GO:
        return _IMPORTS_C.search(head) is not None
    if kind is Kind.CYTHON:
        return _DECLARES.search(head) is not None
    if kind is Kind.MSBUILD:
        return _CUSTOMIZED.search(head) is not None
    if kind is Kind.SHELL:
        return _NVCC_CALL.search(head) is not None
    if kind is Kind.AUTOCONF:
        return _CONFIGURES.search(head) is not None
    if kind is Kind.CONTAINER:
        return _IMAGE.search(head) is not None
    return path.rpartition("/")[2] == _SURE_SCRIPT or _BUILD_SCRIPT.search(head) is not None
