"""Questions hold whole files where they fit, and what does not fit is counted."""

from __future__ import annotations

from review.models import Line, LineKind, Severity
from review.prompts.packing import MAX_FILES, MAX_QUESTIONS, PARTLY, QUESTION_TOKENS, Room, cut, plan, smaller
from review.prompts.shown import ShownHunk


def hunk(lines: int, text: str = "value = other_value  # thirty bytes", first: int = 1) -> ShownHunk:
    return ShownHunk("", tuple(Line(LineKind.ADDED, None, first + number, text) for number in range(lines)))


def test_a_few_small_files_share_a_question_and_a_large_one_has_its_own() -> None:
    files = {f"a{number}.py": (hunk(3),) for number in range(2)} | {"big.py": (hunk(400),)}
    questions = [[piece.path for piece in question] for question in plan(files, {}).questions]
    assert sorted(map(sorted, questions)) == [["a0.py", "a1.py"], ["big.py"]]


def test_no_question_is_over_its_limits() -> None:
    files = {f"f{number:03}.py": (hunk(5 + 37 * (number % 9)),) for number in range(60)}
    for question in plan(files, {}).questions:
        assert len(question) <= MAX_FILES
        assert sum(piece.tokens for piece in question) <= QUESTION_TOKENS


def test_many_small_files_are_read_in_as_many_questions_as_there_may_be() -> None:
    planned = plan({f"f{number:03}.py": (hunk(9),) for number in range(60)}, {})
    assert planned.left == {}
    assert len(planned.questions) == MAX_QUESTIONS


def test_files_of_one_group_that_do_not_fit_together_are_asked_about_apart() -> None:
    files = {name: (hunk(200),) for name in ("a.py", "b.py", "c.py")}
    questions = [[piece.path for piece in question] for question in plan(files, {}).questions]
    assert sorted(questions) == [["a.py", "b.py"], ["c.py"]]


def test_every_line_of_a_file_too_large_for_one_question_is_in_exactly_one() -> None:
    hunks = (hunk(900), hunk(10, first=2_000), hunk(900, first=3_000))
    pieces = list(cut("a.py", hunks, QUESTION_TOKENS))
    assert len(pieces) > 1
    numbers = [line.new for piece in pieces for part in piece.hunks for line in part.lines]
    assert numbers == [line.new for one in hunks for line in one.lines]


def test_the_riskiest_question_comes_first() -> None:
    files = {"a.py": (hunk(400),), "login.py": (hunk(400),)}
    assert plan(files, {}).questions[0][0].path == "login.py"
    assert plan(files, {"a.py": [(3, Severity.CRITICAL)] * 2}).questions[0][0].path == "a.py"


def test_what_does_not_fit_is_named_whole_files_and_parts_apart() -> None:
    files = {f"f{number:02}.py": (hunk(400),) for number in range(MAX_QUESTIONS)} | {"login.py": (hunk(9_000),)}
    planned = plan(files, {})
    assert len(planned.questions) == MAX_QUESTIONS
    asked = {piece.path for question in planned.questions for piece in question}
    assert asked | planned.left.keys() == files.keys()
    assert planned.left["login.py"] == PARTLY
    assert {path for path in planned.left if planned.left[path] == PARTLY} == asked & planned.left.keys()


def test_the_riskiest_parts_of_a_change_that_does_not_fit_are_read_wherever_they_stand() -> None:
    risky = hunk(20, "os.system(password)", 10_000)
    files = {f"f{number:02}.py": (hunk(900), risky, hunk(900, first=20_000)) for number in range(40)}
    room = Room(questions=5)
    planned = plan(files, {}, room)
    read = {piece.path for question in planned.questions for piece in question for part in piece.hunks if risky == part}
    assert read == files.keys()
    assert planned.left == dict.fromkeys(files, PARTLY)
    for question in planned.questions:
        assert len({piece.path for piece in question}) == len(question) <= MAX_FILES
    spent = sum(piece.tokens for question in planned.questions for piece in question)
    assert spent > 0.7 * room.questions * room.tokens, "control: room is no excuse"


def test_what_was_cut_between_two_lines_is_shown_without_a_gap() -> None:
    (question,) = plan({"a.py": (hunk(9_000),)}, {}, Room(questions=1)).questions
    assert len(question[0].hunks) == 1


def test_the_smaller_form_is_the_riskiest_part_in_half_the_room() -> None:
    (question,) = plan({"a.py": (hunk(20), hunk(20, "os.system(password)", 100)), "b.py": (hunk(20),)}, {}).questions
    (part,) = smaller(question, {})
    assert part.path == "a.py"
    assert part.tokens <= sum(piece.tokens for piece in question) // 2
    assert "os.system(password)" in {line.text for one in part.hunks for line in one.lines}


def test_one_line_cannot_be_halved() -> None:
    (question,) = plan({"a.py": (hunk(1),)}, {}).questions
    assert smaller(question, {}) == ()


def test_planning_is_the_same_whatever_the_order_of_the_files() -> None:
    files = {f"f{number}.py": (hunk(number * 20),) for number in range(1, 20)}
    assert plan(files, {}) == plan(dict(reversed(files.items())), {})
