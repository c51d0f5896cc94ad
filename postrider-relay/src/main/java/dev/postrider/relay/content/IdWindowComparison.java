package dev.postrider.relay.content;

import org.jspecify.annotations.Nullable;

/**
 * What comparing one id window of the ledger with the event log gave.
 *
 * @param window its number
 * @param difference what differs; null if nothing does
 * @param isNews whether it differs, and did not in the same way when it was compared before
 * @param differing how many windows differed when they were last compared
 */
public record IdWindowComparison(long window, @Nullable IdWindowDifference difference, boolean isNews, int differing) {}
