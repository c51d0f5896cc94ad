package dev.postrider.console.answer;

/**
 * A whole answer of the admin API, or what it is asked with. It is JSON, with names_with_underscores, times as ISO 8601 in UTC and durations
 * as ISO 8601 ({@code PT1.5S}), as the command line prints it; however the application around writes its own.
 */
public interface Answer {}
