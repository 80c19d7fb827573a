/* The reader of CSV: what it accepts, what it refuses and where it says so, and that cutting a table changes
 * nothing. */
#include "csv.h"

#include "check.h"
#include "words.h"

enum { PADDING = 64 };

/* What a reader saw, as text: `row: cell|cell` a record, `row! rule` a fault. */
typedef struct reading {
    en_text text;
    en_arena arena;
    en_report report;
    size_t columns;
    char delimiter;
} reading;

static reading start(size_t columns)
{
    return (reading){.text = en_text_make(NULL),
                     .arena = en_arena_make(NULL),
                     .report = en_report_make(NULL),
                     .columns = columns,
                     .delimiter = ','};
}

static void end(reading *r)
{
    en_text_free(&r->text);
    en_arena_free(&r->arena);
    en_report_free(&r->report);
}

static void note_faults(reading *r, size_t from)
{
    for (size_t i = from; i < r->report.kept; i++) {
        const en_problem *p = &r->report.problems[i];
        en_text_add_int(&r->text, (int64_t)p->where.row);
        en_text_add_z(&r->text, "! ");
        en_text_add_z(&r->text, en_word_key(p->rule));
        en_text_add_char(&r->text, '\n');
    }
}

static size_t read_piece(reading *r, en_csv_piece piece)
{
    en_csv csv;
    assert_true(en_csv_start(&csv, piece, r->delimiter, &r->arena));
    csv.careful = true;
    csv.columns = r->columns;
    csv.report = &r->report;
    size_t records = 0;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        assert_int_not_equal(step, EN_CSV_NO_MEMORY);
        records++;
        if (step == EN_CSV_FAULTY) {
            note_faults(r, r->report.kept - 1);
            continue;
        }
        en_text_add_int(&r->text, (int64_t)csv.row);
        en_text_add_z(&r->text, ": ");
        for (size_t i = 0; i < csv.count; i++) {
            if (i > 0) en_text_add_char(&r->text, '|');
            en_text_add(&r->text, csv.fields[i]);
        }
        en_text_add_char(&r->text, '\n');
    }
    return records;
}

/* A copy that ends where the heap block ends but for the padding that readers may look at. */
static char *padded(const char *bytes, size_t n)
{
    char *copy = calloc(n + PADDING, 1);
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    return copy;
}

static void check_bytes(const char *bytes, size_t n, size_t columns, const char *expected)
{
    reading r = start(columns);
    char *copy = padded(bytes, n);
    read_piece(&r, (en_csv_piece){copy, copy + n, 1, 0});
    check_str(en_text_str(&r.text), expected);
    free(copy);
    end(&r);
}

static void check_reads(const char *bytes, size_t columns, const char *expected)
{
    check_bytes(bytes, strlen(bytes), columns, expected);
}

static void csv__reads_plain_records(void **state)
{
    (void)state;
    check_reads("a,b\n1,2\n", 2, "1: a|b\n2: 1|2\n");
    check_reads("a,b\r\n1,2\r\n", 2, "1: a|b\n2: 1|2\n");
}

static void csv__reads_a_last_line_without_line_end(void **state)
{
    (void)state;
    check_reads("a,b\n1,2", 2, "1: a|b\n2: 1|2\n");
    check_reads("a,b\n1,", 2, "1: a|b\n2: 1|\n");
    check_reads("a,b\r", 2, "1: a|b\n");
    check_reads("a,\"b\"", 2, "1: a|b\n");
}

static void csv__reads_nothing_from_nothing(void **state)
{
    (void)state;
    check_reads("", 0, "");
    check_reads("\n\r\n\n", 0, "");
}

static void csv__reads_empty_cells(void **state)
{
    (void)state;
    check_reads(",a\n\"\",\n,\"\"\n", 2, "1: |a\n2: |\n3: |\n");
}

static void csv__reads_a_quoted_delimiter(void **state)
{
    (void)state;
    check_reads("\"a,b\",c\n", 2, "1: a,b|c\n");
}

static void csv__reads_a_quoted_line_end(void **state)
{
    (void)state;
    check_reads("\"a\nb\",c\nd,e\n", 2, "1: a\nb|c\n2: d|e\n");
    check_reads("\"a\r\nb\",c\r\n", 2, "1: a\r\nb|c\n");
}

