package dev.lamina.maven;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.codehaus.plexus.build.BuildContext;

/** One run: compiles the networks that changed, and deletes what is no longer made. */
final class Build {
  private final Directories directories;
  private final BuildRecord last;
  private final BuildContext context;
  private final Log log;
  private final DiagnosticLog diagnostics;
  private final Map<String, BuildRecord.Entry> made = new TreeMap<>();
  private final Map<String, Path> owners = new HashMap<>();
  private int compiled;

  Build(Directories directories, BuildRecord last, BuildContext context, Log log) {
    this.directories = directories;
    this.last = last;
    this.context = context;
    this.log = log;
    this.diagnostics = new DiagnosticLog(log, context);
  }

  void run(List<Path> networks, NetworkOptions options) throws IOException, MojoFailureException {
    for (Path network : networks) {
      String name = directories.networks().relativize(network).toString();
      Optional<BuildRecord.Entry> known = last.find(name);
      String key = options.key(network);
      if (known.isPresent() && isCurrent(known.get(), key)) {
        known.get().outputs().forEach(path -> owners.put(path, network));
        made.put(name, known.get());
      } else {
        compile(name, network, key, options);
      }
    }
    deleteStale();
    last.replace(made);
    if (diagnostics.errors() > 0) {
      throw new MojoFailureException(
          diagnostics.errors() == 1
              ? "A network could not be compiled: 1 error"
              : "Networks could not be compiled: " + diagnostics.errors() + " errors");
    }
    summary(networks.size());
  }

  private void summary(int networks) {
    if (networks == 0) {
      log.info("There are no networks to compile in " + directories.networks());
    } else if (compiled == 0) {
      log.info("All networks are up to date: " + networks);
    } else {
      log.info("Compiled " + compiled + (compiled == 1 ? " network" : " networks"));
    }
  }

  private boolean isCurrent(BuildRecord.Entry entry, String key) {
    return entry.key().equals(key)
        && entry.weights().stream().allMatch(FileStamp::holds)
        && entry.outputs().stream().noneMatch(owners::containsKey)
        && entry.outputs().stream().map(directories::resolve).allMatch(Files::exists);
  }

  private void compile(String name, Path network, String key, NetworkOptions options)
      throws IOException {
    diagnostics.clear(network);
    // Until the mistake is mended, editors keep the class of the last build.
    last.find(name).ifPresent(entry -> made.put(name, entry.outdated()));
    try {
      String packageName = directories.packageOf(network);
      CompiledNetwork result = Lamina.compile(network, options.of(network, packageName));
      diagnostics.report(network, result.warnings());
      write(name, network, key, result);
    } catch (CompilationException e) {
      diagnostics.report(network, e.diagnostics());
    } catch (WeightsException | InvalidPathException e) {
      diagnostics.report(network, e.getMessage());
    }
  }

  private void write(String name, Path network, String key, CompiledNetwork result)
      throws IOException {
    String source = result.className().replace('.', '/') + ".java";
    Path owner = owners.putIfAbsent(source, network);
    if (owner != null && !owner.equals(network)) {
      diagnostics.report(
          network,
          "%s is the class of %s as well; give one of them another name: `network com.acme.Other`"
              .formatted(result.className(), directories.networks().relativize(owner)));
      return;
    }
    List<FileStamp> weights = new ArrayList<>();
    for (Path file : result.weightsFiles()) {
      weights.add(FileStamp.of(file));
    }
    NetworkFiles files = new NetworkFiles(directories, context);
    result.writeFiles(files);
    made.put(name, new BuildRecord.Entry(key, weights, files.paths()));
    compiled++;
    if (!result.hasWeights()) {
      log.info(
          "%s has load(Path), but no load(): neither %s nor the configuration names weights"
              .formatted(result.className(), name));
    }
  }

  private void deleteStale() throws IOException {
    Set<String> current = new HashSet<>();
    made.values().forEach(entry -> current.addAll(entry.outputs()));
    for (BuildRecord.Entry entry : last.all()) {
      for (String path : entry.outputs()) {
        if (!current.contains(path)) {
          delete(directories.resolve(path));
          delete(directories.compiled(path));
        }
      }
    }
  }

  private void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      context.refresh(file.toFile());
    }
  }
}
