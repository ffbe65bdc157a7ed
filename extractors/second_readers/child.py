"""The process in which a second reader reads: one request in on standard input, one line out for each page.

Run as ``python -m extractors.second_readers.child``.  A page that raises is answered with its error and the next page is
read; a hang or a crash is the parent's business (``runner``).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from extractors.second_readers.wire import content_to_line
from pipeline.model import PageContent

PageReader = Callable[[Path, Sequence[int], str], Iterator[PageContent]]
MEMORY_LIMIT = 4 * 2**30
"""Bytes of address space: pages of 600-page books took 200 MB; a page that wants 4 GB is to crash alone, not the machine."""


def page_reader(name: str) -> PageReader:
    """The reader of this name.  Raises ``ImportError`` where its library is not installed, ``KeyError`` for no such reader."""
    if name == "camelot":
        import camelot  # noqa: F401  (fails here, once, rather than on every page)

        from extractors.second_readers import camelot_reader

        return camelot_reader.read_pages
    if name == "pdfplumber":
        import pdfplumber  # noqa: F401

        from extractors.second_readers import pdfplumber_reader

        return pdfplumber_reader.read_pages
    raise KeyError(name)


def answer(request: str, out: TextIO) -> None:
    """Read the pages that ``request`` names and write a line for each to ``out`` as soon as it is read."""
    order = json.loads(request)
    try:
        read = page_reader(order["reader"])
    except ImportError as error:
        print(json.dumps({"fatal": f"{order['reader']} is not installed ({error.name})"}), file=out, flush=True)
        return
    for number in order["pages"]:
        try:
            lines = [content_to_line(content) for content in read(Path(order["path"]), [number], order["password"])]
        except Exception as error:  # any failure of a foreign library on one page: told to the parent, the next page is read
            lines = [json.dumps({"page": number, "error": type(error).__name__})]
        for line in lines:
            print(line, file=out, flush=True)


def limit_memory() -> None:
    """Cap the address space where the system can."""
    try:
        import resource
    except ImportError:  # not a Unix: the time limit alone must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def main() -> None:
    """Keep standard output for the protocol: whatever a library prints goes to standard error."""
    limit_memory()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        answer(sys.stdin.readline(), out)


if __name__ == "__main__":
    main()
