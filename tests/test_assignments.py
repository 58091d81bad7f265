"""The assignments: numbers for thousands of students, every solution, every known mistake, and nothing given away."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from scalinglaws import classroom
from scalinglaws.classroom.assignments import a1_scaling_laws
from scalinglaws.classroom.engine import Draw, Key
from scalinglaws.classroom.engine import part as part_of
from scalinglaws.classroom.engine.assignment import alike
from scalinglaws.classroom.engine.judging import judge
from scalinglaws.classroom.engine.sheet import Desk
from traitlets.config import Config

from tools.grade import handout

ITEMS = classroom.ASSIGNMENTS
every = pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
parts = pytest.mark.parametrize(
    ("item", "part"), [(item, part) for item in ITEMS.values() for part in item.parts],
    ids=[f"{slug}-{part.name}" for slug, item in ITEMS.items() for part in item.parts],
)  # fmt: skip


# ---------------------------------------------------------------- a variant for every student


@every
def test_thousands_of_students_have_well_posed_numbers_of_their_own(item):
    """`numbers` redraws until no mistake looks right; here the first draws of two thousand ids are all looked at."""
    draws = [item.given.of(Draw(f"student-{i}", item.slug)) for i in range(2000)]
    assert len(set(map(repr, draws))) == 2000
    for name in vars(draws[0]):
        drawn = [vars(numbers)[name] for numbers in draws]
        found = [np.ravel(value) for value in drawn if isinstance(value, float | int | np.ndarray)]
        values = np.concatenate([[0.0], *found])
        assert np.all(np.isfinite(values)), name
        assert np.all(values >= 0), name


@every
@settings(max_examples=40)
@given(student=st.text(min_size=1, max_size=30).filter(str.strip))
def test_whatever_the_id_the_numbers_are_well_posed(item, student):
    assert alike(item, item.numbers(student)) == []


@every
def test_few_draws_are_given_up(item):
    given_up = [bool(alike(item, item.given.of(Draw(str(i), item.slug)))) for i in range(100)]
    assert np.mean(given_up) < 0.8  # two hundred in a row: once in 10^19 students


def test_an_id_means_the_same_with_other_capitals_and_spaces_and_another_means_something_else():
    one, same, other = (ITEMS["capstone"].numbers(student) for student in ("ada", " Ada ", "adb"))
    assert repr(one) == repr(same) != repr(other)


#: The numbers of one student, as a fingerprint.
FINGERPRINTS = {
    "scaling-laws": "a5f9e391",
    "chinchilla-trap": "7913e6ca",
    "data-walls": "a004586c",
    "synthetic-data": "5adee0db",
    "test-time-compute": "3a0be501",
    "ladder-of-generality": "071d9308",
    "capstone": "1bd2afd4",
}


@every
def test_numbers_never_move(item):
    """A class that has begun must not find other numbers after an update; if they must move, the changelog says so."""
    assert hashlib.sha256(repr(item.numbers("ada")).encode()).hexdigest()[:8] == FINGERPRINTS[item.slug]


@parts
def test_another_student_s_result_is_seldom_right(item, part):
    if not part.typed or part.options:
        return
    students = [item.numbers(f"s{i}") for i in range(40)]
    values = np.array([float(part.key(given).right) for given in students])
    close = np.abs(values[:, None] - values) <= part.tolerance * np.abs(values)
    assert (close.sum() - len(values)) / (len(values) * (len(values) - 1)) < 0.12
    assert all(
        judge(part, given, float(f"{value:.4g}")).state == "right"
        for given, value in zip(students, values, strict=True)
    )


# ---------------------------------------------------------------- solutions, blanks, mistakes


@pytest.fixture(scope="module")
def shell():
    """An IPython in this process, as a kernel has it."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    main = sys.modules["__main__"]
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()
    sys.modules["__main__"] = main  # IPython puts one of its own there, and no process can be spawned with it


def run(shell, notebook):
    """Run a notebook's cells; the scores of its checks, by task."""
    classroom.desk.sheet = None
    shell.reset(new_session=False)
    scores = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        result = shell.run_cell(cell.source)
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith("check-"):
            scores[name.removeprefix("check-")] = result.result
        else:
            assert result.success or "your id" in cell.source, cell.source
    return scores


