"""Which Japanese text is it?  Glyphs that look the same are told apart by their neighbours, doubtful labels by sure ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from itertools import accumulate, takewhile

from extractors.ocr.lexicon import KATAKANA_WORDS

VOICED = re.compile("[バパビピブプベペボポ]")
_NUMERAL_WITH_BRACKET = re.compile(r"^[^(（)）]{1,3}[)）]")
_KATAKANA_ALONE = re.compile("[ァ-ヺー]+")
TWINS = dict(zip("力口二八夕工千才三卜一", "カロニハタエチオミトー", strict=True))
"""Kanji and the katakana that is drawn alike."""
HIRAGANA_TWINS = dict(zip("へべぺり", "ヘベペリ", strict=True))
KATAKANA = re.compile(r"[ァ-ヺ]")
KATAKANA_RUN = re.compile(r"[ァ-ヺー力口二八夕工千才三卜一へべぺり]+")
NUMERALS = frozenset("一二三八千")
BEFORE_KANJI = {
    "力": frozenset("入出電協能動努水火原尽圧馬労学体"),
    "口": frozenset("人入出窓糸河利大小戸"),
    "工": frozenset("加施着竣起人木陶紙図手細大商名"),
    "才": frozenset("天"),
    "夕": frozenset("七朝"),
    "千": frozenset("二三四五六七八九十数"),
}
"""Kanji after which the first glyph of a run is the kanji, not the katakana: 入力システム, 窓口サービス."""
AFTER_ONE = frozenset("般部時括覧式定切層例体日月年号級次人名回度旦条")
"""Kanji that stand after 一 and not after ー."""
HIRAGANA_ALONE = str.maketrans("ヘベペリ", "へべぺり")
"""Glyphs that are drawn alike in both kana: beside no other katakana they are hiragana."""
SMALL_KANA = (
    (re.compile(r"(?<=[キシチヒギジビピ])[ヤユヨ]"), dict(zip("ヤユヨ", "ャュョ", strict=True))),
    (re.compile(r"(?<=[ァ-ヺ])ツ(?=[カキクケコサシスセソタチテトパピプペポ])"), {"ツ": "ッ"}),
    (re.compile(r"(?<=[リニシビミ]テ)イ"), {"イ": "ィ"}),
    (re.compile(r"(?<=フ)[アイエオ]"), dict(zip("アイエオ", "ァィェォ", strict=True))),
)
"""Where a large kana can only be a small one that was read too large: キヤツシユ, フアイル."""

KANA_DASH = re.compile(r"(?<=[ァ-ヺり])[-‐－―](?=[ァ-ヺ])")
"""A dash inside a word of katakana, which is its long vowel; two lone kana alone (ア-イ) are a range."""
RANGE_OF_KANA = 3
"""Characters of such a range."""
MISREAD = (
    (re.compile(r"^科日$"), "科目"),
    (re.compile(r"^般(?=[乗会管競職事])"), "一般"),
    (re.compile(r"(?<=[収輸搬戻繰購納導投])[人大]|(?<=借)(?<!賃借)[人大]|(?<=受)(?<!譲受)[人大](?=[れ金額支])"), "入"),
    (re.compile(r"(?<![ァ-ヺ一-龥])人(?=[学園院所札場][^が])"), "入"),
    (re.compile(r"(?<=[科項種品細費])日(?=$|[ 　])"), "目"),
    (re.compile(r"日(?=的|録)"), "目"),
    (re.compile(r"(?<!以)上(?=具|事[費請委監])"), "工"),
    (re.compile(r"周(?=[定有])"), "固"),
    (re.compile(r"白(?=[己動治主])"), "自"),
    (re.compile(r"辰(?=[期短])"), "長"),
    (re.compile(r"黄(?=行)"), "執"),
    (re.compile(r"須(?=り?金)"), "預"),
    (re.compile(r"酬州"), "酬"),
    (re.compile(r"^(合|総|小)(計)計$"), r"\1\2"),
    (re.compile(r"(?<=[A-Z])[〇○]|[〇○](?=[A-Z])"), "O"),
    (re.compile(r"ッ{2,}"), "ッ"),
    (re.compile(r"^り(?=金)"), "預り"),
    (re.compile(r"介(?=計)|(?<![0-9])台(?=計)"), "合"),
    (re.compile(r"(?<=[利入貸積当付受払託])企$"), "金"),
    (re.compile(r"^Z(?=[ 　．.]?[一-龥])"), "2"),
    (re.compile(r"^丁(?=[ 　．.]?[一-龥ァ-ヺ])(?!丁目)"), "イ"),
    (re.compile(r"^了(?=[ 　．.]?[一-龥])"), "7"),
    (re.compile(r"(?<=金)員(?=入)"), "戻"),
    (re.compile(r"^NV(?=[ 　．.]?[一-龥])"), "Ⅳ"),
    (re.compile(r"(?<=[積組建]立)[CT](?=$|[のる])"), "て"),
    (re.compile(r"(?<=[入益産額計])一(?=[支費負資収経])"), "－"),
    (re.compile(r"(?<=.[（(])一(?=[)）]$)"), "－"),
    (re.compile(r"(?<![ァ-ヺー])ー(?=[般括覧式部時定切])|(?<![0-9])1(?=般)"), "一"),
    (re.compile(r"(?<=期)未(?=残|現|支|純|繰|$)|(?<=年度)未(?=残|現|日|の|純|資|$)"), "末"),
    (re.compile(r"末(?=処分|収|払|成工|成受|済|経過|使用|実現)"), "未"),
    (re.compile(r"^[G](?=[ 　]?[一-龥])"), "6"),
)
"""Twins among kanji and digits, where only one of them makes a word of bookkeeping."""
SPACED = re.compile(r"\S(?:[ \u3000]+\S)+")
"""Letters set apart to fill a cell."""
SNAP_SHARE = 0.2
"""Of a label's length: at most this many characters may differ from the sure label it is taken for."""
NEARLY_ALL = 3
"""Characters: a sure label that is all of another one but so many makes both too close to tell."""
SHORTEST_SNAPPED = 3
SURE_LABEL = 850
"""Parts per thousand from which a label is taken as read, and may stand model for others."""
SURE_SMALL_LABEL = 985
"""The same where glyphs are smaller in the scan than this many pixels: networks are sure of wrong twins there."""
SMALL_GLYPH_PIXELS = 22.0
REPEATED = re.compile(r"([一-龥ァ-ヺ]{2,6})\1")
"""The same characters twice: a network that looks at a long line twice, 再構築平構築平準化."""
PICTORIAL = re.compile("[☆★◇◆□■▽▼◎●♪]")
"""Signs that networks see in worn kanji, and that stand in few labels."""
UNREAD = "〓"
"""Stands for ink that nobody could read, as printers put it for a glyph they lack."""


