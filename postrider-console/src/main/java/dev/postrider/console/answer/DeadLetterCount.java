package dev.postrider.console.answer;

/** How many open dead letters match. */
public record DeadLetterCount(long deadLetters) implements Answer {}
