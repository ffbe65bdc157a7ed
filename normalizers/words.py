"""Which words of Japanese accounting say what a table, a row or a column is?  Generic vocabulary only, no body's own names."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizers.labels import numbering
from pipeline.gauges import NO_SUM
from pipeline.model import StatementKind

TITLES: tuple[tuple[StatementKind, re.Pattern[str]], ...] = (
    ("personnel", re.compile("給与費明細|役?教?職員の給与|人件費(支出)?内訳|人員計画|職員定数")),
    ("commitments", re.compile("債務負担行為|継続費.*調書")),
    ("advances", re.compile("前受金")),
    ("inventory", re.compile("(財産|資産|負債)目録|台帳")),
    ("equity_changes", re.compile("(株主資本|純資産|社員資本|持分)(等)?変動計算書|剰余金(変動)?計算書")),
    ("budget", re.compile("予算書|収支予算|予算実施計画")),
    ("cash_flow", re.compile(r"資金計画|資金収支|キャッシュ・?フロー|(?<!予算)(?<!活動)(?<!事業)収支計算書")),
    (
        "income_statement",
        re.compile(
            "損益計算書|事業活動(収支)?計算書|事業活動(内訳表|明細書)|活動計算書|活動収支|正味財産増減|行政(サービス実施)?コスト"
            "|損益(計画|予算)|(収益|費用)明細書"
        ),
    ),
    ("balance_sheet", re.compile("貸借対照表")),
    (
        "budget",
        re.compile(
            "予算(・|と|及び)?決算|予算対比|予算説明|(収支)?決算(報告|比較)|決算書|予算総括|歳入|歳出|事項別明細"
            r"|(収入|支出)(予算|決算)|収支決算|(年度|計画|^)予算(\(案\))?$"
        ),
    ),
)
"""Statement kinds by words of the caption, the more special first."""

LIKELY: tuple[tuple[StatementKind, re.Pattern[str]], ...] = (
    ("budget", re.compile(r"当初予算|補正予算|暫定予算|(収益|資本)的(収入|支出)|^[(\[]款[)\]]")),
    ("inventory", re.compile("財産に関する調書|公有財産|土地及び建物")),
    ("personnel", re.compile("級別職員|職員手当")),
)
"""Statement kinds by words that other captions have too: asked last."""

ROWS: tuple[tuple[StatementKind, re.Pattern[str], int], ...] = (
    (
        "balance_sheet",
        re.compile("^((資産|負債)の部|(流動|固定)(資産|負債)(合計)?|(資産|負債|純資産)(の部)?合計)$"),
        3,
    ),
    (
        "cash_flow",
        re.compile("^(資金(収入|支出)合計|.*資金収支差額.*|(前期末|当期末)現金及び預金|.*キャッシュ・?フロー.*)$"),
        2,
    ),
    (
        "income_statement",
        re.compile("^(営業(収益|費用)(合計)?|(営業|経常|当期純|売上総)利益.*|売上高|経常(収益|費用)計?|当期経常増減額)$"),
        3,
    ),
)
"""Statement kinds by row labels, with how many different ones it takes where the caption was lost."""

COLUMNS: tuple[tuple[StatementKind, re.Pattern[str], int], ...] = (
    ("personnel", re.compile("報酬|給料|職員手当等?|期末手当|勤勉手当|[一-鿿]+手当|共済費|給与費"), 3),
    ("budget", re.compile("(本|当|前)年度(当初)?予算額|補正(前の)?額|予算現額|調定額|収入済額|支出済額"), 2),
    ("commitments", re.compile("限度額|.*(支出|支払義務発生)予定額.*"), 2),
)
"""Statement kinds by the words of column headers, with how many columns it takes."""

STUB_HEADERS = re.compile(
    "^((勘定)?(科目|項目|区分|摘要|内容|事項|款|項|目|節|費目|名称|種類|種別|科目名|款項目|細節)"
    "|(資産|負債|純資産|収入|支出|収益|費用|利益|損失|資本|借方|貸方|歳入|歳出).*の部)$"
)
"""Headers of label columns."""

_FORMULA = re.compile(r"\([^()]*[0-9=+\-±×÷①-⑳A-Z][^()]*\)|=?(?:\([0-9A-Z]+\)[=+\-±]?)+|[0-9]+=.*$|[①-⑳][=+\-±①-⑳]*$|\([^()]*\)$")
_REFERENCE = re.compile(r"(?<=[計額])[0-9]{1,2}(?:\([0-9+-]+\))?$")
"""A circled number of the form behind a total, by NFKC a plain one, with the formula that follows it: ``差額3(1-2)``."""
_BRACKETS = re.compile(r"^[(\[〔【<〈《「](.+)[)\]〕】>〉》」]$")
_TOTAL = re.compile(rf"(?:の?(?:総合計|合計額?|総計|累計|小計|{NO_SUM}計))$")
_PLAIN_TOTALS = frozenset({"合計", "計", "総計", "小計", "総合計", "累計", "合計額"})
_DIFFERENCE = re.compile(
    r"(?:純?(?:利益|損失|損益)(?:金額|額)?|差額|差引(?:額|残額|残高|過不足額)?|純?増減差?額|収支差|(?<!による)収支|過不足額?|純増減)$"
)
_NO_DIFFERENCE = re.compile(
    "売却|評価|為替|換算|除却|処分|災害|減損|(?:特別|臨時)(?:利益|損失)|前期|前年度|期首|繰越|振替|(?:営業外|その他の|雑)(?:損失|損益)"
)
_CHANGE_OF_ACCOUNT = re.compile("[は:](減少|増加)|(?<!現金)(?<!同等物)(?<!資金)(?<!資産)(?<!財産)の増減額$")
"""未収金の増減額(△は増加): an account's change, as an indirect cash flow statement lists them."""
_MENTION = re.compile("(貸借対照表|(?:[一-鿿]|[ァ-ヺー・]){0,16}(?:計算書|計算表))(?=上|に計上|に掲|における|科目|との関係)")
"""A statement that a caption only refers to."""
_SIDES = frozenset(["収入", "支出", "収益", "費用", "歳入", "歳出"])
_STOCK = re.compile("(.+?)(?:当?期末|年度末)残高")
_FLOW = re.compile("(キャッシュ・?フロー|収支)$")
_LETTERED = re.compile("^[A-Z](?=[一-鿿]{3,}損益)")
"""A letter that numbers a heading; A重油 and B型 are names."""
_LOSS_ALONE = re.compile("(?<!純)損失(?:金額|額)?$")


