-- Migration 2: commitments have a sector; rows of the ledger can be listed in order, filtered, and searched.
--
-- sort_en, sort_vi and sort_ja are the names as src/base/order.c writes them so that bytes sort as people do; they are written with
-- each row, and for rows that are here already by the program after this step, as is the index of tokens.

ALTER TABLE commitments ADD COLUMN "sector" TEXT;

ALTER TABLE sources ADD COLUMN sort_en BLOB;
ALTER TABLE sources ADD COLUMN sort_vi BLOB;
ALTER TABLE sources ADD COLUMN sort_ja BLOB;
ALTER TABLE organisations ADD COLUMN sort_en BLOB;
ALTER TABLE organisations ADD COLUMN sort_vi BLOB;
ALTER TABLE organisations ADD COLUMN sort_ja BLOB;
ALTER TABLE people ADD COLUMN sort_en BLOB;
ALTER TABLE people ADD COLUMN sort_vi BLOB;
ALTER TABLE people ADD COLUMN sort_ja BLOB;
ALTER TABLE areas ADD COLUMN sort_en BLOB;
ALTER TABLE areas ADD COLUMN sort_vi BLOB;
ALTER TABLE areas ADD COLUMN sort_ja BLOB;
ALTER TABLE programmes ADD COLUMN sort_en BLOB;
ALTER TABLE programmes ADD COLUMN sort_vi BLOB;
ALTER TABLE programmes ADD COLUMN sort_ja BLOB;
ALTER TABLE indicators ADD COLUMN sort_en BLOB;
ALTER TABLE indicators ADD COLUMN sort_vi BLOB;
ALTER TABLE indicators ADD COLUMN sort_ja BLOB;
ALTER TABLE agreements ADD COLUMN sort_en BLOB;
ALTER TABLE agreements ADD COLUMN sort_vi BLOB;
ALTER TABLE agreements ADD COLUMN sort_ja BLOB;
ALTER TABLE projects ADD COLUMN sort_en BLOB;
ALTER TABLE projects ADD COLUMN sort_vi BLOB;
ALTER TABLE projects ADD COLUMN sort_ja BLOB;
ALTER TABLE events ADD COLUMN sort_en BLOB;
ALTER TABLE events ADD COLUMN sort_vi BLOB;
ALTER TABLE events ADD COLUMN sort_ja BLOB;

CREATE INDEX organisations_by_en ON organisations (sort_en);
CREATE INDEX organisations_by_vi ON organisations (sort_vi);
CREATE INDEX organisations_by_ja ON organisations (sort_ja);
CREATE INDEX people_by_en ON people (sort_en);
CREATE INDEX people_by_vi ON people (sort_vi);
CREATE INDEX people_by_ja ON people (sort_ja);
CREATE INDEX organisations_by_kind_en ON organisations ("kind", sort_en);
CREATE INDEX organisations_by_kind_vi ON organisations ("kind", sort_vi);
CREATE INDEX organisations_by_kind_ja ON organisations ("kind", sort_ja);
CREATE INDEX figures_by_indicator ON figures ("indicator");
CREATE INDEX statuses_by_commitment ON statuses ("commitment");

-- The tokens of texts. rowid is the row's number times 32 plus the number of its table.
CREATE VIRTUAL TABLE search USING fts5 (names, texts, content = '', detail = column, tokenize = "ascii tokenchars '='");
