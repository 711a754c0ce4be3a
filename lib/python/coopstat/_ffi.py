# _ffi.py -- what the headers of coopstat declare; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Constants, structs and functions of the library as data."""

from typing import Dict, List, Tuple

CONSTANTS: Dict[str, int] = {
    "COOP_OK": 0, "COOP_ARGUMENT": 1, "COOP_RANGE": 2, "COOP_EMPTY": 3, "COOP_UNDEFINED": 4,
    "COOP_NOT_FOUND": 5, "COOP_TYPE": 6, "COOP_SYNTAX": 7, "COOP_FORMAT": 8, "COOP_REFERENCE": 9,
    "COOP_CONFLICT": 10, "COOP_LIMIT": 11, "COOP_CANCELLED": 12, "COOP_IO": 13, "COOP_MEMORY": 14,
    "COOP_UNSUPPORTED": 15, "COOP_INTERNAL": 16, "COOP_STATUS_END": 17,
    "COOP_DATE_NONE": -2147483648, "COOP_DATE_OPEN_FIRST": -2147483647,
    "COOP_DATE_OPEN_LAST": 2147483647, "COOP_TYPE_INT8": 1, "COOP_TYPE_INT16": 2,
    "COOP_TYPE_INT32": 3, "COOP_TYPE_INT64": 4, "COOP_TYPE_FLOAT64": 5, "COOP_TYPE_BOOL": 6,
    "COOP_TYPE_DATE": 7, "COOP_TYPE_SPAN": 8, "COOP_TYPE_MONEY": 9, "COOP_TYPE_CODE": 10,
    "COOP_TYPE_SET": 11, "COOP_TYPE_TEXT": 12, "COOP_TYPE_END": 13, "COOP_FORMAT_TEXT": 1,
    "COOP_FORMAT_CSV": 2, "COOP_FORMAT_JSON": 3, "COOP_FORMAT_MARKDOWN": 4, "COOP_FORMAT_END": 5,
    "COOP_ARROW_MONEY_DECIMAL": 0, "COOP_ARROW_MONEY_MINOR": 1, "COOP_ARROW_MONEY_END": 2,
    "COOP_ARROW_STREAM": 1, "COOP_ARROW_FILE": 2, "COOP_ARROW_FORMAT_END": 3, "COOP_CHART_DOTS": 1,
    "COOP_CHART_STEPS": 2, "COOP_CHART_FLOWS": 3, "COOP_CHART_TIMELINE": 4, "COOP_CHART_END": 5,
    "COOP_PARAM_TEXT": 0, "COOP_PARAM_NUMBER": 1, "COOP_PARAM_SPAN": 2,
    "COOP_INTEGER_NONE": -9223372036854775808, "COOP_MONEY_NONE": -9223372036854775808,
    "COOP_BOOL_NONE": -1, "COOP_CLAIM_UNDECIDABLE": 0, "COOP_CLAIM_TRUE": 1, "COOP_CLAIM_FALSE": 2,
    "COOP_CLAIM_DEPENDS": 3, "COOP_CLAIM_VERDICT_END": 4, "COOP_COMPARISON_DIFFERENCE": 0,
    "COOP_COMPARISON_RATIO": 1, "COOP_COMPARISON_ODDS_RATIO": 2,
    "COOP_REPAYMENT_EQUAL_PRINCIPAL": 0, "COOP_REPAYMENT_ANNUITY": 1, "COOP_REPAYMENT_BULLET": 2,
    "COOP_INCOME_LOW": 0, "COOP_INCOME_LOWER_MIDDLE": 1, "COOP_INCOME_UPPER_MIDDLE": 2,
    "COOP_INCOME_END": 3, "COOP_RETURNS_MAX": 64, "COOP_FORECAST_ITEMS_MAX": 200000,
    "COOP_GRAPH_NO_PATH": -1, "COOP_CUT_NEAREST": 1, "COOP_CUT_FARTHEST": 2,
    "COOP_HAZARD_COVARIATES_MAX": 200, "COOP_LIFE_CAUSES_MAX": 100, "COOP_SURVIVAL_EXACT_MAX": 40,
    "COOP_REPORT_HTML": 1, "COOP_REPORT_MARKDOWN": 2, "COOP_REPORT_END": 3,
    "COOP_CASE_NOT_DONE": 0, "COOP_CASE_DONE": 1, "COOP_CASE_UNKNOWN": 2,
    "COOP_SHRINKAGE_GROUPS_MAX": 1000, "COOP_SHRINKAGE_RANKS_MAX": 64, "COOP_FACTORS_MAX": 5,
}

ENUMS: Dict[str, List[str]] = {
    "coop_status": [
        "COOP_OK", "COOP_ARGUMENT", "COOP_RANGE", "COOP_EMPTY", "COOP_UNDEFINED", "COOP_NOT_FOUND",
        "COOP_TYPE", "COOP_SYNTAX", "COOP_FORMAT", "COOP_REFERENCE", "COOP_CONFLICT", "COOP_LIMIT",
        "COOP_CANCELLED", "COOP_IO", "COOP_MEMORY", "COOP_UNSUPPORTED", "COOP_INTERNAL",
        "COOP_STATUS_END"
    ],
    "coop_type": [
        "COOP_TYPE_INT8", "COOP_TYPE_INT16", "COOP_TYPE_INT32", "COOP_TYPE_INT64",
        "COOP_TYPE_FLOAT64", "COOP_TYPE_BOOL", "COOP_TYPE_DATE", "COOP_TYPE_SPAN",
        "COOP_TYPE_MONEY", "COOP_TYPE_CODE", "COOP_TYPE_SET", "COOP_TYPE_TEXT", "COOP_TYPE_END"
    ],
    "coop_format": [
        "COOP_FORMAT_TEXT", "COOP_FORMAT_CSV", "COOP_FORMAT_JSON", "COOP_FORMAT_MARKDOWN",
        "COOP_FORMAT_END"
    ],
    "coop_arrow_money": [
        "COOP_ARROW_MONEY_DECIMAL", "COOP_ARROW_MONEY_MINOR", "COOP_ARROW_MONEY_END"
    ],
    "coop_arrow_format": [
        "COOP_ARROW_STREAM", "COOP_ARROW_FILE", "COOP_ARROW_FORMAT_END"
    ],
    "coop_chart_kind": [
        "COOP_CHART_DOTS", "COOP_CHART_STEPS", "COOP_CHART_FLOWS", "COOP_CHART_TIMELINE",
        "COOP_CHART_END"
    ],
    "coop_param_kind": [
        "COOP_PARAM_TEXT", "COOP_PARAM_NUMBER", "COOP_PARAM_SPAN"
    ],
    "coop_claim_verdict": [
        "COOP_CLAIM_UNDECIDABLE", "COOP_CLAIM_TRUE", "COOP_CLAIM_FALSE", "COOP_CLAIM_DEPENDS",
        "COOP_CLAIM_VERDICT_END"
    ],
    "coop_comparison_measure": [
        "COOP_COMPARISON_DIFFERENCE", "COOP_COMPARISON_RATIO", "COOP_COMPARISON_ODDS_RATIO"
    ],
    "coop_repayment": [
        "COOP_REPAYMENT_EQUAL_PRINCIPAL", "COOP_REPAYMENT_ANNUITY", "COOP_REPAYMENT_BULLET"
    ],
    "coop_income": [
        "COOP_INCOME_LOW", "COOP_INCOME_LOWER_MIDDLE", "COOP_INCOME_UPPER_MIDDLE",
        "COOP_INCOME_END"
    ],
    "None": [
        "COOP_CUT_NEAREST", "COOP_CUT_FARTHEST"
    ],
    "coop_report_format": [
        "COOP_REPORT_HTML", "COOP_REPORT_MARKDOWN", "COOP_REPORT_END"
    ],
    "coop_case_state": [
        "COOP_CASE_NOT_DONE", "COOP_CASE_DONE", "COOP_CASE_UNKNOWN"
    ],
}

