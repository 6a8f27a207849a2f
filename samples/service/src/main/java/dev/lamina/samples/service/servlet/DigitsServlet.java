package dev.lamina.samples.service.servlet;

import dev.lamina.samples.service.RequestException;
import dev.lamina.samples.service.Scorer;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A digit in, its scores out. */
@WebServlet("/digits")
public final class DigitsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Scorer scorer = (Scorer) getServletContext().getAttribute(NetworkListener.SCORER);
    try {
      String type = request.getContentType();
      send(
          response, 200, "application/json", scorer.score(type, request.getInputStream()).toJson());
    } catch (RequestException e) {
      send(response, e.status(), "text/plain", e.getMessage() + "\n");
    }
  }

  private static void send(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
