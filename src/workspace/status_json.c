/* Where the promises stand, as JSON for programs: docs/ledger.md describes it. Values stay numbers,
 * texts come in all languages. */
#include "workspace.h"

#include "json.h"

#include <math.h>

static const char *const lacks[EN_LACKS_COUNT] = {"number", "indicator", "start", "end", "per", "actual"};

static void add_id(en_json *json, const char *key, const en_ledger *ledger, en_ref ref)
{
    if (en_ref_given(ref)) en_json_key_str(json, key, en_ref_id(ledger, ref));
}

static void add_ids(en_json *json, const char *key, const en_ledger *ledger, en_refs refs)
{
    en_json_key(json, key);
    en_json_open(json, '[');
    for (size_t i = 0; i < refs.count; i++) en_json_str(json, en_ref_id(ledger, refs.at[i]));
    en_json_close(json, ']');
}

static void add_text(en_json *json, const char *key, en_str text)
{
    if (text.size) en_json_key_str(json, key, text);
}

static void add_texts(en_json *json, const char *key, const en_texts *texts)
{
    if (!texts || !texts->in[0].size) return;
    en_json_key(json, key);
    en_json_open(json, '{');
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) add_text(json, en_language_tag((en_language)i), texts->in[i]);
    en_json_close(json, '}');
}

static void add_date(en_json *json, const char *key, en_date date)
{
    if (!en_date_given(date)) return;
    en_text text = en_text_make(json->text->allocator);
    en_date_add(&text, date);
    en_json_key_str(json, key, en_text_str(&text));
    json->text->failed = json->text->failed || text.failed;
    en_text_free(&text);
}

static void add_real(en_json *json, const char *key, double value)
{
    if (!isfinite(value)) return;
    en_json_key(json, key);
    en_json_real(json, value);
}

static void add_choice(en_json *json, const char *key, en_ledger_table table, const char *column, int choice)
{
    if (choice) en_json_key_str(json, key, en_choice_in(table, column, choice));
}

/* A reference to a number: the id of its figure or derivation. */
static void add_number_id(en_json *json, const char *key, const en_track *track, size_t number)
{
    if (number != EN_NO_NUMBER) add_id(json, key, track->ledger, track->numbers[number].ref);
}

static void add_number_ids(en_json *json, const char *key, const en_track *track, const size_t *numbers,
                           size_t count)
{
    en_json_key(json, key);
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        en_json_str(json, en_ref_id(track->ledger, track->numbers[numbers[i]].ref));
    en_json_close(json, ']');
}

static void add_operands(en_json *json, const en_ledger *ledger, const en_derivation *d)
{
    add_choice(json, "operation", EN_DERIVATIONS, "operation", d->operation);
    en_json_key(json, "operands");
    en_json_open(json, '[');
    for (size_t i = 0; i < d->operands.count; i++) {
        const en_operand *o = &d->operands.at[i];
        if (en_ref_given(o->ref)) en_json_str(json, en_ref_id(ledger, o->ref));
        else en_json_real(json, o->number.value);
    }
    en_json_close(json, ']');
}

static void add_number(en_json *json, const en_track *track, size_t index)
{
    const en_ledger *ledger = track->ledger;
    const en_track_number *n = &track->numbers[index];
    en_json_open(json, '{');
    add_id(json, "id", ledger, n->ref);
    add_id(json, "indicator", ledger, n->key->indicator);
    add_id(json, "subject", ledger, n->key->subject);
    add_id(json, "area", ledger, n->key->area);
    add_date(json, "period_start", n->key->period_start);
    add_date(json, "period_end", n->key->period_end);
    add_choice(json, "kind", EN_FIGURES, "kind", n->key->kind);
    add_date(json, "as_of", n->as_of);
    en_json_key_bool(json, "known", n->known);
    if (n->known) {
        add_real(json, "value", n->value);
        add_real(json, "low", n->range.low);
        add_real(json, "high", n->range.high);
        add_choice(json, "qualifier", EN_FIGURES, "qualifier", n->qualifier);
    }
    if (n->ref.table == EN_DERIVATIONS) {
        add_operands(json, ledger, en_derivation_at(ledger, n->ref.index));
    } else {
        const en_figure *f = en_figure_at(ledger, n->ref.index);
        add_text(json, "printed", f->value.text);
        add_id(json, "source", ledger, f->source);
        add_text(json, "locator", f->locator);
        add_texts(json, "note", &f->note);
    }
    add_number_id(json, "replaces", track, n->replaces);
    add_number_id(json, "replaced_by", track, n->replaced_by);
    en_json_close(json, '}');
}

static void add_numbers(en_json *json, const en_track *track)
{
    en_json_key(json, "numbers");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->number_count; i++)
        if (track->numbers[i].visible) add_number(json, track, i);
    en_json_close(json, ']');
}

