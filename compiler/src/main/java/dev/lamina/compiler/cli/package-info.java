/**
 * The command line {@code lamina}: compile, run, explain, verify. Imports the root package, {@code
 * io} and what the options name.
 */
package dev.lamina.compiler.cli;
