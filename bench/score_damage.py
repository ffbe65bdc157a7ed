"""How well are damaged numbers found?  Faults are put into whole packets, hundreds of times, and what is said is counted.

    python -m bench.score_damage [--seed N] [--count N] [--even] [--scale] [--show] [PACKET...]

*Seen*: some new finding.  *Placed*: a finding names the very cell.  *Solved*: it proposes the right value.  *Offered*: of those
where several cells explain the fault equally well, the finding names the right one and its value among its candidates.  *False*:
new findings of severity error or warning about anything else.  *Silent*: a value changed without being right, which must never
be.  For faults of structure: seen, and *named* for what they are.  ``bench.decidable`` says which faults nothing in the packet
can show (*unseeable*) and which cells the packet does not determine (*open*): they are counted apart.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench.decidable import Truth, covered
from bench.faults import CELL_FAULTS, STRUCTURE_FAULTS, Fault, key_of, restored
from pipeline.model import FactKey, Finding, Packet, Reading, Reconciled
from pipeline.reconciliation import reconcile

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
PACKETS = (
    ROOT / "fixtures" / "markdown" / "jlis-committee-21.md",
    *(ROOT / "fixtures" / "pdfs" / f"other-{name}.pdf" for name in ("univ", "water", "care")),
)
SAYS = {"row": "row is missing", "columns": "swapped", "phantom": "may not be in the print", "glued": "glued"}
"""Words of the evidence that name each fault of structure."""
MANY = (2, 3, 5)
"""Faults at once, in one packet."""


@dataclass(frozen=True)
class Sound:
    """A packet as it should have been printed, and what is said of it without damage."""

    name: str
    packet: Packet
    covered: frozenset[FactKey]
    """Cells that an equation with a figure in it covers."""
    known: frozenset[str]
    """Findings that it has without damage."""
    truth: Truth
    clean: str
    """What is said of it without damage, in a few words."""
    show: bool = False
    """Print every fault that is not found as it should be."""

    def new(self, result: Reconciled) -> list[Finding]:
        """What damage added, information apart."""
        return [f for f in result.findings if f.id not in self.known and f.severity != "info"]


def read(path: Path) -> Packet:
    """A packet from Markdown or PDF."""
    from normalizers.statements import understand

    if path.suffix == ".md":
        from extractors.markdown import read_markdown

        return understand(path.stem, read_markdown(path))
    from extractors.digital import read_pdf

    return understand(path.stem, read_pdf(path, None, None))


def sound(name: str, packet: Packet, show: bool = False) -> Sound:
    """The packet with its lost signs restored, and with the sense of its parentheses spelt out."""
    believed = {fact.key: fact.value for fact in reconcile(packet).facts}
    printed = {key_of(s, d): d.value for s in packet.statements for d in s.data}
    values = {key: value for key, value in believed.items() if isinstance(value, int) and value != printed[key]}
    whole = restored(packet, values)
    result = reconcile(whole)
    said = Counter(f.severity for f in result.findings)
    clean = f"{len(result.facts)} facts, {result.figures['proven']} proven, {said['error']} errors, {said['warning']} warnings"
    known = frozenset(f.id for f in result.findings)
    return Sound(name, whole, covered(result.facts), known, Truth(result), clean, show)


def at(finding: Finding) -> FactKey:
    """The cell that a finding names."""
    return FactKey(finding.table, finding.section, finding.item, finding.occurrence or 1, finding.column)


def judge(base: Sound, damaged: Packet, faults: Sequence[Fault]) -> Counter[str]:
    """What is said about faults of single cells."""
    result = reconcile(damaged)
    new = base.new(result)
    true = {fault.key: fault.was for fault in faults}
    told: dict[FactKey | None, str] = {at(f): f.proposed for f in new if f.kind in ("dropped_sign", "misread_digit")}
    found: Counter[str] = Counter()
    for fault in faults:
        found += _one(base, fault, new, told)
    right = [f for f in new if at(f) in true or any(_offers(f, fault) for fault in faults)]
    found["false"] = len(new) - len(right)
    changed = {
        FactKey(r.table, r.section, r.item, r.occurrence or 1, r.column): r.value for r in result.repairs if r.field == "value"
    }
    found["silent"] = sum(str(true.get(key)) != value for key, value in changed.items())
    poor = found["solved"] + found["offered"] + found["unseeable"] < len(faults) or found["false"]
    if (base.show and poor) or found["silent"]:
        _print(faults, new)
    return found


def _one(base: Sound, fault: Fault, new: list[Finding], told: dict[FactKey | None, str]) -> Counter[str]:
    """One fault: whether the packet determines its cell, and if not, whether a finding names it among its candidates."""
    rivals = base.truth.rivals(fault)
    if rivals is None:
        return Counter({"faults": 1, "unseeable": 1})
    found = Counter({"faults": 1, "seen": bool(new)})
    if rivals:
        found += Counter({"open": 1, "offered": fault.key in told or any(_offers(f, fault) for f in new)})
    else:
        found += Counter({"determined": 1, "placed": fault.key in told, "solved": told.get(fault.key) == str(fault.was)})
    return found


def _offers(finding: Finding, fault: Fault) -> bool:
    """Whether a finding names a cell and its true value among equally good explanations."""
    assert fault.key and fault.was is not None
    said = f"{fault.was:,}".replace("-", "△")
    return f"{fault.key.item} ({fault.key.column}, " in finding.evidence and f") {said}" in finding.evidence


def _print(faults: Sequence[Fault], new: Sequence[Finding]) -> None:
    for fault in faults:
        print("    -", fault.kind, *(fault.key or ()), fault.was, "->", fault.became)
    for f in new:
        print("       ", f.severity, f.kind, *at(f), f.proposed, "::", f.evidence[:400], flush=True)


def cells(base: Sound, kind: str, rng: random.Random, count: int) -> Counter[str]:
    """``count`` copies with one fault each."""
    total: Counter[str] = Counter()
    for _ in range(count):
        damage = CELL_FAULTS[kind](base.packet, rng, set(base.covered))
        if damage and damage[1].was != damage[1].became:
            total += judge(base, damage[0], [damage[1]])
    return total


def several(base: Sound, many: int, rng: random.Random, count: int) -> Counter[str]:
    """``count`` copies with several faults each."""
    total: Counter[str] = Counter()
    for _ in range(count):
        damaged, faults = base.packet, dict[FactKey, Fault]()
        for _ in range(20 * many):
            damage = CELL_FAULTS[rng.choice(sorted(CELL_FAULTS))](damaged, rng, set(base.covered))
            if (
                len(faults) < many
                and damage
                and damage[1].key
                and damage[1].key not in faults
                and damage[1].was != damage[1].became
            ):
                damaged, faults[damage[1].key] = damage[0], damage[1]
        total += judge(base, damaged, list(faults.values()))
    return total


class EvenSteps(random.Random):
    """Takes the nth of ``count`` places at even steps from all there are, instead of one by lot."""

    def __init__(self, nth: int, count: int) -> None:
        super().__init__(0)
        self.nth, self.count = nth, count

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """The nth place."""
        return seq[int((self.nth + 0.5) * len(seq) / self.count)]


def structures(base: Sound, kind: str, rng: random.Random, count: int, even: bool = False) -> Counter[str]:
    """``count`` copies with one fault of structure each; ``even``: each fault once, at even steps from all there are."""
    total: Counter[str] = Counter()
    told: set[Fault] = set()
    for n in range(count):
        damage = STRUCTURE_FAULTS[kind](base.packet, EvenSteps(n, count) if even else rng, set(base.covered))
        if damage and not (even and damage[1] in told):
            told.add(damage[1])
            result = reconcile(damage[0])
            new = base.new(result)
            named = [f for f in new if SAYS[kind] in f.evidence]
            visible = base.truth.shows(damage[1], damage[0])
            total += Counter(
                {
                    "faults": 1,
                    "unseeable": not visible,
                    "seen": visible and bool(new),
                    "named": visible and bool(named),
                    "false": len(new) - bool(named),
                    "silent": sum(r.field == "value" for r in result.repairs),
                }
            )
            if base.show and visible and (not named or len(new) > 1):
                _print([damage[1]], new)
    return total


def lost_commas(base: Sound, rng: random.Random, count: int) -> Counter[str]:
    """``count`` copies in which a figure lost its commas: nothing may change but the text as read."""
    before = reconcile(base.packet)
    total: Counter[str] = Counter()
    for _ in range(count):
        s = rng.randrange(len(base.packet.statements))
        statement = base.packet.statements[s]
        places = [d for d, datum in enumerate(statement.data) if "," in datum.raw and datum.value is not None]
        if not places:
            continue
        d = rng.choice(places)
        datum = statement.data[d]
        plain = replace(datum, readings=(Reading(datum.raw.replace(",", ""), datum.readings[0].reader),))
        damaged = replace(statement, data=(*statement.data[:d], plain, *statement.data[d + 1 :]))
        packet = replace(base.packet, statements=(*base.packet.statements[:s], damaged, *base.packet.statements[s + 1 :]))
        after = reconcile(packet)
        same = [replace(f, raw="") for f in after.facts] == [replace(f, raw="") for f in before.facts]
        total += Counter({"faults": 1, "changed": not same or len(after.findings) != len(before.findings)})
    return total


def report(base: Sound, seed: int, count: int, even: bool = False) -> Iterator[tuple[str, Counter[str]]]:
    """Counts for each class of fault."""
    half = max(1, count // 2)
    structural = ((f"{kind}", lambda rng, kind=kind: structures(base, kind, rng, half, even)) for kind in STRUCTURE_FAULTS)
    classes: list[tuple[str, Callable[[random.Random], Counter[str]]]] = (
        [*structural]
        if even
        else [
            *((f"one {kind}", lambda rng, kind=kind: cells(base, kind, rng, count)) for kind in CELL_FAULTS),
            *((f"{many} at once", lambda rng, many=many: several(base, many, rng, max(1, count // many))) for many in MANY),
            *structural,
            ("lost comma", lambda rng: lost_commas(base, rng, max(1, count // 10))),
        ]
    )
    for name, run in classes:
        found = run(random.Random(f"{seed} {base.name} {name}"))
        if found["faults"]:
            yield name, found


def line(name: str, found: Counter[str]) -> str:
    """Counts and shares."""
    faults = found["faults"] - found["unseeable"]
    sure = found["determined"]
    if name == "lost comma":
        return f"  {name:<11} {faults:>4}  changed {found['changed']}"
    shares = [f"seen {_share(found['seen'], faults)}"]
    if sure:
        shares += [f"{word} {_share(found[word], sure)}" for word in ("placed", "solved")]
    elif not found["open"]:
        shares.append(f"named {_share(found['named'], faults)}")
    if found["open"]:
        shares.append(f"offered {_share(found['offered'], found['open'])}")
    counts = [f"{word} {found[word]}" for word in ("false", "silent", "changed", "unseeable") if found[word] or word == "silent"]
    return f"  {name:<11} {found['faults']:>4}  " + "  ".join((*shares, *counts))


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {100 * part / whole:5.1f} %" if whole else "0/0"


def scale(packet: Packet) -> Iterator[str]:
    """CPU time for 1, 10 and 100 times the facts: copies of the packet three years apart."""
    for times in (1, 10, 100):
        statements = tuple(
            replace(
                s,
                id=f"{s.id}-{n}",
                columns=tuple(
                    replace(c, fiscal_year=None if c.fiscal_year is None else c.fiscal_year + 3 * n) for c in s.columns
                ),
            )
            for n in range(times)
            for s in packet.statements
        )
        start = time.process_time()
        facts = len(reconcile(replace(packet, statements=statements, findings=())).facts)
        took = time.process_time() - start
        yield f"  {times:>3} x: {facts:>7} facts  {took:7.2f} s CPU  {1e6 * took / facts:5.0f} µs a fact"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--count", type=int, default=100, help="copies a class of fault")
    parser.add_argument("packets", type=Path, nargs="*", help="files or folders, instead of the fixtures")
    parser.add_argument("--packet", type=Path, action="append", default=[], help="the same")
    parser.add_argument("--even", action="store_true", help="faults of structure only, at even steps from all there are")
    parser.add_argument("--scale", action="store_true", help="show how the cost grows instead")
    parser.add_argument("--show", action="store_true", help="print every fault that is not found as it should be")
    options = parser.parse_args()
    paths = [p for given in (*options.packets, *options.packet) for p in (sorted(given.iterdir()) if given.is_dir() else [given])]
    everything: dict[str, Counter[str]] = {}
    for path in paths or PACKETS:
        base = sound(path.stem, read(path), options.show)
        print(f"{base.name}: {base.clean}, {len(base.covered)} covered", flush=True)
        if options.scale:
            print("\n".join(scale(base.packet)), flush=True)
            break
        for name, found in report(base, options.seed, options.count, options.even):
            print(line(name, found), flush=True)
            everything.setdefault(name, Counter()).update(found)
    if everything:
        print("all packets:", *(line(name, found) for name, found in everything.items()), sep="\n")


if __name__ == "__main__":
    main()
