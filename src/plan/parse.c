/* Equations to trees. See parse.h. */
#include "parse.h"

#include "name.h"
#include "token.h"

#include <assert.h>

/* How strongly an operator holds its operands; an expression begins with what holds at least so much. */
enum power {
    POWER_NONE,
    POWER_OR,
    POWER_AND,
    POWER_EQUALITY,
    POWER_RELATION,
    POWER_SUM,
    POWER_PRODUCT,
    POWER_SIGN,
    POWER_POWER
};

typedef struct vector {
    void *at;
    uint32_t count, room;
} vector;

typedef struct parser {
    const en_equation *equation;
    en_arena *arena;
    en_report *report;
    en_lex_token token;
    uint32_t depth;
    bool stopped, out_of_memory;
    vector nodes, links, names;
    vector pending; /* children of parents that are not complete yet */
} parser;

static uint32_t parse_expression(parser *p, int least);

static void place_of(const en_equation *e, size_t offset, uint32_t *line, uint32_t *column)
{
    if (e->place) {
        e->place(e->user, offset, line, column);
        return;
    }
    *line = e->line;
    *column = e->column;
    for (size_t i = 0; i < offset && i < e->text.size; i++) {
        bool starts = ((unsigned char)e->text.at[i] & 0xC0) != 0x80;
        *column = e->text.at[i] == '\n' ? 1 : *column + starts;
        *line += e->text.at[i] == '\n';
    }
}

en_status en_equation_report(const en_equation *equation, en_report *report, en_severity severity,
                             en_word rule, uint32_t at, uint32_t size, size_t arg_count, const en_arg *args)
{
    uint32_t line, column;
    place_of(equation, at, &line, &column);
    en_arg all[EN_REPORT_ARGS] = {en_arg_int("column", column)};
    assert(arg_count < EN_REPORT_ARGS);
    for (size_t i = 0; i < arg_count; i++) all[1 + i] = args[i];
    en_where where = {.file = equation->file, .row = line, .column = equation->owner};
    if (size > 0) where.value = (en_str){equation->text.at + at, size};
    return en_report_add(report, severity, rule, where, 1 + arg_count, all);
}

/* Ends the reading: nothing but the end follows. */
static uint32_t stop(parser *p, en_word rule, en_lex_token at, size_t arg_count, const en_arg *args)
{
    if (!p->stopped)
        (void)en_equation_report(p->equation, p->report, EN_ERROR, rule, at.at, at.size, arg_count, args);
    p->stopped = true;
    p->token = (en_lex_token){.kind = EN_LEX_END};
    return EN_EXPR_NONE;
}

static uint32_t no_memory(parser *p)
{
    p->out_of_memory = p->stopped = true;
    p->token = (en_lex_token){.kind = EN_LEX_END};
    return EN_EXPR_NONE;
}

static void advance(parser *p)
{
    if (p->stopped) return;
    p->token = en_lex_next(p->equation->text, (size_t)p->token.at + p->token.size);
    if (p->token.kind == EN_LEX_FAULT) (void)stop(p, p->token.rule, p->token, 0, NULL);
}

/* Room for one more of `size` bytes, or NULL. */
static void *push(parser *p, vector *v, size_t size)
{
    if (v->count == v->room) {
        uint32_t room = v->room ? v->room * 2 : 16;
        const en_allocator *allocator = p->arena->allocator;
        void *grown = allocator->resize(allocator->user, v->at, room * size);
        if (!grown) return NULL;
        v->at = grown;
        v->room = room;
    }
    return (char *)v->at + v->count++ * size;
}

static void drop(const parser *p, vector *v)
{
    if (v->at) (void)p->arena->allocator->resize(p->arena->allocator->user, v->at, 0);
}

/* A copy in the arena; never NULL for an empty one. */
static const void *keep(const parser *p, const vector *v, size_t size)
{
    void *copy = en_arena_raw(p->arena, v->count, size);
    if (copy && v->count) memcpy(copy, v->at, v->count * size);
    return copy;
}

static uint32_t add_node(parser *p, en_expr_kind kind, en_lex_token t, uint32_t count)
{
    if (p->stopped) return EN_EXPR_NONE;
    en_expr_node *node = push(p, &p->nodes, sizeof *node);
    if (!node) return no_memory(p);
    *node = (en_expr_node){.kind = kind,
                           .at = t.at,
                           .size = t.size,
                           .first = p->links.count,
                           .count = count,
                           .name = EN_EXPR_NONE,
                           .number = t.number};
    return p->nodes.count - 1;
}

