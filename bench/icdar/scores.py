"""Counts that become recall, precision and F1, pooled over everything or averaged over documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Counts(NamedTuple):
    """Relations or characters: in the truth, in the result, in both."""

    true: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 1 where there was nothing to find."""
        return self.right / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Share of what was found that is true; 0 where nothing was found, as published evaluations of this dataset count."""
        return self.right / self.found if self.found else 0.0


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean; of averages, the harmonic mean of the averages, as the competition's table has it."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def added(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    columns = list(zip(*counts, strict=True))
    return Counts(*(sum(column) for column in columns)) if columns else Counts(0, 0, 0)


def pooled(counts: Sequence[Counts]) -> Score:
    """All relations of all documents in one pot: large tables weigh more."""
    total = added(counts)
    return Score(total.precision, total.recall)


def averaged(documents: Sequence[Counts]) -> Score:
    """The competition's per-document averages: every document weighs the same."""
    if not documents:
        return Score(0.0, 0.0)
    return Score(
        sum(counts.precision for counts in documents) / len(documents),
        sum(counts.recall for counts in documents) / len(documents),
    )