@lru_cache(maxsize=8192)
def core(label: str) -> str:
    """The words of a cleaned label without numbering, brackets, formulas: ``(1)経常収益`` → ``経常収益``."""
    text = label
    bracketed = _BRACKETS.match(text)
    if bracketed:
        text = bracketed[1]
    text = _FORMULA.sub("", text) or text
    text = _REFERENCE.sub("", text)
    for _ in range(3):
        found, rest = numbering(text)
        if not found or not rest:
            break
        text = rest
    return text.strip(" :・*※")


@lru_cache(maxsize=8192)
def numbering_style(label: str) -> str:
    """How a cleaned label is numbered, the number itself left out: ``(2)`` → ``(1)``, ``Ⅱ`` → ``I``; empty where it is not.

    ``【収入】`` → ``【】``: such brackets mark a level as numbers do.
    """
    if label[:1] == "【" and label[-1:] == "】":
        return "【】"
    style = re.sub("[0-9]+", "1", numbering(label)[0])
    style = re.sub("[①-⑳]", "①", style)
    style = re.sub("[IVX]+", "I", style)
    style = re.sub("[ァ-ヶ]", "ア", style)
    return re.sub("[一二三四五六七八九十]+", "一", style)


def is_total(label: str) -> bool:
    """Whether a cleaned label names a sum: X合計, 計, 総計, 小計."""
    return bool(_TOTAL.search(core(label)))


