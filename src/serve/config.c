/* The keys of the configuration. See config.h. */
#include "config.h"

#include "json.h"
#include "number.h"

#include <arpa/inet.h>
#include <ctype.h>

#define TEXT(member, usual, these, word)                                                                     \
    {                                                                                                        \
#member, true, offsetof(en_config, member), usual, 0, 0, EN_CONFIG_TEXT_BYTES - 1, these, word       \
    }
#define NUMBER(member, usual, from, to, word)                                                                \
    {                                                                                                        \
#member, false, offsetof(en_config, member), NULL, usual, from, to, NULL, word                       \
    }

const en_config_key en_config_keys[] = {
    TEXT(address, "127.0.0.1", NULL, EN_W_SERVE_KEY_ADDRESS),
    NUMBER(port, 8080, 0, 65535, EN_W_SERVE_KEY_PORT),
    TEXT(public_address, "", NULL, EN_W_SERVE_KEY_PUBLIC_ADDRESS),
    NUMBER(proxies, 0, 0, 8, EN_W_SERVE_KEY_PROXIES),
    TEXT(log, "all", "all|problems|none", EN_W_SERVE_KEY_LOG),
    NUMBER(threads, 0, 0, 64, EN_W_SERVE_KEY_THREADS),
    NUMBER(slow_threads, 4, 1, 64, EN_W_SERVE_KEY_SLOW_THREADS),
    NUMBER(connections, 2000, 8, 100000, EN_W_SERVE_KEY_CONNECTIONS),
    NUMBER(connections_per_address, 1000, 1, 100000, EN_W_SERVE_KEY_CONNECTIONS_PER_ADDRESS),
    NUMBER(requests, 256, 1, 10000, EN_W_SERVE_KEY_REQUESTS),
    NUMBER(streams, 100, 0, 10000, EN_W_SERVE_KEY_STREAMS),
    NUMBER(jobs, 2, 1, 16, EN_W_SERVE_KEY_JOBS),
    NUMBER(job_memory_mb, 4096, 64, 1 << 20, EN_W_SERVE_KEY_JOB_MEMORY_MB),
    NUMBER(job_seconds, 3600, 1, 1 << 20, EN_W_SERVE_KEY_JOB_SECONDS),
    NUMBER(job_threads, 0, 0, 256, EN_W_SERVE_KEY_JOB_THREADS),
    NUMBER(header_bytes, 16384, 2048, 131072, EN_W_SERVE_KEY_HEADER_BYTES),
    NUMBER(form_bytes, 1 << 20, 1024, 1 << 26, EN_W_SERVE_KEY_FORM_BYTES),
    NUMBER(upload_bytes, 1 << 26, 1024, (int64_t)1 << 31, EN_W_SERVE_KEY_UPLOAD_BYTES),
    NUMBER(request_memory_bytes, 1 << 28, 1 << 16, (int64_t)1 << 34, EN_W_SERVE_KEY_REQUEST_MEMORY_BYTES),
    NUMBER(header_seconds, 15, 1, 3600, EN_W_SERVE_KEY_HEADER_SECONDS),
    NUMBER(body_seconds, 300, 1, 86400, EN_W_SERVE_KEY_BODY_SECONDS),
    NUMBER(answer_seconds, 300, 1, 86400, EN_W_SERVE_KEY_ANSWER_SECONDS),
    NUMBER(answer_bytes_per_second, 10240, 1, 1 << 30, EN_W_SERVE_KEY_ANSWER_BYTES_PER_SECOND),
    NUMBER(idle_seconds, 75, 1, 3600, EN_W_SERVE_KEY_IDLE_SECONDS),
    NUMBER(stop_seconds, 10, 0, 3600, EN_W_SERVE_KEY_STOP_SECONDS),
};

const size_t en_config_key_count = sizeof en_config_keys / sizeof *en_config_keys;

static char *text_of(en_config *config, const en_config_key *key) { return (char *)config + key->offset; }

static void set_number(en_config *config, const en_config_key *key, int64_t value)
{
    memcpy((char *)config + key->offset, &value, sizeof value);
}

void en_config_reset(en_config *config)
{
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < en_config_key_count; i++) {
        const en_config_key *key = &en_config_keys[i];
        if (key->is_text) memcpy(text_of(config, key), key->default_text, strlen(key->default_text) + 1);
        else set_number(config, key, key->default_number);
    }
}

static bool among(const char *choices, en_str value)
{
    en_str rest = en_str_of(choices), piece;
    while (en_str_next(&rest, '|', &piece))
        if (en_str_equal(piece, value)) return true;
    return false;
}

static en_status take_text(en_config *config, const en_config_key *key, en_str value, en_where where,
                           en_report *report)
{
    en_arg most = en_arg_int("most", key->most);
    if (value.size > (size_t)key->most || memchr(value.at, '\0', value.size))
        return en_report_add(report, EN_ERROR, EN_W_SERVE_CONFIG_TOO_LONG, where, 1, &most);
    en_arg choices = en_arg_text("choices", key->choices);
    if (key->choices && !among(key->choices, value))
        return en_report_add(report, EN_ERROR, EN_W_SERVE_CONFIG_CHOICE, where, 1, &choices);
    char *text = text_of(config, key);
    memset(text, 0, EN_CONFIG_TEXT_BYTES);
    if (value.size) memcpy(text, value.at, value.size);
    return EN_OK;
}

