/* The ledger in memory: one plain array of structs for each table of docs/data-model.md, in one arena.
 *
 * References are resolved to table and index; texts are what the tables say. Dates, numbers and choices that
 * are not given are zero. fields.h describes these structs as data: reading, checking and storing go through
 * that description.
 */
#ifndef EN_LEDGER_TABLES_H
#define EN_LEDGER_TABLES_H

#include "date.h"

typedef enum en_ledger_table {
    EN_LEDGER_NONE,
    EN_SOURCES,
    EN_ORGANISATIONS,
    EN_AFFILIATIONS,
    EN_PEOPLE,
    EN_ROLES,
    EN_AREAS,
    EN_PROGRAMMES,
    EN_INDICATORS,
    EN_COUNTS_TOWARD,
    EN_FIGURES,
    EN_DERIVATIONS,
    EN_COMMITMENTS,
    EN_STATUSES,
    EN_AGREEMENTS,
    EN_PROJECTS,
    EN_NEEDS,
    EN_EVENTS,
    EN_STATEMENTS,
    EN_CAUTIONS,
    EN_LEDGER_TABLES
} en_ledger_table;

/* A row of some table; table EN_LEDGER_NONE: not given. */
typedef struct en_ref {
    en_ledger_table table;
    uint32_t index;
} en_ref;

typedef struct en_refs {
    en_ref *at;
    size_t count;
} en_refs;

typedef struct en_strs {
    en_str *at;
    size_t count;
} en_strs;

/* One text in English, Vietnamese and Japanese, in the order of en_language; a missing one is empty. */
typedef struct en_texts {
    en_str in[3];
} en_texts;

typedef struct en_number {
    en_str text; /* as the table says; empty: not given */
    double value;
    double last_digit; /* what one step in the last printed digit is worth: 0.1 for 45.1, 1 for 300 */
} en_number;

/* An operand of a derivation: a figure, a derivation, or a plain number (ref not given). */
typedef struct en_operand {
    en_ref ref;
    en_number number;
} en_operand;

typedef struct en_operands {
    en_operand *at;
    size_t count;
} en_operands;

/* Choices count from 1 in the order of their list in fields.c; 0 is "not given". */
typedef enum en_qualifier { EN_EXACT = 1, EN_ABOUT, EN_AT_LEAST, EN_UNDER } en_qualifier;
typedef enum en_figure_kind {
    EN_ACTUAL = 1,
    EN_TARGET,
    EN_FORECAST,
    EN_NEED,
    EN_FIGURE_KINDS
} en_figure_kind;
typedef enum en_operation { EN_SUM = 1, EN_DIFFERENCE, EN_PRODUCT, EN_QUOTIENT, EN_PERCENT } en_operation;
typedef enum en_relation { EN_PART = 1, EN_SUBSET, EN_OUTSIDE, EN_MAY_OVERLAP } en_relation;
typedef enum en_measure { EN_STOCK = 1, EN_FLOW, EN_SHARE, EN_DATE_MEASURE, EN_AMOUNT } en_measure;
typedef enum en_per { EN_PER_YEAR = 1, EN_PER_TOTAL } en_per;
typedef enum en_reported { EN_ON_SCHEDULE = 1, EN_UNDERWAY, EN_NO_PROGRESS, EN_NOT_STARTED } en_reported;

typedef struct en_source {
    en_str id, title, publisher, address, language;
    en_date published;
    int quality;
    en_texts note;
    en_strs refs;
} en_source;

typedef struct en_organisation {
    en_str id;
    int kind;
    en_strs country, aliases, refs;
    en_texts name;
    en_date valid_from, valid_to;
    en_ref successor;
} en_organisation;

typedef struct en_affiliation {
    en_ref organisation, parent, source;
    en_date valid_from, valid_to;
    en_strs refs;
} en_affiliation;

typedef struct en_person {
    en_str id;
    en_texts name;
    en_strs aliases, refs;
} en_person;

typedef struct en_role {
    en_ref person, organisation, source;
    en_texts role;
    en_date as_of, valid_from, valid_to;
    en_str locator;
    en_strs refs;
} en_role;

typedef struct en_area {
    en_str id;
    int kind;
    en_strs country, refs;
    en_ref within;
    en_texts name;
} en_area;

typedef struct en_programme {
    en_str id, locator;
    en_texts name, about;
    en_strs aliases, refs;
    en_refs owners, partners;
    en_date starts, ends;
    en_ref source;
} en_programme;

typedef struct en_indicator {
    en_str id, unit;
    en_texts name, counting_rule;
    int measure;
    en_strs refs;
} en_indicator;

typedef struct en_counts_toward {
    en_ref item, toward, source;
    int relation;
    en_str partition;
    en_texts partition_name; /* what people call it */
    en_texts reason;
    en_strs refs;
} en_counts_toward;

