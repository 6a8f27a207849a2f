package dev.lamina.samples.service;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads a sample from the body of a request, without an array of its own where possible. */
final class SampleReader {
  private static final int BAD_REQUEST = 400;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final List<Integer> sizes;
  private final String shape;
  private final int size;

  SampleReader(List<Integer> shape) {
    this.sizes = List.copyOf(shape);
    this.shape = shape.toString().replace('[', '(').replace(']', ')');
    this.size = shape.stream().reduce(1, Math::multiplyExact);
  }

  /** How many values a sample has. */
  int size() {
    return size;
  }

  /** Reads a body of that type into the input. */
  void read(String contentType, InputStream body, Buffers to) throws IOException {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    switch (type.toLowerCase(Locale.ROOT)) {
      case "application/json" -> readJson(body, to.input);
      case "application/octet-stream" -> readFloats(body, to);
      case "image/png" -> readPng(body, to.input);
      default -> throw new RequestException(UNSUPPORTED_MEDIA_TYPE, unsupported(type));
    }
    for (int i = 0; i < size; i++) {
      if (!Float.isFinite(to.input[i])) {
        throw bad("value %d is %s, expected a finite number", i, to.input[i]);
      }
    }
  }

  private String unsupported(String type) {
    return String.format(
        "the body's type is %s, expected Content-Type: application/json (an array of %d numbers),"
            + " application/octet-stream (%d little-endian floats) or image/png (8-bit grey)",
        type.isEmpty() ? "not given" : type, size, size);
  }

  private void readFloats(InputStream body, Buffers to) throws IOException {
    long length = body.readNBytes(to.body, 0, to.body.length);
    if (length == to.body.length && body.read() >= 0) {
      length += 1 + body.transferTo(OutputStream.nullOutputStream());
    }
    if (length != to.body.length) {
      throw bad(
          "the body has %d bytes, expected %d: %d floats of 4 bytes, shape %s",
          length, to.body.length, size, shape);
    }
    to.bodyAsFloats.get(0, to.input);
  }

  private void readJson(InputStream body, float[] input) {
    long count = 0;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw bad("the body is no JSON array, expected one of %d numbers, shape %s", size, shape);
      }
      for (; parser.nextToken() != JsonToken.END_ARRAY; count++) {
        if (!parser.currentToken().isNumeric()) {
          throw bad("value %d is '%s', expected a number", count, parser.getString());
        }
        if (count < size) {
          input[(int) count] = parser.getFloatValue();
        }
      }
    } catch (JacksonException e) {
      throw bad("the body is not JSON after %d numbers, expected an array of %d", count, size);
    }
    if (count != size) {
      throw bad("the array has %d numbers, expected %d, shape %s", count, size, shape);
    }
  }

  private void readPng(InputStream body, float[] input) throws IOException {
    int height = sizes.get(sizes.size() - 2);
    int width = sizes.get(sizes.size() - 1);
    ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
    try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(body)) {
      png.setInput(stream, true, true);
      if (png.getWidth(0) != width || png.getHeight(0) != height) {
        throw bad(
            "the picture has %d x %d pixels, expected %d x %d",
            png.getWidth(0), png.getHeight(0), width, height);
      }
      BufferedImage image = png.read(0);
      if (image.getType() != BufferedImage.TYPE_BYTE_GRAY) {
        throw bad("the picture is not grey with 8 bits, as `convert -colorspace gray` makes it");
      }
      Raster pixels = image.getRaster();
      pixels.getSamples(0, 0, width, height, 0, input);
    } catch (EOFException | javax.imageio.IIOException e) {
      throw bad("the body is not a PNG picture: %s", e.getMessage());
    } finally {
      png.dispose();
    }
    for (int i = 0; i < size; i++) {
      input[i] /= 255;
    }
  }

  private static RequestException bad(String format, Object... arguments) {
    return new RequestException(BAD_REQUEST, String.format(Locale.ROOT, format, arguments));
  }
}
