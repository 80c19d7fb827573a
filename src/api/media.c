/* Media types by their names in HTTP. */
#include "api.h"

const char *en_media_name(en_media media)
{
    static const char *const names[] = {
        [EN_MEDIA_NONE] = "",
        [EN_MEDIA_JSON] = "application/json",
        [EN_MEDIA_CSV] = "text/csv",
        [EN_MEDIA_WORKBOOK] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [EN_MEDIA_SVG] = "image/svg+xml",
        [EN_MEDIA_HTML] = "text/html",
        [EN_MEDIA_STYLE] = "text/css",
        [EN_MEDIA_TEXT] = "text/plain",
        [EN_MEDIA_EVENTS] = "text/event-stream",
        [EN_MEDIA_FILE] = "*/*",
        [EN_MEDIA_BYTES] = "application/octet-stream",
    };
    return names[media];
}
