/* Trees back to equations. See print.h.
 *
 * What is still to be printed is a stack of nodes and texts. A node stands in parentheses where what it
 * stands in would tear it apart: where its operator holds its operands less strongly than the one around, or
 * where an `if`, which reaches as far as it can, would take what follows into its last part.
 */
#include "print.h"

#include "number.h"

/* How strongly operators hold; see parse.c. */
enum { HOLDS_NOTHING, HOLDS_SIGN = 7, HOLDS_POWER = 8, HOLDS_ALL = 9 };

typedef struct piece {
    const char *sign; /* NULL: the node */
    uint32_t node;
    uint8_t least; /* how strongly the node must hold */
    bool behind;   /* an operator stands before it, so that a sign needs no parentheses */
    bool last;     /* nothing follows that an `if` could take */
} piece;

typedef struct printer {
    en_text *text;
    const en_expr *expr;
    piece *stack;
    size_t count, room;
} printer;

typedef struct shape {
    uint8_t holds, left, right; /* how strongly it holds, and its operands must */
    const char *sign;
} shape;

static shape shape_of(en_expr_kind kind)
{
    switch (kind) {
    case EN_EXPR_IF: return (shape){HOLDS_NOTHING, HOLDS_NOTHING, HOLDS_NOTHING, "IF "};
    case EN_EXPR_OR: return (shape){1, 1, 2, " OR "};
    case EN_EXPR_AND: return (shape){2, 2, 3, " AND "};
    case EN_EXPR_EQUAL: return (shape){3, 3, 4, " = "};
    case EN_EXPR_NOT_EQUAL: return (shape){3, 3, 4, " <> "};
    case EN_EXPR_LESS: return (shape){4, 4, 5, " < "};
    case EN_EXPR_NOT_MORE: return (shape){4, 4, 5, " <= "};
    case EN_EXPR_MORE: return (shape){4, 4, 5, " > "};
    case EN_EXPR_NOT_LESS: return (shape){4, 4, 5, " >= "};
    case EN_EXPR_ADD: return (shape){5, 5, 6, " + "};
    case EN_EXPR_SUBTRACT: return (shape){5, 5, 6, " - "};
    case EN_EXPR_MULTIPLY: return (shape){6, 6, 7, "*"};
    case EN_EXPR_DIVIDE: return (shape){6, 6, 7, "/"};
    case EN_EXPR_MODULO: return (shape){6, 6, 7, " MOD "};
    case EN_EXPR_PLUS: return (shape){HOLDS_SIGN, 0, HOLDS_SIGN, "+"};
    case EN_EXPR_NEGATE: return (shape){HOLDS_SIGN, 0, HOLDS_SIGN, "-"};
    case EN_EXPR_NOT: return (shape){HOLDS_SIGN, 0, HOLDS_SIGN, "NOT "};
    case EN_EXPR_POWER: return (shape){HOLDS_POWER, HOLDS_ALL, HOLDS_POWER, "^"};
    case EN_EXPR_NUMBER:
    case EN_EXPR_NAME:
    case EN_EXPR_SUBSCRIPT:
    case EN_EXPR_CALL:
    case EN_EXPR_EMPTY:
    case EN_EXPR_ALL:
    case EN_EXPR_RANGE:
    case EN_EXPR_POSITION:
    case EN_EXPR_TRANSPOSE:
    case EN_EXPR_LIST: break;
    }
    return (shape){HOLDS_ALL, HOLDS_NOTHING, HOLDS_NOTHING, ""};
}

static void push(printer *p, piece next)
{
    if (p->count == p->room) {
        size_t room = p->room ? p->room * 2 : 64;
        piece *grown = p->text->allocator->resize(p->text->allocator->user, p->stack, room * sizeof *grown);
        if (!grown) {
            p->text->failed = true;
            return;
        }
        p->stack = grown;
        p->room = room;
    }
    p->stack[p->count++] = next;
}

static void push_sign(printer *p, const char *sign) { push(p, (piece){.sign = sign}); }

static void push_child(printer *p, uint32_t node, uint32_t which, uint8_t least, bool last)
{
    push(p, (piece){.node = en_expr_child(p->expr, node, which), .least = least, .last = last});
}

/* A name as written; between names that were joined, blanks become `_`. */
static void print_name(printer *p, uint32_t name)
{
    en_str written = p->expr->names[name].written;
    bool quoted = false;
    for (size_t i = 0; i < written.size; i++) {
        char c = written.at[i];
        if (c == '"') quoted = !quoted;
        if (c == '\\' && quoted) en_text_add_char(p->text, written.at[i++]);
        bool blank = !quoted && (unsigned char)c <= ' ';
        en_text_add_char(p->text, blank ? '_' : written.at[i]);
    }
}

