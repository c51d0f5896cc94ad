/** Tests of the doctor. */
@NullMarked
package dev.postrider.relay.tools.doctor;

import org.jspecify.annotations.NullMarked;
