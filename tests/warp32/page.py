"""Writes what ``docs/guide/warps.md`` shows of a run: the ports of its example for both warps, and
the instructions that Debian's hipcc makes of each function, native and of 32 lanes.

    python -m tests.warp32.page            # needs hipcc

What comes in is the page; what goes out is the page with that part made anew. Nothing else is
written.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from migrate.run import run
from migrate.settings.config import Settings, Warp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "warps.md"
HELPERS = ROOT / "rules" / "hip" / "helpers"
GPUS = {"gfx90a": "", "gfx1100": "1030"}  # and whose device library, where 5.2 has none for it
BITCODE = Path("/usr/lib/x86_64-linux-gnu/amdgcn/bitcode")
_LIBRARY = ("ockl", "oclc_isa_version_{}", "oclc_abi_version_400", "oclc_wavefrontsize64_off")
_PART = re.compile(r"(<!-- warps: [^>]*-->\n).*?(<!-- /warps -->)", re.DOTALL)
_EXAMPLE = re.compile(r"```cuda\n(.*?)```", re.DOTALL)
_KERNEL = 'extern "C" __global__ void {name}({type} *data) {{ data[threadIdx.x] = {of}; }}\n'
_FUNCTION = re.compile(r"^([nw]\d+):(.*?)^\ts_endpgm", re.MULTILINE | re.DOTALL)
_INSTRUCTION = re.compile(r"^\t(?!s_delay_alu)(?:[sv]_|ds_|global_|buffer_|flat_)\w+", re.MULTILINE)
VALUE = "data[threadIdx.x]"
FORMS = (  # what it is, its type, native, of 32 lanes
    ("no function of a warp", "int", f"{VALUE} + 1", f"{VALUE} + 1"),
    ("lane id", "int", "__lane_id()", "warp32::lane_id()"),
    ("active lanes", "unsigned long long", "__ballot(1)", "warp32::activemask()"),
    ("ballot", "unsigned long long", f"__ballot({VALUE} > 0)", f"warp32::ballot({VALUE} > 0)"),
    ("any", "int", f"__any({VALUE} > 0)", f"warp32::any({VALUE} > 0)"),
    ("all", "int", f"__all({VALUE} > 0)", f"warp32::all({VALUE} > 0)"),
    ("shuffle", "int", f"__shfl({VALUE}, 3)", f"warp32::shfl({VALUE}, 3)"),
    ("shuffle up", "int", f"__shfl_up({VALUE}, 1)", f"warp32::shfl_up({VALUE}, 1)"),
    ("shuffle down", "int", f"__shfl_down({VALUE}, 1)", f"warp32::shfl_down({VALUE}, 1)"),
    ("shuffle xor", "int", f"__shfl_xor({VALUE}, 1)", f"warp32::shfl_xor({VALUE}, 1)"),
    ("shuffle of a double", "double", f"__shfl_xor({VALUE}, 1)", f"warp32::shfl_xor({VALUE}, 1)"),
    ("match any", "unsigned", "", f"warp32::match_any_sync(~0u, {VALUE})"),
    ("reduce add", "unsigned", "", f"warp32::reduce_add_sync(~0u, {VALUE})"),
)


def part() -> Iterator[str]:
    """The lines of the part."""
    found = _EXAMPLE.search(PAGE.read_text())
    assert found is not None
    for warp in Warp:  # the findings below its difference
        yield from (
            "",
            f"`--warp {warp.value}`, and behind the difference what is left to be looked at:",
            "",
        )
        yield from ("```diff", *_port(found[1], warp), "```")
    yield from (
        "",
        "Instructions of a kernel that stores one result, by Debian's hipcc 5.2",
    )
    yield from (
        "(`python -m tests.warp32.page`, which calls `hipcc -O3 -S --cuda-device-only`; for",
        "gfx1100, for which it has no library of device code, with that of gfx1030, without",
        "counting `s_delay_alu`, which only times the others):",
        "",
    )
    titles = (f"{gpu}, {kind}" for gpu in GPUS for kind in ("native", "32"))
    yield f"| function | {' | '.join(titles)} |"
    yield f"|---|{'---|' * 2 * len(GPUS)}"
    counted = [_instructions(gpu) for gpu in GPUS]
    for (name, *_), *counts in zip(FORMS, *counted, strict=True):
        yield f"| {name} | {' | '.join(count for both in counts for count in both)} |"
    yield ""


def _port(source: str, warp: Warp) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compact.cu"
        path.write_text(source)
        (file,) = run([path], Settings(warp=warp, jobs=1)).report.files
        after = file.content if file.content is not None else path.read_bytes()
        changes = unified_diff(source.splitlines(), after.decode().splitlines(), lineterm="")
        said = [f"{item.status.value} {item.rule}" for item in file.findings]
    return [line for line in changes if line[:3] not in ("---", "+++", "@@ ")] + said


def _instructions(gpu: str) -> list[list[str]]:
    """How many there are of each form; a dash where HIP 5.2 has no such function."""
    text, counts = '#include "warp32.hpp"\n', []
    for number, (_, type_, *forms) in enumerate(FORMS):
        for kind, form in zip("nw", forms, strict=True):
            text += _KERNEL.format(name=f"{kind}{number}", type=type_, of=form) if form else ""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "a.hip", Path(folder) / "a.s"
        source.write_text(text)
        command = ["hipcc", "-O3", "-S", "--cuda-device-only", f"--offload-arch={gpu}"]
        command += [*_library(GPUS[gpu]), f"-I{HELPERS}", str(source), "-o", str(made)]
        environment = {**os.environ, "HIP_PLATFORM": "amd"}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        found = dict(_FUNCTION.findall(made.read_text()))
    for number in range(len(FORMS)):
        bodies = (found.get(f"{kind}{number}", "") for kind in "nw")
        counts.append([str(len(_INSTRUCTION.findall(body)) or "-") for body in bodies])
    return counts


def _library(of: str) -> list[str]:
    """The options for a device library of another GPU."""
    options = ["-nogpulib"] if of else []
    for name in _LIBRARY if of else ():
        path = BITCODE / f"{name.format(of)}.bc"
        options += ["-Xclang", "-mlink-builtin-bitcode", "-Xclang", str(path)]
    return options


def main() -> None:
    text = "\n".join(part())
    PAGE.write_text(_PART.sub(lambda found: f"{found[1]}{text}\n{found[2]}", PAGE.read_text()))


if __name__ == "__main__":
    main()
