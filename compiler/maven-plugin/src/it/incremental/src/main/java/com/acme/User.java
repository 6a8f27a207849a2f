package com.acme;

final class User {
  final Same same = Same.load();
  final Changed changed = Changed.load();
}
