/* The one reader of CSV. See csv.h. */
#include "csv.h"

#include "number.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#ifndef EN_CSV_SMALLEST_PIECE
#define EN_CSV_SMALLEST_PIECE (1 << 18) /* tests make it small, so that small tables are cut as well */
#endif

/* The first byte from at on that is the delimiter, a quote, CR or LF. There is one at or before end, or end
 * is returned. */
static inline const char *find_special(const char *at, const char *end, char delimiter)
{
#ifdef __SSE2__
    const __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8('"'), lf = _mm_set1_epi8('\n'),
                  cr = _mm_set1_epi8('\r');
    for (; at < end; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, d), _mm_cmpeq_epi8(v, q)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
        int mask = _mm_movemask_epi8(hit);
        if (mask) {
            at += __builtin_ctz((unsigned)mask);
            return at < end ? at : end;
        }
    }
    return end;
#else
    while (at < end && *at != delimiter && *at != '"' && *at != '\n' && *at != '\r') at++;
    return at;
#endif
}

bool en_csv_start(en_csv *csv, en_csv_piece piece, char delimiter, en_arena *arena)
{
    en_str *fields = en_arena_array(arena, EN_CSV_MOST_COLUMNS, sizeof *fields);
    *csv = (en_csv){.at = piece.at,
                    .end = piece.end,
                    .delimiter = delimiter,
                    .row = piece.row - 1,
                    .fields = fields,
                    .arena = arena};
    return fields != NULL;
}

static void fault(en_csv *csv, en_word rule, en_str value)
{
    en_where where = {.file = csv->file, .row = csv->row, .value = value};
    if (csv->header && csv->count < csv->columns) where.column = csv->header[csv->count];
    (void)en_report_error(csv->report, rule, where);
}

/* Past the end of the record, for going on after a fault. */
static void skip_line(en_csv *csv)
{
    const char *line = memchr(csv->at, '\n', (size_t)(csv->end - csv->at));
    csv->at = line ? line + 1 : csv->end;
}

/* inside, with each pair of quotes as one. */
static bool unescape(en_csv *csv, en_str inside, en_str *field)
{
    char *copy = en_arena_raw(csv->arena, inside.size, 1);
    if (!copy) return false;
    size_t n = 0;
    for (size_t i = 0; i < inside.size; i++) {
        copy[n++] = inside.at[i];
        if (inside.at[i] == '"') i++;
    }
    *field = (en_str){copy, n};
    return true;
}

/* The field that opens with the quote at csv->at; afterwards csv->at is behind its closing quote. */
static en_csv_step read_quoted(en_csv *csv, en_str *field)
{
    const char *start = csv->at + 1, *at = start;
    bool doubled = false;
    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(csv->end - at));
        if (!quote) {
            fault(csv, EN_W_CSV_UNCLOSED_QUOTE, (en_str){start, (size_t)(csv->end - start)});
            csv->at = csv->end;
            return EN_CSV_FAULTY;
        }
        if (quote + 1 == csv->end || quote[1] != '"') {
            csv->at = quote + 1;
            en_str inside = {start, (size_t)(quote - start)};
            *field = inside;
            return !doubled || unescape(csv, inside, field) ? EN_CSV_RECORD : EN_CSV_NO_MEMORY;
        }
        doubled = true;
        at = quote + 2;
    }
}

static bool field_is_sound(en_csv *csv, en_str field)
{
    if (csv->count == EN_CSV_MOST_COLUMNS) {
        fault(csv, EN_W_CSV_TOO_MANY_COLUMNS, field);
        return false;
    }
    if (field.size > EN_CSV_MOST_CELL) {
        fault(csv, EN_W_CSV_CELL_TOO_LONG, field);
        return false;
    }
    if (!csv->careful || field.size == 0) return true;
    if (memchr(field.at, '\0', field.size)) {
        fault(csv, EN_W_CSV_NUL, field);
        return false;
    }
    if (en_utf8_invalid(field.at, field.size) < field.size) {
        fault(csv, EN_W_CSV_NOT_UTF8, field);
        return false;
    }
    return true;
}

/* Whether the record ends at csv->at; if so, steps over its line end. */
static inline bool take_line_end(en_csv *csv)
{
    if (csv->at == csv->end) return true;
    if (*csv->at == '\n') {
        csv->at++;
        return true;
    }
    if (*csv->at == '\r' && (csv->at + 1 == csv->end || csv->at[1] == '\n')) {
        csv->at += csv->at + 1 == csv->end ? 1 : 2;
        return true;
    }
    return false;
}

