"""The language server as an editor meets it: a process, spoken to by pygls' client."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from migrate.files.kinds import Kind
from migrate.lsp.convert import said, silence
from migrate.model import Finding, Status
from migrate.run import run
from migrate.settings.config import load
from tests.editor import Editor, editor, raw

pytestmark = pytest.mark.commands
CORPUS = Path(__file__).parent.parent / "corpus"
UTF8, UTF16, UTF32 = (types.PositionEncodingKind(name) for name in ("utf-8", "utf-16", "utf-32"))
PROGRAM = """\
#include <cuda_runtime.h>
#include <cub/cub.cuh>
int main() {
\tfloat *p; /* \N{GRINNING FACE} \u00e4 */ cudaMalloc(&p, 4);
\tint a = cudaDevAttrComputeCapabilityMajor;
\tcudaGraphicsD3D9RegisterResource(0, 0, 0);
\tcudaFooBar(); // a name nobody knows
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lsp")


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Editor]:
    """One session for the tests that need no tree: they open files that nobody has saved."""
    with editor(folder) as shared:
        yield shared


def everything_known(found: list[types.Diagnostic]) -> bool:
    return any(item.code == "migrate/unknown-name" for item in found)


def ported(folder: Path) -> dict[str, bytes]:
    """What ``migrate port`` makes of each file of a folder."""
    done = run([folder], load(folder))
    return {
        file.path: done.files[file.path].read_bytes() if file.content is None else file.content
        for file in done.report.files
    }


def port_in(session: Editor, uri: str) -> bytes:
    """What the editor makes of an open file by "Port this file"."""
    for action in session.actions(uri, only=["source.fixAll"]):
        session.applied(action.edit)
    return session.texts[uri].encode()


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


# -- diagnostics


def test_diagnostics(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "diagnostics.cu", PROGRAM)
    found = session.diagnostics(uri, everything_known)
    shown = {str(item.message).split()[0].strip(":"): item for item in found}
    major = shown["cudaDevAttrComputeCapabilityMajor"]
    assert major.severity is types.DiagnosticSeverity.Information
    assert major.code == "cuda/guards/capability-attribute"
    assert major.source == "migrate"
    assert major.range == types.Range(types.Position(4, 9), types.Position(4, 42))
    graphics = shown["cudaGraphicsD3D9RegisterResource"]
    assert graphics.severity is types.DiagnosticSeverity.Warning
    assert shown["cudaFooBar"].severity is types.DiagnosticSeverity.Warning
    assert shown["cudaFooBar"].data is not None


def test_a_diagnostic_leads_to_further_reading(session: Editor, folder: Path) -> None:
    text = "__global__ void k(int *p) { unsigned m = __activemask(); *p = m; }\n"
    uri = session.open(folder / "link.cu", text)
    (found,) = session.diagnostics(uri, bool)
    assert found.code_description is not None
    assert found.code_description.href.startswith("https://")


def test_the_branch_is_in_the_message(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "branch.cu", "#ifdef DEBUG\nint x = cudaFooBar();\n#endif\n")
    (found,) = session.diagnostics(uri, bool)
    assert "[under defined(DEBUG)]" in str(found.message)


def test_an_unused_suppression_is_faded(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "unused.cu", "// migrate: ignore[cudaFree]\nint x = cudaSuccess;\n")
    (found,) = session.diagnostics(uri, bool)
    assert found.severity is types.DiagnosticSeverity.Information
    assert list(found.tags or ()) == [types.DiagnosticTag.Unnecessary]


def test_diagnostics_follow_the_typing(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "typing.cu", PROGRAM)
    session.diagnostics(uri, everything_known)
    at = session.texts[uri].index("cudaFooBar")
    session.change(uri, at, at + len("cudaFooBar"), "puts")
    assert not everything_known(session.diagnostics(uri))
    session.change(uri, at, at + len("puts"), "cudaFree(\N{GRINNING FACE});\f cudaFooBaz")
    at = session.texts[uri].index("cudaFooBaz")
    for character in "\n\r\u2028x":  # a form feed and a line separator end no line
        session.change(uri, at, at, character)
        at += 1
    session.change(uri, at - 2, at, "")
    (found,) = (item for item in session.diagnostics(uri) if item.code == "migrate/unknown-name")
    assert str(found.message).startswith("cudaFooBaz")
    assert found.range.start == session.position(session.texts[uri], at - 2)


