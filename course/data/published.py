"""Figures that papers and contests published, to compare ours with: ``published.csv``, a source in each row."""

import csv
import difflib
from pathlib import Path


def published(name=None):
    """One table of published figures, or the list of tables.

    Errors are in percent: `top1` and `top5` of classes, on the images that `data` names, seen in `crops` ways.

    Args:
        name: of a table, such as "ilsvrc", "resnet_table2", "cifar"; None for the names of all.

    Returns a DataFrame of network, year, layers, top1, top5, data, crops, source, without the columns that the table
    leaves empty, NaN where one row does; or a list of names.
    Raises ValueError for another name.
    """
    import pandas as pd

    with open(Path(__file__).with_name("published.csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    tables = list(dict.fromkeys(row["table"] for row in rows))
    if name is None:
        return tables
    if name not in tables:
        near = difflib.get_close_matches(str(name), tables, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"no published figures {name!r}: {hint}the tables are {', '.join(tables)}")
    frame = pd.DataFrame([row for row in rows if row["table"] == name]).drop(columns="table")
    frame = frame.drop(columns=[column for column in frame if (frame[column] == "").all()])
    for column, kind in {"year": "Int64", "layers": "Int64", "top1": float, "top5": float}.items():
        if column in frame:
            frame[column] = pd.to_numeric(frame[column]).astype(kind)
    return frame.set_index("network")
