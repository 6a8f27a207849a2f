package dev.lamina.samples.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client of a service on this machine. */
public final class Client {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  /** Of the service at that port. */
  public Client(int port) {
    address = "http://localhost:" + port;
  }

  /** An answer. */
  public record Answer(int status, String body) {}

  /** Posts a body of that type; null gives none. */
  public Answer post(String path, String type, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).POST(BodyPublishers.ofByteArray(body));
    return send(type == null ? request : request.header("Content-Type", type));
  }

  /** The same with a text. */
  public Answer post(String path, String type, String body) {
    return post(path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Gets what is there. */
  public Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body().replace(", ", ","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
