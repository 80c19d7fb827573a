/* Modules in files of their own. See plan_files.h. */
#include "plan_files.h"

#include "name.h"
#include "plan_model.h"

/* Files that are being read, from the innermost outwards. */
typedef struct opening {
    const struct opening *outer;
    const char *path;
    uint32_t depth;
} opening;

/* A file that was read as a model of this name. */
typedef struct taken {
    en_str key;
    const char *path;
} taken;

typedef struct gatherer {
    en_planned *planned;
    const en_plan_finder *finder;
    const en_context *context;
    en_report *report;
    en_arena *arena;
    en_status status;
    en_str owner; /* the element that names the file that is opened */
    size_t bytes;
    taken files[EN_FILES_MOST];
    size_t file_count;
    en_plan_submodel *models; /* all of them */
    size_t model_count, model_room;
} gatherer;

static void *no_memory(gatherer *g)
{
    g->status = EN_ERR_MEMORY;
    return NULL;
}

static bool stopped(const gatherer *g) { return g->status == EN_ERR_MEMORY; }

static void tell(gatherer *g, en_word rule, const en_plan_text *at, en_str owner, size_t arg_count,
                 const en_arg *args)
{
    (void)en_space_report(g->report, EN_ERROR, rule, g->planned->model.file, en_plan_text_place(at, 0), owner,
                          at->text, arg_count, args);
    if (!stopped(g)) g->status = EN_ERR_INPUT;
}

/* ---- paths */

static bool is_separator(char c) { return c == '/' || c == '\\'; }

/* Whether it begins with the name of a way to get something: http:, c:. */
static bool has_scheme(en_str s)
{
    for (size_t i = 0; i < s.size && !is_separator(s.at[i]); i++)
        if (s.at[i] == ':') return true;
    return false;
}

static bool starts_from_file(en_str s)
{
    return s.size >= 4 && s.at[0] == 'r' && s.at[1] == '.' && s.at[2] == '.' && is_separator(s.at[3]);
}

const char *en_plan_path_of(en_arena *arena, en_str folder, en_str resource, bool *memory)
{
    en_str rest = resource;
    if (starts_from_file(rest)) rest = (en_str){rest.at + 4, rest.size - 4};
    else if (rest.size == 0 || is_separator(rest.at[0]) || has_scheme(rest)) return NULL;
    char *path = en_arena_raw(arena, folder.size + rest.size + 2, 1);
    *memory = *memory || !path;
    if (!path) return NULL;
    if (folder.size) memcpy(path, folder.at, folder.size);
    size_t size = folder.size;
    for (size_t i = 0; i < rest.size;) {
        size_t end = i;
        while (end < rest.size && !is_separator(rest.at[end])) end++;
        en_str part = {rest.at + i, end - i};
        i = end + 1;
        if (en_str_is(part, "..")) return NULL;
        if (part.size == 0 || en_str_is(part, ".")) continue;
        if (size > folder.size) path[size++] = '/';
        memcpy(path + size, part.at, part.size);
        size += part.size;
    }
    path[size] = '\0';
    return size > folder.size ? path : NULL;
}

/* Of a path the folder, with the slash behind it. */
static en_str folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (en_str){path, slash ? (size_t)(slash + 1 - path) : 0};
}

en_status en_plan_finder_tell(en_report *report, en_finder_fault fault, en_str file, en_plan_place place,
                              en_str owner, en_str resource)
{
    static const en_word words[] = {[EN_FINDER_MISSING] = EN_W_PLAN_FILE_MISSING,
                                    [EN_FINDER_LINK] = EN_W_PLAN_FILE_LINK,
                                    [EN_FINDER_NO_FILE] = EN_W_PLAN_FILE_NONE,
                                    [EN_FINDER_TOO_LARGE] = EN_W_PLAN_FILE_LARGE,
                                    [EN_FINDER_UNREADABLE] = EN_W_PLAN_FILE_UNREADABLE};
    if (fault == EN_FINDER_NO_MEMORY) return EN_ERR_MEMORY;
    return en_space_report(report, EN_ERROR, words[fault], file, place, owner, resource, 0, NULL);
}

