/* The workbook: what kind of file it is, its sheets, shared texts and cell formats. See xlsx.h. */
#define _GNU_SOURCE /* memmem */
#include "xlsx.h"

#include "number.h"
#include "xlsx_date.h"

#include <strings.h>

/* Elements of the workbook's parts, all in one table: no two parts share a root. */
enum {
    OUTSIDE,
    RELATIONS,
    RELATION,
    WORKBOOK,
    PROPERTIES,
    CALCULATION,
    SHEETS,
    SHEET,
    TEXTS,
    ITEM,
    RUN,
    TEXT,
    STYLES,
    CODES,
    CODE,
    CELL_STYLES,
    CELL_STYLE
};

static const en_xml_step steps[] = {
    {OUTSIDE, "Relationships", RELATIONS},
    {RELATIONS, "Relationship", RELATION},
    {OUTSIDE, "workbook", WORKBOOK},
    {WORKBOOK, "workbookPr", PROPERTIES},
    {WORKBOOK, "calcPr", CALCULATION},
    {WORKBOOK, "sheets", SHEETS},
    {SHEETS, "sheet", SHEET},
    {OUTSIDE, "sst", TEXTS},
    {TEXTS, "si", ITEM},
    {ITEM, "t", TEXT},
    {ITEM, "r", RUN},
    {RUN, "t", TEXT},
    {OUTSIDE, "styleSheet", STYLES},
    {STYLES, "numFmts", CODES},
    {CODES, "numFmt", CODE},
    {STYLES, "cellXfs", CELL_STYLES},
    {CELL_STYLES, "xf", CELL_STYLE},
};

enum { MOST_PATH = 1024, MOST_RELATIONS = 4096, NOT_SET = 0xFF };

typedef struct relation {
    const char *id, *type, *target; /* type: the last part of the URI; target: the part's name */
    struct relation *next;
} relation;

/* What reading the parts has come to. */
typedef struct opening {
    en_workbook *book;
    const en_context *context;
    en_report *report;
    en_str folder; /* of the part whose relations are read: "xl/" */
    relation *relations;
    size_t relation_count;
    en_text item;                                /* the shared text being read */
    unsigned char formats[EN_XLSX_MOST_FORMATS]; /* of the workbook's own format codes, by id */
} opening;

static bool ends_in(en_str name, const char *ending)
{
    size_t n = strlen(ending);
    return name.size > n && strncasecmp(name.at + name.size - n, ending, n) == 0;
}

bool en_workbook_is_name(en_str name) { return ends_in(name, ".xlsx") || ends_in(name, ".xlsm"); }

bool en_workbook_is_other_name(en_str name)
{
    return ends_in(name, ".xls") || ends_in(name, ".xlsb") || ends_in(name, ".ods") ||
           ends_in(name, ".numbers");
}

static en_status refuse(opening *o, en_word rule)
{
    return en_report_error(o->report, rule, (en_where){.file = o->book->file.name});
}

static en_status missing(opening *o, const char *part)
{
    en_arg arg = en_arg_text("part", part);
    return en_report_add(o->report, EN_ERROR, EN_W_XLSX_MISSING_PART, (en_where){.file = o->book->file.name},
                         1, &arg);
}

static en_status read_part(opening *o, const en_part *part, void (*open)(en_xml *, int, const char **),
                           void (*text)(en_xml *, int, en_str), void (*close)(en_xml *, int))
{
    en_xml xml = {.package = &o->book->package,
                  .part = part,
                  .file = o->book->file.name,
                  .context = o->context,
                  .report = o->report,
                  .steps = steps,
                  .step_count = sizeof steps / sizeof *steps,
                  .open = open,
                  .text = text,
                  .close = close,
                  .user = o};
    return en_xml_read(&xml);
}

/* Relations: which part is what. */

static en_str last_of(en_str uri)
{
    const char *slash = uri.size ? memrchr(uri.at, '/', uri.size) : NULL;
    return slash ? (en_str){slash + 1, (size_t)(uri.at + uri.size - slash - 1)} : uri;
}

/* A target as the name of a part: "/xl/a.xml" as it is, "a.xml" in the folder, "../a.xml" beside it. false if
 * it leaves the package. */
