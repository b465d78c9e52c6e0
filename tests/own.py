"""Ports with a few rules of one's own, so that a test says all that its outcome depends on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from migrate.files.source import SourceFile
from migrate.model import FileResult
from migrate.port.engine import port as port_file
from migrate.port.job import Job
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FileOptions
from migrate.tree.filefacts import facts
from migrate.tree.index import TreeIndex
from migrate.tree.scan import scan
from migrate.tree.vocabulary import Vocabulary
from tests.porting import NO_OPTIONS, guards, rules

SURFACE = "name,kind,header,params,since,removed\n"
NAMES = "cuda,target,kind,status,since,until,note\n"

# Every name of the small library that the rules of these tests are about.
LIBRARY = """\
fooExact,fooExact,function,exact,,,
fooFlag,barFlag,enum_constant,renamed,,,
fooGone,,function,none,,,Write a loop
fooLater,barLater,function,renamed,99.0,,
fooReview,barReview,function,review,,,Counts from one
fooSet,barSet,function,renamed,,,
fooSwap,barSwap,function,renamed,,,
fooTwin,barSwap,function,renamed,,,
fooType,barType,type,renamed,,,
"""


@cache
def rule_set(folder: Path) -> RuleSet:
    built_in = rules()
    return RuleSet(built_in.info, built_in.target.version, [folder])


def job(folder: Path, **construct_rules: str) -> Job:
    """A job with the library above, and construct rules by name (``hip/own/NAME``)."""
    texts = {f"hip/own/{name}.toml": text for name, text in construct_rules.items()}
    texts["hip/names/foo.csv"] = NAMES + LIBRARY
    texts["cuda/foo.csv"] = SURFACE + "".join(
        f"{line.split(',')[0]},{line.split(',')[2]},foo.h,,,\n" for line in LIBRARY.splitlines()
    )
    texts["cuda/families.csv"] = "prefix,library,header\n"
    texts["hip/families.csv"] = "prefix,library,target_prefix,status,effort,note\n"
    texts["cuda/headers.csv"] = "header,library\nfoo.h,foo\n"
    texts["hip/headers.csv"] = "cuda,target,status,since,until,note\nfoo.h,bar.h,renamed,,,\n"
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    own = rule_set(folder)
    return Job(own, Vocabulary(own), TreeIndex(), guards())


def port(job: Job, source: str, path: str = "a.h", options: FileOptions = NO_OPTIONS) -> FileResult:
    data = source.encode()
    seen = scan(path, data, job.vocabulary, job.guards)
    tree = TreeIndex.of([facts(seen)] if seen is not None else [], [path])
    return port_file(SourceFile(path, data), replace(job, index=tree), options)
