/**
 * What a service that answers with a network needs, whatever speaks HTTP for it: bodies of requests
 * become arrays, many threads share one network, and its weights can be replaced under them. {@code
 * spring} and {@code servlet} put it to use.
 */
package dev.lamina.samples.service;