static void csv__reads_doubled_quotes(void **state)
{
    (void)state;
    check_reads("\"say \"\"xin chào\"\"\",\"\"\"\"\n", 2, "1: say \"xin chào\"|\"\n");
    check_reads("\"\"\"\"\"\"\n", 1, "1: \"\"\n");
}

static void csv__keeps_blanks_in_cells(void **state)
{
    (void)state;
    check_reads(" a ,\" b \"\n", 2, "1:  a | b \n");
}

static void csv__passes_over_blank_lines_but_counts_them(void **state)
{
    (void)state;
    check_reads("a\n\n\r\nb\n", 1, "1: a\n4: b\n");
}

static void csv__passes_over_rows_of_delimiters_but_counts_them(void **state)
{
    (void)state;
    check_reads("a,b\n,\nc,d\n,\r\n,,,\ne,f\n,,", 2, "1: a|b\n3: c|d\n6: e|f\n");
    check_reads(",b\n,\"\"\n, \n", 2, "1: |b\n2: |\n3: | \n");
}

static void csv__counts_a_record_over_several_lines_as_one_row(void **state)
{
    (void)state;
    check_reads("\"a\n\n\nb\"\nc\n", 1, "1: a\n\n\nb\n2: c\n");
}

static void csv__reads_cells_longer_than_a_vector_register(void **state)
{
    (void)state;
    check_reads("0123456789abcdef,0123456789abcdefg,0123456789abcde\n", 3,
                "1: 0123456789abcdef|0123456789abcdefg|0123456789abcde\n");
}

static void csv__reads_other_delimiters(void **state)
{
    (void)state;
    reading r = start(2);
    r.delimiter = ';';
    char *copy = padded("a,b;\"c;d\"\n", 10);
    read_piece(&r, (en_csv_piece){copy, copy + 10, 1, 0});
    check_str(en_text_str(&r.text), "1: a,b|c;d\n");
    free(copy);
    end(&r);
}

static void csv__refuses_a_quote_inside_a_plain_cell(void **state)
{
    (void)state;
    check_reads("a,5\" pipe\nb,c\n", 2, "1! csv.stray-quote\n2: b|c\n");
}

static void csv__refuses_text_behind_a_closing_quote(void **state)
{
    (void)state;
    check_reads("\"a\"b,c\nd,e\n", 2, "1! csv.after-quote\n2: d|e\n");
    check_reads("\"a\" ,c\n", 2, "1! csv.after-quote\n");
}

static void csv__refuses_a_quote_that_is_never_closed(void **state)
{
    (void)state;
    check_reads("a,b\n\"c,d\ne,f\n", 2, "1: a|b\n2! csv.unclosed-quote\n");
    check_reads("\"", 1, "1! csv.unclosed-quote\n");
    check_reads("\"\"\"", 1, "1! csv.unclosed-quote\n");
}

static void csv__refuses_a_carriage_return_alone(void **state)
{
    (void)state;
    check_reads("a\rb\nc\n", 1, "1! csv.stray-cr\n2: c\n");
    check_reads("\"a\"\rb\nc\n", 1, "1! csv.stray-cr\n2: c\n");
}

static void csv__refuses_rows_with_too_many_or_too_few_cells(void **state)
{
    (void)state;
    check_reads("a,b\n1\n1,2,3\n1,2\n", 2, "1: a|b\n2! csv.cell-count\n3! csv.cell-count\n4: 1|2\n");
}

static void csv__refuses_nul(void **state)
{
    (void)state;
    check_bytes("a\0b,c\nd,e\n", 10, 2, "1! csv.nul\n2: d|e\n");
}

static void csv__refuses_what_is_not_utf8(void **state)
{
    (void)state;
    check_reads("\xFF,c\nd,e\n", 2, "1! csv.not-utf8\n2: d|e\n");
    check_reads("a,\"\xE3\x81\"\nd,e\n", 2, "1! csv.not-utf8\n2: d|e\n");
}

static void csv__goes_on_behind_the_record_of_a_bad_cell(void **state)
{
    (void)state; /* and not inside its next cell, whose line end would shift the numbers of all rows that
                    follow */
    check_reads("\xFF,\"x\ny\"\nd,e\n", 2, "1! csv.not-utf8\n2: d|e\n");
}

static void csv__reports_one_fault_a_record(void **state)
{
    (void)state;
    check_reads("\xFF,\xFE,\xFD\nd,e\n", 2, "1! csv.not-utf8\n2: d|e\n");
}

