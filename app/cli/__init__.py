"""The command line: one file per command, imported only when it is called, so that `review` starts at once."""

from __future__ import annotations

import importlib

import click

from app.version import VERSION

# name -> (module that holds a click command of the same name, the line `--help` shows)
COMMANDS = {
    "review": ("app.cli.review", "Review a local change and print it."),
    "up": ("app.cli.up", "Run the one-machine bot: web and worker on the embedded stores."),
    "web": ("app.cli.web", "Run the web half: webhooks, health, metrics, set-up."),
    "worker": ("app.cli.worker", "Run the worker half: reviews."),
    "receive": ("app.cli.receive", "Replay a recorded webhook payload through intake and worker."),
    "doctor": ("app.cli.doctor", "Check the installation and say what to do about each fault."),
    "providers": ("app.cli.providers", "Show the models, who would be asked and why; test whether they answer."),
    "backfill": ("app.cli.backfill", "Review pull requests that were open already, after showing the cost."),
    "index": ("app.cli.index", "Show what is known of a repository's code, and have it brought up to date."),
    "queue": ("app.cli.queue", "Show the work that is not done; release or retry a job."),
    "eval": ("app.cli.eval", "Measure the review on labelled cases: precision, recall, cost, time."),
    "graph": ("app.cli.graph", "Show which code depends on which: cycles, hot spots, coupling; or export it."),
    "score": ("app.cli.score", "Show each repository's security score, and what it lost it to."),
    "who": ("app.cli.who", "Show who knows of something: people, files and symbols."),
    "accept": ("app.cli.accept", "Take the risk of a finding; list what is accepted; take it back."),
    "audit": ("app.cli.audit", "Show every write to GitHub: when, who, what, why."),
    "purge": ("app.cli.purge", "Remove at once all that is stored of an installation."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order of the list above."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import the command, or return None for click's own error with the nearest name."""
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[name][0]), name)
        assert isinstance(command, click.Command)  # noqa: S101  # a wrong entry in the list above is our bug
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(VERSION, prog_name="diffdiver")
def diffdiver() -> None:
    """Diffdiver reviews pull requests: a security gate that never shows green for code it did not read."""
