"""Named reads. Each loads all that it shows, in a number of queries that does not grow with the rows."""
