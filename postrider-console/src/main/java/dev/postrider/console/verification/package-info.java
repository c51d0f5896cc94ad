/** Whether ClickHouse stores what was delivered, and sending again what it lacks. */
@NullMarked
package dev.postrider.console.verification;

import org.jspecify.annotations.NullMarked;
