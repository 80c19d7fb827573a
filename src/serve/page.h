/* Files that are part of the program: the page, and the documents of the API. tools/embed.py makes the
 * tables.
 */
#ifndef EN_SERVE_PAGE_H
#define EN_SERVE_PAGE_H

#include "str.h"

/* One file, as it is and compressed. */
typedef struct en_asset {
    const char *path; /* "/", "/assets/enishi-1a2b3c4d5e6f.js" */
    const char *media;
    const char *tag;        /* from its content */
    bool is_immutable;      /* its name changes with its content */
    size_t size, gzip_size; /* 0: not worth compressing */
    const unsigned char *bytes, *gzip;
} en_asset;

/* By path. */
extern const en_asset en_assets[], en_documents[];
extern const size_t en_asset_count, en_document_count;

/* The file of the page with this path, or NULL. */
const en_asset *en_asset_find(en_str path);

/* The same among the documents: "/openapi.json". */
const en_asset *en_document_find(en_str path);

/* How it is sent to somebody who accepts these encodings (Accept-Encoding). */
en_str en_asset_bytes(const en_asset *asset, en_str accepted, bool *is_gzip);

#endif
