/**
 * What a generated class needs to run, and nothing else: the network's contract, loading and
 * packing weights, choosing the variant, scratch, threads. Depends on {@code java.base} alone.
 */
package dev.lamina.runtime;
