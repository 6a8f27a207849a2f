package dev.lamina.samples.service.spring;

import dev.lamina.samples.LeNet;
import dev.lamina.samples.service.LaminaModel;
import dev.lamina.samples.service.Model;
import dev.lamina.samples.service.Scorer;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Reads digits over HTTP. Spring opens the port after all beans are made: the network is loaded and
 * warm by then.
 */
@SpringBootApplication(proxyBeanMethods = false, scanBasePackages = "dev.lamina.samples.service")
public class DigitsApplication {
  private static final Log LOG = LogFactory.getLog(DigitsApplication.class);

  /**
   * Starts the service.
   *
   * @param args Spring's, such as {@code --server.port=9000} and {@code --digits.weights=FILE}
   */
  public static void main(String[] args) {
    SpringApplication.run(DigitsApplication.class, args);
  }

  @Bean
  @ConditionalOnProperty(name = "digits.engine", havingValue = "lamina", matchIfMissing = true)
  Model lenet(@Value("${digits.weights:#{null}}") Path weights) {
    LaminaModel model = new LaminaModel(LeNet::load, Optional.ofNullable(weights));
    LOG.info(model.describe());
    return model;
  }

  @Bean
  Scorer scorer(Model model, MeterRegistry meters) {
    return new Scorer(new TimedModel(model, meters));
  }
}
