"""What the AT Protocol's AppView answers → FoundSource and FoundItem. The kind itself is in kinds/bluesky.py."""
