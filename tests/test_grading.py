"""A whole class through nbgrader: thirty submissions of every kind, their grades, their feedback, and what may not leak."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from scalinglaws import classroom
from scalinglaws.classroom.engine.sheet import in_html
from scalinglaws.classroom.grading import preprocessors
from scalinglaws.classroom.grading.kernel import LARGEST_PRINT
from scalinglaws.live.page import install

from tools import branch
from tools.grade import handout
from tools.grade.jobs import Job, Limits, configuration
from tools.grade.submission import understood

#: One worker makes the class, and the others do not run it beside.
pytestmark = pytest.mark.xdist_group("classroom")
SLUG = "test-time-compute"
ITEM = classroom.find(SLUG)
FULL = sum(part.points for part in ITEM.parts)
SECONDS_A_CELL = 3


def tool(module, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", f"tools.grade.{module}", *map(str, arguments)],
        cwd=handout.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


# ---------------------------------------------------------------- the class


def answered(student):
    """A perfect submission, with words in the cells that are graded by hand."""
    notebook = handout.solution(ITEM, student)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("words-"):
            cell.source = f"What {student} thinks."
    return notebook


def replaced(notebook, pattern, text, only=""):
    """The notebook with a pattern replaced in every code cell that begins with `only`; it must be there."""
    found = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith(only):
            cell.source, times = re.subn(pattern, lambda _: text, cell.source)
            found += times
    assert found, pattern
    return notebook


def known(part, given):
    """The known mistakes of a part, with what they give for a student."""
    return part.key(given, *part.cases(given)[0]).mistakes


def with_mistakes(student, number):
    """A submission that makes the mistake of this number in every part that has so many, and its points."""
    notebook, given, points = answered(student), ITEM.numbers(student), FULL
    for part in ITEM.parts:
        if number >= len(known(part, given)):
            continue
        points -= part.points
        if part.typed:
            value = f"{float(known(part, given)[number].gives):.4g}"
            replaced(notebook, rf"(?m)^{part.name} += \S+", f"{part.name} = {value}", "%%answers")
        else:
            code = (
                f"from scalinglaws import classroom\n_item = classroom.find({SLUG!r})\n"
                f"_part = next(part for part in _item.parts if part.name == {part.name!r})\n"
                f"def {part.name}(*arguments, part=_part, given=_item.numbers({student!r})):\n"
                f"    return part.key(given, *arguments).mistakes[{number}].gives"
            )
            at = next(i for i, cell in enumerate(notebook.cells) if f"def {part.name}(" in cell.source)
            # after the cell that uses it to work out results, so that each mistake stands alone
            check = next(i for i, cell in enumerate(notebook.cells) if "classroom.check(" in cell.source and i > at)
            notebook.cells.insert(check, nbformat.v4.new_code_cell(code))
    return notebook, points


def with_code(student, source):
    """A perfect submission with one more cell, after the sheet is open."""
    notebook = answered(student)
    notebook.cells.insert(3, nbformat.v4.new_code_cell(source))
    return notebook


def without(student, *patterns):
    """A perfect submission from which cells are deleted."""
    notebook = answered(student)
    kept = [cell for cell in notebook.cells if not any(pattern in cell.source for pattern in patterns)]
    assert len(notebook.cells) - len(kept) >= len(patterns)
    notebook.cells = kept
    return notebook


def points_of(*names):
    return sum(ITEM.task(name).points for name in names)


def pupils(blank):
    """student → (file name, notebook or text, points expected, words expected in the report)."""
    name = f"{SLUG}.ipynb"
    everyone = {f"perfect-{i}": (name, answered(f"perfect-{i}"), FULL, "") for i in range(10)}
    everyone["blank"] = (name, blank, 0, "")
    most = max(len(known(part, ITEM.numbers("mistake-0"))) for part in ITEM.parts)
    for number in range(most):
        notebook, points = with_mistakes(f"mistake-{number}", number)
        everyone[f"mistake-{number}"] = (name, notebook, points, "")
    copied, numbers = answered("perfect-0"), sum(part.points for part in ITEM.parts if part.typed)
    words = sum(part.points for part in ITEM.parts if part.options)
    everyone["copier"] = (name, copied, 0, "was handed in by copier")
    renamed = replaced(answered("perfect-0"), "perfect-0", "copier-2")
    same = ITEM.parts[[part.name for part in ITEM.parts].index("dearer")]
    luck = words if same.key(ITEM.numbers("perfect-0")).right == same.key(ITEM.numbers("copier-2")).right else 0
    everyone["copier-2"] = (name, renamed, FULL - numbers + luck, "")
    hangs = replaced(answered("hangs"), r"return r / stops.*", "while True: pass")
    everyone["hangs"] = (name, hangs, FULL - points_of("checker"), "took too long")
    raises = replaced(answered("raises"), r"return r / stops.*", "raise RuntimeError('no idea')")
    everyone["raises"] = (name, raises, FULL - ITEM.task("checker").parts[1].points, "")
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    everyone["stubborn"] = (name, with_code("stubborn", stubborn), None, "took too long|did not stop|did not finish")
    everyone["truncated"] = (name, nbformat.writes(answered("truncated"))[:4000], 0, "cut off")
    everyone["empty"] = (name, "", 0, "cut off")
    everyone["renamed"] = ("my answer (final).ipynb", answered("renamed"), FULL, "came as my answer")
    everyone["deleted"] = (name, without("deleted", '"ask-again"', "def coverage"), FULL - 2, "check-ask-again")
    everyone["no-sheet"] = (name, without("no-sheet", "open_sheet"), FULL, "")
    everyone["syntax"] = (name, replaced(answered("syntax"), r"return r / stops.*", "return r /"), FULL - 2, "")
    everyone["prints"] = (
        name,
        with_code("prints", "for _ in range(50000): print('x' * 100)\nprint('y' * 20_000_000)"),
        FULL,
        "",
    )
    everyone["deletes"] = (name, with_code("deletes", "import shutil\nshutil.rmtree('.')"), FULL, "")
    everyone["vandal"] = (name, with_code("vandal", f"import os\nos.remove({str(blank.path)!r})"), FULL, "")
    everyone["memory"] = (name, with_code("memory", "hoard = bytearray(50 * 10**9)"), FULL, "")
    everyone["exits"] = (name, with_code("exits", "import os\nos._exit(3)"), 0, "")
    return everyone


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(folder, who was in it, the report): made, graded and given back as an instructor does it."""
    folder = tmp_path_factory.mktemp("class")
    tool("handout", "class", folder, SLUG)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 60", f"timeout = {SECONDS_A_CELL}"))
    blank = nbformat.read(folder / "release" / SLUG / f"{SLUG}.ipynb", 4)
    blank.path = str(folder / "precious.txt")
    (folder / "precious.txt").write_text("mine")
    everyone = pupils(blank)
    del blank["path"]
    for student, (name, notebook, _, _) in everyone.items():
        target = folder / "submitted" / student / SLUG
        target.mkdir(parents=True)
        text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
        (target / name).write_text(text)
    handed_in = {path: path.read_bytes() for path in folder.glob("submitted/**/*.ipynb")}
    report = tool("whole_class", "grade", folder, "--seconds", 60)
    tool("whole_class", "feedback", folder)
    assert {path: path.read_bytes() for path in folder.glob("submitted/**/*.ipynb")} == handed_in
    return folder, everyone, {line.split()[0]: line for line in report.splitlines()}


