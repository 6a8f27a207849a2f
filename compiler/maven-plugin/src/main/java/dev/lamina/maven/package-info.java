/**
 * The Maven plugin: networks become classes of a project. {@link dev.lamina.maven.CompileMojo} is
 * its goal; what must be compiled again is known from a {@link dev.lamina.maven.BuildRecord}.
 */
package dev.lamina.maven;
