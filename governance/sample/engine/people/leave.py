"""When staff were away, and whom to call when something happens to them."""

import sqlite3
from datetime import timedelta

from governance.sample.engine import contacts, days, persons, texts
from governance.sample.engine.plan import Plan, Rows, insert

from .staff import Employee

YEARS = 2
LENGTHS = {"holiday": 12, "sickness": 6, "parental": 120, "training": 3}
RELATIONS = ("partner", "mother", "father", "sibling", "friend", "daughter", "son")


def fill(connection: sqlite3.Connection, plan: Plan, employees: list[Employee]) -> None:
    _absences(connection, plan, employees)
    _contacts(connection, plan, employees)


def _absences(connection: sqlite3.Connection, plan: Plan, employees: list[Employee]) -> None:
    random = plan.random("absences")
    rows: Rows = []
    for employee in employees:
        until = employee.left or plan.today
        since = max(employee.hired, until - timedelta(days=365 * YEARS))
        starts = {days.some_day(random, since, until) for _ in range(random.randrange(3, 12))}
        for first in sorted(starts):
            kind = random.choices(tuple(LENGTHS), weights=(55, 35, 3, 7))[0]
            last = first + timedelta(days=random.randrange(LENGTHS[kind]))
            remark = random.choice(texts.REMARKS) or None if kind == "sickness" else None
            spell = (kind, first.isoformat(), last.isoformat(), remark)
            rows.append((len(rows) + 1, employee.employee_id, *spell))
    insert(connection, "absences", "absence_id employee_id kind first_day last_day remark", rows)


def _contacts(connection: sqlite3.Connection, plan: Plan, employees: list[Employee]) -> None:
    random = plan.random("emergency")
    rows: Rows = []
    for employee in employees:
        for _ in range(random.choice((1, 1, 2))):
            land = employee.person.country
            person = persons.invent(random, land, plan.today, 0, (18, 80))
            known = (random.choice(RELATIONS), person.name, contacts.phone(random, land))
            rows.append((len(rows) + 1, employee.employee_id, *known))
    insert(connection, "emergency_contacts", "contact_id employee_id relation who reach", rows)
