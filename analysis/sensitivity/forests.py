"""What extremely randomised trees lose out of bag when a parameter's values are permuted.

Each tree is grown on a sample of the points with replacement and asked about the others only, so
that what it has learned by heart does not count. sklearn's permutation importance asks about the
points that the trees were grown on, which overstates what is noise.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError

__all__ = ["forest_scores"]

_CATEGORIES = 200


def forest_scores(
    parameters: pd.DataFrame,
    numbers: Array,
    *,
    classes: bool,
    trees: int,
    repeats: int,
    seed: int,
) -> tuple[Mapping[str, Array], float]:
    """Return the loss of fit by parameter (score and deviation over repeats), and the fit.

    Parameters
    ----------
    parameters
        One row a point.
    numbers
        The output: numbers, or the codes of classes.
    classes
        Whether they are classes; the fit is the accuracy then, else R².
    trees, repeats, seed
        Of the forest and the permutations.
    """
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    blocks = [_features(parameters[name], str(name)) for name in parameters]
    table = np.hstack(blocks)
    kind = ExtraTreesClassifier if classes else ExtraTreesRegressor
    forest = kind(trees, bootstrap=True, max_features=1.0, random_state=seed)
    forest.fit(table, numbers)
    unseen = [np.setdiff1d(np.arange(len(table)), rows) for rows in forest.estimators_samples_]
    fit = _fit(_predicted(forest, table, unseen), numbers, classes)
    rng = np.random.default_rng(seed)
    losses, start = np.empty((len(blocks), repeats)), 0
    for j, block in enumerate(blocks):
        columns = slice(start, start + block.shape[1])
        for k in range(repeats):
            shuffled = table.copy()
            shuffled[:, columns] = block[rng.permutation(len(block))]
            losses[j, k] = fit - _fit(_predicted(forest, shuffled, unseen), numbers, classes)
        start = columns.stop
    deviation = losses.std(axis=1, ddof=1) if repeats > 1 else np.full(len(losses), np.nan)
    return {"score": losses.mean(axis=1), "deviation": deviation}, fit


def _features(column: pd.Series, name: str) -> Array:
    """Return a parameter as columns of numbers; texts as one indicator a text, without an order."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float32)[:, None]
    codes, texts = pd.factorize(column, sort=True)
    if len(texts) > _CATEGORIES:
        raise InvalidArgumentError(
            f"results: {name} has {len(texts):,} different texts, at most {_CATEGORIES} are allowed"
        )
    return np.eye(len(texts), dtype=np.float32)[codes]


def _predicted(forest: Any, table: Array, unseen: list[Array]) -> Array:
    """Return the mean prediction of the trees that have not seen a point; NaN if all have."""
    width = len(forest.classes_) if hasattr(forest, "classes_") else 1
    sums, counts = np.zeros((len(table), width)), np.zeros(len(table))
    for tree, rows in zip(forest.estimators_, unseen, strict=True):
        ask = tree.predict_proba if width > 1 else tree.predict
        sums[rows] += np.reshape(ask(table[rows]), (len(rows), width))
        counts[rows] += 1
    with np.errstate(invalid="ignore"):
        return sums / counts[:, None]


def _fit(predicted: Array, numbers: Array, classes: bool) -> float:
    asked = np.isfinite(predicted[:, 0])
    predicted, numbers = predicted[asked], numbers[asked]
    if classes:
        known = np.unique(numbers)
        return float(np.mean(known[predicted.argmax(axis=1)] == numbers))
    squares = np.mean((numbers - predicted[:, 0]) ** 2)
    return float(1 - squares / numbers.var())
