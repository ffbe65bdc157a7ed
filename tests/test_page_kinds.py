"""What kind of page is it?  Judged from what was read of it anyway."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.page_kinds import is_broken, nameless, page_kind

A4 = (595.0, 842.0)
NO_PICTURE = np.empty((0, 4), np.float32)
WHOLE_PAGE = np.array([[0, 0, 595, 842]], np.float32)
STRIPS = np.array([[0, y, 595, y + 60] for y in range(0, 840, 60)], np.float32)
LOGO = np.array([[20, 20, 120, 60]], np.float32)
PROSE = "平成30年度3月補正予定貸借対照表\n流動資産合計 33,357,024"


@pytest.mark.parametrize(
    ("text", "images", "paths", "kind"),
    [
        (PROSE, NO_PICTURE, 30, "text"),
        (PROSE, LOGO, 3, "text"),
        ("", WHOLE_PAGE, 0, "image"),
        ("", STRIPS, 0, "image"),
        ("- 3 -", WHOLE_PAGE, 0, "image"),
        ("- 3 -", NO_PICTURE, 0, "text"),
        ("", NO_PICTURE, 900, "outlines"),
        ("", NO_PICTURE, 2, "blank"),
        ("", LOGO, 0, "image"),
        ("\ue012\ue034\ue01a 12\ue019\ue044", NO_PICTURE, 5, "bad_text"),
        ("æµå\x8b\x95è³\x87ç\x94£å\x90\x88è¨\x88 33,357", NO_PICTURE, 5, "bad_text"),
    ],
)
def test_the_kind_of_a_page(text: str, images: np.ndarray, paths: int, kind: str) -> None:
    assert page_kind(text, images, paths, A4) == kind


@pytest.mark.parametrize(
    "text", ["", "Statement of Cash Flows (EUR)", "ﾃﾞｲｻｰﾋﾞｽｾﾝﾀｰ改修他", "①②③ ㈱ ㎡ △1,234", "Überschuß für das Jahr"]
)
def test_text_of_other_looks_is_not_broken(text: str) -> None:
    assert not is_broken(text)


def test_glyphs_that_the_file_gives_no_name_are_told() -> None:
    assert nameless("ÿ令和Ą年ā月āÿ日Ā") == "ÿĄāĀ"
    assert nameless("資産の部 Tōkyō Ōsaka 注ü") == ""
