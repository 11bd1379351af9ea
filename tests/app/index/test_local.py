"""A repository on this machine: every file of code in a commit, and nothing is written to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UsageError
from app.git.plumbing import Git
from app.index import listing
from app.index.blobs import Progress
from app.index.local import facts_of_tree, stored_of_tree
from review.code.stored import Unread, decode
from tests.app.git.repositories import Repository
from tests.app.index.test_parsers import DEADLY_YAML

FILES: dict[str, bytes | tuple[str, bytes]] = {
    "shop/cart.py": b"def total(rows):\n    return sum(rows)\n",
    "cmd/main.go": b"package main\n\nfunc main() {}\n",
    "deploy/values.yaml": b"image:\n  tag: 1\n",
    "deploy/deadly.yaml": DEADLY_YAML,
    "README.md": b"# Shop\n",
    "link.py": ("120000", b"shop/cart.py"),
    "odd \xff\n.py".encode("latin-1").decode("utf-8", "surrogateescape"): b"def odd(): pass\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository.create(tmp_path / "r.git")
    made.point("refs/heads/main", made.commit(FILES))
    return made


async def test_each_file_of_code_has_its_facts(repository: Repository) -> None:
    seen: list[Progress] = []

    async def seeing(progress: Progress) -> None:
        seen.append(progress)

    found = await facts_of_tree(repository.path, "main", seeing, processes=1)
    named = {path: [one.name for one in facts.definitions] for path, facts in found.items()}
    assert named == {
        "shop/cart.py": ["total"],
        "cmd/main.go": ["main"],
        "deploy/values.yaml": ["image"],
        "odd \udcff\n.py": ["odd"],
    }
    assert (seen[-1].done, seen[-1].files) == (5, 5)


async def test_why_a_file_was_not_read_is_told(repository: Repository) -> None:
    found = {path: decode(value) for path, value in (await stored_of_tree(repository.path, processes=1)).items()}
    deadly = found["deploy/deadly.yaml"]
    assert isinstance(deadly, Unread)
    assert "crashed" in deadly.reason


async def test_of_too_many_files_the_first_are_listed(repository: Repository) -> None:
    listed = await listing.list_code(Git(repository.path), "main", sizes=True, most=2)
    assert len(listed.files) == 2
    assert listed.left_out == listing.TOO_MANY.format(most=2, files=5)


async def test_a_revision_that_is_not_there_is_told(repository: Repository) -> None:
    with pytest.raises(UsageError):
        await facts_of_tree(repository.path, "no-such")
