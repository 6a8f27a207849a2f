/** The same service on ONNX Runtime, to measure beside it; compiled in the profile {@code onnx}. */
package dev.lamina.samples.service.onnx;
