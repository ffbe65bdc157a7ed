"""Which sums does a statement state outright: formulas in its labels, and both sides of a balance?"""

from __future__ import annotations

from collections import Counter

from pipeline.reconciliation.sheets import Plan, Sheet
from pipeline.reconciliation.words import formula, lead, mark, stem

WRITTEN = "formula in its label"


def written(sheet: Sheet) -> list[Plan]:
    """Formulas in labels: 当期活動増減差額(11)=(7)+(10), or (11)増減額(9)+(10) where no two rows begin with one number."""
    rows = sheet.book.packet.statements[sheet.index].rows
    marks: dict[str, int] = {}
    leads = Counter(lead(rows[r].item) for r in sheet.order)
    led: dict[str, int] = {}
    found: list[Plan] = []
    for r in sheet.order:
        name, number = mark(rows[r].item), lead(rows[r].item)
        said = formula(rows[r].item)
        known = next((each for each in (marks, led) if said and all(m in each for _, m in said[1])), None)
        if said and known:
            terms = tuple((w, known[m]) for w, m in said[1])
            found.append(Plan("difference", r, terms, WRITTEN, weak=not sheet.fit(r, terms).good))
        if name:
            marks[name] = r
        if number and leads[number] == 1:
            led[number] = r
    return found


def balance(sheet: Sheet) -> list[Plan]:
    """資産 = 負債 + 純資産, by whatever names the rows have."""
    rows = sheet.book.packet.statements[sheet.index].rows
    by_stem: dict[str, int] = {}
    for r in sheet.order:
        by_stem.setdefault(stem(rows[r].item), r)
    assets, debts = by_stem.get("資産"), by_stem.get("負債")
    if assets is None:
        return []
    for name, r in by_stem.items():
        if name != "負債" and name.startswith("負債") and any(word in name for word in ("純資産", "資本", "正味財産")):
            return [Plan("footing", r, ((1, assets),), "both sides of the balance")]
    worth = next((by_stem[w] for w in ("純資産", "資本", "正味財産") if w in by_stem), None)
    if debts is not None and worth is not None:
        terms = ((1, debts), (1, worth))
        good = sheet.fit(assets, terms).good
        return [Plan("footing", assets, terms, "both sides of the balance", weak=not good, soft=not good)]
    return []
