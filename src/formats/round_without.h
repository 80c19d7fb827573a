/* A round without one of its rules: what the rules are, and the round as it would be.
 *
 * The round without a rule is what its tables without the cells of that rule would be read as, so that
 * clearing it again says what the rule cost and gave.
 */
#ifndef EN_ROUND_WITHOUT_H
#define EN_ROUND_WITHOUT_H

#include "json.h"
#include "round.h"

typedef enum en_rule_kind {
    EN_RULE_CAPS,      /* of all groups */
    EN_RULE_CAP,       /* of one group */
    EN_RULE_TARGETS,   /* of all places and groups */
    EN_RULE_RESERVES,  /* seats set aside for categories: their lines are open to all */
    EN_RULE_RESERVE,   /* for one category */
    EN_RULE_TERMS,     /* lines for a term: they take every term */
    EN_RULE_TRANSFERS, /* lines that give on what they do not fill */
    EN_RULE_MIN_SEATS,
    EN_RULE_FLOORS,
    EN_RULE_HELD, /* seats held from an earlier run */
    EN_RULE_KINDS
} en_rule_kind;

typedef struct en_rule {
    en_rule_kind kind;
    uint32_t index; /* of the group, of the category; else 0 */
} en_rule;

/* All rules that the round has and that can be left out, in the order of the kinds, then of the tables. In
 * the arena; NULL where memory is out. */
en_rule *en_round_rules_list(const en_round *round, en_arena *arena, size_t *count);

/* Reads a rule as people write it: caps, cap:GROUP, targets, reserves, reserve:CATEGORY, terms, transfers,
 * min-seats, floors, held. EN_ERR_USAGE for another word, EN_ERR_INPUT for what the round does not have;
 * both reported. */
EN_MUST_USE en_status en_rule_read(const en_round *round, en_str text, en_report *report, en_rule *rule);

/* The same in words, and as keys of an object: docs/formats.md. */
void en_rule_add_words(en_text *text, en_language language, const en_round *round, en_rule rule);
void en_rule_add_json(en_json *json, const en_round *round, en_rule rule);

/* The round without the rule; it borrows `round` and the arena, and is not freed. EN_ERR_INPUT, reported,
 * where its tables would be refused: a tie appears, and no seed is there. */
EN_MUST_USE en_status en_round_without(const en_round *round, en_rule rule, const en_context *context,
                                       en_arena *arena, en_report *report, en_round *variant);

#endif