static void print_leaf(printer *p, uint32_t index)
{
    const en_expr_node *node = &p->expr->nodes[index];
    char digits[EN_REAL_MOST_BYTES];
    if (node->kind == EN_EXPR_ALL) en_text_add_z(p->text, node->name == EN_EXPR_NONE ? "*" : "*:");
    if (node->kind == EN_EXPR_POSITION) en_text_add_char(p->text, '@');
    if (node->kind == EN_EXPR_NUMBER || node->kind == EN_EXPR_POSITION)
        en_text_add(p->text, (en_str){digits, en_real_print(node->number, digits)});
    if (node->name != EN_EXPR_NONE) print_name(p, node->name);
}

/* Children from `first` on, with commas, and what closes them. Like all that follows, pushed from its end. */
static void push_items(printer *p, uint32_t node, uint32_t first, const char *end)
{
    uint32_t count = p->expr->nodes[node].count;
    push_sign(p, end);
    for (uint32_t i = count; i > first; i--) {
        push_child(p, node, i - 1, HOLDS_NOTHING, true);
        if (i - 1 > first) push_sign(p, ", ");
    }
}

static void push_if(printer *p, uint32_t node)
{
    push_child(p, node, 2, HOLDS_NOTHING, true);
    push_sign(p, " ELSE ");
    push_child(p, node, 1, HOLDS_NOTHING, true);
    push_sign(p, " THEN ");
    push_child(p, node, 0, HOLDS_NOTHING, true);
    push_sign(p, "IF ");
}

static void push_operation(printer *p, uint32_t node, shape s, bool last)
{
    uint32_t count = p->expr->nodes[node].count;
    push(p, (piece){.node = en_expr_child(p->expr, node, count - 1),
                    .least = s.right,
                    .behind = true,
                    .last = last});
    push_sign(p, s.sign);
    if (count == 2) push_child(p, node, 0, s.left, false);
}

static void push_reference(printer *p, uint32_t node, const char *open, const char *end)
{
    push_items(p, node, 1, end);
    push_sign(p, open);
    push_child(p, node, 0, HOLDS_NOTHING, true);
}

static void push_range(printer *p, uint32_t node)
{
    push_child(p, node, 1, HOLDS_NOTHING, true);
    push_sign(p, ":");
    push_child(p, node, 0, HOLDS_NOTHING, true);
}

static void push_transpose(printer *p, uint32_t node)
{
    push_sign(p, "'");
    push_child(p, node, 0, HOLDS_ALL, false);
}

static void push_node(printer *p, uint32_t node, shape s, bool last)
{
    en_expr_kind kind = p->expr->nodes[node].kind;
    if (en_expr_is_binary(kind)) {
        push_operation(p, node, s, last);
        return;
    }
    switch ((int)kind) {
    case EN_EXPR_SUBSCRIPT: push_reference(p, node, "[", "]"); return;
    case EN_EXPR_CALL: push_reference(p, node, "(", ")"); return;
    case EN_EXPR_RANGE: push_range(p, node); return;
    case EN_EXPR_TRANSPOSE: push_transpose(p, node); return;
    case EN_EXPR_IF: push_if(p, node); return;
    case EN_EXPR_LIST: push_items(p, node, 0, ""); return;
    case EN_EXPR_PLUS:
    case EN_EXPR_NEGATE:
    case EN_EXPR_NOT: push_operation(p, node, s, last); return;
    default: print_leaf(p, node);
    }
}

/* Whether a node stands in parentheses. A sign or an `if` is an operand behind any operator. */
static bool is_grouped(const printer *p, piece next, shape s)
{
    if (p->expr->nodes[next.node].kind == EN_EXPR_IF) return !next.last;
    return s.holds < next.least && !(s.holds == HOLDS_SIGN && next.behind);
}

void en_expr_print(en_text *text, const en_expr *expr, uint32_t node)
{
    if (node == EN_EXPR_NONE) return;
    printer p = {.text = text, .expr = expr};
    push(&p, (piece){.node = node, .last = true});
    while (p.count > 0 && !text->failed) {
        piece next = p.stack[--p.count];
        if (next.sign) {
            en_text_add_z(text, next.sign);
            continue;
        }
        shape s = shape_of(expr->nodes[next.node].kind);
        bool grouped = is_grouped(&p, next, s);
        if (grouped) {
            en_text_add_char(text, '(');
            push_sign(&p, ")");
        }
        push_node(&p, next.node, s, next.last || grouped);
    }
    if (p.stack) (void)text->allocator->resize(text->allocator->user, p.stack, 0);
}

static bool same_node(const en_expr *a, const en_expr *b, uint32_t i)
{
    const en_expr_node *x = &a->nodes[i], *y = &b->nodes[i];
    bool named = x->name != EN_EXPR_NONE;
    if (x->kind != y->kind || x->count != y->count || x->number != y->number ||
        named != (y->name != EN_EXPR_NONE))
        return false;
    for (uint32_t k = 0; k < x->count; k++)
        if (en_expr_child(a, i, k) != en_expr_child(b, i, k)) return false;
    return !named || en_str_equal(a->names[x->name].key, b->names[y->name].key);
}

bool en_expr_equal(const en_expr *a, const en_expr *b)
{
    if (a->node_count != b->node_count) return false;
    for (uint32_t i = 0; i < a->node_count; i++)
        if (!same_node(a, b, i)) return false;
    return true;
}
