package dev.lamina.compiler.cli;

import dev.lamina.compiler.Lamina;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
    name = "lamina",
    description = "Neural networks as plain Java classes.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Begin with:",
      "  lamina explain lenet.nn                      what the network is made of",
      "  lamina run lenet.nn --weights lenet.safetensors --input seven.png",
      "  lamina compile lenet.nn --weights lenet.safetensors",
      "",
      "`lamina COMMAND --help` explains a command."
    })
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          CompileCommand.class,
          RunCommand.class,
          ExplainCommand.class,
          VerifyCommand.class,
          BenchCommand.class,
          ExportCommand.class,
          NewCommand.class,
          CompletionCommand.class,
          ManCommand.class);

  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli's
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  @SuppressWarnings("UnusedVariable") // picocli's
  private boolean version;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Logger logger = Logger.getLogger("dev.lamina");
    logger.setLevel(Level.OFF);
    boolean terminal = isTerminal();
    boolean colors = Colors.wanted(arguments, System.getenv(), terminal);
    int code = run(arguments, new Console(System.out, System.err, terminal, colors));
    if (System.out.checkError() && code == ExitCode.OK) {
      System.err.println("error: cannot write to the standard output");
      code = ExitCode.USER_MISTAKE;
    }
    System.exit(code);
  }

  /**
   * Whether messages go to a terminal, as the launcher says. Since Java 22 there is a console
   * without a terminal, too, and a method that tells.
   */
  private static boolean isTerminal() {
    String told = System.getProperty("lamina.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return Optional.ofNullable(System.console()).filter(Main::isTerminal).isPresent();
  }

  private static boolean isTerminal(java.io.Console console) {
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    boolean colors = Colors.wanted(arguments, Map.of(), false);
    return run(arguments, new Console(out, err, false, colors));
  }

  private static int run(String[] arguments, Console console) {
    CommandLine line = new CommandLine(new Main(console));
    commands(arguments).forEach(line::addSubcommand);
    Numbers.register(line);
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setUsageHelpAutoWidth(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()));
    line.setParameterExceptionHandler(new UsageErrors(console));
    line.setExecutionExceptionHandler(new Failures(console, arguments));
    line.setExecutionStrategy(new CommandLine.RunLast());
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return ExitCode.USAGE;
    }
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      console.error("Java ran out of memory");
      console.rendered("  hint: give it more, for example JAVA_TOOL_OPTIONS=-Xmx4g\n");
      return ExitCode.USER_MISTAKE;
    } catch (Error e) {
      return new Failures(console, arguments).defect(e);
    } finally {
      console.endProgress();
    }
  }

  /** All commands, for what describes them. */
  static CommandLine allCommands() {
    CommandLine line = new CommandLine(new Main(new Console(System.out, System.err, false, false)));
    COMMANDS.forEach(line::addSubcommand);
    return line;
  }

  /** The command that is asked for, or all: reading the options of one takes time at the start. */
  private static List<Class<?>> commands(String[] arguments) {
    List<Class<?>> asked =
        COMMANDS.stream()
            .filter(c -> arguments.length > 0 && name(c).equals(arguments[0]))
            .toList();
    return asked.isEmpty() ? COMMANDS : asked;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  Console console() {
    return console;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** The version of the compiler and of Java. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "lamina " + Lamina.version(),
        "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")"
      };
    }
  }
}
