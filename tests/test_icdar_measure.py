"""The ICDAR 2013 measure, on tables small enough to count by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench import score_icdar
from bench.icdar.lost import lost
from bench.icdar.matching import by_best_relations, by_region, within_regions
from bench.icdar.readers import READERS
from bench.icdar.regions import detect
from bench.icdar.relations import GridCell, Relation, relations, standard, symbols_alike
from bench.icdar.scores import Counts, Score, averaged, pooled
from bench.icdar.truth import TrueTable, flipped, read_regions, read_structure
from pipeline.model import Box, Cell, Reading, Table


def grid(*rows: str) -> list[GridCell]:
    """A grid drawn in text: one word a cell, ``.`` a blank one."""
    return [GridCell(r, c, r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row.split()) if text != "."]


HERE, AWAY = Box(0, 0, 100, 100), Box(500, 500, 600, 600)


def found(cells: list[GridCell], page: int = 1, box: Box = HERE) -> Table:
    """A reader's table of these cells; each cell's box is a point of the table's, at its row and column times ten."""
    made = tuple(
        Cell(
            cell.row, cell.column, (Reading(cell.text, "x"),), cell.last_row - cell.row + 1, cell.last_column - cell.column + 1,
            Box(cell.column * 10, cell.row * 10, cell.column * 10 + 5, cell.row * 10 + 5),
        )
        for cell in cells
    )  # fmt: skip
    return Table(page, 9, 9, made, box=box)


def test_neighbours_right_and_below() -> None:
    across = [Relation("A", "B", "right", 0), Relation("C", "D", "right", 0)]
    down = [Relation("A", "C", "below", 0), Relation("B", "D", "below", 0)]
    assert relations(grid("a b", "c d")) == Counter(across + down)


def test_blank_cells_are_skipped_and_counted() -> None:
    assert relations(grid("a . b", ". . .", "c . .")) == Counter([Relation("A", "B", "right", 1), Relation("A", "C", "below", 1)])


def test_a_span_is_linked_once_to_each_neighbour() -> None:
    cells = [GridCell(0, 0, 1, 0, "stub"), GridCell(0, 1, 0, 2, "head"), GridCell(1, 1, 1, 1, "x"), GridCell(1, 2, 1, 2, "y")]
    assert relations(cells) == Counter(
        [
            Relation("STUB", "HEAD", "right", 0), Relation("STUB", "X", "right", 0), Relation("X", "Y", "right", 0),
            Relation("HEAD", "X", "below", 0), Relation("HEAD", "Y", "below", 0),
        ]
    )  # fmt: skip


def test_parallel_links_keep_the_first_gap() -> None:
    cells = [GridCell(0, 0, 1, 0, "left"), GridCell(0, 1, 0, 1, "x"), GridCell(0, 2, 1, 2, "right")]
    between = [relation for relation in relations(cells) if relation.text == "LEFT" and relation.neighbour == "RIGHT"]
    assert between == [Relation("LEFT", "RIGHT", "right", 1)]


def test_equal_texts_are_different_cells() -> None:
    assert relations(grid("0 0 0")) == Counter({Relation("0", "0", "right", 0): 2})


def test_what_texts_are_the_same() -> None:
    assert standard(" Less\nthan 50% ") == "LESSTHAN50%"
    assert symbols_alike("• 50–60") == symbols_alike("* 50-60") == "_50_60"


def test_recall_precision_and_the_two_averages() -> None:
    one, other = Counts(true=10, found=10, right=10), Counts(true=90, found=0, right=0)
    assert averaged([one, other]) == Score(0.5, 0.5)
    assert pooled([one, other]) == Score(1.0, 0.1)
    assert averaged([one, other]).f1 == 0.5 and Score(0, 0).f1 == 0


TRUE = TrueTable(1, tuple(grid("a b", "c d")), ((1, Box(0, 0, 20, 20)),))


def test_end_to_end_counts_missed_and_false_tables() -> None:
    right, wrong = found(grid("a b", "c d")), found(grid("p q", "r s"), box=AWAY)
    regions = [TRUE.regions]
    assert by_best_relations([TRUE], [wrong, right], standard) == Counts(4, 8, 4)
    assert by_best_relations([TRUE], [found(grid("a b", "c d"), page=2)], standard) == Counts(4, 4, 0)
    assert by_region([TRUE], regions, [wrong, right], standard) == Counts(4, 8, 4)
    assert by_region([TRUE], regions, [wrong], standard) == Counts(4, 4, 0)


def test_structure_alone_forgives_what_lies_outside() -> None:
    wide = found(grid("a b . z", "c d . z"))
    assert within_regions([TRUE], [TRUE.regions], [wide], standard) == Counts(4, 4, 4)
    assert within_regions([TRUE], [TRUE.regions], [], standard) == Counts(4, 0, 0)


