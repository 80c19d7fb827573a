/* The bytes of a file as UTF-8. See tree.h.
 *
 * XMILE files are UTF-8. UTF-16 and UTF-32 are known by their byte order mark or by how `<` is written, other
 * encodings by the XML declaration, and then iconv reads them. Bytes that are not UTF-8 in a file that
 * declares nothing else are Windows-1252, as every browser takes them; text that is clearly Japanese in CP932
 * is refused instead, because it would come out as other characters. Bound: linear in the bytes.
 */
#define _GNU_SOURCE
#include "repair.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

static bool starts(en_str bytes, const char *with, size_t n)
{
    return bytes.size >= n && memcmp(bytes.at, with, n) == 0;
}

static bool is_one_of(en_str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(names[i]) == name.size && strncasecmp(names[i], name.at, name.size) == 0) return true;
    return false;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

en_str en_xmile_declared(en_str text)
{
    if (starts(text, "\xEF\xBB\xBF", 3)) text = (en_str){text.at + 3, text.size - 3};
    while (text.size > 0 && is_blank(*text.at)) text = (en_str){text.at + 1, text.size - 1};
    if (!starts(text, "<?xml", 5)) return (en_str){0};
    const char *end = memchr(text.at, '>', text.size);
    const char *at = end ? memmem(text.at, (size_t)(end - text.at), "encoding", 8) : NULL;
    if (!at) return (en_str){0};
    for (at += 8; at < end && (is_blank(*at) || *at == '='); at++) continue;
    if (at == end || (*at != '"' && *at != '\'')) return (en_str){0};
    const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
    return close ? (en_str){at + 1, (size_t)(close - at - 1)} : (en_str){0};
}

bool en_xmile_is_utf8(en_str encoding)
{
    static const char *const names[] = {"utf-8", "utf8"};
    return is_one_of(encoding, names, 2);
}

/* Code points of the bytes 0x80 … 0x9F in Windows-1252, as the WHATWG's encoding standard has them. */
static const uint16_t upper[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

static void add_1252(en_text *out, unsigned char byte)
{
    unsigned point = byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
    if (point < 0x80) {
        en_text_add_char(out, (char)point);
    } else if (point < 0x800) {
        en_text_add_char(out, (char)(0xC0 | (point >> 6)));
        en_text_add_char(out, (char)(0x80 | (point & 0x3F)));
    } else {
        en_text_add_char(out, (char)(0xE0 | (point >> 12)));
        en_text_add_char(out, (char)(0x80 | ((point >> 6) & 0x3F)));
        en_text_add_char(out, (char)(0x80 | (point & 0x3F)));
    }
}

/* Characters that are UTF-8 stay what they are if `mixed`. */
static void from_1252(en_str bytes, bool mixed, en_text *out)
{
    while (bytes.size > 0 && !out->failed) {
        size_t good = mixed ? en_utf8_invalid(bytes.at, bytes.size) : 0;
        en_text_add(out, (en_str){bytes.at, good});
        bytes = (en_str){bytes.at + good, bytes.size - good};
        if (bytes.size == 0) break;
        add_1252(out, (unsigned char)*bytes.at);
        bytes = (en_str){bytes.at + 1, bytes.size - 1};
    }
}

/* False where a byte does not fit; out then ends before it. */
static bool convert(iconv_t converter, en_str bytes, en_text *out)
{
    char *in = (char *)(uintptr_t)bytes.at; /* iconv's interface lacks the const */
    size_t left = bytes.size;
    while (left > 0) {
        size_t most = 4096, room = most;
        char *to = en_text_reserve(out, most);
        if (!to) return true; /* out says that it failed */
        size_t result = iconv(converter, &in, &left, &to, &room);
        out->size += most - room;
        if (result == (size_t)-1 && errno != E2BIG) return false;
    }
    return true;
}

typedef struct decoding {
    en_xmile_tree *tree;
    en_report *report;
    en_str bytes;
    en_text out;
} decoding;

static en_status refuse(const decoding *d, en_word rule, en_str encoding, uint64_t line)
{
    en_arg arg = en_arg_str("encoding", encoding);
    en_where where = {.file = d->tree->file, .row = line};
    return en_report_add(d->report, EN_ERROR, rule, where, 1, &arg);
}

/* What glibc's iconv always has. A name that is not here is refused without asking, because iconv calls a
 * lack of memory an unknown encoding too. */
static const char *const known[] = {
    "utf-16",       "utf-16le",     "utf-16be",     "utf-32le",     "utf-32be",     "shift_jis",
    "shift-jis",    "sjis",         "cp932",        "windows-31j",  "euc-jp",       "iso-2022-jp",
    "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",   "iso-8859-7",
    "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",
    "iso-8859-16",  "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "windows-1258", "tcvn5712-1",   "viscii",       "gb2312",
    "gbk",          "gb18030",      "big5",         "euc-kr",       "koi8-r",       "koi8-u"};

static en_status by_iconv(decoding *d, en_str encoding)
{
    char name[16];
    if (encoding.size >= sizeof name || !is_one_of(encoding, known, sizeof known / sizeof *known))
        return refuse(d, EN_W_XMILE_UNKNOWN_ENCODING, encoding, 1);
    memcpy(name, encoding.at, encoding.size);
    name[encoding.size] = '\0';
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) return EN_ERR_MEMORY;
    bool fits = convert(converter, d->bytes, &d->out);
    iconv_close(converter);
    if (d->out.failed) return EN_ERR_MEMORY;
    if (fits) return EN_OK;
    uint64_t line = 1;
    for (size_t i = 0; i < d->out.size; i++) line += d->out.at[i] == '\n';
    return refuse(d, EN_W_XMILE_NOT_IN_ENCODING, encoding, line);
}

