"""Index of the rooms' tables, for Django only: code imports from the room, never from here."""

from core.access.models import (
    Binding,
    Container,
    ContainerGroupPermission,
    ContainerUserPermission,
    DomainClosure,
    Role,
    Scope,
)
from core.answers.models import Answer
from core.bulk.models import BulkItem, BulkOperation
from core.changes.models import Change, Checkpoint, Retention, RetiredMonth, Seal
from core.events.models import Cursor, Event
from core.jobs.models import Job, JobLog
from core.people.models import User
from core.saved.models import View
from core.schedules.models import Schedule
from core.tokens.models import Token

__all__ = [
    "Answer",
    "Binding",
    "BulkItem",
    "BulkOperation",
    "Change",
    "Checkpoint",
    "Container",
    "ContainerGroupPermission",
    "ContainerUserPermission",
    "Cursor",
    "DomainClosure",
    "Event",
    "Job",
    "JobLog",
    "Retention",
    "RetiredMonth",
    "Role",
    "Schedule",
    "Scope",
    "Seal",
    "Token",
    "User",
    "View",
]
