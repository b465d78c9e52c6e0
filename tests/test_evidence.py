"""How sure a target's rows are: what is shown, and what a row of low confidence says at most."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.model import Status, UserError
from migrate.report import describe
from migrate.rules.evidence import Confidence, Evidence, Said, evidence_of, read_evidence
from migrate.rules.names import Names
from migrate.rules.ruleset import load
from migrate.rules.tables import Support
from migrate.rules.targetfiles import targets
from migrate.rules.targets import rules_folder
from tests.surface.handports import differences, pairs, unknown_to

ALL = Evidence("*", Confidence.MEDIUM, "all")
LIBRARY = Evidence("runtime", Confidence.MEDIUM, "library")
GUESSED = Evidence("runtime", Confidence.LOW, "guessed", by=Said.CONVENTION)
NAMED = Evidence("runtime", Confidence.LOW, "named", ("cudaGraph*", "cudaMalloc"))
ENTRIES = (ALL, LIBRARY, GUESSED, NAMED)


@pytest.mark.parametrize(
    ("name", "library", "by", "source"),
    [
        ("cudaFree", "runtime", Said.ROW, "library"),
        ("cudaFree", "runtime", Said.CONVENTION, "guessed"),
        ("cudaGraphLaunch", "runtime", Said.ROW, "named"),
        ("cudaMalloc", "runtime", Said.CONVENTION, "named"),
        ("cudaMalloc", "driver", Said.ROW, "all"),
    ],
)
def test_the_entry_that_says_most_of_a_name_counts(
    name: str, library: str, by: Said, source: str
) -> None:
    found = evidence_of(ENTRIES, name, library, by)
    assert found is not None
    assert found.source == source
    assert evidence_of((GUESSED, NAMED), "cuInit", "driver", by) is None


@pytest.mark.parametrize("support", Support)
def test_a_row_of_low_confidence_is_reviewed_at_least(support: Support) -> None:
    assert LIBRARY.lowered(support) is support
    kept = support in (Support.NONE, Support.REVIEW)
    assert NAMED.lowered(support) is (support if kept else Support.REVIEW)


def _names(*entries: Evidence) -> Names:
    info = next(info for info in targets() if info.name == "musa")
    changed = type(info)(
        **{key: getattr(info, key) for key in info.__slots__} | {"evidence": entries}
    )
    return Names(changed, "5.2", (rules_folder(),))


def test_a_port_reviews_what_is_of_low_confidence() -> None:
    plain, doubted = _names().verdict("cudaMalloc"), _names(*ENTRIES).verdict("cudaMalloc")
    assert plain is not None
    assert doubted is not None
    assert (plain.status, plain.target) == (Status.PORTED, "musaMalloc")
    assert (doubted.status, doubted.target) == (Status.REVIEW, "musaMalloc")
    assert "low confidence" in doubted.message
    assert "named" in doubted.message


def test_a_header_of_low_confidence_is_reviewed() -> None:
    low = Evidence("headers", Confidence.LOW, "guessed")
    verdict = _names(low).header("cuda_runtime.h")
    assert verdict is not None
    assert verdict.status is Status.REVIEW


def test_api_shows_how_sure_a_row_is() -> None:
    shown = " ".join(" ".join(describe.api("ncclCommInitRank", [load("musa")])).split())
    assert "confidence medium: FlagOpen/FlagCX" in shown


@pytest.mark.parametrize("key", ["confidence", "by"])
def test_a_word_that_is_none_is_refused(key: str, tmp_path: Path) -> None:
    file = tmp_path / "target.toml"
    file.write_text("")
    entry = {"library": "runtime", "confidence": "low", "source": "x"} | {key: "maybe"}
    with pytest.raises(UserError, match=f"{key} is 'maybe'"):
        read_evidence(file, [entry])


def test_names_of_a_port_by_hand_are_compared() -> None:
    header = (
        "#define cudaMalloc \\\n  musaMalloc\n#define cudaFree ourFree // kept\n#define LANES 32\n"
    )
    found = pairs(header)
    assert found == {"cudaMalloc": "musaMalloc", "cudaFree": "ourFree"}
    assert list(differences(found, load("musa"))) == ["cudaFree: ourFree by hand, musaFree here"]


@pytest.mark.parametrize(
    ("target", "name", "confidence"),
    [
        ("maca", "cuKernelGetFunction", "low"),
        ("maca", "cuModuleLoadData", "medium"),
        ("maca", "__nv_bfloat16_raw", "low"),
        ("musa", "cublasSgemm", "medium"),
        ("musa", "CUBLAS_COMPUTE_64F_EMULATED_FIXEDPOINT", "low"),
        ("musa", "__reduce_add_sync", "low"),
    ],
)
def test_what_follows_a_pattern_alone_is_of_low_confidence(
    target: str, name: str, confidence: str
) -> None:
    rules = load(target)
    verdict = rules.verdict(name)
    assert verdict is not None
    found = rules.evidence(name, verdict)
    assert found is not None
    assert found.confidence.value == confidence


def test_names_of_another_brand_are_looked_up_by_what_they_stand_for() -> None:
    found = pairs("#define hcMalloc mcMalloc\n#define hcOurs mcOurs\n", re.compile(r"\w+"))
    assert unknown_to(found.values(), load("maca")) == ["mcOurs"]
