package com.acme.app;

import com.acme.nets.Gate;

/** Runs a network of another module. */
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Gate gate = Gate.load();
    float[] sum = new float[2];
    gate.forward(new float[] {1, -5}, new float[] {2, 3}, sum);
    System.out.println(sum[0] + " " + sum[1]);
    System.out.println(gate.describe());
  }
}
