/* Who is eligible: the expression, its columns, and the column that decides where it is not true.
 * docs/eligibility.md has the grammar and the meaning. Read by recursive descent; types are checked as the
 * tree is made. Logic has three values: S. C. Kleene, "Introduction to metamathematics" (1952), section 64. A
 * value is a number (dates, levels and truths too) or a text; unknown is NaN. Bound: linear in the
 * expression, for each wish.
 */
#include "verify.h"

#include "date.h"
#include "number.h"

enum { MOST_BYTES = 16384, MOST_DEEP = 5000 /* steps of the parser, several a parenthesis */ };
typedef enum kind { CONSTANT, COLUMN, OR, AND, NOT, IF, COMPARE, IN, IS_EMPTY, ARITHMETIC } kind;
typedef enum type { TEXT, NUMBER, DATE, JLPT, CEFR, LIST, CONDITION, QUOTED, WRONG } type;

typedef struct value {
    double number; /* NaN: unknown; of a text 0 */
    en_str text;
} value;

struct part {
    kind kind;
    type type, of;      /* of: what the parts are, that are compared */
    part *parts, *next; /* the first part; the next of the same whole */
    bool negated;       /* not in, is not empty */
    char sign;          /* of two characters: the first, in capitals of its own: L, G */
    value value;
    int table, column;   /* of a column: 0 applicants, 1 places; where it stands in the header */
    value *cells;        /* by row */
    part *column_before; /* of all columns, in v->columns, the last first */
};

typedef struct parser {
    verify *v;
    en_str text, token; /* token.size 0: the end */
    const char *at, *end;
    char kind; /* of the token: n(ame), [, 0 (number), " (text), s(ign) */
    int depth;
} parser;

_Noreturn static void fail(const parser *p)
{
    en_arg at = en_arg_int("at", (int64_t)(p->token.at - p->text.at) + 1);
    en_where where = {en_str_of("round.json"), 0, en_str_of("eligibility"), p->token};
    finish(p->v, en_report_add(&p->v->input, EN_ERROR, EN_W_VERIFY_EXPRESSION, where, 1, &at));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (signed char)c < 0;
}
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Texts and names in brackets: the closing sign is doubled inside. */
static void read_quoted(parser *p, char close)
{
    for (p->at++; p->at < p->end && (*p->at != close || (p->at + 1 < p->end && p->at[1] == close)); p->at++)
        if (*p->at == close) p->at++;
    if (p->at++ == p->end) fail(p);
}

/* How many bytes of blank begin here; those that Japanese and Vietnamese keyboards type, too. */
static size_t blank_at(const parser *p)
{
    static const char *const blanks[] = {" ", "\t", "\r", "\n", "\u00A0", "\u3000"};
    for (size_t i = 0; i < COUNT(blanks); i++) {
        size_t size = strlen(blanks[i]);
        if ((size_t)(p->end - p->at) >= size && memcmp(p->at, blanks[i], size) == 0) return size;
    }
    return 0;
}

static void next(parser *p)
{
    for (size_t blank; (blank = blank_at(p)) > 0;) p->at += blank;
    p->token = (en_str){p->at, 0};
    if (p->at == p->end) return;
    char first = *p->at;
    p->kind = is_letter(first)       ? 'n'
              : is_digit(first)      ? '0'
              : first == '\''        ? '"'
              : strchr("\"[", first) ? first
                                     : 's';
    if (p->kind == 's') {
        bool two = ++p->at < p->end && *p->at == '=' && strchr("=!<>", first);
        p->at += two;
        if (!first || (!strchr("<>+-*/(),", first) && !two)) fail(p);
    } else if (p->kind == 'n') {
        while (p->at < p->end && (is_letter(*p->at) || is_digit(*p->at) || *p->at == '.') && !blank_at(p))
            p->at++;
    } else if (p->kind == '0') {
        while (p->at < p->end && (is_digit(*p->at) || *p->at == '.')) p->at++;
        bool exponent = p->at < p->end && (*p->at == 'e' || *p->at == 'E');
        if (exponent) p->at++;
        if (exponent && p->at < p->end && (*p->at == '+' || *p->at == '-')) p->at++;
        while (exponent && p->at < p->end && is_digit(*p->at)) p->at++;
    } else read_quoted(p, first == '[' ? ']' : first);
    p->token.size = (size_t)(p->at - p->token.at);
}

