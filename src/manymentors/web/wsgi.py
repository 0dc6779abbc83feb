"""The pages as a WSGI application, for the server that `mentors serve` starts; the store is opened before."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manymentors.settings")
application = get_wsgi_application()