def test_a_whole_text_replaces_the_document(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "whole.cu", PROGRAM)
    session.change_all(uri, [types.TextDocumentContentChangeWholeDocument("int x;\n")])
    assert session.diagnostics(uri) == []


def test_a_closed_document_has_no_diagnostics(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "closed.cu", PROGRAM)
    session.diagnostics(uri, bool)
    session.close_document(uri)
    session.lens(uri)  # answered after what was sent before
    last = session.published(uri)
    assert last is not None
    assert not last.diagnostics


def test_only_sources_are_ported(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "notes.txt", "cudaMalloc\n")
    assert session.diagnostics(uri) == []
    assert session.lens(uri) == []
    assert session.actions(uri) == []


def test_an_unsaved_document_without_a_name(session: Editor) -> None:
    session.open_uri("untitled:Untitled-1", "int x = cudaSuccess;\n")
    assert session.lens("untitled:Untitled-1")[0].command
    assert b"hipSuccess" in port_in(session, "untitled:Untitled-1")


@pytest.mark.parametrize("units", [UTF8, UTF16, UTF32])
def test_positions_in_every_encoding(tmp_path: Path, units: types.PositionEncodingKind) -> None:
    write(tmp_path, a_cu=PROGRAM, crlf_cu=PROGRAM.replace("\n", "\r\n"))
    with editor(tmp_path, encodings=[units]) as session:
        assert session.units == units.value
        for name, wanted in ported(tmp_path).items():
            uri = session.open(tmp_path / name)
            text = session.texts[uri]
            for item in session.diagnostics(uri, everything_known):
                start, end = (session.offset(text, at) for at in (item.range.start, item.range.end))
                assert text[start:end] in str(item.message)
            assert port_in(session, uri) == wanted


# -- actions


def test_port_this_file_is_what_port_makes() -> None:
    wanted = ported(CORPUS)
    sources = sorted(name for name in wanted if name.endswith((".cu", ".cuh", ".h", ".cpp")))
    with editor(CORPUS) as session:
        for name in sources:
            encoding = "utf-8" if is_utf8(CORPUS / name) else "latin-1"
            text = (CORPUS / name).read_bytes().decode(encoding)
            uri = session.open(CORPUS / name, text)
            port_in(session, uri)
            assert session.texts[uri].encode(encoding) == wanted[name], name
            session.close_document(uri)
    assert len(sources) > 20


def is_utf8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_what_the_tree_declares_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_cu='#include "own.h"\nint main() { cudaOwnThing(); CUfoo x; cudaFree(0); }\n',
        own_h="inline void cudaOwnThing() {}\n",
        more__cufoo_h="struct CUfoo { int cudaFooBar; };\n",
    )
    with editor(tmp_path) as session:
        uri = session.open(tmp_path / "a.cu")
        assert port_in(session, uri) == ported(tmp_path)["a.cu"]
        assert not session.diagnostics(uri)
        header = session.open(tmp_path / "own.h")
        session.change(header, 0, len(session.texts[header]), "")
        assert session.diagnostics(uri, everything_known)
        session.close_document(header)
        session.diagnostics(uri, lambda found: not found)


