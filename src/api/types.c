/* The types of requests and responses. Those of the ledger are its tables: see fields.h. */
#include "types.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TYPE(variable, text, ...)                                                                            \
    static const en_property variable##_properties[] = {__VA_ARGS__};                                        \
    const en_type variable = {text, COUNT(variable##_properties), variable##_properties, EN_LEDGER_NONE}
#define LEDGER_TYPE(variable, text, table) const en_type variable = {text, 0, NULL, table}

LEDGER_TYPE(en_type_organisation, "Organisation", EN_ORGANISATIONS);
LEDGER_TYPE(en_type_person, "Person", EN_PEOPLE);
LEDGER_TYPE(en_type_programme, "Programme", EN_PROGRAMMES);
LEDGER_TYPE(en_type_source, "Source", EN_SOURCES);
LEDGER_TYPE(en_type_indicator, "Indicator", EN_INDICATORS);
LEDGER_TYPE(en_type_figure, "Figure", EN_FIGURES);
LEDGER_TYPE(en_type_commitment, "Commitment", EN_COMMITMENTS);
LEDGER_TYPE(en_type_agreement, "Agreement", EN_AGREEMENTS);
LEDGER_TYPE(en_type_project, "Project", EN_PROJECTS);
LEDGER_TYPE(en_type_need, "Need", EN_NEEDS);
LEDGER_TYPE(en_type_event, "Event", EN_EVENTS);
LEDGER_TYPE(en_type_area, "Area", EN_AREAS);
LEDGER_TYPE(en_type_status, "StatusReport", EN_STATUSES);

/* One text in up to three languages. */
TYPE(en_type_texts, "Texts", {"en", EN_KIND_TEXT}, {"vi", EN_KIND_TEXT}, {"ja", EN_KIND_TEXT});

/* RFC 9457, with what is wrong in the input as a list. */
TYPE(en_type_finding, "Finding", {"rule", EN_KIND_TEXT, true},
     {"severity", EN_KIND_CHOICE, true, .choices = "warning|error"}, {"message", EN_KIND_TEXT, true},
     {"file", EN_KIND_TEXT}, {"row", EN_KIND_INTEGER}, {"column", EN_KIND_TEXT}, {"value", EN_KIND_TEXT});
TYPE(en_type_problem, "Problem", {"type", EN_KIND_TEXT, true}, {"title", EN_KIND_TEXT, true},
     {"status", EN_KIND_INTEGER, true}, {"detail", EN_KIND_TEXT}, {"rule", EN_KIND_TEXT, true},
     {"request", EN_KIND_TEXT, true}, {"errors", EN_KIND_INTEGER},
     {"findings", EN_KIND_OBJECT, .list = true, .type = &en_type_finding});

/* What a row of the ledger said before it was corrected. */
TYPE(en_type_past, "Past", {"at", EN_KIND_INSTANT, true}, {"by", EN_KIND_TEXT},
     {"content", EN_KIND_JSON, true});

/* What an id stands for, in words. */
TYPE(en_type_name, "Name", {"id", EN_KIND_ID, true}, {"table", EN_KIND_TEXT, true},
     {"name", EN_KIND_OBJECT, true, .type = &en_type_texts}, {"detail", EN_KIND_TEXT});
TYPE(en_type_names, "Names", {"names", EN_KIND_OBJECT, true, .list = true, .type = &en_type_name});

TYPE(en_type_found, "Found", {"table", EN_KIND_TEXT, true}, {"id", EN_KIND_ID, true},
     {"name", EN_KIND_OBJECT, true, .type = &en_type_texts});

/* A figure or a derivation after computing: docs/ledger.md. */
TYPE(en_type_number, "Number", {"id", EN_KIND_ID, true}, {"indicator", EN_KIND_ID, true},
     {"subject", EN_KIND_ID}, {"area", EN_KIND_ID}, {"period_start", EN_KIND_DATE},
     {"period_end", EN_KIND_DATE}, {"kind", EN_KIND_CHOICE, .choices = "actual|target|forecast|need"},
     {"as_of", EN_KIND_DATE}, {"known", EN_KIND_BOOLEAN, true}, {"value", EN_KIND_REAL},
     {"low", EN_KIND_REAL}, {"high", EN_KIND_REAL}, {"qualifier", EN_KIND_TEXT}, {"printed", EN_KIND_TEXT},
     {"source", EN_KIND_ID}, {"locator", EN_KIND_TEXT}, {"note", EN_KIND_OBJECT, .type = &en_type_texts},
     {"operation", EN_KIND_TEXT}, {"operands", EN_KIND_JSON}, {"replaces", EN_KIND_ID},
     {"replaced_by", EN_KIND_ID});
TYPE(en_type_reported, "Reported", {"status", EN_KIND_TEXT, true}, {"by", EN_KIND_ID, true},
     {"on", EN_KIND_DATE, true}, {"source", EN_KIND_ID, true});
TYPE(en_type_pace, "Pace", {"measurable", EN_KIND_BOOLEAN, true},
     {"lacks", EN_KIND_CHOICE, .list = true, .choices = "number|indicator|start|end|per|actual"},
     {"at", EN_KIND_DATE}, {"expected", EN_KIND_REAL}, {"actual", EN_KIND_REAL}, {"difference", EN_KIND_REAL},
     {"number", EN_KIND_ID});
TYPE(en_type_promise, "Promise", {"id", EN_KIND_ID, true}, {"by", EN_KIND_ID, true, .list = true},
     {"to", EN_KIND_ID, true, .list = true}, {"what", EN_KIND_OBJECT, true, .type = &en_type_texts},
     {"sector", EN_KIND_TEXT}, {"made_on", EN_KIND_DATE}, {"starts", EN_KIND_DATE}, {"due", EN_KIND_DATE},
     {"indicator", EN_KIND_ID}, {"value", EN_KIND_REAL}, {"qualifier", EN_KIND_TEXT}, {"per", EN_KIND_TEXT},
     {"programme", EN_KIND_ID}, {"agreement", EN_KIND_ID}, {"same_as", EN_KIND_ID},
     {"source", EN_KIND_ID, true}, {"locator", EN_KIND_TEXT},
     {"reported", EN_KIND_OBJECT, true, .nullable = true, .type = &en_type_reported},
     {"pace", EN_KIND_OBJECT, true, .type = &en_type_pace}, {"newest", EN_KIND_ID});
TYPE(en_type_contradiction, "Contradiction", {"kind", EN_KIND_TEXT, true}, {"first", EN_KIND_ID, true},
     {"second", EN_KIND_ID}, {"commitment", EN_KIND_ID}, {"partition", EN_KIND_TEXT},
     {"parts", EN_KIND_ID, .list = true}, {"sum", EN_KIND_REAL}, {"gap", EN_KIND_REAL},
     {"is_past", EN_KIND_BOOLEAN, true});
TYPE(en_type_target_item, "TargetItem", {"item", EN_KIND_ID, true}, {"relation", EN_KIND_TEXT, true},
     {"partition", EN_KIND_TEXT}, {"reason", EN_KIND_OBJECT, .type = &en_type_texts}, {"number", EN_KIND_ID});
/* outlook: on the overview, the model that has a fan of what the number promises. */
TYPE(en_type_target, "Target", {"number", EN_KIND_ID, true}, {"others", EN_KIND_ID, true, .list = true},
     {"items", EN_KIND_OBJECT, true, .list = true, .type = &en_type_target_item}, {"outlook", EN_KIND_ID});
TYPE(en_type_change, "Change", {"newest_first", EN_KIND_ID, true, .list = true},
     {"between", EN_KIND_ID, true, .list = true});
TYPE(en_type_caution, "Caution", {"caution", EN_KIND_ID, true}, {"about", EN_KIND_ID, true, .list = true},
     {"kind", EN_KIND_TEXT, true}, {"text", EN_KIND_OBJECT, true, .type = &en_type_texts},
     {"source", EN_KIND_ID});
TYPE(en_type_standing, "Standing", {"as_of", EN_KIND_DATE, true}, {"sample", EN_KIND_BOOLEAN, true},
     {"targets", EN_KIND_OBJECT, true, .list = true, .type = &en_type_target},
     {"changes", EN_KIND_OBJECT, true, .list = true, .type = &en_type_change},
     {"contradictions", EN_KIND_OBJECT, true, .list = true, .type = &en_type_contradiction},
     {"cautions", EN_KIND_OBJECT, true, .list = true, .type = &en_type_caution},
     {"numbers", EN_KIND_OBJECT, true, .list = true, .type = &en_type_number});

/* The corners of the loop, counted. */
TYPE(en_type_counts, "Counts", {"sources", EN_KIND_INTEGER, true}, {"figures", EN_KIND_INTEGER, true},
     {"organisations", EN_KIND_INTEGER, true}, {"commitments", EN_KIND_INTEGER, true},
     {"measurable", EN_KIND_INTEGER, true}, {"reported", EN_KIND_INTEGER, true},
     {"contradictions", EN_KIND_INTEGER, true}, {"targets", EN_KIND_INTEGER, true},
     {"rounds", EN_KIND_INTEGER, true}, {"results", EN_KIND_INTEGER, true}, {"seats", EN_KIND_INTEGER, true},
     {"placed", EN_KIND_INTEGER, true});
TYPE(en_type_overview, "Overview", {"as_of", EN_KIND_DATE, true}, {"sample", EN_KIND_BOOLEAN, true},
     {"counts", EN_KIND_OBJECT, true, .type = &en_type_counts},
     {"targets", EN_KIND_OBJECT, true, .list = true, .type = &en_type_target},
     {"numbers", EN_KIND_OBJECT, true, .list = true, .type = &en_type_number});
TYPE(en_type_promise_whole, "PromiseWhole", {"promise", EN_KIND_OBJECT, true, .type = &en_type_promise},
     {"statuses", EN_KIND_OBJECT, true, .list = true, .type = &en_type_status},
     {"numbers", EN_KIND_OBJECT, true, .list = true, .type = &en_type_number},
     {"changes", EN_KIND_OBJECT, true, .list = true, .type = &en_type_change},
     {"contradictions", EN_KIND_OBJECT, true, .list = true, .type = &en_type_contradiction},
     {"cautions", EN_KIND_OBJECT, true, .list = true, .type = &en_type_caution});

/* Rounds. */
TYPE(en_type_round_table, "RoundTable", {"name", EN_KIND_TEXT, true}, {"file", EN_KIND_TEXT, true},
     {"rows", EN_KIND_INTEGER, true}, {"size", EN_KIND_INTEGER, true}, {"sha256", EN_KIND_TEXT, true},
     {"at", EN_KIND_INSTANT, true});
TYPE(en_type_round, "Round", {"round", EN_KIND_ID, true},
     {"title", EN_KIND_OBJECT, true, .type = &en_type_texts}, {"synthetic", EN_KIND_BOOLEAN, true},
     {"made_at", EN_KIND_INSTANT, true}, {"revision", EN_KIND_INTEGER, true},
     {"tables", EN_KIND_OBJECT, true, .list = true, .type = &en_type_round_table},
     {"checked", EN_KIND_OBJECT, .nullable = true, .type = &en_type_job},
     {"newest_result", EN_KIND_INTEGER, .nullable = true});
/* In the list of rounds: who only is an applicant sees no more than what is required. */
TYPE(en_type_listed_round, "ListedRound", {"round", EN_KIND_ID, true},
     {"title", EN_KIND_OBJECT, true, .type = &en_type_texts}, {"synthetic", EN_KIND_BOOLEAN, true},
     {"made_at", EN_KIND_INSTANT, true}, {"revision", EN_KIND_INTEGER},
     {"tables", EN_KIND_OBJECT, .list = true, .type = &en_type_round_table},
     {"checked", EN_KIND_OBJECT, .nullable = true, .type = &en_type_job},
     {"newest_result", EN_KIND_INTEGER, .nullable = true});
TYPE(en_type_new_round, "NewRound", {"round", EN_KIND_ID, true, .least = 1, .most = 64},
     {"title", EN_KIND_OBJECT, .type = &en_type_texts}, {"from_sample", EN_KIND_BOOLEAN});
TYPE(en_type_rules, "Rules", {"id", EN_KIND_ID, true}, {"title", EN_KIND_JSON},
     {"mechanism", EN_KIND_CHOICE, .choices = EN_MECHANISM_CHOICES},
     {"proposer", EN_KIND_CHOICE, .choices = "applicants|places"}, {"order", EN_KIND_TEXT},
     {"ties", EN_KIND_JSON}, {"eligibility", EN_KIND_TEXT}, {"columns", EN_KIND_JSON},
     {"previous", EN_KIND_TEXT});
/* What rules that are not kept yet say: eligibility in words, where the tables that it names are there. */
TYPE(en_type_rules_read, "RulesRead", {"eligibility", EN_KIND_TEXT},
     {"findings", EN_KIND_OBJECT, true, .list = true, .type = &en_type_finding});
/* The lottery's two steps: the parts that round.json has, when they were taken, and what was changed since.
 */
TYPE(en_type_lottery_edit, "LotteryEdit", {"at", EN_KIND_INSTANT, true}, {"by", EN_KIND_TEXT},
     {"what", EN_KIND_CHOICE, true, .choices = "rules|tables"}, {"after_reveal", EN_KIND_BOOLEAN, true});
TYPE(en_type_lottery, "Lottery", {"round", EN_KIND_ID, true},
     {"state", EN_KIND_CHOICE, true, .choices = "none|committed|revealed"},
     {"rule", EN_KIND_CHOICE, true, .choices = "single-lottery|multiple-lottery|by-id|keep"},
     {"commitment", EN_KIND_TEXT}, {"beacon", EN_KIND_TEXT}, {"secret", EN_KIND_TEXT}, {"seed", EN_KIND_TEXT},
     {"committed_at", EN_KIND_INSTANT}, {"committed_by", EN_KIND_TEXT}, {"revealed_at", EN_KIND_INSTANT},
     {"revealed_by", EN_KIND_TEXT},
     {"edits", EN_KIND_OBJECT, true, .list = true, .type = &en_type_lottery_edit});
TYPE(en_type_lottery_commitment, "LotteryCommitment",
     {"commitment", EN_KIND_TEXT, true, .least = 1, .most = 64}, {"replaces", EN_KIND_TEXT, .most = 64});
TYPE(en_type_lottery_reveal, "LotteryReveal", {"secret", EN_KIND_TEXT, true, .least = 1, .most = 1024},
     {"beacon", EN_KIND_TEXT, true, .least = 1, .most = 1024});
TYPE(en_type_table_row, "TableRow", {"row", EN_KIND_INTEGER, true},
     {"cells", EN_KIND_TEXT, true, .list = true, .most = 256});
TYPE(en_type_table_rows, "TableRows", {"columns", EN_KIND_TEXT, true, .list = true, .most = 256},
     {"rows", EN_KIND_OBJECT, true, .list = true, .type = &en_type_table_row},
     {"next", EN_KIND_INTEGER, .nullable = true});

/* Jobs. */
TYPE(en_type_job, "Job", {"job", EN_KIND_INTEGER, true},
     {"kind", EN_KIND_CHOICE, true, .choices = "check|solve"}, {"round", EN_KIND_ID, true},
     {"state", EN_KIND_CHOICE, true, .choices = "queued|running|done|failed|cancelled"},
     {"progress", EN_KIND_REAL, true}, {"made_at", EN_KIND_INSTANT, true}, {"begun_at", EN_KIND_INSTANT},
     {"ended_at", EN_KIND_INSTANT}, {"attempts", EN_KIND_INTEGER, true}, {"reason", EN_KIND_TEXT},
     {"message", EN_KIND_TEXT}, {"errors", EN_KIND_INTEGER}, {"warnings", EN_KIND_INTEGER},
     {"findings", EN_KIND_OBJECT, .list = true, .type = &en_type_finding}, {"result", EN_KIND_INTEGER});

/* Results: summary.json as it is, and the files. */
TYPE(en_type_result_file, "ResultFile", {"name", EN_KIND_TEXT, true}, {"size", EN_KIND_INTEGER, true},
     {"sha256", EN_KIND_TEXT, true});
TYPE(en_type_result, "Result", {"result", EN_KIND_INTEGER, true}, {"round", EN_KIND_ID, true},
     {"at", EN_KIND_INSTANT, true}, {"by", EN_KIND_TEXT, true}, {"version", EN_KIND_TEXT, true},
     {"current", EN_KIND_BOOLEAN, true}, {"summary", EN_KIND_JSON, true},
     {"files", EN_KIND_OBJECT, true, .list = true, .type = &en_type_result_file},
     {"inputs", EN_KIND_OBJECT, true, .list = true, .type = &en_type_result_file});
/* In the list of results: who only is an applicant sees no more than what is required. */
TYPE(en_type_listed_result, "ListedResult", {"result", EN_KIND_INTEGER, true}, {"round", EN_KIND_ID, true},
     {"at", EN_KIND_INSTANT, true}, {"by", EN_KIND_TEXT}, {"version", EN_KIND_TEXT},
     {"current", EN_KIND_BOOLEAN}, {"summary", EN_KIND_JSON},
     {"files", EN_KIND_OBJECT, .list = true, .type = &en_type_result_file},
     {"inputs", EN_KIND_OBJECT, .list = true, .type = &en_type_result_file});
TYPE(en_type_result_place, "ResultPlace", {"place", EN_KIND_ID, true}, {"name", EN_KIND_TEXT},
     {"order", EN_KIND_INTEGER, true}, {"category", EN_KIND_TEXT}, {"term", EN_KIND_TEXT},
     {"seats", EN_KIND_INTEGER, true}, {"filled", EN_KIND_INTEGER, true}, {"cutoff", EN_KIND_DECIMAL},
     {"applied", EN_KIND_INTEGER, true}, {"refused", EN_KIND_INTEGER, true});
TYPE(en_type_result_match, "ResultMatch", {"applicant", EN_KIND_ID, true}, {"place", EN_KIND_ID},
     {"term", EN_KIND_TEXT}, {"rank", EN_KIND_INTEGER}, {"reason", EN_KIND_TEXT, true});
TYPE(en_type_result_waiting, "ResultWaiting", {"place", EN_KIND_ID, true},
     {"position", EN_KIND_INTEGER, true}, {"applicant", EN_KIND_ID, true}, {"score", EN_KIND_DECIMAL});
/* As `enishi match explain --json` prints them: src/formats/explain.h. */
TYPE(en_type_remedy, "Remedy",
     {"change", EN_KIND_CHOICE, true,
      .choices = "score-above|score|some-score|seats|category|cap|min_seats|units"},
     {"group", EN_KIND_ID}, {"category", EN_KIND_ID}, {"order", EN_KIND_INTEGER}, {"score", EN_KIND_REAL},
     {"by", EN_KIND_INTEGER});
TYPE(en_type_wish_story, "WishStory", {"rank", EN_KIND_INTEGER, true}, {"place", EN_KIND_ID, true},
     {"name", EN_KIND_TEXT, true}, {"term", EN_KIND_TEXT},
     {"fate", EN_KIND_CHOICE, true,
      .choices =
          "met|held|not-asked|score|lottery|exchange|seats-category|seats-term|group-cap|closed|floor|"
          "held-seats|no-seats|no-score|ineligible|joint|joint-void|blocks|budget|turn|kept-tie|mechanism"},
     {"text", EN_KIND_TEXT, true}, {"notes", EN_KIND_TEXT, true, .list = true},
     {"seats", EN_KIND_INTEGER, true}, {"filled", EN_KIND_INTEGER, true},
     {"score", EN_KIND_REAL, true, .nullable = true}, {"cutoff", EN_KIND_REAL, true, .nullable = true},
     {"waiting_position", EN_KIND_INTEGER, true}, {"lottery_number", EN_KIND_TEXT},
     {"last_admitted_lottery_number", EN_KIND_TEXT},
     {"remedies", EN_KIND_OBJECT, .list = true, .type = &en_type_remedy},
     {"remedies_in_full", EN_KIND_BOOLEAN});
TYPE(en_type_explanation, "Explanation", {"round", EN_KIND_ID, true}, {"applicant", EN_KIND_ID, true},
     {"place", EN_KIND_ID, true, .nullable = true}, {"reason", EN_KIND_TEXT, true},
     {"text", EN_KIND_TEXT, true},
     {"wishes", EN_KIND_OBJECT, true, .list = true, .type = &en_type_wish_story});

/* As `enishi match compare --json` and `what-if --json` print them: docs/formats.md. */
TYPE(en_type_placed_at, "PlacedAt", {"rank", EN_KIND_INTEGER, true}, {"placed", EN_KIND_INTEGER, true});
TYPE(en_type_compared_category, "ComparedCategory", {"category", EN_KIND_TEXT, true},
     {"applicants", EN_KIND_INTEGER, true}, {"placed", EN_KIND_INTEGER, true},
     {"first_choices", EN_KIND_INTEGER, true}, {"mean_rank", EN_KIND_REAL, true, .nullable = true},
     {"envious", EN_KIND_INTEGER, true});
TYPE(en_type_compared, "Compared", {"mechanism", EN_KIND_TEXT, true}, {"cleared", EN_KIND_BOOLEAN, true},
     {"reached_limit", EN_KIND_BOOLEAN, true}, {"placed", EN_KIND_INTEGER}, {"unplaced", EN_KIND_INTEGER},
     {"first_choices", EN_KIND_INTEGER}, {"mean_rank", EN_KIND_REAL, .nullable = true},
     {"ranks", EN_KIND_OBJECT, .list = true, .type = &en_type_placed_at}, {"blocking", EN_KIND_INTEGER},
     {"envious", EN_KIND_INTEGER},
     {"categories", EN_KIND_OBJECT, .list = true, .type = &en_type_compared_category},
     {"problems", EN_KIND_JSON, .list = true});
TYPE(en_type_comparison, "Comparison", {"round", EN_KIND_ID, true}, {"applicants", EN_KIND_INTEGER, true},
     {"mechanisms", EN_KIND_OBJECT, true, .list = true, .type = &en_type_compared});
/* order: of a line, in a round whose seats are filled in an order. */
TYPE(en_type_seat_change, "SeatChange", {"place", EN_KIND_ID, true},
     {"order", EN_KIND_INTEGER, .least = 1, .most = INT32_MAX},
     {"by", EN_KIND_INTEGER, true, .least = -1000000, .most = 1000000});
TYPE(en_type_what_if_asked, "WhatIfAsked",
     {"changes", EN_KIND_OBJECT, true, .list = true, .least = 1, .most = 100, .type = &en_type_seat_change});
TYPE(en_type_changed_seats, "ChangedSeats", {"place", EN_KIND_ID, true}, {"order", EN_KIND_INTEGER},
     {"by", EN_KIND_INTEGER, true, .least = -100000000, .most = 100000000}, {"before", EN_KIND_INTEGER, true},
     {"after", EN_KIND_INTEGER, true});
TYPE(en_type_totals, "Totals", {"seats", EN_KIND_INTEGER, true}, {"placed", EN_KIND_INTEGER, true},
     {"unplaced", EN_KIND_INTEGER, true}, {"first_choices", EN_KIND_INTEGER, true},
     {"mean_rank", EN_KIND_REAL, true, .nullable = true});
TYPE(en_type_wish_at, "WishAt", {"place", EN_KIND_ID, true}, {"term", EN_KIND_TEXT},
     {"rank", EN_KIND_INTEGER, true});
TYPE(en_type_move, "Move", {"applicant", EN_KIND_ID, true},
     {"from", EN_KIND_OBJECT, true, .nullable = true, .type = &en_type_wish_at},
     {"to", EN_KIND_OBJECT, true, .nullable = true, .type = &en_type_wish_at});
TYPE(en_type_what_if, "WhatIf", {"round", EN_KIND_ID, true},
     {"changes", EN_KIND_OBJECT, true, .list = true, .type = &en_type_changed_seats},
     {"before", EN_KIND_OBJECT, true, .type = &en_type_totals},
     {"after", EN_KIND_OBJECT, true, .type = &en_type_totals},
     {"ranks_gained", EN_KIND_INTEGER, true, .least = -EN_INTEGER_MOST, .most = EN_INTEGER_MOST},
     {"placed", EN_KIND_OBJECT, true, .list = true, .type = &en_type_move},
     {"better", EN_KIND_OBJECT, true, .list = true, .type = &en_type_move},
     {"worse", EN_KIND_OBJECT, true, .list = true, .type = &en_type_move},
     {"unplaced", EN_KIND_OBJECT, true, .list = true, .type = &en_type_move},
     {"aside", EN_KIND_OBJECT, true, .list = true, .type = &en_type_move},
     {"reached_limit", EN_KIND_BOOLEAN, true}, {"categories", EN_KIND_JSON, .list = true},
     {"groups", EN_KIND_JSON, .list = true});

/* Models. */
TYPE(en_type_model_file, "ModelFile", {"name", EN_KIND_CHOICE, true, .choices = EN_MODEL_FILE_CHOICES},
     {"file", EN_KIND_TEXT, true}, {"size", EN_KIND_INTEGER, true}, {"sha256", EN_KIND_TEXT, true},
     {"at", EN_KIND_INSTANT, true});
TYPE(en_type_model, "Model", {"model", EN_KIND_ID, true},
     {"title", EN_KIND_OBJECT, true, .type = &en_type_texts}, {"sample", EN_KIND_BOOLEAN, true},
     {"made_at", EN_KIND_INSTANT, true}, {"revision", EN_KIND_INTEGER, true},
     {"files", EN_KIND_OBJECT, true, .list = true, .type = &en_type_model_file});
TYPE(en_type_new_model, "NewModel", {"model", EN_KIND_ID, true, .least = 1, .most = 64},
     {"title", EN_KIND_OBJECT, .type = &en_type_texts}, {"from_sample", EN_KIND_BOOLEAN});
/* name: as tables write it, x[a,b] for an element of an array. low and high: the range that the model gives.
 * source: the ids that its note names as sources, with commas. */
TYPE(en_type_model_constant, "ModelConstant", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"unit", EN_KIND_TEXT}, {"value", EN_KIND_REAL, true}, {"low", EN_KIND_REAL}, {"high", EN_KIND_REAL},
     {"varied", EN_KIND_BOOLEAN, true}, {"note", EN_KIND_TEXT}, {"source", EN_KIND_TEXT});
TYPE(en_type_model_variable, "ModelVariable", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"unit", EN_KIND_TEXT}, {"kind", EN_KIND_CHOICE, true, .choices = "stock|flow|auxiliary"});
TYPE(en_type_model_scenario, "ModelScenario", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"note", EN_KIND_TEXT});
TYPE(en_type_model_target, "ModelTarget", {"target", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"variable", EN_KIND_TEXT, true}, {"time", EN_KIND_REAL}, {"value", EN_KIND_REAL, true},
     {"as_of", EN_KIND_DATE}, {"source", EN_KIND_ID}, {"figure", EN_KIND_ID});
