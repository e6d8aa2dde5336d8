/* blas.h - the environment of BLAS, for the program only.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_BLAS_H
#define CLI_BLAS_H

/* Before LAPACK is loaded, and before there are threads: OpenBLAS runs in one thread, on the
 * newest kernels that the processor has.  A setting of the user's for the kernels stays. */
void prepare_blas(void);

#endif
