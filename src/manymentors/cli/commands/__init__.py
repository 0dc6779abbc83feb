"""One command a file; `ORDER` is the order in which `mentors --help` lists them, others follow by name."""

ORDER = (
    "demo", "up", "serve", "worker", "read", "transcribe", "follow", "sync", "me", "road", "compare", "pair", "next", "search", "nuggets", "shelf", "people",
    "correct", "sources", "unfollow", "forget", "export", "reread", "reindex",
)  # fmt: skip
