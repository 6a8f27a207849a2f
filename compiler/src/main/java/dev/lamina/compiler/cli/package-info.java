/** The command line. Imports the API and picocli. */
package dev.lamina.compiler.cli;
