"""What is said about a packet that does not add up: one cause, the right one, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bench.faults import CELL_FAULTS, key_of, restored
from extractors.markdown import read_markdown
from normalizers.statements import understand
from pipeline.model import Column, FactKey, Finding, Packet, Reading, Reconciled, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import BALANCE, CASH, number, packet, revision, segments, statement
from tests.packets import ROOT

COLUMNS = ("甲", "乙", "合計")


def cash(*changes: tuple[str, str], name: str = "事業別", year: int = 2018) -> Statement:
    """The cash plan with some text replaced."""
    text = CASH
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return statement(text, "cash_flow", segments(*COLUMNS, year=year), name=name, year=year)


def told(result: Reconciled) -> list[tuple[str, str, str, str, str, str]]:
    return [(f.kind, f.item, f.column, f.printed, f.proposed, f.action) for f in result.findings if f.severity != "info"]


# ------------------------------------------------------------------------------------------------------------------- one cell


def test_a_wrong_digit_is_placed_and_proposed_but_never_repaired() -> None:
    result = reconcile(packet(cash(("450 1,150", "480 1,150"))))
    assert told(result) == [("misread_digit", "事業費", "乙", "480", "450", "proposed")]
    assert not result.repairs
    by_key = {fact.key: fact for fact in result.facts}
    assert by_key[FactKey("事業別", "", "事業費", 1, "乙")].status == "suspect"
    assert by_key[FactKey("事業別", "", "事業費", 1, "乙")].value == 480
    finding = result.findings[0].id
    assert {e.status for e in result.equations if e.finding == finding} == {"blocked"}


def test_the_evidence_names_equations_and_says_why() -> None:
    [finding] = reconcile(packet(cash(("450 1,150", "480 1,150")))).findings
    assert finding.evidence.startswith("read as 450, 2 equations more hold (footing ")
    assert finding.evidence.endswith(
        " and none breaks; no other single change explains them; evidence: the sums across its row, the sums down its column"
    )


def test_a_lost_triangle_is_repaired_on_two_kinds_of_evidence() -> None:
    result = reconcile(packet(cash(("△70 △190", "70 △190"))))
    assert told(result) == [("dropped_sign", "当期末未収金", "乙", "70", "-70", "repaired")]
    [repair] = result.repairs
    assert (repair.field, repair.printed, repair.value, repair.column) == ("value", "70", "-70", "乙")
    assert {f.status for f in result.facts if f.value == -70 and f.key.column == "乙"} == {"repaired"}


def test_a_lost_triangle_with_one_kind_of_evidence_is_only_proposed() -> None:
    lines = statement("資金収入\n営業収益 900\n当期末未収金 120\n資金収入合計 780", "cash_flow")
    assert told(reconcile(packet(lines))) == [("dropped_sign", "当期末未収金", "金額", "120", "-120", "proposed")]


def test_two_tables_that_lost_the_same_triangle_are_no_evidence_for_each_other() -> None:
    lost = "営業収益 900\n前期末未収金 100\n当期末未収金 120\n資金収入合計 880"
    result = reconcile(packet(statement(lost, "cash_flow", name="総括"), statement(lost, "cash_flow", name="再掲")))
    assert [(kind, item, action) for kind, item, *_, action in told(result)] == [
        ("dropped_sign", "当期末未収金", "proposed"), ("dropped_sign", "当期末未収金", "proposed"),
    ]  # fmt: skip


def test_a_row_that_lost_all_its_triangles_still_adds_up_across_and_is_found_down() -> None:
    result = reconcile(packet(cash(("△120 △70 △190", "120 70 190"), ("△50 △20 △70", "△50 △20 △70")), statement(
        "現金及び預金 350 110 460\n未収金 120 70 190\n未払金 50 20 70", columns=segments(*COLUMNS))))  # fmt: skip
    assert {(item, column, proposed) for _, item, column, _, proposed, _ in told(result)} == {
        ("当期末未収金", "甲", "-120"), ("当期末未収金", "乙", "-70"), ("当期末未収金", "合計", "-190"),
    }  # fmt: skip


def test_signs_that_rows_deny_explain_no_column_that_lacks_a_row() -> None:
    """The changes of the others, all but one turned, come to their sum without the row that is missing, too."""
    rows = """
