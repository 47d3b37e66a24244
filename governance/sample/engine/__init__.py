"""The sample company: databases like those of a real retailer, with everything about them known."""

from .company import NotBuilt, SampleSource, advance, build, export
from .files import Occupied
from .truth import TRUTH

__all__ = ["TRUTH", "NotBuilt", "Occupied", "SampleSource", "advance", "build", "export"]
