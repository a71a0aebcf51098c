"""An offline set in the place of one that cannot be downloaded."""

from dataclasses import replace

from course.data.dataset import Dataset


def stand_in(name: str, offline: Dataset, reason: Exception) -> Dataset:
    """Say in a line that `offline` stands in for data set `name`, and why; return it under both names."""
    print(
        f"{name} could not be downloaded ({reason}). In its place: {offline.name}, {len(offline.x_train)} training "
        f"and {len(offline.x_test)} test images of shape {offline.x_train.shape[1:]}."
    )
    return replace(offline, name=f"{offline.name} in place of {name}")
