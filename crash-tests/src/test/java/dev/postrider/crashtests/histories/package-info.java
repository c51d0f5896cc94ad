/** Other histories of the database: restores, backups, promotions. */
@NullMarked
package dev.postrider.crashtests.histories;

import org.jspecify.annotations.NullMarked;
