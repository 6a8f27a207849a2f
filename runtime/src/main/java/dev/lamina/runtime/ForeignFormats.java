package dev.lamina.runtime;

import java.nio.charset.StandardCharsets;

/** Recognises other formats by their first bytes and says how to convert them. */
final class ForeignFormats {
  private ForeignFormats() {}

  /** Refuses a file whose first bytes are those of another format. */
  static void refuse(byte[] prefix, String file) {
    if (begins(prefix, "PK\3\4") || begins(prefix, "PK\5\6")) {
      throw new WeightsException(isNumPy(file) ? numpyArchive(file) : pytorch(file, "archive"));
    }
    if (isPickle(prefix)) {
      throw new WeightsException(pytorch(file, "pickle"));
    }
    if (begins(prefix, "\u0093NUMPY")) {
      throw new WeightsException(
          file + " is a NumPy array without names. " + convert("save_file({\"weight\": array}, "));
    }
    if (begins(prefix, "GGUF") || begins(prefix, "\u0089HDF")) {
      throw new WeightsException(
          file + " is a GGUF or HDF5 file; Lamina reads safetensors, as PyTorch names tensors");
    }
  }

  /** A pickle's first bytes; as a header's length they would be more than the format allows. */
  private static boolean isPickle(byte[] prefix) {
    boolean mark = prefix[0] == (byte) 0x80 && prefix[1] >= 2 && prefix[1] <= 5;
    boolean length =
        prefix[3] >= 0 && prefix[3] <= 5 && (prefix[4] | prefix[5] | prefix[6] | prefix[7]) == 0;
    return mark && !length;
  }

  private static boolean begins(byte[] prefix, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if (prefix[i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumPy(String file) {
    return file.endsWith(".npz");
  }

  private static String numpyArchive(String file) {
    return file + " is a NumPy archive. " + convert("save_file(dict(numpy.load(FILE)), ");
  }

  private static String convert(String call) {
    return "Convert it in Python with safetensors.numpy: " + call + "\"weights.safetensors\")";
  }

  private static String pytorch(String file, String kind) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    return String.format(
        "%s is a PyTorch %s, which can run code when it is read; Lamina reads safetensors. Convert"
            + " it in Python:\n"
            + "  from safetensors.torch import save_file\n"
            + "  save_file(torch.load(\"%s\", map_location=\"cpu\"), \"%s.safetensors\")\n"
            + "(a checkpoint that holds more than tensors: torch.load(...)[\"state_dict\"]; a whole"
            + " module: torch.load(...).state_dict())",
        file, kind, name, stem);
  }
}
