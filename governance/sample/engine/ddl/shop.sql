CREATE TABLE countries (
    country_code CHAR(2) PRIMARY KEY,
    name VARCHAR(60) NOT NULL UNIQUE,
    currency CHAR(3) NOT NULL,
    vat_rate NUMERIC(4, 3) NOT NULL CHECK (vat_rate BETWEEN 0 AND 0.3)
);

CREATE TABLE categories (
    category_id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES categories (category_id),
    name VARCHAR(60) NOT NULL,
    slug VARCHAR(60) NOT NULL UNIQUE,
    UNIQUE (parent_id, name)
);

CREATE TABLE suppliers (
    supplier_id INTEGER PRIMARY KEY,
    name VARCHAR(80) NOT NULL UNIQUE,
    country_code CHAR(2) NOT NULL REFERENCES countries (country_code),
    x_contact VARCHAR(80),
    order_email VARCHAR(120),
    lead_time_days INTEGER NOT NULL CHECK (lead_time_days > 0)
);

CREATE TABLE products (
    product_id INTEGER PRIMARY KEY,
    sku CHAR(9) NOT NULL UNIQUE CHECK (length(sku) = 9),
    ean CHAR(13),
    name VARCHAR(120) NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (category_id),
    supplier_id INTEGER NOT NULL REFERENCES suppliers (supplier_id),
    list_price NUMERIC(10, 2) NOT NULL CHECK (list_price > 0),
    unit_cost NUMERIC(10, 2),
    weight_g INTEGER,
    passport_photo_count INTEGER,
    is_active BOOLEAN NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    introduced_on DATE NOT NULL
);
CREATE INDEX products_by_category ON products (category_id);

CREATE TABLE product_prices (
    product_id INTEGER NOT NULL REFERENCES products (product_id) ON DELETE CASCADE,
    valid_from DATE NOT NULL,
    price NUMERIC(10, 2) NOT NULL CHECK (price > 0),
    PRIMARY KEY (product_id, valid_from)
) WITHOUT ROWID;

CREATE TABLE depots (
    depot_code CHAR(3) PRIMARY KEY,
    name VARCHAR(60) NOT NULL,
    country_code CHAR(2) NOT NULL REFERENCES countries (country_code),
    night_phone VARCHAR(24)
);

CREATE TABLE stock_levels (
    depot_code CHAR(3) NOT NULL REFERENCES depots (depot_code),
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    on_hand INTEGER NOT NULL DEFAULT 0,
    reorder_at INTEGER NOT NULL DEFAULT 10 CHECK (reorder_at >= 0),
    counted_on DATE NOT NULL,
    PRIMARY KEY (depot_code, product_id)
);

CREATE TABLE customers (
    customer_id INTEGER PRIMARY KEY,
    email VARCHAR(120),
    first_name VARCHAR(60) NOT NULL,
    last_name VARCHAR(60) NOT NULL,
    phone VARCHAR(24),
    date_of_birth DATE,
    gender CHAR(1) CHECK (gender IN ('f', 'm', 'x')),
    country_code CHAR(2) NOT NULL REFERENCES countries (country_code),
    marketing_consent BOOLEAN NOT NULL DEFAULT 0 CHECK (marketing_consent IN (0, 1)),
    loyalty_points INTEGER NOT NULL DEFAULT 0,
    note2 TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX customers_by_email ON customers (email COLLATE NOCASE);

CREATE TABLE addresses (
    address_id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id) ON DELETE CASCADE,
    kind VARCHAR(8) NOT NULL CHECK (kind IN ('billing', 'shipping')),
    recipient VARCHAR(120) NOT NULL,
    line1 VARCHAR(120) NOT NULL,
    line2 VARCHAR(120),
    postcode VARCHAR(12),
    city VARCHAR(60) NOT NULL,
    country_code CHAR(2) NOT NULL REFERENCES countries (country_code),
    loc VARCHAR(24)
);
CREATE INDEX addresses_by_customer ON addresses (customer_id);

CREATE TABLE coupons (
    code VARCHAR(16) PRIMARY KEY,
    percent_off INTEGER NOT NULL CHECK (percent_off BETWEEN 1 AND 90),
    valid_from DATE NOT NULL,
    valid_until DATE NOT NULL,
    uses_left INTEGER,
    CHECK (valid_until >= valid_from)
);

CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY,
    order_number CHAR(10) NOT NULL UNIQUE,
    customer_id INTEGER REFERENCES customers (customer_id),
    shipping_address_id INTEGER REFERENCES addresses (address_id),
    coupon_code VARCHAR(16) REFERENCES coupons (code),
    status VARCHAR(10) NOT NULL CHECK (
        status IN ('placed', 'paid', 'shipped', 'delivered', 'cancelled')
    ),
    channel VARCHAR(6) NOT NULL DEFAULT 'web' CHECK (channel IN ('web', 'app', 'phone')),
    currency CHAR(3) NOT NULL,
    shipping_fee NUMERIC(10, 2) NOT NULL DEFAULT 0,
    order_total NUMERIC(10, 2) NOT NULL,
    order_email_sent BOOLEAN NOT NULL DEFAULT 0 CHECK (order_email_sent IN (0, 1)),
    ref VARCHAR(120),
    gift_message TEXT,
    ordered_at TIMESTAMP NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (order_id) ON DELETE CASCADE,
    line_no INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price NUMERIC(10, 2) NOT NULL,
    discount NUMERIC(10, 2) NOT NULL DEFAULT 0,
    line_total NUMERIC(10, 2) GENERATED ALWAYS AS (round(quantity * unit_price - discount, 2)) STORED,
    PRIMARY KEY (order_id, line_no)
);
CREATE INDEX order_lines_by_product ON order_lines (product_id);