def scores(folder):
    """student → (automatic points, cells that wait for a person), from nbgrader's own tables."""
    with sqlite3.connect(folder / "gradebook.db") as book:
        rows = book.execute(
            "select student.id, coalesce(sum(grade.auto_score), 0), sum(grade.needs_manual_grade) from grade "
            "join submitted_notebook on grade.notebook_id = submitted_notebook.id "
            "join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id "
            "join student on submitted_assignment.student_id = student.id group by student.id"
        ).fetchall()
    return {student: (points, waiting) for student, points, waiting in rows}


def test_thirty_are_in_the_class_and_nobody_is_lost(graded):
    folder, everyone, report = graded
    assert len(everyone) >= 30
    assert set(scores(folder)) == set(report) == set(everyone)
    assert {path.parent.parent.name for path in folder.glob(f"feedback/*/{SLUG}/{SLUG}.html")} == set(everyone)


def test_grades_are_exactly_as_expected(graded):
    folder, everyone, _ = graded
    found = {student: points for student, (points, _) in scores(folder).items()}
    expected = {student: points for student, (_, _, points, _) in everyone.items() if points is not None}
    assert {student: found[student] for student in expected} == expected


def test_the_report_says_in_words_what_was_strange(graded):
    _, everyone, report = graded
    for student, (_, _, _, words) in everyone.items():
        assert re.search(words, report[student]), report[student]
    assert report["perfect-0"].split() == ["perfect-0", SLUG, str(FULL)]


def test_answers_in_words_wait_for_a_person(graded):
    folder, _, _ = graded
    assert scores(folder)["perfect-1"][1] == 2
    assert scores(folder)["blank"][1] == 0


