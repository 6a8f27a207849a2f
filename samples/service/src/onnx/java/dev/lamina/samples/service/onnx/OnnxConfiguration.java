package dev.lamina.samples.service.onnx;

import dev.lamina.samples.service.Model;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The model that {@code --digits.engine=onnx} chooses. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "digits.engine", havingValue = "onnx")
class OnnxConfiguration {
  @Bean
  Model onnx(@Value("${digits.onnx}") Path file) {
    return new OnnxModel(file);
  }
}
