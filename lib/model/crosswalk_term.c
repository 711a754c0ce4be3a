/* crosswalk_term.c -- what the flow and measure words of other systems are called here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/crosswalk.h>

#define TUFF "AidData TUFF 3.0 codebook"
#define CRS "OECD CRS files, FlowCode and FlowName, and DAC-CRS code list FlowType"
#define IATI "IATI codelist TransactionType"

static const coop_crosswalk_term terms[] = {
    {"aiddata_measure", "Pipeline: Pledge", "pledge", "announced, no agreement", TUFF},
    {"aiddata_measure", "Pipeline: Commitment", "commitment", "signed, not begun", TUFF},
    {"aiddata_measure", "Implementation", "commitment", "under way", TUFF},
    {"aiddata_measure", "Completion", "commitment", "completed", TUFF},
    {"aiddata_measure", "Suspended", "commitment", "stopped, not ended", TUFF},
    {"aiddata_measure", "Cancelled", "commitment", "ended undone", TUFF},
    {"aiddata_flow", "Grant", "grant", "grant", TUFF},
    {"aiddata_flow", "Free-standing technical assistance", "grant", "experts and advice", TUFF},
    {"aiddata_flow", "Technical Assistance", "grant", "experts and advice", TUFF},
    {"aiddata_flow", "Scholarships/training in the donor country", "grant", "scholarships", TUFF},
    {"aiddata_flow", "Scholarships", "grant", "scholarships", TUFF},
    {"aiddata_flow", "Loan", "loan", "loan", TUFF},
    {"aiddata_flow", "Export Buyer's Credit", "export_credit", "lent to the buyer", TUFF},
    {"aiddata_flow", "Supplier's Credit/Export Seller's Credit", "export_credit",
     "lent to the seller", TUFF},
    {"aiddata_flow", "Strategic/Supplier Credit", "export_credit", "lent to the seller", TUFF},
    {"aiddata_flow", "Joint Venture with Recipient", "equity", "a share in a company", TUFF},
    {"aiddata_flow", "Debt forgiveness", "debt_forgiveness", "of an earlier loan", TUFF},
    {"aiddata_flow", "Debt Forgiveness", "debt_forgiveness", "of an earlier loan", TUFF},
    {"aiddata_flow", "Debt rescheduling", "debt_rescheduling", "of an earlier loan", TUFF},
    {"aiddata_flow", "Debt Rescheduling", "debt_rescheduling", "of an earlier loan", TUFF},
    {"aiddata_flow", "Vague TBD", "", "not told", TUFF},
    {"aiddata_flow", "Vague", "", "not told", TUFF},
    {"crs_flow", "11", "grant", "ODA grants", CRS},
    {"crs_flow", "ODA Grants", "grant", "ODA grants", CRS},
    {"crs_flow", "ODA Grant-Like", "grant", "ODA grants, an older name", CRS},
    {"crs_flow", "13", "loan", "ODA loans", CRS},
    {"crs_flow", "ODA Loans", "loan", "ODA loans", CRS},
    {"crs_flow", "14", "oof", "other official flows, no export credit", CRS},
    {"crs_flow", "Other Official Flows (non Export Credit)", "oof", "the same in words", CRS},
    {"crs_flow", "Other Official Flows (non Export Credits)", "oof", "the same in words", CRS},
    {"crs_flow", "19", "equity", "equity investment", CRS},
    {"crs_flow", "Equity Investment", "equity", "equity investment", CRS},
    {"crs_flow", "21", "oof", "other official flows, no export credit", CRS},
    {"crs_flow", "22", "export_credit", "officially supported export credits", CRS},
    {"crs_flow", "30", "private", "private development finance", CRS},
    {"crs_flow", "Private Development Finance", "private", "private development finance", CRS},
    {"iati_measure", "1", "disbursement", "incoming funds: the receiver's side", IATI},
    {"iati_measure", "2", "commitment", "outgoing commitment", IATI},
    {"iati_measure", "3", "disbursement", "disbursement", IATI},
    {"iati_measure", "4", "disbursement", "expenditure", IATI},
    {"iati_measure", "8", "disbursement", "purchase of equity", IATI},
    {"iati_measure", "11", "commitment", "incoming commitment: the receiver's side", IATI},
    {"iati_measure", "12", "pledge", "outgoing pledge", IATI},
    {"iati_measure", "13", "pledge", "incoming pledge: the receiver's side", IATI},
    {NULL, NULL, NULL, NULL, NULL},
};

const coop_crosswalk_term *coop_crosswalk_terms(void)
{
    return terms;
}
