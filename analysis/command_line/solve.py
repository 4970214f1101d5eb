"""`lilliput solve`: equilibria of a game in normal form, solutions of a coalitional one."""

from typing import Any

import click

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.commands import Command, answering, as_written
from lilliput.analysis.command_line.kinds import Name, Word, Words
from lilliput.analysis.command_line.known import GAMES, METHODS
from lilliput.games.errors import InvalidArgumentError

__all__ = ["EXAMPLES", "VALUES", "solve"]

VALUES = {
    "shapley": ("shapley_value", "Shapley"),
    "banzhaf": ("banzhaf_value", "Banzhaf"),
    "nucleolus": ("nucleolus", "nucleolus"),
    "prenucleolus": ("prenucleolus", "prenucleolus"),
    "per-capita-nucleolus": ("per_capita_nucleolus", "per-capita nucleolus"),
    "tau": ("tau_value", "τ"),
    "gately": ("gately_point", "Gately"),
    "solidarity": ("solidarity_value", "solidarity"),
    "egalitarian": ("egalitarian_value", "egalitarian"),
    "cis": ("cis_value", "CIS"),
    "ensc": ("ensc_value", "ENSC"),
}
"""Value to the function of `lilliput.games` and what tables call it."""

EXAMPLES = {
    "nfg": """\
NFG 1 R "Stag hunt" { "A" "B" } { { "stag" "hare" } { "stag" "hare" } }
9 9  8 0  0 8  7 7
""",
    "bimatrix": """\
A \\ B,stag,hare
stag,9 9,0 8
hare,8 0,7 7
""",
    "profiles": """\
A,B,C,payoff A,payoff B,payoff C
in,in,in,-1,-1,-1
in,in,out,2,2,0
in,out,in,2,0,2
in,out,out,1/2,0,0
out,in,in,0,2,2
out,in,out,0,1/2,0
out,out,in,0,0,1/2
out,out,out,0,0,0
""",
    "worths": """\
coalition,worth
US,0
CN,0
EU,0
US+CN,4
US+EU,3
CN+EU,2
US+CN+EU,6
""",
    "json": """\
{"players": ["US", "CN", "EU"],
 "worths": {"US+CN": 4, "US+EU": 3, "CN+EU": "3/2", "US+CN+EU": 6}}
""",
}
_SOURCES = as_written(
    """\
GAME is one of
  a file .nfg       of Gambit
  a CSV file        a table of cells '9 9' (payoffs of row and column), or one
                    row a profile with columns A, B, payoff A, payoff B, or
                    columns coalition and worth
  a JSON file       {"A": [[…]], "B": [[…]]}, what Lilliput writes, or
                    {"worths": {"US+CN": 4, …}}
  -                 any of these from standard input
  a known game      by name; without GAME all of them are listed"""
)


@click.command(
    cls=Command,
    help="Find the Nash equilibria of a game in normal form, or the values and the core of a "
    f"coalitional game.\n\n{_SOURCES}\n\nInstead of GAME a matrix of payoffs to the row player "
    "(--a) and one to the column player (--b; without it the game is zero-sum), or --worths. "
    "Numbers are taken as written: 0.1 is 1/10. Coalitions that are not named are worth 0.\n\n"
    "Each equilibrium is certified; of two players the extreme ones are found, and the components "
    f"that they span. Values of a coalitional game: {', '.join(VALUES)}; all of them: all.",
    short_help="Find equilibria of a game, or values and the core.",
    examples=[
        "lilliput solve",
        "lilliput solve stag-hunt",
        "lilliput solve --a '3,0; 5,1' --b '3,5; 0,1' --players US,CN \\",
        "    --strategies comply,defect",
        "lilliput solve --a '0,-1,1; 1,0,-1; -1,1,0' --format latex",
        "lilliput solve --worths 'US+CN=4; US+EU=3; US+CN+EU=6' --value shapley,tau",
        "# files: --example prints one of each kind",
        "lilliput solve --example nfg > game.nfg",
        "lilliput solve game.nfg --method pure",
        "lilliput solve --example bimatrix > game.csv",
        "lilliput solve game.csv --output game.json",
        "lilliput solve --example profiles > entry.csv",
        "lilliput solve entry.csv --exact",
        "lilliput solve --example worths | lilliput solve -",
        "lilliput solve --example json > worths.json",
        "lilliput solve worths.json --format csv",
    ],
)
@click.argument("game", required=False, type=Word(GAMES, files=True))
@click.option("--a", help="Payoffs of the row player, rows separated by semicolons.")
@click.option("--b", help="Payoffs of the column player.")
@click.option("--players", type=Words(()), help="Their names.")
@click.option("--strategies", help="Names: 'comply,defect' for all, or 'up,down; left,right' each.")
@click.option("--worths", help="Worths of coalitions: 'US+CN=4; US+CN+EU=6'.")
@click.option(
    "--method",
    type=Word(METHODS),
    help="Method of nash_equilibria; by default one that finds all.",
)
@click.option(
    "--value", "values", type=Words(("all", *VALUES)), help="Values, of a coalitional game."
)
@click.option("--exact", is_flag=True, help="Print fractions and roots even where they are long.")
@click.option(
    "--digits", type=click.IntRange(0, 15), default=4, show_default=True, help="Decimals."
)
@click.option(
    "--example",
    type=Name(tuple(EXAMPLES)),
    help="Print an example of a file and do nothing else.",
)
@answering
def solve(
    game: str | None,
    method: str | None,
    values: list[str] | None,
    exact: bool,
    digits: int,
    example: str | None,
    **typed: Any,
) -> Answer | None:
    """Read a game, solve it and answer."""
    if example is not None:
        click.echo(EXAMPLES[example], nl=False)
        return None
    from lilliput.analysis.command_line.game_inputs import game_of, games_answer
    from lilliput.games import CoalitionalGame

    if game is None and all(text is None for text in typed.values()):
        return games_answer()
    found, name = game_of(game, **typed)
    if isinstance(found, CoalitionalGame):
        if method is not None:
            raise InvalidArgumentError("--method is for games in normal form, not for worths")
        from lilliput.analysis.command_line.allocation_answers import allocation_answer

        return allocation_answer(found, name, values, exact=exact, digits=digits)
    if values is not None:
        raise InvalidArgumentError("--value is for coalitional games, not for normal form")
    from lilliput.analysis.command_line.equilibrium_answers import equilibrium_answer

    return equilibrium_answer(found, name, method or "auto", exact=exact, digits=digits)