def test_a_submission_costs_only_itself(graded):
    folder, _, _ = graded
    assert (folder / "precious.txt").read_text() == "mine"
    text = (folder / "autograded" / "vandal" / SLUG / f"{SLUG}.ipynb").read_text()
    assert "PermissionError" in text
    size = (folder / "autograded" / "prints" / SLUG / f"{SLUG}.ipynb").stat().st_size
    assert size < 300_000
    assert "the rest was dropped" in (folder / "autograded" / "prints" / SLUG / f"{SLUG}.ipynb").read_text()


def test_feedback_says_what_was_right_and_the_hint_for_what_was_wrong(graded):
    folder, _, _ = graded

    def feedback(student):
        text = (folder / "feedback" / student / SLUG / f"{SLUG}.html").read_text()
        return re.sub(r"<[^>]+>", "", text)

    given = ITEM.numbers("perfect-2")
    for part in ITEM.parts:
        assert said(part.key(given, *part.cases(given)[0]).shows) in unescaped(feedback("perfect-2"))
        for number, mistake in enumerate(known(part, given)):
            assert said(mistake.hint) in unescaped(feedback(f"mistake-{number}")), mistake.name
    assert "still missing" in feedback("blank") or "your id" in feedback("blank")
    assert "From the grader" in feedback("truncated")
    assert "RuntimeError: no idea" in unescaped(feedback("raises"))


def said(words):
    """A hint as a page shows it, without its marks of emphasis."""
    return unescaped(re.sub(r"<[^>]+>", "", in_html(words)))


