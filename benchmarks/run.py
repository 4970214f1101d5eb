"""Time the solvers against their peers: `make bench`, and `make bench FULL=1` for the large ones.

CPU seconds, the least of several runs in one process; machines differ and are noisy, so the ratios
of one run are what to compare. Compilation is not counted: it happens once and is cached.
"""

import platform
import sys

import agreements
import coalitional
import equilibria
import numba
import numpy as np
import sweeps
import voting
from timing import head, show


def main() -> None:
    """Print the table of figures."""
    full = "--full" in sys.argv
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, Numba {numba.__version__}, "
        f"{platform.machine()}"
    )
    head()
    for part in (coalitional, voting, equilibria, agreements, sweeps):
        for row in part.rows(full=full):
            show(row)


if __name__ == "__main__":
    main()
