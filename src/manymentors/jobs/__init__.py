"""What is done beside the pages and commands: durable workflows, one a source, and the worker's loop around them.

Killed anywhere, they go on. The pages never import this package: they write an errand down, and a worker takes it.
"""

from manymentors.jobs.loop import watch
from manymentors.jobs.once import ask_about, reread, sync
from manymentors.jobs.queue import Synced

__all__ = ["Synced", "ask_about", "reread", "sync", "watch"]
