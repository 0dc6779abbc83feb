"""A pytest plugin that is loaded before Django reads its settings: tests get a data folder of their own."""

import atexit
import os
import shutil
import tempfile

for name in [name for name in os.environ if name.startswith("MANYMENTORS_")]:
    if name not in ("MANYMENTORS_REQUIRE_SHARED", "MANYMENTORS_TEST_PROCESSES"):
        del os.environ[name]
# What drives the browser leaves an event loop in its process; Django would refuse the database to tests that come after.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["MANYMENTORS_HOME"] = tempfile.mkdtemp(prefix="manymentors-test-")
atexit.register(shutil.rmtree, os.environ["MANYMENTORS_HOME"], ignore_errors=True)
