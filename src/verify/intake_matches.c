/* matches.csv of a result, read back against the wishes of a round. See intake.h. */
#include "intake.h"

/* Reading matches.csv, whose rows are in the order of applicants. */
typedef struct reading {
    const en_intake *round;
    en_report *findings;
    uint32_t *result;
    int applicant, place, term;
} reading;

/* Ends the first pass of a scan, which tells nobody; the exact one goes on. */
static bool fault(const reading *r, const en_csv *csv, int column, en_word rule, en_arg arg)
{
    if (csv->report) (void)en_report_add(r->findings, EN_ERROR, rule, en_cell_where(csv, column), 1, &arg);
    return csv->report != NULL;
}

/* Whether the cell shows the id, which has an apostrophe in front if a spreadsheet would run it. */
static bool shows(en_str cell, en_str id)
{
    if (en_str_equal(cell, id)) return true;
    en_str rest = {cell.at + 1, cell.size - 1};
    return cell.size == id.size + 1 && *cell.at == '\'' && en_str_equal(rest, id) && en_csv_is_formula(id);
}

/* Whether the row is that wish; the term tells wishes for one place apart. */
static bool is_wish(const reading *r, const en_csv *csv, uint32_t wish)
{
    const en_intake *round = r->round;
    uint32_t term = round->wishes.at[wish].term;
    en_str none = {0}, named = r->term == EN_NO_COLUMN ? none : csv->fields[r->term];
    if (!shows(csv->fields[r->place], round->places.ids[round->wishes.at[wish].place])) return false;
    return round->terms.count == 0 || (term ? shows(named, round->terms.ids[term - 1]) : named.size == 0);
}

static bool take_place(const reading *r, const en_csv *csv, uint32_t applicant)
{
    const en_intake *round = r->round;
    const en_intake_rows *wishes = &round->wishes;
    uint32_t wish = wishes->first[applicant], end = wishes->first[applicant + 1];
    r->result[applicant] = EN_IDS_NONE;
    if (csv->fields[r->place].size == 0) return true;
    while (wish < end && !is_wish(r, csv, wish)) wish++;
    en_arg who = en_arg_str("applicant", round->applicants.ids[applicant]);
    if (wish == end) return fault(r, csv, r->place, EN_W_VERIFY_NOT_WISHED, who);
    r->result[applicant] = wish;
    return true;
}

static bool take_match(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    (void)finder;
    const reading *r = user;
    const en_ids *applicants = &r->round->applicants;
    if (index >= applicants->count) return fault(r, csv, r->applicant, EN_W_DIFFERS_ROW_EXTRA, (en_arg){0});
    if (shows(csv->fields[r->applicant], applicants->ids[index])) return take_place(r, csv, (uint32_t)index);
    return fault(r, csv, r->applicant, EN_W_DIFFERS_VALUE, en_arg_str("expected", applicants->ids[index]));
}

static void forget_matches(void *user)
{
    const reading *r = user;
    for (size_t a = 0; a < r->round->applicants.count; a++) r->result[a] = EN_INTAKE_NOT_READ;
}

static en_status open_matches(reading *r, const char *folder_path, en_table *matches)
{
    en_folder folder;
    const en_intake *round = r->round;
    const en_column columns[] = {
        {"applicant", true, &r->applicant}, {"place", true, &r->place}, {"term", false, &r->term}};
    en_status status =
        en_folder_open(folder_path, (en_table_options){0}, round->context, round->report, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, "matches", round->context, round->report, matches);
    en_folder_free(&folder);
    return status == EN_OK ? en_table_columns(matches, 3, columns, true, round->report) : status;
}

en_status en_intake_read_matches(const en_intake *round, const char *folder, en_table *matches,
                                 en_report *findings, uint32_t *result)
{
    reading r = {.round = round, .findings = findings, .result = result};
    en_scan scan = {.table = matches, .row = take_match, .user = &r, .again = forget_matches};
    forget_matches(&r);
    en_status status = open_matches(&r, folder, matches);
    if (status != EN_OK) return status;
    en_scan_start(&scan, round->context);
    return en_scan_run(&scan, round->context, round->report);
}
