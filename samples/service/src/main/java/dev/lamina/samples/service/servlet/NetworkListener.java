package dev.lamina.samples.service.servlet;

import dev.lamina.samples.LeNet;
import dev.lamina.samples.service.LaminaModel;
import dev.lamina.samples.service.Scorer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.util.Optional;

/** Loads the network when the application starts: requests come after that. */
@WebListener
public final class NetworkListener implements ServletContextListener {
  static final String MODEL = "model";
  static final String SCORER = "scorer";

  /** The parameter of the application that names a file of weights. */
  static final String WEIGHTS = "digits.weights";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    Optional<Path> weights = Optional.ofNullable(context.getInitParameter(WEIGHTS)).map(Path::of);
    LaminaModel model = new LaminaModel(LeNet::load, weights);
    context.setAttribute(MODEL, model);
    context.setAttribute(SCORER, new Scorer(model));
  }
}