static bool resolve(en_str folder, en_str target, en_text *name)
{
    if (target.size > 0 && *target.at == '/') {
        folder.size = 0;
        target = (en_str){target.at + 1, target.size - 1};
    }
    for (;;) {
        if (target.size >= 2 && memcmp(target.at, "./", 2) == 0) {
            target = (en_str){target.at + 2, target.size - 2};
        } else if (target.size >= 3 && memcmp(target.at, "../", 3) == 0) {
            if (folder.size == 0) return false;
            folder.size--; /* the slash */
            while (folder.size > 0 && folder.at[folder.size - 1] != '/') folder.size--;
            target = (en_str){target.at + 3, target.size - 3};
        } else {
            break;
        }
    }
    en_text_add(name, folder);
    en_text_add(name, target);
    return !name->failed && name->size <= MOST_PATH;
}

static void add_relation(en_xml *xml, int kind, const char **attributes)
{
    if (kind != RELATION || en_str_is(en_xml_attribute(attributes, "TargetMode"), "External")) return;
    opening *o = xml->user;
    en_arena *arena = &o->book->arena;
    en_str id = en_xml_attribute(attributes, "Id"), type = last_of(en_xml_attribute(attributes, "Type"));
    en_text name = en_text_make(arena->allocator);
    bool inside = resolve(o->folder, en_xml_attribute(attributes, "Target"), &name);
    relation *r = en_arena_array(arena, 1, sizeof *r);
    if (r) {
        *r = (relation){en_arena_copy(arena, id.at, id.size), en_arena_copy(arena, type.at, type.size),
                        en_arena_copy(arena, name.at, name.size), o->relations};
        o->relations = r;
    }
    if (!r || !r->id || !r->type || !r->target || name.failed) en_xml_stop(xml, EN_ERR_MEMORY);
    else if (!inside || ++o->relation_count > MOST_RELATIONS) en_xml_refuse(xml, EN_W_XLSX_BAD_PART);
    en_text_free(&name);
}

static const relation *relation_of_type(const opening *o, const char *type)
{
    for (const relation *r = o->relations; r; r = r->next)
        if (strcmp(r->type, type) == 0) return r;
    return NULL;
}

/* Reads the relations of a part ("" for the package). */
static en_status read_relations(opening *o, const char *part)
{
    en_str whole = en_str_of(part), file = last_of(whole);
    o->folder = (en_str){part, whole.size - file.size};
    o->relations = NULL;
    o->relation_count = 0;
    en_text name = en_text_make(o->book->arena.allocator);
    en_text_add(&name, o->folder);
    en_text_add_z(&name, "_rels/");
    en_text_add(&name, file);
    en_text_add(&name, (en_str){".rels", 6}); /* with the NUL */
    en_status status = EN_ERR_MEMORY;
    if (!name.failed) {
        const en_part *found = en_package_part(&o->book->package, en_str_of(name.at));
        status = found ? read_part(o, found, add_relation, NULL, NULL) : missing(o, name.at);
    }
    en_text_free(&name);
    return status;
}

/* The workbook's own part: sheets, and how dates count. */

static void add_sheet(en_xml *xml, const char **attributes)
{
    opening *o = xml->user;
    en_workbook *book = o->book;
    en_str raw = en_xml_attribute(attributes, "name"), id = en_xml_prefixed(attributes, "id");
    const relation *r = o->relations;
    while (r && !en_str_is(id, r->id)) r = r->next;
    if (!raw.at || !r) {
        en_xml_refuse(xml, EN_W_XLSX_BAD_PART);
        return;
    }
    if (strcmp(r->type, "worksheet") != 0) return; /* a chart or a dialog */
    en_arg name = en_arg_str("sheet", raw), part = en_arg_text("part", r->target);
    en_where where = {.file = book->file.name};
    const char *copy = en_arena_copy(&book->arena, raw.at, raw.size);
    if (!copy) {
        en_xml_stop(xml, EN_ERR_MEMORY);
        return;
    }
    en_sheet sheet = {en_str_trim((en_str){copy, raw.size}),
                      en_package_part(&book->package, en_str_of(r->target))};
    if (!sheet.part)
        en_xml_stop(xml, en_report_add(o->report, EN_ERROR, EN_W_XLSX_MISSING_PART, where, 1, &part));
    else if (en_workbook_sheet(book, sheet.name))
        en_xml_stop(xml, en_report_add(o->report, EN_ERROR, EN_W_XLSX_SHEET_TWICE, where, 1, &name));
    else if (book->sheet_count == EN_XLSX_MOST_SHEETS)
        en_xml_stop(xml, en_report_error(o->report, EN_W_XLSX_TOO_MANY_SHEETS, where));
    else book->sheets[book->sheet_count++] = sheet;
}

