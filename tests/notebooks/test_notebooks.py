"""What every notebook of the course keeps to. (That it runs, and that tagged outputs hold, nbval shows.)"""

import base64
import io
import re
from pathlib import Path

import nbformat
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WIDE = 110  # characters of a code line that fit the page


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param, nbformat.read(request.param, as_version=4)


def code(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def text(nb):
    return [cell.source for cell in nb.cells if cell.cell_type == "markdown"]


def test_is_valid_and_tidy(notebook):
    path, nb = notebook
    nbformat.validate(nb)
    assert re.fullmatch(r"\d\d_[a-z_]+", path.stem)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert nb.metadata.kernelspec.name == "python3"
    assert path.stat().st_size < 1_500_000
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)


def test_opens_and_closes_as_all_do(notebook):
    path, nb = notebook
    opening, closing = text(nb)[0], text(nb)[-1]
    assert opening.startswith(f"# {path.stem[:2]} · ")
    for words in ("you can", "*Time:*", "*Know before:*"):
        assert words in opening
    assert re.search(r"^\*\*.+\?\*\*$", opening, re.MULTILINE), "the question in one sentence"
    assert "## What we saw" in "\n".join(text(nb))
    assert "## Questions" in "\n".join(text(nb)) and "<details><summary>" in "\n".join(text(nb))
    assert "## Papers" in closing


def test_cells_are_short(notebook):
    _, nb = notebook
    for source in text(nb):
        prose = re.sub(r"<details>.*?</details>|\|.*\||\$\$.*?\$\$", "", source, flags=re.DOTALL)
        assert len(prose.split()) <= 130, f"{len(prose.split())} words: {source[:80]}"
    for cell in code(nb):
        lines = cell.source.splitlines()
        assert len(lines) <= 16, f"{len(lines)} lines: {cell.source[:80]}"
        assert max(map(len, lines)) <= WIDE, f"too wide for the page: {max(lines, key=len)}"


def test_outputs_are_of_one_clean_run(notebook):
    _, nb = notebook
    cells = code(nb)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell.outputs, f"nothing to see: {cell.source[:80]}"
        for output in cell.outputs:
            assert output.output_type in ("stream", "display_data", "execute_result"), output
            assert output.get("name") != "stderr", output.text
            shown = output.get("text") or output.data.get("text/plain", "")
            assert not re.search(r"/home/|/root|/tmp|[A-Z]:\\|\d\d:\d\d:\d\d| object at 0x|Warning", shown), shown
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})
    assert "widgets" not in nb.metadata


def test_compared_outputs_are_text(notebook):
    _, nb = notebook
    tags = {tag for cell in nb.cells for tag in cell.metadata.get("tags", [])}
    assert tags <= {"nbval-check-output", "raises-exception"}
    compared = [cell for cell in code(nb) if "nbval-check-output" in cell.metadata.get("tags", [])]
    assert compared
    for cell in compared:
        for output in cell.outputs:
            assert "image/png" not in output.get("data", {}), "pictures differ between machines"
            assert not re.search(r"\d\.\d{4,}", output.get("text") or output.data["text/plain"]), (
                "round what is compared"
            )


def test_pictures_have_a_text_and_fit_the_page(notebook):
    _, nb = notebook
    pictures = 0
    for output in (output for cell in code(nb) for output in cell.outputs if "image/png" in output.get("data", {})):
        about = output.metadata["image/png"]
        image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
        assert len(about["alt"]) > 10 and about["width"] <= 860 and about["width"] <= image.width
        pictures += 1
    assert pictures


def test_notebooks_follow_each_other():
    numbers = [int(path.stem[:2]) for path in NOTEBOOKS]
    assert numbers == sorted(set(numbers)) and set(numbers) <= set(range(18))


def test_links_to_labs_exist(notebook):
    _, nb = notebook
    for lab in re.findall(r"course open (lab\d\d)", "\n".join(text(nb))):
        assert list((ROOT / "labs").glob(f"{lab}_*/{lab}_*.ipynb")), lab
