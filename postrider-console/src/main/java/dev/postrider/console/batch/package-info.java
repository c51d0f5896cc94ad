/** The batches of the ledger: to be found, opened, and set aside. */
@NullMarked
package dev.postrider.console.batch;

import org.jspecify.annotations.NullMarked;
