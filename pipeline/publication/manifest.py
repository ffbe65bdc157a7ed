"""What a packet's folder says of itself: manifest.json (the input, the version, the counts) and datapackage.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from pipeline import model
from pipeline.model import Packet, PageKind, Reconciled
from pipeline.publication.schema import FILES, Field, File

VERSION = "0.1.0"
"""This program's version, as in pyproject.toml."""

IDENTITY = ("body", "committee", "meeting", "date")


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of the input besides its tables."""

    sha256: str
    settings: Mapping[str, str] = field(default_factory=dict)
    """The options that the result depends on; never folders, jobs or a password."""
    pages: tuple[tuple[int, PageKind], ...] = ()
    """(page, kind) of each page read."""
    identity: Mapping[str, str] = field(default_factory=dict)
    """body, committee, meeting and date as printed; empty where not found."""


def manifest_text(packet: Packet, reconciled: Reconciled, source: SourceInfo) -> str:
    """manifest.json."""
    return _json(
        {
            "packet": packet.name,
            "sha256": source.sha256,
            "program": "kenzan",
            "version": VERSION,
            "settings": dict(source.settings),
            **{name: source.identity.get(name, "") for name in IDENTITY},
            "counts": _counts(packet, reconciled, source),
            "pages": [{"page": page, "kind": kind} for page, kind in source.pages],
        }
    )


def datapackage_text(packet: str, sha256: str) -> str:
    """datapackage.json: a Data Package's names are Latin, so the packet's own name is its title."""
    return _json(
        {
            "profile": "tabular-data-package",
            "name": f"kenzan-{sha256[:12]}",
            "title": packet,
            "version": VERSION,
            "resources": [_resource(file) for file in FILES],
        }
    )


def table_schema(file: File) -> dict[str, object]:
    """The file's Table Schema."""
    schema: dict[str, object] = {"fields": [_field(field) for field in file.fields], "missingValues": [""]}
    if file.primary_key:
        schema["primaryKey"] = list(file.primary_key)
    if file.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": list(key.fields), "reference": {"resource": key.file, "fields": list(key.reference)}}
            for key in file.foreign_keys
        ]
    return schema


def _resource(file: File) -> dict[str, object]:
    return {
        "name": file.name,
        "path": file.path,
        "profile": "tabular-data-resource",
        "description": file.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(file),
    }


def _field(field: Field) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if field.required:
        constraints["required"] = True
    if field.words:
        constraints["enum"] = list(field.words)
    described: dict[str, object] = {"name": field.name, "type": field.type, "description": field.description}
    if constraints:
        described["constraints"] = constraints
    return described


def _counts(packet: Packet, reconciled: Reconciled, source: SourceInfo) -> dict[str, object]:
    facts = reconciled.facts
    return {
        "pages": len(source.pages),
        "tables": len(packet.statements),
        "facts": len(facts),
        "numbers": sum(fact.value is not None for fact in facts),
        "statuses": _tally((fact.status for fact in facts if fact.value is not None), get_args(model.Status)),
        "equations": _tally((equation.status for equation in reconciled.equations), get_args(model.EquationStatus)),
        "findings": _tally((finding.severity for finding in reconciled.findings), get_args(model.Severity)),
        "repairs": len(reconciled.repairs),
        "figures": dict(sorted(reconciled.figures.items())),
    }


def _tally(words: Iterable[str], every: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(words)
    return {word: counts[word] for word in every}


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")