static void csv__refuses_a_cell_that_is_too_long(void **state)
{
    (void)state;
    size_t n = EN_CSV_MOST_CELL;
    char *bytes = malloc(n + 6);
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    memcpy(bytes + n, "\nab\n", 5);
    reading r = start(1);
    char *copy = padded(bytes, n + 4);
    assert_int_equal(read_piece(&r, (en_csv_piece){copy, copy + n + 4, 1, 0}), 2);
    assert_int_equal(r.report.errors, 0);
    free(copy);
    end(&r);
    memcpy(bytes + n, "x\nab\n", 6);
    check_reads(bytes, 1, "1! csv.cell-too-long\n2: ab\n");
    free(bytes);
}

static char *row_of(size_t cells, const char *cell, const char *tail)
{
    en_text text = en_text_make(NULL);
    for (size_t i = 0; i < cells; i++) {
        if (i > 0) en_text_add_char(&text, ',');
        en_text_add_z(&text, cell);
    }
    en_text_add_z(&text, tail);
    en_text_add_char(&text, '\0');
    assert_false(text.failed);
    return text.at;
}

static void csv__reads_as_many_columns_as_stated_and_refuses_more(void **state)
{
    (void)state;
    char *most = row_of(EN_CSV_MOST_COLUMNS, "1", "\n");
    reading r = start(EN_CSV_MOST_COLUMNS);
    char *copy = padded(most, strlen(most));
    assert_int_equal(read_piece(&r, (en_csv_piece){copy, copy + strlen(most), 1, 0}), 1);
    assert_int_equal(r.report.errors, 0);
    free(copy);
    end(&r);
    free(most);
    char *more = row_of(EN_CSV_MOST_COLUMNS + 1, "1", "\nb\n");
    check_reads(more, 0, "1! csv.too-many-columns\n2: b\n");
    free(more);
    more = row_of(EN_CSV_MOST_COLUMNS + 1, "1", ",\"x\ny\"\nb\n");
    check_reads(more, 0, "1! csv.too-many-columns\n2: b\n");
    free(more);
}

static void csv__names_the_column_of_a_fault(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_str header[] = {en_str_of("applicant"), en_str_of("rank")};
    char *copy = padded("a,5\"\n", 5);
    en_csv csv;
    assert_true(en_csv_start(&csv, (en_csv_piece){copy, copy + 5, 17, 0}, ',', &arena));
    csv.header = header;
    csv.columns = 2;
    csv.file = en_str_of("choices.csv");
    csv.report = &report;
    assert_int_equal(en_csv_next(&csv), EN_CSV_FAULTY);
    assert_int_equal(report.kept, 1);
    check_str(report.problems[0].where.file, "choices.csv");
    check_str(report.problems[0].where.column, "rank");
    assert_int_equal(report.problems[0].where.row, 17);
    free(copy);
    en_report_free(&report);
    en_arena_free(&arena);
}

static void csv__says_when_memory_runs_out(void **state)
{
    (void)state;
    char *copy = padded("\"a\"\"b\"\n", 7);
    for (size_t fail = 1; fail <= 2; fail++) {
        check_heap heap = {.fail_at = fail};
        en_allocator allocator = check_allocator(&heap);
        en_arena arena = en_arena_make(&allocator);
        en_csv csv;
        bool started = en_csv_start(&csv, (en_csv_piece){copy, copy + 7, 1, 0}, ',', &arena);
        assert_int_equal(started, fail > 1);
        if (started) assert_int_equal(en_csv_next(&csv), EN_CSV_NO_MEMORY);
        en_arena_free(&arena);
        assert_int_equal(heap.in_use, 0);
    }
    free(copy);
}

static void csv__survey_agrees_with_counting_byte_by_byte(void **state)
{
    (void)state;
    uint64_t random = 1;
    static const char letters[] = "ab,\"\"\n\n\r\0\xC3";
    for (int round = 0; round < 2000; round++) {
        char bytes[100 + PADDING] = "";
        size_t n = check_below(&random, 100), quotes = 0, lines[2] = {0};
        bool unusual = false;
        for (size_t i = 0; i < n; i++) {
            bytes[i] = letters[check_below(&random, round % 2 ? 8 : sizeof letters - 1)];
            quotes += bytes[i] == '"';
            lines[quotes & 1] += bytes[i] == '\n';
            unusual = unusual || bytes[i] == '\0' || (unsigned char)bytes[i] >= 0x80;
        }
        en_csv_survey s = en_csv_look(bytes, n);
        assert_int_equal(s.quotes, quotes);
        assert_int_equal(s.lines[0], lines[0]);
        assert_int_equal(s.lines[1], lines[1]);
        assert_int_equal(s.unusual, unusual);
    }
}

