"""The same input gives the same bytes, whatever the number of jobs, the neighbours, or the run."""

from __future__ import annotations

from pathlib import Path

from tests.packets import INPUTS, files_of, kenzan


def test_two_jobs_write_the_same_bytes_as_one(published: Path, tmp_path: Path) -> None:
    run = kenzan("extract", *INPUTS.values(), "--out", tmp_path, "--jobs", 2, env={"PYTHONHASHSEED": "7"})
    assert run.returncode == 0, run.stderr
    assert files_of(tmp_path) == files_of(published)


def test_a_packet_alone_in_another_place_gives_the_same_bytes(published: Path, tmp_path: Path) -> None:
    name, path = sorted(INPUTS.items())[-1]
    copy = tmp_path / "elsewhere" / path.name
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    run = kenzan("extract", copy, "--out", tmp_path / "out", env={"PYTHONHASHSEED": "8"})
    assert run.returncode == 0, run.stderr
    assert files_of(tmp_path / "out" / name) == files_of(published / name)


def test_a_second_run_over_the_first_changes_nothing(tmp_path: Path) -> None:
    path = sorted(INPUTS.values())[-1]
    kenzan("extract", path, "--out", tmp_path)
    first = files_of(tmp_path)
    run = kenzan("extract", path, "--out", tmp_path)
    assert run.returncode == 0, run.stderr
    assert files_of(tmp_path) == first


def test_summary_lines_keep_the_order_of_the_inputs(tmp_path: Path) -> None:
    paths = sorted(INPUTS.values(), key=lambda path: path.stat().st_size, reverse=True)
    run = kenzan("extract", *paths, "--out", tmp_path, "--jobs", 2)
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == [path.stem for path in paths]
