"""Do the networks read at all?  A picture made in memory is read before the first page is."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.ocr.numbers import spellings
from extractors.ocr.recognition import MODELS, MissingReaderError, crop_of, recogniser

PRINTED = "1,234,567"


def check_readers() -> None:
    """Raise MissingReaderError where a network does not read what was just drawn."""
    picture = np.full((60, 360), 255, np.uint8)
    cv2.putText(picture, PRINTED, (20, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2, cv2.LINE_AA)
    ys, xs = np.nonzero(picture < 128)
    box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    for name in MODELS:
        [seen] = recogniser(name).read([crop_of(picture, box, 20)])
        if (said := spellings(seen.numbers)[0].text) != PRINTED:
            raise MissingReaderError(
                f"{name} read {said!r} from a picture of {PRINTED!r}: its weights or onnxruntime are damaged"
            )