@every
def test_the_solution_has_full_marks_and_works_out_what_the_key_says(item, shell):
    scores = run(shell, handout.solution(item, "ada"))
    assert {name: float(score) for name, score in scores.items()} == {task.name: task.points for task in item.tasks}
    for part in item.parts:
        if part.typed:
            assert part.same(shell.user_ns[part.name], part.key(item.numbers("ada")).right), part.name


@every
def test_the_blank_has_no_points_and_everything_is_still_missing(item, shell):
    blank = handout.source(item)
    for cell in blank.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = re.sub(r"(?s)### BEGIN SOLUTION.*?### END SOLUTION", "...", cell.source)
        cell.source = cell.source.replace("your id", "ada")
    for score in run(shell, blank).values():
        assert float(score) == 0
        assert {item.state for item in score.judgements} == {"missing"}
        assert all(item.words.startswith("still missing") for item in score.judgements)


def known(part, given):
    """The known mistakes of a part, with what they give for a student."""
    return part.key(given, *part.cases(given)[0]).mistakes


def mistaken(part, given, number):
    """A function of a student who makes the mistake of that number."""
    return lambda *arguments: part.key(given, *arguments).mistakes[number].gives


@every
def test_each_known_mistake_gets_its_hint_and_loses_exactly_its_points(item, shell):
    """Beside an otherwise perfect solution, with the hidden tests as in grading."""
    notebook, given = handout.solution(item, "bob"), item.numbers("bob")
    run(shell, notebook)
    checks = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in notebook.cells
        if "classroom.check(" in cell.source
    }
    for task in item.tasks:
        for part in task.parts:
            for number, mistake in enumerate(known(part, given)):
                if part.typed:
                    shell.run_cell_magic("answers", "", f"{part.name} = {float(mistake.gives):.4g}")
                else:
                    good = shell.user_ns[part.name]
                    shell.user_ns[part.name] = mistaken(part, given, number)
                score = shell.run_cell(checks[f"check-{task.name}"]).result
                said = {one.part.name: one for one in score.judgements}
                assert said[part.name].words == mistake.hint, (part.name, mistake.name)
                assert float(score) == task.points - part.points
                if part.typed:
                    shell.run_cell_magic("answers", "", f"{part.name} = {handout.written(part, part.key(given).right)}")
                else:
                    shell.user_ns[part.name] = good
        assert float(shell.run_cell(checks[f"check-{task.name}"]).result) == task.points


@parts
def test_hints_and_praise_are_sentences_and_say_no_right_answer(item, part):
    given = item.numbers("ada")
    key = part.key(given, *part.cases(given)[0])
    assert key.shows.strip().endswith(".")
    assert len({mistake.name for mistake in key.mistakes}) == len(key.mistakes)
    for mistake in key.mistakes:
        assert mistake.hint.endswith((".", "?"))
        if part.typed and not part.options:
            assert f"{float(key.right):.3g}" not in mistake.hint


@parts
def test_a_wrong_answer_that_is_no_known_mistake_gets_a_sentence_that_helps(item, part):
    given = item.numbers("ada")
    if part.options:
        answers = ["nonsense", 3.0, *part.options]
    elif part.typed:
        right = float(part.key(given).right)
        answers = [right * 1.5, right / 40, -right, float("nan"), "a word", [1.0, 2.0]]
    else:
        answers = [3.0, lambda: 1, lambda *_: "a word", lambda *_: 1 / 0, lambda *_: np.ones(7)]
    for answer in answers:
        judgement = judge(part, given, answer)
        assert judgement.words
        assert judgement.state != "missing"


def test_a_function_that_is_right_only_where_it_was_shown_is_not_right():
    item = ITEMS["capstone"]
    part, given = item.task("budget").parts[0], item.numbers("ada")
    shown = {case: part.key(given, *case).right for case in part.cases(given)}
    judgement = judge(part, given, lambda *case: shown.get(case, 1.0), also=[(1.0, 1.0, 1.0, 1.0)])
    assert judgement.state == "wrong"
    assert "not for others" in judgement.words


# ---------------------------------------------------------------- how an assignment is written


@every
def test_every_function_and_nothing_else_has_arguments_to_be_tried_with(item):
    functions = {part.name for part in item.parts if not part.typed}
    assert set(item.numbers("ada").tried_with()) == functions


