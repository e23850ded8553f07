"""Forms of every published layout, drawn with the truth about them, and what fuhe makes of them."""
