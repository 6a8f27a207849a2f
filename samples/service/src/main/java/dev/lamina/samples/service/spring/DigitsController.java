package dev.lamina.samples.service.spring;

import dev.lamina.runtime.WeightsException;
import dev.lamina.samples.service.Model;
import dev.lamina.samples.service.RequestException;
import dev.lamina.samples.service.Scorer;
import dev.lamina.samples.service.Scores;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The service's addresses. */
@RestController
class DigitsController {
  private final Scorer scorer;
  private final Model model;

  DigitsController(Scorer scorer, Model model) {
    this.scorer = scorer;
    this.model = model;
  }

  /** A digit in, its scores out. The body is read as it arrives, hence no message converter. */
  @PostMapping("/digits")
  Scores score(
      @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) String type,
      InputStream body)
      throws IOException {
    return scorer.score(type, body);
  }

  /** Goes over to the weights that the file holds now. */
  @PostMapping("/reload")
  String reload() {
    return model.reload();
  }

  @ExceptionHandler
  ProblemDetail refuse(RequestException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(e.status()), e.getMessage());
  }

  @ExceptionHandler({WeightsException.class, UnsupportedOperationException.class})
  ProblemDetail keepWeights(RuntimeException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
  }
}
