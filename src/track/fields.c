/* The tables of the ledger, described as data. See fields.h; the meaning of each column is in
 * docs/data-model.md. */
#include "fields.h"

#define BIT(table)   (1u << (table))
#define COUNT(array) (sizeof(array) / sizeof *(array))

#define ENTITIES                                                                                             \
    (BIT(EN_ORGANISATIONS) | BIT(EN_PEOPLE) | BIT(EN_AREAS) | BIT(EN_PROGRAMMES) | BIT(EN_AGREEMENTS) |      \
     BIT(EN_PROJECTS) | BIT(EN_EVENTS))

/* column, type, required, key, tables that it may name, choices, member */
static const en_field sources[] = {
    {"source", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_source, id)},
    {"title", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_source, title)},
    {"publisher", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, publisher)},
    {"published", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_source, published)},
    {"address", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, address)},
    {"language", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, language)},
    {"quality", EN_FIELD_CHOICE, true, false, 0,
     "official|news-citing-official|news|secondary|academic|personal|own-computation",
     offsetof(en_source, quality)},
    {"note_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, note.in[0])},
    {"note_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, note.in[1])},
    {"note_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_source, note.in[2])},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_source, refs)},
};

static const en_field organisations[] = {
    {"organisation", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_organisation, id)},
    {"kind", EN_FIELD_CHOICE, true, false, 0,
     "state|government|local-government|embassy|agency|university|research-institute|company|consortium|fund|"
     "association|media|group",
     offsetof(en_organisation, kind)},
    {"country", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_organisation, country)},
    {"name_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_organisation, name.in[0])},
    {"name_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_organisation, name.in[1])},
    {"name_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_organisation, name.in[2])},
    {"aliases", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_organisation, aliases)},
    {"valid_from", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_organisation, valid_from)},
    {"valid_to", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_organisation, valid_to)},
    {"successor", EN_FIELD_REF, false, false, BIT(EN_ORGANISATIONS), NULL,
     offsetof(en_organisation, successor)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_organisation, refs)},
};

static const en_field affiliations[] = {
    {"organisation", EN_FIELD_REF, true, true, BIT(EN_ORGANISATIONS), NULL,
     offsetof(en_affiliation, organisation)},
    {"parent", EN_FIELD_REF, true, true, BIT(EN_ORGANISATIONS), NULL, offsetof(en_affiliation, parent)},
    {"valid_from", EN_FIELD_DATE, false, true, 0, NULL, offsetof(en_affiliation, valid_from)},
    {"valid_to", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_affiliation, valid_to)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_affiliation, source)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_affiliation, refs)},
};

static const en_field people[] = {
    {"person", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_person, id)},
    {"name_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_person, name.in[0])},
    {"name_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_person, name.in[1])},
    {"name_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_person, name.in[2])},
    {"aliases", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_person, aliases)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_person, refs)},
};

static const en_field roles[] = {
    {"person", EN_FIELD_REF, true, true, BIT(EN_PEOPLE), NULL, offsetof(en_role, person)},
    {"organisation", EN_FIELD_REF, true, true, BIT(EN_ORGANISATIONS), NULL, offsetof(en_role, organisation)},
    {"role_en", EN_FIELD_TEXT, true, true, 0, NULL, offsetof(en_role, role.in[0])},
    {"role_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_role, role.in[1])},
    {"role_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_role, role.in[2])},
    {"as_of", EN_FIELD_DATE, false, true, 0, NULL, offsetof(en_role, as_of)},
    {"valid_from", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_role, valid_from)},
    {"valid_to", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_role, valid_to)},
    {"source", EN_FIELD_REF, true, true, BIT(EN_SOURCES), NULL, offsetof(en_role, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_role, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_role, refs)},
};

