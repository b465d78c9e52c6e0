"""``migrate mcp`` as an agent meets it: a process, spoken to by the SDK's own client."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest

from migrate.mcp import pages
from migrate.mcp.checking import check
from migrate.mcp.tools import tools
from migrate.mcp.walking import next_finding
from migrate.mcp.workplace import Workplace
from migrate.model import UserError
from tests.agent import Agent, said, session
from tests.test_security import hostile
from tests.warm import migrate

CORPUS = Path(__file__).parent.parent / "corpus"
LANES = CORPUS / "warp_compaction/cuda"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder to work in, beside one that is nobody's business."""
    made = tmp_path / "root"
    (made / "src").mkdir(parents=True)
    (made / "src/lanes.cu").write_bytes((LANES / "warp_compaction.cu").read_bytes())
    (made / "src/plain.cu").write_text("void f(void **p) { cudaMalloc(p, 4); cudaFoo(); }\n")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/secret.cu").write_text("void secret() { cudaFree(0); }\n")
    return made


# -- without a process


def test_a_path_stays_below_the_root(root: Path) -> None:
    place = Workplace(root)
    (root / "link").symlink_to(root.parent / "secret")
    (root / "here").symlink_to("src")
    assert place.inside("src/../src/plain.cu") == Path("src/plain.cu")
    assert place.inside(str(root / "src")) == Path("src")
    assert place.inside("here/plain.cu") == Path("src/plain.cu")
    for name in ("..", "../secret", "link", "link/secret.cu", "/etc/passwd", "src/../../secret"):
        with pytest.raises(UserError, match="lies outside"):
            place.inside(name)
    for name in ("a\0b", "x" * 5_000):
        with pytest.raises(UserError):
            place.paths({"paths": [name]})


def test_no_configuration_leads_out_of_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    (root.parent / "migrate.toml").write_text('to = "musa"\n')
    place = Workplace(root)
    assert place.settings([Path("src")], {}).to == "hip"
    (root / "migrate.toml").write_text('rules = ["../secret"]\n')
    with pytest.raises(UserError, match="lies outside"):
        check(place, {})
    with pytest.raises(UserError, match="lies outside"):
        next_finding(place, {})


def test_libclang_reads_what_sources_include_only_where_compiling_is_allowed(root: Path) -> None:
    (root / "migrate.toml").write_text("semantic = true\n")
    given = [root / "src"]
    assert Workplace(root).settings(given, {}).semantic.wanted is False
    assert Workplace(root, compile=True).settings(given, {}).semantic.wanted is True


def test_a_page_ends_where_there_is_no_more_room_and_the_next_begins_there() -> None:
    items = [{"n": n, "text": "x" * 3_000} for n in range(20)]
    offset: int | None = 0
    seen: list[int] = []
    while offset is not None:
        shown, at = pages.page(items, {"offset": offset, "limit": 200})
        assert 0 < len(shown) < 20
        assert len(json.dumps(shown)) <= pages.ROOM
        assert (at["offset"], at["shown"], at["total"]) == (offset, len(shown), 20)
        seen += [item["n"] for item in shown]
        offset = at["next_offset"]
    assert seen == [*range(20)]
    huge, at = pages.page([{"text": "x" * 100_000}], {})
    assert huge[0]["cut"] == ["text"]
    assert at["next_offset"] is None
    assert pages.page(items, {"offset": 99})[0] == []


