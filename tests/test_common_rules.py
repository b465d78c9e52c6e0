"""Rules for every target: answered by each, refused where one does not answer, and heard by the ids
that they had before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.build.files import build_file
from migrate.files.kinds import Kind
from migrate.files.source import SourceFile
from migrate.model import UserError
from migrate.report.describe import explain
from migrate.rules.buildrules import BuildRule, BuildRules, load_build_rules
from migrate.rules.common import Answers
from migrate.rules.groups import names_of_each
from migrate.rules.questions import FILE_NAME, FOLDER, Off, Questions, questions
from migrate.rules.retired import former_ids, retired_ids
from migrate.rules.ruleset import load
from migrate.rules.targetfiles import read_target, targets
from migrate.rules.targets import TargetInfo, rules_folder
from migrate.settings.config import FileOptions
from tests.porting import port, text

RULES = rules_folder()
ASKED = Questions({"bits": (32, 64), "order": ("near", "far")}, {"gpus": "what they are called"})
VOTE = "__global__ void k(unsigned *o) { o[0] = __ballot_sync(~0u, o[1] > 2); }\n"


def info(facts: object = None, words: object = None) -> TargetInfo:
    known = next(item for item in targets() if item.name == "hip")
    facts, words = facts or {"bits": 64}, words or {"gpus": "Acme GPUs"}
    made = {field: getattr(known, field) for field in known.__slots__}
    return TargetInfo(**{**made, "name": "acme", "title": "Acme", "facts": facts, "words": words})


def answers(**given: object) -> Answers:
    return Answers(Path("a.toml"), info(**given), ASKED)


def test_a_case_holds_where_its_facts_are_the_targets() -> None:
    assert answers().holds({"match": "a", "needs": {"bits": 64}})
    assert not answers().holds({"match": "a", "needs": {"bits": 32}})
    assert answers().holds({"match": "a", "needs": {"bits": [32, 64]}})
    assert answers(facts={"bits": 32}).holds({"match": "a", "needs": {"bits": 32}})
    assert answers().holds({"match": "a"})


def test_texts_have_the_targets_words() -> None:
    values = {"message": "On ${gpus} of ${target}: $x", "since": "${gpus}", "inside": "f(${gpus})"}
    found = {**values, "message": "On Acme GPUs of Acme: $x", "since": "Acme GPUs"}
    assert answers().in_words(values) == found
    assert answers().in_words({"case": [{"case": [values]}]}) == {"case": [{"case": [found]}]}
    assert answers().in_words({"match": {"f(${gpus})": "${gpus}"}}) == {
        "match": {"f(${gpus})": "Acme GPUs"}
    }
    silent = {"since": "${gpus}", "links": ["${gpus}"], "suggestion": ""}
    mute = answers(words={"gpus": ""})
    assert mute.in_words(silent) == {"links": [], "suggestion": ""}
    assert not mute.holds(mute.in_words({"until": "${gpus}"})), (
        "nothing was before the first version"
    )


def test_a_name_of_each_is_no_word_of_the_target() -> None:
    values = {"each": {"f, type": [["g", "int"]]}, "rewrite": "${f}_v2<${type}>(${gpus})"}
    found = replace(answers(), each=frozenset(names_of_each(values))).in_words(values)
    assert found["rewrite"] == "${f}_v2<${type}>(Acme GPUs)"


WRONG = {
    "fact": ({"needs": {"bit": 64}}, "unknown key 'bit'", "did you mean 'bits'?"),
    "value": ({"needs": {"bits": 16}}, "bits is 16", "use 32 or 64"),
    "truth": ({"needs": {"bits": True}}, "bits is True", "use 32 or 64"),
    "no table": ({"needs": 64}, "needs is 64", "write [needs]"),
    "silent": ({"needs": {"order": "far"}}, "does not say order", "order = 'near' or 'far'"),
    "word": ({"title": "${gpu}"}, "no word is called 'gpu'", "known words: gpus, target"),
}


@pytest.mark.parametrize(("values", "title", "advice"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_answered_is_refused(
    values: dict[str, object], title: str, advice: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.toml"
    file.touch()
    with pytest.raises(UserError) as caught:
        Answers(file, info(), ASKED).holds(Answers(file, info(), ASKED).in_words(values))
    assert title in caught.value.title
    assert advice in caught.value.advice


def test_a_word_that_the_target_lacks_is_refused() -> None:
    with pytest.raises(UserError, match="has no word 'gpus'") as caught:
        answers(words={"other": ""}).in_words({"title": "${gpus}"})
    assert "what they are called" in caught.value.advice


TARGET = """\
name = "toy"
title = "Toy"
versions = ["1.0"]
compiler = "toycc"
guards = ["__TOY__"]
runtime_header = "toy/runtime.h"
"""
WRONG_TARGETS = {
    "fact": ("[facts]\nmask_bits = 64", "unknown key 'mask_bits'"),
    "value": ("[facts]\nmask-bits = 16", "mask-bits is 16"),
    "two": ("[facts]\nmask-bits = [32, 64]", "mask-bits has 2 values"),
    "word": ('[words]\ngpu = "x"', "unknown key 'gpu'"),
    "no text": ("[words]\ngpus = 1", "gpus is 1"),
    "off": ('[off]\n"wave/none" = "x"', "'wave/none' is no rule for every target"),
    "no reason": ('[off]\n"wave/spin-lock" = " "', "has no reason"),
    "no folder": ('[off]\n"none/*" = "x"', "'none/*' is no rule for every target"),
    "all": ('[off]\n"*" = "x"', "'*' is no rule for every target"),
    "dated without reason": ('[off]\n"wave/*" = { until = "2" }', "has no reason"),
    "off until": ('[off]\n"wave/*" = { until = "new", reason = "x" }', "'new' is no version"),
    "off key": ('[off]\n"wave/*" = { unitl = "2", reason = "x" }', "unknown key 'unitl'"),
}


@pytest.mark.parametrize(("text", "said"), WRONG_TARGETS.values(), ids=WRONG_TARGETS.keys())
def test_a_wrong_answer_is_refused_with_its_file(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "target.toml").write_text(TARGET + text)
    with pytest.raises(UserError, match=r"target\.toml") as caught:
        read_target(tmp_path / "target.toml")
    assert said in caught.value.title
    assert caught.value.advice


def test_a_folder_is_off_at_some_versions_but_for_rules_with_a_key(tmp_path: Path) -> None:
    text = '[off]\n"wave/*" = { until = "2", reason = "x" }\n"wave/spin-lock" = "y"'
    (tmp_path / "target.toml").write_text(TARGET + text)
    off = read_target(tmp_path / "target.toml").off
    assert off["cuda/wave/spin-lock"] == Off("y")
    assert off["cuda/wave/mask-width"] == Off("x", until="2")
    assert {rule.split("/")[1] for rule in off} == {"wave"}


def test_rules_are_off_at_the_versions_that_do_not_convert_kernels() -> None:
    def of(target: str) -> set[str]:
        return {rule.id.rpartition("/")[0] for rule in load(target).rules}

    assert "cuda/ptx" in of("ascend@950")
    assert "cuda/guards" in of("ascend@910b")
    for target in ("ascend@910b", "cambricon"):
        assert not of(target) & {"cuda/ptx", "cuda/wave", "cuda/launch", "cuda/groups"}


def test_facts_are_for_rules_of_every_target(tmp_path: Path) -> None:
    rule = tmp_path / "hip" / "own" / "a.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text('title = "T"\nmatch = "f()"\nmessage = "m"\nneeds = { mask-bits = 64 }\n')
    with pytest.raises(UserError, match=r"a\.toml:4: needs in a target's own rule"):
        load("hip", [tmp_path])


def test_every_question_is_asked() -> None:
    asked = questions(RULES)
    rules = (file for file in (RULES / FOLDER).rglob("*.toml") if file.name != FILE_NAME)
    texts = "".join(file.read_text("utf-8") for file in rules)
    for name in asked.words:
        assert f"${{{name}}}" in texts, f"{FILE_NAME}: {name}"
    for name in asked.facts:
        assert f"{name} = " in texts, f"{FILE_NAME}: {name}"


# -- the folder of a target ------------------------------------------------------------------------


def test_a_target_has_its_own_in_the_place_of_one_for_all(tmp_path: Path) -> None:
    rule = tmp_path / "hip" / "wave" / "spin-lock.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text('title = "T"\nmatch = "cudaMalloc($*x)"\nmessage = "m"\n')
    ids = {rule.id for rule in load("hip", [tmp_path]).rules}
    assert "hip/wave/spin-lock" in ids
    assert "cuda/wave/spin-lock" not in ids
    assert "cuda/wave/spin-lock" in {rule.id for rule in load("maca", [tmp_path]).rules}


def test_own_rules_may_be_for_every_target(tmp_path: Path) -> None:
    rule = tmp_path / FOLDER / "own" / "no-heap.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text('title = "T"\nmatch = "cudaMalloc($*x)"\nmessage = "Not on ${gpus}"\n')
    for target, gpus in (("hip", "AMD GPUs"), ("musa", "Moore Threads GPUs")):
        (own,) = [rule for rule in load(target, [tmp_path]).rules if rule.id == "cuda/own/no-heap"]
        assert own.message == f"Not on {gpus}"


ACME = f"""{TARGET.replace("toy", "acme").replace("Toy", "Acme")}
[facts]
mask-bits = 64
warp-widths = "one"
capability = "among"
isa = "other"
absent-lanes = "pass"
header-guards = "unknown"
shared-limit = "unknown"

