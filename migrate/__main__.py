"""``python -m migrate``."""

from migrate.command.cli import main

main()
