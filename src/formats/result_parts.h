/* The steps of writing a result. */
#ifndef EN_RESULT_PARTS_H
#define EN_RESULT_PARTS_H

#include "result.h"

typedef struct result_writer {
    const en_round *round;
    const en_round_result *result;
    const en_result_summary *summary;
    const char *version;
    en_result_files *files;
} result_writer;

/* Gives a file `count` empty parts. */
EN_MUST_USE bool result_make_parts(en_result_files *files, int file, size_t count);

EN_MUST_USE en_status result_write_tables(const result_writer *w, const en_context *context);
EN_MUST_USE en_status result_write_summary(const result_writer *w);

/* With couples: stable, or what blocks, with what is proven of every matching. */
void result_add_claim_of_couples(en_json *json, const result_writer *w);

/* After the digests of the other files are there. */
EN_MUST_USE en_status result_write_certificate(const result_writer *w);

#endif
