/* What a fan says: its texts, its lines' names, and the table behind it. See fan_parts.h. */
#include "fan_parts.h"

static const char between[] = " · ";

en_str fan_time(fan_picture *fan, double time)
{
    return speech_time(&fan->said, time, fan->chart->are_years);
}

void fan_bands(const en_chart_scenario *scenario, size_t order[EN_CHART_MOST_BANDS])
{
    for (size_t i = 0; i < scenario->band_count; i++) {
        const en_chart_band *band = &scenario->bands[i];
        double width = band->high_percent - band->low_percent;
        size_t at = i;
        for (; at > 0; at--) {
            const en_chart_band *before = &scenario->bands[order[at - 1]];
            if (before->high_percent - before->low_percent >= width) break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

static en_str percent_of(fan_picture *fan, en_word word, const en_chart_band *band)
{
    en_arg args[] = {en_arg_str("low", speech_number(&fan->said, band->low_percent)),
                     en_arg_str("high", speech_number(&fan->said, band->high_percent))};
    return speech_say(&fan->said, word, 2, args);
}

en_str fan_band_name(fan_picture *fan, const en_chart_band *band)
{
    return percent_of(fan, EN_W_CHART_FAN_BAND, band);
}

/* The name of a line: of the scenario, of the line, or of both. */
static en_str line_name(fan_picture *fan, const en_chart_scenario *scenario, const en_chart_line *line)
{
    en_str own = line->label.size ? line->label : speech_word(&fan->said, EN_W_CHART_FAN_RUN);
    bool alone = scenario->line_count == 1 && !scenario->median;
    if (!scenario->label.size) return own;
    if (alone && !line->label.size) return scenario->label;
    en_arg args[] = {en_arg_str("scenario", scenario->label), en_arg_str("said", own)};
    return speech_say(&fan->said, EN_W_CHART_FAN_OF, 2, args);
}

static en_str median_name(fan_picture *fan, const en_chart_scenario *scenario)
{
    en_arg arg = en_arg_str("scenario", scenario->label);
    if (!scenario->label.size) return speech_word(&fan->said, EN_W_CHART_FAN_MEDIAN);
    return speech_say(&fan->said, EN_W_CHART_FAN_MEDIAN_OF, 1, &arg);
}

static void add_series(fan_picture *fan, fan_series series)
{
    if (!series.end.size) series.end = series.label;
    fan->series[fan->series_count++] = series;
}

/* Medians and lines; a line beside a median is thin and has its style. */
static void name_series(fan_picture *fan)
{
    for (size_t s = 0; s < fan->chart->scenario_count; s++) {
        const en_chart_scenario *scenario = &fan->chart->scenarios[s];
        bool beside = scenario->median != NULL;
        if (beside)
            add_series(fan, (fan_series){.scenario = scenario,
                                         .values = scenario->median,
                                         .label = median_name(fan, scenario),
                                         .end = scenario->label,
                                         .style = s,
                                         .weight = SERIES_MAIN});
        for (size_t i = 0; i < scenario->line_count; i++)
            add_series(fan, (fan_series){.scenario = scenario,
                                         .values = scenario->lines[i].values,
                                         .label = line_name(fan, scenario, &scenario->lines[i]),
                                         .style = beside ? s : s + i,
                                         .weight = beside ? SERIES_THIN : SERIES_MAIN});
    }
}

static bool has_bands(const fan_picture *fan)
{
    for (size_t s = 0; s < fan->chart->scenario_count; s++)
        if (fan->chart->scenarios[s].band_count || fan->chart->scenarios[s].median) return true;
    return false;
}

static en_str subtitle_of(fan_picture *fan)
{
    const en_chart_fan *c = fan->chart;
    en_arg unit = en_arg_str("unit", c->unit);
    en_str parts[] = {c->frame.title.size ? c->variable : (en_str){0}, {0}};
    if (c->unit.size) parts[1] = speech_say(&fan->said, EN_W_CHART_UNIT, 1, &unit);
    return speech_join(&fan->said, between, 2, parts);
}

void fan_name(fan_picture *fan)
{
    const en_chart_fan *c = fan->chart;
    en_arg args[] = {en_arg_str("variable", c->variable), en_arg_str("from", fan_time(fan, c->times[0])),
                     en_arg_str("to", fan_time(fan, c->times[c->time_count - 1]))};
    en_word summary = has_bands(fan) ? EN_W_CHART_FAN_SUMMARY : EN_W_CHART_FAN_SUMMARY_LINES;
    fan->texts = c->frame;
    if (!c->frame.title.size) fan->texts.title = speech_say(&fan->said, EN_W_CHART_FAN_TITLE, 1, args);
    if (!c->frame.subtitle.size) fan->texts.subtitle = subtitle_of(fan);
    if (!c->frame.summary.size) fan->texts.summary = speech_say(&fan->said, summary, 3, args);
    name_series(fan);
}

/* A sentence about a scenario's runs, with its name where there are several. */
static en_str runs_said(fan_picture *fan, const en_chart_scenario *scenario, en_word plain, en_word of)
{
    bool is_named = fan->chart->scenario_count > 1;
    en_arg args[] = {en_arg_int("count", (int64_t)scenario->runs),
                     en_arg_int("failed", (int64_t)scenario->left_out),
                     en_arg_str("scenario", scenario->label)};
    return speech_say(&fan->said, is_named ? of : plain, 3, args);
}

static bool have_same_runs(const en_chart_fan *chart)
{
    for (size_t s = 1; s < chart->scenario_count; s++)
        if (chart->scenarios[s].runs != chart->scenarios[0].runs) return false;
    return true;
}

en_str fan_facts(fan_picture *fan)
{
    const en_chart_fan *c = fan->chart;
    en_str parts[2 * EN_CHART_MOST_SCENARIOS + 2];
    size_t count = 0;
    bool same = have_same_runs(c);
    for (size_t s = 0; s < c->scenario_count; s++)
        if (c->scenarios[s].runs && (s == 0 || !same))
            parts[count++] = runs_said(fan, &c->scenarios[s], EN_W_CHART_FAN_RUNS,
                                       same ? EN_W_CHART_FAN_RUNS_EACH : EN_W_CHART_FAN_RUNS_OF);
    for (size_t s = 0; s < c->scenario_count; s++)
        if (c->scenarios[s].left_out)
            parts[count++] =
                runs_said(fan, &c->scenarios[s], EN_W_CHART_FAN_FAILED, EN_W_CHART_FAN_FAILED_OF);
    if (c->is_approximate) parts[count++] = speech_word(&fan->said, EN_W_CHART_APPROXIMATE);
    if (c->is_synthetic) parts[count++] = speech_word(&fan->said, EN_W_CHART_SYNTHETIC);
    return speech_join(&fan->said, between, count, parts);
}

en_str fan_target_said(fan_picture *fan, const en_chart_aim *aim)
{
    en_str value = speech_amount(&fan->said, aim->value, fan->chart->unit);
    if (!isfinite(aim->time)) return value;
    bool is_start = fan->chart->are_years && aim->time == nearbyint(aim->time);
    en_arg args[] = {en_arg_str("value", value), en_arg_str("time", fan_time(fan, aim->time)),
                     en_arg_int("start", is_start)};
    return speech_say(&fan->said, EN_W_CHART_FAN_DUE, 3, args);
}

en_str fan_target_about(fan_picture *fan, const en_chart_aim *aim)
{
    en_arg as_of = en_arg_str("date", aim->as_of), source = en_arg_str("source", aim->source);
    en_str parts[2] = {{0}};
    if (aim->as_of.size) parts[0] = speech_say(&fan->said, EN_W_CHART_TODAY, 1, &as_of);
    if (aim->source.size) parts[1] = speech_say(&fan->said, EN_W_CHART_SOURCE, 1, &source);
    return speech_join(&fan->said, between, 2, parts);
}

en_str fan_target_met(fan_picture *fan, const en_chart_aim *aim, size_t first, size_t count)
{
    en_str parts[EN_CHART_MOST_SCENARIOS] = {{0}};
    for (size_t i = 0; aim->met && i < count; i++) {
        size_t s = first + i;
        if (!isfinite(aim->met[s])) continue;
        en_arg args[] = {en_arg_str("percent", speech_number(&fan->said, 100 * aim->met[s])),
                         en_arg_str("scenario", fan->chart->scenarios[s].label)};
        parts[i] = speech_say(&fan->said, count > 1 ? EN_W_CHART_FAN_HELD_OF : EN_W_CHART_FAN_HELD, 2, args);
    }
    return speech_join(&fan->said, between, count, parts);
}

static en_str value_said(fan_picture *fan, en_str what, double value)
{
    en_arg args[] = {en_arg_str("what", what),
                     en_arg_str("value", speech_amount(&fan->said, value, fan->chart->unit))};
    return speech_say(&fan->said, EN_W_CHART_FAN_SAID, 2, args);
}

static en_str band_said(fan_picture *fan, const en_chart_band *band, size_t time)
{
    en_arg args[] = {en_arg_str("low", speech_number(&fan->said, band->low_percent)),
                     en_arg_str("high", speech_number(&fan->said, band->high_percent)),
                     en_arg_str("from", speech_number(&fan->said, band->low[time])),
                     en_arg_str("to", speech_number(&fan->said, band->high[time]))};
    return speech_say(&fan->said, EN_W_CHART_FAN_BAND_SAID, 4, args);
}

static en_str line_said(fan_picture *fan, const en_chart_scenario *scenario, const en_chart_line *line,
                        double value)
{
    if (line->label.size) return value_said(fan, line->label, value);
    if (scenario->line_count > 1 || scenario->median)
        return value_said(fan, speech_word(&fan->said, EN_W_CHART_FAN_RUN), value);
    return speech_amount(&fan->said, value, fan->chart->unit);
}

/* "median 41,230 persons; 5–95%: 35,000 to 48,000", in the order of the bands. */
static en_str scenario_said(fan_picture *fan, const en_chart_scenario *scenario, size_t time)
{
    en_str parts[1 + EN_CHART_MOST_BANDS + EN_CHART_MOST_LINES] = {{0}};
    size_t order[EN_CHART_MOST_BANDS] = {0}, count = 0;
    if (scenario->median && isfinite(scenario->median[time]))
        parts[count++] =
            value_said(fan, speech_word(&fan->said, EN_W_CHART_FAN_MEDIAN), scenario->median[time]);
    fan_bands(scenario, order);
    for (size_t i = 0; i < scenario->band_count; i++) {
        const en_chart_band *band = &scenario->bands[order[i]];
        if (isfinite(band->low[time]) && isfinite(band->high[time]))
            parts[count++] = band_said(fan, band, time);
    }
    for (size_t i = 0; i < scenario->line_count; i++)
        if (isfinite(scenario->lines[i].values[time]))
            parts[count++] = line_said(fan, scenario, &scenario->lines[i], scenario->lines[i].values[time]);
    return speech_join(&fan->said, "; ", count, parts);
}

en_str fan_time_said(fan_picture *fan, const fan_panel *panel, size_t time)
{
    en_str parts[EN_CHART_MOST_SCENARIOS] = {{0}};
    for (size_t i = 0; i < panel->count; i++) {
        const en_chart_scenario *scenario = &fan->chart->scenarios[panel->first + i];
        en_str said = scenario_said(fan, scenario, time);
        en_arg args[] = {en_arg_str("scenario", scenario->label), en_arg_str("said", said)};
        bool is_named = scenario->label.size && fan->chart->scenario_count > 1 && said.size;
        parts[i] = is_named ? speech_say(&fan->said, EN_W_CHART_FAN_OF, 2, args) : said;
    }
    return speech_join(&fan->said, between, panel->count, parts);
}
