"""What there is to call: names, words for those who choose, schemas, and who answers.

What comes in are the arguments of a call, as their schema has it; what goes out is an answer.
Nothing here knows the protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migrate.mcp.workplace import Answer, Arguments, Workplace


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; ``needed`` are the properties that a call has to give, ``answered`` those that an
    answer always has.
    """

    name: str
    title: str
    about: str
    properties: dict[str, Any]
    answer: Callable[[Workplace, Arguments], Answer]
    needed: tuple[str, ...] = ()
    answered: tuple[str, ...] = ("page",)
    writes: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """What the arguments of a call have to be."""
        return {
            "type": "object",
            "properties": self.properties,
            "required": [*self.needed],
            "additionalProperties": False,
        }

    @property
    def answers(self) -> dict[str, Any]:
        """What the values of an answer are."""
        return {
            "type": "object",
            "properties": {name: _ANSWERED.get(name, {}) for name in self.answered},
            "required": [*self.answered],
        }


def _texts(about: str, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", **more}, "description": about}


_COUNT = {"type": "integer", "minimum": 0}
_PATHS = _texts("Files and folders, relative to the root folder; all of it if not given")
_TO = {
    "type": "string",
    "description": "Target and version: hip, hip@6.2, musa, maca, sycl; see api",
}
_OFFSET = {**_COUNT, "description": "Where to begin; page.next_offset of the answer before"}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": 200, "description": "Items at most; 25"}
_RUN: dict[str, Any] = {
    "paths": _PATHS,
    "to": _TO,
    "arch": _texts("GPUs to port to, as gfx90a: rules that matter to none of them are silent"),
    "warp": {
        "enum": ["native", "32"],
        "description": "Warps that the port is for: the GPU's own, or of 32 lanes on every GPU; "
        "native",
    },
    "build": {"enum": ["report", "replace"], "description": "Whether build files are edited, too"},
}
_FILES = _texts("Only these files, by the paths that answers give")
_ASKED: dict[str, Any] = {
    "status": _texts("Only these", enum=["manual", "unknown", "review", "info"]),
    "ids": _texts("Only findings with these ids"),
    "files": _FILES,
}
_PAGED: dict[str, Any] = {"offset": _OFFSET, "limit": _LIMIT}
_EDITS: dict[str, Any] = {
    "apply": {"enum": ["safe", "review"], "description": "Which fixes are made; safe"},
    "rename": {"type": "boolean", "description": "Give files the target's suffixes"},
    "launch_syntax": {"enum": ["chevron", "macro"], "description": "How launches are written"},
}
_ANSWERED: dict[str, Any] = {
    "page": {
        "description": "What of the whole is shown; next_offset begins the rest, null at the end",
        "type": "object",
        "required": ["of", "offset", "shown", "total", "next_offset"],
    },
    "exit_code": {"description": "That of the command line", "type": "integer"},
    "ledger": {"description": "CUDA references by what becomes of them", "type": "object"},
    "target": {"type": "object", "required": ["name", "version"]},
    "finding": {"description": "null where none is open", "type": ["object", "null"]},
    "open": {"description": "How many findings ask for something", "type": "integer"},
    "next_skip": {
        "description": "For the next call; null at the last",
        "type": ["integer", "null"],
    },
    "text": {"type": "string"},
}
_TREE = ("target", "exit_code", "ledger", "open")


def tools() -> tuple[Tool, ...]:
    """All tools, in the order in which they are needed."""
    return (*_of_sources(), _of_edits(), *_of_ports(), *_of_names())


def _of_sources() -> tuple[Tool, ...]:
    """What is said of sources that are not yet ported, or in part."""
    from migrate.mcp import checking, walking

    return (
        Tool(
            "check",
            "What a port would leave to do",
            "Say what a port of CUDA sources would leave to do: a verdict, the ledger of all CUDA "
            "references, and the findings (or causes, or files) page by page. Writes nothing. "
            "Begin here with detail causes, then walk with next_finding.",
            {
                **_RUN,
                "detail": {
                    "enum": ["findings", "causes", "files"],
                    "description": "What is listed: findings, what they come from, or files",
                },
                **_ASKED,
                **_PAGED,
            },
            checking.check,
            answered=(*_TREE, "page"),
        ),
        Tool(
            "next_finding",
            "The next place that asks for something",
            "One open finding with its source, what the port makes of it, advice, and the command "
            "that says when it is settled. Go on with skip = next_skip; after a finding was "
            "settled, with the same skip. Of a tree that port wrote (paths: that folder alone) "
            "the places that are left there.",
            {
                **_RUN,
                **_ASKED,
                "skip": {**_COUNT, "description": "How many open findings to pass over; 0"},
            },
            walking.next_finding,
            answered=("open", "next_skip", "finding"),
        ),
    )


def _of_edits() -> Tool:
    """What edits, as far as the server may."""
    from migrate.mcp import porting

    return Tool(
        "port",
        "Port sources",
        "The port as a patch for git apply, piece by piece. A server that was started with "
        "--write also writes: a complete new tree (output; given again it is merged with "
        "edits by hand) or in place of the sources (in_place).",
        {
            **_RUN,
            **_EDITS,
            "files": {**_FILES, "description": "The patch of these files only"},
            "offset": _OFFSET,
            "output": {
                "type": "string",
                "description": "A folder for the new tree, outside of paths; needs --write",
            },
            "in_place": {
                "type": "boolean",
                "description": "Replace the sources; needs --write. Call next_finding "
                "before: what is ported shows some findings to be reviewed no longer",
            },
        },
        porting.port,
        answered=_TREE,
        writes=True,
    )


def _of_ports() -> tuple[Tool, ...]:
    """What is said of a tree that was ported."""
    from migrate.mcp import checking, walking

    return (
        Tool(
            "status",
            "How far a ported tree has come",
            "Of a tree that port wrote (output): the places that are left, those that people or "
            "agents have settled since, new ones, and files in conflict.",
            {
                "tree": {"type": "string", "description": "The folder that port wrote"},
                **_PAGED,
            },
            walking.status,
            needed=("tree",),
            answered=("target", "page"),
        ),
        Tool(
            "verify",
            "Does the port hold",
            "Try to prove the port wrong: by what the target declares and by a second run; with "
            "its compiler only if the server was started with --compile. Silent problems, which "
            "no finding announces, come first.",
            {
                "paths": _PATHS,
                "to": _TO,
                "arch": _RUN["arch"],
                "warp": _RUN["warp"],
                "standing": _texts(
                    "Only these problems",
                    enum=["silent", "error", "expected", "follows", "setup", "before"],
                ),
                **_PAGED,
            },
            checking.verified,
            answered=(*_TREE, "page"),
        ),
    )


def _of_names() -> tuple[Tool, ...]:
    """What is said of names and ids, whatever the tree."""
    from migrate.mcp import looking

    return (
        Tool(
            "explain",
            "The page of a rule or finding",
            "What an id of a finding means: why it is said, its shapes, an example.",
            {
                "id": {
                    "type": "string",
                    "description": "As findings have it",
                },
                "offset": _OFFSET,
            },
            looking.explain,
            needed=("id",),
            answered=("page", "text"),
        ),
        Tool(
            "api",
            "What CUDA names become",
            "What CUDA names or headers become on one target, or on all, since which version.",
            {
                "names": {**_texts("Names as in CUDA's headers"), "minItems": 1, "maxItems": 50},
                "to": _TO,
                "offset": _OFFSET,
            },
            looking.api,
            needed=("names",),
            answered=("page", "text"),
        ),
    )
