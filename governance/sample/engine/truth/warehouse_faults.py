"""What is wrong in warehouse.db: its own faults, and those it took over from the shop."""

from .facts import Fault
from .faults import doubled, emptied, orphaned, set_to

WAREHOUSE_FAULTS = (
    Fault(
        "warehouse",
        "stg_customers",
        ("email",),
        "missing",
        rows=40,
        probe="SELECT count(*) FROM stg_customers WHERE email IS NULL",
    ),
    Fault(
        "warehouse",
        "fact_sales",
        ("date_key",),
        "out_of_range",
        rows=6,
        probe="SELECT count(DISTINCT order_id) FROM fact_sales"
        " WHERE date_key > CAST(strftime('%Y%m%d', :today) AS INTEGER)",
    ),
    Fault(
        "warehouse",
        "stg_customers",
        ("customer_id",),
        "duplicate",
        rows=30,
        probe="SELECT count(*) - count(DISTINCT customer_id) FROM stg_customers",
        inject="INSERT INTO stg_customers SELECT * FROM stg_customers"
        " WHERE email IS NOT NULL ORDER BY customer_id LIMIT 30",
    ),
    doubled(
        "warehouse",
        "dim_customer",
        "customer_key",
        "customer_id label email_domain birth_year country_code joined_on",
        "customer_id",
        rows=12,
    ),
    emptied("warehouse", "dim_product.list_price", "product_key", rows=8),
    orphaned("warehouse", "fact_sales.product_key", "rowid", 16, "dim_product.product_key"),
    orphaned("warehouse", "fact_sales.customer_key", "rowid", 9, "dim_customer.customer_key"),
    set_to(
        "warehouse",
        "fact_returns.refund_amount",
        "return_id",
        "out_of_range",
        rows=6,
        value="-refund_amount",
        bad="refund_amount < 0",
    ),
    set_to(
        "warehouse",
        "agg_daily_sales.net_amount",
        "date_key",
        "contradiction",
        rows=5,
        value="net_amount + 1000",
        bad="abs(net_amount - (SELECT sum(s.net_amount) FROM fact_sales AS s"
        " WHERE s.date_key = agg_daily_sales.date_key)) > 0.1",
    ),
    emptied("warehouse", "etl_runs.finished_at", "run_id", rows=4, where="job = 'load_sales'"),
    Fault(
        "warehouse",
        "etl_runs",
        ("finished_at",),
        "stale",
        rows=1,
        probe="SELECT max(finished_at) < date(:today, '-10 days') FROM etl_runs"
        " WHERE job = 'load_returns'",
        inject="DELETE FROM etl_runs"
        " WHERE job = 'load_returns' AND started_at >= date(:today, '-12 days')",
    ),
)
