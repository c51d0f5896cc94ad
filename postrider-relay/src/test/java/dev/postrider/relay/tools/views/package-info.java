/** Tests of the views and rollups, on real databases. */
@NullMarked
package dev.postrider.relay.tools.views;

import org.jspecify.annotations.NullMarked;
