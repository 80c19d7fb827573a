/* Workbooks as tables: what becomes of cells, and what is refused. */
#define _GNU_SOURCE
#include "workbooks.h"

#include "xlsx_date.h"

#include <xlsxwriter.h>

#define TEXT_CELL(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define HEAD(a, b)             "<row r=\"1\">" TEXT_CELL("A1", a) TEXT_CELL("B1", b) "</row>"
#define ROW2(cells)            HEAD("a", "b") "<row r=\"2\">" cells "</row>"
#define STYLES(codes, formats)                                                                               \
    "<styleSheet " MAIN "><numFmts>" codes "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"    \
    "<cellXfs><xf numFmtId=\"0\"/>" formats "</cellXfs></styleSheet>"

/* Ordinary workbooks, written by libxlsxwriter. */

static void reads__what_a_spreadsheet_writes(void **state)
{
    (void)state;
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "choices");
    lxw_format *date = workbook_add_format(book), *bold = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    format_set_bold(bold);
    const char *header[] = {"applicant", "place", "rank", "born", "ok"};
    for (lxw_col_t c = 0; c < 5; c++) worksheet_write_string(sheet, 0, c, header[c], NULL);
    worksheet_write_string(sheet, 1, 0, "Nguyễn Thị Hương", NULL);
    worksheet_write_string(sheet, 1, 1, "東京, \"本郷\"\nキャンパス", NULL);
    worksheet_write_number(sheet, 1, 2, 1, NULL);
    worksheet_write_datetime(sheet, 1, 3, &(lxw_datetime){.year = 2001, .month = 2, .day = 28}, date);
    worksheet_write_boolean(sheet, 1, 4, 1, NULL);
    char first[] = "佐", second[] = "藤";
    lxw_rich_string_tuple plain = {.string = first}, strong = {.format = bold, .string = second};
    lxw_rich_string_tuple *runs[] = {&plain, &strong, NULL};
    worksheet_write_rich_string(sheet, 4, 0, runs, NULL);
    worksheet_write_number(sheet, 4, 2, -12.5, NULL);
    worksheet_write_blank(sheet, 4, 7, bold);
    worksheet_write_blank(sheet, 9, 0, bold);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    expect_sheet(path, "choices",
                 "applicant,place,rank,born,ok\n"
                 "Nguyễn Thị Hương,\"東京, \"\"本郷\"\"\nキャンパス\",1,2001-02-28,TRUE\n"
                 "\n\n佐藤,,-12.5,,\n");
}

static void reads__hidden_sheets_and_merged_cells(void **state)
{
    (void)state;
    lxw_workbook *book = workbook_new(path);
    workbook_add_worksheet(book, "front");
    lxw_worksheet *sheet = workbook_add_worksheet(book, "hidden");
    worksheet_hide(sheet);
    worksheet_write_string(sheet, 0, 0, "a", NULL);
    worksheet_write_string(sheet, 0, 1, "b", NULL);
    worksheet_merge_range(sheet, 1, 0, 1, 1, "both", NULL);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    expect_sheet(path, "hidden", "a,b\nboth,\n");
    expect_sheet(path, "front", "");
}

static void warns__of_formulas_that_nobody_calculated(void **state)
{
    (void)state;
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "t");
    worksheet_write_string(sheet, 0, 0, "a", NULL);
    worksheet_write_formula_num(sheet, 1, 0, "=1+1", NULL, 2);
    worksheet_write_formula_str(sheet, 2, 0, "=\"x\"", NULL, "x");
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    en_report report = en_report_make(NULL);
    en_text csv;
    assert_int_equal(read_sheet_of(path, "t", &report, &csv), EN_OK);
    assert_string_equal(csv.at, "a\n2\nx\n");
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.warnings, 1);
    assert_int_equal(report.problems[0].rule, EN_W_XLSX_MAYBE_NOT_CALCULATED);
    assert_int_equal(report.problems[0].where.row, 2);
    en_text_free(&csv);
    en_report_free(&report);
}

/* Cells. */

static void xlsx__leaves_out_furigana(void **state)
{
    (void)state;
    expect_csv(
        (test_book){
            .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t>"
                    "<rPh sb=\"0\" eb=\"1\"><t>ビー</t></rPh></is></c></row>",
            .texts = "<sst " MAIN
                     "><si><r><t>佐</t></r><r><rPr><b/></rPr><t>藤</t></r><rPh sb=\"0\" eb=\"2\"><t>サトウ"
                     "</t></rPh><phoneticPr fontId=\"1\"/></si></sst>"},
        "佐藤,b\n");
}

