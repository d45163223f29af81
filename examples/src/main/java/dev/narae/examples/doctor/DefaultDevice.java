package dev.narae.examples.doctor;

import org.jspecify.annotations.Nullable;

/**
 * The device on which programs compute unless they say otherwise.
 *
 * @param name such as {@code cuda:1}; null if there is none
 * @param why who decided
 * @param works whether it trained as it should
 */
public record DefaultDevice(@Nullable String name, String why, boolean works) {}
