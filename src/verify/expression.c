/* Expressions: a recursive descent over the text. See expression.h. */
#include "expression.h"

#include "date.h"
#include "number.h"

#include <math.h>
#include <stdio.h>

typedef struct parser {
    en_expression *expression;
    const char *at, *end;
    en_str token; /* size 0: the end */
    char kind;    /* of the token: n(ame), [, 0 (number), " (text), s(ign) */
    int depth;
    bool failed;
} parser;

static en_expression_node *fail(parser *p)
{
    const en_expression *e = p->expression;
    en_arg at = en_arg_int("at", (int64_t)(p->token.at - e->text.at) + 1);
    en_where where = {.file = e->file, .column = en_str_of("eligibility"), .value = p->token};
    if (!p->failed) (void)en_report_add(e->report, EN_ERROR, EN_W_VERIFY_EXPRESSION, where, 1, &at);
    p->failed = true;
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (signed char)c < 0;
}
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Quotes, and brackets, are doubled inside. */
static void read_quoted(parser *p, char close)
{
    for (p->at++; p->at < p->end; p->at++) {
        if (*p->at != close) continue;
        if (p->at + 1 == p->end || p->at[1] != close) break;
        p->at++;
    }
    if (p->at < p->end) p->at++;
    else (void)fail(p);
}

static void read_number(parser *p)
{
    while (p->at < p->end && (is_digit(*p->at) || *p->at == '.')) p->at++;
    if (p->at == p->end || (*p->at != 'e' && *p->at != 'E')) return;
    p->at++;
    if (p->at < p->end && (*p->at == '+' || *p->at == '-')) p->at++;
    while (p->at < p->end && is_digit(*p->at)) p->at++;
}

static void read_sign(parser *p)
{
    char first = *p->at++;
    bool two = p->at < p->end && *p->at == '=' && strchr("=!<>", first);
    p->at += two;
    if (!strchr("<>+-*/(),", first) && !two) (void)fail(p);
}

static void next(parser *p)
{
    while (p->at < p->end && strchr(" \t\r\n", *p->at)) p->at++;
    p->token = (en_str){p->at, 0};
    if (p->at == p->end) return;
    char first = *p->at;
    p->kind = is_letter(first)       ? 'n'
              : is_digit(first)      ? '0'
              : first == '\''        ? '"'
              : strchr("\"[", first) ? first
                                     : 's';
    if (p->kind == 'n')
        while (p->at < p->end && (is_letter(*p->at) || is_digit(*p->at) || *p->at == '.')) p->at++;
    else if (p->kind == '0') read_number(p);
    else if (p->kind == 's') read_sign(p);
    else read_quoted(p, first == '[' ? ']' : first);
    p->token.size = (size_t)(p->at - p->token.at);
}

/* `place.` goes on with a bracket or is the start of a name. */
static bool is_word(const parser *p, const char *word)
{
    return (p->kind == 'n' || p->kind == 's') && en_str_is(p->token, word);
}

static bool take(parser *p, const char *word)
{
    bool taken = !p->failed && is_word(p, word);
    if (taken) next(p);
    return taken;
}

static en_expression_node *make(parser *p, en_expression_kind kind, en_expression_node *parts)
{
    en_expression_node *node = p->failed ? NULL : en_arena_array(&p->expression->arena, 1, sizeof *node);
    if (!node) return p->failed ? NULL : fail(p);
    node->kind = kind;
    node->parts = parts;
    node->text = p->token;
    return node;
}

static en_expression_node *join(parser *p, en_expression_kind kind, en_expression_node *first,
                                en_expression_node *second)
{
    if (!first || !second) return fail(p);
    first->next = second;
    return make(p, kind, first);
}

/* The text between quotes, composed. */
static en_str unquoted(parser *p, en_str token)
{
    char close = *token.at == '[' ? ']' : *token.at,
         *copy = en_arena_copy(&p->expression->arena, token.at, token.size);
    en_str text = {copy, 0};
    for (size_t i = 1; copy && i + 1 < token.size; i++) {
        copy[text.size++] = token.at[i];
        if (token.at[i] == close) i++;
    }
    if (!copy || !en_str_compose(&p->expression->arena, en_str_trim(text), &text)) (void)fail(p);
    return text;
}

static en_expression_node *parse_expression(parser *p);

