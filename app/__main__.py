"""The `diffdiver` command."""

from __future__ import annotations

import sys

import click

from app.cli import diffdiver
from app.errors import AppError, UsageError


def main() -> None:
    """Run the command line; a named error becomes one line on stderr, exit status 2 for what the user can mend."""
    try:
        diffdiver.main(standalone_mode=True)
    except UsageError as error:
        click.echo(f"diffdiver: {error}", err=True)
        sys.exit(2)
    except AppError as error:
        click.echo(f"diffdiver: {error}", err=True)
        sys.exit(3)


if __name__ == "__main__":
    main()
