CREATE TABLE etl_runs (
    run_id INTEGER PRIMARY KEY,
    job VARCHAR(40) NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    rows_loaded INTEGER
);

CREATE TABLE stg_customers (
    customer_id INTEGER,
    email TEXT,
    first_name TEXT,
    last_name TEXT,
    phone TEXT,
    date_of_birth TEXT,
    country_code TEXT,
    created_at TEXT
);

CREATE TABLE stg_orders (
    order_id INTEGER,
    customer_id INTEGER,
    status TEXT,
    channel TEXT,
    currency TEXT,
    ordered_at TEXT
);

CREATE TABLE stg_order_lines (
    order_id INTEGER,
    line_no INTEGER,
    product_id INTEGER,
    quantity INTEGER,
    line_total NUMERIC
);

CREATE TABLE stg_stock (
    depot_code TEXT,
    product_id INTEGER,
    on_hand INTEGER,
    loaded_on TEXT
);

CREATE TABLE dim_date (
    date_key INTEGER PRIMARY KEY,
    day DATE NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL CHECK (quarter BETWEEN 1 AND 4),
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
    is_weekend BOOLEAN NOT NULL
);

CREATE TABLE dim_customer (
    customer_key INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    email_domain TEXT,
    birth_year INTEGER,
    country_code CHAR(2) NOT NULL,
    joined_on DATE
);

CREATE TABLE dim_product (
    product_key INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL UNIQUE,
    sku CHAR(9) NOT NULL,
    product_name TEXT NOT NULL,
    category_name TEXT NOT NULL,
    list_price NUMERIC(10, 2)
);

CREATE TABLE dim_country (
    country_code CHAR(2) PRIMARY KEY,
    country_name TEXT NOT NULL,
    currency CHAR(3) NOT NULL
);

CREATE TABLE fact_sales (
    order_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    date_key INTEGER NOT NULL REFERENCES dim_date (date_key),
    customer_key INTEGER NOT NULL REFERENCES dim_customer (customer_key),
    product_key INTEGER NOT NULL REFERENCES dim_product (product_key),
    channel TEXT,
    quantity INTEGER NOT NULL,
    net_amount NUMERIC(12, 2) NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
CREATE INDEX fact_sales_by_date ON fact_sales (date_key);

CREATE TABLE fact_returns (
    return_id INTEGER PRIMARY KEY,
    date_key INTEGER NOT NULL REFERENCES dim_date (date_key),
    product_key INTEGER NOT NULL REFERENCES dim_product (product_key),
    reason_code TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    refund_amount NUMERIC(12, 2) NOT NULL
);

CREATE TABLE agg_daily_sales (
    date_key INTEGER PRIMARY KEY REFERENCES dim_date (date_key),
    orders INTEGER NOT NULL,
    units INTEGER NOT NULL,
    net_amount NUMERIC(14, 2) NOT NULL
);
