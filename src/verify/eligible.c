/* Who is eligible: three-valued logic over the tree of the expression, and the column that decides where it
 * is not true. S. C. Kleene, "Introduction to metamathematics" (1952), section 64. docs/eligibility.md.
 *
 * A value is a truth, a number (dates and levels too) or a text. Bound: linear in the expression, for each
 * wish.
 */
#include "verify.h"

typedef enum truth { IS_FALSE, IS_TRUE, UNKNOWN } truth;

/* Whose cells are looked at: the rows in applicants.csv and places.csv. */
typedef struct pair {
    uint32_t row[2];
} pair;

static truth judge(const en_expression_node *node, pair who);

static truth of(bool is) { return is ? IS_TRUE : IS_FALSE; }
static truth invert(truth t) { return t == UNKNOWN ? UNKNOWN : of(t == IS_FALSE); }

/* The branch that counts; NULL: unknown. */
static const en_expression_node *branch(const en_expression_node *node, pair who)
{
    const en_expression_node *then = node->parts->next;
    truth condition = judge(node->parts, who);
    return condition == UNKNOWN ? NULL : condition == IS_TRUE ? then : then->next;
}

/* NaN: unknown. */
static double number_of(const en_expression_node *node, en_expression_type type, pair who)
{
    double value = NAN;
    if (node->kind == EN_EXPRESSION_NUMBER) return node->number;
    if (node->kind == EN_EXPRESSION_COLUMN) return node->cells[who.row[node->table]].value;
    if (node->kind == EN_EXPRESSION_TEXT) return en_expression_value(type, node->text, &value) ? value : NAN;
    if (node->kind == EN_EXPRESSION_IF) {
        const en_expression_node *taken = branch(node, who);
        return taken ? number_of(taken, type, who) : NAN;
    }
    double first = number_of(node->parts, type, who);
    if (!node->parts->next) return -first;
    double second = number_of(node->parts->next, type, who);
    char sign = *node->text.at;
    value = sign == '+'   ? first + second
            : sign == '-' ? first - second
            : sign == '*' ? first * second
                          : first / second;
    return isfinite(value) ? value : NAN;
}

/* NULL: unknown. */
static en_str text_of(const en_expression_node *node, pair who)
{
    en_str unknown = {0};
    if (node->kind == EN_EXPRESSION_TEXT) return node->text;
    if (node->kind == EN_EXPRESSION_COLUMN) {
        en_str text = node->cells[who.row[node->table]].text;
        return text.size > 0 ? text : unknown;
    }
    const en_expression_node *taken = branch(node, who);
    return taken ? text_of(taken, who) : unknown;
}

/* The sign of a comparison, for an order of −1, 0 or 1. */
static truth compared(en_str sign, int order)
{
    bool equal = sign.size == 2; /* all of two characters but != take equals */
    if (*sign.at == '!') return of(order != 0);
    if (*sign.at == '=') return of(order == 0);
    return of((equal && order == 0) || (*sign.at == '<' ? order < 0 : order > 0));
}

static truth compare(en_str sign, en_expression_type type, const en_expression_node *a,
                     const en_expression_node *b, pair who)
{
    if (type == EN_EXPRESSION_AS_CONDITION) {
        truth x = judge(a, who), y = judge(b, who);
        return x == UNKNOWN || y == UNKNOWN ? UNKNOWN : compared(sign, x != y);
    }
    if (type == EN_EXPRESSION_AS_TEXT) {
        en_str x = text_of(a, who), y = text_of(b, who);
        return !x.at || !y.at ? UNKNOWN : compared(sign, !en_str_equal(x, y));
    }
    double x = number_of(a, type, who), y = number_of(b, type, who);
    return isnan(x) || isnan(y) ? UNKNOWN : compared(sign, (x > y) - (x < y));
}

static truth is_listed(const en_expression_node *node, pair who)
{
    const en_expression_node *list = node->parts->next;
    truth found = IS_FALSE;
    if (list->kind == EN_EXPRESSION_COLUMN && list->type == EN_EXPRESSION_AS_LIST) {
        en_str rest = list->cells[who.row[list->table]].text, piece, what = text_of(node->parts, who);
        if (!what.at) return UNKNOWN;
        while (en_str_next(&rest, ';', &piece))
            if (en_str_equal(piece, what)) found = IS_TRUE;
        return found;
    }
    for (; list && found != IS_TRUE; list = list->next) {
        truth one = compare(en_str_of("=="), node->type, node->parts, list, who);
        if (one != IS_FALSE) found = one;
    }
    return found;
}

static truth judge(const en_expression_node *node, pair who)
{
    const en_expression_node *taken;
    truth found = UNKNOWN, stop = of(node->kind == EN_EXPRESSION_OR);
    switch (node->kind) {
    case EN_EXPRESSION_OR:
    case EN_EXPRESSION_AND:
        found = judge(node->parts, who);
        if (found == stop) return found;
        truth second = judge(node->parts->next, who);
        return second == stop || found != UNKNOWN ? second : UNKNOWN;
    case EN_EXPRESSION_NOT: return invert(judge(node->parts, who));
    case EN_EXPRESSION_IF: taken = branch(node, who); return taken ? judge(taken, who) : UNKNOWN;
    case EN_EXPRESSION_EMPTY:
        found = of(node->parts->cells[who.row[node->parts->table]].text.size == 0);
        break;
    case EN_EXPRESSION_IN: found = is_listed(node, who); break;
    case EN_EXPRESSION_COMPARE: return compare(node->text, node->type, node->parts, node->parts->next, who);
    case EN_EXPRESSION_TRUTH: found = IS_TRUE; break;
    case EN_EXPRESSION_ARITHMETIC:
    case EN_EXPRESSION_COLUMN:
    case EN_EXPRESSION_NUMBER:
    case EN_EXPRESSION_TEXT: return UNKNOWN;
    }
    return node->negated ? invert(found) : found;
}