static en_status take_number(en_config *config, const en_config_key *key, en_str value, en_where where,
                             en_report *report)
{
    uint64_t number = 0;
    en_arg bounds[] = {en_arg_int("least", key->least), en_arg_int("most", key->most)};
    if (en_whole_read(value, (uint64_t)key->most, &number) != EN_NUMBER_FINE || (int64_t)number < key->least)
        return en_report_add(report, EN_ERROR, EN_W_SERVE_CONFIG_NUMBER, where, 2, bounds);
    set_number(config, key, (int64_t)number);
    return EN_OK;
}

static const en_config_key *find(en_str name)
{
    for (size_t i = 0; i < en_config_key_count; i++)
        if (en_str_is(name, en_config_keys[i].name)) return &en_config_keys[i];
    return NULL;
}

en_status en_config_set(en_config *config, en_str name, en_str value, en_where where, en_report *report)
{
    const en_config_key *key = find(name);
    where.column = name;
    if (!key) return en_report_error(report, EN_W_SERVE_CONFIG_UNKNOWN, where);
    where.value = value.at ? value : en_str_of("");
    return key->is_text ? take_text(config, key, value, where, report)
                        : take_number(config, key, value, where, report);
}

static en_status take_member(en_config *config, const char *name, const json_t *member, en_str file,
                             en_report *report)
{
    en_where where = {.file = file};
    char digits[EN_INT_MOST_BYTES];
    const en_config_key *key = find(en_str_of(name));
    if (json_is_string(member) && (!key || key->is_text)) {
        en_str text = {json_string_value(member), json_string_length(member)};
        return en_config_set(config, en_str_of(name), text, where, report);
    }
    if (json_is_integer(member) && (!key || !key->is_text)) {
        en_str text = {digits, en_int_print(json_integer_value(member), digits)};
        return en_config_set(config, en_str_of(name), text, where, report);
    }
    where.column = en_str_of(name);
    return en_report_error(report, key ? EN_W_SERVE_CONFIG_KIND : EN_W_SERVE_CONFIG_UNKNOWN, where);
}

en_status en_config_read(en_config *config, en_str json, en_str file, en_report *report)
{
    json_t *object = en_json_read(json, file, report);
    if (!object) return report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_INPUT;
    en_status status = json_is_object(object)
                           ? EN_OK
                           : en_report_error(report, EN_W_SERVE_CONFIG_OBJECT, (en_where){.file = file});
    const char *name;
    json_t *member;
    json_object_foreach(object, name, member)
    {
        if (take_member(config, name, member, file, report) != EN_OK) status = EN_ERR_INPUT;
    }
    json_decref(object);
    return status;
}

static en_status take_variable(en_config *config, const char *variable, en_report *report)
{
    const char *equals = strchr(variable, '=');
    size_t prefix = strlen(EN_CONFIG_PREFIX), length = equals ? (size_t)(equals - variable) : 0;
    char name[64];
    en_where where = {.file = {variable, length}};
    if (length < prefix || length - prefix >= sizeof name)
        return en_report_error(report, EN_W_SERVE_CONFIG_UNKNOWN, where);
    for (size_t i = prefix; i < length; i++) name[i - prefix] = (char)tolower((unsigned char)variable[i]);
    return en_config_set(config, (en_str){name, length - prefix}, en_str_of(equals + 1), where, report);
}

en_status en_config_from_environment(en_config *config, char *const *environment, en_report *report)
{
    en_status status = EN_OK;
    for (; environment && *environment; environment++) {
        if (strncmp(*environment, EN_CONFIG_PREFIX, strlen(EN_CONFIG_PREFIX)) != 0) continue;
        if (take_variable(config, *environment, report) != EN_OK) status = EN_ERR_INPUT;
    }
    return status;
}

bool en_config_is_secure(const en_config *config)
{
    return strncmp(config->public_address, "https://", 8) == 0 && config->public_address[8] != '\0';
}

bool en_config_is_loopback(const en_config *config)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, config->address, &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, config->address, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* An origin: scheme, host, perhaps a port, and nothing behind. */
static bool is_origin(const char *address)
{
    const char *host = strstr(address, "://");
    if (!host || (strncmp(address, "https://", 8) != 0 && strncmp(address, "http://", 7) != 0)) return false;
    host += 3;
    return *host != '\0' && strcspn(host, "/?#@ \t\"<>\\") == strlen(host);
}

en_status en_config_check(const en_config *config, en_report *report)
{
    struct in6_addr any;
    en_where address = {.column = en_str_of("address"), .value = en_str_of(config->address)};
    en_where open = {.column = en_str_of("public_address"), .value = en_str_of(config->public_address)};
    if (inet_pton(AF_INET, config->address, &any) != 1 && inet_pton(AF_INET6, config->address, &any) != 1)
        return en_report_error(report, EN_W_SERVE_CONFIG_ADDRESS, address);
    if (*config->public_address && !is_origin(config->public_address))
        return en_report_error(report, EN_W_SERVE_CONFIG_PUBLIC_ADDRESS, open);
    if (!en_config_is_loopback(config) && !en_config_is_secure(config))
        return en_report_error(report, EN_W_SERVE_CONFIG_NOT_SECURE, address);
    return EN_OK;
}
