/* What imports corrected: rows whose content is another than when they were first recorded. */
#include "track_parts.h"
#include "track_sections.h"

#include "cli_ledger.h"

static void add_correction(en_text *text, const track_page *page, const en_correction *c, size_t indent)
{
    en_text line = en_text_make(NULL), date = en_text_make(NULL), columns = en_text_make(NULL);
    part_date(&date, page, page->local_day(c->at));
    cli_add_change(&columns, &en_shapes[c->row.table], c->before, c->after);
    en_row_add_label(&line, &en_shapes[c->row.table], c->after);
    en_text_add_z(&line, " · ");
    en_arg args[] = {en_arg_str("date", en_text_str(&date)), en_arg_str("changes", en_text_str(&columns)),
                     en_arg_str("by", c->by)};
    if (c->by.size) part_words(&line, page, EN_W_TRACK_CORRECTED_BY, 3, args);
    else part_words(&line, page, EN_W_TRACK_CORRECTED, 2, args);
    part_line(text, page, indent, indent + 2, &line);
    part_free(text, &line);
    part_free(text, &date);
    part_free(text, &columns);
}

void section_corrections_of(en_text *text, const track_page *page, en_ref row, size_t indent)
{
    for (size_t i = 0; i < page->standing->correction_count; i++)
        if (en_ref_equal(page->standing->corrections[i].row, row))
            add_correction(text, page, &page->standing->corrections[i], indent);
}

static bool is_last_of_row(const en_standing *standing, size_t i)
{
    return i + 1 == standing->correction_count ||
           !en_ref_equal(standing->corrections[i].row, standing->corrections[i + 1].row);
}

/* "1 figure was corrected since it was first recorded: f-jds-master." */
static void count_rows(en_text *text, const track_page *page, en_ledger_table table)
{
    enum { MOST_NAMED = 10 };
    en_text line = en_text_make(NULL), rows = en_text_make(NULL);
    int64_t count = 0;
    for (size_t i = 0; i < page->standing->correction_count; i++) {
        const en_correction *c = &page->standing->corrections[i];
        if (c->row.table != table || !is_last_of_row(page->standing, i) || count++ >= MOST_NAMED) continue;
        if (rows.size) part_word(&rows, page, EN_W_TRACK_COMMA);
        en_row_add_label(&rows, &en_shapes[table], c->after);
    }
    if (count > MOST_NAMED) en_text_add_z(&rows, " …");
    en_arg args[] = {en_arg_int("count", count), en_arg_str("rows", en_text_str(&rows)),
                     en_arg_text("table", en_shapes[table].name)};
    if (table == EN_FIGURES) part_words(&line, page, EN_W_TRACK_CORRECTED_FIGURES, 2, args);
    else if (table == EN_COMMITMENTS) part_words(&line, page, EN_W_TRACK_CORRECTED_COMMITMENTS, 2, args);
    else part_words(&line, page, EN_W_TRACK_CORRECTED_ROWS, 3, args);
    if (count > 0) part_line(text, page, 2, 4, &line);
    part_free(text, &line);
    part_free(text, &rows);
}

void section_corrections(en_text *text, const track_page *page)
{
    const en_standing *standing = page->standing;
    if (standing->correction_count == 0) return;
    part_heading(text, page, EN_W_TRACK_CORRECTIONS, 0, NULL);
    for (size_t i = 0; i < standing->correction_count && page->all; i++)
        add_correction(text, page, &standing->corrections[i], 2);
    if (page->all) return;
    count_rows(text, page, EN_FIGURES);
    count_rows(text, page, EN_COMMITMENTS);
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (table != EN_FIGURES && table != EN_COMMITMENTS) count_rows(text, page, (en_ledger_table)table);
    en_text line = en_text_make(NULL);
    part_word(&line, page, EN_W_TRACK_CORRECTIONS_SHORT);
    part_line(text, page, 2, 4, &line);
    part_free(text, &line);
}
