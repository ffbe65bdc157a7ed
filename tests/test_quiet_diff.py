"""A reviewer's diff is quiet: what is added to a packet changes no line of facts.csv, a status it proves aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from tests.packets import EXPECTED, INPUTS, Line, kenzan, lines_of

SEED = INPUTS["jlis-committee-21"]
PAGE_OF_PROSE = "12 附帯事項\n\n平成30年度は、1,234千円を増額した。(別紙 3 参照)\n\n"
NEW_TABLE = """令和4年度 財産目録

(令和5年3月31日現在)

(単位：円)

| 科目 | 金額 |
|---|---|
| 普通預金 | 1,234,567 |
| 現金 | 89 |
| 合計 | 1,234,656 |

"""


@pytest.fixture(scope="module")
def seed_facts(published: Path) -> list[Line]:
    return lines_of(published / SEED.stem / "facts.csv")


def facts_of(path: Path, out: Path) -> list[Line]:
    run = kenzan("extract", path, "--out", out)
    assert run.returncode == 0, run.stderr
    return lines_of(out / path.stem / "facts.csv")


def seed_with(text: str, folder: Path) -> list[Line]:
    path = folder / SEED.name
    path.write_text(text, "utf-8")
    return facts_of(path, folder / "out")


def assert_quiet(old: Sequence[Line], new: Sequence[Line]) -> list[str]:
    """The lines that are new; the old ones are all there, in their order, statuses aside."""
    before, after = ([",".join((line | {"status": ""}).values()) for line in lines] for lines in (old, new))
    assert not Counter(before) - Counter(after)
    added = Counter(after) - Counter(before)
    rest = [line for line in after if line not in added]
    assert rest == before
    return [line for line in after if line in added]


def before_table(caption: str, addition: str) -> str:
    text = SEED.read_text("utf-8")
    place = text.index(caption)
    return text[:place] + addition + text[place:]


@pytest.mark.parametrize("caption", ["平成30年度3月補正予算（案）\n", "平成30年度3月補正 予定損益計算書", "平成31年度予算"])
def test_a_page_of_prose_in_markdown(caption: str, seed_facts: list[Line], tmp_path: Path) -> None:
    assert assert_quiet(seed_facts, seed_with(before_table(caption, PAGE_OF_PROSE), tmp_path)) == []


@pytest.mark.parametrize("caption", ["平成30年度3月補正予算（案）\n\n地方", "平成30年度3月補正 予定損益計算書"])
def test_a_table_in_markdown(caption: str, seed_facts: list[Line], tmp_path: Path) -> None:
    added = assert_quiet(seed_facts, seed_with(before_table(caption, NEW_TABLE), tmp_path))
    assert len(added) == 3


def test_a_row_in_markdown(seed_facts: list[Line], tmp_path: Path) -> None:
    added = assert_quiet(seed_facts, seed_with(before_table("| 貯蔵品 | 27 |\n", "| 仮払金 | 0 |\n"), tmp_path))
    assert len(added) == 1


@pytest.mark.parametrize("place", [0, 5, None], ids=["first", "inside", "last"])
def test_a_page_with_a_table_in_a_pdf(place: int | None, published: Path, tmp_path: Path) -> None:
    ours, other = INPUTS["jlis-21-browser"], INPUTS["hard-pages"]
    page = int(lines_of(EXPECTED / f"{other.stem}.csv")[0]["page"])
    with pypdfium2.PdfDocument(ours) as document, pypdfium2.PdfDocument(other) as lender:
        document.import_pages(lender, [page - 1], index=len(document) if place is None else place)
        document.save(tmp_path / ours.name)
    added = assert_quiet(lines_of(published / ours.stem / "facts.csv"), facts_of(tmp_path / ours.name, tmp_path / "out"))
    assert added
