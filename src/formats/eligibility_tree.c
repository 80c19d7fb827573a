/* The nodes of an eligibility expression, and what types may stand together. See eligibility_parts.h.
 *
 * A text in quotes takes the type of what it is compared with: `"N3"` is a level beside a column of levels,
 * and checked as one. Until then its type is open.
 */
#include "eligibility_parts.h"

#include "number.h"

enum { MOST_SHOWN = 4 * EN_REPORT_VALUE_COLUMNS };

static node *node_of(const compiler *c, uint32_t n) { return &c->made->nodes[n]; }

uint32_t eligibility_node(compiler *c, node_kind kind, value_type type, token at)
{
    if (c->stopped) return ELIGIBILITY_NONE;
    uint32_t n = c->made->node_count++;
    *node_of(c, n) = (node){.kind = kind,
                            .type = type,
                            .depth = 1,
                            .first = ELIGIBILITY_NONE,
                            .last = ELIGIBILITY_NONE,
                            .next = ELIGIBILITY_NONE,
                            .at = at.at,
                            .size = at.size};
    return n;
}

/* Puts a child behind those of the parent. */
static uint32_t add_child(compiler *c, uint32_t parent, uint32_t child)
{
    if (c->stopped || parent == ELIGIBILITY_NONE || child == ELIGIBILITY_NONE) return ELIGIBILITY_NONE;
    node *p = node_of(c, parent);
    if (p->first == ELIGIBILITY_NONE) p->first = child;
    else node_of(c, p->last)->next = child;
    p->last = child;
    if (node_of(c, child)->depth >= p->depth) p->depth = node_of(c, child)->depth + 1;
    if (p->depth <= ELIGIBILITY_MOST_DEPTH) return parent;
    return eligibility_stop(c, EN_W_ELIGIBILITY_TOO_DEEP, (token){.at = p->at, .size = p->size}, 0, NULL);
}

static void fault_at(compiler *c, en_word rule, uint32_t n, size_t count, const en_arg *args)
{
    eligibility_fault(c, rule, node_of(c, n)->at, node_of(c, n)->size, count, args);
}

static bool is_faulty(const compiler *c, uint32_t n) { return node_of(c, n)->type == VALUE_FAULTY; }

static en_arg type_arg(const char *name, value_type type)
{
    static const en_word words[] = {
        [VALUE_TEXT] = EN_W_ELIGIBILITY_TYPE_TEXT, [VALUE_NUMBER] = EN_W_ELIGIBILITY_TYPE_NUMBER,
        [VALUE_DATE] = EN_W_ELIGIBILITY_TYPE_DATE, [VALUE_JLPT] = EN_W_ELIGIBILITY_TYPE_JLPT,
        [VALUE_CEFR] = EN_W_ELIGIBILITY_TYPE_CEFR, [VALUE_BOOLEAN] = EN_W_ELIGIBILITY_TYPE_BOOLEAN,
        [VALUE_LIST] = EN_W_ELIGIBILITY_TYPE_LIST,
    };
    return en_arg_word(name, words[type]);
}

/* Reads a text in quotes as a value of this type. */
static void settle_constant(compiler *c, uint32_t n, value_type type)
{
    node *literal = node_of(c, n);
    bool sound = true;
    if (type == VALUE_TEXT && !eligibility_text(c->made, literal->text, &literal->value))
        (void)eligibility_no_memory(c);
    if (type != VALUE_TEXT)
        sound = en_attribute_value((en_attribute_type)type, en_str_trim(literal->text), &literal->value);
    literal->open = false;
    literal->type = sound ? type : VALUE_FAULTY;
    if (sound) return;
    fault_at(c,
             type == VALUE_JLPT   ? EN_W_ELIGIBILITY_NOT_JLPT
             : type == VALUE_CEFR ? EN_W_ELIGIBILITY_NOT_CEFR
                                  : EN_W_ELIGIBILITY_NOT_DAY,
             n, 0, NULL);
}

static void settle(compiler *c, uint32_t n, value_type type)
{
    if (!node_of(c, n)->open) return;
    if (node_of(c, n)->kind == NODE_CONSTANT) {
        settle_constant(c, n, type);
        return;
    }
    uint32_t then = node_of(c, node_of(c, n)->first)->next; /* NODE_IF */
    settle(c, then, type);
    settle(c, node_of(c, then)->next, type);
    node_of(c, n)->open = false;
    node_of(c, n)->type = type;
}

static bool takes_texts(value_type type) { return type <= VALUE_CEFR && type != VALUE_NUMBER; }

