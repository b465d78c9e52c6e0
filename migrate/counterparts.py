"""Files that are the tree's own port of others: ``hip/a.cpp`` for ``cuda/a.cu``, ``b_hip.cu`` for
``b.cu``, ``c.hip`` for ``c.cu``.

What comes in are the files of a run; what goes out are those that are the target's already, each
with the file that it is a port of. Both must hold: the name says so, with another that is the same
but for the names of the two, and so does the text. There is no other where the text names nothing
of CUDA's (``hip/own.cpp``). A build file for the target that says nothing
to CUDA's tools is the port of the one for CUDA, which is left alone then. Nothing is ported here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from migrate import source
from migrate.conditions import GUARDED
from migrate.discover import Discovered
from migrate.kinds import BUILD_KINDS, Kind
from migrate.model import FileResult, Finding, Outcome, Status
from migrate.targets import TargetInfo

OWN_PORT = "migrate/own-port"

_WORD = re.compile(r"[^/_.\-]+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_HEADER = re.compile(r"include[ \t]*[<\"]([^>\"\n]+)")
_OF_CUDA = re.compile(
    r"\bcuda(?:[A-Z]\w*|_runtime\w*)|\bcu(?:blas|dnn|fft|rand|sparse|solver)[A-Z_]\w*|\b__CUDA\w*"
    r"|\b__NVCC__|\bCUDART?_VERSION|\bcub::|\basm\b|\bcu[A-Z][a-z]\w+\s*\("
)
_CUDAS = frozenset({"cuda", "cu", "nvidia"})


def counterparts(
    files: Iterable[Discovered], target: str, is_targets: Callable[[str], bool]
) -> Mapping[str, str]:
    """The files that are a port by hand to ``target``, and of what; ``is_targets`` tells its names
    and its headers.
    """
    originals: dict[tuple[str, ...], str] = {}
    ports: list[tuple[tuple[str, ...], Discovered]] = []
    for file in files:
        if file.kind is not Kind.SOURCE or file.skip:
            continue
        parts, is_port = _parts(file.name, target)
        if is_port:
            ports.append((parts, file))
        else:
            originals.setdefault(parts, file.name)
    return {
        file.name: originals.get(parts, "")
        for parts, file in ports
        if (parts in originals or not file.name.endswith(f".{target}"))
        and _says(file, target, is_targets, parts in originals)
    }


def ported_builds(
    files: Iterable[Discovered], results: Mapping[str, FileResult], info: TargetInfo
) -> Mapping[str, FileResult]:
    """Build files for CUDA that the tree has for the target, too (``hip/CMakeLists.txt`` beside
    ``cuda/CMakeLists.txt``), as what is to be said of them; ``results`` are what was said so far.
    """
    target = info.name
    originals: dict[tuple[Kind, tuple[str, ...]], str] = {}
    ports: dict[tuple[Kind, tuple[str, ...]], str] = {}
    for file in files:
        if file.kind not in BUILD_KINDS or file.skip:
            continue
        parts, is_port = _parts(file.name, target)
        if is_port:
            ports.setdefault((file.kind, parts), file.name)
        elif not _CUDAS.isdisjoint(_WORD.findall(file.name.lower())):
            originals.setdefault((file.kind, parts), file.name)
    return {
        name: _has_port(results[name], ports[key], info.title)
        for key, name in originals.items()
        if key in ports and _is_done(results[ports[key]])
    }


def _parts(name: str, target: str) -> tuple[tuple[str, ...], bool]:
    """What a path says besides the names of the two, and whether it names the target."""
    stem, dot, suffix = name.lower().rpartition(".")
    whole = stem if dot and suffix != target else name.lower()
    found = _WORD.findall(whole)
    left = tuple(word for word in found if word != target and word not in _CUDAS)
    return left, target in found


def _says(
    file: Discovered, target: str, is_targets: Callable[[str], bool], has_original: bool
) -> bool:
    """Whether a file that is called for the target names something of the target's, or, where it
    names nothing of CUDA's, includes what is called for it, too.
    """
    with suppress(OSError):
        text = source.read(file.path, file.name).data.decode("utf-8", "replace")
        included = _HEADER.findall(text)
        says = any(map(is_targets, {*_NAME.findall(text), *included}))
        if says and has_original:
            return True
        called = (target in _WORD.findall(path.lower()) for path in included)
        return (says or any(called)) and not _OF_CUDA.search(text)
    return False


def _is_done(result: FileResult) -> bool:
    """Whether a build file says nothing to CUDA's tools."""
    return all(finding.status is Status.INFO for finding in result.findings)


def _has_port(result: FileResult, port: str, target: str) -> FileResult:
    """What is to be said of a build file for CUDA that the tree has for the target as well."""
    message = f"the tree has {port} for {target} beside this file: left alone"
    references = tuple(
        item._replace(status=Status.NATIVE, rule=GUARDED) for item in result.references
    )
    said = (Finding(OWN_PORT, Status.INFO, "", message, 0, 0),)
    return replace(result, references=references, findings=said)


def left_alone(file: Discovered, original: str, target: str) -> Discovered:
    """A file that is the port of another, as one that is not ported."""
    message = f"this file is a port of {original} to {target} that the tree has already: left alone"
    why = f"the tree's own port of {original}"
    if not original:
        message = f"this file is written for {target} already: left alone"
        why = f"written for {target} already"
    said = (Finding(OWN_PORT, Status.INFO, "", message, 0, 0),)
    result = FileResult(file.name, Outcome.SKIPPED, why, findings=said, lines=(0,))
    return replace(file, skip=why, left=result)
