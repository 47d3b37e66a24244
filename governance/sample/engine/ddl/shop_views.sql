CREATE VIEW v_order_totals AS
SELECT
    o.order_id,
    o.customer_id,
    o.ordered_at,
    count(*) AS line_count,
    sum(l.line_total) AS goods_total,
    sum(l.line_total) + o.shipping_fee AS grand_total
FROM orders AS o
JOIN order_lines AS l ON l.order_id = o.order_id
WHERE o.status <> 'cancelled'
GROUP BY o.order_id, o.customer_id, o.ordered_at, o.shipping_fee;

CREATE VIEW v_customer_value AS
SELECT
    c.customer_id,
    c.first_name || ' ' || c.last_name AS customer_name,
    c.email,
    count(t.order_id) AS order_count,
    coalesce(sum(t.grand_total), 0) AS lifetime_value,
    max(t.ordered_at) AS last_ordered_at
FROM customers AS c
LEFT JOIN v_order_totals AS t ON t.customer_id = c.customer_id
GROUP BY c.customer_id, c.first_name, c.last_name, c.email;

CREATE VIEW v_best_sellers AS
WITH sold AS (
    SELECT p.category_id, p.product_id, p.name, sum(l.quantity) AS units
    FROM products AS p
    JOIN order_lines AS l ON l.product_id = p.product_id
    GROUP BY p.category_id, p.product_id, p.name
),
ranked AS (
    SELECT
        sold.*,
        row_number() OVER (PARTITION BY category_id ORDER BY units DESC, product_id) AS place
    FROM sold
)
SELECT c.name AS category, r.place, r.product_id, r.name AS product, r.units
FROM ranked AS r
JOIN categories AS c ON c.category_id = r.category_id
WHERE r.place <= 5;

CREATE VIEW v_monthly_revenue AS
SELECT
    strftime('%Y-%m', ordered_at) AS month,
    count(*) AS orders,
    round(sum(goods_total), 2) AS revenue
FROM v_order_totals
GROUP BY strftime('%Y-%m', ordered_at);

CREATE VIEW v_mailing_list AS
SELECT email, first_name AS salutation, 'customer' AS origin
FROM customers
WHERE marketing_consent = 1 AND email IS NOT NULL
UNION
SELECT email, NULL, 'newsletter'
FROM newsletter_subscribers;

CREATE VIEW v_category_paths AS
WITH RECURSIVE paths (category_id, path, depth) AS (
    SELECT category_id, name, 0
    FROM categories
    WHERE parent_id IS NULL
    UNION ALL
    SELECT c.category_id, p.path || ' / ' || c.name, p.depth + 1
    FROM categories AS c
    JOIN paths AS p ON p.category_id = c.parent_id
)
SELECT category_id, path, depth
FROM paths;

CREATE VIEW v_open_orders AS
SELECT o.order_number, o.status, o.ordered_at, coalesce(c.email, o.ref) AS reach_at, a.city
FROM orders AS o
LEFT JOIN customers AS c ON c.customer_id = o.customer_id
LEFT JOIN addresses AS a ON a.address_id = o.shipping_address_id
WHERE o.status IN ('placed', 'paid');

CREATE VIEW v_return_rates AS
SELECT
    p.product_id,
    p.name AS product,
    CASE WHEN s.units = 0 THEN 0 ELSE 1.0 * coalesce(r.units, 0) / s.units END AS return_rate
FROM products AS p
JOIN (
    SELECT product_id, sum(quantity) AS units
    FROM order_lines
    GROUP BY product_id
) AS s ON s.product_id = p.product_id
LEFT JOIN (
    SELECT l.product_id, sum(b.quantity) AS units
    FROM returns AS b
    JOIN order_lines AS l ON l.order_id = b.order_id AND l.line_no = b.line_no
    GROUP BY l.product_id
) AS r ON r.product_id = p.product_id;