OPAQUE: Tuple[str, ...] = ("coop_table", "coop_builder", "coop_dataset", "coop_graph", "coop_life_table", "coop_curve")

# Members as name:type.
STRUCTS: Dict[str, str] = {
    "coop_error": "code:int32 reserved:int32 line:int64 column:int64 message:char[232]",
    "coop_allocator": (
        "ctx:void* alloc:void*(void*,size) resize:void*(void*,void*,size,size) "
        "release:void(void*,void*,size)"),
    "coop_sink": "ctx:void* write:int32(void*,char*,size)",
    "coop_run": (
        "struct_size:size threads:int32 lineage:int32 memory_limit:int64 "
        "progress:int32(void*,double) progress_ctx:void* allocator:coop_allocator*"),
    "coop_span": "first:int32 last:int32",
    "coop_column": (
        "struct_size:size name:char* unit:char* type:int32 scale:int32 width:int32 "
        "reserved:int32 n_rows:int64 n_null:int64 validity:void* values:void* offsets:void* "
        "words:void* n_words:int64"),
    "coop_words": "words:void* codes:void* n:int64",
    "coop_owner": "ctx:void* release:void(void*)",
    "coop_arrow_options": "struct_size:size money:int32 reserved:int32",
    "coop_open_options": (
        "struct_size:size lenient:int32 reserved:int32 report:coop_table** run:coop_run* "
        "descriptor:char* counts:coop_table**"),
    "coop_save_options": "struct_size:size license:char* source:char* run:coop_run*",
    "coop_price_chain": "name:char* meaning:char* origin:char*",
    "coop_currency_change": "code:char* successor:char* factor:double year:int32 origin:char*",
    "coop_conversion": (
        "struct_size:size to:char* base_year:int32 reserved:int32 chain:char* prices:char* "
        "missing:char* rate_source:char* deflator_source:char* as_known:char*"),
    "coop_priced": "amount:double currency:char* date:coop_span prices:char*",
    "coop_converted": (
        "least:double most:double factor_least:double factor_most:double is_estimated:int32 "
        "reserved:int32"),
    "coop_total_options": (
        "struct_size:size where:char* as_of:char* cut:char* choose:char* prices:coop_conversion* "
        "as_known:char*"),
    "coop_attribution_rule": "name:char* meaning:char* origin:char*",
    "coop_split": (
        "struct_size:size rule:char* off_total:char* n:int64 parties:void* shares:void*"),
    "coop_attribution_options": (
        "struct_size:size total:coop_total_options* side:char* rule:char* off_total:char* "
        "weight:char* members_on:char* members_of:char*"),
    "coop_chart_row": (
        "label:char* group:char* x:double value:double low:double high:double least:double "
        "most:double n:int64"),
    "coop_chart": (
        "struct_size:size kind:int32 has_line:int32 id:char* title:char* description:char* "
        "x_title:char* line:double line_label:char* rows:coop_chart_row* n_rows:int64 "
        "run:coop_run*"),
    "coop_param": "name:char* text:char* number:double span:coop_span kind:int32 reserved:int32",
    "coop_query": (
        "struct_size:size from:char* where:char* by:char* select:char* having:char* "
        "order_by:char* as_of:char* as_known:char* attribution:char* uncertain:char* "
        "bounds:char* cut:char* choose:char* interval:char* level:double limit:int64 "
        "params:coop_param* n_params:int64 run:coop_run*"),
    "coop_nation": (
        "struct_size:size id:char* kind:char* alpha2:char* numeric:char* name:char* "
        "name_official:char* name_native:char* name_zh:char* capital:char* "
        "capital_lat_degrees:double capital_lon_degrees:double area_km2:int64 "
        "area_sources:coop_words population_persons:int64 population_year:int64 "
        "population_sources:coop_words gdp_usd_minor:int64 gdp_year:int64 gdp_sources:coop_words "
        "gdp_usd_2024_est_minor:int64 gdp_2024_sources:coop_words rail_gauge_mm:int64 "
        "rail_route_km:int64 rail_route_year:int64 rail_electrified_km:int64 "
        "rail_sources:coop_words landlocked:int64 wto_status:char* wto_accession:int32 "
        "reserved:int32 wto_sources:coop_words currency:char* names_sources:coop_words "
        "sources:coop_words confidence:char* notes:char*"),
    "coop_mechanism": (
        "struct_size:size id:char* short_name:char* name:char* name_zh:char* parties:coop_words "
        "lead:char* founded:coop_span first_summit:coop_span level:char* secretariat:char* "
        "secretariat_since:coop_span rhythm:char* next_summit:char* sources:coop_words "
        "confidence:char* notes:char*"),
    "coop_summit": (
        "struct_size:size id:char* mechanism:char* ordinal:int64 name:char* start:coop_span "
        "end:coop_span place:char* host:char* mode:char* level:char* documents_signed:int64 "
        "multilateral_documents:int64 outcomes_listed:int64 headline_amount_minor:int64 "
        "currency:char* amount_kind:char* next_summit:char* sources:coop_words confidence:char* "
        "notes:char*"),
    "coop_agreement": (
        "struct_size:size id:char* title:char* mechanism:char* summit:char* signed_on:coop_span "
        "parties:coop_words instrument:char* binding:char* purpose:char* purpose_name:char* "
        "field:char* reported:char* status_basis:char* status_as_of:int32 reserved:int32 "
        "due:coop_span amount_minor:int64 currency:char* amount_kind:char* parent:char* "
        "list_id:char* role:char* official_item:int64 quantity:char* sources:coop_words "
        "confidence:char* notes:char*"),
    "coop_event": (
        "struct_size:size agreement:char* seq:int64 status:char* detail:char* date:coop_span "
        "known:coop_span party:char* basis:char* sources:coop_words confidence:char* notes:char*"),
    "coop_claim": (
        "struct_size:size id:char* speaker:char* said_on:coop_span text:char* subject:char* "
        "operation:char* query:char* base_query:char* comparator:char* value:double "
        "value_on:coop_span unit:char* rounding:double period:coop_span coverage:char* "
        "part_of:char* lacking:char* counter_value:double counter_on:coop_span "
        "counter_text:char* counter_sources:coop_words verdict:char* sources:coop_words "
        "confidence:char* notes:char*"),
    "coop_source": (
        "struct_size:size id:char* title:char* publisher:char* date:coop_span url:char* "
        "kind:char* language:char* read_word:char* licence:char* notes:char*"),
    "coop_claim_options": (
        "struct_size:size as_of:char* as_known:char* bounds:char* design:char* "
        "denominators:int64 run:coop_run*"),
    "coop_claim_result": (
        "struct_size:size verdict:int32 recorded:int32 n_true:int64 n_false:int64 "
        "n_undecidable:int64 n_faults:int64 stated_low:double stated_high:double "
        "changes_to_true:int64 changes_to_false:int64"),
    "coop_claim_review": (
        "struct_size:size reviewer:char* url:char* published_on:char* sources:coop_dataset*"),
    "coop_percent_counts": "least:int64 most:int64",
    "coop_comparison_method": (
        "name:char* meaning:char* origin:char* measure:int32 reserved:int32"),
    "coop_comparison": "estimate:double low:double high:double",
    "coop_fisher_result": (
        "struct_size:size p:double p_less:double p_greater:double p_mid:double odds_ratio:double "
        "low:double high:double p_is_bound:int32 reserved:int32"),
    "coop_mcnemar_result": (
        "struct_size:size p:double p_mid:double p_is_bound:int32 reserved:int32"),
    "coop_concentration_data": "values:void* weights:void* n:int64",
    "coop_concentration_index": (
        "name:char* meaning:char* origin:char* parameter:char* usual:double least:double "
        "most:double has_parts:int32 is_inequality:int32 "
        "value:int32(coop_concentration_data*,double,void*,coop_error*)"),
    "coop_concentration": (
        "struct_size:size value:double parameter:double total:double mean:double n:int64 "
        "n_zero:int64 n_distinct:int64"),
    "coop_concentration_parts": (
        "struct_size:size total:double within:double between:double rest:double parameter:double "
        "n:int64 n_groups:int64"),
    "coop_concentration_group": (
        "value:double within:double total:double share:double share_n:double n:int64 "
        "is_missing:int32 reserved:int32"),
    "coop_concentration_split": "groups:void* n_groups:int64 index:char* parameter:double",
    "coop_crosswalk_word": (
        "scheme:char* word:char* work:char* ended:char* meaning:char* origin:char*"),
    "coop_crosswalk_term": "scheme:char* word:char* term:char* meaning:char* origin:char*",
    "coop_loan": (
        "amount:double rate:double maturity_years:double grace_years:double "
        "payments_per_year:int32 repayment:int32"),
    "coop_loan_payments": "years:void* principal:void* interest:void* capacity:int64",
    "coop_loan_rule": "name:char* meaning:char* origin:char* discounts:double[3] least:double[3]",
    "coop_concessionality": (
        "struct_size:size grant_element:double clipped:double grant_equivalent:double "
        "discount:double least:double is_concessional:int32 reserved:int32"),
    "coop_flows": "amounts:void* years:void* days:void* n:int64",
    "coop_returns": (
        "struct_size:size n:int64 n_changes:int64 rates:double[64] multiplicities:int32[64]"),
    "coop_flow": (
        "id:char* payer:char* payee:char* currency:char* amount:int64 date:coop_span "
        "by_payee:int32 reserved:int32"),
    "coop_flow_options": "struct_size:size days:int64 share:double run:coop_run*",
    "coop_forecast_curve": "times:void* survival:void* incidence:void* n_times:int64 end:double",
    "coop_forecast_open": "ages:void* n_items:int64 horizon:double",
    "coop_forecast_counts": "times:void* at_risk:void* completed:void* ended:void* n_times:int64",
    "coop_forecast_items": "chances:void* n_items:int64 n_draws:int64",
    "coop_completions": (
        "struct_size:size law:void* n_items:int64 n_draws:int64 mean:double variance:double "
        "variance_between:double level:double low:int64 high:int64 owner:void*"),
    "coop_forecast_past": "chances:void* outcomes:void* n_items:int64 n_bins:int64 level:double",
    "coop_forecast_score": (
        "struct_size:size brier:double reliability:double resolution:double uncertainty:double "
        "within:double expected:double observed:int64 n_items:int64"),
    "coop_forecast_bin": (
        "from:double to:double chance:double share:double low:double high:double hits:int64 "
        "n:int64"),
    "coop_graph_edges": (
        "n_nodes:int64 n_edges:int64 from:void* to:void* weights:void* is_directed:int32"),
    "coop_graph_flow_input": "source:int64 sink:int64 capacities:void* node_most:void*",
    "coop_graph_flow_result": (
        "struct_size:size value:int64 flows:void* edge_cut:void* node_cut:void* is_unique:int32"),
    "coop_interval_times": "lows:void* highs:void* weights:void* n_rows:int64",
    "coop_turnbull": (
        "struct_size:size lows:void* highs:void* masses:void* survival:void* n_masses:int64 "
        "log_likelihood:double excess:double is_certified:int32 reserved:int32 weight:double "
        "n_used:int64 n_candidates:int64 n_steps:int64 owner:void*"),
    "coop_hazard_rows": (
        "times:void* events:void* entries:void* weights:void* strata:void* covariates:void* "
        "n_rows:int64 n_covariates:int64"),
    "coop_hazard_test": "statistic:double p:double",
    "coop_cox": (
        "struct_size:size coefficients:void* std_errors:void* variance:void* n_covariates:int64 "
        "log_likelihood:double log_likelihood_null:double likelihood_ratio:coop_hazard_test "
        "wald:coop_hazard_test score:coop_hazard_test ties:char* n_used:int64 n_events:int64 "
        "n_steps:int64 owner:void*"),
    "coop_weibull": (
        "struct_size:size coefficients:void* std_errors:void* variance:void* n_covariates:int64 "
        "scale:double log_scale:double log_likelihood:double n_events:double n_used:int64 "
        "n_steps:int64 owner:void*"),
    "coop_hazard_piece": (
        "from:double to:double exposure:double rate:double low:double high:double events:int64"),
    "coop_amounts": (
        "amounts:void* is_missing:void* n:int64 coefficients:void* strata:void* n_levels:int64 "
        "predictor:void*"),
    "coop_missing_bounds": (
        "struct_size:size n:int64 n_missing:int64 observed:double low:double high:double"),
    "coop_pooled": (
        "struct_size:size value:double within:double between:double total:double increase:double "
        "df_large:double df:double missing_information:double low:double high:double"),
    "coop_estimates": "values:void* variances:void* n:int64 df:double",
    "coop_imputation_method": "name:char* meaning:char* origin:char*",
    "coop_imputation_options": (
        "struct_size:size method:char* replicates:int64 donors:int64 seed:uint64 level:double "
        "is_sample:int32 reserved:int32"),
    "coop_imputed_total": (
        "struct_size:size n:int64 n_missing:int64 n_coarse:int64 observed:double imputed:double "
        "value:double std_error:double low:double high:double within:double between:double "
        "df:double missing_information:double"),
    "coop_imputation_step": (
        "factor:double value:double low:double high:double holds:int32 reserved:int32"),
    "coop_imputation_statement": (
        "threshold:double factors:void* n_factors:int64 steps:coop_imputation_step*"),
    "coop_imputation_tipping": (
        "struct_size:size observed:double imputed:double factor:double mean_donated:double "
        "mean_needed:double does_tip:int32 holds:int32"),
    "coop_survival_method": "name:char* meaning:char* origin:char*",
    "coop_life_rows": (
        "entry:void* time:void* event:void* weight:void* group:void* n_rows:int64 n_causes:int32 "
        "n_groups:int32"),
    "coop_life_counts": (
        "entered:void* events:void* censored:void* first_day:int64 n_days:int64 n_causes:int32 "
        "reserved:int32"),
    "coop_life_summary": (
        "struct_size:size cases:double events:double censored:double first_time:double "
        "last_time:double n_rows:int64 n_times:int64 n_empty:int64 n_lost:int64"),
    "coop_survival_options": (
        "struct_size:size limits:char* hazard:char* hazard_variance:char* level:double"),
    "coop_survival_quantile": "struct_size:size value:double low:double high:double",
    "coop_survival_mean": "struct_size:size value:double std_error:double extended:double",
    "coop_life_groups": "tables:void* n_groups:int32 n_strata:int32",
    "coop_survival_test_options": "struct_size:size weights:char* rho:double gamma:double",
    "coop_survival_test": "struct_size:size statistic:double p:double df:int64 n_times:int64",
    "coop_survival_part": "observed:double expected:double variance:double",
    "coop_survival_exact": (
        "struct_size:size difference:double p:double p_less:double p_greater:double n_ways:int64 "
        "n_extreme:int64"),
    "coop_incidence_options": "struct_size:size variance:char* limits:char* level:double",
    "coop_incidence_test_options": "struct_size:size rho:double cause:int32 reserved:int32",
    "coop_interval_method": "name:char* meaning:char* origin:char*",
    "coop_interval": "low:double high:double",
    "coop_rail_options": "struct_size:size where:char*",
    "coop_trip_records": (
        "n_rows:int64 trips:void* is_border:void* km:void* moving_hours:void* stop_hours:void* "
        "usd:void* units:void*"),
    "coop_trip_options": (
        "struct_size:size level:double trimmed:double n_replicates:int64 seed:uint64 "
        "run:coop_run*"),
    "coop_rail_range": "low:double typical:double high:double",
    "coop_rail_assumptions": (
        "struct_size:size name:char* origin:char* kmh_double_electric:coop_rail_range "
        "kmh_double:coop_rail_range kmh_single_electric:coop_rail_range "
        "kmh_single:coop_rail_range kmh_ferry:coop_rail_range ferry_hours:coop_rail_range "
        "border_hours:coop_rail_range change_hours:coop_rail_range usd_per_km:coop_rail_range "
        "border_usd:coop_rail_range change_usd:coop_rail_range"),
    "coop_route_options": (
        "struct_size:size by:char* as_of:char* lines:char* open:char* close:char* via:char* "
        "n_most:int64 route:int64 n_draws:int64 seed:uint64 assumptions:coop_rail_assumptions*"),
    "coop_route_times": (
        "struct_size:size mean:double p10:double median:double p90:double low:double high:double "
        "n_draws:int64"),
    "coop_rail_map_options": (
        "struct_size:size network:coop_route_options* from:char* to:char* title:char* "
        "west:double east:double south:double north:double projection:char* width:int32"),
    "coop_rail_capacity_options": (
        "struct_size:size network:coop_route_options* trains:char* double_track:int64 "
        "single_track:int64 ferry:int64 border:int64 change:int64"),
    "coop_rail_study_options": (
        "struct_size:size network:coop_route_options* places:char* value:char* form:char* "
        "parameter:double internal_hours:double n_removed:int64 n_replicates:int64 seed:uint64 "
        "flow_from:char* flow_to:char* capacity:coop_rail_capacity_options*"),
    "coop_rail_flow": "struct_size:size trains:int64 is_unique:int32 parts:coop_table*",
    "coop_rate_definition": "name:char* counts:char* over:char* origin:char* unit:char*",
    "coop_rate": (
        "struct_size:size value:double low:double high:double worst:double best:double "
        "worst_last_report:double best_last_report:double worst_listed:double best_listed:double "
        "hits:int64 known:int64 unknown:int64 unknown_last_report:int64 total:int64 listed:int64 "
        "apart:int64 identified_low:double identified_high:double on_document:int64 "
        "on_inference:int64 on_last_event:int64 on_nothing:int64 question:char*"),
    "coop_rate_options": (
        "struct_size:size definition:char* where:char* as_of:char* as_known:char* interval:char* "
        "level:double"),
    "coop_rate_spread": (
        "struct_size:size least:double most:double least_by:char* most_by:char* n_shares:int64 "
        "n_available:int64 n_missing:int64"),
    "coop_scoring": "scale:char* name:char* worth:double[4] meaning:char* origin:char*",
    "coop_rate_change": (
        "struct_size:size from:double to:double change:double constant_from:double "
        "constant_to:double on_constant:double by_entries:double by_exits:double "
        "known_from:int64 known_to:int64 total_from:int64 total_to:int64 n_constant:int64 "
        "hits_from:int64 hits_to:int64 n_gained:int64 n_lost:int64 n_entered:int64 "
        "n_resolved:int64 n_left:int64 n_obscured:int64"),
    "coop_investment": (
        "struct_size:size id:char* title:char* measure:char* kind:char* funder:coop_words "
        "recipients:coop_words shares:char* share_side:char* by_nation_usd_bn:char* "
        "amount_minor:int64 amount_low_minor:int64 amount_high_minor:int64 currency:char* "
        "price_basis:char* date:coop_span flow:char* status:char* usd_equivalent_minor:int64 "
        "agreement:char* sources:coop_words confidence:char* notes:char*"),
    "coop_project": (
        "struct_size:size id:char* recipient:char* committed:coop_span committed_basis:char* "
        "started:coop_span completed:coop_span status:char* sector:char* amount_usd_minor:int64 "
        "amount_basis:char* infrastructure:int32 reserved:int32 sources:coop_words"),
    "coop_rail_segment": (
        "struct_size:size id:char* from_id:char* to_id:char* length_km:double "
        "length_alt_km:char* gauge_mm:coop_words tracks:int64 electrified:char* mode:char* "
        "status:char* opened:coop_span planned_opening:coop_span cost_minor:int64 "
        "cost_currency:char* length_method:char* sources:coop_words confidence:char* notes:char*"),
    "coop_corridor": (
        "struct_size:size id:char* name:char* nodes:coop_words kind:char* status:char* "
        "sources:coop_words confidence:char* notes:char*"),
    "coop_code_distance": "name:char* meaning:char* origin:char*",
    "coop_codings": "codes:void* n_coders:int64 n_units:int64 n_categories:int64 values:void*",
    "coop_kappa": (
        "struct_size:size value:double low:double high:double std_error:double "
        "std_error_null:double observed:double expected:double n_units:int64 n_missing:int64 "
        "is_flat:int32 reserved:int32"),
    "coop_alpha": (
        "struct_size:size value:double observed:double expected:double n_units:int64 "
        "n_codes:int64 n_single:int64 n_missing:int64"),
    "coop_alpha_options": (
        "struct_size:size metric:char* level:double replicates:int64 seed:uint64"),
    "coop_alpha_interval_result": (
        "struct_size:size value:double low:double high:double n_replicates:int64 "
        "n_undefined:int64"),
    "coop_coder_check": "true_hits:int64 n_hits:int64 true_misses:int64 n_misses:int64",
    "coop_coded_rate": (
        "struct_size:size value:double low:double high:double apparent:double uncut:double "
        "is_cut:int32 reserved:int32"),
    "coop_coded_cases": "checked:void* coded:void* n_categories:int64",
    "coop_coded_shares": (
        "struct_size:size condition:double lowest:double n:int64 n_checked:int64 n_cut:int64"),
    "coop_report_options": (
        "struct_size:size format:int32 reserved:int32 title:char* mechanism:char* "
        "reference:char* others:char*"),
    "coop_revision_options": (
        "struct_size:size where:char* as_of:char* known_before:char* known_after:char*"),
    "coop_interval_question": "name:char* question:char* answered_by:char*",
    "coop_weighted_sample": "weights:void* hits:void* clusters:void* n_rows:int64",
    "coop_weighted_result": (
        "struct_size:size value:double variance:double n_kish:double n_eff:double "
        "n_eff_exact:double wilson:coop_interval korn_graubard:coop_interval n_used:int64 "
        "n_clusters:int64"),
    "coop_identified_result": (
        "struct_size:size worst:double best:double critical:double normal:coop_interval "
        "wilson:coop_interval"),
    "coop_valued_sample": (
        "values:void* highs:void* is_missing:void* states:void* n_rows:int64 missing_low:double "
        "missing_high:double"),
    "coop_value_result": (
        "struct_size:size worst:double best:double known_done:double known_total:double "
        "n_known:int64 n_inexact:int64 n_unknown:int64"),
    "coop_shrinkage_groups": "hits:void* n:void* n_groups:int64",
    "coop_shrinkage_rate": (
        "value:double low:double high:double std_error:double shrinkage:double is_prior:int32 "
        "reserved:int32"),
    "coop_shrinkage_result": (
        "struct_size:size mean:double mean_std_error:double rho:double rho_std_error:double "
        "crude:double rho_moments:double n_used:int64 n_empty:int64"),
    "coop_strata": "hits_a:void* n_a:void* hits_b:void* n_b:void* n_strata:int64",
    "coop_strata_test": (
        "struct_size:size statistic:double p:double statistic_corrected:double "
        "p_corrected:double expected:double variance:double observed:int64 n_used:int64 "
        "n_missing:int64 n_uninformative:int64"),
    "coop_strata_estimate": (
        "struct_size:size value:double low:double high:double std_error:double method:char* "
        "n_used:int64 n_missing:int64 n_uninformative:int64"),
    "coop_strata_homogeneity": (
        "struct_size:size odds_ratio:double breslow_day:double breslow_day_p:double "
        "tarone:double tarone_p:double df:int64 n_used:int64 n_missing:int64 "
        "n_uninformative:int64"),
    "coop_strata_rate": "value:double low:double high:double std_error:double",
    "coop_strata_standard": (
        "struct_size:size a:coop_strata_rate b:coop_strata_rate difference:coop_strata_rate "
        "covered:double worst_a:double best_a:double worst_b:double best_b:double n_used:int64 "
        "n_missing:int64 n_uninformative:int64"),
    "coop_strata_part": (
        "composition:double centred:double rate:double stratified:double direction:int32 "
        "is_missing:int32"),
    "coop_strata_decomposition": (
        "struct_size:size rate_a:double rate_b:double difference:double composition:double "
        "rate:double interaction:double rate_low:double rate_high:double n_used:int64 "
        "n_missing:int64"),
    "coop_strata_comparison": (
        "struct_size:size rate_a:double rate_b:double crude:double crude_used:double "
        "stratified:double composition:double rate:double reversed:int32 reversed_used:int32 "
        "n_ahead:int64 n_behind:int64 n_level:int64 n_used:int64 n_missing:int64"),
    "coop_factors": "a:void* b:void* n_factors:int64 n_strata:int64",
    "coop_factors_decomposition": (
        "struct_size:size value_a:double value_b:double difference:double effects:double[5]"),
    "coop_time_options": (
        "struct_size:size from:char* where:char* by:char* as_of:char* as_known:char* start:char* "
        "end:char* completed:char* cancelled:char* cancelled_on:char* due:char* days:char* "
        "limits:char* level:double"),
    "coop_time_tests": (
        "struct_size:size log_rank:double log_rank_p:double gray:double gray_p:double df:int64 "
        "n_groups:int64"),
    "coop_expectation_options": (
        "struct_size:size time:coop_time_options* horizon:int64 claimed:double level:double "
        "draws:int64 seed:uint64 known_then:int32 reserved:int32"),
    "coop_expectation": (
        "struct_size:size mean_least:double mean_most:double reached_least:double "
        "reached_most:double variance:double between:double low:int64 high:int64 done:int64 "
        "open:int64 total:int64 n_beyond:int64"),
}