/* How often kana are written in the bytes as CP932 has them: 0x82 and 0x83 lead, and hardly any text in
 * Windows-1252 has those two bytes. */
static size_t kana(en_str bytes)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < bytes.size; i++) {
        unsigned char lead = (unsigned char)bytes.at[i], trail = (unsigned char)bytes.at[i + 1];
        if ((lead == 0x82 || lead == 0x83) && trail >= 0x40 && trail != 0x7F && trail <= 0xF1) n++, i++;
    }
    return n;
}

/* Bytes that are not UTF-8 although nothing else is declared. */
static en_status undeclared(decoding *d, size_t first)
{
    uint64_t line = 1;
    for (size_t i = 0; i < first; i++) line += d->bytes.at[i] == '\n';
    if (kana(d->bytes) >= 2) return refuse(d, EN_W_XMILE_UNDECLARED_ENCODING, en_str_of("CP932"), line);
    from_1252(d->bytes, true, &d->out);
    if (d->out.failed) return EN_ERR_MEMORY;
    return en_report_add(d->report, EN_WARNING, EN_W_XMILE_NOT_UTF8,
                         (en_where){.file = d->tree->file, .row = line}, 0, NULL);
}

static en_status recode(decoding *d, en_str encoding)
{
    static const char *const western[] = {"iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"};
    if (is_one_of(encoding, western, 5)) from_1252(d->bytes, false, &d->out);
    else {
        en_status status = by_iconv(d, encoding);
        if (status != EN_OK) return status;
    }
    if (d->out.failed) return EN_ERR_MEMORY;
    en_arg arg = en_arg_str("encoding", encoding);
    return en_report_add(d->report, EN_WARNING, EN_W_XMILE_RECODED,
                         (en_where){.file = d->tree->file, .row = 1}, 1, &arg);
}

/* The Unicode encoding that the first bytes show, and how many bytes its mark has; NULL for none. */
static const char *wide(en_str bytes, size_t *mark)
{
    static const struct {
        const char *bytes;
        size_t n, mark;
        const char *encoding;
    } starts_of[] = {
        {"\xFF\xFE\0\0", 4, 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"},
        {"\xFF\xFE", 2, 2, "UTF-16LE"},     {"\xFE\xFF", 2, 2, "UTF-16BE"},
        {"<\0", 2, 0, "UTF-16LE"},          {"\0<", 2, 0, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof starts_of / sizeof *starts_of; i++)
        if (starts(bytes, starts_of[i].bytes, starts_of[i].n)) {
            *mark = starts_of[i].mark;
            return starts_of[i].encoding;
        }
    return NULL;
}

static en_status decode(decoding *d)
{
    static const char *const unicode[] = {"utf-8",  "utf8",     "us-ascii", "ascii",
                                          "utf-16", "utf-16le", "utf-16be"};
    size_t mark = 0;
    const char *encoding = wide(d->bytes, &mark);
    if (encoding) {
        d->bytes = (en_str){d->bytes.at + mark, d->bytes.size - mark};
        return recode(d, en_str_of(encoding));
    }
    en_str declared = en_xmile_declared(d->bytes);
    /* What declares UTF-16 in single bytes was UTF-16 once, in another program's memory. */
    if (declared.at && !is_one_of(declared, unicode, 7)) return recode(d, declared);
    size_t first = en_utf8_invalid(d->bytes.at, d->bytes.size);
    if (first < d->bytes.size) return undeclared(d, first);
    return EN_OK;
}

en_status en_xmile_decode(en_str bytes, en_xmile_tree *tree, en_report *report)
{
    if (bytes.size > EN_XMILE_MOST_BYTES)
        return en_report_error(report, EN_W_XMILE_TOO_LARGE, (en_where){.file = tree->file});
    decoding d = {.tree = tree, .report = report, .bytes = bytes, .out = en_text_make(tree->arena.allocator)};
    en_status status = decode(&d);
    if (status == EN_OK && d.out.size > EN_XMILE_MOST_BYTES)
        status = en_report_error(report, EN_W_XMILE_TOO_LARGE, (en_where){.file = tree->file});
    en_str utf8 = d.out.size ? en_text_str(&d.out) : bytes;
    const char *copy =
        status == EN_OK ? en_arena_copy(&tree->arena, utf8.at ? utf8.at : "", utf8.size) : NULL;
    if (status == EN_OK && !copy) status = EN_ERR_MEMORY;
    tree->read = (en_str){copy, utf8.size};
    en_text_free(&d.out);
    if (status == EN_OK && !en_xmile_mark(tree)) status = EN_ERR_MEMORY;
    return status;
}