static en_expression_node *parse_column(parser *p)
{
    static const char place[] = "place.";
    enum { PREFIX = sizeof place - 1 };
    en_expression_node *node = make(p, EN_EXPRESSION_COLUMN, NULL);
    if (!node) return NULL;
    if (p->kind == 'n' && p->token.size >= PREFIX && memcmp(p->token.at, place, PREFIX) == 0) {
        node->table = 1;
        node->text = (en_str){p->token.at + PREFIX, p->token.size - PREFIX};
        if (node->text.size == 0) next(p);
    }
    if (p->kind == '[') node->text = unquoted(p, p->token);
    else if (node->text.size == 0 || memchr(node->text.at, '.', node->text.size)) return fail(p);
    else if (!en_str_compose(&p->expression->arena, en_str_trim(node->text), &node->text)) return fail(p);
    node->column_before = p->expression->columns;
    p->expression->columns = node;
    next(p);
    return node;
}

static bool is_reserved(const parser *p)
{
    static const char *const words[] = {"if",  "then", "else", "or",    "and",
                                        "not", "in",   "is",   "empty", "place"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(p, words[i])) return true;
    return false;
}

static en_expression_node *parse_literal(parser *p)
{
    bool is_false = is_word(p, "false");
    en_expression_node *node = make(p, EN_EXPRESSION_TRUTH, NULL);
    if (!node) return NULL;
    node->negated = is_false;
    if (p->kind == '0') node->kind = EN_EXPRESSION_NUMBER;
    if (p->kind == '"') node->kind = EN_EXPRESSION_TEXT;
    if (p->kind == '"') node->text = unquoted(p, p->token);
    if (p->kind == '0' && en_real_read(p->token, &node->number) != EN_NUMBER_FINE) return fail(p);
    next(p);
    return node;
}

static en_expression_node *parse_signed(parser *p)
{
    en_expression_node *node;
    if (p->failed || p->token.size == 0 || p->depth >= EN_EXPRESSION_MOST_DEPTH) return fail(p);
    p->depth++;
    if (take(p, "-")) {
        node = parse_signed(p);
        node = node ? make(p, EN_EXPRESSION_ARITHMETIC, node) : NULL;
        if (node) node->text = en_str_of("-");
    } else if (take(p, "(")) {
        node = parse_expression(p);
        if (!take(p, ")")) node = fail(p);
    } else if (p->kind == '0' || p->kind == '"' || is_word(p, "true") || is_word(p, "false"))
        node = parse_literal(p);
    else node = p->kind == 's' || is_reserved(p) ? fail(p) : parse_column(p);
    p->depth--;
    return node;
}

static en_expression_node *parse_arithmetic(parser *p, const char *signs)
{
    bool sum = *signs == '+';
    en_expression_node *node = sum ? parse_arithmetic(p, "*/") : parse_signed(p);
    for (int terms = 0; node && p->kind == 's' && p->token.size == 1 && strchr(signs, *p->token.at);
         terms++) {
        en_str sign = p->token;
        if (terms + p->depth >= EN_EXPRESSION_MOST_DEPTH) return fail(p);
        next(p);
        node = join(p, EN_EXPRESSION_ARITHMETIC, node, sum ? parse_arithmetic(p, "*/") : parse_signed(p));
        if (node) node->text = sign;
    }
    return node;
}

static en_expression_node *parse_in(parser *p, en_expression_node *node)
{
    en_expression_node *last = node;
    if (!take(p, "(")) return join(p, EN_EXPRESSION_IN, node, p->failed ? NULL : parse_column(p));
    do {
        last->next = parse_arithmetic(p, "+-");
        last = last->next;
    } while (last && take(p, ","));
    if (!last || !take(p, ")")) return fail(p);
    return make(p, EN_EXPRESSION_IN, node);
}

static en_expression_node *parse_comparison(parser *p)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};
    en_expression_node *node = parse_arithmetic(p, "+-");
    for (size_t i = 0; i < 6 && node; i++) {
        if (!take(p, signs[i])) continue;
        node = join(p, EN_EXPRESSION_COMPARE, node, parse_arithmetic(p, "+-"));
        if (node) node->text = en_str_of(signs[i]);
        return node;
    }
    bool is = node && take(p, "is"), not = node && take(p, "not");
    if (is) {
        if (node->kind != EN_EXPRESSION_COLUMN || !take(p, "empty")) return fail(p);
        node = make(p, EN_EXPRESSION_EMPTY, node);
    } else if (node && take(p, "in")) node = parse_in(p, node);
    else if (not ) return fail(p);
    if (node && (is || not )) node->negated = not ;
    return node;
}

static en_expression_node *parse_not(parser *p)
{
    if (!take(p, "not")) return parse_comparison(p);
    if (p->depth >= EN_EXPRESSION_MOST_DEPTH) return fail(p);
    p->depth++;
    en_expression_node *node = parse_not(p);
    p->depth--;
    return node ? make(p, EN_EXPRESSION_NOT, node) : NULL;
}

