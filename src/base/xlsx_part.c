/* The parts of an OOXML package in memory. See xlsx_part.h. */
#include "xlsx_part.h"

#include "reasons.h"

#include <errno.h>
#include <expat.h>
#include <strings.h>
#include <unzip.h>

enum { PIECE = 1 << 16, MOST_NAME = 512, OTHER = 0xFF };

/* The open archive as minizip sees it: a file, and how many of its bytes were read. */
typedef struct archive {
    en_str bytes;
    size_t at;
    uint64_t taken;
    bool ended; /* more was asked for than there is; without it minizip takes what is missing for zeros */
} archive;

static voidpf archive_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static uLong archive_read(voidpf opaque, voidpf stream, void *into, uLong size)
{
    (void)opaque;
    archive *a = stream;
    size_t left = a->bytes.size - a->at, n = size < left ? size : left;
    if (n > 0) memcpy(into, a->bytes.at + a->at, n);
    a->at += n;
    a->taken += n;
    a->ended = a->ended || n < size;
    return n;
}

static ZPOS64_T archive_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const archive *)stream)->at;
}

static long archive_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    (void)opaque;
    archive *a = stream;
    size_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                  : origin == ZLIB_FILEFUNC_SEEK_CUR ? a->at
                                                     : a->bytes.size;
    size_t to;
    if (!en_add_size(from, offset, &to) || to > a->bytes.size) return -1;
    a->at = to;
    return 0;
}

static int archive_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static int archive_error(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const archive *)stream)->ended;
}

static unzFile open_archive(archive *a)
{
    zlib_filefunc64_def functions = {.zopen64_file = archive_open,
                                     .zread_file = archive_read,
                                     .ztell64_file = archive_tell,
                                     .zseek64_file = archive_seek,
                                     .zclose_file = archive_close,
                                     .zerror_file = archive_error,
                                     .opaque = a};
    return unzOpen2_64("", &functions);
}

/* part NULL: the whole file. */
static en_status damaged(const en_package *package, const char *part, en_report *report)
{
    en_where where = {.file = package->name};
    if (!part) return en_report_error(report, EN_W_XLSX_DAMAGED, where);
    en_arg arg = en_arg_text("part", part);
    return en_report_add(report, EN_ERROR, EN_W_XLSX_DAMAGED_PART, where, 1, &arg);
}

/* What minizip said of a part. */
static en_status zip_fault(const en_xml *xml, int error)
{
    if (error == UNZ_INTERNALERROR || error == Z_MEM_ERROR) return EN_ERR_MEMORY;
    return damaged(xml->package, xml->part->name, xml->report);
}

const en_part *en_package_part(const en_package *package, en_str name)
{
    for (size_t i = 0; i < package->count; i++)
        if (strlen(package->parts[i].name) == name.size &&
            strncasecmp(package->parts[i].name, name.at, name.size) == 0)
            return &package->parts[i];
    return NULL;
}

/* The directory entry that the archive stands at becomes a part. */
static en_status add_part(unzFile zip, en_package *package, en_arena *arena, en_report *report)
{
    char name[MOST_NAME + 1] = "";
    unz_file_info64 info;
    unz64_file_pos place;
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK ||
        unzGetFilePos64(zip, &place) != UNZ_OK || info.size_filename > MOST_NAME)
        return damaged(package, NULL, report);
    if (en_package_part(package, en_str_of(name))) {
        en_arg arg = en_arg_text("part", name);
        return en_report_add(report, EN_ERROR, EN_W_XLSX_PART_TWICE, (en_where){.file = package->name}, 1,
                             &arg);
    }
    en_part *part = &package->parts[package->count];
    *part = (en_part){.place = {place.pos_in_zip_directory, place.num_of_file}, .locked = info.flag & 1};
    part->name = en_arena_copy(arena, name, strlen(name));
    if (!part->name) return EN_ERR_MEMORY;
    package->count++;
    return EN_OK;
}

