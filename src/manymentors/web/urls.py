"""The addresses of people: those of the pages, found by walking `pages/`, and those of the account pages."""

from __future__ import annotations

import importlib
import pkgutil

from django.urls import URLPattern, URLResolver, include, path

from manymentors.web import pages

urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("manymentors.web.account_urls"))]
for found in sorted(pkgutil.iter_modules(pages.__path__), key=lambda module: module.name):
    urlpatterns += importlib.import_module(f"{pages.__name__}.{found.name}").urlpatterns
