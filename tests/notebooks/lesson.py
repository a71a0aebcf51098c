"""What tests of a lesson take from its notebook."""

import ast
from pathlib import Path

import nbformat

KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef)


def imports_and_functions(number: str) -> dict:
    """The names that a notebook's imports and functions define, without its experiments."""
    (path,) = (Path(__file__).parents[2] / "notebooks").glob(f"{number}_*.ipynb")
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    parts = [part for part in ast.parse("\n".join(code)).body if isinstance(part, KEPT)]
    found = {}
    exec(compile(ast.Module(parts, []), path.name, "exec"), found)
    return found
