"""The pages as a WSGI application, for the server that `mentors serve` starts; the store is opened before."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manymentors.settings")
# A thread that comes back from a query waits for its turn behind one that renders: 5 ms each time, as Python has it, and a
# page makes a dozen queries. Half a millisecond costs the one that renders next to nothing.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
