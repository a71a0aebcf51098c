"""What a network costs, of any functional or sequential ``keras.Model``."""

from course.measure.compare import Comparison, compare
from course.measure.complexity import Complexity, complexity
from course.measure.connections import Connections, connections
from course.measure.counts import macs, parameters
from course.measure.effective import effective_receptive_field
from course.measure.gradients import gradient_norms
from course.measure.latency import Latency, latency
from course.measure.loss_surface import LossSurface, gradient_agreement, loss_surface
from course.measure.receptive_field import ReceptiveField, receptive_field, receptive_fields
from course.measure.weightless import without_weights

__all__ = [
    "Comparison",
    "Complexity",
    "Connections",
    "Latency",
    "LossSurface",
    "ReceptiveField",
    "compare",
    "complexity",
    "connections",
    "effective_receptive_field",
    "gradient_agreement",
    "gradient_norms",
    "latency",
    "loss_surface",
    "macs",
    "parameters",
    "receptive_field",
    "receptive_fields",
    "without_weights",
]
