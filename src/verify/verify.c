/* The whole of a verification: read, then check one after the other. See verify.h. */
#include "verify.h"

static const struct {
    const char *name;
    en_word line;
} names[EN_VERIFY_CHECKS] = {
    [EN_VERIFY_FILES] = {"files", EN_W_VERIFY_CHECK_FILES},
    [EN_VERIFY_CERTIFICATE] = {"certificate", EN_W_VERIFY_CHECK_CERTIFICATE},
    [EN_VERIFY_FEASIBLE] = {"feasible", EN_W_VERIFY_CHECK_FEASIBLE},
    [EN_VERIFY_MATCHES] = {"matches.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_PLACES] = {"places.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_WAITING] = {"waiting.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_SUMMARY] = {"summary.json", EN_W_VERIFY_CHECK_SUMMARY},
};

/* What presupposes the matching to be feasible, and everything that is computed from it. A claim is checked
 * where those before it hold. */
static en_status check_matching(en_verify *v)
{
    en_status status = EN_OK;
    bool fails = false;
    for (int i = 0; i < EN_VERIFY_MOST_CLAIMS && v->claims[i] && status == EN_OK && !fails; i++) {
        en_check *check = &v->checks[EN_VERIFY_CLAIMS + i];
        status = v->claims[i]->check(v, check);
        check->state = EN_CHECK_HOLDS;
        fails = check->report.errors > 0;
    }
    if (status == EN_OK) status = en_verify_check_tables(v);
    if (status == EN_OK) status = en_verify_check_summary(v);
    return status;
}

static en_status check_round(en_verify *v)
{
    v->round = (en_intake){.folder = &v->folder, .context = v->context, .report = &v->input};
    v->round.manifest = &v->inputs;
    v->round.reserve = en_verify_compile;
    v->round.row = en_verify_keep;
    v->round.user = v;
    en_status status = en_verify_read_json(v, false, "round.json", &v->round.json);
    if (status == EN_OK) status = en_intake_read_rules(&v->round);
    if (status == EN_OK) status = en_verify_find_mechanism(v);
    en_verify_start_lottery(v);
    if (status == EN_OK) status = en_intake_read_tables(&v->round);
    if (status == EN_OK) status = en_verify_plan(v);
    if (status == EN_OK) status = en_verify_read_call(v);
    if (status == EN_OK) status = en_verify_settle(v);
    if (status == EN_OK) status = en_verify_settle_call(v);
    if (status == EN_OK) status = en_verify_find_ties(v);
    if (status == EN_OK) status = en_verify_find_turns(v);
    if (status == EN_OK) status = en_verify_prepare_lottery(v);
    if (status == EN_OK) en_verify_set_turns(v);
    if (status == EN_OK) status = en_verify_check_certificate(v);
    if (status == EN_OK) status = en_verify_check_feasible(v);
    return status == EN_OK && v->checks[EN_VERIFY_FEASIBLE].report.errors == 0 ? check_matching(v) : status;
}

/* Files are compared with their hashes also where one could not be read: that it was changed since says more
 * than how. */
en_status en_verify_run(const char *round, const char *out, const en_context *context, en_verify *v)
{
    *v = (en_verify){
        .out = out, .context = context, .input = en_report_make(NULL), .arena = en_arena_make(NULL)};
    for (int i = 0; i < EN_VERIFY_CHECKS; i++)
        v->checks[i] = (en_check){names[i].name, names[i].line, EN_CHECK_NOT_DONE, 0, en_report_make(NULL)};
    en_status status = en_verify_read_certificate(v, round);
    bool read = status == EN_OK;
    if (read) status = check_round(v);
    if (status == EN_ERR_USAGE) status = EN_ERR_INPUT;  /* the certificate names no encoding */
    if (v->input.out_of_memory) status = EN_ERR_MEMORY; /* what is said of the input is not to be trusted */
    if (!read || (status != EN_OK && status != EN_ERR_INPUT)) return status;
    en_status files = en_verify_check_files(v);
    bool fails = en_checks_conclude(EN_VERIFY_CHECKS, v->checks);
    if (files != EN_OK) return files;
    return fails ? EN_ERR_CLAIM : status;
}

void en_verify_free(en_verify *v)
{
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) en_report_free(&v->checks[i].report);
    en_report_free(&v->input);
    if (v->eligibility.arena.allocator) en_expression_free(&v->eligibility);
    if (v->order.arena.allocator) en_expression_free(&v->order);
    en_intake_free(&v->round);
    en_table_free(&v->matches);
    if (v->folder.path) en_folder_free(&v->folder);
    json_decref(v->certificate);
    en_arena_free(&v->arena);
}
