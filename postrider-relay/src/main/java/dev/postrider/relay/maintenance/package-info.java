/**
 * What is done beside delivery, now and then: leaves are emptied, old records expire, budgets are watched, the event log is
 * compared with the ledger, the doctor has its first look.
 */
@NullMarked
package dev.postrider.relay.maintenance;

import org.jspecify.annotations.NullMarked;
