/* Names of a model's variables in three languages. See plan_names.h. */
#include "plan_names.h"

#include "cell.h"
#include "name.h"
#include "scan.h"

static const char *const language_columns[EN_LANGUAGE_COUNT] = {"en", "vi", "ja"};

typedef struct name_reader {
    int name, said[EN_LANGUAGE_COUNT]; /* columns */
    en_arena *arena;
    en_plan_names *names;
    bool out_of_memory;
} name_reader;

static bool copy_cell(name_reader *r, const en_csv *csv, int column, en_str *to)
{
    en_str cell = en_cell_text(csv, column);
    *to = (en_str){en_arena_copy(r->arena, cell.at ? cell.at : "", cell.size), cell.size};
    r->out_of_memory = r->out_of_memory || !to->at;
    return to->at != NULL;
}

/* The name's key, new in the table. */
static bool take_key(name_reader *r, const en_csv *csv, en_str name)
{
    en_str key;
    bool known;
    if (name.size == 0) return en_cell_fault(csv, r->name, EN_W_PLAN_TABLE_EMPTY);
    en_name_fault fault = en_name_of(r->arena, name, &key);
    r->out_of_memory = r->out_of_memory || fault == EN_NAME_NO_MEMORY;
    if (r->out_of_memory) return false;
    if (fault != EN_NAME_FINE) return en_cell_fault(csv, r->name, EN_W_PLAN_NAMES_NO_NAME);
    (void)en_ids_add(&r->names->keys, key, &known);
    return !known || en_cell_fault(csv, r->name, EN_W_PLAN_NAMES_TWICE);
}

static bool take_label(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    (void)index;
    (void)finder;
    name_reader *r = user;
    en_plan_label label = {.row = csv->row};
    if (!copy_cell(r, csv, r->name, &label.name)) return false;
    for (int k = 0; k < EN_LANGUAGE_COUNT; k++)
        if (!copy_cell(r, csv, r->said[k], &label.said[k])) return false;
    if (!take_key(r, csv, label.name)) return false;
    r->names->labels[r->names->count++] = label;
    return true;
}

static en_status read_table(name_reader *r, en_table *table, en_report *report)
{
    en_plan_names *names = r->names;
    size_t most = en_scan_most_rows(table);
    en_column columns[1 + EN_LANGUAGE_COUNT] = {{"name", true, &r->name}};
    for (int k = 0; k < EN_LANGUAGE_COUNT; k++)
        columns[1 + k] = (en_column){language_columns[k], true, &r->said[k]};
    en_status status = en_table_columns(table, 1 + EN_LANGUAGE_COUNT, columns, false, report);
    if (status != EN_OK) return status;
    names->labels = en_arena_array(r->arena, most, sizeof *names->labels);
    names->file = (en_str){en_arena_copy(r->arena, table->name.at, table->name.size), table->name.size};
    if (!names->labels || !names->file.at || !en_ids_make(r->arena, most, &names->keys)) return EN_ERR_MEMORY;
    status = en_scan_all(table, take_label, r, report);
    if (status != EN_OK || names->count > 0) return status;
    return en_report_error(report, EN_W_PLAN_TABLE_NO_ROWS, (en_where){.file = names->file});
}

en_status en_plan_names_read(en_plan_source source, const en_context *context, en_arena *arena,
                             en_report *report, en_plan_names *names)
{
    *names = (en_plan_names){0};
    name_reader r = {.arena = arena, .names = names};
    en_table table;
    en_status status = en_table_open_path(source.path, "NAMES", source.options, context, report, &table);
    if (status != EN_OK) return status;
    status = read_table(&r, &table, report);
    en_table_free(&table);
    return r.out_of_memory ? EN_ERR_MEMORY : status;
}

/* What the table says; at NULL: nothing. *fault: memory is out. */
static en_str find_said(const en_plan_names *names, en_language language, en_str name, en_arena *arena,
                        en_name_fault *fault)
{
    en_str key;
    *fault = en_name_of(arena, name, &key);
    uint32_t found = *fault == EN_NAME_FINE ? en_ids_find(&names->keys, key) : EN_IDS_NONE;
    if (found == EN_IDS_NONE || names->labels[found].said[language].size == 0) return (en_str){0};
    return names->labels[found].said[language];
}

/* Where the brackets of an element begin; its size where there are none. */
static size_t brackets_of(en_str name)
{
    if (name.size == 0 || name.at[name.size - 1] != ']') return name.size;
    const char *open = memchr(name.at, '[', name.size);
    return open ? (size_t)(open - name.at) : name.size;
}

/* What a name is called, or the name itself; at NULL: memory is out. */
static en_str said_or_itself(const en_plan_names *names, en_language language, en_str name, en_arena *arena)
{
    en_name_fault fault;
    en_str said = find_said(names, language, name, arena, &fault);
    return said.at || fault == EN_NAME_NO_MEMORY ? said : name;
}

/* An element, `name[a,b]`: what its variable is called, and what its subscripts are. */
static en_str element_said(const en_plan_names *names, en_language language, en_str name, size_t bare,
                           en_arena *arena)
{
    en_text text = en_text_make(arena->allocator);
    en_str rest = {name.at + bare + 1, name.size - bare - 2}, subscript;
    en_str said = said_or_itself(names, language, (en_str){name.at, bare}, arena);
    bool failed = !said.at;
    en_text_add(&text, said);
    en_text_add_char(&text, '[');
    for (size_t n = 0; en_str_next(&rest, ',', &subscript); n++) {
        said = said_or_itself(names, language, subscript, arena);
        failed = failed || !said.at;
        en_text_add_z(&text, n ? "," : "");
        en_text_add(&text, said);
    }
    en_text_add_char(&text, ']');
    char *whole = failed || text.failed ? NULL : en_arena_copy(arena, text.at, text.size);
    said = (en_str){whole, whole ? text.size : 0};
    en_text_free(&text);
    return said;
}

en_str en_plan_name_said(const en_plan_names *names, en_language language, en_str name, en_arena *arena)
{
    en_name_fault fault;
    if (name.size == 0) return (en_str){"", 0};
    if (!names) return name;
    en_str said = find_said(names, language, name, arena, &fault);
    size_t bare = brackets_of(name);
    if (said.at || fault == EN_NAME_NO_MEMORY) return said;
    if (bare == 0 || bare == name.size) return name;
    return element_said(names, language, name, bare, arena);
}
