/**
 * Many clients, and processes that are killed under them: whatever happens, every committed user has exactly one event in
 * ClickHouse.
 */
@NullMarked
package dev.postrider.examples.users.kills;

import org.jspecify.annotations.NullMarked;