APART = {
    "README.md": "own\n",
    "CMakeLists.txt": (
        "project(own CXX CUDA)\n"
        "if(USE_HIP)\n  add_definitions(-DWITH_OWN)\nendif()\n"
        "add_executable(own src/main.cu cuda/scale.cu)\n"
    ),
    "src/main.cu": (
        '#include "helper_cuda.h"\n'
        "#ifdef WITH_OWN\n"
        "void f() { hipGraphicsUnregisterResource(0); }\n#else\n"
        "void f() { cudaGraphicsD3D9RegisterResource(0, 0, 0); }\n#endif\n"
        "int main() { checkCudaErrors(cudaD3D9SetDirect3DDevice(0)); }\n"
    ),
    "src/helper_cuda.h": (
        "#define checkCudaErrors(val) check((val), #val, __FILE__, __LINE__)\n"
        "inline void check(int result, const char *, const char *, int) {\n"
        "  cudaD3D9SetDirect3DDevice(0); cudaD3D9GetDirect3DDevice(0);\n}\n"
        "inline int _ConvertSMVer2Cores(int major, int minor) {\n"
        "  return cudaD3D9ResourceUnregister(0);\n}\n"
    ),
    "src/old.cu": "void g() { cudaD3D9SetDirect3DDevice(0); cudaFooBar(); }\n",
    "cuda/scale.cu": "#include <cuda_runtime.h>\nvoid s() { cudaD3D9SetDirect3DDevice(0); }\n",
    "hip/scale.cu": "#include <hip/hip_runtime.h>\nvoid s() { hipFree(0); }\n",
    "cub/util_namespace.cuh": "#define CUB_NS_PREFIX\nint u = cudaD3D9SetDirect3DDevice(0);\n",
    "cub/block.cuh": "int v = cudaD3D9SetDirect3DDevice(0);\n",
}


def test_what_the_tree_tells_apart_is_as_in_its_report(tmp_path: Path) -> None:
    for name, text in APART.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    report = run([tmp_path], load(tmp_path)).report
    with editor(tmp_path) as session:
        session.actions(session.open(tmp_path / "src" / "main.cu"))  # the tree has been read
        for file in report.files:
            uri = session.open(tmp_path / file.path)
            session.actions(uri)
            copied = {item.cause for item in file.findings if item.rule == "migrate/copied-header"}
            places = [
                place
                for item in file.findings
                for place in (item.places if item.cause not in copied else (item,))
            ]
            told = sorted((item.rule, said(item)) for item in places)
            shown = sorted((item.code, item.message) for item in session.diagnostics(uri))
            assert shown == told, file.path
    rules = {item.rule for file in report.files for item in file.findings}
    assert rules >= {
        f"migrate/{kind}" for kind in ("own-port", "vendored-copy", "copied-header", "never-built")
    }


def test_a_file_without_a_folder_knows_the_headers_beside_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_cu='#include "own.h"\nint main() { cudaOwnThing(); cudaFooBar(); }\n',
        own_h="inline void cudaOwnThing() {}\n",
        more_h="inline void cudaFooBar() {}\n",
        notes_txt="cudaMalloc",
    )
    with editor() as session:
        uri = session.open(tmp_path / "a.cu")
        (found,) = session.diagnostics(uri, everything_known)
        assert str(found.message).startswith("cudaFooBar")
        done = run([tmp_path / "a.cu"], load(tmp_path / "a.cu"))
        assert port_in(session, uri) == done.report.files[0].content
        notes = session.open(tmp_path / "notes.txt", language="plaintext")
        assert session.actions(notes) == []
        session.change(uri, 0, 0, '#include "more.h"\n')
        (tmp_path / "a.cu").write_text(session.texts[uri])
        session.save(uri)
        session.diagnostics(uri, lambda found: not found)


def test_a_suppression_silences(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "suppressed.cu", PROGRAM.replace("\n", "\r\n"))
    session.diagnostics(uri, everything_known)
    while True:
        titles = [
            item for item in session.actions(uri, only=["quickfix"]) if "Suppress" in item.title
        ]
        if not titles:
            break
        session.applied(titles[0].edit)
        session.change_all(uri, [types.TextDocumentContentChangeWholeDocument(session.texts[uri])])
    assert session.diagnostics(uri) == []
    assert "\r\n\t// migrate: ignore[migrate/unknown-name]\r\n\tcudaFooBar" in session.texts[uri]


def test_a_suppression_in_a_macro_stands_above_it(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "macro.cu", "int x;\n#define A \\\n  cudaFooBar() \\\n  + 1\n")
    session.diagnostics(uri, bool)
    (action,) = session.actions(uri, only=["quickfix"])
    session.applied(action.edit)
    assert session.texts[uri].startswith(
        "int x;\n// migrate: ignore[migrate/unknown-name]\n#define"
    )