static en_expression_node *parse_logic(parser *p, en_expression_kind kind)
{
    bool or = kind == EN_EXPRESSION_OR;
    en_expression_node *node = or ? parse_logic(p, EN_EXPRESSION_AND) : parse_not(p);
    while (node && take(p, or ? "or" : "and"))
        node = join(p, kind, node, or ? parse_logic(p, EN_EXPRESSION_AND) : parse_not(p));
    return node;
}

static en_expression_node *parse_expression(parser *p)
{
    if (!take(p, "if")) return parse_logic(p, EN_EXPRESSION_OR);
    if (++p->depth > EN_EXPRESSION_MOST_DEPTH) return fail(p);
    en_expression_node *condition = parse_logic(p, EN_EXPRESSION_OR), *then = NULL, *otherwise = NULL;
    if (take(p, "then")) then = parse_expression(p);
    if (take(p, "else")) otherwise = parse_expression(p);
    p->depth--;
    if (!condition || !then || !otherwise) return fail(p);
    then->next = otherwise;
    return join(p, EN_EXPRESSION_IF, condition, then);
}

bool en_expression_read(en_expression *e)
{
    parser p = {.expression = e, .at = e->text.at, .end = e->text.at + e->text.size, .token = e->text};
    if (e->text.size > EN_EXPRESSION_MOST_BYTES) return fail(&p) != NULL;
    next(&p);
    e->root = parse_expression(&p);
    if (e->root && p.token.size > 0) (void)fail(&p);
    return !p.failed;
}

void en_expression_free(en_expression *e) { en_arena_free(&e->arena); }

/* A column's own type, or what round.json says: of `place.NAME`, or of NAME in both tables. */
static en_expression_type type_of(const en_expression *e, const en_expression_node *column)
{
    static const char *const names[] = {"text", "number", "date", "jlpt", "cefr"};
    static const char *const numbers[] = {"seats", "min_seats", "floor", "target", "turn"};
    char name[EN_ID_MOST_BYTES + 8];
    if (column->table == 0 && en_str_is(column->text, "categories")) return EN_EXPRESSION_AS_LIST;
    if (column->table == 0 && en_str_is(column->text, "applicant")) return EN_EXPRESSION_AS_TEXT;
    if (column->table == 1 && (en_str_is(column->text, "place") || en_str_is(column->text, "group")))
        return EN_EXPRESSION_AS_TEXT;
    for (int i = 0; i < 5 && column->table == 1; i++)
        if (en_str_is(column->text, numbers[i])) return EN_EXPRESSION_AS_NUMBER;
    int size = snprintf(name, sizeof name, "place.%.*s", (int)column->text.size, column->text.at);
    if (size < 0 || (size_t)size >= sizeof name) return EN_EXPRESSION_AS_TEXT;
    const json_t *type = column->table == 1 ? json_object_get(e->types, name) : NULL;
    if (!type) type = json_object_get(e->types, name + strlen("place."));
    for (int i = 0; i < 5 && type; i++)
        if (en_str_is(en_str_of(names[i]), json_string_value(type))) return (en_expression_type)i;
    return EN_EXPRESSION_AS_TEXT;
}

bool en_expression_value(en_expression_type type, en_str text, double *value)
{
    en_date date;
    if (type == EN_EXPRESSION_AS_NUMBER) return en_real_read(text, value) == EN_NUMBER_FINE;
    if (type == EN_EXPRESSION_AS_DATE) {
        bool day = en_date_read(text, &date) && date.day != 0;
        if (day) *value = en_date_first(date);
        return day;
    }
    if (text.size != 2) return false;
    bool jlpt = type == EN_EXPRESSION_AS_JLPT, digit = text.at[1] >= '1' && text.at[1] <= (jlpt ? '5' : '2');
    if (jlpt) *value = '6' - text.at[1];
    else *value = 2 * (text.at[0] - 'A') + (text.at[1] - '0');
    return digit && (jlpt ? text.at[0] == 'N' : text.at[0] >= 'A' && text.at[0] <= 'C');
}

/* What a part is, besides a type of columns. */
enum { CONDITION = EN_EXPRESSION_AS_CONDITION, QUOTED, WRONG };

/* What two parts are together: a text in quotes takes the type of the other, if it can. */
static int joined(int a, int b)
{
    if (a == QUOTED)
        return b == EN_EXPRESSION_AS_NUMBER || b == EN_EXPRESSION_AS_LIST || b == CONDITION ? WRONG : b;
    return b == QUOTED ? joined(b, a) : a == b ? a : WRONG;
}

static int check(en_expression_node *node);