/* Of a model with errors only findings and errors say something. years: times that flows may be asked for. */
TYPE(en_type_model_contents, "ModelContents", {"title", EN_KIND_TEXT, true}, {"start", EN_KIND_REAL, true},
     {"stop", EN_KIND_REAL, true}, {"dt", EN_KIND_REAL, true}, {"time_unit", EN_KIND_TEXT},
     {"stocks", EN_KIND_INTEGER, true}, {"flows", EN_KIND_INTEGER, true},
     {"auxiliaries", EN_KIND_INTEGER, true}, {"graphs", EN_KIND_INTEGER, true},
     {"arrays", EN_KIND_INTEGER, true}, {"modules", EN_KIND_INTEGER, true}, {"random", EN_KIND_BOOLEAN, true},
     {"constants", EN_KIND_OBJECT, true, .list = true, .type = &en_type_model_constant},
     {"variables", EN_KIND_OBJECT, true, .list = true, .type = &en_type_model_variable},
     {"scenarios", EN_KIND_OBJECT, true, .list = true, .type = &en_type_model_scenario},
     {"targets", EN_KIND_OBJECT, true, .list = true, .type = &en_type_model_target},
     {"years", EN_KIND_REAL, true, .list = true},
     {"findings", EN_KIND_OBJECT, true, .list = true, .type = &en_type_finding},
     {"errors", EN_KIND_INTEGER, true});
