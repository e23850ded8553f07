"""How the sample documents are made: one data file, one grid, three writers."""
