package dev.lamina.samples.service.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.samples.LeNet;
import dev.lamina.samples.service.Client;
import dev.lamina.samples.service.Client.Answer;
import dev.lamina.samples.service.CurlLine;
import dev.lamina.samples.service.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a free port, asked by a real client. */
class DigitsApplicationTest {
  private static final int CLIENTS = 8;

  /** Its last digits differ among processors. */
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  @TempDir private static Path folder;
  private static Path weights;
  private static ConfigurableApplicationContext service;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    weights = folder.resolve("lenet.safetensors");
    Files.copy(Digits.WEIGHTS, weights);
    service =
        SpringApplication.run(
            DigitsApplication.class,
            "--server.port=0",
            "--logging.level.root=error",
            "--digits.weights=" + weights);
    client = new Client(((WebServerApplicationContext) service).getWebServer().getPort());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void theFirstWeightsAreBack() throws IOException {
    Files.copy(Digits.WEIGHTS, weights, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(200, client.post("/reload", null, "").status());
  }

  @Test
  void itIsReadyOnceItAnswers() {
    assertEquals(new Answer(200, "{\"status\":\"UP\"}"), client.get("/actuator/health/readiness"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void drawnDigitsGetTheNetworksScores(int digit) {
    float[] pixels = Digits.pixels(digit);
    Answer expected = new Answer(200, Digits.answer(digit));
    assertTrue(expected.body().startsWith("{\"best\":" + digit + ","), expected.body());
    assertEquals(expected, client.post("/digits", "image/png", Digits.png(digit)));
    assertEquals(expected, client.post("/digits", "application/json", Digits.json(pixels)));
    assertEquals(
        expected, client.post("/digits", "application/octet-stream", Digits.floats(pixels)));
  }

  @ParameterizedTest
  @MethodSource("curlLines")
  void curlGetsWhatTheDocumentSays(CurlLine line) throws IOException {
    String expected = line.answer().strip().replace(", ", ",");
    Answer answer = line.ask(client);
    assertEquals(expected.contains("\"status\":400"), answer.status() == 400, answer.toString());
    assertTrue(answer.status() == 200 || answer.status() == 400, answer.toString());
    if (!expected.isEmpty()) {
      assertEquals(
          NUMBER.matcher(expected).replaceAll("#"), NUMBER.matcher(answer.body()).replaceAll("#"));
      assertArrayEquals(numbers(expected), numbers(answer.body()), 1e-3);
    }
  }

  static Stream<CurlLine> curlLines() throws IOException {
    return CurlLine.of(Path.of("README.md"));
  }

  private static double[] numbers(String text) {
    return NUMBER.matcher(text).results().mapToDouble(m -> Double.parseDouble(m.group())).toArray();
  }

  @Test
  void mistakesAreToldAsProblems() {
    assertEquals(
        new Answer(
            400,
            "{\"detail\":\"the array has 3 numbers,expected 784,shape (1,28,28)\","
                + "\"instance\":\"/digits\",\"status\":400,\"title\":\"Bad Request\"}"),
        client.post("/digits", "application/json", "[1, 2, 3]"));
    assertEquals(415, client.post("/digits", "text/plain", "3").status());
    assertEquals(415, client.post("/digits", null, "3").status());
    assertEquals(405, client.get("/digits").status());
    assertEquals(404, client.get("/elsewhere").status());
  }

  @Test
  void timesAreToBeHad() {
    client.post("/digits", "image/png", Digits.png(1));
    for (String metric : List.of("digits.forward", "http.server.requests")) {
      Answer p99 = client.get("/actuator/metrics/" + metric + ".percentile?tag=phi:0.99");
      assertEquals(200, p99.status());
      assertTrue(p99.body().contains("\"value\":"), p99.body());
    }
  }

  @Test
  void clientsAtOnceGetTheirOwnAnswers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int digit = i;
      clients.add(
          threads.submit(
              () -> {
                byte[] body = Digits.floats(Digits.pixels(digit));
                Answer expected = new Answer(200, Digits.answer(digit));
                for (int j = 0; j < 25; j++) {
                  assertEquals(expected, client.post("/digits", "application/octet-stream", body));
                }
              }));
    }
    for (Future<?> each : clients) {
      each.get();
    }
    threads.shutdown();
  }

  @Test
  void weightsAreReplacedWhileClientsAsk() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    AtomicBoolean asking = new AtomicBoolean(true);
    Set<Answer> answers = ConcurrentHashMap.newKeySet();
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          threads.submit(
              () -> {
                while (asking.get()) {
                  answers.add(client.post("/digits", "image/png", Digits.png(5)));
                }
              }));
    }
    Answer before = new Answer(200, Digits.answer(5));
    assertEquals(before, client.post("/digits", "image/png", Digits.png(5)));
    Digits.writeOtherWeights(weights);
    Answer reloaded = client.post("/reload", null, "");
    Answer after = new Answer(200, Digits.answer(LeNet.load(weights), 5));
    assertEquals(after, client.post("/digits", "image/png", Digits.png(5)));
    asking.set(false);
    for (Future<?> each : clients) {
      each.get();
    }
    threads.shutdown();
    assertEquals(200, reloaded.status());
    assertTrue(reloaded.body().startsWith("dev.lamina.samples.LeNet"), reloaded.body());
    assertEquals(Set.of(before, after), answers);
  }

  @Test
  void weightsThatDoNotFitAreNotTaken() throws IOException {
    Files.writeString(weights, "no weights at all");
    Answer answer = client.post("/reload", null, "");
    assertEquals(409, answer.status());
    assertTrue(answer.body().contains("lenet.safetensors"), answer.body());
    assertEquals(
        new Answer(200, Digits.answer(2)), client.post("/digits", "image/png", Digits.png(2)));
  }
}