[words]
"""


def test_a_new_target_has_every_hazard_at_once(tmp_path: Path) -> None:
    """A folder, a target.toml and tables are all: what CUDA code counts on is found."""
    made = tmp_path / "rules"
    (made / "acme" / "names").mkdir(parents=True)
    for item in RULES.iterdir():
        (made / item.name).symlink_to(item)
    (tmp_path / "migrate").symlink_to(Path(load.__code__.co_filename).parents[1])
    asked = questions(RULES).words.items()
    meant = {"the version": "", "manual": "review"}  # by how what is said of a word begins
    spoken = {
        name: next((meant[begin] for begin in meant if says.startswith(begin)), f"the {name}")
        for name, says in asked
    }
    words = "".join(f'{name} = "{text}"\n' for name, text in spoken.items())
    (made / "acme" / "target.toml").write_text(ACME + words)
    (made / "acme" / "families.csv").write_text(
        "prefix,library,target_prefix,status,effort,note\n__,device,__,exact,,\n"
    )
    (made / "acme" / "headers.csv").write_text("cuda,target,status,since,until,note\n")
    (tmp_path / "a.cu").write_text(HAZARDS)
    command = [sys.executable, "-m", "migrate", "check", "a.cu", "--to", "acme", "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    (file,) = json.loads(done.stdout)["files"]
    assert {(item["id"], item["line"]) for item in file["findings"]} >= EXPECTED


HAZARDS = """#include <cuda_runtime.h>
__global__ void k(unsigned *o) {
    o[0] = __ballot_sync(~0u, o[1] > 2);
    while (atomicCAS(o, 0, 1) != 0) {}
}
__device__ void wait() { asm volatile("bar.sync 1, 64;"); }
bool fast(const cudaDeviceProp& prop) { return prop.major >= 8; }
"""
EXPECTED = {
    ("cuda/wave/ballot-stored", 3),
    ("cuda/wave/spin-lock", 4),
    ("cuda/ptx/nvidia-only", 6),
    ("cuda/guards/capability-number", 7),
}


# -- ids of before ---------------------------------------------------------------------------------


def test_old_ids_are_heard() -> None:
    assert retired_ids()["hip/wave/ballot-stored"] == "cuda/wave/ballot-stored"
    assert former_ids("hip")["cuda/wave/ballot-stored"] == ("hip/wave/ballot-stored",)
    assert former_ids("musa") == {}
    assert "is called cuda/wave/ballot-stored now" in explain("hip/wave/ballot-stored")[0]


@pytest.mark.parametrize(
    "written", ["hip/wave/ballot-stored", "hip/wave/*", "cuda/wave/ballot-stored", "cuda/wave/*"]
)
def test_a_comment_with_an_old_id_silences_the_rule(written: str) -> None:
    source = VOTE.replace(";", f";  // migrate: ignore[{written}]")
    assert "ballot-stored" in str(port(VOTE).findings)
    assert not [item for item in port(source).findings if "ballot-stored" in item.rule]
    assert not [item for item in port(source).findings if item.rule.startswith("migrate/")]


def test_an_old_id_is_that_of_its_own_target() -> None:
    source = VOTE.replace(";", ";  // migrate: ignore[hip/wave/ballot-stored]")
    rules = [item.rule for item in port(source, to="maca").findings]
    assert "cuda/wave/ballot-stored" in rules
    assert "migrate/unused-suppression" in rules


RETIRED = {
    "chain": ('"hip/a/b" = "hip/c/d"\n"hip/c/d" = "cuda/wave/spin-lock"', "is retired itself"),
    "nothing": ('"hip/a/b" = "cuda/wave/none"', "'cuda/wave/none' is no rule"),
    "still there": ('"hip/e/f" = "cuda/a/b"', "'hip/e/f' is a rule"),
}


@pytest.mark.parametrize(("text", "said"), RETIRED.values(), ids=RETIRED.keys())
def test_a_wrong_line_of_retired_ids_is_refused(text: str, said: str, tmp_path: Path) -> None:
    for name in ("common/a/b.toml", "common/wave/spin-lock.toml", "hip/e/f.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "retired.toml").write_text(text)
    with pytest.raises(UserError, match=r"retired\.toml:\d") as caught:
        retired_ids(tmp_path)
    assert said in caught.value.title


# -- branches of others ----------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["musa", "maca"])
def test_a_branch_for_another_vendors_gpus_is_left_alone(to: str) -> None:
    source = "#ifdef GGML_USE_HIP\nvoid f() { cudaFree(0); }\n#endif\nvoid g() { cudaFree(0); }\n"
    made = text(source, port(source, "a.h", to=to))
    assert made.count("cudaFree") == 1
    assert "f() { cudaFree(0)" in made


# -- build files -----------------------------------------------------------------------------------

BUILDS = {to: load_build_rules(to, [RULES]) for to in ("musa", "maca")}


@pytest.mark.parametrize(
    ("rules", "rule"),
    [(rules, rule) for rules in BUILDS.values() for rule in rules.rules],
    ids=[rule.id for rules in BUILDS.values() for rule in rules.rules],
)
def test_a_build_rule_finds_its_examples_and_passes_near_ones(
    rules: BuildRules, rule: BuildRule
) -> None:
    alone = replace(rules, rules=(rule,))
    for kind in rule.kinds - {Kind.SHELL}:
        for line in rule.finds:
            assert rule.id in build_findings(line, kind, alone), line
        for line in rule.passes:
            assert rule.id not in build_findings(line, kind, alone), line
    for said in (rule.title, rule.message, rule.suggestion):
        assert "${" not in said


def build_findings(line: str, kind: Kind, rules: BuildRules) -> set[str]:
    result = build_file(SourceFile("x", line.encode()), kind, rules, FileOptions())
    return {item.rule for item in result.references}


def test_build_files_are_read_for_targets_that_have_libraries_and_words() -> None:
    for to, link in (("musa", "-lmublas"), ("maca", "-lmcblas")):
        source = SourceFile("Makefile", b"LDLIBS += -lcublas\n")
        (finding,) = build_file(source, Kind.MAKE, BUILDS[to], FileOptions()).findings
        assert (finding.rule, finding.suggestion) == (f"{to}/build/library", f"link {link}")


def test_a_build_rule_of_a_target_answers_to_the_shape_of_the_one_for_all(tmp_path: Path) -> None:
    file = tmp_path / "musa" / "build.toml"
    file.parent.mkdir()
    file.write_text('common = true\n[[rule]]\nid = "fast-math"\nmessage = "ours"\n')
    (one,) = [rule for rule in BUILDS["musa"].rules if rule.id == "musa/build/fast-math"]
    loaded = load_build_rules("musa", [RULES, tmp_path]).rules
    (own,) = [rule for rule in loaded if rule.id == "musa/build/fast-math"]
    assert (own.message, own.title, own.finds) == ("ours", one.title, one.finds)
    assert own.pattern.pattern == one.pattern.pattern
    assert {rule.id for rule in loaded} == {rule.id for rule in BUILDS["musa"].rules}
    file.write_text('common = "all"\n')
    with pytest.raises(UserError, match=r"build\.toml:1: common is 'all'"):
        load_build_rules("musa", [RULES, tmp_path])
