"""Files that are the tree's own port of others: ``hip/a.cpp`` for ``cuda/a.cu``, ``b_hip.cu`` for
``b.cu``, ``c.hip`` for ``c.cu``, ``HIPOps.cpp`` for ``CUDAOps.cu``.

What comes in are the files of a run; what goes out are those that are the target's already, each
with the file that it is a port of, and these, each with its port. Both must hold: the name says so,
with another that is the same but for the names of the two, and so does the text. There is no other
where the text names nothing of CUDA's (``hip/own.cpp``). An original is called for CUDA, and no
file that is ported, or is the target's, includes it by its own path whatever is asked for. A build
file for the target that says nothing to CUDA's tools is the port of the one for CUDA, which is left
alone then. Nothing is ported here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import BUILD_KINDS, Kind
from migrate.model import FileResult, Finding, Outcome, Status
from migrate.regex import regex
from migrate.rules.targets import TargetInfo
from migrate.text.conditions import GUARDED

OWN_PORT = "migrate/own-port"

_WORD = regex(r"[^/_.\-]+")
_PART = regex(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z/_.\-]+|[A-Z]")  # CUDA, Stream of CUDAStream
_NAME = regex(r"[A-Za-z_]\w*")
_HEADER = regex(r"include[ \t]*[<\"]([^>\"\n]+)")
_OF_CUDA = regex(
    r"\bcuda(?:[A-Z]\w*|_runtime\w*)|\bcu(?:blas|dnn|fft|rand|sparse|solver)[A-Z_]\w*|\b__CUDA\w*"
    r"|\b__NVCC__|\bCUDART?_VERSION|\bcub::|\basm\b|\bcu[A-Z][a-z]\w+\s*\("
)
_CUDAS = frozenset({"cuda", "cu", "nvidia"})
_MOST = 65536  # bytes of an image's file that are read
_FROM = regex(rb"^[ \t]*(?:FROM|ARG)[ \t][^\n]*", re.MULTILINE | re.IGNORECASE)
_HEADERS = frozenset("h hh hpp hxx h++ cuh inl inc ipp tcc".split())
_DIRECTIVE = regex(
    r"^[ \t]*#[ \t]*(?P<word>include|if|ifdef|ifndef|endif)\b"
    r"(?P<rest>[ \t]*(?:<[^>\n]*>|\"[^\"\n]*\"|\w+)?)",
    re.MULTILINE,
)
# What is no code of a file's own: comments, and directives but for macros that stand for something.
_NO_CODE = regex(
    r"//[^\n]*|/\*.*?\*/|^[ \t]*#[ \t]*(?:define[ \t]+\w+[ \t]*$|(?!define\b)[^\n]*)"
    r"|\bnamespace\b[\w \t\n:]*\{|\bextern[ \t]*\"C\"|[{};]",
    re.DOTALL | re.MULTILINE,
)
_CODE = regex(r"\w")


def counterparts(files: Iterable[Discovered], info: TargetInfo) -> Mapping[str, str]:
    """The files that are a port by hand to the target, and of what."""
    others: dict[tuple[str, ...], list[str]] = {}
    ports: list[tuple[tuple[str, ...], Discovered]] = []
    for file in files:
        if file.kind is not Kind.SOURCE or file.skip:
            continue
        parts, is_port = _parts(file.name, info)
        if is_port:
            ports.append((parts, file))
        else:
            others.setdefault(parts, []).append(file.name)
    found = {
        file.name: _likest(file.name, others.get(parts, ()))
        for parts, file in ports
        if (parts in others or not file.name.endswith(f".{info.name}"))
        and _says(file, info, parts in others)
    }
    return found | {
        file.name: _likest(file.name, others[parts])
        for parts, file in ports
        if file.name not in found and parts in others and _is_made_of(file, found)
    }


def _likest(port: str, others: Iterable[str]) -> str:
    """Which of the ``others`` is ported in ``port``: a header in a header, those for CUDA first."""
    return min(
        others,
        key=lambda name: (_is_header(name) != _is_header(port), not _is_called_for_cuda(name)),
        default="",
    )


def _is_made_of(file: Discovered, ports: Collection[str]) -> bool:
    """Whether a file names nothing of CUDA's, and includes one of the ``ports`` beside it."""
    text = _text(file)
    folder = posixpath.dirname(file.name)
    beside = (posixpath.normpath(f"{folder}/{path}") for path in _HEADER.findall(text))
    return any(path in ports for path in beside) and not _OF_CUDA.search(text)