def test_no_suppression_can_stand_in_a_string() -> None:
    data = b'auto s = R"(\n  cudaFooBar\n)";\nint t; /*\n */ int x = cudaFooBar();\n'
    inside, behind = (at.start() for at in re.finditer(b"cudaFooBar", data))
    for offset in (inside, behind):
        finding = Finding("migrate/unknown-name", Status.UNKNOWN, "", "", offset, offset + 10)
        assert silence(data, finding, Kind.SOURCE) is None


def test_a_fix_that_is_held_can_be_made(session: Editor, folder: Path) -> None:
    text = "__device__ int f(int a, int b) {\n    return __dp4a(a, b, 0);\n}\n"
    uri = session.open(folder / "held.cu", text)
    session.diagnostics(uri, bool)
    fixes = [
        item for item in session.actions(uri, 47, 47, ["quickfix"]) if "Suppress" not in item.title
    ]
    (fix,) = fixes
    assert fix.diagnostics is not None
    assert [item.code for item in fix.diagnostics] == ["hip/math/byte-dot"]
    session.applied(fix.edit)
    assert "    return __builtin_amdgcn_sdot4(a, b, 0, false);\n" in session.texts[uri]


def test_actions_by_kind(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "kinds.cu", PROGRAM)
    kinds = {item.kind for item in session.actions(uri)}
    assert kinds == {"quickfix", "source.fixAll.migrate"}
    assert {item.kind for item in session.actions(uri, only=["source"])} == {
        "source.fixAll.migrate"
    }
    assert session.actions(uri, only=["source.organizeImports", "refactor"]) == []


def test_a_client_that_can_do_little(tmp_path: Path) -> None:
    write(tmp_path, a_cu=PROGRAM)
    with editor(tmp_path, capabilities=False) as session:
        uri = session.open(tmp_path / "a.cu")
        found = session.diagnostics(uri, everything_known)
        assert all(item.data is None and item.code_description is None for item in found)
        assert port_in(session, uri) == ported(tmp_path)["a.cu"]


# -- hover and lens


def test_hover(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "hover.cu", PROGRAM + "using S = cub::DeviceScan;\n")
    text = session.texts[uri]
    assert "hipMalloc" in session.hover(uri, text.index("cudaMalloc") + 3)
    assert "hip/hip_runtime.h" in session.hover(uri, text.index("<cuda_runtime"))
    assert "hipcub::DeviceScan" in session.hover(uri, text.index("DeviceScan") + 1)
    major = session.hover(uri, text.index("cudaDevAttrComputeCapabilityMajor"))
    assert "cuda/guards/capability-attribute" in major
    assert "review" in major
    assert "unknown" in session.hover(uri, text.index("cudaFooBar"))
    assert session.hover(uri, text.index("main")) == ""
    assert session.hover(uri, len(text)) == ""


def test_lens(session: Editor, folder: Path) -> None:
    uri = session.open(folder / "lens.cu", PROGRAM)
    session.diagnostics(uri, everything_known)
    (lens,) = session.lens(uri)
    assert lens.range.start.line == 0
    assert lens.command is not None
    assert lens.command.title == "3 ported, 1 review, 1 manual, 1 unknown -> hip 10.0"
    session.execute(lens.command)
    assert "hipMalloc" in session.texts[uri]
    other = session.open(folder / "plain.cpp", "int main() {}\n")
    assert session.lens(other) == []


# -- folders and configuration


def test_two_folders_with_their_own_settings(tmp_path: Path) -> None:
    for name, to in (("one", "hip@5.7"), ("two", "musa")):
        write(tmp_path / name, a_cu="int x = cudaSuccess;\n", migrate_toml=f'to = "{to}"\n')
    write(tmp_path / "two", skipped_cu=PROGRAM)
    (tmp_path / "two" / ".gitignore").write_text("skipped.cu\n")
    with editor(tmp_path / "one", tmp_path / "two") as session:
        first, second = (session.open(tmp_path / name / "a.cu") for name in ("one", "two"))
        assert port_in(session, first) == ported(tmp_path / "one")["a.cu"]
        assert port_in(session, second) == ported(tmp_path / "two")["a.cu"]
        (lens,) = session.lens(first)
        assert lens.command is not None
        assert lens.command.title.endswith("-> hip 5.7")
        skipped = session.open(tmp_path / "two" / "skipped.cu")
        assert session.actions(skipped) == []
        alone = tmp_path / "alone.cu"
        alone.write_text("int x = cudaSuccess;\n")
        assert b"hipSuccess" in port_in(session, session.open(alone))


