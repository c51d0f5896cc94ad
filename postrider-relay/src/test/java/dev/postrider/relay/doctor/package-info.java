/** Tests of the doctor. */
@NullMarked
package dev.postrider.relay.doctor;

import org.jspecify.annotations.NullMarked;
