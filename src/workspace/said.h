/* Numbers, dates and names of the ledger as people say them, in one language: "at least 50,000 persons",
 * "tháng 3/2029". For the terminal, for pictures, and for whatever else speaks of the ledger. */
#ifndef EN_SAID_H
#define EN_SAID_H

#include "track.h"
#include "words.h"

/* Who speaks: about what, and in which language. Borrowed. */
typedef struct en_speaker {
    const en_ledger *ledger;
    const en_track *track;
    en_language language;
} en_speaker;

/* The text in the speaker's language, else in English. */
en_str en_say_in(en_speaker who, const en_texts *texts);

/* The name of a row, or its id. */
en_str en_say_name(en_speaker who, en_ref ref);

/* A value with the unit of its indicator, if one is given. decimals < 0: as many as it needs. */
void en_say_amount(en_text *text, en_speaker who, double value, int decimals, int qualifier,
                   en_ref indicator);

/* The value of a number, as printed. */
void en_say_value(en_text *text, en_speaker who, size_t number);

/* The same without its unit, for where the unit has been said. */
void en_say_bare(en_text *text, en_speaker who, size_t number);

/* A printed value of a commitment. */
void en_say_promised(en_text *text, en_speaker who, const en_commitment *c);

/* From when to when: "2025–2028", "by 2030"; nothing where there is no period. */
void en_say_period(en_text *text, en_speaker who, en_date start, en_date end);

/* Who published: an organisation of the ledger by its name in the speaker's language, anybody else as the
 * table has it. */
en_str en_say_publisher(en_speaker who, en_str publisher);

/* The short name of a source: its publisher, else its title. */
void en_say_source(en_text *text, en_speaker who, en_ref source);

#endif
