package dev.lamina.samples.service.servlet;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat with the servlet; a war of the two other classes needs nothing of this. */
public final class Container {
  private Container() {}

  /**
   * Serves until the process ends.
   *
   * @param args the port
   */
  public static void main(String[] args) throws IOException, LifecycleException {
    start(args.length > 0 ? Integer.parseInt(args[0]) : 8080).getServer().await();
  }

  /** Starts it on that port, or on any free one for 0. */
  static Tomcat start(int port) throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(port);
    Context context = tomcat.addContext("", null);
    context.addApplicationListener(NetworkListener.class.getName());
    Tomcat.addServlet(context, "digits", new DigitsServlet()).addMapping("/digits");
    tomcat.getConnector();
    tomcat.start();
    return tomcat;
  }
}
