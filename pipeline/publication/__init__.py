"""A packet's published folder: six CSVs, manifest.json and datapackage.json, written at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.model import Finding, Packet, Reconciled, Statement
from pipeline.publication import schema
from pipeline.publication.csv_files import csv_parts
from pipeline.publication.folder import replace_folder
from pipeline.publication.manifest import SourceInfo, datapackage_text, manifest_text

__all__ = ["SourceInfo", "packet_files", "publish"]

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


def publish(folder: Path, packet: Packet, reconciled: Reconciled, source: SourceInfo) -> None:
    """Write the packet's folder in place of whatever an earlier run published there.

    Raises:
        KenzanError: the folder cannot be written, or holds what this program didn't publish.
    """
    replace_folder(folder, packet_files(packet, reconciled, source))


def packet_files(packet: Packet, reconciled: Reconciled, source: SourceInfo) -> Iterator[tuple[str, Iterable[str]]]:
    """Every file's name and its text in parts, for a long packet's take room: the same input and version give the same."""
    records: dict[str, Sequence[object]] = {
        "facts": reconciled.facts,
        "tables": _with_published_titles(packet, reconciled),
        "equations": reconciled.equations,
        "findings": _worst_first(reconciled.findings),
        "repairs": reconciled.repairs,
        "cells": reconciled.facts,
    }
    for file in schema.FILES:
        yield file.path, csv_parts(file, packet.name, records[file.name])
    yield "manifest.json", [manifest_text(packet, reconciled, source)]
    yield "datapackage.json", [datapackage_text(packet.name, source.sha256)]


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _GRAVITY[finding.severity])


def _with_published_titles(packet: Packet, reconciled: Reconciled) -> list[Statement]:
    """The statements with the titles that their facts carry, should reconciliation have mended one."""
    titles = {fact.key.table: fact.title for fact in reconciled.facts}
    return [replace(statement, title=titles.get(statement.id, statement.title)) for statement in packet.statements]