typedef enum sought { ANY, OF_APPLICANTS, EMPTY } sought;

/* The first column of the text that is sought; behind an `if` only where it was decided. */
static const en_expression_node *first_column(const en_expression_node *node, sought what, bool all, pair who)
{
    const en_expression_node *found = NULL;
    if (node->kind == EN_EXPRESSION_COLUMN) {
        bool empty = node->cells[who.row[node->table]].text.size == 0;
        bool fits =
            what == ANY || (what == EMPTY ? empty && node->type != EN_EXPRESSION_AS_LIST : node->table == 0);
        return fits ? node : NULL;
    }
    const en_expression_node *taken = node->kind == EN_EXPRESSION_IF && !all ? branch(node, who) : NULL;
    for (const en_expression_node *part = node->parts; part && !found; part = part->next) {
        bool left_out = taken && part != node->parts && part != taken;
        if (!left_out) found = first_column(part, what, all, who);
    }
    return found;
}

/* Which of the two parts of `and` or `or` to go to. */
static const en_expression_node *part_to_blame(const en_expression_node *node, truth wanted, pair who)
{
    const en_expression_node *first = node->parts, *second = first->next;
    bool each = (node->kind == EN_EXPRESSION_AND) == (wanted == IS_TRUE);
    if (each) return judge(first, who) != wanted ? first : second;
    if (judge(node, who) == UNKNOWN) return judge(first, who) == UNKNOWN ? first : second;
    return first_column(first, OF_APPLICANTS, true, who) || !first_column(second, OF_APPLICANTS, true, who)
               ? first
               : second;
}

/* From the outside inwards to the part that decided; *condition: of the last `if` on the way. */
static const en_expression_node *descend(const en_expression_node *node, pair who,
                                         const en_expression_node **condition)
{
    truth wanted = IS_TRUE;
    for (;;) {
        const en_expression_node *taken;
        if (node->kind == EN_EXPRESSION_NOT) {
            wanted = invert(wanted);
            node = node->parts;
        } else if (node->kind == EN_EXPRESSION_IF) {
            *condition = node->parts;
            taken = branch(node, who);
            if (!taken) wanted = IS_TRUE;
            node = taken ? taken : node->parts;
        } else if (node->kind == EN_EXPRESSION_AND || node->kind == EN_EXPRESSION_OR)
            node = part_to_blame(node, wanted, who);
        else return node;
    }
}

static const en_expression_node *find_column(const en_verify *v, pair who)
{
    const en_expression_node *root = v->eligibility.root, *condition = NULL, *node, *column = NULL;
    node = descend(root, who, &condition);
    if (judge(node, who) == UNKNOWN) column = first_column(node, EMPTY, false, who);
    if (!column) column = first_column(node, OF_APPLICANTS, false, who);
    if (!column) column = first_column(node, ANY, false, who);
    if (!column && condition) column = first_column(condition, ANY, true, who);
    return column ? column : first_column(root, ANY, true, who);
}

bool en_verify_eligible(const en_verify *v, uint32_t applicant, uint32_t place, en_text *column)
{
    pair who = {{applicant, place}};
    if (!v->eligibility.root || judge(v->eligibility.root, who) == IS_TRUE) return true;
    const en_expression_node *decides = column ? find_column(v, who) : NULL;
    if (decides && decides->table == 1) en_text_add_z(column, "place.");
    if (decides) en_text_add(column, decides->text);
    return false;
}

/* The column by which applicants choose, as an expression that names it. */
static bool read_order(en_verify *v)
{
    const char *name = json_string_value(json_object_get(v->round.json, "order"));
    en_text text = en_text_make(NULL);
    if (!name || !*name || strcmp(name, "lottery") == 0) return true;
    en_text_add_char(&text, '[');
    for (; *name; name++) en_text_add_repeated(&text, (char[]){*name, 0}, *name == ']' ? 2 : 1);
    en_text_add_z(&text, "] is empty");
    v->order = v->eligibility;
    v->order.root = v->order.columns = NULL;
    v->order.arena = en_arena_make(NULL);
    const char *copy = text.failed ? NULL : en_arena_copy(&v->order.arena, text.at, text.size);
    v->order.text = (en_str){copy, text.size};
    en_text_free(&text);
    return copy && en_expression_read(&v->order);
}

bool en_verify_compile(void *verify, int table, size_t most)
{
    en_verify *v = verify;
    en_expression *e = &v->eligibility;
    const json_t *text = json_object_get(v->round.json, "eligibility");
    if (table == 0) {
        *e =
            (en_expression){.text = {json_string_value(text), json_string_length(text)}, .report = &v->input};
        e->arena = en_arena_make(NULL);
        e->file = en_str_of("round.json");
        e->types = json_object_get(v->round.json, "columns");
        if (e->text.size > 0 && !en_expression_read(e)) return false;
        if (!read_order(v)) return false;
    }
    if (table == 0 && v->order.columns && !en_expression_bind(&v->order, table, &v->round.tables[0], most))
        return false;
    return en_expression_bind(e, table, &v->round.tables[table], most);
}

bool en_verify_keep(void *verify, int table, const en_csv *csv, uint32_t index)
{
    en_verify *v = verify;
    return en_expression_keep(&v->eligibility, table, csv, index) &&
           en_expression_keep(&v->order, table, csv, index);
}
