/** Classes, raw weights and descriptor to a reproducible jar, or to classes defined in memory. */
package dev.lamina.compiler.jar;
