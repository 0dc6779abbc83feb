"""Documents and written items → passages, the unit of search and citation."""