医師 139 143 4
看護師 608 607 △1
薬剤師 37 38 1
事務職 75 77 2
合計 974 982 8
"""
    columns = segments("計画", "補正後", year=2024)
    change = Column("増減", "増減", measure="増減", fiscal_year=2024)
    found = reconcile(packet(statement(rows, "personnel", [*columns, change], unit="人"))).findings
    assert not [f for f in found if f.kind == "dropped_sign"]
    assert any(f.evidence.startswith("a row is missing") for f in found)


def test_both_ends_of_an_equation_that_lost_their_triangle() -> None:
    """経常利益 and 当期純利益 agree with each other, as printed; only the row and the lines above know better."""
    rows = """
営業収益
収入 400 900 1,300
営業収益合計 400 900 1,300
営業費用
費用 456 700 1,156
営業費用合計 456 700 1,156
経常利益 56 200 144
特別損失
繰入額 0 50 50
特別損失合計 0 50 50
当期純利益 56 150 94
"""
    result = reconcile(packet(statement(rows, "income_statement", segments(*COLUMNS))))
    assert {(f.item, f.proposed, f.action) for f in result.findings} == {
        ("経常利益", "-56", "repaired"), ("当期純利益", "-56", "repaired"),
    }  # fmt: skip


def test_equally_good_explanations_are_told_as_such() -> None:
    lines = statement("収入\n会費 7,820\n寄附金 3,820\n収入合計 11,140", "income_statement")
    [finding] = reconcile(packet(lines)).findings
    assert (finding.kind, finding.severity, finding.proposed) == ("unexplained", "error", "")
    assert "2 single changes explain it equally well" in finding.evidence


def test_an_unreadable_figure_is_proposed_from_its_sums() -> None:
    result = reconcile(packet(cash(("450 1,150", "4S0 1,150"))))
    assert told(result) == [("unreadable", "事業費", "乙", "4S0", "450", "proposed")]
    [fact] = [f for f in result.facts if f.raw == "4S0"]
    assert (fact.value, fact.status) == (None, "suspect")


def test_parentheses_mean_what_adds_up() -> None:
    table = cash(("△70 △190", "70 △190"))
    data = tuple(
        replace(d, readings=(Reading("(70)"),), candidates=(70, -70)) if d.value == 70 and d.column == 1 and d.row == 2 else d
        for d in table.data
    )
    result = reconcile(packet(replace(table, data=data)))
    assert not result.findings
    assert [fact.value for fact in result.facts if fact.raw == "(70)"] == [-70]


# --------------------------------------------------------------------------------------------------------- the source's own


def test_a_mismatch_of_the_source_is_reported_once_and_left_alone() -> None:
    later = cash(
        ("100 60 160", "120 70 190"), ("90 80 170", "50 20 70"), ("210 130 340", "380 110 490"),
        ("880 490 1,370", "900 500 1,400"), ("740 510 1,250", "700 450 1,150"), ("140 △20 120", "200 50 250"),
        ("350 110 460", "580 160 740"), name="翌年", year=2019,
    )  # fmt: skip
    result = reconcile(packet(cash(), later))
    [finding] = [f for f in result.findings if f.severity != "info"]
    assert (finding.kind, finding.severity, finding.item, finding.column) == (
        "source_mismatch",
        "warning",
        "前期末現金及び預金",
        "甲",
    )
    assert not result.repairs
    [mismatch] = [e for e in result.equations if e.status == "mismatch"]
    assert (mismatch.printed, mismatch.computed, mismatch.finding) == (380, 350, finding.id)


# ---------------------------------------------------------------------------------------------------------------- structure


def test_swapped_columns_are_one_finding() -> None:
    columns = segments("甲", "乙", "丙", "丁", "戊", "合計")
    plan = "当期末未収金 △120 △70 △15 △31 △9 △245\n当期末未払金 △50 △20 △8 △7 △6 △91\n当期末現金及び預金 350 110 60 44 13 577"
    sheet = "現金及び預金 110 350 60 44 13 577\n未収金 70 120 15 31 9 245\n未払金 20 50 8 7 6 91"
    result = reconcile(packet(statement(plan, "cash_flow", columns), statement(sheet, columns=columns, name="残高")))
    [finding] = [f for f in result.findings if f.severity != "info"]
    assert finding.kind == "garbled_header"
    assert "the columns 甲 and 乙 seem swapped" in finding.evidence


def test_a_missing_row_is_named_from_its_sibling() -> None:
    whole = statement(BALANCE, name="総括")
    lines = [line for line in BALANCE.split("\n") if not line.startswith("未収金")]
    [finding] = [f for f in reconcile(packet(whole, statement("\n".join(lines), name="再掲"))).findings if f.severity != "info"]
    assert (finding.kind, finding.table, finding.proposed) == ("unreadable", "再掲", "未収金")
    assert finding.evidence.startswith("a row is missing: ")


def test_a_column_of_zeros_without_a_header_is_doubted() -> None:
    rows = "\n".join(f"項目{n} {n}00 0 {n}00" for n in range(1, 6))
    columns = segments("甲", "乙", "合計")
    columns[1] = replace(columns[1], name=" #2", raw="", segment="")
    [finding] = reconcile(packet(statement(rows, "other", columns))).findings
    assert (finding.kind, finding.severity) == ("phantom_column", "warning")


def test_two_tables_run_together_are_told_apart_by_their_rows() -> None:
    glued = BALANCE + "\n".join(line.rsplit(" ", 2)[0] for line in CASH.strip().split("\n"))
    kinds = [f.kind for f in reconcile(packet(statement(glued))).findings]
    assert kinds == ["lost_caption"]


def test_a_packet_without_faults_has_no_findings() -> None:
    assert not reconcile(packet(statement(BALANCE), cash())).findings


# ------------------------------------------------------------------------------------------------------------- the seed packet


@pytest.fixture(scope="module")
def seed() -> Packet:
    path = ROOT / "fixtures" / "markdown" / "jlis-committee-21.md"
    return understand(path.stem, read_markdown(path))


@pytest.fixture(scope="module")
def found(seed: Packet) -> Reconciled:
    return reconcile(seed)


LOST = (
    *((item, "金額") for item in ("当期末未収金", "当期末未払金", "資金収支差額")),
    *(("営業利益", segment) for segment in ("一般事業", "総合行政ネットワーク運営事業")),
    *(
        (item, segment)
        for item in ("経常利益", "当期純利益")
        for segment in ("一般事業", "個人番号カード発行等事業", "総合行政ネットワーク運営事業")
    ),
)


def values_repaired(result: Reconciled) -> dict[FactKey, int]:
    return {
        FactKey(r.table, r.section, r.item, r.occurrence or 1, r.column): int(r.value)
        for r in result.repairs
        if r.field == "value"
    }


def test_thirty_lost_triangles_and_no_other_value(found: Reconciled) -> None:
    repaired = values_repaired(found)
    assert len(repaired) == 30
    assert set(LOST) <= {(key.item, key.column) for key in repaired}
    by_item = {item: sum(key.item == item for key in repaired) for item in ("当期末未収金", "当期末未払金", "資金収支差額")}
    assert by_item == {"当期末未収金": 8, "当期末未払金": 9, "資金収支差額": 5}
    changed = {fact.key for fact in found.facts if fact.value is not None and fact.value != number(fact.raw.replace(" ", ""))}
    assert changed == set(repaired)


def test_rows_that_are_rightly_positive_stay(found: Reconciled) -> None:
    kept = {"820", "819", "87,422", "3,407,031", "465,642", "60,833"}
    for fact in found.facts:
        if fact.raw in kept and fact.key.item in ("営業利益", "経常利益", "資金収支差額"):
            assert fact.status == "footed", fact


def test_what_else_is_said_of_the_seed(found: Reconciled) -> None:
    others = [f for f in found.findings if f.kind != "dropped_sign"]
    assert len(others) <= 25
    assert not [f for f in found.findings if f.severity == "error"]
    [mismatch] = [f for f in others if f.kind == "source_mismatch"]
    assert "長期前受金 855,162" in mismatch.evidence
    assert mismatch.evidence.endswith("together 723,932")
    off = [e for e in found.equations if e.kind != "rounding" and e.status == "rounded"]
    assert len(off) == 11
    assert {fact.status for fact in found.facts if fact.measure == "限度額"} == {"unchecked"}


@pytest.mark.parametrize("kind", sorted(CELL_FAULTS))
def test_single_faults_in_the_restored_seed_are_placed_and_solved(seed: Packet, found: Reconciled, kind: str) -> None:
    whole = restored(seed, values_repaired(found))
    sound = reconcile(whole)
    known = {f.id for f in sound.findings}
    covered = {fact.key for fact in sound.facts if fact.checks}
    for seed_number in range(4):
        damage = CELL_FAULTS[kind](whole, random.Random(seed_number), covered)
        assert damage
        packet_, fault = damage
        new: list[Finding] = [f for f in reconcile(packet_).findings if f.id not in known and f.severity != "info"]
        assert fault.key
        assert [(f.table, f.section, f.item, f.occurrence, f.column, f.proposed) for f in new] == [(*fault.key, str(fault.was))]


def test_the_restored_seed_is_almost_wholly_proven(seed: Packet, found: Reconciled) -> None:
    sound = reconcile(restored(seed, values_repaired(found)))
    assert not [f for f in sound.findings if f.severity == "error"]
    main = [f for f in sound.facts if f.statement in ("balance_sheet", "income_statement", "cash_flow") and f.value is not None]
    assert sum(f.status in ("footed", "rounded") for f in main) >= 0.95 * len(main)


def test_keys_of_data_are_keys_of_facts(seed: Packet, found: Reconciled) -> None:
    assert [key_of(s, d) for s in seed.statements for d in s.data] == [f.key for f in found.facts]


def test_revisions_keep_the_same_cause() -> None:
    rows = "事業費 700 30 730\n管理費 200 10 210\n費用合計 900 40 640"
    result = reconcile(packet(statement(rows, "budget", revision())))
    assert told(result) == [("misread_digit", "費用合計", "3月補正後予定額", "640", "940", "proposed")]


def test_one_digit_explains_a_gap_give_or_take_what_rounding_allows() -> None:
    rows = "人件費 3,204 4,118 7,322\n物件費 2,713 1,804 4,317\n補助費 1,206 918 2,124\n計 6,924 6,840 13,764"
    made = statement(rows, "other", segments("本庁", "支所", "計"), rounding="四捨五入")
    [found] = [f for f in reconcile(packet(made)).findings if f.severity != "info"]
    assert (found.kind, found.item, found.column, found.proposed) == ("misread_digit", "物件費", "本庁", "2513")


def test_a_total_before_adjustments_restates_nothing_though_most_of_its_rows_do() -> None:
    whole = "業務収益 305\n補給金 2,002\n利息 19,204\n収益計 21,511\n人件費 7,898\n経費 10,258\n費用計 18,156\n利益 3,365"
    parts = "業務収益 200 106 306 △1 305\n補給金 1,000 1,002 2,002 0 2,002\n利息 9,204 10,000 19,204 0 19,204\n"
    parts += "収益計 10,404 11,108 21,512 △1 21,511\n人件費 3,898 4,000 7,898 0 7,898\n経費 5,258 5,000 10,258 0 10,258\n"
    parts += "費用計 9,156 9,000 18,156 0 18,156\n利益 1,248 2,108 3,356 △1 3,355"
    names = segments("融資", "保険", "計", "調整", "合計")
    made = (
        statement(whole, "income_statement", name="損益計算書"),
        statement(parts, "income_statement", names, name="業務別損益計算書"),
    )
    [found] = [f for f in reconcile(packet(*made)).findings if f.severity != "info"]
    assert (found.table, found.item, found.proposed) == ("損益計算書", "利益", "3355")
