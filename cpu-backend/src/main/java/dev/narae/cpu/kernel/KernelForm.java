package dev.narae.cpu.kernel;

/**
 * A kernel compiled for one signature.
 *
 * @param signature what it was compiled for
 * @param loop the code
 * @param cost the number of steps for an element: about the time it takes
 */
record KernelForm(Signature signature, ElementLoop loop, int cost) {}
