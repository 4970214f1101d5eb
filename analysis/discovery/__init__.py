"""Scenario discovery: in which boxes of the parameter space a claim holds."""

from lilliput.analysis.discovery.cart import CartResult, cart
from lilliput.analysis.discovery.prim import PrimResult, prim
from lilliput.analysis.discovery.stability import box_stability

__all__ = ["CartResult", "PrimResult", "box_stability", "cart", "prim"]
