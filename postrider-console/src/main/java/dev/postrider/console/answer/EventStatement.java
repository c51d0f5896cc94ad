package dev.postrider.console.answer;

/** A question to the event log, to be run elsewhere. */
public record EventStatement(String sql) implements Answer {}
