#include "track_text.h"
void track_add_report(en_text *text, const track_page *page){(void)text;(void)page;}
void track_add_whole(en_text *text, const track_page *page, size_t commitment){(void)text;(void)page;(void)commitment;}
