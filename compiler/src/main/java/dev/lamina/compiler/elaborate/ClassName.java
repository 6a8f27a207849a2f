package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The binary name of the class to generate: from {@code network}, or from the file's name. */
final class ClassName {
  private static final int LONGEST = 200;
  private static final String EXTENSION = ".nn";
  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do"
                  + " double else enum extends final finally float for goto if implements import"
                  + " instanceof int interface long native new package private protected public"
                  + " return short static strictfp super switch synchronized this throw throws"
                  + " transient try void volatile while true false null _")
              .split(" "));
  private static final Set<String> NO_TYPE_NAMES =
      Set.of("var", "yield", "record", "sealed", "permits");

  private final Source source;

  /** The JVM loads no classes of others into it. */
  private static final String RESERVED = "java";

  private final OuterName outer;
  private final Diagnostics log;

  ClassName(Source source, OuterName outer, Diagnostics log) {
    this.source = source;
    this.outer = outer;
    this.log = log;
  }

  /** The name; a bad one is reported. */
  String of(Optional<Statement.NetworkName> network) {
    outer.packageName().ifPresent(this::checkPackageOption);
    if (outer.simpleName().isPresent()) {
      String name = outer.simpleName().get();
      checkNameOption(name);
      return qualified(network.map(ClassName::qualifier).orElse(""), name);
    }
    return network.map(this::written).orElseGet(this::ofFile);
  }

  private String written(Statement.NetworkName network) {
    List<Name> parts = network.name();
    parts.forEach(this::checkPart);
    Name last = parts.get(parts.size() - 1);
    Name first = parts.get(0);
    if (parts.size() > 1 && first.text().equals(RESERVED)) {
      report(first.span(), first.text(), "is the package of Java's own classes");
    }
    problemOfClass(last.text()).ifPresent(p -> report(last.span(), last.text(), p));
    return qualified(qualifier(network), last.text());
  }

  private static String qualifier(Statement.NetworkName network) {
    List<Name> parts = network.name();
    return parts.subList(0, parts.size() - 1).stream()
        .map(Name::text)
        .collect(Collectors.joining("."));
  }

  private void checkPart(Name part) {
    if (KEYWORDS.contains(part.text())) {
      report(part.span(), part.text(), "is a keyword of Java");
    }
  }

  private void report(Span span, String name, String problem) {
    log.error(span, "`" + name + "` " + problem + ", so it cannot name the generated class")
        .hint("choose another name: `network com.acme.LeNet`");
  }

  private String ofFile() {
    String file = source.name().replaceAll(".*[/\\\\]", "");
    String base =
        file.endsWith(EXTENSION) ? file.substring(0, file.length() - EXTENSION.length()) : file;
    String name = joined(base);
    Optional<String> problem =
        name.isEmpty()
            ? Optional.of("gives no name for the class")
            : invalid(name)
                .or(() -> problemOfClass(name))
                .map(p -> "makes `" + name + "` the name of the class, which " + p);
    problem.ifPresent(
        p ->
            log.error("the file name " + file + " " + p)
                .hint("name the class in the file: `network LeNet`, or `network com.acme.LeNet`"));
    return qualified("", name);
  }

  private static String joined(String base) {
    StringBuilder name = new StringBuilder();
    boolean start = true;
    for (int c : base.codePoints().toArray()) {
      if (Character.isLetterOrDigit(c)) {
        name.appendCodePoint(start ? Character.toUpperCase(c) : c);
      }
      start = !Character.isLetterOrDigit(c);
    }
    return name.toString();
  }

  private String qualified(String qualifier, String name) {
    String chosen =
        outer.packageName().orElseGet(() -> qualifier.isEmpty() ? defaultPackage(name) : qualifier);
    return chosen.isEmpty() ? name : chosen + "." + name;
  }

  private String defaultPackage(String name) {
    outer.defaultPackage().ifPresent(this::checkDefaultPackage);
    return outer.defaultPackage().orElseGet(() -> "nn." + packagePart(name));
  }

  private void checkDefaultPackage(String name) {
    String hint = "name the class in the file: `network com.acme.LeNet`";
    if (!name.isEmpty()) {
      checkPackage("the package " + name, name, hint);
    }
  }

  /** The class in lower case, which may be a keyword where the class is none: {@code Double}. */
  private static String packagePart(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return KEYWORDS.contains(lower) ? lower + "_" : lower;
  }

  private void checkPackageOption(String name) {
    String option = "the package " + name;
    if (name.equals(RESERVED) || name.startsWith(RESERVED + ".")) {
      checkPackage(option, name, "write a package of your own, such as com.acme");
    } else {
      checkPackage(option, name, "write names joined by dots, such as com.acme");
    }
  }

  private void checkPackage(String what, String name, String hint) {
    if (name.equals(RESERVED) || name.startsWith(RESERVED + ".")) {
      log.error(what + ": `java` is the package of Java's own classes").hint(hint);
      return;
    }
    for (String part : name.split("\\.", -1)) {
      boolean good = invalid(part).isEmpty() && !KEYWORDS.contains(part);
      if (!good) {
        log.error(what + " is no package: `" + part + "` is no Java identifier").hint(hint);
        return;
      }
    }
  }

  private void checkNameOption(String name) {
    invalid(name)
        .or(() -> problemOfClass(name))
        .ifPresent(
            problem ->
                log.error("`" + name + "` " + problem + ", so it cannot name the generated class")
                    .hint("choose another name, such as LeNet"));
  }

  private static Optional<String> problemOfClass(String name) {
    if (KEYWORDS.contains(name)) {
      return Optional.of("is a keyword of Java");
    } else if (NO_TYPE_NAMES.contains(name)) {
      return Optional.of("cannot name a class in Java");
    } else if (name.equals("Network")) {
      return Optional.of("is the name of the class that every network extends");
    } else if (name.length() > LONGEST) {
      return Optional.of("is longer than " + LONGEST + " characters");
    }
    return Optional.empty();
  }

  private static Optional<String> invalid(String name) {
    boolean identifier =
        !name.isEmpty()
            && Character.isJavaIdentifierStart(name.codePointAt(0))
            && name.codePoints().allMatch(Character::isJavaIdentifierPart);
    return identifier ? Optional.empty() : Optional.of("is no Java identifier");
  }
}