static bool is_word(const parser *p, const char *word)
{
    return (p->kind == 'n' || p->kind == 's') && en_str_is(p->token, word);
}
static bool take(parser *p, const char *word)
{
    bool taken = p->token.size > 0 && is_word(p, word);
    if (taken) next(p);
    return taken;
}

static bool read_value(type of, en_str text, double *number)
{
    en_date date;
    *number = 0;
    if (of == NUMBER) return en_real_read(text, number) == EN_NUMBER_FINE;
    if (of == DATE) {
        bool day = en_date_read(text, &date) && date.day != 0;
        if (day) *number = en_date_first(date);
        return day;
    }
    if (of != JLPT && of != CEFR) return true;
    bool jlpt = of == JLPT, fine = text.size == 2 && text.at[1] >= '1' && text.at[1] <= (jlpt ? '5' : '2');
    if (fine) *number = jlpt ? '6' - text.at[1] : 2 * (text.at[0] - 'A') + (text.at[1] - '0');
    return fine && (jlpt ? text.at[0] == 'N' : text.at[0] >= 'A' && text.at[0] <= 'C');
}

/* A text in quotes takes the type of what it stands with. */
static type become(part *is, type of)
{
    if (is->type != QUOTED) return is->type == of ? of : WRONG;
    if (of == NUMBER || of == LIST || of == CONDITION || of == WRONG) return WRONG;
    if (is->kind == IF && of != QUOTED &&
        (become(is->parts->next, of) == WRONG || become(is->parts->next->next, of) == WRONG))
        return WRONG;
    if (is->kind != IF && of != QUOTED && !read_value(of, is->value.text, &is->value.number)) return WRONG;
    is->type = of;
    return of;
}

/* The one type of all these parts. */
static type join(part *first)
{
    type of = first->type;
    for (const part *is = first; is; is = is->next)
        if (is->type != QUOTED) of = is->type;
    for (part *is = first; is; is = is->next)
        if (become(is, of) == WRONG) return WRONG;
    return of;
}

/* A part of others, which fit together by their types. */
static part *make_part(parser *p, kind of, part *parts, char sign)
{
    part *is = make(p->v, 1, sizeof *is);
    *is = (part){.kind = of, .parts = parts, .sign = sign};
    bool listed = of == IN && parts->next->type == LIST && !parts->next->next, logic = of >= OR && of <= NOT;
    bool ordered = sign && strchr("<>LG", sign);
    is->of = of == IF         ? join(parts->next)
             : listed         ? become(parts, TEXT)
             : of == IS_EMPTY ? TEXT
                              : join(parts);
    bool wrong = is->of == WRONG || (is->of == LIST && !listed) || (logic && is->of != CONDITION) ||
                 (of == ARITHMETIC && is->of != NUMBER) || (of == IF && parts->type != CONDITION) ||
                 (ordered && (is->of == TEXT || is->of >= CONDITION));
    if (wrong) refuse(p->v, EN_W_VERIFY_TYPES, "round.json", "eligibility", p->token);
    is->type = of == IF || of == ARITHMETIC ? is->of : CONDITION;
    return is;
}

static part *join_two(parser *p, kind of, part *first, part *second, char sign)
{
    first->next = second;
    return make_part(p, of, first, sign);
}

en_str composed(verify *v, en_str text)
{
    if (!en_str_compose(&v->arena, en_str_trim(text), &text)) finish(v, EN_ERR_MEMORY);
    return text;
}

