"""Gradient descent with momentum and weight decay, as the papers write it."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="course")
class SGDWithL2(keras.optimizers.SGD):
    r"""Gradient descent with momentum, in which weight decay is a part of the gradient.

    .. math:: v \leftarrow \mu v - \varepsilon (g + \lambda w), \qquad w \leftarrow w + v

    That is the slope of the loss plus :math:`\frac{\lambda}{2} \lVert w \rVert^2`, and so the momentum remembers the
    decay too. Keras's own ``weight_decay`` is another one: it shrinks the weights beside the momentum. All weights
    decay, biases and those of normalisation too.

    Args:
        learning_rate: ε, a number or one of ``keras.optimizers.schedules``.
        momentum: μ, from 0 to 1.
        nesterov: look ahead, after Nesterov: the gradient is followed once more, behind the momentum.
        l2: the weight decay λ, 0 or more.
        kwargs: of ``keras.optimizers.SGD``.

    Raises ValueError for a negative `l2`.
    Source: Krizhevsky et al. 2012, section 5; Sutskever et al. 2013, "On the importance of initialization and momentum
    in deep learning", section 2, for Nesterov's form.
    """

    def __init__(self, learning_rate=0.01, momentum=0.9, nesterov=False, l2=0.0, **kwargs):
        if l2 < 0:
            raise ValueError(f"l2={l2}: must be 0 or more")
        super().__init__(learning_rate, momentum=momentum, nesterov=nesterov, **kwargs)
        self.l2 = l2

    def update_step(self, gradient, variable, learning_rate):
        """Change `variable`, and its velocity, by a step."""
        gradient = ops.cast(gradient, variable.dtype)
        decay = ops.multiply(variable, ops.cast(self.l2, variable.dtype))
        super().update_step(ops.add(gradient, decay), variable, learning_rate)

    def get_config(self):
        """Arguments that make this optimizer again."""
        return {**super().get_config(), "l2": self.l2}
