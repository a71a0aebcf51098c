"""What comes out of grading: a table for the instructor, a page for each student, a summary of the class."""

import csv
import hashlib
import io
import json
import os
from html import escape
from pathlib import Path
from statistics import mean, median

from course.grade import notebook

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
td.wide {{ width: 60% }} .bar {{ background: #2b6cb0; height: 1rem; margin-top: .25rem; min-width: 1px }}
</style></head><body>
{body}
</body></html>
"""


def write(out: Path, lab: str, assignment: bytes, contents: dict[str, bytes], results: list[dict]) -> None:
    """``grades.csv``, ``summary.html`` and ``feedback/STUDENT.html`` in `out`, each replaced whole.

    `contents` are the submissions by student. Raises OSError if the disk refuses; what was there before then stays.
    """
    feedback = Path(out, "feedback")
    feedback.mkdir(parents=True, exist_ok=True)
    for result in results:
        text = page(lab, assignment, contents.get(result["student"], b""), result)
        _replace(feedback / f"{file_name(result['student'])}.html", text)
    _replace(Path(out, "summary.html"), summary(lab, results))
    _replace(Path(out, "grades.csv"), table(results))


def table(results: list[dict]) -> str:
    """A line for each student: score, points of each question, status, notes."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    names = list(results[0]["of"]) if results else []
    lines.writerow(["student", "score", "of", "status", *names, "notes"])
    for r in results:
        score, of = _number(sum(r["points"].values())), _number(sum(r["of"].values()))
        points = [_number(r["points"][name]) for name in names]
        lines.writerow([_cell(r["student"]), score, of, _cell(r["status"]), *points, _cell("; ".join(r["notes"]))])
    return text.getvalue()


def page(lab: str, assignment: bytes, submission: bytes, result: dict) -> str:
    """One student's page: points and messages, and beside them the code, as text."""
    answers = _answers(assignment, submission)
    said = {name.replace("-", "_"): text for name, text in result["cells"]}
    score = f"{_number(sum(result['points'].values()))} of {_number(sum(result['of'].values()))} points"
    parts = [f"<h1>{escape(lab)}: {escape(result['student'])}</h1>", f"<p><strong>{score}</strong> by tests"]
    parts[-1] += "" if result["status"] == "graded" else f" · {escape(result['status'])}"
    parts[-1] += "</p>"
    if result["notes"]:
        parts.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in result["notes"]) + "</ul>")
    for question, of in result["of"].items():
        points, message = result["points"][question], result["messages"].get(question, "")
        kind = "kept" if points == of else "lost"
        parts.append(f'<section class="{kind}"><h2>{escape(question)}: {_number(points)} of {_number(of)}</h2>')
        parts += [f"<p>{escape(text)}</p>" for text in (said.get(question), message) if text]
        if points == of:
            parts.append("<p>All tests passed.</p>")
        if question in answers:
            parts.append(f"<pre>{escape(answers[question])}</pre>")
        parts.append("</section>")
    return PAGE.format(title=escape(f"{lab}: {result['student']}"), body="\n".join(parts))


def summary(lab: str, results: list[dict]) -> str:
    """The class: how many points how many have, which questions were hard, who needs a look."""
    graded = [r for r in results if r["status"] == "graded"]
    scores = [sum(r["points"].values()) for r in graded]
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
        lost = {q: mean(1 - r["points"][q] / r["of"][q] for r in graded) for q in results[0]["of"]}
        hard = {q: round(100 * share) for q, share in sorted(lost.items(), key=lambda pair: -pair[1])}
        parts.append("<h2>Hardest questions: per cent of students without the points</h2>" + _bars(hard, 100))
    odd = [r for r in results if r["status"] != "graded" or r["notes"]]
    if odd:
        rows = "".join(
            f"<tr><td>{escape(r['student'])}<td>{escape(r['status'])}<td>{escape('; '.join(r['notes']))}" for r in odd
        )
        parts.append(f"<h2>Worth a look</h2><table><tr><th>student<th>status<th>notes{rows}</table>")
    return PAGE.format(title=escape(f"{lab}: summary"), body="\n".join(parts))


def file_name(student: str) -> str:
    """A student's name as a file's: letters of any script stay, what a file system may not like goes."""
    kept = "".join(c if c.isalnum() or c in "-_ ." else f"%{ord(c):x}" for c in student).strip(". ")
    if len(kept) > 120:  # two long names stay two
        kept = f"{kept[:100]}-{hashlib.sha256(student.encode()).hexdigest()[:12]}"
    return kept or "student"


def _answers(assignment, submission):
    try:
        steps, _ = notebook.steps(json.loads(assignment), notebook.read(submission))
    except notebook.Unreadable:
        return {}
    return {step.name.replace("-", "_"): step.source[:20_000] for step in steps if step.kind == "answer"}


def _bars(values, most):
    rows = ""
    for name, value in values.items():
        bar = f'<div class="bar" style="width:{100 * value / (most or 1):.0f}%"></div>'
        rows += f'<tr><td>{escape(name)}<td class="n">{value}<td class="wide">{bar}'
    return f"<table>{rows}</table>"


def _number(x):
    return f"{x:g}"


def _cell(text):
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _replace(path, text):
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