static const en_field areas[] = {
    {"area", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_area, id)},
    {"kind", EN_FIELD_CHOICE, true, false, 0, "world|group|country|region|prefecture|city|site|sea",
     offsetof(en_area, kind)},
    {"country", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_area, country)},
    {"within", EN_FIELD_REF, false, false, BIT(EN_AREAS), NULL, offsetof(en_area, within)},
    {"name_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_area, name.in[0])},
    {"name_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_area, name.in[1])},
    {"name_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_area, name.in[2])},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_area, refs)},
};

static const en_field programmes[] = {
    {"programme", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_programme, id)},
    {"name_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_programme, name.in[0])},
    {"name_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, name.in[1])},
    {"name_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, name.in[2])},
    {"aliases", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_programme, aliases)},
    {"owners", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_programme, owners)},
    {"partners", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_programme, partners)},
    {"starts", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_programme, starts)},
    {"ends", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_programme, ends)},
    {"about_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, about.in[0])},
    {"about_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, about.in[1])},
    {"about_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, about.in[2])},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_programme, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_programme, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_programme, refs)},
};

static const en_field indicators[] = {
    {"indicator", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_indicator, id)},
    {"name_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_indicator, name.in[0])},
    {"name_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_indicator, name.in[1])},
    {"name_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_indicator, name.in[2])},
    {"unit", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_indicator, unit)},
    {"counting_rule_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_indicator, counting_rule.in[0])},
    {"counting_rule_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_indicator, counting_rule.in[1])},
    {"counting_rule_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_indicator, counting_rule.in[2])},
    {"measure", EN_FIELD_CHOICE, true, false, 0, "stock|flow|share|date|amount",
     offsetof(en_indicator, measure)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_indicator, refs)},
};

static const en_field counts_toward[] = {
    {"item", EN_FIELD_REF, true, true, BIT(EN_INDICATORS) | BIT(EN_PROGRAMMES), NULL,
     offsetof(en_counts_toward, item)},
    {"toward", EN_FIELD_REF, true, true, BIT(EN_INDICATORS), NULL, offsetof(en_counts_toward, toward)},
    {"relation", EN_FIELD_CHOICE, true, false, 0, "part|subset|outside|may-overlap",
     offsetof(en_counts_toward, relation)},
    {"partition", EN_FIELD_TEXT, false, true, 0, NULL, offsetof(en_counts_toward, partition)},
    {"partition_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, partition_name.in[0])},
    {"partition_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, partition_name.in[1])},
    {"partition_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, partition_name.in[2])},
    {"reason_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, reason.in[0])},
    {"reason_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, reason.in[1])},
    {"reason_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_counts_toward, reason.in[2])},
    {"source", EN_FIELD_REF, false, false, BIT(EN_SOURCES), NULL, offsetof(en_counts_toward, source)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_counts_toward, refs)},
};

static const en_field figures[] = {
    {"figure", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_figure, id)},
    {"indicator", EN_FIELD_REF, true, false, BIT(EN_INDICATORS), NULL, offsetof(en_figure, key.indicator)},
    {"subject", EN_FIELD_REF, false, false, ENTITIES, NULL, offsetof(en_figure, key.subject)},
    {"area", EN_FIELD_REF, false, false, BIT(EN_AREAS), NULL, offsetof(en_figure, key.area)},
    {"period_start", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_figure, key.period_start)},
    {"period_end", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_figure, key.period_end)},
    {"as_of", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_figure, as_of)},
    {"value", EN_FIELD_NUMBER, false, false, 0, NULL, offsetof(en_figure, value)},
    {"low", EN_FIELD_NUMBER, false, false, 0, NULL, offsetof(en_figure, low)},
    {"high", EN_FIELD_NUMBER, false, false, 0, NULL, offsetof(en_figure, high)},
    {"qualifier", EN_FIELD_CHOICE, true, false, 0, "exact|about|at-least|under",
     offsetof(en_figure, qualifier)},
    {"kind", EN_FIELD_CHOICE, true, false, 0, "actual|target|forecast|need", offsetof(en_figure, key.kind)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_figure, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_figure, locator)},
    {"replaces", EN_FIELD_REF, false, false, BIT(EN_FIGURES), NULL, offsetof(en_figure, replaces)},
    {"recorded_on", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_figure, recorded_on)},
    {"recorded_by", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_figure, recorded_by)},
    {"note_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_figure, note.in[0])},
    {"note_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_figure, note.in[1])},
    {"note_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_figure, note.in[2])},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_figure, refs)},
};

static const en_field derivations[] = {
    {"derivation", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_derivation, id)},
    {"indicator", EN_FIELD_REF, true, false, BIT(EN_INDICATORS), NULL,
     offsetof(en_derivation, key.indicator)},
    {"subject", EN_FIELD_REF, false, false, ENTITIES, NULL, offsetof(en_derivation, key.subject)},
    {"area", EN_FIELD_REF, false, false, BIT(EN_AREAS), NULL, offsetof(en_derivation, key.area)},
    {"period_start", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_derivation, key.period_start)},
    {"period_end", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_derivation, key.period_end)},
    {"as_of", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_derivation, as_of)},
    {"kind", EN_FIELD_CHOICE, true, false, 0, "actual|target|forecast|need",
     offsetof(en_derivation, key.kind)},
    {"operation", EN_FIELD_CHOICE, true, false, 0, "sum|difference|product|quotient|percent",
     offsetof(en_derivation, operation)},
    {"operands", EN_FIELD_OPERANDS, true, false, BIT(EN_FIGURES) | BIT(EN_DERIVATIONS), NULL,
     offsetof(en_derivation, operands)},
    {"note_en", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_derivation, note.in[0])},
    {"note_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_derivation, note.in[1])},
    {"note_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_derivation, note.in[2])},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_derivation, refs)},
};

static const en_field commitments[] = {
    {"commitment", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_commitment, id)},
    {"by", EN_FIELD_REFS, true, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_commitment, by)},
    {"to", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_commitment, to)},
    {"what_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_commitment, what.in[0])},
    {"what_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_commitment, what.in[1])},
    {"what_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_commitment, what.in[2])},
    {"sector", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_commitment, sector)},
    {"made_on", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_commitment, made_on)},
    {"event", EN_FIELD_REF, false, false, BIT(EN_EVENTS), NULL, offsetof(en_commitment, event)},
    {"starts", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_commitment, starts)},
    {"due", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_commitment, due)},
    {"indicator", EN_FIELD_REF, false, false, BIT(EN_INDICATORS), NULL, offsetof(en_commitment, indicator)},
    {"value", EN_FIELD_NUMBER, false, false, 0, NULL, offsetof(en_commitment, value)},
    {"qualifier", EN_FIELD_CHOICE, false, false, 0, "exact|about|at-least|under",
     offsetof(en_commitment, qualifier)},
    {"per", EN_FIELD_CHOICE, false, false, 0, "year|total", offsetof(en_commitment, per)},
    {"programme", EN_FIELD_REF, false, false, BIT(EN_PROGRAMMES), NULL, offsetof(en_commitment, programme)},
    {"agreement", EN_FIELD_REF, false, false, BIT(EN_AGREEMENTS), NULL, offsetof(en_commitment, agreement)},
    {"same_as", EN_FIELD_REF, false, false, BIT(EN_COMMITMENTS), NULL, offsetof(en_commitment, same_as)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_commitment, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_commitment, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_commitment, refs)},
};