static inline en_csv_step read_field(en_csv *csv, en_str *field)
{
    if (csv->at < csv->end && *csv->at == '"') {
        en_csv_step step = read_quoted(csv, field);
        if (step != EN_CSV_RECORD) return step;
        if (csv->at < csv->end && *csv->at != csv->delimiter && *csv->at != '\n' && *csv->at != '\r') {
            fault(csv, EN_W_CSV_AFTER_QUOTE, *field);
            return EN_CSV_FAULTY;
        }
        return EN_CSV_RECORD;
    }
    const char *end = find_special(csv->at, csv->end, csv->delimiter);
    *field = (en_str){csv->at, (size_t)(end - csv->at)};
    csv->at = end;
    return EN_CSV_RECORD;
}

static bool has_right_count(en_csv *csv)
{
    if (csv->columns == 0 || csv->count == csv->columns) return true;
    en_arg args[] = {en_arg_int("cells", (int64_t)csv->count), en_arg_int("columns", (int64_t)csv->columns)};
    (void)en_report_add(csv->report, EN_ERROR, EN_W_CSV_CELL_COUNT,
                        (en_where){.file = csv->file, .row = csv->row}, 2, args);
    return false;
}

/* A record with a bad cell is read to its end all the same: its next cell may hold a line end, which must not
 * be taken for the record's. */
static en_csv_step read_record(en_csv *csv)
{
    bool sound = true;
    for (csv->count = 0;;) {
        en_str field;
        en_csv_step step = read_field(csv, &field);
        if (step != EN_CSV_RECORD) {
            if (step == EN_CSV_FAULTY) skip_line(csv);
            return step;
        }
        sound = sound && field_is_sound(csv, field);
        bool ends = take_line_end(csv);
        if (!ends && *csv->at != csv->delimiter) {
            fault(csv, *csv->at == '"' ? EN_W_CSV_STRAY_QUOTE : EN_W_CSV_STRAY_CR, field);
            skip_line(csv);
            return EN_CSV_FAULTY;
        }
        if (csv->count < EN_CSV_MOST_COLUMNS) csv->fields[csv->count] = field;
        csv->count++;
        if (ends) return sound && has_right_count(csv) ? EN_CSV_RECORD : EN_CSV_FAULTY;
        csv->at++;
    }
}

/* Steps over a row without anything in it: a line end at once or, as spreadsheets write rows that they only
 * coloured, nothing but delimiters. */
static inline bool take_blank_row(en_csv *csv)
{
    const char *start = csv->at;
    while (csv->at < csv->end && *csv->at == csv->delimiter) csv->at++;
    if (take_line_end(csv)) return true;
    csv->at = start;
    return false;
}

en_csv_step en_csv_next(en_csv *csv)
{
    for (;;) {
        if (csv->at >= csv->end) return EN_CSV_END;
        csv->row++;
        if (!take_blank_row(csv)) return read_record(csv);
    }
}

en_csv_survey en_csv_look(const char *at, size_t size)
{
    en_csv_survey s = {0};
    const char *end = at + size;
#ifdef __SSE2__
    const __m128i q = _mm_set1_epi8('"'), lf = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
    for (; end - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned quotes = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, q));
        unsigned lines = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, lf));
        s.unusual |= (_mm_movemask_epi8(v) | _mm_movemask_epi8(_mm_cmpeq_epi8(v, zero))) != 0;
        for (unsigned bits = quotes | lines; bits; bits &= bits - 1) {
            if (quotes & bits & -bits) s.quotes++;
            else s.lines[s.quotes & 1]++;
        }
    }
#endif
    for (; at < end; at++) {
        s.quotes += *at == '"';
        s.lines[s.quotes & 1] += *at == '\n';
        s.unusual |= *at == '\0' || (unsigned char)*at >= 0x80;
    }
    return s;
}

typedef struct looking {
    en_str bytes;
    size_t piece, pieces;
    en_csv_survey surveys[EN_CSV_MOST_PIECES];
} looking;

static void look_at_piece(void *shared, size_t index)
{
    looking *l = shared;
    size_t at = index * l->piece, size = index + 1 == l->pieces ? l->bytes.size - at : l->piece;
    l->surveys[index] = en_csv_look(l->bytes.at + at, size);
}

