"""Data sets, bundled, made or downloaded: ``load("digits")`` gives the same `Dataset` for every set."""

from course.data.cache import cache_dir, online
from course.data.dataset import Dataset, list_datasets, load
from course.data.published import published
from course.data.worked_example import worked_example

__all__ = ["Dataset", "cache_dir", "list_datasets", "load", "online", "published", "worked_example"]
