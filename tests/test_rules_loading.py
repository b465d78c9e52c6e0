"""Rules and targets as files: what is read of them, and how each mistake is refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.model import Effort, Safety, Status, UserError
from migrate.rules.buildrules import FILE_NAME as BUILD_FILE
from migrate.rules.constructs import Rule
from migrate.rules.named import PATTERNS_FILE, WORDS_FILE, shared_names
from migrate.rules.rulefiles import load_rule
from migrate.rules.ruleset import RuleSet, load
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import TargetInfo, parse_spec, rules_folder

RULE = """\
title = "Symbols are wrapped"
match = "cudaCopy($to, $*rest)"
rewrite = "hipCopy(W($to), $*rest)"
safety = "safe"
"""


def write(folder: Path, text: str, name: str = "hip/area/a-rule.toml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def rule(folder: Path, text: str) -> Rule:
    return load_rule(write(folder, text), folder, shared_names(folder))


def test_a_rule_and_what_it_leaves_out(tmp_path: Path) -> None:
    found = rule(tmp_path, RULE)
    assert (found.id, found.title) == ("hip/area/a-rule", "Symbols are wrapped")
    assert found.example == tmp_path / "hip/area/a-rule.cu"
    assert found.expected == tmp_path / "hip/area/a-rule.expected.cu"
    (case,) = found.cases
    assert case.anchor == "cudaCopy"
    assert (case.safety, case.status, case.scopes) == (Safety.SAFE, Status.PORTED, frozenset())
    assert (case.where, case.since, case.until, case.message) == ((), "", "", "")


EFFORTS = {
    "safe": ('rewrite = "g()"\nsafety = "safe"', Effort.NONE),
    "review": ('rewrite = "g()"\nsafety = "review"', Effort.MINUTES),
    "manual": ("", Effort.HOURS),
    "said": ('effort = "redesign"', Effort.REDESIGN),
}


@pytest.mark.parametrize(("keys", "effort"), EFFORTS.values(), ids=EFFORTS.keys())
def test_the_effort_of_a_rule(tmp_path: Path, keys: str, effort: Effort) -> None:
    text = f'title = "T"\nmatch = "cudaF()"\nmessage = "m"\n{keys}\n'
    assert [case.effort for case in rule(tmp_path, text).cases] == [effort]


def test_a_case_has_an_effort_of_its_own(tmp_path: Path) -> None:
    text = 'title = "T"\nmessage = "m"\neffort = "days"\n[[case]]\nmatch = "cudaF()"\n'
    found = rule(tmp_path, f'{text}[[case]]\nmatch = "cudaG()"\neffort = "minutes"\n')
    assert [case.effort for case in found.cases] == [Effort.DAYS, Effort.MINUTES]


def test_an_effort_there_is_not_is_refused(tmp_path: Path) -> None:
    text = 'title = "T"\nmatch = "cudaF()"\nmessage = "m"\neffort = "weeks"\n'
    with pytest.raises(UserError, match="effort is 'weeks'") as caught:
        rule(tmp_path, text)
    assert "none, minutes, hours, days, redesign" in caught.value.advice


def test_cases_have_what_the_rule_says_unless_they_say_it_themselves(tmp_path: Path) -> None:
    found = rule(
        tmp_path,
        """\
