/** Files that people feed networks with: npy, PNG, and safetensors through the runtime's reader. */
package dev.lamina.compiler.io;
