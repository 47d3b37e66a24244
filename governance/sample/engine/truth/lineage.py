"""What every column of every view and of every loaded table is made of, one step back.

A line: column, how it is made, its sources (none for counts of rows and for constants); `@1` or
`@2` where that holds in one release only. Sources are what the value is made of, the order and the
groups of a window included; columns that only join or filter are not. Columns of one relation are
joined by commas.
"""

from .facts import Derived, Place, lifetime, place

SHOP = """
order_lines.line_total          expression order_lines.quantity,unit_price,discount
v_order_totals.order_id         direct     orders.order_id
v_order_totals.customer_id      direct     orders.customer_id
v_order_totals.ordered_at       direct     orders.ordered_at
v_order_totals.line_count          aggregate
v_order_totals.goods_total      aggregate  order_lines.line_total
v_order_totals.grand_total      aggregate  order_lines.line_total orders.shipping_fee
v_customer_value.customer_id    direct     customers.customer_id
v_customer_value.customer_name  expression customers.first_name,last_name
v_customer_value.email          direct     customers.email
v_customer_value.order_count    aggregate  v_order_totals.order_id
v_customer_value.lifetime_value aggregate  v_order_totals.grand_total
v_customer_value.last_ordered_at aggregate  v_order_totals.ordered_at
v_best_sellers.category         direct     categories.name
v_best_sellers.place            window     products.category_id,product_id order_lines.quantity @1
v_best_sellers.place            window     products.category_id,product_id order_lines.line_total @2
v_best_sellers.product_id       direct     products.product_id
v_best_sellers.product          direct     products.name
v_best_sellers.units            aggregate  order_lines.quantity
v_best_sellers.revenue          aggregate  order_lines.line_total @2
v_monthly_revenue.month         expression v_order_totals.ordered_at
v_monthly_revenue.orders           aggregate
v_monthly_revenue.revenue       aggregate  v_order_totals.goods_total
v_mailing_list.email            direct     customers.email newsletter_subscribers.email
v_mailing_list.salutation       direct     customers.first_name
v_mailing_list.origin              expression
v_category_paths.category_id    direct     categories.category_id
v_category_paths.path           expression categories.name
v_category_paths.depth             expression
v_open_orders.order_number      direct     orders.order_number @1
v_open_orders.status            direct     orders.status @1
v_open_orders.ordered_at        direct     orders.ordered_at @1
v_open_orders.reach_at          expression customers.email orders.ref @1
v_open_orders.city              direct     addresses.city @1
v_return_rates.product_id       direct     products.product_id
v_return_rates.product          direct     products.name
v_return_rates.return_rate      aggregate  order_lines.quantity returns.quantity
v_subscription_income.product   direct     products.name @2
v_subscription_income.subscriptions aggregate  @2
v_subscription_income.yearly_income aggregate  tea_subscriptions.every_weeks,price @2
"""
PEOPLE = """
v_directory.staff_number        direct     employees.staff_number
v_directory.name                expression employees.first_name,last_name
v_directory.work_email          direct     employees.work_email
v_directory.desk_phone          direct     employees.desk_phone
v_directory.department          direct     departments.name
v_directory.manager             expression employees.first_name,last_name
v_current_salaries.employee_id  direct     employees.employee_id
v_current_salaries.department_id direct     employees.department_id
v_current_salaries.yearly_amount direct     salaries.yearly_amount
v_current_salaries.currency     direct     salaries.currency
v_department_costs.department   direct     departments.name
v_department_costs.currency     direct     v_current_salaries.currency
v_department_costs.heads           aggregate
v_department_costs.yearly_cost  aggregate  v_current_salaries.yearly_amount
v_department_costs.average_salary aggregate  v_current_salaries.yearly_amount
v_sick_days.employee_id         direct     absences.employee_id
v_sick_days.year                expression absences.first_day
v_sick_days.days                aggregate  absences.first_day,last_day
"""
WAREHOUSE = """
stg_customers.customer_id       direct     shop:customers.customer_id
stg_customers.email             direct     shop:customers.email
stg_customers.first_name        direct     shop:customers.first_name
stg_customers.last_name         direct     shop:customers.last_name
stg_customers.phone             direct     shop:customers.phone
stg_customers.date_of_birth     direct     shop:customers.date_of_birth
stg_customers.country_code      direct     shop:customers.country_code
stg_customers.created_at        direct     shop:customers.created_at
stg_orders.order_id             direct     shop:orders.order_id
stg_orders.customer_id          direct     shop:orders.customer_id
stg_orders.status               direct     shop:orders.status
stg_orders.channel              direct     shop:orders.channel
stg_orders.currency             direct     shop:orders.currency
stg_orders.ordered_at           direct     shop:orders.ordered_at
stg_order_lines.order_id        direct     shop:order_lines.order_id
stg_order_lines.line_no         direct     shop:order_lines.line_no
stg_order_lines.product_id      direct     shop:order_lines.product_id
stg_order_lines.quantity        direct     shop:order_lines.quantity
stg_order_lines.line_total      direct     shop:order_lines.line_total
stg_stock.depot_code            direct     shop:stock_levels.depot_code @1
stg_stock.product_id            direct     shop:stock_levels.product_id @1
stg_stock.on_hand               direct     shop:stock_levels.on_hand @1
stg_stock.loaded_on             direct     shop:stock_levels.counted_on @1
dim_country.country_code        direct     shop:countries.country_code
dim_country.country_name        direct     shop:countries.name
dim_country.currency            direct     shop:countries.currency
dim_customer.customer_key       direct     stg_customers.customer_id
dim_customer.customer_id        direct     stg_customers.customer_id
dim_customer.label              expression stg_customers.first_name,last_name
dim_customer.email_domain       expression stg_customers.email
dim_customer.birth_year         expression stg_customers.date_of_birth @1
dim_customer.country_code       direct     stg_customers.country_code
dim_customer.joined_on          expression stg_customers.created_at
dim_product.product_key         direct     shop:products.product_id
dim_product.product_id          direct     shop:products.product_id
dim_product.sku                 direct     shop:products.sku
dim_product.product_name        direct     shop:products.name
dim_product.category_name       direct     shop:categories.name
dim_product.list_price          direct     shop:products.list_price
fact_sales.order_id             direct     stg_order_lines.order_id
fact_sales.line_no              direct     stg_order_lines.line_no
fact_sales.date_key             expression stg_orders.ordered_at
fact_sales.customer_key         expression dim_customer.customer_key
fact_sales.product_key          direct     dim_product.product_key
fact_sales.channel              direct     stg_orders.channel
fact_sales.quantity             direct     stg_order_lines.quantity
fact_sales.net_amount           direct     stg_order_lines.line_total
fact_returns.return_id          direct     shop:returns.return_id
fact_returns.date_key           expression shop:returns.received_on
fact_returns.product_key        direct     stg_order_lines.product_id
fact_returns.reason_code        direct     shop:returns.reason_code
fact_returns.quantity           direct     shop:returns.quantity
fact_returns.refund_amount      direct     shop:returns.refund_amount
agg_daily_sales.date_key        direct     fact_sales.date_key
agg_daily_sales.orders          aggregate  fact_sales.order_id
agg_daily_sales.units           aggregate  fact_sales.quantity
agg_daily_sales.net_amount      aggregate  fact_sales.net_amount
rpt_revenue_by_month.year       direct     dim_date.year
rpt_revenue_by_month.month      direct     dim_date.month
rpt_revenue_by_month.revenue    aggregate  fact_sales.net_amount
rpt_revenue_by_month.orders     aggregate  fact_sales.order_id
rpt_revenue_by_month.units      aggregate  fact_sales.quantity @2
rpt_revenue_growth.year         direct     rpt_revenue_by_month.year
rpt_revenue_growth.month        direct     rpt_revenue_by_month.month
rpt_revenue_growth.revenue      direct     rpt_revenue_by_month.revenue
rpt_revenue_growth.change       window     rpt_revenue_by_month.revenue,year,month
rpt_revenue_growth.growth       window     rpt_revenue_by_month.revenue,year,month
rpt_customer_segments.customer_id direct     dim_customer.customer_id
rpt_customer_segments.label     direct     dim_customer.label
rpt_customer_segments.country_code direct     dim_customer.country_code
rpt_customer_segments.lifetime_value aggregate  fact_sales.net_amount
rpt_customer_segments.quartile  window     fact_sales.net_amount
rpt_category_margin.category    direct     dim_product.category_name
rpt_category_margin.country     direct     dim_country.country_name
rpt_category_margin.units       aggregate  fact_sales.quantity
rpt_category_margin.net_amount  aggregate  fact_sales.net_amount
rpt_category_margin.given_away  aggregate  fact_sales.quantity,net_amount dim_product.list_price
rpt_return_reasons.reason_code  direct     fact_returns.reason_code @1
rpt_return_reasons.category_name direct     dim_product.category_name @1
rpt_return_reasons.returns      aggregate  @1
rpt_return_reasons.refunded     aggregate  fact_returns.refund_amount @1
rpt_freshness.job               direct     etl_runs.job
rpt_freshness.last_finished_at  aggregate  etl_runs.finished_at
rpt_freshness.rows_loaded       aggregate  etl_runs.rows_loaded
rpt_channel_mix.channel         direct     dim_channel.label @2
rpt_channel_mix.orders          aggregate  fact_sales.order_id @2
rpt_channel_mix.revenue         aggregate  fact_sales.net_amount @2
"""


def derived() -> tuple[Derived, ...]:
    tables = {"shop": SHOP, "people": PEOPLE, "warehouse": WAREHOUSE}
    return tuple(
        _line(database, line)
        for database, text in tables.items()
        for line in text.split("\n")[1:-1]
    )


def _line(database: str, line: str) -> Derived:
    name, transformation, *rest = line.split()
    release = rest.pop() if rest and rest[-1].startswith("@") else ""
    sources = tuple(source for word in rest for source in _sources(database, word))
    return Derived(place(database, name), transformation, sources, *lifetime(release))


def _sources(database: str, word: str) -> list[Place]:
    relation, _, columns = word.rpartition(".")
    return [place(database, f"{relation}.{column}") for column in columns.split(",")]
