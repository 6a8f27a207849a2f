package dev.lamina.samples.service.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat with the servlets; a war of the other classes needs nothing of this. */
public final class Container {
  private Container() {}

  /**
   * Serves until the process ends.
   *
   * @param args the port, and a file of weights instead of those in the jar
   */
  public static void main(String[] args) throws IOException, LifecycleException {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
    Optional<Path> weights = args.length > 1 ? Optional.of(Path.of(args[1])) : Optional.empty();
    start(port, weights).getServer().await();
  }

  /** Starts it on that port, or on any free one for 0. */
  static Tomcat start(int port, Optional<Path> weights) throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(port);
    Context context = tomcat.addContext("", null);
    weights.ifPresent(file -> context.addParameter(NetworkListener.WEIGHTS, file.toString()));
    context.addApplicationListener(NetworkListener.class.getName());
    Tomcat.addServlet(context, "digits", new DigitsServlet()).addMapping("/digits");
    Tomcat.addServlet(context, "reload", new ReloadServlet()).addMapping("/reload");
    tomcat.getConnector();
    tomcat.start();
    return tomcat;
  }
}
