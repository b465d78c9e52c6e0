"""The port that ``docs/guide/agents.md`` shows: what is called there gives what is shown there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.agent import Agent, said, session

pytestmark = pytest.mark.commands
ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/guide/agents.md").read_text("utf-8")
BLOCK = re.compile(r"^```(|diff|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^> (\w+) (\{[^\n]*\})\n(.*?)(?=^> \w+ \{|\Z)", re.MULTILINE | re.DOTALL)


def fits(shown: str, real: str) -> bool:
    """Whether a text is as shown: ``...`` stands for anything, and white space for nothing."""
    parts = ["".join(part.split()) for part in shown.split("...")]
    pattern = ".*?".join(map(re.escape, parts))
    return re.fullmatch(pattern, "".join(real.split())) is not None


def test_what_is_left_out_is_all_that_may_differ() -> None:
    assert fits('{"a":\n 1, ...}', '{"a": 1, "b": [2]}')
    assert not fits('{"a": 1, ...}', '{"a": 2, "b": [2]}')
    assert not fits('{"a": 1}', '{"a": 1, "b": 2}')


def test_the_port_goes_as_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus/warp_compaction/cuda", tmp_path / "cuda")
    text = PAGE.partition("## A port\n")[2].partition("\n## In a pipe")[0]
    blocks = BLOCK.findall(text)
    called: list[str] = []

    async def work(agent: Agent) -> None:
        for kind, block in blocks:
            if kind == "diff":
                command = ["git", "apply", "--unidiff-zero", "-"]
                subprocess.run(command, input=block.encode(), cwd=tmp_path, check=True)
                continue
            for tool, arguments, shown in CALL.findall(block):
                called.append(tool)
                real = said(await agent.result(tool, **json.loads(arguments)))
                assert fits(shown, real), f"{tool} {arguments} gives\n{real}"

    session(work, tmp_path, "--write")
    assert [*dict.fromkeys(called)] == ["check", "next_finding", "port", "verify"]
    assert len(blocks) == 6
    assert "__popcll" in (tmp_path / "hip/warp_compaction.cu").read_text()


def test_the_pipe_prints_what_is_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus/warp_compaction/cuda", tmp_path / "cuda")
    ((_, block),) = BLOCK.findall(PAGE.partition("## In a pipe")[2])
    command, _, shown = block.removeprefix("$ ").partition("\n")
    script = f'migrate() {{ python3 -m migrate "$@"; }}; {command}'
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == shown


def test_the_page_names_every_tool() -> None:
    from migrate.mcp.tools import tools

    table = PAGE.partition("## The tools")[2].partition("\nEach has")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(tool.name for tool in tools())
