"""Which columns tell something about a person, and which only sound like it.

A line: column, kind, what the name gives away; `@1` or `@2` where only one release has it.
"""

from .facts import Personal, Place, lifetime, place

SHOP = """
suppliers.x_contact               person_name     cryptic
depots.night_phone                phone           clear
customers.email                   email           clear
customers.first_name              given_name      clear
customers.last_name               family_name     clear
customers.phone                   phone           clear
customers.date_of_birth           date_of_birth   clear
customers.gender                  gender          clear       @1
customers.note2                   free_text       cryptic
customers.whatsapp_number         phone           clear       @2
addresses.recipient               person_name     clear
addresses.line1                   street_address  clear
addresses.line2                   street_address  clear
addresses.postcode                postal_code     clear       @1
addresses.postal_code             postal_code     clear       @2
addresses.city                    city            clear
addresses.loc                     geo_point       cryptic
orders.ref                        email           misleading
orders.gift_message               free_text       misleading
payments.card_number              card_number     clear
payments.card_holder              person_name     clear
payments.card_expires             card_expiry     clear
payments.iban                     iban            clear
shipments.signed_by               person_name     misleading
returns.refund_to                 iban            misleading
gift_cards.issued_to              email           misleading  @1
vouchers.issued_to                email           misleading  @2
reviews.shown_as                  person_name     misleading
sessions.ip_address               ip_address      clear
support_tickets.body              free_text       misleading
newsletter_subscribers.email      email           clear
legacy_customers_2016.c_02        person_name     cryptic     @1
legacy_customers_2016.c_03        email           cryptic     @1
legacy_customers_2016.c_04        phone           cryptic     @1
legacy_customers_2016.c_05        street_address  cryptic     @1
legacy_customers_2016.c_06        city            cryptic     @1
legacy_customers_2016.c_07        date_of_birth   cryptic     @1
backoffice_accounts.username      person_name     misleading
backoffice_accounts.password_hash credential      clear
backoffice_accounts.api_key       credential      clear
tea_subscriptions.notify_at       email           misleading  @2
v_customer_value.customer_name    person_name     clear
v_customer_value.email            email           clear
v_mailing_list.email              email           clear
v_mailing_list.salutation         given_name      misleading
v_open_orders.reach_at            email           misleading  @1
v_open_orders.city                city            clear       @1
"""
PEOPLE = """
employees.first_name              given_name      clear
employees.last_name               family_name     clear
employees.work_email              email           clear
employees.desk_phone              phone           clear
employees.private_mobile          phone           clear
employees.date_of_birth           date_of_birth   clear
employees.national_id             national_id     clear
employees.marital_status          marital_status  clear       @1
home_addresses.street             street_address  clear
home_addresses.postal_code        postal_code     clear
home_addresses.town               city            clear
salaries.yearly_amount            salary          misleading
bank_details.holder               person_name     clear
bank_details.acct                 iban            cryptic
bank_details.tax_ref              national_id     misleading
absences.kind                     health          misleading
absences.remark                   health          misleading
emergency_contacts.who            person_name     cryptic     @1
emergency_contacts.full_name      person_name     clear       @2
emergency_contacts.reach          phone           misleading
applicants.full_name              person_name     clear
applicants.email                  email           clear
applicants.mobile                 phone           clear
applicants.cv_text                free_text       clear
applicants.interview_note         free_text       misleading
payslips.gross                    salary          clear
payslips.tax                      salary          clear
payslips.net                      salary          clear
v_directory.name                  person_name     clear
v_directory.work_email            email           clear
v_directory.desk_phone            phone           clear
v_directory.manager               person_name     clear
v_current_salaries.yearly_amount  salary          misleading
v_sick_days.days                  health          misleading
"""
WAREHOUSE = """
stg_customers.email               email           clear
stg_customers.first_name          given_name      clear
stg_customers.last_name           family_name     clear
stg_customers.phone               phone           clear
stg_customers.date_of_birth       date_of_birth   clear
dim_customer.label                person_name     misleading
rpt_customer_segments.label       person_name     misleading
"""
TRAPS = """
shop:orders.order_email_sent
shop:products.passport_photo_count
shop:products.ean
shop:shipments.tracking_number
shop:payments.provider_ref
shop:email_templates.email_subject
shop:email_templates.email_body
shop:email_templates.phone_layout
shop:email_templates.address_block_lines
people:departments.name
people:job_titles.title
warehouse:dim_customer.email_domain
warehouse:dim_country.country_name
warehouse:dim_product.product_name
"""
DEBATABLE = """
shop:suppliers.order_email
shop:customers.customer_id
shop:customers.country_code
shop:customers.loyalty_points
shop:customers.marketing_consent
shop:addresses.customer_id
shop:orders.customer_id
shop:reviews.customer_id
shop:reviews.body
shop:reviews.headline
shop:sessions.session_id
shop:sessions.customer_id
shop:sessions.user_agent
shop:carts.session_id
shop:support_tickets.customer_id
shop:support_tickets.subject
shop:legacy_customers_2016.c_01
shop:legacy_customers_2016.c_08
shop:tea_subscriptions.customer_id
shop:v_customer_value.customer_id
shop:v_order_totals.customer_id
people:employees.employee_id
people:employees.staff_number
people:employees.nationality
people:employees.manager_id
people:employees.hired_on
people:employees.left_on
people:absences.first_day
people:absences.last_day
people:applicants.stage
people:trainings.employee_id
people:trainings.score
people:v_directory.staff_number
people:v_department_costs.average_salary
warehouse:stg_customers.customer_id
warehouse:stg_customers.country_code
warehouse:stg_orders.customer_id
warehouse:dim_customer.customer_id
warehouse:dim_customer.birth_year
warehouse:rpt_customer_segments.customer_id
"""


def personal() -> tuple[Personal, ...]:
    tables = {"shop": SHOP, "people": PEOPLE, "warehouse": WAREHOUSE}
    return tuple(
        _line(database, line)
        for database, text in tables.items()
        for line in text.split("\n")[1:-1]
    )


def listed(text: str) -> tuple[Place, ...]:
    return tuple(place("", name) for name in text.split())


def _line(database: str, line: str) -> Personal:
    name, kind, naming, *release = line.split()
    return Personal(place(database, name), kind, naming, *lifetime("".join(release)))
