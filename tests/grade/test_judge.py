"""The judge's own limits: what a student's model does there takes no longer than an answer may."""

import signal
import time

from course.grade.judge import ENDS, Session
from course.grade.notebook import Step


def test_a_test_that_takes_too_long_is_ended():
    session = Session(None, seconds=0.2)
    start = time.monotonic()
    assert session.test(Step("test", "slow", ""), "while True:\n    pass") == ENDS[1]
    assert time.monotonic() - start < 5
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0), "no alarm is left for what comes next"


def test_nor_one_that_goes_on_after_the_first_alarm():
    session = Session(None, seconds=0.2)
    swallow = "import time\ntry:\n    time.sleep(60)\nexcept BaseException:\n    time.sleep(60)"
    start = time.monotonic()
    assert session.test(Step("test", "slow", ""), swallow) == ENDS[1]
    assert time.monotonic() - start < 20
