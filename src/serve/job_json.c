/* A job as JSON. See job_json.h. */
#include "job_json.h"

#include "findings.h"

static void add_given(en_json *json, const char *key, en_str value)
{
    if (value.size) en_json_key_str(json, key, value);
}

static void add_count(en_json *json, const char *key, int64_t value)
{
    if (value >= 0) en_json_key_int(json, key, value);
}

static json_t *parsed(en_str text) { return text.size ? en_json_load(text, NULL, NULL) : NULL; }

static void add_reason(en_json *json, en_language language, const en_job *job)
{
    if (job->reason.size == 0) return;
    json_t *arguments = parsed(job->arguments);
    en_text message = en_text_make(NULL);
    en_findings_add_message(&message, language, job->reason, arguments);
    en_json_key_str(json, "reason", job->reason);
    en_json_key_str(json, "message", en_text_str(&message));
    json->text->failed = json->text->failed || message.failed;
    en_text_free(&message);
    json_decref(arguments);
}

static void add_findings(en_json *json, en_language language, en_str text)
{
    json_t *findings = parsed(text);
    if (json_is_array(findings)) {
        en_json_key(json, "findings");
        en_findings_add(json, language, findings);
    }
    json_decref(findings);
}

void job_add_json(en_json *json, en_language language, const en_job *job, double progress)
{
    en_json_open(json, '{');
    en_json_key_int(json, "job", job->job);
    en_json_key_text(json, "kind", en_job_kind_names[job->kind]);
    en_json_key_str(json, "round", job->round);
    en_json_key_text(json, "state", en_job_state_names[job->state]);
    en_json_key(json, "progress");
    en_json_real(json, job->state == EN_JOB_DONE ? 1 : progress > 0 ? progress : 0);
    en_json_key_str(json, "made_at", job->made_at);
    add_given(json, "begun_at", job->begun_at);
    add_given(json, "ended_at", job->ended_at);
    en_json_key_int(json, "attempts", job->attempts);
    add_reason(json, language, job);
    add_count(json, "errors", job->errors);
    add_count(json, "warnings", job->warnings);
    add_findings(json, language, job->findings);
    if (job->result) en_json_key_int(json, "result", job->result);
    en_json_close(json, '}');
}
