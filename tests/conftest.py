"""Shared settings: hundreds of examples each, no deadline on noisy machines."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lilliput",
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("lilliput")
