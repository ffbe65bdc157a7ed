"""What is printed where on a PDF page: glyphs with their em boxes, straight rules, pictures; through pdfium, in bulk.

pdfium hands out one character at a time; `native` calls it in batches, so that a page of 1,500 glyphs costs no Python object a
glyph.  All coordinates that leave this module are points as displayed: origin top left, after /Rotate and CropBox.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors import stand_in_font
from extractors.drawings import MAX_SHADE, NO_BOXES, Drawing, Ink, collect, drawn_of, objects_of
from extractors.geometry import all_of, any_of, middle_of
from extractors.native import ADDRESS, Scratch, answers, call_each, collect_seldom, keep_freed_memory, pointer, reference
from pipeline.errors import InputError
from pipeline.model import Glyphs, Rules

TALL = 1.6
"""Of the page's usual glyph height: a bullet whose font claims more stands where its ink is."""
BULLETS = re.compile("[•‣⁃◦∙●○■□◆◇▪▫►▶➢➤✓✔\ue000-\uf8ff]")
"""Set from symbol fonts, by private codes too, whose line height is not the text's."""

ENDING_HYPHENS = "\ufffe\x02"
"""What pdfium gives for a hyphen that ends a line."""
BLANKS = "\u3000\xa0\u200b"
"""Blanks beside the space and the controls before it."""

SAMPLE = 24
"""Characters asked which way they are turned: a page drawn sideways is so throughout."""
TURNED = 0.6
"""Share of them that must be turned alike; headers of columns on ordinary pages measured up to .15."""

MARGIN = 0.1
"""Of the sheet's height: its head and its foot."""

LOW = 0.5
"""Of the usual height of a page's boxes: commas are lower only in fonts that don't say how high they are."""
ASCENT, DESCENT = 0.88, 0.12
"""Em that CJK fonts reach above their baseline and below it."""
BELOW, NEXT = 0.3, 4.0
"""Em between the middles of glyphs of a name that runs downwards: beside each other less, from one to the next more and less."""
SHORT = 0.95
"""Em: a lower box bounds a glyph's ink, and no em."""
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = 0x4E00, 0x9FFF