def test_the_configuration_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, a_cu="int x = cudaSuccess;\n", migrate_toml="too = 'hip'\n")
    configuration = tmp_path / "migrate.toml"
    with editor(tmp_path) as session:
        assert "too" in session.told()
        uri = session.open(tmp_path / "a.cu")
        assert session.actions(uri) == []
        assert session.registered[0].method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        configuration.write_text("to = 'musa'\n")
        event = types.FileEvent(configuration.as_uri(), types.FileChangeType.Changed)
        params = types.DidChangeWatchedFilesParams([event])
        session.call(session.client.workspace_did_change_watched_files, params)
        while "musa" not in str(session.lens(uri)):
            pass
        assert session.diagnostics(uri) == []
        configuration.write_text("to = 'maca'  # by an editor that watches nothing\n")
        session.save(uri)
        while "maca" not in str(session.lens(uri)):
            pass
        settings = types.DidChangeConfigurationParams({"migrate": {"to": "hip@6.2", "two": 2}})
        session.call(session.client.workspace_did_change_configuration, settings)
        assert "two" in session.told()
        while "hip 6.2" not in str(session.lens(uri)):
            pass


def test_settings_of_the_editor(tmp_path: Path) -> None:
    write(tmp_path, a_cu="int x = cudaSuccess;\n", migrate_toml="to = 'musa'\n")
    with editor(tmp_path, options={"to": "hip@6.0"}) as session:
        assert "hip 6.0" in str(session.lens(session.open(tmp_path / "a.cu")))


def test_a_tree_that_changes_on_the_disk(tmp_path: Path) -> None:
    write(tmp_path, a_cu="int x = cudaOwnThing();\n")
    with editor(tmp_path) as session:
        uri = session.open(tmp_path / "a.cu")
        session.diagnostics(uri, everything_known)
        write(tmp_path, own_h="int cudaOwnThing();\n")
        event = types.FileEvent((tmp_path / "own.h").as_uri(), types.FileChangeType.Created)
        params = types.DidChangeWatchedFilesParams([event])
        session.call(session.client.workspace_did_change_watched_files, params)
        session.diagnostics(uri, lambda found: not found)
        late = session.open(tmp_path / "late.cu", "int x = cudaSuccess;\n")
        (tmp_path / "late.cu").write_text(session.texts[late])
        session.save(late)
        deadline = time.monotonic() + 30
        while not session.lens(late) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert session.lens(late)


def test_folders_come_and_go(tmp_path: Path) -> None:
    write(tmp_path, a_cu="int x = cudaSuccess;\n", migrate_toml="to = 'musa'\n")
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "late")
    with editor() as session:
        uri = session.open(tmp_path / "a.cu")
        assert "musa" in str(session.lens(uri))
        for added, removed in (([folder], []), ([], [folder])):
            event = types.WorkspaceFoldersChangeEvent(added, removed)
            params = types.DidChangeWorkspaceFoldersParams(event)
            session.call(session.client.workspace_did_change_workspace_folders, params)
            assert b"musaSuccess" in port_in(session, uri).replace(b"cuda", b"musa")


def test_a_whole_disk_is_no_project(tmp_path: Path) -> None:
    write(tmp_path, a_cu=PROGRAM)
    with editor(Path("/")) as session:
        uri = session.open(tmp_path / "a.cu")
        assert port_in(session, uri) == ported(tmp_path)["a.cu"]