@every
def test_names_and_hints_are_the_same_for_every_student(item):
    """So that a list of them holds for all, and a mistake keeps its place from one case to the next."""
    seen = {
        tuple((part.name, m.name, m.hint) for part in item.parts for m in known(part, item.numbers(student)))
        for student in ("ada", "bob", "cyd")
    }
    assert seen == {tuple((part.name, m.name, m.hint) for part, m in item.mistakes)}


def test_the_page_for_instructors_shows_an_answer_as_it_is_written():
    page = (handout.ROOT / "chapters" / "instructors.md").read_text()
    assert inspect.getsource(a1_scaling_laws.N_star.key) in page


def test_the_docstring_is_what_is_asked_and_one_that_asks_nothing_is_refused():
    def answer(mine):
        """The best size for your budget,
        in parameters.

        A note for instructors.
        """
        return Key(1.0, "one.")

    assert part_of(points=1)(answer).asks == "the best size for your budget, in parameters"
    answer.__doc__ = None
    with pytest.raises(ValueError, match="answer needs a docstring"):
        part_of(points=1)(answer)


# ---------------------------------------------------------------- results that are typed in


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("N_star = 7.2e10", None),
        ("N_star = ...", None),
        ("N_star = -7.2e10  # a remark", None),
        ("verdict = 'of neither'", None),
        ("N_star = 6 * 1e10", "not a formula"),
        ("N_star = best_size(mine.law, mine.C)", "not a formula"),
        ("N_start = 7e10", "Did you mean N_star?"),
        ("N_star", "form name = number"),
        ("N_star = = 3", "form name = number"),
        ("import os", "form name = number"),
    ],
)
def test_results_are_typed_in_as_numbers(cell, says):
    sheet = Desk().open(ITEMS["scaling-laws"], "ada")
    said = sheet.take(cell)
    assert not said if says is None else says in said[0]


def test_a_result_that_was_taken_back_is_missing_again():
    sheet = Desk().open(ITEMS["scaling-laws"], "ada")
    sheet.take("N_star = 7.2e10")
    sheet.take("N_star = 2 * 3.6e10")
    assert "N_star" not in sheet.typed


def test_without_an_id_there_is_no_sheet_and_a_check_says_what_to_do():
    with pytest.raises(ValueError, match="Write your id"):
        Desk().open(ITEMS["capstone"], "your id")
    score = Desk().check(ITEMS["capstone"], "budget", {}, {})
    assert float(score) == 0
    assert "First run" in str(score)


def test_in_grading_the_one_who_hands_in_decides_the_numbers_and_another_id_is_refused():
    desk = Desk(handed_in_by="bob")
    assert desk.open(ITEMS["capstone"], "Bob ").student == "bob"
    assert not desk.strange
    desk.open(ITEMS["capstone"], "ada")
    score = desk.check(ITEMS["capstone"], "budget", {}, {})
    assert float(score) == 0
    assert "handed in by bob" in str(score)


# ---------------------------------------------------------------- the sources


@every
def test_an_assignment_has_its_shape(item):
    """Three or four graded tasks, an explanation and an open question; twenty points; every task with given and return."""
    cells = handout.read(item.slug).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    by_hand = [cell.metadata["points"] for cell in cells if "explain" in cell.metadata]
    assert by_hand == [4, 2]
    assert 3 <= len(item.tasks) <= 4
    assert sum(task.points for task in item.tasks) + sum(by_hand) == 20
    assert len(re.findall(r"\*\*Given:\*\*", text)) == len(re.findall(r"\*\*Return:\*\*", text)) == len(item.tasks)
    assert re.findall(r"## Task (\d)", text) == ["1", "2", "3", "4", "5", "6"]
    for kind in ("numbers", "check"):
        assert [cell.metadata[kind] for cell in cells if kind in cell.metadata] == [task.name for task in item.tasks]
    assert text.count("**Rubric.**") == 1
    for name in re.findall(r"`mine\.(\w+)", text):
        assert hasattr(item.numbers("ada"), name), name


@every
def test_the_same_source_always_gives_the_same_notebook(item):
    assert json.dumps(handout.source(item)) == json.dumps(handout.source(item))


def test_every_assignment_has_its_source_and_every_source_its_assignment():
    assert {path.stem for path in handout.SOURCES.glob("*.md")} == set(ITEMS)