def is_doubtful(text: str, score: int, pixels: float) -> bool:
    """Whether a label may say something else; ``pixels``: height of its glyphs in the scan itself."""
    if score < SURE_LABEL or UNREAD in text or PICTORIAL.search(text) or REPEATED.search(text) or not is_balanced(text):
        return True
    return pixels < SMALL_GLYPH_PIXELS and (score < SURE_SMALL_LABEL or wavers(text))


def is_balanced(text: str) -> bool:
    """Whether each bracket that closes was opened, numerals that close with a bracket alone apart: 1) 給料."""
    depth = 0
    for character in _NUMERAL_WITH_BRACKET.sub("", text):
        depth += (character in "(（〔［「『【<＜") - (character in ")）〕］」』】>＞")
        if depth < 0:
            return False
    return True


def wavers(text: str) -> bool:
    """Whether a text has kana that two dots or a ring tell from others, in no word that settles which: ブロジェクター."""
    return any(VOICED.search(KATAKANA_WORDS.sub("", run)) for run in _KATAKANA_ALONE.findall(text))


def in_context(text: str) -> str:
    """Text with kanji, hiragana, katakana and digits that look the same chosen by their neighbours."""
    if len(text) > RANGE_OF_KANA:
        text = KANA_DASH.sub("ー", text)
    text = KATAKANA_RUN.sub(_run_in_context, text)
    for pattern, small in SMALL_KANA:
        text = pattern.sub(lambda found, small=small: small[found[0]], text)  # type: ignore[misc]
    for pattern, right in MISREAD:
        text = pattern.sub(right, text)
    return text


