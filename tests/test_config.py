"""Configuration files and options to settings, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.model import Safety, UserError
from migrate.run import run
from migrate.settings.config import (
    FILE_NAME,
    Apply,
    FailOn,
    FileOptions,
    LaunchSyntax,
    Patterns,
    Running,
    Settings,
    load,
)

EVERY_KEY = """\
to = "hip@6.2"
exclude = ["third_party/", "*_gen.cu"]
extend-suffixes = [".cuinc"]
max-file-size = 1_000_000
fail-on = "review"
apply = "review"
launch-syntax = "macro"
ignore = ["hip/warp/*"]
guards = ["MY_HIP"]
rules = ["rules"]
jobs = 1
rename = true

[[per-path]]
paths = ["bench/**"]
apply = "safe"
ignore = ["cudaMalloc"]

[[per-path]]
paths = ["vendor/"]
skip = true
"""


def write(folder: Path, text: str, name: str = "migrate.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def refusal(folder: Path, text: str, **overrides: object) -> UserError:
    write(folder, text)
    with pytest.raises(UserError) as caught:
        load(folder, overrides)
    return caught.value


def test_nothing_written_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()
    assert Settings().options == FileOptions(Apply.SAFE, LaunchSyntax.CHEVRON)


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    origin = write(tmp_path, EVERY_KEY)
    settings = load(tmp_path)
    assert settings.origin == origin
    assert settings.to == "hip@6.2"
    assert settings.exclude == (Patterns(("third_party/", "*_gen.cu"), tmp_path),)
    assert settings.extend_suffixes == (".cuinc",)
    assert settings.max_file_size == 1_000_000
    assert settings.fail_on is FailOn.REVIEW
    assert settings.guards == ("MY_HIP",)
    assert settings.rules == (tmp_path / "rules",)
    assert (settings.jobs, settings.rename) == (1, True)
    assert settings.options == FileOptions(Apply.REVIEW, LaunchSyntax.MACRO, ("hip/warp/*",))
    assert settings.options.apply.safety is Safety.REVIEW
    bench, vendor = settings.per_path
    assert bench.patterns == Patterns(("bench/**",), tmp_path)
    assert bench.options == {"apply": Apply.SAFE, "ignore": ("cudaMalloc",)}
    assert vendor.options == {"skip": True}


def test_the_nearest_file_above_is_taken(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    write(tmp_path, 'to = "far"')
    assert load(below).to == "far"
    write(tmp_path / "a", '[tool.migrate]\nto = "near"', "pyproject.toml")
    assert load(below).to == "near"
    write(tmp_path / "a", 'to = "own"')
    assert load(below).to == "own"
    source = write(below, "", "x.cu")
    assert load(source).to == "own"


def test_a_pyproject_of_someone_else_is_passed_over(tmp_path: Path) -> None:
    below = tmp_path / "a"
    below.mkdir()
    write(tmp_path, 'to = "far"')
    write(below, '[tool.migrated]\nto = "no"', "pyproject.toml")
    assert load(below).to == "far"
    write(below, "this is [ no TOML", "pyproject.toml")
    assert load(below).to == "far"


def test_typed_options_win_and_lists_add_up(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "more").mkdir()
    write(tmp_path, EVERY_KEY)
    typed = {"to": "musa", "apply": "safe", "exclude": ["x"], "rules": [str(tmp_path / "more")]}
    settings = load(tmp_path, typed)
    assert settings.to == "musa"
    assert settings.exclude[1] == Patterns(("x",), None)
    assert settings.rules == (tmp_path / "rules", tmp_path / "more")
    assert settings.options.apply is Apply.SAFE
    assert settings.options.launch_syntax is LaunchSyntax.MACRO
    assert settings.per_path[0].options == {"ignore": ("cudaMalloc",)}, "typed wins per path too"


def test_an_unknown_key_is_refused_with_file_line_and_nearest(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'to = "hip"\nfial-on = "never"\n')
    assert error.title == f"{tmp_path}/migrate.toml:2: unknown key 'fial-on'"
    assert error.advice == "did you mean 'fail-on'?"
    error = refusal(tmp_path, '[[per-path]]\npaths = []\nto = "hip"\n')
    assert "'to'" in error.title


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("to = 7", "expected a string, found 7"),
        ('jobs = "2"', "expected a whole number"),
        ("jobs = -1", "expected a whole number"),
        ("jobs = true", "expected a whole number"),
        ("rename = 1", "expected true or false"),
        ('exclude = "x"', "expected a list of strings"),
        ("guards = [1]", "expected a list of strings"),
        ('fail-on = "always"', "'always' is no choice"),
        ("apply = 3", "3 is no choice"),
        ('extend-suffixes = ["cu"]', "'cu' is no suffix"),
        ('rules = ["nowhere"]', "is not a folder"),
        ("per-path = 3", "expected tables"),
        ("[[per-path]]\nskip = true", "a table has no paths"),
        ("[per-path]\nskip = true", "expected tables"),
        ("to = ", "migrate.toml: "),
    ],
)
def test_a_wrong_value_is_refused(tmp_path: Path, line: str, said: str) -> None:
    error = refusal(tmp_path, line)
    assert said in error.title
    assert error.title.startswith(str(tmp_path / "migrate.toml"))


def test_a_wrong_typed_option_is_named_as_typed(tmp_path: Path) -> None:
    assert refusal(tmp_path, "", **{"fail-on": "x"}).title == "--fail-on: 'x' is no choice"


def test_how_a_program_is_run(tmp_path: Path) -> None:
    assert load(tmp_path).running == Running()
    (tmp_path / "work").mkdir()
    (tmp_path / "known.txt").write_text("")
    written = (
        'link = ["a"]\nlink-original = []\nrun-args = ["-n", "a b"]\nrun-dir = "work"\n'
        'run-timeout = 5\nexpected = "known.txt"\nexit-code = 3\ntolerance = 1\n'
        "absolute-tolerance = 0.5\nignore-output = ['t .*']\n"
    )
    write(tmp_path, written)
    folder, known = tmp_path / "work", tmp_path / "known.txt"
    ignored = (re.compile("t .*"),)
    expected = Running(("a",), (), ("-n", "a b"), folder, 5, known, 3, 1.0, 0.5, ignored)
    assert load(tmp_path).running == expected
    typed = load(tmp_path, {"run-args": "-x 'c d'", "tolerance": 0.25}).running
    assert (typed.arguments, typed.relative) == (("-x", "c d"), 0.25)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("tolerance = -1", "expected a number that is not below 0, found -1"),
        ("tolerance = inf", "expected a number that is not below 0, found inf"),
        ("tolerance = true", "expected a number that is not below 0, found True"),
        ("ignore-output = ['(']", "'(' is no regular expression"),
        ('run-args = "a \'b"', "cannot be taken apart: No closing quotation"),
        ('run-dir = "migrate.toml"', "migrate.toml is not a folder"),
        ('expected = "."', "is not a file"),
        ('expected = "gone"', "there is no "),
        ("exit-code = -1", "expected a whole number, found -1"),
    ],
)
def test_what_cannot_be_meant_of_a_run_is_refused(
    tmp_path: Path, written: str, problem: str
) -> None:
    assert problem in refusal(tmp_path, f"{written}\n").title


def test_the_example_of_the_guide_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs/guide/verify.md").read_text("utf-8")
    example = page.split("run-args =")[1].split("```")[0]
    write(tmp_path, f"run-args ={example}")
    running = load(tmp_path).running
    assert running.arguments == ("--size", "512", "input.dat")
    assert running.link == ("hipblas", "-L/opt/vendor/lib", "vendor")


def test_nothing_is_read_outside_a_folder_that_all_has_to_lie_in(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (tmp_path / FILE_NAME).write_text('to = "musa"\n')
    assert load(inside).to == "musa"
    assert load(inside, within=inside).to == "hip"
    for line in ('rules = ["../out"]', 'include-dirs = ["../out"]', 'cuda-path = "../out"'):
        (inside / FILE_NAME).write_text(f"{line}\n")
        load(inside)
        with pytest.raises(UserError, match=r"out lies outside .*/in"):
            load(inside, within=inside)
    (inside / FILE_NAME).unlink()
    (inside / FILE_NAME).symlink_to(tmp_path / FILE_NAME)
    with pytest.raises(UserError, match=r"is a link out of"):
        load(inside, within=inside)


def test_no_header_is_looked_at_outside_of_it(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "above.h").write_text("void cudaAbove();\n")
    (tmp_path / "linked.h").write_text("void cudaLinked();\n")
    (inside / "here.inc").write_text("void cudaHere();\n")
    (inside / "linked.inc").symlink_to(tmp_path / "linked.h")
    source = inside / "a.cu"
    source.write_text(
        '#include "../above.h"\n#include "linked.inc"\n#include "here.inc"\n'
        "void f() { cudaAbove(); cudaLinked(); cudaHere(); }\n"
    )

    def unknown(within: Path | None) -> list[str]:
        done = run([source], load(source, within=within))
        return [item.name for item in done.report.files[0].references]

    assert unknown(None) == []
    assert unknown(inside) == ["cudaAbove", "cudaLinked"]