CREATE TABLE payments (
    payment_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    method VARCHAR(12) NOT NULL CHECK (method IN ('card', 'direct_debit', 'wallet')),
    amount NUMERIC(10, 2) NOT NULL,
    card_number VARCHAR(19),
    card_holder VARCHAR(120),
    card_expires CHAR(5),
    iban VARCHAR(34),
    provider_ref CHAR(20) NOT NULL UNIQUE,
    paid_at TIMESTAMP
);
CREATE INDEX payments_by_order ON payments (order_id);

CREATE TABLE shipments (
    shipment_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    depot_code CHAR(3) NOT NULL REFERENCES depots (depot_code),
    carrier VARCHAR(30) NOT NULL,
    tracking_number CHAR(18) NOT NULL UNIQUE,
    shipped_at TIMESTAMP NOT NULL,
    delivered_at TIMESTAMP,
    signed_by VARCHAR(120)
);

CREATE TABLE returns (
    return_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    reason_code VARCHAR(12) NOT NULL CHECK (
        reason_code IN ('damaged', 'wrong_item', 'not_as_shown', 'changed_mind')
    ),
    refund_amount NUMERIC(10, 2) NOT NULL CHECK (refund_amount >= 0),
    refund_to VARCHAR(34),
    received_on DATE NOT NULL,
    FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no)
);

CREATE TABLE gift_cards (
    code CHAR(14) PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    issued_to VARCHAR(120),
    amount NUMERIC(10, 2) NOT NULL CHECK (amount > 0),
    balance NUMERIC(10, 2) NOT NULL,
    issued_on DATE NOT NULL,
    CHECK (balance <= amount)
);

CREATE TABLE reviews (
    review_id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
    rating INTEGER NOT NULL,
    headline VARCHAR(80),
    body TEXT NOT NULL,
    shown_as VARCHAR(60),
    published_at TIMESTAMP NOT NULL
);
CREATE INDEX reviews_by_product ON reviews (product_id);

CREATE TABLE sessions (
    session_id CHAR(32) PRIMARY KEY,
    customer_id INTEGER REFERENCES customers (customer_id) ON DELETE SET NULL,
    ip_address VARCHAR(45) NOT NULL,
    user_agent VARCHAR(255),
    landing_page VARCHAR(120) NOT NULL,
    page_views INTEGER NOT NULL DEFAULT 1,
    started_at TIMESTAMP NOT NULL
);

CREATE TABLE carts (
    cart_id INTEGER PRIMARY KEY,
    session_id CHAR(32) NOT NULL REFERENCES sessions (session_id),
    state VARCHAR(9) NOT NULL CHECK (state IN ('open', 'ordered', 'abandoned')),
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE cart_items (
    cart_id INTEGER NOT NULL REFERENCES carts (cart_id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (cart_id, product_id)
);

CREATE TABLE support_tickets (
    ticket_id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customers (customer_id),
    channel VARCHAR(5) NOT NULL CHECK (channel IN ('mail', 'phone', 'chat')),
    subject VARCHAR(120) NOT NULL,
    body TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);

CREATE TABLE newsletter_subscribers (
    email VARCHAR(120) PRIMARY KEY,
    topic VARCHAR(12) NOT NULL CHECK (topic IN ('tea', 'homeware', 'everything')),
    subscribed_on DATE NOT NULL
);

CREATE TABLE legacy_customers_2016 (
    c_01 INTEGER PRIMARY KEY,
    c_02 TEXT,
    c_03 TEXT,
    c_04 TEXT,
    c_05 TEXT,
    c_06 TEXT,
    c_07 TEXT,
    c_08 TEXT,
    c_09 NUMERIC
);

CREATE TABLE email_templates (
    template_key VARCHAR(40) PRIMARY KEY,
    email_subject VARCHAR(120) NOT NULL,
    email_body TEXT NOT NULL,
    phone_layout BOOLEAN NOT NULL DEFAULT 0 CHECK (phone_layout IN (0, 1)),
    address_block_lines INTEGER NOT NULL DEFAULT 4
);

CREATE TABLE backoffice_accounts (
    username VARCHAR(40) PRIMARY KEY,
    password_hash VARCHAR(120) NOT NULL,
    api_key CHAR(40) UNIQUE,
    is_locked BOOLEAN NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)),
    last_sign_in_at TIMESTAMP
);
