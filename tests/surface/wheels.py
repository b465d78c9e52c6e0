"""Fetch wheels with pip and read the headers inside them.

A ``Wheel`` names a distribution, its version and, where it is not this machine's, the platform;
what goes out is the text of its header files by the path a program includes them with. Wheels are
kept in a cache directory and fetched once. Nothing is installed or run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_INCLUDE = re.compile(r"(?:^|/)include/(?:cccl/)?(.+)$")
_BINDING = re.compile(r"(?:^|/)(?:bindings|hip)/(c\w+\.pxd)$")


@dataclass(frozen=True, slots=True)
class Wheel:
    """One distribution at one version; ``platform`` as pip spells it, empty for this machine's."""

    name: str
    version: str
    platform: str = ""

    def __str__(self) -> str:
        return f"{self.name}=={self.version}" + (f" ({self.platform})" if self.platform else "")


def cache() -> Path:
    """The folder that wheels are kept in."""
    home = os.environ.get("WHEELS_HOME") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "cuda-migrate" / "wheels"


def fetch(wheel: Wheel, cache: Path) -> Path:
    """The wheel below ``cache``, downloaded if absent; raises ``CalledProcessError``."""
    folder = cache / f"{wheel.name}-{wheel.version}-{wheel.platform or 'native'}"
    present = sorted(folder.glob("*.whl"))
    if present:
        return present[0]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder)]
    if wheel.platform:
        command += ["--platform", wheel.platform]
    subprocess.run([*command, f"{wheel.name}=={wheel.version}"], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def header_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each header of a wheel: the path it is included with, and its text."""
    yield from _texts(path, _INCLUDE)


def binding_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each Cython declaration file of a wheel of bindings: its name and its text."""
    yield from _texts(path, _BINDING)


def _texts(path: Path, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            match = wanted.search(entry.filename)
            if match and not entry.is_dir():
                yield match[1], archive.read(entry).decode("utf-8", "replace")
