"""Options of a compile database, said to the target's compiler or named as unknown."""

from __future__ import annotations

import pytest

from migrate.rules.buildrules import load_build_rules
from migrate.rules.targets import rules_folder
from migrate.verification.options import translated

TABLES = load_build_rules("hip", [rules_folder()]).tables
FAST = "-fgpu-flush-denormals-to-zero -fno-hip-fp32-correctly-rounded-divide-sqrt"


def said(words: str, *, is_nvcc: bool = True, device: bool = True) -> tuple[str, list[str]]:
    given, unknown = translated(words.split(), TABLES, is_nvcc, device)
    return " ".join(given), list(unknown)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("--use_fast_math --fmad=false", f"{FAST} -ffp-contract=off"),
        ("--default-stream per-thread", "-fgpu-default-stream=per-thread"),
        ("-default-stream=per-thread -noeh", "-fgpu-default-stream=per-thread -fno-exceptions"),
        ("-Xcompiler -fno-exceptions,-Wall -Xcompiler=-mavx2", "-fno-exceptions"),
        ("-ftz=true -m64 -fsigned-char", "-fgpu-flush-denormals-to-zero -m64 -fsigned-char"),
        ("-O3 -g -lineinfo -G -Xptxas -v --threads 0 -w -Wno-psabi", ""),
        ("-forward-unknown-to-host-compiler -ccbin g++ --expt-relaxed-constexpr -Xcudafe x", ""),
        ("--generate-code=arch=compute_80,code=[compute_80,sm_80] -arch sm_70 -code sm_70", ""),
        ("-Iinc -I inc -DA -D B=1 -isystem d -std=c++17 --std c++17 -include a.h -U C", ""),
        ("-rdc=true -rdc true -dc -x cu -c a.cu -o a.o -MD -MT a.o -MF a.d -save-temps", ""),
    ],
)
def test_what_a_source_means_is_said_by_the_table(words: str, given: str) -> None:
    assert said(words) == (given, [])


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("-maxrregcount=32 -maxrregcount 64", ["-maxrregcount=32", "-maxrregcount 64"]),
        ("-Xptxas --no-such -O2", ["-Xptxas --no-such"]),
        ("--no-such-option -a.cu", ["--no-such-option", "-a.cu"]),
        ("-Xcompiler -fplugin=a.so -fplugin=b.so", ["-Xcompiler -fplugin=a.so", "-fplugin=b.so"]),
        ("-Xclang -disable-O0 -B/tmp", ["-Xclang", "-disable-O0", "-B/tmp"]),
    ],
)
def test_what_is_not_known_is_named_and_given_to_nobody(words: str, unknown: list[str]) -> None:
    assert said(words) == ("", unknown)


def test_a_host_compilers_command_is_not_nvccs() -> None:
    words = "-G -t 4 -fno-rtti -fwrapv -fno-gnu-unique -c a.cpp"
    assert said(words, is_nvcc=False) == ("-fno-rtti -fwrapv", ["-G", "-t", "-fno-gnu-unique"])


def test_options_of_device_code_are_for_device_code() -> None:
    assert said("--use_fast_math -fno-rtti", device=False) == ("-fno-rtti", [])
