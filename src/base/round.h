/* A round as its files have it: rules, ids, wishes, scores, lines of seats, groups, held seats.
 *
 * Cells, ids and references are checked, row by row, and everything is brought into flat arrays; what it
 * means for a matching is decided elsewhere. Large tables are read by several tasks. Bound: linear, but for
 * sorting lines.
 */
#ifndef EN_ROUND_H
#define EN_ROUND_H

#include "keys.h"
#include "manifest.h"
#include "scan.h"

enum { EN_ROUND_MOST_TERMS = 65535, EN_ROUND_MOST_CATEGORIES = 64, EN_ROUND_MOST_GROUPS = 1 << 20 };
enum { EN_ROUND_MOST_DEPTH = 1000 }; /* of groups */

typedef enum en_round_ties {
    EN_ROUND_SINGLE,
    EN_ROUND_MULTIPLE,
    EN_ROUND_BY_ID,
    EN_ROUND_KEEP
} en_round_ties;

/* A wish; or a score of scores.csv, without a rank, of a place or a group (a node). */
typedef struct en_round_wish {
    uint32_t applicant, place, rank;
    uint32_t term; /* its index and 1; 0: none */
    double score;  /* NaN: none is given */
} en_round_wish;

/* Rows of choices.csv or scores.csv; those of applicant a are at[first[a]] … at[first[a + 1] − 1]. */
typedef struct en_round_rows {
    en_arena arena;
    size_t count;
    en_round_wish *at;
    uint32_t *first; /* NULL: there is no such table */
} en_round_rows;

/* Seats that are filled together: a row of seats.csv, or all seats of a place. */
typedef struct en_round_line {
    uint32_t place, order, seats;
    uint32_t category, term; /* the index and 1; 0: none */
    uint32_t to;             /* the line that gets its unfilled seats, or EN_IDS_NONE */
    uint64_t member;         /* the bit of its category; 0: everyone is a member */
    bool never;              /* nobody but members */
} en_round_line;

/* A place, or a group: places come first, then the groups. Not given: EN_IDS_NONE, of a target 0. */
typedef enum en_round_choice { EN_ROUND_GATHERS, EN_ROUND_TARGETS, EN_ROUND_COMMON_ORDER } en_round_choice;
typedef struct en_round_node {
    uint32_t parent; /* a node that chooses: groups that only gather are none */
    uint32_t cap, target, turn;
    en_round_choice choice; /* of a group; inherited below common order */
    uint32_t scorer;        /* the root-most group with common order over it, or itself */
} en_round_node;

typedef struct en_round {
    const en_folder *folder;
    const en_context *context;
    en_report *report;
    en_manifest *manifest; /* the files that were read */
    en_arena arena;
    json_t *json;       /* round.json */
    en_str id, seed;    /* seed empty: not given */
    int ties, proposer; /* proposer 1: places */
    en_table tables[3]; /* own the bytes of the ids: applicants, places, groups */
    en_ids applicants, places, groups, terms, categories;
    uint32_t *seats, *floors, *least; /* by place; least: min_seats */
    en_round_node *nodes;
    uint64_t *member;        /* by applicant: bits of categories; NULL where no line has one */
    en_round_line *lines;    /* by place and order */
    uint32_t *line_begin;    /* by place, and the end */
    bool lined, lower, hard; /* seats.csv has rows; min_seats, floor are given */
    en_round_rows wishes;    /* in the order of the file, held seats last; with the scores of both tables */
    bool *scored;            /* by node: somebody has a score there */
    en_round_rows scores;
    en_round_wish *held; /* by applicant: the seat held, place EN_IDS_NONE if none; NULL: no such table */
    en_str *cells[2];    /* by applicant: categories; by place: group */

    /* Called with each row of applicants (0) and places (1), and before the first with how many may come. */
    bool (*reserve)(void *user, int table, size_t most);
    bool (*row)(void *user, int table, const en_csv *csv, uint32_t index);
    void *user;
} en_round;

/* Reads round.json: its keys, types and names. Then the tables of the folder. en_round_free in any case. */
EN_MUST_USE en_status en_round_read_rules(en_round *round, json_t *json);
EN_MUST_USE en_status en_round_read_tables(en_round *round);
void en_round_free(en_round *round);

/* Reports a problem of the round; returns EN_ERR_INPUT. */
en_status en_round_refuse(en_round *round, en_word rule, const char *file, const char *key, en_str value);

/* The id of a place or group. */
static inline en_str en_round_id(const en_round *round, uint32_t node)
{
    return node < round->places.count ? round->places.ids[node]
                                      : round->groups.ids[node - round->places.count];
}

/* Whether the place's seats are told apart. */
static inline bool en_round_has_lines(const en_round *round, uint32_t place)
{
    const en_round_line *line = &round->lines[round->line_begin[place]];
    return round->line_begin[place + 1] - round->line_begin[place] > 1 || line->term + line->category > 0;
}

/* round_structure.c: seats.csv, groups.csv and held.csv, once places and applicants are known. */
EN_MUST_USE en_status en_round_read_structure(en_round *round);
EN_MUST_USE en_status en_round_read_held(en_round *round);
EN_MUST_USE en_status en_round_open(en_round *round, const char *name, size_t count, const en_column *columns,
                                    en_table *table);
uint32_t en_round_intern(en_round *round, const en_csv *csv, int column, en_ids *ids);
EN_MUST_USE bool en_round_take_whole(const en_csv *csv, int column, uint32_t *value);

/* round_matches.c: reads matches.csv of the folder, which stays open; result, by applicant: the wish,
 * EN_IDS_NONE for none, EN_ROUND_NOT_READ without a row. What is no wish, or no row of an applicant, goes to
 * findings. */
#define EN_ROUND_NOT_READ (EN_IDS_NONE - 1)
EN_MUST_USE en_status en_round_read_matches(const en_round *round, const char *folder, en_table *matches,
                                            en_report *findings, uint32_t *result);

/* round_join.c: scores and held seats, brought to the wishes. */
EN_MUST_USE en_status en_round_join(en_round *round);

#endif
