"""What is installed here, to be compared with what is installed elsewhere.

What comes in is nothing; what goes out is the version of this program with a digest of its modules
and its rules: where these are the same, so are results.
"""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from migrate import __version__
from migrate.rules.targets import rules_folder

_READ = (".py", ".toml", ".csv")


class Installed(NamedTuple):
    """A version of this program, of Python, and a digest of what the program consists of."""

    version: str
    python: str
    digest: str

    def __str__(self) -> str:
        return f"migrate {self.version} ({self.digest[:8]}) with Python {self.python}"


@cache
def installed() -> Installed:
    found = sha256()
    for folder in (Path(__file__).parents[1], rules_folder()):
        for file in sorted(folder.rglob("*")):
            if file.suffix in _READ and "_rules" not in file.relative_to(folder).parts:
                data = file.read_bytes()
                name = file.relative_to(folder).as_posix().encode()
                found.update(b"%d:%s%d:%s" % (len(name), name, len(data), data))
    python = ".".join(platform.python_version_tuple()[:2])
    return Installed(__version__, python, found.hexdigest())
