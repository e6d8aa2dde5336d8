/* fingerprint.c - one line that is equal for equal data.
 *
 * SHA-256 of the text
 *
 *   lsq 1\n
 *   n sum-of-weights\n
 *   p q\n
 *   length name\n      for each term, then each response; the length in bytes
 *   m a b\n            for each entry of the upper triangle of S, row by row
 *
 * where the entry is m 2^a 5^b, m in base 16 and gcd(m, 10) = 1, and zero is 0 0 0.  It knows
 * nothing of scales, so that 1.0 and 1.00, any order of rows, any split into files and dropped rows
 * give the same.
 *
 * SPDX-License-Identifier: MIT */
#include "fingerprint.h"

#include <sha2.h>
#include <string.h>

#include "../base/text.h"

/* text += v 10^tens 2^twos in its normal form */
static void put_entry(lsq_text *text, const fmpz_t v, int64_t tens, int64_t twos) {
    if (fmpz_is_zero(v)) {
        lsq_text_put(text, "0 0 0\n");
        return;
    }
    fmpz_t m, five;
    fmpz_init(m);
    fmpz_init_set_ui(five, 5);
    int64_t fives = tens + (int64_t)fmpz_remove(m, v, five);
    int64_t zeros = (int64_t)fmpz_val2(m);
    fmpz_tdiv_q_2exp(m, m, (ulong)zeros);
    char *digits = fmpz_get_str(NULL, 16, m);
    lsq_text_put(text, digits);
    lsq_text_format(text, " %lld %lld\n", (long long)(tens + twos + zeros), (long long)fives);
    flint_free(digits);
    fmpz_clear(five);
    fmpz_clear(m);
}

lsq_status lsq_fingerprint(char hex[LSQ_FINGERPRINT_SIZE], const lsq_normal *N,
                           const lsq_model *model, lsq_error *error) {
    SHA2_CTX context;
    SHA256Init(&context);
    lsq_text text = {0};
    int64_t k = N->p + N->q;
    lsq_text_format(&text, "lsq 1\n%lld %lld\n%lld %lld\n", (long long)N->n, (long long)N->n,
                    (long long)N->p, (long long)N->q);
    for (int64_t i = 0; i < k; i++)
        lsq_text_format(&text, "%zu %s\n", strlen(model->terms[i].name), model->terms[i].name);
    int failed = 0;
    for (int64_t i = 0; i < k; i++) {
        for (int64_t j = i; j < k; j++)
            put_entry(&text, fmpz_mat_entry(N->S, i, j), N->exp10[i] + N->exp10[j],
                      N->exp2[i] + N->exp2[j]);
        failed |= text.failed;
        if (!failed)
            SHA256Update(&context, (const uint8_t *)text.bytes, text.length);
        lsq_text_clear(&text);
    }
    if (failed)
        return lsq_fail(error, LSQ_ENOMEM, "out of memory while taking the fingerprint");
    SHA256End(&context, hex);
    return LSQ_OK;
}
