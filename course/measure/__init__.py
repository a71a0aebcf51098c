"""What a network costs, of any functional or sequential ``keras.Model``."""

from course.measure.counts import macs, parameters

__all__ = ["macs", "parameters"]
