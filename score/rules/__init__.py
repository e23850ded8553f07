"""One rule, one file, named after the fault; each has a `RULE` and its manual page on top."""