TYPE(en_type_source_line, "SourceLine", {"line", EN_KIND_INTEGER, true}, {"text", EN_KIND_TEXT, true});
TYPE(en_type_model_source, "ModelSource",
     {"lines", EN_KIND_OBJECT, true, .list = true, .type = &en_type_source_line},
     {"next", EN_KIND_INTEGER, true, .nullable = true});
TYPE(en_type_model_setting, "ModelSetting", {"name", EN_KIND_TEXT, true, .least = 1, .most = 400},
     {"value", EN_KIND_REAL, true});
TYPE(en_type_futures_asked, "FuturesAsked", {"variable", EN_KIND_TEXT, true, .least = 1, .most = 400},
     {"runs", EN_KIND_INTEGER, true, .least = 2, .most = 20000}, {"seed", EN_KIND_INTEGER},
     {"sampling", EN_KIND_CHOICE, .choices = "random|lhs|sobol"},
     {"scenarios", EN_KIND_TEXT, .list = true, .least = 0, .most = 4},
     {"settings", EN_KIND_OBJECT, .list = true, .least = 0, .most = 200, .type = &en_type_model_setting},
     {"rank", EN_KIND_BOOLEAN});
/* null: not a number there, as where the model sets the variable to infinity. */
TYPE(en_type_future_row, "FutureRow", {"time", EN_KIND_REAL, true},
     {"mean", EN_KIND_REAL, true, .nullable = true}, {"sd", EN_KIND_REAL, true, .nullable = true},
     {"quantiles", EN_KIND_REAL, true, .list = true, .nullable = true});
