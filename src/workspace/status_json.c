/* Where the promises stand, as JSON for programs: docs/ledger.md describes it. Values stay numbers,
 * texts come in all languages. */
#include "standing_json.h"

/* A member with an array of what `add` writes for each index below the count. */
static void add_all(en_json *json, const char *key, const en_track *track, size_t count,
                    void (*add)(en_json *, const en_track *, size_t))
{
    en_json_key(json, key);
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) add(json, track, i);
    en_json_close(json, ']');
}

static void add_visible_numbers(en_json *json, const en_track *track)
{
    en_json_key(json, "numbers");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->number_count; i++)
        if (track->numbers[i].visible) en_number_json(json, track, i);
    en_json_close(json, ']');
}

static void add_cautions(en_json *json, const en_ledger *ledger)
{
    en_json_key(json, "cautions");
    en_json_open(json, '[');
    for (size_t i = 0; i < ledger->count[EN_CAUTIONS]; i++) {
        const en_caution *c = en_caution_at(ledger, i);
        en_json_open(json, '{');
        en_json_key_str(json, "id", c->id);
        en_ref_json(json, "about", ledger, c->about);
        en_choice_json(json, "kind", EN_CAUTIONS, "kind", c->kind);
        en_texts_json(json, "text", &c->text);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_old_names(en_json *json, const en_ledger *ledger)
{
    en_json_key(json, "old_names");
    en_json_open(json, '[');
    for (size_t i = 0; i < ledger->count[EN_ORGANISATIONS]; i++) {
        const en_organisation *o = en_organisation_at(ledger, i);
        if (!en_date_given(o->valid_to)) continue;
        en_json_open(json, '{');
        en_json_key_str(json, "id", o->id);
        en_texts_json(json, "name", &o->name);
        en_date_json(json, "valid_to", o->valid_to);
        en_ref_json(json, "successor", ledger, o->successor);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_corrections(en_json *json, const en_standing *standing)
{
    en_json_key(json, "corrections");
    en_json_open(json, '[');
    for (size_t i = 0; i < standing->correction_count; i++) {
        const en_correction *c = &standing->corrections[i];
        const en_shape *shape = &en_shapes[c->row.table];
        en_json_open(json, '{');
        en_json_key_text(json, "table", shape->name);
        en_ref_json(json, "id", &standing->ledger, c->row);
        en_json_key_str(json, "at", c->at);
        en_text_json(json, "by", c->by);
        en_json_key(json, "columns");
        en_json_open(json, '{');
        for (size_t k = 0; k < shape->field_count; k++) {
            if (en_str_equal(c->before[k], c->after[k])) continue;
            en_json_key(json, shape->fields[k].column);
            en_json_open(json, '[');
            en_json_str(json, c->before[k]);
            en_json_str(json, c->after[k]);
            en_json_close(json, ']');
        }
        en_json_close(json, '}');
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

void en_standing_json(en_text *text, const en_standing *standing, const size_t *commitments, size_t count)
{
    const en_track *track = &standing->track;
    en_json json = en_json_to(text);
    en_json_open(&json, '{');
    en_date_json(&json, "as_of", track->options.today);
    en_json_key_bool(&json, "only_then", track->options.only_then);
    en_json_key_bool(&json, "sample", standing->is_sample);
    en_json_key(&json, "commitments");
    en_json_open(&json, '[');
    for (size_t i = 0; i < (commitments ? count : track->promise_count); i++) {
        const en_promise *promise = &track->promises[commitments ? commitments[i] : i];
        if (commitments || promise->visible) en_promise_json(&json, track, promise);
    }
    en_json_close(&json, ']');
    add_all(&json, "targets", track, track->target_count, en_target_json);
    add_all(&json, "changes", track, track->vintage_count, en_change_json);
    add_corrections(&json, standing);
    add_all(&json, "contradictions", track, track->contradiction_count, en_contradiction_json);
    add_cautions(&json, &standing->ledger);
    add_old_names(&json, &standing->ledger);
    add_visible_numbers(&json, track);
    en_json_close(&json, '}');
}
