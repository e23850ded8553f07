"""What one document may cost before it is given up."""

from __future__ import annotations

from extract.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` by the clock, less those that its process waited for a processor, and ``megabytes``
    of memory for one document (0: no limit), and ``per_worker``, the number of documents after which a worker process is replaced. ``scratch`` is
    the folder for temporary files (empty: the system's)."""

    seconds: float = 300.0
    megabytes: int = 2048
    per_worker: int = 1_500
    scratch: str = ""
