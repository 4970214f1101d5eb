"""Voting games: weighted rules, their combinations and vetoes; and how coalitions are counted."""

from lilliput.games.voting.game import VotingGame

__all__ = ["VotingGame"]