/* Whether texts in quotes are values of the type. */
static bool are_values(const en_expression_node *node, int type)
{
    double value;
    if (type == EN_EXPRESSION_AS_TEXT || type >= EN_EXPRESSION_AS_LIST) return true;
    if (node->kind == EN_EXPRESSION_IF)
        return are_values(node->parts->next, type) && are_values(node->parts->next->next, type);
    return node->kind != EN_EXPRESSION_TEXT ||
           en_expression_value((en_expression_type)type, node->text, &value);
}

/* The type of the first part and all others together. */
static int check_parts(en_expression_node *node)
{
    en_expression_node *parts = node->parts;
    int type = check(parts);
    if (node->kind == EN_EXPRESSION_IN && parts->next->kind == EN_EXPRESSION_COLUMN && !parts->next->next)
        if (parts->next->type == EN_EXPRESSION_AS_LIST) return joined(type, EN_EXPRESSION_AS_TEXT);
    for (en_expression_node *part = parts->next; part; part = part->next) type = joined(type, check(part));
    for (const en_expression_node *part = parts; part; part = part->next)
        if (!are_values(part, type)) return WRONG;
    node->type = type < QUOTED ? (en_expression_type)type : EN_EXPRESSION_AS_TEXT;
    return type == EN_EXPRESSION_AS_LIST ? WRONG : type;
}

static int check(en_expression_node *node)
{
    int type = WRONG;
    switch (node->kind) {
    case EN_EXPRESSION_OR:
    case EN_EXPRESSION_AND:
    case EN_EXPRESSION_NOT: return check_parts(node) == CONDITION ? CONDITION : WRONG;
    case EN_EXPRESSION_IF:
        type = joined(check(node->parts->next), check(node->parts->next->next));
        return check(node->parts) == CONDITION ? type : WRONG;
    case EN_EXPRESSION_COMPARE:
        type = check_parts(node);
        if (*node->text.at != '<' && *node->text.at != '>') return type == WRONG ? WRONG : CONDITION;
        return type == EN_EXPRESSION_AS_TEXT || type >= CONDITION ? WRONG : CONDITION;
    case EN_EXPRESSION_IN: return check_parts(node) >= CONDITION ? WRONG : CONDITION;
    case EN_EXPRESSION_EMPTY:
    case EN_EXPRESSION_TRUTH: return CONDITION;
    case EN_EXPRESSION_ARITHMETIC:
        return check_parts(node) == EN_EXPRESSION_AS_NUMBER ? EN_EXPRESSION_AS_NUMBER : WRONG;
    case EN_EXPRESSION_COLUMN: return (int)node->type;
    case EN_EXPRESSION_NUMBER: return EN_EXPRESSION_AS_NUMBER;
    case EN_EXPRESSION_TEXT: return QUOTED;
    }
    return type;
}

bool en_expression_bind(en_expression *e, int table, const en_table *from, size_t most)
{
    bool found = true;
    for (en_expression_node *c = e->columns; c; c = c->column_before) {
        if (c->table != table) continue;
        c->column = EN_NO_COLUMN;
        c->type = type_of(e, c);
        for (size_t i = 0; i < from->columns; i++) {
            en_str name;
            if (!en_str_compose(&e->arena, en_str_trim(from->header[i]), &name)) return false;
            if (en_str_equal(name, c->text)) c->column = (int)i;
        }
        en_where where = {.file = e->file, .column = en_str_of("eligibility"), .value = c->text};
        if (c->column == EN_NO_COLUMN)
            found = en_report_error(e->report, EN_W_VERIFY_UNKNOWN_COLUMN, where) == EN_OK;
        c->cells = en_arena_array(&e->arena, most, sizeof *c->cells);
        if (!c->cells) return false;
    }
    if (table == 0 || !found || !e->root || check(e->root) == CONDITION) return found;
    en_where where = {.file = e->file, .column = en_str_of("eligibility")};
    return en_report_error(e->report, EN_W_VERIFY_TYPES, where) == EN_OK;
}

bool en_expression_keep(en_expression *e, int table, const en_csv *csv, uint32_t row)
{
    bool fine = true;
    for (const en_expression_node *c = e->columns; c; c = c->column_before) {
        if (c->table != table) continue;
        en_expression_cell *cell = &c->cells[row];
        if (!en_str_compose(&e->arena, en_str_trim(csv->fields[c->column]), &cell->text)) {
            e->report->out_of_memory = true;
            return false;
        }
        cell->value = NAN;
        if (c->type == EN_EXPRESSION_AS_TEXT || c->type == EN_EXPRESSION_AS_LIST || cell->text.size == 0)
            continue;
        if (!en_expression_value(c->type, cell->text, &cell->value))
            fine = en_cell_fault(csv, c->column, EN_W_VERIFY_NOT_OF_TYPE);
    }
    return fine;
}
