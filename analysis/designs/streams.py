"""Random words by their number: what word i of a stream is depends on nothing but i.

Philox (Salmon, Moraes, Dror and Shaw 2011) is a counter-based generator: its words come in groups
of four, each a function of a key and a counter, so that a block in the middle of a stream needs
none of the words before it. NumPy promises that raw words never change.

References
----------
Salmon, J. K., Moraes, M. A., Dror, R. O. and Shaw, D. E. (2011), Parallel random numbers: as easy
as 1, 2, 3, SC '11, https://doi.org/10.1145/2063384.2063405.
"""

from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

__all__ = ["random_orders", "random_words", "uniforms"]

_GROUP = 4  # words a counter


def random_words(label: str, seed: int, stream: int, start: int, stop: int) -> NDArray[np.uint64]:
    """Return the words `start` to `stop` of a stream, 64 random bits each.

    Parameters
    ----------
    label
        What the words are for; other labels give independent words.
    seed
        The seed of the design.
    stream
        The number of the stream, usually that of a parameter.
    start, stop
        Which words.

    Examples
    --------
    >>> import numpy as np
    >>> whole = random_words("example", 0, 0, 0, 100)
    >>> np.array_equal(random_words("example", 0, 0, 41, 50), whole[41:50])
    True
    """
    counter, skipped = divmod(start, _GROUP)
    source = np.random.Philox(key=_key(label, seed, stream), counter=counter)
    words: NDArray[np.uint64] = source.random_raw(stop - start + skipped)
    return words[skipped:]


def uniforms(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return one number a word, strictly between 0 and 1: the middles of 2⁵² equal cells."""
    cells = (words >> np.uint64(12)).astype(np.float64)
    cells += 0.5
    cells *= 2.0**-52
    return cells


def random_orders(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return one random order for each row of words, all orders equally likely."""
    return np.argsort(words, axis=-1, kind="stable").astype(np.int64)


@lru_cache(maxsize=4096)
def _key(label: str, seed: int, stream: int) -> int:
    text = f"lilliput {label} {seed} {stream}"
    return int.from_bytes(sha256(text.encode()).digest()[:16], "big")
