/** The service with Spring Boot: {@link dev.lamina.samples.service.spring.DigitsApplication}. */
package dev.lamina.samples.service.spring;
