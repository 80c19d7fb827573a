/* enishi track status: where the promises stand. */
#include "cli_ledger.h"

#include "terminal.h"
#include "track_text.h"

en_status cli_track_options(cli *c, en_track_options *options)
{
    const char *day = cli_value(c, "as-of");
    *options = (en_track_options){.today = cli_today(), .only_then = day != NULL};
    if (day && !en_date_read(en_str_of(day), &options->today))
        return cli_misuse(c, EN_W_CLI_TRACK_WRONG_DATE, day);
    return EN_OK;
}

en_status cli_find_commitments(cli *c, const en_ledger *ledger, size_t commitments[CLI_MOST_ARGUMENTS])
{
    en_status status = EN_OK;
    for (size_t i = 0; i < c->argument_count; i++) {
        en_ref ref = en_ledger_find(ledger, EN_COMMITMENTS, en_str_of(c->arguments[i]));
        en_where where = {.value = en_str_of(c->arguments[i])};
        commitments[i] = ref.index;
        if (!en_ref_given(ref)) status = en_report_error(c->report, EN_W_CLI_TRACK_UNKNOWN_COMMITMENT, where);
    }
    return status;
}

static en_status print_standing(cli *c, const en_standing *standing)
{
    size_t commitments[CLI_MOST_ARGUMENTS];
    en_status status = cli_find_commitments(c, &standing->ledger, commitments);
    if (status != EN_OK) return status;
    en_text text = en_text_make(NULL);
    track_page page =
        track_page_of(standing, c->language, terminal_width(), terminal_has_style(stdout), cli_local_day);
    page.all = cli_flag(c, "all");
    if (c->json) en_standing_json(&text, standing, c->argument_count ? commitments : NULL, c->argument_count);
    else if (c->argument_count == 0) track_add_report(&text, &page);
    for (size_t i = 0; i < c->argument_count && !c->json; i++) {
        if (i > 0) en_text_add_char(&text, '\n');
        track_add_whole(&text, &page, commitments[i]);
    }
    return cli_print(c, &text);
}

en_status cli_run_track_status(cli *c)
{
    en_track_options options;
    en_status status = cli_track_options(c, &options);
    if (status != EN_OK) return status;
    en_standing standing;
    status = en_workspace_standing(cli_workspace(c), &options, &c->context, c->report, &standing);
    if (status != EN_OK) return status;
    status = print_standing(c, &standing);
    en_standing_free(&standing);
    return status;
}
