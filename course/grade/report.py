"""What comes out of grading: a table for the instructor, a page for each student, a summary of the class."""

import csv
import io
import json
from html import escape
from pathlib import Path
from statistics import mean, median

from course.grade import notebook
from course.grade.files import file_name, replace
from course.grade.graded import LONG

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd; vertical-align: top }}
td.n, th.n {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }}
pre {{ background: #f5f5f5; padding: .75rem; overflow-x: auto; font-size: .85rem }}
section {{ padding-left: .75rem }} .lost {{ border-left: 4px solid #b03a00 }} .kept {{ border-left: 4px solid #2b6cb0 }}
pre.words {{ white-space: pre-wrap; font-family: inherit; font-size: 1rem }}
.said {{ font-style: italic; white-space: pre-wrap }}
.said::before {{ content: "Your instructor: "; font-style: normal }}
td.wide {{ width: 60% }} .bar {{ background: #2b6cb0; height: 1rem; margin-top: .25rem }}
</style></head><body>
{body}
</body></html>
"""


def write(out: Path, lab: str, assignment: bytes, contents: dict[str, bytes], results: list[dict]) -> None:
    """``grades.csv``, ``summary.html`` and ``feedback/STUDENT.html`` in `out`, each replaced whole.

    `contents` are the submissions by student; pages of others go. Raises OSError if the disk refuses; what was there
    before then stays.
    """
    feedback = Path(out, "feedback")
    feedback.mkdir(parents=True, exist_ok=True)
    pages = {feedback / f"{file_name(result['student'])}.html": result for result in results}
    for path, result in pages.items():
        replace(path, page(lab, assignment, contents.get(result["student"], b""), result))
    for path in feedback.glob(
        "*.html"
    ):  # of a run with other students: whoever hands the folder out would hand them out
        if path not in pages:
            path.unlink()
    replace(Path(out, "summary.html"), summary(lab, results))
    replace(Path(out, "grades.csv"), table(results))


def table(results: list[dict]) -> str:
    """A line for each student: score, points of each question, status, notes; words not marked yet have no points."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    names = [*results[0]["of"], *results[0]["of_by_hand"]] if results else []
    lines.writerow(["student", "score", "of", "status", *names, "notes"])
    for r in results:
        points = r["points"] | r["by_hand"]
        shown = ["" if points[name] is None else _number(points[name]) for name in names]
        score = map(_number, _score(r))
        lines.writerow([_cell(r["student"]), *score, _cell(r["status"]), *shown, _cell("; ".join(r["notes"]))])
    return text.getvalue()


def page(lab: str, assignment: bytes, submission: bytes, result: dict) -> str:
    """One student's page: points, messages and comments, and beside them the code and the words, as text."""
    answers = notebook.answers_in(json.loads(assignment), submission)
    said = {name.replace("-", "_"): text for name, text in result["cells"]}
    score, of = map(_number, _score(result))
    parts = [f"<h1>{escape(lab)}: {escape(result['student'])}</h1>", f"<p><strong>{score} of {of} points</strong>"]
    if waiting := sum(
        result["of_by_hand"][question] for question, marked in result["by_hand"].items() if marked is None
    ):
        parts[-1] += f", {_number(waiting)} of them not marked yet"
    parts[-1] += "" if result["status"] == "graded" else f" · {escape(result['status'])}"
    parts[-1] += "</p>"
    unread = result["status"].startswith("unreadable")
    if result["notes"]:
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in result["notes"]) + "</ul>")
    for question, of in (result["of"] | result["of_by_hand"]).items():
        points = (result["points"] | result["by_hand"])[question]
        message = "" if unread else result["messages"].get(question, "")  # said once, at the top
        if points is None:
            parts.append(f"<section><h2>{escape(question)}: not marked yet, of {_number(of)}</h2>")
        else:
            kind = "kept" if points >= of else "lost"
            parts.append(f'<section class="{kind}"><h2>{escape(question)}: {_number(points)} of {_number(of)}</h2>')
        parts += [f"<p>{escape(text)}</p>" for text in (said.get(question), message) if text]
        if not message and question in result["of"] and points == of:
            parts.append("<p>All tests passed.</p>")
        if question in result["comments"]:
            parts.append(f'<p class="said">{escape(result["comments"][question])}</p>')
        if question in answers:
            kind = ' class="words"' * (question in result["of_by_hand"])
            parts.append(f"<pre{kind}>{escape(answers[question][:LONG])}</pre>")
        parts.append("</section>")
    return PAGE.format(title=escape(f"{lab}: {result['student']}"), body="\n".join(parts))


def summary(lab: str, results: list[dict]) -> str:
    """The class: how many points how many have, which questions were hard, who needs a look."""
    graded = [r for r in results if r["status"] == "graded"]
    scores = [sum(r["points"].values()) for r in graded]  # by tests: words may not be marked yet
    of = sum(results[0]["of"].values()) if results else 0
    parts = [f"<h1>{escape(lab)}</h1>", f"<p>{len(results)} students, {len(graded)} graded"]
    if scores:
        parts[-1] += f"; mean {mean(scores):.1f}, median {median(scores):.1f} of {_number(of)} points by tests"
        counts = [
            sum(low <= 100 * s / of < low + 10 or (low == 90 and s == of) for s in scores) for low in range(0, 100, 10)
        ]
        parts.append(
            "<h2>Points</h2>" + _bars({f"{n * 10}–{n * 10 + 10} %": c for n, c in enumerate(counts)}, max(counts))
        )
        hard = _hardest(graded)
        parts.append("<h2>Hardest questions: per cent of students without all points</h2>" + _bars(hard, 100))
    odd = [r for r in results if r["status"] != "graded" or r["notes"]]
    if odd:
        rows = "".join(
            f"<tr><td>{escape(r['student'])}<td>{escape(r['status'])}<td>{escape('; '.join(r['notes']))}" for r in odd
        )
        parts.append(f"<h2>Worth a look</h2><table><tr><th>student<th>status<th>notes{rows}</table>")
    return PAGE.format(title=escape(f"{lab}: summary"), body="\n".join(parts))


def _hardest(results):
    """Per cent of students without all points, by question, the hardest first; words once all are marked."""
    share = {}
    for question, of in (results[0]["of"] | results[0]["of_by_hand"]).items():
        points = [(r["points"] | r["by_hand"])[question] for r in results]
        if None not in points:
            share[question] = round(100 * mean(each < of for each in points))
    return dict(sorted(share.items(), key=lambda pair: -pair[1]))


def _bars(values, most):
    rows = ""
    for name, value in values.items():
        bar = f'<div class="bar" style="width:{100 * value / (most or 1):.0f}%"></div>'
        rows += f'<tr><td>{escape(name)}<td class="n">{value}<td class="wide">{bar}'
    return f"<table>{rows}</table>"


def _score(result):
    """Points up to now, and those of the whole lab: the same for each student, whatever is marked already."""
    marked = [points for points in result["by_hand"].values() if points is not None]
    of = sum(result["of"].values()) + sum(result["of_by_hand"].values())
    return sum(result["points"].values()) + sum(marked), of


def _number(x):
    return f"{x:g}"


def _cell(text):
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
