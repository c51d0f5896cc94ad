/** PostgreSQL as nobody expects it: odd defaults, policies, rights that were taken away. */
@NullMarked
package dev.postrider.relay.hostile;

import org.jspecify.annotations.NullMarked;
