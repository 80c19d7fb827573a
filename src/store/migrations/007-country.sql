-- Migration 7: a list of organisations of one country reads the rows of that country only.
--
-- The filter looks into a list (VN;JP), which no index finds; but it is answered from the index that is walked for the order, where that
-- holds the column, and a row that does not fit is not fetched.

DROP INDEX organisations_by_en;
DROP INDEX organisations_by_vi;
DROP INDEX organisations_by_ja;
DROP INDEX organisations_by_kind_en;
DROP INDEX organisations_by_kind_vi;
DROP INDEX organisations_by_kind_ja;
CREATE INDEX organisations_by_en ON organisations (sort_en, "row", "country");
CREATE INDEX organisations_by_vi ON organisations (sort_vi, "row", "country");
CREATE INDEX organisations_by_ja ON organisations (sort_ja, "row", "country");
CREATE INDEX organisations_by_kind_en ON organisations ("kind", sort_en, "row", "country");
CREATE INDEX organisations_by_kind_vi ON organisations ("kind", sort_vi, "row", "country");
CREATE INDEX organisations_by_kind_ja ON organisations ("kind", sort_ja, "row", "country");