/* The start of the first record at or after `at`; *lines counts the record ends that were passed. */
static const char *next_record(const char *at, const char *end, bool quoted, uint64_t *lines)
{
    for (; at < end; at++) {
        if (*at == '"') quoted = !quoted;
        if (*at == '\n' && !quoted) {
            ++*lines;
            return at + 1;
        }
    }
    return end;
}

size_t en_csv_split(const en_context *context, en_str bytes, uint64_t row, size_t most,
                    en_csv_piece pieces[EN_CSV_MOST_PIECES], bool *unusual)
{
    looking l = {.bytes = bytes, .pieces = bytes.size / EN_CSV_SMALLEST_PIECE};
    if (most > EN_CSV_MOST_PIECES) most = EN_CSV_MOST_PIECES;
    if (l.pieces > most) l.pieces = most;
    if (l.pieces == 0) l.pieces = 1;
    l.piece = bytes.size / l.pieces;
    en_run(context, look_at_piece, &l, l.pieces);

    const char *end = bytes.at + bytes.size, *start = bytes.at;
    size_t quotes = 0, made = 0;
    uint64_t next_row =
        row; /* of the record at the start of piece i, had every piece begun at its first byte */
    *unusual = false;
    for (size_t i = 0; i < l.pieces; i++) {
        const en_csv_survey *s = &l.surveys[i];
        uint64_t before = next_row, passed = 0;
        const char *begin = bytes.at + i * l.piece;
        if (i > 0) begin = next_record(begin, end, quotes & 1, &passed);
        if (made > 0) {
            if (begin < start) begin = start;
            pieces[made - 1].end = begin;
        }
        if (begin >= start && (begin < end || made == 0)) {
            pieces[made++] = (en_csv_piece){.at = begin, .end = end, .row = before + passed};
            start = begin;
        }
        next_row = before + s->lines[quotes & 1];
        quotes += s->quotes;
        *unusual = *unusual || s->unusual;
    }
    for (size_t i = 0; i < made; i++) {
        pieces[i].most_rows = (i + 1 < made ? pieces[i + 1].row : next_row + 1) - pieces[i].row;
        if (quotes == 0) continue;
        /* After a fault reading goes on behind the next line end, be it quoted or not: every one of them may
         * end a record. */
        en_csv_survey s = en_csv_look(pieces[i].at, (size_t)(pieces[i].end - pieces[i].at));
        pieces[i].most_rows = s.lines[0] + s.lines[1] + 1;
    }
    return made;
}

bool en_csv_is_formula(en_str cell)
{
    char first = cell.size ? *cell.at : 'A';
    if (first >= 'A' || (first >= '0' && first <= '9')) return false; /* most cells */
    if (first == '=' || first == '@' || first == '\t' || first == '\r') return true;
    double value;
    return (first == '+' || first == '-') && en_real_read(cell, &value) != EN_NUMBER_FINE;
}

/* Marks the bytes of word that are c, and perhaps bytes behind those. */
static inline uint64_t bytes_equal(uint64_t word, char c)
{
    uint64_t x = word ^ (0x0101010101010101u * (unsigned char)c);
    return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

static bool needs_quotes(en_str cell)
{
    size_t i = 0;
    for (uint64_t word; cell.size - i >= sizeof word; i += sizeof word) {
        memcpy(&word, cell.at + i, sizeof word);
        if (bytes_equal(word, ',') | bytes_equal(word, '"') | bytes_equal(word, '\n') |
            bytes_equal(word, '\r'))
            return true;
    }
    for (; i < cell.size; i++)
        if (cell.at[i] == ',' || cell.at[i] == '"' || cell.at[i] == '\n' || cell.at[i] == '\r') return true;
    return cell.size > 0 && *cell.at == '\t';
}

void en_csv_add(en_text *text, en_str cell)
{
    bool formula = en_csv_is_formula(cell);
    if (!needs_quotes(cell)) {
        if (formula) en_text_add_char(text, '\'');
        en_text_add(text, cell);
        return;
    }
    en_text_add_char(text, '"');
    if (formula) en_text_add_char(text, '\'');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.at[i] == '"') en_text_add_char(text, '"');
        en_text_add_char(text, cell.at[i]);
    }
    en_text_add_char(text, '"');
}