static en_status read_directory(unzFile zip, en_package *package, en_arena *arena, en_report *report)
{
    unz_global_info64 all;
    if (unzGetGlobalInfo64(zip, &all) != UNZ_OK) return damaged(package, NULL, report);
    if (all.number_entry > EN_PART_MOST)
        return en_report_error(report, EN_W_XLSX_TOO_MANY_PARTS, (en_where){.file = package->name});
    package->parts = en_arena_array(arena, all.number_entry, sizeof *package->parts);
    if (!package->parts) return EN_ERR_MEMORY;
    int found = unzGoToFirstFile(zip);
    while (found == UNZ_OK && package->count < all.number_entry) {
        en_status status = add_part(zip, package, arena, report);
        if (status != EN_OK) return status;
        found = unzGoToNextFile(zip);
    }
    return package->count == all.number_entry ? EN_OK : damaged(package, NULL, report);
}

en_status en_package_open(en_str bytes, en_str name, en_arena *arena, en_report *report, en_package *package)
{
    *package = (en_package){.bytes = bytes, .name = name};
    archive a = {.bytes = bytes};
    errno = 0; /* minizip has no other way to tell a lack of memory from damage */
    unzFile zip = open_archive(&a);
    if (!zip) return errno == ENOMEM ? EN_ERR_MEMORY : damaged(package, NULL, report);
    en_status status = read_directory(zip, package, arena, report);
    unzClose(zip);
    return status;
}

en_str en_xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0) return en_str_of(attributes[1]);
    return (en_str){0};
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

en_str en_xml_prefixed(const char **attributes, const char *local_name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), local_name) == 0 && local(attributes[0]) != attributes[0])
            return en_str_of(attributes[1]);
    return (en_str){0};
}

bool en_xml_is_true(const char **attributes, const char *name)
{
    en_str value = en_xml_attribute(attributes, name);
    return en_str_is(value, "1") || en_str_is(value, "true");
}

void en_xml_stop(en_xml *xml, en_status status)
{
    if (xml->status == EN_OK) xml->status = status;
    XML_StopParser(xml->parser, XML_FALSE);
}

void en_xml_refuse(en_xml *xml, en_word rule)
{
    en_arg arg = en_arg_text("part", xml->part->name);
    en_xml_stop(xml, en_report_add(xml->report, EN_ERROR, rule, (en_where){.file = xml->file}, 1, &arg));
}

static void on_open(void *user, const char *name, const char **attributes)
{
    en_xml *xml = user;
    if (xml->status != EN_OK) return;
    if (xml->depth == EN_PART_MOST_DEPTH) {
        en_xml_refuse(xml, EN_W_XLSX_TOO_DEEP);
        return;
    }
    int parent = xml->kinds[xml->depth], kind = OTHER;
    const char *local_name = local(name);
    for (size_t i = 0; i < xml->step_count && kind == OTHER; i++)
        if (xml->steps[i].parent == parent && strcmp(xml->steps[i].name, local_name) == 0)
            kind = xml->steps[i].kind;
    xml->kinds[++xml->depth] = (unsigned char)kind;
    if (kind != OTHER && xml->open) xml->open(xml, kind, attributes);
}

static void on_close(void *user, const char *name)
{
    (void)name;
    en_xml *xml = user;
    if (xml->status != EN_OK) return;
    int kind = xml->kinds[xml->depth--];
    if (kind != OTHER && xml->close) xml->close(xml, kind);
}

static void on_text(void *user, const char *at, int size)
{
    en_xml *xml = user;
    int kind = xml->kinds[xml->depth];
    if (xml->status == EN_OK && kind != OTHER && xml->text) xml->text(xml, kind, (en_str){at, (size_t)size});
}

/* OOXML has no document type; with none, there are no entities that could grow or point outside. */
static void on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    en_xml_refuse(user, EN_W_XLSX_DOCTYPE);
}