/* How the median matches what was observed; see docs/plan.md. mape in percent; bias, variance and covariance
 * are parts of the mean square error. What cannot be computed is left out. */
TYPE(en_type_history_fit, "HistoryFit", {"points", EN_KIND_INTEGER, true}, {"outside", EN_KIND_INTEGER, true},
     {"in_band", EN_KIND_INTEGER, true}, {"mean_error", EN_KIND_REAL}, {"mape", EN_KIND_REAL},
     {"rmse", EN_KIND_REAL}, {"bias", EN_KIND_REAL}, {"variance", EN_KIND_REAL},
     {"covariance", EN_KIND_REAL});
TYPE(en_type_future_scenario, "FutureScenario", {"scenario", EN_KIND_TEXT, true},
     {"label", EN_KIND_TEXT, true}, {"runs", EN_KIND_INTEGER, true}, {"left_out", EN_KIND_INTEGER, true},
     {"approximate", EN_KIND_BOOLEAN, true},
     {"rows", EN_KIND_OBJECT, true, .list = true, .type = &en_type_future_row},
     {"fit", EN_KIND_OBJECT, .type = &en_type_history_fit});
/* What was observed of the variable that was asked for. figure: of the ledger, that the point is. */
TYPE(en_type_history_point, "HistoryPoint", {"time", EN_KIND_REAL, true}, {"value", EN_KIND_REAL, true},
     {"as_of", EN_KIND_DATE}, {"source", EN_KIND_TEXT}, {"figure", EN_KIND_ID});