static const en_field statuses[] = {
    {"commitment", EN_FIELD_REF, true, true, BIT(EN_COMMITMENTS), NULL,
     offsetof(en_status_report, commitment)},
    {"status", EN_FIELD_CHOICE, true, false, 0, "on-schedule|underway|no-progress|not-started",
     offsetof(en_status_report, status)},
    {"reported_by", EN_FIELD_REF, true, true, BIT(EN_ORGANISATIONS), NULL,
     offsetof(en_status_report, reported_by)},
    {"reported_on", EN_FIELD_DATE, true, true, 0, NULL, offsetof(en_status_report, reported_on)},
    {"source", EN_FIELD_REF, true, true, BIT(EN_SOURCES), NULL, offsetof(en_status_report, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_status_report, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_status_report, refs)},
};

static const en_field agreements[] = {
    {"agreement", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_agreement, id)},
    {"title_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_agreement, title.in[0])},
    {"title_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_agreement, title.in[1])},
    {"title_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_agreement, title.in[2])},
    {"parties", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS) | BIT(EN_PEOPLE), NULL,
     offsetof(en_agreement, parties)},
    {"agreed_on", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_agreement, agreed_on)},
    {"event", EN_FIELD_REF, false, false, BIT(EN_EVENTS), NULL, offsetof(en_agreement, event)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_agreement, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_agreement, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_agreement, refs)},
};

