"""Texts that mean something to a format, made harmless."""

__all__ = ["latex_text", "markdown_text", "typst_string"]

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": "$<$", ">": "$>$", "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
    "[": "{[}", "]": "{]}",  # a row that starts with one would be read as an option of \\
    "−": "$-$", "–": "--", "—": "---", "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$",
    "½": r"$\frac{1}{2}$", "¼": r"$\frac{1}{4}$", "∞": r"$\infty$", "·": r"$\cdot$",
    "×": r"$\times$", "±": r"$\pm$", "√": r"$\surd$", "∝": r"$\propto$", "→": r"$\to$",
    "∈": r"$\in$", "∂": r"$\partial$", "∫": r"$\int$", "∪": r"$\cup$", "∩": r"$\cap$",
    "⊂": r"$\subset$", "∅": r"$\emptyset$", "…": r"\dots{}", "′": "$'$",
    "₋": r"$_{-}$", "₀": r"$_{0}$", "₁": r"$_{1}$", "₂": r"$_{2}$", "²": r"$^{2}$",
    "³": r"$^{3}$", "ⁿ": r"$^{n}$", "⁻": r"$^{-}$", "†": r"\textdagger{}", "‡": r"\textdaggerdbl{}",
    "§": r"\S{}", "¶": r"\P{}", "“": "``", "”": "''", "‘": "`", "’": "'", "\u00a0": "~",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "ε": r"$\varepsilon$",
    "ζ": r"$\zeta$", "η": r"$\eta$", "θ": r"$\theta$", "ι": r"$\iota$", "κ": r"$\kappa$",
    "λ": r"$\lambda$", "μ": r"$\mu$", "ν": r"$\nu$", "ξ": r"$\xi$", "π": r"$\pi$",
    "ρ": r"$\rho$", "ϱ": r"$\varrho$", "σ": r"$\sigma$", "τ": r"$\tau$", "υ": r"$\upsilon$",
    "φ": r"$\varphi$", "χ": r"$\chi$", "ψ": r"$\psi$", "ω": r"$\omega$", "Γ": r"$\Gamma$",
    "Δ": r"$\Delta$", "Θ": r"$\Theta$", "Λ": r"$\Lambda$", "Ξ": r"$\Xi$", "Π": r"$\Pi$",
    "Σ": r"$\Sigma$", "Φ": r"$\Phi$", "Ψ": r"$\Psi$", "Ω": r"$\Omega$",
    "\n": " ", "\r": " ", "\t": " ",
}  # fmt: skip
_LAST_OF_LATIN = 0x17F  # what pdfLaTeX's T1 fonts hold as letters
_MARKDOWN = {character: "\\" + character for character in "\\`*_|<>[]~$"} | {"\n": " ", "\r": " "}


def latex_text(text: str) -> str:
    r"""Return a text that LaTeX prints as it is.

    Letters beyond the Latin alphabets stay as they are, see `beyond_latin`.

    Examples
    --------
    >>> print(latex_text("share_% & δ"))
    share\_\% \& $\delta$
    """
    return "".join(_LATEX.get(character, character) for character in text)


def beyond_latin(text: str) -> str:
    """Return the characters for which LuaLaTeX or XeLaTeX and a font that has them are needed.

    Examples
    --------
    >>> beyond_latin("Łódź, δ"), beyond_latin("中国 x")
    ('', '中国')
    """
    strange = {c for c in text if ord(c) > _LAST_OF_LATIN and c not in _LATEX}
    return "".join(sorted(strange))


def typst_string(text: str) -> str:
    r"""Return a string of Typst, which it prints as it is.

    Examples
    --------
    >>> print(typst_string('#let "x"'))
    "#let \"x\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", " ").replace("\r", " ") + '"'


def markdown_text(text: str) -> str:
    r"""Return a text that Markdown prints as it is, also within a pipe table.

    Examples
    --------
    >>> print(markdown_text("a_b | *c*"))
    a\_b \| \*c\*
    """
    return "".join(_MARKDOWN.get(character, character) for character in text)