title = "Two shapes"
safety = "review"
message = "Look at $a"
since = "5.3"
requires = ["hip/a.h"]
[where.a]
matches = "x.*"
[where.b]
not_matches = "y"
[[case]]
match = "cudaOne($a)"
rewrite = "hipOne($a)"
[[case]]
match = "cudaTwo($a, $b)"
rewrite = "hipTwo($a, $b)"
safety = "safe"
status = "native"
until = "7.0"
where.b.matches = "z"
""",
    )
    one, two = found.cases
    assert found.requires == ("hip/a.h",)
    assert (one.safety, one.status, one.since, one.until) == (
        Safety.REVIEW,
        Status.REVIEW,
        "5.3",
        "",
    )
    assert [constraint.capture for constraint in one.where] == ["a"]
    assert (two.safety, two.status, two.until) == (Safety.SAFE, Status.NATIVE, "7.0")
    assert {c.capture: (c.accepts_text("xz"), c.accepts_text("y")) for c in two.where} == {
        "a": (True, False),
        "b": (False, False),
    }


def test_a_rule_that_only_reports(tmp_path: Path) -> None:
    text = 'title = "Gone"\nmatch = "cudaGone($a)"\nmessage = "There is no $a"\n'
    (case,) = rule(tmp_path, text).cases
    assert (case.rewrite, case.safety, case.status) == (None, Safety.MANUAL, Status.MANUAL)


ANCHORS = {
    "cudaFree($p)": "cudaFree",
    "$k<<<$g, $b>>>($*a)": "<<<",
    "const cudaStream_t $s": "cudaStream_t",
    "#if defined(__CUDACC__)": "__CUDACC__",
    "#ifdef CUDA_X": "CUDA_X",
    "cub::WarpReduce<$t>": "cub::WarpReduce",
    "extern texture<$t> $x": "texture",
    "template <$*p> $g($*a) -> $r;": "template",
}


def test_a_case_for_each_name(tmp_path: Path) -> None:
    found = rule(
        tmp_path,
        """
