package dev.postrider.benchmarks.result;

/** On which side of a bar a value has to be. */
public enum Bound {
    AT_LEAST,
    AT_MOST
}
