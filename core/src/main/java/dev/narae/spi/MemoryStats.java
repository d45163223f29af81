package dev.narae.spi;

/**
 * What a backend's allocator holds, in bytes.
 *
 * @param live handed out and not returned
 * @param cached returned and kept for reuse
 * @param peak the largest {@code live} so far
 */
public record MemoryStats(long live, long cached, long peak) {}