static void open_in_workbook(en_xml *xml, int kind, const char **attributes)
{
    const opening *o = xml->user;
    if (kind == SHEET) add_sheet(xml, attributes);
    if (kind == PROPERTIES) o->book->from_1904 = en_xml_is_true(attributes, "date1904");
    if (kind == CALCULATION) o->book->not_calculated = en_xml_is_true(attributes, "fullCalcOnLoad");
}

/* Shared texts. */

void en_xlsx_add_text(en_text *text, en_str raw)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < raw.size;) {
        const char *at = raw.at + i;
        unsigned code = 0;
        bool escaped = raw.size - i >= 7 && at[0] == '_' && at[1] == 'x' && at[6] == '_';
        for (int k = 2; k < 6 && escaped; k++) {
            const char *digit =
                at[k] ? strchr(hex, at[k] >= 'a' && at[k] <= 'f' ? at[k] - 0x20 : at[k]) : NULL;
            escaped = digit != NULL;
            if (digit) code = code * 16 + (unsigned)(digit - hex);
        }
        if (!escaped || (code >= 0xD800 && code < 0xE000)) {
            en_text_add_char(text, *at);
            i++;
            continue;
        }
        if (code >= 0x800) en_text_add_char(text, (char)(0xE0 | code >> 12));
        if (code >= 0x80)
            en_text_add_char(text, (char)(code >= 0x800 ? 0x80 | (code >> 6 & 0x3F) : 0xC0 | code >> 6));
        en_text_add_char(text, (char)(code >= 0x80 ? 0x80 | (code & 0x3F) : code));
        i += 7;
    }
}

static void add_piece(en_xml *xml, int kind, en_str piece)
{
    opening *o = xml->user;
    if (kind == TEXT && o->item.size <= EN_XLSX_MOST_RAW) en_text_add(&o->item, piece);
}

static void close_item(en_xml *xml, int kind)
{
    if (kind != ITEM) return;
    opening *o = xml->user;
    en_workbook *book = o->book;
    en_xlsx_add_text(&book->texts, en_text_str(&o->item));
    size_t *end = (size_t *)(void *)en_text_reserve(&book->text_ends, sizeof *end);
    if (!end || book->texts.failed || o->item.failed) {
        en_xml_stop(xml, EN_ERR_MEMORY);
        return;
    }
    *end = book->texts.size;
    book->text_ends.size += sizeof *end;
    o->item.size = 0;
    if (book->text_ends.size / sizeof *end > EN_XLSX_MOST_TEXTS) en_xml_refuse(xml, EN_W_XLSX_BAD_PART);
}

/* Cell formats. */

static void open_in_styles(en_xml *xml, int kind, const char **attributes)
{
    if (kind != CODE && kind != CELL_STYLE) return;
    opening *o = xml->user;
    en_str written = en_xml_attribute(attributes, "numFmtId");
    uint64_t id = 0;
    bool sound = !written.at || en_whole_read(written, EN_XLSX_MOST_FORMATS - 1, &id) == EN_NUMBER_FINE;
    bool late = kind == CODE && o->book->formats.size > 0; /* the styles before it were read without it */
    if (!sound || late || o->book->formats.size == EN_XLSX_MOST_FORMATS) {
        en_xml_refuse(xml, EN_W_XLSX_BAD_PART);
        return;
    }
    if (kind == CODE) {
        o->formats[id] = (unsigned char)en_xlsx_format_of(en_xml_attribute(attributes, "formatCode"));
        return;
    }
    en_xlsx_format format = o->formats[id] == NOT_SET ? en_xlsx_built_in(id) : (en_xlsx_format)o->formats[id];
    en_text_add_char(&o->book->formats, (char)format);
    if (o->book->formats.failed) en_xml_stop(xml, EN_ERR_MEMORY);
}

/* What kind of file it is. */

static bool holds(en_str bytes, const char *pattern, size_t n)
{
    return bytes.size > 0 && memmem(bytes.at, bytes.size, pattern, n) != NULL;
}

