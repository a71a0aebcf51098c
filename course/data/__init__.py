"""Data sets, bundled, made or downloaded: ``load("digits")`` gives the same `Dataset` for every set."""

from course.data.cache import cache_dir, online
from course.data.catch import Catch
from course.data.dataset import Dataset, list_datasets, load
from course.data.published import published
from course.data.sound import log_mel, mfcc
from course.data.worked_example import worked_example

__all__ = [
    "Catch",
    "Dataset",
    "cache_dir",
    "list_datasets",
    "load",
    "log_mel",
    "mfcc",
    "online",
    "published",
    "worked_example",
]
