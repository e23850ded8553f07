"""Reads strips of text with the recognition model that rapidocr ships in its wheel.

The model is run directly: a strip is no wider than its text (the time is in the width), strips of
like width go together, and for every letter the next best guesses are kept. Batches are read by as
many threads at once as work on the document; a batch is the same however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from extract.frozen import dataclass
from extract.readers._scan_crew import CREW
from extract.readers._scan_engine import Logits, model
from extract.readers._scan_image import Grey

HEIGHT = 48  # pixels: what the model was trained on
_STEP = 32  # widths are rounded up to this, so that few shapes are met
_NARROWEST = 64
_WIDEST = 3200
_BATCH = 2560  # pixels of width that go together
_GUESSES = 5
_UNSURE = 0.97  # below this likelihood the next best guesses are kept


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as read: its likelihood, and where it is not sure what else it may be, with
    likelihoods, best first. ``at`` is its place in the strip as a share of the width.
    """

    text: str
    sure: float
    at: float
    guesses: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a strip says, letter by letter."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """The letters as one text."""
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        """0 to 1: how sure the model is of its letters on the whole; 0 where it read none."""
        if not self.letters:
            return 0.0
        return float(np.mean([letter.sure for letter in self.letters]))


def read_strips(pictures: Sequence[Grey]) -> list[Reading]:
    """The text of each picture of a line, in the order given."""
    crew = CREW.get()
    engine = model(crew.size)
    scaled = [_to_height(picture) for picture in pictures]
    readings = [Reading(())] * len(scaled)

    def read(batch: list[int]) -> None:
        width = _width(max(scaled[i].shape[1] for i in batch))
        rows = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            rows[row, :, :, : scaled[i].shape[1]] = scaled[i].astype(np.float32) / 127.5 - 1.0
        for i, likely in zip(batch, engine.run(rows), strict=True):
            readings[i] = _decode(likely, scaled[i].shape[1] / width, engine.letters)

    crew.each(read, _batches([picture.shape[1] for picture in scaled]))
    return readings


def _to_height(picture: Grey) -> Grey:
    height, width = picture.shape
    wide = min(_WIDEST, max(1, round(width * HEIGHT / height)))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (wide, HEIGHT), interpolation=way), np.uint8)


def _width(width: int) -> int:
    return max(_NARROWEST, -(-width // _STEP) * _STEP)


def _batches(widths: Sequence[int]) -> Iterable[list[int]]:
    """Numbers of pictures that are read together: of nearly one width, not too many."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: widths[i]):
        width = _width(widths[index])
        narrowest = _width(widths[batch[0]]) if batch else width
        if batch and (width * (len(batch) + 1) > _BATCH or width > 1.15 * narrowest + _STEP):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _decode(likely: Logits, filled: float, letters: tuple[str, ...]) -> Reading:
    """Letters from the likelihoods of each step: repeats and blanks (letter 0) fall out."""
    best = likely.argmax(axis=1)
    steps = len(best)
    runs: list[int] = []  # the surest step of each letter
    last = 0
    for step, index in enumerate(best.tolist()):
        if index and index != last:
            runs.append(step)
        elif index and likely[step, index] > likely[runs[-1], index]:
            runs[-1] = step
        last = index
    return Reading(
        tuple(
            Letter(
                letters[best[step]],
                sure := float(likely[step, best[step]]),
                (step + 0.5) / steps / max(filled, 1e-6),
                _guesses(likely[step], letters) if sure < _UNSURE else (),
            )
            for step in runs
        )
    )


def _guesses(step: Logits, letters: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    top = np.argpartition(step, -_GUESSES)[-_GUESSES:]
    order = top[np.argsort(-step[top])]
    return tuple((letters[int(i)], float(step[i])) for i in order)
