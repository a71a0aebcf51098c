"""Batches in an order that a seed settles, so that a training can go on in the middle of an epoch."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np

from course import backend

SMALL = 2**30  # bytes of images that are put into an accelerator's memory; of more, batches are loaded by a thread


def order(seed, epoch, n):
    """The numbers 0 to n - 1 as epoch `epoch` goes through them (n,): the same on each machine and backend."""
    return np.random.default_rng([seed, epoch]).permutation(n)


class Batches(keras.utils.PyDataset):
    """Batches `first` to `last` of a training, counted from its start through all epochs; last not included.

    Which images batch number k has is a function of the seed and k alone. While one of a large set is computed on, a
    thread gets the next: the set may lie on a disk (``np.memmap``).

    Args:
        x, y: NumPy arrays of images (N, …) and labels (N, …).
        copies: function of the labels of a batch to what the network is held against.
        batch_size: images in a batch, on all hosts together; those of the last, begun one are left out.
        seed: whole number, 0 or more.
        first, last: numbers of batches.
        share: pair (host, hosts): of a batch, this one takes the part of its own.
    """

    def __init__(self, x, y, copies, batch_size, seed, first, last, share=(0, 1)):
        super().__init__()
        self.steps = len(x) // batch_size
        self.copies, self.batch_size, self.seed = copies, batch_size, seed
        self.first, self.last = first, last
        host, hosts = share
        self.own = slice(host * batch_size // hosts, (host + 1) * batch_size // hosts)
        small = x.nbytes <= SMALL
        self.x, self.y = map(backend.on_device, (x, y)) if small else (x, y)
        self.loader, self.next = None if small else ThreadPoolExecutor(1), {}
        self.known = None, None

    @property
    def num_batches(self):
        """How many there are."""
        return self.last - self.first

    def __getitem__(self, index):
        step = self.first + index
        if self.loader is None:
            return self.load(step)
        batch = self.next.pop(step, None) or self.loader.submit(self.load, step)
        self.next = {step + 1: self.loader.submit(self.load, step + 1)}
        return batch.result()

    def load(self, step):
        """Images and labels of batch `step`."""
        rows = self.rows(step)
        return _cut(self.x, rows), self.copies(_cut(self.y, rows))

    def rows(self, step):
        """Numbers of the images in this host's part of batch `step`."""
        epoch, at = divmod(step, self.steps)
        if self.known[0] != epoch:
            self.known = epoch, order(self.seed, epoch, self.steps * self.batch_size)
        return self.known[1][at * self.batch_size :][self.own]


def _cut(array, rows):
    return array[rows] if isinstance(array, np.ndarray) else keras.ops.take(array, rows, axis=0)