def test_names_of_files_beyond_ascii(tmp_path: Path) -> None:
    folder = tmp_path / "\u00fcber \N{GRINNING FACE} #1%20"
    folder.mkdir()
    names = [os.fsencode("\u00e4\u65e5 b.cu"), b"latin\xe4.cu"]
    for name in names:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(PROGRAM)
    with editor(folder) as session:
        for path in folder.iterdir():
            uri = session.open(path)
            assert session.diagnostics(uri, everything_known)
            assert port_in(session, uri) == ported(folder)[path.name]


def test_build_files_are_reported(tmp_path: Path) -> None:
    write(tmp_path, CMakeLists_txt="project(x CXX CUDA)\nfind_package(CUDA)\n")
    (tmp_path / "migrate.toml").write_text('build = "report"\n')
    with editor(tmp_path) as session:
        uri = session.open(tmp_path / "CMakeLists.txt", language="cmake")
        found = session.diagnostics(uri, bool)
        assert all(str(item.code).startswith("hip/build/") for item in found)
        action = session.actions(uri, only=["quickfix"])[0]
        assert "# migrate: ignore[hip/build/" in action.title


# -- when things go wrong


def test_a_document_over_its_budget_is_told_of_and_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text("file-timeout = 1\n")
    with editor(tmp_path) as session:
        slow = session.open(tmp_path / "slow.cu", "void f() { cudaFree(0); }\n" * 50_000)
        quick = session.open(tmp_path / "quick.cu", PROGRAM)
        assert session.diagnostics(quick, everything_known)
        (told,) = session.diagnostics(slow, bool)
        assert "more than 1 s of processor time (file-timeout)" in told.message
        assert told.severity is types.DiagnosticSeverity.Error
        session.change(slow, 0, len(session.texts[slow]), "void f() { cudaFooBar(); }\n")
        assert session.diagnostics(slow, everything_known)


@pytest.mark.skipif(sys.platform != "linux", reason="needs to know the processes of another")
def test_a_process_that_is_lost_is_replaced(tmp_path: Path) -> None:
    with editor(tmp_path) as session:
        uri = session.open(tmp_path / "a.cu", PROGRAM)
        assert session.diagnostics(uri, everything_known)
        for child in session.children():
            os.kill(child, signal.SIGKILL)
        session.change(uri, 0, len(PROGRAM), "void f() { cudaFooBar(); }\n")
        found = session.diagnostics(uri, everything_known)
        assert [item.code for item in found] == ["migrate/unknown-name"]
        assert session.lens(uri)


def test_a_file_of_rubbish_harms_nobody(session: Editor, folder: Path) -> None:
    rubbish = '}}}}((("\\\0\ufffd <<<>>> cudaMalloc(((( #if\n/* cudaFree R"x( ' * 50
    uri = session.open(folder / "rubbish.cu", rubbish)
    session.diagnostics(uri)
    session.call(
        session.client.text_document_did_change,
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(7, (folder / "never.cu").as_uri()),
            [types.TextDocumentContentChangeWholeDocument("x")],
        ),
    )
    far = types.Position(10**6, 10**6)
    session.change_all(uri, [types.TextDocumentContentChangePartial(types.Range(far, far), "\n")])
    session.diagnostics(uri)
    assert session.hover(session.open(folder / "after.cu", PROGRAM), 20)
    assert any("never.cu" in line for line in session.logged)


def request(number: int, method: str, **params: object) -> bytes:
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return json.dumps(message).encode()


def note(method: str) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": {}}).encode()


INITIALIZE = request(1, "initialize", processId=None, rootUri=None, capabilities={})


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ((INITIALIZE, request(2, "shutdown"), note("exit")), 0),
        ((INITIALIZE, note("exit")), 1),
        ((INITIALIZE,), 1),
        ((b"{", INITIALIZE, b"[]", request(2, "shutdown"), note("exit")), 0),
    ],
    ids=["shutdown", "exit", "gone", "no JSON"],
)
def test_exit_codes(messages: tuple[bytes, ...], code: int) -> None:
    done = raw(*messages)
    assert done.returncode == code, done.stderr
    assert b'"capabilities"' in done.stdout


def test_without_the_extra() -> None:
    script = (
        "import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None\n"
        "sys.argv = ['migrate', 'lsp']\nfrom migrate.command.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install "cuda-migrate[lsp]"' in done.stderr