def test_regions_are_complete_and_pure_by_their_characters() -> None:
    centres = {1: np.array([[5, 5], [15, 5], [25, 5], [95, 95]], dtype=np.float32)}
    true = [(1, Box(0, 0, 20, 10))]
    assert detect(true, [(1, Box(0, 0, 30, 10))], centres)[:4] == (1, 1, 0, 0)
    assert detect(true, [(1, Box(0, 0, 10, 10))], centres)[:4] == (1, 0, 1, 0)
    missed = detect(true, [(1, Box(90, 90, 99, 99))], centres)
    assert missed[:4] == (1, 0, 0, 1) and missed.characters == Counts(2, 1, 0)


STRUCTURE = """<?xml version="1.0"?><document filename="t.pdf"><table id="1">
<region id="1" col-increment="0" row-increment="-1" page="1">
<cell id="1" start-row="1" start-col="0" end-col="1"><bounding-box x1="70" y1="180" x2="240" y2="210"/>
<content>Item &amp; head</content></cell>
<cell id="2" start-row="2" start-col="0"><bounding-box x1="70" y1="100" x2="140" y2="170"/><content> one
</content></cell></region>
<region id="2" row-increment="1" page="2">
<cell id="3" start-row="1" start-col="1"><bounding-box x1="1" y1="2" x2="3" y2="4"/><content>two</content></cell></region>
</table></document>"""


def test_reading_the_truth(tmp_path: Path) -> None:
    path = tmp_path / "t-str.xml"
    path.write_text(STRUCTURE, encoding="utf-8")
    (table,) = read_structure(path)
    assert table.page == 2, "the tool takes the last region's page"
    assert [cell[:4] for cell in table.cells] == [(0, 0, 0, 1), (1, 0, 1, 0), (2, 1, 2, 1)]
    assert standard(table.cells[0].text) == "ITEM&HEAD"
    assert table.regions == ((1, Box(70, 100, 240, 210)), (2, Box(1, 2, 3, 4)))
    path.write_text(
        "<d><table><region page='3'><bounding-box x1='5' y1='9' x2='7' y2='8'/></region></table></d>", encoding="utf-8"
    )
    assert read_regions(path) == [(3, Box(5, 8, 7, 9))]
    assert flipped(Box(70, 100, 240, 210), 300) == Box(70, 90, 240, 200)


def test_the_truth_itself_scores_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader that returns the truth is right by every measure, and the run prints it."""
    from tests.test_second_readers import AMOUNTS, grid_pdf

    grid_pdf(tmp_path / "t.pdf")
    cells = "".join(
        f'<cell id="1" start-row="{r}" start-col="{c}"><bounding-box x1="{70 + 90 * c}" y1="{190 - 40 * r}" '
        f'x2="{110 + 90 * c}" y2="{207 - 40 * r}"/><content>{text}</content></cell>'
        for r, row in enumerate(AMOUNTS)
        for c, text in enumerate(row)
    )
    truth = f"<document><table id='1'><region id='1' page='1'>{cells}</region></table></document>"
    box = "<bounding-box x1='70' y1='110' x2='320' y2='210'/>"
    regions = f"<document><table id='1'><region id='1' page='1'>{box}</region></table></document>"
    (tmp_path / "t-str.xml").write_text(truth, encoding="utf-8")
    (tmp_path / "t-reg.xml").write_text(regions, encoding="utf-8")
    monkeypatch.setitem(READERS, "broken", lambda *_: [][1])
    assert score_icdar.main([str(tmp_path), "--readers", "pdfplumber,broken", "--lost"]) == 0
    printed = capsys.readouterr()
    assert "| pdfplumber |" + " 1.000 / 1.000 / 1.000 |" * 6 in printed.out
    assert "| pdfplumber | 1.000 / 1.000 / 1.000 | 1.000 / 1.000 / 1.000 | 1 | 1 | 1 | 0 |" in printed.out
    assert "| broken |" + " 0.000 / 0.000 / 0.000 |" * 6 in printed.out
    assert "    found 3 x 3, 12 relations, 12 right\nbroken: t\n  page 1: 3 x 3, 12 relations\n    not found" in printed.out
    assert "broken: t.pdf: IndexError" in printed.err


def test_lost_cells_are_named() -> None:
    spare = found(grid("p q"))
    lines = list(lost([TRUE], [spare, found([*grid("a x", "c d")])], standard))
    assert lines[1] == "    found 9 x 9, 4 relations, 2 right"
    assert lines[2:4] == ["    missing: 1: (0,1) 'b'", "    false: 1: (0,1) 'x'"]
    assert lines[4] == "  page 1: no such table: 9 x 9 ['p', 'q']"
    wide = [GridCell(0, 0, 0, 1, "a"), *grid(". .", "c d")]
    assert any("other span: 1: (0,0) 'a' (1, 2) for (1, 1)" in line for line in lost([TRUE], [found(wide)], standard))


def test_a_folder_without_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score_icdar.main([str(tmp_path)]) == 2
    assert "no PDF" in capsys.readouterr().err
