package dev.lamina.samples.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the snippets of a document. */
final class Markdown {
  private static final Set<String> PROGRAMS = Set.of("lamina", "java", "javac");
  private static final Pattern NOTE = Pattern.compile("<!-- (.*) -->");
  private static final Pattern COMMAND = Pattern.compile(" {4}((\\w+) .*)");

  private final List<String> lines;
  private final List<Snippet> snippets = new ArrayList<>();
  private String note = "";

  private Markdown(List<String> lines) {
    this.lines = lines;
  }

  static List<Snippet> snippets(Path document) throws IOException {
    Markdown markdown = new Markdown(Files.readAllLines(document));
    int line = 0;
    while (line < markdown.lines.size()) {
      line = markdown.read(line);
    }
    return markdown.snippets;
  }

  /** Reads a line, or the block that it opens, and returns the line behind. */
  private int read(int line) {
    String text = lines.get(line);
    Matcher comment = NOTE.matcher(text);
    Matcher command = COMMAND.matcher(text);
    if (comment.matches()) {
      note = comment.group(1);
      return line + 1;
    }
    if (text.startsWith("```")) {
      return block(line, text.substring("```".length()));
    }
    if (command.matches() && PROGRAMS.contains(command.group(2))) {
      snippets.add(new Snippet(line + 1, "sh", withoutRemark(command.group(1)), note));
    } else if (!text.isBlank()) {
      note = "";
    }
    return line + 1;
  }

  private int block(int line, String language) {
    int end = line + 1;
    while (!lines.get(end).startsWith("```")) {
      end++;
    }
    String text = String.join("\n", lines.subList(line + 1, end)) + "\n";
    snippets.add(new Snippet(line + 1, language, text, note));
    note = "";
    return end + 1;
  }

  private static String withoutRemark(String command) {
    int remark = command.indexOf(" #");
    return (remark < 0 ? command : command.substring(0, remark)).strip();
  }
}
