"""The methods of `nash_equilibria`: each module has `solve(game, **options) -> Found`."""
