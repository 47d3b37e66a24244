CREATE VIEW rpt_revenue_by_month AS
SELECT
    d.year,
    d.month,
    sum(s.net_amount) AS revenue,
    count(DISTINCT s.order_id) AS orders
FROM fact_sales AS s
JOIN dim_date AS d ON d.date_key = s.date_key
GROUP BY d.year, d.month;

CREATE VIEW rpt_revenue_growth AS
SELECT
    year,
    month,
    revenue,
    revenue - lag(revenue) OVER (ORDER BY year, month) AS change,
    revenue / nullif(lag(revenue) OVER (ORDER BY year, month), 0) - 1 AS growth
FROM rpt_revenue_by_month;

CREATE VIEW rpt_customer_segments AS
WITH spent AS (
    SELECT customer_key, sum(net_amount) AS total, count(DISTINCT order_id) AS orders
    FROM fact_sales
    WHERE customer_key <> -1
    GROUP BY customer_key
)
SELECT
    c.customer_id,
    c.label,
    c.country_code,
    s.total AS lifetime_value,
    ntile(4) OVER (ORDER BY s.total DESC) AS quartile
FROM spent AS s
JOIN dim_customer AS c ON c.customer_key = s.customer_key;

CREATE VIEW rpt_category_margin AS
SELECT
    p.category_name AS category,
    n.country_name AS country,
    sum(s.quantity) AS units,
    sum(s.net_amount) AS net_amount,
    sum(s.quantity * p.list_price) - sum(s.net_amount) AS given_away
FROM fact_sales AS s
JOIN dim_product AS p ON p.product_key = s.product_key
JOIN dim_customer AS c ON c.customer_key = s.customer_key
JOIN dim_country AS n ON n.country_code = c.country_code
GROUP BY p.category_name, n.country_name;

CREATE VIEW rpt_return_reasons AS
SELECT r.reason_code, p.category_name, count(*) AS returns, sum(r.refund_amount) AS refunded
FROM fact_returns AS r
JOIN dim_product AS p ON p.product_key = r.product_key
GROUP BY r.reason_code, p.category_name;

CREATE VIEW rpt_freshness AS
SELECT job, max(finished_at) AS last_finished_at, sum(rows_loaded) AS rows_loaded
FROM etl_runs
WHERE finished_at IS NOT NULL
GROUP BY job;