static void add_contradictions(en_json *json, const en_track *track)
{
    static const char *const kinds[] = {"", "values-differ", "part-is-larger", "partition-differs",
                                        "promise-differs"};
    en_json_key(json, "contradictions");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->contradiction_count; i++) {
        const en_contradiction *c = &track->contradictions[i];
        en_json_open(json, '{');
        en_json_key_text(json, "kind", kinds[c->kind]);
        add_number_id(json, "first", track, c->first);
        add_number_id(json, "second", track, c->second);
        if (c->kind == EN_PROMISE_DIFFERS)
            add_id(json, "commitment", track->ledger, en_ref_to(EN_COMMITMENTS, c->commitment));
        if (c->part_count) {
            add_text(json, "partition", en_counts_toward_at(track->ledger, c->relation)->partition);
            add_number_ids(json, "parts", track, c->parts, c->part_count);
            add_real(json, "sum", c->sum);
        }
        add_real(json, "gap", c->gap);
        en_json_key_bool(json, "is_past", c->is_past);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_vintages(en_json *json, const en_track *track)
{
    en_json_key(json, "changes");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->vintage_count; i++) {
        const en_vintage *v = &track->vintages[i];
        en_json_open(json, '{');
        add_number_ids(json, "newest_first", track, v->chain, v->chain_count);
        add_number_ids(json, "between", track, v->between, v->between_count);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_targets(en_json *json, const en_track *track)
{
    en_json_key(json, "targets");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->target_count; i++) {
        const en_target *t = &track->targets[i];
        en_json_open(json, '{');
        add_number_id(json, "number", track, t->number);
        add_number_ids(json, "others", track, t->others, t->other_count);
        en_json_key(json, "items");
        en_json_open(json, '[');
        for (size_t k = 0; k < t->relation_count; k++) {
            const en_counts_toward *r = en_counts_toward_at(track->ledger, t->relations[k]);
            en_json_open(json, '{');
            add_id(json, "item", track->ledger, r->item);
            add_choice(json, "relation", EN_COUNTS_TOWARD, "relation", r->relation);
            add_text(json, "partition", r->partition);
            add_texts(json, "reason", &r->reason);
            add_number_id(json, "number", track, t->items[k]);
            en_json_close(json, '}');
        }
        en_json_close(json, ']');
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

/* Two things that are never mixed: what was reported, and what is computed. */
static void add_reported(en_json *json, const en_ledger *ledger, size_t status)
{
    en_json_key(json, "reported");
    if (status == EN_NO_NUMBER) {
        en_json_null(json);
        return;
    }
    const en_status_report *s = en_status_at(ledger, status);
    en_json_open(json, '{');
    add_choice(json, "status", EN_STATUSES, "status", s->status);
    add_id(json, "by", ledger, s->reported_by);
    add_date(json, "on", s->reported_on);
    add_id(json, "source", ledger, s->source);
    en_json_close(json, '}');
}

static void add_pace(en_json *json, const en_track *track, const en_pace *pace)
{
    en_json_key(json, "pace");
    en_json_open(json, '{');
    en_json_key_bool(json, "measurable", pace->lacks == 0);
    if (pace->lacks) {
        en_json_key(json, "lacks");
        en_json_open(json, '[');
        for (int i = 0; i < EN_LACKS_COUNT; i++)
            if (pace->lacks >> i & 1) en_json_str(json, en_str_of(lacks[i]));
        en_json_close(json, ']');
    } else {
        add_date(json, "at", pace->at);
        add_real(json, "expected", pace->expected);
        add_real(json, "actual", track->numbers[pace->actual].value);
        add_real(json, "difference", pace->difference);
        add_number_id(json, "number", track, pace->actual);
    }
    en_json_close(json, '}');
}

static void add_promise(en_json *json, const en_track *track, const en_promise *promise)
{
    const en_ledger *ledger = track->ledger;
    const en_commitment *c = en_commitment_at(ledger, promise->commitment);
    en_json_open(json, '{');
    en_json_key_str(json, "id", c->id);
    add_ids(json, "by", ledger, c->by);
    add_ids(json, "to", ledger, c->to);
    add_texts(json, "what", &c->what);
    add_date(json, "made_on", c->made_on);
    add_date(json, "starts", c->starts);
    add_date(json, "due", c->due);
    add_id(json, "indicator", ledger, c->indicator);
    if (c->value.text.size) {
        add_real(json, "value", c->value.value);
        add_choice(json, "qualifier", EN_COMMITMENTS, "qualifier", c->qualifier);
        add_choice(json, "per", EN_COMMITMENTS, "per", c->per);
    }
    add_id(json, "programme", ledger, c->programme);
    add_id(json, "agreement", ledger, c->agreement);
    add_id(json, "same_as", ledger, c->same_as);
    add_id(json, "source", ledger, c->source);
    add_text(json, "locator", c->locator);
    add_reported(json, ledger, promise->status);
    add_pace(json, track, &promise->pace);
    add_number_id(json, "newest", track, promise->newest);
    en_json_close(json, '}');
}

static void add_cautions(en_json *json, const en_ledger *ledger)
{
    en_json_key(json, "cautions");
    en_json_open(json, '[');
    for (size_t i = 0; i < ledger->count[EN_CAUTIONS]; i++) {
        const en_caution *c = en_caution_at(ledger, i);
        en_json_open(json, '{');
        en_json_key_str(json, "id", c->id);
        add_id(json, "about", ledger, c->about);
        add_choice(json, "kind", EN_CAUTIONS, "kind", c->kind);
        add_texts(json, "text", &c->text);
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
        add_texts(json, "name", &o->name);
        add_date(json, "valid_to", o->valid_to);
        add_id(json, "successor", ledger, o->successor);
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
        add_id(json, "id", &standing->ledger, c->row);
        en_json_key_str(json, "at", c->at);
        add_text(json, "by", c->by);
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
    add_date(&json, "as_of", track->options.today);
    en_json_key_bool(&json, "only_then", track->options.only_then);
    en_json_key_bool(&json, "sample", standing->is_sample);
    en_json_key(&json, "commitments");
    en_json_open(&json, '[');
    for (size_t i = 0; i < (commitments ? count : track->promise_count); i++) {
        const en_promise *promise = &track->promises[commitments ? commitments[i] : i];
        if (commitments || promise->visible) add_promise(&json, track, promise);
    }
    en_json_close(&json, ']');
    add_targets(&json, track);
    add_vintages(&json, track);
    add_corrections(&json, standing);
    add_contradictions(&json, track);
    add_cautions(&json, &standing->ledger);
    add_old_names(&json, &standing->ledger);
    add_numbers(&json, track);
    en_json_close(&json, '}');
}