/* The text between quotes or brackets, composed. */
static en_str unquoted(parser *p)
{
    char close = *p->token.at == '[' ? ']' : *p->token.at,
         *copy = en_arena_copy(&p->v->arena, p->token.at, p->token.size);
    en_str text = {copy, 0};
    for (size_t i = 1; i + 1 < p->token.size; i += p->token.at[i] == close ? 2 : 1)
        copy[text.size++] = p->token.at[i];
    return composed(p->v, text);
}

static const char of_places[] = "place."; /* before a column of places.csv */
static const size_t prefix_size = sizeof of_places - 1;

/* A column's own type, or what round.json says: of `place.NAME`, or of NAME in both tables. */
static type type_of(const parser *p, const part *is)
{
    static const char *const own[][2] = {{"categories", "applicant"}, {"place", "group"}};
    static const char *const numbers[] = {"seats", "min_seats", "floor", "target", "turn"};
    static const char *const types[] = {"text", "number", "date", "jlpt", "cefr", NULL};
    type found = TEXT;
    bool exact = false; /* `place.NAME` goes before NAME */
    const char *key;
    json_t *says;
    for (int i = 0; i < 2; i++)
        if (en_str_is(is->value.text, own[is->table][i])) return is->table == 0 && i == 0 ? LIST : TEXT;
    for (size_t i = 0; i < COUNT(numbers) && is->table == 1; i++)
        if (en_str_is(is->value.text, numbers[i])) return NUMBER;
    json_object_foreach(json_object_get(p->v->rules, "columns"), key, says)
    {
        en_str name = composed(p->v, en_str_of(key));
        int at = find(types, json_string_value(says));
        bool of_place =
            is->table == 1 && name.size > prefix_size && memcmp(name.at, of_places, prefix_size) == 0;
        if (of_place) name = (en_str){name.at + prefix_size, name.size - prefix_size};
        if (!en_str_equal(name, is->value.text) || (exact && !of_place)) continue;
        if (at < 0) refuse(p->v, EN_W_VERIFY_KEY_MALFORMED, "round.json", "columns", name);
        found = (type)at;
        exact = of_place;
    }
    return found;
}

static part *make_column(const parser *p, int table, en_str name)
{
    part *is = make(p->v, 1, sizeof *is);
    *is = (part){
        .kind = COLUMN, .table = table, .value.text = composed(p->v, name), .column_before = p->v->columns};
    is->type = type_of(p, is);
    return p->v->columns = is;
}

/* `place.` goes on with a bracket, or is the start of a name. */
static part *parse_column(parser *p)
{
    bool of_place =
        p->kind == 'n' && p->token.size >= prefix_size && memcmp(p->token.at, of_places, prefix_size) == 0;
    en_str name = of_place ? (en_str){p->token.at + prefix_size, p->token.size - prefix_size} : p->token;
    if (of_place && name.size == 0) next(p);
    if (p->kind == '[') name = unquoted(p);
    else if (p->kind != 'n' || name.size == 0 || memchr(name.at, '.', name.size)) fail(p);
    next(p);
    return make_column(p, of_place, name);
}

static part *parse_constant(parser *p)
{
    part *is = make(p->v, 1, sizeof *is);
    bool truth = p->kind == 'n';
    *is = (part){.type = truth            ? CONDITION
                         : p->kind == '0' ? NUMBER
                                          : QUOTED,
                 .value = {.number = truth && is_word(p, "true")}};
    if (is->type == NUMBER && en_real_read(p->token, &is->value.number) != EN_NUMBER_FINE) fail(p);
    if (is->type == QUOTED) is->value.text = unquoted(p);
    next(p);
    return is;
}

/* From the loosest to the tightest: if, or, and, not, comparisons, sums, products, a minus and what is one
 * part. */
enum { ANY, EITHER, BOTH, INVERSE, COMPARISON, SUM, PRODUCT, SINGLE_PART };
static part *parse(parser *p, int level);

