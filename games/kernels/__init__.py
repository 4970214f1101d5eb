"""Compiled loops, one module an algorithm; importing one of them imports numba."""
