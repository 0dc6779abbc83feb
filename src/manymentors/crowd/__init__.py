"""What many people together say: answers, the ideal mentor that several cover, who influences whom, what comes back for review."""
