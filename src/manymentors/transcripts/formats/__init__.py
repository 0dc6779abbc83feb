"""One file for each format; `read.py` finds them by walking this folder."""
