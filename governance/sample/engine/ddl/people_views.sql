CREATE VIEW v_directory AS
SELECT
    e.staff_number,
    e.first_name || ' ' || e.last_name AS name,
    e.work_email,
    e.desk_phone,
    d.name AS department,
    m.first_name || ' ' || m.last_name AS manager
FROM employees AS e
JOIN departments AS d ON d.department_id = e.department_id
LEFT JOIN employees AS m ON m.employee_id = e.manager_id
WHERE e.left_on IS NULL;

CREATE VIEW v_current_salaries AS
WITH newest AS (
    SELECT
        s.employee_id,
        s.yearly_amount,
        s.currency,
        row_number() OVER (PARTITION BY s.employee_id ORDER BY s.valid_from DESC) AS age
    FROM salaries AS s
)
SELECT e.employee_id, e.department_id, n.yearly_amount, n.currency
FROM employees AS e
JOIN newest AS n ON n.employee_id = e.employee_id AND n.age = 1
WHERE e.left_on IS NULL;

CREATE VIEW v_department_costs AS
SELECT
    d.name AS department,
    c.currency,
    count(*) AS heads,
    sum(c.yearly_amount) AS yearly_cost,
    avg(c.yearly_amount) AS average_salary
FROM v_current_salaries AS c
JOIN departments AS d ON d.department_id = c.department_id
GROUP BY d.name, c.currency;

CREATE VIEW v_sick_days AS
SELECT
    employee_id,
    strftime('%Y', first_day) AS year,
    sum(julianday(last_day) - julianday(first_day) + 1) AS days
FROM absences
WHERE kind = 'sickness'
GROUP BY employee_id, strftime('%Y', first_day);
