/* Files that are part of the program. See page.h. */
#include "page.h"

#include <strings.h>

static const en_asset *find(const en_asset *assets, size_t count, en_str path)
{
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = en_str_compare(path, en_str_of(assets[middle].path));
        if (order == 0) return &assets[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

const en_asset *en_asset_find(en_str path) { return find(en_assets, en_asset_count, path); }

const en_asset *en_document_find(en_str path) { return find(en_documents, en_document_count, path); }

/* Whether a coding is accepted: named, and not with q=0. */
static bool accepts(en_str accepted, const char *coding)
{
    en_str piece;
    size_t length = strlen(coding);
    while (en_str_next(&accepted, ',', &piece)) {
        if (piece.size < length || strncasecmp(piece.at, coding, length) != 0) continue;
        en_str rest = en_str_trim((en_str){piece.at + length, piece.size - length});
        if (rest.size == 0) return true;
        if (*rest.at != ';') continue;
        rest = en_str_trim((en_str){rest.at + 1, rest.size - 1});
        bool is_zero = rest.size >= 3 && strncasecmp(rest.at, "q=0", 3) == 0;
        for (size_t i = 3; is_zero && i < rest.size; i++) is_zero = rest.at[i] == '.' || rest.at[i] == '0';
        return !is_zero;
    }
    return false;
}

en_str en_asset_bytes(const en_asset *asset, en_str accepted, bool *is_gzip)
{
    *is_gzip = asset->gzip_size > 0 && accepts(accepted, "gzip");
    if (*is_gzip) return (en_str){(const char *)asset->gzip, asset->gzip_size};
    return (en_str){(const char *)asset->bytes, asset->size};
}