static bool add_link(parser *p, vector *v, uint32_t child)
{
    uint32_t *link = push(p, v, sizeof *link);
    if (link) *link = child;
    else (void)no_memory(p);
    return link != NULL;
}

/* A node whose children are all that is pending above `base`. */
static uint32_t add_parent(parser *p, en_expr_kind kind, en_lex_token t, uint32_t base)
{
    uint32_t node = p->stopped ? EN_EXPR_NONE : add_node(p, kind, t, p->pending.count - base);
    const uint32_t *pending = p->pending.at;
    for (uint32_t i = base; i < p->pending.count && node != EN_EXPR_NONE; i++)
        if (!add_link(p, &p->links, pending[i])) node = EN_EXPR_NONE;
    p->pending.count = base;
    return node;
}

static uint32_t add_operation(parser *p, en_expr_kind kind, en_lex_token t, uint32_t left, uint32_t right)
{
    uint32_t base = p->pending.count;
    if (p->stopped || !add_link(p, &p->pending, left)) return EN_EXPR_NONE;
    if (right != EN_EXPR_NONE && !add_link(p, &p->pending, right)) return EN_EXPR_NONE;
    return add_parent(p, kind, t, base);
}

static en_word word_of_name_fault(en_name_fault fault)
{
    switch (fault) {
    case EN_NAME_ESCAPE: return EN_W_PLAN_NAME_ESCAPE;
    case EN_NAME_TOO_LONG: return EN_W_PLAN_NAME_LONG;
    case EN_NAME_QUOTE: return EN_W_PLAN_UNCLOSED_QUOTE;
    case EN_NAME_EMPTY:
    case EN_NAME_FINE:
    case EN_NAME_NO_MEMORY: break;
    }
    return EN_W_PLAN_NAME_EMPTY;
}

/* The name of a token, as an index; EN_EXPR_NONE after reporting. */
static uint32_t add_name(parser *p, en_lex_token t)
{
    en_expr_name name = {.written = {p->equation->text.at + t.at, t.size}};
    en_name_fault fault = en_qualified_of(p->arena, name.written, &name.key);
    if (fault == EN_NAME_NO_MEMORY) return no_memory(p);
    en_arg most = en_arg_int("most", EN_NAME_MOST_BYTES);
    if (fault != EN_NAME_FINE) return stop(p, word_of_name_fault(fault), t, fault == EN_NAME_TOO_LONG, &most);
    en_expr_name *kept = push(p, &p->names, sizeof *kept);
    if (!kept) return no_memory(p);
    *kept = name;
    return p->names.count - 1;
}

static uint32_t add_named(parser *p, en_expr_kind kind, en_lex_token t, en_lex_token name)
{
    uint32_t index = add_name(p, name), node = add_node(p, kind, t, 0);
    if (node != EN_EXPR_NONE) ((en_expr_node *)p->nodes.at)[node].name = index;
    return node;
}

static uint32_t unexpected(parser *p, en_word expected)
{
    en_arg arg = en_arg_word("expected", expected);
    bool ends = p->token.kind == EN_LEX_END;
    return stop(p, ends ? EN_W_PLAN_EQUATION_ENDS : EN_W_PLAN_UNEXPECTED, p->token, 1, &arg);
}

static bool enter(parser *p)
{
    if (++p->depth <= EN_EXPR_MOST_DEPTH) return true;
    en_arg most = en_arg_int("most", EN_EXPR_MOST_DEPTH);
    (void)stop(p, EN_W_PLAN_EQUATION_DEEP, p->token, 1, &most);
    return false;
}

/* Takes what closes `open`. */
static bool close(parser *p, en_lex_token open, en_lex_kind kind)
{
    bool round = kind == EN_LEX_CLOSE;
    if (!p->stopped && p->token.kind == kind) {
        advance(p);
        return true;
    }
    if (p->token.kind == EN_LEX_END)
        (void)stop(p, round ? EN_W_PLAN_UNCLOSED_PARENTHESIS : EN_W_PLAN_UNCLOSED_BRACKET, open, 0, NULL);
    else (void)unexpected(p, round ? EN_W_PLAN_EXPECTED_CLOSE : EN_W_PLAN_EXPECTED_CLOSE_BRACKET);
    return false;
}

