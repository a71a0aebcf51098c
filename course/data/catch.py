"""A game to learn by playing: a ball falls, a paddle is to be under it. Its interface is Gymnasium's."""

import numpy as np

ROWS, COLUMNS = 7, 5


class Catch:
    """Catch: a ball falls through 7 rows of 5 columns, one row a step; the paddle in the lowest row moves below it.

    Nothing but the last step has a reward: 1 where the ball is caught, -1 where not. The ball's column is drawn evenly
    and does not heed the paddle: who plays at random, or never moves, catches one ball in five.

    Args:
        shape: of what is seen, (H, W, C): 7 x 5 pixels or more. 1 ball and paddle, 0 elsewhere.

    Attributes:
        actions: what each number means: "left", "stay", "right".
    Raises ValueError for another shape.
    Source: Osband et al. 2020, "Behaviour suite for reinforcement learning", appendix A, with 10 rows; interface:
    Gymnasium 1.0, `Env`.
    """

    actions = ("left", "stay", "right")

    def __init__(self, shape=(44, 44, 1)):
        whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in shape)
        if not whole or len(shape) != 3 or shape[0] < ROWS or shape[1] < COLUMNS or shape[2] < 1:
            raise ValueError(f"shape={shape}: must be (height, width, channels), at least {ROWS} x {COLUMNS} x 1")
        self.shape = tuple(shape)
        self._rng, self._over = np.random.default_rng(), True

    def reset(self, *, seed=None):
        """Start a game; with a `seed` the balls from here on are always the same.

        Returns (observation (H, W, C), float32; an empty dict).
        """
        if seed is not None:
            self._rng = np.random.default_rng(seed)
        self._row, self._ball, self._paddle = 0, int(self._rng.integers(COLUMNS)), COLUMNS // 2
        self._over = False
        return self._seen(), {}

    def step(self, action):
        """Move the paddle by `action`, 0 to 2, as far as there is room; the ball falls by a row.

        Returns (observation, reward, terminated, truncated, an empty dict); a game ends by itself after 6 steps, and
        is never cut off: `truncated` is False.
        Raises ValueError for another action, and where no game is on.
        """
        if isinstance(action, bool) or not isinstance(action, int | np.integer) or not 0 <= action < len(self.actions):
            raise ValueError(f"action={action!r}: must be 0, 1 or 2, for {', '.join(self.actions)}")
        if self._over:
            raise ValueError("no game is on: call reset() first")
        self._paddle = min(max(self._paddle + int(action) - 1, 0), COLUMNS - 1)
        self._row += 1
        self._over = self._row == ROWS - 1
        reward = (1.0 if self._paddle == self._ball else -1.0) if self._over else 0.0
        return self._seen(), reward, self._over, False, {}

    def _seen(self):
        board = np.zeros((ROWS, COLUMNS), "float32")
        board[self._row, self._ball] = board[-1, self._paddle] = 1
        height, width, channels = self.shape
        rows, columns = np.arange(height) * ROWS // height, np.arange(width) * COLUMNS // width
        return np.repeat(board[np.ix_(rows, columns)][..., None], channels, axis=-1)
