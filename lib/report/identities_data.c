/* identities_data.c - the identities as JSON, schema 1, and as CSV (RFC 4180).
 *
 * The keys, their order and the columns are a contract.  An error that is not finite, as where
 * already the shapes differ, is null in JSON and an empty cell in CSV.
 *
 * SPDX-License-Identifier: MIT */
#include "escape.h"
#include "identities.h"
#include "verdict.h"

static void put_json_identity(lsq_text *out, const lsq_identity_result *r) {
    lsq_text_put(out, "{\"group\": ");
    lsq_text_add_json(out, r->group);
    lsq_text_put(out, ", \"name\": ");
    lsq_text_add_json(out, r->name);
    lsq_text_put(out, ", \"formula\": ");
    lsq_text_add_json(out, r->formula);
    lsq_text_put(out, ", \"shapes\": ");
    lsq_text_add_json(out, r->shapes);
    lsq_text_format(out, ", \"erratum\": %s, \"error\": ", r->erratum ? "true" : "false");
    lsq_put_real(out, r->error, "null");
    lsq_text_format(out, ", \"verdict\": \"%s\"}", lsq_verdict_word(r->verdict));
}

void lsq_identities_json(const lsq_identity_list *list, lsq_text *out) {
    lsq_text_put(out, "{\n  \"schema\": 1,\n  \"command\": \"gradcheck\",\n  \"version\": ");
    lsq_text_add_json(out, lsq_version());
    lsq_text_format(out, ",\n  \"layout\": \"%s\",\n  \"identities\": [",
                    list->layout == LSQ_NUMERATOR ? "numerator" : "denominator");
    for (int64_t i = 0; i < list->count; i++) {
        lsq_text_put(out, i ? ",\n    " : "\n    ");
        put_json_identity(out, &list->rows[i]);
    }
    lsq_text_put(out, list->count ? "\n  ]\n}\n" : "]\n}\n");
}

void lsq_identities_csv(const lsq_identity_list *list, lsq_text *out) {
    lsq_text_put(out, "group,name,formula,shapes,erratum,error,verdict\n");
    for (int64_t i = 0; i < list->count; i++) {
        const lsq_identity_result *r = &list->rows[i];
        lsq_put_csv(out, r->group);
        lsq_text_put(out, ",");
        lsq_put_csv(out, r->name);
        lsq_text_put(out, ",");
        lsq_put_csv(out, r->formula);
        lsq_text_put(out, ",");
        lsq_put_csv(out, r->shapes);
        lsq_text_format(out, ",%d,", r->erratum);
        lsq_put_real(out, r->error, "");
        lsq_text_format(out, ",%s\n", lsq_verdict_word(r->verdict));
    }
}