/* `*`, or `*:dimension` */
static uint32_t parse_all(parser *p)
{
    en_lex_token star = p->token;
    advance(p);
    if (p->token.kind != EN_LEX_COLON) return add_node(p, EN_EXPR_ALL, star, 0);
    advance(p);
    en_lex_token name = p->token;
    if (name.kind != EN_LEX_NAME && name.kind != EN_LEX_MODULO)
        return unexpected(p, EN_W_PLAN_EXPECTED_DIMENSION);
    advance(p);
    return add_named(p, EN_EXPR_ALL, star, name);
}

/* `@2` */
static uint32_t parse_position(parser *p)
{
    en_lex_token sign = p->token;
    advance(p);
    en_lex_token number = p->token;
    bool whole = number.kind == EN_LEX_NUMBER && number.number >= 1 && number.number <= 1000 &&
                 number.number == (double)(int)number.number;
    if (!whole) return unexpected(p, EN_W_PLAN_EXPECTED_POSITION);
    advance(p);
    sign.number = number.number;
    return add_node(p, EN_EXPR_POSITION, sign, 0);
}

static uint32_t parse_subscript(parser *p)
{
    if (p->token.kind == EN_LEX_TIMES) return parse_all(p);
    if (p->token.kind == EN_LEX_AT) return parse_position(p);
    uint32_t from = parse_expression(p, POWER_NONE);
    en_lex_token colon = p->token;
    if (colon.kind != EN_LEX_COLON) return from;
    advance(p);
    return add_operation(p, EN_EXPR_RANGE, colon, from, parse_expression(p, POWER_NONE));
}

static uint32_t parse_argument(parser *p) { return parse_expression(p, POWER_NONE); }

/* Arguments or subscripts of `of`, up to what closes them. */
static uint32_t parse_items(parser *p, en_expr_kind kind, uint32_t of, en_lex_kind end,
                            uint32_t (*parse)(parser *))
{
    en_lex_token open = p->token;
    uint32_t base = p->pending.count;
    if (p->stopped || !add_link(p, &p->pending, of)) return EN_EXPR_NONE;
    advance(p);
    if (p->token.kind != end)
        for (;;) {
            bool empty = p->token.kind == EN_LEX_COMMA || p->token.kind == end;
            uint32_t item = empty ? add_node(p, EN_EXPR_EMPTY, p->token, 0) : parse(p);
            if (p->stopped || !add_link(p, &p->pending, item)) return EN_EXPR_NONE;
            if (p->token.kind != EN_LEX_COMMA) break;
            advance(p);
        }
    return close(p, open, end) ? add_parent(p, kind, open, base) : EN_EXPR_NONE;
}

static bool is_bare(const parser *p, en_lex_token t)
{
    return t.kind == EN_LEX_NAME && !memchr(p->equation->text.at + t.at, '"', t.size);
}

/* Whether the next token, behind nothing but blanks, goes on with the name. */
static bool is_joined(const parser *p, en_lex_token name)
{
    const char *text = p->equation->text.at;
    uint32_t from = name.at + name.size, to = p->token.at;
    return is_bare(p, name) && is_bare(p, p->token) && text[to] != '.' &&
           !memchr(text + from, '{', to - from);
}

/* A name, or several without quotes that must be one with blanks. */
static uint32_t parse_name(parser *p)
{
    en_lex_token name = p->token;
    bool joined = false;
    advance(p);
    while (is_joined(p, name)) {
        name.size = p->token.at + p->token.size - name.at;
        joined = true;
        advance(p);
    }
    if (joined && !p->stopped)
        (void)en_equation_report(p->equation, p->report, EN_WARNING, EN_W_PLAN_NAMES_JOINED, name.at,
                                 name.size, 0, NULL);
    return add_named(p, EN_EXPR_NAME, name, name);
}

static uint32_t parse_reference(parser *p)
{
    uint32_t node = parse_name(p);
    while (p->token.kind == EN_LEX_OPEN_SUBSCRIPT)
        node = parse_items(p, EN_EXPR_SUBSCRIPT, node, EN_LEX_CLOSE_SUBSCRIPT, parse_subscript);
    if (p->token.kind == EN_LEX_OPEN) node = parse_items(p, EN_EXPR_CALL, node, EN_LEX_CLOSE, parse_argument);
    return node;
}

