"""What an estimator returns: values with their standard errors, and how they were come by."""

from dataclasses import dataclass
from typing import final

import pandas as pd

from lilliput.games.errors import InvalidArgumentError

__all__ = ["BanzhafEstimate", "ShapleyEstimate"]


@dataclass(frozen=True, eq=False, repr=False)
class _Estimate:
    """Estimated values of the players.

    Attributes
    ----------
    values : pandas.Series
        The estimates, indexed by player.
    standard_errors : pandas.Series
        Their estimated standard deviations; 0 where the value is exact.
    degrees_of_freedom : pandas.Series
        Of each standard error; infinite where the value is exact.
    evaluations : int
        How many worths were asked for.
    method : str
        The estimator; ``"exact"`` if all coalitions were evaluated.
    tolerance : float or None
        The largest standard error that was asked for.
    converged : bool
        Whether the standard errors reached the tolerance, or the values are exact.
    """

    values: pd.Series
    standard_errors: pd.Series
    degrees_of_freedom: pd.Series
    evaluations: int
    method: str
    tolerance: float | None
    converged: bool

    def confidence_interval(self, level: float = 0.95) -> pd.DataFrame:
        """Return for each player an interval that holds the value with probability `level`.

        Student's t with the degrees of freedom of the standard errors; one player at a time, not
        all of them jointly.

        Parameters
        ----------
        level
            Between 0 and 1.

        Returns
        -------
        pandas.DataFrame
            Columns ``lower`` and ``upper``, indexed by player.
        """
        if not 0 < level < 1:
            raise InvalidArgumentError(f"level must lie between 0 and 1, got {level}")
        from scipy.stats import t

        width = self.standard_errors * t.ppf((1 + level) / 2, self.degrees_of_freedom)
        return pd.DataFrame({"lower": self.values - width, "upper": self.values + width})

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return values, standard errors and confidence intervals as one table.

        Parameters
        ----------
        level
            Of the confidence intervals.
        """
        numbers = {"value": self.values, "standard_error": self.standard_errors}
        return pd.DataFrame(numbers).join(self.confidence_interval(level))

    def __repr__(self) -> str:
        if self.method == "exact":
            quality = "exact"
        else:
            quality = f"largest standard error {self.standard_errors.max():.2g}"
            if self.tolerance is not None:
                verb = "reached" if self.converged else "not reached"
                quality += f", tolerance {self.tolerance:g} {verb}"
        name = type(self).__name__
        return (
            f"{name}({len(self.values)} players; {self.method}; {self.evaluations} evaluations; "
            f"{quality})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import estimate

        return estimate(self, self.to_frame())


@final
@dataclass(frozen=True, eq=False, repr=False)
class ShapleyEstimate(_Estimate):
    """An estimate of the Shapley value, or of the Shapley–Shubik index.

    See `estimate_shapley`.

    Attributes
    ----------
    values : pandas.Series
        The estimates, indexed by player.
    standard_errors : pandas.Series
        Their estimated standard deviations; 0 where the value is exact.
    degrees_of_freedom : pandas.Series
        Of each standard error; infinite where the value is exact.
    evaluations : int
        How many worths were asked for.
    method : str
        The estimator; ``"exact"`` if all coalitions were evaluated.
    tolerance : float or None
        The largest standard error that was asked for.
    converged : bool
        Whether the standard errors reached the tolerance, or the values are exact.
    """


@final
@dataclass(frozen=True, eq=False, repr=False)
class BanzhafEstimate(_Estimate):
    """An estimate of the Banzhaf value, with the attributes of `ShapleyEstimate`.

    See `estimate_banzhaf`.
    """
