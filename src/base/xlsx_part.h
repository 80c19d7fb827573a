/* The parts of an OOXML package in memory: a ZIP read by minizip, its XML streamed through expat.
 *
 * A part is never held whole: it is unzipped by pieces that go straight into the parser. What a program wants
 * of the XML is a small table of steps from parent to child; elements that no step names are passed over with
 * all they hold. Prefixes do not matter. Paths in the ZIP are names only and never reach a disk. Bound:
 * linear in the unzipped bytes, which are counted as they come: the sizes that a ZIP states of itself are not
 * trusted.
 */
#ifndef EN_XLSX_PART_H
#define EN_XLSX_PART_H

#include "context.h"
#include "report.h"

enum {
    EN_PART_MOST = 4096,      /* parts in a package */
    EN_PART_MOST_DEPTH = 64,  /* elements inside each other */
    EN_PART_MOST_RATIO = 200, /* unzipped to zipped, once a part is larger than EN_PART_FREE_BYTES */
    EN_PART_FREE_BYTES = 16 << 20,
    EN_PART_MOST_TAG_BYTES = 4 << 20, /* a tag with its attributes */
};
#define EN_PART_MOST_BYTES ((uint64_t)1 << 30) /* unzipped, each part */

typedef struct en_part {
    const char *name; /* "xl/workbook.xml" */
    uint64_t place[2];
    bool locked; /* encrypted */
} en_part;

/* Borrows the bytes and the name. */
typedef struct en_package {
    en_str bytes;
    en_str name; /* for messages */
    size_t count;
    en_part *parts;
} en_package;

/* Reads the directory; everything is kept in the arena. Refuses what is no ZIP, names that are there twice,
 * too many parts. */
EN_MUST_USE en_status en_package_open(en_str bytes, en_str name, en_arena *arena, en_report *report,
                                      en_package *package);

/* The part of that name, or NULL. Names differ only in more than ASCII case (ECMA-376 part 2, 6.2.2.3). */
const en_part *en_package_part(const en_package *package, en_str name);

/* From an element of kind `parent` (0: outside the root) to a child of this local name, which is then of kind
 * `kind`. */
typedef struct en_xml_step {
    int parent;
    const char *name;
    int kind;
} en_xml_step;

/* Reading of one part. The functions are called for elements that a step names; a function may be NULL. */
typedef struct en_xml {
    const en_package *package;
    const en_part *part;
    en_str file; /* for messages: "round.xlsx" or "round.xlsx[choices]" */
    const en_context *context;
    en_report *report;
    const en_xml_step *steps;
    size_t step_count;
    void (*open)(struct en_xml *xml, int kind, const char **attributes);
    void (*text)(struct en_xml *xml, int kind, en_str piece);
    void (*close)(struct en_xml *xml, int kind);
    void *user;
    /* set by en_xml_read */
    void *parser;
    en_status status;
    int depth;
    unsigned char kinds[EN_PART_MOST_DEPTH + 1];
} en_xml;

/* Reads the part to its end. What a function set by en_xml_stop comes back. */
EN_MUST_USE en_status en_xml_read(en_xml *xml);

/* Ends the reading with this status; the caller has reported why. */
void en_xml_stop(en_xml *xml, en_status status);

/* Ends the reading with a fault of the part's content. */
void en_xml_refuse(en_xml *xml, en_word rule);

/* The attribute of exactly this name, or the one with any prefix; at == NULL if there is none. */
en_str en_xml_attribute(const char **attributes, const char *name);
en_str en_xml_prefixed(const char **attributes, const char *local_name);

/* Whether an attribute is given and means true ("1" or "true"). */
bool en_xml_is_true(const char **attributes, const char *name);

#endif
