"""All that is known about the sample company, for whoever has to be measured against it."""

from .exported import EXPORTED
from .facts import Truth
from .lineage import derived
from .people_faults import PEOPLE_FAULTS
from .personal import DEBATABLE, TRAPS, listed, personal
from .release import RELEASE
from .shop_faults import SHOP_FAULTS
from .warehouse_faults import WAREHOUSE_FAULTS

TRUTH = Truth(
    personal=personal(),
    traps=listed(TRAPS),
    debatable=listed(DEBATABLE),
    faults=SHOP_FAULTS + PEOPLE_FAULTS + WAREHOUSE_FAULTS,
    lineage=derived(),
    release=RELEASE,
    exported=EXPORTED,
)