/* "a → b → a", of the files from the one of this path on. */
static void tell_circle(gatherer *g, const en_plan_text *resource, const opening *from, const char *path)
{
    const opening *chain[EN_FILES_MOST_NESTED + 1];
    uint32_t count = 0;
    en_text text = en_text_make(g->arena->allocator);
    for (const opening *o = from; o; o = strcmp(o->path, path) == 0 ? NULL : o->outer) chain[count++] = o;
    while (count-- > 0) {
        en_text_add_z(&text, chain[count]->path);
        en_text_add_z(&text, " → ");
    }
    en_text_add_z(&text, path);
    en_arg arg = en_arg_str("path", en_text_str(&text));
    if (text.failed) (void)no_memory(g);
    else tell(g, EN_W_PLAN_FILE_CIRCLE, resource, g->owner, 1, &arg);
    en_text_free(&text);
}

/* Whether another file may be opened from here; tells why not. */
static bool may_open(gatherer *g, const en_plan_text *resource, const opening *from, const char *path)
{
    for (const opening *o = from; o; o = o->outer)
        if (strcmp(o->path, path) == 0) {
            tell_circle(g, resource, from, path);
            return false;
        }
    bool deep = from->depth + 1 >= EN_FILES_MOST_NESTED;
    if (!deep && g->file_count < EN_FILES_MOST) return true;
    en_arg arg = en_arg_int("most", deep ? EN_FILES_MOST_NESTED : EN_FILES_MOST);
    tell(g, deep ? EN_W_PLAN_FILE_DEEP : EN_W_PLAN_FILE_MANY, resource, g->owner, 1, &arg);
    return false;
}

/* ---- putting together */

/* The two arrays one behind the other, in place of the first. */
static bool join(gatherer *g, void **at, size_t *count, const void *more, size_t more_count, size_t size)
{
    if (more_count == 0) return true;
    char *all = en_arena_array(g->arena, *count + more_count, size);
    if (!all) return no_memory(g);
    if (*count) memcpy(all, *at, *count * size);
    memcpy(all + *count * size, more, more_count * size);
    *at = all;
    *count += more_count;
    return true;
}

static en_plan_submodel *add_model(gatherer *g, const en_plan_submodel *model)
{
    if (g->model_count == g->model_room) {
        size_t room = g->model_room ? g->model_room * 2 : 8;
        en_plan_submodel *more = en_arena_array(g->arena, room, sizeof *more);
        if (!more) return no_memory(g);
        if (g->model_count) memcpy(more, g->models, g->model_count * sizeof *more);
        g->models = more;
        g->model_room = room;
    }
    g->models[g->model_count] = *model;
    return &g->models[g->model_count++];
}

static bool key_of(gatherer *g, en_str name, en_str *key)
{
    en_name_fault fault = en_name_of(g->arena, name, key);
    if (fault == EN_NAME_NO_MEMORY) (void)no_memory(g);
    return fault == EN_NAME_FINE;
}

static void add_escaped(en_text *text, en_str written)
{
    en_text shown = en_text_make(text->allocator);
    en_name_show(&shown, written);
    for (size_t i = 0; i < shown.size; i++) {
        if (shown.at[i] == '"' || shown.at[i] == '\\') en_text_add_char(text, '\\');
        en_text_add_char(text, shown.at[i]);
    }
    text->failed = text->failed || shown.failed;
    en_text_free(&shown);
}

/* The name of a model within the file that was read as the model `of`: one that no file can write by
 * accident. */
static en_plan_text name_within(gatherer *g, const en_plan_text *of, const en_plan_text *name)
{
    en_plan_text made = *name;
    if (!of) return made;
    en_text text = en_text_make(g->arena->allocator);
    en_text_add_char(&text, '"');
    add_escaped(&text, of->text);
    en_text_add_z(&text, "›");
    add_escaped(&text, name->text);
    en_text_add_char(&text, '"');
    made.text = (en_str){text.failed ? NULL : en_arena_copy(g->arena, text.at, text.size), text.size};
    if (!made.text.at) (void)no_memory(g);
    en_text_free(&text);
    return made;
}

static bool same_dimension(gatherer *g, const en_plan_dimension *a, const en_plan_dimension *b)
{
    if (a->elements.count != b->elements.count) return false;
    if (a->elements.count == 0) return a->size.value == b->size.value;
    for (size_t k = 0; k < a->elements.count; k++) {
        en_str one, other;
        if (!key_of(g, a->elements.at[k].text, &one) || !key_of(g, b->elements.at[k].text, &other) ||
            !en_str_equal(one, other))
            return false;
    }
    return true;
}

