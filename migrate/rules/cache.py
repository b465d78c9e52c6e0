"""What was made of the folder ``rules/`` once, kept between runs until something of it changes.

What comes in are a store, what a rule set is for, and the folders it is read from; what goes out
are the values that were made of them: each is read when it is asked for. Their key says all they
depend on: the rules that come with the program and its modules by name, size and time, the users'
own rules by what they hold, the version of Python. Nothing here knows what a value means.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from migrate import __version__
from migrate.files import pickles
from migrate.files.store import NO_STORE, Store
from migrate.model import UserError
from migrate.settings.bounded import read

_KIND = "rules"
_RULES = (".toml", ".csv")
_Value = TypeVar("_Value")


class Kept(NamedTuple):
    """The values of one rule set; none are kept without a key."""

    store: Store = NO_STORE
    key: str = ""

    def value(self, name: str, make: Callable[[], _Value]) -> _Value:
        """The value of this name, which is what ``make`` makes: anything but None."""
        if not self.key:
            return make()
        key = f"{self.key}-{name}"
        data = self.store.get(_KIND, key)
        found: _Value | None = pickles.read(data) if data is not None else None
        if found is not None:
            return found
        made = make()
        self.store.put(_KIND, key, pickles.written(made))
        return made


NOT_KEPT = Kept()


class kept_property(cached_property[_Value]):  # noqa: N801  (as the one it is)
    """A ``cached_property`` whose value is kept in ``kept`` of its object."""

    def __init__(self, make: Callable[[Any], _Value]) -> None:
        super().__init__(lambda owner: owner.kept.value(make.__name__, lambda: make(owner)))
        self.__doc__ = make.__doc__


class Packed(Mapping[str, _Value], Generic[_Value]):
    """Values by name that are unpacked one by one, when they are asked for."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed
        self._unpacked: dict[str, _Value] = {}

    @classmethod
    def of(cls, values: Mapping[str, _Value]) -> Packed[_Value]:
        """``values``, packed."""
        made = ((name, pickles.written(value)) for name, value in values.items())
        return cls(dict(made))

    def __getitem__(self, name: str) -> _Value:
        if name not in self._unpacked:
            self._unpacked[name] = pickles.read(self._packed[name])
        return self._unpacked[name]

    def __contains__(self, name: object) -> bool:
        return name in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __reduce__(self) -> tuple[Any, ...]:
        return Packed, (self._packed,)


def kept_in(
    store: Store, built_in: Path, extra: Sequence[Path], *about: str | Sequence[str]
) -> Kept:
    """What is kept in ``store`` of the rules in these folders, and for what the set is ``about``;
    nothing, where a file cannot be read, which is refused when it is asked for.
    """
    if store.folder is None:
        return NOT_KEPT
    made = hashlib.sha256(repr((__version__, sys.version, about)).encode())
    package = Path(__file__).parents[1]
    rooms = sorted(place for place in package.iterdir() if (place / "__init__.py").is_file())
    targets = sorted(folder.name for folder in built_in.iterdir() if folder.is_dir())
    try:
        for folder in (package, *rooms):
            made.update(_stamps(folder, (".py",)))
        for folder in _folders(built_in, targets):
            made.update(_stamps(folder, _RULES))
        for rules in extra:
            made.update(f"{rules.absolute()}\0".encode("utf-8", "surrogateescape"))
            for folder in _folders(rules, targets):
                made.update(b"".join(_contents(folder)))
    except (OSError, UserError):
        return NOT_KEPT
    return Kept(store, made.hexdigest())


def _folders(rules: Path, targets: Sequence[str]) -> Iterator[Path]:
    """A folder of rules, those of targets in it, and theirs."""
    yield rules
    for target in (rules / name for name in targets if (rules / name).is_dir()):
        yield target
        yield from sorted(area for area in target.iterdir() if area.is_dir())


def _stamps(folder: Path, suffixes: tuple[str, ...]) -> bytes:
    """The files of a folder: their names, sizes, and when they were written."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffixes):
                status = entry.stat()
                found.append(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\0")
    return "".join(sorted(found)).encode("utf-8", "surrogateescape")


def _contents(folder: Path) -> Iterator[bytes]:
    """What the files of a folder of rules hold, by their names."""
    for file in sorted(folder.iterdir()):
        if file.suffix in _RULES:
            data = read(file)
            yield b"%b\0%d\0%b" % (os.fsencode(file), len(data), data)
