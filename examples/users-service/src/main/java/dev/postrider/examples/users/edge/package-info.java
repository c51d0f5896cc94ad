/**
 * What every request passes before anybody looks at it, whatever its address: limits that a stranger meets.
 *
 * <p>Knows HTTP alone.
 */
@NullMarked
package dev.postrider.examples.users.edge;

import org.jspecify.annotations.NullMarked;
