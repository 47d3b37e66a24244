"""What the next release of the staff database brings: a record of trainings."""

import sqlite3
from datetime import timedelta

from governance.sample.engine.plan import Plan, Rows, insert

SUBJECTS = ("Fire safety", "Data protection", "First aid", "Lifting and carrying", "Tea tasting")


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    random = plan.random("trainings")
    rows: Rows = []
    staff = connection.execute(
        "SELECT employee_id FROM employees WHERE left_on IS NULL ORDER BY employee_id"
    )
    for (employee,) in staff.fetchall():
        for subject in random.sample(SUBJECTS, random.randrange(0, 4)):
            held = plan.today - timedelta(days=random.randrange(1, 300))
            score = random.randrange(55, 101) if subject != "Tea tasting" else None
            rows.append((len(rows) + 1, employee, subject, held.isoformat(), score))
    insert(connection, "trainings", "training_id employee_id subject held_on score", rows)
