"""Files that were written for the target, or for another chip, whatever they are called.

What comes in are the files of a run and what a target says of its own (``[native]``); what goes out
are those that are left alone, each with the words for it. A file is told by its suffix, by what it
is called below the folder that all files share, or by a header of another chip's that it includes;
with names that only CUDA has it is nobody's but CUDA's, unless its suffix is the target's: then the
words have the first of these. A header of the target's tells nothing: what was ported before has
that, too, and what is left to do there is to be said again. Nothing is ported here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.rules.native import Native
from migrate.tree.counterparts import words_of

_INCLUDE = regex(r"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)", re.MULTILINE)
_NO_CODE = regex(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_ONLY_CUDAS = regex(
    r"\b(?:cuda[A-Z]\w*|cuda_(?:runtime|fp|bf)\w*\.h\w*|cu(?:blas|dnn|fft|rand|sparse|solver)[A-Z_]\w*"
    r"|CUDART_\w+|CUDA_VERSION|__CUDA\w*|__NVCC__|nccl[A-Z]\w*|nvrtc[A-Z]\w*)"
)


class Alone(NamedTuple):
    """A file that is left alone: the message of its remark, and the reason in a few words."""

    message: str
    why: str


def native(
    files: Iterable[Discovered], own: Native | None, title: str, but: Collection[Path]
) -> Mapping[str, Alone]:
    """Those of the ``files`` that were written for the target called ``title`` or for another chip,
    ``but`` for what was asked for by its path.
    """
    if own is None:
        return {}
    found = {}
    files = list(files)
    shared = len(posixpath.commonprefix([_folders(file.name) for file in files]))
    for file in files:
        if file.kind is Kind.SOURCE and not file.skip and file.path not in but:
            said = _said(file, "/".join(file.name.split("/")[shared:]), own, title)
            if said is not None:
                found[file.name] = said
    return found


def _folders(name: str) -> list[str]:
    return name.split("/")[:-1]


def _said(file: Discovered, called: str, own: Native, title: str) -> Alone | None:
    """What is said of a file that is ``called`` so within its tree."""
    text = _text(file)
    cudas = _ONLY_CUDAS.search(_NO_CODE.sub(" ", text))
    why = f"written for {title} already"
    if file.name.endswith(own.suffixes):
        more = f", yet it names {cudas[0]}; give its path to have it ported" if cudas else ""
        return Alone(f"this file is {why}{more}: left alone", why)
    if cudas:
        return None
    if not own.called.isdisjoint(words_of(called)):
        return Alone(f"this file is {why}: left alone", why)
    if _is_foreign(_INCLUDE.findall(text), own):
        why = "written for chips of another maker"
        return Alone(f"this file is {why}: left alone", why)
    return None


def _is_foreign(included: Collection[str], own: Native) -> bool:
    """Whether a header of another chip's is included, and none of the target's: a file of both is
    one that was ported before.
    """
    if own.foreign is None or not any(map(own.foreign.fullmatch, included)):
        return False
    return own.headers is None or not any(map(own.headers.fullmatch, included))


def _text(file: Discovered) -> str:
    with suppress(OSError):
        return source.read(file.path, file.name).data.decode("utf-8", "replace")
    return ""
