"""What stands for a Japanese font that a PDF names and does not carry?

Older office programs leave ＭＳ 明朝 and the like out of their PDFs.  pdfium then asks the machine for a font.  Where it has
none, pdfium gives glyphs without height and forgets text of one character altogether: 計, 金 and 部 are gone.  Where it has
one, boxes depend on which.  So every such font is stood in for by one that is made here: one small mark for every
character, whose ink never reaches beyond the advance widths that the PDF itself gives.  Places and codes come from the
PDF; a picture of such a page would show the marks.

The font is a TrueType file of eight tables (OpenType specification 1.9: ``head``, ``hhea``, ``maxp``, ``hmtx``, ``cmap`` of
format 13, "many-to-one range mappings", ``loca``, ``glyf``, ``post``).
"""

from __future__ import annotations

import ctypes
import struct
from typing import Any

import pypdfium2.raw as raw

EM = 1000
"""Units of an em."""
MARK = (40, 0, 200, 500)
"""The mark's ink, left, bottom, right, top: narrower than a full stop, lower than any ascent."""
JAPANESE, KOREAN, CHINESE = 128, 129, (134, 136)
"""Character sets as pdfium numbers them (its fpdf_sysfontinfo.h); for others it has fonts of its own."""

_Info = raw.FPDF_SYSFONTINFO
_FIELDS: dict[str, Any] = dict(_Info._fields_)


def install() -> None:
    """Answer pdfium's questions for fonts; once a process, after pdfium has started."""
    if not _kept:
        font = stand_in()
        info = _Info(version=2)
        for name, answer in _answers(font).items():
            setattr(info, name, _FIELDS[name](answer))
        raw.FPDF_SetSystemFontInfo(ctypes.byref(info))
        _kept.append(info)


_kept: list[Any] = []
"""pdfium holds the address for as long as the process lives."""


def _answers(font: bytes) -> dict[str, Any]:
    """The functions that pdfium calls, by their names in its structure."""

    def map_font(_this: Any, _weight: int, _italic: int, charset: int, *_: Any) -> int:
        return int(charset in (JAPANESE, KOREAN, *CHINESE))  # a handle; 0: pdfium takes its own

    def font_data(_this: Any, _handle: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0  # the whole file only
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    return {
        "Release": lambda *_: None,
        "EnumFonts": lambda *_: None,
        "MapFont": map_font,
        "GetFont": lambda *_: 0,
        "GetFontData": font_data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: JAPANESE,
        "DeleteFont": lambda *_: None,
    }


def stand_in() -> bytes:
    """A TrueType font in which every character is the same mark."""
    left, bottom, right, top = MARK
    outline = struct.pack(">5h", 1, left, bottom, right, top) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    outline += struct.pack(">8h", left, right - left, 0, left - right, bottom, 0, top - bottom, 0)
    outline += bytes(-len(outline) % 4)
    return _file_of(
        {
            b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1),
            b"glyf": outline * 2,
            b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 3, EM, 0, 0, *MARK, 0, 8, 2, 1, 0),
            b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 1 << 16, 880, -120, 0, EM, left, 0, right, 1, 0, 0, 0, 0, 0, 0, 0, 1),
            b"hmtx": struct.pack(">Hhh", EM, left, left),
            b"loca": struct.pack(">III", 0, len(outline), 2 * len(outline)),
            b"maxp": struct.pack(">I14H", 1 << 16, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
            b"post": struct.pack(">IIhhIIIII", 3 << 16, 0, 0, 0, 1, 0, 0, 0, 0),
        }
    )


def _file_of(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind their directory; checksums are left at 0, which FreeType does not look at."""
    directory = struct.pack(">IHHHH", 1 << 16, len(tables), 128, 3, 0)
    start, body = len(directory) + 16 * len(tables), b""
    for tag, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body
