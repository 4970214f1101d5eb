"""Which parameters an output depends on at all, by three scores that suppose little of how."""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.forests import forest_scores
from lilliput.analysis.sensitivity.points import Points, check_varies, kept_rows, read_points
from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["FeatureScores", "feature_scores"]

Method = Literal["forest", "mutual_information", "f_test"]

_METHODS = ("forest", "mutual_information", "f_test")
_LEAST = 30
_FEW = 20  # what takes at most so many values counts as discrete


@final
@dataclass(frozen=True, eq=False, repr=False)
class FeatureScores:
    """How much an output depends on each parameter. See `feature_scores`.

    Parameters
    ----------
    output
        What depends, e.g. ``"margin"`` or ``"verdict is holds"``.
    table
        Indexed by parameter: `score`, and `deviation` over permutations (``"forest"``) or `p`
        (``"f_test"``).
    method
        As asked for.
    fit, fit_kind
        How well the forest predicts points that it has not seen, ``"R²"`` or ``"accuracy"``: its
        scores are worth no more than that. NaN and empty for the other methods.
    baseline
        The fit of a constant: 0 for R², the largest class for the accuracy.
    n, dropped, skipped
        How many points were used, how many had no output, and how many more were left out by the
        limit.
    seed
        For the same scores again.
    """

    output: str
    table: pd.DataFrame
    method: str
    fit: float
    fit_kind: str
    baseline: float
    n: int
    dropped: int
    skipped: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row a parameter, the largest score first."""
        return self.table.sort_values("score", ascending=False, kind="stable")

    def __repr__(self) -> str:
        ordered = self.to_frame()
        shown = ", ".join(f"{name} {row['score']:.3g}" for name, row in ordered.head(4).iterrows())
        fit = ""
        if self.fit_kind:
            constant = f" (constant: {self.baseline:.2f})" if self.baseline else ""
            fit = f"; out-of-bag {self.fit_kind} {self.fit:.2f}{constant}"
        return (
            f"FeatureScores({self.output}; {self.method}; n = {self.n:,}{fit}; {shown}"
            f"{', …' if len(ordered) > 4 else ''})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame())


def feature_scores(
    results: Any,
    output: str = "margin",
    *,
    value: str | bool | None = None,
    method: Method = "forest",
    seed: int = 0,
    nan: Literal["raise", "drop"] = "raise",
    trees: int = 100,
    repeats: int = 5,
    limit: int = 10_000,
) -> FeatureScores:
    """Return how much an output depends on each parameter, over any design.

    ``"forest"``: extremely randomised trees predict the output, and the score of a parameter is
    how much of their out-of-bag fit is lost when its values are permuted. For independent
    parameters and a perfect forest that loss of R² is twice the total Sobol index.
    ``"mutual_information"``: of output and parameter, in nats, from nearest neighbours; 0 only if
    they are independent. ``"f_test"``: the F statistic of a linear relation, or for a text
    parameter of equal means, with its p-value.

    Parameters
    ----------
    results
        The results of a sweep, over any design.
    output
        Which output. Texts without `value` are classes, whose accuracy is the fit.
    value
        Of a text output: the scores are those of the indicator of this value.
    method
        Which score.
    seed
        For the same scores again.
    nan
        What happens when points failed or have no finite output: ``"raise"`` an error, or
        ``"drop"`` them.
    trees, repeats
        Of the forest, and of each permutation.
    limit
        The most points that are used; of more, so many at random.

    Returns
    -------
    FeatureScores
        `table`, `fit`, `to_frame()`.

    Raises
    ------
    InvalidArgumentError
        Points without an output, a constant output, fewer than 30 points, classes for an F test.
    UnknownNameError
        No such output or value.

    References
    ----------
    Breiman, L. (2001), "Random forests", Machine Learning 45: 5–32, section 10.
    https://doi.org/10.1023/A:1010933404324

    Geurts, P., D. Ernst and L. Wehenkel (2006), "Extremely randomized trees", Machine Learning 63:
    3–42. https://doi.org/10.1007/s10994-006-6226-1

    Kraskov, A., H. Stögbauer and P. Grassberger (2004), "Estimating mutual information", Physical
    Review E 69: 066138. https://doi.org/10.1103/PhysRevE.69.066138

    Examples
    --------
    >>> from lilliput.analysis.designs import grid
    >>> from lilliput.analysis.sweeps import sweep
    >>> def surplus(m, cost):
    ...     return {"margin": m * m}
    >>> design = grid({"m": range(10), "cost": range(10)})
    >>> found = feature_scores(sweep(surplus, design, progress=False))
    >>> list(found.to_frame().index), found.fit > 0.9
    (['m', 'cost'], True)
    """
    if method not in _METHODS:
        raise InvalidArgumentError(f"method must be one of {', '.join(_METHODS)}, got {method!r}")
    check_count(seed, argument="seed", least=0)
    for argument, number, least in (("trees", trees, 50), ("repeats", repeats, 1)):
        check_count(number, argument=argument, least=least)
    check_count(limit, argument="limit", least=_LEAST)
    points = read_points(results, output, value=value, classes=True)
    kept = np.flatnonzero(kept_rows(points, nan=nan, least=_LEAST))
    used = kept
    if len(kept) > limit:
        used = np.sort(np.random.default_rng(seed).choice(kept, limit, replace=False))
    numbers, parameters = points.numbers[used], points.parameters.iloc[used]
    check_varies(numbers, points.label)
    fit, fit_kind, baseline = np.nan, "", np.nan
    if method == "forest":
        columns, fit = forest_scores(
            parameters, numbers, classes=points.classes, trees=trees, repeats=repeats, seed=seed
        )
        fit_kind, baseline = ("accuracy", _largest(numbers)) if points.classes else ("R²", 0.0)
    elif method == "mutual_information":
        columns = {"score": _information(parameters, numbers, seed)}
    else:
        columns = _f_tests(parameters, numbers, points)
    return FeatureScores(
        output=points.label,
        table=pd.DataFrame(columns, index=pd.Index(parameters.columns, name="parameter")),
        method=method,
        fit=fit,
        fit_kind=fit_kind,
        baseline=baseline,
        n=len(used),
        dropped=len(points.numbers) - len(kept),
        skipped=len(kept) - len(used),
        seed=seed,
    )


def _largest(codes: Array) -> float:
    """Return the share of the largest class."""
    return float(np.unique(codes, return_counts=True)[1].max() / len(codes))


def _information(parameters: pd.DataFrame, numbers: Array, seed: int) -> Array:
    """Return the mutual information of the output with each parameter, in nats."""
    from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

    few = len(np.unique(numbers)) <= _FEW
    measure = mutual_info_classif if few else mutual_info_regression
    target = np.unique(numbers, return_inverse=True)[1] if few else numbers
    found = []
    for _, column in parameters.items():
        codes, values = pd.factorize(column)
        discrete = len(values) <= _FEW or not pd.api.types.is_numeric_dtype(column.dtype)
        feature = codes if discrete else column.to_numpy(dtype=float)
        given = {"discrete_features": discrete, "random_state": seed}
        found.append(measure(feature[:, None], target, **given)[0])
    return np.array(found)


def _f_tests(parameters: pd.DataFrame, numbers: Array, points: Points) -> dict[str, Array]:
    """Return F and p: of a line through numbers, of equal means over texts."""
    from scipy.stats import f_oneway
    from sklearn.feature_selection import f_regression

    if points.classes:
        raise InvalidArgumentError(
            f"method: an F test needs numbers, and {points.label} is text; give the value whose "
            "indicator is meant with value=, or take another method"
        )
    found = []
    for _, column in parameters.items():
        if column.nunique() < 2:
            found.append((0.0, 1.0))
        elif pd.api.types.is_numeric_dtype(column.dtype):
            feature = column.to_numpy(dtype=float)[:, None]
            statistics, chances = f_regression(feature, numbers)
            found.append((float(statistics[0]), float(chances[0])))
        else:
            codes = pd.factorize(column)[0]
            groups = [numbers[codes == code] for code in range(codes.max() + 1)]
            test = f_oneway(*groups)
            found.append((float(test.statistic), float(test.pvalue)))
    table = np.array(found)
    return {"score": table[:, 0], "p": table[:, 1]}
