"""What must be equal, does it hold, what single cause explains it, and what did a person decide?"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.certificate import certificate
from pipeline.model import Packet, Reconciled
from pipeline.reconciliation.book import open_book
from pipeline.reconciliation.brackets import settle_brackets
from pipeline.reconciliation.causes import diagnose
from pipeline.reconciliation.doubts import settle_doubts
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.findings import Teller, in_order
from pipeline.reconciliation.indents import settle_indents
from pipeline.reconciliation.overrides import Override, apply_overrides
from pipeline.reconciliation.verdicts import equations, facts

__all__ = ["reconcile"]


def reconcile(packet: Packet, overrides: Sequence[Override] = ()) -> Reconciled:
    """Prove every number of a packet, or say what is wrong with it.

    Raises:
        StaleOverride: an override quotes what its cell does not say.
    """
    packet = settle_brackets(settle_indents(packet))
    book = open_book(packet)
    accepted, ledger = apply_overrides(book, overrides)
    doubts = settle_doubts(book, {override.key for override in overrides})
    claims = Claims(book)
    diagnosis = diagnose(book, claims)
    teller = Teller(book, claims, diagnosis, doubts)
    teller.tell()
    teller.judgement.repaired |= accepted
    findings = in_order((*packet.findings, *teller.findings))
    teller.judgement.named = {finding.table for finding in findings}
    published = facts(book, diagnosis.relations, teller.judgement, teller.keys)
    return Reconciled(
        facts=tuple(published),
        equations=tuple(equations(book, diagnosis.relations, teller.judgement, teller.keys)),
        findings=tuple(findings),
        repairs=(*packet.repairs, *ledger, *teller.repairs),
        figures=certificate((fact.value, fact.status) for fact in published),
    )