def originals(
    files: Sequence[Discovered],
    ports: Mapping[str, str],
    info: TargetInfo,
    typed: Collection[Path] = (),
) -> Mapping[str, str]:
    """The files for CUDA that ``ports`` are ports of, each with its port: the tree has both sides.
    One that is ``typed`` is somebody's wish, and one that the others need stays a source.
    """
    by_name = {file.name: file for file in files}
    found = {
        original: port
        for port in sorted(ports, reverse=True)
        if ports[port] and _defines(_text(by_name[port]))
        for original in _of_both(port, info, files)
        if by_name[original].path not in typed
    }
    others = [file for file in files if found and file.kind is Kind.SOURCE and file.name in ports]
    others += [file for file in files if found and file.kind is Kind.SOURCE and not file.skip]
    asked = {file.name: list(_included_always(_text(file))) for file in others}
    for _ in range(len(found)):
        needed = {
            name
            for file, paths in asked.items()
            if file not in found
            for path in paths
            for name in found
            if _means(file, path, name, found[name], by_name)
            and not _is_chosen(file, found[name], name)
        }
        if not needed:
            break
        found = {name: port for name, port in found.items() if name not in needed}
    return found


def _text(file: Discovered) -> str:
    with suppress(OSError):
        return source.read(file.path, file.name).data.decode("utf-8", "replace")
    return ""


def _of_both(port: str, info: TargetInfo, files: Iterable[Discovered]) -> list[str]:
    """The files that are called for CUDA as ``port`` is for the target: those where one word
    stands for the other, or else those that say the rest alike; a header is none of a source.
    """
    exact, plain = [], []
    wanted = _words_for(port, _called(info))
    for file in files:
        name = file.name
        if (
            file.kind is Kind.SOURCE
            and not file.skip
            and _is_called_for_cuda(name)
            and _is_header(name) == _is_header(port)
        ):
            words = _words_for(name, _CUDAS)
            if words == wanted:
                exact.append(name)
            elif list(filter(None, words)) == list(filter(None, wanted)):
                plain.append(name)
    return exact or plain


def _words_for(name: str, called: Collection[str]) -> list[str]:
    """The words of a path without its suffix, with "" for those of ``called``."""
    stem = name.rpartition(".")[0]
    return ["" if word in called else word for word in words_of(stem)]


def words_of(name: str) -> list[str]:
    """The words of a path, in small letters."""
    return [word.lower() for word in _PART.findall(name)]


def _is_header(name: str) -> bool:
    return name.lower().rpartition(".")[2] in _HEADERS


def _is_called_for_cuda(name: str) -> bool:
    words = words_of(name)
    return words[-1] == "cuh" or not _CUDAS.isdisjoint(words)


def _defines(text: str) -> bool:
    """Whether there is more in a file than comments, conditions and what it includes."""
    return _CODE.search(_NO_CODE.sub(" ", text)) is not None


def _included_always(text: str) -> Iterator[str]:
    """What a file includes whatever its conditions come to; its own guard is none."""
    depth, guard = 0, ""
    for match in _DIRECTIVE.finditer(text):
        word, rest = match["word"], match["rest"].strip()
        if word == "include" and not depth:
            yield rest.strip('"<>')
        elif word.startswith("if"):
            is_guard = word == "ifndef" and not (depth or guard)
            guard = rest if is_guard else guard
            depth += 0 if is_guard else 1
        elif word == "endif":
            depth = max(0, depth - 1)


def _means(file: str, path: str, name: str, port: str, files: Collection[str]) -> bool:
    """Whether ``path``, as ``file`` includes it, is the file ``name``, and cannot be its port."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    if beside in files:
        return beside == name
    end = "/" + path.lstrip("./")
    return f"/{name}".endswith(end) and not f"/{port}".endswith(end)


def _is_chosen(file: str, port: str, name: str) -> bool:
    """Whether ``file`` stands with the file ``name`` in a folder for CUDA, in place of which the
    build for the target has that of ``port``, with a file that is called the same.
    """
    folder = posixpath.dirname(name)
    return (
        posixpath.basename(name) == posixpath.basename(port)
        and posixpath.dirname(file) == folder
        and not _CUDAS.isdisjoint(words_of(folder))
    )


def ported_builds(
    files: Iterable[Discovered], results: Mapping[str, FileResult], info: TargetInfo
) -> Mapping[str, str]:
    """Build files for CUDA that the tree has for the target, too (``hip/CMakeLists.txt`` beside
    ``cuda/CMakeLists.txt``, or ``Makefile.hip``, which calls hipcc, beside ``Makefile``), with
    these; ``results`` are what was said so far.
    """
    originals: dict[tuple[Kind, tuple[str, ...]], str] = {}
    plain: dict[tuple[Kind, tuple[str, ...]], str] = {}
    ports: dict[tuple[Kind, tuple[str, ...]], Discovered] = {}
    for file in files:
        if file.kind not in BUILD_KINDS or file.skip:
            continue
        parts, is_port = _parts(file.name, info)
        if is_port:
            ports.setdefault((file.kind, parts), file)
        else:
            for_cuda = not _CUDAS.isdisjoint(words_of(file.name))
            (originals if for_cuda else plain).setdefault((file.kind, parts), file.name)
    found = originals | {
        key: name
        for key, name in plain.items()
        if key not in originals and key in ports and _builds(ports[key], name, info)
    }
    return {
        name: ports[key].name
        for key, name in found.items()
        if key in ports and _is_done(results[ports[key].name])
    }


def _builds(port: Discovered, name: str, info: TargetInfo) -> bool:
    """Whether a build file beside the file ``name`` calls the compiler of the target's, itself."""
    beside = posixpath.dirname(port.name) == posixpath.dirname(name)
    return beside and re.search(rf"\b{info.name}cc\b", _text(port)) is not None


