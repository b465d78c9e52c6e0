"""What a port remembers of the tree it made, in a folder of its own inside: ``.migrate/``.

What comes in are files that were generated; what goes out, on a later run, is what each of them
was: which source it was made of, the digest of its bytes, and the bytes themselves where lines can
be compared. They lie compressed under their digest, so that no pattern for sources fits them.
Nothing here decides what becomes of a file; a name that leads out of the tree is refused.
"""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.files.atomic import write_whole
from migrate.files.source import digest, encoding_of, head
from migrate.model import UserError
from migrate.regex import regex
from migrate.settings import bounded

FOLDER = ".migrate"
MANIFEST, FINDINGS, OBJECTS = "manifest.json", "findings.json", "objects"
SCHEMA = 1
_HEAD = 8192  # bytes that tell a text
_LONG = 8 * 1024 * 1024  # bytes of a text whose lines are compared
_DIGITS = 32  # of a digest in hexadecimal
_DIGEST = regex(r"[0-9a-f]{32}", re.ASCII)
_ADVICE = "bring it back as it was, or port to another folder"


@dataclass(frozen=True, slots=True)
class State:
    """A file as it was or is: the digest of its bytes, or of where it leads if it is a link."""

    digest: str
    link: bool = False
    executable: bool = False

    def same(self, other: State | None) -> bool:
        """Whether both hold the same."""
        return other is not None and (self.digest, self.link) == (other.digest, other.link)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was generated: of which source (by its name, and the digest of its text where it
    was ported), and what it was. ``kept`` says whether its bytes are, ``conflict`` whether it was
    written with a conflict in it.
    """

    source: str
    state: State
    read: str = ""
    kept: bool = False
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A tree as it was generated last: by which version of the tool, for which target, with which
    options, and every file by its name.
    """

    tool: str
    target: str
    version: str
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Made] = field(default_factory=dict)


def recall(tree: Path) -> Manifest | None:
    """What is remembered of a tree, or nothing; ``UserError`` where it cannot be read."""
    refuse_links(tree)
    return read(tree / FOLDER / MANIFEST)


def refuse_links(tree: Path) -> None:
    """Refuse a tree in which what is remembered lies elsewhere: nothing is written or removed
    through a link.
    """
    folder = tree / FOLDER
    for place in (folder, *sorted(folder.iterdir() if folder.is_dir() else ())):
        if place.is_symlink():
            raise UserError(f"{place} is a link", "put in its place what it leads to")


def read(file: Path) -> Manifest | None:
    """A manifest."""
    try:
        document = json.loads(bounded.read(file, bounded.MOST_MADE))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}", _ADVICE) from error
    except (ValueError, RecursionError):
        raise UserError(f"{file} is not JSON", _ADVICE) from None
    try:
        if document["schema"] != SCHEMA:
            raise UserError(f"{file} was written by another version of this tool", _ADVICE)
        return Manifest(
            str(document["tool"]),
            str(document["target"]),
            str(document["version"]),
            dict(document["options"]),
            {checked(name): _made(entry) for name, entry in document["files"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(f"{file} is damaged: {error}", _ADVICE) from error


def encoded(manifest: Manifest) -> bytes:
    """The manifest's bytes: JSON, sorted and a line a file, made for diffs."""
    about = {
        "schema": SCHEMA,
        "tool": manifest.tool,
        "target": manifest.target,
        "version": manifest.version,
        "options": dict(manifest.options),
    }
    text = json.dumps(about, indent=1, sort_keys=True).removesuffix("\n}")
    entries = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(_entry(made))}"
        for name, made in sorted(manifest.files.items())
    )
    return f'{text},\n "files": {{\n{entries}\n }}\n}}\n'.encode()


def checked(name: str) -> str:
    """A name of a manifest; ``ValueError`` for one that could lead out of the tree."""
    path = PurePosixPath(name)
    bad = path.is_absolute() or ".." in path.parts or "\0" in name or str(path) != name
    if bad or path.parts[:1] in ((), (FOLDER,)):
        raise ValueError(f"{name!r} is no name of a file of the tree")
    return name


def standing(tree: Path, name: str) -> State | None:
    """What stands in a tree under a name; nothing where that leads through a link."""
    return None if through_link(tree, name) else state_of(tree / name)


def through_link(tree: Path, name: str) -> bool:
    """Whether a folder of the tree that a name leads through is a link."""
    folders = PurePosixPath(name).parents
    return any((tree / folder).is_symlink() for folder in list(folders)[:-1])


def state_of(place: Path) -> State | None:
    """What a file is; None where there is none, or something else."""
    try:
        mode = place.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(mode):
        return State(digest(os.fsencode(place.readlink())).hex(), link=True)
    if not stat.S_ISREG(mode):
        return None
    found = blake2b(digest_size=_DIGITS // 2)
    with place.open("rb") as stream:
        while piece := stream.read(1 << 20):
            found.update(piece)
    return State(found.hexdigest(), executable=bool(mode & stat.S_IXUSR))


def is_text(place: Path) -> bool:
    """Whether the lines of a file can be compared."""
    if place.is_symlink() or not place.is_file() or place.stat().st_size > _LONG:
        return False
    start = head(place, _HEAD)
    return b"\0" not in start or bool(encoding_of(start))


def text_of(place: Path) -> bytes | None:
    """The bytes of a file whose lines can be compared; None for any other."""
    return place.read_bytes() if is_text(place) else None


def keep(folder: Path, known: Path, state: State, text: bytes) -> None:
    """Write the bytes of a file below ``folder``, unless they are ``known`` already."""
    if not _object(known, state.digest).exists():
        place = _object(folder, state.digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(zlib.compress(text))


def kept(tree: Path, state: State) -> bytes | None:
    """The bytes that a file of a tree was generated with; None where they are lost."""
    try:
        packed = bounded.read(_object(tree / FOLDER / OBJECTS, state.digest), bounded.MOST_MADE)
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, _LONG + 1)
    except (OSError, UserError, zlib.error):
        return None
    return text if digest(text).hex() == state.digest else None


def forget(tree: Path, manifest: Manifest) -> None:
    """Remove the bytes that nothing is made of any more."""
    wanted = {made.state.digest for made in manifest.files.values()}
    for place in (tree / FOLDER / OBJECTS).glob("*/*"):
        name = place.parent.name + place.name
        if name not in wanted and _DIGEST.fullmatch(name) and not place.parent.is_symlink():
            place.unlink()


def remember(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MANIFEST, encoded(manifest))


def sources(files: Iterable[tuple[str, Made]]) -> dict[str, str]:
    """The names of files by those of their sources."""
    return {made.source: name for name, made in files}


def _object(folder: Path, name: str) -> Path:
    return folder / name[:2] / name[2:]


def _entry(made: Made) -> dict[str, Any]:
    """What is said of a file; what goes without saying is left out."""
    state = made.state
    said = {"source": made.source, "digest": state.digest, "read": made.read}
    flags = {
        "link": state.link,
        "executable": state.executable,
        "kept": made.kept,
        "conflict": made.conflict,
    }
    return {key: value for key, value in (said | flags).items() if value}


def _made(entry: Mapping[str, Any]) -> Made:
    name, read_ = entry["digest"], entry.get("read", "")
    for text in (name, read_):
        if text and not _DIGEST.fullmatch(text):
            raise ValueError(f"{text!r} is no digest")
    state = State(name, bool(entry.get("link")), bool(entry.get("executable")))
    kept_, conflict = bool(entry.get("kept")), bool(entry.get("conflict"))
    return Made(str(entry["source"]), state, read_, kept_, conflict)