static const en_field projects[] = {
    {"project", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_project, id)},
    {"title_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_project, title.in[0])},
    {"title_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_project, title.in[1])},
    {"title_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_project, title.in[2])},
    {"owners", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_project, owners)},
    {"partners", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_project, partners)},
    {"stage", EN_FIELD_CHOICE, true, false, 0,
     "proposed|planned|agreed|underway|operating|paused|ended|not-stated", offsetof(en_project, stage)},
    {"site", EN_FIELD_REF, false, false, BIT(EN_AREAS), NULL, offsetof(en_project, site)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_project, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_project, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_project, refs)},
};

static const en_field needs[] = {
    {"need", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_need, id)},
    {"by", EN_FIELD_REFS, true, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_need, by)},
    {"to", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_need, to)},
    {"what_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_need, what.in[0])},
    {"what_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_need, what.in[1])},
    {"what_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_need, what.in[2])},
    {"as_of", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_need, as_of)},
    {"indicator", EN_FIELD_REF, false, false, BIT(EN_INDICATORS), NULL, offsetof(en_need, indicator)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_need, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_need, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_need, refs)},
};

static const en_field events[] = {
    {"event", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_event, id)},
    {"title_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_event, title.in[0])},
    {"title_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_event, title.in[1])},
    {"title_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_event, title.in[2])},
    {"starts", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_event, starts)},
    {"ends", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_event, ends)},
    {"area", EN_FIELD_REF, false, false, BIT(EN_AREAS), NULL, offsetof(en_event, area)},
    {"organisers", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL, offsetof(en_event, organisers)},
    {"participants", EN_FIELD_REFS, false, false, BIT(EN_ORGANISATIONS), NULL,
     offsetof(en_event, participants)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_event, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_event, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_event, refs)},
};

static const en_field statements[] = {
    {"statement", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_public_statement, id)},
    {"about", EN_FIELD_REF, false, false, ENTITIES | BIT(EN_INDICATORS), NULL,
     offsetof(en_public_statement, about)},
    {"by", EN_FIELD_REF, false, false, BIT(EN_ORGANISATIONS) | BIT(EN_PEOPLE), NULL,
     offsetof(en_public_statement, by)},
    {"text_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_public_statement, text.in[0])},
    {"text_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_public_statement, text.in[1])},
    {"text_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_public_statement, text.in[2])},
    {"as_of", EN_FIELD_DATE, false, false, 0, NULL, offsetof(en_public_statement, as_of)},
    {"source", EN_FIELD_REF, true, false, BIT(EN_SOURCES), NULL, offsetof(en_public_statement, source)},
    {"locator", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_public_statement, locator)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_public_statement, refs)},
};

static const en_field cautions[] = {
    {"caution", EN_FIELD_ID, true, true, 0, NULL, offsetof(en_caution, id)},
    {"about", EN_FIELD_REF, true, false,
     ENTITIES | BIT(EN_INDICATORS) | BIT(EN_FIGURES) | BIT(EN_DERIVATIONS) | BIT(EN_COMMITMENTS) |
         BIT(EN_NEEDS) | BIT(EN_STATEMENTS) | BIT(EN_SOURCES),
     NULL, offsetof(en_caution, about)},
    {"kind", EN_FIELD_CHOICE, true, false, 0, "ambiguity|definition|spelling|date|scope|identity",
     offsetof(en_caution, kind)},
    {"text_en", EN_FIELD_TEXT, true, false, 0, NULL, offsetof(en_caution, text.in[0])},
    {"text_vi", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_caution, text.in[1])},
    {"text_ja", EN_FIELD_TEXT, false, false, 0, NULL, offsetof(en_caution, text.in[2])},
    {"source", EN_FIELD_REF, false, false, BIT(EN_SOURCES), NULL, offsetof(en_caution, source)},
    {"refs", EN_FIELD_LIST, false, false, 0, NULL, offsetof(en_caution, refs)},
};

