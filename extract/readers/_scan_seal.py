"""Black letters under a grey seal: in a scan without colour a seal is ink as well as what it covers.

Where OCR doubts a cell whose ink is of two clearly different greys, the darker one is taken for the
letters and read once more.
"""

from __future__ import annotations

import cv2
import numpy as np

from extract.readers._scan_image import Grey, Mask

_FEWEST = 40  # pixels of ink: fewer tell nothing
_BROAD = 30  # pixels of the paler ink with ink all around: the soft edge of letters has none
_APART = 40.0  # grey levels between the means of the two
_SHARES = (0.005, 0.85)  # of the ink may be the darker one


def darker(grey: Grey, ink: Mask) -> tuple[Grey, Mask] | None:
    """The picture with only its darkest letters left, and their ink; None where the ink is of one
    grey."""
    values = grey[ink > 0]
    if len(values) < _FEWEST:
        return None
    level, _ = cv2.threshold(values.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    dark = values <= level
    share = float(dark.mean())
    if not _SHARES[0] <= share <= _SHARES[1]:
        return None
    if float(values[~dark].mean()) - float(values[dark].mean()) < _APART:
        return None
    pale = np.where((grey > level) & (ink > 0), np.uint8(255), np.uint8(0))
    if np.count_nonzero(cv2.erode(pale, np.ones((3, 3), np.uint8))) < _BROAD:
        return None
    mask = np.where((grey <= level) & (ink > 0), np.uint8(255), np.uint8(0))
    edge = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.where(edge > 0, grey, np.uint8(255)), np.asarray(mask, np.uint8)