/* Whether both are of one type, after settling what is open beside what is not. */
static bool unify(compiler *c, uint32_t a, uint32_t b)
{
    node *left = node_of(c, a), *right = node_of(c, b);
    if (left->open && !right->open && takes_texts(right->type)) settle(c, a, right->type);
    if (right->open && !left->open && takes_texts(left->type)) settle(c, b, left->type);
    return left->type == right->type || is_faulty(c, a) || is_faulty(c, b);
}

/* As unify; texts beside texts are texts; reports what does not fit. */
static bool agree(compiler *c, token at, uint32_t a, uint32_t b)
{
    bool fit = unify(c, a, b);
    value_type left = node_of(c, a)->type, right = node_of(c, b)->type;
    if (fit && node_of(c, a)->open) settle(c, a, VALUE_TEXT);
    if (fit && node_of(c, b)->open) settle(c, b, VALUE_TEXT);
    if (fit) return true;
    en_arg args[] = {type_arg("left", left), type_arg("right", right)};
    eligibility_fault(c, EN_W_ELIGIBILITY_TYPES, at.at, at.size, 2, args);
    return false;
}

static void want_condition(compiler *c, uint32_t n)
{
    value_type type = node_of(c, n)->type;
    if (type == VALUE_BOOLEAN || type == VALUE_FAULTY) return;
    en_arg arg = type_arg("type", type);
    fault_at(c, EN_W_ELIGIBILITY_NOT_CONDITION, n, 1, &arg);
}

static void want_number(compiler *c, uint32_t n)
{
    value_type type = node_of(c, n)->type;
    if (type == VALUE_NUMBER || type == VALUE_FAULTY) return;
    en_arg arg = type_arg("type", type);
    fault_at(c, EN_W_ELIGIBILITY_NOT_ARITHMETIC, n, 1, &arg);
}

uint32_t eligibility_constant(compiler *c, token t, value_type type, double value)
{
    uint32_t n = eligibility_node(c, NODE_CONSTANT, type, t);
    if (n == ELIGIBILITY_NONE) return n;
    node *made = node_of(c, n);
    made->text = t.text;
    made->value = value;
    made->open = type == VALUE_TEXT;
    if (type != VALUE_NUMBER || en_real_read(t.text, &made->value) == EN_NUMBER_FINE) return n;
    fault_at(c, EN_W_ELIGIBILITY_NOT_NUMBER, n, 0, NULL);
    made->type = VALUE_FAULTY;
    return n;
}

/* An unknown column is reported with those that there are, as far as a report takes them. */
static void report_unknown(compiler *c, uint32_t n, const en_table *table)
{
    en_text list = en_text_make(c->arena->allocator);
    for (size_t i = 0; i < table->columns && list.size <= MOST_SHOWN; i++) {
        if (i > 0) en_text_add_z(&list, ", ");
        en_text_add(&list, table->header[i]);
    }
    c->out_of_memory = c->out_of_memory || list.failed;
    en_arg args[] = {en_arg_str("table", table->name), en_arg_str("columns", en_text_str(&list))};
    fault_at(c, EN_W_ELIGIBILITY_UNKNOWN_COLUMN, n, 2, args);
    en_text_free(&list);
}

uint32_t eligibility_column(compiler *c, token t, en_eligibility_table table)
{
    uint32_t n = eligibility_node(c, NODE_COLUMN, VALUE_FAULTY, t);
    if (n == ELIGIBILITY_NONE) return n;
    uint32_t found = eligibility_find_column(c, table, t.text);
    if (c->stopped) return ELIGIBILITY_NONE;
    if (found == ELIGIBILITY_NONE) {
        report_unknown(c, n, table == EN_ELIGIBILITY_PLACES ? c->source->places : c->source->applicants);
        return n;
    }
    node_of(c, n)->table = table;
    node_of(c, n)->column = found;
    node_of(c, n)->type = eligibility_column_of(c->made, node_of(c, n))->type;
    return n;
}

uint32_t eligibility_join(compiler *c, uint32_t parent, uint32_t condition)
{
    if (add_child(c, parent, condition) == ELIGIBILITY_NONE) return ELIGIBILITY_NONE;
    want_condition(c, condition);
    return parent;
}

uint32_t eligibility_not(compiler *c, token at, uint32_t condition)
{
    return eligibility_join(c, eligibility_node(c, NODE_NOT, VALUE_BOOLEAN, at), condition);
}

