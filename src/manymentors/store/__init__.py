"""The rows: one Django app. Reads are named functions in `queries/`; only `actions` writes."""
