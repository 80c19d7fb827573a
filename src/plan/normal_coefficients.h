/* Made by tools/normal_coefficients.py; what is left out adds up to 9.8e-18 at most. */
#ifndef EN_PLAN_NORMAL_COEFFICIENTS_H
#define EN_PLAN_NORMAL_COEFFICIENTS_H

static const double NORMAL_SERIES[] = {
    0x1.2d6f89fde5d31p+0,   -0x1.dbd7f406f0499p-8,  -0x1.4cdca869ad5c3p-4,  0x1.ec465395e4195p-5,
    -0x1.d71abf3cb584ep-6,  0x1.5b32ddd011bcbp-7,   -0x1.9b29d047b35d8p-9,  0x1.86ef5f940a354p-11,
    -0x1.1f3f05651159ap-13, 0x1.204c1fa3be6c7p-16,  -0x1.804fd072268f5p-21, -0x1.04813a1b8a43fp-22,
    0x1.df061781bececp-25,  -0x1.216acaa8bc34bp-29, -0x1.421950d8f4ea7p-30, 0x1.a3fa2e79e6fdep-33,
    0x1.efb3e315738f5p-37,  -0x1.e59f50c0d2a6dp-38, 0x1.9ce35d0f342aap-44,  0x1.e31cd1e31c253p-43,
    -0x1.091c39299cbc7p-46, -0x1.e08757ddb404fp-48, 0x1.b09c53938c643p-51,  0x1.ffeb28f8a7c30p-53,
    -0x1.246d137a7141bp-55,
};

#endif
