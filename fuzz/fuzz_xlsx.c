/* Bytes as a workbook: opened, and every sheet of it read.
 *
 * Bytes that start with PK are the file itself. Others are the parts of a workbook, separated by the byte
 * 0xFE, which this program puts into a ZIP: a fuzzer cannot guess checksums, and so would never get past the
 * first part.
 */
#include "xlsx.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEPARATOR = 0xFE, PARTS = 6, LOCAL_BYTES = 30, CENTRAL_BYTES = 46 };

static const char *const names[PARTS] = {
    "_rels/.rels",          "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml", "xl/styles.xml"};

static void put(char *at, size_t bytes, uint64_t value)
{
    for (size_t i = 0; i < bytes; i++) at[i] = (char)(value >> (8 * i));
}

static void add_zeroed(en_text *zip, size_t bytes, uint32_t signature)
{
    char *room = en_text_reserve(zip, bytes);
    if (!room) abort();
    memset(room, 0, bytes);
    put(room, 4, signature);
    zip->size += bytes;
}

/* Checksum, both sizes and the name's length, which a ZIP states in the same order in both of its headers. */
static void put_sizes(char *at, en_str part, const char *name)
{
    put(at, 4, crc32(0, (const unsigned char *)part.at, (unsigned)part.size));
    put(at + 4, 4, part.size);
    put(at + 8, 4, part.size);
    put(at + 12, 2, strlen(name));
}

/* The parts as a ZIP without compression. */
static en_text zip_of(en_str rest)
{
    en_text zip = en_text_make(NULL), directory = en_text_make(NULL);
    size_t count = 0;
    for (; count < PARTS && rest.size > 0; count++) {
        const char *end = memchr(rest.at, SEPARATOR, rest.size);
        en_str part = {rest.at, end ? (size_t)(end - rest.at) : rest.size};
        size_t start = zip.size, entry = directory.size;
        add_zeroed(&zip, LOCAL_BYTES, 0x04034B50);
        put_sizes(zip.at + start + 14, part, names[count]);
        en_text_add_z(&zip, names[count]);
        en_text_add(&zip, part);
        add_zeroed(&directory, CENTRAL_BYTES, 0x02014B50);
        put_sizes(directory.at + entry + 16, part, names[count]);
        put(directory.at + entry + 42, 4, start);
        en_text_add_z(&directory, names[count]);
        size_t step = part.size + (end != NULL);
        rest = (en_str){rest.at + step, rest.size - step};
    }
    size_t start = zip.size;
    en_text_add(&zip, en_text_str(&directory));
    size_t last = zip.size;
    add_zeroed(&zip, 22, 0x06054B50);
    put(zip.at + last + 8, 2, count);
    put(zip.at + last + 10, 2, count);
    put(zip.at + last + 12, 4, directory.size);
    put(zip.at + last + 16, 4, start);
    en_text_free(&directory);
    return zip;
}

static void read_all(en_str bytes)
{
    char *copy = malloc(bytes.size ? bytes.size : 1);
    if (!copy) abort();
    if (bytes.size) memcpy(copy, bytes.at, bytes.size);
    en_file file = {.name = {"f", 1}, .allocator = &en_libc_allocator, .at = copy, .size = bytes.size};
    en_report report = en_report_make(NULL);
    en_workbook book;
    if (en_workbook_open(file, NULL, &report, &book) == EN_OK) {
        for (size_t i = 0; i < book.sheet_count; i++) {
            en_text csv;
            if (en_workbook_read(&book, &book.sheets[i], book.sheets[i].name, NULL, &report, &csv) == EN_OK) {
                if (csv.size && csv.at[csv.size - 1] != '\n') abort();
                en_text_free(&csv);
            } else if (report.errors == 0) {
                abort();
            }
        }
        en_workbook_free(&book);
    } else if (report.errors == 0) {
        abort();
    }
    en_report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str bytes = {(const char *)data, size};
    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        read_all(bytes);
        return 0;
    }
    en_text zip = zip_of(bytes);
    read_all(en_text_str(&zip));
    en_text_free(&zip);
    return 0;
}
