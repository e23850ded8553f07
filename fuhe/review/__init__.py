"""A local web page on which a person settles the findings of a corpus."""