title = "Names"
message = "$from has no $a"
[each]
from = ["cudaA", "cudaB"]
size = ["1", "2"]
[[case]]
match = "$from($a, $size)"
rewrite = "hip$from($a)"
safety = "review"
[[case]]
match = "cudaC($a)"
message = "M"
[[case]]
match = "$from<$a>"
each.from = ["cudaD"]
""",
    )
    assert [case.match for case in found.cases] == [
        "cudaA($a, 1)",
        "cudaA($a, 2)",
        "cudaB($a, 1)",
        "cudaB($a, 2)",
        "cudaC($a)",
        "cudaD<$a>",
    ]
    first, last = found.cases[0], found.cases[-1]
    assert (first.rewrite, first.message) == ("hipcudaA($a)", "cudaA has no $a")
    assert (last.anchor, last.message) == ("cudaD", "cudaD has no $a")


@pytest.mark.parametrize(("match", "anchor"), ANCHORS.items(), ids=ANCHORS.keys())
def test_the_name_a_shape_starts_at(tmp_path: Path, match: str, anchor: str) -> None:
    text = f'title = "T"\nmatch = "{match}"\nmessage = "M"\n'
    assert rule(tmp_path, text).cases[0].anchor == anchor


@pytest.mark.parametrize(
    ("text", "accepted"),
    [("xyz", True), ("  xyz\n", True), ("x\nyz", True), ("axyz", False), ("xyq", False)],
)
def test_a_constraint_is_on_the_whole_stripped_text(
    tmp_path: Path, text: str, accepted: bool
) -> None:
    where = "[where.to]\nmatches = 'x.*'\nnot_matches = '.*q'\n"
    (constraint,) = rule(tmp_path, RULE + where).cases[0].where
    assert constraint.accepts_text(text) is accepted


# What is wrong with a rule, what the refusal says, and its advice.
REFUSED = {
    "toml": (RULE + "title = ", "Invalid value", "mend the TOML syntax"),
    "twice": (RULE + 'title = "again"\n', "Cannot overwrite", "mend the TOML syntax"),
    "unknown-key": (RULE + 'rewritte = "x"\n', ":5: unknown key 'rewritte'", "mean 'rewrite'"),
    "far-key": (RULE + "zzz = 1\n", ":5: unknown key 'zzz'", "known keys: ahead, announces, api"),
    "unknown-key-in-case": (
        'title = "T"\nmessage = "M"\n[[case]]\nmatch = "cudaA"\nmach = "x"\n',
        ":5: unknown key 'mach'",
        "mean 'match'",
    ),
    "no-title": ('match = "cudaA"\nmessage = "M"\n', "title is missing", 'add title = "..."'),
    "title-no-text": (RULE.replace('"Symbols are wrapped"', "3"), "title is", "title = "),
    "no-match": ('title = "T"\nmessage = "M"\n', "match is missing", 'add match = "..."'),
    "match-no-text": ('title = "T"\nmatch = 3\nmessage = "M"\n', "match is", "match = "),
    "no-match-in-case": (
        'title = "T"\nmessage = "M"\n[[case]]\nsafety = "safe"\n',
        "match is missing",
        'add match = "..."',
    ),
    "no-anchor": ('title = "T"\nmatch = "$a + $b"\nmessage = "M"\n', "names nothing", "CUDA name"),
    "unbound-rewrite": (RULE.replace("W($to)", "W($from)"), "$from in the rewrite", "a capture of"),
    "unbound-message": (RULE + 'message = "$x"\n', "$x in the message", "a capture of"),
    "unbound-suggestion": (RULE + 'suggestion = "$x"\n', "$x in the suggestion", "a capture of"),
    "rewrite-no-text": (RULE.replace('"hipCopy(W($to), $*rest)"', "3"), "rewrite is", "rewrite = "),
    "no-safety": (RULE.replace('safety = "safe"\n', ""), "safety is 'missing'", "safe"),
    "wrong-safety": (RULE.replace('"safe"', '"sure"'), "safety is 'sure'", "manual, review, safe"),
    "wrong-status": (RULE + 'status = "done"\n', "status is 'done'", "ported, native, review"),
    "undecided": (RULE + 'status = "unknown"\n', "has the status 'unknown'", "review or manual"),
    "wrong-scope": (RULE + 'scope = "gpu"\n', "scope is 'gpu'", "any, device"),
    "no-message": ('title = "T"\nmatch = "cudaA"\n', "no message", "say what goes wrong"),
    "no-message-for-review": (RULE.replace('"safe"', '"review"'), "no message", "say what"),
    "message-no-text": (RULE + "message = 3\n", "message is", "message = "),
    "where-unbound": (RULE + "[where.from]\nmatches = 'x'\n", "where.from constrains", "remove"),
    "where-unknown-key": (
        RULE + "[where.to]\nmatch = 'x'\n",
        "unknown key 'match'",
        "mean 'matches'",
    ),
    "where-bad-expression": (
        RULE + "[where.to]\nmatches = '('\n",
        "where.to",
        "regular expression",
    ),
    "where-no-part": (
        RULE + '[where.to]\npart = "w"\n',
        "where.to.part is 'w'",
        "write one of threads, x, y, z",
    ),
    "where-beyond-nothing": (
        RULE + '[where.to]\nbeyond = "kernel"\n',
        "where.to.beyond is 'kernel'",
        "write one of",
    ),
    "where-no-text": (
        RULE + "[where.to]\nmatches = 3\n",
        "where.to.matches is 3",
        "regular expression",
    ),
    "where-no-table": (RULE + "[where]\nto = 3\n", "where is {'to'", "[where.NAME]"),
    "where-no-tables": (RULE + "where = 3\n", ":5: where is 3", "[where.NAME]"),
    "since-no-text": (RULE + "since = 5.3\n", "since is 5.3", 'since = "'),
    "since-no-version": (RULE + 'since = "new"\n', "since is 'new'", 'since = "'),
    "until-no-version": (RULE + 'until = "7.x"\n', "until is '7.x'", 'until = "'),
    "requires-no-list": (RULE + 'requires = "a.h"\n', "requires is 'a.h'", 'requires = ["'),
    "requires-no-texts": (RULE + "requires = [1]\n", "requires is [1]", 'requires = ["'),
    "links-no-list": (RULE + 'links = "x"\n', "links is 'x'", 'links = ["'),
    "option-no-text": (RULE + "option = 1\n", "option is", "option = "),
    "case-no-tables": (RULE + 'case = "x"\n', "case is 'x'", "[[case]]"),
    "other-directive": (
        'title = "T"\nmatch = "#if A"\nrewrite = "#ifdef B"\nsafety = "safe"\n',
        "another kind of directive",
        "keep the keyword",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_refused_with_file_and_advice(tmp_path: Path, name: str) -> None:
    text, title, advice = REFUSED[name]
    with pytest.raises(UserError) as caught:
        rule(tmp_path, text)
    assert str(tmp_path / "hip/area/a-rule.toml") in caught.value.title
    assert title in caught.value.title
    assert advice in caught.value.advice


def test_a_constraint_of_a_case_on_a_capture_it_lacks(tmp_path: Path) -> None:
    text = 'title = "T"\nmessage = "M"\n[[case]]\nmatch = "cudaA($a)"\nwhere.b.matches = "x"\n'
    with pytest.raises(UserError, match=r"where\.b constrains a capture that is not there"):
        rule(tmp_path, text)


# -- rules of one's own ----------------------------------------------------------------------------


def own(folder: Path, **files: str) -> RuleSet:
    for name, text in files.items():
        write(folder, text, {"names": "hip/names/mine.csv", "rule": "hip/mine/r.toml"}[name])
    return load("hip", (folder,))


NAMES = "cuda,target,kind,status,since,until,note\n"


def test_rows_of_ones_own_come_first(tmp_path: Path) -> None:
    rules = own(tmp_path, names=NAMES + "cudaFree,myFree,function,renamed,,,\n")
    verdict = rules.verdict("cudaFree")
    assert verdict is not None
    assert (verdict.target, verdict.rule) == ("myFree", "hip/names/mine")
    assert rules.verdict("cudaMalloc") == load("hip").verdict("cudaMalloc")


def test_names_of_ones_own_are_cudas(tmp_path: Path) -> None:
    rules = own(tmp_path, names=NAMES + "fooStream,barStream,type,renamed,,,\n")
    assert rules.is_cuda("fooStream")
    assert not load("hip").is_cuda("fooStream")


def test_a_rule_with_the_id_of_a_built_in_one_replaces_it(tmp_path: Path) -> None:
    first = load("hip").rules[0]
    write(tmp_path, RULE, f"{first.id}.toml")
    rules = load("hip", (tmp_path,))
    assert [item.id for item in rules.rules] == [item.id for item in load("hip").rules]
    assert next(item for item in rules.rules if item.id == first.id).title == "Symbols are wrapped"


BAD_TABLES = {
    "columns": ("cuda,target\ncudaA,hipA\n", ":1: the columns are", "cuda,target,kind"),
    "values": (NAMES + "cudaA,hipA,function\n", "line 2: 3 values", "a row has 7"),
    "status": (NAMES + "cudaA,hipA,function,same,,,\n", "the status 'same'", "exact, renamed"),
    "no-note": (NAMES + "cudaA,,function,none,,,\n", "none without a note", "what to use instead"),
    "since": (NAMES + "cudaA,hipA,function,renamed,new,,\n", "since 'new'", "6.2"),
    "until": (NAMES + "cudaA,hipA,function,renamed,,6.,\n", "until '6.'", "6.2"),
}


@pytest.mark.parametrize(("text", "title", "advice"), BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_a_bad_table_of_ones_own_is_refused_when_it_is_loaded(
    tmp_path: Path, text: str, title: str, advice: str
) -> None:
    with pytest.raises(UserError) as caught:
        own(tmp_path, names=text)
    assert title in caught.value.title
    assert "mine" in caught.value.title
    assert advice in caught.value.advice


def test_a_bad_rule_of_ones_own_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="title is missing"):
        own(tmp_path, rule='match = "cudaA"\nmessage = "M"\n')


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_folder_without_rules_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError) as caught:
        load("hip", (tmp_path / folder,))
    assert "holds no rules" in caught.value.title
    assert "hip" in caught.value.advice


# -- targets ---------------------------------------------------------------------------------------

TARGET = """\
name = "toy"
title = "Toy"
versions = ["1.0", "1.10", "2.0"]
compiler = "toycc"
guards = ["__TOY__"]
runtime_header = "toy/runtime.h"
"""


def target(folder: Path, text: str) -> TargetInfo:
    return read_target(write(folder, text, "toy/target.toml"))


def test_a_target_and_what_it_leaves_out(tmp_path: Path) -> None:
    info = target(tmp_path, TARGET)
    assert (info.name, info.versions) == ("toy", ("1.0", "1.10", "2.0"))
    assert (info.conventions, dict(info.suffixes), dict(info.subsumes)) == ((), {}, {})


@pytest.mark.parametrize("key", ["name", "title", "versions", "compiler", "guards"])
def test_a_target_without_something_is_refused(tmp_path: Path, key: str) -> None:
    text = "".join(line for line in TARGET.splitlines(True) if not line.startswith(key))
    with pytest.raises(UserError, match=f"'{key}' is missing") as caught:
        target(tmp_path, text)
    assert "toy/target.toml" in caught.value.title
    assert caught.value.advice


def test_an_unknown_key_of_a_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"target\.toml:7: unknown key 'guard'") as caught:
        target(tmp_path, TARGET + "guard = []\n")
    assert "'guards'" in caught.value.advice


SPECS = {
    "name": ("toy", "2.0"),
    "version": ("toy@1.0", "1.0"),
    "between": ("toy@1.2", "1.2"),
    "newer": ("toy@9", "9"),
}


@pytest.mark.parametrize(("spec", "wanted"), SPECS.values(), ids=SPECS.keys())
def test_a_target_as_people_write_it(tmp_path: Path, spec: str, wanted: str) -> None:
    info = target(tmp_path, TARGET)
    assert parse_spec(spec, [info]) == (info, wanted)


BAD_SPECS = {
    "unknown": ("cuda", "unknown target 'cuda'", "targets: toy"),
    "near": ("toi", "unknown target 'toi'", "did you mean toy?"),
    "empty": ("", "unknown target ''", "targets: toy"),
    "no-version": ("toy@new", "'new' is no version", "write toy@2.0"),
    "half-version": ("toy@1.", "'1.' is no version", "write toy@2.0"),
    "old": ("toy@0.9", "older than the rules know", "versions: 1.0, 1.10, 2.0"),
}


@pytest.mark.parametrize(("spec", "title", "advice"), BAD_SPECS.values(), ids=BAD_SPECS.keys())
def test_a_target_that_is_refused(tmp_path: Path, spec: str, title: str, advice: str) -> None:
    info = target(tmp_path, TARGET)
    with pytest.raises(UserError) as caught:
        parse_spec(spec, [info])
    assert title in caught.value.title
    assert advice in caught.value.advice


NAMED = """
title = "T"
message = "m"
match = "cudaF($x)"
where.x.matches = '(?&call)|0'
beside = '(?&mask)'
[patterns]
call = '(?&name)\\(\\)'
name = '(?i:[a-z]+)'
"""


def test_patterns_are_written_once(tmp_path: Path) -> None:
    write(tmp_path, "mask = '0x[fF]+'\nname = 'never: the file has its own'\n", "patterns.toml")
    (case,) = rule(tmp_path, NAMED).cases
    (asked,) = case.where
    assert case.around.beside is not None
    assert case.around.beside.pattern == "(?:0x[fF]+)"
    assert asked.accepts_text("Next()")
    assert asked.accepts_text("0")
    assert not asked.accepts_text("f1()")


WRONG_NAMES = {
    "unknown": ("a = 'x'", "(?&b)(?&a)", "nothing is called 'b'"),
    "unused": ("a = 'x'", "x", "patterns.a is not used"),
    "itself": ("a = '(?&b)'\nb = '(?&a)'", "(?&a)", "'a' calls itself"),
    "no table": ("a = 1", "(?&a)", "patterns is {'a': 1}"),
}


@pytest.mark.parametrize(("table", "called", "said"), WRONG_NAMES.values(), ids=WRONG_NAMES.keys())
def test_a_name_that_stands_for_nothing(tmp_path: Path, table: str, called: str, said: str) -> None:
    text = f'title = "T"\nmessage = "m"\nmatch = "f()"\nbeside = "{called}"\n[patterns]\n'
    with pytest.raises(UserError, match=re.escape(said)):
        rule(tmp_path, text + table)


def test_nothing_that_all_rules_name_is_left_over() -> None:
    texts = [file.read_text("utf-8") for file in sorted(rules_folder().rglob("*.toml"))]
    everywhere = re.sub(r"(?m)^#.*", "", "\n".join(texts))
    for file in (PATTERNS_FILE, WORDS_FILE):
        for name in tomllib.loads((rules_folder() / file).read_text("utf-8")):
            assert f"(?&{name})" in everywhere, f"{file}: {name}"


GROUPS = """
title = "T"
message = "m"
status = "review"
match = "cudaF($a, $b)"
where.a.type = "int"
[words]
few = ["cudaOne", "cudaTwo"]
types = [["8", "char"], ["16", "short"]]
[[case]]
each.name = ["(?&few)", "cudaThree"]
each."width, type" = ["(?&types)"]
match = ["$name($a, $width)", "cudaOther($a)"]
rewrite = "put_${type}s($a)"
safety = "review"
where.a.type = "$type"
where.a.matches = "x"
[[case]]
message = "n"
case = [{ where.b.folds = true }, { where.a.matches = "y", match = "cudaG($a)", status = "manual" }]
"""


def test_what_a_rule_and_its_groups_say_is_said_once(tmp_path: Path) -> None:
    found = rule(tmp_path, GROUPS).cases
    said = [(case.match, case.rewrite, case.message, case.status.value) for case in found]
    types = [next(iter(case.where)).type for case in found]
    assert said[:3] == [
        ("cudaOne($a, 8)", "put_chars($a)", "m", "review"),
        ("cudaOne($a, 16)", "put_shorts($a)", "m", "review"),
        ("cudaTwo($a, 8)", "put_chars($a)", "m", "review"),
    ]
    assert said[5:] == [
        ("cudaThree($a, 16)", "put_shorts($a)", "m", "review"),
        ("cudaOther($a)", "put_chars($a)", "m", "review"),
        ("cudaOther($a)", "put_shorts($a)", "m", "review"),
        ("cudaF($a, $b)", None, "n", "review"),
        ("cudaG($a)", None, "n", "manual"),
    ]
    assert [asked.pattern for asked in types if asked] == ["char", "short"] * 4 + ["int", "int"]


TABLES = """
title = "T"
safety = "safe"
[match]
"cudaF($kind)" = "hipF($kind)"
"cudaG($kind)" = "hipG($kind)"
[each.kind]
cudaHere = "hipHere"
cudaThere = "hipThere"
"""


def test_shapes_and_words_with_what_they_become(tmp_path: Path) -> None:
    assert [(case.match, case.rewrite) for case in rule(tmp_path, TABLES).cases] == [
        ("cudaF(cudaHere)", "hipF(hipHere)"),
        ("cudaF(cudaThere)", "hipF(hipThere)"),
        ("cudaG(cudaHere)", "hipG(hipHere)"),
        ("cudaG(cudaThere)", "hipG(hipThere)"),
    ]


def test_a_table_of_instructions(tmp_path: Path) -> None:
    write(tmp_path, '[types]\nu32 = "unsigned"\ns32 = "int"\n', WORDS_FILE)
    text = 'title = "T"\nsafety = "safe"\n[words]\ntype = "(?&types)"\n[ptx]\n'
    found = rule(tmp_path, text + '"not.$type $d, $a" = "$d = ~($type)$a"\n').cases
    assert [(case.ptx, case.rewrite, dict(case.words)) for case in found] == [
        ("not.$type $d, $a", "$d = ~($type)$a", {"type": (("u32", "unsigned"), ("s32", "int"))})
    ]


def test_words_stand_in_lists_and_in_expressions(tmp_path: Path) -> None:
    write(tmp_path, 'all = ["(?&votes)", "c"]\nvotes = ["a", "b.x"]\n', WORDS_FILE)
    text = 'title = "T"\nmessage = "m"\nmatch = "cudaF($x)"\nbeside = \'(?&votes)!\'\n'
    (case,) = rule(tmp_path, text + 'where.x.from = ["(?&all)", "d"]\n').cases
    assert case.where[0].sources == {"a", "b.x", "c", "d"}
    assert case.around.beside is not None
    assert case.around.beside.pattern == r"(?:a|b\.x)!"


SHAPES = 'title = "T"\nmessage = "m"\n'
WRONG_GROUPS = {
    "twice in a list": ('match = ["cudaF()", "cudaF()"]', "stands twice in the list"),
    "a case twice": (
        'case = [{ match = "cudaF()" }, { match = ["cudaG()", "cudaF()"] }]',
        "'cudaF()' has the same case twice",
    ),
    "two rewrites": (
        'rewrite = "g()"\nsafety = "safe"\n[match]\n"cudaF()" = "g()"',
        "a rewrite beside a table of rewrites",
    ),
    "no case": ("case = []", "case is []"),
    "unknown in a group": (
        '[[case]]\nmatch = "cudaF()"\n[[case.case]]\nmesage = "n"',
        "unknown key 'mesage'",
    ),
    "idle demand": (
        'where.a.folds = true\n[[case]]\nmatch = "cudaF($b)"',
        "where.a constrains a capture that is not there",
    ),
    "a demand of one shape": (
        'where.a.folds = true\nmatch = ["cudaF($a)", "cudaF($b)"]',
        "where.a constrains a capture that is not there",
    ),
    "idle words": (
        'each.a = ["x"]\nmatch = "cudaF($b)"',
        "each.a has words for what no shape has",
    ),
    "braces without words": (
        'safety = "safe"\nrewrite = "hip${b}G()"\nmatch = "cudaF($b)"',
        "${b} stands for no words",
    ),
    "rows in an expression": (
        'match = "cudaF($a)"\nbeside = "(?&b)"\nwords.b = [["c", "d"]]',
        "'b' is rows of words",
    ),
    "a row too short": ('each."a, b" = [["x"]]\nmatch = "cudaF($a, $b)"', "each is"),
    "unknown set": (
        'match = "cudaF($a)"\nwhere.a.from = ["(?&b)"]',
        "nothing is called 'b'",
    ),
    "unused set": ('match = "cudaF($a)"\nwords.b = ["c"]', "words.b is not used"),
    "no set": ('match = "cudaF($a)"\nwords.b = 1', "words.b is 1"),
    "no words": ('match = "cudaF($a)"\nwords = 1', "words is 1"),
    "a set in itself": (
        'match = "cudaF($a)"\nwhere.a.from = ["(?&b)"]\nwords.b = ["(?&b)"]',
        "'b' calls itself",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG_GROUPS.values(), ids=WRONG_GROUPS.keys())
def test_a_group_that_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)) as caught:
        rule(tmp_path, SHAPES + text + "\n")
    assert "a-rule.toml" in caught.value.title
    assert caught.value.advice


def test_a_name_is_of_a_pattern_or_of_words(tmp_path: Path) -> None:
    write(tmp_path, "a = 'x'\n", PATTERNS_FILE)
    write(tmp_path, 'a = ["x"]\n', WORDS_FILE)
    with pytest.raises(UserError, match=r"words\.toml:1: 'a' is a pattern, too"):
        shared_names(tmp_path)


# -- each expression once --------------------------------------------------------------------------

ASKED = frozenset(
    "matches not_matches type not_type given expands number into not_into takes beside not_beside"
    " in_file not_in_file behind not_behind ahead not_ahead line within in_tree not_in_tree"
    " in_sources guard builds".split()
)
LONGEST = 30  # characters of an expression, or of a group in one, that may stand twice


def expressions(value: object, keys: frozenset[str], key: str = "") -> Iterator[str]:
    """The regular expressions that a rule file writes: texts of ``keys``, and those with names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from expressions(inner, keys | {*inner} if name == "patterns" else keys, name)
    elif isinstance(value, list):
        for inner in value:
            yield from expressions(inner, keys, key)
    elif isinstance(value, str) and key in keys:
        yield value


def groups_of(expression: str) -> Iterator[str]:
    """An expression, and each group in it."""
    yield expression
    opened: list[int] = []
    for part in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|\(|\)", expression, re.DOTALL):
        if part[0] == "(":
            opened.append(part.start())
        elif part[0] == ")" and opened:
            yield expression[opened.pop() : part.end()]


def test_no_long_expression_stands_twice() -> None:
    where: dict[str, str] = {}
    for file in sorted(rules_folder().rglob("*.toml")):
        values = tomllib.loads(file.read_text("utf-8"))
        keys = ASKED | {"match"} if file.name == BUILD_FILE else ASKED
        keys |= set(values) if file.name == PATTERNS_FILE else set()
        for expression in expressions(values, keys):
            for group in {group for group in groups_of(expression) if len(group) > LONGEST}:
                assert group not in where, f"{file} and {where[group]} have {group}: name it"
                where[group] = str(file)