const en_shape en_shapes[EN_LEDGER_TABLES] = {
    [EN_SOURCES] = {"sources", sizeof(en_source), EN_SPACE_OWN, COUNT(sources), sources},
    [EN_ORGANISATIONS] = {"organisations", sizeof(en_organisation), EN_SPACE_ENTITIES, COUNT(organisations),
                          organisations},
    [EN_AFFILIATIONS] = {"affiliations", sizeof(en_affiliation), EN_SPACE_OWN, COUNT(affiliations),
                         affiliations},
    [EN_PEOPLE] = {"people", sizeof(en_person), EN_SPACE_ENTITIES, COUNT(people), people},
    [EN_ROLES] = {"roles", sizeof(en_role), EN_SPACE_OWN, COUNT(roles), roles},
    [EN_AREAS] = {"areas", sizeof(en_area), EN_SPACE_ENTITIES, COUNT(areas), areas},
    [EN_PROGRAMMES] = {"programmes", sizeof(en_programme), EN_SPACE_ENTITIES, COUNT(programmes), programmes},
    [EN_INDICATORS] = {"indicators", sizeof(en_indicator), EN_SPACE_OWN, COUNT(indicators), indicators},
    [EN_COUNTS_TOWARD] = {"counts_toward", sizeof(en_counts_toward), EN_SPACE_OWN, COUNT(counts_toward),
                          counts_toward},
    [EN_FIGURES] = {"figures", sizeof(en_figure), EN_SPACE_NUMBERS, COUNT(figures), figures},
    [EN_DERIVATIONS] = {"derivations", sizeof(en_derivation), EN_SPACE_NUMBERS, COUNT(derivations),
                        derivations},
    [EN_COMMITMENTS] = {"commitments", sizeof(en_commitment), EN_SPACE_OWN, COUNT(commitments), commitments},
    [EN_STATUSES] = {"statuses", sizeof(en_status_report), EN_SPACE_OWN, COUNT(statuses), statuses},
    [EN_AGREEMENTS] = {"agreements", sizeof(en_agreement), EN_SPACE_ENTITIES, COUNT(agreements), agreements},
    [EN_PROJECTS] = {"projects", sizeof(en_project), EN_SPACE_ENTITIES, COUNT(projects), projects},
    [EN_NEEDS] = {"needs", sizeof(en_need), EN_SPACE_OWN, COUNT(needs), needs},
    [EN_EVENTS] = {"events", sizeof(en_event), EN_SPACE_ENTITIES, COUNT(events), events},
    [EN_STATEMENTS] = {"statements", sizeof(en_public_statement), EN_SPACE_OWN, COUNT(statements),
                       statements},
    [EN_CAUTIONS] = {"cautions", sizeof(en_caution), EN_SPACE_OWN, COUNT(cautions), cautions},
};

int en_shape_column(const en_shape *shape, const char *column)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (strcmp(shape->fields[i].column, column) == 0) return (int)i;
    return -1;
}

en_str en_choice_name(const en_field *field, int choice)
{
    en_str rest = en_str_of(field->choices), piece = {0};
    for (int i = 0; i < choice; i++)
        if (!en_str_next(&rest, '|', &piece)) return (en_str){0};
    return piece;
}

int en_choice_of(const en_field *field, en_str name)
{
    en_str rest = en_str_of(field->choices), piece;
    for (int i = 1; en_str_next(&rest, '|', &piece); i++)
        if (en_str_equal(piece, name)) return i;
    return 0;
}

en_str en_choice_in(en_ledger_table table, const char *column, int choice)
{
    int index = en_shape_column(&en_shapes[table], column);
    return index < 0 ? (en_str){0} : en_choice_name(&en_shapes[table].fields[index], choice);
}
