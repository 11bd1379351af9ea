"""Mining real repositories: git prints, the mining reads, and whatever stands in names and messages changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.errors import UsageError
from app.git.branch import BranchLimits, TooLarge, mined_of, read_branch
from app.git.plumbing import Git
from app.work.compute import InProcess
from review.history.churn import churn_of, reverts_of
from review.history.encoding import decode
from review.history.owners import owners_of
from review.models.mined import Mark, Mined
from tests.app.git.branches import START, Made, grow
from tests.app.git.repositories import Repository

NOW = START + 100 * 86_400


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "r.git")


async def mined(repository: Repository, revision: str = "HEAD") -> Mined:
    told = await mined_of(repository.path, revision)
    assert told is not None
    return told


async def read(repository: Repository, tip: str, kept: bytes | None = None, **limits: int) -> bytes:
    git = Git(repository.path)
    return await read_branch(git, tip, repository.path, InProcess(), kept, BranchLimits(**limits))


async def test_commits_files_authors_and_times_are_those_of_git(repository: Repository) -> None:
    made = [Made({"a": b"1", "b": b"1"}), Made({"a": b"2"}, name=b"Bob", mail=b"BOB@x.invalid"), Made({"b": None})]
    ids = grow(repository, made)
    told = await mined(repository)
    assert [told.id(number) for number in range(3)] == ids
    assert told.tip == ids[-1]
    assert list(told.times) == [START, START + 86_400, START + 2 * 86_400]
    assert [person.mail for person in told.people] == ["ann@example.invalid", "bob@x.invalid"]
    assert [told.names[file] for file in told.touched_by(2)] == ["b"]
    assert told.present == b"\1\0"


async def test_a_moved_file_keeps_its_past(repository: Repository) -> None:
    grow(repository, [Made({"a": b"1"}), Made({"a": b"2"}), Made(moves={"a": "dir/b"}), Made({"dir/b": b"3"})])
    churn = churn_of(await mined(repository), "dir/b", NOW)
    assert churn is not None
    assert (churn.commits, churn.first) == (4, START)


async def test_gits_own_revert_is_tied_to_its_commit(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "r", bare=False)
    broken = grow(repository, [Made({"a": b"1\n"}), Made({"a": b"2\n"}, message=b"fix: a")])[-1]
    repository.git("reset", "-q", "--hard")
    repository.git("revert", "--no-edit", broken)
    assert reverts_of(await mined(repository), "a")[0].reverts == broken


async def test_merges_count_for_nobody_and_the_merged_commits_for_their_authors(repository: Repository) -> None:
    base = grow(repository, [Made({"a": b"1"})])[0]
    side = grow(repository, [Made({"b": b"1"}, name=b"Bob", mail=b"bob@x.invalid")], base, "refs/heads/side")[0]
    tree = repository.git("rev-parse", f"{side}^{{tree}}")
    merge = repository.git("commit-tree", tree, "-p", base, "-p", side, "-m", "Merge")
    repository.point("refs/heads/main", merge)
    told = await mined(repository)
    assert (len(told.times), told.tip) == (2, merge)
    assert owners_of(told, ["b"], NOW)[0].author.name == "Bob"


async def test_the_mailmap_of_the_branch_names_the_authors(repository: Repository) -> None:
    mailmap = b"Ann Real <ann@real.invalid> <ann@old.invalid>\n"
    grow(
        repository, [Made({"a": b"1"}, mail=b"ann@old.invalid"), Made({".mailmap": mailmap}, mail=b"ann@real.invalid")]
    )
    assert {person.name for person in (await mined(repository)).people} == {"Ann Real", "Ann"}
    assert {person.mail for person in (await mined(repository)).people} == {"ann@real.invalid"}


async def test_hostile_names_and_messages_stay_text(repository: Repository) -> None:
    paths = ["new\nline", "tab\t", 'quo"te', "-n", "é\udcff", ":100644 100644 a b M", "back\\slash"]
    message = b"\n:100644 100644 " + b"0" * 40 + b"\n\xff\n" + b"x" * 100_000
    grow(repository, [Made(dict.fromkeys(paths, b"1"), name=b":1 \xff", mail=b"\xfe", message=message)])
    told = await mined(repository)
    assert sorted(told.names) == sorted(paths)
    assert told.people[0].name == ":1 �"
    assert len(told.times) == 1


async def test_an_empty_commit_and_one_without_a_message_are_read(repository: Repository) -> None:
    grow(repository, [Made({"a": b"1"}), Made(message=b""), Made({"a": b"2"}, message=b"")])
    told = await mined(repository)
    assert [len(told.touched_by(number)) for number in range(3)] == [1, 0, 1]


async def test_ten_thousand_files_in_a_commit_are_one_sweeping_change(repository: Repository) -> None:
    many = {f"dir{n % 100}/{n}": b"1" for n in range(10_000)}
    grow(repository, [Made({"a": b"1"}), Made(many)])
    told = await mined(repository)
    assert told.marks[1] == Mark.WIDE | Mark.SWEEPING
    assert sum(told.present) == 10_001
    assert len(told.touched) == 1


async def test_what_is_there_is_what_the_tip_holds_after_merges_too(repository: Repository) -> None:
    base = grow(repository, [Made({"a": b"1", "b": b"1"})])[0]
    side = grow(repository, [Made({"b": None})], base, "refs/heads/side")[0]
    tree = repository.git("rev-parse", f"{base}^{{tree}}")
    merge = repository.git("commit-tree", tree, "-p", base, "-p", side, "-m", "Merge, and keep b")
    told = await mined(repository, merge)
    assert told.present[told.files["b"]] == 1


STEPS = [
    Made({"a": b"1", "b": b"1"}),
    Made({"a": b"2"}, message=b"fix: a", name=b"Bob", mail=b"bob@x.invalid"),
    Made(moves={"a": "c"}),
    Made({"c": b"3", "b": None}),
    Made({"a": b"new"}, message=b"Revert nothing"),
]


@pytest.mark.parametrize("cut", range(1, len(STEPS) + 1))
async def test_mining_what_is_new_gives_what_mining_all_gives(repository: Repository, cut: int) -> None:
    ids = grow(repository, STEPS)
    kept = await read(repository, ids[cut - 1])
    assert await read(repository, ids[-1], kept) == await read(repository, ids[-1])


async def test_only_what_is_new_is_read(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = grow(repository, STEPS)
    kept = await read(repository, ids[3])
    logged: list[Sequence[str]] = []
    plain = Git.run

    async def watched(self: Git, *args: str, **kwargs: object) -> bytes:
        logged.append(args)
        return await plain(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", watched)
    await read(repository, ids[4], kept)
    assert [f"^{ids[3]}" in args for args in logged if args[0] == "log"] == [True]


async def test_a_rewritten_branch_is_mined_again(repository: Repository) -> None:
    old = grow(repository, STEPS)
    kept = await read(repository, old[-1])
    new = grow(repository, [Made({"x": b"1"}), Made({"x": b"2"})], old[0])
    told = decode(await read(repository, new[-1], kept))
    assert told == decode(await read(repository, new[-1]))
    assert "c" not in told.files


async def test_another_mailmap_has_all_mined_again(repository: Repository) -> None:
    first = grow(repository, [Made({"a": b"1"}, mail=b"old@x.invalid")])[0]
    kept = await read(repository, first)
    second = grow(
        repository, [Made({".mailmap": b"New <new@x.invalid> <old@x.invalid>\n"}, mail=b"new@x.invalid")], first
    )[0]
    assert {person.mail for person in decode(await read(repository, second, kept)).people} == {"new@x.invalid"}


async def test_of_a_branch_that_is_too_long_only_the_newest_commits_are_mined(repository: Repository) -> None:
    ids = grow(repository, [Made({"a": b"%d" % n}) for n in range(8)])
    told = decode(await read(repository, ids[-1], commits=5))
    assert (told.whole, [told.id(number) for number in range(5)]) == (False, ids[3:])
    assert decode(await read(repository, ids[-1], commits=8)).whole


async def test_a_log_above_the_limit_is_refused(repository: Repository) -> None:
    ids = grow(repository, [Made({f"{n}": b"1" for n in range(100)})])
    with pytest.raises(TooLarge):
        await read(repository, ids[-1], log_bytes=1000)
    with pytest.raises(TooLarge):
        await read(repository, ids[-1], tree_bytes=10)


async def test_damaged_bytes_are_mined_again(repository: Repository) -> None:
    ids = grow(repository, STEPS)
    assert await read(repository, ids[-1], b"mined 9") == await read(repository, ids[-1])


async def test_a_repository_of_long_ids_is_mined_too(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "r.git", object_format="sha256")
    ids = grow(repository, STEPS)
    told = await mined(repository)
    assert told.id(4) == ids[4]


async def test_a_blobless_clone_on_disk_will_do(repository: Repository, tmp_path: Path) -> None:
    grow(repository, [*STEPS, Made({".mailmap": b"X <x@x.invalid> <ann@example.invalid>\n"})])
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone.git"
    repository.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{repository.path}", str(clone))
    assert (await mined(Repository(clone))).ids == (await mined(repository)).ids


async def test_a_shallow_clone_and_an_empty_repository_have_no_history(repository: Repository, tmp_path: Path) -> None:
    assert await mined_of(repository.path) is None
    grow(repository, STEPS)
    repository.git("clone", "-q", "--bare", "--depth=1", f"file://{repository.path}", str(tmp_path / "shallow.git"))
    assert await mined_of(tmp_path / "shallow.git") is None


async def test_a_revision_that_is_not_there_is_the_users_mistake(repository: Repository) -> None:
    grow(repository, STEPS)
    with pytest.raises(UsageError):
        await mined_of(repository.path, "nowhere")


async def test_settings_of_the_repository_are_not_obeyed(repository: Repository) -> None:
    grow(repository, STEPS)
    plain = await mined(repository)
    for key, value in {
        "log.mailmap": "false",
        "diff.renames": "true",
        "core.abbrev": "7",
        "log.showSignature": "true",
    }.items():
        repository.git("config", key, value)
    assert await mined(repository) == plain
