-- Migration 3: who may what, and the log of changes.
--
-- Secrets are kept as what they are checked against: passwords as argon2id, everything that is random as its SHA-256.
-- Times that are compared are seconds since 1970; times that are shown are ISO 8601 text.

-- Numbers of accounts are never given twice: they stand in the log.
CREATE TABLE accounts (
    account INTEGER PRIMARY KEY AUTOINCREMENT,
    "user" TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    roles INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    language TEXT,
    applicant TEXT,
    password TEXT,
    made_at TEXT NOT NULL,
    signed_in_at TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX accounts_by_name ON accounts (name, account);
CREATE INDEX accounts_by_made_at ON accounts (made_at, account);

CREATE TABLE sessions (
    session INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES accounts (account) ON DELETE CASCADE,
    token BLOB NOT NULL UNIQUE,
    by_link INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account);

CREATE TABLE keys (
    "key" INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES accounts (account) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret BLOB NOT NULL UNIQUE,
    scopes INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at INTEGER
) STRICT;
CREATE INDEX keys_of_account ON keys (account);

CREATE TABLE links (
    token BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (account) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX links_of_account ON links (account);

-- The log. Names of actors and salts are beside it, so that erasing them leaves the chain of hashes whole: docs/audit.md.
CREATE TABLE audit_actors (actor INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;

CREATE TABLE audit (
    event INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES audit_actors (actor),
    action TEXT NOT NULL,
    "table" TEXT NOT NULL,
    id TEXT NOT NULL,
    fields TEXT NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_actor ON audit (actor, event);
CREATE INDEX audit_by_row ON audit ("table", id, event);
CREATE INDEX audit_by_action ON audit (action, event);

CREATE TABLE audit_salts (event INTEGER PRIMARY KEY REFERENCES audit (event), salt BLOB NOT NULL) STRICT;

-- A mistake in a program does not change the log; who means to has the file, and is found out by the chain.
CREATE TRIGGER audit_keeps_events BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the log of changes is only added to');
END;
CREATE TRIGGER audit_keeps_all BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the log of changes is only added to');
END;
