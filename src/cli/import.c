/* enishi import: tables of a folder or a workbook into the workspace. Also what init and track share with it.
 */
#define _GNU_SOURCE
#include "cli_ledger.h"

#include "json.h"
#include "number.h"
#include "reading_options.h"
#include "terminal.h"
#include "version.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *cli_workspace(const cli *c)
{
    const char *given = cli_value(c, "workspace");
    if (!given) given = getenv("ENISHI_WORKSPACE");
    return given && *given ? given : ".";
}

static const char *user_name(void)
{
    static const char *const variables[] = {"SUDO_USER", "LOGNAME", "USER"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *name = getenv(variables[i]);
        if (name && *name) return name;
    }
    return "";
}

void cli_by_now(cli_by *by)
{
    const char *user = user_name();
    by->now = time(NULL);
    en_instant_write(by->now, by->at);
    if (*user) snprintf(by->actor, sizeof by->actor, "cli:%s", user);
    else snprintf(by->actor, sizeof by->actor, "cli:#%lu", (unsigned long)getuid());
    by->by = (en_import_by){by->at, user, EN_VERSION, by->actor};
}

static en_date date_of(const struct tm *local)
{
    return (en_date){(int16_t)(local->tm_year + 1900), (int8_t)(local->tm_mon + 1), (int8_t)local->tm_mday};
}

en_date cli_today(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return date_of(&local);
}

/* Two digits as a number, or -1. */
static int two_digits(const char *at)
{
    uint64_t value;
    return en_whole_read((en_str){at, 2}, 99, &value) == EN_NUMBER_FINE ? (int)value : -1;
}

en_date cli_local_day(en_str at)
{
    enum { DATE_BYTES = 10, TIME_BYTES = 20 };
    en_date day = {0};
    struct tm utc = {0}, local;
    if (at.size < DATE_BYTES || !en_date_read((en_str){at.at, DATE_BYTES}, &day)) return day;
    if (at.size != TIME_BYTES) return day;
    utc.tm_hour = two_digits(at.at + DATE_BYTES + 1);
    utc.tm_min = two_digits(at.at + DATE_BYTES + 4);
    utc.tm_sec = two_digits(at.at + DATE_BYTES + 7);
    if (utc.tm_hour < 0 || utc.tm_min < 0 || utc.tm_sec < 0) return day;
    utc.tm_year = day.year - 1900;
    utc.tm_mon = (unsigned char)day.month - 1;
    utc.tm_mday = (unsigned char)day.day;
    time_t then = timegm(&utc);
    localtime_r(&then, &local);
    return date_of(&local);
}

static void add_counts(en_text *text, const cli *c, en_word word, const en_import_counts *counts)
{
    en_arg args[] = {en_arg_int("added", (int64_t)counts->added),
                     en_arg_int("unchanged", (int64_t)counts->unchanged),
                     en_arg_int("corrected", (int64_t)counts->corrected)};
    en_words_add(text, c->language, word, 3, args);
    en_text_add_char(text, '\n');
}

static void add_counted(en_text *text, const cli *c, en_word word, int64_t count)
{
    en_arg arg = en_arg_int("count", count);
    en_text_add_z(text, "  ");
    en_words_add(text, c->language, word, 1, &arg);
    en_text_add_char(text, '\n');
}

static void add_cell(en_text *text, en_str cell)
{
    if (cell.size) en_text_add(text, cell);
    else en_text_add_z(text, "—");
}

void cli_add_change(en_text *text, const en_shape *shape, const en_str *before, const en_str *after)
{
    for (size_t i = 0, added = 0; i < shape->field_count; i++) {
        if (en_str_equal(before[i], after[i])) continue;
        if (added++) en_text_add_z(text, "; ");
        en_text_add_z(text, shape->fields[i].column);
        en_text_add_z(text, ": ");
        add_cell(text, before[i]);
        en_text_add_z(text, " → ");
        add_cell(text, after[i]);
    }
}

