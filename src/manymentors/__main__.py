"""python -m manymentors: the same as the `mentors` command."""

from manymentors.cli.main import main

main()
