"""The corpus: its tables, and how documents become their rows."""
