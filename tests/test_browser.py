"""The HTML report in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.files.source import line_starts
from migrate.model import (
    Certainty,
    FileResult,
    Finding,
    Outcome,
    Reference,
    Report,
    Status,
    Target,
    UnitFailure,
    Units,
)
from migrate.report.outputs import compared, html
from migrate.report.outputs.compared import side
from migrate.run import run
from migrate.settings.config import load
from tests.browser import SHOWN, chromium
from tests.pages import synthetic
from tests.verified import hostile, originals, verified

pytestmark = pytest.mark.browser

CORPUS = Path(__file__).parent.parent / "corpus"
MANY, LARGEST = 2000, 25_000_000  # files, bytes; tests/bench says how long they take
ELEMENTS = {"": ".verdict", "verification": ".verified"}  # of views that no list is named after

Page = Any  # playwright's; it is not installed where these tests are not run
Open = Callable[..., Page]


browser = pytest.fixture(chromium, scope="module")


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Open a file at an address, in a page of its own; nothing it does may go wrong."""
    troubles: list[str] = []
    contexts = []

    def refuse(dialog: Any) -> None:
        troubles.append("a dialog")
        dialog.dismiss()

    def opened(file: Path, address: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.extend([said.text] * (said.type == "error")))
        page.on("request", lambda asked: troubles.extend(_elsewhere(asked.url)))
        page.on("dialog", refuse)
        page.goto(file.as_uri() + address)
        page.wait_for_selector(SHOWN)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles


def test_targets_side_by_side(open_page: Open, tmp_path: Path) -> None:
    """The table is seen first; a tab shows its target, by the mouse or by the keyboard."""
    sides = [side(run([CORPUS], load(CORPUS, {"to": name})).report) for name in ("hip", "musa")]
    (tmp_path / "all.html").write_bytes(compared.form("html").render(sides))
    page = open_page(tmp_path / "all.html")

    def seen() -> list[str]:
        return [head.inner_text() for head in page.locator("main h2").all() if head.is_visible()]

    titles = [item.title for item in sides]
    tab = ["Causes", "Files with most work"]
    assert seen() == ["Ports by target"]
    assert page.locator("tbody tr:visible").count() == len(sides)
    page.click(f"nav label:text-is('{titles[1]}')")
    assert seen() == [titles[1], *tab]
    page.keyboard.press("ArrowLeft")
    assert seen() == [titles[0], *tab]
    page.click("nav label:text-is('All targets')")
    page.click(f"td label:text-is('{titles[0]}')")
    assert seen() == [titles[0], *tab]


