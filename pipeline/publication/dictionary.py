"""The data dictionary, docs/data-dictionary.md, written from the schema: ``python -m pipeline.publication.dictionary``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import expressions
from pipeline.publication.schema import FILES, File

PATH = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def data_dictionary() -> str:
    """The whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written from `pipeline/publication/schema.py` by `python -m pipeline.publication.dictionary`; a test keeps it current."
    yield "The same list writes the CSVs and each packet's `datapackage.json`."
    for file in FILES:
        yield from _file(file)
    yield ""
    yield "## The grammar of `expression`"
    yield ""
    yield (expressions.__doc__ or "").partition("\n\n")[2].rstrip()


def _file(file: File) -> Iterator[str]:
    yield ""
    yield f"## {file.path}"
    yield ""
    yield file.description
    if file.primary_key:
        yield f"Key: {', '.join(f'`{name}`' for name in file.primary_key)}."
    for key in file.foreign_keys:
        yield f"{', '.join(f'`{name}`' for name in key.fields)} → {key.file}.csv."
    yield ""
    yield "| column | type | content |"
    yield "|---|---|---|"
    for field in file.fields:
        words = f": {', '.join(f'`{word}`' for word in field.words)}" if field.words else ""
        yield f"| {field.name} | {field.type} | {field.description}{words} |"


if __name__ == "__main__":
    PATH.write_text(data_dictionary(), encoding="utf-8")