/* A dimension that the model has already must be the same. */
static void take_dimension(gatherer *g, const en_plan_dimension *dimension)
{
    en_plan_model *model = &g->planned->model;
    en_str key, other;
    bool named = key_of(g, dimension->name.text, &key);
    for (size_t k = 0; named && k < model->dimension_count; k++) {
        if (!key_of(g, model->dimensions[k].name.text, &other) || !en_str_equal(key, other)) continue;
        if (!same_dimension(g, &model->dimensions[k], dimension) && !stopped(g))
            tell(g, EN_W_PLAN_FILE_DIMENSION, &dimension->name, dimension->name.text, 0, NULL);
        return;
    }
    (void)join(g, (void **)&model->dimensions, &model->dimension_count, dimension, 1, sizeof *dimension);
}

static void take_unit(gatherer *g, const en_plan_unit *unit)
{
    en_plan_model *model = &g->planned->model;
    for (size_t k = 0; k < model->unit_count; k++)
        if (en_str_equal(model->units[k].name.text, unit->name.text)) return;
    (void)join(g, (void **)&model->units, &model->unit_count, unit, 1, sizeof *unit);
}

/* What a file has beside its models. */
static void take_common(gatherer *g, const en_plan_model *file)
{
    en_plan_model *model = &g->planned->model;
    for (size_t k = 0; k < file->dimension_count && !stopped(g); k++) take_dimension(g, &file->dimensions[k]);
    for (size_t k = 0; k < file->unit_count && !stopped(g); k++) take_unit(g, &file->units[k]);
    (void)join(g, (void **)&model->macros, &model->macro_count, file->macros, file->macro_count,
               sizeof *file->macros);
    (void)join(g, (void **)&model->header.includes.at, &model->header.includes.count,
               file->header.includes.at, file->header.includes.count, sizeof *file->header.includes.at);
    for (size_t k = 0; k < file->imports.count; k++)
        if (!file->imports.at[k].enabled.given || file->imports.at[k].enabled.value)
            tell(g, EN_W_PLAN_FILE_DATA, &file->imports.at[k].resource, file->imports.at[k].resource.text, 0,
                 NULL);
}

/* ---- reading */

static void take(gatherer *g, const en_plan_model *file, const en_plan_submodel *as, const opening *from);

/* A file, as a model that is kept with its tree. NULL after telling. */
static en_plan_model *read_file(gatherer *g, const en_plan_text *resource, const char *path)
{
    en_str bytes;
    en_finder_fault fault =
        g->finder->read(g->finder->user, path, EN_FILES_MOST_BYTES - g->bytes, g->arena, &bytes);
    if (fault != EN_FINDER_FINE) {
        en_status status = en_plan_finder_tell(g->report, fault, g->planned->model.file,
                                               en_plan_text_place(resource, 0), g->owner, resource->text);
        if (!stopped(g)) g->status = status;
        return NULL;
    }
    g->bytes += bytes.size;
    en_plan_part *part = en_arena_array(g->arena, 1, sizeof *part);
    if (!part) return no_memory(g);
    en_status status = en_xmile_parse(bytes, en_str_of(path), g->context, g->report, &part->tree);
    if (status == EN_OK) {
        part->tree.part = true;
        part->next = g->planned->parts;
        g->planned->parts = part;
        status = en_xmile_read(&part->tree, g->arena, g->report, &part->model);
    }
    if (status != EN_OK && !stopped(g)) g->status = status;
    if (status == EN_OK && part->model.model_count == 0)
        tell(g, EN_W_PLAN_FILE_NO_MODEL, resource, g->owner, 0, NULL);
    return status == EN_OK && part->model.model_count > 0 ? &part->model : NULL;
}

/* Whether the model of this name is there already; tells where it is another one. */
static bool is_taken(gatherer *g, en_str key, const en_plan_text *resource, const char *path)
{
    en_str other;
    for (size_t k = 0; k < g->file_count; k++) {
        if (!en_str_equal(g->files[k].key, key)) continue;
        if (strcmp(g->files[k].path, path) != 0) tell(g, EN_W_PLAN_FILE_BOTH, resource, g->owner, 0, NULL);
        return true;
    }
    for (size_t k = 1; k < g->model_count; k++)
        if (key_of(g, g->models[k].name.text, &other) && en_str_equal(key, other)) {
            tell(g, EN_W_PLAN_FILE_BOTH, resource, g->owner, 0, NULL);
            return true;
        }
    return false;
}

