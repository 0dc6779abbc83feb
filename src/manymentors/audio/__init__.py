"""Audio: where it is kept, how it is fetched whole, how its text and its places are found again."""
