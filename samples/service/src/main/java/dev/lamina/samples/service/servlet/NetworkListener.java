package dev.lamina.samples.service.servlet;

import dev.lamina.samples.LeNet;
import dev.lamina.samples.service.LaminaModel;
import dev.lamina.samples.service.Scorer;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.Optional;

/** Loads the network when the application starts: requests come after that. */
@WebListener
public final class NetworkListener implements ServletContextListener {
  static final String SCORER = "scorer";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    LaminaModel model = new LaminaModel(LeNet::load, Optional.empty());
    event.getServletContext().setAttribute(SCORER, new Scorer(model));
  }
}
