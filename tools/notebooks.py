"""``python -m tools.notebooks``: run the notebooks of docs/examples and write them with their results.

Each is kept twice: as ``.py`` in jupytext's percent format, which is edited and reviewed, and as ``.ipynb`` with the
results of its last run, which is read.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
#: For one cell. [s]
_TIMEOUT_S = 900


def executed(source: Path, out: Path) -> Path:
    """Run a notebook from its plain text; the ``.ipynb`` with its results, in ``out``.

    Raises ``nbclient.exceptions.CellExecutionError`` when a cell fails.
    """
    import jupytext
    import nbformat
    from nbclient import NotebookClient

    notebook = jupytext.read(source)
    for i, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{i}"  # random otherwise, and a difference at every run
    with tempfile.TemporaryDirectory() as private:  # no history in the user's own folder
        os.environ["IPYTHONDIR"] = private
        resources = {"metadata": {"path": str(source.parent)}}
        NotebookClient(notebook, timeout=_TIMEOUT_S, kernel_name="python3", resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of day
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    target = out / source.with_suffix(".ipynb").name
    nbformat.write(notebook, target)
    return target


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__)
    parser.add_argument("--out", type=Path, default=EXAMPLES, help="folder for the results (default docs/examples)")
    arguments = parser.parse_args()
    for source in sorted(EXAMPLES.glob("*.py")):
        print(f"Wrote {executed(source, arguments.out)}")


if __name__ == "__main__":
    main()
