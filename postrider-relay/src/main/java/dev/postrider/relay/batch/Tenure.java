package dev.postrider.relay.batch;

/**
 * What allows a relay to destroy what was delivered: that it is the active one, in a database that its ledger fits.
 * Asked again in each transaction that destroys, see {@code postrider.may_destroy()}.
 *
 * @param fence under which it took the lease
 * @param identity the identity of the database under which the ledger was found to fit, as {@code postrider.life()} writes it
 */
public record Tenure(long fence, String identity) {}
