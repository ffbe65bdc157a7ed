"""Two statements on one page, with a rule between them."""

from __future__ import annotations

from tests.printed import read, rows_of


def test_a_rule_alone_between_two_statements_parts_them_and_notes_below_run_across() -> None:
    content = read(
        """
                                   貸   借   対   照   表
        流動資産                                  │ 流動負債
          現金預金                        851,963 │   短期借入金                   80,000
          未収金                           47,811 │   未払金                       90,560
          流動資産合計                    899,774 │   流動負債合計                170,560
        固定資産                                  │ 資本金                        729,214
          土地                                900 │ 資本合計                      729,214
        資産合計                          900,674 │ 負債資本合計                  900,674
        １  事業資産は取得原価で計上し、減価償却は行わない。
        ２  担保に供している資産はない。期末の残高である。
        ３  引当金は料金収入から費用を控除した額を計上した。
        """
    )
    left, right = content.tables
    assert rows_of(left)[:2] == [["流動資産", ""], ["現金預金", "851,963"]]
    assert rows_of(right)[:2] == [["流動負債", ""], ["短期借入金", "80,000"]]
    assert [line.text[:2] for line in content.lines] == ["貸 ", "１ ", "２ ", "３ "]
