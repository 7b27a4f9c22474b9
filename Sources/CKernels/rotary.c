// The table of rotary cosines and sines, from double-precision functions of our own.
#include "goldcrest_kernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// Natural logarithm of x > 0: x = m 2^e with m near 1, ln m = 2 atanh((m-1)/(m+1)) as a series.
static double natural_logarithm(double x) {
  if (!(x < INFINITY)) return x;
  int exponent;
  double m = frexp(x, &exponent);
  if (m < 0x1.6a09e667f3bcdp-1) {
    m = m * 2;
    exponent--;
  }
  double u = (m - 1) / (m + 1), square = u * u, sum = 0;
  for (int i = 39; i >= 1; i -= 2) sum = sum * square + 1.0 / i;
  return 2 * u * sum + exponent * 0x1.62e42fefa39efp-1;
}

// e^x = 2^n e^r with |r| < 0.35 and the series of e^r.
static double exponential(double x) {
  // Beyond any binary64, or NaN: n would be no int.
  if (!(fabs(x) < 1500)) return x > 0 ? INFINITY : x < 0 ? 0.0 : x;
  double n = floor(x * 0x1.71547652b82fep+0 + 0.5);
  double r = (x - n * 0x1.62e42fefa39efp-1) - n * 0x1.abc9e3b39803fp-56;
  double sum = 0;
  for (int i = 20; i >= 1; i--) sum = (sum + 1) * r / i;
  return ldexp(sum + 1, (int)n);
}

// Sine and cosine by reduction modulo pi/2 in three parts and Taylor series; |x| < 2^20. Of what
// is far beyond they are NaN.
static void sine_and_cosine(double x, double *sine, double *cosine) {
  if (!(fabs(x) < 0x1p60)) {
    *sine = *cosine = NAN;
    return;
  }
  double n = floor(x * 0x1.45f306dc9c883p-1 + 0.5);
  double r = x - n * 0x1.921fb544p+0;
  r = r - n * 0x1.0b4611a6p-34;
  r = r - n * 0x1.3198a2e037073p-69;
  double square = r * r, s = 0, c = 0;
  for (int i = 10; i >= 1; i--) {
    s = (1 - s) * square / ((2 * i) * (2 * i + 1));
    c = (1 - c) * square / ((2 * i - 1) * (2 * i));
  }
  s = r * (1 - s);
  c = 1 - c;
  int quadrant = (int)((int64_t)n & 3);
  *sine = quadrant == 0 ? s : quadrant == 1 ? c : quadrant == 2 ? -s : -c;
  *cosine = quadrant == 0 ? c : quadrant == 1 ? -s : quadrant == 2 ? -c : s;
}

double gc_scaled_rotary_base(double base, double factor, int32_t trained, int32_t tokens,
                             int32_t head_dim) {
  double growth = factor * tokens / trained - (factor - 1);
  return base * exponential(natural_logarithm(growth) * head_dim / (head_dim - 2));
}

void gc_rotary_table(double base, float divisor, int32_t head_dim, int32_t positions,
                     float *cosines, float *sines) {
  int32_t half = head_dim / 2;
  double logarithm = natural_logarithm(base);
  for (int32_t i = 0; i < half; i++) {
    float exponent = (float)(2 * i) / (float)head_dim;
    float frequency = 1.0f / (float)exponential(logarithm * (double)exponent) / divisor;
    for (int32_t position = 0; position < positions; position++) {
      float angle = (float)position * frequency;
      double sine, cosine;
      sine_and_cosine((double)angle, &sine, &cosine);
      size_t index = (size_t)position * (size_t)half + (size_t)i;
      cosines[index] = (float)cosine;
      sines[index] = (float)sine;
    }
  }
}
