-- Migration 1: the ledger, as docs/data-model.md has it, and a record of every import and correction.
--
-- Cells are kept as they were written: numbers and dates are text, because how many digits were printed says how exact a number is.
-- A list stays one text with `;`. NULL is "not given". References are checked when a transaction ends.

CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE imports (
    import INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    version TEXT NOT NULL,
    added INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    corrected INTEGER NOT NULL
) STRICT;

CREATE TABLE import_files (
    import INTEGER NOT NULL REFERENCES imports (import),
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (import, name)
) STRICT;

-- What a row said before an import corrected it.
CREATE TABLE history (
    history INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "table" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_row ON history ("table", "row");

-- The ids that organisations, people, areas, programmes, agreements, projects and events share.
CREATE TABLE entities (id TEXT PRIMARY KEY, "table" TEXT NOT NULL) STRICT;

CREATE TABLE sources (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "source" TEXT NOT NULL UNIQUE,
    "title" TEXT NOT NULL,
    "publisher" TEXT,
    "published" TEXT,
    "address" TEXT,
    "language" TEXT,
    "quality" TEXT NOT NULL,
    "note_en" TEXT,
    "note_vi" TEXT,
    "note_ja" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE organisations (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "organisation" TEXT NOT NULL UNIQUE,
    "kind" TEXT NOT NULL,
    "country" TEXT,
    "name_en" TEXT NOT NULL,
    "name_vi" TEXT,
    "name_ja" TEXT,
    "aliases" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT,
    "successor" TEXT REFERENCES organisations ("organisation") DEFERRABLE INITIALLY DEFERRED,
    "refs" TEXT
) STRICT;
CREATE TRIGGER organisations_are_entities AFTER INSERT ON organisations BEGIN
    INSERT INTO entities VALUES (new."organisation", 'organisations');
END;

CREATE TABLE affiliations (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "organisation" TEXT NOT NULL REFERENCES organisations ("organisation") DEFERRABLE INITIALLY DEFERRED,
    "parent" TEXT NOT NULL REFERENCES organisations ("organisation") DEFERRABLE INITIALLY DEFERRED,
    "valid_from" TEXT,
    "valid_to" TEXT,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "refs" TEXT
) STRICT;

CREATE TABLE people (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "person" TEXT NOT NULL UNIQUE,
    "name_en" TEXT NOT NULL,
    "name_vi" TEXT,
    "name_ja" TEXT,
    "aliases" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER people_are_entities AFTER INSERT ON people BEGIN
    INSERT INTO entities VALUES (new."person", 'people');
END;

CREATE TABLE roles (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "person" TEXT NOT NULL REFERENCES people ("person") DEFERRABLE INITIALLY DEFERRED,
    "organisation" TEXT NOT NULL REFERENCES organisations ("organisation") DEFERRABLE INITIALLY DEFERRED,
    "role_en" TEXT NOT NULL,
    "role_vi" TEXT,
    "role_ja" TEXT,
    "as_of" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE areas (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "area" TEXT NOT NULL UNIQUE,
    "kind" TEXT NOT NULL,
    "country" TEXT,
    "within" TEXT REFERENCES areas ("area") DEFERRABLE INITIALLY DEFERRED,
    "name_en" TEXT NOT NULL,
    "name_vi" TEXT,
    "name_ja" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER areas_are_entities AFTER INSERT ON areas BEGIN
    INSERT INTO entities VALUES (new."area", 'areas');
END;

CREATE TABLE programmes (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "programme" TEXT NOT NULL UNIQUE,
    "name_en" TEXT NOT NULL,
    "name_vi" TEXT,
    "name_ja" TEXT,
    "aliases" TEXT,
    "owners" TEXT,
    "partners" TEXT,
    "starts" TEXT,
    "ends" TEXT,
    "about_en" TEXT,
    "about_vi" TEXT,
    "about_ja" TEXT,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER programmes_are_entities AFTER INSERT ON programmes BEGIN
    INSERT INTO entities VALUES (new."programme", 'programmes');
END;

CREATE TABLE indicators (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "indicator" TEXT NOT NULL UNIQUE,
    "name_en" TEXT NOT NULL,
    "name_vi" TEXT,
    "name_ja" TEXT,
    "unit" TEXT NOT NULL,
    "counting_rule_en" TEXT NOT NULL,
    "counting_rule_vi" TEXT,
    "counting_rule_ja" TEXT,
    "measure" TEXT NOT NULL,
    "refs" TEXT
) STRICT;

CREATE TABLE counts_toward (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "item" TEXT NOT NULL,
    "toward" TEXT NOT NULL REFERENCES indicators ("indicator") DEFERRABLE INITIALLY DEFERRED,
    "relation" TEXT NOT NULL,
    "partition" TEXT,
    "partition_en" TEXT,
    "partition_vi" TEXT,
    "partition_ja" TEXT,
    "reason_en" TEXT,
    "reason_vi" TEXT,
    "reason_ja" TEXT,
    "source" TEXT REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "refs" TEXT
) STRICT;

CREATE TABLE figures (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "figure" TEXT NOT NULL UNIQUE,
    "indicator" TEXT NOT NULL REFERENCES indicators ("indicator") DEFERRABLE INITIALLY DEFERRED,
    "subject" TEXT REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED,
    "area" TEXT REFERENCES areas ("area") DEFERRABLE INITIALLY DEFERRED,
    "period_start" TEXT,
    "period_end" TEXT,
    "as_of" TEXT,
    "value" TEXT,
    "low" TEXT,
    "high" TEXT,
    "qualifier" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "replaces" TEXT REFERENCES figures ("figure") DEFERRABLE INITIALLY DEFERRED,
    "recorded_on" TEXT,
    "recorded_by" TEXT,
    "note_en" TEXT,
    "note_vi" TEXT,
    "note_ja" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE derivations (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "derivation" TEXT NOT NULL UNIQUE,
    "indicator" TEXT NOT NULL REFERENCES indicators ("indicator") DEFERRABLE INITIALLY DEFERRED,
    "subject" TEXT REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED,
    "area" TEXT REFERENCES areas ("area") DEFERRABLE INITIALLY DEFERRED,
    "period_start" TEXT,
    "period_end" TEXT,
    "as_of" TEXT,
    "kind" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "operands" TEXT NOT NULL,
    "note_en" TEXT,
    "note_vi" TEXT,
    "note_ja" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE commitments (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "commitment" TEXT NOT NULL UNIQUE,
    "by" TEXT NOT NULL,
    "to" TEXT,
    "what_en" TEXT NOT NULL,
    "what_vi" TEXT,
    "what_ja" TEXT,
    "made_on" TEXT,
    "event" TEXT REFERENCES events ("event") DEFERRABLE INITIALLY DEFERRED,
    "starts" TEXT,
    "due" TEXT,
    "indicator" TEXT REFERENCES indicators ("indicator") DEFERRABLE INITIALLY DEFERRED,
    "value" TEXT,
    "qualifier" TEXT,
    "per" TEXT,
    "programme" TEXT REFERENCES programmes ("programme") DEFERRABLE INITIALLY DEFERRED,
    "agreement" TEXT REFERENCES agreements ("agreement") DEFERRABLE INITIALLY DEFERRED,
    "same_as" TEXT REFERENCES commitments ("commitment") DEFERRABLE INITIALLY DEFERRED,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE statuses (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "commitment" TEXT NOT NULL REFERENCES commitments ("commitment") DEFERRABLE INITIALLY DEFERRED,
    "status" TEXT NOT NULL,
    "reported_by" TEXT NOT NULL REFERENCES organisations ("organisation") DEFERRABLE INITIALLY DEFERRED,
    "reported_on" TEXT NOT NULL,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE agreements (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "agreement" TEXT NOT NULL UNIQUE,
    "title_en" TEXT NOT NULL,
    "title_vi" TEXT,
    "title_ja" TEXT,
    "parties" TEXT,
    "agreed_on" TEXT,
    "event" TEXT REFERENCES events ("event") DEFERRABLE INITIALLY DEFERRED,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER agreements_are_entities AFTER INSERT ON agreements BEGIN
    INSERT INTO entities VALUES (new."agreement", 'agreements');
END;

CREATE TABLE projects (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "project" TEXT NOT NULL UNIQUE,
    "title_en" TEXT NOT NULL,
    "title_vi" TEXT,
    "title_ja" TEXT,
    "owners" TEXT,
    "partners" TEXT,
    "stage" TEXT NOT NULL,
    "site" TEXT REFERENCES areas ("area") DEFERRABLE INITIALLY DEFERRED,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER projects_are_entities AFTER INSERT ON projects BEGIN
    INSERT INTO entities VALUES (new."project", 'projects');
END;

CREATE TABLE needs (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "need" TEXT NOT NULL UNIQUE,
    "by" TEXT NOT NULL,
    "to" TEXT,
    "what_en" TEXT NOT NULL,
    "what_vi" TEXT,
    "what_ja" TEXT,
    "as_of" TEXT,
    "indicator" TEXT REFERENCES indicators ("indicator") DEFERRABLE INITIALLY DEFERRED,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE events (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "event" TEXT NOT NULL UNIQUE,
    "title_en" TEXT NOT NULL,
    "title_vi" TEXT,
    "title_ja" TEXT,
    "starts" TEXT,
    "ends" TEXT,
    "area" TEXT REFERENCES areas ("area") DEFERRABLE INITIALLY DEFERRED,
    "organisers" TEXT,
    "participants" TEXT,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;
CREATE TRIGGER events_are_entities AFTER INSERT ON events BEGIN
    INSERT INTO entities VALUES (new."event", 'events');
END;

CREATE TABLE statements (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "statement" TEXT NOT NULL UNIQUE,
    "about" TEXT,
    "by" TEXT,
    "text_en" TEXT NOT NULL,
    "text_vi" TEXT,
    "text_ja" TEXT,
    "as_of" TEXT,
    "source" TEXT NOT NULL REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "locator" TEXT,
    "refs" TEXT
) STRICT;

CREATE TABLE cautions (
    "row" INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES imports (import),
    "caution" TEXT NOT NULL UNIQUE,
    "about" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text_en" TEXT NOT NULL,
    "text_vi" TEXT,
    "text_ja" TEXT,
    "source" TEXT REFERENCES sources ("source") DEFERRABLE INITIALLY DEFERRED,
    "refs" TEXT
) STRICT;

-- References to rows that may come later in the same transaction: each row that is added is looked for here.
CREATE INDEX organisations_by_successor ON organisations ("successor");
CREATE INDEX areas_by_within ON areas ("within");
CREATE INDEX figures_by_subject ON figures ("subject");
CREATE INDEX figures_by_replaces ON figures ("replaces");
CREATE INDEX derivations_by_subject ON derivations ("subject");
CREATE INDEX commitments_by_event ON commitments ("event");
CREATE INDEX commitments_by_agreement ON commitments ("agreement");
CREATE INDEX commitments_by_same_as ON commitments ("same_as");
CREATE INDEX agreements_by_event ON agreements ("event");
