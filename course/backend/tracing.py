"""What TensorFlow does with a traced function before it runs it for the first time."""

from course.backend.which import devices, name


def run_as_traced() -> None:
    """Let TensorFlow on a CPU run functions as they were traced, from now on; nothing elsewhere.

    Its rewriting of graphs (Grappler) takes a quarter of the time until a small network's first training step, and
    the steps are no faster for it.
    """
    if name() != "tensorflow" or devices() != ["cpu:0"]:
        return
    import tensorflow

    tensorflow.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
