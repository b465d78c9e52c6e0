"""What of a compiler and of CUDA is on this machine: libclang, C headers, an SDK's headers.

What comes in are the choices of the user; what goes out are folders and arguments. Nothing is
installed and no SDK is needed: where there is none, the prelude takes its place.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.model import UserError
from migrate.regex import regex

_RUNTIME, _HOST_DEFINES, _DRIVER = "cuda_runtime.h", "crt/host_defines.h", "cuda.h"
_BELOW = ("include", "targets/x86_64-linux/include", "targets/sbsa-linux/include", "")
_VERSION = regex(r"#define\s+CUDA_VERSION\s+(\d+)")
_LATEST = (13, 0)  # what the prelude says it is
_C_HEADER = "stddef.h"


def is_installed() -> bool:
    """Whether ``clang.cindex`` can be imported; nothing is."""
    try:
        return importlib.util.find_spec("clang.cindex") is not None
    except ModuleNotFoundError:
        return False


def require() -> None:
    """Raise ``UserError`` unless libclang is installed."""
    if not is_installed():
        raise UserError(
            "--semantic and --compile-commands need libclang",
            'install it: pip install "cuda-migrate[semantic]"',
        )


def c_headers() -> tuple[str, ...]:
    """Arguments for the headers a compiler brings itself, which the libclang wheel lacks.

    Those of an installed clang, else of gcc; none where there is no compiler.
    """
    folders = [*_clangs(), *_gccs()]
    found = next((folder for folder in folders if (folder / _C_HEADER).is_file()), None)
    return ("-idirafter", str(found)) if found is not None else ()


def _clangs() -> Iterator[Path]:
    """Newest first."""
    found = Path("/usr/lib").glob("llvm-*/lib/clang/*/include")
    yield from sorted(found, key=lambda path: _numbers(path.parent.name), reverse=True)
    yield from _asked(("clang", "clang++"), "-print-resource-dir", "include")


def _gccs() -> Iterator[Path]:
    yield from _asked(("gcc", "g++", "cc"), "-print-file-name=include", "")


def _asked(compilers: Sequence[str], question: str, below: str) -> Iterator[Path]:
    for name in compilers:
        program = shutil.which(name)
        if program is None:
            continue
        answer = subprocess.run([program, question], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip():
            yield Path(answer.stdout.strip(), below)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


@dataclass(frozen=True, slots=True)
class Sdk:
    """The folders of an SDK's headers, and its version."""

    folders: tuple[Path, ...] = ()
    version: tuple[int, int] = _LATEST

    @property
    def is_there(self) -> bool:
        return bool(self.folders)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What nvcc of that version says of itself, and where its headers are."""
        major, minor = self.version
        return (
            *("-D__CUDACC__", "-D__NVCC__", f"-D__CUDACC_VER_MAJOR__={major}"),
            *(f"-D__CUDACC_VER_MINOR__={minor}", "-D__CUDACC_VER_BUILD__=0"),
        )


def sdk(chosen: Path | None, usual: Iterable[Path]) -> Sdk:
    """The first SDK of: ``chosen``, the ``usual`` places, wheels beside this package.

    Raises ``UserError`` where ``chosen`` is none.
    """
    if chosen is not None:
        found = _complete(_inside(chosen))
        if not found:
            raise UserError(
                f"--cuda-path: {chosen} has no include/{_RUNTIME}",
                "name the folder CUDA is installed in, or leave the option out",
            )
        return Sdk(found, _version(found))
    for folders in (*map(_inside, usual), _wheels()):
        if found := _complete(folders):
            return Sdk(found, _version(found))
    return Sdk()


def _inside(root: Path) -> list[Path]:
    return [root / below for below in _BELOW]


def _wheels() -> list[Path]:
    """Include folders of NVIDIA's distributions."""
    base = Path(sysconfig.get_path("purelib"), "nvidia")
    return sorted(base.glob("*/include"))


def _complete(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The folders that are there, if they hold the runtime's headers with what those include."""
    found = [folder for folder in folders if folder.is_dir()]
    found += [folder / "cccl" for folder in found if (folder / "cccl").is_dir()]
    has = (any((folder / name).is_file() for folder in found) for name in (_RUNTIME, _HOST_DEFINES))
    return tuple(dict.fromkeys(folder.resolve() for folder in found)) if all(has) else ()


def _version(folders: Iterable[Path]) -> tuple[int, int]:
    for folder in folders:
        file = folder / _DRIVER
        found = _VERSION.search(file.read_text(errors="replace")) if file.is_file() else None
        if found:
            return int(found[1]) // 1000, int(found[1]) % 1000 // 10
    return _LATEST