/* What reading in pieces gives; most_rows is checked on the way. */
static reading read_split(const char *at, size_t n, size_t columns, size_t most)
{
    reading r = start(columns);
    en_csv_piece pieces[EN_CSV_MOST_PIECES];
    bool unusual;
    en_executor executor = en_threads(2);
    en_context context = {.executor = &executor};
    size_t count = en_csv_split(&context, (en_str){at, n}, 1, most, pieces, &unusual);
    assert_in_range(count, 1, most);
    assert_ptr_equal(pieces[0].at, at);
    assert_ptr_equal(pieces[count - 1].end, at + n);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) assert_ptr_equal(pieces[i].at, pieces[i - 1].end);
        size_t records = read_piece(&r, pieces[i]);
        if (r.report.errors == 0) assert_true(records <= pieces[i].most_rows);
    }
    return r;
}

static void add_random_cell(en_text *text, uint64_t *random)
{
    static const char *const cells[] = {
        "", "a", "1,5", "x\ny", "q\"q", "\"", "\r\n", "日本", "0123456789abcdef0123", " ", "\n\n"};
    en_csv_add(text, en_str_of(cells[check_below(random, CHECK_COUNT(cells))]));
}

static en_text random_table(uint64_t *random, size_t columns)
{
    en_text text = en_text_make(NULL);
    size_t rows = check_below(random, 30);
    for (size_t i = 0; i < rows; i++) {
        if (check_below(random, 8) == 0) en_text_add_z(&text, check_below(random, 2) ? "\n" : "\r\n");
        for (size_t j = 0; j < columns; j++) {
            if (j > 0) en_text_add_char(&text, ',');
            add_random_cell(&text, random);
        }
        if (i + 1 < rows || check_below(random, 2))
            en_text_add_z(&text, check_below(random, 2) ? "\n" : "\r\n");
    }
    return text;
}

static void spoil(en_text *text, uint64_t *random)
{
    static const char letters[] = "\"\"\"\n,\r a\0\xFF";
    size_t times = 1 + check_below(random, 3);
    for (size_t i = 0; i < times && text->size > 0; i++)
        text->at[check_below(random, text->size)] = letters[check_below(random, sizeof letters - 1)];
}

static void csv__reads_the_same_in_any_number_of_pieces(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < 3000; round++) {
        size_t columns = 1 + check_below(&random, 3), most = 1 + check_below(&random, 20);
        en_text text = random_table(&random, columns);
        char *copy = padded(text.size ? text.at : "", text.size);
        reading whole = start(0), split = read_split(copy, text.size, 0, most);
        read_piece(&whole, (en_csv_piece){copy, copy + text.size, 1, 0});
        assert_int_equal(whole.report.errors, 0);
        assert_true(en_str_equal(en_text_str(&whole.text), en_text_str(&split.text)));
        end(&whole);
        end(&split);
        free(copy);
        en_text_free(&text);
    }
}

static size_t first_fault(const reading *r)
{
    const char *fault = r->text.size ? memmem(r->text.at, r->text.size, "! csv.", 6) : NULL;
    if (!fault) return r->text.size;
    return (size_t)((const char *)memchr(fault, '\n', r->text.size - (size_t)(fault - r->text.at)) -
                    r->text.at);
}

static void csv__finds_the_same_first_fault_in_any_number_of_pieces(void **state)
{
    (void)state;
    uint64_t random = 3;
    int faulty = 0;
    for (int round = 0; round < 6000; round++) {
        size_t columns = 1 + check_below(&random, 3), most = 1 + check_below(&random, 20);
        en_text text = random_table(&random, columns);
        spoil(&text, &random);
        char *copy = padded(text.size ? text.at : "", text.size);
        reading whole = start(columns), split = read_split(copy, text.size, columns, most);
        read_piece(&whole, (en_csv_piece){copy, copy + text.size, 1, 0});
        assert_int_equal(whole.report.errors > 0, split.report.errors > 0);
        assert_int_equal(first_fault(&whole), first_fault(&split));
        assert_memory_equal(whole.text.at ? whole.text.at : "", split.text.at ? split.text.at : "",
                            first_fault(&whole));
        faulty += whole.report.errors > 0;
        end(&whole);
        end(&split);
        free(copy);
        en_text_free(&text);
    }
    assert_true(faulty > 1000);
}

