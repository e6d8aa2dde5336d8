/* identities.h - the groups of identities, one file each.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_IDENTITIES_H
#define LSQ_CALCULUS_IDENTITIES_H

#include "identity.h"

extern const lsq_identity_group lsq_identities_least_squares;
extern const lsq_identity_group lsq_identities_scalars;
extern const lsq_identity_group lsq_identities_vectors;
extern const lsq_identity_group lsq_identities_matrices;
extern const lsq_identity_group lsq_identities_by_matrices;
extern const lsq_identity_group lsq_identities_traces;
extern const lsq_identity_group lsq_identities_functions;
extern const lsq_identity_group lsq_identities_tensors;
extern const lsq_identity_group lsq_identities_norms;
extern const lsq_identity_group lsq_identities_errata;

/* All groups, in the order of the report. */
extern const lsq_identity_group *const lsq_identity_groups[];
extern const int64_t lsq_identity_groups_count;

#endif
