/**
 * The promise on a replicated ClickHouse: nodes and Keeper killed, paused, lagging. Skipped where no cluster is named, see {@link
 * dev.postrider.test.ClickHouseCluster}.
 */
@NullMarked
package dev.postrider.crashtests.cluster;

import org.jspecify.annotations.NullMarked;
