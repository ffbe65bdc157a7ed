"""Which parts of a PDF are damaged, so that pages print less than they should?  pdfium leaves them out and says nothing.

Compressed parts carry a checksum: one that does not unpack to its end was overwritten or cut.  Which page shows it is looked
up only then, in the plain text of the file's objects.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.model import Finding

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_ASCII85 = re.compile(rb"/Filter\s*\[?\s*/(?:ASCII85Decode|A85)\b")
_ASCII85_BYTES = bytes(range(0x21, 0x76)) + b"z~> \t\r\n\x0c\x00"
_FLATE = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b")
_NO_TEXT = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType)\b|/Length1\b")
"""Pictures and font programs: what they hold is no text of a page, and most of a file's bytes."""
_DICTIONARY = 4096
"""Bytes before a stream in which its dictionary stands."""
_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b(.*?)\bendobj", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R\b")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_PAGES = re.compile(rb"/Pages\s+(\d+)\s+\d+\s+R")
_KIDS = re.compile(rb"/Kids\s*\[(.*?)\]", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents\s*(?:\[(.*?)\]|(\d+\s+\d+\s+R))", re.DOTALL)


def damaged_parts(data: bytes) -> list[int]:
    """Object numbers of the compressed parts of a PDF that cannot be unpacked; none for encrypted files, whose are unknown."""
    if b"/Encrypt" in data:
        return []
    return [number for number, is_whole, packed in _packed(data) if not is_whole(packed)]


def _packed(data: bytes) -> Iterator[tuple[int, Callable[[bytes], bool], bytes]]:
    """Of every compressed part that may hold text its object number, what tells whether it is whole, and its bytes."""
    position = 0
    while found := _STREAM.search(data, position):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        heads = list(_HEAD.finditer(data, max(position, found.start() - _DICTIONARY), found.start()))
        position = end
        if heads:
            dictionary = data[heads[-1].end() : found.start()]
            test = _inflates if _FLATE.search(dictionary) else _is_ascii85 if _ASCII85.search(dictionary) else None
            if test and not _NO_TEXT.search(dictionary):
                yield int(heads[-1][1]), test, data[found.end() : end]


def _is_ascii85(packed: bytes) -> bool:
    """Whether all bytes are of the alphabet: decoding takes longer than reading the page."""
    return not packed.translate(None, _ASCII85_BYTES)


def _inflates(packed: bytes) -> bool:
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(packed)
    except zlib.error:
        return False
    return unpacker.eof


@dataclass(frozen=True, slots=True)
class Damage:
    """What is to be said of a file's damaged parts."""

    pages: dict[int, Finding]
    """By page, from 1."""
    file: Finding | None = None
    """For parts that draw no page, or none that can be told."""
    unplaced: bool = False
    """Whether it is unknown which page a damaged part draws: any empty page may be one."""


def damage_of(data: bytes) -> Damage:
    """What to say of the damaged parts of a PDF, given its bytes."""
    parts = set(damaged_parts(data))
    if not parts:
        return Damage({})
    pages = _pages_of(data)
    hit = {page: page_finding(page, PARTLY) for page, contents in pages.items() if contents & parts}
    rest = len(parts.difference(*pages.values()))
    if not rest:
        return Damage(hit)
    text = f"{rest} compressed parts of the file cannot be unpacked: pages may lack what they print"
    return Damage(hit, Finding("unsupported_page-damaged-file", "error", "unsupported_page", text), not pages)


PARTLY = "is damaged: what draws it cannot be unpacked to its end, and numbers may be missing"


def page_finding(page: int, why: str) -> Finding:
    """A page that could not be read, or not wholly; ``why`` goes on after the page's number."""
    return Finding(f"unsupported_page-damaged-p{page}", "error", "unsupported_page", f"page {page} {why}", page=page)


def _pages_of(data: bytes) -> dict[int, set[int]]:
    """For each page, from 1, the objects that draw it; empty where the tree of pages is not plain to see."""
    bodies = {int(number): body for number, body in _OBJECT.findall(data)}
    root = next((found for body in bodies.values() if _CATALOG.search(body) and (found := _PAGES.search(body))), None)
    pages: dict[int, set[int]] = {}
    waiting, seen = [int(root[1])] if root else [], set()
    while waiting:
        number = waiting.pop()
        body = bodies.get(number)
        if body is None or number in seen:
            return {}  # a page is missing from the tree: counting on would name the wrong pages
        seen.add(number)
        if kids := _KIDS.search(body):
            waiting += [int(kid) for kid in reversed(_REFERENCE.findall(kids[1]))]
        else:
            contents = _CONTENTS.search(body)
            pages[len(pages) + 1] = {int(n) for n in _REFERENCE.findall(contents[1] or contents[2])} if contents else set()
    return pages
