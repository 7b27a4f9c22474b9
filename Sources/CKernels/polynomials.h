// The coefficients behind exp, exp2 and GELU; fitted by Scripts/fit-polynomials.
//
// exp(x), x clamped to at least -87.3 (below: 0): n = rint(x / ln 2), r = x - n ln 2 in two parts,
//   2^n * (fma(r * r, E(r), r) + 1) with E of degree 4; relative error below 8.5e-8.
// exp2(x), x clamped to at least -126: n = rint(x), r = x - n, 2^n * fma(E(r), r, 1) with E of
//   degree 3; relative error below 2.9e-6, enough for shares of 10 bits.
// gelu(x) = fma(-t, Q(u), max(x, 0)) with t = min(|x|, 5.5), u = fma(t, 2 / 5.5, -1) in -1...1 and Q
//   of degree 15, in Horner's order, near erfc(t / sqrt 2) / 2. Q(1) is exactly 0, so that gelu is x
//   from 5.5 on and 0 up to -5.5. Relative error below 5.5e-7 for x > 0, absolute below 3.1e-7 for
//   x < 0.
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

#define GC_EXP2_LOWEST -126.0f
#define GC_EXP2_1 0x1.62e12cp-1f
#define GC_EXP2_2 0x1.ec036ep-3f
#define GC_EXP2_3 0x1.c9fc6ap-5f
#define GC_EXP2_4 0x1.3a052cp-7f

#define GC_GELU_END 5.5f
#define GC_GELU_SCALE 0x1.745d18p-2f  // 2 / 5.5
#define GC_GELU_0 0x1.869020p-9f
#define GC_GELU_1 -0x1.99bc1cp-6f
#define GC_GELU_2 0x1.8350cap-4f
#define GC_GELU_3 -0x1.a787fap-3f
#define GC_GELU_4 0x1.16601cp-2f
#define GC_GELU_5 -0x1.6aed5cp-3f
#define GC_GELU_6 -0x1.a2446ap-5f
#define GC_GELU_7 0x1.bf8410p-3f
#define GC_GELU_8 -0x1.50ac8ep-3f
#define GC_GELU_9 -0x1.1bcf22p-5f
#define GC_GELU_10 0x1.160fd2p-3f
#define GC_GELU_11 -0x1.9b8edcp-5f
#define GC_GELU_12 -0x1.77cbe8p-5f
#define GC_GELU_13 0x1.0277c0p-5f
#define GC_GELU_14 0x1.93bcf2p-8f
#define GC_GELU_15 -0x1.93b39cp-8f

// A row whose largest magnitude is not above this is quantised to zeros: its reciprocal would
// overflow.
#define GC_SMALLEST_SCALED 1e-30f

// Likewise a vector of attention with a sum of squares that is not above this.
#define GC_SMALLEST_SQUARES 1e-30f
