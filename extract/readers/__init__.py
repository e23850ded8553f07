"""One module a format, found by :mod:`extract.registry`; names with an underscore are helpers."""
