"""The page about the tables and the README's block are generated from the committed figures."""

from __future__ import annotations

from tests.surface import figures, page


def test_nothing_is_stale() -> None:
    assert not page.stale(figures.load()), "run python -m tests.surface.page"


def test_the_numbers_add_up() -> None:
    for line in page.hip_lines(figures.load()):
        assert line.exact + line.renamed + line.review + line.none == line.names
        assert line.verified + line.differ + line.unchecked == line.names - line.none
        assert line.unchecked >= 0
    assert all(line.verified <= line.rows for line in page.cuda_lines(figures.load()))


def test_only_the_text_between_the_markers_is_replaced() -> None:
    text = f"a\n{page.BEGIN}\nold\n{page.END}\nb\n"
    assert page.with_block(text, "new\n") == f"a\n{page.BEGIN}\nnew\n{page.END}\nb\n"
    assert page.with_block("no markers\n", "new\n") == "no markers\n"
