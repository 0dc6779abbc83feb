"""A store that an earlier version wrote is brought up to date, and holds what it held."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.world import World

AS_RELEASED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "manymentors.settings"
import django
from django.conf import settings
settings.HOME.mkdir(parents=True, exist_ok=True)
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False  # as it was when there were but these
executor.loader.build_graph()
executor.migrate([("store", "0001_initial")])
apps = executor.loader.project_state(("store", "0001_initial")).apps
get = lambda name: apps.get_model("store", name).objects
me = get("User").create(username="me", local=True, password="!")
ada = get("Person").create(name="Ada Example", key="ada example")
source = get("Source").create(kind="feed", url="https://feeds.example/ada", title="Ada speaks", checked=timezone.now())
get("SourcePerson").create(source=source, person=ada, role="owner", evidence="told")
get("Follow").create(user=me, source=source, person=ada, why="ran a budget", via="a friend")
text = "I answered phones on a help desk for two years. Then I ran the network."
item = get("Item").create(source=source, key="1", kind="article", title="A talk", text=text, first_seen=timezone.now())
get("Appearance").create(item=item, person=ada, role="author", evidence="feed")
for order, (kind, what, start, end) in enumerate((("job", "answered phones", 0, 47), ("job", "ran the network", 48, 71))):
    get("Milestone").create(item=item, person=ada, name="Ada Example", kind=kind, what=what, quote=text[start:end],
                            start=start, end=end, order=order, score=0.9, reader="listener 2")
get("Step").create(user=me, what="answered phones on a help desk", kind="job", position=1)
get("Correction").create(user=me, item=item, fact="milestone", quote=text[48:71], verb="confirm")
"""

MADE_OF = """
import json
from manymentors.store.setup import open_store
open_store()
from django.db import connection
with connection.cursor() as cursor:
    told = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        columns = sorted(str(column[:7]) for column in connection.introspection.get_table_description(cursor, table))
        keys = connection.introspection.get_constraints(cursor, table).values()
        told[table] = [columns, sorted(str(sorted(key.items(), key=str)) for key in keys)]
print(json.dumps(told))
"""


def made_of(world: World) -> dict[str, list[list[str]]]:
    """Each table's columns and its keys, constraints and indexes, in no order."""
    ran = subprocess.run(
        [sys.executable, "-c", MADE_OF], env=world.environ, capture_output=True, text=True, check=True
    )
    found: dict[str, list[list[str]]] = json.loads(ran.stdout)
    return found


def test_what_the_first_release_wrote_is_all_there_after_the_upgrade(bare: World) -> None:
    made = subprocess.run(
        [sys.executable, "-c", AS_RELEASED], env=bare.environ, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    first = bare.ok("people", "--json")
    assert "Bringing the data up to date" in first.err
    told = first.json
    assert "Ada Example" in str(told)
    assert "ran a budget" in str(told)
    compared = bare.ok("compare", "Ada Example")
    assert compared.err == ""
    road = compared.out
    assert "1 step" in road
    assert "ran the network" in road
    kept = bare.ok("export").out
    assert "answered phones on a help desk" in kept


def test_an_upgraded_store_and_a_new_one_are_made_of_the_same(bare: World, empty: World) -> None:
    subprocess.run([sys.executable, "-c", AS_RELEASED], env=bare.environ, capture_output=True, check=True)
    upgraded, new = made_of(bare), made_of(empty)
    assert upgraded.keys() == new.keys()
    assert {table: (upgraded[table], new[table]) for table in new if upgraded[table] != new[table]} == {}
