"""Departments, job titles and the people who hold them."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.sample.engine import contacts, days, identifiers, persons, places
from governance.sample.engine.persons import Person
from governance.sample.engine.plan import Plan, Row, Rows, insert

# department: the one above it, how many of a hundred people work there
DEPARTMENTS = {
    "Board": (None, 1),
    "Shops": ("Board", 38),
    "Web": ("Board", 12),
    "Logistics": ("Board", 24),
    "Customer Care": ("Web", 10),
    "Buying": ("Board", 6),
    "Finance": ("Board", 5),
    "People & Culture": ("Finance", 4),
}
TITLES = {
    "AS01": ("Assistant", 2),
    "AS02": ("Senior Assistant", 3),
    "SP01": ("Specialist", 4),
    "SP02": ("Senior Specialist", 5),
    "LE01": ("Team Lead", 6),
    "HE01": ("Head", 8),
    "DI01": ("Director", 9),
}
STATES = ("single", "married", "partnered", "divorced", "widowed")
OLDEST_CONTRACT = date(2009, 3, 2)


@dataclass(frozen=True, slots=True)
class Employee:
    employee_id: int
    person: Person
    national_id: str
    department_id: int
    is_head: bool
    hired: date
    left: date | None

    @property
    def job_code(self) -> str:
        if self.is_head:
            return "DI01" if self.department_id == 1 else "HE01"
        return ("AS01", "AS02", "SP01", "SP02", "AS01", "SP01", "LE01")[self.employee_id % 7]


def fill(connection: sqlite3.Connection, plan: Plan) -> list[Employee]:
    random = plan.random("staff")
    _departments(connection)
    rows = [(code, title, grade) for code, (title, grade) in TITLES.items()]
    insert(connection, "job_titles", "job_code title grade", rows)
    employees = _invent(plan, random)
    _insert_employees(connection, random, employees)
    _insert_homes(connection, plan.random("homes"), employees)
    _insert_contracts(connection, plan, employees)
    return employees


def _departments(connection: sqlite3.Connection) -> None:
    numbers = {name: number for number, name in enumerate(DEPARTMENTS, start=1)}
    rows = [
        (numbers[name], name, numbers.get(parent or ""), f"CC{numbers[name] * 100:04d}")
        for name, (parent, _) in DEPARTMENTS.items()
    ]
    insert(connection, "departments", "department_id name parent_id cost_centre", rows)


def _invent(plan: Plan, random: Random) -> list[Employee]:
    """The first of each department is its head; the rest are spread by its size."""
    count, shares = len(DEPARTMENTS), [share for _, share in DEPARTMENTS.values()]
    employees = []
    for number in range(1, plan.rows(420, least=120) + 1):
        is_head = number <= count
        place = number if is_head else random.choices(range(1, count + 1), weights=shares)[0]
        land = persons.country(random, persons.STAFF)
        ages = (40, 62) if is_head else (19, 66)
        person = persons.invent(random, land, plan.today, number, ages)
        national = identifiers.national_id(random, land, person.born, person.female)
        hired, left = _stay(plan.today, random, person, is_head)
        employees.append(Employee(number, person, national, place, is_head, hired, left))
    return employees


def _stay(today: date, random: Random, person: Person, is_head: bool) -> tuple[date, date | None]:
    earliest = max(OLDEST_CONTRACT, person.born + timedelta(days=18 * 366))
    hired = days.some_day(random, earliest, today - timedelta(days=40))
    if is_head or random.random() > 0.16:
        return hired, None
    return hired, days.some_day(random, hired + timedelta(days=30), today - timedelta(days=5))


def _insert_employees(
    connection: sqlite3.Connection, random: Random, employees: list[Employee]
) -> None:
    columns = (
        "employee_id staff_number first_name last_name work_email desk_phone private_mobile "
        "date_of_birth nationality national_id marital_status department_id manager_id hired_on "
        "left_on"
    )
    insert(connection, "employees", columns, [_row(random, employee) for employee in employees])


def _row(random: Random, employee: Employee) -> Row:
    person = employee.person
    local = f"{contacts.folded(person.given)}.{contacts.folded(person.family)}"
    return (
        employee.employee_id,
        f"S{employee.employee_id:05d}",
        person.given,
        person.family,
        f"{local}{employee.employee_id}@{contacts.STAFF_DOMAIN}",
        contacts.phone(random, "GB") if random.random() < 0.5 else None,
        person.phone,
        person.born.isoformat(),
        person.country,
        employee.national_id,
        random.choice(STATES),
        employee.department_id,
        _manager(employee),
        employee.hired.isoformat(),
        employee.left.isoformat() if employee.left else None,
    )


def _manager(employee: Employee) -> int | None:
    """Heads answer to the head of the board, everybody else to the head of the department."""
    if employee.employee_id == 1:
        return None
    return 1 if employee.is_head else employee.department_id


def _insert_homes(
    connection: sqlite3.Connection, random: Random, employees: list[Employee]
) -> None:
    rows: Rows = []
    for employee in employees:
        at = places.address(random, employee.person.country)
        rows.append((employee.employee_id, at.line1, at.postcode, at.city, at.country))
    insert(connection, "home_addresses", "employee_id street postal_code town country", rows)


def _insert_contracts(
    connection: sqlite3.Connection, plan: Plan, employees: list[Employee]
) -> None:
    random = plan.random("contracts")
    rows: Rows = []
    for employee in employees:
        kind = random.choices(("permanent", "fixed_term", "apprentice"), weights=(80, 15, 5))[0]
        ends = employee.left
        if ends is None and kind == "fixed_term":
            ends = plan.today + timedelta(days=random.randrange(10, 400))
        hours = random.choice((37.5, 37.5, 37.5, 30.0, 20.0))
        end = ends.isoformat() if ends else None
        terms = (kind, hours, employee.hired.isoformat(), end)
        rows.append((len(rows) + 1, employee.employee_id, employee.job_code, *terms))
    columns = "contract_id employee_id job_code kind weekly_hours starts_on ends_on"
    insert(connection, "contracts", columns, rows)