uint32_t eligibility_if(compiler *c, token at, uint32_t condition, uint32_t then, uint32_t otherwise)
{
    uint32_t n = eligibility_join(c, eligibility_node(c, NODE_IF, VALUE_FAULTY, at), condition);
    n = add_child(c, add_child(c, n, then), otherwise);
    if (n == ELIGIBILITY_NONE) return n;
    if (!unify(c, then, otherwise)) {
        en_arg args[] = {type_arg("left", node_of(c, then)->type),
                         type_arg("right", node_of(c, otherwise)->type)};
        fault_at(c, EN_W_ELIGIBILITY_BRANCHES, n, 2, args);
        return n;
    }
    bool sound = !is_faulty(c, then) && !is_faulty(c, otherwise);
    node_of(c, n)->type = sound ? node_of(c, then)->type : VALUE_FAULTY;
    node_of(c, n)->open = sound && node_of(c, then)->open && node_of(c, otherwise)->open;
    return n;
}

/* What has no order can only be equal or not. */
static void check_order(compiler *c, token at, node_kind kind, value_type type)
{
    if (type == VALUE_LIST) eligibility_fault(c, EN_W_ELIGIBILITY_LIST, at.at, at.size, 0, NULL);
    else if (kind == NODE_EQUAL || kind == NODE_UNEQUAL) return;
    else if (type == VALUE_TEXT) eligibility_fault(c, EN_W_ELIGIBILITY_TEXT_ORDER, at.at, at.size, 0, NULL);
    else if (type == VALUE_BOOLEAN)
        eligibility_fault(c, EN_W_ELIGIBILITY_CONDITION_ORDER, at.at, at.size, 0, NULL);
}

uint32_t eligibility_compare(compiler *c, token at, uint32_t left, uint32_t right)
{
    node_kind kind = (node_kind)(NODE_EQUAL + (at.kind - TOKEN_EQUAL));
    uint32_t n = eligibility_node(c, kind, VALUE_BOOLEAN, at);
    n = add_child(c, add_child(c, n, left), right);
    if (n == ELIGIBILITY_NONE || !agree(c, at, left, right)) return n;
    if (!is_faulty(c, left) && !is_faulty(c, right)) check_order(c, at, kind, node_of(c, left)->type);
    return n;
}

uint32_t eligibility_arithmetic(compiler *c, token at, node_kind kind, uint32_t left, uint32_t right)
{
    uint32_t n = add_child(c, eligibility_node(c, kind, VALUE_NUMBER, at), left);
    if (kind != NODE_NEGATE) n = add_child(c, n, right);
    if (n == ELIGIBILITY_NONE) return n;
    want_number(c, left);
    if (kind != NODE_NEGATE) want_number(c, right);
    return n;
}

uint32_t eligibility_element(compiler *c, token at, uint32_t list, uint32_t element)
{
    if (add_child(c, list, element) == ELIGIBILITY_NONE) return ELIGIBILITY_NONE;
    uint32_t item = node_of(c, list)->first;
    if (item == element || !agree(c, at, item, element)) return list;
    if (node_of(c, element)->type == VALUE_LIST) fault_at(c, EN_W_ELIGIBILITY_LIST, element, 0, NULL);
    return list;
}

uint32_t eligibility_member(compiler *c, token at, uint32_t item, uint32_t list)
{
    uint32_t n = eligibility_node(c, NODE_MEMBER, VALUE_BOOLEAN, at);
    n = add_child(c, add_child(c, n, item), list);
    if (n == ELIGIBILITY_NONE || is_faulty(c, item) || is_faulty(c, list)) return n;
    if (node_of(c, list)->type != VALUE_LIST) {
        fault_at(c, EN_W_ELIGIBILITY_NOT_LIST, list, 0, NULL);
        return n;
    }
    settle(c, item, VALUE_TEXT);
    if (node_of(c, item)->type == VALUE_TEXT) return n;
    en_arg args[] = {type_arg("left", node_of(c, item)->type), type_arg("right", VALUE_TEXT)};
    eligibility_fault(c, EN_W_ELIGIBILITY_TYPES, at.at, at.size, 2, args);
    return n;
}

uint32_t eligibility_empty(compiler *c, token at, uint32_t operand)
{
    uint32_t n = add_child(c, eligibility_node(c, NODE_EMPTY, VALUE_BOOLEAN, at), operand);
    if (n != ELIGIBILITY_NONE && node_of(c, operand)->kind != NODE_COLUMN)
        fault_at(c, EN_W_ELIGIBILITY_EMPTY_OF, operand, 0, NULL);
    return n;
}

void eligibility_finish(compiler *c, uint32_t root)
{
    if (root == ELIGIBILITY_NONE) return;
    want_condition(c, root);
    for (uint32_t n = 0; n < c->made->node_count; n++)
        if (node_of(c, n)->kind == NODE_COLUMN) return;
    fault_at(c, EN_W_ELIGIBILITY_NO_COLUMN, root, 0, NULL);
}