_loose_box = pointer(raw.FPDFText_GetLooseCharBox, None)
_angle = pointer(raw.FPDFText_GetCharAngle, ctypes.c_float)
_tight_box = pointer(raw.FPDFText_GetCharBox, ctypes.c_int, ADDRESS, ctypes.c_int, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
_font_size = pointer(raw.FPDFText_GetFontSize, ctypes.c_double)
_origin = pointer(raw.FPDFText_GetCharOrigin, ctypes.c_int, ADDRESS, ctypes.c_int, ADDRESS, ADDRESS)
_get_text = pointer(raw.FPDFText_GetText, ctypes.c_int)
_boxes = Scratch(step=16)


class PdfFile:
    """An open PDF, to be closed after its pages (pypdfium2's own class takes longer to set up than pdfium to open a file)."""

    def __init__(self, data: bytes, password: str | None = None) -> None:
        self._data = data  # pdfium reads from it until the file is closed
        self.raw = raw.FPDF_LoadMemDocument64(data, len(data), None if password is None else password.encode() + b"\0")
        self.error = 0 if self.raw else int(raw.FPDF_GetLastError())
        """Why it cannot be read, as pdfium numbers it; 0: nothing is wrong with it."""
        self._pages = max(int(raw.FPDF_GetPageCount(self.raw)), 0) if self.raw else 0

    def __len__(self) -> int:
        """Its pages."""
        return self._pages

    def close(self) -> None:
        """Let go of it; none of its pages may be open."""
        if self.raw:
            raw.FPDF_CloseDocument(self.raw)
        self.raw = None


def open_pdf(path: Path, password: str | None = None) -> PdfFile:
    """Open a PDF; raise InputError that says why it cannot be read."""
    try:
        with path.open("rb", buffering=0) as file:
            data = file.read()
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from error
    if not data:
        raise InputError(path, "the file is empty")
    if b"%PDF-" not in data[:1024]:
        raise InputError(path, "not a PDF (no %PDF- header)")
    keep_freed_memory()
    collect_seldom()
    stand_in_font.install()
    document = PdfFile(data, password)
    if not len(document):
        document.close()
        raise InputError(path, _why_unreadable(document.error, password))
    return document


def _why_unreadable(error: int, password: str | None) -> str:
    if error == raw.FPDF_ERR_SUCCESS:
        return "the PDF has no pages"  # nothing else is wrong with it
    if error == raw.FPDF_ERR_PASSWORD:
        return "wrong password" if password else "encrypted, a password is needed (--password)"
    if error == raw.FPDF_ERR_SECURITY:
        return "encrypted in a way that cannot be read"
    return "the PDF is damaged or truncated"


class PdfPage:
    """One loaded page; close it with ``with``.  Reading happens only for what is asked."""

    def __init__(self, document: PdfFile | pdfium.PdfDocument, number: int) -> None:
        self.number = number
        self._document = document  # which must not be let go before
        self._page = raw.FPDF_LoadPage(document.raw, number - 1)
        if not self._page:
            raise pdfium.PdfiumError(f"page {number} cannot be loaded")
        self._text_page: Any = None
        self.rotation = raw.FPDFPage_GetRotation(self._page)
        self.width = float(raw.FPDF_GetPageWidthF(self._page))
        self.height = float(raw.FPDF_GetPageHeightF(self._page))
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(self._page, box)
        self._bounds = (box.left, box.bottom, box.right, box.top)

    @property
    def handle(self) -> Any:
        """pdfium's own page."""
        return self._page

    def __enter__(self) -> PdfPage:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text_page:
            raw.FPDFText_ClosePage(self._text_page)
        raw.FPDF_ClosePage(self._page)

    # ---------------------------------------------------------------------------------------------------------------- text

    def text(self) -> str:
        """All characters in content order, with the blanks and line ends that pdfium infers."""
        if self._text_page is None:
            self._text_page = raw.FPDFText_LoadPage(self._page)
        count = raw.FPDFText_CountChars(self._text_page)
        if count <= 0:
            return ""
        units = bytearray(2 * count + 2)
        got = _get_text(reference(self._text_page), 0, count, ctypes.byref(ctypes.c_char.from_buffer(units)))
        if got == count + 1:  # one unit a character: the string's index is the character's
            text = units[:-2].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        codes = map(raw.FPDFText_GetUnicode, repeat(self._text_page), range(count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def turn_upright(self, text: str) -> int:
        """Turn a page whose text is drawn sideways or upside down, so that all that is read of it afterwards stands upright.

        ``text``: this page's.  Returns the quarter turns clockwise; 0 for nearly every page.
        """
        places = [i for i in range(0, len(text), max(1, len(text) // SAMPLE)) if text[i] > " "]
        if not places:
            return 0
        text_page = repeat(reference(self._text_page))
        enough = int((1 - TURNED) * len(places)) + 1  # of them upright: the rest are too few to turn the page
        if not self.rotation and not any(answers(_angle, text_page, places[:enough])):
            return 0
        angles = answers(_angle, text_page, places)
        turns = [self._turn_of(angle) for angle in angles]
        turn = max(range(4), key=turns.count)
        if not turn or turns.count(turn) < TURNED * len(turns):
            return 0
        self.rotation = (self.rotation + turn) % 4
        if turn % 2:
            self.width, self.height = self.height, self.width
        return turn

    def boxes(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Shape (n, 4): x0, top, x1, bottom of the em boxes of the characters at these places, as displayed."""
        boxes = _boxes.cleared(len(indices))  # FS_RECTF: left, top, right, bottom
        call_each(_loose_box, repeat(reference(self._text_page)), indices.tolist(), _boxes.pointers)
        return self._displayed(boxes[:, ::2], boxes[:, 1::2])

    def margin_places(self, text: str) -> NDArray[np.int64]:
        """The characters of a page turned by a quarter that stand upright on the sheet, at its head and foot.

        ``text``: this page's.  Places in it, rising: the running head and the number of a page whose table is drawn sideways.
        """
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        places = (codes > ord(" ")).nonzero()[0]
        boxes = self.boxes(places)
        middles = (boxes[:, 0] + boxes[:, 2]) / 2
        places = places[(middles < MARGIN * self.width) | (middles > (1 - MARGIN) * self.width)]
        angles = answers(_angle, repeat(reference(self._text_page)), places.tolist())
        return places[[self._turn_of(angle) != 0 for angle in angles]]

    def glyphs(self, text: str, without: NDArray[np.int64] | None = None) -> Glyphs:
        """Visible glyphs only, each once: blanks, control characters and overprinted copies (fake bold) are left out.

        ``text``: this page's, as ``text()`` gave it; ``without``: places in it that are left out, too.
        """
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        for hyphen in ENDING_HYPHENS:
            if hyphen in text:
                codes = np.where(codes == ord(hyphen), np.uint32(ord("-")), codes)
        visible = codes > ord(" ")
        for blank in BLANKS:
            if blank in text:
                visible &= codes != ord(blank)
        if without is not None:
            visible[without] = False
        places = visible.nonzero()[0]
        boxes = self.boxes(places)
        if self.rotation == 0 and "," in text and self._without_metrics(codes[places], boxes):
            self._raise_to_em(codes[places], places, boxes)
        if BULLETS.search(text):
            self._lower_bullets(codes[places], places, boxes)
        codes = codes[places]
        for run in _upwards(boxes) if self.rotation else ():
            if not self._turn_of(_angle(reference(self._text_page), int(places[run.start]))):
                codes[run], boxes[run] = codes[run][::-1].copy(), boxes[run][::-1].copy()
        return glyphs_of(codes, boxes)

    def _turn_of(self, angle: float) -> int:
        """The quarter turns clockwise that set a character upright which is drawn at an angle, in radians."""
        return int(-round(angle / (math.pi / 2)) - self.rotation) % 4

    def _without_metrics(self, codes: NDArray[np.uint32], boxes: NDArray[np.float32]) -> bool:
        """Whether commas are far lower than other glyphs: pdfium gives the ink's box where a font states no ascent."""
        heights = boxes[:, 3] - boxes[:, 1]
        return bool((heights[codes == ord(",")] < LOW * middle_of(heights)).any())

    def _raise_to_em(self, codes: NDArray[np.uint32], places: NDArray[np.int64], boxes: NDArray[np.float32]) -> None:
        """Set the boxes of fonts without ascent on their baselines, as high as their size, which ideographs are as wide as."""
        sizes = np.array(answers(_font_size, repeat(reference(self._text_page)), places.tolist()), np.float32)
        wide = (codes >= FIRST_IDEOGRAPH) & (codes <= LAST_IDEOGRAPH) & (sizes > 0)
        if wide.any():
            sizes *= middle_of((boxes[wide, 2] - boxes[wide, 0]) / sizes[wide])
        low = (boxes[:, 3] - boxes[:, 1] < SHORT * sizes).nonzero()[0]
        origin = np.zeros(2, np.float64)
        base = origin.ctypes.data
        handle = ctypes.cast(self._text_page, ADDRESS).value
        for index in low.tolist():
            if _origin(handle, int(places[index]), base, base + 8):
                baseline = self._bounds[3] - origin[1]
                boxes[index, 1], boxes[index, 3] = baseline - ASCENT * sizes[index], baseline + DESCENT * sizes[index]

    def _lower_bullets(self, codes: NDArray[np.uint32], places: NDArray[np.int64], boxes: NDArray[np.float32]) -> None:
        """Set marks of fonts with boxes far too high (bullets of symbol fonts) on the line where their ink is."""
        heights = boxes[:, 3] - boxes[:, 1]
        usual = middle_of(heights)
        tall = [index for index in np.flatnonzero(heights > TALL * usual).tolist() if BULLETS.match(chr(codes[index]))]
        edges = np.zeros(4, np.float64)  # left, right, bottom, top
        base = edges.ctypes.data
        handle = ctypes.cast(self._text_page, ADDRESS).value
        for index in tall:
            if _tight_box(handle, int(places[index]), *range(base, base + 32, 8)):
                ink = self._displayed(edges[None, :2].astype(np.float32), edges[None, :1:-1].astype(np.float32))[0]
                middle = (ink[1] + ink[3]) / 2
                boxes[index, 1], boxes[index, 3] = middle - usual / 2, middle + usual / 2

    def _displayed(self, sides: NDArray[np.float32], ends: NDArray[np.float32]) -> NDArray[np.float32]:
        """From page space to x0, top, x1, bottom as a viewer shows them.

        ``sides``, ``ends``: shape (n, 2), left and right, top and bottom of each box.
        """
        x_min, y_min, x_max, y_max = self._bounds
        shown = np.empty((len(sides), 4), np.float32)
        across, down = shown[:, ::2], shown[:, 1::2]
        if self.rotation == 0:
            np.subtract(sides, x_min, out=across)
            np.subtract(y_max, ends, out=down)
        elif self.rotation == 1:
            np.subtract(ends[:, ::-1], y_min, out=across)
            np.subtract(sides, x_min, out=down)
        elif self.rotation == 2:
            np.subtract(x_max, sides[:, ::-1], out=across)
            np.subtract(ends[:, ::-1], y_min, out=down)
        else:
            np.subtract(y_max, ends, out=across)
            np.subtract(x_max, sides[:, ::-1], out=down)
        return shown

    # --------------------------------------------------------------------------------------------------------------- paths

    def drawing(self) -> Drawing:
        """Rules, pictures and the number of paths."""
        ink = Ink()
        collect(objects_of(reference(self._page)), ink)
        fills = self._shown(ink.fills)
        if len(fills):
            area = (fills[:, 2] - fills[:, 0]) * (fills[:, 3] - fills[:, 1])
            fills = fills[area < MAX_SHADE * self.width * self.height]
        horizontal, vertical, shades = drawn_of(self._shown(ink.lines), fills)
        return Drawing(Rules(horizontal, vertical), self._shown(ink.pictures), ink.paths, shades)

    def _shown(self, boxes: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Left, bottom, right, top in page space to boxes as displayed."""
        if not boxes:
            return NO_BOXES
        found = boxes[0] if len(boxes) == 1 else np.concatenate(boxes)
        return self._displayed(found[:, ::2], found[:, :0:-2])


# ------------------------------------------------------------------------------------------------------------------- glyphs


def glyphs_of(codes: NDArray[np.uint32], boxes: NDArray[np.float32]) -> Glyphs:
    """Glyphs from their characters and boxes: those without extent and overprinted copies are left out."""
    width, em = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    fresh = (width > 0) & (em > 0)
    copies = _overprinted(codes, boxes, width, em)
    if copies is not None:
        fresh &= ~copies
    if not all_of(fresh):
        codes, boxes = codes[fresh], boxes[fresh]
    return Glyphs(codes.tobytes().decode("utf-32-le", "replace"), boxes)


def _overprinted(
    codes: NDArray[np.uint32], boxes: NDArray[np.float32], width: NDArray[np.float32], em: NDArray[np.float32]
) -> NDArray[np.bool_] | None:
    """Which glyphs repeat an earlier one at nearly the same place (up to a quarter of an em away); ``None``: none does."""
    if len(codes) < 2:
        return None
    repeated = None
    x, y = boxes[:, 0], (boxes[:, 1] + boxes[:, 3]) / 2
    step = max(middle_of(em) * 0.5, 1.0)
    column = ((x - float(x.min())) * 16).astype(np.int64)
    reach16 = int(4 * float(em.max())) + 1
    for phase in (0.0, 0.5):  # two grids of rows, so that no pair is parted by a row's edge in both
        row = (y / step + phase).astype(np.int64) + 8
        place = (codes.astype(np.int64) << 40) | (row << 20) | column
        order = place.argsort(kind="stable")  # quicker on what is sorted in long runs
        place = place[order]
        close = (place[1:] - place[:-1] <= reach16).nonzero()[0]  # one character, one row, and no further away than any may be
        if not len(close):
            break  # no print is bold only where the second grid would see it
        first, second = order[close], order[close + 1]
        reach, apart = 0.25 * em[second], np.abs(x[second] - x[first])
        near = (apart <= reach) & (np.abs(y[second] - y[first]) <= reach)
        near &= apart <= 0.5 * np.minimum(width[first], width[second])  # copies overlap, ``II`` touches
        if not any_of(near):
            break
        alone = np.ones(len(codes), bool)  # where no copy of the glyph before begins, in this order
        alone[close[near] + 1] = False
        later = np.ones(len(codes), bool)
        later[np.minimum.reduceat(order, alone.nonzero()[0])] = False  # the first in the file's order stays
        repeated = later if repeated is None else repeated | later
    return repeated


def _upwards(boxes: NDArray[np.float32]) -> list[slice]:
    """The runs of glyphs that each stand right above the one before.

    pdfium takes a line from right to left for Arabic and turns it round; a name that runs downwards on a page drawn
    sideways is such.
    """
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:-1]
    steps = np.diff((boxes[:, :2] + boxes[:, 2:]) / 2, axis=0)
    up = (np.abs(steps[:, 0]) < BELOW * sizes) & (steps[:, 1] < -BELOW * sizes) & (steps[:, 1] > -NEXT * sizes)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], up, [False])).astype(np.int8)))
    return [slice(start, end + 1) for start, end in edges.reshape(-1, 2).tolist()]


def pages_of(document: PdfFile, pages: range | list[int] | None = None) -> Iterator[PdfPage]:
    """The wanted pages (from 1), each closed before the next is opened: memory stays flat on long files."""
    for number in pages or range(1, len(document) + 1):
        with PdfPage(document, number) as page:
            yield page