/* Of the targets whose variable was asked for. never: runs that are not there at any time. */
TYPE(en_type_target_outcome, "TargetOutcome", {"target", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"scenario", EN_KIND_TEXT, true}, {"time", EN_KIND_REAL}, {"value", EN_KIND_REAL, true},
     {"probability", EN_KIND_REAL}, {"first_time", EN_KIND_REAL}, {"half_by", EN_KIND_REAL},
     {"never", EN_KIND_INTEGER, true}, {"as_of", EN_KIND_DATE}, {"source", EN_KIND_ID},
     {"figure", EN_KIND_ID});
TYPE(en_type_force, "Force", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"value", EN_KIND_REAL, true, .nullable = true}, {"low", EN_KIND_REAL}, {"high", EN_KIND_REAL},
     {"unit", EN_KIND_TEXT}, {"source", EN_KIND_TEXT});
TYPE(en_type_ranking, "Ranking", {"picture", EN_KIND_TEXT, true}, {"r_squared", EN_KIND_REAL},
     {"forces", EN_KIND_OBJECT, true, .list = true, .type = &en_type_force});
TYPE(en_type_futures, "Futures", {"variable", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"unit", EN_KIND_TEXT}, {"seed", EN_KIND_INTEGER, true}, {"picture", EN_KIND_TEXT, true},
     {"percents", EN_KIND_REAL, true, .list = true},
     {"history", EN_KIND_OBJECT, true, .list = true, .type = &en_type_history_point},
     {"scenarios", EN_KIND_OBJECT, true, .list = true, .type = &en_type_future_scenario},
     {"targets", EN_KIND_OBJECT, true, .list = true, .type = &en_type_target_outcome},
     {"ranking", EN_KIND_OBJECT, .type = &en_type_ranking},
     {"findings", EN_KIND_OBJECT, true, .list = true, .type = &en_type_finding});
