package dev.lamina.samples.service.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.samples.service.Client;
import dev.lamina.samples.service.Client.Answer;
import dev.lamina.samples.service.Digits;
import java.io.IOException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The servlet in a container on a free port. */
class DigitsServletTest {
  private static Tomcat container;
  private static Client client;

  @BeforeAll
  static void start() throws IOException, LifecycleException {
    container = Container.start(0);
    client = new Client(container.getConnector().getLocalPort());
  }

  @AfterAll
  static void stop() throws LifecycleException {
    container.stop();
    container.destroy();
  }

  @Test
  void drawnDigitsGetTheNetworksScores() {
    for (int digit = 0; digit < 10; digit++) {
      Answer answer = client.post("/digits", "image/png", Digits.png(digit));
      assertEquals(new Answer(200, Digits.answer(digit)), answer);
    }
  }

  @Test
  void mistakesAreTold() {
    assertEquals(
        new Answer(
            400, "the body has 4 bytes,expected 3136: 784 floats of 4 bytes,shape (1,28,28)\n"),
        client.post("/digits", "application/octet-stream", Digits.floats(1)));
    assertEquals(415, client.post("/digits", "text/plain", "3").status());
    assertEquals(405, client.get("/digits").status());
  }
}
