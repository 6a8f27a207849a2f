package dev.lamina.samples.service.spring;

import dev.lamina.samples.service.Model;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A model whose calls are measured: {@code /actuator/metrics/digits.forward}. */
final class TimedModel implements Model {
  private final Model model;
  private final Timer timer;

  TimedModel(Model model, MeterRegistry meters) {
    this.model = model;
    this.timer =
        Timer.builder("digits.forward")
            .description("The network alone, without HTTP")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
  }

  @Override
  public List<Integer> inputShape() {
    return model.inputShape();
  }

  @Override
  public int outputSize() {
    return model.outputSize();
  }

  @Override
  public void forward(float[] input, float[] output) {
    long start = System.nanoTime();
    model.forward(input, output);
    timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  @Override
  public String reload() {
    return model.reload();
  }
}
