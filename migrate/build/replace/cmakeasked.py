"""What CMake and its packages tell of CUDA, by the target's names: the compiler, and its headers.

What comes in are the words of a command; what goes out goes into its plan. A condition on the
compiler stays where the file asks for another one than nvcc, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile
from migrate.build.replace.cmakewords import Part
from migrate.build.replace.plans import Plan
from migrate.regex import regex
from migrate.text.cmake import Command

_COMPILER = regex(rb"CMAKE_CUDA_COMPILER_ID|\$\{CMAKE_CUDA_COMPILER_ID\}")
_OTHER_COMPILER = regex(
    rb"CMAKE_CUDA_COMPILER_ID\}?\"?\s+(?:STREQUAL|MATCHES)\s+(?!\"?NVIDIA\b)|LANG_AND_ID:CUDA,(?!NVIDIA>)"
)
_HEADERS = regex(rb"\$\{(?:CUDA_INCLUDE_DIRS|CUDAToolkit_INCLUDE_DIRS|CUDA_TOOLKIT_INCLUDE)\}")


def compiler(file: CMakeFile, words: Sequence[Part], tools: Tools, plan: Plan) -> None:
    """A condition on CUDA's compiler being nvcc, where none in the file asks for another."""
    language, known = tools.tables.word("language"), tools.tables.word("compiler_id")
    if not language:
        return
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        match = _COMPILER.fullmatch(file.text(first.span))
        is_compared = file.text(second.span) in (b"STREQUAL", b"MATCHES")
        if match is None or not is_compared or _OTHER_COMPILER.search(file.data):
            continue
        if file.text(third.span) == b"NVIDIA":
            name = file.text(first.span).replace(b"_CUDA_", b"_%b_" % language)
            plan.put(first, [name], "cmake")
            plan.put(third, [known.replace(b",", b"|")], "cmake")
            if b"," in known:
                plan.put(second, [b"MATCHES"], "cmake")


def reads_on(file: CMakeFile, command: Command, name: bytes) -> bool:
    """Whether what a condition holds takes the value of the variable that the condition asks."""
    at = next(at for at, item in enumerate(file.commands) if item is command)
    block = next((block for block in file.blocks() if block.first == at), None)
    inside = file.commands[at + 1 : block.last] if block is not None else ()
    value = b"${%b}" % name
    return any(item.name != b"message" and value in file.text(item.span) for item in inside)


def header_folders(file: CMakeFile, words: Iterable[Part], tools: Tools, plan: Plan) -> None:
    """Folders of CUDA's headers that a variable gets, where the runtime is linked as well."""
    folders = tools.tables.word("folders")
    is_linked = "library:cudart" in tools.seen or "library:cuda" in tools.seen
    for word in words if folders and is_linked else ():
        if _HEADERS.fullmatch(file.text(word.span)):
            plan.put(word, [b"${%b}" % folders], "cmake")