# Result and parameters.
FUNCTIONS: Dict[str, str] = {
    "coop_status_name": "char* int32",
    "coop_status_text": "char* int32",
    "coop_sink_fd": "coop_sink int32",
    "coop_version": "char*",
    "coop_date_of": "int32 int32 int32 int32 void* coop_error*",
    "coop_date_parse": "int32 char* void* coop_error*",
    "coop_date_format": "int32 int32 void* coop_error*",
    "coop_span_parse": "int32 char* coop_span* coop_error*",
    "coop_span_format": "int32 coop_span void* coop_error*",
    "coop_type_name": "char* int32",
    "coop_table_n_rows": "int64 coop_table*",
    "coop_table_n_columns": "int64 coop_table*",
    "coop_table_find": "int64 coop_table* char*",
    "coop_table_column": "int32 coop_table* int64 coop_column* coop_error*",
    "coop_table_number": "int32 coop_table* int64 char* void* coop_error*",
    "coop_table_word": "int32 coop_table* int64 char* void* coop_error*",
    "coop_table_print": "int32 coop_table* int32 coop_sink* coop_error*",
    "coop_table_of_columns": (
        "int32 coop_column* int64 coop_owner* coop_allocator* coop_table** coop_error*"),
    "coop_table_free": "void coop_table*",
    "coop_builder_new": "int32 coop_allocator* coop_builder** coop_error*",
    "coop_builder_column": "int32 coop_builder* char* int32 int32 char* coop_error*",
    "coop_builder_text": "int32 coop_builder* char* coop_error*",
    "coop_builder_integer": "int32 coop_builder* int64 coop_error*",
    "coop_builder_number": "int32 coop_builder* double coop_error*",
    "coop_builder_finish": "int32 coop_builder* coop_table** coop_error*",
    "coop_builder_free": "void coop_builder*",
    "coop_arrow_export": "int32 coop_table* coop_arrow_options* void* void* coop_error*",
    "coop_arrow_export_stream": "int32 coop_table* coop_arrow_options* void* coop_error*",
    "coop_arrow_import": "int32 void* void* coop_allocator* coop_table** coop_error*",
    "coop_arrow_import_stream": "int32 void* coop_allocator* coop_table** coop_error*",
    "coop_arrow_write": "int32 coop_table* int32 coop_arrow_options* coop_sink* coop_error*",
    "coop_arrow_read": "int32 void* size coop_allocator* coop_table** coop_error*",
    "coop_arrow_read_file": "int32 char* coop_allocator* coop_table** coop_error*",
    "coop_dataset_open": "int32 char* coop_open_options* coop_dataset** coop_error*",
    "coop_dataset_check": "int32 char* coop_open_options* coop_table** coop_error*",
    "coop_dataset_save": "int32 coop_dataset* char* coop_save_options* coop_error*",
    "coop_dataset_of_tables": "int32 void* void* int64 int32 coop_dataset** coop_error*",
    "coop_dataset_table": "coop_table* coop_dataset* char*",
    "coop_dataset_n_tables": "int64 coop_dataset*",
    "coop_dataset_table_name": "char* coop_dataset* int64",
    "coop_dataset_as_of": "int32 coop_dataset*",
    "coop_dataset_title": "char* coop_dataset*",
    "coop_dataset_version": "char* coop_dataset*",
    "coop_dataset_free": "void coop_dataset*",
    "coop_price_chains": "coop_price_chain*",
    "coop_currency_changes": "coop_currency_change*",
    "coop_currency_convert": (
        "int32 coop_dataset* coop_conversion* coop_priced* int64 coop_converted* coop_error*"),
    "coop_total_invested": "int32 coop_dataset* coop_total_options* coop_table** coop_error*",
    "coop_attribution_rules": "coop_attribution_rule*",
    "coop_amount_split": "int32 coop_split* int64 void* void* coop_error*",
    "coop_total_by_party": (
        "int32 coop_dataset* coop_attribution_options* coop_table** coop_error*"),
    "coop_total_consolidated": (
        "int32 coop_dataset* coop_attribution_options* void* int64 coop_table** coop_error*"),
    "coop_chart_svg": "int32 coop_chart* coop_sink* coop_error*",
    "coop_chart_vega": "int32 coop_chart* coop_sink* coop_error*",
    "coop_query_run": "int32 coop_dataset* coop_query* coop_table** coop_error*",
    "coop_query_explain": "int32 coop_dataset* coop_query* coop_table** coop_error*",
    "coop_nation_count": "int64 coop_dataset*",
    "coop_nation_at": "int32 coop_dataset* int64 coop_nation* coop_error*",
    "coop_nation_find": "int32 coop_dataset* char* coop_nation* coop_error*",
    "coop_mechanism_count": "int64 coop_dataset*",
    "coop_mechanism_at": "int32 coop_dataset* int64 coop_mechanism* coop_error*",
    "coop_mechanism_find": "int32 coop_dataset* char* coop_mechanism* coop_error*",
    "coop_summit_count": "int64 coop_dataset*",
    "coop_summit_at": "int32 coop_dataset* int64 coop_summit* coop_error*",
    "coop_summit_find": "int32 coop_dataset* char* coop_summit* coop_error*",
    "coop_agreement_count": "int64 coop_dataset*",
    "coop_agreement_at": "int32 coop_dataset* int64 coop_agreement* coop_error*",
    "coop_agreement_find": "int32 coop_dataset* char* coop_agreement* coop_error*",
    "coop_event_count": "int64 coop_dataset*",
    "coop_event_at": "int32 coop_dataset* int64 coop_event* coop_error*",
    "coop_event_find": "int32 coop_dataset* char* int64 coop_event* coop_error*",
    "coop_claim_count": "int64 coop_dataset*",
    "coop_claim_at": "int32 coop_dataset* int64 coop_claim* coop_error*",
    "coop_claim_find": "int32 coop_dataset* char* coop_claim* coop_error*",
    "coop_source_count": "int64 coop_dataset*",
    "coop_source_at": "int32 coop_dataset* int64 coop_source* coop_error*",
    "coop_source_find": "int32 coop_dataset* char* coop_source* coop_error*",
    "coop_claim_verdict_name": "char* int32",
    "coop_claim_test": (
        "int32 coop_dataset* coop_claim* coop_claim_options* coop_claim_result* coop_table** "
        "coop_error*"),
    "coop_claim_test_id": (
        "int32 coop_dataset* char* coop_claim_options* coop_claim_result* coop_table** "
        "coop_error*"),
    "coop_claims_test": (
        "int32 coop_dataset* coop_dataset* coop_claim_options* coop_table** coop_error*"),
    "coop_claim_print": (
        "int32 coop_dataset* coop_claim* coop_claim_options* coop_sink* coop_error*"),
    "coop_claim_review_print": (
        "int32 coop_dataset* coop_claim* coop_claim_options* coop_claim_review* coop_sink* "
        "coop_error*"),
    "coop_percent_counts_of": "int32 double double char* int64 coop_percent_counts* coop_error*",
    "coop_comparison_methods": "coop_comparison_method*",
    "coop_comparison_interval": (
        "int32 char* int64 int64 int64 int64 double coop_comparison* coop_error*"),
    "coop_fisher": "int32 int64 int64 int64 int64 double coop_fisher_result* coop_error*",
    "coop_paired_methods": "coop_comparison_method*",
    "coop_paired_interval": (
        "int32 char* int64 int64 int64 int64 double coop_comparison* coop_error*"),
    "coop_mcnemar": "int32 int64 int64 coop_mcnemar_result* coop_error*",
    "coop_concentration_indices": "coop_concentration_index*",
    "coop_concentration_value": (
        "int32 coop_concentration_data* char* double coop_run* coop_concentration* coop_error*"),
    "coop_concentration_decompose": (
        "int32 coop_concentration_data* coop_concentration_split* coop_run* "
        "coop_concentration_parts* coop_concentration_group* coop_error*"),
    "coop_concentration_lorenz": (
        "int32 coop_concentration_data* coop_run* void* void* void* coop_error*"),
    "coop_concentration_state": "int32 void* void* void* coop_error*",
    "coop_concentration_merge": (
        "int32 coop_concentration_data* coop_concentration_data* void* void* void* coop_error*"),
    "coop_crosswalk_words": "coop_crosswalk_word*",
    "coop_crosswalk_terms": "coop_crosswalk_term*",
    "coop_loan_grant_element": "int32 coop_loan* double void* coop_error*",
    "coop_loan_schedule": "int32 coop_loan* coop_loan_payments* void* coop_error*",
    "coop_loan_rules": "coop_loan_rule*",
    "coop_loan_concessionality": "int32 coop_loan* char* int32 coop_concessionality* coop_error*",
    "coop_flows_value": "int32 coop_flows* double void* coop_error*",
    "coop_flows_grant_element": "int32 coop_flows* double void* coop_error*",
    "coop_flows_returns": "int32 coop_flows* double double coop_run* coop_returns* coop_error*",
    "coop_flow_match": "int32 coop_flow* int64 coop_flow_options* void* coop_error*",
    "coop_forecast_chances": (
        "int32 coop_forecast_curve* coop_forecast_open* void* void* coop_error*"),
    "coop_forecast_draws": "int32 coop_forecast_counts* int64 uint64 void* void* coop_error*",
    "coop_completions_fit": (
        "int32 coop_forecast_items* double coop_run* coop_completions** coop_error*"),
    "coop_completions_free": "void coop_completions*",
    "coop_completions_at_least": "int32 coop_completions* int64 void* coop_error*",
    "coop_completions_rate_at_least": (
        "int32 coop_completions* int64 int64 double void* coop_error*"),
    "coop_forecast_score_past": (
        "int32 coop_forecast_past* coop_forecast_score* coop_forecast_bin* coop_error*"),
    "coop_graph_new": "int32 coop_graph_edges* coop_run* coop_graph** coop_error*",
    "coop_graph_free": "void coop_graph*",
    "coop_graph_n_nodes": "int64 coop_graph*",
    "coop_graph_n_edges": "int64 coop_graph*",
    "coop_graph_distances": "int32 coop_graph* void* int64 coop_run* void* coop_error*",
    "coop_graph_betweenness": "int32 coop_graph* coop_run* void* void* coop_error*",
    "coop_graph_cut_points": "int32 coop_graph* coop_run* void* void* void* coop_error*",
    "coop_graph_flow": (
        "int32 coop_graph* coop_graph_flow_input* coop_run* coop_graph_flow_result* coop_error*"),
    "coop_turnbull_fit": "int32 coop_interval_times* coop_run* coop_turnbull** coop_error*",
    "coop_turnbull_free": "void coop_turnbull*",
    "coop_turnbull_survival": "int32 coop_turnbull* double void* void* coop_error*",
    "coop_turnbull_quantile": "int32 coop_turnbull* double void* void* coop_error*",
    "coop_cox_fit": "int32 coop_hazard_rows* char* coop_run* coop_cox** coop_error*",
    "coop_cox_free": "void coop_cox*",
    "coop_weibull_fit": (
        "int32 coop_interval_times* void* int64 coop_run* coop_weibull** coop_error*"),
    "coop_weibull_free": "void coop_weibull*",
    "coop_weibull_survival": "int32 coop_weibull* void* void* int64 void* coop_error*",
    "coop_hazard_pieces": (
        "int32 coop_hazard_rows* void* int64 double coop_hazard_piece* coop_error*"),
    "coop_missing_bounds_find": (
        "int32 coop_amounts* double double coop_missing_bounds* coop_error*"),
    "coop_estimates_pool": "int32 coop_estimates* double coop_pooled* coop_error*",
    "coop_imputation_methods": "coop_imputation_method*",
    "coop_imputation_draw": (
        "int32 coop_amounts* coop_imputation_options* int64 coop_run* void* coop_error*"),
    "coop_imputation_total": (
        "int32 coop_amounts* coop_imputation_options* coop_run* coop_imputed_total* void* "
        "coop_error*"),
    "coop_imputation_sweep": (
        "int32 coop_amounts* coop_imputation_options* coop_imputation_statement* coop_run* "
        "coop_imputation_tipping* coop_error*"),
    "coop_life_tables_of_rows": "int32 coop_life_rows* coop_run* coop_life_table** coop_error*",
    "coop_life_table_of_counts": (
        "int32 coop_life_counts* coop_run* coop_life_table** coop_error*"),
    "coop_life_table_merge": (
        "int32 coop_life_table* coop_life_table* coop_run* coop_life_table** coop_error*"),
    "coop_life_table_free": "void coop_life_table*",
    "coop_life_table_summary": "int32 coop_life_table* coop_life_summary* coop_error*",
    "coop_curve_n": "int64 coop_curve*",
    "coop_curve_name": "char* coop_curve* int64",
    "coop_curve_column": "void* coop_curve* char*",
    "coop_curve_value": "int32 coop_curve* char* double void* coop_error*",
    "coop_curve_free": "void coop_curve*",
    "coop_survival_limits": "coop_survival_method*",
    "coop_survival_hazards": "coop_survival_method*",
    "coop_survival_hazard_variances": "coop_survival_method*",
    "coop_survival_curve": (
        "int32 coop_life_table* coop_survival_options* coop_run* coop_curve** coop_error*"),
    "coop_survival_quantile_at": "int32 coop_curve* double coop_survival_quantile* coop_error*",
    "coop_survival_mean_until": "int32 coop_curve* double coop_survival_mean* coop_error*",
    "coop_survival_tests": "coop_survival_method*",
    "coop_survival_compare": (
        "int32 coop_life_groups* coop_survival_test_options* coop_run* coop_survival_test* "
        "coop_survival_part* coop_error*"),
    "coop_survival_compare_exact": (
        "int32 coop_life_table* coop_life_table* coop_run* coop_survival_exact* coop_error*"),
    "coop_incidence_variances": "coop_survival_method*",
    "coop_incidence_curve": (
        "int32 coop_life_table* coop_incidence_options* coop_run* coop_curve** coop_error*"),
    "coop_incidence_compare": (
        "int32 coop_life_groups* coop_incidence_test_options* coop_run* coop_survival_test* "
        "coop_survival_part* coop_error*"),
    "coop_interval_methods": "coop_interval_method*",
    "coop_proportion_interval": "int32 char* int64 int64 double coop_interval* coop_error*",
    "coop_proportion_intervals": "int32 char* void* void* int64 double void* void* coop_error*",
    "coop_rail_corridors": "int32 coop_dataset* coop_rail_options* coop_table** coop_error*",
    "coop_rail_corridor_legs": "int32 coop_dataset* char* coop_table** coop_error*",
    "coop_trip_indicators": (
        "int32 coop_trip_records* coop_trip_options* coop_table** coop_error*"),
    "coop_rail_assumption_sets": "coop_rail_assumptions*",
    "coop_rail_routes": (
        "int32 coop_dataset* char* char* coop_route_options* coop_table** coop_error*"),
    "coop_rail_route_legs": (
        "int32 coop_dataset* char* char* coop_route_options* coop_table** coop_error*"),
    "coop_rail_route_nations": (
        "int32 coop_dataset* char* char* coop_route_options* coop_table** coop_error*"),
    "coop_rail_route_times": (
        "int32 coop_dataset* char* char* coop_route_options* coop_route_times* coop_error*"),
    "coop_rail_map_svg": "int32 coop_dataset* coop_rail_map_options* coop_sink* coop_error*",
    "coop_rail_geojson": "int32 coop_dataset* coop_rail_map_options* coop_sink* coop_error*",
    "coop_rail_weak_points": (
        "int32 coop_dataset* coop_rail_study_options* coop_table** coop_error*"),
    "coop_rail_resilience": (
        "int32 coop_dataset* coop_rail_study_options* coop_table** coop_error*"),
    "coop_rail_accessibility": (
        "int32 coop_dataset* coop_rail_study_options* coop_table** coop_error*"),
    "coop_rail_line_effects": (
        "int32 coop_dataset* char* coop_rail_study_options* coop_table** coop_error*"),
    "coop_rail_line_pairs": (
        "int32 coop_dataset* char* coop_rail_study_options* coop_table** coop_error*"),
    "coop_rail_capacity": (
        "int32 coop_dataset* char* char* coop_rail_capacity_options* coop_rail_flow* coop_error*"),
    "coop_rate_definitions": "coop_rate_definition*",
    "coop_rate_implemented": "int32 coop_dataset* coop_rate_options* coop_rate* coop_error*",
    "coop_rate_compare": "int32 coop_dataset* coop_rate_options* coop_table** coop_error*",
    "coop_rate_spread_of": "int32 coop_table* coop_rate_spread* coop_error*",
    "coop_scorings": "coop_scoring*",
    "coop_rate_scores": "int32 coop_dataset* coop_rate_options* coop_table** coop_error*",
    "coop_rate_change_between": (
        "int32 coop_dataset* coop_rate_options* char* coop_rate_change* coop_error*"),
    "coop_investment_count": "int64 coop_dataset*",
    "coop_investment_at": "int32 coop_dataset* int64 coop_investment* coop_error*",
    "coop_investment_find": "int32 coop_dataset* char* coop_investment* coop_error*",
    "coop_project_count": "int64 coop_dataset*",
    "coop_project_at": "int32 coop_dataset* int64 coop_project* coop_error*",
    "coop_project_find": "int32 coop_dataset* char* coop_project* coop_error*",
    "coop_rail_segment_count": "int64 coop_dataset*",
    "coop_rail_segment_at": "int32 coop_dataset* int64 coop_rail_segment* coop_error*",
    "coop_rail_segment_find": "int32 coop_dataset* char* coop_rail_segment* coop_error*",
    "coop_corridor_count": "int64 coop_dataset*",
    "coop_corridor_at": "int32 coop_dataset* int64 coop_corridor* coop_error*",
    "coop_corridor_find": "int32 coop_dataset* char* coop_corridor* coop_error*",
    "coop_kappa_weights": "coop_code_distance*",
    "coop_alpha_metrics": "coop_code_distance*",
    "coop_kappa_table": "int32 void* int64 char* double coop_run* coop_kappa* coop_error*",
    "coop_kappa_codes": "int32 coop_codings* char* double coop_run* coop_kappa* coop_error*",
    "coop_alpha_codes": "int32 coop_codings* char* coop_run* coop_alpha* coop_error*",
    "coop_alpha_interval": (
        "int32 coop_codings* coop_alpha_options* coop_run* coop_alpha_interval_result* "
        "coop_error*"),
    "coop_coded_rate_correct": (
        "int32 coop_coder_check* int64 int64 double coop_coded_rate* coop_error*"),
    "coop_coded_rate_correct_known": (
        "int32 double double char* int64 int64 double coop_coded_rate* coop_error*"),
    "coop_coded_shares_correct": (
        "int32 coop_coded_cases* coop_run* void* void* coop_coded_shares* coop_error*"),
    "coop_report_write": "int32 coop_dataset* coop_report_options* coop_sink* coop_error*",
    "coop_revision_between": (
        "int32 coop_dataset* coop_dataset* coop_revision_options* coop_table** coop_table** "
        "coop_error*"),
    "coop_interval_questions": "coop_interval_question*",
    "coop_census_methods": "coop_interval_method*",
    "coop_census_interval": "int32 char* int64 int64 int64 double coop_interval* coop_error*",
    "coop_weighted_proportion": (
        "int32 coop_weighted_sample* double coop_run* coop_weighted_result* coop_error*"),
    "coop_identified_interval": (
        "int32 int64 int64 int64 double coop_identified_result* coop_error*"),
    "coop_value_bounds": "int32 coop_valued_sample* coop_value_result* coop_error*",
    "coop_shrinkage_estimate": (
        "int32 coop_shrinkage_groups* double coop_run* coop_shrinkage_result* "
        "coop_shrinkage_rate* coop_error*"),
    "coop_shrinkage_ranks": "int32 coop_shrinkage_groups* coop_run* void* void* coop_error*",
    "coop_shrinkage_order": (
        "int32 coop_shrinkage_groups* double coop_run* void* void* coop_error*"),
    "coop_strata_test_equal": "int32 coop_strata* coop_strata_test* coop_error*",
    "coop_strata_odds_ratio": "int32 coop_strata* double coop_strata_estimate* coop_error*",
    "coop_strata_risk_ratio": "int32 coop_strata* double coop_strata_estimate* coop_error*",
    "coop_strata_risk_difference": "int32 coop_strata* double coop_strata_estimate* coop_error*",
    "coop_strata_test_homogeneity": "int32 coop_strata* coop_strata_homogeneity* coop_error*",
    "coop_strata_standardize": (
        "int32 coop_strata* void* double coop_strata_standard* coop_error*"),
    "coop_strata_decompose": (
        "int32 coop_strata* coop_strata_decomposition* coop_strata_part* coop_error*"),
    "coop_strata_compare": (
        "int32 coop_strata* coop_strata_comparison* coop_strata_part* coop_error*"),
    "coop_factors_decompose": "int32 coop_factors* coop_factors_decomposition* void* coop_error*",
    "coop_survival_fit": (
        "int32 coop_dataset* coop_time_options* coop_table** coop_table** coop_time_tests* "
        "coop_error*"),
    "coop_delay_fit": "int32 coop_dataset* coop_time_options* coop_table** coop_error*",
    "coop_completions_expect": (
        "int32 coop_dataset* coop_expectation_options* coop_expectation* coop_error*"),
    "coop_completions_backtest": (
        "int32 coop_dataset* coop_expectation_options* char* coop_table** coop_forecast_score* "
        "coop_error*"),
}