TYPE(en_type_flows_asked, "FlowsAsked", {"time", EN_KIND_REAL, true},
     {"scenario", EN_KIND_TEXT, .least = 1, .most = 400},
     {"settings", EN_KIND_OBJECT, .list = true, .least = 0, .most = 200, .type = &en_type_model_setting});
TYPE(en_type_flow_stock, "FlowStock", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"begin", EN_KIND_REAL, true}, {"end", EN_KIND_REAL, true});
/* Without from it comes into the model, without to it leaves it. */
TYPE(en_type_flow_band, "FlowBand", {"name", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT, true},
     {"from", EN_KIND_TEXT}, {"to", EN_KIND_TEXT}, {"value", EN_KIND_REAL, true});
TYPE(en_type_flows, "Flows", {"time", EN_KIND_REAL, true}, {"picture", EN_KIND_TEXT, true},
     {"unit", EN_KIND_TEXT}, {"stocks", EN_KIND_OBJECT, true, .list = true, .type = &en_type_flow_stock},
     {"flows", EN_KIND_OBJECT, true, .list = true, .type = &en_type_flow_band},
     {"findings", EN_KIND_OBJECT, true, .list = true, .type = &en_type_finding});

/* People and access. */
TYPE(en_type_sign_in, "SignIn", {"user", EN_KIND_TEXT, true, .least = 1, .most = 128},
     {"password", EN_KIND_TEXT, true, .least = 1, .most = 1024});
