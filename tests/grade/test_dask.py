"""The same results from workers on other machines, one of which is lost half-way."""

import os
import signal

import pytest
from distributed import Client, LocalCluster
from small_lab import POINTS, SOURCE, submission

from course.grade import batch
from course.grade.submissions import Submission

CLASS = [Submission(f"s{n}", submission(count=f"def count():\n    return {3 + n % 2}  # {n}")) for n in range(24)]


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as made:
        yield made


def test_one_of_two_workers_is_killed_half_way(worker, cluster, tmp_path):
    with Client(cluster) as client:
        victims = list(client.run(os.getpid).values())
    seen = []

    def progress(done, total):
        seen.append(done)
        if done == 6:
            os.kill(victims[0], signal.SIGKILL)

    results = batch.grade(SOURCE, CLASS, tmp_path, scheduler=cluster.scheduler_address, progress=progress)
    assert seen == list(range(len(CLASS) + 1))
    assert [sum(r["points"].values()) for r in results] == [(4 - n % 2) * POINTS for n in range(len(CLASS))]
    assert {r["status"] for r in results} == {"graded"}
    one = CLASS[1]
    assert results[1] == {"student": one.student} | worker.grade(SOURCE, one.content), "as it is graded here"


def test_a_worker_of_another_kind_is_refused(worker, cluster, tmp_path, monkeypatch):
    batch.versions.cache_clear()
    monkeypatch.setenv("KERAS_BACKEND", "another")
    try:
        with pytest.raises(RuntimeError, match=r"the worker .* has other versions or another backend: .*another"):
            batch.grade(SOURCE, CLASS[:1], tmp_path, scheduler=cluster.scheduler_address)
    finally:
        batch.versions.cache_clear()


def test_no_scheduler_there(tmp_path):
    with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
        batch.grade(SOURCE, CLASS[:1], tmp_path, scheduler="tcp://127.0.0.1:9")
