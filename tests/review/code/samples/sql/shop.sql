-- What a customer wants to buy.
CREATE TABLE shop.carts (
    id INT PRIMARY KEY,
    owner VARCHAR(80) NOT NULL REFERENCES people (id)
);

CREATE VIEW open_carts AS
SELECT c.id, count(i.id) FROM carts c JOIN items i ON i.cart_id = c.id
WHERE c.state = 'open' AND c.total > 0
GROUP BY c.id;

/* Adds all up. */
CREATE OR REPLACE FUNCTION total(cart_id INT, rate FLOAT) RETURNS INT AS $$
BEGIN
    RETURN (SELECT sum(cents) FROM items WHERE cart = cart_id);
END;
$$ LANGUAGE plpgsql;

CREATE INDEX carts_owner ON carts (owner);

CREATE TYPE state AS ENUM ('open', 'closed');

CREATE SCHEMA archive;

ALTER TABLE carts ADD COLUMN total INT;

INSERT INTO carts (id, owner) VALUES (1, lower('A'));
