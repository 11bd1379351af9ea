"""The order of versions, and what lies in a plain range."""

from __future__ import annotations

from itertools import pairwise

from review.packages.versions import before, key_of, satisfies
from tests.index_hosts import CRATES

ORDERED = {
    "npm": "0.9.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.10.0",
    "Go": "0.0.0-20200101000000-abc 0.1.0 1.0.0 2.0.0+incompatible",
    "NuGet": "1.0 1.0.0.1 1.0.1-beta 1.0.1",
    "PyPI": "1.0.dev1 1.0a1.dev2 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1.dev1 1.0.post1 1.1 1.10 1!0.1",
    "RubyGems": "0.9 1.0.0.pre 1.0.0.rc1 1.0 1.0.1 1.10",
}


def test_versions_are_ordered_as_their_ecosystems_do() -> None:
    for ecosystem, versions in ORDERED.items():
        for one, other in pairwise(versions.split()):
            assert before(ecosystem, one, other) is True, (ecosystem, one, other)
            assert before(ecosystem, other, one) is False, (ecosystem, one, other)
    assert key_of("npm", "v1.2.0") == key_of("npm", "1.2")
    assert before("Maven", "1.0", "2.0") is None
    assert before("npm", "one", "2.0") is None
    assert before("PyPI", "1" * 200, "2") is None


def test_plain_ranges_are_understood_and_the_others_left_alone() -> None:
    for ecosystem, requirement, inside, outside in (
        ("npm", "^1.2.3", "1.9.0", "2.0.0"),
        ("npm", "^0.2.3", "0.2.9", "0.3.0"),
        ("npm", "~1.2.3", "1.2.9", "1.3.0"),
        ("npm", ">=1.0.0 <2.0.0", "1.5.0", "2.0.0"),
        ("npm", "1.2.3", "1.2.3", "1.2.4"),
        (CRATES, "1.2", "1.9.9", "2.0.0"),
        (CRATES, "0.3.1", "0.3.9", "0.4.0"),
        ("PyPI", "~=1.4.2", "1.4.9", "1.5"),
        ("PyPI", ">=2,<3,!=2.5", "2.4", "2.5"),
        ("PyPI", "^1.2", "1.9", "2.0"),
        ("PyPI", "==1.0", "1.0.0", "1.0.1"),
        ("RubyGems", "~> 1.2", "1.9", "2.0"),
        ("RubyGems", "~> 1.2.3, >= 1.2.5", "1.2.6", "1.2.4"),
        ("Packagist", "~1.2", "v1.9.0", "2.0.0"),
    ):
        assert satisfies(ecosystem, requirement, inside) is True, (requirement, inside)
        assert satisfies(ecosystem, requirement, outside) is False, (requirement, outside)
    for requirement in ("", "*", "1.x", "^1 || ^2", "1.0 - 2.0", "latest", "1.2"):
        assert satisfies("npm", requirement, "9.9.9") is None, requirement
    assert satisfies("Maven", "1.0", "2.0") is None
