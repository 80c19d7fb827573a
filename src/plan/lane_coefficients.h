/* The numbers of lane_maths.h: minimax polynomials, lowest coefficient first, and constants in parts. Made by
 * tools/lane_coefficients.py, which says how; not to be edited by hand.
 */
#ifndef EN_LANE_COEFFICIENTS_H
#define EN_LANE_COEFFICIENTS_H

#include <stdint.h>

// clang-format off

/* (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2, weight about r^2; weighted error below 2^-61.8 */
static const double EXP_TAIL[] = {
    0x1.0000000000000p-1,
    0x1.555555555555bp-3,
    0x1.555555555555dp-5,
    0x1.111111110ee13p-7,
    0x1.6c16c16c1397dp-10,
    0x1.a01a01b2f2d48p-13,
    0x1.a01a01b3694fep-16,
    0x1.71ddf1495d330p-19,
    0x1.27e4c0c77c243p-22,
    0x1.af6a250e1ec1dp-26,
    0x1.1f9bdf53fc6f1p-29,
};

/* (2 artanh(s) / s - 2) / z for z = s^2 <= 0.02945; weighted error below 2^-54.6 */
static const double LN_TAIL[] = {
    0x1.5555555555555p-1,
    0x1.9999999999a3ap-2,
    0x1.2492492476692p-2,
    0x1.c71c7201ff537p-3,
    0x1.745cf8c2a17edp-3,
    0x1.3b1c42bf11682p-3,
    0x1.0fbd3d1a064d2p-3,
    0x1.0c11348cee62ap-3,
};

/* (artanh(s) / s - 1 - z/3) / z^2 for z = s^2 <= 0.02945; weighted error below 2^-56.3 */
static const double LN_PAIR_TAIL[] = {
    0x1.999999999999ap-3,
    0x1.2492492492491p-3,
    0x1.c71c71c71cffbp-4,
    0x1.745d17451101bp-4,
    0x1.3b13b1bdbb125p-4,
    0x1.1110df4d61e43p-4,
    0x1.e1f81997e2158p-5,
    0x1.ac47e76cc5d04p-5,
    0x1.b8eb5934a4dd9p-5,
};

/* (sin(r) / r - 1) / z for z = r^2 <= (pi/4)^2, weight about z; weighted error below 2^-57.3 */
static const double SIN_TAIL[] = {
    -0x1.5555555555555p-3,
    0x1.111111111110bp-7,
    -0x1.a01a01a018b23p-13,
    0x1.71de3a533dc64p-19,
    -0x1.ae64529d245a1p-26,
    0x1.61209571fb57bp-33,
    -0x1.aaa67e5353a45p-41,
};

/* (cos(r) - 1 + z/2) / z^2 for z = r^2 <= (pi/4)^2, weight about z^2; weighted error below 2^-60.6 */
static const double COS_TAIL[] = {
    0x1.555555555554dp-5,
    -0x1.6c16c16c153a5p-10,
    0x1.a01a019ce1b39p-16,
    -0x1.27e4f82961e3ap-22,
    0x1.1ee9ff915b003p-29,
    -0x1.8fb81171397f2p-37,
};

/* (arctan(t) / t - 1) / z for z = t^2 <= tan(pi/8)^2, weight about z; weighted error below 2^-57.9 */
static const double ATAN_TAIL[] = {
    -0x1.5555555555555p-2,
    0x1.99999999996f8p-3,
    -0x1.24924924799f5p-3,
    0x1.c71c71b8fc1b7p-4,
    -0x1.745d14edf18a2p-4,
    0x1.3b1372339add1p-4,
    -0x1.110ca77233b19p-4,
    0x1.e1759ceeababdp-5,
    -0x1.ab92934bd0770p-5,
    0x1.713b923a9b091p-5,
    -0x1.12df6ddbd1585p-5,
    0x1.f45f1fc5aa741p-7,
};

/* (arcsin(t) / t - 1) / z for z = t^2 <= 1/4, weight about z; weighted error below 2^-57.8 */
static const double ASIN_TAIL[] = {
    0x1.5555555555570p-3,
    0x1.333333332ecf1p-4,
    0x1.6db6db71a242ep-5,
    0x1.f1c71ab8130cbp-6,
    0x1.6e8bdb8de9967p-6,
    0x1.1c4a24a420531p-6,
    0x1.ca1b33282f9eep-7,
    0x1.75a58e9ad69b2p-7,
    0x1.6099baf631880p-7,
    0x1.eebdef20f1851p-9,
    0x1.6127958214246p-6,
    -0x1.54c6d195b603bp-6,
    0x1.0a57e707fb5bfp-5,
};

/* deviate of 1/2 + q over q, in 0.180625 - q^2 for |q| <= 0.425; relative error of the quotient below 2^-52.9 */
static const double NORMAL_MIDDLE_ABOVE[] = {
    0x1.b18d91e9eef75p+1,
    0x1.09f37ed076dcbp+7,
    0x1.eb8b10c5cae96p+10,
    0x1.ab287aacc4928p+13,
    0x1.6457e68e58000p+15,
    0x1.044b5a5bc728ap+16,
    0x1.01ec58b5e353cp+15,
    0x1.349e36d05ccb3p+11,
};

