"""`lilliput power`: power indices of a voting body."""

from typing import Any

import click

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.commands import Command, answering, as_written
from lilliput.analysis.command_line.kinds import Word, Words
from lilliput.analysis.command_line.known import BODIES

__all__ = ["ALIASES", "INDICES", "power"]

INDICES = {
    "shapley-shubik": ("shapley_shubik", "Shapley–Shubik"),
    "banzhaf": ("banzhaf_index", "Banzhaf"),
    "banzhaf-power": ("banzhaf_power", "Penrose–Banzhaf"),
    "johnston": ("johnston", "Johnston"),
    "deegan-packel": ("deegan_packel", "Deegan–Packel"),
    "public-good": ("public_good_index", "Public Good"),
    "shift": ("shift_index", "Shift"),
    "shift-deegan-packel": ("shift_deegan_packel", "Shift Deegan–Packel"),
    "coleman-prevent": ("coleman_prevent", "Coleman, prevent"),
    "coleman-initiate": ("coleman_initiate", "Coleman, initiate"),
    "rae": ("rae_index", "Rae"),
    "nevison": ("nevison_index", "Nevison"),
    "koenig-braeuninger": ("koenig_braeuninger", "König–Bräuninger"),
    "owen": ("owen_index", "Owen"),
    "banzhaf-owen": ("banzhaf_owen_index", "Banzhaf–Owen"),
    "symmetric-coalitional-banzhaf": (
        "symmetric_coalitional_banzhaf_index",
        "Symmetric coalitional Banzhaf",
    ),
    "coalitional-deegan-packel": ("coalitional_deegan_packel", "Coalitional Deegan–Packel"),
    "coalitional-public-good": ("coalitional_public_good_index", "Coalitional Public Good"),
}
"""Index to the function of `lilliput.games` and what tables call it; unions come from Owen on."""
ALIASES = {"holler": "public-good", "penrose": "banzhaf-power", "shapley": "shapley-shubik"}

_EXAMPLE = """\
# Council of the EEC, 1958, not on a proposal of the Commission: 12 votes of 4 members at least
member,votes,members
DE,4,1
FR,4,1
IT,4,1
NL,2,1
BE,2,1
LU,1,1
quota,12,4
"""
_RULES = as_written(
    """\
A rule is --weights with --quota; give both several times for several rules.
  --quota 12        so many votes
  --quota 65%       so much of all votes
  --quota majority  more than half of them, the default"""
)
_FILES = as_written(
    """\
A CSV file has a row a member and a column a rule, and may have
  a row `quota`     the quotas, in place of --quota
  a column `veto`   yes for each member with a veto
  lines with #      comments
  --example         prints such a file"""
)


@click.command(
    cls=Command,
    help="Print power indices of a voting BODY: a bundled one by name, a CSV file of votes (- for "
    "standard input), or the one that --weights and --quota describe. Without any it lists the "
    f"bundled bodies.\n\n{_RULES}\n\n{_FILES}\n\nIndices: {', '.join(INDICES)}; all stands for "
    "those that need no --unions, and with --unions for all. Those from owen on need them.",
    short_help="Print power indices of a voting body, or list the bundled ones.",
    examples=[
        "lilliput power",
        "lilliput power EEC-6",
        "lilliput power UNSC-1966 --index banzhaf,johnston --exact",
        "lilliput power --weights 4,4,4,2,2,1 --quota 12 --players DE,FR,IT,NL,BE,LU",
        "lilliput power --weights DE=4,FR=4,LU=1 --quota 65% --veto LU --format latex",
        "# two rules, of which both must be met: votes and a majority of members",
        "lilliput power --weights 5,3,2 --quota 6 --weights 1,1,1 --quota 2",
        "lilliput power EEC-9 --unions 'NL,BE,LU' --index owen,banzhaf-owen",
        "# a body of your own in a file",
        "lilliput power --example > votes.csv",
        "lilliput power votes.csv --index all --output power.json",
        "lilliput power votes.csv --output power.docx",
        "lilliput power - < votes.csv",
    ],
    called={"--veto": "vetoes"},
)
@click.argument("body", required=False, type=Word(BODIES, files=True))
@click.option("--weights", multiple=True, help="Votes: 4,4,2 or DE=4,FR=4,NL=2.")
@click.option("--quota", multiple=True, help="Votes needed: 12, 65% or majority.")
@click.option("--players", type=Words(()), help="Names, in the order of the weights.")
@click.option("--veto", type=Words(()), help="Members without whom nothing passes.")
@click.option("--need", type=int, help="How many of several rules suffice; all by default.")
@click.option("--unions", help="A priori unions: 'DE,FR;IT,NL'; the others stay alone.")
@click.option(
    "--index",
    "indices",
    type=Words(("all", *INDICES)),
    help="Which indices; shapley-shubik,banzhaf by default, with --unions shapley-shubik,owen.",
)
@click.option("--exact", is_flag=True, help="Print fractions even where they are long.")
@click.option(
    "--digits",
    type=click.IntRange(0, 15),
    default=4,
    show_default=True,
    help="Decimals.",
)
@click.option("--example", is_flag=True, help="Print an example of a file and do nothing else.")
@answering
def power(body: str | None, example: bool, **options: Any) -> Answer | None:
    """Read a body, compute and answer."""
    if example:
        click.echo(_EXAMPLE, nl=False)
        return None
    from lilliput.analysis.command_line.power_answers import bodies_answer, power_answer
    from lilliput.analysis.command_line.voting_bodies import body_of

    indices, exact, digits, unions = (
        options.pop(name) for name in ("indices", "exact", "digits", "unions")
    )
    given = any(value for value in options.values())
    if body is None and not given:
        return bodies_answer()
    found = body_of(body, **options)
    return power_answer(found, indices, unions=unions, exact=exact, digits=digits)