static en_status check_signature(opening *o)
{
    en_str bytes = {o->book->file.at, o->book->file.size};
    if (bytes.size >= 8 && memcmp(bytes.at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) {
        static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
        return refuse(o,
                      holds(bytes, stream, sizeof stream - 1) ? EN_W_XLSX_ENCRYPTED : EN_W_XLSX_OLD_FORMAT);
    }
    if (bytes.size >= 2 && memcmp(bytes.at, "PK", 2) == 0) return EN_OK;
    return refuse(o, EN_W_XLSX_NOT_A_WORKBOOK);
}

/* A ZIP that is no OOXML package: an OpenDocument, or something else. */
static en_status check_package(opening *o)
{
    const en_package *package = &o->book->package;
    if (en_package_part(package, en_str_of("_rels/.rels"))) return EN_OK;
    if (en_package_part(package, en_str_of("content.xml")) && en_package_part(package, en_str_of("mimetype")))
        return refuse(o, EN_W_XLSX_OPEN_DOCUMENT);
    return refuse(o, EN_W_XLSX_NOT_A_WORKBOOK);
}

static en_status read_optional(opening *o, const relation *r, void (*open)(en_xml *, int, const char **),
                               void (*text)(en_xml *, int, en_str), void (*close)(en_xml *, int))
{
    if (!r) return EN_OK;
    const en_part *part = en_package_part(&o->book->package, en_str_of(r->target));
    return part ? read_part(o, part, open, text, close) : missing(o, r->target);
}

static en_status read_workbook(opening *o)
{
    const relation *main = relation_of_type(o, "officeDocument");
    if (!main) return refuse(o, EN_W_XLSX_NOT_A_WORKBOOK);
    if (ends_in(en_str_of(main->target), ".bin")) return refuse(o, EN_W_XLSX_BINARY);
    const en_part *part = en_package_part(&o->book->package, en_str_of(main->target));
    if (!part) return missing(o, main->target);
    en_status status = read_relations(o, main->target);
    if (status == EN_OK) status = read_part(o, part, open_in_workbook, NULL, NULL);
    if (status == EN_OK && o->book->sheet_count == 0) status = refuse(o, EN_W_XLSX_NO_SHEET);
    if (status == EN_OK) status = read_optional(o, relation_of_type(o, "styles"), open_in_styles, NULL, NULL);
    if (status == EN_OK)
        status = read_optional(o, relation_of_type(o, "sharedStrings"), NULL, add_piece, close_item);
    return status;
}

static en_status open_all(opening *o)
{
    en_workbook *book = o->book;
    memset(o->formats, NOT_SET, sizeof o->formats);
    book->sheets = en_arena_array(&book->arena, EN_XLSX_MOST_SHEETS, sizeof *book->sheets);
    if (!book->sheets) return EN_ERR_MEMORY;
    en_str bytes = {book->file.at, book->file.size};
    en_status status = check_signature(o);
    if (status == EN_OK)
        status = en_package_open(bytes, book->file.name, &book->arena, o->report, &book->package);
    if (status == EN_OK) status = check_package(o);
    if (status == EN_OK) status = read_relations(o, "");
    if (status == EN_OK) status = read_workbook(o);
    return status;
}

en_status en_workbook_open(en_file file, const en_context *context, en_report *report, en_workbook *book)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *book = (en_workbook){.file = file,
                          .arena = en_arena_make(allocator),
                          .texts = en_text_make(allocator),
                          .text_ends = en_text_make(allocator),
                          .formats = en_text_make(allocator)};
    en_file_hash(&book->file);
    opening *o = en_arena_array(&book->arena, 1, sizeof *o);
    en_status status = EN_ERR_MEMORY;
    if (o) {
        *o = (opening){.book = book, .context = context, .report = report, .item = en_text_make(allocator)};
        status = open_all(o);
        en_text_free(&o->item);
    }
    if (status != EN_OK) en_workbook_free(book);
    return status;
}

void en_workbook_free(en_workbook *book)
{
    en_file_free(&book->file);
    en_text_free(&book->texts);
    en_text_free(&book->text_ends);
    en_text_free(&book->formats);
    en_arena_free(&book->arena);
}

const en_sheet *en_workbook_sheet(const en_workbook *book, en_str name)
{
    for (size_t i = 0; i < book->sheet_count; i++)
        if (en_str_equal(book->sheets[i].name, name)) return &book->sheets[i];
    return NULL;
}
