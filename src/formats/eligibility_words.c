/* An eligibility expression in words, for the page and for people who read the rules. See eligibility.h. */
#include "eligibility_parts.h"

static void add_node(en_text *text, en_language language, const en_eligibility *e, uint32_t n);

/* A child, in parentheses where it would otherwise run into its surroundings. */
static en_text part_of(en_language language, const en_eligibility *e, uint32_t n, bool grouped)
{
    en_text plain = en_text_make(e->arena->allocator);
    add_node(&plain, language, e, n);
    if (!grouped || plain.failed) return plain;
    en_text whole = en_text_make(e->arena->allocator);
    en_arg arg = en_arg_str("part", en_text_str(&plain));
    en_words_add(&whole, language, EN_W_ELIGIBILITY_SAYS_GROUP, 1, &arg);
    en_text_free(&plain);
    return whole;
}

static void add_with(en_text *text, en_language language, en_word word, size_t count,
                     const char *const *names, en_text *parts)
{
    en_arg args[3];
    for (size_t i = 0; i < count; i++) {
        args[i] = en_arg_str(names[i], en_text_str(&parts[i]));
        text->failed = text->failed || parts[i].failed;
    }
    en_words_add(text, language, word, count, args);
    for (size_t i = 0; i < count; i++) en_text_free(&parts[i]);
}

static void add_constant(en_text *text, en_language language, const node *n)
{
    if (n->type == VALUE_NUMBER) en_words_add_real(text, language, n->value, -1);
    else if (n->type == VALUE_DATE)
        en_words_add_date(text, language, en_date_of_day((int32_t)n->value), true);
    else if (n->type != VALUE_BOOLEAN) en_text_add(text, n->text);
    else
        en_words_add(text, language, n->value == 1 ? EN_W_ELIGIBILITY_SAYS_TRUE : EN_W_ELIGIBILITY_SAYS_FALSE,
                     0, NULL);
}

static void add_column(en_text *text, en_language language, const en_eligibility *e, const node *n)
{
    en_str name = eligibility_column_of(e, n)->name;
    if (n->table == EN_ELIGIBILITY_APPLICANTS) {
        en_text_add(text, name);
        return;
    }
    en_arg arg = en_arg_str("name", (en_str){name.at + strlen("place."), name.size - strlen("place.")});
    en_words_add(text, language, EN_W_ELIGIBILITY_SAYS_PLACE_COLUMN, 1, &arg);
}

static bool is_joined(node_kind kind) { return kind == NODE_AND || kind == NODE_OR || kind == NODE_IF; }

static bool is_arithmetic(node_kind kind) { return kind >= NODE_ADD; }

/* The children from `first` on, with the word between. */
static void add_children(en_text *text, en_language language, const en_eligibility *e, uint32_t first,
                         en_word between)
{
    for (uint32_t i = first; i != ELIGIBILITY_NONE; i = e->nodes[i].next) {
        if (i != first) en_words_add(text, language, between, 0, NULL);
        en_text part = part_of(language, e, i, is_joined(e->nodes[i].kind));
        text->failed = text->failed || part.failed;
        en_text_add(text, en_text_str(&part));
        en_text_free(&part);
    }
}

/* Numbers, levels and texts in the first row, dates in the second. */
static en_word comparison_word(node_kind kind, value_type type)
{
    static const en_word words[2][6] = {
        {EN_W_ELIGIBILITY_SAYS_EQUAL, EN_W_ELIGIBILITY_SAYS_UNEQUAL, EN_W_ELIGIBILITY_SAYS_LESS,
         EN_W_ELIGIBILITY_SAYS_AT_MOST, EN_W_ELIGIBILITY_SAYS_MORE, EN_W_ELIGIBILITY_SAYS_AT_LEAST},
        {EN_W_ELIGIBILITY_SAYS_EQUAL, EN_W_ELIGIBILITY_SAYS_UNEQUAL, EN_W_ELIGIBILITY_SAYS_BEFORE,
         EN_W_ELIGIBILITY_SAYS_UNTIL, EN_W_ELIGIBILITY_SAYS_AFTER, EN_W_ELIGIBILITY_SAYS_FROM},
    };
    return words[type == VALUE_DATE][kind - NODE_EQUAL];
}

static void add_comparison(en_text *text, en_language language, const en_eligibility *e, const node *n)
{
    static const char *const names[] = {"left", "right"};
    const node *left = &e->nodes[n->first], *right = &e->nodes[n->last];
    bool conditions = left->type == VALUE_BOOLEAN;
    en_text parts[] = {part_of(language, e, n->first, conditions || is_joined(left->kind)),
                       part_of(language, e, n->last, conditions || is_joined(right->kind))};
    add_with(text, language, comparison_word(n->kind, left->type), 2, names, parts);
}

