"""people.db: the staff of Larkmere & Vey, what they earn and who wants to join."""

import sqlite3

from governance.sample.engine.plan import Plan, script

from . import hiring, leave, pay, staff, trainings


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "people")
    employees = staff.fill(connection, plan)
    pay.fill(connection, plan, employees)
    leave.fill(connection, plan, employees)
    hiring.fill(connection, plan)
    script(connection, "people_views")


def advance(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "people_release")
    trainings.fill(connection, plan)
