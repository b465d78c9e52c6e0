"""One unit and the words of its command, as the two passes over it take them.

In go a source and compiler options as a build has them; out comes a ``Unit``. Options that neither
pass knows (of warnings, of the linker) are left out. No file is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STANDARD = "-std=c++17"
# With a value, joined or as the next word.
_BOTH = ("-I", "-D", "-U", "-include", "-isystem", "-idirafter", "-iquote")
_HOST = ("-O", "-g", "-f", "-m", "-std=", "-pthread")


@dataclass(frozen=True, slots=True)
class Unit:
    """``source`` with the options of ``both`` passes, and those of the ``host`` pass alone.

    ``plain`` is a unit without kernels, which is compiled as C++ even if it includes SYCL.
    """

    source: Path
    both: tuple[str, ...] = (STANDARD,)
    host: tuple[str, ...] = ()
    plain: bool = False


def unit_of(source: Path, words: Sequence[str], *, plain: bool = False) -> Unit:
    """A unit by its compiler options; paths are relative to the working directory."""
    both: list[str] = []
    host: list[str] = []
    rest = iter(words)
    for word in rest:
        option = next((name for name in _BOTH if word.startswith(name)), "")
        if option:
            value = word[len(option) :] or next(rest, "")
            both.append(option + _absolute(option, value))
        elif word.startswith("-std="):
            both.append(word)
        elif word.startswith(_HOST):
            host.append(word)
    if not any(word.startswith("-std=") for word in both):
        both.append(STANDARD)
    return Unit(source.resolve(), tuple(both), tuple(host), plain)


def _absolute(option: str, value: str) -> str:
    """A value that names a file or a folder, for a command that is run elsewhere."""
    if option in ("-D", "-U"):
        return value
    if option == "-include" and not Path(value).exists():
        return value  # a header that is searched for
    return str(Path(value).absolute())
