package dev.narae.data;

/** Two neighbouring tokens. */
record BytePair(int left, int right) {}
