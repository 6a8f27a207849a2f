package dev.lamina.samples.service.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the servlets send. */
final class Answers {
  private Answers() {}

  static void send(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
