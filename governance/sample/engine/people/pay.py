"""Salaries, the accounts they go to, and the monthly payroll."""

import sqlite3
from datetime import date, timedelta
from random import Random

from governance.sample.engine import days, identifiers, money
from governance.sample.engine.plan import Plan, Rows, insert

from .staff import TITLES, Employee

MONTHS = 24
RAISE = 1.03
KRONOR = 13.0  # per pound, so that a Swedish salary looks like one

Pay = dict[int, list[tuple[date, float]]]


def fill(connection: sqlite3.Connection, plan: Plan, employees: list[Employee]) -> None:
    pay = _salaries(connection, plan, employees)
    _accounts(connection, plan.random("accounts"), employees)
    _payroll(connection, plan, employees, pay)


def _salaries(connection: sqlite3.Connection, plan: Plan, employees: list[Employee]) -> Pay:
    random, rows, pay = plan.random("salaries"), [], {}
    for employee in employees:
        steps = _steps(random, employee, plan.today)
        pay[employee.employee_id] = steps
        currency = money.CURRENCY[employee.person.country]
        rows += [(employee.employee_id, day.isoformat(), sum_, currency) for day, sum_ in steps]
    insert(connection, "salaries", "employee_id valid_from yearly_amount currency", rows)
    return pay


def _steps(random: Random, employee: Employee, today: date) -> list[tuple[date, float]]:
    """What was earned since when: a rise about every second year."""
    _, grade = TITLES[employee.job_code]
    amount = money.salary(random, 16_000 + grade * 5_000, 20_000 + grade * 8_000)
    amount *= KRONOR if employee.person.country == "SE" else 1.0
    steps, day, last = [], employee.hired, employee.left or today
    while day < last:
        steps.append((day, money.exact(amount)))
        day += timedelta(days=random.randrange(400, 900))
        amount *= RAISE
    return steps


def _accounts(connection: sqlite3.Connection, random: Random, employees: list[Employee]) -> None:
    rows: Rows = []
    for employee in employees:
        person = employee.person
        account = identifiers.iban(random, person.country)
        reference = employee.national_id if person.country == "DE" else None
        rows.append((employee.employee_id, person.name, account, reference))
    insert(connection, "bank_details", "employee_id holder acct tax_ref", rows)


def _payroll(
    connection: sqlite3.Connection, plan: Plan, employees: list[Employee], pay: Pay
) -> None:
    runs: Rows = []
    slips: Rows = []
    countries = sorted({employee.person.country for employee in employees})
    for end in days.months_back(plan.today, MONTHS):
        for country in countries:
            run = len(runs) + 1
            runs.append((run, country, f"{end:%Y-%m}", end.isoformat()))
            slips += [
                _slip(run, employee, pay[employee.employee_id], end)
                for employee in employees
                if employee.person.country == country and _paid(employee, end)
            ]
    insert(connection, "payroll_runs", "run_id country period paid_on", runs)
    insert(connection, "payslips", "run_id employee_id gross tax net", slips)


def _paid(employee: Employee, end: date) -> bool:
    return employee.hired <= end and (employee.left is None or employee.left >= end)


def _slip(
    run: int, employee: Employee, steps: list[tuple[date, float]], end: date
) -> tuple[int, int, float, float, float]:
    yearly = [amount for since, amount in steps if since <= end][-1]
    gross = money.exact(yearly / 12)
    tax = money.exact(gross * 0.23)
    return run, employee.employee_id, gross, tax, money.exact(gross - tax)