def _elsewhere(url: str) -> list[str]:
    return [] if url.startswith("file:") else [url]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    done = run([CORPUS], load(CORPUS, {}))
    file = tmp_path_factory.mktemp("corpus") / "report.html"
    file.write_bytes(html.render(done.report, lambda name: done.files[name].read_bytes()))
    return file


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("many") / "report.html"
    file.write_bytes(html.render(*synthetic(MANY)))
    return file


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a port that was verified."""
    file = tmp_path_factory.mktemp("checked") / "report.html"
    file.write_bytes(html.render(verified(), originals))
    return file


def go(page: Page, view: str) -> None:
    """Open a view of the page by the name of its list, or the summary by none."""
    page.evaluate("address => { location.hash = address; }", f"view={view}" if view else "")
    page.wait_for_selector(ELEMENTS.get(view, f".{view}"))


def to_the_end(page: Page, selector: str) -> None:
    """Press End until there is such an element: rows are made as they come near the screen."""
    for _ in range(100):
        page.keyboard.press("End")
        if page.locator(selector).is_visible():
            break
        page.wait_for_timeout(100)


def texts(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def test_the_summary_leads_to_the_lists(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus)
    assert "CUDA references port to HIP" in page.locator(".verdict").inner_text()
    page.locator(".legend a", has_text="manual").click()
    page.wait_for_selector(".findings")
    assert set(texts(page, ".findings .badge")) == {"manual"}
    page.go_back()
    page.wait_for_selector(".verdict")


def test_what_is_proved_is_told_apart(tmp_path: Path, open_page: Open) -> None:
    references = (
        Reference(0, 4, "int4", Status.NATIVE, "x", Certainty.PROVED),
        Reference(8, 12, "int2", Status.NATIVE, "x"),
    )
    result = FileResult("a.cu", Outcome.UNCHANGED, references=references)
    units = Units(2, 0, (UnitFailure("b.cu", "it crashed"),), 1.0, "prelude")
    report = Report("1", Target("hip", "7.1"), (result,), units=units)
    file = tmp_path / "report.html"
    file.write_bytes(html.render(report, lambda _: b"int4 a; int2 b;\n"))
    page = open_page(file)
    assert "1 of 2 references (50%) are proved" in page.locator(".certainty").inner_text()
    page.locator(".certainty summary").click()
    assert "b.cu: it crashed" in page.locator(".certainty ul").inner_text()
    page = open_page(file, "#file=a.cu")
    assert "2 references, 1 proved" in page.locator(".facts").inner_text()
    assert page.locator(".lines .by-name").count() == 1


def test_filter(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus, "#view=findings")
    rows = page.locator(".findings tbody tr")
    before = rows.count()
    page.keyboard.press("/")
    page.keyboard.type("SHFL width")
    assert 0 < rows.count() < before
    assert all("shfl" in row.lower() and "width" in row.lower() for row in rows.all_inner_texts())
    assert "q=SHFL" in page.url
    page.reload()
    page.wait_for_selector(SHOWN)
    assert page.locator("#filter").input_value() == "SHFL width"
    page.locator("#filter").fill("no such words")
    assert page.locator(".empty").is_visible()


def test_sort(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus, "#view=files")
    page.get_by_role("button", name="References").click()
    values = [int(text.replace(",", "")) for text in texts(page, ".files tbody td:nth-child(4)")]
    assert values == sorted(values, reverse=True)
    page.get_by_role("button", name="References").click()
    values = [int(text.replace(",", "")) for text in texts(page, ".files tbody td:nth-child(4)")]
    assert values == sorted(values)
    assert page.locator("th[aria-sort='ascending']").inner_text().strip() == "References"


@pytest.mark.parametrize("name", ["files", "findings", "causes", "names", "libraries", "rules"])
def test_every_list_has_rows_and_fits(corpus: Path, open_page: Open, name: str) -> None:
    for width in (1300, 380):
        page = open_page(corpus, f"#view={name}", viewport={"width": width, "height": 800})
        assert page.locator(f".{name} tbody tr").count() > 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_open_a_file_and_follow_its_findings(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus, "#view=files&q=warp_compaction")
    page.locator(".files tbody a", has_text="warp_compaction.cu").first.click()
    page.wait_for_selector(".source .gone")
    assert "hip_runtime" in page.locator(".source .new").first.inner_text()
    page.keyboard.press("j")
    first = page.locator(".finding.target")
    assert first.count() == 1
    assert first.evaluate("node => node === document.activeElement")
    line = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('line')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('line')") != line
    page.keyboard.press("k")
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('line')") == line
    page.go_back()
    page.wait_for_selector(".files")
    assert page.locator("#filter").input_value() == "warp_compaction"


def test_a_deep_link_opens_the_line(many: Path, open_page: Open) -> None:
    page = open_page(many, "#file=src/part_7/file_7.cu&line=200")
    row = page.locator("#L200")
    assert row.is_visible()
    box = row.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900
    page.evaluate("location.hash = '#file=src/part_7/file_7.cu&line=91'")
    page.wait_for_selector("#L91.target")
    page.evaluate("location.hash = '#file=none.cu'")
    page.wait_for_selector("text=There is no file")


def test_gaps_open_and_the_whole_file_is_there(many: Path, open_page: Open) -> None:
    page = open_page(many, "#file=src/part_7/file_7.cu")
    page.locator(".gap button").first.click()
    page.locator("text=Whole file").click()
    page.wait_for_selector(".gap", state="detached")
    to_the_end(page, "#L321")
    assert page.locator("#L321").is_visible()
    assert page.locator(".gap").count() == 0


def test_themes(corpus: Path, open_page: Open) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = (open_page(corpus, color_scheme=scheme) for scheme in ("light", "dark"))
    bright = light.evaluate(background)
    assert bright != dark.evaluate(background)
    dark.locator("#theme").click()
    assert dark.evaluate(background) == bright
    dark.reload()
    dark.wait_for_selector(SHOWN)
    assert dark.evaluate(background) == bright


def test_hostile_names_and_texts(tmp_path: Path, open_page: Open) -> None:
    bad = "</script><img src=x onerror=alert(1)>\"'&\u202e\udcff"
    source = bad.encode("utf-8", "surrogateescape") + b"\n<b>bold</b>\n"
    finding = Finding(bad, Status.MANUAL, bad, bad, 0, 4, bad, bad, cause=bad)
    file = FileResult(
        bad,
        Outcome.FAILED,
        bad,
        references=(Reference(0, 4, bad, Status.MANUAL, bad),),
        findings=(finding,),
        lines=line_starts(source),
    )
    path = tmp_path / "hostile.html"
    path.write_bytes(html.render(Report("1", Target("hip", "7.1"), (file,)), lambda _: source))
    page = open_page(path)
    for view in ("files", "findings", "causes", "names", "libraries", "rules"):
        go(page, view)
        assert page.locator("img, main b").count() == 0
    go(page, "files")
    page.locator(".files tbody a").first.click()
    page.wait_for_selector(".finding")
    assert page.locator("img, main b").count() == 0
    assert "<b>bold</b>" in page.locator(".source").inner_text()
    assert "U+202E" in page.locator("#L1").inner_text()


def test_a_verification_leads_to_what_is_silent(checked: Path, open_page: Open) -> None:
    page = open_page(checked)
    page.locator(".alarm a", has_text="25% of 4 units compile; 2 silent misses").click()
    page.wait_for_selector(".verified")
    assert page.locator("#top a[aria-current]").inner_text().startswith("Verification")
    assert texts(page, ".verified .figure .value") == ["25%", "2", "4"]
    assert texts(page, ".silent tbody td:nth-child(1)") == ["arguments", "compiles"]
    assert (
        "line 5 of the port: hipMalloc(p);" in page.locator(".silent tbody tr").first.inner_text()
    )
    page.locator(".silent a", has_text="main.cu:5").click()
    page.wait_for_selector(".finding.target")
    assert "takes 2" in page.locator(".finding.target").inner_text()
    page.go_back()
    page.wait_for_selector(".verified")


def test_the_sums_of_a_verification_lead_to_its_lists(checked: Path, open_page: Open) -> None:
    page = open_page(checked, "#view=verification")
    rows = texts(page, ".checks tbody tr")
    assert [row.split()[0] for row in rows] == [
        "names",
        "arguments",
        "includes",
        "stable",
        "compiles",
    ]
    assert "not done: what HIP declares is not known" in rows[2]
    page.locator(".checks a").last.click()
    page.wait_for_selector(".problems")
    assert texts(page, ".problems .badge") == ["expected"]
    page.go_back()
    page.locator(".verified .small a", has_text="setup").click()
    page.wait_for_selector(".units")
    assert texts(page, ".units .badge") == ["setup"]
    page.locator(".chip.setup").click()
    assert texts(page, ".units .badge") == ["silent", "timed out", "setup", "compiled"]
    page.get_by_role("button", name="Seconds").click()
    assert texts(page, ".units tbody td:nth-child(5)") == ["60.0", "1.5", "0.7", "0.2"]
    assert page.locator("#top a[aria-current]").inner_text().startswith("Verification")
    page.keyboard.press("/")
    page.keyboard.type("mpi.h")
    assert page.locator(".units tbody tr").count() == 1


def test_announced_problems_stand_together(checked: Path, open_page: Open) -> None:
    page = open_page(checked, "#view=verification")
    page.locator(".groups a", has_text="hip/names/runtime").click()
    page.wait_for_selector(".problems")
    assert texts(page, ".problems .message") == ["use of undeclared identifier 'cudaGone'"]
    page.locator(".problems td a", has_text="main.cu:4").click()
    page.wait_for_selector(".finding.target")
    assert "there is no such thing" in page.locator(".finding.target").inner_text()


def test_a_port_that_was_not_verified_has_no_such_view(corpus: Path, open_page: Open) -> None:
    for view in ("verification", "units", "problems"):
        page = open_page(corpus, f"#view={view}")
        assert page.locator(".headline .verdict").count() == 1
        assert "Verification" not in page.locator("body").inner_text()


def test_a_verification_fits(checked: Path, open_page: Open) -> None:
    for view in ("", "verification", "units", "problems"):
        page = open_page(checked, f"#view={view}", viewport={"width": 380, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = open_page(checked, "#view=verification")
    box = page.locator(".scroller", has=page.locator(".checks"))
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_hostile_texts_of_a_verification(tmp_path: Path, open_page: Open) -> None:
    bad = "</script><img src=x onerror=alert(1)>\"'&\u202e\udcff"
    path = tmp_path / "hostile.html"
    path.write_bytes(html.render(verified(hostile(bad)), originals))
    page = open_page(path)
    for view in ("verification", "units", "problems"):
        go(page, view)
        assert page.locator("img").count() == 0
        assert "\u202e" not in page.locator("main").inner_text()


def test_many_files_make_a_short_page(many: Path, open_page: Open) -> None:
    assert many.stat().st_size < LARGEST
    page = open_page(many, "#view=findings")
    assert page.locator(".findings tbody tr").count() < 1000
    to_the_end(page, ".findings tbody tr:nth-child(400)")
    assert page.locator(".findings tbody tr").count() >= 400


def test_what_can_be_used_has_a_name(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus)
    for view in ("", "findings", "files"):
        go(page, view)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('a, button, input')].filter(node =>"
            " !(node.getAttribute('aria-label') || node.textContent.trim())).length"
        )
        assert unnamed == 0
        assert page.locator("h1").count() == 1
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_keys_walk_through_a_list(corpus: Path, open_page: Open) -> None:
    page = open_page(corpus, "#view=findings")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".findings tbody tr").nth(1)
    assert second.evaluate("row => row.contains(document.activeElement)")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_selector(".verdict")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_verification(checked: Path, open_page: Open, scheme: str) -> None:
    page = open_page(checked, color_scheme=scheme, bypass_csp=True)
    for view in ("", "verification", "units", "problems"):
        go(page, view)
        assert violations(page) == [], view


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(corpus: Path, open_page: Open, scheme: str) -> None:
    page = open_page(corpus, color_scheme=scheme, bypass_csp=True)
    for view in ("", "files", "findings", "causes", "names"):
        go(page, view)
        assert violations(page) == [], view
    file = "#file=warp_compaction/cuda/warp_compaction.cu"
    page = open_page(corpus, file, color_scheme=scheme, bypass_csp=True)
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe finds, of a page with one first heading."""
    from axe_playwright_python.sync_playwright import Axe

    assert page.locator("h1").count() == 1
    return [item["id"] for item in Axe().run(page).response["violations"]]
