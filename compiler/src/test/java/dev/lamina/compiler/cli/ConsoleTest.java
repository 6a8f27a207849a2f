package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.DType;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a terminal shows while weights are loaded. */
class ConsoleTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  /** Four floats, of which one arrives at once and the others after a while. */
  private static final class Slow implements TensorSource {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public List<TensorInfo> tensors() {
      return List.of(new TensorInfo("weight", DType.F32, List.of(4L)));
    }

    @Override
    public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
      sink.accept(ByteBuffer.allocate(4));
      try {
        Thread.sleep(150);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      sink.accept(ByteBuffer.allocate(8));
    }

    @Override
    public void close() {}
  }

  @Test
  void weightsThatTakeAWhileHaveABar() {
    load(true, false);
    String text = shown.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("loading slow [######################........]  75 %"), text);
  }

  @Test
  void noBarGoesToFilesOrWhereQuietIsAskedFor() {
    load(false, false);
    load(true, true);
    assertEquals("", shown.toString(StandardCharsets.UTF_8));
  }

  private void load(boolean terminal, boolean quiet) {
    PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    Console console = new Console(err, err, terminal, false);
    console.quiet(quiet);
    console.progress("loading slow");
    TensorSource observed = console.observed(LoadOptions.defaults()).reader().apply(new Slow());
    observed.read(observed.tensors().get(0), bytes -> {});
  }
}
