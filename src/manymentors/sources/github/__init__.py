"""What GitHub says of a user's public work → one item a week. The kind itself is in kinds/github.py."""
