"""How is many packets' work spread over processes, so that one that dies takes nothing else with it?

One task, one process: its memory goes back when it ends, and a reader that crashes in native code, or is killed for want of
memory, costs one line about one packet.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

Report = Callable[[Any], None]
"""Called by a task with whatever tells how far it is."""

PATIENCE = 5.0
"""Seconds that a process gets to put away its unfinished files before it is killed."""


@dataclass(frozen=True, slots=True)
class Died:
    """A process ended without a result: by a crash in native code, or because the system killed it."""

    cause: str


@dataclass(frozen=True, slots=True)
class _Running(Generic[Task]):
    index: int
    task: Task
    process: BaseProcess


def run_each(
    tasks: Sequence[Task],
    work: Callable[[Task, Report], Result],
    jobs: int,
    on_report: Callable[[Task, Any], None],
) -> Iterator[Result | Died]:
    """The result of every task, in the order of the tasks, with at most ``jobs`` of them under way.

    ``work`` runs in a process of its own and must not raise: an exception there counts as a death.
    """
    waiting = deque(enumerate(tasks))
    running: dict[Connection, _Running[Task]] = {}
    done: dict[int, Result | Died] = {}
    try:
        for index in range(len(tasks)):
            while index not in done:
                while waiting and len(running) < jobs:
                    _start(work, *waiting.popleft(), running)
                _collect(running, done, on_report)
            yield done.pop(index)
    finally:
        _stop(running)


def _start(work: Callable[[Task, Report], Result], index: int, task: Task, running: dict[Connection, _Running[Task]]) -> None:
    # Forking costs 10 ms where a new interpreter costs 300, but is safe on Linux only.
    fork, spawn = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")
    context: ForkContext | SpawnContext = fork if sys.platform == "linux" else spawn
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_process, args=(work, task, there), daemon=True)
    process.start()
    there.close()
    running[here] = _Running(index, task, process)


def _in_process(work: Callable[[Task, Report], Result], task: Task, pipe: Connection) -> None:
    """The body of one process: an interrupt is the parent's to handle, an end asked for still runs every ``finally``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    result = work(task, lambda message: pipe.send((False, message)))
    pipe.send((True, result))


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)


def _collect(
    running: dict[Connection, _Running[Task]], done: dict[int, Result | Died], on_report: Callable[[Task, Any], None]
) -> None:
    """Wait until some process says something, or ends, and take it in."""
    for pipe in wait(list(running)):
        assert isinstance(pipe, Connection)
        now = running[pipe]
        try:
            final, message = pipe.recv()
        except EOFError:
            now.process.join()
            done[now.index] = Died(_cause(now.process.exitcode))
        else:
            if not final:
                on_report(now.task, message)
                continue
            done[now.index] = message
            now.process.join()
        pipe.close()
        del running[pipe]


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"its process was ended by {signal.Signals(-exit_code).name}"
    return f"its process ended with code {exit_code} and no result"


def _stop(running: dict[Connection, _Running[Task]]) -> None:
    for now in running.values():
        now.process.terminate()
    for now in running.values():
        now.process.join(PATIENCE)
        if now.process.is_alive():
            now.process.kill()
            now.process.join()
