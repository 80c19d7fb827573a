-- Migration 4: rounds with their tables as uploaded, jobs, and results.
--
-- Contents are kept once by their SHA-256, in pieces, so that nothing larger than a piece need be in memory. A job keeps which contents it
-- was given: a round may change while the job waits, and a result stays what it was.

CREATE TABLE blobs (
    blob INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_pieces (
    blob INTEGER NOT NULL REFERENCES blobs (blob) ON DELETE CASCADE,
    piece INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (blob, piece)
) STRICT;

-- rules: round.json. revision: raised by every change of rules or tables.
CREATE TABLE rounds (
    number INTEGER PRIMARY KEY,
    round TEXT NOT NULL UNIQUE,
    title_en TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_ja TEXT NOT NULL,
    synthetic INTEGER NOT NULL,
    rules INTEGER NOT NULL REFERENCES blobs (blob),
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX rounds_by_time ON rounds (made_at, number);
CREATE INDEX rounds_of_rules ON rounds (rules);

-- file: what the table stands in, "choices.csv", or the workbook "round.xlsx" with others. "rows": those below the header.
CREATE TABLE round_tables (
    round INTEGER NOT NULL REFERENCES rounds (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    blob INTEGER NOT NULL REFERENCES blobs (blob),
    "rows" INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (round, name)
) STRICT;
CREATE INDEX round_tables_of_blob ON round_tables (blob);

CREATE VIEW round_inputs (round, file, blob) AS
    SELECT number, 'round.json', rules FROM rounds
    UNION
    SELECT round, file, blob FROM round_tables;

-- reason: the key of a message, with its arguments as JSON. findings: problems as JSON, as src/workspace/findings.h writes them.
CREATE TABLE jobs (
    job INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    round INTEGER NOT NULL REFERENCES rounds (number) ON DELETE CASCADE,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    begun_at TEXT,
    ended_at TEXT,
    reason TEXT,
    arguments TEXT,
    errors INTEGER,
    warnings INTEGER,
    findings TEXT
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, job);
CREATE INDEX jobs_of_round ON jobs (round, kind, job);

CREATE TABLE job_inputs (
    job INTEGER NOT NULL REFERENCES jobs (job) ON DELETE CASCADE,
    file TEXT NOT NULL,
    blob INTEGER NOT NULL REFERENCES blobs (blob),
    PRIMARY KEY (job, file)
) STRICT;
CREATE INDEX job_inputs_of_blob ON job_inputs (blob);

CREATE TABLE results (
    result INTEGER PRIMARY KEY,
    round INTEGER NOT NULL REFERENCES rounds (number),
    job INTEGER NOT NULL UNIQUE REFERENCES jobs (job),
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    version TEXT NOT NULL
) STRICT;
CREATE INDEX results_of_round ON results (round, result);

CREATE TABLE result_files (
    result INTEGER NOT NULL REFERENCES results (result) ON DELETE CASCADE,
    file TEXT NOT NULL,
    blob INTEGER NOT NULL REFERENCES blobs (blob),
    PRIMARY KEY (result, file)
) STRICT;
CREATE INDEX result_files_of_blob ON result_files (blob);