static void shared_texts__keep_blanks_escapes_and_entities(void **state)
{
    (void)state;
    expect_csv(
        (test_book){.rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v> 2 </v></c>"
                            "<c r=\"C1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>",
                    .texts = "<sst " MAIN "><si><t xml:space=\"preserve\"> a &lt;&#x1F600;</t></si><si/>"
                             "<si><t>x_x000D_y_x005F_z_x12_</t></si><si><t>_xD83D_</t></si></sst>"},
        " a <😀,\"x\ry_z_x12_\",,_xD83D_\n");
}

static void escapes__cover_two_and_three_bytes(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_xlsx_add_text(&text, en_str_of("_x0041__x00e9__x3042__x_x00G0_x0041"));
    en_text_add(&text, (en_str){"", 1});
    assert_string_equal(text.at, "Aéあ_x_x00G0_x0041");
    en_text_free(&text);
}

static void numbers__read_back_as_the_same_double(void **state)
{
    (void)state;
    static const struct {
        const char *written, *expected;
    } cases[] = {
        {"1", "1"},
        {"1.0", "1"},
        {"1.0E7", "10000000"},
        {"-3", "-3"},
        {"-0", "0"},
        {" 5 ", "5"},
        {"0.10000000000000001", "0.1"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"3.14159265358979323846264338327950288", "3.141592653589793"},
        {"123456789012345", "123456789012345"},
        {"1.234567890123456E+15", "1234567890123456"},
        {"9007199254740992", "9007199254740992"},
        {"1E+16", "10000000000000000"},
        {"1E+21", "1e+21"},
        {"1.0000000000000001E-5", "0.00001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char rows[512], expected[128];
        snprintf(rows, sizeof rows, ROW2("<c r=\"A2\"><v>%s</v></c>"), cases[i].written);
        snprintf(expected, sizeof expected, "a,b\n%s,\n", cases[i].expected);
        expect_csv((test_book){.rows = rows}, expected);
    }
}

static void numbers__are_refused_where_they_are_none(void **state)
{
    (void)state;
    expect_fault((test_book){.rows = ROW2("<c r=\"A2\"><v>1,5</v></c>")},
                 "round.xlsx[t]:2: a \"1,5\": cell A2 holds a value that does not fit its type");
    expect_fault((test_book){.rows = ROW2("<c r=\"C2\"><v>1e999</v></c>")},
                 "round.xlsx[t]:2: C \"1e999\": cell C2 holds");
    expect_fault((test_book){.rows = ROW2("<c r=\"A2\" t=\"b\"><v>2</v></c>")},
                 "round.xlsx[t]:2: a \"2\": cell A2 holds");
    expect_fault((test_book){.rows = ROW2("<c r=\"A2\" t=\"q\"><v>2</v></c>")},
                 "round.xlsx[t]:2: a \"2\": cell A2 holds");
    expect_fault((test_book){.rows = ROW2("<c r=\"A2\" t=\"s\"><v>0</v></c>")},
                 "round.xlsx[t]:2: a \"0\": cell A2: there is no shared");
}

static void booleans__are_true_and_false(void **state)
{
    (void)state;
    expect_csv((test_book){.rows = ROW2("<c t=\"b\"><v>1</v></c><c t=\"b\"><f>1=2</f><v>0</v></c>")},
               "a,b\nTRUE,FALSE\n");
}

static void error_cells__are_reported_each_with_its_place(void **state)
{
    (void)state;
    write_book((test_book){
        .rows = ROW2(
            "<c r=\"B2\" t=\"e\"><f>NA()</f><v>#N/A</v></c>") "<row r=\"3\">"
                                                              "<c r=\"A3\" t=\"e\"><v>#REF!</v></c></row>"});
    expect_refusal("round.xlsx[t]:2: b \"#N/A\": cell B2 holds an error");
    en_report report = en_report_make(NULL);
    en_text csv;
    assert_int_equal(read_sheet_of(path, "t", &report, &csv), EN_ERR_INPUT);
    assert_int_equal(report.errors, 2);
    assert_int_equal(report.problems[1].where.row, 3);
    assert_null(csv.at);
    en_report_free(&report);
}

static void formulas__need_a_stored_value(void **state)
{
    (void)state;
    expect_csv(
        (test_book){
            .rows = ROW2("<c r=\"A2\"><f>1+1</f><v>2</v></c><c r=\"B2\" t=\"str\"><f>\"\"</f><v></v></c>")},
        "a,b\n2,\n");
    expect_fault((test_book){.rows = ROW2("<c r=\"A2\"><f>1+1</f><v></v></c>")},
                 "round.xlsx[t]:2: a: cell A2 is a formula without");
    expect_fault((test_book){.rows = ROW2("<c r=\"B2\" t=\"str\"><f>B1</f></c>")},
                 "round.xlsx[t]:2: b: cell B2 is a formula without");
}

static void rows__keep_their_numbers(void **state)
{
    (void)state;
    expect_csv((test_book){.rows =
                               "<row r=\"3\"><c r=\"B3\"><v>7</v></c></row><row><c><v>1</v></c></row><row "
                               "r=\"6\"/><row r=\"8\">"
                               "<c r=\"B8\"><v>2</v></c><c r=\"A8\"><v>1</v></c></row><row r=\"9\"><c "
                               "r=\"A9\" s=\"0\"/></row>"},
               "\n\n,7\n1,\n\n\n\n1,2\n");
}

static void rows__beyond_the_header_keep_their_cells(void **state)
{
    (void)state;
    expect_csv((test_book){.rows = ROW2("<c r=\"D2\"><v>1</v></c>")}, "a,b\n,,,1\n");
}

static void cells__are_quoted_for_csv_and_never_changed(void **state)
{
    (void)state;
    expect_csv((test_book){.rows = "<row>" TEXT_CELL("A1", "=1+1") TEXT_CELL("B1", "&quot;q")
                               TEXT_CELL("C1", "l&#10;m") TEXT_CELL("D1", "-x") "</row>"},
               "=1+1,\"\"\"q\",\"l\nm\",-x\n");
}

/* Dates. */

static void dates__follow_the_cell_format(void **state)
{
    (void)state;
    expect_csv(
        (test_book){
            .rows = ROW2(
                "<c s=\"1\"><v>45383</v></c><c s=\"2\"><v>45383.395833333336</v></c>") "<row><c "
                                                                                       "s=\"3\"><v>0.25</v></"
                                                                                       "c><c "
                                                                                       "s=\"4\"><v>45383</"
                                                                                       "v></c></row>"
                                                                                       "<row><c "
                                                                                       "s=\"5\"><v>1.25</v></"
                                                                                       "c><c "
                                                                                       "s=\"6\"><v>45383</"
                                                                                       "v></c></row>",
            .styles =
                STYLES("<numFmt numFmtId=\"164\" "
                       "formatCode=\"[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
                       "<numFmt numFmtId=\"165\" formatCode=\"#,##0&quot;day&quot;\"/>",
                       "<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"164\"/>"
                       "<xf numFmtId=\"46\"/><xf numFmtId=\"165\"/>")},
        "a,b\n2024-04-01,2024-04-01T09:30:00\n06:00:00,2024-04-01\n30:00:00,45383\n");
}

static void dates__of_1904_count_from_there(void **state)
{
    (void)state;
    expect_csv((test_book){.rows = ROW2("<c s=\"1\"><v>0</v></c><c s=\"1\"><v>43921</v></c>"),
                           .styles = STYLES("", "<xf numFmtId=\"14\"/>"),
                           .properties = "<workbookPr date1904=\"1\"/>"},
               "a,b\n1904-01-01,2024-04-01\n");
}

static void dates__that_are_written_as_such_lose_midnight_only(void **state)
{
    (void)state;
    expect_csv(
        (test_book){
            .rows = ROW2(
                "<c t=\"d\"><v>2024-04-01T00:00:00.000Z</v></c><c t=\"d\"><v>2024-04-01T09:30:00</v></c>")},
        "a,b\n2024-04-01,2024-04-01T09:30:00\n");
}

static void dates__that_never_were_are_refused(void **state)
{
    (void)state;
    const char *styles = STYLES("", "<xf numFmtId=\"14\"/>");
    expect_fault((test_book){.rows = ROW2("<c s=\"1\"><v>60</v></c>"), .styles = styles},
                 "round.xlsx[t]:2: a \"60\": cell A2 is 29 February 1900");
    expect_fault((test_book){.rows = ROW2("<c s=\"1\"><v>-1</v></c>"), .styles = styles},
                 "round.xlsx[t]:2: a \"-1\": cell A2 is formatted");
    expect_fault((test_book){.rows = ROW2("<c s=\"1\"><v>0</v></c>"), .styles = styles},
                 "round.xlsx[t]:2: a \"0\": cell A2 is formatted");
    expect_fault((test_book){.rows = ROW2("<c s=\"1\"><v>2958466</v></c>"), .styles = styles},
                 "round.xlsx[t]:2: a \"2958466\": cell A2 is");
    expect_fault((test_book){.rows = ROW2("<c s=\"2\"><v>1</v></c>"), .styles = styles},
                 "round.xlsx[t]:2: \"2\": there is no cell style");
}

static void check_date(double serial, en_xlsx_format format, bool from_1904, const char *expected)
{
    char out[EN_XLSX_DATE_BYTES] = "";
    size_t size = 0;
    assert_int_equal(en_xlsx_date_print(serial, format, from_1904, out, &size), EN_XLSX_DATE_FINE);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(out, expected, size);
}

static void dates__cover_the_calendar(void **state)
{
    (void)state;
    check_date(1, EN_XLSX_DATE, false, "1900-01-01");
    check_date(59, EN_XLSX_DATE, false, "1900-02-28");
    check_date(61, EN_XLSX_DATE, false, "1900-03-01");
    check_date(36585, EN_XLSX_DATE, false, "2000-02-29");
    check_date(2958465, EN_XLSX_DATE, false, "9999-12-31");
    check_date(2957003, EN_XLSX_DATE, true, "9999-12-31");
    check_date(45382.999999, EN_XLSX_DATE, false, "2024-04-01");
    check_date(45383.5, EN_XLSX_TIME, false, "2024-04-01T12:00:00");
    check_date(0.5, EN_XLSX_TIME, true, "12:00:00");
    check_date(0, EN_XLSX_TIME, false, "00:00:00");
}

/* Every day, against the calendar of the C library. */
static void dates__agree_with_the_c_library(void **state)
{
    (void)state;
    for (int serial = 61; serial <= 2958465; serial++) {
        time_t seconds = ((time_t)serial - 25569) * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        char expected[32], out[EN_XLSX_DATE_BYTES];
        size_t n = strftime(expected, sizeof expected, "%Y-%m-%d", &tm), size = 0;
        en_xlsx_date_fault fault = en_xlsx_date_print(serial, EN_XLSX_DATE, false, out, &size);
        if (fault != EN_XLSX_DATE_FINE || size != n || memcmp(out, expected, n) != 0)
            fail_msg("serial %d", serial);
    }
}

static void formats__are_known_by_their_code(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        en_xlsx_format format;
    } cases[] = {
        {"General", EN_XLSX_NUMBER},
        {"0.00E+00", EN_XLSX_NUMBER},
        {"#,##0\\ \"đ\"", EN_XLSX_NUMBER},
        {"[Red]#,##0;[Blue]-#,##0", EN_XLSX_NUMBER},
        {"[$\xC2\xA5-411]#,##0", EN_XLSX_NUMBER},
        {"0\"days\"", EN_XLSX_NUMBER},
        {"0_d", EN_XLSX_NUMBER},
        {"0\\d", EN_XLSX_NUMBER},
        {"*d0", EN_XLSX_NUMBER},
        {"\"unclosed d", EN_XLSX_NUMBER},
        {"[unclosed d", EN_XLSX_NUMBER},
        {"", EN_XLSX_NUMBER},
        {"0\\", EN_XLSX_NUMBER},
        {"[DBNum1]0", EN_XLSX_NUMBER},
        {"yyyy/m/d;@", EN_XLSX_DATE},
        {"[$-409]MMM\\-YY", EN_XLSX_DATE},
        {"dddd", EN_XLSX_DATE},
        {"mmm", EN_XLSX_DATE},
        {"m/d/yy h:mm", EN_XLSX_DATE},
        {"yyyy\"年\"m\"月\"", EN_XLSX_DATE},
        {"h:mm AM/PM", EN_XLSX_TIME},
        {"mm:ss", EN_XLSX_TIME},
        {"ss.000", EN_XLSX_TIME},
        {"h\"時\"mm\"分\"", EN_XLSX_TIME},
        {"[h]:mm:ss", EN_XLSX_ELAPSED},
        {"[mm]:ss", EN_XLSX_ELAPSED},
        {"[SS]", EN_XLSX_ELAPSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (en_xlsx_format_of(en_str_of(cases[i].code)) != cases[i].format) fail_msg("%s", cases[i].code);
    for (uint64_t id = 0; id < 200; id++) {
        bool dated = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                     (id >= 50 && id <= 58);
        assert_int_equal(en_xlsx_built_in(id) != EN_XLSX_NUMBER, dated);
    }
}

/* Other programs' ways of writing the same. */

static void prefixes_and_strict_namespaces__do_not_matter(void **state)
{
    (void)state;
    expect_csv(
        (test_book){.package = "<p:Relationships "
                               "xmlns:p=\"http://schemas.openxmlformats.org/package/2006/"
                               "relationships\"><p:Relationship Id=\"a\" "
                               "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
                               "officeDocument\" Target=\"/xl/workbook.xml\"/>"
                               "</p:Relationships>",
                    .workbook = "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                                "xmlns:q=\"http://purl.oclc.org/ooxml/"
                                "officeDocument/relationships\"><x:sheets><x:sheet name=\" t \" "
                                "sheetId=\"1\" q:id=\"z\"/></x:sheets></x:workbook>",
                    .relations = RELATIONS RELATION(
                        "y", "chartsheet",
                        "nowhere.xml") "<Relationship Id=\"z\" Type=\"http://purl.oclc.org/ooxml/"
                                       "officeDocument/relationships/worksheet\" "
                                       "Target=\"./../xl/WORKSHEETS/sheet1.xml\"/><Relationship Id=\"w\" "
                                       "Type=\"x/hyperlink\" Target=\"http://example.org/\" "
                                       "TargetMode=\"External\"/></Relationships>",
                    .sheet = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<x:worksheet "
                             "xmlns:x=\"http://purl.oclc.org/ooxml/"
                             "spreadsheetml/main\"><x:cols/><x:sheetData><x:row r=\"1\"><x:c "
                             "r=\"A1\"><x:v>1</x:v></x:c></x:row></x:sheetData>"
                             "<x:extLst><x:ext><x:row r=\"0\"/></x:ext></x:extLst></x:worksheet>"},
        "1\n");
}

static void utf16_parts__are_read(void **state)
{
    (void)state;
    char sheet[1024] = "\xFF\xFE";
    const char *plain = SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    size_t n = 2;
    for (const char *c = plain; *c; c++) sheet[n++] = *c, sheet[n++] = '\0';
    test_part parts[] = {
        {"_rels/.rels", PACKAGE, 0},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"t\" r:id=\"i\"/></sheets></workbook>", 0},
        {"xl/_rels/workbook.xml.rels", RELATIONS RELATION("i", "worksheet", "s.xml") "</Relationships>", 0},
        {"xl/s.xml", sheet, n}};
    write_parts(path, 4, parts);
    expect_sheet(path, "t", "1\n");
}

/* Damage and malice. */

static void files_of_other_kinds__are_refused_by_name(void **state)
{
    (void)state;
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0b\0o\0o\0k\0";
    static const char locked[] =
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    write_file("round.xlsx", ole, sizeof ole);
    expect_refusal("round.xlsx: this is an old Excel workbook (.xls)");
    write_file("round.xlsx", locked, sizeof locked);
    expect_refusal("round.xlsx: the workbook is protected by a password");
    write_file("round.xlsx", "a,b\n", 4);
    expect_refusal("round.xlsx: this is not an Excel workbook");
    write_file("round.xlsx", "", 0);
    expect_refusal("round.xlsx: this is not an Excel workbook");
    test_part ods[] = {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
                       {"content.xml", "<x/>", 0}};
    write_parts(path, 2, ods);
    expect_refusal("round.xlsx: this is an OpenDocument file");
    write_parts(path, 1, ods);
    expect_refusal("round.xlsx: this is not an Excel workbook");
    test_part xlsb[] = {
        {"_rels/.rels", RELATIONS RELATION("a", "officeDocument", "xl/workbook.bin") "</Relationships>", 0}};
    write_parts(path, 1, xlsb);
    expect_refusal("round.xlsx: this is a binary workbook");
}

static void read_back(char **bytes, size_t *size)
{
    en_file file;
    assert_int_equal(en_file_read(path, NULL, NULL, &file), EN_OK);
    *bytes = file.at;
    *size = file.size;
}

/* Cut after any byte, or with any byte changed: refused or read, and nothing else (the sanitizers look on).
 */
static void damage__never_does_harm(void **state)
{
    (void)state;
    write_book((test_book){.rows = ROW2("<c s=\"1\"><v>45383</v></c><c t=\"s\"><v>0</v></c>"),
                           .texts = "<sst><si><t>x</t></si></sst>",
                           .styles = STYLES("", "<xf numFmtId=\"14\"/>")});
    char *bytes;
    size_t size;
    read_back(&bytes, &size);
    for (size_t i = 0; i < 2 * size; i++) {
        en_report report = en_report_make(NULL);
        en_text csv = {0};
        char *copy = malloc(size);
        memcpy(copy, bytes, size);
        if (i >= size) copy[i - size] ^= 0x55;
        en_file file = {
            .name = {"f", 1}, .allocator = &en_libc_allocator, .at = copy, .size = i < size ? i : size};
        en_workbook book;
        if (en_workbook_open(file, NULL, &report, &book) == EN_OK) {
            if (i < size) fail_msg("%zu of %zu", i, size);
            if (en_workbook_read(&book, &book.sheets[0], file.name, NULL, &report, &csv) == EN_OK)
                en_text_free(&csv);
            en_workbook_free(&book);
        } else {
            assert_int_equal(report.errors, 1);
        }
        en_report_free(&report);
    }
    free(bytes);
}

static void truncated_files__are_damaged(void **state)
{
    (void)state;
    write_book((test_book){.rows = HEAD("a", "b")});
    char *bytes;
    size_t size;
    read_back(&bytes, &size);
    write_file("round.xlsx", bytes, size / 2);
    free(bytes);
    expect_refusal("round.xlsx: the file is damaged or cut off");
}

static void checksums__are_compared(void **state)
{
    (void)state;
    write_book((test_book){.rows = HEAD("a", "b")});
    char *bytes;
    size_t size;
    read_back(&bytes, &size);
    size_t changed = 0;
    for (char *at = bytes; (size_t)(at - bytes) + 46 < size; at++) /* the checksums in the directory */
        if (memcmp(at, "PK\1\2", 4) == 0) at[16] ^= 1, changed++;
    assert_int_equal(changed, 4);
    write_file("round.xlsx", bytes, size);
    free(bytes);
    expect_refusal("round.xlsx: the part _rels/.rels is damaged or cut off");
}

static void missing_parts__are_named(void **state)
{
    (void)state;
    expect_fault((test_book){.relations = RELATIONS RELATION("rId1", "worksheet",
                                                             "worksheets/sheet2.xml") "</Relationships>"},
                 "round.xlsx: the part xl/worksheets/sheet2.xml is missing");
    expect_fault((test_book){.relations = RELATIONS RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                                 RELATION("s", "styles", "no.xml") "</Relationships>"},
                 "round.xlsx: the part xl/no.xml is missing");
    expect_fault(
        (test_book){.package = RELATIONS RELATION("a", "officeDocument", "book.xml") "</Relationships>"},
        "round.xlsx: the part book.xml is missing");
    expect_fault((test_book){.package = RELATIONS RELATION("a", "officeDocument",
                                                           "xl/worksheets/sheet1.xml") "</Relationships>"},
                 "round.xlsx: the part xl/worksheets/_rels/sheet1.xml.rels is missing");
}

static void relations__cannot_leave_the_package(void **state)
{
    (void)state;
    expect_fault((test_book){.relations = RELATIONS RELATION("rId1", "worksheet",
                                                             "../../etc/passwd") "</Relationships>"},
                 "round.xlsx: the part xl/_rels/workbook.xml.rels does not hold what it should");
    expect_fault((test_book){.relations = RELATIONS RELATION("rId9", "worksheet",
                                                             "worksheets/sheet1.xml") "</Relationships>"},
                 "round.xlsx: the part xl/workbook.xml does not hold what it should");
}

static void sheets__are_unique_and_at_least_one(void **state)
{
    (void)state;
    expect_fault((test_book){.workbook = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"t\" "
                                         "r:id=\"rId1\"/><sheet name=\"t \" r:id=\"rId1\"/>"
                                         "</sheets></workbook>"},
                 "round.xlsx: two sheets are named \"t \"");
    expect_fault((test_book){.workbook = "<workbook/>"}, "round.xlsx: the workbook has no sheet");
    char many[8192] = "<workbook xmlns:r=\"r\"><sheets>";
    for (int i = 0; i < 65; i++) snprintf(many + strlen(many), 64, "<sheet name=\"s%d\" r:id=\"rId1\"/>", i);
    strcat(many, "</sheets></workbook>");
    expect_fault((test_book){.workbook = many}, "round.xlsx: the workbook has more than 64 sheets");
    expect_fault((test_book){.sheet = "<chartsheet/>"},
                 "round.xlsx[t]: the part xl/worksheets/sheet1.xml does not hold");
}

static void parts__are_unique_whatever_their_case(void **state)
{
    (void)state;
    expect_fault((test_book){.more = {{"XL/Workbook.xml", "<x/>", 0}}},
                 "round.xlsx: the part XL/Workbook.xml is there twice");
}

static void too_many_parts__are_refused(void **state)
{
    (void)state;
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    for (int i = 0; i < EN_PART_MOST + 1; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(zipOpenNewFileInZip64(zip, name, NULL, NULL, 0, NULL, 0, NULL, 0, 0, 0), ZIP_OK);
        assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
    }
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    expect_refusal("round.xlsx: the workbook holds more than 4,096 parts");
}

static void document_types__are_refused(void **state)
{
    (void)state;
    expect_fault((test_book){.sheet = "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b "
                                      "\"&a;&a;&a;\">]><worksheet><sheetData>&b;</sheetData></worksheet>"},
                 "round.xlsx[t]: the part xl/worksheets/sheet1.xml holds a document type");
    expect_fault((test_book){.workbook = "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><workbook/>"},
                 "round.xlsx: the part xl/workbook.xml holds a document type");
}

static void xml__must_be_well_formed(void **state)
{
    (void)state;
    expect_fault((test_book){.sheet = "<worksheet>\n<sheetData></worksheet>"},
                 "round.xlsx[t]: the part xl/worksheets/sheet1.xml is not well-formed XML at line 2: the end "
                 "tag does not fit the "
                 "element that is open; save the workbook again in a spreadsheet program");
    expect_fault((test_book){.sheet = "<worksheet><sheetData>"},
                 "round.xlsx[t]: the part xl/worksheets/sheet1.xml is not well-formed");
    expect_fault((test_book){.sheet = "<worksheet><sheetData/>\xFF</worksheet>"},
                 "round.xlsx[t]: the part xl/worksheets/sheet1.xml is not");
}

static char *filled(const char *before, const char *piece, size_t times, const char *after)
{
    size_t a = strlen(before), n = strlen(piece), b = strlen(after);
    char *text = malloc(a + n * times + b + 1);
    memcpy(text, before, a);
    for (size_t i = 0; i < times; i++) memcpy(text + a + i * n, piece, n);
    memcpy(text + a + n * times, after, b + 1);
    return text;
}

static void expect_filled(const char *before, const char *piece, size_t times, const char *after,
                          const char *line)
{
    char *sheet = filled(before, piece, times, after);
    expect_fault((test_book){.sheet = sheet}, line);
    free(sheet);
}

static void bombs__are_stopped(void **state)
{
    (void)state;
    expect_filled("<worksheet><sheetData>", "                ", 3 << 20, "</sheetData></worksheet>",
                  "round.xlsx[t]: the part xl/worksheets/sheet1.xml unzips to more than 200 times");
    expect_filled("<worksheet>", "<a>", 100, "",
                  "round.xlsx[t]: the part xl/worksheets/sheet1.xml holds more than 64 elements");
    expect_filled("<worksheet x=\"", "0123456789abcdef", 1 << 19, "\"/>",
                  "round.xlsx[t]: the part xl/worksheets/sheet1.xml holds a tag of more than 4 MiB");
}

/* One text that many cells share: small in the file, large as a table. */
static void shared_texts__cannot_fill_the_memory(void **state)
{
    (void)state;
    char *texts = filled("<sst><si><t>", "0123456789abcdef", EN_CSV_MOST_CELL / 16, "</t></si></sst>");
    size_t count = 10000;
    char *rows = malloc(count * 48 + 64);
    size_t n = 0;
    for (size_t i = 1; i <= count; i++)
        n += (size_t)sprintf(rows + n, "<row r=\"%zu\"><c t=\"s\"><v>0</v></c></row>", i);
    write_book((test_book){.rows = rows, .texts = texts});
    free(rows);
    free(texts);
    expect_refusal("round.xlsx[t]:8192: the sheet holds more than 512 MiB");
}

static void long_cells__are_refused(void **state)
{
    (void)state;
    char *texts = filled("<sst><si><t>", "x", EN_CSV_MOST_CELL + 1, "</t></si></sst>");
    expect_fault((test_book){.rows = ROW2("<c t=\"s\"><v>0</v></c>"), .texts = texts},
                 "round.xlsx[t]:2: a \"xxx");
    free(texts);
    texts = filled("<sst><si><t>", "_x0041_", EN_CSV_MOST_CELL, "</t></si></sst>");
    char *expected = filled("a,b\n", "A", EN_CSV_MOST_CELL, ",\n");
    expect_csv((test_book){.rows = ROW2("<c t=\"s\"><v>0</v></c>"), .texts = texts}, expected);
    free(texts);
    free(expected);
    expect_filled("<worksheet><sheetData><row><c t=\"str\"><v>", "_x0041_", EN_CSV_MOST_CELL + 1,
                  "</v></c></row></sheetData></worksheet>", "round.xlsx[t]:1: A \"AAA");
}

static void places__must_fit(void **state)
{
    (void)state;
    expect_fault((test_book){.rows = "<row r=\"2\"/><row r=\"2\"/>"},
                 "round.xlsx[t]:2: \"2\": the rows are not numbered");
    expect_fault((test_book){.rows = "<row r=\"1048576\"/><row/>"},
                 "round.xlsx[t]:1048576: the rows are not numbered");
    expect_fault((test_book){.rows = "<row r=\"1048577\"/>"},
                 "round.xlsx[t]: \"1048577\": the rows are not numbered");
    expect_fault((test_book){.rows = "<row r=\"0\"/>"}, "round.xlsx[t]: \"0\": the rows are not numbered");
    expect_fault((test_book){.rows = "<row r=\"1\"><c r=\"A2\"/></row>"},
                 "round.xlsx[t]:1: \"A2\": this is no cell of the row");
    expect_fault((test_book){.rows = "<row r=\"1\"><c r=\"1\"/></row>"},
                 "round.xlsx[t]:1: \"1\": this is no cell of the row");
    expect_fault((test_book){.rows = "<row r=\"1\"><c r=\"A\"/></row>"},
                 "round.xlsx[t]:1: \"A\": this is no cell of the row");
    expect_fault((test_book){.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>"},
                 "round.xlsx[t]:1: \"2\": the cell is there twice");
    expect_fault((test_book){.rows = "<row r=\"1\"><c r=\"AMK1\"><v>1</v></c></row>"},
                 "round.xlsx[t]:1: \"1\": more than 1,024 columns");
    expect_csv((test_book){.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"/></row>"}, "1\n");
}

static void cancelling__stops_the_reading(void **state)
{
    (void)state;
    write_book((test_book){.rows = HEAD("a", "b")});
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    en_file file;
    en_workbook book;
    assert_int_equal(en_file_read(path, NULL, NULL, &file), EN_OK);
    assert_int_equal(en_workbook_open(file, &context, NULL, &book), EN_ERR_CANCELLED);
}

/* Every allocation through the context fails in its turn. */
typedef struct failing {
    size_t left;
} failing;

static void *fail_in_turn(void *user, void *block, size_t size)
{
    failing *f = user;
    if (size > 0 && f->left-- == 0) {
        f->left = 0;
        return NULL;
    }
    return en_libc_allocator.resize(NULL, block, size);
}

static void memory__may_run_out_anywhere(void **state)
{
    (void)state;
    write_book((test_book){.rows = ROW2("<c s=\"1\"><v>45383</v></c><c t=\"s\"><v>0</v></c>"),
                           .texts = "<sst><si><t>x</t></si></sst>",
                           .styles = STYLES("", "<xf numFmtId=\"14\"/>")});
    bool done = false;
    for (size_t turn = 0; !done; turn++) {
        failing f = {turn};
        en_allocator allocator = {&f, fail_in_turn};
        en_context context = {.allocator = &allocator};
        en_folder in;
        en_table table;
        en_status status = en_folder_open(folder, (en_table_options){0}, &context, NULL, &in);
        if (status == EN_OK) {
            status = en_table_open(&in, "t", &context, NULL, &table);
            if (status == EN_OK) en_table_free(&table);
            en_folder_free(&in);
        }
        done = status == EN_OK;
        if (!done) assert_int_equal(status, EN_ERR_MEMORY);
        assert_true(turn < 1000);
    }
}

enum { SIDE_BY_SIDE = 16 };

typedef struct several {
    const en_workbook *book;
    en_status status[SIDE_BY_SIDE];
    en_text csv[SIDE_BY_SIDE];
} several;

static void read_one(void *shared, size_t index)
{
    several *s = shared;
    s->status[index] =
        en_workbook_read(s->book, &s->book->sheets[0], s->book->file.name, NULL, NULL, &s->csv[index]);
}

static void sheets__can_be_read_side_by_side(void **state)
{
    (void)state;
    write_book((test_book){.rows = ROW2("<c t=\"s\"><v>0</v></c><c><v>2</v></c>"),
                           .texts = "<sst><si><t>x</t></si></sst>"});
    en_file file;
    en_workbook book;
    assert_int_equal(en_file_read(path, NULL, NULL, &file), EN_OK);
    assert_int_equal(en_workbook_open(file, NULL, NULL, &book), EN_OK);
    several s = {.book = &book};
    en_executor threads = en_threads(4);
    en_context context = {.executor = &threads};
    en_run(&context, read_one, &s, SIDE_BY_SIDE);
    for (size_t i = 0; i < SIDE_BY_SIDE; i++) {
        assert_int_equal(s.status[i], EN_OK);
        assert_string_equal(s.csv[i].at, "a,b\nx,2\n");
        en_text_free(&s.csv[i]);
    }
    en_workbook_free(&book);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads__what_a_spreadsheet_writes),
        CASE(reads__hidden_sheets_and_merged_cells),
        CASE(warns__of_formulas_that_nobody_calculated),
        CASE(xlsx__leaves_out_furigana),
        CASE(shared_texts__keep_blanks_escapes_and_entities),
        CASE(escapes__cover_two_and_three_bytes),
        CASE(numbers__read_back_as_the_same_double),
        CASE(numbers__are_refused_where_they_are_none),
        CASE(booleans__are_true_and_false),
        CASE(error_cells__are_reported_each_with_its_place),
        CASE(formulas__need_a_stored_value),
        CASE(rows__keep_their_numbers),
        CASE(rows__beyond_the_header_keep_their_cells),
        CASE(cells__are_quoted_for_csv_and_never_changed),
        CASE(dates__follow_the_cell_format),
        CASE(dates__of_1904_count_from_there),
        CASE(dates__that_are_written_as_such_lose_midnight_only),
        CASE(dates__that_never_were_are_refused),
        CASE(dates__cover_the_calendar),
        CASE(dates__agree_with_the_c_library),
        CASE(formats__are_known_by_their_code),
        CASE(prefixes_and_strict_namespaces__do_not_matter),
        CASE(utf16_parts__are_read),
        CASE(files_of_other_kinds__are_refused_by_name),
        CASE(damage__never_does_harm),
        CASE(truncated_files__are_damaged),
        CASE(checksums__are_compared),
        CASE(missing_parts__are_named),
        CASE(relations__cannot_leave_the_package),
        CASE(sheets__are_unique_and_at_least_one),
        CASE(parts__are_unique_whatever_their_case),
        CASE(too_many_parts__are_refused),
        CASE(document_types__are_refused),
        CASE(xml__must_be_well_formed),
        CASE(bombs__are_stopped),
        CASE(shared_texts__cannot_fill_the_memory),
        CASE(long_cells__are_refused),
        CASE(places__must_fit),
        CASE(cancelling__stops_the_reading),
        CASE(memory__may_run_out_anywhere),
        CASE(sheets__can_be_read_side_by_side),
    };
    return cmocka_run_group_tests_name("xlsx", tests, NULL, NULL);
}
