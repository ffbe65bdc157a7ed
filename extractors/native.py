"""How pdfium's functions, which hand out one thing at a time, are called by the thousand without a Python object a call.

ctypes spends three times as long on turning arguments into C values as pdfium on answering.  So pointers to what it writes
are made once and kept for all pages, functions are called past their declared types, and each batch is one ``starmap``.
What they write lies in a `Scratch` until the next batch: pages are read one at a time (pdfium knows no threads).
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

ADDRESS = ctypes.c_void_p
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Names of glibc's settings, as its malloc.h numbers them."""
KEPT = 32 << 20
"""Bytes of freed memory that are kept for the next page: as much as glibc itself comes to keep in a program of large blocks."""
NEW_OBJECTS = 10_000
"""Containers made, less those let go, before Python looks for cycles among them: the cells of several pages."""


class Item(ctypes.c_void_p):
    """An object of a page, as pdfium hands it out: ctypes gives this type back as it is, and takes it without a look."""


def pointer(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function, keeping the interpreter's lock, since calls are short.

    Without ``arguments``, their types, it takes what needs no conversion: a ``reference``, an `Item`, an int that is a C int.
    """
    address = ctypes.cast(function, ADDRESS).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


def reference(handle: Any) -> Any:
    """A handle of pypdfium2's as an argument that is handed on as it is."""
    return ctypes.byref(handle.contents)


def call_each(function: Callable[..., Any], *arguments: Iterable[Any]) -> None:
    """Call a function with the first of all arguments, then with the second, … for what it writes."""
    deque(_calls(function, arguments), maxlen=0)


def answers(function: Callable[..., Any], *arguments: Iterable[Any]) -> list[Any]:
    """What a function answers to the first of all arguments, to the second, …"""
    return list(_calls(function, arguments))


def _calls(function: Callable[..., Any], arguments: tuple[Iterable[Any], ...]) -> Iterator[Any]:
    rows = zip(*arguments, strict=False)  # some repeat for ever
    return starmap(function, rows)  # a tenth quicker than ``map``, which makes a tuple a call


class Scratch:
    """Memory for rectangles of four floats that pdfium writes, with a pointer at every ``step`` bytes of it."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._floats = np.zeros((0, 4), np.float32)
        self.pointers: list[Any] = []

    def cleared(self, count: int) -> NDArray[np.float32]:
        """Shape (count, 4): the memory itself, all zero, for as long as nothing else is asked for."""
        if count > len(self._floats):
            self._grow(max(count, 2 * len(self._floats)))
        floats = self._floats[:count]
        floats.fill(0.0)
        return floats

    def _grow(self, count: int) -> None:
        self._floats = np.zeros((count, 4), np.float32)
        memory = (ctypes.c_char * self._floats.nbytes).from_buffer(self._floats.data)
        self.pointers = [ctypes.byref(memory, at) for at in range(0, self._floats.nbytes, self._step)]


@cache
def keep_freed_memory() -> None:
    """Keep what is freed for the next page or file; once a process.

    glibc hands the end of its memory back whenever 128 KB are free there, so that a closed page or file, whose objects lie at
    the end, is followed by twenty to a hundred page faults of the next one: up to a fifth of a short page's time.
    """
    if sys.platform == "linux":
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune is not None:
            tune(TRIM_THRESHOLD, KEPT)
            tune(MMAP_THRESHOLD, KEPT)


@cache
def collect_seldom() -> None:
    """Have Python look for cycles less often; once a process.

    A page's work makes thousands of tuples and no cycles: by itself (every 700 of them) the collector would look through the
    same ones over and over, in vain.
    """
    often, *others = gc.get_threshold()
    if 0 < often < NEW_OBJECTS:
        gc.set_threshold(NEW_OBJECTS, *others)


def give_back_memory() -> None:
    """Hand to the system what pdfium has freed: glibc keeps it, and Python's own objects never come to lie there."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
