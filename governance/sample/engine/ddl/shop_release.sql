ALTER TABLE addresses RENAME COLUMN postcode TO postal_code;

ALTER TABLE gift_cards RENAME TO vouchers;

DROP TABLE legacy_customers_2016;

DROP VIEW v_open_orders;

DROP VIEW v_best_sellers;

-- Tables are rebuilt as the SQLite manual tells; dropping a column in place needs a newer library than some have.
PRAGMA legacy_alter_table = ON;

CREATE TABLE new_customers (
    customer_id INTEGER PRIMARY KEY,
    email VARCHAR(120),
    first_name VARCHAR(60) NOT NULL,
    last_name VARCHAR(60) NOT NULL,
    phone VARCHAR(24),
    date_of_birth DATE,
    country_code CHAR(2) NOT NULL REFERENCES countries (country_code),
    marketing_consent BOOLEAN NOT NULL DEFAULT 0 CHECK (marketing_consent IN (0, 1)),
    loyalty_points INTEGER NOT NULL DEFAULT 0,
    note2 TEXT,
    created_at TIMESTAMP NOT NULL,
    whatsapp_number VARCHAR(24)
);
INSERT INTO new_customers
SELECT
    customer_id, email, first_name, last_name, phone, date_of_birth, country_code, marketing_consent,
    loyalty_points, note2, created_at, CASE WHEN phone LIKE '+%' AND customer_id % 3 = 0 THEN phone END
FROM customers
ORDER BY customer_id;
DROP TABLE customers;
ALTER TABLE new_customers RENAME TO customers;
CREATE INDEX customers_by_email ON customers (email COLLATE NOCASE);

CREATE TABLE new_products (
    product_id INTEGER PRIMARY KEY,
    sku CHAR(9) NOT NULL UNIQUE CHECK (length(sku) = 9),
    ean CHAR(13),
    name VARCHAR(120) NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (category_id),
    supplier_id INTEGER NOT NULL REFERENCES suppliers (supplier_id),
    list_price NUMERIC(10, 2) NOT NULL CHECK (list_price > 0),
    unit_cost NUMERIC(10, 2),
    weight_g NUMERIC(8, 1),
    passport_photo_count INTEGER,
    is_active BOOLEAN NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    introduced_on DATE NOT NULL
);
INSERT INTO new_products
SELECT
    product_id, sku, ean, name, category_id, supplier_id, list_price, unit_cost, weight_g,
    passport_photo_count, is_active, introduced_on
FROM products
ORDER BY product_id;
DROP TABLE products;
ALTER TABLE new_products RENAME TO products;
CREATE INDEX products_by_category ON products (category_id);

PRAGMA legacy_alter_table = OFF;

CREATE TABLE tea_subscriptions (
    subscription_id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 12),
    price NUMERIC(10, 2) NOT NULL,
    notify_at VARCHAR(120) NOT NULL,
    started_on DATE NOT NULL,
    ended_on DATE,
    UNIQUE (customer_id, product_id)
);

CREATE VIEW v_best_sellers AS
WITH sold AS (
    SELECT
        p.category_id,
        p.product_id,
        p.name,
        sum(l.quantity) AS units,
        sum(l.line_total) AS revenue
    FROM products AS p
    JOIN order_lines AS l ON l.product_id = p.product_id
    GROUP BY p.category_id, p.product_id, p.name
),
ranked AS (
    SELECT
        sold.*,
        row_number() OVER (PARTITION BY category_id ORDER BY revenue DESC, product_id) AS place
    FROM sold
)
SELECT c.name AS category, r.place, r.product_id, r.name AS product, r.units, r.revenue
FROM ranked AS r
JOIN categories AS c ON c.category_id = r.category_id
WHERE r.place <= 10;

CREATE VIEW v_subscription_income AS
SELECT
    p.name AS product,
    count(*) AS subscriptions,
    sum(52.0 / s.every_weeks * s.price) AS yearly_income
FROM tea_subscriptions AS s
JOIN products AS p ON p.product_id = s.product_id
WHERE s.ended_on IS NULL
GROUP BY p.name;
