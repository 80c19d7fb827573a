-- Migration 5: what was answered to requests with an Idempotency-Key, for a day.
--
-- The row is made in the transaction of the change itself; its status is 0 until the answer has been written.
CREATE TABLE replies (
    account INTEGER NOT NULL REFERENCES accounts (account) ON DELETE CASCADE,
    route TEXT NOT NULL,
    "key" TEXT NOT NULL,
    digest BLOB NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    tag TEXT,
    location TEXT,
    body BLOB,
    PRIMARY KEY (account, route, "key")
) STRICT;
CREATE INDEX replies_by_at ON replies (at);
