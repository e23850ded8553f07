"""``python -m fuhe``."""

from __future__ import annotations

from fuhe.cli import main

if __name__ == "__main__":
    main()