def over_wraps(text: str) -> str:
    """A label's text in context where its words are wrapped between two lines, or its letters set apart (科　目)."""
    parted = SPACED.fullmatch(text) is not None
    pieces = text.split() if parted else text.split("\n")
    whole = in_context("".join(pieces))
    if len(pieces) == 1 or len(whole) != sum(map(len, pieces)):
        return whole if len(pieces) == 1 else text
    if parted:
        letters = iter(whole)
        return "".join(character if character.isspace() else next(letters) for character in text)
    ends = list(accumulate(map(len, pieces)))
    return "\n".join(whole[start:end] for start, end in zip([0, *ends], ends, strict=False))


def _run_in_context(found: re.Match[str]) -> str:
    """A run of katakana and their twins: all katakana where one glyph of it can be nothing else."""
    run, before, after = found[0], found.string[: found.start()][-1:], found.string[found.end() :][:1]
    sure = [KATAKANA.match(c) is not None and c not in TWINS.values() and c not in HIRAGANA_TWINS.values() for c in run]
    if not any(sure) and not (sum(KATAKANA.match(character) is not None for character in run) >= 2):
        return _kanji_run(run, before)
    start = 0
    while start < len(run) and not sure[start] and _stays(run[start], before if start == 0 else run[start - 1]):
        start += 1
    end = len(run)
    while end > start and run[end - 1] in "一二三八千りへ" and (after in AFTER_ONE or run[end - 1] in "りへ" or not after):
        if run[end - 1] == "一" and after not in AFTER_ONE:
            break
        end -= 1
    middle = "".join(TWINS.get(c) or HIRAGANA_TWINS.get(c) or c for c in run[start:end])
    return run[:start] + middle + run[end:]


def _stays(character: str, before: str) -> bool:
    """Whether the first glyph of a run is the kanji it looks like."""
    if character in NUMERALS and (before in NUMERALS or before in "第十百" or before.isdigit()):
        return True
    return character in BEFORE_KANJI and before in BEFORE_KANJI[character]


def _kanji_run(run: str, before: str) -> str:
    """A run without any sure katakana: ニ after 第 is 二, a ー that follows no kana is 一."""
    if before in ("第", "十"):
        return run.translate(str.maketrans("ニハミチー", "二八三千一"))
    return run.translate(HIRAGANA_ALONE) if len(run) == 1 else run


def sure_labels(labels: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Texts that stand model, with how often each was read: labels read surely, and those read alike twice."""
    seen = list(labels)
    count = Counter(text for text, _ in seen)
    best = {text: max(score for other, score in seen if other == text) for text in count}
    return {text: n for text, n in count.items() if len(text) >= SHORTEST_SNAPPED and (best[text] >= SURE_LABEL or n > 2)}


def snapped(text: str, score: int, models: dict[str, int]) -> str | None:
    """The one sure label that a doubtful one can be; ``None`` where it is sure itself, or where none or several are near."""
    if score >= SURE_LABEL or text in models or len(text) < SHORTEST_SNAPPED:
        return None
    near = sorted((_distance(text, model), model) for model in models if abs(len(model) - len(text)) <= 1)
    if not near or near[0][0] > SNAP_SHARE * len(text):
        return None
    best, model = near[0]
    rivals = [other for distance, other in near[1:] if distance <= best + 1]
    within = [m for m in models if m != model and (m in model or model in m) and abs(len(m) - len(model)) <= NEARLY_ALL]
    figures = re.sub(r"\D", "", text) != re.sub(r"\D", "", model)
    more = model in text  # 令和元年度末 says more than 令和元年度: it has ink for it
    return None if rivals or figures or within or more else model


def is_rivalled(text: str, model: str, terms: Collection[str]) -> bool:
    """Whether a label that was taken for another one can as well be a term: 事業未□金 is 未収金, or 未払金."""
    best = _distance(text, model)
    if says_a_term(text, model, terms):
        return True
    return any(term != model and abs(len(term) - len(text)) <= best and _distance(text, term) <= best for term in terms)


def says_a_term(text: str, model: str, terms: Container[str]) -> bool:
    """Whether a label says a term of its own where it differs from another one: 補助金等収入 is no 補助金等収益."""
    start = _in_common(text, model)
    end = len(text) - min(_in_common(text[::-1], model[::-1]), len(text) - start)
    return any(text[i:j] in terms for i in range(end) for j in range(max(i + 2, start + 1), len(text) + 1))


def _in_common(a: str, b: str) -> int:
    """Characters that two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Edits between two texts."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