static part *parse_single(parser *p)
{
    static const char *const reserved[] = {"if", "then", "else", "or", "and", "not", "in", "is", "empty"};
    if (take(p, "-")) return make_part(p, ARITHMETIC, parse(p, SINGLE_PART), '-');
    if (take(p, "(")) {
        part *is = parse(p, ANY);
        if (!take(p, ")")) fail(p);
        return is;
    }
    if (p->kind == '0' || p->kind == '"' || is_word(p, "true") || is_word(p, "false"))
        return parse_constant(p);
    for (size_t i = 0; i < COUNT(reserved); i++)
        if (is_word(p, reserved[i])) fail(p);
    return parse_column(p);
}

static part *parse_comparison(parser *p)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};
    part *first = parse(p, SUM), *last = first, *is = NULL;
    for (size_t i = 0; i < COUNT(signs); i++)
        if (take(p, signs[i])) return join_two(p, COMPARE, first, parse(p, SUM), "=!LG<>"[i]);
    bool empty = take(p, "is"), not = take(p, "not");
    if (empty) {
        if (first->kind != COLUMN || !take(p, "empty")) fail(p);
        is = make_part(p, IS_EMPTY, first, 0);
    } else if (take(p, "in")) {
        if (!take(p, "(")) last->next = parse_column(p);
        else {
            do last = last->next = parse(p, SUM);
            while (take(p, ","));
            if (!take(p, ")")) fail(p);
        }
        is = make_part(p, IN, first, 0);
    } else if (not ) fail(p);
    if (is) is->negated = not ;
    return is ? is : first;
}

static part *parse(parser *p, int level)
{
    static const struct {
        const char *words[2];
        kind kind;
    } binary[] = {[EITHER] = {{"or", "or"}, OR},
                  [BOTH] = {{"and", "and"}, AND},
                  [SUM] = {{"+", "-"}, ARITHMETIC},
                  [PRODUCT] = {{"*", "/"}, ARITHMETIC},
                  [SINGLE_PART] = {{NULL}, CONSTANT}};
    part *is;
    int before = p->depth++;
    if (p->token.size == 0 || p->depth > MOST_DEEP) fail(p);
    if (level == SINGLE_PART) is = parse_single(p);
    else if (level == COMPARISON) is = parse_comparison(p);
    else if (level == ANY && take(p, "if")) {
        part *condition = parse(p, EITHER), *then = take(p, "then") ? parse(p, ANY) : NULL;
        if (!then || !take(p, "else")) fail(p);
        then->next = parse(p, ANY);
        is = join_two(p, IF, condition, then, 0);
    } else if (level == INVERSE && take(p, "not")) is = make_part(p, NOT, parse(p, INVERSE), 0);
    else is = parse(p, level + 1);
    for (int i = 0; binary[level].words[0] && i < 2; i++) {
        if (!take(p, binary[level].words[i])) continue;
        p->depth += level > COMPARISON; /* what stands before it lies deeper */
        is = join_two(p, binary[level].kind, is, parse(p, level + 1), *binary[level].words[i]);
        i = -1;
    }
    p->depth = before;
    return is;
}

/* The rule of eligibility, and the column that is the order of a serial dictatorship. */
void read_expressions(verify *v)
{
    parser p = {.v = v,
                .text = v->eligibility,
                .token = v->eligibility,
                .at = v->eligibility.at,
                .end = v->eligibility.at + v->eligibility.size};
    if (p.text.size > MOST_BYTES) fail(&p);
    if (p.text.size > 0) {
        next(&p);
        v->rule = parse(&p, ANY);
        if (p.token.size > 0) fail(&p);
        if (v->rule->type != CONDITION) refuse(v, EN_W_VERIFY_TYPES, "round.json", "eligibility", p.text);
    }
    if (v->order && strcmp(v->order, "lottery") != 0) v->column = make_column(&p, 0, en_str_of(v->order));
}

