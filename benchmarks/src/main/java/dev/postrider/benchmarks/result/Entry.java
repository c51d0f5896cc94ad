package dev.postrider.benchmarks.result;

/** A scenario's part of the results. */
public record Entry(String question, Ran ran, Result result) {}
