"""Premium, verdict and attribution over arrays of states: the same as one state at a time."""

import numpy as np
import pytest
from test_comparisons import MODES, base_state, point, random_columns

from lilliput.analysis import (
    bilateral_web,
    hub_and_spokes,
    hub_and_spokes_mfn,
    metrics,
    multilateral,
    outcome,
    power_weighted,
    unilateral,
    unions,
    voting,
)
from lilliput.analysis.comparisons import Comparison, compare
from lilliput.analysis.premium import TOGGLES

TIE = 1e-7  # margins closer to a tie than this may round to either side


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (multilateral(), hub_and_spokes()),
        (power_weighted(), unilateral(lottery=True)),
        (unions(bloc_cost=0.1), bilateral_web()),
        (voting(), hub_and_spokes_mfn(k=1)),
        (voting(measure="baron_ferejohn"), hub_and_spokes(eta=0)),
        (multilateral(), multilateral()),
    ],
)
@pytest.mark.parametrize("on_failure", MODES)
def test_premium_verdict_and_attribution_are_those_of_one_state_at_a_time(more, less, on_failure):
    rng = np.random.default_rng(11)
    state = base_state(4, hub=1)
    columns = random_columns(rng, list(state.powers), 12)
    comparison = Comparison(state, multilateral=more, bilateral=less, institutions=[],
                            on_failure=on_failure, attribution=True)  # fmt: skip
    table = compare(comparison, **columns).to_frame()
    for k, row in table.iterrows():
        premium = comparison.premium_at(**point(columns, k))
        for power in state.powers:
            expected = float(premium.by_power.loc[power, "premium"])
            assert row[f"premium {power}"] == pytest.approx(expected, abs=1e-9)
            for toggle in TOGGLES:
                part = float(premium.attribution.loc[power, toggle])
                assert row[f"{toggle} {power}"] == pytest.approx(part, abs=1e-9)
        for name in premium.verdict:
            criterion = premium.verdict[name]
            margin = float(criterion.margin)
            assert row[f"{name} margin"] == pytest.approx(margin, abs=1e-9)
            if abs(abs(margin) - comparison.tol) > TIE or margin == 0:
                assert row[name] == criterion.status, (name, margin)
        for form in (more, less):
            alone = metrics(outcome(premium.state, form, on_failure=on_failure))
            for name in ("weak share", "leverage"):
                assert row[f"{name} {form.name}"] == pytest.approx(
                    float(alone[name]), rel=1e-7, abs=1e-9
                )
