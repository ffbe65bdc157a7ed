"""Years, days and periods as printed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.eras import dates, fiscal_year, fiscal_years, period, year_of_month, year_span


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("平成30年度", 2018),
        ("平成 3 1 年度", 2019),
        ("平成３８年度", 2026),
        ("令和元年度", 2019),
        ("令和 元 年度", 2019),
        ("昭和64年度", 1989),
        ("大正15年度", 1926),
        ("明治45年度", 1912),
        ("2019年度", 2019),
        ("2018（平成30）年度", 2018),
        ("平成30（2018）年度", 2018),
        ("平成三十一年度", 2019),
        ("令和五年度", 2023),
        ("H30年度", 2018),
        ("R5", 2023),
        ("H30決算", 2018),
        ("平成30年度3月補正 予定貸借対照表", 2018),
        ("平成30年", 2018),
        ("2018年", 2018),
        ("平成29年3月31日現在", 2016),
        ("自 平成28年4月1日 至 平成29年3月31日", 2016),
        ("R5.3.31", 2022),
        ("平成30年3月期", 2017),
        ("2023年12月期", 2023),
        ("31年度", None),
        ("前年度", None),
        ("2018", None),
        ("金額", None),
        ("11月補正後", None),
        ("", None),
        ("TFRS30", None),
        ("平成31年第3回定例会", None),
        ("令和7年9月", 2025),
        ("令和8年3月分", 2025),
        ("令和8年2月定例会", None),
    ],
)
def test_fiscal_year(text: str, year: int | None) -> None:
    assert fiscal_year(text) == year


@pytest.mark.parametrize(
    ("text", "context", "year"),
    [
        ("31年度", 2018, 2019),
        ("30年度3月補正後", 2019, 2018),
        ("5年度", 2023, 2023),
        ("元年度", 2018, 2019),
        ("2年度", 2019, 2020),
        ("前年度末", 2018, 2017),
        ("前々年度", 2018, 2016),
        ("当年度", 2018, 2018),
        ("本年度", 2018, 2018),
        ("前期", 2018, 2017),
        ("翌年度", 2018, 2019),
        ("平成30年度", 1999, 2018),
        ("金額", 2018, None),
    ],
)
def test_the_page_completes_a_short_year(text: str, context: int, year: int | None) -> None:
    assert fiscal_year(text, context) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [("特殊勤務手当(令和7年12月の実績)", 2025), ("令和8年1月分", 2025), ("令和8年2月定例会", None), ("令和7年度", None)],
)
def test_the_year_of_a_month_that_figures_are_of(text: str, year: int | None) -> None:
    assert year_of_month(text) == year


def test_every_fiscal_year() -> None:
    assert fiscal_years("平成30年度から\n平成 33年度まで") == (2018, 2021)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("平成32年3月31日", [date(2020, 3, 31)]),
        ("H30.4.1", [date(2018, 4, 1)]),
        ("2019/3/31", [date(2019, 3, 31)]),
        ("2019-03-31", [date(2019, 3, 31)]),
        ("令和元年5月1日", [date(2019, 5, 1)]),
        ("平成31年（2019年）3月31日", [date(2019, 3, 31)]),
        ("平成31年2月30日", []),
        ("3月31日", []),
        ("平成31年3月末日", [date(2019, 3, 31)]),
        ("平成30年4月1日から31年3月31日まで", [date(2018, 4, 1), date(2019, 3, 31)]),
        ("平成30年4月1日から同年9月30日まで", [date(2018, 4, 1), date(2018, 9, 30)]),
        ("1.2.3", []),
        ("平成 3 1 年 3 月 3 1 日", [date(2019, 3, 31)]),
    ],
)
def test_dates(text: str, days: list[date]) -> None:
    assert dates(text) == days


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("平成30年4月1日から平成31年3月31日まで", ("2018-04-01", "2019-03-31")),
        ("自 平成28年4月1日 至 平成29年3月31日", ("2016-04-01", "2017-03-31")),
        ("（自）平成28年4月1日　（至）平成29年3月31日", ("2016-04-01", "2017-03-31")),
        ("平成30年4月1日～31年3月31日", ("2018-04-01", "2019-03-31")),
        ("平成31年3月31日現在", ("", "2019-03-31")),
        ("平成32年3月31日", ("", "2020-03-31")),
        ("R4.4.1～R5.3.31", ("2022-04-01", "2023-03-31")),
        ("平成31年3月31日現在 平成30年3月31日現在", ("", "2019-03-31")),
        ("平成30年度", ("", "")),
        ("", ("", "")),
    ],
)
def test_periods(text: str, span: tuple[str, str]) -> None:
    assert period(text) == span


def test_year_span() -> None:
    assert year_span(2018) == ("2018-04-01", "2019-03-31")


@given(st.integers(1, 99))
def test_eras_run_on_past_their_end(count: int) -> None:
    assert fiscal_year(f"平成{count}年度") == 1988 + count
    assert dates(f"平成{count}年3月31日") == [date(1988 + count, 3, 31)]


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    fiscal_year(text, 2018)
    period(text)


def test_the_number_of_a_term_is_no_year_of_an_era() -> None:
    assert fiscal_year("第68年度", 2023) is None
    assert fiscal_year("第68年度(令和6年3月31日)", 2023) == 2023
    assert fiscal_years("令和5事業年度") == (2023,)
