package dev.lamina.samples.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of a document that asks a service by curl, and the answer that stands behind it.
 *
 * @param options and address, as they are written
 * @param answer as it is written, or empty
 */
public record CurlLine(String options, String answer) {
  private static final String PROMPT = "    $ ";
  private static final Pattern ADDRESS = Pattern.compile("localhost:8080([^ ']*)");
  private static final Pattern TYPE = Pattern.compile("-H 'Content-Type: ([^']*)'");
  private static final Pattern BODY = Pattern.compile("-d '([^']*)'");
  private static final Pattern FILE = Pattern.compile("--data-binary @([^ ]*)");

  /** All of a document. */
  public static Stream<CurlLine> of(Path document) throws IOException {
    List<String> lines = Files.readAllLines(document);
    List<CurlLine> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(PROMPT + "curl ")) {
        String next = lines.get(i + 1);
        boolean answered = next.startsWith("    ") && !next.startsWith(PROMPT);
        found.add(new CurlLine(lines.get(i).substring(PROMPT.length()), answered ? next : ""));
      }
    }
    return found.stream();
  }

  /** Asks what curl would. */
  public Client.Answer ask(Client client) throws IOException {
    String path = find(ADDRESS, "");
    String type = find(TYPE, null);
    String file = find(FILE, null);
    String body = find(BODY, options.contains("-X POST") ? "" : null);
    if (file != null) {
      return client.post(path, type, Files.readAllBytes(Path.of(file)));
    }
    return body == null ? client.get(path) : client.post(path, type, body);
  }

  private String find(Pattern pattern, String otherwise) {
    Matcher matcher = pattern.matcher(options);
    return matcher.find() ? matcher.group(1) : otherwise;
  }

  @Override
  public String toString() {
    return options;
  }
}
