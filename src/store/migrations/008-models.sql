-- Migration 8: models with their files.
--
-- name: model, vary, correlations, scenarios, targets or names; file: what it is called when it is downloaded. A model may have no file yet.
-- revision: raised by every change of a file. sample: made from the data that come with enishi.

CREATE TABLE models (
    number INTEGER PRIMARY KEY,
    model TEXT NOT NULL UNIQUE,
    title_en TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_ja TEXT NOT NULL,
    sample INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX models_by_time ON models (made_at, number);

CREATE TABLE model_files (
    model INTEGER NOT NULL REFERENCES models (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    blob INTEGER NOT NULL REFERENCES blobs (blob),
    at TEXT NOT NULL,
    PRIMARY KEY (model, name)
) STRICT;
CREATE INDEX model_files_of_blob ON model_files (blob);

-- The figures of the ledger that a model's targets name: of which the overview shows what the model expects.
CREATE TABLE model_figures (
    model INTEGER NOT NULL REFERENCES models (number) ON DELETE CASCADE,
    figure TEXT NOT NULL,
    PRIMARY KEY (model, figure)
) STRICT;
CREATE INDEX model_figures_by_figure ON model_figures (figure, model);

-- One row: counts the changes of models, files and figures, so that whoever shows them knows whether they are as they were.
CREATE TABLE model_changes (
    changes INTEGER NOT NULL
) STRICT;
INSERT INTO model_changes (changes) VALUES (0);
CREATE TRIGGER models_added AFTER INSERT ON models BEGIN UPDATE model_changes SET changes = changes + 1; END;
CREATE TRIGGER models_changed AFTER UPDATE ON models BEGIN UPDATE model_changes SET changes = changes + 1; END;
CREATE TRIGGER models_removed AFTER DELETE ON models BEGIN UPDATE model_changes SET changes = changes + 1; END;
