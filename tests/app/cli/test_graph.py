"""`diffdiver graph` shows what depends on what in a commit, and says what it cannot."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from app.cli.graph import NOT_PLACED, NOTHING_SPENT, graph
from app.errors import UsageError
from app.intake.intent import KnownRepository
from app.store import findings, installations, reviews
from app.store.database import Database
from app.store.tables import completions
from tests.app.git.repositories import Repository
from tests.app.store.samples import BASE, LEASE, finding, pull_request

FILES: dict[str, bytes | tuple[str, bytes]] = {
    "shop/cart.py": b"from shop import tax\n\ndef total():\n    return tax.rate()\n",
    "shop/tax.py": b"import shop.cart\n\ndef rate():\n    return 1\n",
    "web/app.js": b"function main() { run(); }\nfunction run() {}\n",
    'odd "]\x1b[31m.py': b"def odd(): pass\n",
    "README.md": b"# Shop\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = Repository.create(tmp_path / "r.git")
    made.point("refs/heads/main", made.commit(FILES))
    return made.path


def run(repository: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(graph, ["--repo", str(repository), *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result


def test_the_text_tells_size_edges_cycles_and_what_stands_highest(repository: Path) -> None:
    result = run(repository)
    assert "4 files, 5 definitions" in result.stdout
    assert "calls by confidence: 0.95: 1, 0.90: 1" in result.stdout
    assert "import cycles: 1\n  2 files: shop/cart.py, shop/tax.py" in result.stdout
    assert "shop/tax.py:rate  1 callers" in result.stdout
    assert "building the graph of 4 files" in result.stderr


def test_control_characters_of_a_name_do_not_reach_the_terminal(repository: Path) -> None:
    assert "\x1b" not in run(repository, "--limit", "50").stdout


def test_each_form_is_what_its_program_reads(repository: Path) -> None:
    assert json.loads(run(repository, "--format", "json").stdout)["calls"] == {"0.95": 1, "0.90": 1}
    assert len(json.loads(run(repository, "--format", "d3").stdout)["nodes"]) == 4
    assert json.loads(run(repository, "--format", "cytoscape", "--level", "symbol").stdout)["elements"]["edges"]
    assert {each["name"] for each in json.loads(run(repository, "--format", "treemap").stdout)["children"]} >= {"shop"}
    assert ElementTree.fromstring(run(repository, "--format", "graphml").stdout) is not None
    assert run(repository, "--format", "mermaid").stdout.startswith("flowchart LR\n")


def test_a_focus_shows_what_is_near_it(repository: Path) -> None:
    text = run(repository, "--focus", "shop/tax.py:rate", "--level", "symbol").stdout
    assert text == (
        "shop/tax.py:rate  line 3, 1 in, 0 out\n"
        "shop/cart.py:total  line 3, 0 in, 1 out\n"
        "  calls shop/tax.py:rate  0.90, line 4\n"
    )


def test_a_treemap_has_a_focus_on_a_folder(repository: Path) -> None:
    tree = json.loads(run(repository, "--format", "treemap", "--focus", "shop/").stdout)
    (shop,) = tree["children"]
    assert {each["path"] for each in shop["children"]} == {"shop/cart.py", "shop/tax.py"}


def test_what_is_not_there_is_said(repository: Path) -> None:
    for arguments, said in (
        (("--focus", "nothing"), "no file and no definition named 'nothing'"),
        (("--focus", "sho", "--format", "treemap"), "no file and no folder named 'sho'"),
        (("--usage", "octo/shop", "--format", "d3"), "--usage needs"),
        (("--usage", "octo/shop", "--focus", "shop/tax.py"), "--usage needs"),
        (("--rev", "nope"), "has no commit 'nope'"),
        (("--repo", str(repository / "none")), "no folder"),
    ):
        with pytest.raises(UsageError, match=said):
            run(repository, *arguments)


async def _spent(url: str) -> None:
    database = await Database.open(url)
    async with database.begin() as tx:
        await installations.save_repositories(tx, [KnownRepository(7, 1, "octo/shop")])
        for head, account, cost in (("c" * 40, [finding("one"), finding("two")], 3_000), ("d" * 40, [], None)):
            started = await reviews.start(tx, pull_request(3, head), LEASE, BASE)
            await findings.save_account(tx, started, account)
            values = {"provider": "p", "model": "m", "kind": "review", "latency_ms": 1, "outcome": "ok", "detail": ""}
            tokens = {
                "fresh_input": 10,
                "output": 5,
                "cost_microusd": cost,
                "repository_id": 7,
                "review_id": started.id,
            }
            await tx.execute(completions.insert().values(**values, **tokens, created_ms=1))
    await database.close()


def test_spending_is_shown_by_the_components_that_reviews_found_something_in(
    repository: Path, data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert data_dir.is_dir()
    asyncio.run(_spent(database_url))
    text = run(repository, "--usage", "octo/shop").stdout
    assert "$0.0030, 15 tokens, 1 reviews\n" in text
    assert f"{NOT_PLACED}  $0.0000, 15 tokens, 1 reviews, 1 calls of unknown price" in text
    used = json.loads(run(repository, "--usage", "7", "--format", "json").stdout)["usage"]
    assert [(each["cost"], each["tokens"]) for each in used] == [(3_000, 15), (0, 15)]
    assert NOTHING_SPENT in run(repository, "--usage", "8").stdout
