/** PostgreSQL as nobody expects it: odd defaults, policies, rights that were taken away. */
@NullMarked
package dev.postrider.crashtests.hostile;

import org.jspecify.annotations.NullMarked;
