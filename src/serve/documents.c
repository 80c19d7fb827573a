/* The documents of the API, as they were made when the program was built: OpenAPI, and the reference to read.
 * They are files of the program as those of the page are, and answered in the same way: compressed, with a
 * tag, under the policy of pages.
 */
#include "handlers.h"
#include "server.h"

static en_status answer_file(en_request *request, const char *path)
{
    exchange *x = (exchange *)request;
    x->asset = en_document_find(en_str_of(path));
    return x->asset ? EN_OK : EN_ERR_IO; /* the build would have left it out */
}

en_status en_handle_openapi(en_request *request) { return answer_file(request, "/openapi.json"); }

en_status en_handle_reference_style(en_request *request) { return answer_file(request, "/reference.css"); }

en_status en_handle_reference(en_request *request)
{
    static const char *const paths[EN_LANGUAGE_COUNT] = {"/reference-en.html", "/reference-vi.html",
                                                         "/reference-ja.html"};
    return answer_file(request, paths[request->language]);
}
