"""One kind of fact, one file."""
