/* The grammar of an eligibility expression, by recursive descent. See docs/eligibility.md.
 *
 * A fault of syntax ends the reading, and is the last that is reported; faults of types and names do not.
 * Each node stands for at least one byte of the text, so that the tree is bounded by it.
 */
#include "eligibility_parts.h"

static uint32_t parse_expression(compiler *c);

static uint32_t unexpected(compiler *c, en_word expected)
{
    en_arg arg = en_arg_word("expected", expected);
    en_word rule = c->token.kind == TOKEN_END ? EN_W_ELIGIBILITY_ENDS : EN_W_ELIGIBILITY_UNEXPECTED;
    return eligibility_stop(c, rule, c->token, 1, &arg);
}

/* Takes a token of this kind; false after reporting that it is another. */
static bool expect(compiler *c, token_kind kind, en_word expected)
{
    bool there = !c->stopped && c->token.kind == kind;
    if (there) eligibility_advance(c);
    else (void)unexpected(c, expected);
    return there;
}

static bool enter(compiler *c)
{
    if (++c->nesting <= ELIGIBILITY_MOST_DEPTH) return true;
    (void)eligibility_stop(c, EN_W_ELIGIBILITY_TOO_DEEP, c->token, 0, NULL);
    return false;
}

/* The parenthesis that closes `open`. */
static bool close(compiler *c, token open)
{
    if (c->stopped) return false;
    if (c->token.kind == TOKEN_END) {
        (void)eligibility_stop(c, EN_W_ELIGIBILITY_UNCLOSED_PARENTHESIS, open, 0, NULL);
        return false;
    }
    return expect(c, TOKEN_CLOSE, EN_W_ELIGIBILITY_EXPECTED_CLOSE);
}

static uint32_t parse_parenthesis(compiler *c)
{
    token open = c->token;
    eligibility_advance(c);
    uint32_t inside = parse_expression(c);
    return close(c, open) ? inside : ELIGIBILITY_NONE;
}

static uint32_t parse_primary(compiler *c)
{
    token t = c->token;
    switch ((int)t.kind) {
    case TOKEN_OPEN: return parse_parenthesis(c);
    case TOKEN_IF: return eligibility_stop(c, EN_W_ELIGIBILITY_BARE_IF, t, 0, NULL);
    case TOKEN_NAME:
    case TOKEN_PLACE_NAME:
        eligibility_advance(c);
        return eligibility_column(c, t,
                                  t.kind == TOKEN_NAME ? EN_ELIGIBILITY_APPLICANTS : EN_ELIGIBILITY_PLACES);
    case TOKEN_TEXT: eligibility_advance(c); return eligibility_constant(c, t, VALUE_TEXT, 0);
    case TOKEN_NUMBER: eligibility_advance(c); return eligibility_constant(c, t, VALUE_NUMBER, 0);
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        eligibility_advance(c);
        return eligibility_constant(c, t, VALUE_BOOLEAN, t.kind == TOKEN_TRUE);
    default: return unexpected(c, EN_W_ELIGIBILITY_EXPECTED_VALUE);
    }
}

static uint32_t parse_signed(compiler *c)
{
    token sign = c->token;
    if (sign.kind != TOKEN_MINUS) return parse_primary(c);
    if (!enter(c)) return ELIGIBILITY_NONE;
    eligibility_advance(c);
    uint32_t operand = parse_signed(c);
    c->nesting--;
    return eligibility_arithmetic(c, sign, NODE_NEGATE, operand, ELIGIBILITY_NONE);
}

static uint32_t parse_product(compiler *c)
{
    uint32_t left = parse_signed(c);
    for (token sign; (sign = c->token).kind == TOKEN_TIMES || sign.kind == TOKEN_DIVIDE;) {
        eligibility_advance(c);
        uint32_t right = parse_signed(c);
        left = eligibility_arithmetic(c, sign, sign.kind == TOKEN_TIMES ? NODE_MULTIPLY : NODE_DIVIDE, left,
                                      right);
    }
    return left;
}

static uint32_t parse_sum(compiler *c)
{
    uint32_t left = parse_product(c);
    for (token sign; (sign = c->token).kind == TOKEN_PLUS || sign.kind == TOKEN_MINUS;) {
        eligibility_advance(c);
        uint32_t right = parse_product(c);
        left =
            eligibility_arithmetic(c, sign, sign.kind == TOKEN_PLUS ? NODE_ADD : NODE_SUBTRACT, left, right);
    }
    return left;
}

