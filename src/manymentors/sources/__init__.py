"""OUTSIDE → FoundItem: looks at an address, tells what could be followed there, and brings what is new."""
