-- Migration 2: commitments have a sector; indices for the lists of a server.
ALTER TABLE commitments ADD COLUMN "sector" TEXT;