/* its denominator */
static const double NORMAL_MIDDLE_BELOW[] = {
    0x1.0000000000000p+0,
    0x1.521d469c17831p+5,
    0x1.56b8535be5c98p+9,
    0x1.4fb892ef8cc80p+12,
    0x1.4969f74697be3p+14,
    0x1.30770e2b34152p+15,
    0x1.bbce1cd46c851p+14,
    0x1.41eb51cb7988ep+12,
};

/* deviate in r - 1.6 for r = sqrt(-ln p) from 1.6 to 5; relative error of the quotient below 2^-53.9 */
static const double NORMAL_TAIL_ABOVE[] = {
    0x1.6c665fde9526ap+0,
    0x1.28515c7505f25p+2,
    0x1.712c14e36c0cfp+2,
    0x1.d2bfd32c314b8p+1,
    0x1.450cc9cf51fddp+0,
    0x1.eec912b069359p-3,
    0x1.73f7fde33be94p-6,
    0x1.95b265a37e43bp-11,
};

/* its denominator */
static const double NORMAL_TAIL_BELOW[] = {
    0x1.0000000000000p+0,
    0x1.06c66bb2831e5p+1,
    0x1.ad05b21e50f5fp+0,
    0x1.60f9623f67c32p-1,
    0x1.2f16eb01a80f4p-3,
    0x1.f193fb288a720p-7,
    0x1.1ed29bcaca201p-11,
    0x1.20a159699b711p-30,
};

/* deviate in r - 5 for r = sqrt(-ln p) from 5 to 27.3; relative error of the quotient below 2^-53.5 */
static const double NORMAL_FAR_ABOVE[] = {
    0x1.aa1b1c13ee526p+2,
    0x1.5d9f71319f277p+2,
    0x1.c8bc4305aa801p+0,
    0x1.2f775444bfce3p-2,
    0x1.b23773cc031dcp-6,
    0x1.4531b161d45f0p-10,
    0x1.c5bbd9a7210a0p-16,
    0x1.ae0494a204a20p-23,
};

/* its denominator */
static const double NORMAL_FAR_BELOW[] = {
    0x1.0000000000000p+0,
    0x1.330aee6150e3ap-1,
    0x1.1847680a0a4b7p-3,
    0x1.e6f421430c326p-7,
    0x1.9bdfdadc4ad63p-11,
    0x1.34f7665475190p-16,
    0x1.30110b8a37b78p-23,
    0x1.230aa274e420ap-49,
};

#define INVERSE_LN2 0x1.71547652b82fep+0
#define LN2_1 0x1.62e42fefa4000p-1
#define LN2_2 (-0x1.8432a1b0e2000p-43)
#define LN2_3 (-0x1.8cff81a12a17ep-85)
#define INVERSE_LN10_1 0x1.bcb7b1526e50ep-2
#define INVERSE_LN10_2 0x1.95355baaafad3p-57
#define THIRD_1 0x1.5555555555555p-2
#define THIRD_2 0x1.5555555555555p-56
#define TWO_OVER_PI 0x1.45f306dc9c883p-1
#define HALF_PI_1 0x1.921fb54400000p+0
#define HALF_PI_2 0x1.0b4611a600000p-34
#define HALF_PI_3 0x1.3198a2e000000p-69
#define HALF_PI_4 0x1.b839a252049c1p-104
#define PAIR_HALF_PI_1 0x1.921fb54442d18p+0
#define PAIR_HALF_PI_2 0x1.1a62633145c07p-54

/* 2/pi = sum of TWO_OVER_PI_BITS[i] * 2^(-64 (i + 1)): 1,280 bits reach below the smallest bit of any double. */
static const uint64_t TWO_OVER_PI_BITS[] = {
    UINT64_C(0xa2f9836e4e441529),
    UINT64_C(0xfc2757d1f534ddc0),
    UINT64_C(0xdb6295993c439041),
    UINT64_C(0xfe5163abdebbc561),
    UINT64_C(0xb7246e3a424dd2e0),
    UINT64_C(0x06492eea09d1921c),
    UINT64_C(0xfe1deb1cb129a73e),
    UINT64_C(0xe88235f52ebb4484),
    UINT64_C(0xe99c7026b45f7e41),
    UINT64_C(0x3991d639835339f4),
    UINT64_C(0x9c845f8bbdf9283b),
    UINT64_C(0x1ff897ffde05980f),
    UINT64_C(0xef2f118b5a0a6d1f),
    UINT64_C(0x6d367ecf27cb09b7),
    UINT64_C(0x4f463f669e5fea2d),
    UINT64_C(0x7527bac7ebe5f17b),
    UINT64_C(0x3d0739f78a5292ea),
    UINT64_C(0x6bfb5fb11f8d5d08),
    UINT64_C(0x56033046fc7b6bab),
    UINT64_C(0xf0cfbc209af4361d),
};

// clang-format on

#endif
