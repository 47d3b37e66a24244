"""What can be done with scans: start one, run one."""

from governance.scans.actions.scanning import scan
from governance.scans.actions.starting import start

__all__ = ["scan", "start"]
