/* The documents of the API, as they were made when the program was built: OpenAPI, and the reference to read.
 * They are answered as the files of the page are: compressed, with a tag, under the policy of pages. */
#include "handlers.h"
#include "server.h"

#include <stdio.h>

static en_status answer_document(en_request *request, const char *path)
{
    exchange *x = (exchange *)request;
    x->asset = en_document_find(en_str_of(path));
    return x->asset ? EN_OK : EN_ERR_IO; /* the build has left it out */
}

en_status en_handle_openapi(en_request *request) { return answer_document(request, "/openapi.json"); }

en_status en_handle_reference(en_request *request)
{
    char path[32];
    snprintf(path, sizeof path, "/reference-%s.html", en_language_tag(request->language));
    return answer_document(request, path);
}

en_status en_handle_reference_style(en_request *request)
{
    return answer_document(request, "/reference.css");
}