/* What a number is about. Two numbers with equal keys are about the same thing. */
typedef struct en_key {
    en_ref indicator, subject, area;
    en_date period_start, period_end;
    int kind;
} en_key;

typedef struct en_figure {
    en_str id, locator, recorded_by;
    en_key key;
    en_date as_of, recorded_on;
    en_number value, low, high;
    int qualifier;
    en_ref source, replaces;
    en_texts note;
    en_strs refs;
} en_figure;

typedef struct en_derivation {
    en_str id;
    en_key key;
    en_date as_of;
    int operation;
    en_operands operands;
    en_texts note;
    en_strs refs;
} en_derivation;

typedef struct en_commitment {
    en_str id, sector, locator;
    en_refs by, to;
    en_texts what;
    en_date made_on, starts, due;
    en_ref event, indicator, programme, agreement, same_as, source;
    en_number value;
    int qualifier, per;
    en_strs refs;
} en_commitment;

typedef struct en_status_report {
    en_ref commitment, reported_by, source;
    int status;
    en_date reported_on;
    en_str locator;
    en_strs refs;
} en_status_report;

typedef struct en_agreement {
    en_str id, locator;
    en_texts title;
    en_refs parties;
    en_date agreed_on;
    en_ref event, source;
    en_strs refs;
} en_agreement;

typedef struct en_project {
    en_str id, locator;
    en_texts title;
    en_refs owners, partners;
    int stage;
    en_ref site, source;
    en_strs refs;
} en_project;

typedef struct en_need {
    en_str id, locator;
    en_refs by, to;
    en_texts what;
    en_date as_of;
    en_ref indicator, source;
    en_strs refs;
} en_need;

typedef struct en_event {
    en_str id, locator;
    en_texts title;
    en_date starts, ends;
    en_ref area, source;
    en_refs organisers, participants;
    en_strs refs;
} en_event;

typedef struct en_public_statement {
    en_str id, locator;
    en_ref about, by, source;
    en_texts text;
    en_date as_of;
    en_strs refs;
} en_public_statement;

typedef struct en_caution {
    en_str id;
    en_ref about, source;
    int kind;
    en_texts text;
    en_strs refs;
} en_caution;

typedef struct en_ledger {
    en_arena arena;
    void *rows[EN_LEDGER_TABLES];
    size_t count[EN_LEDGER_TABLES];
} en_ledger;

en_ledger en_ledger_make(const en_allocator *allocator);
void en_ledger_free(en_ledger *ledger);

static inline en_ref en_ref_to(en_ledger_table table, size_t index)
{
    return (en_ref){table, (uint32_t)index};
}
static inline bool en_ref_given(en_ref ref) { return ref.table != EN_LEDGER_NONE; }
static inline bool en_ref_equal(en_ref a, en_ref b) { return a.table == b.table && a.index == b.index; }

bool en_key_equal(const en_key *a, const en_key *b);

/* The id of the row; empty for a table without ids, or a reference that is not given. */
en_str en_ref_id(const en_ledger *ledger, en_ref ref);

/* The row with this id in this table; not given if there is none. Linear. */
en_ref en_ledger_find(const en_ledger *ledger, en_ledger_table table, en_str id);

/* The row's name, title or text for people, NULL if its table has none. */
const en_texts *en_ref_name(const en_ledger *ledger, en_ref ref);

/* Rows by type; the reference is of that table, the index below its count. */
static inline const en_source *en_source_at(const en_ledger *l, size_t i)
{
    return (const en_source *)l->rows[EN_SOURCES] + i;
}
static inline const en_organisation *en_organisation_at(const en_ledger *l, size_t i)
{
    return (const en_organisation *)l->rows[EN_ORGANISATIONS] + i;
}
static inline const en_indicator *en_indicator_at(const en_ledger *l, size_t i)
{
    return (const en_indicator *)l->rows[EN_INDICATORS] + i;
}
static inline const en_counts_toward *en_counts_toward_at(const en_ledger *l, size_t i)
{
    return (const en_counts_toward *)l->rows[EN_COUNTS_TOWARD] + i;
}
static inline const en_figure *en_figure_at(const en_ledger *l, size_t i)
{
    return (const en_figure *)l->rows[EN_FIGURES] + i;
}
static inline const en_derivation *en_derivation_at(const en_ledger *l, size_t i)
{
    return (const en_derivation *)l->rows[EN_DERIVATIONS] + i;
}
static inline const en_commitment *en_commitment_at(const en_ledger *l, size_t i)
{
    return (const en_commitment *)l->rows[EN_COMMITMENTS] + i;
}
static inline const en_status_report *en_status_at(const en_ledger *l, size_t i)
{
    return (const en_status_report *)l->rows[EN_STATUSES] + i;
}
static inline const en_caution *en_caution_at(const en_ledger *l, size_t i)
{
    return (const en_caution *)l->rows[EN_CAUTIONS] + i;
}

#endif
