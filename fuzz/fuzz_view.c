/* Bytes as a model whose diagram is drawn: whatever its views say, that ends in a picture or a reported
 * problem, and so does every one of its views. */
#include "fuzz.h"

#include "plan_diagram.h"

enum { MOST_BYTES = 1 << 16, MOST_VIEWS = 8 };

static void draw(const en_planned *planned, uint32_t view)
{
    en_report report = en_report_make(NULL);
    en_text svg = en_text_make(NULL);
    en_diagram_ask ask = {.language = EN_LANGUAGE_JA, .width = 360, .view = view};
    en_status status = en_picture_of_diagram(planned, &ask, &report, &svg);
    fuzz_check(status == EN_OK || (status == EN_ERR_INPUT && report.errors > 0));
    fuzz_check((status == EN_OK) == (svg.size > 0));
    en_text_free(&svg);
    en_report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST_BYTES) return 0;
    en_report report = en_report_make(NULL);
    en_planned planned = {0};
    en_str bytes = {(const char *)data, size};
    if (en_planned_read(bytes, en_str_of("f"), NULL, NULL, &report, &planned) == EN_OK) {
        draw(&planned, 0);
        for (uint32_t view = 1; view <= en_diagram_views(&planned) + 1 && view <= MOST_VIEWS; view++)
            draw(&planned, view);
    }
    en_planned_close(&planned);
    en_report_free(&report);
    return 0;
}
