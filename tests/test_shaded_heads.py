"""Headers in a band of colour that white lines part, over rows without rules."""

from __future__ import annotations

import numpy as np

from extractors.digital import tables_of
from tests.printed import Run, page_at, rows_of

BAND = (48.0, 40.0, 400.0), (92.0, 40.0, 400.0)
"""The upper and the lower edge of the header's colour, and below the total's."""
TOTAL = (140.0, 40.0, 400.0), (154.0, 40.0, 400.0)


def test_white_lines_part_a_header_as_wide_as_its_band() -> None:
    """No line stands left of 款, none right of 一般財源; the lines of two levels touch none of the others."""
    runs: list[Run] = [(60, 70, "款"), (130, 70, "予算額"), (190, 70, "比較"), (290, 57, "財源内訳")]
    runs += [(240, 79, "支出金"), (300, 79, "組合債"), (350, 79, "一般")]
    for n, name in enumerate(("総務費", "衛生費", "予備費", "合計")):
        runs += [(44, 102 + 15 * n, name), *((x, 102 + 15 * n, "1,234") for x in (140, 195, 250, 305, 360))]
    strokes: list[tuple[float, float, float, float]] = [(x, 48, x + 0.4, 92) for x in (120, 180, 230)]
    strokes += [(x, 70, x + 0.4, 92) for x in (290, 345)] + [(230, 70, 400, 70.4)]
    [table] = tables_of(page_at(runs, strokes), np.array([*BAND, *TOTAL], np.float32)).tables
    rows = rows_of(table)
    assert rows[1][3:] == ["支出金", "組合債", "一般"]
    assert [row[0] for row in rows[2:]] == ["総務費", "衛生費", "予備費", "合計"]
