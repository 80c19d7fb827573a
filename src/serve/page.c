/* The files of the page. See page.h. */
#include "page.h"

#include <strings.h>

const en_asset *en_asset_find(en_str path)
{
    for (size_t low = 0, high = en_asset_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = en_str_compare(path, en_str_of(en_assets[middle].path));
        if (order == 0) return &en_assets[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

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

en_str en_asset_bytes(const en_asset *asset, en_str accepted, const char **encoding)
{
    *encoding = NULL;
    if (asset->brotli_size && accepts(accepted, "br")) {
        *encoding = "br";
        return (en_str){(const char *)asset->brotli, asset->brotli_size};
    }
    if (asset->gzip_size && accepts(accepted, "gzip")) {
        *encoding = "gzip";
        return (en_str){(const char *)asset->gzip, asset->gzip_size};
    }
    return (en_str){(const char *)asset->bytes, asset->size};
}
