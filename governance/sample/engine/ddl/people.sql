CREATE TABLE departments (
    department_id INTEGER PRIMARY KEY,
    name VARCHAR(60) NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES departments (department_id),
    cost_centre CHAR(6) NOT NULL UNIQUE
);

CREATE TABLE job_titles (
    job_code CHAR(4) PRIMARY KEY,
    title VARCHAR(60) NOT NULL,
    grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 9)
);

CREATE TABLE employees (
    employee_id INTEGER PRIMARY KEY,
    staff_number CHAR(6) NOT NULL UNIQUE,
    first_name VARCHAR(60) NOT NULL,
    last_name VARCHAR(60) NOT NULL,
    work_email VARCHAR(120),
    desk_phone VARCHAR(24),
    private_mobile VARCHAR(24),
    date_of_birth DATE,
    nationality CHAR(2) NOT NULL,
    national_id VARCHAR(20),
    marital_status VARCHAR(10),
    department_id INTEGER NOT NULL REFERENCES departments (department_id),
    manager_id INTEGER REFERENCES employees (employee_id),
    hired_on DATE NOT NULL,
    left_on DATE
);
CREATE INDEX employees_by_department ON employees (department_id);

CREATE TABLE home_addresses (
    employee_id INTEGER PRIMARY KEY REFERENCES employees (employee_id) ON DELETE CASCADE,
    street VARCHAR(120) NOT NULL,
    postal_code VARCHAR(12) NOT NULL,
    town VARCHAR(60) NOT NULL,
    country CHAR(2) NOT NULL
);

CREATE TABLE contracts (
    contract_id INTEGER PRIMARY KEY,
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id),
    job_code CHAR(4) NOT NULL REFERENCES job_titles (job_code),
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('permanent', 'fixed_term', 'apprentice')),
    weekly_hours NUMERIC(4, 1) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE
);

CREATE TABLE salaries (
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id),
    valid_from DATE NOT NULL,
    yearly_amount NUMERIC(10, 2) NOT NULL,
    currency CHAR(3) NOT NULL CHECK (currency IN ('GBP', 'EUR', 'SEK')),
    PRIMARY KEY (employee_id, valid_from)
);

CREATE TABLE bank_details (
    employee_id INTEGER PRIMARY KEY REFERENCES employees (employee_id),
    holder VARCHAR(120) NOT NULL,
    acct VARCHAR(34) NOT NULL,
    tax_ref VARCHAR(20)
);

CREATE TABLE absences (
    absence_id INTEGER PRIMARY KEY,
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id),
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('holiday', 'sickness', 'parental', 'training')),
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    remark TEXT
);
CREATE INDEX absences_by_employee ON absences (employee_id, first_day);

CREATE TABLE emergency_contacts (
    contact_id INTEGER PRIMARY KEY,
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id) ON DELETE CASCADE,
    relation VARCHAR(20) NOT NULL,
    who VARCHAR(120) NOT NULL,
    reach VARCHAR(24) NOT NULL
);

CREATE TABLE vacancies (
    vacancy_id INTEGER PRIMARY KEY,
    job_code CHAR(4) NOT NULL REFERENCES job_titles (job_code),
    department_id INTEGER NOT NULL REFERENCES departments (department_id),
    opened_on DATE NOT NULL,
    closed_on DATE,
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);

CREATE TABLE applicants (
    applicant_id INTEGER PRIMARY KEY,
    vacancy_id INTEGER NOT NULL REFERENCES vacancies (vacancy_id),
    full_name VARCHAR(120) NOT NULL,
    email VARCHAR(120) NOT NULL,
    mobile VARCHAR(24),
    cv_text TEXT,
    interview_note TEXT,
    stage VARCHAR(10) NOT NULL CHECK (
        stage IN ('received', 'interview', 'offer', 'hired', 'rejected')
    ),
    applied_on DATE NOT NULL
);

CREATE TABLE payroll_runs (
    run_id INTEGER PRIMARY KEY,
    country CHAR(2) NOT NULL,
    period CHAR(7) NOT NULL,
    paid_on DATE NOT NULL,
    UNIQUE (country, period)
);

CREATE TABLE payslips (
    run_id INTEGER NOT NULL REFERENCES payroll_runs (run_id),
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id),
    gross NUMERIC(10, 2) NOT NULL,
    tax NUMERIC(10, 2) NOT NULL CHECK (tax >= 0),
    net NUMERIC(10, 2) NOT NULL,
    PRIMARY KEY (run_id, employee_id)
) WITHOUT ROWID;