TYPE(en_type_sign_in_by_link, "SignInByLink", {"token", EN_KIND_TEXT, true, .least = 1, .most = 128});
TYPE(en_type_me, "Me", {"user", EN_KIND_ID, true}, {"name", EN_KIND_TEXT, true},
     {"roles", EN_KIND_CHOICE, true, .list = true, .choices = EN_ROLE_CHOICES},
     {"language", EN_KIND_CHOICE, .choices = "en|vi|ja"}, {"applicant", EN_KIND_ID},
     {"has_password", EN_KIND_BOOLEAN, true}, {"asks_old_password", EN_KIND_BOOLEAN, true},
     {"csrf", EN_KIND_TEXT, true}, {"secure", EN_KIND_BOOLEAN, true}, {"sample", EN_KIND_BOOLEAN, true},
     {"version", EN_KIND_TEXT, true});
TYPE(en_type_my_changes, "MyChanges", {"name", EN_KIND_TEXT, true, .least = 1, .most = 200},
     {"language", EN_KIND_CHOICE, .choices = "en|vi|ja"});
TYPE(en_type_new_password, "NewPassword", {"old", EN_KIND_TEXT, .most = 1024},
     {"password", EN_KIND_TEXT, true, .least = 1, .most = 1024});
TYPE(en_type_key, "Key", {"key", EN_KIND_INTEGER, true}, {"name", EN_KIND_TEXT, true},
     {"scopes", EN_KIND_CHOICE, true, .list = true, .choices = EN_SCOPE_CHOICES},
     {"made_at", EN_KIND_INSTANT, true}, {"expires_at", EN_KIND_INSTANT}, {"used_at", EN_KIND_INSTANT});
TYPE(en_type_new_key, "NewKey", {"name", EN_KIND_TEXT, true, .least = 1, .most = 200},
     {"scopes", EN_KIND_CHOICE, true, .list = true, .least = 1, .most = 9, .choices = EN_SCOPE_CHOICES},
     {"days", EN_KIND_INTEGER, .least = 1, .most = 3650});
TYPE(en_type_made_key, "MadeKey", {"key", EN_KIND_INTEGER, true}, {"secret", EN_KIND_TEXT, true});
TYPE(en_type_user, "User", {"user", EN_KIND_ID, true}, {"name", EN_KIND_TEXT, true},
     {"roles", EN_KIND_CHOICE, true, .list = true, .choices = EN_ROLE_CHOICES},
     {"disabled", EN_KIND_BOOLEAN, true}, {"language", EN_KIND_CHOICE, .choices = "en|vi|ja"},
     {"applicant", EN_KIND_ID}, {"has_password", EN_KIND_BOOLEAN, true}, {"made_at", EN_KIND_INSTANT, true},
     {"signed_in_at", EN_KIND_INSTANT});
