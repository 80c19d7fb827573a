/* The whole of a verification: read, then check one after the other. See verify.h. */
#include "verify.h"

static bool failed(const en_verify_finding *finding) { return finding->report.errors > 0; }

/* What presupposes the matching to be feasible, and everything that is computed from it. */
static en_status check_matching(en_verify *v)
{
    en_status status = en_verify_find_waiting(v);
    if (status != EN_OK) return status;
    en_verify_check_stable(v);
    if (!failed(&v->findings[EN_VERIFY_STABLE])) status = en_verify_check_optimal(v);
    if (status == EN_OK) status = en_verify_check_tables(v);
    if (status == EN_OK) status = en_verify_check_summary(v);
    return status;
}

static en_status check_round(en_verify *v)
{
    en_status status = en_verify_read_rules(v);
    if (status == EN_OK) status = en_verify_read_tables(v);
    if (status == EN_OK) status = en_verify_check_certificate(v);
    if (status == EN_OK) status = en_verify_check_feasible(v);
    return status == EN_OK && !failed(&v->findings[EN_VERIFY_FEASIBLE]) ? check_matching(v) : status;
}

/* A check that found something fails, done or not; says whether any did. */
static bool conclude(en_verify *v)
{
    bool any = false;
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) {
        if (!failed(&v->findings[i])) continue;
        v->findings[i].state = EN_VERIFY_FAILS;
        any = true;
    }
    return any;
}

/* Files are compared with their hashes also where one could not be read: that it was changed since says more
 * than how. */
en_status en_verify_run(const char *round, const char *out, const en_context *context, en_verify *v)
{
    *v = (en_verify){
        .out = out, .context = context, .input = en_report_make(NULL), .arena = en_arena_make(NULL)};
    v->round.arena = en_arena_make(NULL);
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) v->findings[i].report = en_report_make(NULL);
    en_status status = en_verify_read_certificate(v, round);
    bool read = status == EN_OK;
    if (read) status = check_round(v);
    if (status == EN_ERR_USAGE) status = EN_ERR_INPUT;  /* the certificate names no encoding */
    if (v->input.out_of_memory) status = EN_ERR_MEMORY; /* what is said of the input is not to be trusted */
    if (!read || (status != EN_OK && status != EN_ERR_INPUT)) return status;
    en_status files = en_verify_check_files(v);
    bool fails = conclude(v);
    if (files != EN_OK) return files;
    return fails ? EN_ERR_CLAIM : status;
}

void en_verify_free(en_verify *v)
{
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) en_report_free(&v->findings[i].report);
    en_report_free(&v->input);
    json_decref(v->round.json);
    if (v->folder.path) en_folder_free(&v->folder);
    json_decref(v->certificate);
    en_table_free(&v->matches);
    en_table_free(&v->round.applicant_table);
    en_table_free(&v->round.place_table);
    if (v->round.wishes.arena.allocator) en_arena_free(&v->round.wishes.arena);
    en_arena_free(&v->round.arena);
    en_arena_free(&v->arena);
}
