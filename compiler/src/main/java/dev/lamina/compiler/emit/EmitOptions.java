package dev.lamina.compiler.emit;

/**
 * What a network's class is generated for.
 *
 * @param loadsAlone whether it can be loaded without a weights file
 * @param optionalVectorModule whether the module may run without {@code jdk.incubator.vector}
 * @param standalone whether it brings the runtime along
 */
public record EmitOptions(boolean loadsAlone, boolean optionalVectorModule, boolean standalone) {}