# Functions that only a C program needs, as their comments say.
C_ONLY: Tuple[str, ...] = (
    "coop_date_of", "coop_date_parse", "coop_date_format", "coop_table_number", "coop_table_word",
    "coop_builder_new", "coop_builder_column", "coop_builder_text", "coop_builder_integer",
    "coop_builder_number", "coop_builder_finish", "coop_builder_free", "coop_chart_svg",
    "coop_chart_vega",
)

# Modules of the classes of results.
RESULTS: Dict[str, str] = {
    "PriceChain": "currency", "CurrencyChange": "currency", "Converted": "currency",
    "AttributionRule": "attribution", "Nation": "record", "Mechanism": "record",
    "Summit": "record", "Agreement": "record", "Event": "record", "Claim": "record",
    "Source": "record", "ClaimResult": "claim", "PercentCounts": "claim",
    "ComparisonMethod": "comparison", "Comparison": "comparison", "FisherResult": "comparison",
    "McnemarResult": "comparison", "ConcentrationIndex": "concentration",
    "Concentration": "concentration", "ConcentrationParts": "concentration",
    "ConcentrationGroup": "concentration", "CrosswalkWord": "crosswalk",
    "CrosswalkTerm": "crosswalk", "LoanRule": "finance", "Concessionality": "finance",
    "Returns": "finance", "Completions": "forecast", "ForecastScore": "forecast",
    "ForecastBin": "forecast", "GraphFlowResult": "graph", "Turnbull": "interval_censored",
    "HazardTest": "hazard", "Cox": "hazard", "Weibull": "hazard", "HazardPiece": "hazard",
    "MissingBounds": "imputation", "Pooled": "imputation", "ImputationMethod": "imputation",
    "ImputedTotal": "imputation", "ImputationTipping": "imputation", "SurvivalMethod": "survival",
    "LifeSummary": "survival", "SurvivalQuantile": "survival", "SurvivalMean": "survival",
    "SurvivalTest": "survival", "SurvivalPart": "survival", "SurvivalExact": "survival",
    "IntervalMethod": "proportion", "RailRange": "rail_route", "RailAssumptions": "rail_route",
    "RouteTimes": "rail_route", "RateDefinition": "rate", "Rate": "rate", "RateSpread": "rate",
    "Scoring": "rate", "RateChange": "rate", "Investment": "record_money",
    "Project": "record_money", "RailSegment": "record_rail", "Corridor": "record_rail",
    "CodeDistance": "reliability", "Kappa": "reliability", "Alpha": "reliability",
    "AlphaIntervalResult": "reliability", "CodedRate": "reliability", "CodedShares": "reliability",
    "IntervalQuestion": "sampling", "WeightedResult": "sampling", "IdentifiedResult": "sampling",
    "ValueResult": "sampling", "ShrinkageRate": "shrinkage", "ShrinkageResult": "shrinkage",
    "StrataTest": "strata", "StrataEstimate": "strata", "StrataHomogeneity": "strata",
    "StrataRate": "strata", "StrataStandard": "strata", "StrataPart": "strata",
    "StrataDecomposition": "strata", "StrataComparison": "strata",
    "FactorsDecomposition": "strata", "TimeTests": "time_to", "Expectation": "time_to",
}
