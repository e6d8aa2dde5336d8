/* flint.h - the one home of the FLINT, Arb and GMP headers: FLINT 2.9 with Arb beside it, or FLINT
 * 3 with Arb inside.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_FLINT_H
#define LSQ_EXACT_FLINT_H

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#endif

#include <flint/flint.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_vec.h>
#include <flint/nmod_mat.h>

#if __FLINT_RELEASE >= 30000
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_mat.h>
#else
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>
#endif

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
