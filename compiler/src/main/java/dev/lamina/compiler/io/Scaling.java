package dev.lamina.compiler.io;

/** Scales a plane of pixels: linear interpolation, averaging where it shrinks, as Pillow does. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Scaling(float[] pixels, int height, int width) {
  float[] to(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return pixels;
    }
    float[] wide = new float[height * newWidth];
    for (int y = 0; y < height; y++) {
      scale(pixels, y * width, 1, width, wide, y * newWidth, 1, newWidth);
    }
    float[] result = new float[newHeight * newWidth];
    for (int x = 0; x < newWidth; x++) {
      scale(wide, x, newWidth, height, result, x, newWidth, newHeight);
    }
    return result;
  }

  private static void scale(
      float[] from,
      int fromStart,
      int fromStride,
      int size,
      float[] to,
      int toStart,
      int toStride,
      int newSize) {
    double ratio = (double) size / newSize;
    double radius = Math.max(1, ratio);
    for (int i = 0; i < newSize; i++) {
      double centre = (i + 0.5) * ratio;
      int first = Math.max(0, (int) Math.floor(centre - radius));
      int last = Math.min(size - 1, (int) Math.ceil(centre + radius));
      double sum = 0;
      double weights = 0;
      for (int j = first; j <= last; j++) {
        double weight = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / radius);
        sum += weight * from[fromStart + j * fromStride];
        weights += weight;
      }
      to[toStart + i * toStride] = (float) (sum / weights);
    }
  }
}
