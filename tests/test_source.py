import inspect
import re

import pytest

import course
from course import models, scratch


@pytest.mark.parametrize("obj", [models.lenet5, scratch.conv_naive, scratch.geometry, scratch.geometry.Geometry])
def test_shows_the_whole_source(obj):
    shown = course.show(obj)
    assert repr(shown) == inspect.getsource(obj).rstrip()
    text = re.sub(r"<[^>]+>", "", shown._repr_html_())
    assert inspect.getsource(obj).split()[-1] in text
    assert "<style" not in shown._repr_html_(), "a style sheet of one output would reach all others"
    assert "color: #" in shown._repr_html_()


def test_what_has_no_source_is_refused():
    with pytest.raises(TypeError, match="3 has no Python source"):
        course.show(3)