/* Finds the columns in the header of a table that is about to be read, and makes room for their cells. */
void bind_columns(verify *v, const en_table *from)
{
    for (part *is = v->columns; is; is = is->column_before) {
        if (is->table != v->reading) continue;
        is->column = EN_NO_COLUMN;
        for (size_t i = 0; i < from->columns; i++)
            if (en_str_equal(from->header[i], is->value.text)) is->column = (int)i;
        if (is->column == EN_NO_COLUMN)
            refuse(v, EN_W_VERIFY_UNKNOWN_COLUMN, "round.json", "eligibility", is->value.text);
        is->cells = make(v, en_scan_most_rows(from), sizeof *is->cells);
    }
}

/* Keeps the cells of a record; a list is known also where it is empty. */
bool keep_cells(void *user, const en_csv *csv, uint32_t row)
{
    verify *v = user;
    for (const part *is = v->columns; is; is = is->column_before) {
        if (is->table != v->reading) continue;
        value *cell = &is->cells[row];
        *cell = (value){is->type == LIST ? 0 : (double)NAN, composed(v, csv->fields[is->column])};
        if (cell->text.size > 0 && !read_value(is->type, cell->text, &cell->number))
            return en_cell_fault(csv, is->column, EN_W_VERIFY_NOT_OF_TYPE);
    }
    return true;
}

static bool is_unknown(value x) { return isnan(x.number); }

static bool fits(char sign, int order)
{
    if (sign == '=' || sign == '!') return (order == 0) == (sign == '=');
    return (order == 0 && (sign == 'L' || sign == 'G')) ||
           (sign == '<' || sign == 'L' ? order < 0 : order > 0);
}

static value evaluate(const part *is, const uint32_t row[2]);

/* Unknown where one of the two is. */
static value evaluate_comparison(const part *is, const part *a, const part *b, char sign,
                                 const uint32_t row[2])
{
    value x = evaluate(a, row), y = evaluate(b, row);
    int order = is->of == TEXT || is->of == QUOTED ? !en_str_equal(x.text, y.text)
                                                   : (x.number > y.number) - (x.number < y.number);
    return (value){.number = is_unknown(x) || is_unknown(y) ? (double)NAN : fits(sign, order)};
}

/* True where one is equal; else unknown where one comparison is. */
static value evaluate_in(const part *is, const uint32_t row[2])
{
    const part *one = is->parts->next;
    value found = {0}, x = evaluate(is->parts, row);
    if (one->type == LIST) {
        en_str rest = evaluate(one, row).text, piece;
        while (en_str_next(&rest, ';', &piece))
            found.number = found.number > 0 || en_str_equal(piece, x.text);
        return is_unknown(x) ? x : found;
    }
    for (; one && found.number != 1; one = one->next) {
        value equal = evaluate_comparison(is, is->parts, one, '=', row);
        if (is_unknown(equal) || equal.number > 0) found = equal;
    }
    return found;
}

/* Of a list: it has no pieces. */
static bool is_nothing(en_str text, bool list)
{
    en_str piece;
    return list ? !en_str_next(&text, ';', &piece) : text.size == 0;
}

static value evaluate(const part *is, const uint32_t row[2])
{
    const part *a = is->parts, *b = is->kind > COLUMN ? a->next : NULL; /* the others have parts */
    value x, y;
    if (is->kind == CONSTANT) return is->value;
    if (is->kind == COLUMN) return is->cells[row[is->table]];
    if (is->kind == COMPARE) return evaluate_comparison(is, a, b, is->sign, row);
    x = is->kind == IN ? evaluate_in(is, row) : evaluate(a, row);
    if (is->kind == IF) return is_unknown(x) ? x : evaluate(x.number > 0 ? b : b->next, row);
    if (is->kind == IS_EMPTY) x.number = is_nothing(x.text, a->type == LIST);
    if (is->kind == NOT || is->negated) return (value){.number = 1 - x.number};
    if (is->kind == IS_EMPTY || is->kind == IN) return x;
    if (is->kind == ARITHMETIC && !b) return (value){.number = -x.number};
    bool stop = is->kind == OR;
    if (is->kind != ARITHMETIC && x.number == stop) return x;
    y = evaluate(b, row);
    if (is->kind != ARITHMETIC) return y.number == stop || !is_unknown(x) ? y : x;
    if (is->sign == '+' || is->sign == '-') x.number += is->sign == '+' ? y.number : -y.number;
    else x.number = is->sign == '*' ? x.number * y.number : x.number / y.number;
    return isfinite(x.number) ? x : (value){.number = NAN};
}

