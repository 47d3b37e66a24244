"""The machinery that judges columns: features of names and of values, weighed together. Pure."""

from governance.classification.engine.judging import Judge, Verdict
from governance.classification.engine.naming import Dictionary, Said
from governance.classification.engine.weighing import Evidence

__all__ = ["Dictionary", "Evidence", "Judge", "Said", "Verdict"]
