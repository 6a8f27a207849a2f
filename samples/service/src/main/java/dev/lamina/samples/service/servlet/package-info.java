/**
 * The service as a plain servlet, for any container: a listener that loads, a servlet that answers.
 */
package dev.lamina.samples.service.servlet;