def images(files: Iterable[Discovered], guard: re.Pattern[bytes] | None) -> Mapping[str, str]:
    """Files of images with CUDA that have one for the target beside them (``Dockerfile.rocm``),
    with these.
    """
    found = {}
    for file in files:
        if guard is not None and file.kind is Kind.CONTAINER and not file.skip:
            port = next(_images_beside(file.path, guard), None)
            if port is not None:
                found[file.name] = port
    return found


def ported_containers(
    files: Iterable[Discovered],
    results: Mapping[str, FileResult],
    guard: re.Pattern[bytes] | None,
) -> Mapping[str, str]:
    """Those of the files of images of which something is to be said."""
    found = images(files, guard)
    return {name: port for name, port in found.items() if results[name].findings}


def _images_beside(file: Path, guard: re.Pattern[bytes]) -> Iterator[str]:
    """The files for the target's images that are called like ``file`` otherwise, in its folder or
    in one that is called for the target.
    """
    folder = file.parent
    around = [folder.parent] if not _CUDAS.isdisjoint(words_of(folder.name)) else []
    with suppress(OSError):
        beside = [path for above in (folder, *around) for path in sorted(above.iterdir())]
        called = [path for path in beside if _is_called(path.name, guard)]
        inside = [path / file.name for path in called if path.is_dir()]
        for path in [*(path for path in called if path.parent == folder), *inside]:
            words = [word for word in _WORD.findall(path.name) if not _is_called(word, guard)]
            own = [word for word in _WORD.findall(file.name) if word.lower() not in _CUDAS]
            if words == own and path.is_file() and _is_image(path, guard):
                yield posixpath.relpath(path.as_posix(), folder.as_posix())


def _is_called(name: str, guard: re.Pattern[bytes]) -> bool:
    words = (word.encode("utf-8", "surrogateescape") for word in _WORD.findall(name))
    return any(guard.fullmatch(word) for word in words)


def _is_image(path: Path, guard: re.Pattern[bytes]) -> bool:
    """Whether an image is made of one of the target's."""
    return any(guard.search(match[0]) for match in _FROM.finditer(source.head(path, _MOST)))


def _called(info: TargetInfo) -> frozenset[str]:
    """The words by which files of the target's are called."""
    return frozenset({info.name, *(info.native.called if info.native else ())})


def _parts(name: str, info: TargetInfo) -> tuple[tuple[str, ...], bool]:
    """What a path says besides the names of the two, and whether it names the target."""
    called = _called(info)
    stem, dot, suffix = name.rpartition(".")
    found = words_of(stem if dot and suffix.lower() != info.name else name)
    left = tuple(word for word in found if word not in called and word not in _CUDAS)
    by_suffix = info.native is not None and name.endswith(info.native.suffixes)
    return left, by_suffix or bool(called & set(found))


def _says(file: Discovered, info: TargetInfo, has_original: bool) -> bool:
    """Whether a file that is called for the target names something of the target's, or, where it
    names nothing of CUDA's, includes what is called for it, too.
    """
    text = _text(file)
    included = _HEADER.findall(text)
    named = {*_NAME.findall(text), *included}
    says = any(info.owns(name) or info.owns_header(name) for name in named)
    if says and has_original:
        return True
    called = (bool(_called(info) & set(words_of(path))) for path in included)
    return (says or any(called)) and not _OF_CUDA.search(text)


def _is_done(result: FileResult) -> bool:
    """Whether a build file says nothing to CUDA's tools."""
    return all(finding.status is Status.INFO for finding in result.findings)


def with_port(result: FileResult, port: str, target: str) -> FileResult:
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
    return with_remark(file, message, why)


def ported_by_hand(file: Discovered, port: str, target: str) -> Discovered:
    """A file for CUDA that the tree has for the target as well, as one that is not ported."""
    message = f"this file is ported to {target} by hand in {port}: left alone"
    return with_remark(file, message, f"ported by hand in {port}")


def with_remark(file: Discovered, message: str, why: str) -> Discovered:
    """A file as one that is not ported, with what is said of it."""
    said = (Finding(OWN_PORT, Status.INFO, "", message, 0, 0),)
    result = FileResult(file.name, Outcome.SKIPPED, why, findings=said, lines=(0,))
    return replace(file, skip=why, left=result)
