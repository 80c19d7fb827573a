/* Parts of where the promises stand as JSON. See standing_json.h. */
#include "standing_json.h"

#include <math.h>

static const char *const lacks[EN_LACKS_COUNT] = {"number", "indicator", "start", "end", "per", "actual"};

void en_ref_json(en_json *json, const char *key, const en_ledger *ledger, en_ref ref)
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

void en_text_json(en_json *json, const char *key, en_str text)
{
    if (text.size) en_json_key_str(json, key, text);
}

void en_texts_json(en_json *json, const char *key, const en_texts *texts)
{
    if (!texts || !texts->in[0].size) return;
    en_json_key(json, key);
    en_json_open(json, '{');
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        en_text_json(json, en_language_tag((en_language)i), texts->in[i]);
    en_json_close(json, '}');
}

void en_date_json(en_json *json, const char *key, en_date date)
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

void en_choice_json(en_json *json, const char *key, en_ledger_table table, const char *column, int choice)
{
    if (choice) en_json_key_str(json, key, en_choice_in(table, column, choice));
}

/* A reference to a number: the id of its figure or derivation. */
static void add_number_id(en_json *json, const char *key, const en_track *track, size_t number)
{
    if (number != EN_NO_NUMBER) en_ref_json(json, key, track->ledger, track->numbers[number].ref);
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
    en_choice_json(json, "operation", EN_DERIVATIONS, "operation", d->operation);
    en_json_key(json, "operands");
    en_json_open(json, '[');
    for (size_t i = 0; i < d->operands.count; i++) {
        const en_operand *o = &d->operands.at[i];
        if (en_ref_given(o->ref)) en_json_str(json, en_ref_id(ledger, o->ref));
        else en_json_real(json, o->number.value);
    }
    en_json_close(json, ']');
}

void en_number_json(en_json *json, const en_track *track, size_t index)
{
    const en_ledger *ledger = track->ledger;
    const en_track_number *n = &track->numbers[index];
    en_json_open(json, '{');
    en_ref_json(json, "id", ledger, n->ref);
    en_ref_json(json, "indicator", ledger, n->key->indicator);
    en_ref_json(json, "subject", ledger, n->key->subject);
    en_ref_json(json, "area", ledger, n->key->area);
    en_date_json(json, "period_start", n->key->period_start);
    en_date_json(json, "period_end", n->key->period_end);
    en_choice_json(json, "kind", EN_FIGURES, "kind", n->key->kind);
    en_date_json(json, "as_of", n->as_of);
    en_json_key_bool(json, "known", n->known);
    if (n->known) {
        add_real(json, "value", n->value);
        add_real(json, "low", n->range.low);
        add_real(json, "high", n->range.high);
        en_choice_json(json, "qualifier", EN_FIGURES, "qualifier", n->qualifier);
    }
    if (n->ref.table == EN_DERIVATIONS) {
        add_operands(json, ledger, en_derivation_at(ledger, n->ref.index));
    } else {
        const en_figure *f = en_figure_at(ledger, n->ref.index);
        en_text_json(json, "printed", f->value.text);
        en_ref_json(json, "source", ledger, f->source);
        en_text_json(json, "locator", f->locator);
        en_texts_json(json, "note", &f->note);
    }
    add_number_id(json, "replaces", track, n->replaces);
    add_number_id(json, "replaced_by", track, n->replaced_by);
    en_json_close(json, '}');
}

void en_contradiction_json(en_json *json, const en_track *track, size_t index)
{
    static const char *const kinds[] = {"", "values-differ", "part-is-larger", "partition-differs",
                                        "promise-differs"};
    const en_contradiction *c = &track->contradictions[index];
    en_json_open(json, '{');
    en_json_key_text(json, "kind", kinds[c->kind]);
    add_number_id(json, "first", track, c->first);
    add_number_id(json, "second", track, c->second);
    if (c->kind == EN_PROMISE_DIFFERS)
        en_ref_json(json, "commitment", track->ledger, en_ref_to(EN_COMMITMENTS, c->commitment));
    if (c->part_count) {
        en_text_json(json, "partition", en_counts_toward_at(track->ledger, c->relation)->partition);
        add_number_ids(json, "parts", track, c->parts, c->part_count);
        add_real(json, "sum", c->sum);
    }
    add_real(json, "gap", c->gap);
    en_json_key_bool(json, "is_past", c->is_past);
    en_json_close(json, '}');
}

