/* The files of the page, which are part of the program. tools/embed.py makes the table from what the page's
 * build leaves. */
#ifndef EN_SERVE_PAGE_H
#define EN_SERVE_PAGE_H

#include "str.h"

/* One file, as it is and compressed; a size of 0: not worth compressing. */
typedef struct en_asset {
    const char *path; /* "/", "/assets/app-1a2b3c4d.js" */
    const char *media;
    const char *tag;   /* from its content */
    bool is_immutable; /* its name changes with its content */
    size_t size, gzip_size, brotli_size;
    const unsigned char *bytes, *gzip, *brotli;
} en_asset;

extern const en_asset en_assets[]; /* by path */
extern const size_t en_asset_count;

/* The file with this path, or NULL. */
const en_asset *en_asset_find(en_str path);

/* How it is sent to somebody who accepts these encodings (Accept-Encoding): *encoding "br", "gzip" or NULL.
 */
en_str en_asset_bytes(const en_asset *asset, en_str accepted, const char **encoding);

#endif