static bool expect(parser *p, en_lex_kind kind, en_word expected)
{
    bool there = !p->stopped && p->token.kind == kind;
    if (there) advance(p);
    else (void)unexpected(p, expected);
    return there;
}

static uint32_t parse_if(parser *p)
{
    en_lex_token start = p->token;
    uint32_t base = p->pending.count;
    advance(p);
    uint32_t condition = parse_expression(p, POWER_NONE);
    if (!expect(p, EN_LEX_THEN, EN_W_PLAN_EXPECTED_THEN)) return EN_EXPR_NONE;
    uint32_t then = parse_expression(p, POWER_NONE);
    if (!expect(p, EN_LEX_ELSE, EN_W_PLAN_EXPECTED_ELSE)) return EN_EXPR_NONE;
    uint32_t otherwise = parse_expression(p, POWER_NONE);
    if (p->stopped || !add_link(p, &p->pending, condition) || !add_link(p, &p->pending, then) ||
        !add_link(p, &p->pending, otherwise))
        return EN_EXPR_NONE;
    return add_parent(p, EN_EXPR_IF, start, base);
}

static uint32_t parse_sign(parser *p, en_expr_kind kind)
{
    en_lex_token sign = p->token;
    advance(p);
    return add_operation(p, kind, sign, parse_expression(p, POWER_SIGN), EN_EXPR_NONE);
}

static uint32_t parse_number(parser *p)
{
    en_lex_token number = p->token;
    advance(p);
    return add_node(p, EN_EXPR_NUMBER, number, 0);
}

static uint32_t parse_parenthesis(parser *p)
{
    en_lex_token open = p->token;
    advance(p);
    uint32_t inside = parse_expression(p, POWER_NONE);
    return close(p, open, EN_LEX_CLOSE) ? inside : EN_EXPR_NONE;
}

/* What can stand before `'`. */
static uint32_t parse_primary(parser *p)
{
    switch ((int)p->token.kind) {
    case EN_LEX_NUMBER: return parse_number(p);
    case EN_LEX_NAME:
    case EN_LEX_MODULO: return parse_reference(p);
    case EN_LEX_OPEN: return parse_parenthesis(p);
    case EN_LEX_TIMES:
    case EN_LEX_AT: return stop(p, EN_W_PLAN_ONLY_SUBSCRIPT, p->token, 0, NULL);
    default: return unexpected(p, EN_W_PLAN_EXPECTED_OPERAND);
    }
}

static uint32_t parse_operand(parser *p)
{
    switch ((int)p->token.kind) {
    case EN_LEX_PLUS: return parse_sign(p, EN_EXPR_PLUS);
    case EN_LEX_MINUS: return parse_sign(p, EN_EXPR_NEGATE);
    case EN_LEX_NOT: return parse_sign(p, EN_EXPR_NOT);
    case EN_LEX_IF: return parse_if(p);
    default: break;
    }
    uint32_t node = parse_primary(p);
    for (en_lex_token t; (t = p->token).kind == EN_LEX_TRANSPOSE;) {
        advance(p);
        node = add_operation(p, EN_EXPR_TRANSPOSE, t, node, EN_EXPR_NONE);
    }
    return node;
}

typedef struct infix {
    enum power power;
    en_expr_kind kind;
} infix;

static infix infix_of(en_lex_kind kind)
{
    switch ((int)kind) {
    case EN_LEX_POWER: return (infix){POWER_POWER, EN_EXPR_POWER};
    case EN_LEX_TIMES: return (infix){POWER_PRODUCT, EN_EXPR_MULTIPLY};
    case EN_LEX_DIVIDE: return (infix){POWER_PRODUCT, EN_EXPR_DIVIDE};
    case EN_LEX_MODULO: return (infix){POWER_PRODUCT, EN_EXPR_MODULO};
    case EN_LEX_PLUS: return (infix){POWER_SUM, EN_EXPR_ADD};
    case EN_LEX_MINUS: return (infix){POWER_SUM, EN_EXPR_SUBTRACT};
    case EN_LEX_LESS: return (infix){POWER_RELATION, EN_EXPR_LESS};
    case EN_LEX_NOT_MORE: return (infix){POWER_RELATION, EN_EXPR_NOT_MORE};
    case EN_LEX_MORE: return (infix){POWER_RELATION, EN_EXPR_MORE};
    case EN_LEX_NOT_LESS: return (infix){POWER_RELATION, EN_EXPR_NOT_LESS};
    case EN_LEX_EQUAL: return (infix){POWER_EQUALITY, EN_EXPR_EQUAL};
    case EN_LEX_NOT_EQUAL: return (infix){POWER_EQUALITY, EN_EXPR_NOT_EQUAL};
    case EN_LEX_AND: return (infix){POWER_AND, EN_EXPR_AND};
    case EN_LEX_OR: return (infix){POWER_OR, EN_EXPR_OR};
    default: return (infix){POWER_NONE, EN_EXPR_EMPTY};
    }
}