def unescaped(text):
    return (
        text.replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def test_what_students_get_back_shows_no_hidden_test_and_no_solution(graded):
    folder, _, _ = graded
    for student in ("blank", "mistake-0", "truncated"):
        text = unescaped((folder / "feedback" / student / SLUG / f"{SLUG}.html").read_text())
        assert "HIDDEN TESTS" not in text
        hidden = [cell.source.strip() for cell in handout.read(SLUG).cells if "check" in cell.metadata]
        # the mistaken one has most of the solution itself
        for line in {*filter(None, hidden), *(leaks(ITEM) if student != "mistake-0" else ())}:
            assert line not in re.sub(r"<[^>]+>", "", text), line
    assert {path.suffix for path in folder.glob("feedback/**/*") if path.is_file()} == {".html"}


def test_nothing_waits_afterwards_and_who_hands_in_again_is_graded_again(graded):
    folder, _, _ = graded
    assert "Nothing waits" in tool("whole_class", "grade", folder)
    path = folder / "submitted" / "blank" / SLUG / f"{SLUG}.ipynb"
    kept = path.read_bytes()
    nbformat.write(answered("blank"), path)
    assert tool("whole_class", "grade", folder).split()[:3] == ["blank", SLUG, str(FULL)]
    path.write_bytes(kept)


def test_workers_of_another_backend_grade_as_well(graded, tmp_path):
    """As on a cluster: other processes, to which a job travels and from which its outcome comes back."""
    folder, _, _ = graded
    script = tmp_path / "elsewhere.py"
    script.write_text(
        "import joblib, sys\nfrom pathlib import Path\n"
        "from tools.grade import whole_class\nfrom tools.grade.jobs import Limits\n"
        "if __name__ == '__main__':\n    with joblib.parallel_config(backend='loky'):\n"
        "        print(*whole_class.grade(Path(sys.argv[1]), Limits(), n_jobs=1))\n"
    )
    again = folder / "submitted" / "perfect-3" / SLUG / f"{SLUG}.ipynb"
    again.write_bytes(again.read_bytes())
    places = [str(handout.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    done = subprocess.run(
        [sys.executable, script, folder], env=environment, cwd=handout.ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert f"perfect-3 {SLUG} {FULL}" in " ".join(done.stdout.split()), done.stderr[-2000:]


# ---------------------------------------------------------------- leaks


def leaks(item):
    """Every line of a solution, a hidden test, a model answer or a rubric that is long enough to know again."""
    lines = (line.strip() for text in handout.solution_texts(item) for line in text.splitlines())
    given = "\n".join(
        re.sub(r"(?s)BEGIN SOLUTION.*?END SOLUTION", "", cell.source)
        for cell in handout.read(item.slug).cells
        if "check" not in cell.metadata
    )
    return {line for line in lines if len(line) > 12 and line not in given}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """release/ of all seven assignments."""
    folder = tmp_path_factory.mktemp("all")
    tool("handout", "class", folder)
    return folder


@pytest.mark.parametrize("slug", classroom.ASSIGNMENTS)
def test_a_release_has_the_notebook_alone_and_no_solution_anywhere_in_it(release, slug):
    folder = release / "release" / slug
    assert [path.name for path in folder.rglob("*")] == [f"{slug}.ipynb"]
    text = (folder / f"{slug}.ipynb").read_text()
    notebook = nbformat.reads(text, 4)
    strings = "\n".join(all_strings(json.loads(text)))
    lines = leaks(classroom.find(slug))
    assert len(lines) > 15
    for line in lines:
        assert line not in strings
    for word in ("SOLUTION", "HIDDEN", "Rubric", "model answer"):
        assert word not in strings
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert not cell.get("attachments")
        assert set(cell.metadata) <= {"nbgrader", "deletable", "editable"}


def all_strings(value):
    """Every string in a notebook's file: sources, outputs, metadata, keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield "".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from all_strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from all_strings(item)


@pytest.mark.parametrize("slug", classroom.ASSIGNMENTS)
def test_what_is_the_instructor_s_alone_is_complete(release, slug):
    rubric = (release / "instructor" / "rubrics" / f"{slug}.md").read_text()
    assert "**Rubric.**" in rubric
    assert rubric.count("points.*") == 2
    solution = (release / "instructor" / "solutions" / f"{slug}.ipynb").read_text()
    assert "%%answers" in solution
    assert "= ..." not in solution


def test_the_published_branch_has_the_assignments_as_students_receive_them(release, tmp_path, monkeypatch):
    monkeypatch.setattr(branch, "RELEASE", release / "release")
    target = branch.write("https://github.com/someone/scaling", "main", tmp_path / "branch")
    for slug in classroom.ASSIGNMENTS:
        published = nbformat.read(target / "assignments" / f"{slug}.ipynb", 4)
        received = nbformat.read(release / "release" / slug / f"{slug}.ipynb", 4)
        assert published.cells[0].source == install("https://github.com/someone/scaling/archive/notebooks.zip")
        assert [cell.source for cell in published.cells[1:]] == [cell.source for cell in received.cells]


def test_the_page_for_instructors_names_the_limits_that_hold():
    page = (handout.ROOT / "chapters" / "instructors.md").read_text()
    for limit in (
        f"may take {re.search('timeout = ([0-9]+)', handout.CONFIG)[1]} seconds",
        f"the notebook {Limits.seconds} and {Limits.gigabytes:g} GB",
        f"may print {LARGEST_PRINT:,} characters",
    ):
        assert limit in page


def test_the_class_can_be_made_again_and_its_configuration_stays(release):
    config = release / "nbgrader_config.py"
    config.write_text(config.read_text() + "\n# ours\n")
    tool("handout", "class", release, SLUG)
    assert config.read_text().endswith("# ours\n")


def test_a_class_that_began_under_the_old_names_still_grades(tmp_path):
    """Its nbgrader_config.py is the instructor's and is never written again."""
    began = (
        "from nbgrader.converters import Autograde, GenerateFeedback\nfrom scalinglaws.classroom import steps\n"
        "c = get_config()\n"
        "c.Autograde.autograde_preprocessors = steps.autograde(Autograde.autograde_preprocessors.default_args[0])\n"
        "c.GenerateFeedback.preprocessors = [\n"
        "    steps.WithoutHiddenTests, *GenerateFeedback.preprocessors.default_args[0]\n]\n"
    )
    named = []
    for config in (began, handout.CONFIG):
        (tmp_path / "nbgrader_config.py").write_text(config)
        read = configuration(tmp_path)
        named.append((read.Autograde.autograde_preprocessors, read.GenerateFeedback.preprocessors))
    assert named[0] == named[1]
    assert preprocessors.SayWhoseItIs in named[0][0]


def test_the_key_is_the_student_s_own():
    ada, bob = tool("handout", "key", "ada", SLUG), tool("handout", "key", "bob", SLUG)
    assert all(part.name in ada for part in ITEM.parts if part.typed)
    assert ada != bob


# ---------------------------------------------------------------- strange submissions, without a kernel


def job(**files):
    blank = nbformat.writes(handout.source(ITEM)).encode()
    return Job(
        "ada", SLUG, {name.replace("_", "."): content for name, content in files.items()}, blank, b"", "", Limits()
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "No files were handed in"),
        ({"answer_txt": b"hello"}, "there are 0 of other names"),
        ({"a_ipynb": b"{}", "b_ipynb": b"{}"}, "there are 2 of other names"),
        ({"a_ipynb": b"\xff\xfe"}, "cannot be read|can be read"),
        ({"a_ipynb": b"[]"}, "can be read"),
        ({"a_ipynb": b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'}, "can be read"),
    ],
)
def test_what_is_no_submission_is_said_in_words(files, words):
    kept, said = understood(job(**files))
    assert not kept
    assert re.search(words, " ".join(said))


def test_too_large_a_submission_is_not_read(tmp_path):
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(60_000_000)
    packed = Job("ada", SLUG, {"large.bin": large}, b"", b"", "", Limits()).packed()
    assert packed.files == {}
    shutil.rmtree(tmp_path)