typedef enum sought { ANYONE, OF_APPLICANTS, EMPTY } sought;

/* The first column of the text that is sought; behind an `if` only where it was decided (unless all). */
static const part *first_column(const part *is, sought what, bool all, const uint32_t row[2])
{
    const part *found = NULL;
    if (is->kind == COLUMN) {
        bool empty = is->cells[row[is->table]].text.size == 0 && is->type != LIST;
        return what == ANYONE || (what == EMPTY ? empty : is->table == 0) ? is : NULL;
    }
    value taken = is->kind == IF && !all ? evaluate(is->parts, row) : (value){.number = NAN};
    const part *left_out = is_unknown(taken)  ? NULL
                           : taken.number > 0 ? is->parts->next->next
                                              : is->parts->next;
    for (const part *one = is->parts; one && !found; one = one->next)
        if (one != left_out) found = first_column(one, what, all, row);
    return found;
}

/* Which of the two parts of `and` or `or` to go to, that is to be true or false. */
static const part *part_to_blame(const part *is, bool wanted, const uint32_t row[2])
{
    const part *first = is->parts, *second = first->next;
    if ((is->kind == AND) == wanted) return evaluate(first, row).number != wanted ? first : second;
    if (is_unknown(evaluate(is, row))) return is_unknown(evaluate(first, row)) ? first : second;
    bool other =
        !first_column(first, OF_APPLICANTS, true, row) && first_column(second, OF_APPLICANTS, true, row);
    return other ? second : first;
}

/* From the outside inwards to the part that decided, and its column; else one of the last `if` on the way. */
static const part *find_column(const part *root, const uint32_t row[2])
{
    const part *is = root, *of_condition = NULL, *column = NULL;
    bool wanted = true;
    while (is->kind == NOT || is->kind == IF || is->kind == AND || is->kind == OR) {
        if (is->kind == NOT) {
            wanted = !wanted;
            is = is->parts;
        } else if (is->kind == IF) {
            const part *condition = is->parts, *named = first_column(condition, ANYONE, true, row);
            value taken = evaluate(condition, row);
            if (named) of_condition = named;
            if (is_unknown(taken)) wanted = true;
            is = is_unknown(taken) ? condition : taken.number > 0 ? condition->next : condition->next->next;
        } else is = part_to_blame(is, wanted, row);
    }
    if (is_unknown(evaluate(is, row))) column = first_column(is, EMPTY, false, row);
    if (!column) column = first_column(is, OF_APPLICANTS, false, row);
    if (!column) column = first_column(is, ANYONE, false, row);
    if (!column) column = of_condition;
    return column ? column : first_column(root, ANYONE, true, row);
}

bool is_eligible(const verify *v, uint32_t applicant, uint32_t place, en_text *column)
{
    const uint32_t row[] = {applicant, place};
    if (!v->rule || evaluate(v->rule, row).number == 1) return true;
    const part *decides = column ? find_column(v->rule, row) : NULL;
    if (decides && decides->table == 1) en_text_add_z(column, "place.");
    if (decides) en_text_add(column, decides->value.text);
    return false;
}

/* By the column of the order. */
int compare_cells(const part *column, uint32_t a, uint32_t b)
{
    const value *x = &column->cells[a], *y = &column->cells[b];
    if (column->type == TEXT || column->type == LIST) return en_str_compare(x->text, y->text);
    return (x->number > y->number) - (x->number < y->number);
}

bool has_cell(const part *column, uint32_t applicant) { return column->cells[applicant].text.size > 0; }