static en_status malformed(const en_xml *xml)
{
    enum XML_Error error = XML_GetErrorCode(xml->parser);
    if (error == XML_ERROR_NO_MEMORY) return EN_ERR_MEMORY;
    char room[EN_REASON_ROOM];
    en_arg args[] = {en_arg_text("part", xml->part->name),
                     en_arg_int("line", (int64_t)XML_GetCurrentLineNumber(xml->parser)),
                     en_reason_of_xml((int)error, room)};
    return en_report_add(xml->report, EN_ERROR, EN_W_XLSX_MALFORMED, (en_where){.file = xml->file}, 3, args);
}

/* Whether what came out so far is within the limits. Checked after each piece, so that one piece at most is
 * too much. */
static bool is_bounded(en_xml *xml, uint64_t unzipped, uint64_t zipped)
{
    if (unzipped > EN_PART_MOST_BYTES) {
        en_xml_refuse(xml, EN_W_XLSX_PART_TOO_LARGE);
        return false;
    }
    if (unzipped > EN_PART_FREE_BYTES && unzipped / EN_PART_MOST_RATIO > zipped) {
        en_xml_refuse(xml, EN_W_XLSX_PART_EXPANDS);
        return false;
    }
    XML_Index done = XML_GetCurrentByteIndex(xml->parser);
    if (done >= 0 && unzipped - (uint64_t)done > EN_PART_MOST_TAG_BYTES) {
        en_xml_refuse(xml, EN_W_XLSX_TAG_TOO_LONG);
        return false;
    }
    return true;
}

/* Unzips the current part piece by piece into the parser. */
static en_status parse(en_xml *xml, unzFile zip, const archive *a)
{
    uint64_t unzipped = 0, before = a->taken;
    for (;;) {
        if (en_cancelled(xml->context)) return EN_ERR_CANCELLED;
        void *room = XML_GetBuffer(xml->parser, PIECE);
        if (!room) return EN_ERR_MEMORY;
        int got = unzReadCurrentFile(zip, room, PIECE);
        if (got < 0) return zip_fault(xml, got);
        unzipped += (uint64_t)got;
        enum XML_Status parsed = XML_ParseBuffer(xml->parser, got, got == 0);
        if (xml->status != EN_OK) return xml->status;
        if (parsed != XML_STATUS_OK) return malformed(xml);
        if (got == 0) return unzeof(zip) ? EN_OK : zip_fault(xml, UNZ_BADZIPFILE);
        if (!is_bounded(xml, unzipped, a->taken - before)) return xml->status;
    }
}

static en_status read_from(en_xml *xml, unzFile zip, const archive *a)
{
    unz64_file_pos place = {xml->part->place[0], xml->part->place[1]};
    int opened = unzGoToFilePos64(zip, &place);
    if (opened == UNZ_OK) opened = unzOpenCurrentFile(zip);
    if (opened != UNZ_OK) return zip_fault(xml, opened);
    XML_Parser parser = XML_ParserCreate(NULL);
    en_status status = EN_ERR_MEMORY;
    if (parser) {
        xml->parser = parser;
        XML_SetUserData(parser, xml);
        XML_SetElementHandler(parser, on_open, on_close);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartDoctypeDeclHandler(parser, on_doctype);
        status = parse(xml, zip, a);
        XML_ParserFree(parser);
        xml->parser = NULL;
    }
    int closed = unzCloseCurrentFile(zip); /* compares the checksum */
    if (status == EN_OK && closed != UNZ_OK) status = zip_fault(xml, closed);
    return status;
}

en_status en_xml_read(en_xml *xml)
{
    if (xml->part->locked)
        return en_report_error(xml->report, EN_W_XLSX_ENCRYPTED, (en_where){.file = xml->package->name});
    xml->status = EN_OK;
    xml->depth = 0;
    xml->kinds[0] = 0;
    archive a = {.bytes = xml->package->bytes};
    unzFile zip = open_archive(&a);
    if (!zip) return EN_ERR_MEMORY; /* it was opened before, so it is sound */
    en_status status = read_from(xml, zip, &a);
    unzClose(zip);
    return status;
}
