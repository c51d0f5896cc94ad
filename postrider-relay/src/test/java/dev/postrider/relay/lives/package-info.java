/** Other lives of the database: restores, backups, promotions. */
@NullMarked
package dev.postrider.relay.lives;

import org.jspecify.annotations.NullMarked;
