/* Connections to the database: as many for reading as threads read at once, and one for writing. */
#include "server.h"

#include "file.h"

#include "workspace.h"

en_status server_check_workspace(en_server *server, en_report *report)
{
    server->database = en_path_join(&server->arena, server->options->folder, EN_WORKSPACE_DATABASE);
    if (!server->database) return EN_ERR_MEMORY;
    if (en_file_exists(server->database)) return EN_OK;
    return en_report_error(report, EN_W_STORE_MISSING, (en_where){.file = en_str_of(server->database)});
}

en_status server_open_stores(en_server *server, en_report *report)
{
    server->reader_capacity = (size_t)(server->config.threads + server->config.slow_threads) + 1;
    server->readers = en_arena_array(&server->arena, server->reader_capacity, sizeof *server->readers);
    if (!server->readers) return EN_ERR_MEMORY;
    return en_store_open_server(server->database, NULL, report, &server->writer);
}

void server_close_stores(en_server *server)
{
    for (size_t i = 0; i < server->reader_count; i++) en_store_close(server->readers[i]);
    server->reader_count = 0;
    en_store_close(server->writer);
    server->writer = NULL;
}

en_status server_take_reader(en_server *server, en_report *report, en_store **store)
{
    pthread_mutex_lock(&server->readers_lock);
    *store = server->reader_count ? server->readers[--server->reader_count] : NULL;
    pthread_mutex_unlock(&server->readers_lock);
    return *store ? EN_OK : en_store_open_reader(server->database, NULL, report, store);
}

void server_give_reader(en_server *server, en_store *store)
{
    pthread_mutex_lock(&server->readers_lock);
    bool is_kept = server->reader_count < server->reader_capacity;
    if (is_kept) server->readers[server->reader_count++] = store;
    pthread_mutex_unlock(&server->readers_lock);
    if (!is_kept) en_store_close(store);
}
