"""Open posts and the people who would like them."""

import sqlite3
from datetime import date, timedelta
from random import Random

from governance.sample.engine import days, persons, texts
from governance.sample.engine.plan import Plan, Row, insert

from .staff import DEPARTMENTS, TITLES

STAGES = ("received", "interview", "offer", "hired", "rejected")


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    opened = _vacancies(connection, plan)
    _applicants(connection, plan, opened)


def _vacancies(connection: sqlite3.Connection, plan: Plan) -> list[date]:
    random, rows, opened = plan.random("vacancies"), [], []
    for number in range(1, plan.rows(60, least=12) + 1):
        first = plan.today - timedelta(days=random.randrange(20, 900))
        last = first + timedelta(days=random.randrange(20, 120))
        closed = last.isoformat() if last < plan.today else None
        where = (random.choice(list(TITLES)), random.randrange(1, len(DEPARTMENTS) + 1))
        rows.append((number, *where, first.isoformat(), closed))
        opened.append(first)
    insert(connection, "vacancies", "vacancy_id job_code department_id opened_on closed_on", rows)
    return opened


def _applicants(connection: sqlite3.Connection, plan: Plan, opened: list[date]) -> None:
    random = plan.random("applicants")
    count = plan.rows(900, least=120)
    rows = [_applicant(random, plan, opened, number) for number in range(1, count + 1)]
    columns = (
        "applicant_id vacancy_id full_name email mobile cv_text interview_note stage applied_on"
    )
    insert(connection, "applicants", columns, rows)


def _applicant(random: Random, plan: Plan, opened: list[date], number: int) -> Row:
    land = persons.country(random, persons.STAFF)
    person = persons.invent(random, land, plan.today, 300_000 + number, (18, 60))
    vacancy = random.randrange(len(opened))
    stage = random.choices(STAGES, weights=(25, 20, 5, 10, 40))[0]
    note = random.choice(texts.INTERVIEWS) if stage != "received" else None
    last = min(opened[vacancy] + timedelta(days=60), plan.today)
    applied = days.some_day(random, opened[vacancy], last)
    said = (texts.filled(random, texts.CVS, person), note, stage, applied.isoformat())
    return (number, vacancy + 1, person.name, person.email, person.phone, *said)