/* Behind `in`: a list in parentheses, or the column `categories`. */
static uint32_t parse_in(compiler *c, token in, uint32_t item)
{
    if (c->stopped) return ELIGIBILITY_NONE;
    if (c->token.kind == TOKEN_NAME || c->token.kind == TOKEN_PLACE_NAME)
        return eligibility_member(c, in, item, parse_primary(c));
    token open = c->token;
    if (!expect(c, TOKEN_OPEN, EN_W_ELIGIBILITY_EXPECTED_LIST)) return ELIGIBILITY_NONE;
    uint32_t list = eligibility_element(c, in, eligibility_node(c, NODE_IN, VALUE_BOOLEAN, in), item);
    list = eligibility_element(c, in, list, parse_sum(c));
    while (c->token.kind == TOKEN_COMMA) {
        eligibility_advance(c);
        list = eligibility_element(c, in, list, parse_sum(c));
    }
    return close(c, open) ? list : ELIGIBILITY_NONE;
}

/* Behind `is`: `empty` or `not empty`. */
static uint32_t parse_is(compiler *c, token is, uint32_t operand)
{
    token no = c->token;
    if (no.kind == TOKEN_NOT) eligibility_advance(c);
    if (!expect(c, TOKEN_EMPTY, EN_W_ELIGIBILITY_EXPECTED_EMPTY)) return ELIGIBILITY_NONE;
    uint32_t empty = eligibility_empty(c, is, operand);
    return no.kind == TOKEN_NOT ? eligibility_not(c, no, empty) : empty;
}

static bool is_comparison(token_kind kind) { return kind >= TOKEN_EQUAL && kind <= TOKEN_AT_LEAST; }

static uint32_t parse_comparison(compiler *c)
{
    uint32_t left = parse_sum(c);
    token t = c->token;
    if (is_comparison(t.kind)) {
        eligibility_advance(c);
        uint32_t right = parse_sum(c);
        if (is_comparison(c->token.kind))
            return eligibility_stop(c, EN_W_ELIGIBILITY_CHAINED, c->token, 0, NULL);
        return eligibility_compare(c, t, left, right);
    }
    if (t.kind != TOKEN_IN && t.kind != TOKEN_IS && t.kind != TOKEN_NOT) return left;
    eligibility_advance(c);
    if (t.kind == TOKEN_IN) return parse_in(c, t, left);
    if (t.kind == TOKEN_IS) return parse_is(c, t, left);
    token in = c->token;
    if (!expect(c, TOKEN_IN, EN_W_ELIGIBILITY_EXPECTED_IN)) return ELIGIBILITY_NONE;
    return eligibility_not(c, t, parse_in(c, in, left));
}

static uint32_t parse_not(compiler *c)
{
    token no = c->token;
    if (no.kind != TOKEN_NOT) return parse_comparison(c);
    if (!enter(c)) return ELIGIBILITY_NONE;
    eligibility_advance(c);
    uint32_t condition = parse_not(c);
    c->nesting--;
    return eligibility_not(c, no, condition);
}

/* Parts that are joined by one keyword; a single one stays as it is. */
static uint32_t parse_joined(compiler *c, token_kind joint, node_kind kind, uint32_t (*parse)(compiler *))
{
    uint32_t first = parse(c);
    if (c->token.kind != joint || first == ELIGIBILITY_NONE) return first;
    uint32_t all = eligibility_join(c, eligibility_node(c, kind, VALUE_BOOLEAN, c->token), first);
    while (c->token.kind == joint) {
        eligibility_advance(c);
        all = eligibility_join(c, all, parse(c));
    }
    return all;
}

static uint32_t parse_and(compiler *c) { return parse_joined(c, TOKEN_AND, NODE_AND, parse_not); }

static uint32_t parse_or(compiler *c) { return parse_joined(c, TOKEN_OR, NODE_OR, parse_and); }

static uint32_t parse_if(compiler *c)
{
    token start = c->token;
    eligibility_advance(c);
    uint32_t condition = parse_or(c);
    if (!expect(c, TOKEN_THEN, EN_W_ELIGIBILITY_EXPECTED_THEN)) return ELIGIBILITY_NONE;
    uint32_t then = parse_expression(c);
    if (!expect(c, TOKEN_ELSE, EN_W_ELIGIBILITY_EXPECTED_ELSE)) return ELIGIBILITY_NONE;
    return eligibility_if(c, start, condition, then, parse_expression(c));
}

static uint32_t parse_expression(compiler *c)
{
    if (c->stopped || !enter(c)) return ELIGIBILITY_NONE;
    uint32_t n = c->token.kind == TOKEN_IF ? parse_if(c) : parse_or(c);
    c->nesting--;
    return n;
}

uint32_t eligibility_parse(compiler *c)
{
    eligibility_advance(c);
    uint32_t root = parse_expression(c);
    if (c->stopped || c->token.kind == TOKEN_END) return root;
    if (c->token.kind == TOKEN_CLOSE)
        return eligibility_stop(c, EN_W_ELIGIBILITY_STRAY_PARENTHESIS, c->token, 0, NULL);
    return unexpected(c, EN_W_ELIGIBILITY_EXPECTED_OPERATOR);
}
