/* The tree as bytes again, and texts of elements changed. See tree.h.
 *
 * Each node writes the slices of the text that it was read from, so what nobody changed comes out as it went
 * in. Nodes nest at most EN_XMILE_MOST_DEPTH deep, which bounds the recursion.
 */
#include "tree.h"

static void add_slice(const en_xmile_tree *tree, size_t at, size_t size, en_text *out)
{
    if (size) en_text_add(out, (en_str){tree->text.at + at, size});
}

/* With the signs that XML reserves as references, and CR, which a reader would take for a line end. */
static void add_escaped(en_str text, en_text *out)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '&') en_text_add_z(out, "&amp;");
        else if (c == '<') en_text_add_z(out, "&lt;");
        else if (c == '>') en_text_add_z(out, "&gt;");
        else if (c == '\r') en_text_add_z(out, "&#13;");
        else en_text_add_char(out, c);
    }
}

/* The tag that opens the element, as one that something follows: <a/> becomes <a>. */
static void add_open_tag(const en_xmile_tree *tree, const en_xmile_node *node, en_text *out)
{
    size_t size = node->size;
    if (node->close_size == 0) {
        size -= 2;
        while (strchr(" \t\r\n", tree->text.at[node->at + size - 1])) size--;
    }
    add_slice(tree, node->at, size, out);
    if (node->close_size == 0) en_text_add_char(out, '>');
}

static void add_close_tag(const en_xmile_tree *tree, const en_xmile_node *node, en_text *out)
{
    if (node->close_size) {
        add_slice(tree, node->close_at, node->close_size, out);
        return;
    }
    en_text_add_z(out, "</");
    en_text_add(out, node->name);
    en_text_add_char(out, '>');
}

static void add_node(const en_xmile_tree *tree, uint32_t n, en_text *out);

static void add_changed(const en_xmile_tree *tree, const en_xmile_node *node, en_text *out)
{
    add_open_tag(tree, node, out);
    add_escaped(node->text, out);
    for (uint32_t child = node->first; child; child = tree->nodes[child].next) {
        en_xmile_kind kind = tree->nodes[child].kind;
        if (kind == EN_XMILE_COMMENT || kind == EN_XMILE_INSTRUCTION) add_node(tree, child, out);
    }
    add_close_tag(tree, node, out);
}

static void add_node(const en_xmile_tree *tree, uint32_t n, en_text *out)
{
    const en_xmile_node *node = &tree->nodes[n];
    if (node->changed) {
        add_changed(tree, node, out);
        return;
    }
    if (node->kind != EN_XMILE_DOCUMENT) add_slice(tree, node->at, node->size, out);
    for (uint32_t child = node->first; child; child = tree->nodes[child].next) add_node(tree, child, out);
    if (node->kind == EN_XMILE_ELEMENT) add_slice(tree, node->close_at, node->close_size, out);
}

en_status en_xmile_write(const en_xmile_tree *tree, en_text *out)
{
    add_node(tree, 0, out);
    return out->failed ? EN_ERR_MEMORY : EN_OK;
}

static bool is_writable(en_str text)
{
    if (text.size > EN_XMILE_MOST_BYTES || en_utf8_invalid(text.at, text.size) != text.size) return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
        if (c == 0xEF && (unsigned char)text.at[i + 1] == 0xBF && (unsigned char)text.at[i + 2] >= 0xBE)
            return false; /* U+FFFE, U+FFFF */
    }
    return true;
}

en_status en_xmile_set_text(en_xmile_tree *tree, uint32_t element, en_str text)
{
    if (element == 0 || element >= tree->node_count || !is_writable(text)) return EN_ERR_USAGE;
    en_xmile_node *node = &tree->nodes[element];
    if (node->kind != EN_XMILE_ELEMENT) return EN_ERR_USAGE;
    for (uint32_t child = node->first; child; child = tree->nodes[child].next)
        if (tree->nodes[child].kind == EN_XMILE_ELEMENT) return EN_ERR_USAGE;
    const char *copy = en_arena_copy(&tree->arena, text.at ? text.at : "", text.size);
    if (!copy) return EN_ERR_MEMORY;
    node->text = (en_str){copy, text.size};
    node->changed = true;
    return EN_OK;
}
