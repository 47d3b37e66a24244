"""What the next release changes, and nothing else: a second scan has to find exactly this."""

from .facts import Change

RELEASE = (
    Change("shop", "table_added", "tea_subscriptions"),
    Change("shop", "table_dropped", "legacy_customers_2016"),
    Change("shop", "table_renamed", "vouchers", before="gift_cards", after="vouchers"),
    Change("shop", "column_added", "customers", "whatsapp_number", after="VARCHAR(24)"),
    Change("shop", "column_dropped", "customers", "gender", before="CHAR(1)"),
    Change("shop", "column_renamed", "addresses", "postal_code", "postcode", "postal_code"),
    Change("shop", "column_retyped", "products", "weight_g", "INTEGER", "NUMERIC(8, 1)"),
    Change("shop", "view_changed", "v_best_sellers"),
    Change("shop", "column_added", "v_best_sellers", "revenue"),
    Change("shop", "view_added", "v_subscription_income"),
    Change("shop", "view_dropped", "v_open_orders"),
    Change("people", "table_added", "trainings"),
    Change("people", "column_added", "applicants", "erase_after", after="DATE"),
    Change("people", "column_dropped", "employees", "marital_status", before="VARCHAR(10)"),
    Change("people", "column_renamed", "emergency_contacts", "full_name", "who", "full_name"),
    Change(
        "people", "column_retyped", "contracts", "weekly_hours", "NUMERIC(4, 1)", "NUMERIC(5, 2)"
    ),
    Change("people", "view_changed", "v_sick_days"),
    Change("warehouse", "table_added", "dim_channel"),
    Change("warehouse", "table_dropped", "stg_stock"),
    Change("warehouse", "column_added", "fact_sales", "loaded_by", after="INTEGER"),
    Change("warehouse", "column_dropped", "dim_customer", "birth_year", before="INTEGER"),
    Change("warehouse", "view_changed", "rpt_revenue_by_month"),
    Change("warehouse", "column_added", "rpt_revenue_by_month", "units"),
    Change("warehouse", "view_added", "rpt_channel_mix"),
    Change("warehouse", "view_dropped", "rpt_return_reasons"),
)
