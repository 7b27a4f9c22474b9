// The coefficients behind exp and erf; fitted by Scripts/fit-polynomials.
//
// exp(x), x clamped to at least -87.3 (below: 0): n = rint(x / ln 2), r = x - n ln 2 in two parts,
//   2^n * (fma(r * r, E(r), r) + 1) with E of degree 4; relative error below 8.5e-8.
// erf(x), a = |x|: a < 1: fma(a, S(a^2), a), S of degree 6; else 1 - exp(L(min(a, 4))), L of
//   degree 8; absolute error below 6.4e-8, relative below 8.1e-8.
// gelu(x) = fma(x / 2, erf(x sqrt(1/2)), x / 2): relative error below 9.7e-8 for x > 0, absolute
//   below 8.3e-8 for x < 0.
#pragma once

#define GC_EXP_LOWEST -87.3f
#define GC_INVERSE_LN2 0x1.715476p+0f
#define GC_LN2_HIGH 0x1.62e4p-1f
#define GC_LN2_LOW 0x1.7f7d1cp-20f
// Adding 1.5 * 2^23 rounds to an integer, ties to even, and leaves it in the low bits.
#define GC_ROUNDER 0x1.8p+23f

#define GC_EXP_0 0x1.fffffcp-2f
#define GC_EXP_1 0x1.555492p-3f
#define GC_EXP_2 0x1.5558aep-5f
#define GC_EXP_3 0x1.123984p-7f
#define GC_EXP_4 0x1.6a4f3ep-10f

#define GC_ERF_SMALL_0 0x1.06eba6p-3f
#define GC_ERF_SMALL_1 -0x1.812722p-2f
#define GC_ERF_SMALL_2 0x1.ce2964p-4f
#define GC_ERF_SMALL_3 -0x1.b7c6d2p-6f
#define GC_ERF_SMALL_4 0x1.52af1ap-8f
#define GC_ERF_SMALL_5 -0x1.9b37b6p-11f
#define GC_ERF_SMALL_6 0x1.3376c6p-14f

#define GC_ERF_LARGE_0 0x1.ac92f2p-13f
#define GC_ERF_LARGE_1 -0x1.21317ap+0f
#define GC_ERF_LARGE_2 -0x1.441dbep-1f
#define GC_ERF_LARGE_3 -0x1.bcfca0p-4f
#define GC_ERF_LARGE_4 0x1.9fb9eap-6f
#define GC_ERF_LARGE_5 -0x1.18a9fap-8f
#define GC_ERF_LARGE_6 0x1.e66474p-12f
#define GC_ERF_LARGE_7 -0x1.a8f000p-16f
#define GC_ERF_LARGE_8 0x1.0efe98p-22f

#define GC_SQRT_HALF 0x1.6a09e6p-1f

// A row whose largest magnitude is not above this is quantised to zeros: its reciprocal would
// overflow.
#define GC_SMALLEST_SCALED 1e-30f
