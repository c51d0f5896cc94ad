/** Tests of the local databases, against the real ones. */
@NullMarked
package dev.postrider.devdb;

import org.jspecify.annotations.NullMarked;
