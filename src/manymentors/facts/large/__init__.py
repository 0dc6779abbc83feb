"""A larger listener, as an extra: all-mpnet-base-v2 with a small change of our own, put together once on the user's machine."""
