package dev.lamina.samples.service.servlet;

import dev.lamina.runtime.WeightsException;
import dev.lamina.samples.service.Model;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Goes over to the weights that the file holds now. */
@WebServlet("/reload")
public final class ReloadServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Model model = (Model) getServletContext().getAttribute(NetworkListener.MODEL);
    try {
      Answers.send(response, 200, "text/plain", model.reload());
    } catch (WeightsException | UnsupportedOperationException e) {
      Answers.send(response, 409, "text/plain", e.getMessage() + "\n");
    }
  }
}
