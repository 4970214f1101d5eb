"""How formulas of models are written: their own symbols, alternatives by cases, long ones in parts.

A parameter has a name that one can type (`brokerage`) and, at the head of its meaning, the symbol
of the literature (λ). Formulas are typed in names, and shown in symbols.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter

__all__ = [
    "Part",
    "boundary_parts",
    "described",
    "latex",
    "long_formula",
    "margin_parts",
    "mathml",
    "parts_of",
]

_LONG = 150
_LONGEST_SYMBOL = 6
_WORTH_A_LETTER = 15  # letters
_SUMS = {"M10a-surplus": "Sum((j/m)**a, (j, 1, m))/(m + 1) - 1/2"}
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho",
    "ϱ": "varrho", "σ": "sigma", "τ": "tau", "ψ": "psi",
}  # fmt: skip
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Part(NamedTuple):
    """A part of a long formula: its symbol, empty for the whole, and the expression."""

    symbol: str
    expression: Any


def described(name: str, parameter: Parameter) -> tuple[str, str]:
    """Return the symbol of a parameter, its name if it has none, and its meaning without it.

    Examples
    --------
    >>> described("brokerage", Parameter(0, "λ, part that the hub realises"))
    ('λ', 'part that the hub realises')
    >>> described("m", Parameter(6, "number of small states"))
    ('m', 'number of small states')
    """
    head, comma, rest = parameter.meaning.partition(", ")
    short = comma and len(head) <= _LONGEST_SYMBOL and " " not in head
    return (head, rest) if short else (name, parameter.meaning)


def long_formula(text: str) -> bool:
    """Whether a formula is too long for a line."""
    return len(text) > _LONG


def margin_parts(model: Model) -> list[Part]:
    """Return the closed form of a margin, the whole first, and what its abbreviations stand for.

    A sum that is typed term by term is shown as a sum.
    """
    import sympy

    if not model.formula:
        return []
    shown = model.closed_form
    if model.id in _SUMS:
        symbols = {name: p.symbol(name) for name, p in model.parameters.items()}
        counter = sympy.Symbol("j", integer=True, positive=True)
        shown = sympy.sympify(_SUMS[model.id], {**symbols, "j": counter})
    return _in_parts(shown, model.formula, model.parameters)


def boundary_parts(model: Model) -> list[Part]:
    """Return where a claim holds, the whole first, and what its abbreviations stand for."""
    return _in_parts(model.boundary, model.holds, model.parameters) if model.holds else []


def _in_parts(expression: Any, text: str, parameters: Mapping[str, Parameter]) -> list[Part]:
    if not long_formula(text):
        return [Part("", expression)]
    *abbreviations, whole = parts_of(expression, parameters)
    return [whole, *abbreviations]


def parts_of(expression: Any, parameters: Mapping[str, Parameter]) -> list[Part]:
    """Return an expression as abbreviations for what it repeats, in order, and the whole in these.

    Examples
    --------
    >>> from sympy.abc import x, y
    >>> root = (x**2 + y**2 + 2*x + 3*y + 1)**3
    >>> [(part.symbol, part.expression) for part in parts_of(root + 1/root, {})]
    [('A', (x**2 + 2*x + y**2 + 3*y + 1)**3), ('', A + 1/A)]
    """
    import sympy

    shown = _symbols(expression, parameters)
    taken = {text.partition("_")[0] for text in shown.values()} | {s.name for s in shown}
    letters = (letter for letter in "ABCDEFGHJKLMNPQSTUWXYZ" if letter not in taken)
    shared, (whole,) = sympy.cse([expression], optimizations=[])
    replaced: dict[Any, Any] = {}
    parts = []
    for own, repeated in shared:
        part = repeated.xreplace(replaced)
        if len(str(part)) < _WORTH_A_LETTER:
            replaced[own] = part
        else:
            letter = next(letters)
            replaced[own] = sympy.Symbol(letter, real=True)
            parts.append(Part(letter, part))
    return [*parts, Part("", whole.xreplace(replaced))]


def latex(expression: Any, parameters: Mapping[str, Parameter]) -> str:
    r"""Return an expression as LaTeX, in the symbols of the literature.

    Examples
    --------
    >>> stakes = Parameter(1, "λ, part that the hub realises")
    >>> print(latex(2 * stakes.symbol("brokerage"), {"brokerage": stakes}))
    2 \lambda
    """
    import sympy

    names = {
        symbol: _latex_symbol(shown) for symbol, shown in _symbols(expression, parameters).items()
    }
    found: str = sympy.latex(expression, symbol_names=names)
    return found


def mathml(expression: Any, parameters: Mapping[str, Parameter]) -> str:
    """Return an expression as MathML, which browsers draw without help.

    Examples
    --------
    >>> m = Parameter(6, "number of small states", integer=True)
    >>> mathml(m.symbol("m") + 1, {"m": m})
    '<math displaystyle="true"><mrow><mi>m</mi><mo>+</mo><mn>1</mn></mrow></math>'
    """
    import sympy

    shown = _symbols(expression, parameters)
    plain = {symbol: sympy.Symbol(f"symbol{k}x") for k, symbol in enumerate(shown)}
    words = any(len(text.split("_")[0]) > 1 for text in shown.values())
    drawn = _printer().doprint(_with(expression, plain))
    for (symbol, text), own in zip(shown.items(), plain.values(), strict=True):
        drawn = drawn.replace(f"<mi>{own}</mi>", _drawn_symbol(text, symbol))
    for sign in ("<", ">", "&"):
        drawn = drawn.replace(f"<mo>{sign}</mo>", f"<mo>{escape(sign)}</mo>")
    times = "<mo>·</mo>" if words else '<mspace width="0.15em"></mspace>'
    drawn = drawn.replace("<mo>&InvisibleTimes;</mo>", times).replace("<mo>-</mo>", "<mo>−</mo>")
    return f'<math displaystyle="true">{drawn}</math>'


def _symbols(expression: Any, parameters: Mapping[str, Parameter]) -> dict[Any, str]:
    """Return the symbols of an expression with what is shown for each; names where two agree."""
    used = sorted(expression.free_symbols, key=str)
    shown = {
        symbol: described(symbol.name, parameters[symbol.name])[0]
        if symbol.name in parameters
        else symbol.name
        for symbol in used
    }
    twice = {text for text in shown.values() if list(shown.values()).count(text) > 1}
    return {symbol: symbol.name if text in twice else text for symbol, text in shown.items()}


def _with(expression: Any, replaced: Mapping[Any, Any]) -> Any:
    """Replace symbols, and evaluate nothing that their assumptions had not."""
    import sympy

    with sympy.evaluate(False):
        return expression.xreplace(dict(replaced))


def _latex_symbol(text: str) -> str:
    base, _, index = text.partition("_")
    letter, rest = base[0], base[1:]
    if rest and rest[0] in "₀₁₂₃₄₅₆₇₈₉":
        rest, index = "", rest.translate(_DIGITS)
    whole = f"\\{_GREEK[letter]}" if letter in _GREEK else letter
    if len(rest) > 0 and rest != "′":
        whole = rf"\mathrm{{{base}}}"
    return whole + ("'" if rest == "′" else "") + (rf"_{{{index}}}" if index else "")


def _drawn_symbol(text: str, symbol: Any) -> str:
    base, _, index = text.partition("_")
    drawn = f"<mi>{escape(base)}</mi>"
    return f"<msub>{drawn}<mi>{escape(index)}</mi></msub>" if index else drawn


def _printer() -> Any:
    """Return sympy's printer of MathML with a brace for alternatives, which sympy lacks."""
    from sympy.printing.mathml import MathMLPresentationPrinter

    class Printer(MathMLPresentationPrinter):  # type: ignore[misc]
        def _print_Piecewise(self, expression: Any) -> Any:
            table = self.dom.createElement("mtable")
            table.setAttribute("displaystyle", "true")
            for value, where in expression.args:
                row = self.dom.createElement("mtr")
                otherwise = where == True  # noqa: E712 - a sympy Boolean
                words = self._words("otherwise" if otherwise else "if ")
                for content in ([self._print(value)], [words]):
                    cell = self.dom.createElement("mtd")
                    for item in content:
                        cell.appendChild(item)
                    row.appendChild(cell)
                if not otherwise:
                    row.lastChild.appendChild(self._print(where))
                table.appendChild(row)
            brace = self.dom.createElement("mo")
            brace.appendChild(self.dom.createTextNode("{"))
            whole = self.dom.createElement("mrow")
            whole.appendChild(brace)
            whole.appendChild(table)
            return whole

        def _words(self, text: str) -> Any:
            element = self.dom.createElement("mtext")
            element.appendChild(self.dom.createTextNode(text.replace(" ", "\u00a0")))
            return element

    return Printer()