def is_subtotal_word(label: str) -> bool:
    """Whether it says 小計."""
    return core(label).endswith("小計")


def is_grand_total_word(label: str) -> bool:
    """Whether it says 総計 and so closes everything."""
    return core(label) in {"総計", "総合計"}


def closed_name(label: str) -> str:
    """What a total closes: ``流動資産合計`` → ``流動資産``; empty for a plain 合計; ``の部`` and a joining の gone."""
    words = core(label)
    if words in _PLAIN_TOTALS:
        return ""
    return section_name(_TOTAL.sub("", words))


def section_name(label: str) -> str:
    """A heading's words as its total would repeat them: ``資産の部`` → ``資産``, ``A本来業務事業損益`` → ``本来業務事業損益``."""
    return _LETTERED.sub("", core(label)).removesuffix("の部").removesuffix("の")


def is_difference(label: str) -> bool:
    """Whether a cleaned label names a result of a subtraction: 営業利益, 資金収支差額, 差引残額."""
    words = core(label)
    if words.startswith("差引"):
        return True
    if _CHANGE_OF_ACCOUNT.search(label):
        return False
    if not _DIFFERENCE.search(words) or _NO_DIFFERENCE.search(words):
        return False
    return not _LOSS_ALONE.search(words) or bool(re.search("(?:営業|医業)(?!外)|経常|当期|税引前|総損失", words))


def is_result(label: str) -> bool:
    """Whether it names a sum or a difference."""
    return is_total(label) or is_difference(label)


def result_name(label: str) -> str:
    """What a result closes: ``当期経常増減額`` → ``経常増減``, the words of ``経常増減の部``; ``営業利益`` → ``営業損益``."""
    words = core(label).removeprefix("当期").removeprefix("当年度")
    return re.sub("(利益|損失)金?$", "損益", re.sub("(差額|額)$", "", words))


def is_side(label: str) -> bool:
    """Whether it is one side of a subtraction, and no more: 収入, 支出, 収益の部."""
    return section_name(label) in _SIDES


def changed_by(label: str) -> str:
    """The heading of the changes that end in a stock: ``一般正味財産期末残高`` → ``一般正味財産増減``; empty for other labels."""
    stock = _STOCK.fullmatch(core(label))
    return f"{stock[1]}増減" if stock else ""


def flow_name(label: str) -> str:
    """What a flow's result closes by repeating its heading: ``業務活動によるキャッシュ・フロー``; empty for other labels."""
    name = section_name(label)
    return name if _FLOW.search(name) else ""


def is_memo(label: str) -> bool:
    """Whether the whole label stands in round brackets, or it is a うち row: a figure beside the sums."""
    if numbering(label)[1].startswith(("うち", "(うち", "内、", "(内")):
        return True
    return label.startswith("(") and label.endswith(")") and bool(re.search(r"[^\W\d_]{2}", label)) and label.count("(") == 1


def kind_of_title(title: str) -> StatementKind | None:
    """The statement that a caption names, or ``None``."""
    said = _MENTION.sub("", title)
    return next((kind for kind, words in TITLES if words.search(said)), None)


def likely_kind(title: str) -> StatementKind | None:
    """The statement that a caption makes likely where neither its own words nor rows nor columns name one, or ``None``."""
    return next((kind for kind, words in LIKELY if words.search(title)), None)


def kind_of_columns(headers: list[str]) -> StatementKind | None:
    """The statement that column headers make likely, where enough of them are known; or ``None``."""
    for kind, words, enough in COLUMNS:
        if sum(any(words.fullmatch(level) for level in header.split(" / ")) for header in headers) >= enough:
            return kind
    return None


def kind_of_rows(labels: list[str]) -> StatementKind | None:
    """The statement that row labels make likely, where enough of them are known; or ``None``."""
    cores = {core(label) for label in labels}
    for kind, words, enough in ROWS:
        if sum(1 for label in cores if words.match(label)) >= enough:
            return kind
    return None
