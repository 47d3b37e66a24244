"""What can be done with scans: start one, run one."""

from governance.scans.actions.scanning import scan
from governance.scans.actions.starting import start
from governance.scans.rules import KIND

__all__ = ["KIND", "scan", "start"]
