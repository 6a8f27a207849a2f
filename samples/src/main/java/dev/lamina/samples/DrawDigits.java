package dev.lamina.samples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws the ten digits that the sample reads: strokes of a pen, white on black, 28x28 pixels. */
public final class DrawDigits {
  private static final int SIZE = 28;
  private static final int BOX = 20;
  private static final float PEN = 2.4f;

  /**
   * A stroke a string; points in a box of 100 by 100, {@code C} for a Bezier curve through two
   * controls.
   */
  private static final List<List<String>> STROKES =
      List.of(
          List.of("50,0 C20,0 18,100 50,100 C84,100 82,0 50,0"),
          List.of("34,18 C42,14 50,6 54,0 C53,30 51,70 50,100"),
          List.of("22,22 C26,-6 82,-6 76,30 C72,54 34,80 20,98 C40,94 64,96 84,94"),
          List.of(
              "24,8 C50,-8 82,4 74,26 C70,40 58,46 44,47 C70,46 84,62 76,82 C68,102 36,104 20,92"),
          List.of("30,2 C27,24 24,38 22,54 C42,56 62,54 82,51", "68,6 C66,40 64,70 62,100"),
          List.of(
              "76,3 C60,6 44,5 34,3 C31,18 29,30 27,44 C58,34 82,48 77,74 C72,102 38,104 20,92"),
          List.of("66,0 C36,16 22,50 25,76 C30,106 76,104 77,76 C78,50 40,48 26,74"),
          List.of("20,6 C40,4 62,5 80,3 C70,34 56,66 46,100"),
          List.of(
              "72,14 C60,-6 24,2 30,24 C36,44 78,54 74,80 C70,104 26,104 27,80 C28,54 74,42 72,14"),
          List.of("74,26 C64,-8 24,0 26,26 C28,52 66,48 74,24 C74,50 70,78 62,100"));

  private DrawDigits() {}

  /** Writes {@code 0.png} to {@code 9.png} into the folder named by the first argument. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder);
    for (int digit = 0; digit < STROKES.size(); digit++) {
      ImageIO.write(draw(STROKES.get(digit)), "png", folder.resolve(digit + ".png").toFile());
    }
  }

  private static BufferedImage draw(List<String> strokes) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setColor(Color.WHITE);
    pen.setStroke(new BasicStroke(PEN, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double margin = (SIZE - BOX) / 2.0;
    AffineTransform place = AffineTransform.getTranslateInstance(margin, margin);
    place.scale(BOX / 100.0, BOX / 100.0);
    strokes.forEach(stroke -> pen.draw(place.createTransformedShape(path(stroke))));
    pen.dispose();
    return image;
  }

  private static Path2D path(String stroke) {
    String[] points = stroke.replace("C", "").split("[ ,]", -1);
    Path2D path = new Path2D.Double();
    path.moveTo(Double.parseDouble(points[0]), Double.parseDouble(points[1]));
    for (int i = 2; i + 5 < points.length; i += 6) {
      path.curveTo(
          Double.parseDouble(points[i]),
          Double.parseDouble(points[i + 1]),
          Double.parseDouble(points[i + 2]),
          Double.parseDouble(points[i + 3]),
          Double.parseDouble(points[i + 4]),
          Double.parseDouble(points[i + 5]));
    }
    return path;
  }
}
