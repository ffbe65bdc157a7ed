"""How packets are printed, scanned and damaged for `make score-scans`: each variant as scanners, copiers and years make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Damage = Callable[[Grey, np.random.Generator], Grey]


def bitonal(grey: Grey, rng: np.random.Generator) -> Grey:
    """Black and white, as fax machines and old scanners make it."""
    del rng
    return np.where(grey < 160, 0, 255).astype(np.uint8)


def dithered(grey: Grey, rng: np.random.Generator) -> Grey:
    """Black and white by Floyd's and Steinberg's error diffusion, as imaging programs make it."""
    from PIL import Image

    del rng
    return np.asarray(Image.fromarray(grey).convert("1").convert("L"), np.uint8)


def skewed(degrees: float) -> Damage:
    """Laid on the glass askew."""

    def turn(grey: Grey, rng: np.random.Generator) -> Grey:
        del rng
        height, width = grey.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)

    return turn


def blurred(grey: Grey, rng: np.random.Generator) -> Grey:
    """Out of focus."""
    del rng
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8)


def noisy(grey: Grey, rng: np.random.Generator) -> Grey:
    """A grainy sensor."""
    return np.clip(grey + rng.normal(0, 14, grey.shape), 0, 255).astype(np.uint8)


def jpeg(grey: Grey, rng: np.random.Generator) -> Grey:
    """Packed as hard as mail programs do."""
    del rng
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def faint(grey: Grey, rng: np.random.Generator) -> Grey:
    """Toner at its end, on grey paper."""
    del rng
    return (225 - (255 - grey.astype(np.float32)) * 0.35).astype(np.uint8)


def speckled(grey: Grey, rng: np.random.Generator) -> Grey:
    """Dust."""
    found = grey.copy()
    found[rng.random(grey.shape) < 0.0008] = 0
    return found


def stamped(grey: Grey, rng: np.random.Generator) -> Grey:
    """A round seal over some cells, in the grey that red ink becomes."""
    height, width = grey.shape
    centre = (int(width * rng.uniform(0.45, 0.85)), int(height * rng.uniform(0.25, 0.6)))
    seal = np.full_like(grey, 255)
    cv2.circle(seal, centre, int(width * 0.05), 120, max(int(width * 0.004), 2), cv2.LINE_AA)
    return np.minimum(grey, seal)


def folded(grey: Grey, rng: np.random.Generator) -> Grey:
    """Fold lines: toner broken along one, a shadow along the other."""
    found = grey.copy()
    row, column = int(grey.shape[0] * rng.uniform(0.4, 0.6)), int(grey.shape[1] * rng.uniform(0.4, 0.6))
    found[row : row + 2] = np.maximum(found[row : row + 2], 225)
    found[:, column : column + 2] = np.minimum(found[:, column : column + 2], 205)
    return found


@dataclass(frozen=True)
class Variant:
    """How packets are printed and scanned."""

    name: str
    dpi: int
    damages: tuple[Damage, ...] = ()


VARIANTS = (
    Variant("300 grey", 300),
    Variant("200 grey", 200),
    Variant("150 grey", 150),
    Variant("600 bitonal", 600, (bitonal,)),
    Variant("300 bitonal", 300, (bitonal,)),
    Variant("200 bitonal", 200, (bitonal,)),
    Variant("150 bitonal", 150, (bitonal,)),
    Variant("150 dithered", 150, (dithered,)),
    Variant("300 skew 1.5", 300, (skewed(1.5),)),
    Variant("200 skew -0.8 jpeg", 200, (skewed(-0.8), jpeg)),
    Variant("200 blur noise", 200, (blurred, noisy)),
    Variant("300 faint", 300, (faint, noisy)),
    Variant("200 speckle", 200, (speckled,)),
    Variant("300 stamp fold", 300, (stamped, folded)),
)


def pages_of(expected: Sequence[Mapping[str, str]], most: int) -> list[int]:
    """The pages that expected cells stand on, the first ``most`` of them; 0 for all."""
    return sorted({int(line["page"]) for line in expected})[: most or None]


def rasterised(path: Path, pages: Sequence[int], variant: Variant) -> Iterator[tuple[int, Grey]]:
    """The pages of a PDF as a scanner would give them, damages always the same."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in pages:
        page: Any = document[number - 1]
        bitmap = page.render(scale=variant.dpi / 72, grayscale=True)
        grey = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width])
        rng = np.random.default_rng(number)
        for damage in variant.damages:
            grey = damage(grey, rng)
        yield number, grey
