package dev.lamina.samples.service;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;

/** Answers the bodies of requests, for any number of threads at once. */
public final class Scorer {
  /** Requests at once whose arrays are kept for the next; those of further ones are dropped. */
  private static final int KEPT = 256;

  private final Model model;
  private final SampleReader reader;
  private final ArrayBlockingQueue<Buffers> free = new ArrayBlockingQueue<>(KEPT);

  /**
   * Calls at once beyond the processors would only wait for these, with scratch memory of theirs.
   */
  private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors());

  /** One that asks that model. */
  public Scorer(Model model) {
    this.model = model;
    this.reader = new SampleReader(model.inputShape());
  }

  /**
   * The scores of the sample in a body.
   *
   * @param contentType of the body, or null if the client did not say
   * @throws RequestException if there is no such sample in it
   */
  public Scores score(String contentType, InputStream body) throws IOException {
    Buffers kept = free.poll();
    Buffers buffers = kept == null ? new Buffers(reader.size(), model.outputSize()) : kept;
    try {
      reader.read(contentType, body, buffers);
      forward(buffers);
      return Scores.of(buffers.output);
    } finally {
      free.offer(buffers);
    }
  }

  private void forward(Buffers buffers) {
    turns.acquireUninterruptibly();
    try {
      model.forward(buffers.input, buffers.output);
    } finally {
      turns.release();
    }
  }
}