/* An operand and the operators behind it that hold at least so strongly. */
static uint32_t parse_expression(parser *p, int least)
{
    if (p->stopped || !enter(p)) return EN_EXPR_NONE;
    bool follows = least > POWER_NONE && p->token.kind == EN_LEX_TIMES; /* no subscript: a second sign */
    uint32_t left = follows ? unexpected(p, EN_W_PLAN_EXPECTED_OPERAND) : parse_operand(p);
    for (infix next; (next = infix_of(p->token.kind)).power != POWER_NONE && (int)next.power >= least;) {
        en_lex_token sign = p->token;
        advance(p);
        int right = next.power == POWER_POWER ? (int)POWER_POWER : (int)next.power + 1;
        left = add_operation(p, next.kind, sign, left, parse_expression(p, right));
    }
    p->depth--;
    return left;
}

/* Expressions between commas, as a list where there are several. */
static void parse_root(parser *p)
{
    advance(p);
    if (p->token.kind == EN_LEX_END) return;
    uint32_t root = parse_expression(p, POWER_NONE);
    en_lex_token comma = p->token;
    if (comma.kind == EN_LEX_COMMA) {
        if (!add_link(p, &p->pending, root)) return;
        while (p->token.kind == EN_LEX_COMMA) {
            advance(p);
            root = parse_expression(p, POWER_NONE);
            if (p->stopped || !add_link(p, &p->pending, root)) return;
        }
        (void)add_parent(p, EN_EXPR_LIST, comma, 0);
    }
    if (p->stopped || p->token.kind == EN_LEX_END) return;
    bool closes = p->token.kind == EN_LEX_CLOSE || p->token.kind == EN_LEX_CLOSE_SUBSCRIPT;
    if (closes) (void)stop(p, EN_W_PLAN_STRAY_CLOSE, p->token, 0, NULL);
    else (void)unexpected(p, EN_W_PLAN_EXPECTED_OPERATOR);
}

static en_status finish(parser *p, en_expr *expr)
{
    if (p->out_of_memory) return EN_ERR_MEMORY;
    if (p->stopped) return EN_ERR_INPUT;
    en_expr made = {.text = p->equation->text,
                    .nodes = keep(p, &p->nodes, sizeof *made.nodes),
                    .links = keep(p, &p->links, sizeof *made.links),
                    .names = keep(p, &p->names, sizeof *made.names),
                    .node_count = p->nodes.count,
                    .link_count = p->links.count,
                    .name_count = p->names.count};
    if (!made.nodes || !made.links || !made.names) return EN_ERR_MEMORY;
    *expr = made;
    return EN_OK;
}

en_status en_expr_parse(const en_equation *equation, en_arena *arena, en_report *report, en_expr *expr)
{
    parser p = {.equation = equation, .arena = arena, .report = report};
    en_str text = equation->text;
    en_arg most = en_arg_int("most", EN_EXPR_MOST_BYTES);
    if (text.size > EN_EXPR_MOST_BYTES)
        return en_equation_report(equation, report, EN_ERROR, EN_W_PLAN_EQUATION_LONG, 0, 0, 1, &most);
    size_t invalid = en_utf8_invalid(text.at, text.size);
    if (invalid < text.size)
        return en_equation_report(equation, report, EN_ERROR, EN_W_PLAN_EQUATION_ENCODING, (uint32_t)invalid,
                                  0, 0, NULL);
    parse_root(&p);
    en_status status = finish(&p, expr);
    drop(&p, &p.nodes);
    drop(&p, &p.links);
    drop(&p, &p.names);
    drop(&p, &p.pending);
    return status;
}
