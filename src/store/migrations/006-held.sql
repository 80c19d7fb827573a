-- Migration 6: contents that are being written.
--
-- A large content comes in several transactions, and what refers to it in a later one; held is 1 until then, so that nobody sweeps it away.
-- Before it is whole, its sha256 begins with ~: it is not found by its hash.

ALTER TABLE blobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
CREATE INDEX blobs_held ON blobs (held) WHERE held = 1;
