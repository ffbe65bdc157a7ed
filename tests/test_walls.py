"""The walls of the house (docs/architecture.md): which room may import which, and what must stay out of start-up."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.packets import ROOT

ROOMS = ("pipeline", "extractors", "normalizers")
COMMON = (
    "pipeline.model", "pipeline.errors", "pipeline.money", "pipeline.gauges", "pipeline.expressions", "pipeline.certificate"
)  # fmt: skip
"""What every room speaks: the things, what can go wrong, what a unit is worth, what is no sum, how an equation is written."""
MAY_IMPORT = {
    "extractors": (*COMMON, "extractors"),
    "normalizers": (*COMMON, "normalizers"),
    "pipeline/reconciliation": (*COMMON, "pipeline.reconciliation"),
    "pipeline/publication": (*COMMON, "pipeline.publication"),
}
SLOW = ("pandas", "camelot", "pdfplumber", "cv2", "onnxruntime", "ortools", "rapidocr")
"""Imported inside the function that uses them."""
CALLED_WHEN_NEEDED = ("extractors/ocr/", "extractors/pictures.py", "extractors/second_readers/")
"""Rooms that are themselves imported only when they are needed."""
BODIES = ("jlis", "地方公共団体情報システム", "公的個人認証", "本人確認情報", "志良川")
"""Names of bodies and businesses that the code that reads must not know."""

TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
}


def imports(tree: ast.Module, top_only: bool = False) -> Iterator[str]:
    """Dotted names of what a module imports."""
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            yield from (f"pipeline.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def texts(tree: ast.Module) -> Iterator[str]:
    """The text constants of a module; docstrings may give examples."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    wrong = [
        f"{name}: {imported}"
        for name, tree in TREES.items()
        if name.startswith(f"{room}/")
        for imported in imports(tree)
        if within(imported, ROOMS) and not within(imported, MAY_IMPORT[room])
    ]
    assert wrong == []


def test_nothing_slow_is_imported_at_start_up() -> None:
    wrong = [
        f"{name}: {imported}"
        for name, tree in TREES.items()
        if not name.startswith(CALLED_WHEN_NEEDED)
        for imported in imports(tree, top_only=True)
        if within(imported, SLOW)
    ]
    assert wrong == []


def test_the_code_that_reads_knows_no_body() -> None:
    wrong = [f"{name}: {word}" for name, tree in TREES.items() for text in texts(tree) for word in BODIES if word in text.lower()]
    assert wrong == []
