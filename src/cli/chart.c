/* enishi match chart and enishi track chart: pictures into files. */
#include "cli_ledger.h"

#include "file.h"
#include "json.h"
#include "picture.h"

static en_picture_options options_of(const cli *c)
{
    return (en_picture_options){c->language, EN_CHART_USUAL_WIDTH};
}

/* Writes the picture and says so. Frees the picture. */
static en_status write_picture(cli *c, en_text *svg)
{
    const char *out = cli_value(c, "output");
    en_status status = en_file_write(out, en_text_str(svg), c->report);
    en_text_free(svg);
    if (status != EN_OK) return status;
    if (c->json) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        en_json_key_text(&json, "out", out);
        en_json_close(&json, '}');
        return cli_print(c, &text);
    }
    en_arg arg = en_arg_text("out", out);
    if (!c->quiet) cli_say(c, EN_W_MATCH_WRITTEN, 1, &arg);
    return EN_OK;
}

en_status cli_run_match_chart(cli *c)
{
    if (!cli_value(c, "output")) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_arena scratch = en_arena_make(NULL);
    en_text svg = en_text_make(NULL);
    char *path = en_path_join(&scratch, c->arguments[0], "summary.json");
    en_file file;
    en_status status = path ? en_file_read(path, &c->context, c->report, &file) : EN_ERR_MEMORY;
    if (status == EN_OK) {
        en_str summary = {file.at, file.size};
        status = en_picture_of_ranks(summary, (en_str){0}, options_of(c), c->report, &svg);
        en_file_free(&file);
    }
    en_arena_free(&scratch);
    if (status == EN_OK) return write_picture(c, &svg);
    en_text_free(&svg);
    return status;
}

en_status cli_run_track_chart(cli *c)
{
    if (!cli_value(c, "output")) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_track_options question;
    en_status status = cli_track_options(c, &question);
    if (status != EN_OK) return status;
    en_standing standing;
    status = en_workspace_standing(cli_workspace(c), &question, &c->context, c->report, &standing);
    if (status != EN_OK) return status;
    size_t commitments[CLI_MOST_ARGUMENTS];
    en_text svg = en_text_make(NULL);
    status = cli_find_commitments(c, &standing.ledger, commitments);
    if (status == EN_OK)
        status = en_picture_of_promise(&standing, commitments[0], options_of(c), c->report, &svg);
    en_standing_free(&standing);
    if (status == EN_OK) return write_picture(c, &svg);
    en_text_free(&svg);
    return status;
}