void en_change_json(en_json *json, const en_track *track, size_t index)
{
    const en_vintage *v = &track->vintages[index];
    en_json_open(json, '{');
    add_number_ids(json, "newest_first", track, v->chain, v->chain_count);
    add_number_ids(json, "between", track, v->between, v->between_count);
    en_json_close(json, '}');
}

void en_target_json(en_json *json, const en_track *track, size_t index)
{
    en_target_json_with(json, track, index, (en_str){0});
}

void en_target_json_with(en_json *json, const en_track *track, size_t index, en_str outlook)
{
    const en_target *t = &track->targets[index];
    en_json_open(json, '{');
    add_number_id(json, "number", track, t->number);
    add_number_ids(json, "others", track, t->others, t->other_count);
    en_json_key(json, "items");
    en_json_open(json, '[');
    for (size_t k = 0; k < t->relation_count; k++) {
        const en_counts_toward *r = en_counts_toward_at(track->ledger, t->relations[k]);
        en_json_open(json, '{');
        en_ref_json(json, "item", track->ledger, r->item);
        en_choice_json(json, "relation", EN_COUNTS_TOWARD, "relation", r->relation);
        en_text_json(json, "partition", r->partition);
        en_texts_json(json, "reason", &r->reason);
        add_number_id(json, "number", track, t->items[k]);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_text_json(json, "outlook", outlook);
    en_json_close(json, '}');
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
    en_choice_json(json, "status", EN_STATUSES, "status", s->status);
    en_ref_json(json, "by", ledger, s->reported_by);
    en_date_json(json, "on", s->reported_on);
    en_ref_json(json, "source", ledger, s->source);
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
        en_date_json(json, "at", pace->at);
        add_real(json, "expected", pace->expected);
        add_real(json, "actual", track->numbers[pace->actual].value);
        add_real(json, "difference", pace->difference);
        add_number_id(json, "number", track, pace->actual);
    }
    en_json_close(json, '}');
}

void en_promise_json(en_json *json, const en_track *track, const en_promise *promise)
{
    const en_ledger *ledger = track->ledger;
    const en_commitment *c = en_commitment_at(ledger, promise->commitment);
    en_json_open(json, '{');
    en_json_key_str(json, "id", c->id);
    add_ids(json, "by", ledger, c->by);
    add_ids(json, "to", ledger, c->to);
    en_texts_json(json, "what", &c->what);
    en_text_json(json, "sector", c->sector);
    en_date_json(json, "made_on", c->made_on);
    en_date_json(json, "starts", c->starts);
    en_date_json(json, "due", c->due);
    en_ref_json(json, "indicator", ledger, c->indicator);
    if (c->value.text.size) {
        add_real(json, "value", c->value.value);
        en_choice_json(json, "qualifier", EN_COMMITMENTS, "qualifier", c->qualifier);
        en_choice_json(json, "per", EN_COMMITMENTS, "per", c->per);
    }
    en_ref_json(json, "programme", ledger, c->programme);
    en_ref_json(json, "agreement", ledger, c->agreement);
    en_ref_json(json, "same_as", ledger, c->same_as);
    en_ref_json(json, "source", ledger, c->source);
    en_text_json(json, "locator", c->locator);
    add_reported(json, ledger, promise->status);
    add_pace(json, track, &promise->pace);
    add_number_id(json, "newest", track, promise->newest);
    en_json_close(json, '}');
}

void en_caution_json(en_json *json, const en_ledger *ledger, size_t index)
{
    const en_caution *c = en_caution_at(ledger, index);
    en_json_open(json, '{');
    en_json_key_str(json, "caution", c->id);
    en_json_key(json, "about");
    en_json_open(json, '[');
    en_json_str(json, en_ref_id(ledger, c->about));
    en_json_close(json, ']');
    en_choice_json(json, "kind", EN_CAUTIONS, "kind", c->kind);
    en_texts_json(json, "text", &c->text);
    en_ref_json(json, "source", ledger, c->source);
    en_json_close(json, '}');
}
