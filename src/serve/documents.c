/* The documents of the API, as they were made when the program was built: OpenAPI, and the reference to read.
 */
#include "handlers.h"
#include "page.h"

#include <stdio.h>

static en_status send(en_request *request, const char *path)
{
    const en_asset *document = en_document_find(en_str_of(path));
    if (!document) return EN_ERR_IO; /* the build has left it out */
    if (en_request_has(request, en_str_of(document->tag))) return EN_OK;
    en_text_add(&request->out, (en_str){(const char *)document->bytes, document->size});
    return EN_OK;
}

en_status en_handle_openapi(en_request *request) { return send(request, "/openapi.json"); }

en_status en_handle_reference(en_request *request)
{
    char path[32];
    snprintf(path, sizeof path, "/reference-%s.html", en_language_tag(request->language));
    return send(request, path);
}

en_status en_handle_reference_style(en_request *request) { return send(request, "/reference.css"); }
