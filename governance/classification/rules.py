"""What a feature of a column weighs, in log-odds, and when enough of them make a verdict."""

from math import exp

# What every kind has against it before a column is looked at: about one column in twenty is it.
PRIOR = -3.0
SAID = 4.5  # the name says it
HINTED = 2.0  # the name may say it
TAKEN_BACK = -4.0  # the name says it, and a word beside it that something else is meant
NAMELESS = 0.7  # col_17: the name says nothing, so values need not speak against it
OTHERWISE = -2.5  # the name says something that is known to be no sensitive data
AMONG_PEOPLE = 1.3  # the table or the columns beside it are about people
WRONG_TYPE = -4.0  # the declared type cannot hold it
FULL = 0.9  # share of values from which on more would not convince more
UNTESTED = -1.0  # fewer different values than the kind asks for
TOGETHER = 2.0  # what all values together add to their proof at most
SUGGESTED = 0.5  # confidence from which on a label is suggested


def confidence(weight: float) -> float:
    """Log-odds as a probability, rounded to what it is worth."""
    return round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, weight)))), 3)


def weight_of_values(
    share: float, strength: float, *, enough: float, proof: float, refuted: float
) -> float:
    """What a share of matching values weighs.

    Below half of what is enough it speaks against the kind, the more the fewer; above, for it: half
    of the proof at the threshold, all of it at FULL.
    """
    if share < enough / 2:
        return -refuted * (1.0 - share / (enough / 2))
    if share < enough:
        return 0.0
    reach = max(FULL - enough, 0.01)
    return proof * strength * (0.5 + 0.5 * min(1.0, (share - enough) / reach))
