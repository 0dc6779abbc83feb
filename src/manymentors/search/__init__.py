"""The derived passage index: words and vectors of every passage, found together."""