@pytest.mark.parametrize("line", ["one line\n", "x" * 50_000, "\N{GRINNING FACE} é\n"])
def test_a_text_is_whole_in_its_pieces(line: str) -> None:
    whole = line * (100_000 // len(line))
    offset: int | None = 0
    parts = []
    while offset is not None:
        part, at = pages.text(whole, {"offset": offset})
        assert 0 < len(part) <= pages.ROOM
        assert not line.endswith("\n") or part.endswith("\n")
        parts.append(part)
        offset = at["next_offset"]
    assert "".join(parts) == whole
    assert len(parts) > 4
    assert pages.text(whole, {"offset": len(whole) + 9})[0] == ""


def test_every_tool_has_words_and_a_schema() -> None:
    for tool in tools():
        jsonschema.Draft202012Validator.check_schema(tool.schema)
        jsonschema.Draft202012Validator.check_schema(tool.answers)
        assert set(tool.needed) <= tool.properties.keys()
        assert len(tool.about) > 50
        for name, schema in tool.properties.items():
            assert schema["description"]
            assert name.isidentifier()


def test_the_sdk_is_loaded_when_the_command_is_run_and_no_sooner() -> None:
    script = (
        "import sys, migrate.command.cli, migrate.mcp, migrate.mcp.tools, migrate.mcp.worker\n"
        "migrate.mcp.tools.tools()\n"
        "print(sorted({'mcp', 'mcp_types', 'anyio', 'pydantic_core'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "'mcp'" not in done.stdout


def test_without_the_extra_there_is_advice(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['mcp'] = None"
    done = migrate("mcp", cwd=tmp_path, prelude=hide)
    assert (done.code, done.out) == (2, "")
    assert "needs the MCP SDK" in done.err
    assert 'pip install "cuda-migrate[mcp]"' in done.err
    none = migrate("mcp", "--root", "nowhere", cwd=tmp_path)
    assert none.code == 2
    assert "nowhere is not a folder" in none.err


# -- with one


@pytest.mark.commands
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_listed_with_their_schemas(root: Path, mode: str) -> None:
    async def work(agent: Agent) -> Any:
        return (await agent.client.list_tools()).tools

    listed = session(work, root, mode=mode)
    assert [tool.name for tool in listed] == [tool.name for tool in tools()]
    for tool, own in zip(listed, tools(), strict=True):
        assert tool.input_schema == own.schema
        assert tool.annotations.read_only_hint is True
    listed = session(work, root, "--write", mode=mode)
    assert [tool.name for tool in listed if not tool.annotations.read_only_hint] == ["port"]


@pytest.mark.commands
def test_the_answers_are_those_of_the_command_line(root: Path) -> None:
    async def work(agent: Agent) -> dict[str, Any]:
        return {
            "check": await agent.call("check"),
            "one": await agent.call("check", files=["src/plain.cu"], status=["unknown"]),
            "causes": await agent.call("check", detail="causes", to="musa"),
            "files": await agent.call("check", detail="files"),
            "port": await agent.call("port"),
            "part": await agent.call("port", files=["src/plain.cu"]),
            "explain": await agent.call("explain", id="cuda/wave/mask-width"),
            "api": await agent.call("api", names=["cudaMalloc", "cudaFoo"], to="hip"),
            "verify": await agent.call("verify", to="hip@6.4"),
        }

    found = session(work, root)
    report = json.loads(migrate("check", ".", "--format", "json", cwd=root).raw)
    shown = [
        {"path": file["path"], **{k: v for k, v in item.items() if k != "more"}}
        for file in report["files"]
        for item in file["findings"]
        if item["status"] != "info"
    ]
    bare = [{k: v for k, v in item.items() if k != "also"} for item in found["check"]["findings"]]
    assert bare == shown
    assert [item["api"] for item in found["one"]["findings"]] == ["cudaFoo"]
    assert found["check"]["ledger"] == report["ledger"]
    assert found["check"]["verdict"] == report["summary"]["verdict"]
    assert found["check"]["exit_code"] == report["exit_code"] == 1
    also = [place for item in found["check"]["findings"] for place in item.get("also", ())]
    more = [
        {f"{place['path']}:{place['line']}" for place in item["more"]}
        for file in report["files"]
        for item in file["findings"]
    ]
    assert len(also) == sum(map(len, more)) > 0
    musa = json.loads(migrate("check", ".", "--to", "musa", "--format", "json", cwd=root).raw)
    assert found["causes"]["causes"] == musa["summary"]["causes"]
    assert [item["path"] for item in found["files"]["files"]] == ["src/lanes.cu", "src/plain.cu"]
    patch = migrate("port", ".", "--diff", "-q", cwd=root).out
    assert found["port"]["patch"] == patch
    assert found["part"]["patch"] in patch
    assert found["part"]["patch"].count("diff --git") == 1
    page = migrate("explain", "cuda/wave/mask-width", cwd=root).out
    assert found["explain"]["text"] == page
    assert found["api"]["text"].startswith(migrate("api", "cudaMalloc", "--to", "hip").out)
    assert "cudaFoo is in no table" in found["api"]["text"]
    options = ("--static", "--to", "hip@6.4", "--format", "json")
    verified = json.loads(migrate("verify", ".", *options, cwd=root).raw)["verification"]
    assert found["verify"]["silent"] == verified["silent"] == 0
    counts = [item["count"] for item in verified["checks"]]
    assert [item["count"] for item in found["verify"]["checks"]] == counts
    assert found["verify"]["page"]["total"] == len(verified["problems"])


@pytest.mark.commands
def test_an_agent_walks_from_finding_to_finding_and_each_says_how_it_is_settled(
    root: Path,
) -> None:
    async def work(agent: Agent) -> list[dict[str, Any]]:
        steps = [await agent.call("next_finding")]
        while steps[-1]["next_skip"] is not None:
            steps.append(await agent.call("next_finding", skip=steps[-1]["next_skip"]))
        return steps

    steps = session(work, root)
    report = json.loads(migrate("check", ".", "--format", "json", cwd=root).raw)
    found = [(file["path"], item) for file in report["files"] for item in file["findings"]]
    found = [(path, item) for path, item in found if item["status"] != "info"]
    assert [(s["finding"]["path"], s["finding"]["id"]) for s in steps] == [
        (path, item["id"]) for path, item in found
    ]
    assert [step["skipped"] for step in steps] == [*range(len(steps))]
    for step, (_, item) in zip(steps, found, strict=True):
        assert step["open"] == len(found)
        (marked,) = [line for line in step["source"].splitlines() if line.startswith(">")]
        assert f"{item['line']} | " in marked
        assert step["advice"]
        words = shlex.split(step["settled"]["command"])
        lines = migrate(*words[1:], cwd=root).raw.split(b"\n")[:-1]
        named = [json.loads(line) for line in lines]
        assert any(n.get("id") == item["id"] and n.get("line") == item["line"] for n in named)


@pytest.mark.commands
def test_a_finding_that_was_settled_is_the_next_one_no_longer(root: Path) -> None:
    async def work(agent: Agent) -> None:
        first = await agent.call("next_finding", files=["src/plain.cu"])
        assert first["open"] == 1
        assert first["finding"]["api"] == "cudaFoo"
        assert "hipMalloc" in first["ported"]
        tool = first["settled"]["tool"]
        assert (await agent.call(tool["name"], **tool["arguments"]))["page"]["total"] == 1
        text = (root / "src/plain.cu").read_text()
        (root / "src/plain.cu").write_text(text.replace("cudaFoo();", ""))
        assert (await agent.call(tool["name"], **tool["arguments"]))["page"]["total"] == 0
        last = await agent.call("next_finding", files=["src/plain.cu"])
        assert (last["open"], last["finding"], last["next_skip"]) == (0, None, None)
        assert "begin again with skip 0" in await agent.refused("next_finding", skip=99)

    session(work, root)


@pytest.mark.commands
def test_a_tree_is_written_walked_through_and_settled(root: Path) -> None:
    async def work(agent: Agent) -> None:
        made = await agent.call("port", paths=["src"], output="hip")
        assert made["written"] == 2
        assert made["output"] == "hip"
        before = await agent.call("status", tree="hip")
        first = await agent.call("next_finding", paths=["hip"], ids=["cuda/wave/mask-width"])
        assert first["finding"]["path"] == "hip/lanes.cu"
        assert first["finding"]["message"].startswith("HIP takes a mask of 64 bits")
        assert first["advice"].startswith("Make it an unsigned long long")
        line = first["finding"]["line"]
        lines = (root / "hip/lanes.cu").read_text().splitlines(keepends=True)
        assert f"{line} | {lines[line - 1].rstrip()}" in first["source"]
        lines.insert(line - 1, "// migrate: ignore[cuda/wave/mask-width] all lanes vote\n")
        (root / "hip/lanes.cu").write_text("".join(lines))
        after = await agent.call("status", tree="hip")
        assert after["left"] < before["left"]
        assert after["left"] + after["settled"] == before["left"]
        again = await agent.call("port", paths=["src"], output="hip")
        assert again["kept"] == 1
        assert "lies inside" in await agent.refused("port", output="src/hip")

    session(work, root, "--write")
    assert sorted(path.name for path in (root / "hip").iterdir()) == [
        ".migrate",
        "lanes.cu",
        "plain.cu",
    ]


@pytest.mark.commands
def test_a_port_for_warps_of_32_lanes_has_its_header_beside_it(root: Path) -> None:
    patches: list[str] = []
    part = {"files": ["src/lanes.cu"]}
    whole = migrate("port", ".", "--diff", "-q", "--warp", "32", cwd=root).out

    async def work(agent: Agent) -> None:
        named = {"files": ["src/lanes.cu"], "status": ["manual", "review"]}
        assert (await agent.call("check", **named))["findings"]
        assert (await agent.call("check", warp="32", **named))["findings"] == []
        step = await agent.call("next_finding", warp="32")
        assert "--warp 32" in step["settled"]["command"]
        assert step["settled"]["tool"]["arguments"]["warp"] == "32"
        assert "'16' is not one of" in await agent.refused("check", warp="16")
        await agent.call("verify", warp="32")
        patches.extend(
            [(await agent.call("port", warp="32", **only))["patch"] for only in ({}, part)]
        )
        assert (await agent.call("port", paths=["src"], warp="32", output="hip"))["written"] == 3
        replaced = await agent.call("port", paths=["src/lanes.cu"], warp="32", in_place=True)
        assert replaced["changed"]["some"] == ["src/lanes.cu", "src/warp32.hpp"]

    session(work, root, "--write")
    assert whole.startswith(patches[0])
    assert all("warp32.hpp b/" in patch for patch in patches)
    for folder in ("hip", "src"):
        assert (root / folder / "warp32.hpp").is_file()
        assert "warp32::ballot_sync" in (root / folder / "lanes.cu").read_text()


@pytest.mark.commands
def test_sources_are_replaced_only_where_that_was_allowed(root: Path) -> None:
    async def refused(agent: Agent) -> None:
        for given in ({"in_place": True}, {"output": "out"}):
            assert "started with --write" in await agent.refused("port", **given)

    async def replaced(agent: Agent) -> None:
        assert "exclude each other" in await agent.refused("port", in_place=True, output="out")
        assert (await agent.call("port", paths=["src/plain.cu"], in_place=True))["written"] == 1

    before = {path: path.read_bytes() for path in (root / "src").iterdir()}
    session(refused, root)
    assert {path: path.read_bytes() for path in (root / "src").iterdir()} == before
    assert not (root / "out").exists()
    session(replaced, root, "--write")
    assert "hipMalloc" in (root / "src/plain.cu").read_text()


@pytest.mark.commands
def test_nothing_outside_the_root_is_read_or_written(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "secret")
    (root / "file.cu").symlink_to(root.parent / "secret/secret.cu")
    (root / "src/inside.cu").write_text('#include "../../secret/secret.cu"\nvoid g();\n')
    secret = root.parent / "secret"
    before = sorted(secret.iterdir())

    async def work(agent: Agent) -> list[str]:
        for path in ("..", "link", "file.cu", str(secret), "src/../../secret"):
            for tool in ("check", "port", "verify", "next_finding"):
                assert "lies outside" in await agent.refused(tool, paths=[path])
        for path in ("../out", "link/out", str(secret / "out"), "link"):
            assert "lies outside" in await agent.refused("port", paths=["src"], output=path)
            assert "lies outside" in await agent.refused("status", tree=path)
        whole = [said(await agent.result(tool)) for tool in ("check", "port", "verify")]
        whole.append(said(await agent.result("check", detail="files", status=["info"])))
        return [*whole, said(await agent.result("port", in_place=True))]

    answers = session(work, root, "--write")
    assert all("void secret" not in text for text in answers)
    assert sorted(secret.iterdir()) == before
    assert (secret / "secret.cu").read_text() == "void secret() { cudaFree(0); }\n"


@pytest.mark.commands
def test_nothing_that_a_tree_names_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = hostile(tmp_path / "tree")
    monkeypatch.setenv("PATH", f"{tree / 'bin'}:{os.environ['PATH']}")

    async def work(agent: Agent) -> None:
        for tool in ("check", "port", "verify", "next_finding"):
            await agent.call(tool)
        await agent.call("port", paths=["a.cu"], output="out")
        await agent.call("status", tree="out")
        await agent.call("port", paths=["a.cu"], in_place=True)

    session(work, tree, "--write")
    assert not list(tmp_path.rglob("RAN*"))


@pytest.mark.commands
def test_what_is_wrong_with_a_call_is_said_with_advice_and_the_next_one_is_answered(
    root: Path,
) -> None:
    async def work(agent: Agent) -> None:
        for tool, given, words in (
            ("check", {"path": "src"}, "'path' was unexpected"),
            ("check", {"limit": "ten"}, "'ten' is not of type 'integer'"),
            ("check", {"to": "hop"}, "hop"),
            ("check", {"paths": ["nowhere.cu"]}, "there is no such file"),
            ("explain", {}, "'id' is a required property"),
            ("explain", {"id": "cuda/wave/mask-with"}, "did you mean cuda/wave/mask-width"),
            ("api", {"names": ["cudaMalloca"]}, "did you mean"),
            ("status", {"tree": "src"}, "no tree that migrate port -o has made"),
            ("explode", {}, "there are: check, next_finding"),
        ):
            text = await agent.refused(tool, **given)
            assert text.startswith("error: ")
            assert "\nadvice: " in text
            assert words in text
        assert (await agent.call("check"))["exit_code"] == 1

    session(work, root)


@pytest.mark.commands
def test_answers_are_bounded_and_say_how_to_get_the_rest(root: Path) -> None:
    calls = "\n".join(f"  cudaNoSuch{number}();  // {'x' * 150}" for number in range(400))
    for name in ("one.cu", "two.cu"):
        (root / "src" / name).write_text(f"void f() {{\n{calls}\n  cudaFree(0);\n{calls}\n}}\n")
    (root / "src/long.cu").write_text(f"void f() {{ cudaNoSuch(); /* {'y' * 300_000} */ }}\n")

    async def work(agent: Agent) -> tuple[str, list[str]]:
        patch, findings = "", list[str]()
        offset: int | None = 0
        while offset is not None:
            part = await agent.call("port", offset=offset)
            patch, offset = patch + part["patch"], part["page"]["next_offset"]
        offset = 0
        while offset is not None:
            result = await agent.result("check", offset=offset, limit=200)
            assert len(said(result)) < 30_000
            values = result.structured_content
            findings += [item["path"] for item in values["findings"]]
            offset = values["page"]["next_offset"]
        assert len(said(await agent.result("next_finding", files=["src/long.cu"]))) < 10_000
        return patch, findings

    patch, findings = session(work, root)
    assert patch == migrate("port", ".", "--diff", "-q", cwd=root).out
    report = json.loads(migrate("check", ".", "--format", "json", cwd=root).raw)
    asked = [
        file["path"]
        for file in report["files"]
        for item in file["findings"]
        if item["status"] != "info"
    ]
    assert findings == asked


@pytest.mark.commands
def test_a_process_that_is_lost_costs_one_answer(root: Path) -> None:
    async def work(agent: Agent) -> None:
        await agent.call("check")
        (worker,) = workers(root)
        os.kill(worker, signal.SIGKILL)
        assert "was lost" in await agent.refused("check")
        assert (await agent.call("check"))["exit_code"] == 1

    session(work, root)


@pytest.mark.commands
def test_calls_at_the_same_time_are_all_answered(root: Path) -> None:
    async def work(agent: Agent) -> list[int]:
        found: list[int] = []

        async def one() -> None:
            found.append((await agent.call("check"))["exit_code"])

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(one)
        return found

    assert session(work, root) == [1, 1, 1, 1]


@pytest.mark.commands
def test_no_process_stays_when_the_client_has_gone(root: Path) -> None:
    async def work(agent: Agent) -> set[int]:
        await agent.call("check")
        return workers(root)

    (worker,) = session(work, root)
    assert not Path("/proc", str(worker)).exists()


def workers(root: Path) -> set[int]:
    """The processes that work for the server of a folder."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(") ")[2].split()[1]
            above = Path("/proc", parent, "cmdline").read_bytes()
        except OSError:
            continue
        if b"multiprocessing.spawn" in words and os.fsencode(root) in above:
            found.add(int(folder.name))
    return found
