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


def test_a_function_comes_with_the_tables_that_it_reads():
    shown = repr(course.show(models.unet))
    assert shown.startswith("@register"), "unet reads no table of its own"
    text = repr(course.show(models.googlenet))
    assert text.startswith("TABLE_1 = {  # module: (#1x1, #3x3 reduce") and '\n\n\nAUXILIARY = {"4a": "aux1"' in text
    assert text.endswith(inspect.getsource(models.googlenet).rstrip())
    assert "TABLE_I" not in repr(course.show(models.lenet5))


def test_what_has_no_source_is_refused():
    with pytest.raises(TypeError, match="3 has no Python source"):
        course.show(3)