static void csv__reads_back_what_it_writes(void **state)
{
    (void)state;
    uint64_t random = 4;
    static const char letters[] = "a,\"\n\r b";
    for (int round = 0; round < 2000; round++) {
        char cell[12] = "";
        size_t n = check_below(&random, sizeof cell);
        for (size_t i = 0; i < n; i++) cell[i] = letters[check_below(&random, sizeof letters - 1)];
        if (n > 0 && *cell == '\r') *cell = 'c'; /* would become a formula, with an apostrophe */
        en_text text = en_text_make(NULL), expected = en_text_make(NULL);
        en_text_add_z(&text, "x,");
        en_csv_add(&text, (en_str){cell, n});
        en_text_add_char(&text, '\n');
        en_text_add_z(&expected, "1: x|");
        en_text_add(&expected, (en_str){cell, n});
        en_text_add_z(&expected, "\n");
        en_text_add_char(&expected, '\0');
        check_bytes(text.at, text.size, 2, expected.at);
        en_text_free(&text);
        en_text_free(&expected);
    }
}

static void check_written(const char *cell, const char *expected)
{
    en_text text = en_text_make(NULL);
    en_csv_add(&text, en_str_of(cell));
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void csv__writes_formulas_as_text(void **state)
{
    (void)state;
    check_written("=1+1", "'=1+1");
    check_written("@sum", "'@sum");
    check_written("+81 92 123", "'+81 92 123");
    check_written("-cmd", "'-cmd");
    check_written("\tx", "\"'\tx\"");
    check_written("=\"a\"", "\"'=\"\"a\"\"\"");
}

static void csv__writes_signed_numbers_as_they_are(void **state)
{
    (void)state;
    check_written("-5", "-5");
    check_written("+0.5e3", "+0.5e3");
    check_written("5", "5");
    check_written("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__reads_plain_records),
        cmocka_unit_test(csv__reads_a_last_line_without_line_end),
        cmocka_unit_test(csv__reads_nothing_from_nothing),
        cmocka_unit_test(csv__reads_empty_cells),
        cmocka_unit_test(csv__reads_a_quoted_delimiter),
        cmocka_unit_test(csv__reads_a_quoted_line_end),
        cmocka_unit_test(csv__reads_doubled_quotes),
        cmocka_unit_test(csv__keeps_blanks_in_cells),
        cmocka_unit_test(csv__passes_over_blank_lines_but_counts_them),
        cmocka_unit_test(csv__passes_over_rows_of_delimiters_but_counts_them),
        cmocka_unit_test(csv__counts_a_record_over_several_lines_as_one_row),
        cmocka_unit_test(csv__reads_cells_longer_than_a_vector_register),
        cmocka_unit_test(csv__reads_other_delimiters),
        cmocka_unit_test(csv__refuses_a_quote_inside_a_plain_cell),
        cmocka_unit_test(csv__refuses_text_behind_a_closing_quote),
        cmocka_unit_test(csv__refuses_a_quote_that_is_never_closed),
        cmocka_unit_test(csv__refuses_a_carriage_return_alone),
        cmocka_unit_test(csv__refuses_rows_with_too_many_or_too_few_cells),
        cmocka_unit_test(csv__refuses_nul),
        cmocka_unit_test(csv__refuses_what_is_not_utf8),
        cmocka_unit_test(csv__goes_on_behind_the_record_of_a_bad_cell),
        cmocka_unit_test(csv__reports_one_fault_a_record),
        cmocka_unit_test(csv__refuses_a_cell_that_is_too_long),
        cmocka_unit_test(csv__reads_as_many_columns_as_stated_and_refuses_more),
        cmocka_unit_test(csv__names_the_column_of_a_fault),
        cmocka_unit_test(csv__says_when_memory_runs_out),
        cmocka_unit_test(csv__survey_agrees_with_counting_byte_by_byte),
        cmocka_unit_test(csv__reads_the_same_in_any_number_of_pieces),
        cmocka_unit_test(csv__finds_the_same_first_fault_in_any_number_of_pieces),
        cmocka_unit_test(csv__reads_back_what_it_writes),
        cmocka_unit_test(csv__writes_formulas_as_text),
        cmocka_unit_test(csv__writes_signed_numbers_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