static void add_in(en_text *text, en_language language, const en_eligibility *e, const node *n, bool negated)
{
    static const char *const names[] = {"left", "list"};
    static const en_word words[2][2] = {{EN_W_ELIGIBILITY_SAYS_IN, EN_W_ELIGIBILITY_SAYS_NOT_IN},
                                        {EN_W_ELIGIBILITY_SAYS_MEMBER, EN_W_ELIGIBILITY_SAYS_NOT_MEMBER}};
    en_text parts[] = {part_of(language, e, n->first, is_joined(e->nodes[n->first].kind)),
                       en_text_make(e->arena->allocator)};
    add_children(&parts[1], language, e, e->nodes[n->first].next, EN_W_ELIGIBILITY_SAYS_COMMA);
    add_with(text, language, words[n->kind == NODE_MEMBER][negated], 2, names, parts);
}

static void add_empty(en_text *text, en_language language, const en_eligibility *e, const node *n,
                      bool negated)
{
    static const char *const names[] = {"left"};
    en_text part = part_of(language, e, n->first, false);
    add_with(text, language, negated ? EN_W_ELIGIBILITY_SAYS_GIVEN : EN_W_ELIGIBILITY_SAYS_EMPTY, 1, names,
             &part);
}

/* `not` melts into what it denies where there are words for that. */
static void add_not(en_text *text, en_language language, const en_eligibility *e, const node *n)
{
    static const char *const names[] = {"part"};
    const node *denied = &e->nodes[n->first];
    if (denied->kind == NODE_IN || denied->kind == NODE_MEMBER) {
        add_in(text, language, e, denied, true);
    } else if (denied->kind == NODE_EMPTY) {
        add_empty(text, language, e, denied, true);
    } else {
        en_text part = part_of(language, e, n->first, false);
        add_with(text, language, EN_W_ELIGIBILITY_SAYS_NOT, 1, names, &part);
    }
}

static void add_if(en_text *text, en_language language, const en_eligibility *e, const node *n)
{
    static const char *const names[] = {"condition", "then", "otherwise"};
    uint32_t children[] = {n->first, e->nodes[n->first].next, n->last};
    en_text parts[3];
    for (size_t i = 0; i < 3; i++)
        parts[i] = part_of(language, e, children[i], is_joined(e->nodes[children[i]].kind));
    add_with(text, language, EN_W_ELIGIBILITY_SAYS_IF, 3, names, parts);
}

static void add_formula(en_text *text, en_language language, const en_eligibility *e, const node *n)
{
    static const char *const signs[] = {" + ", " − ", " × ", " ÷ ", "−"};
    for (uint32_t i = n->first; i != ELIGIBILITY_NONE; i = e->nodes[i].next) {
        if (i != n->first || n->kind == NODE_NEGATE) en_text_add_z(text, signs[n->kind - NODE_ADD]);
        node_kind kind = e->nodes[i].kind;
        en_text part = part_of(language, e, i, is_arithmetic(kind) || is_joined(kind));
        text->failed = text->failed || part.failed;
        en_text_add(text, en_text_str(&part));
        en_text_free(&part);
    }
}

static void add_node(en_text *text, en_language language, const en_eligibility *e, uint32_t n)
{
    const node *at = &e->nodes[n];
    switch (at->kind) {
    case NODE_CONSTANT: add_constant(text, language, at); break;
    case NODE_COLUMN: add_column(text, language, e, at); break;
    case NODE_AND: add_children(text, language, e, at->first, EN_W_ELIGIBILITY_SAYS_AND); break;
    case NODE_OR: add_children(text, language, e, at->first, EN_W_ELIGIBILITY_SAYS_OR); break;
    case NODE_NOT: add_not(text, language, e, at); break;
    case NODE_IF: add_if(text, language, e, at); break;
    case NODE_EQUAL:
    case NODE_UNEQUAL:
    case NODE_LESS:
    case NODE_AT_MOST:
    case NODE_MORE:
    case NODE_AT_LEAST: add_comparison(text, language, e, at); break;
    case NODE_IN:
    case NODE_MEMBER: add_in(text, language, e, at, false); break;
    case NODE_EMPTY: add_empty(text, language, e, at, false); break;
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_MULTIPLY:
    case NODE_DIVIDE:
    case NODE_NEGATE: add_formula(text, language, e, at); break;
    }
}

void en_eligibility_add_words(en_text *text, en_language language, const en_eligibility *e)
{
    if (en_eligibility_given(e)) add_node(text, language, e, e->root);
    else en_words_add(text, language, EN_W_ELIGIBILITY_SAYS_EVERYONE, 0, NULL);
}
