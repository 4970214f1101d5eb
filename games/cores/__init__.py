"""Stability: the core and the solutions that grow out of its excesses."""

from lilliput.games.cores.core import Core, core

__all__ = ["Core", "core"]
