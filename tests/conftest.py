"""Shared settings: hundreds of examples each, no deadline, and one thread a process."""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy is loaded; the processes share the machine

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lilliput",
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("lilliput")
