"""One finding for each cause in a file, one for what the tree depends on; remarks for who asks."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.model import Effort, FileResult, Finding, Outcome, Report, Status, Target
from migrate.port.grouping import ASIDE, UNUSED, gathered, merged
from migrate.report import baseline, outputs
from migrate.report.outputs import findings as about
from migrate.report.outputs.names import Originals
from migrate.rules.ruleset import load as load_rules
from migrate.run import run
from migrate.settings.config import load
from tests.porting import port
from tests.warm import migrate

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/report.schema.json").read_text())
LINES = tuple(range(0, 1000, 10))
DATA = b"".join(b"line %03d\n" % number for number in range(1, 101))


def place(line: int, cause: str = "Mask", status: Status = Status.REVIEW, **more: Any) -> Finding:
    start = 10 * line - 10
    return Finding("hip/x/y", status, "cudaFoo", "m", start, start + 4, cause=cause, **more)


def file(path: str, *findings: Finding) -> FileResult:
    return FileResult(path, Outcome.UNCHANGED, findings=findings, lines=LINES)


def report(*files: FileResult, tree: tuple[str, ...] = ("libcu++",), **more: Any) -> Report:
    return Report("0", Target("hip", "7.1"), gathered(files, tree), **more)


def originals(_name: str) -> bytes:
    return DATA


def lines_of(findings: tuple[Finding, ...]) -> list[int]:
    return [item.start // 10 + 1 for item in findings]


# -- what is made one


def test_names_in_branches_that_are_never_compiled_keep_their_include() -> None:
    text = (
        "#include <cuda/pipeline>\n#if X && __CUDA_ARCH__ >= 800\n"
        "void f() { cuda::pipeline<cuda::thread_scope_thread> p; }\n#endif\n"
    )
    result = port(text)
    told = gathered((result,), {item.cause for item in result.findings})
    advices = {item.suggestion for each in told for item in each.findings}
    assert ASIDE in advices
    assert UNUSED not in advices


def test_a_library_of_which_only_headers_are_included_may_go() -> None:
    includes = {"a.cu": "#include <npp.h>\n__global__ void f();\n", "b.h": "#include <nppi.h>\n"}

    def told(files: dict[str, str]) -> list[tuple[str, str]]:
        results = [
            file(name, *port(text, name, beside=files).findings) for name, text in files.items()
        ]
        found = (item for each in gathered(results, ("NPP",)) for item in each.findings)
        return [(item.message, item.suggestion) for item in found]

    assert told(includes) == [("NPP has no counterpart", UNUSED)]
    includes["b.h"] += "void g() { nppiAdd(); }\n"
    ((message, advice),) = told(includes)
    assert "RPP" in message
    assert not advice


def test_a_cause_is_one_finding_of_a_file_with_all_its_places() -> None:
    made = report(
        file("a.cu", place(5), place(2), place(9), place(3, "Other")), file("b.cu", place(4))
    )
    mask, other = made.files[0].findings
    assert (mask.start, mask.count, lines_of(mask.places)) == (10, 3, [2, 5, 9])
    assert (other.count, lines_of(made.files[1].findings)) == (1, [4])
    assert lines_of(made.places["a.cu"]) == [2, 3, 5, 9]


def test_a_finding_stands_at_the_first_of_its_gravest_places() -> None:
    grave = place(7, status=Status.MANUAL)
    (made,) = (
        report(file("a.cu", place(2), grave, place(8, status=Status.MANUAL))).files[0].findings
    )
    assert (made.status, made.alone, lines_of(made.places)) == (Status.MANUAL, grave, [2, 7, 8])
    assert [item.status for item in made.places] == [Status.REVIEW, *[Status.MANUAL] * 2]


def test_what_a_tree_depends_on_is_one_finding_for_it() -> None:
    files = [file(f"{n}.cu", place(1), place(2, "libcu++"), place(3, "libcu++")) for n in "abc"]
    made = report(*files)
    assert [len(item.findings) for item in made.files] == [2, 1, 1]
    whole = made.files[0].findings[1]
    assert (whole.count, len(whole.more), len(whole.elsewhere)) == (6, 1, 4)
    assert [path for path, _ in whole.elsewhere] == ["b.cu", "b.cu", "c.cu", "c.cu"]
    assert {path: lines_of(items) for path, items in made.places.items()} == {
        f"{n}.cu": [1, 2, 3] for n in "abc"
    }


def test_a_remark_is_part_of_no_other_finding() -> None:
    remark = place(1, status=Status.INFO)
    made = report(file("a.cu", remark, place(2), replace(remark, start=50, end=51)))
    info, mask = made.files[0].findings
    assert (info.status, info.count, mask.count) == (Status.INFO, 2, 1)


def test_to_gather_again_changes_nothing() -> None:
    once = report(file("a.cu", place(2), place(3)), file("b.cu", place(1, "libcu++")))
    assert gathered(once.files) == once.files


def test_libraries_that_are_missing_as_a_whole_are_dependencies_and_notes_are_not() -> None:
    known = load_rules("hip@7.0").causes.dependencies
    assert {"NVBench", "CUTLASS and CuTe", "cuDNN", "OptiX"} <= known
    assert not known & {"function pointer types of the driver", "warp matrix functions", "cuBLAS"}


# -- what the formats say of it

TREE = report(
    file("a.cu", place(2), place(5), place(5), place(9), place(3, "libcu++", Status.MANUAL)),
    file("b.cu", place(4, "libcu++", Status.MANUAL), place(6, "libcu++", Status.MANUAL)),
    file("c.cu", place(4, "libcu++", Status.MANUAL), place(1, "x", Status.INFO)),
)


def rendered(name: str, value: Report = TREE, read: Originals = originals) -> bytes:
    return outputs.named(name).render(value, read)


def test_text_says_a_cause_once_and_where_the_others_are() -> None:
    for name in ("full", "concise", "grouped"):
        shown = rendered(name).decode()
        assert shown.count("hip/x/y cudaFoo: m") == 2
        assert "and 2 more places: lines 5, 9" in shown
        assert "and 3 in 2 other files: b.cu (2), c.cu (1)" in shown
        assert "remarks         1: nothing is asked for; not shown (--show-info)" in shown
    asked = rendered("concise", replace(TREE, show_info=True)).decode()
    assert "c.cu:1:1: info hip/x/y" in asked
    assert "remarks" not in asked


def test_text_says_what_other_places_say() -> None:
    other = replace(place(4), message="more", suggestion="do")
    shown = rendered("full", report(file("a.cu", place(2), other))).decode()
    assert "  also: line 4: cudaFoo: more (do)\n  and 1 more place: line 4\n" in shown


def test_json_lists_every_place() -> None:
    document = json.loads(rendered("json"))
    jsonschema.validate(document, SCHEMA)
    mask, tree = document["files"][0]["findings"]
    assert (mask["line"], mask["places"], [it["line"] for it in mask["more"]]) == (2, 3, [5, 9])
    assert [(it["path"], it["line"]) for it in tree["more"]] == [
        ("b.cu", 4),
        ("b.cu", 6),
        ("c.cu", 4),
    ]
    assert document["info"] == {"places": 1, "shown": False}
    (remark,) = document["files"][2]["findings"]
    assert remark["status"] == "info"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "files": [{**document["files"][0], "x": 1}]}, SCHEMA)
    mask["more"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_sarif_has_a_result_a_place_and_one_for_a_dependency_with_related_locations() -> None:
    results = json.loads(rendered("sarif"))["runs"][0]["results"]
    places = [
        (
            item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            item["locations"][0]["physicalLocation"]["region"]["startLine"],
            item["level"],
        )
        for item in results
    ]
    assert places == [
        ("a.cu", 2, "warning"),
        ("a.cu", 5, "warning"),
        ("a.cu", 9, "warning"),
        ("a.cu", 3, "error"),
        ("c.cu", 1, "note"),
    ]
    related = [item["physicalLocation"] for item in results[3]["relatedLocations"]]
    assert [(it["artifactLocation"]["uri"], it["region"]["startLine"]) for it in related] == [
        ("b.cu", 4),
        ("b.cu", 6),
        ("c.cu", 4),
    ]
    assert len({item["partialFingerprints"]["cudaMigrate/v1"] for item in results}) == 5


def test_formats_for_lines_have_places_and_formats_for_lists_have_findings() -> None:
    assert len(json.loads(rendered("gitlab"))) == 4
    assert rendered("rdjsonl").count(b"\n") == 4
    assert rendered("github").count(b"\n") == 2
    assert b"and 2 more places: lines 5, 9." in rendered("github").lower()
    tests = ElementTree.fromstring(rendered("junit")).findall(".//testcase")
    assert [(item.get("classname"), item.get("name")) for item in tests] == [
        ("a.cu", "hip/x/y cudaFoo"),
        ("a.cu", "hip/x/y cudaFoo #2"),
        ("b.cu", "port"),
        ("c.cu", "port"),
    ]
    shown = rendered("markdown").decode()
    assert "1 remarks ask for nothing and are not shown." in shown
    assert shown.count("<details>") == 1
    asked = replace(TREE, show_info=True)
    for name, count in (("gitlab", 5), ("rdjson", 5)):
        entries = json.loads(rendered(name, asked))
        assert len(entries if name == "gitlab" else entries["diagnostics"]) == count


def test_lines_and_files_beyond_a_few_are_counted() -> None:
    (made,) = gathered([file("a.cu", *(place(line) for line in range(1, 40)))])[0].findings
    assert about.further(made, LINES).endswith("18, 19, 20, 21 and 18 more")
    files = [file(f"{n}.cu", place(1, "libcu++")) for n in range(9)]
    whole = gathered(files, {"libcu++"})[0].findings[0]
    rest = about.further(whole, LINES)
    assert rest == "and 8 in 8 other files: 1.cu (1), 2.cu (1), 3.cu (1), 5 more"


# -- baselines


def test_a_further_place_of_a_known_cause_is_new() -> None:
    known = baseline.collect(report(file("a.cu", place(2), place(5))), originals)
    assert known.count == 2
    now = report(file("a.cu", place(2), place(5), place(9)))
    done, stale = baseline.compare(now, known, originals)
    assert (done.known, stale, lines_of(done.files[0].findings)) == (2, (), [9])
    assert not done.files[0].findings[0].more


def test_a_further_place_of_a_known_dependency_is_known() -> None:
    before = [file("a.cu", place(2, "libcu++")), file("b.cu", place(3, "libcu++"))]
    known = baseline.collect(report(*before), originals)
    assert known.count == 2
    now = report(*before, file("c.cu", place(1, "libcu++")))
    done, stale = baseline.compare(now, known, originals)
    assert (done.known, stale) == (3, ())
    assert not any(item.findings for item in done.files)


def test_remarks_are_no_part_of_a_baseline() -> None:
    value = report(file("a.cu", place(1, status=Status.INFO), place(2)))
    known = baseline.collect(value, originals)
    done, _ = baseline.compare(value, known, originals)
    assert (known.count, done.known) == (1, 1)
    assert [item.status for item in done.files[0].findings] == [Status.INFO]


def test_joined_says_the_same_place_once() -> None:
    assert merged([place(2), place(2)]) == place(2)


# -- a run

SOURCE = """\
#include <cuda/std/atomic>
#include <cuda_runtime.h>
void f() { cudaNoSuchThing(1); cudaNoSuchThing(2); }
__global__ void k(cuda::std::atomic<int>* a) { a->load(); }
"""


def test_a_run_counts_every_reference_and_says_every_cause_once(tmp_path: Path) -> None:
    for name in ("a.cu", "b.cu"):
        (tmp_path / name).write_text(SOURCE)
    done = run([tmp_path], load(tmp_path, {})).report
    causes = [item.cause for found in done.files for item in found.findings]
    assert sorted(causes) == ["Name that looks like CUDA's: cudaNoSuchThing", "libcu++"]
    left = [item for places in done.places.values() for item in places]
    assert len(left) == 8
    ledger = done.ledger
    assert ledger[Status.UNKNOWN] == 4
    assert ledger.total == sum(len(found.references) for found in done.files)


def test_unknown_headers_of_one_project_are_one_finding(tmp_path: Path) -> None:
    headers = "xyzCudaImage.h xyzCudaFilter.h cudnn_extras.h cuda_more.h near/cuda.h".split()
    for number, name in enumerate(headers):
        text = f"#include <{name}>\n#include <{headers[number - 1]}>\n"
        (tmp_path / f"{number}.cu").write_text(text)
    told = run([tmp_path], load(tmp_path, {})).report.files
    found = {item.cause.partition(": ")[2]: item for file in told for item in file.findings}
    assert {name: item.count for name, item in found.items()} == {
        "xyzCuda*": 4,
        "cudnn_extras.h": 2,
        "cuda_more.h": 2,
    }
    assert {place.path for place in found["xyzCuda*"].elsewhere} == {"1.cu", "2.cu"}


def test_an_include_of_what_the_target_lacks_is_one_finding(tmp_path: Path) -> None:
    headers = ["cuda_d3d11_interop.h", "cuda_egl_interop.h", "cutil.h"]
    text = "".join(f"#include <{name}>\n" for name in headers) + "int f();\n"
    (tmp_path / "a.cu").write_text(text)
    (tmp_path / "b.cu").write_text(text + "cudaEglStreamConnection *c;\n")
    told = run([tmp_path], load(tmp_path, {})).report.files
    found = [(file.path, item) for file in told for item in file.findings]
    kinds = {item.api: (path, item.count, item.suggestion == UNUSED) for path, item in found}
    assert kinds["cuda_d3d11_interop.h"] == ("a.cu", 2, True)
    assert kinds["cutil.h"] == ("a.cu", 2, False)
    assert [item.count for _, item in found if "EGL" in item.cause] == [1, 2]


def test_a_library_that_is_in_the_tree_is_no_dependency_of_it(tmp_path: Path) -> None:
    own = tmp_path / "include/cuco"
    own.mkdir(parents=True)
    (own / "map.cuh").write_text("#include <cuda_runtime.h>\nstruct map { cudaStream_t s; };\n")
    use = "#include <cuco/map.cuh>\n#include <cuda_runtime.h>\nvoid f() { cudaFree(0); }\n"
    (tmp_path / "use.cu").write_text(use)
    assert not any(file.findings for file in run([tmp_path], load(tmp_path, {})).report.files)
    (tmp_path / "use.cu").write_text(use.replace("map", "set"))
    (one,) = [f for file in run([tmp_path], load(tmp_path, {})).report.files for f in file.findings]
    assert (one.cause, one.api) == ("cuCollections", "cuco/set.cuh")


REMARKS = {
    "accepted without effect": "cudaFuncSetCacheConfig(kernel, cudaFuncCachePreferL1)",
    "of the driver": "cuCtxSetCacheConfig(CU_FUNC_CACHE_PREFER_L1)",
    "banks": "cudaDeviceSetSharedMemConfig(cudaSharedMemBankSizeFourByte)",
    "an attribute that is 0": "cudaDeviceGetAttribute(&x, cudaDevAttrMpsEnabled, 0)",
    "a hint": "cudaMemAdvise(p, n, cudaMemAdviseSetAccessedBy, 0)",
}


@pytest.mark.parametrize("call", REMARKS.values(), ids=REMARKS.keys())
def test_what_asks_for_nothing_is_a_remark_and_its_reference_is_done(call: str) -> None:
    done = port(f"void f(void* p, size_t n) {{ int x; {call}; }}\n", "a.cu")
    assert {item.status for item in done.references} <= {Status.PORTED, Status.NATIVE}
    (remark,) = done.findings
    assert (remark.status, remark.effort, remark.suggestion) == (Status.INFO, Effort.NONE, "")


def test_show_info_is_an_option_and_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.cu").write_text("void f() { cudaDeviceSetCacheConfig(cudaFuncCachePreferL1); }\n")
    hidden = migrate("check", "a.cu")
    assert "info hip/" not in hidden.out
    assert "remarks" in hidden.out
    assert "info hip/" in migrate("check", "a.cu", "--show-info").out
    Path("migrate.toml").write_text("show-info = true\n")
    assert "info hip/" in migrate("check", "a.cu").out
