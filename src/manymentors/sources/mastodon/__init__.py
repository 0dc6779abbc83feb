"""A Mastodon server's answers → FoundSource and FoundItem. The kind itself is in kinds/mastodon.py."""
