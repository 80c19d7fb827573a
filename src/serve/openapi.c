/* What the API says of itself: the OpenAPI document and the reference page, which enishi-api made from the
 * rows of src/api when the program was built. They are files of the program as those of the page are, and
 * answered in the same way: compressed, with a tag, under the policy of pages. */
#include "handlers.h"
#include "server.h"

static en_status answer_file(en_request *request, const char *path)
{
    exchange *x = (exchange *)request;
    x->asset = en_asset_find(en_str_of(path));
    return x->asset ? EN_OK : en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
}

en_status en_handle_openapi(en_request *request) { return answer_file(request, "/api/openapi.json"); }

en_status en_handle_reference_style(en_request *request)
{
    return answer_file(request, "/api/reference.css");
}

en_status en_handle_reference(en_request *request)
{
    static const char *const paths[EN_LANGUAGE_COUNT] = {"/api/reference-en.html", "/api/reference-vi.html",
                                                         "/api/reference-ja.html"};
    return answer_file(request, paths[request->language]);
}
