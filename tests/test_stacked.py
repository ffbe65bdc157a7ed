"""Does a cell's text run down?  Names in two columns of glyphs, whatever order the file writes them in."""

from __future__ import annotations

import pytest

from extractors.geometry import Token, token_of
from extractors.stacked import is_vertical, like_columns, read_vertical

EM = 10.0


def columns(*names: str, along: float = 1.0, down: float = 1.0) -> list[Token]:
    """Columns of glyphs, the first on the right, written in the file line by line; ``along`` and ``down`` in em."""
    places = [
        (line, column, name[line])
        for line in range(max(map(len, names)))
        for column, name in reversed(list(enumerate(names))) if line < len(name)
    ]  # fmt: skip
    return [
        token_of(100 - along * EM * column - EM / 2, down * EM * line, 100 - along * EM * column + EM / 2, down * EM * line + EM,
                 char, EM, at)
        for at, (line, column, char) in enumerate(places)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "along", "down"),
    [
        (("市町村助", "成事業"), 1.0, 1.0),  # as tight as no lines are
        (("公社賃貸住", "宅管理事業"), 1.25, 1.7),  # the lines further apart than the columns
        (("保険基盤安", "定負担金"), 1.25, 1.0),
        (("4年度", "決算見込"), 1.2, 1.5),  # the longer column on the left
    ],
)
def test_columns_written_line_by_line_in_a_wide_cell(names: tuple[str, str], along: float, down: float) -> None:
    tokens = columns(*names, along=along, down=down)
    assert is_vertical(tokens, room=60.0)
    assert read_vertical(tokens) == "".join(names)


@pytest.mark.parametrize("lines", [("有形", "固定", "資産"), ("一般", "会計", "繰入", "金")])
def test_words_broken_into_short_lines_are_none(lines: tuple[str, ...]) -> None:
    names = "".join(line[-1] for line in lines if len(line) > 1), "".join(line[0] for line in lines)
    assert not is_vertical(columns(*names, down=1.0), room=60.0)


def test_short_lines_of_a_narrow_cell_are_lines() -> None:
    assert not is_vertical(columns("市町村助", "成事業", down=1.4), room=24.0)


def test_two_lines_are_columns_where_those_beside_them_are_set_alike() -> None:
    beside = [columns("市町村助", "成事業"), columns("公益目的", "事業共通")]
    assert like_columns(columns("貸付", "事業"), beside)
    assert not like_columns(columns("貸付", "事業", down=1.3), beside)
