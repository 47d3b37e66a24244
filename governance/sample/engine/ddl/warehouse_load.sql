INSERT INTO stg_customers
SELECT customer_id, email, first_name, last_name, phone, date_of_birth, country_code, created_at
FROM shop.customers
ORDER BY customer_id;

INSERT INTO stg_orders
SELECT order_id, customer_id, status, channel, currency, ordered_at
FROM shop.orders
ORDER BY order_id;

INSERT INTO stg_order_lines
SELECT order_id, line_no, product_id, quantity, line_total
FROM shop.order_lines
ORDER BY order_id, line_no;

INSERT INTO stg_stock
SELECT depot_code, product_id, on_hand, counted_on
FROM shop.stock_levels
ORDER BY depot_code, product_id;

INSERT INTO dim_country
SELECT country_code, name, currency
FROM shop.countries
ORDER BY country_code;

INSERT INTO dim_customer
SELECT
    customer_id,
    customer_id,
    first_name || ' ' || substr(last_name, 1, 1) || '.',
    lower(substr(email, instr(email, '@') + 1)),
    CAST(strftime('%Y', date_of_birth) AS INTEGER),
    country_code,
    date(created_at)
FROM stg_customers
ORDER BY customer_id;

INSERT INTO dim_customer (customer_key, customer_id, label, country_code)
VALUES (-1, -1, 'Guest', 'GB');

INSERT INTO dim_product
SELECT p.product_id, p.product_id, p.sku, p.name, c.name, p.list_price
FROM shop.products AS p
JOIN shop.categories AS c ON c.category_id = p.category_id
ORDER BY p.product_id;

INSERT INTO fact_sales
SELECT
    l.order_id,
    l.line_no,
    CAST(strftime('%Y%m%d', o.ordered_at) AS INTEGER),
    coalesce(k.customer_key, -1),
    p.product_key,
    o.channel,
    l.quantity,
    l.line_total
FROM stg_order_lines AS l
JOIN stg_orders AS o ON o.order_id = l.order_id
JOIN dim_product AS p ON p.product_id = l.product_id
LEFT JOIN dim_customer AS k ON k.customer_id = o.customer_id
WHERE o.status <> 'cancelled'
ORDER BY l.order_id, l.line_no;

INSERT INTO fact_returns
SELECT
    r.return_id,
    CAST(strftime('%Y%m%d', r.received_on) AS INTEGER),
    l.product_id,
    r.reason_code,
    r.quantity,
    r.refund_amount
FROM shop.returns AS r
JOIN stg_order_lines AS l ON l.order_id = r.order_id AND l.line_no = r.line_no
ORDER BY r.return_id;

INSERT INTO agg_daily_sales
SELECT date_key, count(DISTINCT order_id), sum(quantity), round(sum(net_amount), 2)
FROM fact_sales
GROUP BY date_key
ORDER BY date_key;
