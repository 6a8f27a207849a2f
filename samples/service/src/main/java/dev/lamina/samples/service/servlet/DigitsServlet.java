package dev.lamina.samples.service.servlet;

import dev.lamina.samples.service.RequestException;
import dev.lamina.samples.service.Scorer;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
      String scores = scorer.score(type, request.getInputStream()).toJson();
      Answers.send(response, 200, "application/json", scores);
    } catch (RequestException e) {
      Answers.send(response, e.status(), "text/plain", e.getMessage() + "\n");
    }
  }
}
