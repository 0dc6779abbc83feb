"""One's own archive from X (Twitter) → items. The kind itself is in kinds/x_archive.py."""