/* Reads a file as the model `as`, which has its name and what else the element that names the file says. */
static void need(gatherer *g, const en_plan_submodel *as, const en_plan_text *resource, const opening *from)
{
    en_str key;
    bool memory = false;
    const char *path = en_plan_path_of(g->arena, folder_of(from->path), resource->text, &memory);
    if (memory) (void)no_memory(g);
    if (!path && !stopped(g)) tell(g, EN_W_PLAN_FILE_OUTSIDE, resource, g->owner, 0, NULL);
    if (!path || !key_of(g, as->name.text, &key) || is_taken(g, key, resource, path)) return;
    if (!may_open(g, resource, from, path)) return;
    g->files[g->file_count++] = (taken){key, path};
    const en_plan_model *file = read_file(g, resource, path);
    opening inner = {.outer = from, .path = path, .depth = from->depth + 1};
    if (!file) return;
    take_common(g, file);
    if (!stopped(g)) take(g, file, as, &inner);
}

/* The root of a file is the model of the element that names the file. */
static en_plan_submodel as_root(const en_plan_submodel *root, const en_plan_submodel *as)
{
    en_plan_submodel made = *root;
    made.place = as->place;
    made.name = as->name;
    made.run = as->run;
    made.specs = as->specs;
    made.encryption = as->encryption;
    return made;
}

/* A model of the file: it is added, unless it says that it is in a file of its own. */
static void take_model(gatherer *g, const en_plan_model *file, size_t k, const en_plan_submodel *as)
{
    en_plan_submodel made = file->models[k];
    bool elsewhere = en_plan_given(made.resource) && k > 0;
    g->owner = made.name.text;
    if (elsewhere && made.variables.count > 0)
        tell(g, EN_W_PLAN_FILE_BOTH, &made.resource, g->owner, 0, NULL);
    if (elsewhere) return;
    if (as && k == 0) made = as_root(&made, as);
    else if (k > 0) made.name = name_within(g, as ? &as->name : NULL, &made.name);
    if (as && !made.behavior) made.behavior = file->behavior;
    if (!stopped(g)) (void)add_model(g, &made);
}

/* The modules of a model that name files; those in other files get the names of their models. */
static void take_modules(gatherer *g, const en_plan_submodel *model, const en_plan_submodel *as,
                         const opening *from)
{
    for (size_t v = 0; v < model->variables.count && !stopped(g); v++) {
        en_plan_variable *w = &model->variables.at[v];
        if (w->kind != EN_PLAN_MODULE) continue;
        en_plan_submodel wanted = {.place = w->place,
                                   .name = name_within(g, as ? &as->name : NULL, &w->name)};
        if (as) w->uses = wanted.name;
        g->owner = w->name.text;
        if (en_plan_given(w->resource) && !stopped(g)) need(g, &wanted, &w->resource, from);
        w->resource = (en_plan_text){0};
    }
}

/* as NULL: it is the model itself. */
static void take(gatherer *g, const en_plan_model *file, const en_plan_submodel *as, const opening *from)
{
    for (size_t k = 0; k < file->model_count && !stopped(g); k++) take_model(g, file, k, as);
    for (size_t k = 1; k < file->model_count && !stopped(g); k++) {
        en_plan_submodel wanted = file->models[k];
        g->owner = wanted.name.text;
        wanted.name = name_within(g, as ? &as->name : NULL, &wanted.name);
        if (en_plan_given(wanted.resource) && !stopped(g)) need(g, &wanted, &wanted.resource, from);
    }
    for (size_t k = 0; k < file->model_count && !stopped(g); k++) take_modules(g, &file->models[k], as, from);
}

en_status en_planned_take_files(en_planned *planned, const en_plan_finder *finder, const en_context *context,
                                en_report *report)
{
    if (!finder || planned->model.model_count == 0) return EN_OK;
    gatherer *g = en_arena_array(&planned->arena, 1, sizeof *g);
    if (!g) return EN_ERR_MEMORY;
    *g = (gatherer){.planned = planned,
                    .finder = finder,
                    .context = context,
                    .report = report,
                    .arena = &planned->arena,
                    .status = EN_OK};
    const char *name = en_arena_copy(g->arena, planned->model.file.at, planned->model.file.size);
    if (!name) return EN_ERR_MEMORY;
    const en_plan_model written = planned->model;
    opening whole = {.path = name};
    take(g, &written, NULL, &whole);
    planned->model.models = g->models;
    planned->model.model_count = g->model_count;
    return g->status;
}
