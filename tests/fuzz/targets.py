"""What is attacked, and what must hold then: one function for each kind of input.

What comes in is a generator of random numbers; a broken promise is an ``AssertionError``, and any
other exception is one, too.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

from migrate.files.walk import Globs
from migrate.model import Outcome, UserError
from migrate.run import run
from migrate.settings.config import Settings, load
from tests.fuzz.mutate import mutant
from tests.porting import NO_OPTIONS, assert_sound, port
from tests.test_properties import EVERYTHING, sources

_LONGEST = 12_000  # bytes of a source, so that a number of them takes about the same time
_SETTLED = 4  # runs after which nothing is left, also of code that does not parse
_CONFIGURATIONS = (
    b'to = "hip@6.2"\narch = ["gfx90a"]\nexclude = ["a/", "*.cu"]\njobs = 1\n',
    b'[[per-path]]\npaths = ["b/**"]\nignore = ["hip/wave/*"]\nskip = true\n',
    b"ignore-output = ['time: \\d+', '(?:a|b)+']\nrun-timeout = 60\ntolerance = 1e-4\n",
    b'semantic = false\ninclude-dirs = ["."]\ndefines = ["A=1"]\nlink = ["m"]\nguards = ["H"]\n',
)
_IGNORED = (b"*.o\n!a.o\n/build/\n**/x/**\n", b"a*b*c\n[a-c]?d\n# c\n\\#\n[!x]*\n")


@cache
def _sources() -> tuple[bytes, ...]:
    return tuple(data for data in sources().values() if len(data) <= _LONGEST)


def source(chance: Random) -> None:
    """A source is ported soundly, and its port in the end has nothing left to port."""
    data = mutant(chance, _sources())[:_LONGEST]
    path = chance.choice(("a.cu", "a.h", "a.cpp", "a.c"))
    options = chance.choice((NO_OPTIONS, EVERYTHING))
    for _ in range(_SETTLED):
        result = port(data, path, options=options)
        assert_sound(data, result)
        if result.content is None:
            return
        data = result.content
    raise AssertionError("the port of a port of a port has something left to port")


def configuration(chance: Random) -> None:
    """A configuration is read, or refused in words; so is an ignore file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = mutant(chance, _CONFIGURATIONS)
        (folder / "migrate.toml").write_bytes(text)
        (folder / ".gitignore").write_bytes(mutant(chance, _IGNORED))
        with suppress(UserError):
            settings = load(folder)
            assert isinstance(settings, Settings)
            assert tomllib.loads(text.decode("utf-8-sig")) is not None
        with suppress(UserError):
            assert Globs.read(folder / ".gitignore").verdict(f"{folder}/{'ab' * 90}") in (
                *(None, True, False),
            )


def names(chance: Random) -> None:
    """Files of any name are ported, and each is in the report once."""
    letters = [*"ab.-_ \\'\"$`;&|<>*?[]{}()#%@~\n\r\t\x1b,=+", "é", "\udcff", "\u202e", "a" * 60]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = set()
        for _ in range(chance.randint(1, 4)):
            stem = "".join(chance.choices(letters, k=chance.randint(1, 12)))[:100]
            below = chance.choice(("", "d/", f"{stem[:20].strip('.') or 'x'}.d/"))
            file = folder / f"{below}{stem}{chance.choice(('.cu', '.h', '.cpp'))}"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(b"void f() { cudaFree(0); }\n")
            made.add(os.fspath(file.relative_to(folder)))
        report = run([folder], Settings(jobs=1)).report
        assert sorted(item.path for item in report.files) == sorted(made)
        assert all(item.outcome is Outcome.PORTED for item in report.files)


TARGETS: Mapping[str, Callable[[Random], None]] = {
    "source": source,
    "configuration": configuration,
    "names": names,
}