/* What each corrected row said and says; the first ones, and then how many more. */
static void add_corrections(en_text *text, const cli *c, const en_import_summary *summary)
{
    enum { MOST_SHOWN = 20 };
    if (summary->correction_count == 0) return;
    en_words_add(text, c->language, EN_W_CLI_IMPORT_CORRECTIONS, 0, NULL);
    en_text_add_char(text, '\n');
    for (size_t i = 0; i < summary->correction_count && i < MOST_SHOWN; i++) {
        const en_change *change = &summary->corrections[i];
        const en_shape *shape = &en_shapes[change->table];
        en_text line = en_text_make(NULL);
        en_text_add_z(&line, shape->name);
        en_text_add_z(&line, ", ");
        en_row_add_label(&line, shape, change->after);
        en_text_add_z(&line, " · ");
        cli_add_change(&line, shape, change->before, change->after);
        en_text_add_z(text, "  ");
        terminal_wrap(text, en_text_str(&line), 2, 4, terminal_width());
        en_text_add_char(text, '\n');
        text->failed = text->failed || line.failed;
        en_text_free(&line);
    }
    if (summary->correction_count > MOST_SHOWN)
        add_counted(text, c, EN_W_CLI_IMPORT_MORE, (int64_t)summary->correction_count - MOST_SHOWN);
}

static void add_as_text(en_text *text, const cli *c, const en_import_summary *summary, bool dry_run)
{
    enum { NAME_COLUMNS = 18 };
    int64_t same = 0;
    add_counts(text, c, dry_run ? EN_W_CLI_IMPORT_WOULD : EN_W_CLI_IMPORT_DONE, &summary->of[EN_LEDGER_NONE]);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        const en_import_counts *counts = &summary->of[table];
        bool differs = counts->added + counts->corrected > 0;
        same += !differs && counts->unchanged > 0;
        if (!differs) continue;
        en_text_add_z(text, "  ");
        terminal_pad(text, en_str_of(en_shapes[table].name), NAME_COLUMNS, false);
        add_counts(text, c, EN_W_CLI_IMPORT_TABLE, counts);
    }
    if (same) add_counted(text, c, EN_W_CLI_IMPORT_SAME, same);
    add_corrections(text, c, summary);
}

static void add_json_counts(en_json *json, const en_import_counts *counts)
{
    en_json_key_int(json, "new", (int64_t)counts->added);
    en_json_key_int(json, "unchanged", (int64_t)counts->unchanged);
    en_json_key_int(json, "corrected", (int64_t)counts->corrected);
}

static void add_as_json(en_text *text, const en_import_summary *summary, bool dry_run)
{
    en_json json = en_json_to(text);
    en_json_open(&json, '{');
    en_json_key_bool(&json, "dry_run", dry_run);
    add_json_counts(&json, &summary->of[EN_LEDGER_NONE]);
    en_json_key(&json, "tables");
    en_json_open(&json, '{');
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        en_json_key(&json, en_shapes[table].name);
        en_json_open(&json, '{');
        add_json_counts(&json, &summary->of[table]);
        en_json_close(&json, '}');
    }
    en_json_close(&json, '}');
    en_json_key(&json, "files");
    en_json_open(&json, '[');
    for (size_t i = 0; i < summary->files.count; i++) {
        en_json_open(&json, '{');
        en_json_key_str(&json, "name", summary->files.at[i].name);
        en_json_key_int(&json, "size", (int64_t)summary->files.at[i].size);
        en_json_key_text(&json, "sha256", summary->files.at[i].digest);
        en_json_close(&json, '}');
    }
    en_json_close(&json, ']');
    en_json_close(&json, '}');
}

en_status cli_print_import(cli *c, const en_import_summary *summary, bool dry_run)
{
    if (c->quiet && !c->json) return EN_OK;
    en_text text = en_text_make(NULL);
    if (c->json) add_as_json(&text, summary, dry_run);
    else add_as_text(&text, c, summary, dry_run);
    return cli_print(c, &text);
}

/* People give the table that they changed, and not the folder that holds it. */
static bool is_single_table(const char *path)
{
    static const char end[] = ".csv";
    size_t size = strlen(path), end_size = sizeof end - 1;
    struct stat found;
    return size > end_size && strcasecmp(path + size - end_size, end) == 0 && stat(path, &found) == 0 &&
           !S_ISDIR(found.st_mode);
}

en_status cli_run_import(cli *c)
{
    en_import_from from = {.path = c->arguments[0]};
    en_status status = cli_reading(c, &from.options);
    if (status != EN_OK) return status;
    if (is_single_table(from.path))
        return en_report_error(c->report, EN_W_CLI_IMPORT_ONE_TABLE,
                               (en_where){.file = en_str_of(from.path)});
    cli_by by;
    cli_by_now(&by);
    bool dry_run = cli_flag(c, "dry-run");
    en_import_summary summary;
    status = en_workspace_import(cli_workspace(c), &from, dry_run, &by.by, &c->context, c->report, &summary);
    if (status != EN_OK) return status;
    status = cli_print_import(c, &summary, dry_run);
    en_import_summary_free(&summary);
    return status;
}
