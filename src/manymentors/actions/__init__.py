"""Every change, one verb a file; the only code that writes rows. Each save is one short transaction."""
