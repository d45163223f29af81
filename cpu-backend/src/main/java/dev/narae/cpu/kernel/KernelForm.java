package dev.narae.cpu.kernel;

/**
 * A kernel compiled for one signature.
 *
 * @param signature what it was compiled for
 * @param loop the code
 * @param cost the number of steps for an element: about the time it takes
 * @param joinsRows whether it joins rows as the signature may ask, which large trees never do
 */
record KernelForm(Signature signature, ElementLoop loop, int cost, boolean joinsRows) {}
