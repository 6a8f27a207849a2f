package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Graph;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;

/** Writes the class that programs use: a subclass of {@code Network}, see its Javadoc. */
final class NetworkEmitter {
  /** Parameters that a method can have, beside {@code this}. */
  private static final int MAX_PARAMETERS = 254;

  private static final String LOADED = Names.descriptor(Names.LOADED);
  private static final String OPTIONS = Names.descriptor(Names.LOAD_OPTIONS);
  private static final String PATH = Names.descriptor(Names.PATH);
  private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";
  private static final String METHOD_HANDLES = "java/lang/invoke/MethodHandles";

  private final ClassBuilder builder;
  private final String self;

  private NetworkEmitter(Graph graph, String sourceFile) {
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER;
    this.builder = new ClassBuilder(access, graph.className(), Names.NETWORK, sourceFile);
    this.self = builder.internalName();
  }

  /**
   * Writes the class.
   *
   * @param loadsAlone whether it can be loaded without a weights file
   */
  static ClassFile emit(Graph graph, String sourceFile, boolean loadsAlone) {
    NetworkEmitter emitter = new NetworkEmitter(graph, sourceFile);
    emitter.constructor();
    if (loadsAlone) {
      emitter.load();
    }
    emitter.loadPath();
    emitter.loadOptions();
    List<CallersArray> arrays = CallersArray.of(graph);
    if (hasForward(arrays)) {
      emitter.forward(arrays);
    }
    return emitter.builder.finish();
  }

  private void constructor() {
    builder.method(
        Opcodes.ACC_PRIVATE,
        "<init>",
        "(" + LOADED + ")V",
        code -> {
          code.loadReference(0);
          code.loadReference(1);
          code.callConstructor(Names.NETWORK, "(" + LOADED + ")V");
          code.op(Opcodes.RETURN);
        });
  }

  private void load() {
    staticLoad(
        "",
        List.of(),
        code -> {
          defaults(code);
          loadWithOptions(code);
        });
  }

  private void loadPath() {
    staticLoad(
        PATH,
        List.of("weights"),
        code -> {
          defaults(code);
          code.loadReference(0);
          code.callVirtual(Names.LOAD_OPTIONS, "weights", "(" + PATH + ")" + OPTIONS);
          loadWithOptions(code);
        });
  }

  private void loadOptions() {
    String lookup = Names.descriptor(LOOKUP);
    staticLoad(
        OPTIONS,
        List.of("options"),
        code -> {
          code.type(Opcodes.NEW, self);
          code.op(Opcodes.DUP);
          code.callStatic(METHOD_HANDLES, "lookup", "()" + lookup);
          code.loadReference(0);
          code.callStatic(Names.LOADER, "load", "(" + lookup + OPTIONS + ")" + LOADED);
          code.callConstructor(self, "(" + LOADED + ")V");
        });
  }

  private void staticLoad(String parameter, List<String> parameterNames, Consumer<Code> body) {
    builder.method(
        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
        "load",
        "(" + parameter + ")" + Names.descriptor(self),
        parameterNames,
        body.andThen(code -> code.op(Opcodes.ARETURN)));
  }

  private static void defaults(Code code) {
    code.callStatic(Names.LOAD_OPTIONS, "defaults", "()" + OPTIONS);
  }

  private void loadWithOptions(Code code) {
    code.callStatic(self, "load", "(" + OPTIONS + ")" + Names.descriptor(self));
  }

  private void forward(List<CallersArray> arrays) {
    String frame = Names.descriptor(Names.FRAME);
    String types = arrays.stream().map(CallersArray::descriptor).collect(Collectors.joining());
    builder.method(
        Opcodes.ACC_PUBLIC,
        "forward",
        "(" + types + ")V",
        arrays.stream().map(CallersArray::name).toList(),
        code -> {
          code.loadReference(0);
          code.callVirtual(self, "begin", "()" + frame);
          int local = arrays.size() + 1;
          code.storeReference(local);
          for (int i = 0; i < arrays.size(); i++) {
            code.loadReference(local);
            CallersArray array = arrays.get(i);
            code.getField(Names.FRAME, array.field(), "[" + array.descriptor());
            code.push(i);
            code.loadReference(i + 1);
            code.op(Opcodes.AASTORE);
          }
          code.loadReference(0);
          code.loadReference(local);
          code.callVirtual(self, "finish", "(" + frame + ")V");
          code.op(Opcodes.RETURN);
        });
  }

  /** Whether the class has a {@code forward} of its own for these arrays. */
  static boolean hasForward(List<CallersArray> arrays) {
    return arrays.size() > 2 && arrays.size() <= MAX_PARAMETERS;
  }
}