TYPE(en_type_new_user, "NewUser", {"user", EN_KIND_ID, true, .least = 1, .most = 64},
     {"name", EN_KIND_TEXT, true, .least = 1, .most = 200},
     {"roles", EN_KIND_CHOICE, true, .list = true, .least = 1, .most = 7, .choices = EN_ROLE_CHOICES},
     {"language", EN_KIND_CHOICE, .choices = "en|vi|ja"}, {"applicant", EN_KIND_ID});
TYPE(en_type_user_changes, "UserChanges", {"name", EN_KIND_TEXT, true, .least = 1, .most = 200},
     {"roles", EN_KIND_CHOICE, true, .list = true, .least = 1, .most = 7, .choices = EN_ROLE_CHOICES},
     {"disabled", EN_KIND_BOOLEAN, true}, {"language", EN_KIND_CHOICE, .choices = "en|vi|ja"},
     {"applicant", EN_KIND_ID});
TYPE(en_type_link, "Link", {"address", EN_KIND_TEXT, true}, {"expires_at", EN_KIND_INSTANT, true});
TYPE(en_type_audit_event, "AuditEvent", {"event", EN_KIND_INTEGER, true}, {"at", EN_KIND_INSTANT, true},
     {"actor_number", EN_KIND_INTEGER, true}, {"actor", EN_KIND_TEXT, true}, {"action", EN_KIND_TEXT, true},
     {"table", EN_KIND_TEXT, true}, {"id", EN_KIND_TEXT, true}, {"label", EN_KIND_TEXT},
     {"fields", EN_KIND_TEXT, true, .list = true}, {"digest", EN_KIND_TEXT, true},
     {"previous", EN_KIND_TEXT, true}, {"hash", EN_KIND_TEXT, true});
TYPE(en_type_audit_head, "AuditHead", {"events", EN_KIND_INTEGER, true}, {"hash", EN_KIND_TEXT, true},
     {"intact", EN_KIND_BOOLEAN, true}, {"first_broken", EN_KIND_INTEGER});
TYPE(en_type_health, "Health", {"status", EN_KIND_CHOICE, true, .choices = "ok|starting|stopping|failing"});

const en_type *const en_types[] = {&en_type_organisation,
                                   &en_type_person,
                                   &en_type_programme,
                                   &en_type_source,
                                   &en_type_indicator,
                                   &en_type_figure,
                                   &en_type_commitment,
                                   &en_type_agreement,
                                   &en_type_project,
                                   &en_type_need,
                                   &en_type_event,
                                   &en_type_area,
                                   &en_type_status,
                                   &en_type_texts,
                                   &en_type_finding,
                                   &en_type_problem,
                                   &en_type_past,
                                   &en_type_name,
                                   &en_type_names,
                                   &en_type_found,
                                   &en_type_number,
                                   &en_type_reported,
                                   &en_type_pace,
                                   &en_type_promise,
                                   &en_type_contradiction,
                                   &en_type_target_item,
                                   &en_type_target,
                                   &en_type_change,
                                   &en_type_caution,
                                   &en_type_standing,
                                   &en_type_counts,
                                   &en_type_overview,
                                   &en_type_promise_whole,
                                   &en_type_round_table,
                                   &en_type_round,
                                   &en_type_listed_round,
                                   &en_type_new_round,
                                   &en_type_rules,
                                   &en_type_rules_read,
                                   &en_type_lottery_edit,
                                   &en_type_lottery,
                                   &en_type_lottery_commitment,
                                   &en_type_lottery_reveal,
                                   &en_type_table_row,
                                   &en_type_table_rows,
                                   &en_type_job,
                                   &en_type_result_file,
                                   &en_type_result,
                                   &en_type_listed_result,
                                   &en_type_result_place,
                                   &en_type_result_match,
                                   &en_type_result_waiting,
                                   &en_type_remedy,
                                   &en_type_wish_story,
                                   &en_type_explanation,
                                   &en_type_placed_at,
                                   &en_type_compared_category,
                                   &en_type_compared,
                                   &en_type_comparison,
                                   &en_type_seat_change,
                                   &en_type_what_if_asked,
                                   &en_type_changed_seats,
                                   &en_type_totals,
                                   &en_type_wish_at,
                                   &en_type_move,
                                   &en_type_what_if,
                                   &en_type_model_file,
                                   &en_type_model,
                                   &en_type_new_model,
                                   &en_type_model_constant,
                                   &en_type_model_variable,
                                   &en_type_model_scenario,
                                   &en_type_model_target,
                                   &en_type_model_contents,
                                   &en_type_source_line,
                                   &en_type_model_source,
                                   &en_type_model_setting,
                                   &en_type_futures_asked,
                                   &en_type_future_row,
                                   &en_type_history_fit,
                                   &en_type_history_point,
                                   &en_type_future_scenario,
                                   &en_type_target_outcome,
                                   &en_type_force,
                                   &en_type_ranking,
                                   &en_type_futures,
                                   &en_type_flows_asked,
                                   &en_type_flow_stock,
                                   &en_type_flow_band,
                                   &en_type_flows,
                                   &en_type_sign_in,
                                   &en_type_sign_in_by_link,
                                   &en_type_me,
                                   &en_type_my_changes,
                                   &en_type_new_password,
                                   &en_type_key,
                                   &en_type_new_key,
                                   &en_type_made_key,
                                   &en_type_user,
                                   &en_type_new_user,
                                   &en_type_user_changes,
                                   &en_type_link,
                                   &en_type_audit_event,
                                   &en_type_audit_head,
                                   &en_type_health,
                                   NULL};
