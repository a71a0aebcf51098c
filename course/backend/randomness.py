"""Random numbers that a backend keeps to itself, beside Keras's seed generators."""

from course.backend.which import require


def random_state() -> list:
    """Their state as NumPy arrays: of PyTorch, whose dropout without a seed draws from there; elsewhere none."""
    if require() != "torch":
        return []
    import torch

    return [state.numpy() for state in (torch.get_rng_state(), *torch.cuda.get_rng_state_all())]


def set_random_state(state: list) -> None:
    """Let them go on where `random_state` found them, on as many devices as there are now."""
    if require() != "torch":
        return
    import torch

    first, *others = map(torch.from_numpy, state)
    torch.set_rng_state(first)
    for device, other in zip(range(torch.cuda.device_count()), others, strict=False):
        torch.cuda.set_rng_state(other, device)
