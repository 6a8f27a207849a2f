package dev.lamina.samples.service.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.samples.LeNet;
import dev.lamina.samples.service.Client;
import dev.lamina.samples.service.Client.Answer;
import dev.lamina.samples.service.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servlet in a container on a free port. */
class DigitsServletTest {
  @TempDir private static Path folder;
  private static Path weights;
  private static Tomcat container;
  private static Client client;

  @BeforeAll
  static void start() throws IOException, LifecycleException {
    weights = Files.copy(Digits.WEIGHTS, folder.resolve("lenet.safetensors"));
    container = Container.start(0, Optional.of(weights));
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
  void weightsAreReplacedOrKept() throws IOException {
    Answer before = new Answer(200, Digits.answer(5));
    assertEquals(before, client.post("/digits", "image/png", Digits.png(5)));
    Digits.writeOtherWeights(weights);
    assertEquals(200, client.post("/reload", null, "").status());
    Answer after = new Answer(200, Digits.answer(LeNet.load(weights), 5));
    assertNotEquals(before, after);
    assertEquals(after, client.post("/digits", "image/png", Digits.png(5)));

    Files.writeString(weights, "no weights at all");
    Answer refused = client.post("/reload", null, "");
    assertEquals(409, refused.status());
    assertTrue(refused.body().contains("lenet.safetensors"), refused.body());
    assertEquals(after, client.post("/digits", "image/png", Digits.png(5)));

    Files.copy(Digits.WEIGHTS, weights, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(200, client.post("/reload", null, "").status());
    assertEquals(before, client.post("/digits", "image/png", Digits.png(5)));
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
