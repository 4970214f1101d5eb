"""Optional packages: a clear word on how to install one that is missing."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from lilliput.games.errors import MissingPackageError

__all__ = ["installed", "require_package"]

_HOW = {
    "pygambit": 'pip install "lilliput[gambit]" (or pygambit, from 16.0)',
    "quantecon": "pip install quantecon",
    "nashpy": "pip install nashpy",
}


def installed(package: str) -> bool:
    """Whether a package can be imported, without importing it.

    Examples
    --------
    >>> installed("numpy")
    True
    """
    return find_spec(package) is not None


def require_package(package: str, *, purpose: str) -> Any:
    """Import an optional package, or raise an error that says how to install it.

    Examples
    --------
    >>> require_package("numpy", purpose="arrays").__name__
    'numpy'
    """
    try:
        return import_module(package)
    except ImportError as error:
        how = _HOW.get(package, f"pip install {package}")
        raise MissingPackageError(
            f"{purpose} needs the package {package}, which cannot be imported ({error}); "
            f"install it: {how}"
        ) from error
